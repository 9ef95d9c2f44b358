-- What has been taken to the official record stands as it was taken: more comes as an addition. And a contact never changes
-- its young person or its writer.
create or replace function sk.contact_stays_as_taken() returns trigger
language plpgsql as $$
begin
    if old.taken_at is not null or (new.youth_id, new.worker_id) is distinct from (old.youth_id, old.worker_id) then
        raise exception 'What has been taken to the record is not changed: add to it.'
            using errcode = 'integrity_constraint_violation', constraint = 'meetings_contact_stays_as_taken';
    end if;
    return new;
end $$;
create or replace trigger meetings_contactmade_stays before update on meetings_contactmade
    for each row execute function sk.contact_stays_as_taken();
create or replace trigger meetings_contactaddition_stays before update on meetings_contactaddition
    for each row execute function sk.contact_stays_as_taken();

-- Of an agreement on silence only the tick is written afterwards, and once: the days are agreed anew, not changed.
create or replace function sk.quiet_agreement_stays() returns trigger
language plpgsql as $$
begin
    if old.read_back_at is not null
        or (new.youth_id, new.days, new.pause_until, new.scribe_id, new.made_on)
            is distinct from (old.youth_id, old.days, old.pause_until, old.scribe_id, old.made_on)
    then
        raise exception 'An agreement on silence is made anew, never changed.'
            using errcode = 'integrity_constraint_violation', constraint = 'meetings_quiet_agreement_stays';
    end if;
    return new;
end $$;
create or replace trigger meetings_quietagreement_stays before update on meetings_quietagreement
    for each row execute function sk.quiet_agreement_stays();
