"""First pages by role: one thing to come for, little else. Composed of the apps' own readings, as plain lists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from sosiaalikyla.access.actors import Person
from sosiaalikyla.access.sealed import SealedQuerySet
from sosiaalikyla.audit import trail
from sosiaalikyla.base import clock
from sosiaalikyla.handovers import machine
from sosiaalikyla.handovers.models import HandoverDay, Proposal
from sosiaalikyla.journal import refresh
from sosiaalikyla.journal.models import Stale
from sosiaalikyla.meetings.models import Meeting
from sosiaalikyla.meetings.readings import Today, with_touch
from sosiaalikyla.paths import versions
from sosiaalikyla.paths.models import CheckDay, PathDays, StepDay
from sosiaalikyla.paths.readings import Path
from sosiaalikyla.paths.views import line_words, mine
from sosiaalikyla.people.models import Cover, Placement, Responsibility, Youth
from sosiaalikyla.people.readings import told_apart

NEAR = timedelta(days=14)
AT_MOST = 50
REFRESHED_AT_MOST = 5


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
    helper = helper_today(request.actor, subject.youth.pk)  # type: ignore[attr-defined]
    return render(
        request,
        "portal/youth.html",
        {
            "youth": subject.youth,
            "today": path.today,
            "path": path,
            "line": path.line(title, description),
            "here": here.title_in(path.language) if here else "",
            "next": following.title_in(path.language) if following else "",
            "steps": path.current(),
            "check": path.open_check("youth"),
            "meeting": next_meeting(request.actor, subject.youth.pk),  # type: ignore[attr-defined]
            "helper": helper,
            "placement_ends": coming_end(path),
            "worker_change": worker_change(helper, path.today),
        },
    )


def coming_end(path: Path) -> date | None:
    """The day the placement ends, while it is still ahead."""
    word = path.days.anchors.get("placement_end") if isinstance(path.days, PathDays) else None
    day = date.fromisoformat(word) if word else None
    return day if day and day >= path.today else None


def next_meeting(actor: Person, youth_id: int) -> Meeting | None:
    rows = Meeting.objects.visible_to(actor).filter(youth_id=youth_id, cancelled_at=None, starts_at__gte=clock.now())
    return rows.exclude(answer=Meeting.Answer.CANT).select_related("worker").order_by("starts_at").first()


def helper_today(actor: Person, youth_id: int) -> Responsibility | None:
    """Who is responsible today, with the name of whoever stands in (`deputy_name`) and what is known of a change of worker
    (`change`, see `worker_change`): one query.
    """
    today = clock.today()
    deputy = Cover.objects.visible_to(actor).filter(worker=OuterRef("worker"), during__contains=today)
    changes = HandoverDay.objects.visible_to(actor).filter(youth=OuterRef("youth"))
    told = changes.filter(Q(changed_on=None) | Q(changed_on__gt=today) | Q(youth_asked_from__lte=today)).order_by("pk")
    words = JSONObject(sudden="sudden", receiver="receiver__name", changed_on="changed_on")
    rows = Responsibility.objects.visible_to(actor).filter(youth_id=youth_id, during__contains=today)
    return (
        rows.select_related("worker")
        .annotate(deputy_name=Subquery(deputy.values("deputy__name")[:1]), change=Subquery(told.values(words=words)[:1]))
        .first()
    )


def worker_change(helper: Responsibility | None, today: date) -> dict[str, Any] | None:
    """The change of one's worker, while there is something to know or to answer: {sudden, receiver, done}."""
    told: dict[str, Any] | None = helper.change if helper else None  # type: ignore[attr-defined]
    if told is None:
        return None
    changed_on = date.fromisoformat(told["changed_on"]) if told["changed_on"] else None
    return {**told, "done": changed_on is not None and changed_on <= today}


# ---------------------------------------------------------------- the worker


