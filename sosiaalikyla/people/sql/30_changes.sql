-- The few deeds that change who answers for whom. Each asks anew, inside the database, whether the actor may.
-- Errors: insufficient_privilege (42501) when the actor may not; check_violation (23514) when the deed makes no sense.

-- Take a young person in: the person, the client relation and the first responsibility, in one act.
create or replace function sk.take_in(
    key uuid, called text, birth date, speaks text, county bigint, paying text, from_day date, worker bigint
) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    youth bigint;
    relation bigint;
begin
    if not (county = any(sk.my_organisations('worker')) or county = any(sk.my_organisations('manager'))) then
        raise exception 'may not take in' using errcode = 'insufficient_privilege';
    end if;
    if not exists (
        select from access_roleheld h join access_user u on u.id = h.user_id and u.closed_at is null
        where h.user_id = worker and h.organisation_id = county and h.role = 'worker' and h.during @> sk.today()
    ) then
        raise exception 'the responsible one is not a worker of the county' using errcode = 'check_violation';
    end if;
    insert into people_youth (uuid, used_name, official_name, born, language, speaks, interpreter)
    values (key, called, '', birth, speaks, '', false) returning id into youth;
    insert into people_clientrelation (uuid, youth_id, organisation_id, open_during, paying_county, end_reason, version)
    values (gen_random_uuid(), youth, county, daterange(from_day, null), paying, '', 0) returning id into relation;
    insert into people_responsibility (youth_id, relation_id, worker_id, during, board_org_id)
    values (youth, relation, worker, daterange(from_day, null), county);
    return youth;
end $$;

-- The young person's own account, opened by whoever is responsible for them today.
create or replace function sk.open_account(youth bigint, called text) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    account bigint;
    tongue text;
begin
    if not exists (
        select from people_responsibility r where r.youth_id = open_account.youth and r.worker_id = sk.me()
          and r.during @> sk.today()
    ) then
        raise exception 'may not open an account' using errcode = 'insufficient_privilege';
    end if;
    select language into tongue from people_youth y where y.id = open_account.youth and y.user_id is null for update;
    if not found then
        raise exception 'has an account' using errcode = 'check_violation';
    end if;
    insert into access_user (uuid, kind, handle, name, title, answers_within, language, password)
    values (gen_random_uuid(), 'youth', called, '', '', '', tongue, '!') returning id into account;
    update people_youth set user_id = account where id = open_account.youth;
    return account;
end $$;
revoke execute on function sk.open_account(bigint, text) from public;
grant execute on function sk.open_account(bigint, text) to sk_web;

-- Responsibility changes hands from a day on: the manager decides, or the responsible worker hands to one who has agreed
-- to receive. The giver stays `leaving` for four weeks; whoever was receiving is so no longer.
create or replace function sk.change_responsible(relation bigint, receiver bigint, from_day date) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    r people_clientrelation;
    giver people_responsibility;
    hidden boolean;
begin
    update people_clientrelation set version = version + 1 where id = relation returning * into r;
    if not found or not r.open_during @> from_day then
        raise exception 'no open relation on that day' using errcode = 'check_violation';
    end if;
    select * into giver from people_responsibility where relation_id = relation and during @> from_day;
    hidden := sk.is_protected(r.youth_id, from_day);
    if not (
        (r.organisation_id = any(sk.my_organisations('manager'))
            and (not hidden or r.youth_id = any(sk.my_named_ids())))
        or (giver.worker_id = sk.me() and exists (
            select from people_workrelation w
            where w.relation_id = relation and w.worker_id = receiver and w.kind = 'receiving' and w.during @> sk.today()
        ))
    ) then
        raise exception 'may not change the responsible worker' using errcode = 'insufficient_privilege';
    end if;
    if from_day < sk.today() then
        raise exception 'not in the past' using errcode = 'check_violation';
    end if;
    if giver.worker_id = receiver then
        raise exception 'already responsible' using errcode = 'check_violation';
    end if;
    if not exists (
        select from access_roleheld h join access_user u on u.id = h.user_id and u.closed_at is null
        where h.user_id = receiver and h.organisation_id = r.organisation_id and h.role = 'worker'
          and h.during @> from_day
    ) then
        raise exception 'the receiver is not a worker of the county' using errcode = 'check_violation';
    end if;
    delete from people_responsibility where relation_id = relation and lower(during) >= from_day;
    update people_responsibility set during = daterange(lower(during), from_day)
    where relation_id = relation and during @> (from_day - 1);
    insert into people_responsibility (youth_id, relation_id, worker_id, during, board_org_id)
    values (r.youth_id, relation, receiver, daterange(from_day, upper(r.open_during)),
            case when hidden then null else r.organisation_id end);
    update people_workrelation set during = daterange(lower(during), greatest(lower(during), from_day))
    where relation_id = relation and kind = 'receiving' and (upper_inf(during) or upper(during) > from_day);
    delete from people_workrelation where relation_id = relation and isempty(during);
    if exists (select from people_responsibility where relation_id = relation and worker_id = giver.worker_id) then
        insert into people_workrelation (youth_id, relation_id, worker_id, kind, during)
        select r.youth_id, relation, giver.worker_id, 'leaving', daterange(from_day, least(from_day + 28, upper(r.open_during)))
        where not exists (
            select from people_workrelation where relation_id = relation and worker_id = giver.worker_id
              and kind = 'leaving' and during && daterange(from_day, from_day + 28)
        );
    end if;
    if hidden then
        insert into people_namedreader (youth_id, reader_id, kind, during)
        select r.youth_id, receiver, 'responsible', span
        from people_protection p, lateral (select p.during * daterange(from_day, null) as span) s
        where p.youth_id = r.youth_id and not isempty(span)
          and not exists (
              select from people_namedreader n
              where n.youth_id = r.youth_id and n.reader_id = receiver and n.during && span
          );
        update people_namedreader set during = daterange(lower(during), from_day + 28)
        where youth_id = r.youth_id and reader_id = giver.worker_id and kind = 'responsible'
          and (upper_inf(during) or upper(during) > from_day + 28) and lower(during) < from_day + 28;
    end if;
