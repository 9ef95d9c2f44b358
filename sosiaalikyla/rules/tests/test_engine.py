"""Edge days, arithmetic and everything a person might tell us wrongly."""

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sosiaalikyla.base.months import add_months, add_years
from sosiaalikyla.rules.engine import (
    EMERGENCY,
    OPEN_CARE,
    PLACEMENT_TYPES,
    RESULT_KEYS,
    SUBSTITUTE_CARE,
    Answer,
    Facts,
    MeasureDecision,
    Placement,
    age_on,
    answer_case,
    right_to_aftercare,
)
from sosiaalikyla.rules.loader import NoRuleOnDay, Rules

RULES = Rules.load()
DAY = timedelta(days=1)


def d(text: str) -> date:
    return date.fromisoformat(text)


def ask(on: str, born: str = "2006-05-10", **more: Any) -> Answer:
    """A youth in substitute care from 2012 to the 18th birthday, still a client, unless told otherwise."""
    birth = d(born)
    more.setdefault("placements", (Placement(SUBSTITUTE_CARE, d("2012-01-01"), add_years(birth, 18)),))
    return right_to_aftercare(Facts(on=d(on), born=birth, **more), RULES)


def alone(start: str, end: str | None, kind: str = OPEN_CARE, child_alone: bool | None = True) -> Placement:
    return Placement(kind, d(start), d(end) if end else None, child_alone)


class TestEdgesOfTheLaw:
    def test_turning_21_the_day_before_the_limit_rose_ended_the_right(self) -> None:
        answer = ask("2020-01-01", "1998-12-31")
        assert (answer.reason, answer.ends) == ("right_ended_before_2020", d("2019-12-31"))

    def test_turning_21_on_the_day_the_limit_rose_or_after_keeps_it(self) -> None:
        assert ask("2020-01-01", "1999-01-01").ends == d("2024-01-01")
        assert ask("2020-01-02", "1999-01-02").entitled

    def test_before_2020_the_limit_of_that_time_is_the_reason(self) -> None:
        assert ask("2019-12-30", "1998-12-31").entitled
        assert ask("2019-12-31", "1998-12-31").reason == "upper_age"

    def test_turning_25_around_the_day_the_limit_fell(self) -> None:
        assert ask("2024-01-01", "1999-01-01").ends == d("2024-01-01")
        carried = ask("2024-01-01", "1999-01-02")
        assert (carried.basis, carried.ends, carried.disputed) == ("transition_2024", d("2024-07-01"), True)

    def test_the_transition_is_disputed_only_for_those_turning_25_in_it(self) -> None:
        assert ask("2024-02-01", "1999-06-30").disputed
        assert not ask("2024-02-01", "1999-07-01").disputed

    def test_turning_23_around_the_end_of_the_transition(self) -> None:
        assert ask("2024-06-30", "2001-06-30").basis == "transition_2024"
        last = ask("2024-06-30", "2001-07-01")
        assert (last.basis, last.ends) == ("mandatory_substitute_care", d("2024-07-01"))
        assert ask("2024-07-01", "2001-07-01").reason == "upper_age"
        assert ask("2024-07-01", "2001-07-02").entitled

    def test_before_the_change_the_basis_is_the_placement_though_the_end_is_of_the_transition(self) -> None:
        answer = ask("2023-12-31", "2000-12-30")
        assert (answer.basis, answer.ends) == ("mandatory_substitute_care", d("2024-07-01"))

    def test_a_right_that_began_in_2024_is_not_carried(self) -> None:
        late = (Placement(SUBSTITUTE_CARE, d("2018-01-01"), d("2024-01-01")),)
        assert ask("2024-03-01", "2001-02-01", placements=late).ends == d("2024-02-01")

    def test_a_placement_that_ended_after_the_limit_gave_no_right(self) -> None:
        late = (Placement(SUBSTITUTE_CARE, d("2018-01-01"), d("2025-01-01")),)
        answer = ask("2025-03-01", "2001-02-01", placements=late)
        assert (answer.entitled, answer.reason, answer.ends) == (False, "upper_age", None)

    def test_a_day_without_law_is_an_error_not_a_no(self) -> None:
        with pytest.raises(NoRuleOnDay):
            ask("2007-12-31", "1990-01-01", placements=())
        case = {"id": "old", "born": "1990-01-01", "placements": [], "on": "2007-12-31"}
        assert str(answer_case(case, RULES).error).startswith("invalid_on: no value of aftercare.upper_age")

    def test_in_2023_a_young_person_is_18_to_24(self) -> None:
        assert ask("2023-06-01", "1999-06-01", placements=()).discretionary_possible
        assert not ask("2024-06-01", "2001-06-01", placements=()).discretionary_possible
        assert not ask("2026-01-01", "2008-01-02", placements=()).discretionary_possible