def worker_today(request: HttpRequest) -> HttpResponse:
    """What is near, for everybody one works with or stands in for; then the list of them."""
    actor: Person = request.actor  # type: ignore[attr-defined]
    today = clock.today()
    youths = brought_up(actor)
    told_apart(youths.values())
    ends = (
        Placement.objects.visible_to(actor)
        .filter(ends_on__gte=today, ends_on__lte=today + timedelta(days=60), youth__in=youths)
        .order_by("ends_on")
    )
    checks = (
        CheckDay.objects.visible_to(actor)
        .filter(youth__in=youths, due__gte=today - timedelta(days=30), due__lte=today + NEAR)
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
    coming = list(meetings)
    soon = today + timedelta(days=machine.load().soon)
    changes = HandoverDay.objects.visible_to(actor).filter(acts=actor.user, youth__in=youths, due__lte=soon)
    return render(
        request,
        "portal/worker.html",
        {
            "today": today,
            "asked": asked_of(actor),
            "touch": Today.of(youths.values(), coming, today),
            "near": near_lines(youths, list(ends), list(checks), list(steps[:AT_MOST]), coming, list(changes)),
            "rows": sorted(youths.values(), key=lambda youth: youth.used_name.casefold()),
        },
    )


def asked_of(actor: Person) -> list[Proposal]:
    """Who asks the actor to take a young person over, and by when. Nothing of the young person is shown: no trace."""
    waiting = Proposal.objects.visible_to(actor).filter(
        receiver=actor.user, accepted_on=None, refused_on=None, withdrawn_on=None
    )
    with trail.pause():
        return list(waiting.select_related("asked_by").order_by("asked_on", "pk")[:AT_MOST])


def brought_up(actor: Person) -> dict[int, Youth]:
    """Everybody one works with. What is derived from facts that have moved is worked out anew first: of a few, as one's
    own deeds leave; when many wait at once, the rest is the clock's.
    """
    youths = {row.pk: row for row in with_helpers(actor)}
    moved = sorted(pk for pk, row in youths.items() if row.stale)[:REFRESHED_AT_MOST]  # type: ignore[attr-defined]
    for pk in moved:
        refresh.for_a_page(pk)
    return {row.pk: row for row in with_helpers(actor)} if moved else youths


def with_helpers(actor: Person) -> SealedQuerySet[Youth]:
    """Everybody one works with, one query: `mine` tells whose responsible worker the actor is, `helper` names another's,
    `versions` are those of the path models each follows (None before the path has been worked out), `stale` whether facts
    have moved since. What they have asked for and agreed on comes along (`with_touch`).
    """
    answers = Responsibility.objects.visible_to(actor).filter(youth=OuterRef("pk"), during__contains=clock.today())
    line = PathDays.objects.visible_to(actor).filter(youth=OuterRef("pk"))
    return (
        with_touch(actor, Youth.objects.visible_to(actor))
        .filter(died_on=None)
        .annotate(
            mine=Exists(answers.filter(worker=actor.user)),
            helper=Subquery(answers.order_by("pk").values("worker__name")[:1]),
            versions=Subquery(line.values("versions")[:1]),
            stale=Exists(Stale.objects.filter(client=OuterRef("pk"))),
        )
    )


def titles_of(youths: Iterable[Youth]) -> dict[int, tuple[dict[str, str], dict[str, str]]]:
    """For each young person, the names of steps and checks in the versions they follow."""
    language = (get_language() or "fi")[:2]
    found: dict[tuple[int, ...], tuple[dict[str, str], dict[str, str]]] = {}
    whose = {}
    for youth in youths:
        followed = tuple((youth.versions or {}).values())  # type: ignore[attr-defined]
        if followed not in found:
            found[followed] = versions.titles_in([versions.version(pk) for pk in followed], language)
        whose[youth.pk] = found[followed]
    return whose


def near_lines(
    youths: dict[int, Youth],
    ends: list[Placement],
    checks: list[CheckDay],
    steps: list[StepDay],
    meetings: list[Meeting],
    changes: list[HandoverDay],
) -> list[dict[str, Any]]:
    """Dates near, in order of day; each names the young person, what it is and where to open it."""
    titles = titles_of(youths.values())
    lines: list[dict[str, Any]] = []
    for placement in ends:
        lines.append({"kind": "placement", "day": placement.ends_on, "youth": youths[placement.youth_id]})
    for check in checks:
        lines.append(
            {"kind": "check", "day": check.due, "youth": youths[check.youth_id],
             "what": titles[check.youth_id][1].get(check.phase, ""), "phase": check.phase, "open": check.waiting}
        )  # fmt: skip
    for step in steps:
        lines.append(
            {"kind": "step", "day": step.last, "youth": youths[step.youth_id],
             "what": titles[step.youth_id][0].get(step.step, ""), "step": step.step}
        )  # fmt: skip
    for change in changes:
        lines.append({"kind": "change", "day": change.due, "youth": youths[change.youth_id], "change": change})
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
    trail.shows("board")
    today = clock.today()
    managed = actor.organisations("manager")
    rows = (
        CheckDay.objects.visible_to(actor)
        .filter(board_org__in=managed, due__gte=today - timedelta(days=60), due__lte=today + timedelta(days=60))
        .exclude(waiting=0, said_no=0)
        .select_related("responsible")
        .order_by("due", "pk")[:AT_MOST]
    )
    # Nobody's name is on it; one under turvakielto rises to her named supervisor only (ARCHITECTURE §5).
    risen = HandoverDay.objects.visible_to(actor).filter(Q(board_org__in=managed) | Q(board_org=None), rises_on__lte=today)
    changes = list(risen.select_related("acts").order_by("due", "pk")[:AT_MOST])
    return render(
        request, "portal/manager.html", {"today": today, "lines": board_lines(list(rows), today), "changes": changes}
    )


def board_lines(rows: list[CheckDay], today: Any) -> list[dict[str, Any]]:
    _steps, phases = versions.titles_in(versions.published(), (get_language() or "fi")[:2])
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
