"""What the clock does about people: an absence without cover rises the same day, and the dead are told nothing."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection

from django.db.models import Q

from sosiaalikyla.access.actors import Job
from sosiaalikyla.access.jobs import must_be_a_job
from sosiaalikyla.access.models import RoleHeld
from sosiaalikyla.base import clock
from sosiaalikyla.people.actions import raise_absence
from sosiaalikyla.people.models import Absence, AbsenceTold, Cover, NamedReader, Protection, Responsibility, Youth
from sosiaalikyla.people.uncovered import away, caseload

log = logging.getLogger("sosiaalikyla.people")

NAME = "people.absences"
WHY = "an absence without cover rises; nobody is shown a row"


def rise_absences() -> int:
    """Tell of each long absence that leaves young people without anybody; returns how many notices were put out.

    It rises to the managers of the organisation. For one under turvakielto it rises to the named supervisor instead, and
    only a named reader can stand in. Each is told once a day. Raises NobodyActs outside a job.
    """
    must_be_a_job()
    today = clock.today()
    gone = away(Absence.objects.whole(WHY), Cover.objects.whole(WHY), today)
    cases = caseload(Responsibility.objects.whole(WHY), gone, today)
    protected = set().union(*cases.values()) & set(
        Protection.objects.whole(WHY).filter(during__contains=today).values_list("youth_id", flat=True)
    )
    readers = _readers(protected)
    told = _told({one.absence.pk for one in gone})
    put_out = 0
    for one in gone:
        youths = cases[one.absence.worker_id]
        to: set[int] = set()
        if youths - protected and one.open_days():
            to |= _managers(one.absence.organisation_id)
        for youth in youths & protected:
            if one.open_days(deputies=readers[youth].keys()):
                to |= {reader for reader, kind in readers[youth].items() if kind == NamedReader.Kind.SUPERVISOR}
        to -= told[one.absence.pk]
        if to:
            raise_absence(by=Job(NAME), absence=one.absence, day=today, to=to)
            put_out += len(to)
    return put_out


def _told(absences: Collection[int]) -> dict[int, set[int]]:
    """Who has been told today: absence -> accounts."""
    found: dict[int, set[int]] = defaultdict(set)
    for row in AbsenceTold.objects.whole("nobody is told twice a day").filter(absence__in=absences, day=clock.today()):
        found[row.absence_id].add(row.receiver_id)
    return found


def _readers(youths: Collection[int]) -> dict[int, dict[int, str]]:
    """Named readers in force today whose accounts are open: young person -> {reader: kind}."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    rows = NamedReader.objects.whole(WHY).filter(youth__in=youths, during__contains=clock.today(), reader__closed_at=None)
    for row in rows:
        found[row.youth_id][row.reader_id] = row.kind
    return found


def _managers(organisation_id: int) -> set[int]:
    held = RoleHeld.objects.in_force_on(clock.today()).filter(
        organisation=organisation_id, role=RoleHeld.Role.MANAGER, user__closed_at=None
    )
    found = set(held.values_list("user_id", flat=True))
    if not found:
        log.error("an absence without cover rises to nobody: organisation %s has no manager", organisation_id)
    return found


def told_nothing(accounts: Collection[int]) -> frozenset[int]:
    """Those of the accounts whose young person has died: nothing is sent to them any more."""
    rows = Youth.objects.whole("notices to the dead are dropped").filter(Q(user__in=accounts) & ~Q(died_on=None))
    return frozenset(pk for pk in rows.values_list("user_id", flat=True) if pk is not None)
