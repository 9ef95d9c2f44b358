"""A world in which everybody stands in one relation to somebody, and every text says where it comes from.

Eighteen subjects, eight young people. Each text field of each row holds a canary of its own (`Kanaria0017-…`), so that
what is shown to the wrong person names its source. Who may see what is written here in the words of the rule (reference:
SECURITY §3.2), never asked of policy.py or of the database.

The plan's private rows (notes, feelings, skills, intentions shown to nobody) are seen by the young person alone.

young people: related (the subjects stand in their relation to this one) · near (same county, same team, no relation) ·
far (another county) · ended (every relation ended yesterday) · closed (the client relation ended yesterday) ·
protected (turvakielto) · coming (every relation begins tomorrow) ·
without_account (the responsible worker's, and has no account yet).
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from sosiaalikyla.access.actors import tell_database
from sosiaalikyla.access.cipher import EncryptedTextField
from sosiaalikyla.access.middleware import FACTOR_KEY, SEEN_KEY
from sosiaalikyla.access.models import Organisation, RoleHeld, Unit, User
from sosiaalikyla.audit.models import Entry
from sosiaalikyla.base import clock
from sosiaalikyla.drafts.models import Draft, packed
from sosiaalikyla.drafts.sittings import Sitting
from sosiaalikyla.handovers import refresh as changes
from sosiaalikyla.handovers.models import CheckAnswer as ChangeAnswer
from sosiaalikyla.handovers.models import Handover, Proposal
from sosiaalikyla.handovers.models import Wish as ChangeWish
from sosiaalikyla.journal.models import Event, Stale
from sosiaalikyla.keys import codes
from sosiaalikyla.keys.models import CodeCard, Device, Invitation, Passkey, Password, Totp, Visit
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
from sosiaalikyla.notices.models import Notice
from sosiaalikyla.paths import refresh, versions
from sosiaalikyla.paths.models import (
    AnchorDay,
    CardSaid,
    CheckAnswer,
    MemoryTick,
    ModelVersion,
    OwnStation,
    PathDays,
    PathShare,
    StepDay,
    StepMark,
    Wish,
)
from sosiaalikyla.people.models import (
    Absence,
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
    Reminder,
    SharedFeeling,
    SkillAnswer,
    Taken,
    Version,
    WorkerView,
)
from sosiaalikyla.portal.models import Heartbeat
from sosiaalikyla.village.models import Feedback, Rendered
from tests.ground import as_owner

BACKEND = "sosiaalikyla.access.backend.OpenAccounts"

SUBJECTS = (
    "anonymous",
    "youth",
    "youth_under_18",
    "responsible",
    "deputy",
    "decides",
    "pair",
    "leaving",
    "receiving",
    "unit",
    "other_unit",
    "other_county",
    "substitute_care",
    "manager",
    "administrator",
    "editor",
    "no_second_factor",
    "closed_account",
)
"""anonymous has no session; the last two have one that opens nothing: no second factor shown, account closed since."""

SIGNED_IN = frozenset(SUBJECTS) - {"anonymous", "no_second_factor", "closed_account"}

YOUTHS = ("related", "near", "far", "ended", "closed", "protected", "coming", "without_account")
OWNER = {"related": "youth", "near": "youth_under_18"}
"""Whose own young person it is, among the subjects."""

BESIDE = frozenset({"decides", "pair", "leaving", "receiving"})
CARERS = {
    "related": {"responsible", "deputy"} | BESIDE,
    "protected": {"responsible"} | BESIDE,
    "without_account": {"responsible", "deputy"},
}
"""Who opens whose rows, in words: those with a relation that holds today. A deputy isn't named by standing in, so that the
protected one stays closed to them. Nobody else, whatever their role."""
NAMED = {"protected": {"responsible", "leaving"}}
"""Who reads protected contact: those named. The supervisor named is none of the subjects."""
SHARED = {"related": {"substitute_care"}}
ASKED = {"related": {"unit"}, "protected": {"unit"}}
"""Who has been asked to take over and hasn't answered: sees the item's own words, also of one under turvakielto."""
BOARD = {name: {"manager"} for name in ("related", "near", "ended", "closed", "coming", "without_account")}
"""Whose board rows a manager sees: of the own county, never of one under turvakielto."""
COLLEAGUES = SIGNED_IN - {"youth", "youth_under_18", "other_county", "substitute_care"}
"""Who sees absences and covers of the county: those who hold a role in it."""

CODES = {
    "access.User.password": "no passwords are kept; the same mark stands in every row",
    "access.Organisation.county_code": "two digits of a public list",
    "audit.Entry.actor": "the actor's key, as the trace needs it",
    "audit.Seal.entry_hash": "a hash",
    "audit.Seal.chain_hash": "a hash",
    "journal.Event.kind": "one of a fixed list",
    "journal.Event.actor": "kind of actor, one of three words",
    "notices.Notice.kind": "one of a fixed list",
    "notices.Notice.channel": "one of a fixed list",
    "drafts.Draft.address": "address of one of our pages",
    "drafts.Draft.form": "name of one of our forms",
    "people.Residence.county_code": "two digits of a public list",
    "people.Residence.municipality_code": "three digits of a public list",
    "people.Placement.placed_by_county": "two digits of a public list",
    "people.ClientRelation.paying_county": "two digits of a public list",
    "paths.ModelVersion.key": "path models are public",
    "paths.ModelVersion.content": "path models are public",
    "paths.ModelVersion.content_hash": "path models are public",
    "paths.Following.model_key": "key of a public model",
    "paths.AnchorDay.anchor": "one of a fixed list",
    "paths.Wish.condition": "key of a public model",
    "paths.StepMark.step": "key of a public model",
    "paths.MemoryTick.step": "key of a public model",
    "paths.MemoryTick.item": "key of a public model",
    "paths.OwnStation.phase": "key of a public model",
    "paths.CheckAnswer.phase": "key of a public model",
    "paths.CheckAnswer.item": "key of a public model",
    "paths.CheckAnswer.answer": "one of a fixed list",
    "paths.CardSaid.card": "key of a published card",
    "paths.CardSaid.phase": "key of a public model",
    "paths.CardSaid.revision": "a hash",
    "paths.StepDay.model_key": "key of a public model",
    "paths.StepDay.phase": "key of a public model",
    "paths.StepDay.step": "key of a public model",
    "paths.StepDay.anchor": "one of a fixed list",
    "paths.StepDay.asks_for": "one of a fixed list",
    "paths.StepDay.said_by_youth": "one of a fixed list",
    "paths.StepDay.said_by_worker": "one of a fixed list",
    "paths.PathDays.bound_by": "key of a rule",
    "paths.PathDays.basis": "key of a rule",
    "paths.PathDays.reason": "key of a rule",
    "paths.PathDays.stations": "derived: keys and days",
    "paths.PathDays.checks": "derived: keys and days",
    "paths.PathDays.versions": "derived: keys",
    "paths.PathDays.anchors": "derived: keys and days",
    "paths.SharedLine.stations": "derived: keys and days",
    "paths.SharedLine.versions": "derived: keys",
    "paths.CheckDay.phase": "key of a public model",
    "handovers.CheckAnswer.answer": "one of a fixed list",
    "handovers.HandoverDay.step": "key of a step",
    "handovers.HandoverDay.who": "one of a fixed list",
    "plans.Item.key": "key of the law's matters or of a public question",
    "plans.Item.area": "key of a public model",
    "plans.Version.language": "code of a language",
    "plans.Version.digest": "a hash",
    "plans.Feeling.area": "key of a public model",
    "plans.SharedFeeling.area": "key of a public model",
    "plans.SkillAnswer.skill": "key of a public list",
    "plans.ChosenSkill.skill": "key of a public list",
    "plans.PrivateNote.question": "key of a public question",
    "keys.Password.hashed": "a hash",
    "keys.Device.token": "a hash",
    "keys.Device.pin": "a hash",
    "keys.Invitation.code": "a hash",
    "keys.Invitation.visit": "a hash",
    "keys.Visit.session": "a hash",
    "keys.Passkey.credential": "the name of a key in the holder's device",
    "keys.Passkey.public_key": "the public half of a key",
    "portal.Heartbeat.job": "name of a piece of clockwork",
    "village.Feedback.page": "key of a published page",
    "village.Feedback.language": "code of a language",
}
"""Text fields without a canary, each with the reason."""
PUBLISHED = frozenset({"village", "directory"})
"""Apps whose tables hold what is published to everybody: the open pages show it. What a reader says of a page is not."""
SAID_OF_PAGES = "village.Feedback"

CANARY = re.compile(r"Kanaria(\d{4})")
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
WHY = "the world of the matrix is laid"


def text_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Fields in which somebody may write words; a field with choices holds one of ours."""
    kinds = (models.CharField, models.TextField, models.JSONField, EncryptedTextField)
    return [each for each in model._meta.concrete_fields if isinstance(each, kinds) and not each.choices]


