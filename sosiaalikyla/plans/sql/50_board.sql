-- Turvakielto begins: in the same moment the promises stand on no board. Where it ends, the next working out brings them
-- back.
create or replace function sk.plans_leave_the_board() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update plans_promiseday set board_org_id = null where youth_id = new.youth_id and board_org_id is not null;
    return null;
end $$;
create or replace trigger plans_protected after insert or update on people_protection
    for each row execute function sk.plans_leave_the_board();
