-- An event marks its client stale in the same transaction, also when whoever wrote it may not see the client.
-- A client that waits already gets a new `since`: whoever is refreshing just now then knows that something came between.
create or replace function sk.mark_stale() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into journal_stale (client, since) values (new.client, clock_timestamp())
    on conflict (client) do update set since = excluded.since;
    return null;
end $$;
create or replace trigger journal_event_marks_stale after insert on journal_event
    for each row execute function sk.mark_stale();
