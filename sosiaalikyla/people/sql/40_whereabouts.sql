-- While turvakielto lasts, whereabouts are written only behind it: a colleague who isn't a named reader, and so can't know,
-- must not write the phone or the municipality beside it by mistake (661/2009, 36 §).
create or replace function sk.whereabouts_stay_hidden() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if sk.is_protected(new.youth_id, coalesce(sk.today(), current_date)) then
        raise exception 'whereabouts are not written here'
            using errcode = 'integrity_constraint_violation', constraint = 'people_whereabouts_stay_hidden';
    end if;
    return new;
end $$;
create or replace trigger people_contact_hidden before insert or update on people_contact
    for each row execute function sk.whereabouts_stay_hidden();
create or replace trigger people_residence_hidden before insert or update on people_residence
    for each row execute function sk.whereabouts_stay_hidden();

-- A worker of the organisation today: absences and covers are written only about such, by the policies of both tables.
create or replace function sk.works_in(organisation bigint, who bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select from access_roleheld h join access_user u on u.id = h.user_id and u.closed_at is null
        where h.organisation_id = organisation and h.user_id = who and h.role = 'worker' and h.during @> sk.today()
    )
$$;

-- A notice for the young person from one who may change who answers, and may not know the young person's account: the
-- manager. Says nothing back.
create or replace function sk.tell_youth_of(relation bigint, key uuid, at timestamptz) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
    insert into notices_notice (id, receiver_id, kind, made_at, channel)
    select key, y.user_id, 'waiting', at, ''
    from people_clientrelation r join people_youth y on y.id = r.youth_id
    where r.id = relation and y.user_id is not null
      and (r.youth_id = any(sk.my_client_ids()) or r.organisation_id = any(sk.my_organisations('manager')))
$$;
revoke execute on function sk.tell_youth_of(bigint, uuid, timestamptz) from public;
grant execute on function sk.tell_youth_of(bigint, uuid, timestamptz) to sk_web;

-- A cover is shortened, never given to somebody else: that is another cover, with its own check.
create or replace function sk.cover_names_stay() returns trigger
language plpgsql as $$
begin
    if (new.worker_id, new.deputy_id, new.organisation_id) is distinct from (old.worker_id, old.deputy_id, old.organisation_id) then
        raise exception 'A cover is ended and agreed anew, never given to somebody else.'
            using errcode = 'integrity_constraint_violation', constraint = 'people_cover_names_stay';
    end if;
    return new;
end $$;
create or replace trigger people_cover_names_stay before update on people_cover
    for each row execute function sk.cover_names_stay();
