"""The worker's today: at most five lines, in the order of what does most harm if it waits. The rest is one tap away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sosiaalikyla.access.actors import Person
from sosiaalikyla.access.sealed import SealedQuerySet
from sosiaalikyla.audit import trail
from sosiaalikyla.base import clock
from sosiaalikyla.base.text import sort_key
from sosiaalikyla.handovers import machine
from sosiaalikyla.handovers.models import HandoverDay, Proposal
from sosiaalikyla.journal import refresh
from sosiaalikyla.journal.models import Stale
from sosiaalikyla.meetings.models import Meeting
from sosiaalikyla.meetings.readings import Today, with_touch
from sosiaalikyla.paths import versions
from sosiaalikyla.paths.models import CheckDay, PathDays, StepDay
from sosiaalikyla.people.models import Placement, Responsibility, Youth
from sosiaalikyla.people.readings import told_apart
from sosiaalikyla.plans.models import Decision, Plan, Promise
from sosiaalikyla.plans.readings import REVIEW_NEAR

LINES = 5
NAMED = 3
"""So many young people are named on one line; the rest are counted and stand on the page of all days near."""

NEAR = timedelta(days=14)
WEEK = timedelta(days=7)
CLAIM_NEAR = timedelta(days=14)
NO_HOME = timedelta(days=60)
PROMISE_SOON = timedelta(days=2)
BEHIND = timedelta(days=30)
"""A check that stayed open is shown so long; afterwards the manager's board has it."""

AT_MOST = 50
LISTED = 50
REFRESHED_AT_MOST = 5


@dataclass(frozen=True)
class Thing:
    """One matter of one young person, on one day. row: what it is read from, for the words beside · owner: the name of
    somebody else whose promise it is.
    """

    youth: Youth
    day: date
    row: Any = None
    what: str = ""
    owner: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the day: matters of one kind, the nearest first."""

    kind: str
    things: list[Thing]
    count: int

    @property
    def shown(self) -> list[Thing]:
        return self.things[:NAMED]

    @property
    def more(self) -> int:
        return self.count - len(self.shown)


HARM = ("claim", "no_home", "call", "promise", "quiet", "change", "check", "placement", "review", "step", "unrecorded")
"""Kinds of line, worst first: money that is lost when a day passes, no home, a word that was given, one who is quiet and has
asked to be asked, a change of worker left half way, what was agreed to look at, and last what the record lacks."""


@dataclass(frozen=True)
class Day:
    """Everything near, read once: for the first page's five lines and for the page of all days."""

    today: date
    youths: dict[int, Youth]
    touch: Today
    meetings: list[Meeting]
    near: list[dict[str, Any]]
    lines: list[Line]

    @property
    def first(self) -> list[Line]:
        return self.lines[:LINES]


def worker_today(request: HttpRequest) -> HttpResponse:
    """Five lines at most, today's times, whom one is asked to take over, and the names of one's own."""
    actor: Person = request.actor  # type: ignore[attr-defined]
    day = read_day(actor)
    rows = sorted(day.youths.values(), key=lambda youth: (sort_key(youth.used_name), youth.pk))
    return render(
        request,
        "portal/worker.html",
        {
            "today": day.today,
            "asked": asked_of(actor),
            "times": day.touch.times,
            "lines": day.first,
            "heading": heading(day.today, len(day.first)),
            "near": len(day.near),
            "rows": rows[:LISTED],
            "all": len(rows),
        },
    )


def worker_near(request: HttpRequest) -> HttpResponse:
    """Every day near, in order, for everybody one works with or stands in for."""
    actor: Person = request.actor  # type: ignore[attr-defined]
    day = read_day(actor)
    return render(
        request, "portal/near.html",
        {"today": day.today, "near": day.near, "touch": day.touch, "trail": [(_("Today"), "home"), (_("Days near"), "")]},
    )  # fmt: skip


def heading(today: date, lines: int) -> str:
    """ "Monday: five things first", in the reader's language; when nothing presses, that."""
    if not lines:
        return _("Nothing urgent in sight")
    weekday = (
        _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
    )[today.weekday()]  # fmt: skip
    first = (_("one thing first"), _("two things first"), _("three things first"), _("four things first"),
             _("five things first"))[lines - 1]  # fmt: skip
    return f"{weekday}: {first}"


def read_day(actor: Person) -> Day:
    """Eight queries, whatever the number of young people."""
    today = clock.today()
    youths = brought_up(actor)
    told_apart(youths.values())
    mine = [pk for pk, row in youths.items() if row.touch_mine]  # type: ignore[attr-defined]
    checks = (
        CheckDay.objects.visible_to(actor)
        .filter(youth__in=youths, due__gte=today - BEHIND, due__lte=today + NEAR)
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
        .filter(worker=actor.user, cancelled_at=None, starts_at__range=(clock.now(), clock.now() + WEEK))
        .order_by("starts_at")
    )
    coming = list(meetings)
    soon = today + timedelta(days=machine.load().soon)
    changes = HandoverDay.objects.visible_to(actor).filter(acts=actor.user, youth__in=youths, due__lte=soon)
    # One's own promises; and late ones of others, to a young person one answers for: nobody else would hear of them.
    promises = (
        Promise.objects.visible_to(actor)
        .filter(youth__in=youths, kept_on=None, called_off_on=None, due__lte=today + PROMISE_SOON)
        .filter(Q(owner=actor.user) | Q(youth__in=mine, due__lt=today))
        .select_related("owner")
        .order_by("due", "pk")
    )
    found = {
        "check": list(checks), "step": list(steps[:AT_MOST]), "change": list(changes), "promise": list(promises[:AT_MOST]),
    }  # fmt: skip
    touch = Today.of(youths.values(), coming, today)
    things = things_of(youths, found, touch, today, actor.user_id)
    near = near_lines(things, coming, youths)
    return Day(today, youths, touch, coming, near, lines_of(things, touch))


