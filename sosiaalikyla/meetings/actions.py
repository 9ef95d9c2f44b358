"""Agree on a time, answer it, call it off, note that it was held; log a contact and take it to the record; agree on how
often to meet and what to do in silence; a wish for a call, a sign of life.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from sosiaalikyla.access.actions import CannotBe, action
from sosiaalikyla.access.actors import Actor, account_of
from sosiaalikyla.base import clock
from sosiaalikyla.drafts.stale import digest, must_be_newest
from sosiaalikyla.journal import models as journal
from sosiaalikyla.meetings import policy
from sosiaalikyla.meetings.models import (
    CallWish,
    ContactAddition,
    ContactMade,
    ContactOwnWords,
    Meeting,
    QuietAgreement,
    Rhythm,
    Sign,
)
from sosiaalikyla.meetings.workdays import next_working_day
from sosiaalikyla.notices import models as notices
from sosiaalikyla.people.models import Cover, Responsibility, Youth

CALLED = {ContactMade.Way.CALL, ContactMade.Way.VISIT, ContactMade.Way.VIDEO}
"""Ways in which two people have spoken: a wish for a call has then been met."""

LONGEST_PAUSE = timedelta(days=366)


# ---------------------------------------------------------------- times


@action(
    can=lambda *, by, youth, **_: policy.can_write(by, youth),
    about=lambda *, youth, **_: [youth.pk],
    journal="meeting_agreed",
)
def propose(*, by: Actor, youth: Youth, starts_at: datetime, way: str, place: str = "", about: str = "") -> Meeting:
    """Propose a time. It stands until the young person says it doesn't suit; silence is not a yes."""
    if starts_at <= clock.now():
        raise CannotBe(_("The time must be in the future."), field="starts_at")
    meeting = Meeting(youth=youth, worker_id=account_of(by), starts_at=starts_at, way=way, place=place, about=about)
    meeting.save()
    journal.record(youth.pk, "meeting_agreed", by=by.key, day=clock.day_of(starts_at), way=way)
    notices.put_out(youth.user_id, "waiting")
    return meeting


@action(
    can=lambda *, by, meeting, **_: policy.is_self(by, meeting.youth),
    about=lambda *, meeting, **_: [meeting.youth_id],
    journal="meeting_answered",
)
def answer(*, by: Actor, meeting: Meeting, answer: str) -> None:
    """It suits, or I can't come. One tap, no reason asked."""
    held = _held(by, meeting)
    if answer not in {Meeting.Answer.SUITS, Meeting.Answer.CANT}:
        raise CannotBe(_("Choose whether the time suits you."), field="answer")
    if held.cancelled_at is not None:
        raise CannotBe(_("This time has been called off."))
    held.answer, held.answered_at = answer, clock.now()
    held.save(update_fields=["answer", "answered_at"])
    journal.record(held.youth_id, "meeting_answered", by=by.key)
    notices.put_out(held.worker_id, "waiting")


@action(
    can=lambda *, by, meeting, **_: policy.is_self(by, meeting.youth) or policy.can_write(by, meeting.youth),
    about=lambda *, meeting, **_: [meeting.youth_id],
    journal="meeting_called_off",
)
def call_off(*, by: Actor, meeting: Meeting, why: str = "") -> None:
    """Call off a time that is still to come. A worker says why, and the young person sees it; the young person needn't."""
    held = _held(by, meeting)
    own = policy.is_self(by, meeting.youth)
    if held.cancelled_at is not None:
        raise CannotBe(_("This time has been called off."))
    if held.starts_at <= clock.now():
        raise CannotBe(_("This time has already gone."))
    if not own and not why.strip():
        raise CannotBe(_("Write why. The young person sees it."), field="why")
    held.cancelled_at, held.cancelled_by_id = clock.now(), account_of(by)
    held.cancelled_why = "" if own else why.strip()
    held.save(update_fields=["cancelled_at", "cancelled_by", "cancelled_why"])
    journal.record(held.youth_id, "meeting_called_off", by=by.key)
    notices.put_out(held.worker_id if own else meeting.youth.user_id, "waiting")


