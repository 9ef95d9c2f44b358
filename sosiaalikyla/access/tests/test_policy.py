"""Whose account is seen by whom: staff by everybody signed in, a young person's by that person alone."""

from __future__ import annotations

from uuid import uuid4

import pytest

from sosiaalikyla.access.actors import Guest, Job, Person, acting
from sosiaalikyla.access.models import User
from sosiaalikyla.access.policy import visible_users
from tests.ground import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts() -> dict[str, User]:
    kinds = {"ville": "staff", "sirpa": "staff", "aino": "youth", "eetu": "youth"}
    with as_owner():
        return {name: User.objects.create(kind=kind, handle=name, password="!") for name, kind in kinds.items()}


@pytest.mark.parametrize(
    ("name", "sees"),
    [("ville", {"ville", "sirpa"}), ("aino", {"ville", "sirpa", "aino"}), ("eetu", {"ville", "sirpa", "eetu"})],
)
def test_a_young_persons_account_is_seen_by_that_person_alone_in_the_rule_and_in_the_database(
    accounts: dict[str, User], name: str, sees: set[str]
) -> None:
    with acting(Person(accounts[name])) as by:
        assert set(User.objects.values_list("handle", flat=True)) == sees
    with as_owner():
        assert set(User.objects.filter(visible_users(by)).values_list("handle", flat=True)) == sees


@pytest.mark.parametrize("actor", [Guest(uuid4()), Job("night")], ids=["guest", "job"])
def test_whoever_has_no_account_sees_none(accounts: dict[str, User], actor: Guest | Job) -> None:
    with acting(actor):
        assert not User.objects.exists()
    with as_owner():
        assert not User.objects.filter(visible_users(actor)).exists()
