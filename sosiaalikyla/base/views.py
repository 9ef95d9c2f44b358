"""Open pages of the ground floor: front page, what quick exit does, the gallery of components."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from . import gallery
from .pages import open_page


@open_page
def front(request: HttpRequest) -> HttpResponse:
    law = {
        "law": gettext("Child Welfare Act"),
        "section": "75–77 §",
        "law_url": "https://www.finlex.fi/fi/laki/ajantasa/2007/20070417",
        "law_checked": date(2026, 11, 21),
    }
    return render(request, "base/front.html", law)


@open_page
def exit_page(request: HttpRequest) -> HttpResponse:
    return render(request, "base/exit.html")


@open_page
def components(request: HttpRequest) -> HttpResponse:
    return render(request, "base/gallery/components.html", gallery.samples())