@action(
    can=lambda *, by, meeting, **_: policy.can_write(by, meeting.youth),
    about=lambda *, meeting, **_: [meeting.youth_id],
    journal="meeting_held",
)
def note_held(*, by: Actor, meeting: Meeting, took_place: bool) -> ContactMade | None:
    """Note that a time was held, or that it wasn't. One that was held becomes a contact at once, and is given back."""
    held = _held(by, meeting)
    if held.cancelled_at is not None:
        raise CannotBe(_("This time has been called off."))
    if held.starts_at > clock.now():
        raise CannotBe(_("This time is still to come."))
    written = ContactMade.objects.visible_to(by).filter(meeting=held).first()
    if written is not None and not took_place:
        raise CannotBe(_("A contact has already been written of this time."))
    if held.held is not took_place:
        held.held = took_place
        held.save(update_fields=["held"])
        journal.record(held.youth_id, "meeting_held", by=by.key, day=clock.day_of(held.starts_at), took_place=took_place)
    if took_place and written is None:
        written = ContactMade(
            youth_id=held.youth_id, worker_id=account_of(by), meeting=held, at=held.starts_at, way=held.way, reached=True,
            place=held.place,
        )  # fmt: skip
        written.save()
        _wish_met(by, written)
    return written


def _held(by: Actor, meeting: Meeting) -> Meeting:
    """The time as it stands now, held for this deed."""
    return Meeting.objects.visible_to(by).select_for_update().get(pk=meeting.pk)


# ---------------------------------------------------------------- contacts


@action(
    can=lambda *, by, youth, **_: policy.can_write(by, youth),
    about=lambda *, youth, **_: [youth.pk],
    journal="contact_made",
)
def log_contact(*, by: Actor, youth: Youth, way: str, reached: bool, at: datetime | None = None) -> ContactMade:
    """Log a contact or an attempt; nothing needs to be written. at: when, now if not given."""
    at = at or clock.now()
    if at > clock.now():
        raise CannotBe(_("A contact is written after it has been."), field="day")
    if way not in ContactMade.Way.values:
        raise CannotBe(_("Choose how."), field="way")
    contact = ContactMade(youth=youth, worker_id=account_of(by), at=at, way=way, reached=reached)
    contact.save()
    _wish_met(by, contact)
    journal.record(youth.pk, "contact_made", by=by.key, day=clock.day_of(at), way=way, reached=reached)
    return contact


@action(
    can=lambda *, by, contact, **_: policy.has_written(by, contact),
    about=lambda *, contact, **_: [contact.youth_id],
    journal=None,
    why="That there was a contact is the event; these are its words.",
)
def write_contact(
    *,
    by: Actor,
    contact: ContactMade,
    place: str = "",
    present: str = "",
    own_words: str = "",
    view: str = "",
    agreed: str = "",
    following: str = "",
    base: str = "",
) -> None:
    """Write what was said and agreed. Its writer may mend it until it has been taken to the record. base: the version begun
    from; Stale when the same worker has saved another one meanwhile, on another device.
    """
    row = _open(by, contact)
    if row.taken_at is not None:
        raise CannotBe(_("This has been taken to the record already. Write what is new as an addition."))
    latest = ContactOwnWords.objects.visible_to(by).filter(contact=row).order_by("-version").first()
    must_be_newest(base, digest(*row.words(latest.text if latest else "").values()))
    row.place, row.present, row.view, row.agreed, row.following = place, present, view, agreed, following
    row.save(update_fields=["place", "present", "view", "agreed", "following"])
    _say(by, row, own_words)


@action(
    can=lambda *, by, contact, **_: policy.has_written(by, contact),
    about=lambda *, contact, **_: [contact.youth_id],
    journal=None,
    why="That there was a contact is the event; this is added to its words.",
)
def add_to_contact(*, by: Actor, contact: ContactMade, text: str = "", own_words: str = "") -> None:
    """Add to a contact that has been taken to the record. What was taken stays as it was."""
    row = _open(by, contact)
    if row.taken_at is None:
        raise CannotBe(_("This hasn't been taken to the record yet: write into it."))
    if not text.strip() and not own_words.strip():
        raise CannotBe(_("Write what you want to add."), field="text")
    addition = ContactAddition(youth_id=row.youth_id, contact=row, worker_id=account_of(by), text=text.strip())
    addition.save()
    if own_words.strip():
        _say(by, row, own_words, addition)


