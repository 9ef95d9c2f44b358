"""The path's pages. A young person comes to see what happens next; a worker to see what is near and what the other says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext

from sosiaalikyla.access.actions import CannotBe
from sosiaalikyla.access.doors import door
from sosiaalikyla.access.models import RoleHeld, User
from sosiaalikyla.base import clock
from sosiaalikyla.figures.path_line import sheet
from sosiaalikyla.journal import refresh
from sosiaalikyla.paths import actions, policy, versions
from sosiaalikyla.paths.forms import AgreedDayForm, CheckForm, DayForm, ShareForm, StationForm, ToldForm
from sosiaalikyla.paths.models import ModelVersion, PathDays, PathShare, SharedLine
from sosiaalikyla.paths.readings import CheckRead, Path, StepRead, memory_of, offers, right_of
from sosiaalikyla.people.models import PlacementEndMove, Youth


@dataclass(frozen=True)
class Subject:
    """Whose path it is, who reads it, and the addresses of its pages."""

    youth: Youth
    voice: str
    request: HttpRequest

    @property
    def own(self) -> bool:
        return self.voice == "youth"

    def url(self, name: str, **words: str) -> str:
        if self.own:
            return reverse(f"my_{name}", kwargs=words)
        return reverse(f"youth_{name}", kwargs={"key": self.youth.uuid, **words})

    @property
    def posted(self) -> QueryDict | None:
        """What a form is bound to. An empty answer is an answer too: it is refused with words, not shown as a fresh form."""
        return self.request.POST if self.request.method == "POST" else None

    @property
    def language(self) -> str:
        return (get_language() or "fi")[:2]

    def path(self) -> Path:
        """The path, worked out anew first if facts have moved since (the worker process takes the mark away)."""
        actor = self.request.actor  # type: ignore[attr-defined]
        days = Path.days_of(self.youth.pk, actor)
        if days is None:
            refresh.refresh(self.youth.pk)
            days = Path.days_of(self.youth.pk, actor)
        elif days.stale:  # type: ignore[attr-defined]
            refresh.for_a_page(self.youth.pk)
            days = Path.days_of(self.youth.pk, actor)
        if days is None:
            raise Http404
        return Path.of(self.youth.pk, actor, self.language, days)


def mine(request: HttpRequest) -> Subject:
    youth = getattr(request.actor.user, "youth", None)  # type: ignore[attr-defined]
    if youth is None:
        raise Http404
    return Subject(youth, "youth", request)


def theirs(request: HttpRequest, key: UUID) -> Subject:
    youth = Youth.objects.visible_to(request.actor).filter(uuid=key).first()  # type: ignore[attr-defined]
    if youth is None:
        raise Http404
    return Subject(youth, "worker", request)


def line_words(path: Path) -> tuple[str, str]:
    """Title and description of the drawing."""
    here = path.here
    count = len(path.stations)
    if here is None:
        said = ngettext("%(count)s station ahead.", "%(count)s stations ahead.", count) % {"count": count}
    else:
        said = gettext("You are here: %(station)s.") % {"station": here.title_in(path.language)}
    return gettext("The path"), said


# ---------------------------------------------------------------- the path itself


@door("youth")
def my_path(request: HttpRequest) -> HttpResponse:
    return _path(mine(request))


@door("worker")
def youth_path(request: HttpRequest, key: UUID) -> HttpResponse:
    return _path(theirs(request, key))


def _path(subject: Subject) -> HttpResponse:
    path = subject.path()
    title, description = line_words(path)
    chapters = [
        {
            "station": station,
            "title": station.title_in(path.language),
            "question": path.phases[station.key].question.in_language(path.language) if station.key in path.phases else "",
            "steps": [_step_link(subject, step) for step in path.in_phase(station.key)],
            "check": subject.url("check", phase=station.key) if station.key in path.phases else "",
            "check_title": path.phases[station.key].check.title.in_language(path.language)
            if station.key in path.phases
            else "",
        }
        for station in path.all_stations
    ]
    return render(
        subject.request,
        "paths/path.html",
        {
            "subject": subject,
            "path": path,
            "line": path.line(title, description),
            "chapters": chapters,
            "until": right_of(path.days, path.language, clock.today()) if isinstance(path.days, PathDays) else None,
            "moves": moves(subject),
            "offered": path.days.offered,  # type: ignore[attr-defined]
        },
    )


def moves(subject: Subject, most: int = 3) -> list[PlacementEndMove]:
    """The latest movings of the placement's end, newest first, with who and why."""
    rows = PlacementEndMove.objects.visible_to(subject.request.actor).filter(youth=subject.youth)  # type: ignore[attr-defined]
    return list(rows.select_related("moved_by").order_by("-moved_at")[:most])


