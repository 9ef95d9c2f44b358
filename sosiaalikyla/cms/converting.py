"""Between Wagtail's rows and the texts of the village, both ways.

In the middle stand plain values, one mapping for each page and language: what a file says (`said_*`) and what a row holds
(`held_*`) look the same, so that they can be compared, shown and written into the other. HTML is cleaned on both sides.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from sosiaalikyla.village import clean
from sosiaalikyla.village.texts import FULL, PLAIN, About, House, Law, Page, Part, Section, SourceRead, Words

SOURCE = "fi"
Values = dict[str, Any]
Keys = Mapping[int, str]
"""Keys of pages by Wagtail's number."""

_LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
_NUMBER = re.compile(r'\bid="(\d+)"')
_ADDRESS = re.compile(r'\bhref="([^"]*)"')
_BREAK = re.compile(r"<br\s*/?>")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_PAGE = re.compile(r'<a href="page:([a-z0-9_.-]+)">(.*?)</a>', re.DOTALL)


# ---------------------------------------------------------------- HTML


def village_html(html: str, keys: Keys) -> str:
    """Wagtail's HTML as the village has it: links by key, nothing but p, ul, ol, li and a."""

    def lead_on(link: re.Match[str]) -> str:
        attributes, text = link.groups()
        if 'linktype="page"' in attributes:
            number = _NUMBER.search(attributes)
            key = keys.get(int(number[1])) if number else None
            return f'<a href="page:{key}">{text}</a>' if key else text
        address = _ADDRESS.search(attributes)
        good = address is not None and address[1].startswith(("https://", "page:"))
        return f'<a href="{address[1]}">{text}</a>' if good and address else text

    return clean.part(_LINK.sub(lead_on, _BREAK.sub(" ", _seen(html))))


def _seen(text: str) -> str:
    """Without what no reader sees: control characters, and marks that turn the direction of a text."""
    return _UNSEEN.sub("", text)


def wagtail_html(html: str, numbers: Mapping[str, int], missing: Callable[[str], None]) -> str:
    """The village's HTML as Wagtail keeps it. A link to a page that isn't there becomes its words, and is told of."""

    def lead_on(link: re.Match[str]) -> str:
        key, text = link.groups()
        if key in numbers:
            return f'<a id="{numbers[key]}" linktype="page">{text}</a>'
        missing(key)
        return text

    return _PAGE.sub(lead_on, html)


# ---------------------------------------------------------------- what a file says


def said_of_page(page: Page, language: str) -> Values:
    """What the file says of a page or card in a language it has words in."""
    about = page.about
    words, plain = page.words[language, FULL], page.words.get((language, PLAIN))
    twins = plain.parts if plain else (None,) * len(words.parts)
    said: Values = {
        "title": words.title,
        "lead": words.lead,
        "slug": page.slugs[language],
        "parts": [_said_part(part, twin) for part, twin in zip(words.parts, twins, strict=True)],
        "disputed": about.disputed.get(language, ""),
        "neutral_title": about.neutral_title.get(language, ""),
        "clear_question": about.clear_question.get(language, ""),
        "search_words": list(about.search_words.get(language, ())),
    }
    if language != SOURCE:
        return said
    return said | {
        "plain_title": plain.title if plain else "",
        "plain_lead": plain.lead if plain else "",
        "office": about.owner,
        "review_by": about.review_by.isoformat(),
        "valid_from": about.valid_from.isoformat(),
        "valid_until": about.valid_until.isoformat() if about.valid_until else "",
        "review": about.review,
        "life_areas": list(about.life_areas),
        "phases": list(about.phases),
        "help": list(about.help),
        "related": list(about.related),
        "law": [
            {"act": law.act, "section": law.section, "link": law.link, "checked": law.checked.isoformat(),
             "verification": law.verification}
            for law in about.law
        ],
        "sources": [
            {"title": source.title, "publisher": source.publisher, "link": source.link, "year": source.year,
             "checked": source.checked.isoformat()}
            for source in about.sources
        ],
        "place": page.place,
        "where": [page.house, page.section],
    }  # fmt: skip


