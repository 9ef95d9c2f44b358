"""`sosiaalikyla load-content [--show] [FOLDER]`: a content folder into the editors' pages, and from there into the village.

Repeating it changes nothing. A page an editor has touched since the last load is left alone, in all its languages, and
told of; `--show` also says where it and the file differ. What the file and the page say alike counts as loaded.
"""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from wagtail.models import Locale, Page

from sosiaalikyla.village import files, publishing
from sosiaalikyla.village import loading as village_loading
from sosiaalikyla.village.texts import FULL, LANGUAGES, Content

from . import converting, going_out, quick
from .converting import SOURCE, Values
from .models import (
    CardShelf,
    HousePage,
    Keyed,
    Loaded,
    RightsCard,
    SectionPage,
    Translated,
    VillagePage,
    VillageRoot,
    Written,
)

Place = tuple[type[Keyed], str, str]
"""Kind of page, its key (a section's with its house's before it) and its language."""


@dataclass
class Report:
    """What a load did."""

    changed: int = 0
    kept: dict[str, list[str]] = field(default_factory=dict)
    """Keys of the pages left alone, each with where it and the file differ."""
    missing: list[str] = field(default_factory=list)
    """Links to pages that are nowhere, as `page: key`."""

    def lines(self, *, show: bool = False) -> list[str]:
        told = [f"content: {self.changed} rows changed" if self.changed else "content: everything was up to date"]
        for key, differences in self.kept.items():
            told.append(f"kept: {key} (edited here since the last load)")
            told += [f"  {line}" for line in differences] if show else []
        return told + [f"no such page: {each}" for each in self.missing]


def load(folder: Path = files.CONTENT) -> Report:
    """Everything of the folder, in one transaction. ContentError names file and place, and nothing has changed."""
    content = files.read(folder)
    with transaction.atomic(), going_out.later():
        return _Load(content).run(folder)


