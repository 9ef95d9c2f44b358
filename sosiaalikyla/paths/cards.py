"""Rights cards on the path: a right told at the point where it is needed, asked "was this clear?", told again more plainly.

A card belongs to phases. Whoever comes to a new phase meets its cards again, also those that were clear before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from sosiaalikyla.access.actions import CannotBe
from sosiaalikyla.access.actors import Actor
from sosiaalikyla.access.doors import door
from sosiaalikyla.base import clock
from sosiaalikyla.paths import actions, policy
from sosiaalikyla.paths.models import CardSaid, CheckAnswer
from sosiaalikyla.paths.readings import Path
from sosiaalikyla.paths.views import Subject, mine, theirs
from sosiaalikyla.village import readings as village
from sosiaalikyla.village.models import Rendered
from sosiaalikyla.village.texts import FULL, PLAIN


class ClearForm(forms.Form):
    """Yes or no; from a worker also how it was told, for a young person without an account."""

    clear = forms.ChoiceField(
        choices=[("yes", _("Yes, it’s clear")), ("no", _("Not quite"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )

    def __init__(self, *args: object, question: str, at_table: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["clear"].label = question
        if at_table:
            self.fields["how"] = forms.ChoiceField(
                label=_("How was it told to you?"),
                choices=[each for each in CheckAnswer.Told.choices if each[0]],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose how it was told to you.")},
            )


@dataclass(frozen=True)
class CardShown:
    """A card at one phase: its words, and what was said of it there."""

    row: Rendered
    title: str
    lead: str
    phase: str
    url: str
    clear: bool | None
    """None: not asked, or not answered."""
    said_at: datetime | None


@dataclass(frozen=True)
class Chapter:
    title: str
    here: bool
    cards: tuple[CardShown, ...]


@door("youth", reads="list")
def my_cards(request: HttpRequest) -> HttpResponse:
    return _cards(mine(request))


@door("worker", reads="list")
def youth_cards(request: HttpRequest, key: UUID) -> HttpResponse:
    return _cards(theirs(request, key))


@door("youth", methods=("GET", "POST"))
def my_card(request: HttpRequest, card: str) -> HttpResponse:
    return _card(mine(request), card)


@door("worker", methods=("GET", "POST"))
def youth_card(request: HttpRequest, key: UUID, card: str) -> HttpResponse:
    return _card(theirs(request, key), card)


def _said(youth_id: int, actor: Actor) -> dict[tuple[str, str], CardSaid]:
    """The latest answer of each card at each phase. One query."""
    rows = CardSaid.objects.visible_to(actor).filter(youth_id=youth_id).order_by("said_at", "pk")
    return {(row.card, row.phase): row for row in rows}


def _chapters(subject: Subject, path: Path) -> list[Chapter]:
    """The phases of the path in order, each with its cards; the one where the young person is now comes first."""
    cards = village.in_force(clock.today(), subject.language, kind=Rendered.Kind.CARD)
    said = _said(subject.youth.pk, subject.request.actor)  # type: ignore[attr-defined]
    fill = village.Here(clock.today(), subject.language).filler([words for row in cards for words in (row.title, row.lead)])
    here = path.here
    found = []
    for station in path.all_stations:
        of_phase = [row for row in cards if station.key in row.about["phases"]]
        shown = tuple(
            CardShown(
                row=row,
                title=fill(row.title),
                lead=fill(row.lead),
                phase=station.key,
                url=f"{subject.url('rights_card', card=row.key)}?phase={station.key}",
                clear=answer.clear if (answer := said.get((row.key, station.key))) else None,
                said_at=answer.said_at if answer else None,
            )
            for row in of_phase
        )
        if shown:
            found.append(Chapter(station.title_in(path.language), station is here, shown))
    return sorted(found, key=lambda chapter: not chapter.here)


def _cards(subject: Subject) -> HttpResponse:
    path = subject.path()
    context = {"subject": subject, "chapters": _chapters(subject, path), "path_url": subject.url("path")}
    return render(subject.request, "paths/cards.html", context)


def _card(subject: Subject, key: str) -> HttpResponse:
    request = subject.request
    actor = request.actor  # type: ignore[attr-defined]
    path = subject.path()
    rows = {
        (row.language, row.variant): row
        for row in Rendered.objects.filter(kind=Rendered.Kind.CARD, key=key).in_force_on(clock.today())
    }
    row = rows.get((subject.language, FULL)) or rows.get(("fi", FULL))
    phases = [station.key for station in path.all_stations if row and station.key in row.about["phases"]]
    if row is None or not phases:
        raise Http404
    here = path.here
    asked = request.GET.get("phase") or (here.key if here and here.key in phases else phases[0])
    if asked not in phases:
        raise Http404
    at_table = not subject.own and policy.can_answer_at_table(actor, subject.youth)
    question = row.about.get("clear_question") or str(_("Was this clear?"))
    form = ClearForm(subject.posted, question=question, at_table=at_table) if subject.own or at_table else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            try:
                actions.say_clear(
                    by=actor,
                    youth=subject.youth,
                    card=row,
                    phase=asked,
                    clear=form.cleaned_data["clear"] == "yes",
                    told=form.cleaned_data.get("how", ""),
                )
                return redirect(f"{subject.url('rights_card', card=key)}?phase={asked}#said")
            except CannotBe as cannot:
                form.add_error(cannot.field if cannot.field in form.fields else None, cannot.message)
    said = _said(subject.youth.pk, actor).get((key, asked))
    today = village.Here(clock.today(), row.language)
    plainer = rows.get((row.language, PLAIN))
    return render(
        request,
        "paths/card.html",
        {
            "subject": subject,
            "card": village.shown(row, today),
            "plainer": village.shown(plainer, today, part="plainer") if plainer and said and not said.clear else None,
            "said": said,
            "form": form,
            "cards_url": subject.url("rights_cards"),
        },
        status=422 if form is not None and form.is_bound and form.errors else 200,
    )
