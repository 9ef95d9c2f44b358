"""The village of the path's tests, with the words of a change of worker: Aino from Ville to Sirpa."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sosiaalikyla.access.models import User
from sosiaalikyla.base import clock
from sosiaalikyla.handovers import actions
from sosiaalikyla.handovers.models import Handover, HandoverDay, Proposal
from sosiaalikyla.handovers.refresh import refresh
from sosiaalikyla.paths.tests.ground import DAY, Village, account, do, seen_by, village
from sosiaalikyla.people.models import Youth
from sosiaalikyla.people.tests import factories
from tests.ground import as_owner

__all__ = ["DAY", "Village", "account", "do", "seen_by", "village"]
WHY = "made for a test"
WORDS = "Nuori, jonka kanssa tapaamme joka toinen viikko."


def later(days: int) -> date:
    return clock.today() + timedelta(days=days)


def suggested(youth: Youth, by: User, **more: Any) -> Handover:
    return do(by, actions.suggest, relation=factories.relation(youth), **more)


def proposed(youth: Youth, giver: User, receiver: User) -> tuple[Handover, Proposal]:
    handover = suggested(youth, giver)
    proposal = do(giver, actions.propose, handover=handover, receiver=receiver, words=WORDS, change_by=later(30))
    return handover, proposal


def accepted(youth: Youth, giver: User, receiver: User) -> Handover:
    _handover, proposal = proposed(youth, giver, receiver)
    return do(receiver, actions.accept, proposal=proposal)


def met(youth: Youth, giver: User, receiver: User) -> Handover:
    handover = accepted(youth, giver, receiver)
    do(giver, actions.hold_meeting, handover=handover, on=clock.today())
    return handover


def handed_over(youth: Youth, giver: User, receiver: User, from_day: date | None = None) -> Handover:
    handover = met(youth, giver, receiver)
    do(giver, actions.hand_over, handover=handover, from_day=from_day or clock.today())
    return handover


def row(handover: Handover) -> Handover:
    with as_owner():
        return Handover.objects.whole(WHY).get(pk=handover.pk)


def day_of(handover: Handover) -> HandoverDay | None:
    """The waiting step, worked out anew."""
    with as_owner():
        refresh(handover.youth_id)
        return HandoverDay.objects.whole(WHY).filter(handover=handover).first()


def at(days: int, hour: int = 12) -> datetime:
    return datetime.combine(later(days), datetime.min.time(), tzinfo=clock.HELSINKI).replace(hour=hour)
