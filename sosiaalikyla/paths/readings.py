"""A path as it is read: by the page, the list, the print and later the extract and the API."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Greatest

from sosiaalikyla.access.actors import Actor
from sosiaalikyla.access.models import User
from sosiaalikyla.base import clock, text
from sosiaalikyla.figures.path_line import PathLine, StationMark, path_line
from sosiaalikyla.journal.models import Stale
from sosiaalikyla.paths import versions
from sosiaalikyla.paths.differences import Change, differences
from sosiaalikyla.paths.model_files import PathModel, Phase, Step
from sosiaalikyla.paths.models import (
    CheckAnswer,
    Following,
    MemoryTick,
    ModelVersion,
    OwnStation,
    PathDays,
    SharedLine,
    StepDay,
)
from sosiaalikyla.paths.stations import OwnStation as OwnStop
from sosiaalikyla.paths.stations import Station, choose_stations
from sosiaalikyla.paths.timing import Window
from sosiaalikyla.questions import answers
from sosiaalikyla.rules.engine import Answer
from sosiaalikyla.rules.loader import Rules
from sosiaalikyla.rules.until import Until, right_until

SOON = timedelta(days=45)
GONE = frozenset({"not_needed", "refused_now"})


def _day(word: str | None) -> date | None:
    return date.fromisoformat(word) if word else None


@dataclass(frozen=True)
class StepRead:
    """One step as it stands: the model's words, the days, and both voices."""

    row: StepDay
    step: Step
    phase: Phase
    language: str

    @property
    def title(self) -> str:
        return self.step.title.in_language(self.language)

    @property
    def words(self) -> str:
        return self.step.youth.in_language(self.language)

    @property
    def responsible(self) -> str:
        return versions.conventions().party(self.step.responsible).in_language(self.language)

    @property
    def domain(self) -> str:
        return versions.conventions().life_domain(self.step.domain).in_language(self.language)

    @property
    def anchor(self) -> str:
        return versions.conventions().anchor(self.row.anchor).text.in_language(self.language)

    @property
    def asks_for(self) -> str:
        key = self.row.asks_for
        return versions.conventions().anchor(key).text.in_language(self.language) if key else ""

    @property
    def status_by_youth(self) -> str:
        return self._status(self.row.said_by_youth)

    @property
    def status_by_worker(self) -> str:
        return self._status(self.row.said_by_worker)

    def _status(self, key: str) -> str:
        return versions.conventions().step_status(key).in_language(self.language) if key else ""

    @property
    def gone(self) -> bool:
        """The young person doesn't want it: it is off the line, without a word."""
        return self.row.said_by_youth in GONE

    @property
    def done(self) -> bool:
        return "done" in (self.row.said_by_youth, self.row.said_by_worker)

    def is_now(self, day: date) -> bool:
        """Begun or about to begin, not done, not over long ago."""
        if self.done or self.gone or self.row.begins is None:
            return False
        return self.row.begins <= day + SOON and (self.row.last is None or self.row.last >= day)

    @property
    def last_ahead(self) -> date | None:
        """The last day in time while it is ahead: a day gone by is nobody's reproach."""
        return self.row.last if self.row.last and self.row.last >= clock.today() else None

    @property
    def nearest_day(self) -> date | None:
        return self.row.agreed_day or self.row.last


