"""Catalogues complete; what a young person reads in Finnish is short and free of office words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from sosiaalikyla.base import catalogues
from sosiaalikyla.notices import texts

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "sosiaalikyla"
LONGEST = 18

WORKERS_ONLY = (
    "paths/templates/paths/shared",
    "people/templates/people/away",
    "people/templates/people/youth",
    "people/templates/people/form",
    "people/templates/people/_worker",
    "people/templates/people/_tick",
    "portal/templates/portal/worker",
    "portal/templates/portal/manager",
    "portal/templates/portal/staff",
    "portal/templates/portal/near",
    "portal/templates/portal/transitions",
    "portal/templates/portal/_transitions",
    "portal/templates/portal/_line",
    "portal/templates/portal/_thing",
    "meetings/templates/meetings/propose",
    "handovers/templates/handovers/youth_handover",
    "handovers/templates/handovers/asked",
    "handovers/templates/handovers/board",
    "handovers/templates/handovers/_board",
    "handovers/templates/handovers/_what",
    "meetings/templates/meetings/contact",
    "meetings/templates/meetings/unrecorded",
    "meetings/templates/meetings/_record_text",
    "meetings/templates/meetings/_today",
    "plans/templates/plans/youth_plan",
    "plans/templates/plans/ask",
    "plans/templates/plans/promise",
    "plans/templates/plans/together",
    "plans/templates/plans/youth_feelings",
    "base/templates/base/gallery",
    "cms/templates/",
)
"""Templates no young person meets. Everything else is written for a tired nineteen-year-old."""

MODULES = (
    "paths/forms.py",
    "paths/actions.py",
    "people/looked.py",
    "paths/looked.py",
    "meetings/looked.py",
    "handovers/looked.py",
    "handovers/actions.py",
    "portal/looked.py",
    "meetings/actions.py",
    "meetings/forms.py",
    "meetings/models.py",
    "plans/feelings.py",
    "plans/forms.py",
    "plans/own_forms.py",
    "plans/actions.py",
    "plans/content.py",
    "plans/looked.py",
    "rules/forms.py",
    "portal/frames.py",
)


def office_words() -> list[re.Pattern[str]]:
    lines = (ROOT / "docs" / "words-avoid.txt").read_text(encoding="utf-8").splitlines()
    stems = [line.split("#")[0].strip() for line in lines]
    begins = {stem: "" if stem.startswith("*") else r"\b" for stem in stems if stem}
    return [re.compile(begin + re.escape(stem.lstrip("*")), re.IGNORECASE) for stem, begin in begins.items()]


def finnish() -> dict[str, str]:
    found: dict[str, str] = {}
    for app in catalogues.apps():
        path = catalogues.po_file(app, "fi")
        if path.exists():
            with path.open("rb") as source:
                for message in read_po(source, locale="fi"):
                    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
                    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
                    found.update({str(key): str(word) for key, word in zip(ids, strings, strict=False) if key})
    return found


def read_by_youth() -> Iterator[tuple[str, str]]:
    """(where, msgid) of everything a young person may read in templates and messages."""
    from django.utils.translation.template import templatize

    places = [
        path
        for path in sorted(PACKAGE.glob("*/templates/**/*.html"))
        if not str(path.relative_to(PACKAGE)).startswith(WORKERS_ONLY)
    ]
    for path in [*places, *(PACKAGE / name for name in MODULES)]:
        text = path.read_text(encoding="utf-8")
        source = text
        if path.suffix == ".html":
            source = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).split("\n"))
        catalog = catalogues.Catalog(locale="en")
        catalogues._collect(catalog, path, source.encode())
        for message in catalog:
            for key in message.id if isinstance(message.id, tuple | list) else (message.id,):
                if key:
                    yield str(path.relative_to(ROOT)), str(key)


def sentences(text: str) -> list[str]:
    plain = re.sub(r"%\((\w+)\)s", "nimi", text)
    return [part for part in re.split(r"(?<=[.!?…:])\s+", plain) if part.strip()]


def test_catalogues_are_complete_in_finnish_and_swedish() -> None:
    assert [str(finding) for finding in catalogues.check()] == []


def test_what_a_young_person_reads_is_short_and_free_of_office_words() -> None:
    known, stems = finnish(), office_words()
    looked_at, wrong = 0, []
    for where, key in read_by_youth():
        words = known.get(key)
        if words is None:
            continue  # said by another app's catalogue under the same words, or a key of the framework
        looked_at += 1
        for sentence in sentences(words):
            if len(sentence.split()) > LONGEST:
                wrong.append(f"{where}: {len(sentence.split())} words: {sentence}")
        wrong += [f"{where}: {stem.pattern}: {words}" for stem in stems if stem.search(words)]
    assert looked_at > 250
    assert wrong == []


@pytest.mark.parametrize("kind", sorted(texts.BODY))
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_notice_names_nothing_and_nobody(kind: str, language: str) -> None:
    subject, body = texts.words(kind, language)
    said = f"{subject} {body}".lower()
    for word in (
        "sosiaalikyl", "jälkihuol", "lastensuoj", "hyvinvointi", "sosiaali", "eftervård", "barnskydd", "välfärd", "social",
        "aftercare", "welfare", "http", "www", "@",
    ):  # fmt: skip
        assert word not in said
    assert all(len(sentence.split()) <= LONGEST for sentence in sentences(body))


def test_one_message_said_in_two_ways_by_two_apps_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for app, words in (("above", "Peru vaihto"), ("below", "Peru aika")):
        path = tmp_path / app / "locale/fi/LC_MESSAGES/django.po"
        path.parent.mkdir(parents=True)
        path.write_text(f'msgid ""\nmsgstr ""\n\nmsgid "Call it off"\nmsgstr "{words}"\n', encoding="utf-8")
        (tmp_path / app / "__init__.py").touch()
    monkeypatch.setattr(catalogues, "PACKAGE", tmp_path)
    assert len(list(catalogues.said_differently())) == 1
