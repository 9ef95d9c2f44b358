"""What happens to a young person's client relation and to who answers for it. The only place that writes these rows.

What changes who is responsible runs inside the database (sql/30_changes.sql), which asks the policy once more.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from sosiaalikyla.access.actions import CannotBe, Refused, action
from sosiaalikyla.access.actors import Actor, Job, account_of
from sosiaalikyla.access.models import Organisation, RoleHeld, User
from sosiaalikyla.base import clock
from sosiaalikyla.journal import models as journal
from sosiaalikyla.notices import models as notices
from sosiaalikyla.people import policy
from sosiaalikyla.people.models import (
    Absence,
    AbsenceTold,
    ClientRelation,
    Contact,
    Cover,
    Placement,
    PlacementEndMove,
    ProtectedContact,
    Residence,
    Responsibility,
    WorkRelation,
    Youth,
)


def _of_youth(*, youth: Youth, **_rest: object) -> list[int]:
    return [youth.pk]


def _of_placement(*, placement: Placement, **_rest: object) -> list[int]:
    return [placement.youth_id]


def _of_relation(*, relation: ClientRelation | Responsibility, **_rest: object) -> list[int]:
    return [relation.youth_id]


def _key_of(relation: ClientRelation | Responsibility) -> int:
    """The client relation's key, from itself or from a row of the board: a manager sees only the latter."""
    return relation.relation_id if isinstance(relation, Responsibility) else relation.pk


def _organisation_of(relation: ClientRelation | Responsibility) -> int | None:
    return relation.board_org_id if isinstance(relation, Responsibility) else relation.organisation_id


def _answers_for(*, by: Actor, relation: ClientRelation | Responsibility, **_rest: object) -> bool:
    """The responsible worker, or the manager of the organisation."""
    return (
        policy.is_responsible(by, Youth(pk=relation.youth_id))
        or _organisation_of(relation) in by.organisations("manager")
    )  # fmt: skip


def _tell_youth(relation: int) -> None:
    """A notice to the young person's account, which a manager doesn't see."""
    with connection.cursor() as cursor:
        cursor.execute("select sk.tell_youth_of(%s, %s, %s)", [relation, uuid.uuid4(), clock.now()])


def _works_in(organisation_id: int, user: User) -> bool:
    return RoleHeld.objects.in_force_on(clock.today()).filter(
        user=user, user__closed_at=None, organisation=organisation_id, role=RoleHeld.Role.WORKER
    ).exists()  # fmt: skip


def _in_order(during: DateRange, field: str) -> None:
    if during.isempty or (during.upper is not None and during.upper <= during.lower):
        raise CannotBe(_("The last day can't be before the first."), field=field)


def _of_nobody(**_rest: object) -> list[int]:
    return []


