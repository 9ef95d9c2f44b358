"""An answer in words: what it means for you, what you may ask for next, which section, what if you disagree.

The words stand in `data/reasons.yaml`, in all three languages, with named placeholders; nothing is glued
together here.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType

from .engine import BASES, ERRORS, REASONS, Answer
from .loader import DATA, Place, Rules, Text, read_yaml

UNREADABLE = "unreadable"

# Each note, with the rules whose sections stand under it.
NOTES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "until_upper_age": ("aftercare.upper_age",),
        "until_five_years_since_last_client": ("aftercare.years_after_last_client",),
        "ended": (),
        "discretionary_possible": ("aftercare.discretionary",),
        "measure_continues_until": ("aftercare.transition_2024.decided_before",),
        "integration_act_support": ("parallel_right.upper_age",),
        "local_extension": (),
        "transition_ceiling": ("aftercare.transition_2024.reported_ceiling",),
        "emergency_only": ("precedents.kho_2016_92",),
        "voluntary": ("aftercare.voluntary",),
        "review": ("deadlines.revised_decision", "deadlines.appeal"),
        "not_a_decision": (),
    }
)

_PLACEHOLDERS = frozenset(
    {
        "upper_age",
        "years",
        "last_day",
        "measure_until",
        "parallel_last_day",
        "extension_last_day",
        "practice",
        "claim_days",
        "appeal_days",
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """The words of one basis or reason."""

    headline: Text
    means: Text
    ask: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """`answers` by basis or reason, `notes` by key of `NOTES`, `errors` by name or `unreadable`."""

    answers: Mapping[str, Entry]
    notes: Mapping[str, Text]
    errors: Mapping[str, Text]

    @classmethod
    def load(cls, file: Path = DATA / "reasons.yaml") -> Words:
        """Read and check the words, once per process; `RuleFileError` if one is missing or unknown."""
        return _load(file)


@dataclass(frozen=True, slots=True)
class SectionLink:
    """One section of law with the page where it can be read, and the day it was last read there."""

    section: str
    title: str
    link: str
    checked: date
    verification: str


@dataclass(frozen=True, slots=True)
class Note:
    """One thing said beside the answer; `key` is one of `NOTES`."""

    key: str
    text: str
    sections: tuple[SectionLink, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """An answer ready to be shown in one language.

    `key` is the basis, the reason, the name of an error or `unreadable`; for an error only the headline is
    filled.
    """

    key: str
    headline: str
    means: str
    ask: tuple[str, ...]
    notes: tuple[Note, ...]
    sections: tuple[SectionLink, ...]


def explain(answer: Answer, rules: Rules, language: str, *, on: date, show_day: Callable[[date], str]) -> Explanation:
    """The words of `answer` in `fi`, `sv` or `en`, by the law on the day asked about.

    `show_day` writes a day in that language. `ValueError` for another language, `NoRuleOnDay` for a day
    without law.
    """
    words = Words.load()
    if answer.error is not None:
        key = answer.error if answer.error in words.errors else UNREADABLE
        return Explanation(key, words.errors[key].in_language(language), "", (), (), ())
    key = answer.basis or answer.reason or ""
    known = _known(answer, rules, language, on, show_day)

    def fill(text: Text) -> str:
        return text.in_language(language).format_map(known)

    entry = words.answers[key]
    return Explanation(
        key=key,
        headline=fill(entry.headline),
        means=fill(entry.means),
        ask=tuple(fill(text) for text in entry.ask),
        notes=tuple(
            Note(note, fill(words.notes[note]), section_links(_note_rules(note, answer), rules, language))
            for note in _notes(answer)
        ),
        sections=section_links(answer.rules, rules, language),
    )


def section_links(rule_ids: tuple[str, ...], rules: Rules, language: str) -> tuple[SectionLink, ...]:
    """The sections behind these rules, each once, in order."""
    found: dict[str, SectionLink] = {}
    for rule_id in rule_ids:
        rule = rules.rule(rule_id)
        source = rule.source
        found.setdefault(
            source.section,
            SectionLink(
                source.section,
                rule.title.in_language(language),
                source.link,
                source.checked,
                source.verification,
            ),
        )
    return tuple(found.values())


def _notes(answer: Answer) -> tuple[str, ...]:
    """The notes beside this answer: first its own days, then what else there is, last what always holds."""
    notes = []
    if answer.ends is not None:
        notes.append(f"until_{answer.bound_by}" if answer.entitled else "ended")
    notes.extend(answer.doubts)
    if answer.measure_continues_until is not None:
        notes.append("measure_continues_until")
    if answer.discretionary_possible:
        notes.append("discretionary_possible")
    if answer.parallel is not None:
        notes.append(answer.parallel.id)
    if answer.local_extension is not None:
        notes.append("local_extension")
    return (*notes, "voluntary", "review", "not_a_decision")


def _note_rules(note: str, answer: Answer) -> tuple[str, ...]:
    if note == "local_extension" and answer.local_extension is not None:
        return (f"extensions.{answer.local_extension.county_code}.upper_age",)
    return NOTES[note]


def _known(answer: Answer, rules: Rules, language: str, on: date, show_day: Callable[[date], str]) -> dict[str, str]:
    """What the placeholders stand for in this answer; ends are exclusive, people are told the last day."""
    law = rules.on(on)
    # The time limits of review are today's even when an old day is asked about.
    known = {
        "upper_age": str(law.number("aftercare.upper_age")),
        "years": str(law.number("aftercare.years_after_last_client")),
        "claim_days": str(rules.rule("deadlines.revised_decision").latest.value),
        "appeal_days": str(rules.rule("deadlines.appeal").latest.value),
    }

    def last_day(end: date) -> str:
        return show_day(end - timedelta(days=1))

    if answer.ends is not None:
        known["last_day"] = last_day(answer.ends)
    if answer.measure_continues_until is not None:
        known["measure_until"] = show_day(answer.measure_continues_until)
    if answer.parallel is not None:
        known["parallel_last_day"] = last_day(answer.parallel.ends)
    if answer.local_extension is not None:
        extension = answer.local_extension
        known["extension_last_day"] = last_day(extension.ends)
        known["practice"] = law.text(f"extensions.{extension.county_code}.what").in_language(language)
    return known


@cache
def _load(file: Path) -> Words:
    top = Place(file.name, "", read_yaml(file)).mapping(("sv_reviewed", "answers", "notes", "errors"))
    top["sv_reviewed"].flag()
    answers = {}
    for key, place in top["answers"].mapping((*BASES, *REASONS)).items():
        parts = place.mapping(("headline", "means", "ask"))
        answers[key] = Entry(
            _text(parts["headline"]),
            _text(parts["means"]),
            tuple(_text(item) for item in parts["ask"].items()),
        )
    notes = top["notes"].mapping(tuple(NOTES))
    errors = top["errors"].mapping((*ERRORS, UNREADABLE))
    return Words(
        MappingProxyType(answers),
        MappingProxyType({key: _text(place) for key, place in notes.items()}),
        MappingProxyType({key: _text(place) for key, place in errors.items()}),
    )


def _text(place: Place) -> Text:
    """A text whose placeholders are known ones, and the same in every language."""
    text = place.words()
    first = _placeholders(place, text.fi)
    for language in ("fi", "sv", "en"):
        found = _placeholders(place, text.in_language(language))
        unknown = found - _PLACEHOLDERS
        if unknown:
            raise place.refuse(f"unknown placeholder {{{min(unknown)}}} in {language}")
        if found != first:
            raise place.refuse(f"the placeholders in {language} are not those in fi")
    return text


def _placeholders(place: Place, text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError as error:
        raise place.refuse(f"braces that don't match: {error}") from error