class TestFiveYears:
    def test_the_right_ends_five_years_after_the_last_day_as_a_client(self) -> None:
        answer = ask("2028-06-29", "2006-05-10", last_client=d("2023-06-30"), placements=EARLY)
        assert (answer.entitled, answer.ends, answer.bound_by) == (
            True,
            d("2028-06-30"),
            "five_years_since_last_client",
        )
        assert ask("2028-06-30", last_client=d("2023-06-30"), placements=EARLY).reason == answer.bound_by

    def test_a_placed_child_is_a_client_whatever_was_told(self) -> None:
        answer = ask("2025-01-01", "2008-05-10", last_client=d("2015-01-01"), placements=EARLY)
        assert answer.ends == d("2027-06-30")

    def test_the_last_day_of_february_stands_for_a_leap_day(self) -> None:
        answer = ask("2025-01-01", "2008-05-10", last_client=d("2024-02-29"), placements=EARLY)
        assert answer.ends == d("2029-02-28")

    def test_five_years_that_ended_in_the_transition_end_there(self) -> None:
        early = (Placement(SUBSTITUTE_CARE, d("2012-01-01"), d("2018-01-01")),)
        answer = ask("2024-02-01", "2000-05-10", last_client=d("2019-03-01"), placements=early)
        assert (answer.ends, answer.disputed) == (d("2024-03-01"), False)


EARLY = (Placement(SUBSTITUTE_CARE, d("2012-01-01"), d("2022-06-30")),)


class TestHalfYear:
    @pytest.mark.parametrize(
        ("start", "end", "entitled"),
        [
            ("2024-06-01", "2024-12-01", True),
            ("2024-06-01", "2024-11-30", False),
            ("2023-08-31", "2024-02-29", True),
            ("2023-08-31", "2024-02-28", False),
            ("2022-08-29", "2023-02-28", True),
        ],
    )
    def test_half_a_year_is_six_calendar_months(self, start: str, end: str, entitled: bool) -> None:
        answer = ask("2025-06-01", "2007-02-01", placements=(alone(start, end),))
        assert answer.entitled is entitled
        assert answer.reason == (None if entitled else "under_six_months")

    def test_a_break_of_one_day_is_no_break_and_of_two_is(self) -> None:
        first = alone("2024-01-01", "2024-04-01")
        next_day = (first, alone("2024-04-02", "2024-07-02"))
        assert ask("2025-06-01", "2007-02-01", placements=next_day).basis == "mandatory_open_care_placement"
        later = (first, alone("2024-04-03", "2024-07-05"))
        assert ask("2025-06-01", "2007-02-01", placements=later).reason == "not_continuous"

    def test_short_placements_far_apart_are_simply_too_short(self) -> None:
        apart = (alone("2024-01-01", "2024-02-01"), alone("2024-05-01", "2024-06-01"))
        assert ask("2025-06-01", "2007-02-01", placements=apart).reason == "under_six_months"

    def test_the_order_in_which_placements_are_told_makes_no_difference(self) -> None:
        row = (alone("2024-01-01", "2024-04-01"), alone("2024-04-01", "2024-07-01"))
        assert ask("2025-06-01", placements=row) == ask("2025-06-01", placements=row[::-1])

    def test_unknown_is_its_own_answer(self) -> None:
        unknown = (alone("2023-01-01", "2024-06-01", child_alone=None),)
        assert ask("2025-06-01", "2007-02-01", placements=unknown).reason == "child_alone_unknown"
        short = (alone("2024-05-01", "2024-06-01", EMERGENCY, None),)
        assert ask("2025-06-01", "2007-02-01", placements=short).reason == "child_alone_unknown"

    def test_together_with_a_parent_in_the_middle_gives_not_alone(self) -> None:
        row = (alone("2024-01-01", "2024-04-01"), alone("2024-04-01", "2024-08-01", child_alone=False))
        assert ask("2025-06-01", "2007-02-01", placements=row).reason == "not_child_alone"
        short = (alone("2024-04-01", "2024-06-01", child_alone=False),)
        assert ask("2025-06-01", "2007-02-01", placements=short).reason == "not_child_alone"

    def test_emergency_only_for_half_a_year_is_answered_as_disputed(self) -> None:
        answer = ask("2025-06-01", "2007-02-01", placements=(alone("2024-01-01", "2024-07-01", EMERGENCY),))
        assert (answer.entitled, answer.disputed, answer.doubts) == (True, True, ("emergency_only",))

    def test_substitute_care_right_after_a_placement_counts_to_its_own_end(self) -> None:
        row = (
            alone("2024-01-01", "2024-08-01"),
            Placement(SUBSTITUTE_CARE, d("2024-08-01"), d("2025-02-01")),
        )
        assert ask("2025-06-01", "2007-02-01", placements=row).basis == "mandatory_substitute_care"
        assert ask("2025-01-01", "2007-02-01", placements=row).reason == "placement_not_ended"


