-- Only where people are invented: which account belongs to a name of the cast.
create or replace function sk.demo_account(called text) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
    select id from access_user where handle = called and closed_at is null
$$;

-- The demo's post: notices that have been sent, with the invented receiver's key.
create or replace function sk.demo_post(most integer)
returns table (handle text, language text, kind text, sent_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
    select u.handle, u.language, n.kind, n.sent_at
    from notices_notice n join access_user u on u.id = n.receiver_id
    where n.sent_at is not null
    order by n.sent_at desc, n.id
    limit most
$$;

-- Lives replayed from the past: what was put out then was also sent then, so that today's post is today's.
create or replace function sk.demo_post_was_sent() returns void
language sql volatile security definer set search_path = public, pg_temp as $$
    update notices_notice set sent_at = made_at, channel = 'demo' where sent_at is null
$$;