class _Load:
    def __init__(self, content: Content) -> None:
        self.content = content
        self.report = Report()
        self.locales = {row.language_code: row for row in Locale.objects.all()}
        self.rows: dict[Place, Any] = {}
        self.loaded = {row.page_id: row for row in Loaded.objects.all()}
        self.houses = {house.key: house for house in content.houses}
        self.same: list[Place] = []
        self.numbers: dict[str, int] = {}

    def run(self, folder: Path) -> Report:
        self._meet()
        wanted = self._wanted()
        self._tell_apart(wanted)
        new = self._build(wanted)
        self.numbers = {
            key: row.pk for (model, key, language), row in self.rows.items() if self._leads_here(model, language)
        }
        for place in new:
            self._fill(place, wanted[place])
        quick.publish([self.rows[place] for place in new])
        changed = [place for place in wanted if place not in new and self._differs(place, wanted[place])]
        for place in changed:
            self._write_anew(place, wanted[place])
        self._remember([*new, *changed, *self.same], wanted)
        self.report.changed = len(new) + len(changed) + self._put_out()
        self.report.changed += int(publishing.put_facts(self.content.facts)) + village_loading.load_synonyms(folder)
        return self.report

    # ---- what there is, and what the files say

    def _meet(self) -> None:
        """Every row by its place. Sections carry their house's key, which their own keys don't."""
        sections = {}
        houses = {row.path: row.key for row in HousePage.objects.all()}
        for model in (HousePage, SectionPage, VillagePage, RightsCard):
            for row in model.objects.select_related("locale").order_by("path"):
                key = row.key
                if model is SectionPage:
                    sections[row.path] = key
                    key = f"{houses[row.path[: -Page.steplen]]}/{key}"
                self.rows[model, key, row.locale.language_code] = row

    def _wanted(self) -> dict[Place, Values]:
        """What the files say, parents before children, Finnish before its translations."""
        said: dict[Place, Values] = {}
        for house in self.content.houses:
            for language in LANGUAGES:
                said[HousePage, house.key, language] = converting.said_of_house(house, language)
            for section in house.sections:
                for language in LANGUAGES:
                    place = (SectionPage, f"{house.key}/{section.key}", language)
                    said[place] = converting.said_of_section(section, language)
        for model, pages in ((VillagePage, self.content.pages), (RightsCard, self.content.cards)):
            for page in pages:
                for language in LANGUAGES:
                    if (language, FULL) in page.words:
                        said[model, page.key, language] = converting.said_of_page(page, language)
        return said

    def _tell_apart(self, wanted: dict[Place, Values]) -> None:
        """Take out of `wanted` what an editor has touched; what says the same counts as loaded from now on."""
        touched: dict[tuple[type[Keyed], str], list[Place]] = {}
        for place in wanted:
            row = self.rows.get(place)
            if row is None:
                continue
            loaded = self.loaded.get(row.pk)
            if loaded is None or loaded.revision != (row.latest_revision_id or 0):
                touched.setdefault(place[:2], []).append(place)
        known = going_out.keys() if touched else {}
        for name, places in touched.items():
            differences = [line for place in places for line in self._differences(place, wanted[place], known)]
            if not differences:
                self.same += places
                continue
            self.report.kept[name[1]] = differences
            for language in LANGUAGES:
                wanted.pop((*name, language), None)

    def _differences(self, place: Place, said: Values, known: Mapping[int, str]) -> list[str]:
        row = self.rows[place].get_latest_revision_as_object()
        return [f"{place[2]} {line}" for line in differences(_held(row, place, known), said)]

    def _differs(self, place: Place, said: Values) -> bool:
        loaded = self.loaded.get(self.rows[place].pk)
        return place not in self.same and (loaded is None or loaded.digest != converting.digest(said))

    # ---- into the tree

    def _build(self, wanted: Mapping[Place, Values]) -> list[Place]:
        """Rows for what has none yet, numbered and unpublished: links need a number to lead to."""
        roots = {row.locale.language_code: row for row in VillageRoot.objects.select_related("locale")}
        shelves = {row.locale.language_code: row for row in CardShelf.objects.select_related("locale")}
        sections = {page.key: f"{page.house}/{page.section}" for page in self.content.pages}
        ground, new = quick.Ground(), []
        for place, said in wanted.items():
            model, key, language = place
            if place in self.rows:
                continue
            row = model(key=key.rsplit("/", 1)[-1], title=said["title"], slug=said["slug"], locale=self.locales[language])
            row.draft_title, row.live = said["title"], False
            source = self.rows.get((model, key, SOURCE))
            if source is not None:
                row.translation_key = source.translation_key
            parent = roots[language]
            if model is RightsCard:
                parent = shelves[language]
            elif model is SectionPage:
                parent = self.rows[HousePage, key.split("/")[0], language]
            elif model is VillagePage:
                parent = self.rows[SectionPage, sections[key], language]
            ground.give(parent, row)
            self.rows[place] = row
            new.append(place)
        ground.number([self.rows[place] for place in new])
        return new

    @staticmethod
    def _leads_here(model: type[Keyed], language: str) -> bool:
        """Links lead to the Finnish page; a reader of another language is led on to theirs."""
        return language == SOURCE and model is not SectionPage

    # ---- words

    def _fill(self, place: Place, said: Values) -> None:
        model, key, _language = place
        row = self.rows[place]
        if issubclass(model, Written):
            converting.fill_page(row, said, self.numbers, lambda gone: self.report.missing.append(f"{key}: {gone}"))
        else:
            converting.fill_plainly(row, said)

    def _write_anew(self, place: Place, said: Values) -> None:
        """A row that is there already, as Wagtail does it: address, log and index of all below go with it."""
        model, _key, language = place
        self._fill(place, said)
        row = self.rows[place]
        if model is VillagePage and language == SOURCE:
            self._move(row, said["where"])
        row.save_revision().publish(skip_permission_checks=True)
        row.refresh_from_db()

    def _move(self, row: Any, where: list[str]) -> None:
        """A page whose file stands in another section now goes there in every language."""
        if going_out.place_of(row) == tuple(where):
            return
        for place, other in self.rows.items():
            if place[:2] == (VillagePage, row.key):
                other.move(self.rows[SectionPage, f"{where[0]}/{where[1]}", place[2]], pos="last-child")
                other.refresh_from_db(fields=["path", "depth", "url_path"])

    def _remember(self, places: Iterable[Place], wanted: Mapping[Place, Values]) -> None:
        """What was loaded, into which revision; and from which Finnish words, since files are translated together."""
        loaded, translated = [], []
        known = {pk: key for key, pk in self.numbers.items()}
        for place in places:
            model, key, language = place
            row = self.rows[place]
            loaded.append(
                Loaded(page_id=row.pk, digest=converting.digest(wanted[place]), revision=row.latest_revision_id or 0)
            )
            if issubclass(model, Written) and language != SOURCE:
                source = self.rows[model, key, SOURCE]
                held = converting.held_of_page(source, known, source=True)
                translated.append(
                    Translated(page_id=row.pk, digest=converting.words_digest(held), revision=source.live_revision_id)
                )
        for model_, rows in ((Loaded, loaded), (Translated, translated)):
            model_.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=["page_id"], update_fields=["digest", "revision"]
            )

    # ---- out

    def _put_out(self) -> int:
        """Everything of the folder, as the pages now say it. How many rows of the village were brought in line."""
        known = {row.pk: place[1] for place, row in self.rows.items() if place[0] is not SectionPage}
        houses = {key: going_out.house(key) for key in self.houses}
        changed = sum(publishing.publish_house(house) for house in houses.values() if house)
        for model, pages in ((VillagePage, self.content.pages), (RightsCard, self.content.cards)):
            for page in pages:
                rows = {code: self.rows.get((model, page.key, code)) for code in LANGUAGES}
                live = {code: row for code, row in rows.items() if row is not None and row.live}
                if SOURCE not in live:
                    continue
                # Where the page stands by its file, unless an editor has moved it.
                kept = page.key in self.report.kept and model is VillagePage
                where = going_out.place_of(live[SOURCE]) if kept else (page.house, page.section)
                held = {
                    code: converting.held_of_page(row, known, source=code == SOURCE, where=where)
                    for code, row in live.items()
                }
                home = houses.get(where[0]) or (going_out.house(where[0]) if where[0] else None)
                changed += publishing.publish(converting.to_page(page.key, held), home)
        return changed


