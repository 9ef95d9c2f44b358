"""Strict loader of the law: `data/*.yaml` into frozen rules that know from which day they hold.

A file that says too much, too little or the same thing twice is refused at load, with file and key path.
Asking for a value on a day that no rule covers raises `NoRuleOnDay`; it is never read as zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sosiaalikyla.base import yaml_files

DATA = Path(__file__).parent / "data"

SUBJECTS = (
    "aftercare",
    "extensions",
    "parallel_right",
    "independence_funds",
    "duties",
    "deadlines",
    "staffing",
    "precedents",
)

# Read by `words`, not law: the only other file that may lie among the rules.
TEXT_FILES = ("reasons",)

LANGUAGES = ("fi", "sv", "en")

# S read in the statute, P stated by an official or news page, I our own reading, M not verified here.
VERIFICATIONS = ("S", "P", "I", "M")


class RulesError(Exception):
    """Anything wrong with the rules themselves, never with a person's facts."""


class RuleFileError(RulesError):
    """A data file is refused. `file` is its name, `path` the key path such as `rules[2].values[0].from`."""

    def __init__(self, file: str, path: str, message: str) -> None:
        self.file, self.path = file, path
        super().__init__(f"{file}: {path or '(whole file)'}: {message}")


class NoSuchRule(RulesError, LookupError):
    """No rule has this id."""


class NoRuleOnDay(RulesError, LookupError):
    """The rule exists, but has no value on the day asked about."""

    def __init__(self, rule_id: str, day: date) -> None:
        self.rule_id, self.day = rule_id, day
        super().__init__(f"no value of {rule_id} is recorded for {day.isoformat()}")


@dataclass(frozen=True, slots=True)
class Text:
    """One text in all three languages of the service."""

    fi: str
    sv: str
    en: str

    def in_language(self, language: str) -> str:
        """The text in `fi`, `sv` or `en`; `ValueError` for any other language."""
        if language not in LANGUAGES:
            raise ValueError(f"no texts in language {language!r}")
        return str(getattr(self, language))


@dataclass(frozen=True, slots=True)
class AgeRange:
    """Whole years of age, both ends included."""

    minimum: int
    maximum: int

    def __contains__(self, age: object) -> bool:
        return isinstance(age, int) and self.minimum <= age <= self.maximum


Value = int | str | date | Text | AgeRange


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule stands: section, public address, the day it was read, and how surely (see
    `VERIFICATIONS`).
    """

    section: str
    link: str
    checked: date
    verification: str


@dataclass(frozen=True, slots=True)
class Period:
    """A value from `start` up to, not including, `end` (None: still in force). `act` is the amending act."""

    start: date
    end: date | None
    value: Value
    act: str
    verification: str

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of law with its history, oldest first. `disputed` says in words what is not agreed on."""

    id: str
    title: Text
    unit: str
    periods: tuple[Period, ...]
    source: Source
    disputed: Text | None

    def on(self, day: date) -> Period:
        """The period in force on `day`; `NoRuleOnDay` if there is none."""
        for period in self.periods:
            if period.covers(day):
                return period
        raise NoRuleOnDay(self.id, day)

    @property
    def latest(self) -> Period:
        """The newest period in the data, whether or not it has begun or ended."""
        return self.periods[-1]


