"""Random small worlds for the parity test: who works where, who is whose, on days that crowd around one day.

`make_world(seed)` gives the rows access asks of (`reference.World`); `put(world)` writes them into the database as the
owner, in a few statements, and makes the database check its deferred guarantees at once, so that every world is one
that could really stand there: no gap and no overlap of responsibility, two named readers for a protected person.

Cells left out of the comparison stand in `LEFT_OUT`, each with its reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models, transaction

from sosiaalikyla.access.actors import tell_database
from sosiaalikyla.notices import texts
from tests.ground import as_owner
from tests.parity.reference import BESIDE, Period, Row, Who, World

MIDDLE = date(2026, 3, 12)
DAYS = (MIDDLE - timedelta(days=1), MIDDLE, MIDDLE + timedelta(days=1))

# In the order in which they can be written.
KEYS = (
    "keys.Password",
    "keys.Totp",
    "keys.Passkey",
    "keys.Device",
    "keys.CodeCard",
    "keys.Invitation",
    "keys.Visit",
)
TABLES = (
    "access.User",
    "access.Organisation",
    "access.RoleHeld",
    "people.Youth",
    "people.Contact",
    "people.Residence",
    "people.Placement",
    "people.PlacementEndMove",
    "people.ClientRelation",
    "people.Responsibility",
    "people.WorkRelation",
    "people.Absence",
    "people.Cover",
    "people.NamedReader",
    "people.Protection",
    "people.ProtectedContact",
    "journal.Event",
    "notices.Notice",
    "drafts.Draft",
    "audit.Entry",
    "paths.ModelVersion",
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
    "plans.Plan",
    "plans.Item",
    "plans.OwnVoice",
    "plans.WorkerView",
    "plans.PrivateNote",
    "plans.Promise",
    "plans.PromiseDay",
    "plans.Intention",
    "plans.Decision",
    "plans.Version",
    "plans.Answer",
    "plans.Taken",
    "plans.Feeling",
    "plans.SharedFeeling",
    "plans.SkillAnswer",
    "plans.ChosenSkill",
    "plans.Reminder",
    *KEYS,
)
GROUND = frozenset({"access.Organisation", "access.RoleHeld", "paths.ModelVersion"})
COMPARED = tuple(table for table in TABLES if table not in GROUND)
UNSEALED = frozenset({"access.User", "audit.Entry"})
SEALED = tuple(table for table in COMPARED if table not in UNSEALED)

WRITTEN_BY_SOMEBODY = (
    "paths.AnchorDay",
    "paths.Wish",
    "paths.StepMark",
    "paths.MemoryTick",
    "paths.CheckAnswer",
    "paths.CardSaid",
    "meetings.Meeting",
    "meetings.Rhythm",
    "meetings.QuietAgreement",
    "meetings.CallWish",
    "meetings.Sign",
)

LEFT_OUT = {
    "access.User, own row of a closed account": (
        "Signing in looks the account up by itself to find that it is closed; nothing else of the world opens to it."
    ),
    "access.User and audit.Entry, list and single": (
        "Not sealed, so they have no visible_to: the reference is compared with row-level security alone."
    ),
    "people.AbsenceTold": "Written and read by jobs alone; no page has a right to it.",
    "access.Organisation, access.Unit, access.RoleHeld, audit.Seal, journal.Stale": (
        "Not rows of a person's matter: roles and organisations are what rules stand on, seals and marks hold keys."
    ),
    "paths.ModelVersion": "Public: a published model of a path is about nobody, and opens to everybody.",
}


def left_out(world: World, who: Who, table: str, row: Row) -> bool:
    own = table == "access.User" and who.kind == "person" and row.key == who.account
    return own and row.closed


def actors(world: World) -> list[Who]:
    people = [Who("person", key) for key in world.rows("access.User")]
    return [*people, Who("guest"), Who("job"), Who("nobody")]


# ---- making a world


@dataclass(eq=False)
class RandomWorld(World):
    """links: what the database wants of a row and access doesn't ask: the relation, or the placement, it belongs to."""

    seed: int = 0
    links: dict[Any, Any] = field(default_factory=dict)


def make_world(seed: int) -> RandomWorld:
    return _Maker(seed).make()


NEAR = (-2, -1, -1, 0, 0, 0, 1, 1, 2)
FAR_BEFORE = (-700, -400, -30, -7)
FAR_AFTER = (7, 30, 400)


