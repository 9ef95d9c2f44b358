"""A month later is the same day, or the last day of a month that lacks it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sosiaalikyla.base.months import add_months, add_years

days = st.dates(min_value=date(1950, 1, 1), max_value=date(2150, 12, 31))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2027, 3, 31), -1, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2027, 1, 15), -1, date(2026, 12, 15)),
        (date(2027, 12, 15), 0, date(2027, 12, 15)),
    ],
)
def test_a_day_the_month_lacks_is_its_last_day(start, months, end):
    assert add_months(start, months) == end


def test_who_is_born_on_leap_day_has_the_birthday_on_the_28th_in_other_years():
    assert add_years(date(2004, 2, 29), 18) == date(2022, 2, 28)
    assert add_years(date(2004, 2, 29), 20) == date(2024, 2, 29)


@given(days, st.integers(-600, 600))
def test_months_move_the_month_and_never_the_day_forward(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day <= day.day
    assert moved.day == day.day or (moved + timedelta(days=1)).day == 1


@given(days, days, st.integers(-600, 600))
def test_an_earlier_day_never_overtakes_a_later_one(one: date, other: date, months: int) -> None:
    earlier, later = sorted((one, other))
    assert add_months(earlier, months) <= add_months(later, months)