def _step_link(subject: Subject, step: StepRead) -> dict[str, Any]:
    return {"step": step, "url": subject.url("step", step=step.row.step), "now": step.is_now(clock.today())}


@door("youth", reads="export")
def my_print(request: HttpRequest) -> HttpResponse:
    return _print(mine(request))


@door("worker", reads="export")
def youth_print(request: HttpRequest, key: UUID) -> HttpResponse:
    return _print(theirs(request, key))


def _print(subject: Subject) -> HttpResponse:
    """The whole path on one A3: black on white, the line and what each station holds."""
    path = subject.path()
    title, description = line_words(path)
    stations = [
        {"station": station, "title": station.title_in(path.language), "steps": path.in_phase(station.key)}
        for station in path.all_stations
    ]
    return render(
        subject.request,
        "paths/print.html",
        {
            "subject": subject,
            "path": path,
            "drawing": sheet(path.marks(whole=True), title=title, description=description),
            "stations": stations,
            "today": clock.today(),
        },
    )


# ---------------------------------------------------------------- one step


@door("youth", methods=("GET", "POST"))
def my_step(request: HttpRequest, step: str) -> HttpResponse:
    return _step(mine(request), step)


@door("worker", methods=("GET", "POST"))
def youth_step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    return _step(theirs(request, key), step)


YOUTH_SAYS = ("agreed", "done", "not_needed", "refused_now", "not_started")
WORKER_SAYS = ("agreed", "in_progress", "done", "blocked", "not_started")


def _step(subject: Subject, key: str) -> HttpResponse:
    request = subject.request
    actor = request.actor  # type: ignore[attr-defined]
    path = subject.path()
    step = next((each for each in path.steps if each.row.step == key), None)
    if step is None:
        raise Http404
    form = AgreedDayForm(subject.posted, initial={"agreed_day": step.row.agreed_day})
    if request.method == "POST":
        try:
            if "item" in request.POST:
                actions.tick(
                    by=actor,
                    youth=subject.youth,
                    step=key,
                    item=request.POST["item"],
                    ticked=request.POST.get("ticked") == "1",
                )
                return redirect(subject.url("step", step=key) + "#memory")
            if form.is_valid():
                actions.mark_step(
                    by=actor,
                    youth=subject.youth,
                    step=key,
                    status=request.POST.get("status", ""),
                    agreed_day=form.cleaned_data["agreed_day"],
                )
                return redirect(subject.url("step", step=key))
        except CannotBe as cannot:
            form.add_error(cannot.field if cannot.field in form.fields else None, cannot.message)
    said = YOUTH_SAYS if subject.own else WORKER_SAYS
    now_says = step.row.said_by_youth if subject.own else step.row.said_by_worker
    return render(
        request,
        "paths/step.html",
        {
            "subject": subject,
            "step": step,
            "path_url": subject.url("path"),
            "form": form,
            "memory": memory_of(step, subject.youth.pk, actor),
            "choices": [
                {
                    "key": each,
                    "text": versions.conventions().step_status(each).in_language(subject.language),
                    "now": each == now_says,
                }
                for each in said
            ],
        },
        status=422 if form.is_bound and form.errors else 200,
    )


# ---------------------------------------------------------------- one check, in two voices


@door("youth", methods=("GET", "POST"))
def my_check(request: HttpRequest, phase: str) -> HttpResponse:
    return _check(mine(request), phase)


@door("worker", methods=("GET", "POST"))
def youth_check(request: HttpRequest, key: UUID, phase: str) -> HttpResponse:
    return _check(theirs(request, key), phase)


