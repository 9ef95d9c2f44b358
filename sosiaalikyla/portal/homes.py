"""First pages by role."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def first_page(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    return HttpResponse(actor.name or "youth")
