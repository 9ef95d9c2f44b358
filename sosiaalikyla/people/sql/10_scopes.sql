-- The rule of people/policy.py once more, for row-level security. A parity test holds the two equal.

create or replace function sk.my_own_ids() returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(array_agg(id), '{}') from people_youth where user_id = (select sk.me())
$$;

create or replace function sk.my_named_ids() returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(array_agg(youth_id), '{}')
    from (
        select youth_id from people_namedreader where reader_id = (select sk.me()) and during @> sk.today()
        union
        select id from people_youth where user_id = (select sk.me())
    ) as reached
$$;

create or replace function sk.my_client_ids() returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(array_agg(youth_id), '{}')
    from (
        -- the young person
        select id as youth_id from people_youth where user_id = (select sk.me())
        union
        -- responsible today
        select youth_id from people_responsibility where worker_id = (select sk.me()) and during @> sk.today()
        union
        -- beside the responsible one today: decides, pair, receiving, leaving
        select youth_id from people_workrelation where worker_id = (select sk.me()) and during @> sk.today()
        union
        -- standing in today; one under turvakielto only when named a reader
        select r.youth_id
        from people_cover c
        join people_responsibility r on r.worker_id = c.worker_id and r.during @> sk.today()
        where c.deputy_id = (select sk.me())
          and c.during @> sk.today()
          and (
              not exists (select from people_protection p where p.youth_id = r.youth_id and p.during @> sk.today())
              or exists (
                  select from people_namedreader n
                  where n.youth_id = r.youth_id and n.reader_id = (select sk.me()) and n.during @> sk.today()
              )
          )
    ) as reached
$$;

create or replace function sk.my_helper_ids() returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(array_agg(distinct r.worker_id), '{}')
    from people_responsibility r
    join people_youth y on y.id = r.youth_id
    where y.user_id = (select sk.me()) and r.during @> sk.today()
$$;

create or replace function sk.is_protected(youth bigint, on_day date) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select from people_protection p where p.youth_id = youth and p.during @> on_day)
$$;
revoke execute on function sk.is_protected(bigint, date) from public;
