"""The house's addresses, and the floor: a signed-in page with the same frame and one question to the database."""

from __future__ import annotations

from importlib import import_module

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from sosiaalikyla.access.doors import door
from sosiaalikyla.access.models import Organisation


@door("signed_in")
def floor(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/floor.html", {"names": list(Organisation.objects.order_by("name")[:3])})


HOUSE = import_module("sosiaalikyla.urls")
"""Asked for by name, as the settings do: this app stands below it."""

handler400, handler403 = HOUSE.handler400, HOUSE.handler403
handler404, handler500 = HOUSE.handler404, HOUSE.handler500
urlpatterns = [path("bench/floor/", floor, name="bench_floor"), *HOUSE.urlpatterns]
