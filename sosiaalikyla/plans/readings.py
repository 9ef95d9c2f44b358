"""What the plan's pages read, in few queries: the same for three items and for thirty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject

from sosiaalikyla.access.actors import Person
from sosiaalikyla.access.models import User
from sosiaalikyla.base import clock
from sosiaalikyla.paths import versions
from sosiaalikyla.people.models import Responsibility, WorkRelation, Youth
from sosiaalikyla.people.policy import covered
from sosiaalikyla.plans import plan_items, skills
from sosiaalikyla.plans.content import title_of
from sosiaalikyla.plans.models import (
    Answer,
    ChosenSkill,
    Decision,
    Intention,
    Item,
    OwnVoice,
    Plan,
    PrivateNote,
    Promise,
    Taken,
    Version,
    WorkerView,
)
from sosiaalikyla.plans.record import Answered, Frozen, record_text
from sosiaalikyla.plans.spoken import Line, lines_of

ADDED = (Item.Kind.DREAM, Item.Kind.STRENGTH)
REVIEW_NEAR = timedelta(days=30)
"""How long before its day the looking at the whole stands on the pages."""


def youth_for(actor: Person, key: UUID) -> Youth | None:
    """The young person of an address, with what the actor may do for them today: one query.

    leads: responsible or standing in; works: these, the pair and the one who decides. The rule itself stands in
    `people.policy`, which every action asks again; a test holds the two equal.
    """
    today = clock.today()
    mine = {"youth": OuterRef("pk"), "worker": actor.user, "during__contains": today}
    beside = WorkRelation.objects.visible_to(actor).filter(
        kind__in=[WorkRelation.Kind.PAIR, WorkRelation.Kind.DECIDES], **mine
    )
    row: Any = (
        Youth.objects.visible_to(actor)
        .annotate(
            responsible=Exists(Responsibility.objects.visible_to(actor).filter(**mine)),
            stands_in=Exists(covered(actor).filter(youth=OuterRef("pk"))),
            beside=Exists(beside),
        )
        .filter(uuid=key)
        .first()
    )
    if row is not None:
        row.leads = row.responsible or row.stands_in
        row.works = row.leads or row.beside
    found: Youth | None = row
    return found


@dataclass(frozen=True)
class Standing:
    """The newest version and what each of the two last said to it; says is empty for one who hasn't answered."""

    key: UUID
    number: int
    day: date
    youth_says: str
    worker_says: str

    @property
    def waits_for_youth(self) -> bool:
        return self.youth_says in {"", Answer.Says.THINKS}


@dataclass(frozen=True)
class Group:
    """Goals of one life area."""

    key: str
    title: str
    lines: list[Line]


