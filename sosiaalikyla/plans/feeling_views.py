"""How am I doing: answered in a few taps, seen by nobody else; what is shown is ticked one by one and can be taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from sosiaalikyla.access.actions import CannotBe
from sosiaalikyla.access.doors import door
from sosiaalikyla.meetings.readings import helper_name
from sosiaalikyla.plans import actions, feelings
from sosiaalikyla.plans.feelings import Told
from sosiaalikyla.plans.models import Feeling, SharedFeeling
from sosiaalikyla.plans.own_forms import FeelingsForm
from sosiaalikyla.plans.views import Reader, mine, theirs

BOTH = ("GET", "POST")


@door("youth", methods=BOTH)
def my_feeling(request: HttpRequest) -> HttpResponse:
    """A face and words of as many areas as one likes."""
    reader = mine(request)
    form: Any = FeelingsForm(reader.posted, language=reader.language)
    if form.is_bound and form.is_valid():
        visit = form.cleaned_data["visit"]
        try:
            actions.say_feelings(by=reader.actor, youth=reader.youth, visit=visit, answers=form.answers())
            return redirect("my_feeling_answered")
        except CannotBe as cannot:
            form.add_error(cannot.field if cannot.field in form.fields else None, cannot.message)
    helper = helper_name(reader.actor, reader.youth.pk)
    return reader.page("plans/my_feeling.html", form, form=form, helper=helper)


@door("youth", methods=BOTH)
def my_feeling_answered(request: HttpRequest) -> HttpResponse:
    """What was answered last, where somebody answers now, and what one could show. Nothing is ticked beforehand."""
    reader = mine(request)
    visit = _visit(reader)
    told = feelings.answers_of(reader.actor, reader.youth.pk, visit, reader.language) if visit else []
    faces, words = request.POST.getlist("face"), request.POST.getlist("words")
    asked, problem = reader.deed("look", "share"), ""
    preview = [part for part in (_as_shown(each, faces, words) for each in told) if part]
    if reader.posted is not None:
        if asked == "share" and visit:
            try:
                actions.share_feelings(by=reader.actor, youth=reader.youth, visit=visit, faces=faces, words=words)
                return redirect("my_feeling_shared")
            except CannotBe as cannot:
                problem = cannot.message
        elif asked != "look" or not preview:
            problem = _("Tick what you want to show. You need not show anything.")
    answer = reader.page(
        "plans/my_feeling_answered.html",
        told=told,
        low=feelings.is_low(told),
        visit=visit,
        ticked_faces=faces,
        ticked_words=words,
        preview=preview if asked == "look" else [],
        problem=problem,
        helper=helper_name(reader.actor, reader.youth.pk),
    )
    answer.status_code = 422 if problem else 200
    return answer


def _visit(reader: Reader) -> UUID | None:
    """The visit a form names; else the latest."""
    return reader.key("visit") or feelings.latest_visit(reader.actor, reader.youth.pk)


def _as_shown(told: Told, faces: list[str], words: list[str]) -> Told | None:
    """The answer as a worker would see it with these ticks; None when nothing of it is ticked."""
    row = told.row
    face = row.face if row.area in faces else None
    said = row.words if row.area in words else ""
    if face is None and not said:
        return None
    return Told(SharedFeeling(area=row.area, face=face, words=said, said_at=row.said_at), told.title)


@door("youth", methods=BOTH)
def my_feeling_shared(request: HttpRequest) -> HttpResponse:
    """What those who work with me see now, just as they see it."""
    reader = mine(request)
    if reader.posted is not None:
        key = reader.key("shared")
        row = SharedFeeling.objects.visible_to(reader.actor).filter(uuid=key).first() if key else None
        if row is not None:  # a second tap finds it gone already
            actions.take_back_feeling(by=reader.actor, shared=row)
        return redirect("my_feeling_shared")
    return reader.page(
        "plans/my_feeling_shared.html",
        shown=feelings.shown(reader.actor, reader.youth.pk, reader.language),
        helper=helper_name(reader.actor, reader.youth.pk),
    )


@door("youth", methods=BOTH)
def my_feeling_over_time(request: HttpRequest) -> HttpResponse:
    """Each area by itself, as a drawn line and as a list; any answer, or all of them, can be taken away here."""
    reader = mine(request)
    only = request.GET.get("area", "")
    if only and only not in feelings.areas(reader.language):
        raise Http404
    if reader.posted is not None:
        if reader.deed("all"):
            actions.drop_feelings(by=reader.actor, youth=reader.youth)
        elif answer := _answer(reader):
            actions.drop_feeling(by=reader.actor, feeling=answer)
        return redirect(request.get_full_path())
    return reader.page(
        "plans/my_feeling_over_time.html",
        lines=feelings.over_time(reader.actor, reader.youth.pk, reader.language, only),
        only=only,
    )


def _answer(reader: Reader) -> Feeling | None:
    """The own answer that a form names by its visit and area; None when it is gone already."""
    key = reader.key("answer", upto=":")
    area = reader.request.POST.get("answer", "").partition(":")[2]
    return Feeling.objects.visible_to(reader.actor).filter(visit=key, area=area).first() if key else None


@door("worker")
def youth_feelings(request: HttpRequest, key: UUID) -> HttpResponse:
    """What the young person has chosen to show. Nothing here tells whether there is anything else."""
    reader = theirs(request, key)
    return reader.page("plans/youth_feelings.html", shown=feelings.shown(reader.actor, reader.youth.pk, reader.language))
