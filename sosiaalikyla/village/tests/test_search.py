"""What people type finds the page they mean: written down beforehand, and once more by somebody who saw no word list."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sosiaalikyla.base import clock
from sosiaalikyla.village import files, indexing, lemmas, loading, publishing, readings, search
from sosiaalikyla.village.models import Rendered, WordWeight
from sosiaalikyla.village.tests import factories
from sosiaalikyla.village.texts import FULL, PLAIN
from tests.ground import as_owner

ENOUGH = 0.9
LANGUAGES = ("fi", "sv", "en")


def asked(name: str, language: str) -> list[tuple[str, set[str]]]:
    """Questions with the keys of the pages that answer them."""
    with (files.CONTENT / "search" / f"{name}-{language}.csv").open(encoding="utf-8", newline="") as lines:
        return [(row["query"], set(row["page"].split("|"))) for row in csv.DictReader(lines)]


def test_endings_that_hang_on_are_taken_off() -> None:
    assert "tieto" not in set(lemmas.barer("tietojasi", "fi"))
    assert "tietoja" in set(lemmas.barer("tietojasi", "fi"))
    assert "kotiin" in set(lemmas.barer("kotiini", "fi"))
    assert "asiassa" in set(lemmas.barer("asiassakin", "fi"))
    assert list(lemmas.barer("home", "en")) == ["home"]


def test_words_are_read_without_marks_and_in_lower_case() -> None:
    assert lemmas.words("Missä yövyn? (Vara-avain, 2 kpl)") == ["missä", "yövyn", "vara-avain", "2", "kpl"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "question", ["", "   ", "'", "\\", "%_", "a" * 5000, "'; drop table x; --", "<b>", "& | ! ( ) :*", "\u202e"]
)
def test_any_question_gets_an_answer(client: Client, question: str) -> None:
    for prefix in ("", "/sv", "/en"):
        assert client.get(f"{prefix}/search/", {"q": question}).status_code == 200


@pytest.mark.django_db
def test_without_dictionaries_stems_and_likeness_find_the_page(client: Client) -> None:
    assert "velat" in [hit.key for hit in search.find("maksusuunnitelmasta", "fi")][:3]
    assert "velat" in [hit.key for hit in search.find("maksusunitelma", "fi")][:3]


@pytest.mark.django_db
def test_nothing_found_says_what_to_do_next(client: Client) -> None:
    html = client.get("/search/", {"q": "qxqxqx"}).content.decode()
    assert "ei löytynyt mitään" in html
    assert "Apua nyt" in html


@pytest.fixture(scope="module")
def indexed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The content's index, made once for the module and taken away after it."""
    with django_db_blocker.unblock():
        with as_owner():
            indexing.index()
        yield
        with as_owner():
            indexing.index(dictionaries=False)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["queries", "heldout"])
def test_nine_of_ten_questions_find_their_page_among_the_first_three(indexed: None, name: str, language: str) -> None:
    questions = asked(name, language)
    assert len(questions) >= 60
    lost = []
    for question, keys in questions:
        first = [hit.key for hit in search.find(question, language)[:3]]
        if not keys & set(first):
            lost.append(f"{question}: {', '.join(sorted(keys))}, not {', '.join(first)}")
    found = 1 - len(lost) / len(questions)
    print(f"figure: search {name} {language}: {len(questions)} questions, {found:.1%} among the first three")
    assert found >= ENOUGH, "\n".join(lost)


