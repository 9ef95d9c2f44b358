"""Open pages of the ground floor: what quick exit does, the gallery of components."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from . import gallery
from .pages import open_page


@open_page
def exit_page(request: HttpRequest) -> HttpResponse:
    return render(request, "base/exit.html")


@open_page
def components(request: HttpRequest) -> HttpResponse:
    return render(request, "base/gallery/components.html", gallery.samples())
