"""Services near you: found, read and called without signing in, without a script, on an old phone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from sosiaalikyla.base import clock
from sosiaalikyla.base.pages import open_page
from sosiaalikyla.directory import areas, classes, findings, listing, readings
from sosiaalikyla.directory.models import PTV, Batch, Service

FINDINGS_AT_A_TIME = 50


def _language() -> str:
    language = (get_language() or "fi").split("-")[0]
    return language if language in listing.LANGUAGES else "fi"


@open_page
def services(request: HttpRequest) -> HttpResponse:
    """Search and list. What is asked stands in the address, so that the answer can be sent to a friend."""
    language = _language()
    asked = readings.Asked.read(request.GET, language)
    found = readings.search(asked, language, clock.now())
    known = classes.load()
    context = {
        "asked": asked,
        "found": found,
        "municipalities": readings.municipality_choices(language),
        "life_areas": [(topic.key, topic.words[language]) for topic in known.life_areas],
        "groups": [(topic.key, topic.words[language]) for topic in known.groups],
        "languages": [(code, readings.language_name(code, language)) for code in readings.SERVED],
        "place": asked.municipality.name.in_language(language) if asked.municipality else "",
        "slug": readings.slug_of(asked.municipality) if asked.municipality else "",
        "county": readings.county_of(asked.municipality) if asked.municipality else None,
        "county_name": _county_name(asked, language),
        "wider": asked.address(wide="county"),
        "narrower": asked.address(wide=""),
        "without_filters": asked.address(life="", group="", language="", kind="", words=""),
        "everywhere": asked.address(municipality=None, wide=""),
        "previous": asked.address(page=found.page - 1),
        "next": asked.address(page=found.page + 1),
    }
    return render(request, "directory/services.html", context)


def _county_name(asked: readings.Asked, language: str) -> str:
    return readings.county_of(asked.municipality).short.in_language(language) if asked.municipality else ""


@open_page
def service(request: HttpRequest, service: UUID) -> HttpResponse:
    row = Service.objects.filter(uuid=service).defer("raw").first()
    if row is None:
        raise Http404
    return render(request, "directory/service.html", {"told": readings.service_page(row, _language(), clock.now())})


@open_page
def municipality(request: HttpRequest, place: str) -> HttpResponse:
    """A municipality's own page: what it offers, whom to ask. One that is no more leads to the one it merged into."""
    code = readings.slugs().get(place) or _merged(place)
    if code is None:
        raise Http404
    language = _language()
    told = readings.municipality_page(code, language, clock.now())
    if readings.slug_of(told.municipality) != place:
        return redirect(reverse("municipality", args=[readings.slug_of(told.municipality)]), permanent=True)
    context = {
        "told": told,
        "place": told.municipality.name.in_language(language),
        "county_name": told.county.name.in_language(language),
        "all": readings.Asked(municipality=told.municipality).address(),
        "free": readings.Asked(municipality=told.municipality, kind="free").address(),
    }
    return render(request, "directory/municipality.html", context)


def _merged(slug: str) -> str | None:
    return next((each.into for each in areas.closed().values() if each.name["fi"].lower() == slug), None)


@open_page
def source(request: HttpRequest) -> HttpResponse:
    """Where the services come from: the latest import, and what of it wasn't understood."""
    latest = Batch.objects.order_by("-pk").first()
    told = [
        {"where": " · ".join(filter(None, (file, place))), "words": findings.words(what, value)}
        for file, place, what, value in (latest.findings if latest else [])
        if what in findings.WORDS
    ]
    page = Paginator(told, FINDINGS_AT_A_TIME).get_page(request.GET.get("page"))
    counts = Service.objects.filter(source=PTV).listed().count()
    context = {"batch": latest, "page": page, "listed": counts, "fetched_on": _day(latest.fetched_at) if latest else None}
    return render(request, "directory/source.html", context)


def _day(moment: datetime) -> object:
    return clock.day_of(moment)