@dataclass(frozen=True)
class Ring:
    """Who may see a text. kind: staff (anybody signed in) · account · client · protected · share · trace · board · asked ·
    house · nobody (on these pages).
    """

    kind: str
    whose: str = ""

    @cached_property
    def eyes(self) -> frozenset[str]:
        own = {OWNER[self.whose]} if self.whose in OWNER else set()
        carers = CARERS.get(self.whose, set()) | own
        return frozenset(
            {
                "staff": SIGNED_IN,
                "account": {self.whose},
                "client": carers,
                "protected": NAMED.get(self.whose, set()) | own,
                "share": carers | SHARED.get(self.whose, set()),
                "trace": own,
                "board": carers | BOARD.get(self.whose, set()),
                "asked": carers | BOARD.get(self.whose, set()) | ASKED.get(self.whose, set()),
                "house": COLLEAGUES,
                "nobody": frozenset(),
            }[self.kind]
        )


@dataclass
class World:
    """Everybody by name, every canary and every key with its ring, and the sessions of the subjects."""

    today: date
    staff: dict[str, User] = field(default_factory=dict)
    accounts: dict[str, User] = field(default_factory=dict)
    youths: dict[str, Youth] = field(default_factory=dict)
    relations: dict[str, ClientRelation] = field(default_factory=dict)
    keys: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    canaries: dict[int, tuple[str, Ring]] = field(default_factory=dict)
    uuids: dict[str, tuple[str, Ring]] = field(default_factory=dict)
    dates: dict[str, tuple[str, Ring]] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    devices: dict[str, uuid.UUID] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    filled: set[str] = field(default_factory=set)
    step: str = ""
    phase: str = ""
    card: str = ""
    first: dict[str, int] = field(default_factory=dict)

    # ---- rows with canaries

    def put(self, model: type[models.Model], ring: Ring, **words: Any) -> Any:
        """A row in which every text that isn't given holds a canary."""
        for each in text_fields(model):
            label = f"{model._meta.label}.{each.name}"
            if each.name in words:
                continue
            if label in CODES:
                continue
            words[each.name] = self._canary(label, each, ring)
        row = model(**words)
        row.save(force_insert=True)
        for each in model._meta.concrete_fields:
            if isinstance(each, models.UUIDField):
                key = getattr(row, each.attname)
                if isinstance(key, uuid.UUID):
                    self.uuids[str(key)] = (f"{model._meta.label}.{each.name}", ring)
        return row

    def _canary(self, label: str, each: models.Field[Any, Any], ring: Ring) -> Any:
        number = len(self.canaries) + 1
        self.canaries[number] = (label, ring)
        self.filled.add(label)
        word = f"Kanaria{number:04d}"
        if isinstance(each, models.JSONField):
            return {"note": word}
        if isinstance(each, models.EmailField):
            return f"{word}@kanaria.example"
        rest = f" {label.replace('.', ' ')}"
        return (word + rest)[: each.max_length or 200]

    # ---- who may see what

    def may_see(self, subject: str, ring: Ring) -> bool:
        return subject in ring.eyes

    def clients_of(self, subject: str) -> frozenset[int]:
        """Keys of the young people who may be named in a trace of the subject's reading."""
        names = {
            name
            for name in YOUTHS
            for ring in (Ring("client", name), Ring("share", name), Ring("board", name), Ring("asked", name))
            if subject in ring.eyes
        }
        return frozenset(self.youths[name].pk for name in names)

    def name_of(self, client: int) -> str:
        return next(name for name, row in self.youths.items() if row.pk == client)

    def state(self, subject: str, about: str) -> str:
        """The state in which the subject meets the young person."""
        return "own" if OWNER.get(about) == subject else about


