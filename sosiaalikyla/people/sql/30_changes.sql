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
    if (county = any(sk.my_organisations('worker')) or county = any(sk.my_organisations('manager'))) is not true then
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

-- Protected on some day from today on: what the board must not show, and what only named readers may decide.
create or replace function sk.is_hidden(whose bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select from people_protection p where p.youth_id = whose and p.during && daterange(sk.today(), null)
    )
$$;
revoke execute on function sk.is_hidden(bigint) from public;

-- The readers named because they are responsible, or leaving, are those who are so from the day on; nobody else.
create or replace function sk.readers_follow(whose bigint, from_day date) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if not exists (
        select from people_protection p where p.youth_id = whose and p.during && daterange(from_day, null)
    ) then
        return;
    end if;
    update people_namedreader set during = daterange(lower(during), greatest(lower(during), from_day))
    where youth_id = whose and kind = 'responsible' and (upper_inf(during) or upper(during) > from_day);
    delete from people_namedreader where youth_id = whose and isempty(during);
    insert into people_namedreader (youth_id, reader_id, kind, during)
    select whose, wanted.worker_id, 'responsible', piece
    from (
        select worker_id, range_agg(during * daterange(from_day, null)) as days
        from (
            select worker_id, during from people_responsibility where youth_id = whose
            union all
            select worker_id, during from people_workrelation where youth_id = whose and kind = 'leaving'
        ) as answering
        group by worker_id
    ) as wanted,
    lateral unnest(wanted.days - (
        select coalesce(range_agg(n.during), '{}'::datemultirange)
        from people_namedreader n where n.youth_id = whose and n.reader_id = wanted.worker_id
    )) as piece;
end $$;
revoke execute on function sk.readers_follow(bigint, date) from public;

-- Responsibility changes hands from a day on: the manager decides, or the responsible worker hands to one who has agreed
-- to receive. What was planned from that day on never begins. Whoever was responsible to the day before stays `leaving`
-- for four weeks; whoever was receiving is so no longer. Conditions are `is not true`, so that an unknown actor or an
-- empty day refuses instead of slipping through.
create or replace function sk.change_responsible(relation bigint, receiver bigint, from_day date) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    r people_clientrelation;
    giver bigint;
    before people_responsibility;
    hidden boolean;
begin
    update people_clientrelation set version = version + 1 where id = relation returning * into r;
    if not found or (r.open_during @> from_day) is not true then
        raise exception 'no open relation on that day' using errcode = 'check_violation';
    end if;
    select worker_id into giver from people_responsibility where relation_id = relation and during @> from_day;
    hidden := sk.is_hidden(r.youth_id);
    if (
        (r.organisation_id = any(sk.my_organisations('manager'))
            and (not hidden or r.youth_id = any(sk.my_named_ids())))
        or (giver = sk.me() and exists (
            select from people_workrelation w
            where w.relation_id = relation and w.worker_id = receiver and w.kind = 'receiving' and w.during @> sk.today()
        ))
    ) is not true then
        raise exception 'may not change the responsible worker' using errcode = 'insufficient_privilege';
    end if;
    if (from_day >= sk.today()) is not true then
        raise exception 'not in the past' using errcode = 'check_violation';
    end if;
    if giver = receiver then
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
    select * into before from people_responsibility where relation_id = relation and during @> (from_day - 1);
    if before.worker_id = receiver then
        -- a planned change is called off: one stretch, not two
        update people_responsibility set during = daterange(lower(during), upper(r.open_during)) where id = before.id;
    else
        update people_responsibility set during = daterange(lower(during), from_day) where id = before.id;
        insert into people_responsibility (youth_id, relation_id, worker_id, during, board_org_id)
        values (r.youth_id, relation, receiver, daterange(from_day, upper(r.open_during)),
                case when hidden then null else r.organisation_id end);
    end if;
    update people_workrelation set during = daterange(lower(during), greatest(lower(during), from_day))
    where relation_id = relation and (upper_inf(during) or upper(during) > from_day)
      and (
          kind = 'receiving'
          -- a leaving that was planned never begins; one who is responsible again no longer leaves
          or (kind = 'leaving' and (lower(during) >= from_day or worker_id in (receiver, before.worker_id)))
      );
    delete from people_workrelation where relation_id = relation and isempty(during);
    if before.worker_id <> receiver then
        insert into people_workrelation (youth_id, relation_id, worker_id, kind, during)
        values (r.youth_id, relation, before.worker_id, 'leaving',
                daterange(from_day, least(from_day + 28, upper(r.open_during))));
    end if;
    perform sk.readers_follow(r.youth_id, from_day);
end $$;

