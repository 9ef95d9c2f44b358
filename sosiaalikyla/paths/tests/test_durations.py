from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sosiaalikyla.paths.durations import Duration

durations = st.one_of(
    st.builds(Duration, st.integers(0, 600), st.integers(0, 5000)),
    st.builds(Duration, st.integers(-600, 0), st.integers(-5000, 0)),
)


@pytest.mark.parametrize(
    ("written", "months", "days", "again"),
    [
        ("-P12M", -12, 0, "-P12M"),
        ("P14D", 0, 14, "P14D"),
        ("P0D", 0, 0, "P0D"),
        ("-P0D", 0, 0, "P0D"),
        ("P24M", 24, 0, "P24M"),
        ("P1Y", 12, 0, "P12M"),
        ("P1Y6M", 18, 0, "P18M"),
        ("-P1M15D", -1, -15, "-P1M15D"),
        ("P2W", 0, 14, "P14D"),
    ],
)
def test_durations_are_read_and_written_in_one_way(written: str, months: int, days: int, again: str) -> None:
    assert Duration.parse(written) == Duration(months, days)
    assert str(Duration.parse(written)) == again


@pytest.mark.parametrize(
    "written",
    [
        "",
        "P",
        "12M",
        "P12",
        "P-12M",
        "--P1M",
        "P1M ",
        "p1m",
        "P1.5M",
        "PT5H",
        "P1D1M",
        "P٣M",
        "P601M",
        "P51Y",
    ],
)
def test_what_is_not_a_duration_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"not a duration|50 years"):
        Duration.parse(written)


def test_months_and_days_do_not_pull_in_two_directions() -> None:
    with pytest.raises(ValueError, match="same sign"):
        Duration(1, -1)


@pytest.mark.parametrize(
    ("start", "duration", "end"),
    [
        (date(2027, 1, 31), "P1M", date(2027, 2, 28)),
        (date(2028, 1, 31), "P1M", date(2028, 2, 29)),
        (date(2027, 3, 31), "-P1M", date(2027, 2, 28)),
        (date(2028, 2, 29), "P12M", date(2029, 2, 28)),
        (date(2028, 2, 29), "P48M", date(2032, 2, 29)),
        (date(2028, 2, 29), "-P1Y", date(2027, 2, 28)),
        (date(2027, 12, 31), "P2M", date(2028, 2, 29)),
        (date(2027, 1, 15), "-P1M", date(2026, 12, 15)),
        (date(2027, 1, 31), "P1M1D", date(2027, 3, 1)),
        (date(2028, 2, 28), "P1D", date(2028, 2, 29)),
    ],
)
def test_a_day_the_month_lacks_is_its_last_day(start: date, duration: str, end: date) -> None:
    assert Duration.parse(duration).after(start) == end


@given(durations)
def test_any_duration_written_is_read_back_equal(duration: Duration) -> None:
    assert Duration.parse(str(duration)) == duration