class TestPlacements:
    def test_the_day_a_placement_ends_is_no_longer_in_care(self) -> None:
        assert ask("2024-05-09").reason == "placement_not_ended"
        assert ask("2024-05-10").entitled

    def test_a_placement_that_has_not_begun_on_the_day_asked_about_is_not_counted(self) -> None:
        assert ask("2011-12-31").reason == "no_qualifying_placement"

    def test_living_in_an_aftercare_placement_neither_gives_nor_stops_the_right(self) -> None:
        on_top = (*EARLY, Placement("aftercare_placement", d("2024-05-10"), None))
        assert ask("2025-01-01", placements=on_top).entitled
        only = on_top[1:]
        assert ask("2025-01-01", placements=only).reason == "no_qualifying_placement"

    def test_a_new_placement_going_on_means_not_ended(self) -> None:
        again = (*EARLY, Placement(SUBSTITUTE_CARE, d("2023-01-01"), None))
        answer = ask("2023-06-01", placements=again)
        assert (answer.reason, answer.ends) == ("placement_not_ended", None)
        assert "KHO 3.10.2018/4481" in answer.sections

    def test_an_open_care_placement_going_on_names_its_section(self) -> None:
        answer = ask("2023-06-01", placements=(alone("2022-01-01", None),))
        assert (answer.reason, answer.sections) == ("placement_not_ended", ("LSL 75.1 §",))


