"""The population generator's pen: writes many invented lives at once, past the actions, as the owner of the tables.

The one exception to "only actions write": a hundred thousand lives can't be lived line by line. It refuses to run outside
the demo, and a test writes twenty lives both ways and compares every table but those named in `NOT_WRITTEN`.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from sosiaalikyla.access.models import Organisation, RoleHeld, Unit, User
from sosiaalikyla.base import clock
from sosiaalikyla.demo import population
from sosiaalikyla.demo.days import day as day_of_word
from sosiaalikyla.demo.seed import cast, key_of, refuse_outside_demo
from sosiaalikyla.journal.models import Event, Stale
from sosiaalikyla.paths import versions
from sosiaalikyla.paths.anchors import Facts
from sosiaalikyla.paths.models import CheckAnswer, Following, StepMark
from sosiaalikyla.paths.refresh import TABLES, worked_out
from sosiaalikyla.people.models import (
    ClientRelation,
    Contact,
    Placement,
    Residence,
    Responsibility,
    WorkRelation,
    Youth,
)

NOT_WRITTEN = {
    "audit.Entry": "nobody did these deeds: a trace of them would be invented too",
    "audit.Seal": "seals follow the trace",
    "notices.Notice": "nobody is told of what was never done",
}
AT_A_TIME = 200
NO_PASSWORD = "!"  # noqa: S105 - opens nothing: no hash is "!"
WHY = "the population is written as the owner, in the demo only"


@dataclass
class Rows:
    """The rows of one life before they are written: the youth has no key yet."""

    key: str
    youth: Youth
    relation: ClientRelation
    user: User | None = None
    contact: Contact | None = None
    residences: list[Residence] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    responsibilities: list[Responsibility] = field(default_factory=list)
    beside: list[WorkRelation] = field(default_factory=list)
    marks: list[StepMark] = field(default_factory=list)
    answers: list[CheckAnswer] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    follows: dict[str, Following] = field(default_factory=dict)


class Writer:
    """Turns the lines of a life into rows, deed by deed, as the actions would have left them."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.staff = {user.handle: user for user in User.objects.filter(kind=User.Kind.STAFF)}
        self.organisations = {each.uuid: each for each in Organisation.objects.all()}
        self.newest = versions.latest()

    def rows(self, story: dict[str, Any]) -> Rows:
        first, *others = story["lines"]
        rows = self._taken_in(story["key"], self._day(first["day"]), first)
        for line in others:
            deed: Callable[[Rows, date, Any], None] = getattr(self, f"_{line['do']}")
            deed(rows, self._day(line["day"]), line)
        rows.follows = {key: Following(model_key=key, version=row) for key, row in self.newest.items()}
        return rows

    def _day(self, word: str) -> date:
        return day_of_word(word, self.today)

    def _event(self, rows: Rows, kind: str, on: date, day: date | None = None, /, **detail: object) -> None:
        rows.events.append(Event(kind=kind, day=day or on, at=noon(on), actor="user", detail=detail))

    # ---- one method for each deed; what it leaves is what the action of the same name leaves

    def _taken_in(self, key: str, on: date, words: dict[str, Any]) -> Rows:
        county = self.organisations[key_of(words["organisation"])]
        youth = Youth(uuid=key_of(key), used_name=words["called"], born=self._day(words["born"]), language=words["language"])
        relation = ClientRelation(
            uuid=key_of(f"{key}/relation"), organisation=county, paying_county=county.county_code,
            open_during=DateRange(on, None), end_reason="",
        )  # fmt: skip
        rows = Rows(key, youth, relation)
        helper = self.staff[words["worker"]]
        rows.responsibilities.append(Responsibility(worker=helper, during=DateRange(on, None), board_org=county))
        self._event(rows, "taken_in", on)
        return rows

    def _open_account(self, rows: Rows, on: date, words: dict[str, Any]) -> None:
        rows.user = User(kind=User.Kind.YOUTH, handle=rows.key, language=rows.youth.language, password=NO_PASSWORD)
        self._event(rows, "account_opened", on)

    def _contact(self, rows: Rows, on: date, words: dict[str, Any]) -> None:
        rows.contact = Contact(phone=words["phone"])
        self._event(rows, "contact_changed", on)

    def _move_to(self, rows: Rows, on: date, words: dict[str, Any]) -> None:
        rows.residences.append(
            Residence(county_code=words["county"], municipality_code=words["municipality"], during=DateRange(on, None))
        )
        self._event(rows, "residence_changed", on)

    def _placement(self, rows: Rows, on: date, words: dict[str, Any]) -> None:
        begins = self._day(words["begins"])
        rows.placements.append(
            Placement(
                kind=words["kind"],
                begins_on=begins,
                ends_on=self._day(words["ends"]),
                child_alone=words["alone"],
                placed_by_county=words["county"],
            )
        )
        self._event(rows, "placement_added", on, begins, kind=words["kind"])

    def _beside(self, rows: Rows, on: date, words: dict[str, Any]) -> None:
        until = self._day(words["until"]) if words.get("until") else None
        rows.beside.append(
            WorkRelation(
                worker=self.staff[words["worker"]], kind=words["kind"], during=DateRange(self._day(words["from"]), until)
            )
        )
        self._event(rows, "work_relation_added", on, kind=words["kind"])

    def _change_responsible(self, rows: Rows, on: date, words: dict[str, Any]) -> None:
        receiver, giver = self.staff[words["to"]], rows.responsibilities[-1]
        giver.during = DateRange(giver.during.lower, on)
        rows.responsibilities.append(Responsibility(worker=receiver, during=DateRange(on, None), board_org=giver.board_org))
        for row in rows.beside:
            ends = row.kind == "receiving" or (row.kind == "leaving" and row.worker in {receiver, giver.worker})
            if ends and (row.during.upper is None or row.during.upper > on):
                row.during = DateRange(row.during.lower, max(row.during.lower, on))
        rows.beside = [row for row in rows.beside if row.during.lower != row.during.upper]
        rows.beside.append(WorkRelation(worker=giver.worker, kind="leaving", during=DateRange(on, on + timedelta(days=28))))
        self._event(rows, "responsible_changed", on)

    def _mark(self, rows: Rows, on: date, words: dict[str, Any]) -> None:
        rows.marks.append(
            StepMark(
                step=words["step"],
                status=words["status"],
                voice=StepMark.Voice.WORKER,
                marked_by=self.staff[words["by"]],
                marked_at=noon(on),
            )
        )
        self._event(rows, "step_marked", on, step=words["step"], status=words["status"], voice="worker")

    def _answer(self, rows: Rows, on: date, words: dict[str, Any]) -> None:
        by = rows.user if words["by"] == rows.key else self.staff[words["by"]]
        voice = StepMark.Voice.YOUTH if by is rows.user else StepMark.Voice.WORKER
        for item, given in words["given"].items():
            rows.answers.append(
                CheckAnswer(
                    phase=words["check"], item=item, voice=voice, answer=given, author=by, scribe=by, answered_at=noon(on)
                )
            )
        self._event(rows, "check_answered", on, phase=words["check"], voice=str(voice), answered=len(words["given"]))

    def _close(self, rows: Rows, on: date, words: dict[str, Any]) -> None:
        rows.relation.open_during = DateRange(rows.relation.open_during.lower, on)
        rows.relation.end_reason = words["reason"]
        rows.responsibilities[-1].during = DateRange(rows.responsibilities[-1].during.lower, on)
        rows.beside = [row for row in rows.beside if row.during.lower < on]
        for row in rows.beside:
            if row.during.upper is None or row.during.upper > on:
                row.during = DateRange(row.during.lower, on)
        self._event(rows, "relation_closed", on, reason=words["reason"])


