"""Days of the invented lives, told from today."""

from __future__ import annotations

from datetime import date

import pytest

from sosiaalikyla.demo.days import day, span

TODAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("today", date(2026, 3, 31)),
        ("+0d", date(2026, 3, 31)),
        ("-1d", date(2026, 3, 30)),
        ("+2w", date(2026, 4, 14)),
        ("-1m", date(2026, 2, 28)),
        ("+1m", date(2026, 4, 30)),
        ("+9m", date(2026, 12, 31)),
        ("-3m", date(2025, 12, 31)),
        ("-18y", date(2008, 3, 31)),
        ("-18y-200d", date(2007, 9, 13)),
        ("-1y-1m+1d", date(2025, 3, 1)),
    ],
)
def test_a_word_means_its_day_and_shorter_months_end_on_their_last(word: str, meant: date) -> None:
    assert day(word, TODAY) == meant


def test_a_year_from_a_leap_day_is_the_last_of_february() -> None:
    assert day("+1y", date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize("word", ["", "yesterday", "18y", "-18", "-18y 200d", "+1h", "-1d!", "x-1d"])
def test_what_is_no_day_is_refused_by_its_name(word: str) -> None:
    with pytest.raises(ValueError, match="is no day") as caught:
        day(word, TODAY)
    assert repr(word) in str(caught.value)


def test_a_span_ends_before_its_last_word_and_may_be_open() -> None:
    assert (span("-1d", "+1d", TODAY).lower, span("-1d", "+1d", TODAY).upper) == (date(2026, 3, 30), date(2026, 4, 1))
    assert span("today", None, TODAY).upper is None
