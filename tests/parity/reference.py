"""The rules of access once more, in plain Python, written from the rules in words.

Sources: SECURITY §3.2-3.4 (deny unless a dated relation is in force), ARCHITECTURE §5 (whose relations open a client's
rows; board rows), for the paths: with whom one is shared sees the line of stations and the steps for the placement; and for
the plan: what is the young person's alone no worker opens, and an intention only the worker it is shown to, while they work
with the young person.
It must stay independent: no Django, nothing of `policy.py`, nothing of the database's functions.
A world is plain rows by table name and key; days are dates; a period's first day is included, its end is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

# Rows of a client: each has `youth`, the key of the young person it is about (of Youth itself: its own key).
CLIENT_ROWS = frozenset(
    {
        "people.Youth",
        "people.Contact",
        "people.Residence",
        "people.Placement",
        "people.PlacementEndMove",
        "people.ClientRelation",
        "people.Responsibility",
        "people.WorkRelation",
        "journal.Event",
        "paths.Following",
        "paths.AnchorDay",
        "paths.Wish",
        "paths.StepMark",
        "paths.MemoryTick",
        "paths.OwnStation",
        "paths.CheckAnswer",
        "paths.CardSaid",
        "paths.PathShare",
        "paths.StepDay",
        "paths.PathDays",
        "paths.SharedLine",
        "paths.CheckDay",
        "meetings.Meeting",
        "meetings.ContactMade",
        "meetings.ContactAddition",
        "meetings.ContactOwnWords",
        "meetings.Rhythm",
        "meetings.QuietAgreement",
        "meetings.CallWish",
        "meetings.Sign",
        "handovers.Handover",
        "handovers.Proposal",
        "handovers.Wish",
        "handovers.CheckAnswer",
        "handovers.HandoverDay",
        # Of the plan what the young person and their workers share; the worker's view and the young person's words alike.
        "plans.Plan",
        "plans.Item",
        "plans.OwnVoice",
        "plans.WorkerView",
        "plans.Promise",
        "plans.Decision",
        "plans.Version",
        "plans.Answer",
        "plans.Taken",
        "plans.SharedFeeling",
        "plans.ChosenSkill",
        "plans.PromiseDay",
    }
)
CHANGES = frozenset({"handovers.Handover", "handovers.Proposal", "handovers.HandoverDay"})
BOARD_ROWS = frozenset({"people.Responsibility", "paths.CheckDay", "plans.PromiseDay"}) | CHANGES
OWN_ROWS = frozenset({"plans.PrivateNote", "plans.Feeling", "plans.SkillAnswer", "plans.Reminder"})
PROTECTED_ROWS = frozenset({"people.Protection", "people.NamedReader", "people.ProtectedContact"})
BESIDE = frozenset({"decides", "pair", "receiving", "leaving"})


@dataclass(frozen=True)
class Period:
    first: date
    end: date | None = None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.end is None or day < self.end)

    def overlaps(self, other: Period) -> bool:
        if self.first == self.end or other.first == other.end:  # no day at all
            return False
        return (other.end is None or self.first < other.end) and (self.end is None or other.first < self.end)


@dataclass(frozen=True)
class Row:
    """What access asks of a row; a table fills only what it has. Keys of accounts, organisations and young people."""

    key: Any
    youth: int | None = None
    account: int | None = None  # worker, deputy's worker, reader, receiver, holder, member, shown to, a young person's own
    deputy: int | None = None  # of a wish: who wrote it down; its account is the only one it is said to
    organisation: int | None = None  # of a responsibility or a day of a check: the one whose board shows it
    kind: str = ""  # kind of account, of work relation, or the role held
    period: Period | None = None
    closed: bool = False  # an account's; of a proposal: answered or taken back
    for_placement: bool = False  # a step's: it asks something of the placement's own adult
    clients: frozenset[int] = frozenset()  # a line of the trace: whose information it was

    def in_force(self, day: date) -> bool:
        return self.period is not None and self.period.holds(day)


@dataclass(frozen=True)
class Who:
    """kind: person, guest, job or nobody; account: a person's."""

    kind: str
    account: int | None = None


@dataclass(eq=False)
class World:
    tables: dict[str, dict[Any, Row]] = field(default_factory=dict)

    def rows(self, table: str) -> Mapping[Any, Row]:
        return self.tables.get(table, {})


