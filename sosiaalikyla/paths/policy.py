"""Whose path it is to see: the young person, their workers, and those with whom it is shared to an end date."""

from __future__ import annotations

from sosiaalikyla.access.actors import Actor, Person
from sosiaalikyla.access.policy import managed_organisations
from sosiaalikyla.access.rows import Among, Either, Found, InScope, OwnAccount, Scope, keys, plain, seal
from sosiaalikyla.base import clock
from sosiaalikyla.paths.models import (
    AnchorDay,
    CardSaid,
    CheckAnswer,
    CheckDay,
    Following,
    MemoryTick,
    ModelVersion,
    OwnStation,
    PathDays,
    PathShare,
    SharedLine,
    StepDay,
    StepMark,
    Wish,
)
from sosiaalikyla.people.models import Youth
from sosiaalikyla.people.policy import can_write, carers, is_responsible, is_self, own

WHY = "the rule itself asks; the answer is ids, shown to nobody"


def shared_ids(actor: Actor) -> frozenset[int]:
    """Keys of those whose path is shared with the actor today."""
    if not isinstance(actor, Person) or not actor.is_staff:
        return frozenset()
    return keys(shared_with(actor))


def shared_with(actor: Person) -> Found:
    return [(PathShare.objects.whole(WHY).filter(member=actor.user, during__contains=clock.today()), "youth_id")]


shared = Scope("sk.my_shared_path_ids()", shared_ids, shared_with)
members = Either((InScope("youth", carers), InScope("youth", shared)))

plain(ModelVersion, why="path models are public", web="S")
# What is said and agreed: the young person and their workers.
for fact in (AnchorDay, Wish, MemoryTick):
    seal(fact, InScope("youth", carers), web="SI", worker="S")
seal(
    StepMark,
    InScope("youth", carers),
    web="SI",
    worker="S",
    inserted=(
        "youth_id = any((select sk.my_client_ids())::bigint[]) "
        "and (voice = 'youth') = (youth_id = any((select sk.my_own_ids())::bigint[]))"
    ),
)
# Each in their own voice; what a young person without an account says is typed by whoever works with them.
seal(
    CheckAnswer,
    InScope("youth", carers),
    web="SI",
    worker="S",
    inserted=(
        "scribe_id = (select sk.me()) and youth_id = any((select sk.my_client_ids())::bigint[]) and ("
        "(told = '' and (voice = 'youth') = (youth_id = any((select sk.my_own_ids())::bigint[]))) "
        "or (told <> '' and exists ("
        "select from people_youth y where y.id = paths_checkanswer.youth_id and y.user_id is null)))"
    ),
)
# Only the young person says whether they understood; a worker types it for one who has no account.
seal(
    CardSaid,
    InScope("youth", carers),
    web="SI",
    worker="S",
    inserted=(
        "scribe_id = (select sk.me()) and ("
        "(told = '' and youth_id = any((select sk.my_own_ids())::bigint[])) "
        "or (told <> '' and youth_id = any((select sk.my_client_ids())::bigint[]) and exists ("
        "select from people_youth y where y.id = paths_cardsaid.youth_id and y.user_id is null)))"
    ),
)
seal(Following, InScope("youth", carers), web="SIU", worker="SIU")
# The young person's own words: their workers read, only the young person writes.
seal(
    OwnStation,
    InScope("youth", carers),
    web="SIU",
    inserted="youth_id = any((select sk.my_own_ids())::bigint[])",
    updated="youth_id = any((select sk.my_own_ids())::bigint[])",
)
seal(
    PathShare,
    Either((InScope("youth", carers), OwnAccount("member"))),
    web="SIU",
    inserted="youth_id = any((select sk.my_client_ids())::bigint[])",
    updated="youth_id = any((select sk.my_client_ids())::bigint[])",
    client="youth_id",
)
# Derived days: written by whoever refreshes, that is by those who open the young person, and by the worker process.
MINE = "youth_id = any((select sk.my_client_ids())::bigint[])"
for days, shape in (
    (PathDays, InScope("youth", carers)),
    (SharedLine, members),
    # Those with whom the path is shared see the steps that ask something of them; custody and substances never do.
    (StepDay, Either((InScope("youth", carers), Among(InScope("youth", shared), "for_placement")))),
):
    seal(days, shape, web="SIUD", worker="SIUD", client="youth_id", inserted=MINE, updated=MINE)
seal(
    CheckDay,
    Either((InScope("youth", carers), InScope("board_org", managed_organisations))),
    web="SIUD",
    worker="SIUD",
    client="youth_id",
    inserted="youth_id = any((select sk.my_client_ids())::bigint[])",
    updated="youth_id = any((select sk.my_client_ids())::bigint[])",
)


def can_mark(actor: Actor, youth: Youth) -> bool:
    return is_self(actor, youth) or can_write(actor, youth)


def can_answer(actor: Actor, youth: Youth) -> bool:
    return is_self(actor, youth) or can_write(actor, youth)


def can_answer_at_table(actor: Actor, youth: Youth) -> bool:
    """Type what the young person says: only for one who has no account of their own to say it from."""
    return youth.user_id is None and can_write(actor, youth)


def can_say_clear(actor: Actor, youth: Youth) -> bool:
    """Only they know whether they understood: a worker doesn't press this for them."""
    return is_self(actor, youth)


def can_share(actor: Actor, youth: Youth) -> bool:
    return is_self(actor, youth) or is_responsible(actor, youth)


__all__ = ["can_answer", "can_answer_at_table", "can_mark", "can_say_clear", "can_share", "is_self", "own", "shared"]