def _said_part(part: Part, twin: Part | None) -> Values:
    return {
        "kind": part.kind,
        "heading": part.heading,
        "html": clean.part(part.html),
        "plain_heading": twin.heading if twin else "",
        "plain_html": clean.part(twin.html) if twin else "",
    }


def said_of_house(house: House, language: str) -> Values:
    said: Values = {
        "title": house.title[language],
        "lead": house.lead[language],
        "slug": house.slugs[language],
        "neutral_title": house.neutral_title.get(language, ""),
    }
    if language != SOURCE:
        return said
    return said | {
        "lead_plain": house.lead.get("fi-plain", ""),
        "office": house.owner,
        "accent": house.accent,
        "languages": list(house.languages),
        "place": house.place,
    }


def said_of_section(section: Section, language: str) -> Values:
    return {"title": section.title[language], "slug": section.slugs[language]}


# ---------------------------------------------------------------- what a row holds


def held_of_page(row: Any, keys: Keys, *, source: bool, where: tuple[str, str] = ("", "")) -> Values:
    """What a page's or card's row holds. `source`: it is the Finnish one, which also holds what all languages share."""
    held: Values = {
        "title": _seen(row.title),
        "lead": _seen(row.lead),
        "slug": row.slug,
        "parts": [_held_part(value, keys, source=source) for value in _raw(row.body)],
        "disputed": _seen(row.disputed),
        "neutral_title": _seen(row.neutral_title),
        "clear_question": _seen(row.clear_question),
        "search_words": [_seen(line) for line in row.search_words.splitlines() if line.strip()],
    }
    if not source:
        return held
    return held | {
        "plain_title": _seen(row.plain_title),
        "plain_lead": _seen(row.plain_lead),
        "office": row.office,
        "review_by": _written(row.review_by),
        "valid_from": _written(row.valid_from),
        "valid_until": _written(row.valid_until),
        "review": row.review,
        "life_areas": list(row.life_areas),
        "phases": list(row.phases),
        "help": list(row.help),
        "related": [keys[number] for number in _raw(row.related) if number in keys],
        "law": [
            {name: value[name] for name in ("act", "section", "link", "checked", "verification")} for value in _raw(row.law)
        ],
        "sources": [
            {name: value[name] for name in ("title", "publisher", "link", "year", "checked")} for value in _raw(row.sources)
        ],
        "place": row.place,
        "where": list(where),
    }


def _held_part(value: Mapping[str, Any], keys: Keys, *, source: bool) -> Values:
    return {
        "kind": value["kind"],
        "heading": _seen(value["heading"]),
        "html": village_html(value["text"], keys),
        "plain_heading": _seen(value.get("plain_heading") or "") if source else "",
        "plain_html": village_html(value.get("plain_text") or "", keys) if source else "",
    }


def _raw(stream: Any) -> Iterable[Any]:
    return (each["value"] for each in stream.raw_data)


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""


def held_of_house(row: Any, *, source: bool) -> Values:
    held: Values = {"title": row.title, "lead": row.lead, "slug": row.slug, "neutral_title": row.neutral_title}
    if not source:
        return held
    shared = {name: getattr(row, name) for name in ("lead_plain", "office", "accent", "place")}
    return held | shared | {"languages": list(row.languages)}


def held_of_section(row: Any) -> Values:
    return {"title": row.title, "slug": row.slug}


def digest(values: Values) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


WORDS = ("title", "lead", "plain_title", "plain_lead", "disputed", "neutral_title", "clear_question")


def words_digest(values: Values) -> str:
    """Of what a translator translates: the words, not the days, the sources or the plain twin."""
    told = {name: values.get(name, "") for name in WORDS if not name.startswith("plain_")}
    parts = [{name: part[name] for name in ("kind", "heading", "html")} for part in values.get("parts", ())]
    return digest({**told, "parts": parts})


# ---------------------------------------------------------------- into a row


