"""When something is open: hours of every kind, over midnight, on holidays, and when nobody has said."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from sosiaalikyla.base import clock
from sosiaalikyla.directory import hours, readings
from sosiaalikyla.directory.neutral import Hours, Span

HELSINKI = ZoneInfo("Europe/Helsinki")
OFFICE = Hours("weekly", tuple(Span(day, 480, day, 960) for day in range(5)))
NIGHT = Hours("weekly", (Span(4, 22 * 60, 5, 2 * 60),))
WEEKEND = Hours("weekly", (Span(4, 16 * 60, 6, 18 * 60),))


def at(day: str, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), HELSINKI).replace(hour=hour, minute=minute)


def test_named_days_of_a_year() -> None:
    found = {name: day for day, name in hours.holidays(2026).items()}
    assert found["easter"] == date(2026, 4, 5)
    assert found["midsummer_eve"] == date(2026, 6, 19)
    assert found["all_saints"] == date(2026, 10, 31)
    assert {name: day for day, name in hours.holidays(2027).items()}["good_friday"] == date(2027, 3, 26)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at("2026-11-20", 7, 59), (False, None, at("2026-11-20", 8))),
        (at("2026-11-20", 8), (True, at("2026-11-20", 16), None)),
        (at("2026-11-20", 15, 59), (True, at("2026-11-20", 16), None)),
        (at("2026-11-20", 16), (False, None, at("2026-11-23", 8))),
        (at("2026-11-21", 12), (False, None, at("2026-11-23", 8))),
        # Independence day is a Sunday this year and Epiphany a Wednesday: ordinary hours say nothing sure.
        (at("2027-01-06", 10), (None, None, None)),
    ],
)
def test_office_hours(moment: datetime, expected: tuple[bool | None, datetime | None, datetime | None]) -> None:
    state = hours.state([OFFICE], moment)
    assert (state.open, state.until, state.opens) == expected


def test_hours_over_midnight_belong_to_the_evening_before() -> None:
    assert hours.state([NIGHT], at("2026-11-21", 1, 30)).until == at("2026-11-21", 2)
    assert hours.state([NIGHT], at("2026-11-21", 2)).open is False
    assert hours.state([NIGHT], at("2026-11-20", 21)).opens == at("2026-11-20", 22)


def test_a_stretch_over_several_days_and_around_the_end_of_the_week() -> None:
    assert hours.state([WEEKEND], at("2026-11-21", 3)).until == at("2026-11-22", 18)
    around = Hours("weekly", (Span(6, 20 * 60, 0, 6 * 60),))
    assert hours.state([around], at("2026-11-23", 5)).until == at("2026-11-23", 6)
    whole_week = Hours("weekly", tuple(Span(day, 0, day, 1440) for day in range(7)))
    assert hours.state([whole_week], at("2026-11-17", 5)).until is None


def test_always_open_and_by_appointment() -> None:
    assert hours.state([Hours("always")], at("2026-12-25", 3)).open
    booked = Hours("weekly", OFFICE.spans, by_appointment=True)
    assert hours.state([booked], at("2026-11-20", 10)).status == "by_appointment"


def test_an_exception_goes_before_the_week_and_a_holidays_own_hours_before_both() -> None:
    shut = Hours("exception", (), date(2026, 11, 20), date(2026, 11, 20), closed=True)
    assert hours.state([OFFICE, shut], at("2026-11-20", 10)) == hours.State(False, opens=at("2026-11-23", 8))
    short = Hours("exception", (Span(4, 600, 4, 720),), date(2026, 11, 16), date(2026, 11, 22))
    assert hours.state([OFFICE, short], at("2026-11-20", 11)).until == at("2026-11-20", 12)
    assert hours.state([OFFICE, short], at("2026-11-19", 11)).open is None  # the exception doesn't say of Thursday
    own = Hours("holiday", (Span(0, 720, 0, 900),), holiday="independence")
    assert hours.state([OFFICE, own], at("2026-12-06", 13)).until == at("2026-12-06", 15)
    other_year = Hours("holiday", (Span(0, 720, 0, 900),), holiday="epiphany", years=(2026,))
    assert hours.state([OFFICE, other_year], at("2027-01-06", 13)).open is None


def test_hours_within_dates_go_before_those_until_further_notice() -> None:
    summer = Hours("weekly", (Span(4, 600, 4, 720),), date(2026, 6, 1), date(2026, 8, 31))
    assert hours.state([OFFICE, summer], at("2026-07-10", 15)).open is False
    assert hours.state([OFFICE, summer], at("2026-09-11", 15)).open is True
    assert hours.state([summer], at("2026-09-11", 15)).open is None


def test_odd_and_even_weeks() -> None:
    odd = Hours("weekly", (Span(2, 900, 2, 1080, weeks="odd"),))
    assert date(2026, 11, 18).isocalendar().week == 47
    assert hours.state([odd], at("2026-11-18", 16)).open is True
    assert hours.state([odd], at("2026-11-25", 16)).open is False


def test_where_nobody_has_said_nothing_is_promised() -> None:
    assert hours.state([], at("2026-11-20", 10)) == hours.State(None)
    assert readings.open_now([], at("2026-11-20", 10)) is None


def test_hours_that_lie_over_each_other_are_open_to_the_last_end() -> None:
    told = [Hours("weekly", (Span(0, 600, 0, 960), Span(0, 900, 0, 1080), Span(1, 0, 1, 120), Span(0, 1200, 1, 60)))]
    assert hours.state(told, at("2026-09-14", 12)).until == at("2026-09-14", 18)
    assert hours.state(told, at("2026-09-14", 22)).until == at("2026-09-15", 2)


SPANS = st.builds(
    lambda day, start, length: Span(
        day, start, (day + (start + length) // 1440) % 7, (start + length) % 1440 or 1440 if length else start + 1
    ),
    st.integers(0, 6), st.integers(0, 1439), st.integers(1, 1439),
)  # fmt: skip


@given(st.lists(SPANS, min_size=1, max_size=4), st.integers(0, 7 * 1440 - 1))
def test_at_any_minute_it_is_open_until_it_closes_and_closed_until_it_opens(spans: list[Span], minute: int) -> None:
    told = [Hours("weekly", tuple(spans))]
    monday = at("2026-09-14", 0)  # weeks without a holiday
    moment = monday + timedelta(minutes=minute)
    state = hours.state(told, moment)
    assert state.open is not None
    turn = state.until if state.open else state.opens
    if turn is not None:
        assert turn > moment
        assert hours.state(told, turn - timedelta(minutes=1)).open is state.open
        assert hours.state(told, turn).open is not state.open


# ---------------------------------------------------------------- in words


@pytest.mark.parametrize(
    ("told", "moment", "language", "words"),
    [
        ([OFFICE], at("2026-11-20", 10), "fi", "Auki nyt. Sulkeutuu klo 16."),
        ([OFFICE], at("2026-11-20", 10), "sv", "Öppet nu. Stänger kl. 16."),
        ([OFFICE], at("2026-11-20", 10), "en", "Open now. Closes at 16:00."),
        ([OFFICE], at("2026-11-20", 7), "fi", "Nyt kiinni. Aukeaa tänään klo 8."),
        ([OFFICE], at("2026-11-22", 7), "fi", "Nyt kiinni. Aukeaa huomenna klo 8."),
        ([OFFICE], at("2026-11-20", 18), "fi", "Nyt kiinni. Aukeaa maanantaina 23. marraskuuta klo 8."),
        ([OFFICE], at("2026-12-25", 10), "fi", "Tarkista, onko tänään auki."),
        ([Hours("always")], at("2026-12-25", 10), "fi", "Auki aina."),
        ([Hours("weekly", OFFICE.spans, by_appointment=True)], at("2026-11-20", 10), "fi",
         "Auki nyt ajanvarauksella. Varaa ensin aika."),
        ([Hours("weekly", (Span(4, 600, 4, 1440),))], at("2026-11-20", 12), "fi", "Auki nyt. Sulkeutuu klo 24."),
        ([NIGHT], at("2026-11-20", 23), "fi", "Auki nyt. Sulkeutuu lauantaina 21. marraskuuta klo 2."),
        ([Hours("weekly", (), closed=True)], at("2026-11-20", 23), "fi", "Nyt kiinni."),
    ],
)  # fmt: skip
def test_open_or_not_is_said_in_words(told: list[Hours], moment: datetime, language: str, words: str) -> None:
    with clock.at(moment), translation.override(language):
        said = readings.open_now(told, moment)
    assert said is not None
    assert said.words == words


def test_a_week_is_a_table_of_like_days() -> None:
    told = [Hours("weekly", (*(Span(day, 540, day, 1020) for day in range(4)), Span(4, 540, 4, 870)))]
    with clock.at(at("2026-11-20", 10)), translation.override("fi"):
        (table,) = readings.hours_tables(told, date(2026, 11, 20), "fi")
    assert [(row.days, row.times) for row in table.rows] == [("ma–to", "9–17"), ("pe", "9–14.30"), ("la–su", "kiinni")]


def test_exceptions_and_holidays_of_the_coming_weeks_are_told_and_past_ones_are_not() -> None:
    told = [
        OFFICE,
        Hours("exception", (), date(2026, 12, 23), date(2027, 1, 3), closed=True, heading={"fi": "Joulu"}),
        Hours("exception", (Span(0, 600, 0, 720),), date(2026, 11, 30), date(2026, 11, 30)),
        Hours("exception", (Span(0, 600, 0, 720), Span(1, 0, 1, 1440, "closed")), date(2026, 12, 7), date(2026, 12, 13)),
        Hours("exception", (), date(2026, 1, 1), date(2026, 1, 2), closed=True),
        Hours("holiday", (), closed=True, holiday="independence"),
        Hours("holiday", (), closed=True, holiday="christmas"),
        Hours("weekly", OFFICE.spans, date(2026, 6, 1), date(2026, 8, 31)),
        Hours("weekly", OFFICE.spans, date(2026, 12, 1), None, more={"fi": "Puhelinaika"}),
        WEEKEND,
        Hours("always", by_appointment=True),
    ]
    with clock.at(at("2026-11-20", 10)), translation.override("fi"):
        tables = readings.hours_tables(told, date(2026, 11, 20), "fi")
    assert [(table.heading.text, table.dates) for table in tables] == [
        ("", ""), ("Puhelinaika", "1.12.2026 alkaen"), ("", ""), ("", ""), ("Näinä päivinä eri ajat", ""),
    ]  # fmt: skip
    assert [(row.days, row.times) for row in tables[2].rows] == [("pe 16 – su 18", "auki koko ajan")]
    assert [(row.days, row.times, row.more.text) for row in tables[3].rows] == [
        ("Joka päivä", "ympäri vuorokauden", "ajanvarauksella")
    ]
    assert [(row.days, row.times) for row in tables[4].rows] == [
        ("ma 30.11.", "10–12"),
        ("su 6.12.", "kiinni"),
        ("ma 7.12. – su 13.12.", ""), ("ma", "10–12"), ("ti", "kiinni"),
        ("ke 23.12. – su 3.1.2027", "kiinni"),
    ]  # fmt: skip
