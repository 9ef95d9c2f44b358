"""The access table and the URLconf say the same: no route without a row, no row without a route, no view without a door."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from sosiaalikyla.access.doors import door
from tests.matrix import table
from tests.matrix.world import SUBJECTS, YOUTHS

ROWS = table.rows()
NAMING = {"key", "youth", "worker", "placement", "item", "intention", "promise", "decision", "version"}
"""Parts of an address that name something of somebody."""
HIDDEN_ADDRESSES = ("/admin/", "/django-admin/", "/cms/", "/wagtail/", "/documents/", "/api/", "/accounts/login/")


def wrong_with(urlconf: str | None = None) -> list[str]:
    """What the table and the URLconf disagree on, each in a sentence."""
    found: list[str] = []
    seen: set[str] = set()
    for route in table.routes(urlconf):
        if not route.name:
            found.append(f"{route.address} has no name")
            continue
        seen.add(route.name)
        row = ROWS.get(route.name)
        said = getattr(route.view, "door", None)
        if said is None:
            found.append(f"{route.name}: the view has no door")
        if row is None:
            found.append(f"{route.name} ({route.address}) has no row")
            continue
        if said is not None and said != row.door:
            found.append(f"{route.name}: the row says the door is {row.door}, the view says {said}")
        methods = {each for each in getattr(route.view, "methods", ()) if each not in {"HEAD", "OPTIONS"}}
        if methods != set(row.methods):
            found.append(f"{route.name}: the row says {sorted(row.methods)}, the view answers {sorted(methods)}")
        if getattr(route.view, "reads", "") != row.reads:
            found.append(
                f"{route.name}: the row says it reads {row.reads}, the view says {getattr(route.view, 'reads', '')}"
            )
        if bool(NAMING & set(route.keys)) != (row.about != "none"):
            found.append(f"{route.name}: the row says it is about {row.about}, its address has {route.keys}")
    return found + [f"{name} is a row without a route" for name in ROWS if name not in seen]


def test_every_route_has_a_row_that_says_the_same_and_every_row_a_route() -> None:
    assert wrong_with() == []


def test_rows_use_only_known_words() -> None:
    for row in ROWS.values():
        assert row.about in table.ABOUT, row.name
        assert row.door in table.OPEN | set(table.PASSES), row.name
        assert bool(row.answers or row.shows) == bool(row.why), f"{row.name}: an exception has its reason, and only that"
        for states in (row.get, row.post):
            assert set(states) <= {"none", "own", *YOUTHS}, row.name
            for subjects in states.values():
                assert subjects <= set(SUBJECTS), row.name


def test_nobody_is_let_in_whom_the_door_turns_away() -> None:
    for row in ROWS.values():
        if row.door in table.OPEN:
            assert row.get | row.post == {}, f"{row.name}: an open door lets everybody in, no list is needed"
            continue
        for method, states in (("GET", row.get), ("POST", row.post)):
            assert bool(states) == (method in row.methods), f"{row.name} {method}"
            assert frozenset().union(*states.values()) <= table.PASSES[row.door], row.name


def test_whoever_may_write_may_also_read() -> None:
    for row in ROWS.values():
        for state, subjects in row.post.items():
            if "GET" in row.methods:
                assert subjects <= row.get[state], (row.name, state)


@pytest.mark.parametrize("address", HIDDEN_ADDRESSES)
@pytest.mark.django_db
def test_no_administration_of_a_library_is_mounted(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
    modules = {route.view.__module__ for route in table.routes()}
    assert {name for name in modules if not name.startswith("sosiaalikyla.")} == set()


# ---------------------------------------------------------------- one route added is found, and not served


def bare(request: object) -> HttpResponse:
    return HttpResponse("nobody has said for whom this is")


class AddedWithoutDoor:
    from sosiaalikyla.urls import handler404, urlpatterns

    urlpatterns = [path("added/", bare, name="added"), *urlpatterns]


class AddedWithDoor:
    from sosiaalikyla.urls import handler404, urlpatterns

    urlpatterns = [path("added/", door("staff")(bare), name="added"), *urlpatterns]


def test_a_route_added_without_row_and_door_is_found() -> None:
    assert wrong_with(AddedWithoutDoor) == ["added: the view has no door", "added (added/) has no row"]


def test_a_route_added_with_a_door_and_without_a_row_is_found() -> None:
    assert wrong_with(AddedWithDoor) == ["added (added/) has no row"]


@pytest.mark.django_db
def test_a_view_without_a_door_is_not_served(client: Client, settings: object, caplog: pytest.LogCaptureFixture) -> None:
    settings.ROOT_URLCONF = AddedWithoutDoor
    answer = client.get("/added/")
    assert answer.status_code == 404
    assert b"nobody has said" not in answer.content
    assert "added has no door" in caplog.text
