"""`{{ law.<rule> }}` and `{{ fact.<key> }}` in a page, filled for the reader's day with the unit beside.

A number never stands in a text: it stands in the law's data or among the facts, with its source and its days.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from html import escape

from sosiaalikyla.base.text import day as written_day
from sosiaalikyla.rules.loader import AgeRange, NoRuleOnDay, NoSuchRule, Rules, Text, Value

from .texts import Fact

PLACEHOLDER = re.compile(r"\{\{ *(law|fact)\.([a-z0-9_.]+) *\}\}")


_UNITS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "years": {"fi": ("vuosi", "vuotta"), "sv": ("år", "år"), "en": ("year", "years")},
    "months": {"fi": ("kuukausi", "kuukautta"), "sv": ("månad", "månader"), "en": ("month", "months")},
    "days": {"fi": ("päivä", "päivää"), "sv": ("dag", "dagar"), "en": ("day", "days")},
    "working_days": {
        "fi": ("arkipäivä", "arkipäivää"),
        "sv": ("vardag", "vardagar"),
        "en": ("working day", "working days"),
    },
    "percent": {"fi": ("prosentti", "prosenttia"), "sv": ("procent", "procent"), "en": ("per cent", "per cent")},
    "euros": {"fi": ("euro", "euroa"), "sv": ("euro", "euro"), "en": ("euro", "euros")},
}
"""Words for one and for many, by unit and language."""


class Unfilled(LookupError):
    """A placeholder has no value on the day. `name` is as written, such as law.aftercare.upper_age."""

    def __init__(self, name: str, why: str) -> None:
        self.name, self.why = name, why
        super().__init__(f"{{{{ {name} }}}}: {why}")


def names(texts: Iterable[str]) -> set[str]:
    """The placeholders the texts hold, such as law.aftercare.upper_age."""
    return {f"{kind}.{name}" for text in texts for kind, name in PLACEHOLDER.findall(text)}


def filler(rules: Rules, facts: Mapping[str, Fact], day: date, language: str) -> Callable[[str], str]:
    """A function that fills the placeholders of an HTML text for the day. It raises Unfilled."""

    def value(found: re.Match[str]) -> str:
        kind, name = found.groups()
        return escape(_law(rules, name, day, language) if kind == "law" else _fact(facts, name, day, language))

    return lambda text: PLACEHOLDER.sub(value, text)


def _law(rules: Rules, name: str, day: date, language: str) -> str:
    try:
        value, unit = rules.on(day).value(name), rules.rule(name).unit
    except (NoRuleOnDay, NoSuchRule) as missing:
        raise Unfilled(f"law.{name}", str(missing)) from missing
    return written(value, unit, language)


def written(value: Value, unit: str, language: str) -> str:
    """A value of the law with its unit: 23 vuotta, 1 kuukausi, 18–22 år, 1 February 2026."""
    if isinstance(value, Text):
        return value.in_language(language)
    if isinstance(value, AgeRange):
        return f"{value.minimum}–{value.maximum} {_UNITS['years'][language][1]}"
    if isinstance(value, date):
        return written_day(value, language)
    if unit in _UNITS:
        one, many = _UNITS[unit][language]
        return f"{value} {one if value == 1 else many}"
    return str(value)


def _fact(facts: Mapping[str, Fact], name: str, day: date, language: str) -> str:
    fact = facts.get(name)
    if fact is None:
        raise Unfilled(f"fact.{name}", "no such fact")
    if not fact.holds_on(day):
        raise Unfilled(f"fact.{name}", f"it has no value on {day.isoformat()}")
    return fact.text[language]