@contextmanager
def _in_words(**sentences: str) -> Iterator[None]:
    """Turn the database's refusal into words for a person; what it may not do into Refused."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as problem:
        cause = problem.__cause__
        state = getattr(cause, "sqlstate", "")
        if state == "42501":
            raise Refused(str(cause)) from problem
        said = str(cause)
        name = getattr(getattr(cause, "diag", None), "constraint_name", "") or ""
        for key, sentence in sentences.items():
            if key in name or key.replace("_", " ") in said:
                raise CannotBe(sentence) from problem
        raise


@action(
    can=lambda *, by, organisation, **_: organisation.pk in by.organisations("worker") | by.organisations("manager"),
    about=_of_nobody,
    journal="taken_in",
)
def take_in(
    *, by: Actor, organisation: Organisation, used_name: str, born: date, worker: User, from_day: date, language: str = "fi"
) -> Youth:
    """Take a young person in as a client, with a responsible worker from the first day."""
    if not used_name.strip():
        raise CannotBe(_("Tell what the young person is called."), field="used_name")
    if not born < from_day:
        raise CannotBe(_("The date of birth must be before the day of taking in."), field="born")
    key = uuid.uuid4()
    not_ours = _("The responsible worker must be a worker of the county.")
    with _in_words(not_a_worker_of_the_county=not_ours), connection.cursor() as cursor:
        county = (organisation.pk, organisation.county_code)
        cursor.execute(
            "select sk.take_in(%s, %s, %s, %s, %s, %s, %s, %s)",
            [key, used_name.strip(), born, language, *county, from_day, worker.pk],
        )
        pk = cursor.fetchone()[0]
    journal.record(pk, "taken_in", by=by.key, day=from_day)
    if worker.pk != by.user_id:
        notices.put_out(worker, "waiting")
    by.__dict__.pop("_scopes", None)
    return Youth(
        pk=pk, uuid=key, used_name=used_name.strip(), born=born, language=language, came_alone=None, official_name=""
    )


@action(can=lambda *, by, youth, **_: policy.is_responsible(by, youth), about=_of_youth, journal="account_opened")
def open_account(*, by: Actor, youth: Youth, handle: str) -> int:
    """Open the young person's own account. Their worker does it face to face; returns the account's key."""
    if not handle.strip():
        raise CannotBe(_("Write the name to sign in with."), field="handle")
    taken, there = _("That name to sign in with is taken."), _("There is an account already.")
    with _in_words(access_user_handle=taken, has_an_account=there), connection.cursor() as cursor:
        cursor.execute("select sk.open_account(%s, %s)", [youth.pk, handle.strip()])
        user_id: int = cursor.fetchone()[0]
    journal.record(youth.pk, "account_opened", by=by.key)
    return user_id


@action(
    can=lambda *, by, youth, **_: policy.is_self(by, youth) or policy.can_write(by, youth),
    about=_of_youth,
    journal="used_name_changed",
)
def choose_name_and_language(*, by: Actor, youth: Youth, used_name: str, language: str) -> None:
    """The name and the language hold everywhere from the next page on."""
    if not used_name.strip():
        raise CannotBe(_("Write the name you want to be called."), field="used_name")
    Youth.objects.visible_to(by).filter(pk=youth.pk).update(used_name=used_name.strip()[:80], language=language)
    if policy.is_self(by, youth):
        User.objects.filter(pk=account_of(by)).update(language=language)
    journal.record(youth.pk, "used_name_changed", by=by.key)


@action(can=lambda *, by, youth, **_: policy.can_write(by, youth), about=_of_youth, journal="contact_changed")
def set_contact(
    *,
    by: Actor,
    youth: Youth,
    phone: str = "",
    email: str = "",
    never_call: bool = False,
    never_text: bool = False,
) -> None:
    """How the young person is reached. Under turvakielto it is written behind it, by named readers only."""
    with _in_words(whereabouts_stay_hidden=_not_here()):
        Contact.objects.visible_to(by).update_or_create(
            youth=youth, defaults={"phone": phone, "email": email, "never_call": never_call, "never_text": never_text}
        )
    journal.record(youth.pk, "contact_changed", by=by.key)


def _not_here() -> str:
    return _("This can't be written here now. Ask the responsible worker.")


@action(
    can=lambda *, by, youth, **_: policy.can_write(by, youth) and youth.pk in policy.named.of(by),
    about=_of_youth,
    journal="contact_changed",
)
def set_protected_contact(*, by: Actor, youth: Youth, municipality: str, address: str, phone: str) -> None:
    """Whereabouts behind turvakielto: a named reader who works with the young person writes them."""
    ProtectedContact.objects.visible_to(by).update_or_create(
        youth=youth, defaults={"municipality": municipality, "address": address, "phone": phone}
    )
    journal.record(youth.pk, "contact_changed", by=by.key)


@action(can=lambda *, by, youth, **_: policy.can_write(by, youth), about=_of_youth, journal="residence_changed")
def move_to(*, by: Actor, youth: Youth, municipality_code: str, county_code: str, from_day: date) -> None:
    """The young person lives in a municipality from a day on. The county there may differ from the one that placed."""
    with _in_words(whereabouts_stay_hidden=_not_here()):
        _move(by, youth, municipality_code, county_code, from_day)
    journal.record(youth.pk, "residence_changed", by=by.key, day=from_day)


def _move(by: Actor, youth: Youth, municipality_code: str, county_code: str, from_day: date) -> None:
    Residence.objects.visible_to(by).filter(youth=youth, during__startswith__gte=from_day).delete()
    now = Residence.objects.visible_to(by).filter(youth=youth, during__contains=from_day).first()
    if now is not None:
        now.during = DateRange(now.during.lower, from_day)
        now.save(update_fields=["during"])
    Residence(
        youth=youth, municipality_code=municipality_code, county_code=county_code, during=DateRange(from_day, None)
    ).save()


@action(can=lambda *, by, youth, **_: policy.can_write(by, youth), about=_of_youth, journal="placement_added")
def add_placement(
    *,
    by: Actor,
    youth: Youth,
    kind: str,
    begins_on: date,
    ends_on: date | None,
    placed_by_county: str,
    child_alone: bool | None = None,
) -> Placement:
    if ends_on is not None and ends_on < begins_on:
        raise CannotBe(_("The placement can't end before it begins."), field="ends_on")
    placement = Placement(
        youth=youth,
        kind=kind,
        begins_on=begins_on,
        ends_on=ends_on,
        child_alone=child_alone,
        placed_by_county=placed_by_county,
    )
    placement.save()
    journal.record(youth.pk, "placement_added", by=by.key, day=begins_on, kind=kind)
    return placement


@action(
    can=lambda *, by, placement, **_: policy.can_write(by, placement.youth),
    about=_of_placement,
    journal="placement_end_moved",
)
def move_placement_end(*, by: Actor, placement: Placement, to: date | None, why: str) -> PlacementEndMove:
    """Move the day a placement ends. The old day is kept, with the reason the young person is shown."""
    held = Placement.objects.visible_to(by).select_for_update().get(pk=placement.pk)
    if not why.strip():
        raise CannotBe(_("Write why the day moves. The young person sees it."), field="why")
    if to is not None and to < held.begins_on:
        raise CannotBe(_("The placement can't end before it begins."), field="to")
    if to == held.ends_on:
        raise CannotBe(_("That is the day already. Nothing was changed."), field="to")
    move = PlacementEndMove(
        youth_id=held.youth_id,
        placement=held,
        was=held.ends_on,
        became=to,
        why=why.strip()[:200],
        moved_by_id=account_of(by),
    )
    held.ends_on = to
    held.save(update_fields=["ends_on"])
    move.save()
    journal.record(held.youth_id, "placement_end_moved", by=by.key, was=_iso(move.was), became=_iso(to))
    notices.put_out(Youth.objects.visible_to(by).get(pk=held.youth_id).user_id, "waiting")
    return move


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


# ---------------------------------------------------------------- who answers


@action(can=_answers_for, about=_of_relation, journal="responsible_changed")
def change_responsible(*, by: Actor, relation: ClientRelation | Responsibility, to: User, from_day: date) -> None:
    """Responsibility changes hands from a day on, without a gap. The giver still sees for four weeks.

    relation: the client relation, or the row of it that the manager sees on the board.
    """
    with _in_words(
        not_in_the_past=_("Responsibility changes hands today or later, never backwards."),
        already_responsible=_("That worker is responsible already."),
        not_a_worker_of_the_county=_("The receiver must be a worker of the county."),
        no_open_relation=_("The client relation isn't open on that day."),
    ):
        journal.record(relation.youth_id, "responsible_changed", by=by.key, day=from_day)
        notices.put_out(to, "waiting")
        _tell_youth(_key_of(relation))
        with connection.cursor() as cursor:
            cursor.execute("select sk.change_responsible(%s, %s, %s)", [_key_of(relation), to.pk, from_day])


@action(
    can=lambda *, by, relation, **_: policy.is_responsible(by, Youth(pk=relation.youth_id)),
    about=_of_relation,
    journal="work_relation_added",
)
def stand_beside(*, by: Actor, relation: ClientRelation, worker: User, kind: str, during: DateRange) -> WorkRelation:
    """Name who decides, a pair, or one who is about to receive: beside the responsible worker, never instead."""
    _in_order(during, "until")
    if not _works_in(relation.organisation_id, worker):
        raise CannotBe(_("Choose a worker of the same organisation."), field="worker")
    row = WorkRelation(youth_id=relation.youth_id, relation=relation, worker=worker, kind=kind, during=during)
    with _in_words(
        one_decides=_("Somebody else decides on those days."), workrelation_once=_("That is written down already.")
    ):
        row.save()
    journal.record(relation.youth_id, "work_relation_added", by=by.key, kind=kind)
    notices.put_out(worker, "waiting")
    return row


@action(
    can=lambda *, by, row, **_: policy.is_responsible(by, Youth(pk=row.youth_id)),
    about=lambda *, row, **_: [row.youth_id],
    journal="work_relation_ended",
)
def end_standing_beside(*, by: Actor, row: WorkRelation, on: date) -> None:
    """Whoever stands beside sees nothing more from a day on; what ends sooner already is not made longer."""
    held = WorkRelation.objects.visible_to(by).select_for_update().get(pk=row.pk)
    if held.during.isempty:  # taken away meanwhile, from another page
        return
    ends = max(on, held.during.lower)
    held.during = DateRange(held.during.lower, ends if held.during.upper is None else min(ends, held.during.upper))
    held.save(update_fields=["during"])
    journal.record(held.youth_id, "work_relation_ended", by=by.key, kind=held.kind, day=on)


@action(
    can=lambda *, by, worker, organisation, **_: policy.can_manage_worker(by, worker.pk, organisation.pk),
    about=_of_nobody,
    journal=None,
    why="it is about a worker, not about a client's path",
)
def write_absence(*, by: Actor, worker: User, organisation: Organisation, during: DateRange) -> Absence:
    _in_order(during, "until")
    if not _works_in(organisation.pk, worker):
        raise CannotBe(_("Choose a worker of the same organisation."), field="worker")
    row = Absence(worker=worker, organisation=organisation, during=during)
    with _in_words(absence_one_at_a_time=_("An absence is already written down for these days.")):
        row.save()
    return row


@action(
    can=lambda *, by, **_: isinstance(by, Job),
    about=_of_nobody,
    journal=None,
    why="it is about a worker, not about a client's path",
)
def raise_absence(*, by: Actor, absence: Absence, day: date, to: Collection[int]) -> None:
    """Tell these accounts that an absence has nobody in the worker's place, and write down that they know on this day."""
    AbsenceTold.objects.bulk_create([AbsenceTold(absence=absence, day=day, receiver_id=receiver) for receiver in sorted(to)])
    for receiver in sorted(to):
        notices.put_out(receiver, "waiting")


