-- The guarantee: each day of an open client relation has exactly one responsible worker. The database refuses a gap, an
-- overlap and a row outside the relation, at commit, whoever writes and at whatever isolation level.
--
-- Overlaps are refused by the exclusion constraint people_responsibility_one_at_a_time. Gaps are found at commit by the
-- trigger below. It must *write* the relation row: the write makes two concurrent changes of the same relation meet, so
-- that the later one either sees the earlier (READ COMMITTED) or fails (REPEATABLE READ, SERIALIZABLE). Reading with a
-- lock is not enough. And it runs as the owner, because the one who writes may not see colleagues' rows.

create or replace function sk.guarantee_held(relation bigint) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    open_days daterange;
    whose bigint;
    covered datemultirange;
    strangers integer;
begin
    update people_clientrelation set version = version + 1
    where id = relation
    returning open_during, youth_id into open_days, whose;
    if not found then
        return;
    end if;
    if isempty(open_days) then
        raise exception 'Client relation % is open on no day: close it instead of emptying it.', relation
            using errcode = 'integrity_constraint_violation', constraint = 'people_clientrelation_lasts_at_least_a_day';
    end if;
    select range_agg(during), count(*) filter (where youth_id <> whose)
    into covered, strangers
    from people_responsibility where relation_id = relation;
    if strangers > 0 then
        raise exception 'A responsibility names another young person than its client relation (relation %).', relation
            using errcode = 'integrity_constraint_violation', constraint = 'people_responsibility_same_youth';
    end if;
    if coalesce(covered, '{}'::datemultirange) <> datemultirange(open_days) then
        raise exception 'Client relation % is open % but somebody is responsible only %.', relation, open_days,
            coalesce(covered, '{}'::datemultirange)
            using errcode = 'integrity_constraint_violation', constraint = 'people_exactly_one_responsible',
                  hint = 'Change the responsible worker with sk.change_responsible, close with sk.close_relation.';
    end if;
end $$;
revoke execute on function sk.guarantee_held(bigint) from public;

create or replace function sk.guarantee_of_responsibility() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if tg_op <> 'INSERT' then
        perform sk.guarantee_held(old.relation_id);
    end if;
    if tg_op <> 'DELETE' and (tg_op = 'INSERT' or new.relation_id <> old.relation_id) then
        perform sk.guarantee_held(new.relation_id);
    end if;
    return null;
end $$;

create or replace function sk.guarantee_of_relation() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform sk.guarantee_held(new.id);
    return null;
end $$;

-- An open relation is closed, never deleted; nor are its rows emptied away in one stroke.
create or replace function sk.relation_stays() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if isempty(old.open_during) or upper_inf(old.open_during)
        or upper(old.open_during) > coalesce(sk.today(), current_date)
    then
        raise exception 'Client relation % is open: close it, don''t delete it.', old.id
            using errcode = 'integrity_constraint_violation', constraint = 'people_open_relation_stays';
    end if;
    return old;
end $$;

create or replace function sk.never_emptied() returns trigger
language plpgsql as $$
begin
    raise exception '% is never emptied: it holds who answers for whom.', tg_table_name
        using errcode = 'integrity_constraint_violation', constraint = 'people_never_emptied';
end $$;

drop trigger if exists people_responsibility_guarantee on people_responsibility;
create constraint trigger people_responsibility_guarantee
    after insert or update or delete on people_responsibility
    deferrable initially deferred for each row execute function sk.guarantee_of_responsibility();

-- `of open_during, youth_id`: the trigger's own write of `version` must not call it again, or the commit never ends.
drop trigger if exists people_clientrelation_guarantee on people_clientrelation;
create constraint trigger people_clientrelation_guarantee
    after insert or update of open_during, youth_id on people_clientrelation
    deferrable initially deferred for each row execute function sk.guarantee_of_relation();

create or replace trigger people_clientrelation_stays before delete on people_clientrelation
    for each row execute function sk.relation_stays();
create or replace trigger people_clientrelation_whole before truncate on people_clientrelation
    for each statement execute function sk.never_emptied();
create or replace trigger people_responsibility_whole before truncate on people_responsibility
    for each statement execute function sk.never_emptied();

