-- Proposals that wait for the actor's answer. The rule of handovers/policy.py once more.
create or replace function sk.my_asked_ids() returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(array_agg(id), '{}')
    from handovers_proposal
    where receiver_id = (select sk.me())
      and accepted_on is null and refused_on is null and withdrawn_on is null
      and exists (select from access_user where id = (select sk.me()) and kind = 'staff')
$$;