def may_open(world: World, who: Who, table: str, row: Row, day: date) -> bool:
    if who.kind != "person":
        return False  # a guest reaches items only, a job has no rights as the web role, nobody is nobody
    account = world.rows("access.User")[who.account]
    if account.closed:
        return False
    me = account.key

    if table == "access.User":
        return row.kind == "staff" or row.key == me
    if table == "notices.Notice":
        return row.account == me
    if table == "drafts.Draft":
        return row.account == me  # an unfinished text is its writer's alone, whatever their work
    if table.startswith("keys."):
        return row.account == me  # a key and a visit are the account's own, whoever gave or made them
    if table == "audit.Entry":
        return any(is_themself(world, me, youth) for youth in row.clients)
    if table == "people.Absence":
        return holds_a_role(world, me, row.organisation, day)
    if table == "people.Cover":
        return row.deputy == me or holds_a_role(world, me, row.organisation, day) or covers_my_worker(world, me, row, day)
    if table in PROTECTED_ROWS:
        return is_themself(world, me, row.youth) or is_named_reader(world, me, row.youth, day)
    if table in OWN_ROWS:
        return is_themself(world, me, row.youth)
    if table == "plans.Intention":
        return is_themself(world, me, row.youth) or (row.account == me and opens_client(world, me, row.youth, day))
    if table in BOARD_ROWS and sees_board(world, me, row.organisation, day):
        return True
    if table in CHANGES and is_named_reader(world, me, row.youth, day):
        return True  # what rises about one under turvakielto rises to her named readers
    if table == "handovers.Proposal" and row.account == me and not row.closed and account.kind == "staff":
        return True  # asked to take over, and hasn't answered
    if table == "handovers.Wish" and row.account is not None and me not in (row.account, row.deputy):
        return is_themself(world, me, row.youth)  # what isn't to be told
    if table == "paths.PathShare" and row.account == me:
        return True  # the member's own row, also when it has ended
    if table == "paths.SharedLine" and is_shown_the_path(world, me, row.youth, day):
        return True
    if table == "paths.StepDay" and row.for_placement and is_shown_the_path(world, me, row.youth, day):
        return True
    if table in CLIENT_ROWS:
        return opens_client(world, me, row.youth, day)
    raise ValueError(f"No rule in words for {table}")


@lru_cache(maxsize=20_000)
def opens_client(world: World, me: int, youth: int | None, day: date) -> bool:
    return (
        is_themself(world, me, youth)
        or is_responsible(world, me, youth, day)
        or stands_beside(world, me, youth, day)
        or may_stand_in(world, me, youth, day)
    )


def is_themself(world: World, me: int, youth: int | None) -> bool:
    person = world.rows("people.Youth").get(youth)
    return person is not None and person.account == me


def is_responsible(world: World, me: int, youth: int | None, day: date) -> bool:
    return me in responsible_on(world, youth, day)


def responsible_on(world: World, youth: int | None, day: date) -> set[int | None]:
    """One for each client relation open that day: a young person may have two, in two counties."""
    rows = world.rows("people.Responsibility").values()
    return {row.account for row in rows if row.youth == youth and row.in_force(day)}


def stands_beside(world: World, me: int, youth: int | None, day: date) -> bool:
    return any(
        row.account == me and row.youth == youth and row.kind in BESIDE and row.in_force(day)
        for row in world.rows("people.WorkRelation").values()
    )


def may_stand_in(world: World, me: int, youth: int | None, day: date) -> bool:
    """The deputy of the responsible worker; of nobody else, and of a protected person only if named (661/2009, 36 §)."""
    stands_in = any(
        row.deputy == me and row.in_force(day) and row.account in responsible_on(world, youth, day)
        for row in world.rows("people.Cover").values()
    )
    if not stands_in:
        return False
    return not is_protected(world, youth, day) or is_named_reader(world, me, youth, day)


def is_protected(world: World, youth: int | None, day: date) -> bool:
    return any(row.youth == youth and row.in_force(day) for row in world.rows("people.Protection").values())


def is_named_reader(world: World, me: int, youth: int | None, day: date) -> bool:
    return any(
        row.account == me and row.youth == youth and row.in_force(day) for row in world.rows("people.NamedReader").values()
    )


def holds_a_role(world: World, me: int, organisation: int | None, day: date, role: str | None = None) -> bool:
    return any(
        row.account == me and row.organisation == organisation and row.in_force(day) and role in (None, row.kind)
        for row in world.rows("access.RoleHeld").values()
    )


def sees_board(world: World, me: int, board: int | None, day: date) -> bool:
    return board is not None and holds_a_role(world, me, board, day, "manager")


def is_shown_the_path(world: World, me: int, youth: int | None, day: date) -> bool:
    """Somebody of the staff outside the client's workers, such as the own adult of the placement, while it lasts."""
    return world.rows("access.User")[me].kind == "staff" and any(
        row.account == me and row.youth == youth and row.in_force(day) for row in world.rows("paths.PathShare").values()
    )


def covers_my_worker(world: World, me: int, cover: Row, day: date) -> bool:
    """A young person is told who stands in for their worker."""
    own = [key for key, person in world.rows("people.Youth").items() if person.account == me]
    return any(cover.account in responsible_on(world, youth, day) for youth in own)