class TestBesideTheRight:
    def test_decided_support_runs_on_after_the_right(self) -> None:
        decision = MeasureDecision(d("2023-11-01"), d("2025-05-31"))
        inside = ask("2024-03-01", "2000-12-30", decision=decision)
        assert (inside.entitled, inside.measure_continues_until) == (True, d("2025-05-31"))
        assert ask("2025-05-31", "2000-12-30", decision=decision).measure_continues_until == d("2025-05-31")
        assert ask("2025-06-01", "2000-12-30", decision=decision).measure_continues_until is None

    @pytest.mark.parametrize(
        "decision",
        [
            MeasureDecision(d("2024-01-01"), d("2025-05-31")),
            MeasureDecision(d("2023-11-01"), d("2024-03-31")),
            MeasureDecision(d("2023-11-01"), None),
        ],
    )
    def test_other_decided_support_does_not(self, decision: MeasureDecision) -> None:
        assert ask("2024-02-01", "2000-12-30", decision=decision).measure_continues_until is None

    def test_a_decision_is_not_known_before_it_was_given(self) -> None:
        decision = MeasureDecision(d("2023-11-01"), d("2025-05-31"))
        assert ask("2023-10-31", "2000-12-30", decision=decision).measure_continues_until is None

    def test_the_parallel_right_follows_its_own_change_of_law(self) -> None:
        def ends(on: str, born: str) -> date | None:
            right = ask(on, born, placements=(), came_alone_as_minor=True).parallel
            return right.ends if right else None

        assert ends("2024-06-30", "2000-01-01") == d("2024-07-01")
        assert ends("2024-07-01", "2000-01-01") is None
        assert ends("2024-06-29", "1999-06-30") == d("2024-06-30")
        assert ends("2024-07-01", "2001-07-01") is None
        assert ends("2024-07-01", "2001-07-02") == d("2024-07-02")
        assert ends("2020-07-14", "2002-01-01") is None
        assert ends("2020-07-15", "2002-01-01") == d("2025-01-01")

    def test_a_family_group_home_points_to_the_parallel_right_unless_told_otherwise(self) -> None:
        home = (Placement("family_group_home_22a", d("2022-02-01"), None),)
        pointed = ask("2025-01-01", placements=home)
        assert pointed.reason == "no_qualifying_placement"
        assert pointed.parallel is not None
        assert ask("2025-01-01", placements=home, came_alone_as_minor=False).parallel is None
        assert ask("2025-01-01").parallel is None

    def test_a_local_extension_never_moves_the_statutory_end(self) -> None:
        for on in ("2028-01-01", "2029-05-09", "2029-05-10", "2031-05-09"):
            here, elsewhere = ask(on, county_code="90"), ask(on, county_code="17")
            assert (here.entitled, here.ends) == (elsewhere.entitled, elsewhere.ends)
            assert here.local_extension is not None
            assert here.local_extension.ends == d("2031-05-10")
            assert elsewhere.local_extension is None
        assert ask("2031-05-10", county_code="90").local_extension is None

    def test_a_local_extension_needs_a_right_ended_by_age(self) -> None:
        assert ask("2025-01-01", placements=(), county_code="90").local_extension is None
        five = ask("2025-01-01", "2008-05-10", last_client=d("2020-01-01"), county_code="90")
        assert five.local_extension is None or five.bound_by == "upper_age"
        bound = ask("2023-01-01", last_client=d("2022-07-01"), placements=EARLY, county_code="90")
        assert bound.local_extension is None
        assert ask("2023-12-31", "2003-01-01", county_code="90").local_extension is None


