"""Who opens a young person's rows: the young person, and workers with a dated relation that holds today.

Each condition stands on its own line; the same rule in SQL is `sk.my_client_ids()` (sql/10_scopes.sql).
"""

from __future__ import annotations

from django.db.models import Q

from sosiaalikyla.access.actors import Actor, Person
from sosiaalikyla.access.policy import managed_organisations, organisations
from sosiaalikyla.access.rows import (
    NOTHING,
    Either,
    Found,
    InScope,
    Nobody,
    OwnAccount,
    Scope,
    Written,
    keys,
    opened_by,
    seal,
)
from sosiaalikyla.access.sealed import SealedQuerySet
from sosiaalikyla.audit.models import Entry
from sosiaalikyla.base import clock
from sosiaalikyla.journal.models import Event
from sosiaalikyla.people.models import (
    Absence,
    AbsenceTold,
    ClientRelation,
    Contact,
    Cover,
    NamedReader,
    Placement,
    PlacementEndMove,
    ProtectedContact,
    Protection,
    Residence,
    Responsibility,
    WorkRelation,
    Youth,
)

WHY = "the rule itself asks; the answer is ids, shown to nobody"


def own_ids(actor: Actor) -> frozenset[int]:
    """The young person's own key."""
    if not isinstance(actor, Person):
        return frozenset()
    if "youth" in actor.user._state.fields_cache:  # the session has read it along with the account
        mine = actor.user._state.fields_cache["youth"]
        return frozenset({mine.pk} if mine else ())
    return frozenset(Youth.objects.whole(WHY).filter(user=actor.user).values_list("pk", flat=True))


def carer_ids(actor: Actor) -> frozenset[int]:
    """Keys of those whose rows the actor opens today."""
    if not isinstance(actor, Person):
        return frozenset()
    return keys(clients(actor)) if actor.is_staff else own.of(actor)


def clients(actor: Person) -> Found:
    """Where a worker's clients are found, each relation on its own line."""
    today = clock.today()
    responsible = Responsibility.objects.whole(WHY).filter(worker=actor.user, during__contains=today)
    beside = WorkRelation.objects.whole(WHY).filter(worker=actor.user, during__contains=today)
    return [
        (responsible, "youth_id"),
        (beside, "youth_id"),
        (covered(actor), "youth_id"),
    ]


def covered(actor: Person) -> SealedQuerySet[Responsibility]:
    """Responsibilities of those for whom the actor stands in today.

    One under turvakielto only if the deputy is a named reader: a stand-in is not named by standing in.
    """
    today = clock.today()
    away = Cover.objects.whole(WHY).filter(deputy=actor.user, during__contains=today)
    named = NamedReader.objects.whole(WHY).filter(reader=actor.user, during__contains=today)
    protected = Protection.objects.whole(WHY).filter(during__contains=today)
    return (
        Responsibility.objects.whole(WHY)
        .filter(worker__in=away.values("worker"), during__contains=today)
        .exclude(
            Q(youth__in=protected.values("youth")) & ~Q(youth__in=named.values("youth")),
        )
    )


def named_ids(actor: Actor) -> frozenset[int]:
    """Keys of those whose protected contact the actor may read: named readers, and the young person."""
    if not isinstance(actor, Person):
        return frozenset()
    return keys(named_to(actor)) if actor.is_staff else own.of(actor)


def named_to(actor: Person) -> Found:
    return [(NamedReader.objects.whole(WHY).filter(reader=actor.user, during__contains=clock.today()), "youth_id")]


own = Scope("sk.my_own_ids()", own_ids)
carers = Scope("sk.my_client_ids()", carer_ids, clients)
named = Scope("sk.my_named_ids()", named_ids, named_to)


def my_helpers(actor: Actor) -> frozenset[int]:
    """For a young person: the accounts of those responsible for them today."""
    if not isinstance(actor, Person) or actor.is_staff:
        return frozenset()
    rows = Responsibility.objects.whole(WHY).filter(youth__in=own.of(actor), during__contains=clock.today())
    return frozenset(rows.values_list("worker_id", flat=True))


