create or replace trigger plans_protected after insert or update on people_protection
    for each row execute function sk.leave_the_board('plans_promiseday');
drop function if exists sk.plans_leave_the_board();