GOOD: dict[str, Any] = {
    "id": "good",
    "born": "2006-05-10",
    "placements": [{"type": "substitute_care_40", "from": "2015-03-01", "to": "2024-05-10"}],
    "last_client": None,
    "on": "2026-11-21",
}
PLACED = GOOD["placements"][0]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"born": None}, "missing_birth_date"),
        ({"placements": [PLACED | {"to": "2015-02-28"}]}, "end_before_start"),
        ({"placements": [PLACED | {"from": "2006-05-09"}]}, "birth_after_placement"),
        ({"placements": [PLACED, PLACED | {"from": "2024-05-09"}]}, "overlapping_placements"),
        (
            {"placements": [PLACED | {"to": None}, PLACED | {"from": "2025-01-01", "to": None}]},
            "overlapping_placements",
        ),
        ({"birth": "2006-05-10"}, "invalid_case: unknown key 'birth'"),
        ({"on": None}, "invalid_on: a date is needed"),
        ({"on": "21.11.2026"}, "invalid_on: '21.11.2026' is not a date written as YYYY-MM-DD"),
        ({"on": "2006-05-09"}, "invalid_on: comes before the birth"),
        ({"born": "2006-02-30"}, "invalid_born: '2006-02-30' is not a date"),
        ({"born": "9999-12-31"}, "invalid_born: 9999-12-31 is not between the years 1900 and 2199"),
        ({"born": 20060510}, "invalid_born: 20060510 is not a date"),
        ({"born": "20060510"}, "invalid_born: '20060510' is not a date"),
        ({"last_client": "2000-01-01"}, "invalid_last_client: comes before the birth"),
        ({"placements": None}, "invalid_placements: must be a list"),
        ({"placements": ["x"]}, "invalid_placements[0]: is not an object"),
        ({"placements": [PLACED | {"type": "x" * 99}]}, "invalid_placements[0].type: 'xxx"),
        ({"placements": [PLACED | {"type": []}]}, "invalid_placements[0].type: []"),
        ({"placements": [PLACED | {"until": 1}]}, "invalid_placements[0]: unknown key 'until'"),
        ({"placements": [PLACED | {"from": None}]}, "invalid_placements[0].from: a date is needed"),
        ({"placements": [PLACED | {"child_alone": "yes"}]}, "invalid_placements[0].child_alone: 'yes'"),
        ({"came_alone_as_minor": 1}, "invalid_came_alone_as_minor: 1 is not true, false or null"),
        ({"county_code": 90}, "invalid_county_code: 90"),
        ({"decision": []}, "invalid_decision: is not an object"),
        ({"decision": {}}, "invalid_decision.given: a date is needed"),
        (
            {"decision": {"given": "2023-01-01", "measure_until": "2022-01-01"}},
            "invalid_decision.measure_until",
        ),
        ({"decision": {"by": "x"}}, "invalid_decision: unknown key 'by'"),
        ({"refused_on": False}, "invalid_refused_on: False is not a date"),
    ],
)
def test_whatever_is_wrong_is_named_and_placed(change: dict[str, Any], error: str) -> None:
    answer = answer_case(GOOD | change, RULES).as_json()
    assert set(answer) == {"id", "error"}
    assert answer["id"] == "good"
    assert answer["error"].startswith(error)


@pytest.mark.parametrize("case", [None, [], "c01", 7])
def test_a_case_that_is_no_object_is_named_by_its_place(case: object) -> None:
    error = answer_case(case, RULES, "cases[3]").as_json()
    assert error == {"id": None, "error": "invalid_case: cases[3] is not an object"}


@pytest.mark.parametrize("case_id", [None, "", True, 1.5, ["c01"]])
def test_a_case_without_a_readable_id_is_named_by_its_place(case_id: object) -> None:
    error = answer_case(GOOD | {"id": case_id}, RULES, "cases[3]").as_json()
    assert error == {"id": None, "error": "invalid_id: cases[3] needs an id, a text or a whole number"}


def test_an_answer_has_every_result_key() -> None:
    answer = answer_case(GOOD, RULES).as_json()
    assert tuple(answer) == RESULT_KEYS


def test_back_to_back_placements_do_not_overlap_and_one_day_in_care_is_allowed() -> None:
    row = [PLACED, PLACED | {"from": "2024-05-10", "to": "2024-05-10"}]
    assert answer_case(GOOD | {"placements": row}, RULES).entitled


class TestArithmetic:
    def test_a_leap_day_birth_has_its_birthday_on_the_last_day_of_february(self) -> None:
        born = d("2004-02-29")
        assert add_years(born, 23) == d("2027-02-28")
        assert add_years(born, 24) == d("2028-02-29")
        assert (age_on(born, d("2027-02-27")), age_on(born, d("2027-02-28"))) == (22, 23)
        assert ask("2027-02-27", "2004-02-29").entitled
        assert ask("2027-02-28", "2004-02-29").reason == "upper_age"

    def test_months_end_where_the_month_ends(self) -> None:
        assert add_months(d("2023-08-31"), 6) == d("2024-02-29")
        assert add_months(d("2023-10-31"), 1) == d("2023-11-30")
        assert add_months(d("2023-12-15"), 1) == d("2024-01-15")


DAYS = st.dates(d("1985-01-01"), d("2030-12-31"))
ASKED = st.dates(d("2008-01-01"), d("2040-12-31"))


