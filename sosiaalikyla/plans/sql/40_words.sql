-- Words stay as they were said. Of a young person's words only the agreeing may change, each step by the right one.

-- Whoever writes knows whose the item or the version is: a row never hangs on somebody else's.
create or replace function sk.plan_row_fits() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    whose bigint;
begin
    if tg_table_name in ('plans_answer', 'plans_taken') then
        select youth_id into whose from plans_version where id = new.version_id;
    elsif new.item_id is null then
        return new;
    else
        select youth_id into whose from plans_item where id = new.item_id;
    end if;
    if whose is distinct from new.youth_id then
        raise exception 'of another plan' using errcode = 'check_violation', constraint = tg_table_name || '_fits';
    end if;
    return new;
end $$;

create or replace trigger plan_row_fits before insert or update on plans_ownvoice
    for each row execute function sk.plan_row_fits();
create or replace trigger plan_row_fits before insert or update on plans_workerview
    for each row execute function sk.plan_row_fits();
create or replace trigger plan_row_fits before insert or update on plans_privatenote
    for each row execute function sk.plan_row_fits();
create or replace trigger plan_row_fits before insert or update on plans_promise
    for each row execute function sk.plan_row_fits();
create or replace trigger plan_row_fits before insert or update on plans_answer
    for each row execute function sk.plan_row_fits();
create or replace trigger plan_row_fits before insert or update on plans_taken
    for each row execute function sk.plan_row_fits();

create or replace function sk.item_stays() returns trigger
language plpgsql as $$
begin
    if (new.uuid, new.youth_id, new.kind, new.key, new.area, new.made_at)
        is distinct from (old.uuid, old.youth_id, old.kind, old.key, old.area, old.made_at) then
        raise exception 'an item stays' using errcode = 'check_violation', constraint = 'plans_item_stays';
    end if;
    return new;
end $$;
create or replace trigger item_stays before update on plans_item for each row execute function sk.item_stays();

-- How words that a scribe typed become the young person's: by their own account, aloud at the table (told by the scribe),
-- or on a paper they signed. 'own' and 'no' to what was agreed at the table are said from their own account only; the
-- scribe may take back what still waits. The owner's role (restoring, tests) has no actor and is asked only that words stay.
create or replace function sk.own_words_stay() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    own boolean := new.youth_id = any(sk.my_own_ids());
    scribe boolean := new.scribe_id = sk.me();
    may boolean;
begin
    if (new.item_id, new.youth_id, new.version, new.text, new.scribe_id, new.written_at)
        is distinct from (old.item_id, old.youth_id, old.version, old.text, old.scribe_id, old.written_at)
        or (new.agreed = old.agreed and new.agreed_at is distinct from old.agreed_at) then
        raise exception 'own words stay' using errcode = 'check_violation', constraint = 'plans_ownvoice_words_stay';
    end if;
    if new.agreed = old.agreed then
        return new;
    end if;
    if new.agreed = '' or old.agreed in ('own', 'no', 'paper') then
        raise exception 'agreed once' using errcode = 'check_violation', constraint = 'plans_ownvoice_agreed_once';
    end if;
    if sk.actor_user() is not null then
        may := case new.agreed
            when 'own' then own
            when 'no' then own or (scribe and old.agreed = '')
            when 'table' then scribe and not own
            when 'paper' then old.agreed = '' and exists (
                select from plans_answer a join plans_version v on v.id = a.version_id
                where a.youth_id = new.youth_id and a.whose = 'youth' and a.on_paper and a.says in ('signs', 'reserves')
                  and a.written_by_id = sk.me() and v.frozen_at >= new.written_at
            )
        end;
        if may is not true then
            raise exception 'not yours to agree' using errcode = 'insufficient_privilege';
        end if;
    end if;
    return new;
end $$;
create or replace trigger own_words_stay before update on plans_ownvoice for each row execute function sk.own_words_stay();

create or replace function sk.words_stay() returns trigger
language plpgsql as $$
begin
    raise exception 'words stay' using errcode = 'check_violation', constraint = tg_table_name || '_stays';
end $$;
create or replace trigger words_stay before update on plans_workerview for each row execute function sk.words_stay();
create or replace trigger words_stay before update on plans_version for each row execute function sk.words_stay();
create or replace trigger words_stay before update on plans_answer for each row execute function sk.words_stay();
create or replace trigger words_stay before update on plans_taken for each row execute function sk.words_stay();

-- A promise is an adult's. It keeps its words and its day; its owner changes only while it is open, and what is settled
-- stays settled. Another day is another promise: the first is called off with a reason.
create or replace function sk.promise_stays() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if tg_op = 'UPDATE' and (
        (new.uuid, new.youth_id, new.item_id, new.text, new.due, new.made_by_id, new.made_at)
            is distinct from (old.uuid, old.youth_id, old.item_id, old.text, old.due, old.made_by_id, old.made_at)
        or ((old.kept_on is not null or old.called_off_on is not null) and new is distinct from old)
    ) then
        raise exception 'a promise stays' using errcode = 'check_violation', constraint = 'plans_promise_stays';
    end if;
    if (tg_op = 'INSERT' or new.owner_id is distinct from old.owner_id)
        and not exists (select from access_user where id = new.owner_id and kind = 'staff') then
        raise exception 'an adult promises' using errcode = 'check_violation', constraint = 'plans_promise_is_an_adults';
    end if;
    return new;
end $$;
create or replace trigger promise_stays before insert or update on plans_promise
    for each row execute function sk.promise_stays();

-- A decision noted keeps what it was; only the day it was told, and what follows from it, comes later, once.
create or replace function sk.decision_stays() returns trigger
language plpgsql as $$
begin
    if (to_jsonb(new) - 'told_on' - 'last_day') is distinct from (to_jsonb(old) - 'told_on' - 'last_day')
        or (old.told_on is not null and new is distinct from old) then
        raise exception 'a decision stays' using errcode = 'check_violation', constraint = 'plans_decision_stays';
    end if;
    return new;
end $$;
create or replace trigger decision_stays before update on plans_decision for each row execute function sk.decision_stays();
