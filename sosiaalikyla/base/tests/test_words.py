"""Clock, dates in three languages, names in order."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from django.template import engines

from sosiaalikyla.base import clock, text

DAY = date(2026, 11, 26)


def test_the_clock_can_be_held_at_a_day_and_lets_go():
    with clock.at(DAY):
        assert clock.today() == DAY
        assert clock.now().tzinfo is UTC
        assert clock.is_set()
        with clock.at(date(2027, 1, 1)):
            assert clock.today() == date(2027, 1, 1)
        assert clock.today() == DAY
    assert not clock.is_set()


def test_a_day_of_law_is_a_day_in_helsinki():
    with clock.at(datetime(2026, 6, 30, 21, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 7, 1)


def test_a_moment_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"), clock.at(datetime(2026, 1, 1)):  # noqa: DTZ001 - a naive moment is what is refused
        pass


def test_nobody_else_on_this_floor_asks_the_time():
    for path in Path(__file__).parents[1].glob("**/*.py"):
        if "tests" in path.parts or path.name == "clock.py":
            continue
        source = path.read_text("utf-8")
        assert "timezone.now" not in source
        assert "datetime.now" not in source
        assert "date.today" not in source


@pytest.mark.parametrize(
    ("write", "fi", "sv", "en"),
    [
        (text.day, "26.11.2026", "26.11.2026", "26 Nov 2026"),
        (text.weekday_day, "to 26.11.", "to 26.11.", "Thu 26 Nov"),
        (text.month, "marraskuu 2026", "november 2026", "November 2026"),
        (
            text.day_in_sentence,
            "torstaina 26. marraskuuta",
            "torsdagen den 26 november",
            "on Thursday 26 November",
        ),
    ],
)
def test_days_in_three_languages(write, fi, sv, en):
    with clock.at(DAY):
        assert [write(DAY, language) for language in ("fi", "sv", "en")] == [fi, sv, en]


def test_another_year_is_said():
    with clock.at(DAY):
        assert text.weekday_day(date(2027, 1, 15), "fi") == "pe 15.1.2027"
        assert text.day_in_sentence(date(2027, 1, 15), "sv") == "fredagen den 15 januari 2027"


def test_times_are_told_in_helsinki():
    assert text.clock_time(time(14), "fi") == "klo 14"
    assert text.clock_time(time(14, 30), "sv") == "kl. 14.30"
    assert text.clock_time(datetime(2026, 11, 26, 12, 5, tzinfo=UTC), "en") == "14:05"


def test_a_moment_late_in_the_evening_belongs_to_the_next_finnish_day():
    assert text.day(datetime(2026, 11, 26, 23, 0, tzinfo=UTC), "fi") == "27.11.2026"


def test_names_stand_in_finnish_order():
    names = ["Öberg", "Zacheus", "Äijälä", "Åberg", "Aalto", "Édith", "Eetu"]
    assert sorted(names, key=text.sort_key) == [
        "Aalto",
        "Édith",
        "Eetu",
        "Zacheus",
        "Åberg",
        "Äijälä",
        "Öberg",
    ]


@pytest.mark.parametrize(
    ("name", "letters"), [("Ville Koskela", "VK"), ("Noor", "N"), ("", ""), ("Anna Liisa Äijälä", "AÄ")]
)
def test_initials(name, letters):
    assert text.initials(name) == letters


def test_filters_say_nothing_of_nothing():
    template = engines["django"].from_string(
        "{% load words %}{{ d|day }}{{ d|weekday_day }}{{ d|month }}{{ d|day_in_sentence }}"
        "{{ d|clock_time }}{{ d|initials }}"
    )
    assert template.render({"d": None}) == ""


def test_filters_follow_the_page():
    template = engines["django"].from_string("{% load words %}{{ d|day }} {{ '116 117'|dial }}")
    assert template.render({"d": DAY}) == "26.11.2026 116117"
