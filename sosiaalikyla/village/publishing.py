"""Puts pages out: each language and variant rendered once, and taken away again. Editors' and the loader's door.

Not `@action`: pages are about nobody, the editors' process knows no accounts, and who changed what stands in its own log.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.html import escape

from sosiaalikyla.base import clock
from sosiaalikyla.base.months import add_years

from . import clean
from .models import Rendered, StandingFact
from .texts import FULL, PLAIN, About, Content, Fact, House, Page, Words

_PAGE_LINK = re.compile(r'href="page:([a-z0-9-]+)"')


@transaction.atomic
def publish(page: Page, house: House | None) -> bool:
    """Put a page out in every language and variant it has, and take away those it has no more. True if anything changed."""
    wanted = [_row(page, house, language, variant, words) for (language, variant), words in page.words.items()]
    return _put(page.key, wanted)


@transaction.atomic
def publish_house(house: House) -> bool:
    """Put a house's front out: its name, what it is for, and its sections in order."""
    wanted = [_house_row(house, language, FULL, house.lead[language]) for language in ("fi", "sv", "en")]
    if "fi-plain" in house.lead:
        wanted.append(_house_row(house, "fi", PLAIN, house.lead["fi-plain"]))
    return _put(house.key, wanted)


@transaction.atomic
def withdraw(key: str) -> bool:
    """Take a page away in every language. True if it stood there."""
    return bool(Rendered.objects.filter(key=key).delete()[0])


@transaction.atomic
def put_facts(facts: Iterable[Fact]) -> bool:
    """Make the standing facts those given. True if anything changed."""
    kept = {row.key: row for row in StandingFact.objects.all()}
    changed = False
    for fact in facts:
        told = {"text": fact.text, "start": fact.start, "until": fact.until, "source": fact.source}
        row = kept.pop(fact.key, None)
        if row is None or any(getattr(row, name) != value for name, value in told.items()):
            StandingFact.objects.update_or_create(key=fact.key, defaults=told)
            changed = True
    if kept:
        StandingFact.objects.filter(key__in=kept).delete()
    return changed or bool(kept)


def publish_all(content: Content) -> int:
    """Put a whole content folder out as it stands. How many houses, pages and cards changed."""
    changed = int(put_facts(content.facts))
    houses = {house.key: house for house in content.houses}
    changed += sum(publish_house(house) for house in content.houses)
    changed += sum(publish(page, houses.get(page.house)) for page in (*content.pages, *content.cards))
    return changed


def body(words: Words) -> str:
    """The parts as HTML, each a section named by its heading. Placeholders and page:key links stay as they are."""
    return "".join(
        f'<section class="part is-{part.kind}" aria-labelledby="part-{number}"><h2 id="part-{number}">'
        f"{escape(part.heading)}</h2>{clean.part(part.html)}</section>"
        for number, part in enumerate(words.parts, 1)
    )


def links(html: str) -> list[str]:
    """Keys of the pages the HTML leads to."""
    return sorted(set(_PAGE_LINK.findall(html)))


def _row(page: Page, house: House | None, language: str, variant: str, words: Words) -> Rendered:
    about = page.about
    html = body(words)
    slug = page.slugs[language]
    path = slug
    if house is not None:
        section = next(each for each in house.sections if each.key == page.section)
        path = f"{house.slugs[language]}/{section.slugs[language]}/{slug}"
    neutral = about.neutral_title or (house.neutral_title if house else {})
    return Rendered(
        kind=Rendered.Kind.PAGE if house else Rendered.Kind.CARD,
        key=page.key,
        language=language,
        variant=variant,
        house=page.house,
        section=page.section,
        path=path,
        place=page.place,
        title=clean.line(words.title),
        tab_title=neutral.get(language, ""),
        lead=clean.line(words.lead),
        body=html,
        about=_about(about, language, html),
        owner=about.owner,
        checked=about.checked,
        valid_from=about.valid_from,
        valid_until=about.valid_until,
        review_by=about.review_by,
    )


def _about(about: About, language: str, html: str) -> dict[str, Any]:
    """What the reader is shown beside the words, in the language of the page."""
    return {
        "review": about.review,
        "law": [asdict(each) | {"checked": each.checked.isoformat()} for each in about.law],
        "sources": [asdict(each) | {"checked": each.checked.isoformat()} for each in about.sources],
        "help": list(about.help),
        "disputed": about.disputed.get(language, ""),
        "related": list(about.related),
        "links": links(html),
        "life_areas": list(about.life_areas),
        "phases": list(about.phases),
        "clear_question": about.clear_question.get(language, ""),
        "search_words": list(about.search_words.get(language, ())),
    }


def _house_row(house: House, language: str, variant: str, lead: str) -> Rendered:
    sections = [
        {"key": each.key, "slug": each.slugs[language], "title": clean.line(each.title[language])} for each in house.sections
    ]
    return Rendered(
        kind=Rendered.Kind.HOUSE,
        key=house.key,
        language=language,
        variant=variant,
        house=house.key,
        path=house.slugs[language],
        place=house.place,
        title=clean.line(house.title[language]),
        tab_title=house.neutral_title.get(language, ""),
        lead=clean.line(lead),
        about={"accent": house.accent, "sections": sections, "languages": list(house.languages)},
        owner=house.owner,
        valid_from=date.min,  # a house stands; its pages have their days
        review_by=add_years(clock.today(), 1),
    )


_SAME_WORDS = (
    "kind",
    "house",
    "section",
    "path",
    "place",
    "title",
    "tab_title",
    "lead",
    "body",
    "about",
    "owner",
    "checked",
)
_SAME_DAYS = ("valid_from", "valid_until", "review_by")


def _revision(row: Rendered) -> str:
    """A fingerprint of all that is shown; a house's days are its publishing's own and left out."""
    names = _SAME_WORDS if row.kind == Rendered.Kind.HOUSE else _SAME_WORDS + _SAME_DAYS
    told = {name: getattr(row, name) for name in names}
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()


def _put(key: str, wanted: list[Rendered]) -> bool:
    kept = {(row.language, row.variant): row for row in Rendered.objects.filter(key=key)}
    changed = False
    for row in wanted:
        row.revision = _revision(row)
        old = kept.pop((row.language, row.variant), None)
        if old is not None and old.revision == row.revision:
            continue
        row.pk = old.pk if old else None
        row.published_at = clock.now()
        row.save()
        changed = True
    if kept:
        Rendered.objects.filter(pk__in=[row.pk for row in kept.values()]).delete()
    return changed or bool(kept)
