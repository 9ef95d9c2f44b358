"""Gaps in what is remembered: read both ways, never guessed, never an error."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sosiaalikyla.rules.engine import OPEN_CARE, PLACEMENT_TYPES, SUBSTITUTE_CARE
from sosiaalikyla.rules.loader import Rules
from sosiaalikyla.rules.told import Contradiction, Span, Told, ToldPlacement, contradictions, facts, verdict

RULES = Rules.load()
ON = date(2026, 11, 21)
BORN = date(2007, 1, 1)


def open_care(start: Span | None, end: Span | None, alone: bool | None = True) -> ToldPlacement:
    return ToldPlacement(OPEN_CARE, start, end, alone=alone)


def test_a_span_is_a_day_a_month_or_a_year() -> None:
    assert Span.of(2024) == Span(date(2024, 1, 1), date(2024, 12, 31))
    assert Span.of(2024, 2) == Span(date(2024, 2, 1), date(2024, 2, 29))
    assert Span.of(2024, 2, 3).exact
    assert not Span.of(2024, 2).exact
    with pytest.raises(ValueError, match="month"):
        Span.of(2024, 13)
    with pytest.raises(ValueError, match="day"):
        Span.of(2023, 2, 29)


def test_days_that_are_missing_but_do_not_matter_do_not_change_the_answer() -> None:
    told = Told(BORN, (open_care(Span.of(2022), Span.of(2024)),), still_client=True)
    found = verdict(told, RULES, ON)
    assert not found.depends
    assert found.answer.entitled
    assert found.gaps == ("days",)


def test_days_that_matter_make_the_answer_depend_on_them() -> None:
    # From March to September: half a year or less, by the days.
    told = Told(BORN, (open_care(Span.of(2024, 3), Span.of(2024, 9)),), still_client=True)
    found = verdict(told, RULES, ON)
    assert found.depends
    assert found.answer.entitled
    assert found.otherwise is not None
    assert found.otherwise.reason == "under_six_months"


def test_placements_that_may_have_been_in_a_row_are_read_so_only_for_the_right() -> None:
    told = Told(
        BORN,
        (open_care(Span.of(2024, 1, 1), Span.of(2024, 4)), open_care(Span.of(2024, 4), Span.of(2024, 9, 1))),
        still_client=True,
    )
    hopeful = facts(told, ON, hopeful=True).placements
    assert hopeful[0].end == hopeful[1].start
    found = verdict(told, RULES, ON)
    assert found.depends
    assert found.otherwise is not None
    assert found.otherwise.reason == "not_continuous"


def test_an_end_that_is_not_known_may_be_that_the_placement_goes_on() -> None:
    found = verdict(Told(BORN, (ToldPlacement(SUBSTITUTE_CARE, Span.of(2015), None),)), RULES, ON)
    assert found.otherwise is not None
    assert found.otherwise.reason == "placement_not_ended"
    assert found.gaps == ("end", "days", "last_client")


def test_an_end_that_is_not_known_is_before_the_next_placement() -> None:
    told = Told(
        BORN,
        (ToldPlacement(SUBSTITUTE_CARE, Span.of(2015, 1, 1), None), open_care(Span.of(2020, 1, 1), Span.of(2021, 1, 1))),
        still_client=True,
    )
    assert not contradictions(told, ON)
    assert facts(told, ON, hopeful=True).placements[0].end == date(2020, 1, 1)
    assert not verdict(told, RULES, ON).depends


def test_a_kind_that_is_not_known_is_no_family_group_home_for_one_who_did_not_come_alone() -> None:
    placement = ToldPlacement(None, Span.of(2020, 1, 1), Span.of(2024, 1, 1), alone=True)
    assert not verdict(Told(BORN, (placement,), still_client=True, came_alone=False), RULES, ON).depends
    assert verdict(Told(BORN, (placement,), still_client=True), RULES, ON).depends


def test_placements_told_in_any_order_are_read_in_order_of_time() -> None:
    later, earlier = open_care(Span.of(2022, 5, 1), Span.of(2023)), open_care(Span.of(2020), Span.of(2022, 5, 1))
    placements = facts(Told(BORN, (later, earlier)), ON, hopeful=True).placements
    assert [p.start for p in placements] == [date(2020, 1, 1), date(2022, 5, 1)]


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (Told(BORN, (open_care(Span.of(2006), None),)), "start_before_birth"),
        (Told(BORN, (open_care(Span.of(2027), None),)), "start_ahead"),
        (Told(BORN, (open_care(Span.of(2020), Span.of(2019)),)), "end_before_start"),
        (Told(BORN, (open_care(None, Span.of(2006)),)), "end_before_start"),
        (Told(BORN, last_client=Span.of(2006)), "client_before_birth"),
        (Told(BORN, last_client=Span.of(2027)), "client_ahead"),
        (Told(BORN, (open_care(Span.of(2019), Span.of(2022)), open_care(Span.of(2020), Span.of(2021)))), "overlap"),
    ],
)
def test_what_cannot_be_so_however_the_gaps_turn_out_is_found(told: Told, kind: str) -> None:
    assert [found.kind for found in contradictions(told, ON)] == [kind]


def test_what_may_be_so_is_not_called_a_contradiction() -> None:
    same_month = Told(BORN, (open_care(Span.of(2020, 3), Span.of(2020, 3)), open_care(Span.of(2020, 3), Span.of(2021))))
    assert not contradictions(same_month, ON)
    this_month = Told(BORN, (open_care(Span.of(2020), Span.of(2026, 11)),), last_client=Span.of(2026))
    assert not contradictions(this_month, ON)


def test_of_two_that_overlap_the_later_one_is_named_with_the_earlier() -> None:
    told = Told(
        BORN, (open_care(Span.of(2020, 6, 1), Span.of(2021, 1, 1)), ToldPlacement(OPEN_CARE, Span.of(2019), None, True))
    )
    assert contradictions(told, ON) == (Contradiction("overlap", 0, 1),)
    with pytest.raises(ValueError, match="overlap"):
        facts(told, ON, hopeful=True)


DAYS = st.dates(date(2000, 1, 1), date(2028, 12, 31))
SPANS = st.builds(
    lambda day, parts: Span.of(*(day.year, day.month, day.day)[:parts]), DAYS, st.integers(min_value=1, max_value=3)
)
PLACEMENTS = st.builds(
    lambda kind, start, end, alone: ToldPlacement(
        kind, start, None if end == "still" else end, still=end == "still", alone=alone
    ),
    st.sampled_from((None, *PLACEMENT_TYPES)),
    st.none() | SPANS,
    st.none() | st.just("still") | SPANS,
    st.sampled_from((None, True, False)),
)
LIVES = st.builds(
    Told,
    born=st.dates(date(2000, 1, 1), date(2012, 1, 1)),
    placements=st.lists(PLACEMENTS, max_size=4).map(tuple),
    last_client=st.none() | SPANS,
    still_client=st.booleans(),
    came_alone=st.sampled_from((None, True, False)),
)


@settings(max_examples=300, deadline=None)
@given(LIVES)
def test_whatever_is_told_is_either_contradicted_or_answered(told: Told) -> None:
    if contradictions(told, ON):
        return
    found = verdict(told, RULES, ON)
    assert found.answer.error is None
    assert found.otherwise is None or found.gaps
    assert not found.gaps or not all(p.kind and p.start and p.start.exact for p in told.placements) or found.gaps
    for hopeful in (True, False):
        placements = facts(told, ON, hopeful=hopeful).placements
        assert all(p.end is None or p.start <= p.end for p in placements)
        assert all(before.end is not None and before.end <= after.start for before, after in pairwise(placements))


@settings(max_examples=200, deadline=None)
@given(
    st.dates(date(2004, 1, 1), date(2010, 1, 1)), DAYS.filter(lambda d: d.year > 2010), st.integers(0, 2000), st.booleans()
)
def test_days_told_exactly_are_read_exactly(born: date, start: date, length: int, alone: bool) -> None:
    end = start + timedelta(days=length)
    told = Told(born, (open_care(Span(start, start), Span(end, end), alone),), still_client=True)
    if not contradictions(told, ON):
        assert facts(told, ON, hopeful=True) == facts(told, ON, hopeful=False)
        assert not verdict(told, RULES, ON).gaps