@action(
    can=lambda *, by, absence, **_: policy.can_manage_worker(by, absence.worker_id, absence.organisation_id),
    about=_of_nobody,
    journal=None,
    why="it is about a worker, not about a client's path",
)
def end_absence(*, by: Actor, absence: Absence, on: date) -> None:
    """The worker is back from a day on; an absence that hasn't begun is taken away by naming its first day."""
    held = Absence.objects.visible_to(by).select_for_update().get(pk=absence.pk)
    if held.during.isempty or (held.during.upper is not None and on > held.during.upper):
        raise CannotBe(_("The absence ends before that day already."), field="on")
    if on < held.during.lower:
        raise CannotBe(_("The day of coming back can't be before the absence begins."), field="on")
    held.during = DateRange(held.during.lower, on)
    held.save(update_fields=["during"])


@action(
    can=lambda *, by, worker, organisation, **_: policy.can_manage_worker(by, worker.pk, organisation.pk),
    about=_of_nobody,
    journal=None,
    why="it is about workers, not about a client's path; the deputy's readings name the clients",
)
def agree_cover(*, by: Actor, worker: User, deputy: User, organisation: Organisation, during: DateRange) -> Cover:
    """Somebody stands in for a worker on agreed days: sees what the worker sees, and the young people are told who."""
    if worker.pk == deputy.pk:
        raise CannotBe(_("Nobody can stand in for themselves."), field="deputy")
    if during.upper is None or during.isempty or during.upper <= during.lower:
        raise CannotBe(_("Tell the last day of standing in."), field="until")
    if not _works_in(organisation.pk, worker):
        raise CannotBe(_("Choose a worker of the same organisation."), field="worker")
    if not _works_in(organisation.pk, deputy):
        # A deputy sees the worker's young people: never somebody from outside.
        raise CannotBe(_("Choose a worker of the same organisation."), field="deputy")
    row = Cover(worker=worker, deputy=deputy, organisation=organisation, during=during)
    with _in_words(cover_one_deputy=_("Somebody already stands in on these days.")):
        row.save()
    notices.put_out(deputy, "waiting")
    return row