def _held(row: Any, place: Place, known: Mapping[int, str]) -> Values:
    model, _key, language = place
    source = language == SOURCE
    if model is HousePage:
        return converting.held_of_house(row, source=source)
    if model is SectionPage:
        return converting.held_of_section(row)
    where = going_out.place_of(row) if source else ("", "")
    return converting.held_of_page(row, known, source=source, where=where)


def differences(held: Values, said: Values) -> list[str]:
    """Where a page and its file differ, a line each: - as it is here, + as the file says."""
    found = []
    for name in said:
        if held.get(name) == said[name]:
            continue
        here, there = (_lines(values.get(name)) for values in (held, said))
        changes = difflib.unified_diff(here, there, lineterm="", n=0)
        found += [f"{name}: {line}" for line in changes if not line.startswith(("---", "+++", "@@"))]
    return found


def _lines(value: Any) -> list[str]:
    if isinstance(value, list):
        return [
            json.dumps(each, ensure_ascii=False, sort_keys=True) if isinstance(each, dict) else str(each) for each in value
        ]
    return [str(value)]


def main(words: list[str]) -> int:
    show = "--show" in words
    words = [word for word in words if word != "--show"]
    if len(words) > 1 or any(word.startswith("-") for word in words):
        print("sosiaalikyla load-content [--show] [FOLDER]", file=sys.stderr)
        return 2
    folder = Path(words[0]) if words else files.CONTENT
    if not folder.is_dir():
        print(f"There is no folder {folder}.", file=sys.stderr)
        return 2
    try:
        report = load(folder)
    except files.ContentError as bad:
        print(f"Nothing was changed. {bad}", file=sys.stderr)
        return 1
    print("\n".join(report.lines(show=show)))
    return 0
