"""A page for tests: only what matters spelled out."""

from __future__ import annotations

from datetime import date
from typing import Any

from sosiaalikyla.village.texts import FULL, About, House, Page, Part, Section, Words


def about(**different: Any) -> About:
    told: dict[str, Any] = {
        "owner": "content.aftercare",
        "review_by": date(2027, 6, 1),
        "valid_from": date(2026, 1, 1),
        "valid_until": None,
        "review": "waiting",
        "life_areas": ("home",),
        "phases": (),
        "law": (),
        "sources": (),
        "help": (),
        "disputed": {},
        "related": (),
    }
    return About(**(told | different))


def words(title: str = "Avain hukassa", lead: str = "Soita vuokranantajalle.", *parts: Part) -> Words:
    return Words(title, lead, parts or (Part("text", "Näin teet", "<p>Soita heti.</p>"),))


def page(key: str = "avain-hukassa", **different: Any) -> Page:
    told: dict[str, Any] = {
        "key": key,
        "house": "koetalo",
        "section": "koti",
        "slugs": {"fi": key, "sv": f"{key}-sv", "en": f"{key}-en"},
        "about": about(),
        "words": {("fi", FULL): words()},
    }
    return Page(**(told | different))


def house(key: str = "koetalo", **different: Any) -> House:
    told: dict[str, Any] = {
        "key": key,
        "slugs": {"fi": key, "sv": f"{key}-sv", "en": f"{key}-en"},
        "accent": "pine",
        "title": {"fi": "Koetalo", "sv": "Provhuset", "en": "Trial house"},
        "lead": {"fi": "Kokeilua.", "fi-plain": "Kokeilua.", "sv": "Prov.", "en": "A trial."},
        "owner": "content.aftercare",
        "sections": (Section("koti", {"fi": "koti", "sv": "hem", "en": "home"}, {"fi": "Koti", "sv": "Hem", "en": "Home"}),),
        "languages": ("fi", "sv", "en"),
    }
    return House(**(told | different))