@action(
    can=lambda *, by, cover, **_: policy.can_manage_worker(by, cover.worker_id, cover.organisation_id),
    about=_of_nobody,
    journal=None,
    why="it is about workers, not about a client's path",
)
def end_cover(*, by: Actor, cover: Cover, on: date) -> None:
    """The deputy sees nothing more from a day on. One named by mistake can be ended on the very day it began."""
    held = Cover.objects.visible_to(by).select_for_update().get(pk=cover.pk)
    begins = held.during.lower
    if on < begins:
        raise CannotBe(_("Standing in can't end before it begins."), field="on")
    # A row keeps at least one day: one that ends on the day it began is written to the day before.
    held.during = DateRange(begins if begins < on else on - timedelta(days=1), min(on, held.during.upper))
    held.save(update_fields=["during"])


@action(can=_answers_for, about=_of_relation, journal="relation_closed")
def close_relation(*, by: Actor, relation: ClientRelation, on: date, reason: str) -> None:
    """Close the client relation from a day on. Until that day somebody is responsible; from it on nobody sees."""
    if reason not in ClientRelation.EndReason.values:
        raise CannotBe(_("Choose why the client relation ends."), field="reason")
    with _in_words(
        not_in_the_past=_("A client relation is closed today or later, never backwards."),
        no_open_relation=_("The client relation isn't open on that day."),
    ):
        journal.record(relation.youth_id, "relation_closed", by=by.key, day=on, reason=reason)
        _tell_youth(relation.pk)
        with connection.cursor() as cursor:
            cursor.execute("select sk.close_relation(%s, %s, %s)", [relation.pk, on, reason])


