"""First pages by role: one thing to come for, little else. Composed of the apps' own readings, as plain lists."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from sosiaalikyla.access.actors import Person
from sosiaalikyla.base import clock
from sosiaalikyla.meetings.models import Meeting
from sosiaalikyla.paths import versions
from sosiaalikyla.paths.models import CheckDay, StepDay
from sosiaalikyla.paths.views import line_words, mine
from sosiaalikyla.people.models import Cover, Placement, Responsibility, Youth
from sosiaalikyla.people.policy import carers

NEAR = timedelta(days=14)
AT_MOST = 50


def first_page(request: HttpRequest) -> HttpResponse:
    actor: Person = request.actor  # type: ignore[attr-defined]
    if not actor.is_staff:
        return youth_home(request)
    roles = {role for role, _org, _unit in actor.roles}
    if "worker" in roles:
        return worker_today(request)
    if "manager" in roles:
        return manager_board(request)
    return render(request, "portal/staff.html", {"roles": roles})


# ---------------------------------------------------------------- the young person


def youth_home(request: HttpRequest) -> HttpResponse:
    """What happens next, where I am on my path, who is with me today."""
    subject = mine(request)
    path = subject.path()
    title, description = line_words(path)
    here, following = path.here, path.next_station()
    return render(
        request,
        "portal/youth.html",
        {
            "youth": subject.youth,
            "path": path,
            "line": path.line(title, description),
            "here": here.title_in(path.language) if here else "",
            "next": following.title_in(path.language) if following else "",
            "steps": path.current(),
            "check": path.open_check("youth"),
            "meeting": next_meeting(request.actor, subject.youth.pk),  # type: ignore[attr-defined]
            "helper": helper_today(request.actor, subject.youth.pk),  # type: ignore[attr-defined]
            "right_last": path.days.right_ends - timedelta(days=1) if path.days.right_ends else None,
        },
    )


def next_meeting(actor: Person, youth_id: int) -> Meeting | None:
    rows = Meeting.objects.visible_to(actor).filter(youth_id=youth_id, cancelled_at=None, starts_at__gte=clock.now())
    return rows.exclude(answer=Meeting.Answer.CANT).select_related("worker").order_by("starts_at").first()


def helper_today(actor: Person, youth_id: int) -> Responsibility | None:
    """Who is responsible today, with the name of whoever stands in (`deputy_name`): one query."""
    today = clock.today()
    deputy = Cover.objects.visible_to(actor).filter(worker=OuterRef("worker"), during__contains=today)
    rows = Responsibility.objects.visible_to(actor).filter(youth_id=youth_id, during__contains=today)
    return rows.select_related("worker").annotate(deputy_name=Subquery(deputy.values("deputy__name")[:1])).first()


# ---------------------------------------------------------------- the worker


def worker_today(request: HttpRequest) -> HttpResponse:
    """What is near, for everybody one works with or stands in for; then the list of them."""
    actor: Person = request.actor  # type: ignore[attr-defined]
    today = clock.today()
    youths = {row.pk: row for row in Youth.objects.visible_to(actor).filter(died_on=None)}
    ends = (
        Placement.objects.visible_to(actor)
        .filter(ends_on__gte=today, ends_on__lte=today + timedelta(days=60), youth__in=youths)
        .order_by("ends_on")
    )
    checks = (
        CheckDay.objects.visible_to(actor)
        .filter(youth__in=carers.of(actor), due__gte=today - timedelta(days=30), due__lte=today + NEAR)
        .filter(waiting__gt=0)
        .order_by("due")
    )
    steps = (
        StepDay.objects.visible_to(actor)
        .filter(youth__in=youths, last__gte=today, last__lte=today + NEAR)
        .exclude(said_by_youth__in=["done", "not_needed", "refused_now"])
        .exclude(said_by_worker="done")
        .order_by("last", "youth_id")
    )
    meetings = (
        Meeting.objects.visible_to(actor)
        .filter(
            worker=actor.user, cancelled_at=None, starts_at__gte=clock.now(), starts_at__lte=clock.now() + timedelta(days=7)
        )
        .order_by("starts_at")
    )
    responsible = (
        Responsibility.objects.visible_to(actor).filter(youth__in=youths, during__contains=today).select_related("worker")
    )
    helpers = {row.youth_id: row for row in responsible}
    rows = [
        {"youth": youth, "helper": helpers.get(pk), "mine": pk in helpers and helpers[pk].worker_id == actor.user.pk}
        for pk, youth in sorted(youths.items(), key=lambda pair: pair[1].used_name.casefold())
    ]
    return render(
        request,
        "portal/worker.html",
        {
            "today": today,
            "near": near_lines(youths, list(ends), list(checks), list(steps[:AT_MOST]), list(meetings)),
            "rows": rows,
        },
    )


def near_lines(
    youths: dict[int, Youth], ends: list[Placement], checks: list[CheckDay], steps: list[StepDay], meetings: list[Meeting]
) -> list[dict[str, Any]]:
    """Dates near, in order of day; each names the young person, what it is and where to open it."""
    titles, check_titles = versions.titles((get_language() or "fi")[:2])
    lines: list[dict[str, Any]] = []
    for placement in ends:
        lines.append({"kind": "placement", "day": placement.ends_on, "youth": youths[placement.youth_id]})
    for check in checks:
        lines.append(
            {"kind": "check", "day": check.due, "youth": youths[check.youth_id], "what": check_titles.get(check.phase, ""),
             "phase": check.phase, "open": check.waiting}
        )  # fmt: skip
    for step in steps:
        lines.append(
            {"kind": "step", "day": step.last, "youth": youths[step.youth_id], "what": titles.get(step.step, ""),
             "step": step.step}
        )  # fmt: skip
    for meeting in meetings:
        if meeting.youth_id in youths:
            lines.append(
                {
                    "kind": "meeting",
                    "day": clock.day_of(meeting.starts_at),
                    "youth": youths[meeting.youth_id],
                    "meeting": meeting,
                }
            )
    return sorted(lines, key=lambda line: (line["day"], line["youth"].used_name.casefold()))


# ---------------------------------------------------------------- the manager


def manager_board(request: HttpRequest) -> HttpResponse:
    """Transitions that need somebody, of the organisation's own board rows: no names of young people, no ranking."""
    actor: Person = request.actor  # type: ignore[attr-defined]
    today = clock.today()
    managed = actor.organisations("manager")
    rows = (
        CheckDay.objects.visible_to(actor)
        .filter(board_org__in=managed, due__gte=today - timedelta(days=60), due__lte=today + timedelta(days=60))
        .exclude(waiting=0, said_no=0)
        .select_related("responsible")
        .order_by("due", "pk")[:AT_MOST]
    )
    return render(request, "portal/manager.html", {"today": today, "lines": board_lines(list(rows), today)})


def board_lines(rows: list[CheckDay], today: Any) -> list[dict[str, Any]]:
    _steps, phases = versions.titles((get_language() or "fi")[:2])
    return [
        {
            "due": row.due,
            "late": row.due is not None and row.due < today,
            "what": phases.get(row.phase, ""),
            "waiting": row.waiting,
            "said_no": row.said_no,
            "ask": row.responsible.name if row.responsible else "",
        }
        for row in rows
    ]
