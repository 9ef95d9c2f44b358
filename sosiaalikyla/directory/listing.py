"""What a list needs to know of a service, drawn from its record and our own words. Nothing here is typed by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sosiaalikyla.base import text
from sosiaalikyla.directory import areas, classes, neutral

LANGUAGES = ("fi", "sv", "en")
ORDER = (*LANGUAGES, "se", "smn", "sms")


def said(words: Mapping[str, str], language: str) -> tuple[str, str]:
    """(text, its language): in the reader's language, else in the first of ours that has it; empty when nobody says it."""
    for each in (language, *ORDER):
        if words.get(each):
            return words[each], each
    other = next(iter(sorted(words)), "")
    return words.get(other, ""), other


def title(names: Mapping[str, str], plain_title: Mapping[str, str], language: str) -> tuple[str, str]:
    """Our plain title before the official name, the reader's language before another."""
    for words in (plain_title, names):
        if words.get(language):
            return words[language], language
    return said({**names, **plain_title}, language)


def columns(service: neutral.Service, plain_title: Mapping[str, str]) -> dict[str, Any]:
    """The drawn columns of a row. Of an area nobody told: no municipality and not the whole country."""
    reach = areas.reach(service.area)
    found: dict[str, Any] = {
        "kind": service.kind,
        "is_listed": classes.for_us(service),
        "country": reach.country,
        "municipality_codes": list(reach.municipalities),
        "county_codes": list(reach.counties),
        "life_areas": list(classes.life_areas(service)),
        "groups": list(classes.groups(service)),
        "languages": [code[:8] for code in service.languages],
    }
    for language in LANGUAGES:
        shown, _spoken = title(service.names, plain_title, language)
        found[f"sort_{language}"] = text.sort_key(shown)[:300]
        words = [
            shown,
            *(said(each, language)[0] for each in (service.names, service.other_names)),
            *service.keywords.get(language, ()),
        ]
        found[f"words_{language}"] = small(" ".join(dict.fromkeys(filter(None, words))))
    return found


def small(words: str) -> str:
    """As words are looked for: small letters, single spaces."""
    return re.sub(r"\s+", " ", words).strip().lower()