@dataclass
class Path:
    """One young person's path on a day, in a language."""

    days: PathDays | SharedLine
    steps: list[StepRead]
    own: list[OwnStation]
    language: str
    today: date

    @classmethod
    def days_of(cls, youth_id: int, actor: Actor) -> PathDays | None:
        """The derived row, with `stale` telling whether facts have moved since, and `offered` whether a newer version of a
        model waits for an answer: one query.
        """
        stale = Stale.objects.filter(client=OuterRef("youth_id"))
        newer = ModelVersion.objects.filter(
            key=OuterRef("model_key"), number__gt=Greatest(OuterRef("version__number"), OuterRef("not_now"))
        )
        offered = Following.objects.visible_to(actor).filter(Exists(newer), youth_id=OuterRef("youth_id"))
        rows = PathDays.objects.visible_to(actor).filter(youth_id=youth_id)
        return rows.annotate(stale=Exists(stale), offered=Exists(offered)).first()

    @classmethod
    def of(cls, youth_id: int, actor: Actor, language: str, days: PathDays | SharedLine) -> Path:
        """Two queries beside the days: steps and own stations."""
        rows = list(StepDay.objects.visible_to(actor).filter(youth_id=youth_id).order_by("position"))
        own = list(OwnStation.objects.visible_to(actor).filter(youth_id=youth_id).order_by("pk"))
        models = {key: versions.version(pk) for key, pk in days.versions.items()}
        return cls(days, list(_read(rows, models, language)), own, language, clock.today())

    @cached_property
    def models(self) -> dict[str, PathModel]:
        return {key: versions.version(pk) for key, pk in self.days.versions.items()}

    @cached_property
    def phases(self) -> dict[str, Phase]:
        return {phase.key: phase for model in self.models.values() for phase in model.phases}

    # ---- stations

    @cached_property
    def stations(self) -> tuple[Station, ...]:
        return self._stations(at_most=7)

    @cached_property
    def all_stations(self) -> tuple[Station, ...]:
        return self._stations(at_most=60)

    def _stations(self, at_most: int) -> tuple[Station, ...]:
        windows = [
            (
                self.phases[each["phase"]],
                Window(_day(each["begins"]), _day(each["ends"]), "", missing=each["asks_for"] or None),
            )
            for each in self.days.stations
        ]
        choices = [row for row in self.own if row.phase]
        own = [OwnStop(str(row.uuid), row.title, row.day) for row in self.own if not row.phase and not row.hidden]
        return choose_stations(
            windows,
            own,
            {row.phase for row in choices if row.hidden},
            self.today,
            at_most,
            renamed={row.phase: row.title for row in choices if row.title},
        )

    @property
    def here(self) -> Station | None:
        return next((station for station in self.all_stations if station.state == "here"), None)

    def next_station(self) -> Station | None:
        coming = [station for station in self.all_stations if station.state in ("agreed", "far")]
        return coming[0] if coming else None

    def marks(self, whole: bool = False) -> tuple[StationMark, ...]:
        return tuple(
            StationMark(
                label=station.title_in(self.language),
                when=self._when(station),
                state=station.state.value,
                own=isinstance(station.title, str),
            )
            for station in (self.all_stations if whole else self.stations)
        )

    def _when(self, station: Station) -> str:
        if station.begins is None:
            return ""
        if station.state == "here" and station.ends:
            return f"– {text.day(station.ends - timedelta(days=1), self.language)}"
        if isinstance(station.title, str) and station.ends == station.begins + timedelta(days=1):
            return text.day(station.begins, self.language)
        return text.month(station.begins, self.language)

    def line(self, title: str, description: str, whole: bool = False) -> PathLine:
        """The drawing and its twin list; the words for those who don't see it come from the page."""
        return path_line(self.marks(whole), title=title, description=description)

    # ---- steps

    def current(self, most: int = 3) -> list[StepRead]:
        """What is at hand now, nearest last day first."""
        found = [step for step in self.steps if step.is_now(self.today)]
        found.sort(key=lambda step: (step.nearest_day or date.max, step.row.position))
        return found[:most]

    def in_phase(self, phase: str) -> list[StepRead]:
        return [step for step in self.steps if step.row.phase == phase and not step.gone]

    # ---- checks

    def open_check(self, voice: str, ahead: timedelta = timedelta(days=30)) -> dict[str, Any] | None:
        """The nearest check that waits for this voice and is due soon or was not long ago."""
        found = [
            each
            for each in self.days.checks
            if each[f"{voice}_waits"]
            and each["due"]
            and -60 <= (date.fromisoformat(each["due"]) - self.today).days <= ahead.days
        ]
        if not found:
            return None
        nearest = min(found, key=lambda each: abs((date.fromisoformat(each["due"]) - self.today).days))
        phase = self.phases[nearest["phase"]]
        return {
            "phase": nearest["phase"],
            "due": date.fromisoformat(nearest["due"]),
            "title": phase.check.title.in_language(self.language),
        }


def right_of(days: PathDays, language: str, today: date) -> Until | None:
    """The last day of the right with the rule that ends it, as the path was last worked out; None when it isn't known."""
    if days.right_ends is None or days.bound_by not in {"upper_age", "five_years_since_last_client"}:
        return None
    answer = Answer(
        id=None, ends=days.right_ends, bound_by=days.bound_by, entitled=today < days.right_ends, basis=days.basis or None
    )
    return right_until(answer, Rules.load(), language)


def _read(rows: Iterable[StepDay], models: dict[str, PathModel], language: str) -> Iterable[StepRead]:
    known = {step.key: (step, phase) for model in models.values() for phase in model.phases for step in phase.steps}
    for row in rows:
        if row.step in known:
            step, phase = known[row.step]
            yield StepRead(row, step, phase, language)


# ---------------------------------------------------------------- one step, one check, one newer version


@dataclass(frozen=True)
class MemoryLine:
    key: str
    text: str
    done: bool


def memory_of(step: StepRead, youth_id: int, actor: Actor) -> list[MemoryLine]:
    """The step's memory list as it was last ticked: one query, and only when somebody opens it."""
    rows = MemoryTick.objects.visible_to(actor).filter(youth_id=youth_id, step=step.row.step).order_by("ticked_at", "pk")
    ticked = {row.item: row.ticked for row in rows}
    return [
        MemoryLine(item.key, item.text.in_language(step.language), ticked.get(item.key, False))
        for item in step.step.memory_items
    ]


@dataclass(frozen=True)
class Said:
    """One voice's latest answer. scribe: who typed what the young person told; empty when they typed it themselves."""

    words: str
    asks: bool
    by: str
    at: Any
    scribe: str = ""
    on_paper: bool = False