helpers = Scope("sk.my_helper_ids()", my_helpers)

# A young person writes their own name and language; workers write the rest through actions.
seal(Youth, InScope("id", carers), web="SU", worker="S", client="pk")
seal(Contact, InScope("youth", carers), web="SIU", worker="S")
seal(Residence, InScope("youth", carers), web="SIUD", worker="S")
seal(Placement, InScope("youth", carers), web="SIU", worker="S")
seal(PlacementEndMove, InScope("youth", carers), web="SI", worker="S")
seal(ClientRelation, InScope("youth", carers), web="S", worker="S")
seal(
    Responsibility,
    # A manager sees the board's rows: who answers for what and until when, no word of anybody.
    Either((InScope("youth", carers), InScope("board_org", managed_organisations))),
    web="S",
    worker="S",
    client="youth_id",
)
seal(WorkRelation, InScope("youth", carers), web="SIU", worker="S")
# Rows about workers: open to the organisation; a young person sees only who stands in for those who help them.
IN_MINE = "organisation_id = any((select sk.my_organisations())::bigint[])"
AWAY_WORKS_HERE = f"{IN_MINE} and sk.works_in(organisation_id, worker_id)"
# Who stands in sees the worker's young people: a cover across organisations would open another county's rows.
BOTH_WORK_HERE = f"{AWAY_WORKS_HERE} and sk.works_in(organisation_id, deputy_id)"
seal(Absence, InScope("organisation", organisations), web="SIU", inserted=AWAY_WORKS_HERE, updated=IN_MINE, worker="S")
seal(AbsenceTold, Nobody(), web="", worker="SI")
# Whoever stands in sees what they have agreed to, also when their own role has ended meanwhile.
seal(Cover, Either((InScope("organisation", organisations), InScope("worker", helpers), OwnAccount("deputy"))), web="SIU",
     inserted=BOTH_WORK_HERE, updated=IN_MINE, worker="S")  # fmt: skip
seal(Protection, InScope("youth", named), web="S", worker="S")
seal(ProtectedContact, InScope("youth", named), web="SIU")
seal(NamedReader, InScope("youth", named), web="S", worker="S")

# Rows of lower apps about a client: who reads them is said here, where client relations are known.
opened_by(Event, InScope("client", carers, number=True))
opened_by(
    Entry,
    Written(
        lambda actor: Q(clients__overlap=list(own.of(actor))) if own.of(actor) else NOTHING,
        using="clients && (select sk.my_own_ids())::bigint[]",
        why="a line of the trace may name many clients; each of them sees it",
    ),
)


# ---------------------------------------------------------------- may the actor do this?


def is_responsible(actor: Actor, youth: Youth) -> bool:
    """Responsible today, or standing in today for the one who is."""
    if not isinstance(actor, Person) or not actor.is_staff:
        return False
    today = clock.today()
    return (
        Responsibility.objects.visible_to(actor).filter(youth=youth, worker=actor.user, during__contains=today).exists()
        or covered(actor).filter(youth=youth).exists()
    )


def is_pair(actor: Actor, youth: Youth) -> bool:
    if not isinstance(actor, Person):
        return False
    rows = WorkRelation.objects.visible_to(actor).filter(youth=youth, worker=actor.user, during__contains=clock.today())
    return rows.filter(kind__in=[WorkRelation.Kind.PAIR, WorkRelation.Kind.DECIDES]).exists()


def can_write(actor: Actor, youth: Youth) -> bool:
    """Works with the young person now: responsible, deputy, pair or the one who decides; not leaving, not receiving."""
    return is_responsible(actor, youth) or is_pair(actor, youth)


def is_self(actor: Actor, youth: Youth) -> bool:
    return isinstance(actor, Person) and youth.user_id is not None and youth.user_id == actor.user_id


def can_manage_worker(actor: Actor, worker_id: int, organisation_id: int) -> bool:
    """The manager of the organisation, or the worker about themselves."""
    return organisation_id in actor.organisations("manager") or (
        actor.user_id == worker_id and organisation_id in actor.organisations("worker")
    )
