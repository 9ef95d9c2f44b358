-- The trace can be added to and read by those it concerns; nobody changes or removes a line of it.

alter table audit_entry add column if not exists xid xid8 not null default pg_current_xact_id();
-- The order of sealing. The sealer goes on from its last place by this index.
create index if not exists audit_entry_place on audit_entry (xid, id);

create or replace function sk.trace_stays() returns trigger
language plpgsql as $$
begin
    raise exception 'The audit trail is only added to: % on % is refused.', tg_op, tg_table_name
        using errcode = 'insufficient_privilege';
end $$;

create or replace trigger audit_entry_stays before update or delete on audit_entry
    for each row execute function sk.trace_stays();
create or replace trigger audit_entry_stays_whole before truncate on audit_entry
    for each statement execute function sk.trace_stays();
create or replace trigger audit_seal_stays before update or delete on audit_seal
    for each row execute function sk.trace_stays();
create or replace trigger audit_seal_stays_whole before truncate on audit_seal
    for each statement execute function sk.trace_stays();
