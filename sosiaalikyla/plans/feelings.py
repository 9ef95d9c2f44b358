"""What the pages of "how am I doing", the future talk and everyday skills read, in few queries whatever there is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext

from sosiaalikyla.access.actors import Person
from sosiaalikyla.base import text
from sosiaalikyla.figures.feeling_line import Answered, feeling_line
from sosiaalikyla.figures.path_line import Drawing
from sosiaalikyla.paths import versions
from sosiaalikyla.plans import plan_items, skills
from sosiaalikyla.plans.models import LOW, ChosenSkill, Feeling, Item, OwnVoice, PrivateNote, SharedFeeling, SkillAnswer
from sosiaalikyla.plans.spoken import HOLDS

LATEST = 30
"""How many answers of each life area stand on the page of all; the area's own page has every one."""


# ---------------------------------------------------------------- how am I doing


@dataclass(frozen=True)
class Told:
    """An answer, or what was shown of one, with the name of its life area."""

    row: Feeling | SharedFeeling
    title: str

    @property
    def key(self) -> str:
        """Names an own answer in a form."""
        assert isinstance(self.row, Feeling)
        return f"{self.row.visit}:{self.row.area}"


def areas(language: str) -> dict[str, str]:
    """Life areas by key, in the order of the plan's goals."""
    return {each.key: each.text.in_language(language) for each in versions.conventions().life_domains}


def latest_visit(actor: Person, youth_id: int) -> UUID | None:
    """The visit answered last."""
    row = Feeling.objects.visible_to(actor).filter(youth_id=youth_id).order_by("-said_at", "-pk").first()
    return row.visit if row else None


def answers_of(actor: Person, youth_id: int, visit: UUID, language: str) -> list[Told]:
    """What was answered at one visit, in the order of the areas."""
    rows = Feeling.objects.visible_to(actor).filter(youth_id=youth_id, visit=visit)
    return _in_order(rows, language)


def shown(actor: Person, youth_id: int, language: str) -> list[Told]:
    """What the young person shows to those who work with them, newest first. The same for both sides."""
    rows = SharedFeeling.objects.visible_to(actor).filter(youth_id=youth_id).order_by("-said_at", "pk")
    titles = areas(language)
    return [Told(row, titles.get(row.area, row.area)) for row in rows]


def _in_order(rows: Iterable[Feeling], language: str) -> list[Told]:
    titles = areas(language)
    order = {key: number for number, key in enumerate(titles)}
    return [Told(row, titles[row.area]) for row in sorted(rows, key=lambda row: order[row.area])]


def is_low(told: Iterable[Told]) -> bool:
    return any(each.row.face in LOW for each in told)


@dataclass(frozen=True)
class OverTime:
    """One life area: the drawn line, and the same answers as a list, newest first. more: there are older ones."""

    key: str
    title: str
    line: Drawing | None
    answers: list[Told]
    more: bool


def over_time(actor: Person, youth_id: int, language: str, only: str = "") -> list[OverTime]:
    """Areas of which something has been said; one query. only: the key of one area, then every answer of it.

    Otherwise the latest of each; the line is drawn of the same answers as are listed.
    """
    rows = Feeling.objects.visible_to(actor).filter(youth_id=youth_id)
    if only:
        rows = rows.filter(area=only)
    found: dict[str, list[Feeling]] = {}
    for row in rows.order_by("-said_at", "-pk"):
        found.setdefault(row.area, []).append(row)
    return [_over_time(key, title, found[key], every=bool(only)) for key, title in areas(language).items() if key in found]


def _over_time(key: str, title: str, rows: list[Feeling], *, every: bool) -> OverTime:
    kept = rows if every else rows[:LATEST]
    return OverTime(key, title, _line(key, title, kept), [Told(row, title) for row in kept], len(kept) < len(rows))