@dataclass(frozen=True, slots=True)
class RulesOn:
    """The law on one day. Every reading raises `NoRuleOnDay` or `NoSuchRule` rather than guess."""

    rules: Rules
    day: date

    def period(self, rule_id: str) -> Period:
        return self.rules.rule(rule_id).on(self.day)

    def value(self, rule_id: str) -> Value:
        """The value in the rule's own unit (`Rule.unit`)."""
        return self.period(rule_id).value

    def number(self, rule_id: str) -> int:
        """The value of a rule that is counted (years, days, percent); `TypeError` for other units."""
        return as_number(self.value(rule_id), rule_id)

    def text(self, rule_id: str) -> Text:
        """The value of a rule told in words; `TypeError` for other units."""
        value = self.value(rule_id)
        if not isinstance(value, Text):
            raise TypeError(f"{rule_id} is not told in words")
        return value

    def ages(self, rule_id: str) -> AgeRange:
        """The value of a rule that is a range of ages; `TypeError` for other units."""
        value = self.value(rule_id)
        if not isinstance(value, AgeRange):
            raise TypeError(f"{rule_id} is not a range of ages")
        return value


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules by id. `Rules.load()` reads them once; `Rules.on(day)` is what code asks."""

    by_id: Mapping[str, Rule]

    @classmethod
    def load(cls, folder: Path = DATA) -> Rules:
        """Read and check every subject, once per process; `RuleFileError` names file and key path."""
        return _load(folder)

    def on(self, day: date) -> RulesOn:
        """The law on `day`."""
        return RulesOn(self, day)

    def rule(self, rule_id: str) -> Rule:
        """The rule with its history; `NoSuchRule` if there is none."""
        try:
            return self.by_id[rule_id]
        except KeyError:
            raise NoSuchRule(f"no rule {rule_id!r}") from None

    def of(self, subject: str) -> tuple[Rule, ...]:
        """Every rule of one subject or branch (`duties`, `extensions.90`), in the order of the file."""
        return tuple(rule for rule in self.by_id.values() if rule.id.startswith(subject + "."))

    def __contains__(self, rule_id: object) -> bool:
        return rule_id in self.by_id

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.by_id.values())


def as_number(value: Value, rule_id: str) -> int:
    """`value` as a whole number; `TypeError` naming the rule otherwise."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{rule_id} is not a whole number")
    return value


def as_day(value: Value, rule_id: str) -> date:
    """`value` as a day; `TypeError` naming the rule otherwise."""
    if not isinstance(value, date):
        raise TypeError(f"{rule_id} is not a day")
    return value


def read_yaml(file: Path) -> Any:
    """The content of one YAML file; `RuleFileError` if it can't be read or says a key twice."""
    try:
        return yaml_files.read(file)
    except yaml_files.NotPlain as error:
        line = f" (line {error.line})" if error.line else ""
        raise RuleFileError(error.file, error.path, f"{error.problem}{line}") from error


@dataclass(frozen=True, slots=True)
class Place:
    """A value read from a file together with where it stands, so that every refusal can say where."""

    file: str
    path: str
    value: Any

    def refuse(self, message: str) -> RuleFileError:
        return RuleFileError(self.file, self.path, message)

    def mapping(self, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, Place]:
        """The parts of a mapping with exactly these keys."""
        if not isinstance(self.value, dict):
            raise self.refuse(f"must be a mapping, not {_kind(self.value)}")
        for key in self.value:
            if key not in required + optional:
                raise self._at(key, None).refuse("unknown key")
        for key in required:
            if key not in self.value:
                raise self._at(key, None).refuse("missing")
        return {key: self._at(key, value) for key, value in self.value.items()}

    def items(self) -> list[Place]:
        if not isinstance(self.value, list) or not self.value:
            raise self.refuse(f"must be a list with at least one item, not {_kind(self.value)}")
        return [Place(self.file, f"{self.path}[{n}]", value) for n, value in enumerate(self.value)]

    def string(self) -> str:
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.refuse(f"must be a text, not {_kind(self.value)}")
        return self.value.strip()

    def one_of(self, allowed: tuple[str, ...]) -> str:
        word = self.string()
        if word not in allowed:
            raise self.refuse(f"{word!r} is not one of {', '.join(allowed)}")
        return word

    def whole(self) -> int:
        if isinstance(self.value, bool) or not isinstance(self.value, int) or self.value < 0:
            raise self.refuse(f"must be a whole number, zero or more, not {_kind(self.value)}")
        return self.value

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.refuse(f"must be true or false, not {_kind(self.value)}")
        return self.value

    def day(self) -> date:
        if isinstance(self.value, datetime) or not isinstance(self.value, date):
            raise self.refuse(f"must be a day such as 2024-01-01, not {_kind(self.value)}")
        return self.value

    def words(self) -> Text:
        """A text that must stand in all three languages."""
        parts = self.mapping(LANGUAGES)
        return Text(**{language: " ".join(parts[language].string().split()) for language in LANGUAGES})

    def _at(self, key: object, value: Any) -> Place:
        return Place(self.file, f"{self.path}.{key}" if self.path else str(key), value)


def _kind(value: object) -> str:
    return "nothing" if value is None else f"{type(value).__name__} {value!r}"[:60]


def _ages(place: Place) -> AgeRange:
    parts = place.mapping(("min", "max_inclusive"))
    ages = AgeRange(parts["min"].whole(), parts["max_inclusive"].whole())
    if ages.minimum > ages.maximum:
        raise place.refuse("min is greater than max_inclusive")
    return ages


