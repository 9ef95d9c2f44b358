"""One tap for the young person, one small form for the worker."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from sosiaalikyla.access.actions import CannotBe
from sosiaalikyla.access.doors import door
from sosiaalikyla.base import clock
from sosiaalikyla.meetings import actions
from sosiaalikyla.meetings.forms import ProposeForm
from sosiaalikyla.meetings.models import Meeting
from sosiaalikyla.people.models import Youth


@door("youth", methods=("POST",))
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    meeting = Meeting.objects.visible_to(actor).filter(uuid=key).first()
    if meeting is None:
        raise Http404
    try:
        actions.answer(by=actor, meeting=meeting, answer=request.POST.get("answer", ""))
    except CannotBe as cannot:
        return render(request, "meetings/cannot.html", {"message": cannot.message}, status=422)
    return redirect("home")


@door("worker", methods=("GET", "POST"))
def propose(request: HttpRequest, youth: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    person = Youth.objects.visible_to(actor).filter(uuid=youth).first()
    if person is None:
        raise Http404
    form = ProposeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose(
                by=actor,
                youth=person,
                starts_at=form.starts_at(),
                way=form.cleaned_data["way"],
                place=form.cleaned_data["place"],
                about=form.cleaned_data["about"],
            )
            return redirect("meeting_propose", youth=person.uuid)
        except CannotBe as cannot:
            form.add_error("day" if cannot.field == "starts_at" else None, cannot.message)
    coming = Meeting.objects.visible_to(actor).filter(youth=person, cancelled_at=None, starts_at__gte=clock.now())
    return render(
        request,
        "meetings/propose.html",
        {"youth": person, "form": form, "coming": list(coming.select_related("worker").order_by("starts_at"))},
        status=422 if form.is_bound and form.errors else 200,
    )