def lay(today: date) -> World:
    """Make the world in the present database and transaction, as the owner of the tables."""
    return _Laying(World(today)).whole()


class _Laying:
    """Lays the world row by row."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.today = world.today

    def days(self, since: int, until: int | None = None) -> DateRange:
        return DateRange(self.day(since), None if until is None else self.day(until))

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def whole(self) -> World:
        with as_owner():
            tell_database("", self.today)
            versions.lay_down()
            self.places_of_work()
            self.people_at_work()
            for name in YOUTHS:
                self.young_person(name)
            self.relations()
            self.away()
            for name in YOUTHS:
                self.path(name)
                self.change_of_worker(name)
                self.plan(name)
                self.passed(name)
            Heartbeat.objects.create(job="clockwork")
            Heartbeat.objects.create(job="audit.seal")
            for row in self.world.youths.values():
                refresh.refresh(row.pk)
                changes.refresh(row.pk)
            Stale.objects.all().delete()
            self.a_newer_model()
            self.a_step_and_a_check()
            self.keys()
            self.sessions()
        return self.world

    # ---- organisations and staff

    def places_of_work(self) -> None:
        put, public = self.world.put, Ring("staff")
        self.county = put(Organisation, public, kind="county", county_code="17")
        self.other_county = put(Organisation, public, kind="county", county_code="18")
        self.provider = put(Organisation, public, kind="provider", county_code="")
        self.team = put(Unit, public, organisation=self.county)
        self.other_team = put(Unit, public, organisation=self.county)
        self.far_team = put(Unit, public, organisation=self.other_county)

    def people_at_work(self) -> None:
        county, team = self.county, self.team
        for name in (
            "responsible",
            "deputy",
            "decides",
            "pair",
            "leaving",
            "receiving",
            "unit",
            "no_second_factor",
            "closed_account",
        ):
            self.works(name, county, team, "worker")
        for name in ("bystander", "successor"):
            self.works(name, county, team, "worker")
        self.works("other_unit", county, self.other_team, "worker")
        self.works("other_county", self.other_county, self.far_team, "worker")
        self.works("far_worker", self.other_county, self.far_team, "worker")
        self.works("substitute_care", self.provider, None, "substitute_care")
        self.works("other_adult", self.provider, None, "substitute_care")
        self.works("manager", county, team, "manager")
        self.works("supervisor", county, team, "manager")
        self.works("administrator", county, team, "administrator")
        self.works("editor", county, team, "editor")
        # Roles that ended yesterday or begin tomorrow open nothing today.
        for name, role, during in (
            ("unit", "manager", self.days(-90, 0)),
            ("other_unit", "manager", self.days(1)),
            ("unit", "substitute_care", self.days(-90, 0)),
            ("administrator", "worker", self.days(-90, 0)),
            ("editor", "worker", self.days(-90, 0)),
        ):
            RoleHeld.objects.create(user=self.world.staff[name], organisation=county, role=role, during=during)

    def works(self, name: str, organisation: Organisation, unit: Unit | None, role: str) -> None:
        world = self.world
        account = f"{User._meta.label}."
        handle = world._canary(f"{account}handle", User._meta.get_field("handle"), Ring("account", name))
        user = world.put(User, Ring("staff"), kind="staff", handle=handle, password="!")
        world.put(
            RoleHeld, Ring("staff"), user=user, organisation=organisation, unit=unit, role=role, during=self.days(-900)
        )
        world.staff[name] = user

    # ---- young people

    def young_person(self, name: str) -> None:
        world, ring = self.world, Ring("client", name)
        user = None
        if name != "without_account":
            user = world.put(User, Ring("account", OWNER.get(name, "")), kind="youth", name="", title_given="", password="!")
            world.accounts[name] = user
        age = 17 if name == "near" else 19
        born = self.day(-365 * age - 150 + YOUTHS.index(name))
        row = world.put(Youth, ring, user=user, born=born)
        world.youths[name] = row
        for text in (born.isoformat(), f"{born.day}.{born.month}.{born.year}"):
            world.dates[text] = ("people.Youth.born", ring)
        if name == "protected":
            return
        world.put(Contact, ring, youth=row)
        world.put(Residence, ring, youth=row, county_code="17", municipality_code="905", during=self.days(-300))

    def relations(self) -> None:
        """Who answers for whom, on which days."""
        staff = self.world.staff
        always, until_today, from_tomorrow = self.days(-400), self.days(-400, 0), self.days(1)
        self.relation("related", self.county, always, [("responsible", always)])
        self.relation("near", self.county, always, [("bystander", always)])
        self.relation("far", self.other_county, always, [("far_worker", always)])
        self.relation("ended", self.county, always, [("responsible", until_today), ("successor", self.days(0))])
        self.relation("closed", self.county, until_today, [("responsible", until_today)], end_reason="moved")
        self.relation("protected", self.county, always, [("responsible", always)])
        self.relation("coming", self.county, always, [("successor", self.days(-400, 1)), ("responsible", from_tomorrow)])
        self.relation("without_account", self.county, always, [("responsible", always)])
        during = {
            "related": {"leaving": self.days(-7, 21)},
            "protected": {"leaving": self.days(-7, 21)},
            "ended": {each: self.days(-28, 0) for each in BESIDE},
            "closed": {each: self.days(-28, 0) for each in BESIDE},
            "coming": {each: self.days(1, 29) for each in BESIDE},
        }
        for name, special in during.items():
            for kind in sorted(BESIDE):
                self.beside(name, kind, kind, special.get(kind, self.days(-30)))
            # These two would be let in, but for the second factor and for the account that has been closed.
            for worker in ("no_second_factor", "closed_account"):
                self.beside(name, worker, "pair", special.get("pair", self.days(-30)))
        row = self.world.youths["protected"]
        self.world.put(Protection, Ring("protected", "protected"), youth=row, during=self.days(-10))
        self.world.put(ProtectedContact, Ring("protected", "protected"), youth=row)
        for reader, kind in (("responsible", "responsible"), ("leaving", "responsible"), ("supervisor", "supervisor")):
            self.world.put(
                NamedReader,
                Ring("protected", "protected"),
                youth=row,
                reader=staff[reader],
                kind=kind,
                during=self.days(-10),
            )

    def relation(
        self, name: str, organisation: Organisation, during: DateRange, answers: list[tuple[str, DateRange]], **words: Any
    ) -> None:
        world, youth = self.world, self.world.youths[name]
        row = world.put(
            ClientRelation, Ring("client", name), youth=youth, organisation=organisation, open_during=during,
            paying_county="17", **words,
        )  # fmt: skip
        world.relations[name] = row
        for worker, days in answers:
            held = world.put(
                Responsibility, Ring("board", name), youth=youth, relation=row, worker=world.staff[worker], during=days,
                board_org=None if name == "protected" else organisation,
            )  # fmt: skip
            held.refresh_from_db()
            world.uuids[str(held.uuid)] = ("people.Responsibility.uuid", Ring("board", name))
            if days.lower <= self.today:
                # ended, closed: the address of what has ended; otherwise what holds today
                world.keys.setdefault("responsibility", {}).setdefault(name, {"key": held.uuid})

    def beside(self, name: str, worker: str, kind: str, during: DateRange) -> None:
        world = self.world
        world.put(
            WorkRelation, Ring("client", name), youth=world.youths[name], relation=world.relations[name],
            worker=world.staff[worker], kind=kind, during=during,
        )  # fmt: skip

    def away(self) -> None:
        """Absences and covers of workers; through the first one the deputy sees what the responsible worker sees."""
        world, staff, house = self.world, self.world.staff, Ring("house")
        far = Ring("account", "far_worker")
        for name, worker, deputy, during, organisation, ring in (
            ("related", "responsible", "deputy", self.days(-1, 14), self.county, house),
            ("near", "bystander", "unit_deputy", self.days(-1, 14), self.county, house),
            ("far", "far_worker", "other_deputy", self.days(-1, 14), self.other_county, far),
            ("ended", "successor", "deputy", self.days(-28, 0), self.county, house),
            ("coming", "successor", "deputy", self.days(1, 14), self.county, house),
        ):
            if deputy not in staff:
                self.works(deputy, organisation, self.far_team if organisation is self.other_county else self.team, "worker")
            row = world.put(
                Cover, ring, worker=staff[worker], deputy=staff[deputy], organisation=organisation, during=during
            )
            world.keys.setdefault("cover", {})[name] = {"key": row.uuid}
            gone = staff["leaving"] if name == "ended" else staff[worker]
            world.put(Absence, ring, worker=gone, organisation=organisation, during=during)
            world.keys.setdefault("absence", {})[name] = {"worker": gone.uuid}

    def path(self, name: str) -> None:
        """What has been said and agreed, and with whom the path is shared."""
        world, youth, ring = self.world, self.world.youths[name], Ring("client", name)
        keys = world.keys
        keys.setdefault("youth", {})[name] = {"key": youth.uuid}
        placement = world.put(
            Placement, ring, youth=youth, kind="substitute_care_40", begins_on=self.day(-900), ends_on=self.day(30),
            child_alone=True, placed_by_county="17",
        )  # fmt: skip
        keys.setdefault("placement", {})[name] = {"key": youth.uuid, "placement": placement.uuid}
        world.put(
            PlacementEndMove, ring, youth=youth, placement=placement, was=self.day(20), became=self.day(30),
            moved_by=world.staff["bystander"],
        )  # fmt: skip
        keys.setdefault("beside", {})[name] = {"key": youth.uuid, "worker": world.staff["pair"].uuid, "kind": "pair"}
        meeting = world.put(
            Meeting, ring, youth=youth, worker=world.staff["responsible"],
            starts_at=clock.now() + timedelta(days=2, minutes=YOUTHS.index(name)), way="visit", cancelled_why="",
        )  # fmt: skip
        keys.setdefault("meeting", {})[name] = {"key": meeting.uuid}
        keys.setdefault("time", {})[name] = {"key": youth.uuid, "meeting": meeting.uuid}
        self.in_touch(name)
        author = world.accounts.get(name) or world.staff["bystander"]
        world.put(AnchorDay, ring, youth=youth, anchor="move_in", day=self.day(40), set_by=author)
        condition = next(each.key for each in versions.conventions().conditions)
        world.put(Wish, ring, youth=youth, condition=condition, holds=True, set_by=author)
        world.put(OwnStation, ring, youth=youth, phase="", day=self.day(10))
        model = versions.version(next(iter(versions.latest().values())).pk)
        phase = next(each for each in model.phases if each.check.items)
        step = next(each for each in model.steps if each.memory_items)
        world.put(OwnStation, ring, youth=youth, phase=phase.key)
        world.put(StepMark, ring, youth=youth, step=step.key, status="agreed", voice="youth", marked_by=author)
        world.put(MemoryTick, ring, youth=youth, step=step.key, item=step.memory_items[0].key, ticked=True, ticked_by=author)
        item = phase.check.items[0]
        world.put(
            CheckAnswer, ring, youth=youth, phase=phase.key, item=item.key, voice="youth", answer="yes", author=author,
            scribe=author,
        )  # fmt: skip
        world.put(
            CardSaid, ring, youth=youth, card="muistutus-kohtelusta", phase=phase.key, clear=False, revision="0" * 64,
            author=author, scribe=author,
        )  # fmt: skip
        members = {"related": "substitute_care", "ended": "substitute_care", "closed": "substitute_care"}
        shared = {"ended": self.days(-28, 0), "closed": self.days(-28, 0), "coming": self.days(1, 29)}
        member = world.staff[members.get(name, "substitute_care" if name == "coming" else "other_adult")]
        share = world.put(
            PathShare, Ring("share", name), youth=youth, member=member, during=shared.get(name, self.days(-10, 30))
        )
        keys.setdefault("share", {})[name] = {"key": share.uuid}

    def in_touch(self, name: str) -> None:
        """A time that has gone and one called off, a contact with what was said and added, and what is agreed."""
        world, youth, ring = self.world, self.world.youths[name], Ring("client", name)
        writer = world.staff["responsible"]
        gone = world.put(
            Meeting, ring, youth=youth, worker=writer, starts_at=clock.now() - timedelta(days=2, minutes=YOUTHS.index(name)),
            way="visit", cancelled_why="",
        )  # fmt: skip
        world.keys.setdefault("gone_time", {})[name] = {"key": youth.uuid, "meeting": gone.uuid}
        world.put(
            Meeting, ring, youth=youth, worker=writer, starts_at=clock.now() + timedelta(days=3), way="visit",
            cancelled_at=clock.now(), cancelled_by=writer,
        )  # fmt: skip
        contact = world.put(
            ContactMade, ring, youth=youth, worker=writer, at=clock.now() - timedelta(days=70), way="call", reached=True
        )
        world.keys.setdefault("contact", {})[name] = {"key": youth.uuid, "contact": contact.uuid}
        addition = world.put(ContactAddition, ring, youth=youth, contact=contact, worker=writer)
        world.put(ContactOwnWords, ring, youth=youth, contact=contact, scribe=writer)
        world.put(ContactOwnWords, ring, youth=youth, contact=contact, addition=addition, version=2, scribe=writer)
        world.put(Rhythm, ring, youth=youth, every_weeks=2, agreed_on=self.day(-30), worker=writer)
        world.put(QuietAgreement, ring, youth=youth, days=21, made_on=self.day(-60))
        world.put(QuietAgreement, ring, youth=youth, days=30, made_on=self.day(-1), scribe=writer)
        world.put(Sign, ring, youth=youth, what="ok", at=clock.now() - timedelta(days=40))
        world.put(CallWish, ring, youth=youth, for_day=self.today, asked_at=clock.now() - timedelta(days=50))

    def change_of_worker(self, name: str) -> None:
        """Each has a change of worker: open and asked, or refused, called off or closed."""
        world, youth, staff = self.world, self.world.youths[name], self.world.staff
        givers = {"near": "bystander", "far": "far_worker", "coming": "successor"}
        giver = staff[givers.get(name, "responsible")]
        words: dict[str, Any] = {"withdrawn_why": "", "closed_why": ""}
        if name == "ended":
            words = {"withdrawn_on": self.day(-3), "closed_why": ""}
        elif name == "closed":
            words = {"withdrawn_why": "", "closed_on": self.day(-2), "closed_how": "unanswered", "changed_on": self.day(-60)}
            words["receiver"] = staff["bystander"]
        change = world.put(
            Handover, Ring("board", name), youth=youth, relation=world.relations[name], giver=giver, begun_by="worker",
            begun_on=self.day(-90), **words,
        )  # fmt: skip
        world.keys.setdefault("handover", {})[name] = {"key": change.uuid}
        asked = {"near": "successor", "far": "other_deputy", "without_account": "bystander"}
        answered: dict[str, Any] = {"refused_why": ""}
        if name == "coming":
            answered = {"refused_on": self.day(-1)}
        elif name == "ended":
            answered |= {"withdrawn_on": self.day(-3)}
        elif name == "closed":
            answered |= {"accepted_on": self.day(-80)}
        proposal = world.put(
            Proposal, Ring("asked", name), youth=youth, handover=change, receiver=staff[asked.get(name, "unit")],
            change_by=self.day(30), asked_by=giver, asked_on=self.day(-90), **answered,
        )  # fmt: skip
        world.keys.setdefault("asked", {})[name] = {"key": proposal.uuid}
        world.put(ChangeWish, Ring("client", name), youth=youth, handover=change, kind="tell")
        # What isn't to be told is said to nobody who is asked here: only to the young person's own bystander.
        own = Ring("trace", name)
        world.put(ChangeWish, own, youth=youth, handover=change, kind="dont_tell", only_to=staff["bystander"])
        world.put(
            ChangeAnswer, Ring("client", name), youth=youth, handover=change, voice="worker", author=giver, answer="good"
        )

    def plan(self, name: str) -> None:
        """What is said and promised, put together and answered; and what is the young person's alone."""
        world, youth = self.world, self.world.youths[name]
        ring, own, keys = Ring("client", name), Ring("trace", name), self.world.keys
        worker = world.staff["bystander"]
        world.put(Plan, ring, youth=youth)
        world.put(Item, ring, youth=youth, kind="good_day")
        world.put(Item, ring, youth=youth, kind="matter", key="need")
        item = world.put(Item, ring, youth=youth, kind="goal", area="home")
        keys.setdefault("plan_item", {})[name] = {"key": youth.uuid, "item": item.uuid}
        voice = {"youth": youth, "item": item, "agreed_at": clock.now()}
        world.put(OwnVoice, ring, version=1, agreed="own", **voice)
        world.put(OwnVoice, ring, version=2, agreed="", scribe=worker, **(voice | {"agreed_at": None}))
        world.put(WorkerView, ring, youth=youth, item=item, version=1, author=worker)
        world.put(PrivateNote, own, youth=youth, item=item)
        world.put(PrivateNote, own, youth=youth, question="good_year")
        world.put(Reminder, own, youth=youth)
        words = {"youth": youth, "owner": worker, "made_by": worker}
        promise = world.put(Promise, ring, due=self.day(3), called_off_why="", **words)
        keys.setdefault("promise", {})[name] = {"key": youth.uuid, "promise": promise.uuid}
        world.put(Promise, ring, due=self.day(3), called_off_on=self.today, **words)
        intention = world.put(Intention, own, youth=youth)
        keys.setdefault("intention", {})[name] = {"intention": intention.uuid}
        decision = world.put(Decision, ring, youth=youth, made_on=self.day(-3), departs=True, noted_by=worker)
        keys.setdefault("decision", {})[name] = {"key": youth.uuid, "decision": decision.uuid}
        note = world._canary("plans.Version.content", Version._meta.get_field("content"), ring)["note"]
        content = {"title": note, "language": "fi", "called": "", "sections": [], "promises": [], "decisions": []}
        version = world.put(Version, ring, youth=youth, number=1, language="fi", content=content, frozen_by=worker)
        keys.setdefault("version", {})[name] = {"key": youth.uuid, "version": version.uuid}
        world.put(Answer, ring, version=version, youth=youth, whose="worker", says="thinks", written_by=worker)
        world.put(Taken, ring, version=version, youth=youth, taken_by=worker)
        said = {"youth": youth, "area": "home", "face": 3}
        world.put(Feeling, own, **said)
        shown = world.put(SharedFeeling, ring, said_at=clock.now(), **said)
        keys.setdefault("shown", {})[name] = {"shared": shown.uuid}
        world.put(SkillAnswer, own, youth=youth, skill="cooking", says="alone")
        world.put(ChosenSkill, ring, youth=youth, skill="cooking", place=1)

    def passed(self, name: str) -> None:
        """What has happened and who has looked."""
        world, youth = self.world, self.world.youths[name]
        world.put(Event, Ring("client", name), client=youth.pk, kind="step_marked", actor="user")
        actor = f"user:{world.staff['bystander'].pk}"
        world.put(Entry, Ring("trace", name), actor=actor, kind="page", clients=[youth.pk])
        if name in world.accounts:
            note = world._canary("drafts.Draft.words", Draft._meta.get_field("words"), Ring("trace", name))
            words = packed({"text": [note]}, "", ("text",))
            user = world.accounts[name]
            world.drafts[name] = world.put(
                Draft, Ring("trace", name), user=user, address="/my/plan/", form="add", words=words, turn=1
            )
            Notice(receiver=world.accounts[name], kind="waiting", sent_at=clock.now()).save(force_insert=True)

    # ---- where the pages begin, and who is signed in

    def a_newer_model(self) -> None:
        """Everybody follows the first version; one of the models has a second, to be taken or put off."""
        row = next(iter(versions.latest().values()))
        content = {**row.content, "version": row.number + 1, "title": {**row.content["title"], "fi": "Uusi nimi"}}
        ModelVersion.objects.create(key=row.key, number=row.number + 1, content=content, content_hash="0" * 64)

    def a_step_and_a_check(self) -> None:
        """A step and a check that every path has, so that a missing page says only that it is closed."""
        world = self.world
        rows = StepDay.objects.whole(WHY).filter(youth__in=world.youths.values())
        steps = [set(rows.filter(youth=row).values_list("step", flat=True)) for row in world.youths.values()]
        world.step = sorted(set.intersection(*steps))[0]
        lines = PathDays.objects.whole(WHY).filter(youth__in=world.youths.values())
        phases = [{each["phase"] for each in line.stations} & {each["phase"] for each in line.checks} for line in lines]
        world.phase = sorted(set.intersection(*phases))[0]
        world.put(Feedback, Ring("nobody"), page="", language="fi", helped="no", on=world.today)
        # One whose key is its address too: own pages name it by the one, open pages by the other.
        cards = [row for row in Rendered.objects.filter(kind="card", language="fi") if row.path == row.key]
        world.card = next(row.key for row in cards if world.phase in row.about["phases"])

    def keys(self) -> None:
        """What opens the doors: of each account with a young person a device, a card and a code; of one at work all."""
        world, now = self.world, clock.now()
        bystander, device = world.staff["bystander"], uuid.uuid4
        for name, user in world.accounts.items():
            ring = Ring("account", OWNER.get(name, ""))
            held = world.put(Device, ring, user=user, token=device().hex, pin="x", machine="android", tries_left=0)
            world.devices[name] = held.pk
            world.uuids[str(held.pk)] = ("keys.Device.id", Ring("client", name))  # a closed one is opened by the worker
            world.put(Passkey, ring, user=user, credential=device().hex, public_key="x", machine="android")
            words = {"number": "AAAA-BBBB"} if name == "related" else {}
            world.put(CodeCard, ring, user=user, codes=[codes.keyed("AAAA-BBBB CCCC-DDDD")], made_by=bystander, **words)
            code = codes.keyed("AAAA-BBBB-CCCC" if name == "related" else device().hex)
            world.put(
                Invitation, ring, user=user, code=code, identity="known", made_by=bystander, visit="",
                ends_at=now + timedelta(days=1),
            )  # fmt: skip
            world.put(Visit, ring, user=user, session=device().hex, machine="android", how="pin")
        successor = world.staff["successor"]
        ring = Ring("account", "successor")
        successor.handle = "successor"  # as names to sign in with are: in small letters
        successor.save(update_fields=["handle"])
        world.put(Password, ring, user=successor, hashed=codes.slow("kolme keltaista kissaa"))
        world.put(Totp, ring, user=successor)
        world.put(
            Invitation, ring, user=successor, code=codes.keyed("DDDD-EEEE-FFFF"), identity="known", made_by=bystander,
            visit="", ends_at=now + timedelta(days=1),
        )  # fmt: skip

    def sessions(self) -> None:
        world = self.world
        for name in SUBJECTS[1:]:
            owned = next((youth for youth, owner in OWNER.items() if owner == name), "")
            user = world.accounts[owned] if owned else world.staff[name]
            session = SessionStore()
            session[SESSION_KEY] = str(user.pk)
            session[BACKEND_SESSION_KEY] = BACKEND
            session[HASH_SESSION_KEY] = user.get_session_auth_hash()
            # Ahead of the clock: asking every cell takes longer than a quiet page stays open.
            session[SEEN_KEY] = (clock.now() + timedelta(hours=6)).isoformat()
            if user.is_staff and name != "no_second_factor":
                session[FACTOR_KEY] = clock.now().isoformat()
            session.save()
            world.sessions[name] = session.session_key or ""
        closed = world.staff["closed_account"]
        closed.closed_at = clock.now()
        closed.save(update_fields=["closed_at"])


