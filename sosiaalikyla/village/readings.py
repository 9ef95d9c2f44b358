"""A published page as its reader meets it today: placeholders filled, links led on, its source and its days beside."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe  # noqa: TID251 - a body is cleaned HTML
from django.utils.translation import gettext, override

from sosiaalikyla.base import clock
from sosiaalikyla.base.context import LANGUAGE_NAMES
from sosiaalikyla.places.views import Line, line_of
from sosiaalikyla.rules.loader import Rules

from . import clean, placeholders
from .models import Rendered, StandingFact
from .texts import FULL, PLAIN, Fact

log = logging.getLogger("sosiaalikyla.village")

_PAGE_LINK = re.compile(r'<a href="page:([a-z0-9-]+)">(.*?)</a>')
_OUT = re.compile(r'<a href="(https://[^"]+)">')


@dataclass(frozen=True)
class Neighbour:
    """A page beside this one, or the same in another language."""

    key: str
    title: str
    lead: str
    url: str
    language: str
    variant: str


@dataclass(frozen=True)
class Shown:
    """What the template of a page needs."""

    row: Rendered
    title: str
    tab_title: str
    lead: str
    body: SafeString
    disputed: str
    related: tuple[Neighbour, ...]
    house: Neighbour | None
    accent: str
    section: tuple[str, str]
    """Title and address of its section."""
    help: tuple[Line, ...]
    expired: bool
    overdue: bool
    twin: Neighbour | None
    """The same page in plain Finnish, or from there the usual text."""
    languages: tuple[dict[str, Any], ...]

    @property
    def waiting(self) -> bool:
        return bool(self.row.about.get("review") == "waiting")

    @property
    def law(self) -> list[dict[str, Any]]:
        return _with_days(self.row.about.get("law", ()))

    @property
    def sources(self) -> list[dict[str, Any]]:
        return _with_days(self.row.about.get("sources", ()))

    @property
    def data(self) -> dict[str, Any]:
        """The page for machines, in the words of schema.org."""
        told: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "Article",
            "headline": self.title,
            "description": self.lead,
            "inLanguage": self.row.language,
            "dateModified": clock.day_of(self.row.published_at).isoformat(),
            "license": "https://creativecommons.org/licenses/by/4.0/",
            "isAccessibleForFree": True,
            "publisher": {"@type": "Organization", "name": "Sosiaalikylä"},
        }
        if self.sources or self.law:
            told["citation"] = [each["link"] for each in (*self.law, *self.sources)]
        if self.row.valid_until:
            told["expires"] = self.row.valid_until.isoformat()
        return told

    @property
    def neutral(self) -> bool:
        """Whether the browser's tab and history must not say what the page is about."""
        return bool(self.row.tab_title)


def _with_days(told: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{**each, "checked": date.fromisoformat(each["checked"])} for each in told]


@dataclass(frozen=True)
class Here:
    """The village on a day in a language: what fills the placeholders of any text."""

    day: date
    language: str
    rules: Rules = field(default_factory=Rules.load)

    def filler(self, texts: Iterable[str]) -> Callable[[str], str]:
        """Fills the placeholders the texts hold. One query when there are facts among them, none otherwise."""
        names = placeholders.names(texts)
        keys = [name.removeprefix("fact.") for name in names if name.startswith("fact.")]
        facts = {row.key: as_fact(row) for row in StandingFact.objects.filter(key__in=keys)} if keys else {}
        fill = placeholders.filler(self.rules, facts, self.day, self.language)

        def careful(html: str) -> str:
            try:
                return fill(html)
            except placeholders.Unfilled as missing:
                log.error("a page leans on what has no value today: %s", missing)
                # Never a guess, never a gap: the reader is told that this one is being looked at.
                return placeholders.PLACEHOLDER.sub(gettext("(we are checking this)"), html)

        return careful


def as_fact(row: StandingFact) -> Fact:
    return Fact(row.key, row.text, row.start, row.until, row.source)


