-- Turvakielto begins: in the same moment the checks of the path stand on no board. Where it ends, the next working out brings them
-- back.
create or replace function sk.paths_leave_the_board() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update paths_checkday set board_org_id = null where youth_id = new.youth_id and board_org_id is not null;
    return null;
end $$;
create or replace trigger paths_protected after insert or update on people_protection
    for each row execute function sk.paths_leave_the_board();