# ---------------------------------------------------------------- valid bodies


def body(world: World, route: str, about: str) -> dict[str, str]:
    """A form as somebody would fill it in; {} where the page asks for nothing."""
    today = world.today
    soon, later = (today + timedelta(days=3)).isoformat(), (today + timedelta(days=9)).isoformat()
    staff = {name: str(user.uuid) for name, user in world.staff.items()}
    return {
        "demo_sign_in": {"person": world.staff["far_worker"].handle},
        "rights": {"born": "3.2.2007"},
        "feedback": {"helped": "yes"},
        "meeting_answer": {"answer": "suits"},
        "meeting_propose": {"day": soon, "time": "10:00", "way": "call", "place": "", "about": ""},
        "meeting_call_off": {"why": "Olen koulutuksessa."},
        "meeting_held": {"held": "yes"},
        "rhythm": {"every_weeks": "2", "agreed_on": today.isoformat()},
        "youth_quiet": {"days": "21", "pause_until": ""},
        "my_quiet": {"days": "21", "pause_until": ""},
        "my_sign": {"what": "ok"},
        "contact_new": {"quick": "call_missed"},
        "contact": {"present": "Kaikki", "own_words": "Hyvin menee."},
        "my_plan": {"kind": "dream", "area": "", "text": "Oma unelma"},
        "youth_plan": {"kind": "dream", "area": "", "text": "Oma unelma"},
        "my_plan_item": {"do": "say", "text": "Omat sanat"},
        "my_feeling": {"visit": "", "face_home": "2", "words_home": "Omat sanat"},
        "my_feeling_answered": {"do": "share", "face": "home", "words": "home"},
        "my_feeling_shared": {"shared": str(world.keys["shown"]["related"]["shared"])},
        "my_feeling_over_time": {"do": "all"},
        "my_future": {"do": "keep", "good_year": "Omat sanat", "who": "both"},
        "my_skills": {"group": "home", "skill_cooking": "not_yet", "choose": "laundry"},
        "youth_plan_item": {"do": "view", "view": "Oma arvio"},
        "my_plan_intentions": {"intention": "Soitan", "day": soon, "shown_to": ""},
        "my_plan_intention": {"do": "done"},
        "my_plan_version": {"says": "thinks", "words": ""},
        "youth_plan_version": {"says": "thinks", "words": ""},
        "youth_plan_together_item": {"do": "say", "text": "Omat sanat"},
        "youth_plan_promise": {"promise": "Soitan", "due": soon},
        "youth_plan_promise_of": {"do": "keep"},
        "youth_plan_decision": {"what": "Päätös", "made_on": today.isoformat(), "told_on": "", "departs_why": ""},
        "youth_plan_told": {"told_on": today.isoformat()},
        "youth_plan_versions": {"do": "stage", "stage": "negotiation"},
        "draft_keep": {"draft_token": _sitting(world), "draft_turn": "2", "text": "Kesken"},
        "draft_away": {"draft": str(world.drafts["related"].pk)},
        "my_step": {"status": "agreed", "agreed_day": soon},
        "youth_step": {"status": "agreed", "agreed_day": soon},
        "my_check": _check_answer(world, "youth"),
        "youth_check": _check_answer(world, "worker"),
        "my_rights_card": {"clear": "yes"},
        "youth_rights_card": {"clear": "no", "how": "table"},
        "my_stations": {"title": "Oma pysäkki", "day": soon},
        "my_days": {"anchor": "move_in", "day": soon},
        "youth_days": {"anchor": "move_in", "day": soon},
        "my_newer": _newest(),
        "youth_newer": _newest(),
        "my_shares": {"member": staff["other_adult"], "last_day": later},
        "youth_shares": {"member": staff["substitute_care" if about == "protected" else "other_adult"], "last_day": later},
        "take_in": {"used_name": "Uusi", "born": "2008-05-05", "language": "fi", "phone": ""},
        "absence": {"worker": staff["receiving"], "since": today.isoformat(), "until": later},
        "absence_end": {"on": today.isoformat()},
        "cover": {"worker": staff["receiving"], "deputy": staff["deputy"], "since": today.isoformat(), "until": later},
        "cover_end": {"on": today.isoformat()},
        "youth_name": {"used_name": "Toinen", "language": "fi"},
        "my_name": {"used_name": "Toinen", "language": "fi"},
        "youth_contact": {"phone": "040 000 0000", "email": ""},
        "youth_protected": {"municipality": "Kaskinen", "address": "Suojakatu 0", "phone": ""},
        "youth_residence": {"municipality": "905", "from_day": today.isoformat()},
        "youth_unprotect": {"known": "on"},
        "youth_protect": {
            "municipality": "Kaskinen", "address": "Suojakatu 0", "phone": "", "supervisor": staff["manager"],
        },
        "youth_account": {"handle": "kuusi-0000"},
        "sign_in_card": {"number": "AAAA-BBBB", "code": "CCCC-DDDD"},
        "sign_in_work": {"handle": world.staff["successor"].handle, "password": "kolme keltaista kissaa"},
        "new_device": {"code": "AAAA-BBBB-CCCC", "pin": "407913"},
        "first_sign_in": _first_sign_in(),
        "own_keys": {"act": "end_others"},
        "account": {"language": "fi", "title": "counsellor", "answers": "same_day"},
        "youth_keys": {"device": str(world.devices.get(about, uuid.uuid4()))},
        "youth_key": {"identity": "known"},
        "youth_card": {"identity": "known"},
        "colleagues": {"act": "code", "person": staff["unit"]},
        "youth_responsible": {"to": staff["receiving"], "from_day": today.isoformat()},
        "youth_beside": {"worker": staff["unit"], "kind": "pair", "since": today.isoformat(), "until": ""},
        "youth_beside_end": {"on": today.isoformat()},
        "youth_close": {"reason": "own_wish", "last_day": today.isoformat()},
        "placement_new": {
            "kind": "open_care_37", "begins_on": "2020-01-01", "ends_on": "2020-06-01", "child_alone": "yes",
            "placed_by_county": "17",
        },
        "placement_end": {"to": later, "why": "Asunto on vapaa vasta silloin."},
        "my_handover": {"do": "none"},
        "youth_handover": {"do": "tell", "kind": "tell", "text": "Kerro koirasta."},
        "handover_asked": {"do": "accept"},
        "board_handover": {"do": "withdraw", "why": "Jatketaan näin."},
        "board_leaving": {
            "worker": staff["responsible"], "how": "until_found", "takes_over": staff["receiving"], "deadline": "",
            "why": "Työntekijä lopettaa.",
        },
        "board_responsible": {"to": staff["unit"], "from_day": today.isoformat()},
    }.get(route, {})  # fmt: skip