UNITS: Mapping[str, Callable[[Place], Value]] = MappingProxyType(
    {
        "years": Place.whole,
        "months": Place.whole,
        "days": Place.whole,
        "working_days": Place.whole,
        "percent": Place.whole,
        "children": Place.whole,
        "flag": Place.flag,
        "date": Place.day,
        "text": Place.words,
        "ages": _ages,
        "organiser": lambda place: place.one_of(("municipality", "wellbeing_services_county")),
        "known": lambda place: place.one_of(("yes", "no", "unknown")),
    }
)

_ID = re.compile(r"[a-z][a-z_]*(\.[a-z0-9_]+)+")


@cache
def _load(folder: Path) -> Rules:
    expected = {f"{name}.yaml" for name in SUBJECTS}
    found = {file.name for file in folder.glob("*.y*ml")}
    for name in sorted(found - expected - {f"{name}.yaml" for name in TEXT_FILES}):
        raise RuleFileError(name, "", "is not among the subjects the loader knows")
    by_id: dict[str, Rule] = {}
    for subject in SUBJECTS:
        for rule in read_subject(folder / f"{subject}.yaml"):
            by_id[rule.id] = rule
    return Rules(MappingProxyType(by_id))


def read_subject(file: Path) -> tuple[Rule, ...]:
    """The rules of one file, whose name is their subject; `RuleFileError` for whatever is not as agreed."""
    top = Place(file.name, "", read_yaml(file)).mapping(("subject", "sv_reviewed", "rules"))
    if top["subject"].string() != file.stem:
        raise top["subject"].refuse(f"must be the name of the file, {file.stem!r}")
    top["sv_reviewed"].flag()
    rules: dict[str, Rule] = {}
    for place in top["rules"].items():
        rule = _rule(place, file.stem)
        if rule.id in rules:
            raise place.refuse(f"id {rule.id!r} is used twice")
        rules[rule.id] = rule
    return tuple(rules.values())


def _rule(place: Place, subject: str) -> Rule:
    parts = place.mapping(("id", "title", "unit", "values", "source"), ("disputed",))
    rule_id = parts["id"].string()
    if not _ID.fullmatch(rule_id) or not rule_id.startswith(subject + "."):
        raise parts["id"].refuse(f"{rule_id!r} must be lower-case words after {subject!r} and a dot")
    unit = parts["unit"].one_of(tuple(UNITS))
    source = _source(parts["source"])
    return Rule(
        id=rule_id,
        title=parts["title"].words(),
        unit=unit,
        periods=_periods(parts["values"], UNITS[unit], source),
        source=source,
        disputed=parts["disputed"].words() if "disputed" in parts else None,
    )


def _source(place: Place) -> Source:
    parts = place.mapping(("section", "link", "checked", "verification"))
    link = parts["link"].string()
    if not link.startswith("https://"):
        raise parts["link"].refuse("must be a public https address")
    return Source(
        section=parts["section"].string(),
        link=link,
        checked=parts["checked"].day(),
        verification=parts["verification"].one_of(VERIFICATIONS),
    )


def _periods(place: Place, read: Callable[[Place], Value], source: Source) -> tuple[Period, ...]:
    rows = [(item, item.mapping(("from", "value"), ("to", "act", "verification"))) for item in place.items()]
    starts = [parts["from"].day() for _, parts in rows]
    periods = []
    for number, (_, parts) in enumerate(rows):
        start = starts[number]
        following = starts[number + 1] if number + 1 < len(rows) else None
        if following is not None and following <= start:
            raise rows[number + 1][1]["from"].refuse(f"{following} does not come after {start}")
        end = following
        if "to" in parts:
            # Files write the last day of a period as the law does; inside, every end is exclusive.
            end = parts["to"].day() + timedelta(days=1)
            if end <= start:
                raise parts["to"].refuse("comes before the period begins")
            if following is not None and end < following:
                raise parts["to"].refuse(f"leaves a gap before {following}")
            if following is not None and end > following:
                raise parts["to"].refuse(f"overlaps the value from {following}")
        periods.append(
            Period(
                start=start,
                end=end,
                value=read(parts["value"]),
                act=parts["act"].string() if "act" in parts else source.section,
                verification=(
                    parts["verification"].one_of(VERIFICATIONS) if "verification" in parts else source.verification
                ),
            )
        )
    return tuple(periods)