@action(can=lambda *, by, youth, **_: policy.is_responsible(by, youth), about=_of_youth, journal="protection_begun")
def protect(
    *, by: Actor, youth: Youth, supervisor: User, municipality: str, address: str, phone: str, from_day: date | None = None
) -> None:
    """Turvakielto begins: whereabouts move behind it, the board forgets, readers are named (661/2009, 36 §)."""
    with (
        _in_words(
            protection_one_at_a_time=_("The protection is on already."),
            protection_has_readers=_("Name a manager of the county, somebody else than the responsible worker."),
        ),
        connection.cursor() as cursor,
    ):
        cursor.execute("select sk.protect(%s, %s, %s)", [youth.pk, from_day or clock.today(), supervisor.pk])
    by.__dict__.pop("_scopes", None)
    ProtectedContact.objects.visible_to(by).update_or_create(
        youth=youth, defaults={"municipality": municipality, "address": address, "phone": phone}
    )
    journal.record(youth.pk, "protection_begun", by=by.key)


@action(can=lambda *, by, youth, **_: policy.is_responsible(by, youth), about=_of_youth, journal="protection_ended")
def unprotect(*, by: Actor, youth: Youth, keep_phone: bool) -> None:
    """Turvakielto ends today. keep_phone: the protected number becomes the one seen by all who work with them.

    The address and the municipality aren't shown to anybody by this: where they live is written anew, if they want it.
    """
    hidden = ProtectedContact.objects.visible_to(by).filter(youth=youth).first()
    with _in_words(no_protection=_("The protection isn't on any more.")), connection.cursor() as cursor:
        cursor.execute("select sk.unprotect(%s)", [youth.pk])
    by.__dict__.pop("_scopes", None)
    if keep_phone and hidden is not None and hidden.phone:
        Contact.objects.visible_to(by).update_or_create(youth=youth, defaults={"phone": hidden.phone})
    journal.record(youth.pk, "protection_ended", by=by.key)
    notices.put_out(youth.user_id, "waiting")
