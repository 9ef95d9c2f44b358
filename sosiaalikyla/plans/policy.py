"""Whose plan it is to see and write: the young person's and their workers', each voice by its owner alone."""

from __future__ import annotations

from typing import Protocol

from django.db.models import Q, QuerySet

from sosiaalikyla.access.actors import Actor
from sosiaalikyla.access.models import User
from sosiaalikyla.access.policy import managed_organisations
from sosiaalikyla.access.rows import NOTHING, Either, InScope, Written, seal
from sosiaalikyla.base import clock
from sosiaalikyla.people.models import Responsibility, WorkRelation, Youth
from sosiaalikyla.people.policy import can_write, carers, is_responsible, is_self, own
from sosiaalikyla.plans.models import (
    Answer,
    ChosenSkill,
    Decision,
    Feeling,
    Intention,
    Item,
    OwnVoice,
    Plan,
    PrivateNote,
    Promise,
    PromiseDay,
    Reminder,
    SharedFeeling,
    SkillAnswer,
    Taken,
    Version,
    WorkerView,
)


class OfYouth(Protocol):
    """Any row of one young person."""

    youth_id: int


OWN = "youth_id = any((select sk.my_own_ids())::bigint[])"
CLIENT = "youth_id = any((select sk.my_client_ids())::bigint[])"
ME = "(select sk.me())"

# Agreed together: both add and change, each deed by its rule.
for shared in (Plan, Item):
    seal(shared, InScope("youth", carers), web="SIU", worker="S")
# Adults' own: a young person reads them and never writes them.
seal(
    Promise,
    InScope("youth", carers),
    web="SIU",
    worker="S",
    inserted=f"{CLIENT} and made_by_id = {ME} and not {OWN}",
    updated=f"{CLIENT} and not {OWN}",
)
seal(
    Decision,
    InScope("youth", carers),
    web="SIU",
    worker="S",
    inserted=f"{CLIENT} and noted_by_id = {ME} and not {OWN}",
    updated=f"{CLIENT} and not {OWN}",
)

# Words are added, never changed. What may change of the young person's is how they agreed to it (sql/40_words.sql).
seal(
    OwnVoice,
    InScope("youth", carers),
    web="SIU",
    inserted=f"({OWN} and scribe_id is null) or ({CLIENT} and not {OWN} and scribe_id = {ME} and agreed = '')",
)
seal(WorkerView, InScope("youth", carers), web="SI", inserted=f"{CLIENT} and author_id = {ME} and not {OWN}")
seal(Taken, InScope("youth", carers), web="SI", inserted=f"{CLIENT} and taken_by_id = {ME} and not {OWN}")
seal(Version, InScope("youth", carers), web="SI", worker="S", inserted=f"{CLIENT} and frozen_by_id = {ME} and not {OWN}")
seal(
    Answer,
    InScope("youth", carers),
    web="SI",
    worker="S",
    # On screen the young person's answer comes from their own account only; a paper is written down by somebody else.
    inserted=(
        f"written_by_id = {ME} and {CLIENT} and ("
        f"(whose = 'youth' and not on_paper and {OWN}) or (whose = 'youth' and on_paper and not {OWN}) "
        f"or (whose = 'worker' and not {OWN}))"
    ),
)

# The young person's alone.
for private in (PrivateNote, Feeling, SkillAnswer):
    seal(private, InScope("youth", own), web="SIUD")
# Written by the clock; that somebody was reminded is nobody else's to know.
seal(Reminder, InScope("youth", own), web="S", worker="SI")
seal(
    Intention,
    Either(
        (
            InScope("youth", own),
            Written(
                lambda actor: Q(shown_to=actor.user_id, youth_id__in=carers.of(actor)) if actor.user_id else NOTHING,
                using=f"shown_to_id = {ME} and {CLIENT}",
                why="shown to one worker by name, and only while they work with the young person",
            ),
        )
    ),
    web="SIU",
    inserted=OWN,
    updated=OWN,
    client="youth_id",
)
# Shown to workers by the young person's own act.
seal(SharedFeeling, InScope("youth", carers), web="SID", inserted=OWN, deleted=OWN)
seal(ChosenSkill, InScope("youth", carers), web="SIU", inserted=OWN, updated=OWN)

seal(
    PromiseDay,
    Either((InScope("youth", carers), InScope("board_org", managed_organisations))),
    web="SIUD",
    worker="SIUD",
    client="youth_id",
    inserted=CLIENT,
    updated=CLIENT,
    deleted=CLIENT,
)


def can_say(actor: Actor, youth: Youth) -> bool:
    """Write in the plan: the young person, or somebody who works with them now."""
    return is_self(actor, youth) or can_write(actor, youth)


def whose(actor: Actor, row: OfYouth) -> Youth | None:
    """The young person a row is about; None when the actor doesn't open them, so that foreign and missing look the same."""
    return Youth.objects.visible_to(actor).filter(pk=row.youth_id).first()


def is_own(actor: Actor, row: OfYouth) -> bool:
    youth = whose(actor, row)
    return youth is not None and is_self(actor, youth)


def can_say_on(actor: Actor, row: OfYouth) -> bool:
    youth = whose(actor, row)
    return youth is not None and can_say(actor, youth)


def can_write_on(actor: Actor, row: OfYouth) -> bool:
    youth = whose(actor, row)
    return youth is not None and can_write(actor, youth)


def can_record_paper(actor: Actor, version: Version) -> bool:
    """Whoever is responsible, or stands in for them, keeps the paper."""
    youth = whose(actor, version)
    return youth is not None and is_responsible(actor, youth)


def can_put_away(actor: Actor, item: Item) -> bool:
    """Say that something is reached or not for now: the young person of anything; a worker of goals, which are aimed at
    together, and of anything when the young person has no account of their own.
    """
    youth = whose(actor, item)
    if youth is None or is_self(actor, youth):
        return youth is not None
    return can_write(actor, youth) and (item.kind == Item.Kind.GOAL or youth.user_id is None)


def can_agree(actor: Actor, voice: OwnVoice, how: str) -> bool:
    """Say whose words they are: the young person of anything a scribe typed; the scribe only of what was said aloud."""
    youth = whose(actor, voice)
    if youth is None:
        return False
    if is_self(actor, youth):
        return how in {OwnVoice.Agreed.OWN, OwnVoice.Agreed.NO}
    return (
        how in {OwnVoice.Agreed.TABLE, OwnVoice.Agreed.NO} and voice.scribe_id == actor.user_id and can_write(actor, youth)
    )


def adults_of(actor: Actor, youth: Youth) -> QuerySet[User]:
    """Who can be asked to promise: those responsible today, those beside them who stay, and the actor.

    The actor must work with the young person; whoever is leaving promises nothing new.
    """
    today = clock.today()
    responsible = Responsibility.objects.visible_to(actor).filter(youth=youth, during__contains=today)
    beside = WorkRelation.objects.visible_to(actor).filter(youth=youth, during__contains=today)
    return User.objects.filter(kind=User.Kind.STAFF, closed_at=None).filter(
        Q(pk=actor.user_id)
        | Q(pk__in=responsible.values("worker"))
        | Q(pk__in=beside.exclude(kind=WorkRelation.Kind.LEAVING).values("worker"))
    )


__all__ = ["can_write", "is_self"]
