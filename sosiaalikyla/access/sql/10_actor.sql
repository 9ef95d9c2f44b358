-- Who asks, and on which day: set by the request's transaction, empty outside it, so that nothing is seen.

create or replace function sk.actor_user() returns bigint
language sql stable parallel safe as $$
    select case when word like 'user:%' then substr(word, 6)::bigint end
    from (select nullif(current_setting('app.actor', true), '') as word) as said
$$;

create or replace function sk.today() returns date
language sql stable parallel safe as $$
    select nullif(current_setting('app.today', true), '')::date
$$;

-- The account, only while it is open: a closed account's saved connection or forged session sees nothing.
create or replace function sk.me() returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
    select id from access_user where id = sk.actor_user() and closed_at is null
$$;

create or replace function sk.my_organisations(wanted text default null) returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(array_agg(distinct organisation_id), '{}')
    from access_roleheld
    where user_id = (select sk.me())
      and during @> sk.today()
      and (wanted is null or role = wanted)
$$;