-- An account that answers for somebody is not closed: first the responsibility changes hands. Closing waits for those who
-- are just handing something to the account (they hold its row, below) and then looks; a snapshot taken before the
-- waiting would not show them, so accounts are closed at READ COMMITTED only.
create or replace function sk.account_answers_for_nobody() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if new.closed_at is null or old.closed_at is not null then
        return new;
    end if;
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'Accounts are closed at READ COMMITTED: an older snapshot misses what was just handed over.'
            using errcode = 'invalid_transaction_state', constraint = 'people_account_answers_for_nobody';
    end if;
    if exists (
        select from people_responsibility r
        where r.worker_id = new.id and (upper_inf(r.during) or upper(r.during) > coalesce(sk.today(), current_date))
    ) then
        raise exception 'This account is responsible for young people: hand them over first.'
            using errcode = 'integrity_constraint_violation', constraint = 'people_account_answers_for_nobody';
    end if;
    return new;
end $$;
create or replace trigger people_account_closes before update of closed_at on access_user
    for each row execute function sk.account_answers_for_nobody();

-- And nothing is given to a closed account. The share lock makes closing and giving meet.
create or replace function sk.answers_by_open_account() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if upper_inf(new.during) or upper(new.during) > coalesce(sk.today(), current_date) then
        perform from access_user where id = new.worker_id and closed_at is null for share;
        if not found then
            raise exception 'The account of the responsible worker is closed.'
                using errcode = 'integrity_constraint_violation', constraint = 'people_responsibility_by_open_account';
        end if;
    end if;
    return new;
end $$;
create or replace trigger people_responsibility_account before insert or update of worker_id, during on people_responsibility
    for each row execute function sk.answers_by_open_account();

-- One under turvakielto always has at least two named readers: the responsible worker and a supervisor who is somebody else.
-- It writes the young person's row for the same reason as the guarantee writes the relation's. Those who also touch the
-- relation write that one first, so that two acts never wait for each other crosswise.
create or replace function sk.readers_named(whose bigint) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    missing text;
begin
    update people_youth set died_on = died_on where id = whose;
    select 'the responsible worker is not a named reader on ' || (p.during * r.during)
    into missing
    from people_protection p
    join people_responsibility r on r.youth_id = p.youth_id
    where p.youth_id = whose and not isempty(p.during * r.during)
      and not (
          select coalesce(range_agg(n.during), '{}'::datemultirange) @> (p.during * r.during)
          from people_namedreader n where n.youth_id = whose and n.reader_id = r.worker_id
      );
    if missing is null then
        select 'no supervisor beside the responsible worker is a named reader on ' || (p.during * r.during)
        into missing
        from people_protection p
        join people_responsibility r on r.youth_id = p.youth_id
        where p.youth_id = whose and not isempty(p.during * r.during)
          and not (
              select coalesce(range_agg(n.during), '{}'::datemultirange) @> (p.during * r.during)
              from people_namedreader n
              where n.youth_id = whose and n.kind = 'supervisor' and n.reader_id <> r.worker_id
          );
    end if;
    if missing is not null then
        raise exception 'Turvakielto: %.', missing
            using errcode = 'integrity_constraint_violation', constraint = 'people_protection_has_readers';
    end if;
end $$;
revoke execute on function sk.readers_named(bigint) from public;

create or replace function sk.readers_of_row() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if tg_op <> 'INSERT' then
        perform sk.readers_named(old.youth_id);
    end if;
    if tg_op <> 'DELETE' and (tg_op = 'INSERT' or new.youth_id <> old.youth_id) then
        perform sk.readers_named(new.youth_id);
    end if;
    return null;
end $$;

drop trigger if exists people_protection_readers on people_protection;
create constraint trigger people_protection_readers after insert or update or delete on people_protection
    deferrable initially deferred for each row execute function sk.readers_of_row();
drop trigger if exists people_namedreader_readers on people_namedreader;
create constraint trigger people_namedreader_readers after insert or update or delete on people_namedreader
    deferrable initially deferred for each row execute function sk.readers_of_row();
drop trigger if exists people_responsibility_readers on people_responsibility;
create constraint trigger people_responsibility_readers
    after insert or update of worker_id, during, youth_id on people_responsibility
    deferrable initially deferred for each row execute function sk.readers_of_row();
create or replace trigger people_protection_whole before truncate on people_protection
    for each statement execute function sk.never_emptied();
create or replace trigger people_namedreader_whole before truncate on people_namedreader
    for each statement execute function sk.never_emptied();