def _sitting(world: World) -> str:
    row = world.drafts["related"]
    return Sitting(row.user_id, row.address, row.form, row.pk).token


def _first_sign_in() -> dict[str, str]:
    secret = codes.new_secret()
    code = codes.code_at(secret, codes.step_now())
    words = {"code": "DDDD-EEEE-FFFF", "password": "kolme keltaista kissaa", "totp": code}
    return words | {"secret": codes.seal_secret(secret, "first")}


def _check_answer(world: World, voice: str) -> dict[str, str]:
    from sosiaalikyla.questions import answers

    for row in versions.latest().values():
        for phase in versions.version(row.pk).phases:
            if phase.key == world.phase:
                item = next(each for each in phase.check.items if str(each.answered_by) in (voice, "both"))
                return {item.key: answers.load().of(item.key).answers[0].key}
    raise LookupError(world.phase)


def _newest() -> dict[str, str]:
    row = next(iter(versions.latest().values()))
    return {"model": row.key, "number": str(row.number), "take": "1"}


# ---------------------------------------------------------------- the world's database


@contextmanager
def pointed_at(name: str) -> Iterator[None]:
    """The process's connection leads to another database inside the block."""
    before = connection.settings_dict["NAME"]
    connection.close()
    versions.version.cache_clear()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        if connection.in_atomic_block:
            raise RuntimeError("a transaction was left open in the world's database")
        connection.close()
        versions.version.cache_clear()
        connection.settings_dict["NAME"] = before


def lay_committed(name: str) -> World:
    """The world, committed into the database of that name: the guarantee has said yes to every row of it."""
    with pointed_at(name), transaction.atomic():
        return lay(clock.today())