def _day(offset: int) -> date:
    return MIDDLE + timedelta(days=offset)


class _Maker:
    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.world = RandomWorld({table: {} for table in TABLES}, seed=seed)
        self.next_key = 1000

    def key(self) -> int:
        self.next_key += self.dice.randint(1, 3)
        return self.next_key

    def uuid(self) -> UUID:
        return UUID(int=self.dice.getrandbits(128), version=4)

    def add(self, table: str, **what: Any) -> Row:
        row = Row(key=what.pop("key", None) or self.key(), **what)
        self.world.tables[table][row.key] = row
        return row

    def chance(self, of_hundred: int) -> bool:
        return self.dice.randrange(100) < of_hundred

    def period(self, *, open_end: bool = True, empty: bool = False) -> Period:
        """Usually with an edge at or next to the middle day; past, present or to come."""
        shape = self.dice.randrange(6)
        if empty and self.chance(4):
            day = _day(self.dice.choice(NEAR))
            return Period(day, day)
        if shape == 0:  # began long ago, ends about now
            first, end = self.dice.choice(FAR_BEFORE), self.dice.choice(NEAR)
        elif shape == 1:  # begins about now
            first, end = self.dice.choice(NEAR), self.dice.choice(FAR_AFTER)
        elif shape == 2:  # a day or a few about now
            first = self.dice.choice(NEAR)
            end = first + self.dice.randint(1, 3)
        elif shape == 3:  # all past, or all to come
            first, end = self.dice.choice(((-400, -30), (-30, -7), (7, 30), (30, 400)))
        else:  # long since and long still
            first, end = self.dice.choice(FAR_BEFORE), self.dice.choice(FAR_AFTER)
        endless = open_end and self.chance(25)
        return Period(_day(first), None if endless else _day(end))

    def add_if_it_fits(self, table: str, same: tuple[str, ...], **what: Any) -> Row | None:
        """Add unless it overlaps a row with the same values: what the database's exclusion constraints refuse."""
        for row in self.world.rows(table).values():
            if all(getattr(row, name) == what[name] for name in same) and row.period.overlaps(what["period"]):
                return None
        return self.add(table, **what)

    # ---- staff

    def make(self) -> RandomWorld:
        dice = self.dice
        self.organisations = [self.add("access.Organisation").key for _ in range(dice.randint(2, 3))]
        self.staff = [self.add("access.User", kind="staff", closed=self.chance(10)) for _ in range(dice.randint(4, 8))]
        for somebody in self.staff:
            for _ in range(dice.choice((0, 1, 1, 1, 2))):
                self.add_if_it_fits(
                    "access.RoleHeld",
                    ("account", "organisation", "kind"),
                    account=somebody.key,
                    organisation=dice.choice(self.organisations),
                    kind=dice.choice(
                        ("worker", "worker", "manager", "manager", "administrator", "editor", "substitute_care")
                    ),
                    period=self.period(empty=True),
                )
        for _ in range(dice.randint(3, 6)):
            self.make_youth()
        for _ in range(dice.randint(2, 6)):
            self.make_absence_or_cover()
        for _ in range(dice.randint(2, 5)):
            self.add("notices.Notice", key=self.uuid(), account=dice.choice(list(self.world.rows("access.User"))))
            self.add("drafts.Draft", key=self.uuid(), account=dice.choice(list(self.world.rows("access.User"))))
        youths = list(self.world.rows("people.Youth"))
        for _ in range(dice.randint(2, 5)):
            clients = dice.sample(youths, dice.choice((0, 1, 1, 2)))
            self.add("audit.Entry", key=self.uuid(), clients=frozenset(clients))
        version = self.add("paths.ModelVersion").key
        for youth in youths:
            self.make_path(youth, version)
            self.make_changes(youth)
            self.make_plan(youth)
        for account in list(self.world.rows("access.User")):
            for table in KEYS:
                if self.chance(25):
                    self.add(table, key=self.uuid(), account=account, deputy=self.somebody())
        return self.world

    def somebody(self) -> int:
        return self.dice.choice(self.staff).key

    def make_absence_or_cover(self) -> None:
        organisation = self.dice.choice(self.organisations)
        worker = self.somebody()
        if self.chance(70):
            period = self.period()
            self.add_if_it_fits("people.Absence", ("account",), account=worker, organisation=organisation, period=period)
        for _ in range(2):
            deputy = self.somebody()
            if deputy != worker:
                self.add_if_it_fits(
                    "people.Cover",
                    ("account",),
                    account=worker,
                    deputy=deputy,
                    organisation=organisation,
                    period=self.period(open_end=False),
                )

    # ---- young people

    def make_youth(self) -> None:
        dice = self.dice
        account = self.add("access.User", kind="youth", closed=self.chance(15)).key if self.chance(60) else None
        youth = self.key()
        self.add("people.Youth", key=youth, youth=youth, account=account)
        for _ in range(dice.choice((0, 1, 1, 1, 1, 2))):
            self.make_relation(youth)
        if self.chance(30):
            self.make_protection(youth)
        if not any(row.youth == youth for row in self.world.rows("people.Protection").values()) and self.chance(80):
            self.add("people.Contact", youth=youth)
        for _ in range(dice.randint(0, 2)):
            self.add_if_it_fits("people.Residence", ("youth",), youth=youth, period=self.period(empty=True))
        if self.chance(60):
            placement = self.add("people.Placement", youth=youth)
            if self.chance(50):
                move = self.add("people.PlacementEndMove", youth=youth, account=self.somebody())
                self.world.links[move.key] = placement.key
        for _ in range(dice.randint(0, 2)):
            self.add("journal.Event", key=self.uuid(), youth=youth)

    def make_relation(self, youth: int) -> None:
        dice = self.dice
        organisation = dice.choice(self.organisations)
        relation = self.add_if_it_fits(
            "people.ClientRelation",
            ("youth", "organisation"),
            youth=youth,
            organisation=organisation,
            period=self.period(),
        )
        if relation is None:
            return
        whole = relation.period
        inside = [day for day in map(_day, (-20, *sorted(set(NEAR)), 20)) if whole.holds(day) and day != whole.first]
        changes = sorted(dice.sample(inside, min(len(inside), dice.choice((0, 0, 1, 1, 2)))))
        board = dice.choice([organisation, organisation, organisation, dice.choice(self.organisations), None])
        for first, end in zip([whole.first, *changes], [*changes, whole.end], strict=True):
            part = Period(first, end)
            responsible = self.responsible_for(part)
            row = self.add("people.Responsibility", youth=youth, account=responsible, organisation=board, period=part)
            self.world.links[row.key] = relation.key
        for _ in range(dice.choice((0, 1, 1, 2, 3))):
            kind, worker, period = dice.choice(sorted(BESIDE)), self.somebody(), self.period(empty=True)
            one_decides = ("youth", "kind") if kind == "decides" else ("youth", "account", "kind")
            what = {"youth": youth, "account": worker, "kind": kind, "period": period}
            if beside := self.add_if_it_fits("people.WorkRelation", one_decides, **what):
                self.world.links[beside.key] = relation.key

    # ---- paths and meetings

    def make_path(self, youth: int, version: int) -> None:
        """Days, marks and shares. Whoever wrote a row, or is to be met, is drawn from all the staff: it opens nothing."""
        dice = self.dice
        if self.chance(35):
            self.world.links[self.add("paths.Following", youth=youth).key] = version
        for table in WRITTEN_BY_SOMEBODY:
            if self.chance(30):
                self.add(table, youth=youth, account=self.somebody())
        if self.chance(40):
            contact = self.add("meetings.ContactMade", youth=youth, account=self.somebody())
            for table in ("meetings.ContactAddition", "meetings.ContactOwnWords"):
                if self.chance(80):
                    self.world.links[self.add(table, youth=youth, account=self.somebody()).key] = contact.key
        for table in ("paths.OwnStation", "paths.PathDays"):
            if self.chance(35):
                self.add(table, youth=youth)
        for _ in range(dice.choice((0, 1, 1, 2))):
            # now and then a young person's account: nothing in the table forbids it, and it shows no path
            member = dice.choice(list(self.world.rows("access.User"))) if self.chance(15) else self.somebody()
            period = self.period(open_end=False)
            self.add_if_it_fits("paths.PathShare", ("youth", "account"), youth=youth, account=member, period=period)
        if self.chance(60):
            self.add("paths.SharedLine", youth=youth)
        for for_placement in dice.choice(((), (True,), (False,), (True, False))):
            self.add("paths.StepDay", youth=youth, for_placement=for_placement)
        if self.chance(50):
            protected = any(row.youth == youth for row in self.world.rows("people.Protection").values())
            board = None if protected or self.chance(20) else dice.choice(self.organisations)
            self.add("paths.CheckDay", youth=youth, account=self.somebody(), organisation=board)

    def make_changes(self, youth: int) -> None:
        """A change of worker for some client relations. The database writes its board: that of the relation, or none."""
        dice = self.dice
        hidden = any(
            row.youth == youth and (row.period.end is None or row.period.end > MIDDLE)
            for row in self.world.rows("people.Protection").values()
        )
        for relation in [row for row in self.world.rows("people.ClientRelation").values() if row.youth == youth]:
            if self.chance(40):
                continue
            board = None if hidden else relation.organisation
            change = self.add("handovers.Handover", youth=youth, organisation=board)
            self.world.links[change.key] = relation.key
            for answered in dice.choice(((), (False,), (True, False), (True,))):
                asked = dice.choice(list(self.world.rows("access.User"))) if self.chance(15) else self.somebody()
                what = {"youth": youth, "account": asked, "organisation": board, "closed": answered}
                self.world.links[self.add("handovers.Proposal", **what).key] = change.key
            for _ in range(dice.choice((0, 1, 2))):
                only_to = self.somebody() if self.chance(50) else None
                scribe = self.somebody() if self.chance(40) else None
                wish = self.add("handovers.Wish", youth=youth, account=only_to, deputy=scribe)
                self.world.links[wish.key] = change.key
            if self.chance(40):
                answer = self.add("handovers.CheckAnswer", youth=youth, account=self.somebody())
                self.world.links[answer.key] = change.key
            if self.chance(60):
                waits = self.add("handovers.HandoverDay", youth=youth, account=self.somebody(), organisation=board)
                self.world.links[waits.key] = change.key

    # ---- plans

    def make_plan(self, youth: int) -> None:
        """A plan with some of everything. Who wrote, promised or signed is drawn from all the staff: it opens nothing."""
        dice = self.dice
        if self.chance(60):
            self.add("plans.Plan", youth=youth)
        for table in ("plans.Feeling", "plans.SharedFeeling", "plans.SkillAnswer", "plans.ChosenSkill", "plans.Reminder"):
            if self.chance(35):
                self.add(table, youth=youth)
        if self.chance(30):
            self.add("plans.Decision", youth=youth, account=self.somebody())
        for _ in range(dice.choice((0, 1, 2))):
            # shown to one of the staff, whether or not they work with the young person on the day, or to nobody
            self.add("plans.Intention", youth=youth, account=dice.choice((None, self.somebody(), self.somebody())))
        item = self.add("plans.Item", youth=youth).key if self.chance(60) else None
        for table in ("plans.OwnVoice", "plans.WorkerView", "plans.PrivateNote"):
            if item and self.chance(50):
                self.world.links[self.add(table, youth=youth, account=self.somebody()).key] = item
        if self.chance(40):
            version = self.add("plans.Version", youth=youth, account=self.somebody()).key
            if self.chance(60):
                self.world.links[self.add("plans.Answer", youth=youth, account=self.somebody()).key] = version
            if self.chance(40):
                self.world.links[self.add("plans.Taken", youth=youth, account=self.somebody()).key] = version
        for _ in range(dice.choice((0, 1, 2))):
            owner = self.somebody()
            promise = self.add("plans.Promise", youth=youth, account=owner).key
            if self.chance(70):
                protected = any(row.youth == youth for row in self.world.rows("people.Protection").values())
                board = None if protected or self.chance(20) else dice.choice(self.organisations)
                day = self.add("plans.PromiseDay", youth=youth, account=owner, organisation=board)
                self.world.links[day.key] = promise

    def responsible_for(self, part: Period) -> int:
        """An account can't be closed while it answers for somebody: a closed one has only days that are past."""
        past = part.end is not None and part.end <= DAYS[0]
        return self.dice.choice([row.key for row in self.staff if past or not row.closed] or [self.reserve()])

    def reserve(self) -> int:
        row = self.add("access.User", kind="staff")
        self.staff.append(row)
        return row.key

    def make_protection(self, youth: int) -> None:
        dice = self.dice
        period = self.period()
        self.add("people.Protection", youth=youth, period=period)
        if self.chance(85):
            self.add("people.ProtectedContact", youth=youth)
        responsibilities = self.world.tables["people.Responsibility"]
        theirs = {key: row for key, row in responsibilities.items() if row.youth == youth}
        for key, row in theirs.items():  # no board shows a protected person
            responsibilities[key] = replace(row, organisation=None)
        parts = [(row.account, both) for row in theirs.values() if (both := _both(row.period, period))]
        if self.chance(50) or len({account for account, _ in parts}) < len(parts):
            parts = [(account, period) for account in sorted({account for account, _ in parts})]
        for account, part in parts:
            self.name(youth, account, "responsible", part)
        for part in self.shifts(period):
            named = {row.account for row in self.world.rows("people.NamedReader").values() if row.youth == youth}
            supervisor = dice.choice([row.key for row in self.staff if row.key not in named] or [self.reserve()])
            self.name(youth, supervisor, "supervisor", part)
        for _ in range(dice.choice((0, 1, 2))):
            self.name(youth, self.somebody(), "other", self.period(empty=True))

    def shifts(self, whole: Period) -> list[Period]:
        """The whole, or two parts that follow each other without a gap: one supervisor gives over to another."""
        inside = [day for day in DAYS if whole.holds(day) and day != whole.first]
        if not inside or self.chance(60):
            return [whole]
        change = self.dice.choice(inside)
        return [Period(whole.first, change), Period(change, whole.end)]

    def name(self, youth: int, reader: int, kind: str, period: Period) -> None:
        self.add_if_it_fits(
            "people.NamedReader", ("youth", "account"), youth=youth, account=reader, kind=kind, period=period
        )


