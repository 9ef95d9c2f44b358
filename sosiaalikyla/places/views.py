"""Help now, at night, on a phone that somebody else may look at: plain text, no script, nothing stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from sosiaalikyla.base import text
from sosiaalikyla.base.pages import open_page

from .files import County, HelpNumber, Places


@dataclass(frozen=True)
class Line:
    """One help line in the language of the page. `number` is empty when it must not be shown: then `page` is."""

    id: str
    name: str
    number: str
    hours: str
    page: str
    site: str

    @property
    def dial(self) -> str:
        return self.number.replace(" ", "")


@open_page
def help_page(request: HttpRequest) -> HttpResponse:
    """`?county=17` adds that county's own number; a code of no county is the same as none."""
    language = (get_language() or "fi").split("-")[0]
    places = Places.load()
    counties = {county.code: county for county in places.counties}
    county = counties.get(request.GET.get("county", ""))
    general = [_line(number, language) for number in places.help_for(None)]
    local = [number for number in places.help_numbers if number.county_code is not None]
    shown = [number for number in local if county is None or number.county_code == county.code]
    context = {
        "danger": [line for line in general if line.id in ("emergency", "nollalinja")],
        "shelter": [_line(number, language) for number in shown],
        "mind": [line for line in general if line.id.startswith("crisis")],
        "health": [line for line in general if line.id == "medical_helpline"],
        "county": county.name.in_language(language) if county else "",
        "counties": _links(places.counties, county, language),
        "checked": _checked(places),
    }
    return render(request, "places/help.html", context)


def line_of(key: str, language: str) -> Line | None:
    """One help line by its key, or None when there is none by that key."""
    found = next((number for number in Places.load().help_numbers if number.id == key), None)
    return _line(found, language) if found else None


def _line(number: HelpNumber, language: str) -> Line:
    return Line(
        id=number.id,
        name=number.name.in_language(language),
        number=number.number if number.shown else "",
        hours=number.hours.in_language(language) if number.shown else "",
        page=number.page,
        site=urlsplit(number.page).netloc.removeprefix("www."),
    )


def _links(counties: tuple[County, ...], chosen: County | None, language: str) -> list[dict[str, object]]:
    named = sorted(counties, key=lambda county: text.sort_key(county.short.in_language(language)))
    return [
        {"code": county.code, "name": county.short.in_language(language), "current": county is chosen} for county in named
    ]


def _checked(places: Places) -> date:
    """The day on which every number of the page had been looked at."""
    return min(number.checked for number in places.help_numbers)
