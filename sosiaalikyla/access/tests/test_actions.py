"""The one door for writing: it asks, does the deed whole or not at all, and leaves its line whichever way it went."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError

from sosiaalikyla.access import actions
from sosiaalikyla.access.actions import CannotBe, Refused, action
from sosiaalikyla.access.actors import Actor, Job, Person, acting
from sosiaalikyla.access.models import User
from sosiaalikyla.audit import trail
from sosiaalikyla.audit.models import Entry
from tests.ground import as_owner

pytestmark = pytest.mark.django_db
CLIENT = 4711


@pytest.fixture
def ville() -> User:
    with as_owner():
        return User.objects.create(kind="staff", handle="ville", name="Ville Koskela", password="!")


@pytest.fixture(autouse=True)
def deeds(monkeypatch: pytest.MonkeyPatch) -> dict[str, actions.Deed]:
    """Deeds declared here are not deeds of the house: the gates don't see them."""
    monkeypatch.setattr(actions, "DEEDS", {})
    return actions.DEEDS


def renaming(*, allowed: bool = True, after: Exception | None = None) -> Callable[..., str]:
    """A deed that gives its actor another name, and then may fail."""

    @action(can=lambda *, by, **_: allowed, about=lambda **_: [0, CLIENT], journal=None, why="invented for a test")
    def rename(*, by: Actor, to: str) -> str:
        User.objects.filter(pk=by.user_id).update(name=to)
        if after is not None:
            raise after
        return to

    return rename


def name_of(user: User) -> str:
    with as_owner():
        return User.objects.get(pk=user.pk).name


def lines() -> list[tuple[Any, ...]]:
    with as_owner():
        return list(Entry.objects.order_by("at").values_list("actor", "actor_name", "kind", "what", "clients"))


def test_a_deed_without_an_event_says_why(deeds: dict[str, actions.Deed]) -> None:
    with pytest.raises(ValueError, match="says why"):
        action(can=lambda **_: True, about=lambda **_: [], journal=None)
    assert deeds == {}


def test_a_declared_deed_is_known_to_the_gates_with_its_reason(deeds: dict[str, actions.Deed]) -> None:
    rename = renaming()
    known = deeds["tests.rename"]
    assert (known.journal, known.why_no_journal, known.run) == (None, "invented for a test", rename)


def test_an_allowed_deed_is_done_and_leaves_a_line_about_real_clients_only(ville: User) -> None:
    with acting(Person(ville)) as by:
        assert renaming()(by=by, to="Ville") == "Ville"
    assert name_of(ville) == "Ville"
    assert lines() == [(f"user:{ville.pk}", "Ville Koskela", "act", "tests.rename", [CLIENT])]


def test_a_refused_deed_is_not_begun_and_leaves_its_line(ville: User) -> None:
    with acting(Person(ville)) as by, pytest.raises(Refused, match=r"tests\.rename"):
        renaming(allowed=False)(by=by, to="Ville")
    assert name_of(ville) == "Ville Koskela"
    assert lines() == [(f"user:{ville.pk}", "Ville Koskela", "refused", "tests.rename", [CLIENT])]


def test_a_deed_refused_half_way_is_undone_and_only_the_refusal_stays_in_the_trace(ville: User) -> None:
    with acting(Person(ville)) as by, pytest.raises(Refused, match="the database"):
        renaming(after=Refused("the database said no"))(by=by, to="Ville")
    assert name_of(ville) == "Ville Koskela"
    assert lines() == [(f"user:{ville.pk}", "Ville Koskela", "refused", "tests.rename", [CLIENT])]


@pytest.mark.parametrize("problem", [CannotBe("Not today.", field="to"), IntegrityError("something else")])
def test_a_deed_that_makes_no_sense_is_undone_with_its_line_and_says_what_was_wrong(ville: User, problem: Exception) -> None:
    with acting(Person(ville)) as by, pytest.raises(type(problem)) as caught:
        renaming(after=problem)(by=by, to="Ville")
    assert caught.value is problem
    assert name_of(ville) == "Ville Koskela"
    assert lines() == []


def test_what_cannot_be_keeps_its_words_and_the_field_they_belong_to() -> None:
    assert (CannotBe("Not today.").message, CannotBe("Not today.").field, str(CannotBe("Not today."))) == (
        "Not today.", "", "Not today.",
    )  # fmt: skip
    assert CannotBe("Not today.", field="on").field == "on"


def test_asking_whether_one_may_is_not_a_reading(ville: User) -> None:
    """The policy looks at rows of those it is about; nobody has been shown anything by that."""
    kept = []

    @action(
        can=lambda *, by, **_: kept.append(trail.is_kept()) or True,
        about=lambda **_: kept.append(trail.is_kept()) or [CLIENT],
        journal=None,
        why="invented for a test",
    )
    def look(*, by: Actor) -> None:
        kept.append(trail.is_kept())

    with acting(Person(ville)) as by, trail.keep():
        look(by=by)
    assert kept == [False, False, True]


def test_a_job_signs_with_its_own_name(db: None) -> None:
    with acting(Job("night")) as by, pytest.raises(Refused):
        renaming(allowed=False)(by=by, to="Ville")
    assert lines() == [("job:night", "night", "refused", "tests.rename", [CLIENT])]
