-- The one asked answers: says yes and gets to know the young person from today on, or says no with a reason.
-- The change is locked before the proposal, as everywhere, so that an answer and a withdrawal meet and one of them wins.
-- Errors: insufficient_privilege (42501) when the actor wasn't asked; check_violation (23514) when it is too late.
create or replace function sk.answer_handover(proposal bigint, says_yes boolean, why text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    whole handovers_handover;
    p handovers_proposal;
    r people_clientrelation;
begin
    perform from handovers_proposal where id = proposal and receiver_id = sk.me();
    if not found then
        raise exception 'not asked' using errcode = 'insufficient_privilege';
    end if;
    select h.* into whole from handovers_handover h join handovers_proposal q on q.handover_id = h.id
    where q.id = proposal for update of h;
    select * into p from handovers_proposal where id = proposal for update;
    if whole.withdrawn_on is not null or whole.changed_on is not null
        or p.accepted_on is not null or p.refused_on is not null or p.withdrawn_on is not null
    then
        raise exception 'no longer asked' using errcode = 'check_violation';
    end if;
    if not says_yes then
        update handovers_proposal set refused_on = sk.today(), refused_why = why where id = proposal;
        return;
    end if;
    select * into r from people_clientrelation where id = whole.relation_id;
    if (r.open_during @> sk.today()) is not true or not exists (
        select from access_roleheld h where h.user_id = sk.me() and h.organisation_id = r.organisation_id
          and h.role = 'worker' and h.during @> sk.today()
    ) then
        raise exception 'no longer asked' using errcode = 'check_violation';
    end if;
    update handovers_proposal set accepted_on = sk.today() where id = proposal;
    update handovers_handover set receiver_id = sk.me() where id = whole.id;
    -- Already getting to know, named by hand: that stays as it is.
    insert into people_workrelation (youth_id, relation_id, worker_id, kind, during)
    values (r.youth_id, r.id, sk.me(), 'receiving', daterange(sk.today(), upper(r.open_during)))
    on conflict do nothing;
end $$;
revoke execute on function sk.answer_handover(bigint, boolean, text) from public;
grant execute on function sk.answer_handover(bigint, boolean, text) to sk_web;

-- A change that is withdrawn: whoever was getting to know sees nothing more from today on, and nobody is asked any more.
create or replace function sk.handover_withdrawn() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update handovers_proposal set withdrawn_on = new.withdrawn_on
    where handover_id = new.id and refused_on is null and withdrawn_on is null;
    update people_workrelation set during = daterange(lower(during), greatest(lower(during), new.withdrawn_on))
    where relation_id = new.relation_id and worker_id = new.receiver_id and kind = 'receiving'
      and (upper_inf(during) or upper(during) > new.withdrawn_on);
    delete from people_workrelation where relation_id = new.relation_id and isempty(during);
    return null;
end $$;
create or replace trigger handovers_handover_withdrawn after update of withdrawn_on on handovers_handover
    for each row when (old.withdrawn_on is null and new.withdrawn_on is not null)
    execute function sk.handover_withdrawn();

-- Client relations of those under turvakielto for whom the worker answers and the actor is the named supervisor: what a
-- sudden leave of the worker concerns beside the rows of the board. Nobody else is told that there are any.
create or replace function sk.supervised_relations(worker bigint) returns table (relation bigint, youth bigint, county bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select c.id, c.youth_id, c.organisation_id
    from people_responsibility r
    join people_clientrelation c on c.id = r.relation_id
    join people_namedreader n on n.youth_id = c.youth_id and n.reader_id = (select sk.me()) and n.kind = 'supervisor'
        and n.during @> sk.today()
    where r.worker_id = supervised_relations.worker and r.during @> sk.today() and r.board_org_id is null
      and c.organisation_id = any(sk.my_organisations('manager'))
    order by c.id
$$;
revoke execute on function sk.supervised_relations(bigint) from public;
grant execute on function sk.supervised_relations(bigint) to sk_web;
