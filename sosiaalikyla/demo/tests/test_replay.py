"""The invented lives pass through the same door as pages: whole or not at all, and only once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings
from django.utils import translation

from sosiaalikyla.access.models import Organisation, RoleHeld, Unit, User
from sosiaalikyla.audit.models import Entry
from sosiaalikyla.base import clock
from sosiaalikyla.demo import replay, seed
from sosiaalikyla.demo.people import sections
from sosiaalikyla.journal.models import Event
from sosiaalikyla.paths.models import OwnStation, StepMark
from sosiaalikyla.paths.tests.ground import DAY
from sosiaalikyla.people.models import ClientRelation, Placement, Protection, Responsibility, Youth
from tests.ground import as_owner

pytestmark = pytest.mark.django_db
WHY = "made for a test"
SHORT: dict[str, Any] = {
    "key": "maija",
    "lines": [
        {"day": "-2m", "by": "ville", "do": "take_in", "organisation": "ostrobothnia", "called": "Maija", "born": "-18y",
         "worker": "ville"},
        {"day": "-1m", "by": "ville", "do": "open_account"},
    ],
}  # fmt: skip


@pytest.fixture(autouse=True)
def cast() -> Iterator[None]:
    """The staff of the demo, as an administrator would lay them down."""
    with clock.at(DAY):
        with as_owner():
            seed.lay()
        yield


def rows() -> dict[str, int]:
    """How many rows there are of everything the lives write."""
    sealed = (Youth, ClientRelation, Responsibility, Placement, Protection, StepMark, OwnStation, Event)
    with as_owner():
        found = {model.__name__: model.objects.whole(WHY).count() for model in sealed}
        found["User"] = User.objects.count()
        found["Entry"] = Entry.objects.count()
    return found


def test_laying_the_cast_twice_changes_nothing() -> None:
    def laid() -> list[int]:
        with as_owner():
            return [model.objects.count() for model in (Organisation, Unit, User, RoleHeld)]

    before = laid()
    assert before[2] == len(seed.cast()["staff"])
    with as_owner():
        seed.lay()
    assert laid() == before


@pytest.mark.slow
def test_every_life_is_lived_and_living_them_again_changes_nothing() -> None:
    said: list[str] = []
    replay.replay(said.append)
    lived = rows()
    with as_owner():
        assert set(Youth.objects.whole(WHY).values_list("used_name", flat=True)) == {
            line["called"] for life in replay.lives() for line in life["lines"] if line["do"] == "take_in"
        }
    replay.replay(said.append)
    assert rows() == lived
    assert said[0].strip() == f"{len(replay.lives())} lives lived"
    assert said[1].strip() == "everybody was there already"


def test_a_short_life_is_lived_once_by_the_hands_it_names() -> None:
    assert replay.live_through(SHORT, DAY) is True
    assert replay.live_through(SHORT, DAY) is False
    with as_owner():
        youth = Youth.objects.whole(WHY).get()
        row = Responsibility.objects.whole(WHY).select_related("worker").get()
        acts = list(Entry.objects.order_by("at").values_list("what", "actor_name"))
    assert (youth.used_name, youth.user_id is not None, row.worker.handle) == ("Maija", True, "ville")
    assert [what for what, _name in acts] == ["people.take_in", "people.open_account"]
    assert all(name.startswith("Ville Koskela") for _what, name in acts)
    assert row.during.lower == DAY.replace(month=1)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"day": "-1w", "by": "ville", "do": "fly"}, "line 3 (fly)"),
        ({"day": "-1w", "by": "nobody", "do": "contact", "phone": "040"}, "nobody of the cast is called 'nobody'"),
        ({"day": "soon", "by": "ville", "do": "contact", "phone": "040"}, "'soon' is no day"),
        ({"day": "-1w", "by": "kaisa", "do": "contact", "phone": "040"}, "line 3 (contact)"),
    ],
)
def test_a_life_that_fails_half_way_leaves_nothing_and_names_its_line(line: dict[str, Any], said: str) -> None:
    before = rows()
    with pytest.raises(RuntimeError) as caught:
        replay.live_through({**SHORT, "lines": [*SHORT["lines"], line]}, DAY)
    assert str(caught.value).startswith("maija, line 3")
    assert said in str(caught.value)
    assert rows() == before
    assert replay.account("maija") is None


def test_nobody_is_invented_outside_the_demo() -> None:
    with override_settings(SOSIAALIKYLA_DEMO=False):
        with pytest.raises(RuntimeError, match="only in the demo"):
            replay.replay(lambda _: None)
        with pytest.raises(RuntimeError, match="only in the demo"):
            seed.lay()


def test_everybody_on_the_page_is_in_the_cast_and_the_page_speaks_each_language() -> None:
    known = {row["key"] for row in seed.cast()["staff"]} | {life["key"] for life in replay.lives()}
    titles = set()
    for language in ("fi", "sv", "en"):
        with translation.override(language):
            found = sections()
        assert {person["key"] for section in found for person in section["people"]} <= known
        titles.add(found[0]["title"])
    assert len(titles) == 3