def _line(key: str, title: str, rows: list[Feeling]) -> Drawing | None:
    """rows: newest first. None when no face was chosen: words alone are no line."""
    faces = [row for row in reversed(rows) if row.face is not None]
    if not faces:
        return None
    first, last = faces[0], faces[-1]
    words = {
        "first_day": text.day(first.said_at), "first": first.get_face_display(),
        "last_day": text.day(last.said_at), "last": last.get_face_display(),
    }  # fmt: skip
    if len(faces) == 1:
        said = gettext("One answer, %(last_day)s: %(last)s.") % words
    else:
        said = (
            gettext("First answer %(first_day)s: %(first)s. Latest %(last_day)s: %(last)s. All are in the list below.")
            % words
        )
    return feeling_line(
        [Answered(row.said_at, row.face) for row in faces if row.face is not None],
        title=gettext("%(area)s over time") % {"area": title},
        description=said,
        first_day=text.weekday_day(first.said_at),
        last_day=text.weekday_day(last.said_at),
        name=f"line-{key}",
    )


# ---------------------------------------------------------------- the future talk


@dataclass(frozen=True)
class Remembered:
    """One answer to a question of the future talk. note: the young person's alone; else it stands in the plan."""

    text: str
    at: datetime
    note: UUID | None
    scribe: str = ""


@dataclass(frozen=True)
class Question:
    """One of the three, with what has been answered, newest first. item: where the shared answers stand in the plan."""

    key: str
    ask: str
    answers: list[Remembered]
    item: UUID | None

    @property
    def now(self) -> Remembered | None:
        return self.answers[0] if self.answers else None

    @property
    def then(self) -> list[Remembered]:
        return self.answers[1:]


def future_talk(actor: Person, youth_id: int, language: str) -> list[Question]:
    """The questions in their order. Two queries."""
    notes = PrivateNote.objects.visible_to(actor).filter(youth_id=youth_id).exclude(question="")
    voices: Any = (
        OwnVoice.objects.visible_to(actor)
        .filter(youth_id=youth_id, item__kind=Item.Kind.FUTURE, agreed__in=HOLDS)
        .annotate(question=F("item__key"), item_key=F("item__uuid"))
        .select_related("scribe")
    )
    found: dict[str, list[Remembered]] = {}
    items: dict[str, UUID] = {}
    for note in notes:
        found.setdefault(note.question, []).append(Remembered(note.text, note.written_at, note.uuid))
    for voice in voices:
        scribe = voice.scribe.name if voice.scribe else ""
        found.setdefault(voice.question, []).append(Remembered(voice.text, voice.written_at, None, scribe))
        items[voice.question] = voice.item_key
    return [
        Question(
            key,
            words.in_language(language),
            sorted(found.get(key, []), key=lambda each: each.at, reverse=True),
            items.get(key),
        )
        for key, words in plan_items.load().future.items()
    ]


# ---------------------------------------------------------------- everyday skills


@dataclass(frozen=True)
class SkillLine:
    key: str
    title: str
    says: str
    practised: bool


@dataclass(frozen=True)
class SkillGroup:
    key: str
    title: str
    lines: list[SkillLine]


@dataclass(frozen=True)
class Practised:
    """A skill somebody practises now."""

    row: ChosenSkill
    title: str


def practised(actor: Person, youth_id: int, language: str) -> list[Practised]:
    """What the young person has chosen to practise, at most three: for themselves and for those who work with them."""
    rows = ChosenSkill.objects.visible_to(actor).filter(youth_id=youth_id, ended_on=None).order_by("place")
    return [Practised(row, skills.load().title(row.skill, language)) for row in rows]


def skill_groups(actor: Person, youth_id: int, language: str, now: Iterable[Practised]) -> list[SkillGroup]:
    """Every skill with what the young person said of it last. One query."""
    rows = SkillAnswer.objects.visible_to(actor).filter(youth_id=youth_id)
    says = {row.skill: row.says for row in rows.order_by("skill", "-said_at", "-pk").distinct("skill")}
    chosen = {each.row.skill for each in now}
    return [
        SkillGroup(
            group.key,
            group.title.in_language(language),
            [
                SkillLine(skill.key, skill.title.in_language(language), says.get(skill.key, ""), skill.key in chosen)
                for skill in group.skills
            ],
        )
        for group in skills.load().groups
    ]
