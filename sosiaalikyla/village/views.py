"""The village's open pages: its front, a house, a section of it, a page. The same bytes for everybody."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext

from sosiaalikyla.base import clock
from sosiaalikyla.base.pages import open_page

from . import readings
from . import situation as asking
from .models import Rendered
from .texts import FULL, PLAIN


def _here() -> readings.Here:
    return readings.Here(clock.today(), (get_language() or "fi").split("-")[0])


@open_page
def front(request: HttpRequest) -> HttpResponse:
    here = _here()
    law = {
        "law": gettext("Child Welfare Act"),
        "section": "75–77 §",
        "law_url": "https://www.finlex.fi/fi/laki/ajantasa/2007/20070417",
        "law_checked": date(2026, 11, 21),
    }
    return render(request, "village/front.html", {"houses": readings.houses(here.language, FULL), **law})


@open_page
def page(request: HttpRequest, path: str) -> HttpResponse:
    """house/ · house/section/ · house/section/page/ in the usual text."""
    return _read(request, path, FULL)


@open_page
def plain(request: HttpRequest, path: str) -> HttpResponse:
    """The same in plain language."""
    return _read(request, path, PLAIN)


def _read(request: HttpRequest, path: str, variant: str) -> HttpResponse:
    here = _here()
    steps = path.split("/")
    if len(steps) == 2:
        return _section(request, here, steps, variant)
    row = (
        Rendered.objects.filter(path=path, language=here.language, variant=variant).exclude(kind=Rendered.Kind.CARD).first()
    )
    if row is None or row.valid_from > here.day:
        raise Http404
    if row.kind == Rendered.Kind.HOUSE:
        return _house(request, readings.house_shown(row, here))
    return _page(request, readings.shown(row, here))


def _section(request: HttpRequest, here: readings.Here, steps: list[str], variant: str) -> HttpResponse:
    row = Rendered.objects.filter(kind=Rendered.Kind.HOUSE, path=steps[0], language=here.language, variant=variant).first()
    sections = {each["slug"]: each["key"] for each in row.about["sections"]} if row else {}
    if row is None or steps[1] not in sections:
        raise Http404
    found = readings.house_shown(row, here, sections[steps[1]])
    if not found.sections and not found.elsewhere:
        raise Http404
    return _house(request, found)


def _house(request: HttpRequest, found: readings.HouseShown) -> HttpResponse:
    return render(request, "village/house.html", {"house": found, "language_links": found.languages})


def _page(request: HttpRequest, found: readings.Shown) -> HttpResponse:
    return render(request, "village/page.html", {"page": found, "language_links": found.languages})


@open_page
def cards(request: HttpRequest) -> HttpResponse:
    """Every rights card. On a young person's own path each stands where it is near."""
    return render(request, "village/cards.html", {"cards": readings.cards(_here())})


@open_page
def card(request: HttpRequest, card: str) -> HttpResponse:
    return _card(request, card, FULL)


@open_page
def plain_card(request: HttpRequest, card: str) -> HttpResponse:
    return _card(request, card, PLAIN)


def _card(request: HttpRequest, path: str, variant: str) -> HttpResponse:
    here = _here()
    rows = Rendered.objects.filter(kind=Rendered.Kind.CARD, path=path, language=here.language, variant=variant)
    row = rows.in_force_on(here.day).first()
    if row is None:
        raise Http404
    return _page(request, readings.shown(row, here))


@open_page
def about(request: HttpRequest) -> HttpResponse:
    """To the house that tells of the service itself, wherever it stands in this language."""
    row = Rendered.objects.filter(kind=Rendered.Kind.HOUSE, key="tietoa", language=_here().language, variant=FULL).first()
    if row is None:
        raise Http404
    return redirect(readings.address(row))


@open_page
def situation(request: HttpRequest) -> HttpResponse:
    return render(request, "village/situation.html", {"areas": asking.shown(_here())})
