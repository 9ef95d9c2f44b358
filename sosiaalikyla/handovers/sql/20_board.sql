-- Which board a change of worker stands on, written by the database: whoever acts may not know of a turvakielto.
create or replace function sk.handover_board() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    r people_clientrelation;
begin
    select * into r from people_clientrelation where id = new.relation_id;
    if r.youth_id is distinct from new.youth_id then
        raise exception 'another young person''s client relation'
            using errcode = 'integrity_constraint_violation', constraint = 'handovers_same_youth';
    end if;
    new.board_org_id := case when sk.is_hidden(new.youth_id) then null else r.organisation_id end;
    return new;
end $$;
create or replace trigger handovers_handover_board before insert or update on handovers_handover
    for each row execute function sk.handover_board();

-- What belongs to a change stands where the change stands, and is about the same young person.
create or replace function sk.handover_part() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    whole handovers_handover;
begin
    select * into whole from handovers_handover where id = new.handover_id;
    if whole.youth_id is distinct from new.youth_id then
        raise exception 'another young person''s change of worker'
            using errcode = 'integrity_constraint_violation', constraint = 'handovers_same_youth';
    end if;
    if tg_table_name in ('handovers_proposal', 'handovers_handoverday') then
        new.board_org_id := case when sk.is_hidden(new.youth_id) then null else whole.board_org_id end;
    end if;
    return new;
end $$;
create or replace trigger handovers_proposal_part before insert or update on handovers_proposal
    for each row execute function sk.handover_part();
create or replace trigger handovers_handoverday_part before insert or update on handovers_handoverday
    for each row execute function sk.handover_part();
create or replace trigger handovers_wish_part before insert on handovers_wish
    for each row execute function sk.handover_part();
create or replace trigger handovers_checkanswer_part before insert on handovers_checkanswer
    for each row execute function sk.handover_part();

-- Turvakielto begins or ends: in the same moment the change leaves the board or comes back (the triggers above write it).
create or replace function sk.handovers_board_anew() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    whose bigint := case when tg_op = 'DELETE' then old.youth_id else new.youth_id end;
begin
    update handovers_handover set board_org_id = null where youth_id = whose;
    update handovers_proposal set board_org_id = null where youth_id = whose;
    update handovers_handoverday set board_org_id = null where youth_id = whose;
    return null;
end $$;
create or replace trigger handovers_protected after insert or update or delete on people_protection
    for each row execute function sk.handovers_board_anew();
drop function if exists sk.handovers_leave_the_board();

-- The young person's words stay as they were said: only that they have read them, or take them back, is added.
create or replace function sk.wish_stays_as_said() returns trigger
language plpgsql as $$
begin
    if (new.uuid, new.youth_id, new.handover_id, new.kind, new.text, new.scribe_id, new.only_to_id, new.said_on)
        is distinct from (old.uuid, old.youth_id, old.handover_id, old.kind, old.text, old.scribe_id, old.only_to_id, old.said_on)
    then
        raise exception 'A wish stays as it was said.'
            using errcode = 'integrity_constraint_violation', constraint = 'handovers_wish_stays';
    end if;
    return new;
end $$;
create or replace trigger handovers_wish_stays before update on handovers_wish
    for each row execute function sk.wish_stays_as_said();
