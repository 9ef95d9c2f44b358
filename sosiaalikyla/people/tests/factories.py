"""People for tests, made as the owner of the tables. Say only what matters to the test; the rest is ordinary."""

from __future__ import annotations

import itertools
import re
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sosiaalikyla.access.middleware import FACTOR_KEY, SEEN_KEY
from sosiaalikyla.access.models import Organisation, RoleHeld, Unit, User
from sosiaalikyla.base import clock
from sosiaalikyla.people.models import (
    ClientRelation,
    Contact,
    Cover,
    NamedReader,
    Placement,
    ProtectedContact,
    Protection,
    Responsibility,
    WorkRelation,
    Youth,
)
from tests.ground import as_owner

SESSION = settings.SESSION_COOKIE_NAME
_numbers = itertools.count(1)


def days(since: int, until: int | None = None) -> DateRange:
    """Days told from today: `days(-30)`, `days(-30, 14)`; the end is exclusive."""
    today = clock.today()
    return DateRange(today + timedelta(days=since), None if until is None else today + timedelta(days=until))


def county(name: str = "Pohjanmaan hyvinvointialue", code: str = "17") -> Organisation:
    with as_owner():
        return Organisation.objects.get_or_create(kind="county", county_code=code, defaults={"name": name})[0]


def staff(
    name: str, organisation: Organisation, *, role: str = "worker", team: str = "Jälkihuollon tiimi", **more: Any
) -> User:
    """Somebody at work, with one role."""
    with as_owner():
        unit, _made = Unit.objects.get_or_create(organisation=organisation, name=team)
        words = {"title": "sosiaaliohjaaja", "answers_within": "same_day", "password": "!", **more}
        user = User.objects.create(kind="staff", handle=f"staff-{next(_numbers)}", name=name, **words)
        RoleHeld.objects.create(user=user, organisation=organisation, unit=unit, role=role, during=days(-1000))
        return user


def youth(called: str, worker: User, *, account: bool = True, born: date | None = None, since: int = -100) -> Youth:
    """A young person with an open client relation; `worker` has been responsible since the first day."""
    with as_owner():
        organisation = worker.roles.get().organisation
        user = User.objects.create(kind="youth", handle=f"youth-{next(_numbers)}", password="!") if account else None
        born = born or clock.today() - timedelta(days=18 * 366)
        one = Youth.objects.whole("made for a test").create(used_name=called, born=born, user=user)
        relation = ClientRelation.objects.whole("made for a test").create(
            youth=one, organisation=organisation, open_during=days(since), paying_county=organisation.county_code
        )
        Responsibility.objects.whole("made for a test").create(
            youth=one, relation=relation, worker=worker, during=days(since), board_org=organisation
        )
        return one


def relation(one: Youth) -> ClientRelation:
    with as_owner():
        return ClientRelation.objects.whole("made for a test").get(youth=one)


def responsibility(one: Youth) -> Responsibility:
    with as_owner():
        return Responsibility.objects.whole("made for a test").filter(youth=one).order_by("-during")[0]


def beside(one: Youth, worker: User, kind: str, during: DateRange | None = None) -> WorkRelation:
    held = relation(one)
    with as_owner():
        return WorkRelation.objects.whole("made for a test").create(
            youth=one, relation=held, worker=worker, kind=kind, during=during or days(-10)
        )


def cover(worker: User, deputy: User, during: DateRange | None = None) -> Cover:
    with as_owner():
        return Cover.objects.whole("made for a test").create(
            worker=worker, deputy=deputy, organisation=worker.roles.get().organisation, during=during or days(-1, 14)
        )


def placement(one: Youth, *, begins: int = -900, ends: int | None = 30, **more: Any) -> Placement:
    today = clock.today()
    with as_owner():
        return Placement.objects.whole("made for a test").create(
            youth=one,
            kind=more.pop("kind", "substitute_care_40"),
            begins_on=today + timedelta(days=begins),
            ends_on=None if ends is None else today + timedelta(days=ends),
            placed_by_county=more.pop("placed_by_county", "17"),
            **more,
        )


def contact(one: Youth, phone: str = "040 000 0000", **more: Any) -> Contact:
    with as_owner():
        return Contact.objects.whole("made for a test").create(youth=one, phone=phone, **more)


def protected(one: Youth, supervisor: User, address: str = "Suojakatu 0") -> Youth:
    """Under turvakielto since ten days: the responsible worker and the supervisor are named readers."""
    held = responsibility(one)
    with as_owner():
        why = "made for a test"
        Protection.objects.whole(why).create(youth=one, during=days(-10))
        NamedReader.objects.whole(why).create(youth=one, reader_id=held.worker_id, kind="responsible", during=held.during)
        NamedReader.objects.whole(why).create(youth=one, reader=supervisor, kind="supervisor", during=days(-10))
        ProtectedContact.objects.whole(why).create(youth=one, municipality="Kaskinen", address=address, phone="040 000 0006")
        Responsibility.objects.whole(why).filter(youth=one).update(board_org=None)
    return one


class ComesBack(Client):
    """A browser whose person shows their key again when the clock has moved past the idle lock."""

    person: User
    seen: datetime

    def request(self, **words: Any) -> Any:
        now = clock.now()
        if now - self.seen > timedelta(minutes=5) and SESSION in self.cookies:
            self.show_key()
        return super().request(**words)

    def show_key(self) -> None:
        self.force_login(self.person, backend="sosiaalikyla.access.backend.OpenAccounts")
        session, self.seen = self.session, clock.now()
        session[SEEN_KEY] = self.seen.isoformat()
        if self.person.is_staff:
            session[FACTOR_KEY] = self.seen.isoformat()
        session.save()


def signed_in(user: User) -> Client:
    """A browser in which the account is signed in, staff with their second factor."""
    client = ComesBack()
    client.person = user
    client.show_key()
    return client


FRAME = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


def statements(client: Client, address: str = "/my/") -> int:
    """Every statement of one request, session and trace counted, after one that has warmed the caches."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len([one for one in asked if not one["sql"].upper().startswith(FRAME)])


TOKENS = re.compile(r'(?:name="(?:csrfmiddlewaretoken|draft_token)" value|data-(?:sitting|key))="[^"]*"')
"""What differs in a page at each opening though nothing has changed."""
