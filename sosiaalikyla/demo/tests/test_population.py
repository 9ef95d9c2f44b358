"""The invented hundreds: drawn alike each time, and written as the actions would have written them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection, models, transaction
from django.test import override_settings

from sosiaalikyla.access.models import User
from sosiaalikyla.access.rows import our_models
from sosiaalikyla.base import clock
from sosiaalikyla.base.months import add_years
from sosiaalikyla.demo import bulk, population, replay, seed
from sosiaalikyla.demo.days import day
from sosiaalikyla.journal import refresh
from sosiaalikyla.journal.models import Stale
from sosiaalikyla.paths.tests.ground import DAY
from sosiaalikyla.people.models import Responsibility, Youth
from tests.ground import as_owner

WHY = "looked at by a test"


def team(open_lives: int = 40) -> population.Team:
    names = ["sirpa", "helper0001", "helper0002"]
    given = population.caseloads(open_lives, names, random.Random(5))
    return population.Team("ostrobothnia", "17", given, ("leena",), {"sirpa": add_years(DAY, -9)})


def drawn(count: int = 80) -> list[dict[str, Any]]:
    return list(population.stories(count, team(count // 2), DAY))


def test_the_same_seed_draws_the_same_lives_and_another_draws_others() -> None:
    assert drawn() == drawn()
    assert drawn() != list(population.stories(80, team(), DAY, seed=7))


def test_more_lives_begin_with_the_same_ones_as_fewer() -> None:
    assert list(population.stories(30, team(40), DAY)) == list(population.stories(80, team(40), DAY))[:30]


def test_a_life_goes_forward_in_time_and_ends_only_once() -> None:
    for story in drawn():
        days = [day(line["day"], DAY) for line in story["lines"]]
        assert days == sorted(days)
        assert days[-1] <= DAY
        deeds = Counter(line["do"] for line in story["lines"])
        assert story["lines"][0]["do"] == "take_in"
        assert deeds["take_in"] == 1
        assert deeds["close"] == (0 if story["open"] else 1)


def test_half_are_open_and_each_is_somebodys() -> None:
    stories = drawn()
    assert sum(story["open"] for story in stories) == 40
    for story in stories:
        helper = ""
        for line in story["lines"]:
            if line["do"] == "take_in":
                helper = line["worker"]
            if line["do"] in {"change_responsible", "close", "mark"}:
                assert line["by"] == helper, story["key"]
            if line["do"] == "change_responsible":
                assert line["to"] != helper
                helper = line["to"]


def test_caseloads_sum_up_to_what_was_asked() -> None:
    for count in (1, 7, 300, 5_000):
        given = population.caseloads(count, [f"h{number}" for number in range(9)], random.Random(3))
        assert sum(many for _name, many in given) == count


# ---------------------------------------------------------------- written


@pytest.fixture
def cast(db: None) -> Iterator[None]:
    with clock.at(DAY):
        with as_owner():
            seed.lay()
            bulk.lay_staff(team(), DAY)
        yield


def natural(row: models.Model) -> str:
    """What a row is called by those that point to it, in whichever way it was written."""
    if isinstance(row, User):
        return row.handle
    if isinstance(row, Youth):
        return f"{row.used_name}, {row.born}, {row.user.handle if row.user else ''}"
    if hasattr(row, "youth"):
        return f"{row._meta.label} of {natural(row.youth)}"
    return str(row.pk)


MADE = {"id", "uuid", "version", "since", "date_joined", "content_hash"}
"""Keys and counters: made anew by whoever writes."""


def everything() -> dict[str, list[str]]:
    """Every row of every table, told without keys, so that two ways of writing can be compared."""
    found: dict[str, list[str]] = {}
    with as_owner():
        youths = {row.pk: natural(row) for row in Youth.objects.whole(WHY).select_related("user")}
        for model in our_models():
            if model._meta.label in bulk.NOT_WRITTEN:
                continue
            manager: Any = model._default_manager
            rows = manager.whole(WHY).all() if hasattr(manager, "whole") else manager.all()
            found[model._meta.label] = sorted(told(row, youths) for row in rows)
    return found


def told(row: models.Model, youths: dict[int, str]) -> str:
    words = []
    for each in row._meta.concrete_fields:
        if each.name in MADE and not each.is_relation:
            continue
        value = getattr(row, each.name) if each.is_relation else getattr(row, each.attname)
        if each.name == "client":
            value = youths.get(value, value)
        words.append(f"{each.name}={natural(value) if isinstance(value, models.Model) else value}")
    return " ".join(words)


@pytest.mark.slow
def test_twenty_lives_written_at_once_are_as_if_lived_line_by_line(cast: None) -> None:
    stories = drawn()[:10] + drawn()[-10:]
    assert {line["do"] for story in stories for line in story["lines"]} >= {"change_responsible", "close", "open_account"}
    with transaction.atomic():
        with as_owner():
            assert bulk.write(stories, DAY) == 20
        at_once = everything()
        transaction.set_rollback(True)
    for story in stories:
        replay.live_through(story, DAY)
    with as_owner():
        keys = list(Youth.objects.whole(WHY).values_list("pk", flat=True))
        for key in keys:
            refresh.refresh(key)
        Stale.objects.all().delete()
    lived = everything()
    assert len(keys) == 20
    assert sum(len(rows) for rows in lived.values()) > 600
    for table, rows in lived.items():
        assert at_once[table] == rows, table


@pytest.mark.django_db
def test_the_guarantee_holds_for_what_is_written_at_once(cast: None) -> None:
    with as_owner():
        bulk.write(drawn(30), DAY)
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
        rows = Responsibility.objects.whole(WHY).filter(during__contains=DAY)
        assert rows.count() == 15
        assert rows.values("youth").distinct().count() == 15
        assert not Stale.objects.exists()


@pytest.mark.django_db
def test_laying_the_population_again_adds_nothing(cast: None) -> None:
    said: list[str] = []
    with as_owner():
        first = bulk.lay(12, said.append)
        assert first == 12
        assert bulk.lay(12, said.append) == 0
        assert bulk.lay(15, said.append) == 3
    assert said[0].strip() == "12 of 12 invented lives"


@pytest.mark.django_db
def test_nobody_is_invented_outside_the_demo() -> None:
    with override_settings(SOSIAALIKYLA_DEMO=False), pytest.raises(RuntimeError, match="only in the demo"):
        bulk.write([], date(2026, 3, 2))
