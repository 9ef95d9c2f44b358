"""The young person's first page: one thing to come for, little else. Which three things depends on where they stand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sosiaalikyla.access.actors import Person
from sosiaalikyla.base import clock
from sosiaalikyla.handovers.models import HandoverDay
from sosiaalikyla.meetings.models import Meeting, Sign
from sosiaalikyla.meetings.readings import last_touch
from sosiaalikyla.paths.models import PathDays
from sosiaalikyla.paths.readings import Path
from sosiaalikyla.paths.views import line_words, mine
from sosiaalikyla.people.models import Cover, Responsibility
from sosiaalikyla.plans.models import Decision, Promise

QUIET = timedelta(days=56)
"""After so long without a word between the young person and their workers the page says only: nice that you came."""

NEW_HOME = timedelta(days=21)
CLAIM_NEAR = timedelta(days=14)
PROMISE_NEAR = timedelta(days=14)


def youth_home(request: HttpRequest) -> HttpResponse:
    """What happens next, where I am on my path, who is with me today.

    After two quiet months: a sign in one tap, what can't wait if anything, and until when the right goes on. In the first
    weeks of an own home: what is agreed, who helps, who answers now. Otherwise the path's next things.
    """
    subject = mine(request)
    actor: Person = request.actor  # type: ignore[attr-defined]
    path = subject.path()
    title, description = line_words(path)
    here, following = path.here, path.next_station()
    helper = helper_today(actor, subject.youth.pk)
    meeting = next_meeting(actor, subject.youth.pk)
    return render(
        request,
        "portal/youth.html",
        {
            "youth": subject.youth,
            "today": path.today,
            "state": state_of(path, helper, meeting),
            "path": path,
            "line": path.line(title, description),
            "here": here.title_in(path.language) if here else "",
            "next": following.title_in(path.language) if following else "",
            "steps": path.current(),
            "check": path.open_check("youth"),
            "meeting": meeting,
            "helper": helper,
            "signs": Sign.What.choices,
            "placement_ends": coming_end(path),
            "right_end": anchor(path, "right_end"),
            "worker_change": worker_change(helper, path.today),
            "claim": told_day(helper, "claim", "last_day"),
            "promise": told_day(helper, "promise", "due"),
        },
    )


def state_of(path: Path, helper: Responsibility | None, meeting: Meeting | None) -> str:
    """Which first page they need: "quiet" (two months without a word between them and their workers, and nothing agreed;
    counted from contacts and answers, never from visits here), "new_home" (the first weeks in an own home) or "".
    """
    touched = getattr(helper, "touched_at", None)
    if touched and meeting is None and path.today - clock.day_of(touched) >= QUIET:
        return "quiet"
    moved = anchor(path, "move_in")
    return "new_home" if moved and moved <= path.today < moved + NEW_HOME else ""


def anchor(path: Path, name: str) -> date | None:
    word = path.days.anchors.get(name) if isinstance(path.days, PathDays) else None
    return date.fromisoformat(word) if word else None


def coming_end(path: Path) -> date | None:
    """The day the placement ends, while it is still ahead."""
    day = anchor(path, "placement_end")
    return day if day and day >= path.today else None


def next_meeting(actor: Person, youth_id: int) -> Meeting | None:
    rows = Meeting.objects.visible_to(actor).filter(youth_id=youth_id, cancelled_at=None, starts_at__gte=clock.now())
    return rows.exclude(answer=Meeting.Answer.CANT).select_related("worker").order_by("starts_at").first()


def helper_today(actor: Person, youth_id: int) -> Responsibility | None:
    """Who is responsible today, and in the same query what else the page needs to know: `deputy_name` (whoever stands in),
    `change` (see `worker_change`), `touched_at` (when they were last in touch), `claim` ({what, last_day}: a decision whose
    last day is near), `promise` ({text, due, owner}: the next open promise of an adult).
    """
    today, of_youth = clock.today(), OuterRef("youth")
    deputy = Cover.objects.visible_to(actor).filter(worker=OuterRef("worker"), during__contains=today)
    changes = HandoverDay.objects.visible_to(actor).filter(youth=of_youth)
    told = changes.filter(Q(changed_on=None) | Q(changed_on__gt=today) | Q(youth_asked_from__lte=today)).order_by("pk")
    change = JSONObject(sudden="sudden", receiver="receiver__name", changed_on="changed_on")
    claims = Decision.objects.visible_to(actor).filter(youth=of_youth, last_day__gte=today, last_day__lte=today + CLAIM_NEAR)
    promises = Promise.objects.visible_to(actor).filter(
        youth=of_youth, kept_on=None, called_off_on=None, due__lte=today + PROMISE_NEAR
    )
    promised = JSONObject(text="text", due="due", owner="owner__name")
    rows = Responsibility.objects.visible_to(actor).filter(youth_id=youth_id, during__contains=today)
    return (
        rows.select_related("worker")
        .annotate(
            deputy_name=Subquery(deputy.values("deputy__name")[:1]),
            change=Subquery(told.values(words=change)[:1]),
            touched_at=last_touch(actor, "youth"),
            claim=Subquery(claims.order_by("last_day").values(words=JSONObject(what="what", last_day="last_day"))[:1]),
            promise=Subquery(promises.order_by("due").values(words=promised)[:1]),
        )
        .first()
    )


def worker_change(helper: Responsibility | None, today: date) -> dict[str, Any] | None:
    """The change of one's worker, while there is something to know or to answer: {sudden, receiver, done}."""
    told: dict[str, Any] | None = helper.change if helper else None  # type: ignore[attr-defined]
    if told is None:
        return None
    changed_on = date.fromisoformat(told["changed_on"]) if told["changed_on"] else None
    return {**told, "done": changed_on is not None and changed_on <= today}


def told_day(helper: Responsibility | None, name: str, day: str) -> dict[str, Any] | None:
    """What came along with the helper's row under `name`, its day as a date."""
    told: dict[str, Any] | None = getattr(helper, name, None)
    return told and {**told, day: date.fromisoformat(told[day])}
