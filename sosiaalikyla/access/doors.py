"""Who may come to a page at all. Every view has a door; a view without one is not served.

A door says only whom the page is for. What it shows is decided by `visible_to`; foreign and missing look the same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse

from sosiaalikyla.access.actions import Refused
from sosiaalikyla.access.actors import Person

View = Callable[..., HttpResponse]
Whom = Literal[
    "open",
    "machine",
    "demo",
    "entry",
    "signed_in",
    "youth",
    "staff",
    "worker",
    "substitute_care",
    "manager",
    "administrator",
    "editor",
]
Reading = Literal["page", "list", "search", "export"]


def door(whom: Whom, *, reads: Reading = "page", methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """Declare for whom a view is.

    open: anybody, the same bytes for everybody, the session is never looked at · machine: health checks ·
    demo: only where people are invented · entry: the ways in, for anybody, kept by no cache ·
    signed_in, youth, staff: by account · the rest: staff holding that role.
    """

    allowed = (*methods, "HEAD", "OPTIONS") if "GET" in methods else (*methods, "OPTIONS")

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if whom not in {"open", "machine", "demo", "entry"}:
                turned_away = _turned_away(request, whom)
                if turned_away is not None:
                    return turned_away
            if request.method not in allowed:
                return HttpResponseNotAllowed(allowed)
            try:
                return view(request, *args, **kwargs)
            except Refused as refused:
                raise Http404 from refused

        guarded.door = whom  # type: ignore[attr-defined]
        guarded.reads = reads  # type: ignore[attr-defined]
        guarded.methods = allowed  # type: ignore[attr-defined]
        return guarded

    return declare


def _turned_away(request: HttpRequest, whom: Whom) -> HttpResponse | None:
    actor = request.actor  # type: ignore[attr-defined]
    if not isinstance(actor, Person):
        if request.locked is not None:  # type: ignore[attr-defined]
            return redirect(f"{reverse('unlock')}?{urlencode({'next': request.path})}")
        words = {"next": request.path} if request.method in {"GET", "HEAD"} else {}
        return redirect(f"{reverse('sign_in')}?{urlencode(words)}" if words else reverse("sign_in"))
    if whom == "signed_in":
        return None
    if whom in {"youth", "staff"}:
        if actor.user.kind != whom:
            raise Http404
        return None
    if not any(role == whom for role, _, _ in actor.roles):
        raise Http404
    return None