@action(
    can=lambda *, by, contact, **_: policy.has_written(by, contact),
    about=lambda *, contact, **_: [contact.youth_id],
    journal=None,
    why="The record is kept elsewhere; when it was taken there stands in the contact.",
)
def take_contact(*, by: Actor, contact: ContactMade) -> None:
    """Mark the contact, with all that has been added to it, as taken to the official record. Twice does nothing more."""
    row = _open(by, contact)
    taken = {"taken_at": clock.now(), "taken_by_id": account_of(by)}
    if row.taken_at is None:
        ContactMade.objects.visible_to(by).filter(pk=row.pk).update(**taken)
    ContactAddition.objects.visible_to(by).filter(contact=row, taken_at=None).update(**taken)


def _open(by: Actor, contact: ContactMade) -> ContactMade:
    """The contact as it stands now, held for this deed."""
    return ContactMade.objects.visible_to(by).select_for_update().get(pk=contact.pk)


def _say(by: Actor, contact: ContactMade, text: str, addition: ContactAddition | None = None) -> None:
    """The young person's words, if they have changed: the next version, written down by whoever acts."""
    latest = ContactOwnWords.objects.visible_to(by).filter(contact=contact).order_by("-version").first()
    if addition is None and text.strip() == (latest.text if latest else ""):
        return
    ContactOwnWords(
        youth_id=contact.youth_id, contact=contact, addition=addition, version=latest.version + 1 if latest else 1,
        text=text.strip(), scribe_id=account_of(by),
    ).save()  # fmt: skip


def _wish_met(by: Actor, contact: ContactMade) -> None:
    """The wish for a call is done when they have been spoken with; an attempt leaves it waiting."""
    if contact.reached and contact.way in CALLED:
        waiting = CallWish.objects.visible_to(by).filter(youth=contact.youth_id, done_at=None, withdrawn_at=None)
        waiting.filter(asked_at__lte=contact.at).update(done_at=clock.now())


# ---------------------------------------------------------------- how often, and what to do in silence


@action(
    can=lambda *, by, youth, **_: policy.can_write(by, youth),
    about=lambda *, youth, **_: [youth.pk],
    journal="rhythm_agreed",
)
def agree_rhythm(*, by: Actor, youth: Youth, every_weeks: int, agreed_on: date) -> Rhythm:
    """Write down how often you have agreed to meet, and on which day you agreed on it."""
    if not 1 <= every_weeks <= 26:
        raise CannotBe(_("Choose from 1 to 26 weeks."), field="every_weeks")
    if agreed_on > clock.today():
        raise CannotBe(_("Write down what has been agreed: the day can't be ahead."), field="agreed_on")
    rhythm = Rhythm(youth=youth, every_weeks=every_weeks, agreed_on=agreed_on, worker_id=account_of(by))
    rhythm.save()
    journal.record(youth.pk, "rhythm_agreed", by=by.key, day=agreed_on, weeks=every_weeks)
    notices.put_out(youth.user_id, "waiting")
    return rhythm


@action(
    can=lambda *, by, youth, **_: policy.is_self(by, youth) or policy.can_write(by, youth),
    about=lambda *, youth, **_: [youth.pk],
    journal="quiet_agreed",
)
def agree_quiet(
    *, by: Actor, youth: Youth, days: int | None, pause_until: date | None = None, read_back: bool = False
) -> QuietAgreement:
    """Agree after how many days of silence the worker asks; days=None: don't ask. The young person's own to set.

    read_back: written by a worker at the table, and the young person has read or heard it and ticked it. Unticked it holds
    nothing until they do.
    """
    today = clock.today()
    if days is not None and not 7 <= days <= 180:
        raise CannotBe(_("Choose from 7 to 180 days."), field="days")
    if pause_until is not None and not today <= pause_until <= today + LONGEST_PAUSE:
        raise CannotBe(_("A pause ends on a day ahead, within a year."), field="pause_until")
    own = policy.is_self(by, youth)
    agreement = QuietAgreement(
        youth=youth, days=days, pause_until=pause_until if days else None, made_on=today,
        scribe_id=None if own else account_of(by), read_back_at=clock.now() if read_back and not own else None,
    )  # fmt: skip
    agreement.save()
    journal.record(youth.pk, "quiet_agreed", by=by.key)
    if own:
        _tell_helpers(by, youth)
    else:
        notices.put_out(youth.user_id, "waiting")
    return agreement