@dataclass(frozen=True)
class PlanRead:
    """One young person's plan as somebody may read it."""

    plan: Plan
    standing: Standing | None
    lines: list[Line]
    promises: list[Promise]
    intentions: list[Intention]
    decisions: list[Decision]
    practised: list[str]
    language: str

    @classmethod
    def of(cls, youth_id: int, actor: Person, language: str) -> PlanRead | None:
        """None before the plan has been begun."""
        newest = Version.objects.visible_to(actor).filter(youth_id=OuterRef("youth_id")).order_by("-number")
        said = Answer.objects.visible_to(actor).filter(youth_id=OuterRef("youth_id"))
        said = said.order_by("-version__number", "-written_at", "-pk")
        answer = JSONObject(says="says", number="version__number")
        practised = ChosenSkill.objects.visible_to(actor).filter(youth=OuterRef("youth_id"), ended_on=None)
        rows: Any = Plan.objects.visible_to(actor).filter(youth_id=youth_id)
        plan = rows.annotate(
            newest=Subquery(newest.values(found=JSONObject(key="uuid", number="number", at="frozen_at"))[:1]),
            by_youth=Subquery(said.filter(whose="youth").values(found=answer)[:1]),
            by_worker=Subquery(said.filter(whose="worker").values(found=answer)[:1]),
            practised=ArraySubquery(practised.order_by("place").values("skill")),
        ).first()
        if plan is None:
            return None
        promises = Promise.objects.visible_to(actor).filter(youth_id=youth_id).select_related("owner")
        intentions = Intention.objects.visible_to(actor).filter(youth_id=youth_id, let_go_on=None)
        decisions = Decision.objects.visible_to(actor).filter(youth_id=youth_id)
        return cls(
            plan=plan,
            standing=_standing(plan),
            lines=lines_of(youth_id, actor),
            promises=list(promises.order_by("due", "pk")),
            intentions=list(intentions.order_by("made_at", "pk")),
            decisions=list(decisions.order_by("-made_on", "-pk")),
            practised=[skills.load().title(key, language) for key in plan.practised],
            language=language,
        )

    @property
    def review_near(self) -> bool:
        due = self.plan.review_due
        return due is not None and clock.today() <= due <= clock.today() + REVIEW_NEAR

    @property
    def review_late(self) -> bool:
        return self.plan.review_due is not None and self.plan.review_due < clock.today()

    @cached_property
    def present(self) -> list[Line]:
        """Lines in the plan now: what is put away stands apart."""
        return [line for line in self.lines if line.item.put_away_on is None]

    @cached_property
    def put_away(self) -> list[Line]:
        return [line for line in self.lines if line.item.put_away_on is not None]

    @property
    def good_day(self) -> Line | None:
        return next((line for line in self.present if line.item.kind == Item.Kind.GOOD_DAY), None)

    def kind(self, *kinds: str) -> list[Line]:
        return [line for line in self.present if line.item.kind in kinds]

    @property
    def dreams(self) -> list[Line]:
        return self.kind(Item.Kind.DREAM)

    @property
    def strengths(self) -> list[Line]:
        return self.kind(Item.Kind.STRENGTH)

    @property
    def future(self) -> list[Line]:
        """Answers of the future talk that are shown, in the order of the questions."""
        order = {key: number for number, key in enumerate(plan_items.load().future)}
        found = [line for line in self.kind(Item.Kind.FUTURE) if not line.is_empty]
        return sorted(found, key=lambda line: order[line.item.key])

    @property
    def matters(self) -> list[Line]:
        order = {matter.key: number for number, matter in enumerate(plan_items.load().matters)}
        return sorted(self.kind(Item.Kind.MATTER), key=lambda line: order[line.item.key])

    @property
    def goals(self) -> list[Group]:
        """By life area, in the order of the path's conventions."""
        found = self.kind(Item.Kind.GOAL)
        groups = [
            Group(area.key, area.text.in_language(self.language), [line for line in found if line.item.area == area.key])
            for area in versions.conventions().life_domains
        ]
        return [group for group in groups if group.lines]

    @property
    def waiting(self) -> list[Line]:
        """Lines where a scribe's words wait for the young person."""
        return [line for line in self.present if line.waiting]

    @property
    def open_promises(self) -> list[Promise]:
        return [row for row in self.promises if row.is_open]

    @property
    def settled_promises(self) -> list[Promise]:
        return [row for row in reversed(self.promises) if not row.is_open]

    @property
    def table(self) -> list[Line]:
        """Items in the order they are talked through at one table."""
        goals = [line for group in self.goals for line in group.lines]
        first = [self.good_day] if self.good_day else []
        return [*first, *self.dreams, *self.strengths, *self.future, *goals, *self.matters]

    def title(self, line: Line) -> str:
        return title_of(line.item, self.language)


def _standing(plan: Any) -> Standing | None:
    newest = plan.newest
    if newest is None:
        return None

    def says(found: dict[str, Any] | None) -> str:
        return str(found["says"]) if found and found["number"] == newest["number"] else ""

    day = clock.day_of(datetime.fromisoformat(newest["at"]))
    return Standing(UUID(newest["key"]), newest["number"], day, says(plan.by_youth), says(plan.by_worker))


