"""Whose plan it is to see and write: the young person's and their workers', each voice by its owner alone."""

from __future__ import annotations

from django.db.models import Q

from sosiaalikyla.access.actors import Actor
from sosiaalikyla.access.policy import managed_organisations
from sosiaalikyla.access.rows import NOTHING, Either, InScope, Written, seal
from sosiaalikyla.people.models import Youth
from sosiaalikyla.people.policy import can_write, carers, is_self, own
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
    SharedFeeling,
    SkillAnswer,
    Version,
    WorkerView,
)

OWN = "youth_id = any((select sk.my_own_ids())::bigint[])"
CLIENT = "youth_id = any((select sk.my_client_ids())::bigint[])"
ME = "(select sk.me())"

# Agreed together: both add and change, each deed by its rule.
for shared in (Plan, Item, Promise, Decision):
    seal(shared, InScope("youth", carers), web="SIU", worker="S")

# Words are added, never changed. What may change of the young person's is how they agreed to it (sql/40_words.sql).
seal(
    OwnVoice,
    InScope("youth", carers),
    web="SIU",
    inserted=f"({OWN} and scribe_id is null) or ({CLIENT} and scribe_id = {ME} and agreed in ('', 'table'))",
    updated=f"{OWN} or ({CLIENT} and scribe_id = {ME})",
)
seal(WorkerView, InScope("youth", carers), web="SI", inserted=f"{CLIENT} and author_id = {ME} and not {OWN}")
seal(Version, InScope("youth", carers), web="SI", inserted=f"{CLIENT} and frozen_by_id = {ME}")
seal(
    Answer,
    InScope("youth", carers),
    web="SI",
    inserted=(
        f"written_by_id = {ME} and {CLIENT} and ("
        f"(whose = 'youth' and not on_paper and {OWN}) or (whose = 'youth' and on_paper and not {OWN}) "
        f"or (whose = 'worker' and not {OWN}))"
    ),
)

# The young person's alone.
for private in (PrivateNote, Feeling, SkillAnswer):
    seal(private, InScope("youth", own), web="SIUD")
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
)


def can_say(actor: Actor, youth: Youth) -> bool:
    """Write in the plan: the young person, or somebody who works with them now."""
    return is_self(actor, youth) or can_write(actor, youth)


__all__ = ["can_say", "can_write", "is_self", "own"]
