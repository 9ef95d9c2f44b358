"""Content files: read strictly, rendered to clean HTML, filled for the reader's day."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sosiaalikyla.rules.loader import Rules
from sosiaalikyla.village import clean, files, marks, placeholders, texts
from sosiaalikyla.village.texts import Fact

DAY = date(2026, 11, 22)


def test_marks_become_title_lead_and_parts() -> None:
    read = marks.read(
        "# Otsikko\n\nYksi kappale\njatkuu.\n\n## !steps Näin\n+ eka\n+ toka\n  jatkuu\n\n"
        "## Muuta\nTeksti & <b>\n\n- a\n- b\n"
    )
    assert (read.title, read.lead) == ("Otsikko", "Yksi kappale jatkuu.")
    assert [(part.kind, part.heading) for part in read.parts] == [("steps", "Näin"), ("text", "Muuta")]
    assert read.parts[0].html == "<ol><li>eka</li><li>toka jatkuu</li></ol>"
    assert read.parts[1].html == "<p>Teksti &amp; &lt;b&gt;</p><ul><li>a</li><li>b</li></ul>"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("ei otsikkoa", 1),
        ("# Otsikko\n\n## Osa\nx", 2),
        ("# O\n\nlead\n\n## Osa", 5),
        ("# O\n\nlead\n\n## !nope Osa\nx", 5),
        ("# O\n\nlead\n\n##Osa\nx", 5),
        ("# O\n\nlead\n\n## Osa\n### liian syvä", 6),
        ("# O\n\nlead\n\n## Osa\n1. numero", 6),
        ("# O\n\nlead\n\n## Osa\n| taulukko |", 6),
        ("# O\n\nlead\n\n## Osa\n[linkki](http://turvaton.example)", 6),
        ("# O\n\nlead\n\n## Osa\n[linkki](javascript:alert)", 6),
        ("# O\n\nlead\n\n## Osa\n[linkki](page:Isolla)", 6),
    ],
)
def test_what_is_no_mark_of_ours_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(marks.BadMark) as bad:
        marks.read(text)
    assert bad.value.line == line


@given(st.text(max_size=300))
def test_no_text_becomes_a_tag_of_its_own(text: str) -> None:
    try:
        read = marks.read(f"# Otsikko\n\nlead\n\n## Osa\n{text}")
    except marks.BadMark:
        return
    for part in read.parts:
        assert clean.part(part.html) == part.html or "&" in part.html or "\xa0" in part.html


def test_the_content_folder_reads_whole() -> None:
    content = files.read()
    assert {house.key for house in content.houses} >= {"jalkihuolto", "lastensuojelu", "ero", "vakivalta", "ammattilaiset"}
    assert len([page for page in content.pages if page.house == "jalkihuolto"]) >= 40


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("page.yaml", "owner:", "ownr:", "owner"),
        ("page.yaml", "review: waiting", "review: maybe", "review"),
        ("page.yaml", "valid_from: 2026-11-22", "valid_from: joskus", "valid_from"),
        ("page.yaml", "link: https://", "link: http://", "link"),
        ("fi.md", "# ", "", "line 1"),
    ],
)
def test_a_file_that_says_too_little_or_too_much_is_named(
    tmp_path: Path, file: str, before: str, after: str, said: str
) -> None:
    folder = shutil.copytree(files.CONTENT, tmp_path / "content")
    place = folder / "houses" / "jalkihuolto" / "raha" / "velat" / file
    place.write_text(place.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    with pytest.raises(files.ContentError) as bad:
        files.read(folder)
    assert str(bad.value).startswith(f"houses/jalkihuolto/raha/velat/{file}: ")
    assert said in str(bad.value)


def test_placeholders_of_law_hold_for_the_readers_day() -> None:
    rules = Rules.load()
    ages = [
        placeholders.filler(rules, {}, day, "fi")("kunnes täytät {{ law.aftercare.upper_age }}.")
        for day in (date(2019, 6, 1), date(2021, 6, 1), DAY)
    ]
    assert ages == ["kunnes täytät 21 vuotta.", "kunnes täytät 25 vuotta.", "kunnes täytät 23 vuotta."]


def test_a_placeholder_bends_for_one_and_for_many_in_each_language() -> None:
    said = {
        language: [placeholders.written(count, "months", language) for count in (1, 3)] for language in ("fi", "sv", "en")
    }
    assert said == {
        "fi": ["1 kuukausi", "3 kuukautta"],
        "sv": ["1 månad", "3 månader"],
        "en": ["1 month", "3 months"],
    }


@pytest.mark.parametrize(
    ("name", "day"),
    [("law.no.such_rule", DAY), ("law.aftercare.upper_age", date(1999, 1, 1)), ("fact.nope", DAY), ("fact.gone", DAY)],
)
def test_a_placeholder_without_a_value_is_never_guessed(name: str, day: date) -> None:
    facts = {"gone": Fact("gone", {"fi": "5 €"}, date(2020, 1, 1), date(2021, 1, 1), {})}
    with pytest.raises(placeholders.Unfilled) as missing:
        placeholders.filler(Rules.load(), facts, day, "fi")(f"<p>{{{{ {name} }}}}</p>")
    assert missing.value.name == name


def test_every_placeholder_of_the_content_has_its_value_today() -> None:
    content = files.read()
    facts = {fact.key: fact for fact in content.facts}
    for page in (*content.pages, *content.cards):
        for (language, _variant), words in page.words.items():
            fill = placeholders.filler(Rules.load(), facts, DAY, language)
            for text in (*words.texts, page.about.disputed.get(language, "")):
                assert "{{" not in fill(text), f"{page.key}: {text}"


def test_no_house_takes_an_address_that_leads_elsewhere(tmp_path: Path) -> None:
    """`TAKEN` names the first word of every other address, so that a house is never hidden behind a page of ours."""
    from django.urls import URLResolver, get_resolver
    from django.urls.resolvers import LocalePrefixPattern

    def first_words(patterns: Any, front: str = "") -> set[str]:
        found: set[str] = set()
        for each in patterns:
            step = "" if isinstance(each.pattern, LocalePrefixPattern) else str(each.pattern)
            below = isinstance(each, URLResolver)
            found |= first_words(each.url_patterns, front + step) if below else {(front + step).split("/")[0]}
        return found

    words = {word for word in first_words(get_resolver().url_patterns) if word and "." not in word and "<" not in word}
    assert words - texts.TAKEN == set()
    folder = tmp_path / "content"
    shutil.copytree(files.CONTENT, folder)
    file = folder / "houses" / "ero" / "house.yaml"
    said = file.read_text(encoding="utf-8")
    for slug, why in (("rights", "leads elsewhere"), ("selko", "plain variants")):
        file.write_text(re.sub(r"(slugs:\s+(?:\{)?fi: *)[a-z-]+", rf"\g<1>{slug}", said, count=1), encoding="utf-8")
        with pytest.raises(files.ContentError, match=why):
            files.read(folder)
