"""The words themselves: plain Finnish for the young person, and three languages that are three languages."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sosiaalikyla.paths.model_files import AnsweredBy, Text, load_all

PATHS = load_all()
WORDS_TO_AVOID = Path(__file__).parents[3] / "docs" / "words-avoid.txt"
AT_MOST_WORDS = 18
_WORD = re.compile(r"\w+(?:[-–:.]\w+)*")
# A full stop ends a sentence when the next begins with a capital; "1.2.2026" and "esim. koti" go on.
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ0-9])")


def office_words() -> list[tuple[re.Pattern[str], str]]:
    found = []
    for line in WORDS_TO_AVOID.read_text(encoding="utf-8").splitlines():
        stem, _, instead = (part.strip() for part in line.partition("#"))
        if stem:
            start = "" if stem.startswith("*") else r"\b"
            found.append((re.compile(start + re.escape(stem.removeprefix("*")), re.IGNORECASE), instead))
    return found


def youth_facing() -> Iterator[tuple[str, Text]]:
    conventions = PATHS.conventions
    for named in (*conventions.life_domains, *conventions.step_statuses):
        yield named.key, named.text
    for anchor in conventions.anchors:
        yield anchor.key, anchor.text
    for model in PATHS.models:
        yield f"{model.key}.title", model.title
        yield f"{model.key}.purpose", model.purpose.youth
        for phase in model.phases:
            yield f"{phase.key}.title", phase.title
            yield f"{phase.key}.short", phase.short
            yield f"{phase.key}.question", phase.question
            for step in phase.steps:
                yield f"{step.key}.title", step.title
                yield f"{step.key}.youth", step.youth
            yield f"{phase.check.key}.title", phase.check.title
            for item in phase.check.items:
                if item.answered_by is not AnsweredBy.WORKER:
                    yield f"{phase.check.key}.{item.key}", item.text


def every_text(value: object, place: str) -> Iterator[tuple[str, Text]]:
    if isinstance(value, Text):
        yield place, value
    elif isinstance(value, tuple):
        for each in value:
            yield from every_text(each, f"{place}.{getattr(each, 'key', '')}")
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from every_text(getattr(value, name), f"{place}.{name}")


ALL_TEXTS = [*every_text(PATHS.conventions, "conventions"), *every_text(PATHS.models, "models")]


def test_every_text_of_the_files_is_looked_at() -> None:
    # 10 phases x 4 texts, 66 steps x 2, 163 memory items, 34 check items x 2, 26 legal references, 3 x 3.
    in_models = [place for place, _ in ALL_TEXTS if place.startswith("models")]
    assert len(in_models) == 10 * 4 + 66 * 2 + 163 + 34 * 2 + 26 + 3 * 3
    assert len(ALL_TEXTS) - len(in_models) == 12 + 25 + 10 + 7 + 21


def test_no_finnish_sentence_to_the_young_person_is_longer_than_eighteen_words() -> None:
    too_long = [
        (place, sentence)
        for place, text in youth_facing()
        for sentence in _SENTENCE_END.split(text.fi)
        if len(_WORD.findall(sentence)) > AT_MOST_WORDS
    ]
    assert not too_long


def test_no_office_words_are_said_to_the_young_person() -> None:
    said = [
        (place, text.fi, instead)
        for place, text in youth_facing()
        for word, instead in office_words()
        if word.search(text.fi)
    ]
    assert not said


@pytest.mark.parametrize(
    ("sentence", "is_office"),
    [
        ("Elämänsiirtymä lähestyy", True),
        ("Puolivuotiskatsaus", True),
        ("Mikä kantaa?", True),
        ("Ohjataan saattaen", True),
        ("Päätöstapaaminen", True),
        ("Asiointi verkossa", True),
        ("Kirjaudu OmaKantaan", False),
        ("Tämä saattaa kestää", False),
        ("Saat kirjallisen päätöksen", False),
        ("Siirretäänkö tapaamista?", False),
    ],
)
def test_the_list_of_office_words_catches_what_it_should(sentence: str, is_office: bool) -> None:
    assert any(word.search(sentence) for word, _ in office_words()) is is_office


def test_each_office_word_has_something_to_say_instead() -> None:
    words = office_words()
    assert len(words) >= 7
    assert all(instead for _, instead in words)


def test_nobody_talks_about_the_young_person_to_their_face() -> None:
    about = re.compile(r"\b(nuori|nuoren|nuorelta|nuorelle|nuorta|nuorella|nuoreen)\b", re.IGNORECASE)
    # The name of the second path comes from the workshop series; the youth's own screen says "oma polku".
    named_so = {"young_person_becoming_independent.title"}
    assert not [place for place, text in youth_facing() if place not in named_so and about.search(text.fi)]


def test_nothing_threatens_or_promises_what_nobody_can_keep() -> None:
    old_slips = re.compile(
        r"nobody may be left|gets angry|left alone|learn to pay|made visible|we do not stop|ready to end|"
        r"land on your feet|et jää yksin|emme lopeta|ei suututa|valmis päättymään",
        re.IGNORECASE,
    )
    assert not [(place, text) for place, text in youth_facing() if old_slips.search(f"{text.fi} {text.en}")]


def test_swedish_is_neither_finnish_nor_english_anywhere() -> None:
    copied = [(place, text) for place, text in ALL_TEXTS if text.sv in (text.fi, text.en)]
    assert not copied


def test_english_is_not_finnish_anywhere() -> None:
    assert not [(place, text) for place, text in ALL_TEXTS if text.en == text.fi]


def test_a_text_ends_alike_in_all_languages() -> None:
    """A missing last sentence shows as a missing full stop or question mark."""
    uneven = [
        (place, text)
        for place, text in ALL_TEXTS
        if len({each[-1] if each[-1] in ".?!" else "" for each in (text.fi, text.sv, text.en)}) > 1
    ]
    assert not uneven


def test_swedish_uses_the_terms_of_the_law_and_of_the_authorities() -> None:
    wrong = re.compile(
        r"\b(Kela|efterskydd|egen arbetare|eftervårdsplan|välfärdsregion|handledningscentrum)\b",
        re.IGNORECASE,
    )
    assert not [(place, text.sv) for place, text in ALL_TEXTS if wrong.search(text.sv)]
    with_kela = [text for _, text in ALL_TEXTS if re.search(r"\bKela", text.fi)]
    assert with_kela
    assert all("FPA" in text.sv and "Kela" in text.en for text in with_kela)


def test_english_says_second_person_to_the_young_person() -> None:
    about: re.Pattern[str] = re.compile(r"\b(the youth|the young person|youths|the client)\b", re.IGNORECASE)
    said: list[Any] = [(place, text.en) for place, text in youth_facing() if about.search(text.en)]
    assert not said