end $$;

-- Close the relation from a day on (that day is no longer open). What would begin later never begins.
create or replace function sk.close_relation(relation bigint, on_day date, reason text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    r people_clientrelation;
begin
    select * into r from people_clientrelation where id = relation for no key update;
    if not found or not r.open_during @> on_day or lower(r.open_during) = on_day then
        raise exception 'no open relation on that day' using errcode = 'check_violation';
    end if;
    if not (
        (r.organisation_id = any(sk.my_organisations('manager'))
            and (not sk.is_protected(r.youth_id, sk.today()) or r.youth_id = any(sk.my_named_ids())))
        or exists (
            select from people_responsibility
            where relation_id = relation and worker_id = sk.me() and during @> sk.today()
        )
    ) then
        raise exception 'may not close' using errcode = 'insufficient_privilege';
    end if;
    if on_day < sk.today() then
        raise exception 'not in the past' using errcode = 'check_violation';
    end if;
    update people_clientrelation set open_during = daterange(lower(open_during), on_day), end_reason = reason
    where id = relation;
    delete from people_responsibility where relation_id = relation and lower(during) >= on_day;
    update people_responsibility set during = daterange(lower(during), on_day)
    where relation_id = relation and during @> on_day;
    delete from people_workrelation where relation_id = relation and lower(during) >= on_day;
    update people_workrelation set during = daterange(lower(during), on_day)
    where relation_id = relation and during @> on_day;
end $$;

-- Turvakielto begins: what is open about whereabouts moves behind it in the same act (the action writes the protected row),
-- the board forgets the young person, and the readers are named.
create or replace function sk.protect(youth bigint, from_day date, supervisor bigint) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if not exists (
        select from people_responsibility where youth_id = protect.youth and worker_id = sk.me() and during @> sk.today()
    ) then
        raise exception 'may not protect' using errcode = 'insufficient_privilege';
    end if;
    insert into people_protection (youth_id, during) values (protect.youth, daterange(from_day, null));
    insert into people_namedreader (youth_id, reader_id, kind, during)
    select youth_id, worker_id, 'responsible', daterange(min(lower(during)), case when bool_or(upper_inf(during)) then null else max(upper(during)) end)
    from people_responsibility where youth_id = protect.youth and (upper_inf(during) or upper(during) > from_day)
    group by youth_id, worker_id;
    insert into people_namedreader (youth_id, reader_id, kind, during)
    values (protect.youth, supervisor, 'supervisor', daterange(from_day, null));
    update people_responsibility set board_org_id = null where youth_id = protect.youth;
    delete from people_residence where youth_id = protect.youth;
    delete from people_contact where youth_id = protect.youth;
end $$;

revoke execute on function sk.take_in(uuid, text, date, text, bigint, text, date, bigint) from public;
revoke execute on function sk.change_responsible(bigint, bigint, date) from public;
revoke execute on function sk.close_relation(bigint, date, text) from public;
revoke execute on function sk.protect(bigint, date, bigint) from public;
grant execute on function sk.take_in(uuid, text, date, text, bigint, text, date, bigint) to sk_web;
grant execute on function sk.change_responsible(bigint, bigint, date) to sk_web;
grant execute on function sk.close_relation(bigint, date, text) to sk_web;
grant execute on function sk.protect(bigint, date, bigint) to sk_web;
