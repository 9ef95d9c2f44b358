"""Who sees a change of worker: the young person and their workers, the manager on the board, and the one asked to take over.

The manager sees that a change waits, for whom and why somebody has said no: never a name or a word of the young person.
Under turvakielto nobody sees it on a board; the named supervisor does (ARCHITECTURE §5).
"""

from __future__ import annotations

from django.db.models import Q

from sosiaalikyla.access.actors import Actor, Person
from sosiaalikyla.access.policy import managed_organisations
from sosiaalikyla.access.rows import NOTHING, Either, Found, InScope, Scope, Written, keys, seal
from sosiaalikyla.handovers.machine import Role
from sosiaalikyla.handovers.models import CheckAnswer, Handover, HandoverDay, Proposal, Wish
from sosiaalikyla.people.models import Responsibility, Youth
from sosiaalikyla.people.policy import carers, is_pair, is_responsible, is_self, named, own

WHY = "the rule itself asks; the answer is ids, shown to nobody"


def asked_ids(actor: Actor) -> frozenset[int]:
    """Keys of the proposals that wait for the actor's answer."""
    if not isinstance(actor, Person) or not actor.is_staff:
        return frozenset()
    return keys(waiting_for(actor))


def waiting_for(actor: Person) -> Found:
    rows = Proposal.objects.whole(WHY).filter(receiver=actor.user, accepted_on=None, refused_on=None, withdrawn_on=None)
    return [(rows, "pk")]


asked = Scope("sk.my_asked_ids()", asked_ids, waiting_for)

ON_BOARD = (InScope("youth", carers), InScope("board_org", managed_organisations), InScope("youth", named))
OPENS = "youth_id = any((select sk.my_client_ids())::bigint[])"
OWN = "youth_id = any((select sk.my_own_ids())::bigint[])"

seal(Handover, Either(ON_BOARD), web="SIU", worker="S", client="youth_id")
seal(Proposal, Either((*ON_BOARD, InScope("id", asked))), web="SIU", worker="S", client="youth_id")


def visible_wishes(actor: Actor) -> Q:
    """The young person's own; of those they work with, what isn't kept from the new worker."""
    mine = Q(only_to=None) | Q(only_to=actor.user_id) | Q(scribe=actor.user_id)
    return Q(youth__in=own.of(actor)) | (Q(youth__in=carers.of(actor)) & mine) if actor.user_id else NOTHING


seal(
    Wish,
    Written(
        visible_wishes,
        using=f"({OWN}) or (({OPENS}) and (only_to_id is null or (select sk.me()) in (only_to_id, scribe_id)))",
        why="what isn't to be told is never read by the one it isn't told to, who works with the young person too",
    ),
    client="youth_id",
    web="SIU",
    worker="S",
    # The young person's own, or what somebody who works with them writes down under their own name as the scribe.
    inserted=f"({OWN} and scribe_id is null) or ({OPENS} and scribe_id = (select sk.me()) and read_back_on is null)",
    updated=OWN,
)
seal(
    CheckAnswer,
    InScope("youth", carers),
    web="SI",
    worker="S",
    # Each voice by itself: nobody answers for another.
    inserted=f"author_id = (select sk.me()) and {OPENS} and ({OWN}) = (voice = 'youth')",
)
# Derived: written by whoever refreshes, that is by those who open the young person, and by the worker process.
seal(HandoverDay, Either(ON_BOARD), web="SIUD", worker="SIUD", client="youth_id", inserted=OPENS, updated=OPENS)


def manages(actor: Actor, handover: Handover) -> bool:
    """A manager on whose board the change stands; under turvakielto a manager who is a named reader. Asks the row anew:
    which board it stands on is the database's to say.
    """
    managed = actor.organisations("manager")
    if not managed:
        return False
    on_board = Q(board_org__in=managed) | Q(board_org=None, youth__in=named.of(actor))
    return Handover.objects.visible_to(actor).filter(on_board, pk=handover.pk).exists()


def roles(
    actor: Actor, handover: Handover, *, youth: Youth | None = None, answers: Responsibility | None = None
) -> frozenset[Role]:
    """What the actor is to this change today. Nothing for somebody who may not see it.

    youth, answers: the young person and today's responsibility, when the page has read them already.
    """
    found = set()
    if not actor.is_staff:
        return frozenset({Role.YOUTH}) if handover.youth_id in own.of(actor) else frozenset()
    if answers is not None and answers.relation_id == handover.relation_id and answers.worker_id == actor.user_id:
        found.add(Role.RESPONSIBLE)
    elif actor.organisations("worker"):
        youth = youth or Youth.objects.visible_to(actor).filter(pk=handover.youth_id).first()
        if youth is not None:
            found |= {Role.RESPONSIBLE} if is_responsible(actor, youth) else set()
            found |= {Role.WORKS} if is_pair(actor, youth) else set()
    if actor.user_id == handover.receiver_id:
        found.add(Role.RECEIVER)
    if manages(actor, handover):
        found.add(Role.MANAGER)
    return frozenset(found)


def may_begin(actor: Actor, youth: Youth) -> bool:
    """The young person, and those who work with them; a manager begins from the board, see `actions`."""
    return is_self(actor, youth) or is_responsible(actor, youth) or is_pair(actor, youth)


def is_asked(actor: Actor, proposal: Proposal) -> bool:
    return proposal.pk in asked.of(actor)


def is_own(actor: Actor, wish: Wish) -> bool:
    """The wish of the young person who acts."""
    return wish.youth_id in own.of(actor)
