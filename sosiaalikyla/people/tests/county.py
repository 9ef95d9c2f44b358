"""A small county for tests: organisation, staff, young people and who answers for them. Made as the owner of the tables."""

from __future__ import annotations

import itertools
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from sosiaalikyla.access.models import Organisation, RoleHeld, User
from sosiaalikyla.base import clock
from sosiaalikyla.people.models import (
    Absence,
    ClientRelation,
    Cover,
    NamedReader,
    Protection,
    Responsibility,
    Youth,
)
from tests.ground import as_owner

BEGAN = date(2020, 1, 1)
_numbers = itertools.count(1)


def organisation(code: str = "17") -> Organisation:
    with as_owner():
        return Organisation.objects.create(kind="county", name=f"County {code}", county_code=code)


def staff(organisation: Organisation, *roles: str, language: str = "fi", closed: bool = False) -> User:
    with as_owner():
        number = next(_numbers)
        user = User.objects.create(
            kind="staff",
            handle=f"staff-{number}",
            name=f"Worker {number}",
            language=language,
            password="!",
            closed_at=clock.now() if closed else None,
        )
        for role in roles:
            RoleHeld.objects.create(user=user, organisation=organisation, role=role, during=DateRange(BEGAN, None))
        return user


def account(language: str = "fi", *, closed: bool = False) -> User:
    """A young person's own account."""
    with as_owner():
        return User.objects.create(
            kind="youth",
            handle=f"youth-{next(_numbers)}",
            language=language,
            password="!",
            closed_at=clock.now() if closed else None,
        )


def youth(organisation: Organisation, worker: User, *, user: User | None = None, died_on: date | None = None) -> Youth:
    with as_owner():
        row = Youth.objects.create(used_name="Young", born=date(2007, 5, 5), user=user, died_on=died_on)
        relation = ClientRelation.objects.create(
            youth=row, organisation=organisation, open_during=DateRange(BEGAN, None), paying_county="17"
        )
        Responsibility.objects.create(
            youth=row, relation=relation, worker=worker, during=DateRange(BEGAN, None), board_org=organisation
        )
        return row


def protect(row: Youth, *, supervisor: User, readers: tuple[User, ...] = ()) -> None:
    with as_owner():
        Protection.objects.create(youth=row, during=DateRange(BEGAN, None))
        held = Responsibility.objects.whole("made for a test").get(youth=row)
        named = {held.worker_id: "responsible", supervisor.pk: "supervisor"} | {reader.pk: "other" for reader in readers}
        for reader, kind in named.items():
            NamedReader.objects.create(youth=row, reader_id=reader, kind=kind, during=DateRange(BEGAN, None))
        held.board_org = None
        held.save(update_fields=["board_org"])


def absent(worker: User, organisation: Organisation, begins: date, ends: date | None) -> Absence:
    with as_owner():
        return Absence.objects.create(worker=worker, organisation=organisation, during=DateRange(begins, ends))


def covered(worker: User, deputy: User, organisation: Organisation, begins: date, ends: date) -> Cover:
    with as_owner():
        return Cover.objects.create(worker=worker, deputy=deputy, organisation=organisation, during=DateRange(begins, ends))
