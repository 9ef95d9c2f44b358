"""One row of the trace per request, of the route's kind, naming exactly the young people shown."""

from __future__ import annotations

import pytest

from tests.matrix import table
from tests.matrix.asking import Asker
from tests.matrix.world import World, body

READINGS = [
    ("responsible", "youth", "related", "page", ["related"]),
    ("deputy", "youth", "related", "page", ["related"]),
    ("leaving", "youth_path", "related", "page", ["related"]),
    ("responsible", "youth", "protected", "page", ["protected"]),
    ("responsible", "youth_path_print", "related", "export", ["related"]),
    ("responsible", "youths", "none", "list", ["protected", "related", "without_account"]),
    ("deputy", "youths", "none", "list", ["related", "without_account"]),
    ("pair", "youths", "none", "list", ["protected", "related"]),
    ("responsible", "home", "none", "page", ["protected", "related", "without_account"]),
    ("youth", "my_path", "none", "page", ["related"]),
    ("youth", "my_path_print", "none", "export", ["related"]),
    ("youth_under_18", "home", "none", "page", ["near"]),
    ("youth_under_18", "my_people", "none", "page", ["near"]),
    ("youth", "looked", "none", "page", ["related"]),
    ("substitute_care", "shared", "none", "list", ["related"]),
    ("substitute_care", "shared_path", "related", "page", ["related"]),
    ("manager", "board_responsible", "near", "page", ["near"]),
]
NOTHING_SHOWN = [
    ("unit", "youths", "none"),
    ("unit", "home", "none"),
    ("other_county", "youths", "none"),
    ("administrator", "home", "none"),
    ("manager", "away", "none"),
    ("unit", "take_in", "none"),
    ("anonymous", "front", "none"),
    ("responsible", "help", "none"),
    ("anonymous", "youth", "related"),
    ("no_second_factor", "youth", "related"),
    ("closed_account", "youth", "related"),
]


def ask(asker: Asker, subject: str, method: str, route: str, state: str) -> list[tuple[str, str, str, list[int]]]:
    about = table.rows()[route].about
    address, _keys = asker.address(route, about, state)
    return asker.ask(subject, method, address, body(asker.world, route, state) if method == "POST" else None).entries


def actor(world: World, subject: str) -> str:
    user = {"youth": "related", "youth_under_18": "near"}
    return f"user:{(world.accounts[user[subject]] if subject in user else world.staff[subject]).pk}"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(("subject", "route", "state", "kind", "named"), READINGS)
def test_a_reading_leaves_one_row_that_names_exactly_those_shown(
    asker: Asker, method: str, subject: str, route: str, state: str, kind: str, named: list[str]
) -> None:
    pks = sorted(asker.world.youths[name].pk for name in named)
    assert ask(asker, subject, method, route, state) == [(kind, route, actor(asker.world, subject), pks)]


@pytest.mark.parametrize(("subject", "route", "state"), NOTHING_SHOWN)
def test_where_nobody_is_shown_nothing_is_left(asker: Asker, subject: str, route: str, state: str) -> None:
    assert ask(asker, subject, "GET", route, state) == []


@pytest.mark.parametrize("state", ["near", "far", "ended", "closed", "coming", "missing"])
def test_a_refusal_leaves_one_row_that_names_nobody(asker: Asker, state: str) -> None:
    for route in ("youth", "youth_path", "youth_path_print"):
        assert ask(asker, "responsible", "GET", route, state) == [("refused", route, actor(asker.world, "responsible"), [])]


def test_an_act_leaves_its_own_row_beside_the_reading(asker: Asker) -> None:
    who, whom = actor(asker.world, "responsible"), [asker.world.youths["related"].pk]
    assert ask(asker, "responsible", "POST", "youth_name", "related") == [
        ("act", "people.choose_name_and_language", who, whom),
        ("page", "youth_name", who, whom),
    ]


def test_an_act_that_is_refused_leaves_its_row_and_the_pages(asker: Asker) -> None:
    who, whom = actor(asker.world, "leaving"), [asker.world.youths["related"].pk]
    assert ask(asker, "leaving", "POST", "youth_step", "related") == [
        ("refused", "paths.mark_step", who, whom),
        ("refused", "youth_step", who, []),
    ]


def test_every_kind_of_reading_that_a_route_declares_is_asked_here() -> None:
    declared = {row.reads for row in table.rows().values()}
    assert {kind for _subject, _route, _state, kind, _named in READINGS} == declared
    for _subject, route, _state, kind, _named in READINGS:
        assert table.rows()[route].reads == kind