@action(
    can=lambda *, by, agreement, **_: policy.is_self(by, agreement.youth),
    about=lambda *, agreement, **_: [agreement.youth_id],
    journal="quiet_agreed",
)
def confirm_quiet(*, by: Actor, agreement: QuietAgreement) -> None:
    """What the worker wrote down is right: from now on it holds."""
    newest = QuietAgreement.objects.visible_to(by).filter(youth=agreement.youth_id).order_by("-pk").select_for_update()[0]
    if newest.pk != agreement.pk:
        raise CannotBe(_("Something newer has been agreed meanwhile."))
    if newest.scribe_id is None or newest.read_back_at is not None:
        return
    newest.read_back_at = clock.now()
    newest.save(update_fields=["read_back_at"])
    journal.record(newest.youth_id, "quiet_agreed", by=by.key)
    notices.put_out(newest.scribe_id, "waiting")


# ---------------------------------------------------------------- a wish for a call, a sign


@action(
    can=lambda *, by, youth, **_: policy.is_self(by, youth),
    about=lambda *, youth, **_: [youth.pk],
    journal="call_wished",
)
def wish_call(*, by: Actor, youth: Youth) -> CallWish:
    """Call me tomorrow: the next working day. One wish waits at a time."""
    wish, new = _wish(by, youth)
    if new:
        journal.record(youth.pk, "call_wished", by=by.key)
        _tell_helpers(by, youth)
    return wish


@action(
    can=lambda *, by, youth, **_: policy.is_self(by, youth),
    about=lambda *, youth, **_: [youth.pk],
    journal=None,
    why="A wish taken back leaves nothing to count.",
)
def withdraw_call(*, by: Actor, youth: Youth) -> None:
    """No need to call after all."""
    waiting = CallWish.objects.visible_to(by).filter(youth=youth, done_at=None, withdrawn_at=None)
    waiting.update(withdrawn_at=clock.now())


@action(
    can=lambda *, by, youth, **_: policy.is_self(by, youth),
    about=lambda *, youth, **_: [youth.pk],
    journal="sign_given",
)
def give_sign(*, by: Actor, youth: Youth, what: str) -> Sign:
    """A sign in one tap; "call me" is a wish for a call as well. The same sign twice on a day is one."""
    if what not in Sign.What.values:
        raise CannotBe(_("Choose which sign you send."))
    Youth.objects.visible_to(by).select_for_update().get(pk=youth.pk)
    latest = Sign.objects.visible_to(by).filter(youth=youth).order_by("-at").first()
    if what == Sign.What.CALL:
        _wish(by, youth)
    if latest is not None and latest.what == what and clock.day_of(latest.at) == clock.today():
        return latest
    sign = Sign(youth=youth, what=what)
    sign.save()
    journal.record(youth.pk, "sign_given", by=by.key)
    _tell_helpers(by, youth)
    return sign


def _wish(by: Actor, youth: Youth) -> tuple[CallWish, bool]:
    """The wish that waits, and whether it was made just now. The young person's row is held: two taps make one wish."""
    Youth.objects.visible_to(by).select_for_update().get(pk=youth.pk)
    waiting = CallWish.objects.visible_to(by).filter(youth=youth, done_at=None, withdrawn_at=None).first()
    if waiting is not None:
        return waiting, False
    wish = CallWish(youth=youth, for_day=next_working_day(clock.today()))
    wish.save()
    return wish, True


def _tell_helpers(by: Actor, youth: Youth) -> None:
    """A notice to whoever helps today: the responsible worker, or the one who stands in."""
    today = clock.today()
    answers = Responsibility.objects.visible_to(by).filter(youth=youth, during__contains=today)
    workers = {row.worker_id for row in answers}
    covers = Cover.objects.visible_to(by).filter(worker__in=workers, during__contains=today)
    standing_in = {row.worker_id: row.deputy_id for row in covers}
    for worker in sorted(workers):
        notices.put_out(standing_in.get(worker, worker), "waiting")
