-- Questions asked at the door, where nobody is known yet. Each takes a hash or a name and answers about one open account;
-- none lists anything. And the few changes that reach somebody else's keys, each asking the rule once more.
-- `at` is the house's clock: the demo and the tests set it.

create or replace function sk.staff_by_handle(called text) returns table (account bigint, hashed text)
language sql stable security definer set search_path = public, pg_temp as $$
    select u.id, p.hashed from access_user u join keys_password p on p.user_id = u.id
    where u.handle = called and u.kind = 'staff' and u.closed_at is null
$$;

create or replace function sk.passkey_by_credential(called text)
returns table (id uuid, account bigint, public_key text)
language sql stable security definer set search_path = public, pg_temp as $$
    select k.id, k.user_id, k.public_key from keys_passkey k join access_user u on u.id = k.user_id
    where k.credential = called and k.closed_at is null and u.closed_at is null
$$;

-- Only what the page of the device itself shows: what it is, and whether it has been closed by wrong numbers.
create or replace function sk.device_by_token(word text) returns table (machine text, tries_left smallint)
language sql stable security definer set search_path = public, pg_temp as $$
    select d.machine::text, d.tries_left::smallint from keys_device d join access_user u on u.id = d.user_id
    where d.token = word and d.closed_at is null and u.closed_at is null
$$;

-- A try is spent before it is looked at: two at once are two tries.
create or replace function sk.try_device(word text) returns table (id uuid, account bigint, pin text)
language sql security definer set search_path = public, pg_temp as $$
    update keys_device d set tries_left = d.tries_left - 1
    from access_user u
    where u.id = d.user_id and u.closed_at is null and d.token = word and d.closed_at is null and d.tries_left > 0
    returning d.id, d.user_id, d.pin
$$;

create or replace function sk.try_card(called text) returns table (id uuid, account bigint, codes text[])
language sql security definer set search_path = public, pg_temp as $$
    update keys_codecard c set tries_left = c.tries_left - 1
    from access_user u
    where u.id = c.user_id and u.closed_at is null and c.number = called and c.closed_at is null and c.tries_left > 0
    returning c.id, c.user_id, c.codes::text[]
$$;

