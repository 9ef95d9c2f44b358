-- Words stay as they were said. Of a young person's words only the agreeing may change, once, and by the right one.

create or replace function sk.own_words_stay() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if (new.item_id, new.youth_id, new.version, new.text, new.scribe_id, new.written_at)
        is distinct from (old.item_id, old.youth_id, old.version, old.text, old.scribe_id, old.written_at) then
        raise exception 'own words stay' using errcode = 'check_violation', constraint = 'plans_ownvoice_words_stay';
    end if;
    if old.agreed in ('own', 'no', 'paper') and new.agreed is distinct from old.agreed then
        raise exception 'agreed once' using errcode = 'check_violation', constraint = 'plans_ownvoice_agreed_once';
    end if;
    -- What only the young person says is said from their own account. The owner's role (restoring, tests) has no actor.
    if new.agreed in ('own', 'no') and new.agreed is distinct from old.agreed and sk.actor_user() is not null
        and not new.youth_id = any(sk.my_own_ids()) then
        raise exception 'only the young person' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;

drop trigger if exists own_words_stay on plans_ownvoice;
create trigger own_words_stay before update on plans_ownvoice for each row execute function sk.own_words_stay();

create or replace function sk.words_stay() returns trigger
language plpgsql as $$
begin
    raise exception 'words stay' using errcode = 'check_violation', constraint = tg_table_name || '_stays';
end $$;

drop trigger if exists words_stay on plans_workerview;
create trigger words_stay before update on plans_workerview for each row execute function sk.words_stay();
drop trigger if exists words_stay on plans_version;
create trigger words_stay before update on plans_version for each row execute function sk.words_stay();
drop trigger if exists words_stay on plans_answer;
create trigger words_stay before update on plans_answer for each row execute function sk.words_stay();

-- A promise keeps its words, its owner's name is changed only while it is open, and what is settled stays settled.
create or replace function sk.promise_stays() returns trigger
language plpgsql as $$
begin
    if (new.youth_id, new.text, new.made_by_id, new.made_at) is distinct from (old.youth_id, old.text, old.made_by_id, old.made_at)
        or ((old.kept_on is not null or old.called_off_on is not null) and new is distinct from old) then
        raise exception 'a promise stays' using errcode = 'check_violation', constraint = 'plans_promise_stays';
    end if;
    return new;
end $$;

drop trigger if exists promise_stays on plans_promise;
create trigger promise_stays before update on plans_promise for each row execute function sk.promise_stays();
