"""Every cell of route × method × subject × state of the object. Expected is what the access table says, nothing else."""

from __future__ import annotations

import os

import pytest
from django.conf import settings
from django.test import Client

from sosiaalikyla.access.rows import our_models
from tests.matrix import table
from tests.matrix.asking import Asker, Tally, run
from tests.matrix.world import CODES, PUBLISHED, SAID_OF_PAGES, SUBJECTS, World, body, text_fields

pytestmark = pytest.mark.slow  # whole and sampled

ROWS = table.rows()
SAMPLED = os.environ.get("SOSIAALIKYLA_SPEED") == "test"
"""`make test` asks a part of the cells (`asking._in_the_sample`); `make long` and pytest by itself ask them all."""

NAMES = sorted(ROWS)


def test_every_text_field_holds_a_canary_or_is_named_as_a_code(world: World) -> None:
    asked = [row for row in our_models() if row._meta.app_label not in PUBLISHED or row._meta.label == SAID_OF_PAGES]
    fields = {f"{model._meta.label}.{each.name}" for model in asked for each in text_fields(model)}
    assert fields - world.filled - set(CODES) == set()
    assert set(CODES) - fields == set(), "no such field any more"
    assert set(CODES) & world.filled == set()


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_cell_of_a_route_is_as_the_table_says(asker: Asker, name: str, counted: Tally) -> None:
    row = ROWS[name]
    done = run(asker, row, subjects=SUBJECTS, sampled=SAMPLED)
    assert not asker.tally.found, "\n".join(asker.tally.found[:60])
    if "POST" in row.methods:
        assert done, "no valid post went through: the cells of posting would say nothing"
    counted.add(asker.tally)


def test_open_pages_are_the_same_bytes_for_everybody(asker: Asker) -> None:
    for row in ROWS.values():
        if row.door in {"open", "machine"} and row.name != "ready":
            address, _keys = asker.address(row.name, "none", "none")
            assert len({asker.ask(subject, "GET", address).response.content for subject in SUBJECTS}) == 1, row.name


def test_keys_of_two_young_people_in_one_address_open_nothing(asker: Asker) -> None:
    placements = asker.world.keys["placement"]
    pairs = [pair for other in placements for pair in (("related", other), (other, "related")) if other != "related"]
    for mine, other in pairs:
        address = f"/people/{placements[mine]['key']}/placements/{placements[other]['placement']}/end/"
        for subject in ("responsible", "deputy", "unit"):
            for method in ("GET", "POST"):
                answer = asker.ask(subject, method, address, body(asker.world, "placement_end", mine))
                assert answer.status == 404, (mine, other, subject, method)


def test_a_post_without_the_forms_token_is_refused_on_every_route(world: World) -> None:
    asker = Asker(world)
    for row in ROWS.values():
        if "POST" not in row.methods or row.door in table.OPEN:
            continue
        client = Client(enforce_csrf_checks=True)
        subject = min(frozenset().union(*row.post.values()))
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[subject]
        state = next((each for each in ("related", "protected", "without_account") if each in row.post), "none")
        state = "related" if state == "none" and row.about != "none" else state
        address, _keys = asker.address(row.name, row.about, state)
        answer = client.post(address, body(world, row.name, state))
        assert answer.status_code == 403, row.name
