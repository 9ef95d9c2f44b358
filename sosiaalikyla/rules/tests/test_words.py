"""The words of the open page: plain, whole in three languages, and true to the answer."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from sosiaalikyla.rules.engine import (
    BASES,
    DOUBTS,
    ERRORS,
    REASONS,
    Answer,
    Facts,
    Placement,
    answer_case,
    right_to_aftercare,
)
from sosiaalikyla.rules.loader import DATA, RuleFileError, Rules, Text
from sosiaalikyla.rules.words import NOTES, Words, explain

from .test_cases import CASES

RULES = Rules.load()

# Words of the office that nobody says to a person, and promises nobody can keep.
OFFICE = ("siirtym", "asioin", "asioida", "elämänalue", "katsau", "saattaen", "toimenpi", "tahansa taho")
PROMISES = ("kaikki järjestyy", "älä huoli", "sinun ei tarvitse pelätä", "olet turvassa", "tuntuu")


def texts() -> Iterator[Text]:
    words = Words.load()
    for entry in words.answers.values():
        yield from (entry.headline, entry.means, *entry.ask)
    yield from words.notes.values()
    yield from words.errors.values()
    for rule in RULES:
        if rule.unit == "text" and rule.id.split(".")[0] != "precedents":
            yield from (p.value for p in rule.periods if isinstance(p.value, Text))
        if rule.disputed:
            yield rule.disputed


def sentences(text: str) -> list[str]:
    text = re.sub(r"\d+\.\d+\.\d*", "päivä", text)
    return [s for s in re.split(r"(?<=[.?!])\s+", text) if s]


def test_no_finnish_sentence_is_longer_than_18_words() -> None:
    long = [s for text in texts() for s in sentences(text.fi) if len(s.split()) > 18]
    assert long == []


def test_no_swedish_or_english_sentence_runs_on() -> None:
    long = [s for text in texts() for t in (text.sv, text.en) for s in sentences(t) if len(s.split()) > 25]
    assert long == []


def test_no_office_words_and_no_promises_of_feelings() -> None:
    found = [(w, text.fi) for text in texts() for w in (*OFFICE, *PROMISES) if w in text.fi.lower()]
    assert found == []


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_every_worked_case_is_explained_whole(case: dict[str, object], language: str) -> None:
    answer = answer_case(case, RULES)
    shown = explain(answer, RULES, language, on=date(2024, 1, 1), show_day=date.isoformat)
    assert shown.headline
    assert "{" not in repr(shown)
    if answer.error is None:
        assert shown.key == (answer.basis or answer.reason)
        assert shown.means
        assert shown.ask
        assert {s.section for s in shown.sections} == set(answer.sections)
        assert [n.key for n in shown.notes][-3:] == ["voluntary", "review", "not_a_decision"]
        assert set(answer.doubts) <= {n.key for n in shown.notes}


def explained(on: str, born: str, **more: object) -> dict[str, str]:
    placements = (Placement("substitute_care_40", date(2012, 1, 1), date(2016, 1, 1)),)
    facts = Facts(on=date.fromisoformat(on), born=date.fromisoformat(born), placements=placements, **more)  # type: ignore[arg-type]
    answer = right_to_aftercare(facts, RULES)
    shown = explain(answer, RULES, "en", on=facts.on, show_day=lambda day: f"{day.day}.{day.month}.{day.year}")
    return {"means": shown.means} | {note.key: note.text for note in shown.notes}


def test_people_are_told_the_last_day_not_the_day_after() -> None:
    assert "is 9.5.2029," in explained("2026-11-21", "2006-05-10")["until_upper_age"]
    assert "was 9.5.2026." in explained("2026-11-21", "2003-05-10")["ended"]


def test_the_limit_shown_is_that_of_the_day_asked_about() -> None:
    assert "The age limit in the act is 21." in explained("2019-11-21", "1998-05-10")["means"]
    assert "The age limit in the act is 23." in explained("2024-01-01", "1999-01-01")["means"]


def test_revision_comes_before_appeal_and_both_have_their_days() -> None:
    review = explained("2026-11-21", "2006-05-10")["review"]
    assert review.index("revised decision") < review.index("administrative court")
    assert review.count("30 days") == 2


def test_a_countys_practice_is_told_with_its_doubt() -> None:
    note = explained("2026-11-21", "2003-05-10", county_code="90")["local_extension"]
    assert "Helsinki" in note
    assert "We do not know" in note


def test_an_unreadable_answer_and_each_error_have_words() -> None:
    for error, key in (("invalid_on: x", "unreadable"), *((e, e) for e in ERRORS)):
        shown = explain(Answer(None, error=error), RULES, "fi", on=date(2026, 1, 1), show_day=str)
        assert shown.key == key
        assert shown.headline


def test_every_basis_reason_and_doubt_has_words() -> None:
    assert set(Words.load().answers) == {*BASES, *REASONS}
    assert set(DOUBTS) <= set(NOTES)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{claim_days} päivää", "{claim_days} {today} päivää", "unknown placeholder {today} in fi"),
        ("You have {claim_days} days", "You have 30 days", "the placeholders in en are not those in fi"),
        ("{claim_days} päivää", "{claim_days päivää", "braces that don't match"),
        ("  emergency_only:", "  emergency_lonely:", "unknown key"),
        ("  right_ended_before_2020:", "  right_ended:", "unknown key"),
        ("sv_reviewed: false", "sv_reviewed: 0", "must be true or false"),
    ],
)
def test_words_that_are_wrong_are_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    file = tmp_path / "reasons.yaml"
    file.write_text((DATA / "reasons.yaml").read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RuleFileError) as refused:
        Words.load(file)
    assert message in str(refused.value)