@st.composite
def people(draw: st.DrawFn) -> Facts:
    """Any life whose facts don't contradict each other."""
    born = draw(DAYS | st.sampled_from([d("2000-02-29"), d("2004-02-29"), d("1999-01-01"), d("2001-06-30")]))
    day = born
    placements: list[Placement] = []
    for _ in range(draw(st.integers(0, 3))):
        start = day + timedelta(days=draw(st.integers(0, 2) | st.integers(0, 4000)))
        day = start + timedelta(days=draw(st.integers(0, 400) | st.integers(0, 6000)))
        kind = draw(st.sampled_from(PLACEMENT_TYPES))
        placements.append(Placement(kind, start, day, draw(st.sampled_from([True, False, None]))))
    going_on = draw(st.booleans())
    if placements and going_on:
        placements[-1] = replace(placements[-1], end=None)
    return Facts(
        on=max(draw(ASKED), born),
        born=born,
        placements=tuple(placements),
        last_client=draw(st.none() | st.integers(0, 9000).map(lambda n: born + timedelta(days=n))),
        came_alone_as_minor=draw(st.sampled_from([True, False, None])),
        county_code=draw(st.sampled_from([None, "90", "17"])),
    )


def with_limit(start: date, years: int) -> Rules:
    """The law with another upper age from one of its days of change."""
    rule = RULES.rule("aftercare.upper_age")
    periods = tuple(replace(p, value=years) if p.start == start else p for p in rule.periods)
    return Rules(MappingProxyType(dict(RULES.by_id) | {rule.id: replace(rule, periods=periods)}))


@settings(max_examples=100, deadline=None)
@given(people())
def test_every_answer_is_whole(facts: Facts) -> None:
    answer = right_to_aftercare(facts, RULES)
    assert answer.error is None
    assert answer.sections
    assert answer.entitled is (answer.reason is None)
    assert answer.entitled is (answer.basis is not None)
    assert (answer.discretionary_possible is None) is bool(answer.entitled)
    if answer.entitled:
        assert answer.ends is not None
        assert facts.on < answer.ends
    elif answer.ends is not None:
        assert answer.ends <= facts.on


@settings(max_examples=100, deadline=None)
@given(people())
def test_the_right_ends_on_the_earlier_of_two_days(facts: Facts) -> None:
    by_age = right_to_aftercare(replace(facts, last_client=None), RULES)
    both = right_to_aftercare(facts, RULES)
    if both.ends is None or by_age.ends is None:
        return
    assert both.ends <= by_age.ends
    if both.ends < by_age.ends:
        ended = [p.end for p in facts.placements if p.end and p.type != "family_group_home_22a"]
        assert facts.last_client is not None
        assert both.ends == add_years(max(facts.last_client, *ended), 5)


@settings(max_examples=100, deadline=None)
@given(
    people(),
    st.sampled_from([p.start for p in RULES.rule("aftercare.upper_age").periods]),
    st.integers(19, 27),
    st.integers(0, 3),
)
def test_a_higher_limit_never_ends_the_right_earlier(facts: Facts, start: date, years: int, more: int) -> None:
    lower = right_to_aftercare(facts, with_limit(start, years))
    higher = right_to_aftercare(facts, with_limit(start, years + more))
    assert (higher.ends or date.min) >= (lower.ends or date.min)
    assert higher.entitled or not lower.entitled


@settings(max_examples=100, deadline=None)
@given(people(), st.integers(0, 3000))
def test_a_right_that_ended_by_its_days_does_not_come_back(facts: Facts, later: int) -> None:
    now = right_to_aftercare(facts, RULES)
    then = right_to_aftercare(replace(facts, on=facts.on + timedelta(days=later)), RULES)
    if now.reason in ("upper_age", "five_years_since_last_client") and now.ends == then.ends:
        assert not then.entitled


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.sampled_from(["2006-05-10"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from([*GOOD, *PLACED, "decision", "given"]), inner, max_size=5)
        ),
        max_leaves=12,
    )
)
def test_nothing_that_is_told_makes_the_engine_fall_over(case: Any) -> None:
    whole = GOOD | case if isinstance(case, dict) else case
    answer = answer_case(whole, RULES).as_json()
    assert set(answer) in (set(RESULT_KEYS), {"id", "error"})