def _both(one: Period, other: Period) -> Period | None:
    """The days two periods share."""
    if not one.overlaps(other):
        return None
    ends = [end for end in (one.end, other.end) if end]
    return Period(max(one.first, other.first), min(ends) if ends else None)


# ---- writing it into the database


def _range(period: Period | None) -> str | None:
    """As PostgreSQL reads it; no day at all is its empty range."""
    return period and f"[{period.first},{period.end or ''})"


def _columns(world: RandomWorld, table: str, row: Row) -> dict[str, Any]:
    """Every column of one row; what access doesn't ask is filled with the same words everywhere."""
    youth, period, key = row.youth, _range(row.period), row.key
    link = world.links.get(key)
    noon = datetime(2026, 3, 1, 10, tzinfo=UTC)
    match table:
        case "access.User":
            name = f"Staff {key}" if row.kind == "staff" else ""
            what = {"kind": row.kind, "handle": f"handle-{key}", "name": name, "closed_at": noon if row.closed else None}
            what |= {"title_given": "", "answers": "", "locks_after": 15}
            return what | {"language": "fi", "password": "!", "uuid": UUID(int=key)}
        case "access.Organisation":
            return {"kind": "county", "name": f"County {key}", "county_code": str(key)[-2:], "uuid": UUID(int=key)}
        case "access.RoleHeld":
            return {"user": row.account, "organisation": row.organisation, "unit": None, "role": row.kind, "during": period}
        case "people.Youth":
            what = {"user": row.account, "used_name": f"Name {key}", "official_name": "", "born": date(2007, 5, 1)}
            what |= {"language": "fi", "speaks": "", "interpreter": False, "came_alone": None, "died_on": None}
            return what | {"uuid": UUID(int=key)}
        case "people.Contact":
            return {"youth": youth, "phone": "", "email": "", "never_call": False, "never_text": False}
        case "people.Residence":
            return {"youth": youth, "county_code": "17", "municipality_code": "905", "during": period}
        case "people.Placement":
            what = {"youth": youth, "kind": "substitute_care_40", "begins_on": date(2024, 1, 1), "ends_on": None}
            return what | {"child_alone": None, "placed_by_county": "17", "uuid": UUID(int=key)}
        case "people.PlacementEndMove":
            what = {"youth": youth, "placement": link, "was": None, "became": date(2026, 5, 1), "why": "School ends"}
            return what | {"moved_by": row.account, "moved_at": noon}
        case "people.ClientRelation":
            what = {"youth": youth, "organisation": row.organisation, "open_during": period, "paying_county": "17"}
            return what | {"end_reason": "", "version": 0, "uuid": UUID(int=key)}
        case "people.Responsibility":
            what = {"youth": youth, "relation": link, "worker": row.account, "during": period}
            return what | {"board_org": row.organisation, "uuid": UUID(int=key)}
        case "people.WorkRelation":
            return {"youth": youth, "relation": link, "worker": row.account, "kind": row.kind, "during": period}
        case "people.Absence":
            return {"worker": row.account, "organisation": row.organisation, "during": period}
        case "people.Cover":
            what = {"worker": row.account, "deputy": row.deputy, "organisation": row.organisation, "during": period}
            return what | {"uuid": UUID(int=key)}
        case "people.NamedReader":
            return {"youth": youth, "reader": row.account, "kind": row.kind, "during": period}
        case "people.Protection":
            return {"youth": youth, "during": period}
        case "people.ProtectedContact":
            return {"youth": youth, "municipality": "", "address": "", "phone": ""}
        case "journal.Event":
            return {"client": youth, "kind": "taken_in", "day": MIDDLE, "at": noon, "actor": "user", "detail": {}}
        case "notices.Notice":
            return {"receiver": row.account, "kind": min(texts.BODY), "made_at": noon, "sent_at": None, "channel": ""}
        case "drafts.Draft":
            return {"user": row.account, "address": "/", "form": "x", "words": None, "turn": 0, "saved_at": noon}
        case "audit.Entry":
            what = {"at": noon, "actor": "job:x", "actor_name": "", "kind": "page", "what": "x", "purpose": ""}
            return what | {"clients": sorted(row.clients), "detail": {}}
        case "paths.ModelVersion":
            return {"key": f"model-{key}", "number": 1, "content": {}, "content_hash": "", "published_on": MIDDLE}
        case "paths.Following":
            return {"youth": youth, "model_key": "model", "version": link, "not_now": 0}
        case "paths.AnchorDay":
            return {"youth": youth, "anchor": "move_in", "day": MIDDLE, "set_by": row.account, "set_at": noon}
        case "paths.Wish":
            return {"youth": youth, "condition": "wants", "holds": True, "set_by": row.account, "set_at": noon}
        case "paths.StepMark":
            what = {"youth": youth, "step": "step", "status": "done", "agreed_day": None, "reason_day": None}
            return what | {"voice": "worker", "marked_by": row.account, "marked_at": noon}
        case "paths.MemoryTick":
            what = {"youth": youth, "step": "step", "item": "item", "ticked": True}
            return what | {"ticked_by": row.account, "ticked_at": noon}
        case "paths.OwnStation":
            what = {"youth": youth, "phase": "", "title": "Own", "day": None, "hidden": False}
            return what | {"uuid": UUID(int=key)}
        case "paths.CheckAnswer":
            what = {"youth": youth, "phase": "phase", "item": "item", "voice": "worker", "answer": "yes"}
            return what | {"author": row.account, "scribe": row.account, "told": "", "answered_at": noon}
        case "paths.CardSaid":
            what = {"youth": youth, "card": "card", "phase": "phase", "clear": False, "revision": "words"}
            return what | {"author": row.account, "scribe": row.account, "told": "", "said_at": noon}
        case "paths.PathShare":
            what = {"youth": youth, "member": row.account, "calls_youth": "Name", "during": period}
            return what | {"uuid": UUID(int=key)}
        case "paths.StepDay":
            what = {"youth": youth, "model_key": "model", "phase": "phase", "step": f"step-{key}", "position": 1}
            what |= {"begins": None, "last": None, "anchor": "move_in", "asks_for": "", "cut": False, "moved": False}
            what |= {"said_by_youth": "", "said_by_worker": "", "agreed_day": None}
            return what | {"for_placement": row.for_placement}
        case "paths.PathDays":
            what = {"youth": youth, "right_ends": None, "bound_by": "", "basis": "", "reason": "", "disputed": False}
            return what | {"stations": [], "checks": [], "versions": {}, "anchors": {}}
        case "paths.SharedLine":
            return {"youth": youth, "stations": [], "versions": {}}
        case "paths.CheckDay":
            what = {"youth": youth, "phase": "phase", "due": None, "waiting": 0, "said_no": 0}
            return what | {"responsible": row.account, "board_org": row.organisation}
        case "meetings.Meeting":
            what = {"youth": youth, "worker": row.account, "starts_at": noon, "way": "call", "place": "", "about": ""}
            what |= {"answer": "", "answered_at": None, "cancelled_at": None, "cancelled_by": None, "cancelled_why": ""}
            return what | {"held": None, "made_at": noon, "uuid": UUID(int=key)}
        case "meetings.ContactMade":
            what = {"youth": youth, "worker": row.account, "meeting": None, "at": noon, "way": "call", "reached": True}
            what |= {"place": "", "present": "", "view": "", "agreed": "", "following": "", "made_at": noon}
            return what | {"taken_at": None, "taken_by": None, "uuid": UUID(int=key)}
        case "meetings.ContactAddition":
            what = {"youth": youth, "contact": link, "worker": row.account, "text": "More", "written_at": noon}
            return what | {"taken_at": None, "taken_by": None}
        case "meetings.ContactOwnWords":
            what = {"youth": youth, "contact": link, "addition": None, "version": 1, "text": "Said"}
            return what | {"scribe": row.account, "written_at": noon}
        case "meetings.Rhythm":
            return {"youth": youth, "every_weeks": 2, "agreed_on": MIDDLE, "worker": row.account, "made_at": noon}
        case "meetings.QuietAgreement":
            what = {"youth": youth, "days": 21, "pause_until": None, "scribe": row.account, "read_back_at": None}
            return what | {"made_on": MIDDLE, "made_at": noon}
        case "meetings.CallWish":
            return {"youth": youth, "asked_at": noon, "for_day": MIDDLE, "done_at": None, "withdrawn_at": None}
        case "meetings.Sign":
            return {"youth": youth, "what": "ok", "at": noon}
        case "handovers.Handover":
            what = {"youth": youth, "relation": link, "giver": None, "receiver": None, "begun_by": "manager"}
            what |= {"begun_on": MIDDLE, "sudden": True, "deadline": None, "meeting": None, "held_on": None}
            what |= {"no_meeting_why": "", "changed_on": None, "closed_on": None, "closed_how": "", "closed_why": ""}
            what |= {"withdrawn_on": None, "withdrawn_why": "", "uuid": UUID(int=key)}
            return what | {"board_org": row.organisation}
        case "handovers.Proposal":
            what = {"youth": youth, "handover": link, "receiver": row.account, "words": "Words", "change_by": MIDDLE}
            what |= {"asked_by": row.account, "asked_on": MIDDLE, "accepted_on": None, "withdrawn_on": None}
            what |= {"refused_on": MIDDLE if row.closed else None, "refused_why": "Full" if row.closed else ""}
            return what | {"uuid": UUID(int=key), "board_org": row.organisation}
        case "handovers.Wish":
            what = {"youth": youth, "handover": link, "kind": "dont_tell" if row.account else "tell", "text": "Words"}
            what |= {"scribe": row.deputy, "only_to": row.account, "said_on": MIDDLE, "read_back_on": None}
            return what | {"taken_back_on": None, "uuid": UUID(int=key)}
        case "handovers.CheckAnswer":
            what = {"youth": youth, "handover": link, "voice": "worker", "author": row.account, "answer": "good"}
            return what | {"words": "", "answered_on": MIDDLE}
        case "handovers.HandoverDay":
            what = {"youth": youth, "handover": link, "step": "find", "who": "responsible", "acts": row.account}
            what |= {"address": UUID(int=key), "receiver": None, "changed_on": None, "youth_asked_from": None}
            return what | {"due": None, "rises_on": None, "sudden": False, "board_org": row.organisation}
        case "plans.Plan":
            return {"youth": youth, "stage": "preparation", "review_due": None, "begun_at": noon}
        case "plans.Item":
            what = {"youth": youth, "kind": "dream", "key": "", "area": "", "made_at": noon, "uuid": UUID(int=key)}
            return what | {"reached_on": None, "put_away_on": None}
        case "plans.OwnVoice":
            what = {"youth": youth, "item": link, "version": 1, "text": "Own", "scribe": row.account, "written_at": noon}
            return what | {"agreed": "", "agreed_at": None}
        case "plans.WorkerView":
            what = {"youth": youth, "item": link, "version": 1, "text": "View", "author": row.account}
            return what | {"written_at": noon}
        case "plans.PrivateNote":
            return {"youth": youth, "item": link, "question": "", "text": "\\x01", "written_at": noon, "uuid": UUID(int=key)}
        case "plans.Promise":
            what = {"youth": youth, "item": None, "owner": row.account, "text": "Promise", "due": MIDDLE}
            what |= {"kept_on": None, "called_off_on": None, "called_off_why": "", "made_by": row.account}
            return what | {"made_at": noon, "uuid": UUID(int=key)}
        case "plans.PromiseDay":
            what = {"youth": youth, "promise": link, "owner": row.account, "due": MIDDLE}
            return what | {"board_org": row.organisation}
        case "plans.Intention":
            what = {"youth": youth, "shown_to": row.account, "text": "Intention", "day": None, "done_on": None}
            return what | {"let_go_on": None, "made_at": noon, "uuid": UUID(int=key)}
        case "plans.Decision":
            what = {"youth": youth, "what": "Decision", "made_on": MIDDLE, "told_on": None, "last_day": None}
            what |= {"departs": False, "departs_why": "", "noted_by": row.account, "noted_at": noon}
            return what | {"uuid": UUID(int=key)}
        case "plans.Version":
            what = {"youth": youth, "number": 1, "language": "fi", "content": {}, "digest": "", "frozen_by": row.account}
            return what | {"frozen_at": noon, "uuid": UUID(int=key)}
        case "plans.Answer":
            what = {"youth": youth, "version": link, "whose": "worker", "says": "thinks", "words": "", "on_paper": False}
            return what | {"written_by": row.account, "day": MIDDLE, "written_at": noon}
        case "plans.Taken":
            return {"youth": youth, "version": link, "taken_by": row.account, "taken_at": noon}
        case "plans.Feeling":
            what = {"youth": youth, "visit": UUID(int=key), "area": "home", "face": 3, "words": "\\x01"}
            return what | {"said_at": noon}
        case "plans.SharedFeeling":
            what = {"youth": youth, "area": "home", "face": 3, "words": "", "said_at": noon, "shared_at": noon}
            return what | {"uuid": UUID(int=key)}
        case "plans.SkillAnswer":
            return {"youth": youth, "skill": "skill", "says": "alone", "said_at": noon}
        case "plans.Reminder":
            return {"youth": youth, "sent_at": noon}
        case "plans.ChosenSkill":
            what = {"youth": youth, "skill": "skill", "place": 1, "chosen_at": noon, "ended_on": None}
            return what | {"uuid": UUID(int=key)}
        case "keys.Password":
            return {"user": row.account, "hashed": "x", "changed_at": noon}
        case "keys.Totp":
            return {"user": row.account, "secret": "\\x01", "last_step": 0, "made_at": noon}
        case "keys.Passkey":
            what = {"user": row.account, "credential": str(key), "public_key": "x", "sign_count": 0, "machine": "other"}
            return what | {"made_at": noon, "used_at": None, "closed_at": None}
        case "keys.Device":
            what = {"user": row.account, "token": key.hex, "pin": "x", "tries_left": 5, "machine": "other"}
            return what | {"bound_by": row.deputy, "bound_at": noon, "used_at": None, "closed_at": None}
        case "keys.CodeCard":
            what = {"user": row.account, "number": key.hex[:12], "codes": [], "tries_left": 5, "made_by": row.deputy}
            return what | {"made_at": noon, "closed_at": None}
        case "keys.Invitation":
            what = {"user": row.account, "code": key.hex, "identity": "known", "made_by": row.deputy, "visit": ""}
            return what | {"made_at": noon, "ends_at": noon, "used_at": None}
        case "keys.Visit":
            what = {"user": row.account, "session": key.hex, "machine": "other", "how": "pin"}
            return what | {"began_at": noon, "seen_at": noon, "ended_at": None}
    raise ValueError(f"Nobody says how to write {table}")