@dataclass(frozen=True)
class ItemRead:
    """One item of a check, with both voices side by side."""

    key: str
    text: str
    answered_by: str
    blocking: bool
    if_no: str
    possible: tuple[tuple[str, str], ...]
    youth: Said | None
    worker: Said | None
    youth_answer: str = ""
    worker_answer: str = ""

    def for_voice(self, voice: str) -> bool:
        return self.answered_by in (voice, "both")

    @property
    def differ(self) -> bool:
        """Both have answered, and differently: something to talk about, not to settle."""
        return bool(self.youth_answer and self.worker_answer and self.youth_answer != self.worker_answer)

    @property
    def asks(self) -> bool:
        return bool((self.youth and self.youth.asks) or (self.worker and self.worker.asks))


@dataclass(frozen=True)
class CheckRead:
    phase: str
    title: str
    due: date | None
    items: list[ItemRead] = field(default_factory=list)

    @classmethod
    def of(cls, path: Path, phase: str, youth_id: int, actor: Actor) -> CheckRead | None:
        """One query: the answers."""
        found = path.phases.get(phase)
        row = next((each for each in path.days.checks if each["phase"] == phase), None)
        if found is None or row is None:
            return None
        # Not a join: a young person's account is hidden from workers, and the join would take their answers along.
        author = User.objects.filter(pk=OuterRef("author_id")).values("name")
        scribe = User.objects.filter(pk=OuterRef("scribe_id")).values("name")
        rows = (
            CheckAnswer.objects.visible_to(actor)
            .filter(youth_id=youth_id, phase=phase)
            .annotate(author_name=Subquery(author[:1]), scribe_name=Subquery(scribe[:1]))
            .order_by("answered_at", "pk")
        )
        latest: dict[tuple[str, str], Any] = {(each.item, each.voice): each for each in rows}
        return cls(
            phase=phase,
            title=found.check.title.in_language(path.language),
            due=_day(row["due"]),
            items=[_item(each, latest, path.language) for each in found.check.items],
        )


def _item(item: Any, latest: dict[tuple[str, str], Any], language: str) -> ItemRead:
    possible = answers.load().of(item.key)

    def said(voice: str) -> Said | None:
        row = latest.get((item.key, voice))
        found = possible.answer(row.answer) if row else None
        if row is None or found is None:
            return None
        return Said(
            words=found.in_language(language),
            asks=found.asks,
            by=row.author_name or "",
            at=row.answered_at,
            scribe=(row.scribe_name or "") if row.told else "",
            on_paper=row.told == CheckAnswer.Told.PAPER,
        )

    def key(voice: str) -> str:
        row = latest.get((item.key, voice))
        return row.answer if row else ""

    return ItemRead(
        key=item.key,
        text=item.text.in_language(language),
        answered_by=str(item.answered_by),
        blocking=item.blocking,
        if_no=item.if_no.in_language(language),
        possible=tuple((each.key, each.in_language(language)) for each in possible.answers),
        youth=said("youth"),
        worker=said("worker"),
        youth_answer=key("youth"),
        worker_answer=key("worker"),
    )


@dataclass(frozen=True)
class ChangeLine:
    """One difference as the page says it: a kind that is a sentence, and the title it speaks of."""

    kind: str
    title: str


@dataclass(frozen=True)
class Offer:
    """A newer version of a model, with what it would change. Offered, never forced."""

    version: ModelVersion
    model: PathModel
    lines: list[ChangeLine]


_KINDS = {
    Change.STEP_ADDED: "step_added",
    Change.STEP_REMOVED: "step_removed",
    Change.STEP_TEXT_CHANGED: "step_words",
    Change.STEP_TIMING_CHANGED: "step_days",
}


def change_lines(old: PathModel, new: PathModel, language: str) -> list[ChangeLine]:
    """Every difference in words, each said once."""
    titles = {step.key: step.title for model in (old, new) for step in model.steps}
    phases = {phase.key: phase for model in (old, new) for phase in model.phases}
    found: list[ChangeLine] = []
    for each in differences(old, new):
        if each.step:
            line = ChangeLine(_KINDS.get(each.kind, "step_other"), titles[each.step].in_language(language))
        elif each.phase and each.kind.value.startswith("check"):
            line = ChangeLine("check", phases[each.phase].check.title.in_language(language))
        elif each.phase:
            line = ChangeLine("station", phases[each.phase].short.in_language(language))
        else:
            line = ChangeLine("model", "")
        if line not in found:
            found.append(line)
    return found


def offers(youth_id: int, actor: Actor, language: str) -> list[Offer]:
    """Newer versions that have not been put off: two queries."""
    newest = versions.latest()
    found = []
    for row in (
        Following.objects.visible_to(actor).filter(youth_id=youth_id).select_related("version").defer("version__content")
    ):
        latest = newest.get(row.model_key)
        if latest is None or latest.number <= max(row.version.number, row.not_now):
            continue
        new = versions.version(latest.pk)
        found.append(Offer(latest, new, change_lines(versions.version(row.version_id), new, language)))
    return found