def question_of(item: Item, language: str) -> str:
    """What is asked of an item, beneath its title; of the future talk the title itself is the question."""
    if item.kind == Item.Kind.MATTER:
        return plan_items.load().matter(item.key).ask.in_language(language)
    return ""


@dataclass(frozen=True)
class ItemRead:
    """One item with everything ever said of it, newest first; notes only for the young person."""

    item: Item
    voices: list[OwnVoice]
    views: list[WorkerView]
    notes: list[PrivateNote]
    language: str

    @classmethod
    def of(cls, youth_id: int, key: UUID, actor: Person, language: str) -> ItemRead | None:
        item = Item.objects.visible_to(actor).filter(youth_id=youth_id, uuid=key).first()
        if item is None:
            return None
        voices = OwnVoice.objects.visible_to(actor).filter(item=item).select_related("scribe")
        views = WorkerView.objects.visible_to(actor).filter(item=item).select_related("author")
        return cls(
            item,
            list(voices.order_by("-version")),
            list(views.order_by("-version")),
            list(PrivateNote.objects.visible_to(actor).filter(item=item).order_by("-written_at", "-pk")),
            language,
        )

    @property
    def title(self) -> str:
        return title_of(self.item, self.language)

    @property
    def question(self) -> str:
        return question_of(self.item, self.language)

    @property
    def holds(self) -> OwnVoice | None:
        held = (OwnVoice.Agreed.OWN, OwnVoice.Agreed.TABLE, OwnVoice.Agreed.PAPER)
        return next((row for row in self.voices if row.agreed in held), None)

    @property
    def waiting(self) -> OwnVoice | None:
        return self.voices[0] if self.voices and self.voices[0].agreed == OwnVoice.Agreed.WAITS else None

    @property
    def view(self) -> WorkerView | None:
        return self.views[0] if self.views else None

    @property
    def voice_base(self) -> int:
        """The version that the young person's words stand at, agreed to or not."""
        return self.voices[0].version if self.voices else 0

    @property
    def view_base(self) -> int:
        return self.views[0].version if self.views else 0

    @property
    def earlier(self) -> list[OwnVoice]:
        """What was said before what holds now, and what a scribe wrote that nobody ever answered (`agreed` is empty)."""
        held = self.holds
        return [row for row in self.voices if held and row.version < held.version and row.agreed != "no"]

    @property
    def earlier_views(self) -> list[WorkerView]:
        return self.views[1:]

    def voice(self, version: str) -> OwnVoice | None:
        return next((row for row in self.voices if str(row.version) == version), None)


def answers_to(version: Version, actor: Person) -> list[Answer]:
    """What has been said to a version, oldest first, with `by_name`, empty when the actor may not know the account.

    Not a join: a young person's account is hidden from workers, and the join would take their answers along.
    """
    name = User.objects.filter(pk=OuterRef("written_by_id")).values("name")
    rows = Answer.objects.visible_to(actor).filter(version=version).annotate(by_name=Coalesce(Subquery(name[:1]), Value("")))
    return list(rows.order_by("written_at", "pk"))


@dataclass(frozen=True)
class RecordRead:
    """A version's text for the official record, and who took it there last. fresh: something has been answered since."""

    text: str
    taken: Taken | None
    fresh: bool

    @classmethod
    def of(cls, version: Version, answers: list[Any], actor: Person, language: str) -> RecordRead:
        """answers: those to the version, as `answers_to` gives them. One query."""
        rows = Taken.objects.visible_to(actor).filter(version=version).select_related("taken_by")
        taken = rows.order_by("-taken_at", "-pk").first()
        said = [
            Answered("" if row.whose == Answer.Whose.YOUTH else row.by_name, row.says, row.words, row.day, row.on_paper)
            for row in answers
        ]
        day = clock.day_of(version.frozen_at)
        frozen = Frozen(version.number, day, version.frozen_by.name, version.content, said)
        fresh = taken is None or any(row.written_at > taken.taken_at for row in answers)
        return cls(record_text(frozen, language), taken, fresh)
