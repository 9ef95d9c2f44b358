"""Around every form that carries a draft: kept when asked or refused, emptied when taken, carried when nobody is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sosiaalikyla.access.actions import CannotBe
from sosiaalikyla.access.actors import Person
from sosiaalikyla.drafts import actions, carrying
from sosiaalikyla.drafts.posted import Posted
from sosiaalikyla.drafts.sittings import KEEP, TOKEN

OPEN = {None, "open", "machine", "demo", "entry"}
OWN_PAGES = {"draft_keep", "draft_away"}
FORGED = 403
UNREAD = {400, 413}
"""What was sent couldn't be read at all."""


class KeepWords:
    """Inside the actor's transaction. A form without our signed word passes by untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        if request.method != "POST" or match is None or response.status_code in UNREAD or response.status_code >= 500:
            return response
        if getattr(match.func, "door", None) in OPEN or match.view_name in OWN_PAGES or TOKEN not in request.POST:
            return response
        posted = Posted.of(request)
        if posted is None:
            return response
        actor = request.actor  # type: ignore[attr-defined]
        if not isinstance(actor, Person):
            return _through_sign_in(request, posted)
        if actor.user_id == posted.sitting.user and KEEP not in request.POST:
            return _with_its_writer(actor, posted, response)
        return response

    def process_view(self, request: HttpRequest, view: Any, _words: Any, _more: Any) -> HttpResponse | None:
        """The button for keeping a text unfinished, for browsers without scripts."""
        actor = getattr(request, "actor", None)
        if request.method != "POST" or KEEP not in request.POST or not isinstance(actor, Person):
            return None
        posted = Posted.of(request)
        if posted is None or actor.user_id != posted.sitting.user:
            return None
        try:
            _keep(actor, posted)
        except CannotBe as cannot:
            return too_long(request, posted, cannot)
        return redirect(posted.sitting.address)


def _keep(by: Person, posted: Posted) -> None:
    actions.keep(by=by, sitting=posted.sitting, fields=posted.fields, turn=posted.turn, base=posted.base)


def _with_its_writer(by: Person, posted: Posted, response: HttpResponse) -> HttpResponse:
    if response.status_code in {302, 303}:
        actions.sent(by=by, sitting=posted.sitting, turn=posted.turn)
    elif response.status_code >= 400:
        try:
            _keep(by, posted)
        except CannotBe:
            return response  # the page has its own words, and the text is still in it
        if response.status_code == FORGED:
            return redirect(posted.sitting.address)  # another window signed in anew meanwhile
    return response


def _through_sign_in(request: HttpRequest, posted: Posted) -> HttpResponse:
    try:
        carrying.carry(request, posted)
    except CannotBe as cannot:
        return too_long(request, posted, cannot)
    locked = request.locked is not None  # type: ignore[attr-defined]
    words = urlencode({"next": posted.sitting.address})
    return redirect(f"{reverse('unlock' if locked else 'sign_in')}?{words}")


def too_long(request: HttpRequest, posted: Posted, cannot: CannotBe) -> HttpResponse:
    """Nothing is kept, so the text is shown to be copied: it came from this very page."""
    texts = [value for values in posted.fields.values() for value in values if len(value) > 1]
    return render(request, "drafts/too_long.html", {"message": cannot.message, "texts": texts}, status=413)
