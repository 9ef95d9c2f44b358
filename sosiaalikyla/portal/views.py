"""Health, the way out, and the front door that leads each to their own first page."""

from __future__ import annotations

from datetime import timedelta

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from sosiaalikyla.access.doors import door
from sosiaalikyla.base import clock
from sosiaalikyla.keys import visits
from sosiaalikyla.portal import board, homes, workday
from sosiaalikyla.portal.models import Heartbeat

SILENCE = timedelta(minutes=5)
UNSEALED = timedelta(seconds=60)
UNSENT = timedelta(minutes=5)


@door("machine")
def alive(request: HttpRequest) -> HttpResponse:
    """The web process answers; says nothing of what stands behind it."""
    return HttpResponse("alive\n", content_type="text/plain")


@door("machine")
def ready(request: HttpRequest) -> HttpResponse:
    """200 when pages, database and clockwork do their work; 503 with the names of what doesn't, and nothing else."""
    try:
        wrong = _late()
    except (DatabaseError, InterfaceError):
        wrong = ["database"]
    return JsonResponse({"ready": not wrong, "wrong": wrong}, status=503 if wrong else 200)


def _late() -> list[str]:
    """Pieces of the clockwork that are silent for too long, or have left something lying for too long."""
    beats = dict(Heartbeat.objects.values_list("job", "at"))
    with connection.cursor() as cursor:
        cursor.execute("select sk.unsealed_age(), sk.unsent_age()")
        unsealed, unsent = (timedelta(seconds=age or 0) for age in cursor.fetchone())
    now = clock.now()
    in_time = {
        "clockwork": "clockwork" in beats and now - beats["clockwork"] < SILENCE,
        "audit.seal": "audit.seal" in beats and now - beats["audit.seal"] < UNSEALED and unsealed < UNSEALED,
        "notices.send": unsent < UNSENT,
    }
    return [name for name, kept in in_time.items() if not kept]


@door("signed_in", methods=("POST",))
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the visit and leave nothing in the browser."""
    visits.end(request, request.actor.user)  # type: ignore[attr-defined]
    response = redirect("front")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@door("signed_in")
def home(request: HttpRequest) -> HttpResponse:
    """Each to their own first page."""
    return homes.first_page(request)


@door("worker", reads="list")
def near(request: HttpRequest) -> HttpResponse:
    """Every day near, for everybody one works with."""
    return workday.worker_near(request)


@door("manager")
def transitions(request: HttpRequest) -> HttpResponse:
    """The whole board."""
    return board.board_transitions(request)