def noon(day: date) -> datetime:
    """The moment at which the named lives live their days."""
    return datetime.combine(day, time(12), tzinfo=clock.HELSINKI)


def write(stories: Iterable[dict[str, Any]], today: date, say: Callable[[int], None] = lambda done: None) -> int:
    """Write the lives and everything derived from them; returns how many. `say` hears how many are done."""
    refuse_outside_demo()
    writer, waiting, done = Writer(today), [], 0
    for story in stories:
        waiting.append(writer.rows(story))
        if len(waiting) == AT_A_TIME:
            done += _lay(waiting, today)
            waiting = []
            say(done)
    if waiting:
        done += _lay(waiting, today)
        say(done)
    return done


def _lay(lives: list[Rows], today: date) -> int:
    """One batch in one transaction: a life is there whole or not at all."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select set_config('app.today', %s, true)", [today.isoformat()])
        _create([life.user for life in lives if life.user])
        for life in lives:
            life.youth.user = life.user
        _create([life.youth for life in lives])
        for life in lives:
            youth = life.youth
            life.relation.youth = youth
            for row in (*life.residences, *life.placements, *life.responsibilities, *life.beside, *life.marks, *life.answers,
                        *life.follows.values(), *([life.contact] if life.contact else [])):  # fmt: skip
                row.youth = youth
            for event in life.events:
                event.client = youth.pk
        _create([life.relation for life in lives])
        for life in lives:
            for row in (*life.responsibilities, *life.beside):
                row.relation = life.relation
        for name in ("contact", "residences", "placements", "responsibilities", "beside", "marks", "answers", "events"):
            _create([row for life in lives for row in _many(getattr(life, name))])
        _create([row for life in lives for row in life.follows.values()])
        derived: dict[type[models.Model], list[Any]] = defaultdict(list)
        for life in lives:
            facts = Facts(life.youth, tuple(life.placements), (life.relation,), tuple(life.responsibilities), (), ())
            marks = {(row.step, str(row.voice)): row for row in life.marks}
            said = {(row.phase, row.item, str(row.voice)): row for row in life.answers}
            for table, rows in worked_out(facts, life.follows, marks, said, today).items():
                derived[table] += rows
        for table in TABLES:
            _create(derived[table])
        Stale.objects.filter(client__in=[life.youth.pk for life in lives]).delete()
    return len(lives)


def _many(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found] if found is not None else []


def _create(rows: list[Any]) -> None:
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=AT_A_TIME)


# ---------------------------------------------------------------- the demo's hundreds


def population_of(count: int, today: date, seed: int = population.SEED) -> population.Team:
    """The team for `count` lives in Ostrobothnia: the named workers, and as many invented colleagues as it takes."""
    named = {"ville": 34, "sirpa": 34}
    open_lives = round(count * population.shares()["open_share"])
    caseload = population.shares()["caseload"]["mean"]
    rest = max(0, open_lives - sum(named.values()))
    # At least two who have always been there: somebody must have helped before the named ones came.
    colleagues = [f"helper{number:04d}" for number in range(1, max(2, round(rest / caseload)) + 1)]
    given = population.caseloads(rest, colleagues, random.Random(seed))
    mine = tuple((name, min(many, open_lives // 2)) for name, many in named.items()) if rest == 0 else tuple(named.items())
    deciders = ["leena", *(f"decider{number:03d}" for number in range(1, max(2, len(colleagues) // 4 + 1)))]
    since = {
        row["key"]: day_of_word(held["from"], today)
        for row in cast()["staff"]
        for held in row["roles"]
        if row["key"] in {*named, "leena"}
    }
    return population.Team("ostrobothnia", "17", (*mine, *given), tuple(deciders), since)


def lay_staff(team: population.Team, today: date, seed: int = population.SEED) -> None:
    """The invented colleagues, with their roles; those already there are left alone."""
    refuse_outside_demo()
    rng = random.Random(seed)
    words = population.shares()["staff"]
    organisation = Organisation.objects.get(uuid=key_of(team.organisation))
    there = set(User.objects.filter(kind=User.Kind.STAFF).values_list("handle", flat=True))
    unit: Unit | None = None
    for number, name in enumerate([*(helper for helper, _many in team.helpers), *team.deciders]):
        if number % 12 == 0 or unit is None:
            title = f"{words['unit']} {number // 12 + 2}"
            unit, _ = Unit.objects.get_or_create(
                uuid=key_of(f"{team.organisation}/{title}"), defaults={"organisation": organisation, "name": title}
            )
        called = f"{rng.choice(words['first'])} {rng.choice(words['last'])}"
        if name in there:
            continue
        decides = name in team.deciders
        user = User.objects.create(
            uuid=key_of(name), kind=User.Kind.STAFF, handle=name, name=called, language="fi", password=NO_PASSWORD,
            title=words["titles"]["decider" if decides else "helper"], answers_within=words["answers"],
        )  # fmt: skip
        RoleHeld.objects.create(
            user=user, organisation=organisation, unit=unit, role=RoleHeld.Role.WORKER,
            during=DateRange(today - timedelta(days=365 * 9), None),
        )  # fmt: skip


def lay(count: int, say: Callable[[str], None] = print) -> int:
    """Bring `count` invented lives into the demo; what is there already stays. Returns how many were written."""
    today = clock.today()
    return lay_team(population_of(count, today), count, today, say)


def lay_team(team: population.Team, count: int, today: date, say: Callable[[str], None]) -> int:
    """The team's staff and the first `count` of its lives, those that aren't there yet."""
    refuse_outside_demo()
    lay_staff(team, today)
    keys = [key_of(population.key_for(team, number)) for number in range(count)]
    there = set(Youth.objects.whole(WHY).filter(uuid__in=keys).values_list("uuid", flat=True))
    missing = (story for story in population.stories(count, team, today) if key_of(story["key"]) not in there)
    return write(missing, today, say=lambda done: say(f"     {done} of {count - len(there)} invented lives"))
