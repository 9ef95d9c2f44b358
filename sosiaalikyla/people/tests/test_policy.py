"""Who reaches whom, asked of the rules themselves: people by their dated relations, and neither guests nor jobs."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sosiaalikyla.access.actors import Actor, Guest, Job, Person, acting
from sosiaalikyla.access.models import User
from sosiaalikyla.people import policy
from sosiaalikyla.people.tests import factories
from tests.ground import as_owner

pytestmark = pytest.mark.django_db
SCOPES = (policy.own_ids, policy.carer_ids, policy.named_ids, policy.my_helpers)
ANSWERS = (policy.is_responsible, policy.is_pair, policy.can_write, policy.is_self)


@pytest.fixture
def village(db: None) -> SimpleNamespace:
    """Aino with Ville, who is away; Leena stands in. Piia is the pair, Lasse leaves, Sirpa helps Eetu, Marja manages."""
    here = factories.county()
    people = {name.lower(): factories.staff(name, here) for name in ("Ville", "Leena", "Piia", "Lasse", "Sirpa")}
    aino = factories.youth("Aino", people["ville"])
    factories.cover(people["ville"], people["leena"])
    factories.beside(aino, people["piia"], "pair")
    factories.beside(aino, people["lasse"], "leaving")
    marja = factories.staff("Marja", here, role="manager")
    return SimpleNamespace(here=here, aino=aino, eetu=factories.youth("Eetu", people["sirpa"]), marja=marja, **people)


def of(actor: Actor, question: Callable[..., object], *about: object) -> object:
    with acting(actor):
        return question(actor, *about)


@pytest.mark.parametrize("actor", [Guest(uuid4()), Job("night")], ids=["guest", "job"])
def test_a_guest_or_a_job_reaches_no_young_person_by_any_rule(village: SimpleNamespace, actor: Actor) -> None:
    assert [of(actor, scope) for scope in SCOPES] == [frozenset()] * len(SCOPES)
    assert not any(of(actor, answer, village.aino) for answer in ANSWERS)
    assert not of(actor, policy.can_manage_worker, village.ville.pk, village.here.pk)


def test_a_young_person_reaches_themselves_and_those_who_answer_for_them(village: SimpleNamespace) -> None:
    aino = Person(village.aino.user)
    own = frozenset({village.aino.pk})
    assert [of(aino, scope) for scope in SCOPES] == [own, own, own, frozenset({village.ville.pk})]
    assert [of(aino, answer, village.aino) for answer in ANSWERS] == [False, False, False, True]
    assert not of(aino, policy.is_self, village.eetu)


def test_one_without_an_account_is_nobody_who_signs_in(village: SimpleNamespace) -> None:
    """An account that isn't saved has no key either: nothing equals nothing, and opens nothing."""
    elias = factories.youth("Elias", village.ville, account=False)
    assert not policy.is_self(Person(User(kind="youth", handle="nobody")), elias)


@pytest.mark.parametrize("name", ["aino", "ville"])
def test_what_the_session_has_read_with_the_account_isnt_asked_again(village: SimpleNamespace, name: str) -> None:
    key = {"aino": village.aino.user_id, "ville": village.ville.pk}[name]
    with as_owner():
        alone, along = User.objects.get(pk=key), User.objects.select_related("youth").get(pk=key)
    for user, questions in ((alone, 1), (along, 0)):
        with acting(Person(user)) as by, CaptureQueriesContext(connection) as asked:
            assert policy.own_ids(by) == frozenset({village.aino.pk} if name == "aino" else ())
        assert len([query for query in asked.captured_queries if "people_youth" in query["sql"]]) == questions


@pytest.mark.parametrize(
    ("name", "responsible", "pair"),
    [
        ("ville", True, False),
        ("leena", True, False),  # stands in
        ("piia", False, True),
        ("lasse", False, False),  # sees, and writes nothing
        ("sirpa", False, False),
        ("marja", False, False),
    ],
)
def test_who_writes_is_who_answers_stands_in_or_works_as_a_pair(
    village: SimpleNamespace, name: str, responsible: bool, pair: bool
) -> None:
    by = Person(getattr(village, name))
    assert [of(by, answer, village.aino) for answer in ANSWERS] == [responsible, pair, responsible or pair, False]
    assert (village.aino.pk in of(by, policy.carer_ids)) == (name not in {"sirpa", "marja"})  # type: ignore[operator]
    assert of(by, policy.my_helpers) == frozenset()


@pytest.mark.parametrize(("name", "may"), [("ville", True), ("marja", True), ("leena", False), ("aino", False)])
def test_days_away_are_for_oneself_and_the_manager_to_write(village: SimpleNamespace, name: str, may: bool) -> None:
    who = village.aino.user if name == "aino" else getattr(village, name)
    assert of(Person(who), policy.can_manage_worker, village.ville.pk, village.here.pk) == may
    other = factories.county("Keski-Pohjanmaan hyvinvointialue", "18")
    assert not of(Person(who), policy.can_manage_worker, village.ville.pk, other.pk)
