"""Keep a text while it is written, read what is unfinished, throw it away."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sosiaalikyla.access.actions import CannotBe
from sosiaalikyla.access.actors import Person
from sosiaalikyla.access.doors import door
from sosiaalikyla.audit import trail
from sosiaalikyla.base.text import clock_time
from sosiaalikyla.drafts import actions, readings
from sosiaalikyla.drafts.models import Draft
from sosiaalikyla.drafts.posted import Posted

MANY = 300
"""Unfinished texts of one account, beyond which no new one is begun by itself."""


def _actor(request: HttpRequest) -> Person:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _said(words: str, status: int = 200) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


@door("signed_in", methods=("POST",))
def keep(request: HttpRequest) -> HttpResponse:
    """For the script of a form: keep the text as it is now. The answer is the line under the form."""
    posted, actor = Posted.of(request), _actor(request)
    if posted is None or posted.sitting.user != actor.user.pk:
        return _said(_("This couldn't be kept here. Copy your text before you close the page."), 422)
    own = Draft.objects.visible_to(actor).exclude(words=None)
    if own.count() >= MANY and not own.filter(pk=posted.sitting.key).exists():
        return _said(_("You have very many unfinished texts. Send or throw away some of them first."), 422)
    try:
        row = actions.keep(by=actor, sitting=posted.sitting, fields=posted.fields, turn=posted.turn, base=posted.base)
    except CannotBe as cannot:
        return _said(cannot.message, 422)
    if row.turn != posted.turn:
        return HttpResponse(status=204)  # something later is here already, or the text was sent
    return _said(_("Saved %(time)s") % {"time": clock_time(row.saved_at)})


@door("signed_in")
def unfinished(request: HttpRequest) -> HttpResponse:
    """All of one's own unfinished texts, also of pages that open no more."""
    actor = _actor(request)
    youth = getattr(actor.user, "youth", None)
    trail.saw([youth.pk] if youth else [])  # the own name stands on the page
    return render(request, "drafts/unfinished.html", {"drafts": readings.all_of(actor)})


def _own(request: HttpRequest) -> Draft | None:
    try:
        key = UUID(request.POST.get("draft", ""))
    except ValueError:
        return None
    return Draft.objects.visible_to(_actor(request)).filter(pk=key).exclude(words=None).first()


@door("signed_in", methods=("POST",))
def throw_away(request: HttpRequest) -> HttpResponse:
    """Away with it, and back to where one was. What isn't there, or isn't one's own, has gone already."""
    row = _own(request)
    if row is None:
        return redirect("drafts")
    actions.throw_away(by=_actor(request), draft=row)
    return redirect("drafts" if request.POST.get("from") == "all" else row.address)