def _check(subject: Subject, phase: str) -> HttpResponse:
    request = subject.request
    actor = request.actor  # type: ignore[attr-defined]
    path = subject.path()
    check = CheckRead.of(path, phase, subject.youth.pk, actor)
    if check is None:
        raise Http404
    sent = request.POST.get("do", "") if request.method == "POST" else None
    at_table = not subject.own and policy.can_answer_at_table(actor, subject.youth)
    form = CheckForm(subject.posted if sent == "" else None, check=check, voice=subject.voice)
    said = ToldForm(subject.posted if sent == "table" else None, check=check) if at_table else None
    bound: Any = said if said is not None and said.is_bound else form
    here = subject.url("check", phase=phase) + "#answers"
    try:
        if sent == "no":
            actions.take_back_answer(by=actor, youth=subject.youth, phase=phase, item=request.POST.get("item", ""))
            return redirect(here)
        if bound.is_bound and bound.is_valid():
            given = {item: answer for item, answer in bound.cleaned_data.items() if answer}
            told = given.pop("how", "") if bound is said else ""
            actions.answer_check(by=actor, youth=subject.youth, phase=phase, given=given, told=told)
            return redirect(here)
        if sent and not bound.is_bound:
            raise Http404
    except CannotBe as cannot:
        bound = bound if bound.is_bound else CheckForm({}, check=check, voice=subject.voice)
        bound.add_error(cannot.field if cannot.field in bound.fields else None, cannot.message)
    wrong = bound if bound.is_bound and bound.errors else None
    return render(
        request,
        "paths/check.html",
        {"subject": subject, "check": check, "form": form, "said": said, "wrong": wrong, "path_url": subject.url("path")},
        status=422 if wrong else 200,
    )


# ---------------------------------------------------------------- the line's own stations


@door("youth", methods=("GET", "POST"))
def my_stations(request: HttpRequest) -> HttpResponse:
    """Add, rename and hide stations. Only the young person does this."""
    subject = mine(request)
    actor = request.actor  # type: ignore[attr-defined]
    path = subject.path()
    form = StationForm(subject.posted)
    if request.method == "POST" and form.is_valid():
        words = {"title": form.cleaned_data["title"], "day": form.cleaned_data["day"]}
        hidden = request.POST.get("hide") == "1"
        try:
            if request.POST.get("phase"):
                actions.change_station(
                    by=actor, youth=subject.youth, phase=request.POST["phase"], title=words["title"], hidden=hidden
                )
            elif request.POST.get("key"):
                actions.change_station(by=actor, youth=subject.youth, key=_uuid(request.POST["key"]), hidden=hidden, **words)
            else:
                actions.add_station(by=actor, youth=subject.youth, **words)
            return redirect(subject.url("stations"))
        except CannotBe as cannot:
            form.add_error(cannot.field if cannot.field in form.fields else None, cannot.message)
    changed = {row.phase: row for row in path.own if row.phase}
    lines = [
        {
            "phase": key,
            "name": phase.short.in_language(path.language),
            "title": changed[key].title if key in changed else "",
            "hidden": key in changed and changed[key].hidden,
        }
        for key, phase in path.phases.items()
        if key in {each["phase"] for each in path.days.stations}
    ]
    own = [row for row in path.own if not row.phase]
    return render(
        request,
        "paths/stations.html",
        {"subject": subject, "form": form, "lines": lines, "own": own, "path_url": subject.url("path")},
        status=422 if form.is_bound and form.errors else 200,
    )


def _uuid(word: str) -> UUID | None:
    try:
        return UUID(word)
    except ValueError:
        return None


# ---------------------------------------------------------------- days from which others are counted


@door("youth", methods=("GET", "POST"))
def my_days(request: HttpRequest) -> HttpResponse:
    return _days(mine(request))


@door("worker", methods=("GET", "POST"))
def youth_days(request: HttpRequest, key: UUID) -> HttpResponse:
    return _days(theirs(request, key))


def _days(subject: Subject) -> HttpResponse:
    request = subject.request
    path = subject.path()
    form = DayForm(subject.posted, language=subject.language, own=subject.own)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_anchor(by=request.actor, youth=subject.youth, **form.cleaned_data)  # type: ignore[attr-defined]
            return redirect(subject.url("days"))
        except CannotBe as cannot:
            form.add_error(cannot.field if cannot.field in form.fields else None, cannot.message)
    known = [
        {
            "label": versions.conventions().anchor(key).text.in_language(subject.language),
            "day": date.fromisoformat(day),
        }
        for key, day in path.days.anchors.items()
        if day
    ]
    known.sort(key=lambda each: each["day"])  # type: ignore[arg-type, return-value]
    return render(
        request,
        "paths/days.html",
        {"subject": subject, "form": form, "known": known, "moves": moves(subject, 20), "path_url": subject.url("path")},
        status=422 if form.is_bound and form.errors else 200,
    )


