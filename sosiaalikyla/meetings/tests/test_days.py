"""Pure sums over days: when it is quiet by agreement, and when an office answers next."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sosiaalikyla.meetings.quiet import Agreed, quiet_since
from sosiaalikyla.meetings.workdays import easter, next_working_day

TODAY = date(2026, 11, 22)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


LONG_AGO = Agreed(21, ago(300))


def test_nothing_agreed_and_dont_ask_are_never_quiet() -> None:
    assert quiet_since([], [], None, TODAY) is None
    assert quiet_since([], [], Agreed(None, ago(300)), TODAY) is None


@pytest.mark.parametrize(("heard", "quiet"), [(20, False), (21, True), (22, True), (60, True)])
def test_silence_is_counted_from_the_last_day_they_were_reached_or_answered(heard: int, quiet: bool) -> None:
    since = ago(heard) if quiet else None
    assert quiet_since([ago(heard), ago(90)], [], LONG_AGO, TODAY) == since
    assert quiet_since([ago(90)], [ago(heard)], LONG_AGO, TODAY) == since


def test_silence_begins_at_the_earliest_on_the_day_of_the_agreement() -> None:
    assert quiet_since([ago(100)], [], Agreed(21, ago(20)), TODAY) is None
    assert quiet_since([], [], Agreed(21, ago(21)), TODAY) == ago(21)


def test_a_pause_holds_to_its_last_day_and_silence_begins_after_it() -> None:
    for end in (TODAY, TODAY + timedelta(days=5)):
        assert quiet_since([ago(90)], [], Agreed(21, ago(300), end), TODAY) is None
    assert quiet_since([ago(90)], [], Agreed(21, ago(300), ago(20)), TODAY) is None
    assert quiet_since([ago(90)], [], Agreed(21, ago(300), ago(21)), TODAY) == ago(21)


def test_days_to_come_are_not_yet_heard() -> None:
    assert quiet_since([TODAY + timedelta(days=1)], [], LONG_AGO, TODAY) == ago(300)


near = st.integers(-5, 400).map(ago)


@given(st.lists(near), st.lists(near), st.integers(7, 180), near, st.none() | near)
def test_whatever_the_days_quiet_is_as_long_as_agreed_and_after_everything_heard(
    contacts: list[date], answers: list[date], days: int, made_on: date, pause: date | None
) -> None:
    since = quiet_since(contacts, answers, Agreed(days, made_on, pause), TODAY)
    if since is not None:
        assert (TODAY - since).days >= days
        assert all(day <= since for day in (*contacts, *answers) if day <= TODAY)
    elif pause is None and made_on <= ago(days):
        assert any(ago(days) < day <= TODAY for day in (*contacts, *answers))


@pytest.mark.parametrize(
    ("day", "following"),
    [
        ("2026-11-23", "2026-11-24"),  # Monday
        ("2026-11-20", "2026-11-23"),  # Friday
        ("2026-11-22", "2026-11-23"),  # Sunday
        ("2026-12-23", "2026-12-28"),  # Christmas from its eve, then a weekend
        ("2026-12-31", "2027-01-04"),
        ("2027-01-05", "2027-01-07"),  # Epiphany
        ("2027-03-25", "2027-03-30"),  # Good Friday and Easter Monday
        ("2027-05-05", "2027-05-07"),  # Ascension Day
        ("2027-06-24", "2027-06-28"),  # Midsummer Eve
        ("2028-12-05", "2028-12-07"),  # Independence Day on a Wednesday
        ("2028-04-28", "2028-05-02"),  # May Day on a Monday
    ],
)
def test_the_next_working_day_passes_weekends_and_feasts(day: str, following: str) -> None:
    assert next_working_day(date.fromisoformat(day)) == date.fromisoformat(following)


@pytest.mark.parametrize(
    ("year", "day"), [(2024, (3, 31)), (2025, (4, 20)), (2026, (4, 5)), (2027, (3, 28)), (2038, (4, 25)), (2285, (3, 22))]
)
def test_easter_is_where_the_church_has_it(year: int, day: tuple[int, int]) -> None:
    assert easter(year) == date(year, *day)