@pytest.mark.slow
@pytest.mark.django_db
def test_who_reads_plain_language_gets_it_first(indexed: None) -> None:
    plain = search.find("velka", "fi", variant=PLAIN)
    usual = search.find("velka", "fi")
    assert {hit.variant for hit in usual} == {FULL}
    assert plain[0].variant == PLAIN
    assert len({(hit.kind, hit.key) for hit in plain}) == len(plain), "a page stands once"


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_ages_and_sums_in_a_hit_are_those_of_the_day(indexed: None, language: str) -> None:
    here = readings.Here(clock.today(), language)
    filled = 0
    for row in Rendered.objects.filter(language=language, variant=FULL, kind="page"):
        if "{{" in row.lead and (hits := [hit for hit in search.find(row.title, language) if hit.key == row.key]):
            filled += 1
            assert hits[0].lead == here.filler([row.lead])(row.lead)
            assert "{{" not in hits[0].lead
    assert filled >= 3


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(
    "question", ["velka", "mistä saan kämpän jos en löydä mitään muuta paikkaa", "xyzzy qwerty", "vuokarsopimsu"]
)
def test_a_search_asks_at_most_eight_times(indexed: None, question: str) -> None:
    with CaptureQueriesContext(connection) as asked_for:
        search.find(question, "fi")
    assert len(asked_for) <= 8


@pytest.mark.slow
@pytest.mark.django_db
def test_what_is_published_or_taken_away_makes_the_index_stale(indexed: None) -> None:
    assert not indexing.stale()
    with as_owner():
        publishing.publish_house(factories.house())
        publishing.publish(factories.page(), factories.house())
    assert indexing.stale()
    with as_owner():
        publishing.withdraw("avain-hukassa")
        publishing.withdraw("koetalo")
    assert not indexing.stale()


def _weights() -> dict[tuple[str, str], tuple[int, list[int], list[float]]]:
    return {
        (row.language, row.lemma): (row.held_by, row.found_in, row.ranks) for row in WordWeight.objects.filter(language="sv")
    }


@pytest.mark.slow
@pytest.mark.django_db
def test_a_words_weightiest_things_are_kept_and_all_are_counted(indexed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _weights()
    assert all(len(things) == held_by == len(ranks) for held_by, things, ranks in whole.values())
    assert all(ranks == sorted(ranks, reverse=True) for _held_by, _things, ranks in whole.values())
    monkeypatch.setattr(indexing, "AT_ONCE", 7)
    monkeypatch.setattr(indexing, "WEIGHTIEST", 3)
    with as_owner():
        indexing._put_weights()
    assert _weights() == {word: (held_by, things[:3], ranks[:3]) for word, (held_by, things, ranks) in whole.items()}


@pytest.mark.slow
@pytest.mark.django_db
def test_an_index_without_its_weights_is_stale(indexed: None) -> None:
    with as_owner():
        WordWeight.objects.filter(lemma="koti").update(found_in=[], ranks=[])
    assert indexing.stale()


@pytest.mark.slow
@pytest.mark.django_db
def test_loading_the_content_again_changes_nothing(indexed: None) -> None:
    with as_owner():
        assert loading.load() == 0
    assert not indexing.stale()


def test_the_dictionarys_answer_is_what_the_process_says(monkeypatch: pytest.MonkeyPatch) -> None:
    class Done:
        stdout = json.dumps({"fi": {"lemmas": {"kodin": "koti"}, "parts": {}, "forms": {"kotia": "koti"}}})

    monkeypatch.setattr(lemmas.subprocess, "run", lambda *words, **more: Done())
    known = lemmas.ask({"fi": ["kodin"]})["fi"]
    assert (known.lemmas["kodin"], known.forms["kotia"]) == ("koti", "koti")


@pytest.mark.django_db
def test_every_question_expects_a_page_there_is() -> None:
    keys = set(Rendered.objects.values_list("key", flat=True))
    for language in LANGUAGES:
        for name in ("queries", "heldout"):
            for question, expected in asked(name, language):
                assert expected <= keys, question


def test_synonyms_are_pairs_in_lower_case_and_lead_elsewhere() -> None:
    for language in LANGUAGES:
        file = Path(files.CONTENT / "search" / f"synonyms-{language}.csv")
        pairs = loading._pairs(file, files.CONTENT)
        assert len(pairs) == len(set(pairs))
        assert all(word != means for word, means in pairs)
