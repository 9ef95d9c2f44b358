"""A text that somebody began from an older version than the one saved now: both are shown, nothing is discarded.

An action that changes a text is told which version the writer began from, and asks `must_be_newest` while it holds the row.
Its view catches `Stale` and answers with `both`.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sosiaalikyla.access.actions import CannotBe
from sosiaalikyla.access.actors import Person
from sosiaalikyla.drafts import actions
from sosiaalikyla.drafts.device import keys_for
from sosiaalikyla.drafts.posted import Posted
from sosiaalikyla.drafts.sittings import BASE, OWN, Sitting


class Stale(CannotBe):
    """A newer version has been saved since the writer began. Nothing has been written."""


def must_be_newest(base: str, now: str) -> None:
    """Raise Stale unless the writer began from what stands now. base empty: the writer wasn't shown an earlier text."""
    if base and base != now:
        raise Stale(_("The text has been saved elsewhere while you wrote."))


def digest(*texts: str) -> str:
    """The version of texts that have no number."""
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()[:16]


def base_of(request: HttpRequest) -> str:
    """Which version the posted form began from."""
    return request.POST.get(BASE, "")


@dataclass(frozen=True)
class Saved:
    """What stands now. texts: by name of the form's field; base: its version; own: typed by the writer elsewhere."""

    texts: dict[str, str]
    base: str
    by: str
    at: datetime | None
    own: bool


@dataclass(frozen=True)
class Side:
    name: str
    label: str
    mine: str
    saved: str


def both(
    request: HttpRequest, form: forms.Form, saved: Saved, *, back: str, instead: forms.Form | None = None
) -> HttpResponse:
    """The page with both texts, 409. The writer's own is kept as a draft by the way (`KeepWords`), whatever they choose.

    instead: the form that takes the writer's text when what is saved can't be changed any more.
    """
    sides = [
        Side(name, str(form[name].label), form.data.get(form.add_prefix(name), ""), text)
        for name, text in saved.texts.items()
        if form.data.get(form.add_prefix(name), "").strip() != text.strip()
    ]
    texts = {side.name for side in sides}
    sent = [(name, value) for name, values in request.POST.lists() for value in values if name not in OWN]
    posted = Posted.of(request)
    words: dict[str, Any] = {
        "sides": sides, "saved": saved, "back": back, "instead": instead, "address": request.path,
        "sent": sent, "rest": [(name, value) for name, value in sent if name not in texts],
        "token": posted.sitting.token if posted else "", "key": posted.sitting.key if posted else "",
        "device": keys_for(request.actor.user),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "drafts/both.html", words, status=409)


def set_aside(request: HttpRequest, saved: Saved) -> None:
    """Keep a saved text that the writer's own may take the place of, where earlier versions aren't kept. Twice is once."""
    posted = Posted.of(request)
    actor = request.actor  # type: ignore[attr-defined]
    if posted is None or not isinstance(actor, Person) or actor.user.pk != posted.sitting.user:
        return
    here = posted.sitting
    key = uuid.uuid5(here.key, saved.base)
    fields = {name: [text] for name, text in saved.texts.items()}
    sitting = Sitting(here.user, here.address, here.form, key)
    actions.keep(by=actor, sitting=sitting, fields=fields, turn=1, base=saved.base, replaced=True)
