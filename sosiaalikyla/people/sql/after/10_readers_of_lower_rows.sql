-- Who reads rows of the lower apps about a client: said here, where client relations are known.

-- A young person sees who has looked at their information; a manager sees nothing of it here.
create policy web_own_trace on audit_entry for select to sk_web
    using (clients && (select sk.my_own_ids())::bigint[]);

-- What happened on a path: the young person and those who work with them.
create policy web_clients on journal_event for select to sk_web
    using (client = any((select sk.my_client_ids())::bigint[]));
