"""The request's one transaction: who asks, on which day, what was shown, and nothing half done."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY, get_user
from django.db import InterfaceError, OperationalError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers

from sosiaalikyla.access.actors import Person, tell_database
from sosiaalikyla.audit import models as audit
from sosiaalikyla.audit import trail
from sosiaalikyla.base import clock
from sosiaalikyla.base.errors import unavailable

GetResponse = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("sosiaalikyla.access")

FACTOR_KEY = "factor_at"
"""Session key: when the second factor was last shown. Staff without it are nobody here."""

SEEN_KEY = "seen_at"
"""Session key: when the account last asked for something. After the time it has chosen the page is locked."""

FULL_SIGN_IN = timedelta(hours=12)
"""How long one showing of both factors lasts, whatever is done meanwhile."""

NOTED_EVERY = timedelta(minutes=1)
"""How often the time of the last request is written down."""

OPEN_DOORS = {"open", "machine"}


class UnavailableMiddleware:
    """Without a database there is no page that depends on it: 503 with a plain text, never one without its check."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError) as problem:
            return self._say(request, problem)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if isinstance(problem, OperationalError | InterfaceError):
            return self._say(request, problem)
        return None

    def _say(self, request: HttpRequest, problem: Exception) -> HttpResponse:
        log.error("database unavailable: %s", type(problem).__name__)
        connection.close_if_unusable_or_obsolete()
        return unavailable(request)


def _within(request: HttpRequest, key: str, time: timedelta) -> bool:
    """Whether the moment kept under the key of the session is at most so long ago."""
    kept = request.session.get(key)
    return isinstance(kept, str) and clock.now() - datetime.fromisoformat(kept) <= time


class ActorMiddleware:
    """Opens the transaction, tells the database who asks and on which day, and writes what was read.

    A page with an open door never looks at the session: the same bytes for everybody.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        request.locked = None  # type: ignore[attr-defined]
        request.seen_anew = False  # type: ignore[attr-defined]
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        door = getattr(match.func, "door", None)
        if door is None:
            log.error("not served: %s has no door", match.view_name)
            raise Http404
        if door in OPEN_DOORS:
            return self.get_response(request)
        with transaction.atomic():
            response = self._inside(request, match.func, match.view_name)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    def _inside(self, request: HttpRequest, view: Any, name: str) -> HttpResponse:
        actor = self._who(request)
        request.actor = actor  # type: ignore[attr-defined]
        with trail.keep(getattr(view, "reads", "page")) as kept:
            if actor is None:
                response = self.get_response(request)
            else:
                with translation.override(actor.user.language):
                    request.LANGUAGE_CODE = actor.user.language
                    response = self.get_response(request)
        if actor is not None and response.status_code < 500:
            self._write_trace(request, response, actor, name, kept)
        response["Cache-Control"] = "no-store"
        patch_vary_headers(response, ["Cookie"])
        return response

    def _who(self, request: HttpRequest) -> Person | None:
        user_id = request.session.get(SESSION_KEY)
        if user_id is None:
            tell_database("", clock.today())
            return None
        tell_database(f"user:{user_id}", clock.today())
        user = get_user(request)
        if not user.is_authenticated or (user.is_staff and not _within(request, FACTOR_KEY, FULL_SIGN_IN)):
            tell_database("", clock.today())
            return None
        if not _within(request, SEEN_KEY, timedelta(minutes=user.locks_after)):
            request.locked = user  # type: ignore[attr-defined]
            tell_database("", clock.today())
            return None
        if not _within(request, SEEN_KEY, NOTED_EVERY):
            request.session[SEEN_KEY] = clock.now().isoformat()
            request.seen_anew = True  # type: ignore[attr-defined]
        request.user = user
        return Person(user)

    def _write_trace(
        self, request: HttpRequest, response: HttpResponse, actor: Person, name: str, kept: trail.Trail
    ) -> None:
        if response.status_code == 404:
            audit.write(actor=actor.key, actor_name=actor.signature, kind="refused", what=name, clients=[])
        elif kept.clients:
            what = kept.what or name
            audit.write(actor=actor.key, actor_name=actor.signature, kind=kept.kind, what=what, clients=list(kept.clients))