def fill_page(row: Any, said: Values, numbers: Mapping[str, int], missing: Callable[[str], None]) -> None:
    """Write what a file says into a row, unsaved."""
    for name in ("title", "lead", "slug", "disputed", "neutral_title", "clear_question"):
        setattr(row, name, said[name])
    row.search_words = "\n".join(said["search_words"])
    row.draft_title = said["title"]
    row.body = [
        {
            "type": "part",
            "value": {
                "kind": part["kind"],
                "heading": part["heading"],
                "text": wagtail_html(part["html"], numbers, missing),
                "plain_heading": part["plain_heading"],
                "plain_text": wagtail_html(part["plain_html"], numbers, missing),
            },
        }
        for part in said["parts"]
    ]
    if "office" not in said:
        return
    for name in ("plain_title", "plain_lead", "office", "review", "life_areas", "phases", "help", "place"):
        setattr(row, name, said[name])
    for name in ("review_by", "valid_from", "valid_until"):
        setattr(row, name, date.fromisoformat(said[name]) if said[name] else None)
    for key in said["related"]:
        if key not in numbers:
            missing(key)
    row.related = [{"type": "page", "value": numbers[key]} for key in said["related"] if key in numbers]
    row.law = [{"type": "law", "value": each} for each in said["law"]]
    row.sources = [{"type": "source", "value": each} for each in said["sources"]]


def fill_plainly(row: Any, said: Values) -> None:
    """A house's or a section's values are its columns."""
    for name, value in said.items():
        setattr(row, name, value)
    row.draft_title = said["title"]


# ---------------------------------------------------------------- to the village's own shapes


def to_page(key: str, held: Mapping[str, Values]) -> Page:
    """The page in every language held, its Finnish one among them."""
    source = held[SOURCE]
    words = {(language, FULL): words_of(values) for language, values in held.items()}
    if source["plain_title"]:
        words[SOURCE, PLAIN] = words_of(source, plain=True)
    house, section = source["where"]
    return Page(
        key=key,
        house=house,
        section=section,
        slugs={language: values["slug"] for language, values in held.items()},
        about=About(
            owner=source["office"],
            review_by=date.fromisoformat(source["review_by"]),
            valid_from=date.fromisoformat(source["valid_from"]),
            valid_until=date.fromisoformat(source["valid_until"]) if source["valid_until"] else None,
            review=source["review"],
            life_areas=tuple(source["life_areas"]),
            phases=tuple(source["phases"]),
            law=tuple(Law(**each | {"checked": date.fromisoformat(each["checked"])}) for each in source["law"]),
            sources=tuple(
                SourceRead(**each | {"checked": date.fromisoformat(each["checked"])}) for each in source["sources"]
            ),
            help=tuple(source["help"]),
            disputed=_by_language(held, "disputed"),
            related=tuple(source["related"]),
            neutral_title=_by_language(held, "neutral_title"),
            clear_question=_by_language(held, "clear_question"),
            search_words={language: tuple(values["search_words"]) for language, values in held.items()},
        ),
        words=words,
        place=source["place"],
    )


def words_of(values: Values, *, plain: bool = False) -> Words:
    """The words of one language, or of the plain twin in it."""
    twin = "plain_" if plain else ""
    parts = tuple(
        Part(part["kind"], part[f"{twin}heading"], part[f"{twin}html"])
        for part in values["parts"]
        if not twin or part["plain_heading"]
    )
    return Words(values.get(f"{twin}title", ""), values.get(f"{twin}lead", ""), parts)


def _by_language(held: Mapping[str, Values], name: str) -> dict[str, str]:
    return {language: values[name] for language, values in held.items() if values[name]}


def to_house(key: str, held: Mapping[str, Values], sections: Iterable[tuple[str, Mapping[str, Values]]]) -> House:
    """The house with its sections in order. A language it has no words in yet gets the Finnish ones."""

    def all_three(values: Mapping[str, Values], name: str) -> dict[str, str]:
        return {language: values.get(language, values[SOURCE])[name] for language in ("fi", "sv", "en")}

    source = held[SOURCE]
    plain = {"fi-plain": source["lead_plain"]} if source["lead_plain"] else {}
    return House(
        key=key,
        slugs=all_three(held, "slug"),
        accent=source["accent"],
        title=all_three(held, "title"),
        lead=all_three(held, "lead") | plain,
        owner=source["office"],
        sections=tuple(Section(name, all_three(told, "slug"), all_three(told, "title")) for name, told in sections),
        languages=tuple(source["languages"]) or ("fi",),
        neutral_title=_by_language(held, "neutral_title"),
        place=source["place"],
    )