def things_of(
    youths: dict[int, Youth], found: dict[str, list[Any]], touch: Today, today: date, me: int | None
) -> dict[str, list[Thing]]:
    """By kind, the nearest first; me: the reader's account. No query."""
    titles = titles_of(youths.values())
    rows: Iterable[Any] = youths.values()
    things: dict[str, list[Thing]] = {kind: [] for kind in HARM}
    for youth in rows:
        if youth.claim_day:
            things["claim"].append(Thing(youth, youth.claim_day))
        if youth.ends_on:
            things["placement" if youth.has_home else "no_home"].append(Thing(youth, youth.ends_on))
        if youth.review_on and youth.review_on <= today + REVIEW_NEAR and youth.touch_mine:
            things["review"].append(Thing(youth, youth.review_on))
    things["call"] = [Thing(line.youth, line.for_day, line) for line in touch.wishes]
    things["quiet"] = [Thing(line.youth, line.since, line) for line in touch.quiet]
    for row in found["promise"]:
        owner = "" if row.owner_id == me else row.owner.name
        things["promise"].append(Thing(youths[row.youth_id], row.due, row, row.text, owner))
    for row in found["change"]:
        things["change"].append(Thing(youths[row.youth_id], row.due, row))
    for row in found["check"]:
        things["check"].append(Thing(youths[row.youth_id], row.due, row, titles[row.youth_id][1].get(row.phase, "")))
    for row in found["step"]:
        things["step"].append(Thing(youths[row.youth_id], row.last, row, titles[row.youth_id][0].get(row.step, "")))
    return {kind: sorted(rows, key=lambda thing: (thing.day, thing.youth.pk)) for kind, rows in things.items()}


def lines_of(things: dict[str, list[Thing]], touch: Today) -> list[Line]:
    """Lines that have something to say, in order of harm."""
    lines = [Line(kind, things[kind], len(things[kind])) for kind in HARM if things[kind]]
    return [*lines, Line("unrecorded", [], touch.untaken)] if touch.untaken else lines


def near_lines(things: dict[str, list[Thing]], meetings: list[Meeting], youths: dict[int, Youth]) -> list[dict[str, Any]]:
    """Every matter with its day, in order of day; each names the young person, what it is and where to open it."""
    lines: list[dict[str, Any]] = [
        {"kind": kind, "day": thing.day, "youth": thing.youth, "thing": thing}
        for kind in HARM
        if kind not in {"quiet", "call"}
        for thing in things[kind]
    ]
    lines += [
        {"kind": "meeting", "day": clock.day_of(meeting.starts_at), "youth": youths[meeting.youth_id], "meeting": meeting}
        for meeting in meetings
        if meeting.youth_id in youths
    ]
    return sorted(lines, key=lambda line: (line["day"], sort_key(line["youth"].used_name)))


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
    have moved since. What they have asked for and agreed on comes along (`with_touch`), and the days that cost most when
    they pass: `claim_day` (the last day to ask for a change of a decision), `ends_on` (a placement that ends within two
    months) with `has_home`, `review_on` (when the plan is looked at again).
    """
    today, of_youth = clock.today(), OuterRef("pk")
    answers = Responsibility.objects.visible_to(actor).filter(youth=of_youth, during__contains=today)
    line = PathDays.objects.visible_to(actor).filter(youth=of_youth)
    claims = Decision.objects.visible_to(actor).filter(youth=of_youth, last_day__gte=today, last_day__lte=today + CLAIM_NEAR)
    ends = Placement.objects.visible_to(actor).filter(youth=of_youth, ends_on__gte=today, ends_on__lte=today + NO_HOME)
    home = StepDay.objects.visible_to(actor).filter(youth=of_youth, step="home_found")
    return (
        with_touch(actor, Youth.objects.visible_to(actor))
        .filter(died_on=None)
        .annotate(
            mine=Exists(answers.filter(worker=actor.user)),
            helper=Subquery(answers.order_by("pk").values("worker__name")[:1]),
            versions=Subquery(line.values("versions")[:1]),
            stale=Exists(Stale.objects.filter(client=OuterRef("pk"))),
            claim_day=Subquery(claims.order_by("last_day").values("last_day")[:1]),
            ends_on=Subquery(ends.order_by("ends_on").values("ends_on")[:1]),
            has_home=Exists(home.filter(Q(said_by_worker="done") | Q(said_by_youth="done"))),
            review_on=Subquery(Plan.objects.visible_to(actor).filter(youth=of_youth).values("review_due")[:1]),
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
