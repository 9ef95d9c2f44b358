"""If the answer is no, and what money there is: the same questions for every county, with its own links and differences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext

from sosiaalikyla.base import clock, text
from sosiaalikyla.base.pages import open_page
from sosiaalikyla.places import offices
from sosiaalikyla.places.files import County, Places

from .loader import Rules
from .words import section_links


@dataclass(frozen=True)
class MoneyLine:
    heading: str
    said: offices.MoneySaid | None
    text: str


def _language() -> str:
    return (get_language() or "fi").split("-")[0]


def _headings() -> dict[str, str]:
    return {
        "support_criteria": gettext("Financial support of aftercare"),
        "funds_practice": gettext("Independence funds"),
        "home_set_up": gettext("Setting up the first home"),
        "rent_and_deposit": gettext("Rent and deposit"),
        "study_and_hobby": gettext("Studies and hobbies"),
        "age_extension": gettext("Support after the age limit of the act"),
    }


def _counties() -> list[County]:
    """Those of which something is known, by name."""
    language = _language()
    known = offices.of_counties()
    found = [county for county in Places.load().counties if county.code in known]
    return sorted(found, key=lambda county: text.sort_key(county.short.in_language(language)))


@open_page
def counties(request: HttpRequest) -> HttpResponse:
    """Choose a county."""
    language = _language()
    rows = [{"slug": county.slug, "name": county.short.in_language(language)} for county in _counties()]
    return render(request, "rules/counties.html", {"counties": rows})


@open_page
def county(request: HttpRequest, county: str) -> HttpResponse:
    """One county: what to do when the answer is no, who advises, and what is said of money."""
    language = _language()
    found = next((each for each in _counties() if each.slug == county), None)
    if found is None:
        raise Http404
    own = offices.of_counties()[found.code]
    rules = Rules.load()
    law = rules.on(clock.today())
    headings = _headings()
    context: dict[str, Any] = {
        "county": found,
        "name": found.name.in_language(language),
        "own": own,
        "claim_days": law.number("deadlines.revised_decision"),
        "appeal_days": law.number("deadlines.appeal"),
        "claim_law": section_links(("deadlines.revised_decision",), rules, language),
        "appeal_law": section_links(("deadlines.appeal",), rules, language),
        "money_law": section_links(("duties.housing_and_income", "independence_funds.payment"), rules, language),
        "money": [_line(headings[key], getattr(own.money, key), language) for key in offices.HEADINGS],
        "national": [
            {"name": each.name.in_language(language), "when": each.when.in_language(language), "page": each.page}
            for each in offices.national()
        ],
    }
    return render(request, "rules/county.html", context)


@open_page
def money(request: HttpRequest) -> HttpResponse:
    """What each county says in public, side by side: where the practice differs, and where nothing is told."""
    language = _language()
    known = offices.of_counties()
    rows = _counties()
    topics = []
    for key, heading in _headings().items():
        lines = [
            {"name": each.short.in_language(language), "slug": each.slug, "line": line}
            for each in rows
            if (line := _line(heading, getattr(known[each.code].money, key), language)).said
        ]
        topics.append({"heading": heading, "key": key, "lines": lines, "silent": len(rows) - len(lines)})
    return render(request, "rules/money.html", {"topics": topics, "count": len(rows)})


def _line(heading: str, said: offices.MoneySaid | None, language: str) -> MoneyLine:
    return MoneyLine(heading, said, said.text.in_language(language) if said else "")