@cache
def _insert(table: str) -> tuple[str, dict[str, str]]:
    """The statement that writes a table's rows, and the column of each of its fields."""
    model: type[models.Model] = apps.get_model(table)
    columns = {field.name: field.column for field in model._meta.local_concrete_fields}
    name, names = model._meta.db_table, ", ".join(columns.values())
    statement = f"insert into {name} ({names}) select {names} from json_populate_recordset(null::{name}, %s::json)"
    return statement, columns


def _write(world: RandomWorld) -> None:
    """Every row, and then what the database promises at the end of a transaction: one journey."""
    statements, values = [], []
    for table in TABLES:
        if not world.rows(table):
            continue
        statement, columns = _insert(table)
        rows = []
        for row in world.rows(table).values():
            what = {"id": row.key} | _columns(world, table, row)
            rows.append({columns[name]: value for name, value in what.items()})
        statements.append(statement)
        values.append(json.dumps(rows, default=str))
    statements += ["set constraints all immediate", "set constraints all deferred"]
    with connection.cursor() as cursor:
        cursor.execute("; ".join(statements), values)


@contextmanager
def standing(world: RandomWorld) -> Iterator[None]:
    """The world stands in the database inside, and is gone afterwards."""
    with transaction.atomic():
        with as_owner(), transaction.atomic():  # a refusal leaves a transaction in which the role can be set back
            tell_database("", MIDDLE)
            _write(world)
        yield
        transaction.set_rollback(True)
