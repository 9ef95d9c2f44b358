"""Who helps, who decides and who stands in today; and who is away with nobody in their place.

A working day is Monday to Friday. An absence of one working day needs no cover; one with an open end is long.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice

from django.db.backends.postgresql.psycopg_any import DateRange

from sosiaalikyla.access.actors import Actor
from sosiaalikyla.access.models import User
from sosiaalikyla.access.sealed import SealedQuerySet
from sosiaalikyla.audit import trail
from sosiaalikyla.people.models import Absence, ClientRelation, Cover, Responsibility, WorkRelation, last_day

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


@dataclass
class Helpers:
    """Those who answer for one client relation on one day.

    last_day: the responsible worker's last day as now known; None when it goes on.
    """

    relation: ClientRelation
    responsible: User | None = None
    last_day: date | None = None
    next_one: User | None = None
    next_from: date | None = None
    decides: User | None = None
    beside: list[WorkRelation] = field(default_factory=list)
    standing_in: Cover | None = None

    @property
    def today(self) -> User | None:
        """Whom to turn to today."""
        return self.standing_in.deputy if self.standing_in else self.responsible

    def of_kind(self, kind: str) -> list[WorkRelation]:
        return [row for row in self.beside if row.kind == kind]

    def part_of(self, user_id: int | None) -> str:
        """The user's own part: responsible, standing_in, one of WorkRelation.Kind, or nothing."""
        if self.responsible is not None and self.responsible.pk == user_id:
            return "responsible"
        if self.standing_in is not None and self.standing_in.deputy_id == user_id:
            return "standing_in"
        return next((row.kind for row in self.beside if row.worker_id == user_id), "")


def helpers(actor: Actor, youth_ids: Iterable[int], day: date) -> dict[int, list[Helpers]]:
    """For each young person, one `Helpers` per client relation open on the day: what the actor may see of it."""
    ids = list(youth_ids)
    relations = ClientRelation.objects.visible_to(actor).filter(youth__in=ids, open_during__contains=day)
    found = {row.pk: Helpers(row) for row in relations.select_related("organisation").order_by("organisation__name")}
    answers = Responsibility.objects.visible_to(actor).filter(relation__in=list(found), during__overlap=DateRange(day, None))
    for row in answers.select_related("worker").order_by("during"):
        held = found[row.relation_id]
        if row.during.lower <= day:
            held.responsible, held.last_day = row.worker, last_day(row.during.upper)
        elif held.next_one is None:
            held.next_one, held.next_from = row.worker, row.during.lower
    beside = WorkRelation.objects.visible_to(actor).filter(relation__in=list(found), during__contains=day)
    for row in beside.select_related("worker").order_by("worker__name"):
        found[row.relation_id].beside.append(row)
        if row.kind == WorkRelation.Kind.DECIDES:
            found[row.relation_id].decides = row.worker
    workers = {held.responsible.pk for held in found.values() if held.responsible}
    covers = Cover.objects.visible_to(actor).filter(worker__in=workers, during__contains=day)
    deputies = {row.worker_id: row for row in covers.select_related("deputy", "worker")}
    by_youth: dict[int, list[Helpers]] = {pk: [] for pk in ids}
    for held in found.values():
        if held.responsible:
            held.standing_in = deputies.get(held.responsible.pk)
        by_youth[held.relation.youth_id].append(held)
    return by_youth
