-- With whom a path is shared today. The rule of paths/policy.py once more.
create or replace function sk.my_shared_path_ids() returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(array_agg(youth_id), '{}')
    from paths_pathshare
    where member_id = (select sk.me())
      and during @> sk.today()
      and exists (select from access_user where id = (select sk.me()) and kind = 'staff')
$$;
