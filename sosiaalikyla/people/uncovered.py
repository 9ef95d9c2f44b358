"""Who is away with nobody in their place: the manager's board shows it, and the clock raises it.

A working day is Monday to Friday. An absence of one working day needs no cover; one with an open end is long.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice

from sosiaalikyla.access.actors import Actor
from sosiaalikyla.access.models import User
from sosiaalikyla.access.sealed import SealedQuerySet
from sosiaalikyla.audit import trail
from sosiaalikyla.people.models import Absence, Cover, Responsibility

AHEAD = timedelta(days=7)
"""How far ahead an absence with an open end must be covered: so the next stretch of cover is asked for in time."""


@dataclass(frozen=True)
class Uncovered:
    """A worker who is away, the days of the absence (`until` is the first day back, None when nobody knows), the first
    working day that nobody covers, and how many young people the worker is responsible for.
    """

    worker: User
    from_day: date | None
    until: date | None
    first_day: date
    young_people: int


@dataclass
class Away:
    """An absence in force, and who stands in on which of its working days from today on."""

    absence: Absence
    days: list[date]
    deputies: dict[date, int] = field(default_factory=dict)

    def open_days(self, deputies: Collection[int] | None = None) -> list[date]:
        """Working days without anybody, or without one of these deputies."""
        return [
            day
            for day in self.days
            if day not in self.deputies or (deputies is not None and self.deputies[day] not in deputies)
        ]


def working_days(begins: date, ends: date) -> Iterator[date]:
    """Mondays to Fridays from `begins` up to, not including, `ends`."""
    for number in range((ends - begins).days):
        day = begins + timedelta(days=number)
        if day.weekday() < 5:
            yield day


def is_long(absence: Absence) -> bool:
    """Over one working day, or with an open end."""
    begins, ends = absence.during.lower, absence.during.upper
    return begins is None or ends is None or len(list(islice(working_days(begins, ends), 2))) > 1


def away(absences: SealedQuerySet[Absence], covers: SealedQuerySet[Cover], day: date) -> list[Away]:
    """Long absences in force on `day`, with those who stand in on each working day left; three queries.

    A deputy who is away too, or whose account is closed, stands in for nobody.
    """
    found = [
        Away(absence, list(working_days(day, absence.during.upper or day + AHEAD)))
        for absence in absences.filter(during__contains=day).select_related("worker").order_by("worker__name", "pk")
        if is_long(absence)
    ]
    by_worker = {one.absence.worker_id: one for one in found}
    standing = list(
        covers.filter(worker__in=by_worker, deputy__closed_at=None).exclude(during__fully_lt=(day, None)).order_by("during")
    )
    gone: dict[int, list[Absence]] = defaultdict(list)
    for absence in absences.filter(worker__in={cover.deputy_id for cover in standing}):
        gone[absence.worker_id].append(absence)
    for cover in standing:
        one = by_worker[cover.worker_id]
        for working_day in one.days:
            if working_day in cover.during and not any(working_day in absence.during for absence in gone[cover.deputy_id]):
                one.deputies[working_day] = cover.deputy_id
    return found


def caseload(rows: SealedQuerySet[Responsibility], gone: list[Away], day: date) -> dict[int, set[int]]:
    """Those whom the absent are responsible for on `day` or later in the absence: worker -> keys of young people.

    Keys to count and to compare, shown to nobody: they leave no trace.
    """
    found: dict[int, set[int]] = defaultdict(set)
    until = {one.absence.worker_id: one.absence.during.upper for one in gone}
    with trail.pause():
        held = rows.filter(worker__in=until).exclude(during__fully_lt=(day, None))
        for worker, youth, during in held.values_list("worker_id", "youth_id", "during"):
            if until[worker] is None or during.lower < until[worker]:
                found[worker].add(youth)
    return found


def uncovered(organisation_id: int, day: date, *, by: Actor) -> list[Uncovered]:
    """For the manager's board: who is away without cover, as far as `by` may see. Young people as a number only.

    One under turvakielto is in no number: what rises about them rises to their named supervisor.
    """
    here = away(Absence.objects.visible_to(by).filter(organisation=organisation_id), Cover.objects.visible_to(by), day)
    youths = caseload(Responsibility.objects.visible_to(by).filter(board_org=organisation_id), here, day)
    return [
        Uncovered(
            worker=one.absence.worker,
            from_day=one.absence.during.lower,
            until=one.absence.during.upper,
            first_day=open_days[0],
            young_people=len(youths[one.absence.worker_id]),
        )
        for one in here
        if (open_days := one.open_days()) and youths[one.absence.worker_id]
    ]
