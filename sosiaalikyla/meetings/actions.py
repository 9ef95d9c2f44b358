"""Agree on a time, answer whether it suits, call it off."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from sosiaalikyla.access.actions import CannotBe, action
from sosiaalikyla.access.actors import Actor, account_of
from sosiaalikyla.base import clock
from sosiaalikyla.journal import models as journal
from sosiaalikyla.meetings.models import Meeting
from sosiaalikyla.notices import models as notices
from sosiaalikyla.people import policy
from sosiaalikyla.people.models import Youth


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
    journal.record(youth.pk, "meeting_agreed", by=by.key, day=starts_at.date(), way=way)
    notices.put_out(youth.user_id, "waiting")
    return meeting


@action(
    can=lambda *, by, meeting, **_: policy.is_self(by, meeting.youth),
    about=lambda *, meeting, **_: [meeting.youth_id],
    journal="meeting_answered",
)
def answer(*, by: Actor, meeting: Meeting, answer: str) -> None:
    """It suits, or I can't come. One tap, no reason asked."""
    held = Meeting.objects.visible_to(by).select_for_update().get(pk=meeting.pk)
    if answer not in {Meeting.Answer.SUITS, Meeting.Answer.CANT}:
        raise CannotBe(_("Choose whether the time suits you."), field="answer")
    if held.cancelled_at is not None:
        raise CannotBe(_("This time has been called off."))
    held.answer = answer
    held.save(update_fields=["answer"])
    journal.record(held.youth_id, "meeting_answered", by=by.key)
    notices.put_out(held.worker_id, "waiting")