def address(row: Rendered) -> str:
    """Where a house, a page or a rights card is read, in its own language and variant."""
    with override(row.language):
        if row.kind == Rendered.Kind.CARD:
            return reverse("open_card_plain" if row.variant == PLAIN else "open_card", args=[row.path])
        return reverse("village_plain" if row.variant == PLAIN else "village_page", args=[row.path])


def shown(row: Rendered, here: Here, *, part: str = "part") -> Shown:
    """The page with everything around it. Two queries at most: neighbours, facts.

    part: what the ids of its parts begin with, where two bodies stand on one page.
    """
    about = row.about
    wanted = {row.key, row.house, *about.get("links", ()), *about.get("related", ())}
    rows = list(Rendered.objects.filter(~Q(kind=Rendered.Kind.CARD) | Q(key=row.key), key__in=wanted).defer("body"))
    found = _Found(rows, row)
    around = [words for each in rows for words in (each.title, each.lead)]
    fill = here.filler([row.title, row.lead, row.body, about.get("disputed", ""), *around])
    house = found.one(row.house)
    return Shown(
        row=row,
        title=fill(row.title),
        tab_title=row.tab_title or row.title,
        lead=fill(row.lead),
        body=mark_safe(_led_on(fill(clean.body(row.body)), found).replace('"part-', f'"{part}-')),  # noqa: S308 - cleaned here and when saved
        disputed=fill(about.get("disputed", "")),
        related=tuple(
            _neighbour(other, fill)
            for key in about.get("related", ())
            if (other := found.one(key)) is not None and _current(other, here.day)
        ),
        house=_neighbour(house, fill) if house else None,
        accent=house.about.get("accent", "pine") if house else "pine",
        section=_section(row, house),
        help=tuple(line for key in about.get("help", ()) if (line := line_of(key, here.language)) is not None),
        expired=row.valid_until is not None and row.valid_until < here.day,
        overdue=row.review_by < here.day,
        twin=_neighbour(twin, fill) if (twin := found.twin(row)) else None,
        languages=languages(found.same(row.key), row),
    )


def languages(same: Mapping[tuple[str, str], Rendered], row: Rendered) -> tuple[dict[str, Any], ...]:
    """Links to the page in the three languages; where it has none, to the front page in that language."""
    links = []
    for code, name in LANGUAGE_NAMES:
        other = same.get((code, FULL))
        if other is not None:
            url = address(other)
        else:
            with override(code):
                url = reverse("front")
        links.append({"code": code, "name": name, "url": url, "current": code == row.language})
    return tuple(links)


class _Found:
    """Rows by key, the reader's own language and variant before the others."""

    def __init__(self, rows: Iterable[Rendered], like: Rendered) -> None:
        self._by_key: dict[str, dict[tuple[str, str], Rendered]] = {}
        for row in rows:
            self._by_key.setdefault(row.key, {})[(row.language, row.variant)] = row
        self._order = [(like.language, like.variant), (like.language, FULL), ("fi", like.variant), ("fi", FULL)]

    def one(self, key: str) -> Rendered | None:
        rows = self._by_key.get(key, {})
        return next((rows[each] for each in self._order if each in rows), None)

    def same(self, key: str) -> Mapping[tuple[str, str], Rendered]:
        return self._by_key.get(key, {})

    def twin(self, row: Rendered) -> Rendered | None:
        return self.same(row.key).get((row.language, FULL if row.variant == PLAIN else PLAIN))


def _current(row: Rendered, day: date) -> bool:
    return row.valid_from <= day and (row.valid_until is None or day <= row.valid_until)


def _neighbour(row: Rendered, fill: Callable[[str], str]) -> Neighbour:
    return Neighbour(row.key, fill(row.title), fill(row.lead), address(row), row.language, row.variant)


def _section(row: Rendered, house: Rendered | None) -> tuple[str, str]:
    for each in house.about.get("sections", ()) if house else ():
        if each["key"] == row.section and house is not None:
            return each["title"], f"{address(house)}{each['slug']}/"
    return "", ""


def _led_on(html: str, found: _Found) -> str:
    """Links to pages get the page's address in the reader's language and variant; to a page that isn't there, none."""

    def lead_on(link: re.Match[str]) -> str:
        row = found.one(link[1])
        if row is None:
            return link[2]
        return f'<a href="{escape(address(row))}">{link[2]}</a>'

    return _OUT.sub(r'<a href="\1" rel="noreferrer">', _PAGE_LINK.sub(lead_on, html))


