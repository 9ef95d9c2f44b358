"""Which conditions hold: computed from facts where the facts tell, else as the young person has said."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from sosiaalikyla.paths import anchors
from sosiaalikyla.paths.models import AnchorDay, Wish
from sosiaalikyla.people.models import ClientRelation, Placement, Responsibility, Youth

BORN = date(2008, 6, 15)
TODAY = date(2026, 3, 2)


def placement(
    kind: str = "substitute_care_40", begins: date = date(2023, 1, 1), ends: date | None = date(2026, 7, 1)
) -> Placement:
    return Placement(kind=kind, begins_on=begins, ends_on=ends, placed_by_county="17", child_alone=True)


def told(anchor: str, day: date | None, hour: int = 8) -> AnchorDay:
    return AnchorDay(anchor=anchor, day=day, set_at=datetime(2026, 3, 1, hour, tzinfo=UTC))


def said(condition: str, holds: bool, hour: int = 8) -> Wish:
    return Wish(condition=condition, holds=holds, set_at=datetime(2026, 3, 1, hour, tzinfo=UTC))


def facts(*placements: Placement, came_alone: bool | None = None, **more: Any) -> anchors.Facts:
    return anchors.Facts(
        Youth(used_name="Aino", born=BORN, came_alone=came_alone),
        placements,
        more.get("relations", ()),
        more.get("responsibilities", ()),
        more.get("said_days", ()),
        more.get("wishes", ()),
    )


def conditions(found: anchors.Facts) -> frozenset[str]:
    return anchors.conditions(found, days(found))


def days(found: anchors.Facts) -> dict[str, date | None]:
    return anchors.anchors(found, anchors.right_when_placement_has_ended(found, TODAY))


def working(*since: date) -> tuple[Responsibility, ...]:
    return tuple(Responsibility(during=DateRange(day, None)) for day in since)


@pytest.mark.parametrize(
    ("found", "condition"),
    [
        (facts(placement()), "placement_ends_at_18_or_later"),
        (facts(placement(ends=BORN.replace(year=2026))), "placement_ends_at_18_or_later"),
        (facts(placement(ends=date(2026, 6, 14))), "returns_home_as_minor"),
        (facts(placement(kind="open_care_37")), "open_care_placement"),
        (facts(placement(), came_alone=True), "came_alone_as_minor"),
        (facts(placement(kind="family_group_home_22a")), "came_alone_as_minor"),
        (facts(placement(), responsibilities=working(date(2025, 1, 1), date(2026, 2, 1))), "worker_changes"),
        (facts(placement(), said_days=(told("area_move", date(2026, 9, 1)),)), "moves_to_other_area"),
        (facts(placement(), said_days=(told("child_expected", date(2026, 9, 1)),)), "has_or_expects_child"),
        (facts(placement(), said_days=(told("return_to_aftercare", TODAY),)), "returns_after_pause"),
        (facts(placement(), said_days=(told("custody_start", TODAY),)), "in_custody"),
        (facts(placement(), wishes=(said("wants_to_stay", True),)), "wants_to_stay"),
    ],
)
def test_a_condition_holds_when_its_fact_does(found: anchors.Facts, condition: str) -> None:
    assert condition in conditions(found)
    assert condition not in conditions(facts(placement(ends=None)))


def test_an_end_before_the_birthday_and_one_after_it_are_never_both_true() -> None:
    early, late = conditions(facts(placement(ends=date(2026, 6, 14)))), conditions(facts(placement()))
    both = {"placement_ends_at_18_or_later", "returns_home_as_minor"}
    assert len(both & early) == len(both & late) == 1


def test_the_latest_placement_tells_where_one_leaves_from() -> None:
    found = facts(placement("open_care_37", begins=date(2020, 1, 1), ends=date(2022, 1, 1)), placement())
    assert "open_care_placement" not in conditions(found)
    assert days(found)["placement_end"] == date(2026, 7, 1)
    assert days(found)["aftercare_start"] == date(2026, 7, 2)


def test_what_the_young_person_says_latest_overrides_what_was_computed() -> None:
    fact = told("child_expected", date(2026, 9, 1))
    off = facts(placement(), said_days=(fact,), wishes=(said("has_or_expects_child", False),))
    assert "has_or_expects_child" not in conditions(off)
    again = facts(placement(), wishes=(said("wants_to_stay", False, hour=9), said("wants_to_stay", True, hour=10)))
    assert "wants_to_stay" in conditions(again)


def test_the_latest_telling_of_a_day_holds_in_whatever_order_the_rows_come() -> None:
    found = facts(placement(), said_days=(told("move_in", None, hour=11), told("move_in", date(2026, 8, 1), hour=9)))
    assert days(found)["move_in"] is None


def test_the_first_worker_is_no_change_of_worker() -> None:
    assert days(facts(placement(), responsibilities=working(date(2025, 1, 1))))["worker_change"] is None
    two = facts(placement(), responsibilities=working(date(2025, 1, 1), date(2026, 2, 1)))
    assert days(two)["worker_change"] == date(2026, 2, 1)


def test_five_years_are_counted_from_the_last_day_as_a_client_once_every_relation_has_ended() -> None:
    ended = ClientRelation(open_during=DateRange(date(2020, 1, 1), date(2025, 1, 1)))
    going_on = ClientRelation(open_during=DateRange(date(2024, 1, 1), None))
    past = placement(ends=date(2024, 12, 31))
    closed = anchors.right(facts(past, relations=(ended,)), TODAY)
    open_still = anchors.right(facts(past, relations=(ended, going_on)), TODAY)
    assert closed.ends is not None
    assert open_still.ends is not None
    assert closed.ends <= open_still.ends