-- Close the relation from a day on (that day is no longer open). What would begin later never begins; when no other
-- relation of the young person is open then, nobody stays named to read what is protected.
create or replace function sk.close_relation(relation bigint, on_day date, reason text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    r people_clientrelation;
begin
    update people_clientrelation set version = version + 1 where id = relation returning * into r;
    if not found or (r.open_during @> on_day and lower(r.open_during) < on_day) is not true then
        raise exception 'no open relation on that day' using errcode = 'check_violation';
    end if;
    if (
        (r.organisation_id = any(sk.my_organisations('manager'))
            and (not sk.is_hidden(r.youth_id) or r.youth_id = any(sk.my_named_ids())))
        or exists (
            select from people_responsibility
            where relation_id = relation and worker_id = sk.me() and during @> sk.today()
        )
    ) is not true then
        raise exception 'may not close' using errcode = 'insufficient_privilege';
    end if;
    if (on_day >= sk.today()) is not true then
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
    perform sk.readers_follow(r.youth_id, on_day);
    if not exists (
        select from people_clientrelation c
        where c.youth_id = r.youth_id and (upper_inf(c.open_during) or upper(c.open_during) > on_day)
    ) then
        delete from people_namedreader where youth_id = r.youth_id and lower(during) >= on_day;
        update people_namedreader set during = daterange(lower(during), on_day)
        where youth_id = r.youth_id and during @> on_day;
    end if;
end $$;

-- Turvakielto begins: what is open about whereabouts moves behind it in the same act (the action writes the protected row),
-- the board forgets the young person, and the readers are named.
create or replace function sk.protect(youth bigint, from_day date, supervisor bigint) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    named_from date := least(from_day, sk.today());
begin
    if from_day is null then
        raise exception 'no day' using errcode = 'check_violation';
    end if;
    update people_clientrelation set version = version + 1 where youth_id = protect.youth;
    if not exists (
        select from people_responsibility where youth_id = protect.youth and worker_id = sk.me() and during @> sk.today()
    ) then
        raise exception 'may not protect' using errcode = 'insufficient_privilege';
    end if;
    if not exists (
        select from access_roleheld h
        join access_user u on u.id = h.user_id and u.closed_at is null
        join people_clientrelation c on c.organisation_id = h.organisation_id and c.open_during @> sk.today()
        where c.youth_id = protect.youth and h.user_id = supervisor and h.role = 'manager' and h.during @> sk.today()
    ) or exists (
        select from people_responsibility r
        where r.youth_id = protect.youth and r.worker_id = supervisor and r.during && daterange(named_from, null)
    ) then
        raise exception 'the supervisor must be another one, a manager of the county'
            using errcode = 'check_violation', constraint = 'people_protection_has_readers';
    end if;
    insert into people_protection (youth_id, during) values (protect.youth, daterange(from_day, null));
    perform sk.readers_follow(protect.youth, named_from);
    insert into people_namedreader (youth_id, reader_id, kind, during)
    select protect.youth, supervisor, 'supervisor', piece
    from unnest(datemultirange(daterange(named_from, null)) - (
        select coalesce(range_agg(n.during), '{}'::datemultirange)
        from people_namedreader n where n.youth_id = protect.youth and n.reader_id = supervisor
    )) as piece;
    update people_responsibility set board_org_id = null where youth_id = protect.youth;
    delete from people_residence where youth_id = protect.youth;
    delete from people_contact where youth_id = protect.youth;
end $$;

-- For apps above whose rows stand on boards: a trigger on people_protection that names its table. In the moment turvakielto
-- begins they stand on no board; where it ends, the next working out brings them back.
create or replace function sk.leave_the_board() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    execute format('update %I set board_org_id = null where youth_id = $1 and board_org_id is not null', tg_argv[0])
    using new.youth_id;
    return null;
end $$;
revoke execute on function sk.leave_the_board() from public;

-- Turvakielto ends today: nobody stays named, the board knows the young person again, and what was behind it is gone. What
-- of it is to be seen by others is written anew by the action, as the young person wishes.
create or replace function sk.unprotect(whose bigint) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update people_clientrelation set version = version + 1 where youth_id = whose;
    if not exists (
        select from people_responsibility where youth_id = whose and worker_id = sk.me() and during @> sk.today()
    ) then
        raise exception 'may not end protection' using errcode = 'insufficient_privilege';
    end if;
    if not sk.is_hidden(whose) then
        raise exception 'no protection is on' using errcode = 'check_violation';
    end if;
    delete from people_protection where youth_id = whose and lower(during) >= sk.today();
    update people_protection set during = daterange(lower(during), sk.today())
    where youth_id = whose and during @> sk.today();
    delete from people_namedreader where youth_id = whose and lower(during) >= sk.today();
    update people_namedreader set during = daterange(lower(during), sk.today())
    where youth_id = whose and during @> sk.today();
    delete from people_protectedcontact where youth_id = whose;
    update people_responsibility r set board_org_id = c.organisation_id
    from people_clientrelation c
    where c.id = r.relation_id and r.youth_id = whose and r.during && daterange(sk.today(), null);
end $$;

revoke execute on function sk.take_in(uuid, text, date, text, bigint, text, date, bigint) from public;
revoke execute on function sk.change_responsible(bigint, bigint, date) from public;
revoke execute on function sk.close_relation(bigint, date, text) from public;
revoke execute on function sk.protect(bigint, date, bigint) from public;
revoke execute on function sk.unprotect(bigint) from public;
grant execute on function sk.take_in(uuid, text, date, text, bigint, text, date, bigint) to sk_web;
grant execute on function sk.change_responsible(bigint, bigint, date) to sk_web;
grant execute on function sk.close_relation(bigint, date, text) to sk_web;
grant execute on function sk.protect(bigint, date, bigint) to sk_web;
grant execute on function sk.unprotect(bigint) to sk_web;
