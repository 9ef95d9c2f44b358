-- A change that was to come, or came today, and is overtaken by another change of who is responsible: it is over, and says so.
-- Otherwise it would go on promising a worker who never comes.
create or replace function sk.handover_overtaken() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update handovers_handover
    set closed_on = sk.today(), closed_how = 'unanswered', closed_why = 'overtaken'
    where relation_id = old.relation_id and receiver_id = old.worker_id and changed_on = lower(old.during)
      and closed_on is null and withdrawn_on is null;
    return null;
end $$;
create or replace trigger handovers_overtaken after delete on people_responsibility
    for each row execute function sk.handover_overtaken();
