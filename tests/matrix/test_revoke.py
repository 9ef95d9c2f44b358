"""A right that is taken away bites at the next request, on a page that was open a moment ago."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from sosiaalikyla.access.actors import Person, acting
from sosiaalikyla.access.middleware import FACTOR_KEY
from sosiaalikyla.access.models import RoleHeld, User
from sosiaalikyla.base import clock
from sosiaalikyla.paths import actions as paths
from sosiaalikyla.paths.models import PathShare
from sosiaalikyla.people import actions as people
from sosiaalikyla.people.models import ClientRelation, Cover, Responsibility, WorkRelation
from tests.ground import as_owner
from tests.matrix.asking import Asker
from tests.matrix.world import World

WHY = "a right is taken away"


def until_today(model: type, **which: object) -> None:
    """Yesterday was the last day."""
    with as_owner():
        for row in model.objects.whole(WHY).filter(**which):
            row.during = DateRange(row.during.lower, clock.today())
            row.save(update_fields=["during"])


def responsibility_ends(world: World) -> None:
    until_today(Responsibility, youth=world.youths["related"])


def pair_ends(world: World) -> None:
    until_today(WorkRelation, youth=world.youths["related"], worker=world.staff["pair"])


def leaving_ends(world: World) -> None:
    until_today(WorkRelation, youth=world.youths["related"], worker=world.staff["leaving"])


def cover_ends(world: World) -> None:
    until_today(Cover, worker=world.staff["responsible"], deputy=world.staff["deputy"])


def share_is_taken_back(world: World) -> None:
    """By the responsible worker, as they do it."""
    with acting(Person(world.staff["responsible"])) as by:
        row = PathShare.objects.visible_to(by).get(youth=world.youths["related"])
        paths.end_share(by=by, share=row)


def relation_is_closed(world: World) -> None:
    with acting(Person(world.staff["responsible"])) as by:
        row = ClientRelation.objects.visible_to(by).get(youth=world.youths["related"])
        people.close_relation(by=by, relation=row, on=clock.today(), reason="own_wish")


def account_is_closed(world: World) -> None:
    with as_owner():
        User.objects.filter(pk=world.staff["pair"].pk).update(closed_at=clock.now())


def own_account_is_closed(world: World) -> None:
    with as_owner():
        User.objects.filter(pk=world.accounts["related"].pk).update(closed_at=clock.now())


def second_factor_is_gone(world: World) -> None:
    with as_owner():
        held = Session.objects.get(session_key=world.sessions["responsible"])
        words = held.get_decoded()
        del words[FACTOR_KEY]
        held.session_data = Session.get_session_store_class()().encode(words)
        held.save()


def session_is_ended(world: World) -> None:
    with as_owner():
        Session.objects.filter(session_key=world.sessions["responsible"]).delete()


def role_ends(name: str) -> Callable[[World], None]:
    def ends(world: World) -> None:
        with as_owner():
            for row in RoleHeld.objects.filter(user=world.staff[name]):
                row.during = DateRange(row.during.lower, clock.today())
                row.save(update_fields=["during"])

    ends.__name__ = f"role_of_{name}_ends"
    return ends


CASES = [
    ("responsible", "youth", responsibility_ends, 404),
    ("deputy", "youth", responsibility_ends, 404),
    ("pair", "youth", pair_ends, 404),
    ("leaving", "youth", leaving_ends, 404),
    ("deputy", "youth", cover_ends, 404),
    ("deputy", "youth_path", cover_ends, 404),
    ("substitute_care", "shared_path", share_is_taken_back, 404),
    ("responsible", "youth", relation_is_closed, 404),
    ("deputy", "youth", relation_is_closed, 404),
    ("pair", "youth_path", relation_is_closed, 404),
    ("receiving", "youth", relation_is_closed, 404),
    ("pair", "youth", account_is_closed, 302),
    ("youth", "my_path", own_account_is_closed, 302),
    ("responsible", "youth", second_factor_is_gone, 302),
    ("responsible", "youth", session_is_ended, 302),
    ("responsible", "youth", role_ends("responsible"), 404),
    ("manager", "board_responsible", role_ends("manager"), 404),
    ("substitute_care", "shared_path", role_ends("substitute_care"), 404),
]


@pytest.mark.parametrize(
    ("subject", "route", "revoke", "then"), CASES, ids=[f"{one}-{route}-{how.__name__}" for one, route, how, _then in CASES]
)
def test_a_right_taken_away_bites_at_the_next_request(
    asker: Asker, subject: str, route: str, revoke: Callable[[World], None], then: int
) -> None:
    about = {"youth": "youth", "youth_path": "youth", "shared_path": "share", "board_responsible": "responsibility"}
    address, _keys = asker.address(route, about.get(route, "none"), "related")
    with transaction.atomic():
        before = asker.ask(subject, "GET", address)
        assert before.status == 200
        revoke(asker.world)
        after = asker.ask(subject, "GET", address)
        transaction.set_rollback(True)
    assert after.status == then
    if then == 404:
        assert asker.leaks("other_county", after, address) == []
    else:
        assert after.location.startswith("/sign-in/")
        assert not after.response.content
