-- Two ages in seconds for /health/ready, which may read neither table: how long the oldest line of the trace has waited for
-- its seal, and the oldest notice for its sending. Null when nothing waits.

-- Lines are sealed in the order of their transactions' numbers, so only those from the last sealed one on are looked at.
create or replace function sk.unsealed_age() returns double precision
language sql stable security definer set search_path = public, pg_temp as $$
    select extract(epoch from clock_timestamp() - min(e.at))::double precision
    from audit_entry e
    where e.xid >= coalesce(
            (select last.xid from audit_seal s join audit_entry last on last.id = s.entry order by s.number desc limit 1),
            '0'::xid8
        )
      and not exists (select from audit_seal s where s.entry = e.id)
$$;

create or replace function sk.unsent_age() returns double precision
language sql stable security definer set search_path = public, pg_temp as $$
    select extract(epoch from clock_timestamp() - min(made_at))::double precision
    from notices_notice where sent_at is null
$$;

revoke execute on function sk.unsealed_age() from public;
revoke execute on function sk.unsent_age() from public;
grant execute on function sk.unsealed_age() to sk_web, sk_worker;
grant execute on function sk.unsent_age() to sk_web, sk_worker;