-- A code that still opens: unused, in time, of an open account, by a giver whose account and visit are open.
create or replace function sk.invitation_by_code(hashed text, at timestamptz)
returns table (id uuid, account bigint, account_key uuid, kind text, giver bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select i.id, u.id, u.uuid, u.kind, i.made_by_id
    from keys_invitation i
    join access_user u on u.id = i.user_id and u.closed_at is null
    join access_user g on g.id = i.made_by_id and g.closed_at is null
    where i.code = hashed and i.used_at is null and i.ends_at > at
      and (i.visit = '' or exists (
          select from keys_visit v where v.session = i.visit and v.user_id = i.made_by_id and v.ended_at is null
      ))
$$;

create or replace function sk.use_invitation(hashed text, at timestamptz) returns bigint
language sql security definer set search_path = public, pg_temp as $$
    update keys_invitation i set used_at = at
    where i.id in (select f.id from sk.invitation_by_code(hashed, at) f) and i.used_at is null
    returning i.user_id
$$;

create or replace function sk.stands_in_for(whose bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select from people_cover c
        join people_responsibility r on r.worker_id = c.worker_id and r.during @> sk.today()
        where r.youth_id = whose and c.deputy_id = (select sk.me()) and c.during @> sk.today()
          and (
              not exists (select from people_protection p where p.youth_id = whose and p.during @> sk.today())
              or exists (
                  select from people_namedreader n
                  where n.youth_id = whose and n.reader_id = (select sk.me()) and n.during @> sk.today()
              )
          )
    )
$$;

-- Works with the young person today: responsible, standing in, pair, or who decides. Not one leaving or about to receive.
create or replace function sk.works_with(whose bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select from people_responsibility r
        where r.youth_id = whose and r.worker_id = (select sk.me()) and r.during @> sk.today()
    ) or exists (
        select from people_workrelation w
        where w.youth_id = whose and w.worker_id = (select sk.me()) and w.during @> sk.today()
          and w.kind in ('pair', 'decides')
    ) or sk.stands_in_for(whose)
$$;

create or replace function sk.answers_for(whose bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select from people_responsibility r
        where r.youth_id = whose and r.worker_id = (select sk.me()) and r.during @> sk.today()
    ) or sk.stands_in_for(whose)
$$;

create or replace function sk.administers(account bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select account <> (select sk.me()) and exists (
        select from access_roleheld h join access_user u on u.id = h.user_id
        where h.user_id = account and h.during @> sk.today() and u.kind = 'staff' and u.closed_at is null
          and h.organisation_id = any((select sk.my_organisations('administrator'))::bigint[])
    )
$$;

create or replace function sk.may_give_key(account bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select from people_youth y where y.user_id = account and sk.answers_for(y.id)) or sk.administers(account)
$$;

-- What a worker is told of a young person's keys: what there is, never when it was used.
create or replace function sk.keys_of(whose bigint)
returns table (id uuid, kind text, machine text, since timestamptz, shut boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select f.* from (
        select d.id, 'pin', d.machine::text, d.bound_at, d.tries_left = 0 from keys_device d
        join people_youth y on y.user_id = d.user_id where y.id = whose and d.closed_at is null
        union all
        select k.id, 'passkey', k.machine::text, k.made_at, false from keys_passkey k
        join people_youth y on y.user_id = k.user_id where y.id = whose and k.closed_at is null
        union all
        select c.id, 'card', '', c.made_at, c.tries_left = 0 from keys_codecard c
        join people_youth y on y.user_id = c.user_id where y.id = whose and c.closed_at is null
    ) as f (id, kind, machine, since, shut)
    where sk.works_with(whose)
$$;

create or replace function sk.may_or_raise(may boolean) returns void
language plpgsql as $$
begin
    if may is not true then
        raise exception 'may not touch these keys' using errcode = 'insufficient_privilege';
    end if;
end $$;

-- Five new tries for a device that wrong numbers have closed.
create or replace function sk.open_device(whose bigint, device uuid) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform sk.may_or_raise(sk.answers_for(whose));
    update keys_device d set tries_left = 5 from people_youth y
    where y.id = whose and d.user_id = y.user_id and d.id = device and d.closed_at is null;
    return found;
end $$;

create or replace function sk.close_card(whose bigint, at timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform sk.may_or_raise(sk.answers_for(whose));
    update keys_codecard c set closed_at = at from people_youth y
    where y.id = whose and c.user_id = y.user_id and c.closed_at is null;
end $$;

-- Everything that is open of an account, at once: visits, devices, passkeys, cards and codes not yet used.
create or replace function sk.end_all_keys(account bigint, at timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from django_session s using keys_visit v
    where v.user_id = account and v.ended_at is null
      and v.session = encode(sha256(convert_to(s.session_key, 'UTF8')), 'hex');
    update keys_visit set ended_at = at where user_id = account and ended_at is null;
    update keys_device set closed_at = at where user_id = account and closed_at is null;
    update keys_passkey set closed_at = at where user_id = account and closed_at is null;
    update keys_codecard set closed_at = at where user_id = account and closed_at is null;
    update keys_invitation set ends_at = at where user_id = account and used_at is null and ends_at > at;
end $$;

create or replace function sk.end_keys_of(whose bigint, at timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform sk.may_or_raise(sk.works_with(whose));
    perform sk.end_all_keys(y.user_id, at) from people_youth y where y.id = whose and y.user_id is not null;
end $$;

-- A colleague's account and first role. The first key comes by the code that is handed over.
create or replace function sk.open_staff(
    organisation bigint, unit bigint, called text, named text, role text, tongue text, key uuid
) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    account bigint;
begin
    perform sk.may_or_raise(organisation = any((select sk.my_organisations('administrator'))::bigint[]));
    perform sk.may_or_raise(
        unit is null or exists (select from access_unit t where t.id = unit and t.organisation_id = organisation)
    );
    insert into access_user (uuid, kind, handle, name, title, answers_within, language, password)
    values (key, 'staff', called, named, '', '', tongue, '!') returning id into account;
    insert into access_roleheld (user_id, organisation_id, unit_id, role, during)
    values (account, organisation, unit, role, daterange(sk.today(), null));
    return account;
end $$;

-- A colleague who has lost a key gets a new first sign-in: the old ones stop here, not when the new code is used.
create or replace function sk.forget_staff_keys(account bigint, at timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform sk.may_or_raise(sk.administers(account));
    perform sk.end_all_keys(account, at);
    delete from keys_password where user_id = account;
    delete from keys_totp where user_id = account;
end $$;

do $$
declare
    one text;
begin
    foreach one in array array[
        'staff_by_handle(text)', 'passkey_by_credential(text)', 'device_by_token(text)', 'try_device(text)', 'try_card(text)',
        'invitation_by_code(text, timestamptz)', 'use_invitation(text, timestamptz)', 'works_with(bigint)',
        'stands_in_for(bigint)', 'answers_for(bigint)', 'administers(bigint)', 'may_give_key(bigint)', 'keys_of(bigint)',
        'open_device(bigint, uuid)', 'close_card(bigint, timestamptz)', 'end_all_keys(bigint, timestamptz)',
        'end_keys_of(bigint, timestamptz)', 'forget_staff_keys(bigint, timestamptz)',
        'open_staff(bigint, bigint, text, text, text, text, uuid)'
    ] loop
        execute format('revoke execute on function sk.%s from public', one);
        if one not like 'end_all_keys%' then
            execute format('grant execute on function sk.%s to sk_web', one);
        end if;
    end loop;
end $$;
