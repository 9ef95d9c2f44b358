"""Whatever the world, the rules in words, the list, the single row and the database give the same answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import pytest

from sosiaalikyla.access.sealed import Sealed
from tests.parity import answers
from tests.parity.reference import Who, is_named_reader, is_protected, may_open, opens_client
from tests.parity.worlds import COMPARED, DAYS, MIDDLE, SEALED, actors, make_world

CHUNK = 50
Agree = Callable[..., None]


@pytest.fixture
def agree(db: None, record_property: Callable[[str, object], None]) -> Agree:
    def agree(seeds: Iterable[int], lists: int = 4) -> None:
        counts: Counter[str] = Counter()
        answers.prepare_sql()
        found = [difference for seed in seeds for difference in answers.compare(seed, counts, lists=lists)]
        record_property("parity", dict(counts))
        assert not found, answers.in_short(found)

    return agree


def test_ten_worlds_agree(agree: Agree) -> None:
    agree(range(10))


@pytest.mark.slow
@pytest.mark.parametrize(
    "first",
    [
        *range(1_000, 1_100, CHUNK),
        *(pytest.param(first, marks=pytest.mark.again) for first in range(1_100, 1_200, CHUNK)),
    ],
)
def test_two_hundred_worlds_agree(agree: Agree, first: int) -> None:
    """The first hundred in `make test`."""
    agree(range(first, first + CHUNK), lists=2)


@pytest.mark.long
@pytest.mark.parametrize("first", range(10_000, 30_000, CHUNK))
def test_twenty_thousand_worlds_agree(agree: Agree, first: int) -> None:
    """Everybody is asked by SQL in each; the lists, whose statements take the time, of one person and of one who is none."""
    agree(range(first, first + CHUNK), lists=1)


def test_a_seed_gives_the_same_world_again() -> None:
    assert make_world(7).tables == make_world(7).tables
    assert make_world(7).tables != make_world(8).tables


def test_every_table_opens_to_somebody_and_refuses_somebody() -> None:
    opens: Counter[str] = Counter()
    refuses: Counter[str] = Counter()
    for seed in range(30):
        world = make_world(seed)
        for who in actors(world):
            for table in COMPARED:
                for row in world.rows(table).values():
                    (opens if may_open(world, who, table, row, MIDDLE) else refuses)[table] += 1
    assert {table for table in COMPARED if opens[table] < 10} == set()
    assert {table for table in COMPARED if refuses[table] < 10} == set()


def test_the_rare_cases_come_up() -> None:
    """A world that never reaches a rule can't tell whether it holds."""
    seen: Counter[str] = Counter()
    for seed in range(60):
        world = make_world(seed)
        people = world.rows("people.Youth")
        closed = {key for key, row in world.rows("access.User").items() if row.closed}
        for row in world.rows("people.Responsibility").values():
            seen["responsible worker changes on the middle day"] += row.period.first == MIDDLE
            seen["responsibility ended today"] += row.period.end == MIDDLE
            seen["responsibility on no board"] += row.organisation is None
        for row in world.rows("people.WorkRelation").values():
            seen[f"beside: {row.kind}"] += row.in_force(MIDDLE)
            seen["beside for no day at all"] += row.period.first == row.period.end
            seen["beside, account closed"] += row.in_force(MIDDLE) and row.account in closed
        for cover in world.rows("people.Cover").values():
            deputy = Who("person", cover.deputy)
            for key, person in people.items():
                stands_in = any(
                    row.youth == key and row.account == cover.account and row.in_force(MIDDLE)
                    for row in world.rows("people.Responsibility").values()
                )
                if not stands_in or not cover.in_force(MIDDLE):
                    continue
                opens = may_open(world, deputy, "people.Youth", person, MIDDLE)
                if not is_protected(world, key, MIDDLE):
                    seen["deputy of somebody unprotected"] += opens
                elif is_named_reader(world, cover.deputy, key, MIDDLE):
                    seen["deputy of somebody protected, named"] += opens
                else:
                    seen["deputy of somebody protected, not named"] += not opens
        for row in people.values():
            seen["young person without an account"] += row.account is None
            seen["young person, account closed"] += row.account in closed
        for row in world.rows("people.Protection").values():
            seen["protection ends about now"] += row.period.end in DAYS
        for row in world.rows("paths.PathShare").values():
            seen["share past"] += row.period.end < MIDDLE
            seen["share ended today"] += row.period.end == MIDDLE
            seen["share begins today"] += row.period.first == MIDDLE
            seen["share to come"] += row.period.first > MIDDLE
            seen["share with a closed account"] += row.in_force(MIDDLE) and row.account in closed
            kind = world.rows("access.User")[row.account].kind
            seen["share with another young person"] += kind == "youth" and people[row.youth].account != row.account
            seen["share with one of the client's workers"] += opens_client(world, row.account, row.youth, MIDDLE)
            member = Who("person", row.account)
            opens_all = opens_client(world, row.account, row.youth, MIDDLE)
            if opens_all or kind != "staff" or row.account in closed or not row.in_force(MIDDLE):
                continue
            seen["share with somebody else"] += may_open(world, member, "paths.PathShare", row, MIDDLE)
            for step in world.rows("paths.StepDay").values():
                if step.youth == row.youth:
                    opens = may_open(world, member, "paths.StepDay", step, MIDDLE)
                    seen[f"step shown: {opens}, for the placement: {step.for_placement}"] += 1
        for row in world.rows("plans.Intention").values():
            seen["intention shown to nobody"] += row.account is None
            if row.account and row.account not in closed:
                works = opens_client(world, row.account, row.youth, MIDDLE)
                seen[f"intention shown to one who works with them: {works}"] += 1
        for row in world.rows("plans.PromiseDay").values():
            seen["promise on no board"] += row.organisation is None
            seen["promise on a board"] += row.organisation is not None
        for row in world.rows("paths.CheckDay").values():
            seen["check on no board"] += row.organisation is None
            seen["check on a board of another county"] += row.organisation is not None and not any(
                relation.youth == row.youth and relation.organisation == row.organisation
                for relation in world.rows("people.ClientRelation").values()
            )
    wanted = {
        "responsible worker changes on the middle day", "responsibility ended today", "responsibility on no board",
        "beside: decides", "beside: pair", "beside: receiving", "beside: leaving", "beside for no day at all",
        "beside, account closed", "deputy of somebody unprotected", "deputy of somebody protected, named",
        "deputy of somebody protected, not named", "young person without an account", "young person, account closed",
        "protection ends about now", "share past", "share ended today", "share begins today", "share to come",
        "share with a closed account", "share with another young person", "share with one of the client's workers",
        "share with somebody else", "step shown: True, for the placement: True",
        "step shown: False, for the placement: False", "check on no board", "check on a board of another county",
        "intention shown to nobody", "intention shown to one who works with them: True",
        "intention shown to one who works with them: False", "promise on no board", "promise on a board",
    }  # fmt: skip
    assert {what: seen[what] for what in wanted if seen[what] < 2} == {}
    assert not {what for what in seen if what.startswith("step shown")} - wanted


def test_every_sealed_model_of_these_apps_is_compared() -> None:
    apps = {"people", "journal", "notices", "paths", "meetings", "keys", "plans", "handovers", "drafts"}
    sealed = {model._meta.label for model in Sealed.__subclasses__() if model._meta.app_label in apps}
    assert sealed - {"people.AbsenceTold"} == set(SEALED)