# ---------------------------------------------------------------- fronts


@dataclass(frozen=True)
class HouseShown:
    """A house's front: its sections in order, each with its pages."""

    row: Rendered
    title: str
    lead: str
    accent: str
    sections: tuple[tuple[dict[str, str], tuple[Neighbour, ...]], ...]
    elsewhere: tuple[Neighbour, ...]
    """Pages this house has in Finnish only, for a reader of another language."""
    twin: Neighbour | None
    languages: tuple[dict[str, Any], ...]


def house_shown(row: Rendered, here: Here, only: str = "") -> HouseShown:
    """The house whole, or one of its sections by key. One query, and one more when a title leans on a fact."""
    rows = list(
        Rendered.objects.filter(house=row.key).exclude(kind=Rendered.Kind.CARD).defer("body").order_by("place", "key")
    )
    found = _Found(rows, row)
    pages = [each for each in rows if each.kind == Rendered.Kind.PAGE and _current(each, here.day)]
    fill = here.filler([words for each in rows for words in (each.title, each.lead)])
    own, other = _readable(pages, row)
    sections = tuple(
        (section, tuple(_neighbour(each, fill) for each in own if each.section == section["key"]))
        for section in row.about.get("sections", ())
        if only in {"", section["key"]}
    )
    return HouseShown(
        row=row,
        title=row.title,
        lead=fill(row.lead),
        accent=row.about.get("accent", "pine"),
        sections=tuple(each for each in sections if each[1]),
        elsewhere=tuple(_neighbour(each, fill) for each in other if only in {"", each.section}),
        twin=_neighbour(twin, fill) if (twin := found.twin(row)) else None,
        languages=languages(found.same(row.key), row),
    )


def _readable(pages: list[Rendered], like: Rendered) -> tuple[list[Rendered], list[Rendered]]:
    """The pages in the reader's language, plain ones for who chose plain; and those there are in Finnish only."""
    own: dict[str, Rendered] = {}
    other: dict[str, Rendered] = {}
    for each in pages:
        if each.language == like.language and (each.variant == like.variant or each.key not in own):
            own[each.key] = each
        elif each.language == "fi" and each.variant == FULL:
            other[each.key] = each
    return list(own.values()), [row for key, row in other.items() if key not in own]


def in_force(day: date, language: str, **which: Any) -> list[Rendered]:
    """The usual texts in force, in order, in the reader's language or in Finnish where there is none. One query."""
    rows = Rendered.objects.filter(variant=FULL, language__in={language, "fi"}, **which)
    found: dict[str, Rendered] = {}
    for row in rows.in_force_on(day).defer("body").order_by("place", "key"):
        if row.key not in found or row.language == language:
            found[row.key] = row
    return list(found.values())


def cards(here: Here) -> list[Neighbour]:
    """The rights cards in force in their order, in the reader's language or in Finnish. One query, or two with facts."""
    found = in_force(here.day, here.language, kind=Rendered.Kind.CARD)
    fill = here.filler([words for row in found for words in (row.title, row.lead)])
    return [_neighbour(row, fill) for row in found]


def neighbours(keys: Iterable[str], here: Here) -> dict[str, Neighbour]:
    """Pages in force by key, in the reader's language or in Finnish. One query, or two when a title leans on a fact."""
    found = in_force(here.day, here.language, key__in=set(keys))
    fill = here.filler([words for row in found for words in (row.title, row.lead)])
    return {row.key: _neighbour(row, fill) for row in found}


def houses(language: str, variant: str) -> list[dict[str, Any]]:
    """The houses of the village in order, for its front. One query."""
    rows = Rendered.objects.filter(kind=Rendered.Kind.HOUSE, language=language, variant=variant).order_by("place", "key")
    return [
        {
            "key": row.key,
            "title": row.title,
            "lead": row.lead,
            "url": address(row),
            "accent": row.about.get("accent", "pine"),
        }
        for row in rows
    ]
