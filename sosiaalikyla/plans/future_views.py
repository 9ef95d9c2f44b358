"""The future talk: looking back from a good year. What is written stays one's own until one shows it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from sosiaalikyla.access.doors import door
from sosiaalikyla.plans import actions
from sosiaalikyla.plans.feelings import future_talk
from sosiaalikyla.plans.models import Item, PrivateNote
from sosiaalikyla.plans.own_forms import FutureForm
from sosiaalikyla.plans.views import Reader, mine


@door("youth", methods=("GET", "POST"))
def my_future(request: HttpRequest) -> HttpResponse:
    reader = mine(request)
    asked = reader.deed("keep", "show", "drop")
    form: Any = reader.form(FutureForm, reader.posted is not None and asked in {"", "keep"}, language=reader.language)
    if asked in {"show", "drop"}:
        note = _note(reader)
        if note and asked == "show":
            _show(reader, note.question, note.text)
        if note:
            actions.drop_note(by=reader.actor, note=note)
        return redirect("my_future")
    if form.is_bound and form.is_valid():
        for question, words in form.answers().items():
            if form.shows:
                _show(reader, question, words)
            else:
                actions.keep_future(by=reader.actor, youth=reader.youth, question=question, text=words)
        return redirect("my_future")
    return reader.page(
        "plans/my_future.html",
        form,
        form=form,
        questions=future_talk(reader.actor, reader.youth.pk, reader.language),
    )


def _show(reader: Reader, question: str, words: str) -> None:
    """Into the plan, as the young person's own words; the question stands there from its first answer on."""
    rows = Item.objects.visible_to(reader.actor).filter(youth=reader.youth, kind=Item.Kind.FUTURE, key=question)
    item = rows.first() or actions.add_item(by=reader.actor, youth=reader.youth, kind=Item.Kind.FUTURE, key=question)
    actions.say(by=reader.actor, item=item, text=words)


def _note(reader: Reader) -> PrivateNote | None:
    """The own note that a form names; None when it is gone already, as after a second tap."""
    key = reader.key("note")
    rows = PrivateNote.objects.visible_to(reader.actor).exclude(question="")
    return rows.filter(uuid=key).first() if key else None
