"""The house's addresses, and the floor: a signed-in page with the same frame and one question to the database."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from sosiaalikyla.access.doors import door
from sosiaalikyla.access.models import Organisation
from sosiaalikyla.urls import *  # noqa: F403 - the same addresses and handlers, and one more
from sosiaalikyla.urls import urlpatterns as ours


@door("signed_in")
def floor(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/floor.html", {"names": list(Organisation.objects.order_by("name")[:3])})


urlpatterns = [path("bench/floor/", floor, name="bench_floor"), *ours]
