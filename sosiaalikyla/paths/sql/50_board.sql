create or replace trigger paths_protected after insert or update on people_protection
    for each row execute function sk.leave_the_board('paths_checkday');
drop function if exists sk.paths_leave_the_board();
