"""The manager's board: what waits for a decision, worst first, of the organisation's own rows. It names nobody young."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When, Window
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from sosiaalikyla.access.actors import Person
from sosiaalikyla.audit import trail
from sosiaalikyla.base import clock
from sosiaalikyla.handovers.models import HandoverDay
from sosiaalikyla.paths import versions
from sosiaalikyla.paths.models import CheckDay
from sosiaalikyla.people.models import Responsibility
from sosiaalikyla.plans.models import PromiseDay

FIRST = 5
PAGE = 50
AT_MOST = 50
SPAN = timedelta(days=60)
NEAR = timedelta(days=30)
OWNERS_AT_LEAST = 3
"""Late promises are a count of the whole team; of fewer owners than this the count would tell who."""


@dataclass(frozen=True)
class BoardLine:
    """A check of somebody's path that is not whole. change: the key of the responsibility, to name another worker."""

    due: date | None
    late: bool
    what: str
    waiting: int
    said_no: int
    ask: str
    change: Any


def manager_board(request: HttpRequest) -> HttpResponse:
    """What waits for the manager: changes of worker that have risen, then transitions, five at most of each."""
    actor: Person = request.actor  # type: ignore[attr-defined]
    trail.shows("board")
    today = clock.today()
    managed = actor.organisations("manager")
    changes = risen(actor, today)
    rows = list(transitions(actor, today).annotate(all=Window(Count("pk")))[:FIRST])
    return render(
        request,
        "portal/manager.html",
        {
            "today": today,
            "lines": lines_of(rows, today),
            "all": rows[0].all if rows else 0,  # type: ignore[attr-defined]
            "changes": changes[:FIRST],
            "changes_all": len(changes),
            "decisions": [row for row in changes if row.who == "manager"],
            "late_promises": late_promises(actor, managed, today),
        },
    )


def board_transitions(request: HttpRequest) -> HttpResponse:
    """The whole board: changes of worker, then all transitions, fifty on a page."""
    actor: Person = request.actor  # type: ignore[attr-defined]
    trail.shows("board")
    today = clock.today()
    wanted = request.GET.get("page", "1")
    pages = Paginator(transitions(actor, today), PAGE)
    if not wanted.isdecimal() or not 1 <= int(wanted) <= pages.num_pages:
        raise Http404
    page = pages.page(int(wanted))
    changes = risen(actor, today) if page.number == 1 else []
    return render(
        request, "portal/transitions.html",
        {"today": today, "lines": lines_of(list(page), today), "page": page, "changes": changes},
    )  # fmt: skip


def risen(actor: Person, today: date) -> list[HandoverDay]:
    """Changes of worker whose step has risen, first due first. Nobody's name is on it; one under turvakielto rises to her
    named supervisor only (ARCHITECTURE §5).
    """
    mine = Q(board_org__in=actor.organisations("manager")) | Q(board_org=None)
    rows = HandoverDay.objects.visible_to(actor).filter(mine, rises_on__lte=today)
    return list(rows.select_related("acts").order_by("due", "pk")[:AT_MOST])


def transitions(actor: Person, today: date) -> QuerySet[CheckDay]:
    """Checks from two months back to two months ahead with something unanswered or answered no, of one's organisations. A no
    to what must not be left open, while there is still time to do something, comes first; then what is late, latest first.
    """
    managed = actor.organisations("manager")
    held = Responsibility.objects.visible_to(actor).filter(youth=OuterRef("youth"), during__contains=today)
    rows = (
        CheckDay.objects.visible_to(actor)
        .filter(board_org__in=managed, due__gte=today - SPAN, due__lte=today + SPAN)
        .exclude(waiting=0, said_no=0)
    )
    turn = Case(
        When(said_no__gt=0, due__gte=today, due__lte=today + NEAR, then=Value(0)),
        When(due__lt=today, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    latest = Case(When(due__lt=today, then=F("due")))  # among the late the newest first: there it still helps
    change = Subquery(held.filter(board_org__in=managed).order_by("pk").values("uuid")[:1])
    return rows.select_related("responsible").annotate(turn=turn, change=change).order_by("turn", latest.desc(), "due", "pk")


def late_promises(actor: Person, managed: frozenset[int], today: date) -> int:
    """How many promises of adults are late in the whole team; 0 also when a count would tell whose they are."""
    late = PromiseDay.objects.visible_to(actor).filter(board_org__in=managed, due__lt=today)
    found = late.aggregate(all=Count("pk"), owners=Count("owner", distinct=True))
    return found["all"] if found["owners"] >= OWNERS_AT_LEAST else 0


def lines_of(rows: list[CheckDay], today: date) -> list[BoardLine]:
    _steps, phases = versions.titles_in(versions.published(), (get_language() or "fi")[:2])
    return [
        BoardLine(
            due=row.due,
            late=row.due is not None and row.due < today,
            what=phases.get(row.phase, ""),
            waiting=row.waiting,
            said_no=row.said_no,
            ask=row.responsible.name if row.responsible else "",
            change=row.change,  # type: ignore[attr-defined]
        )
        for row in rows
    ]