# ---------------------------------------------------------------- newer versions, offered


@door("youth", methods=("GET", "POST"))
def my_newer(request: HttpRequest) -> HttpResponse:
    return _newer(mine(request))


@door("worker", methods=("GET", "POST"))
def youth_newer(request: HttpRequest, key: UUID) -> HttpResponse:
    return _newer(theirs(request, key))


def _newer(subject: Subject) -> HttpResponse:
    request = subject.request
    problem = ""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        number = request.POST.get("number", "")
        version = ModelVersion.objects.filter(
            key=request.POST.get("model", ""), number=int(number) if number.isdigit() else 0
        ).first()
        if version is None:
            raise Http404
        deed = actions.adopt_version if request.POST.get("take") == "1" else actions.put_off_version
        try:
            deed(by=actor, youth=subject.youth, version=version)
            return redirect(subject.url("newer"))
        except CannotBe as cannot:
            problem = cannot.message
    return render(
        request,
        "paths/newer.html",
        {
            "subject": subject,
            "offers": offers(subject.youth.pk, actor, subject.language),
            "path_url": subject.url("path"),
            "problem": problem,
        },
        status=422 if problem else 200,
    )


# ---------------------------------------------------------------- sharing


@door("youth", methods=("GET", "POST"))
def my_shares(request: HttpRequest) -> HttpResponse:
    return _shares(mine(request))


@door("worker", methods=("GET", "POST"))
def youth_shares(request: HttpRequest, key: UUID) -> HttpResponse:
    return _shares(theirs(request, key))


def _shares(subject: Subject) -> HttpResponse:
    request = subject.request
    actor = request.actor  # type: ignore[attr-defined]
    today = clock.today()
    adults = RoleHeld.objects.filter(role=RoleHeld.Role.SUBSTITUTE_CARE).in_force_on(today).values("user")
    members = list(User.objects.open().filter(pk__in=adults).order_by("name"))
    form = ShareForm(None if "end" in request.POST else subject.posted, members=members)
    rows = PathShare.objects.visible_to(actor).filter(youth=subject.youth, during__contains=today).select_related("member")
    if request.method == "POST":
        try:
            if "end" in request.POST:
                share = rows.filter(uuid=_uuid(request.POST["end"])).first()
                if share is None:
                    raise Http404
                actions.end_share(by=actor, share=share)
                return redirect(subject.url("shares"))
            if form.is_valid():
                member = next(each for each in members if str(each.uuid) == form.cleaned_data["member"])
                actions.share_path(by=actor, youth=subject.youth, member=member, last_day=form.cleaned_data["last_day"])
                return redirect(subject.url("shares"))
        except CannotBe as cannot:
            form.add_error(cannot.field if cannot.field in form.fields else None, cannot.message)
    return render(
        request,
        "paths/shares.html",
        {"subject": subject, "form": form, "shares": list(rows), "path_url": subject.url("path")},
        status=422 if form.is_bound and form.errors else 200,
    )


@door("substitute_care", reads="list")
def shared_with_me(request: HttpRequest) -> HttpResponse:
    """For the own adult of a placement: paths shared with them now."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = PathShare.objects.visible_to(actor).filter(member=actor.user, during__contains=clock.today())
    return render(request, "paths/shared_list.html", {"shares": list(rows.order_by("calls_youth"))})


@door("substitute_care")
def shared_path(request: HttpRequest, key: UUID) -> HttpResponse:
    """One shared path: its line and the steps where the placement's adult is asked for something. No row of the person."""
    actor = request.actor  # type: ignore[attr-defined]
    share = PathShare.objects.visible_to(actor).filter(uuid=key, member=actor.user, during__contains=clock.today()).first()
    if share is None:
        raise Http404
    line = SharedLine.objects.visible_to(actor).filter(youth_id=share.youth_id).first()
    if line is None:
        raise Http404
    path = Path.of(share.youth_id, actor, (get_language() or "fi")[:2], line)
    title, description = line_words(path)
    asked = [step for step in path.steps if not step.gone]
    return render(
        request,
        "paths/shared.html",
        {"share": share, "path": path, "line": path.line(title, description), "steps": asked},
    )
