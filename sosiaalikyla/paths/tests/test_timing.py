from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sosiaalikyla.paths.durations import Duration
from sosiaalikyla.paths.model_files import Moment, PathModel, Phase, Step, Timing, load_all
from sosiaalikyla.paths.timing import (
    Window,
    applies,
    check_day,
    model_end,
    model_shown,
    phase_window,
    repeats,
    step_window,
)

PATHS = load_all()
STEPS = {step.key: step for model in PATHS.models for step in model.steps}
PHASES = {phase.key: phase for model in PATHS.models for phase in model.phases}
LEAVING, BECOMING, ENDING = PATHS.models

LEFT = date(2026, 8, 31)
RIGHT_ENDS = date(2031, 5, 12)


def a_step(begins: str, until: str, *, anchor: str = "aftercare_start", repeat: str | None = None) -> Step:
    again = None if repeat is None else Duration.parse(repeat)
    timing = Timing(anchor, Duration.parse(begins), Duration.parse(until), again)
    return replace(STEPS["first_contact"], timing=timing)


def test_within_three_days_holds_the_third_day_and_not_the_fourth() -> None:
    window = step_window(STEPS["first_contact"], {"placement_end": LEFT}, RIGHT_ENDS)
    assert window == Window(date(2026, 8, 31), date(2026, 9, 4), "placement_end")
    assert window.last_day == date(2026, 9, 3)
    assert not window.contains(date(2026, 8, 30))
    assert window.contains(date(2026, 8, 31))
    assert window.contains(date(2026, 9, 3))
    assert not window.contains(date(2026, 9, 4))


@pytest.mark.parametrize("anchors", [{}, {"placement_end": None}])
def test_an_unknown_anchor_gives_no_date_and_says_which_day_to_ask(anchors: dict[str, date | None]) -> None:
    window = step_window(STEPS["first_contact"], anchors, RIGHT_ENDS)
    assert window == Window(None, None, "placement_end", missing="placement_end")
    assert window.last_day is None
    assert not window.contains(LEFT)


def test_a_window_is_cut_where_the_right_ends() -> None:
    window = step_window(a_step("P0D", "P60M"), {"aftercare_start": date(2028, 5, 12)}, RIGHT_ENDS)
    assert window == Window(date(2028, 5, 12), RIGHT_ENDS, "aftercare_start", cut=True)


def test_a_window_that_would_begin_when_the_right_has_ended_is_not_there() -> None:
    assert step_window(a_step("P36M", "P60M"), {"aftercare_start": date(2028, 5, 12)}, RIGHT_ENDS) is None


def test_a_window_of_the_ending_itself_goes_on_past_the_end_of_the_right() -> None:
    window = step_window(STEPS["follow_up"], {"right_end": RIGHT_ENDS}, RIGHT_ENDS)
    assert window == Window(date(2031, 8, 12), date(2031, 11, 13), "right_end")


def test_with_the_end_of_the_right_unknown_nothing_is_cut() -> None:
    window = step_window(a_step("P0D", "P60M"), {"aftercare_start": LEFT}, None)
    assert window == Window(LEFT, date(2031, 9, 1), "aftercare_start")


def test_somebody_born_on_a_leap_day_gets_days_that_exist() -> None:
    born_on_leap_day_turns_18 = date(2026, 2, 28)
    window = step_window(STEPS["id_and_bank"], {"turns_18": born_on_leap_day_turns_18}, None)
    assert window == Window(date(2025, 8, 28), date(2026, 1, 29), "turns_18")
    leap = step_window(a_step("P0D", "P12M"), {"aftercare_start": date(2028, 2, 29)}, None)
    assert leap == Window(date(2028, 2, 29), date(2029, 3, 1), "aftercare_start")
    assert leap.last_day == date(2029, 2, 28)


# ------------------------------------------------------------------ coming round again


def test_a_repeat_counts_from_the_beginning_and_goes_on_past_the_first_window() -> None:
    # from -P12M until -P9M, every three months, to the end of the model half a year after the placement
    days = repeats(STEPS["know_your_right"], {"placement_end": date(2026, 8, 15)}, RIGHT_ENDS, date(2027, 2, 15))
    assert days == (
        date(2025, 11, 15),
        date(2026, 2, 15),
        date(2026, 5, 15),
        date(2026, 8, 15),
        date(2026, 11, 15),
    )


def test_repeats_end_with_the_right_if_it_ends_before_the_model() -> None:
    right_ends = date(2026, 5, 15)
    days = repeats(STEPS["know_your_right"], {"placement_end": date(2026, 8, 15)}, right_ends, date(2027, 2, 15))
    assert days == (date(2025, 11, 15), date(2026, 2, 15))


def test_the_last_day_of_the_month_comes_back_after_a_shorter_month() -> None:
    monthly = a_step("P0D", "P1M", repeat="P1M")
    days = repeats(monthly, {"aftercare_start": date(2027, 12, 31)}, None, date(2028, 4, 30))
    assert days == (date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31))


def test_without_any_end_or_without_the_anchor_there_are_no_repeats() -> None:
    step = STEPS["know_your_right"]
    assert repeats(step, {"placement_end": LEFT}, None, None) == ()
    assert repeats(step, {"placement_end": None}, RIGHT_ENDS, None) == ()


def test_one_known_end_is_enough() -> None:
    assert repeats(STEPS["know_your_right"], {"placement_end": LEFT}, None, date(2026, 3, 1)) == (
        date(2025, 11, 30),
        date(2026, 2, 28),
    )
    assert repeats(STEPS["know_your_right"], {"placement_end": LEFT}, date(2026, 1, 1), None) == (date(2025, 11, 30),)


def test_days_written_one_by_one_are_kept_and_the_first_time_is_not_among_them() -> None:
    anchors = {"right_end": RIGHT_ENDS}
    reminded = repeats(STEPS["end_date_told"], anchors, RIGHT_ENDS, date(2031, 11, 12))
    assert reminded == (date(2030, 11, 12), date(2031, 2, 12))
    assert repeats(STEPS["follow_up"], anchors, RIGHT_ENDS, date(2031, 11, 12)) == (date(2031, 11, 12),)


def test_days_written_one_by_one_from_another_anchor_are_cut_at_the_right() -> None:
    timing = Timing("move_in", Duration(), Duration(), None, (Duration(1), Duration(2), Duration(3)))
    step = replace(STEPS["keep_home"], timing=timing)
    moved = {"move_in": date(2031, 3, 12)}
    assert repeats(step, moved, RIGHT_ENDS, None) == (date(2031, 4, 12),)


def test_a_step_that_happens_once_does_not_repeat() -> None:
    assert repeats(STEPS["farewell"], {"placement_end": LEFT}, RIGHT_ENDS, RIGHT_ENDS) == ()


# ------------------------------------------------------------------ phases, checks, models


def test_a_phase_lasts_until_the_day_the_next_begins() -> None:
    anchors = {"placement_end": LEFT}
    first, second = (phase_window(PHASES[key], anchors, RIGHT_ENDS) for key in ("look_ahead", "build_together"))
    assert first == Window(date(2025, 8, 31), date(2026, 2, 28), "placement_end")
    assert second is not None
    assert second.begins == first.ends


def test_a_phase_says_which_day_is_missing() -> None:
    phase = PHASES["carry_and_change"]
    assert phase_window(phase, {}, None) == Window(None, None, "aftercare_start", missing="aftercare_start")
    half = phase_window(phase, {"aftercare_start": LEFT}, None)
    assert half == Window(date(2027, 2, 28), None, "aftercare_start", missing="right_end")
    assert half.contains(date(2030, 1, 1))


def test_a_phase_with_no_days_is_not_there() -> None:
    late = {"aftercare_start": date(2030, 1, 1), "right_end": RIGHT_ENDS}
    assert phase_window(PHASES["carry_and_change"], late, RIGHT_ENDS) is None
    assert phase_window(PHASES["settle"], {"placement_end": RIGHT_ENDS}, RIGHT_ENDS) is None


def test_a_phase_is_cut_at_the_right_unless_it_is_about_the_ending() -> None:
    cut = phase_window(PHASES["settle"], {"placement_end": date(2031, 3, 12)}, RIGHT_ENDS)
    assert cut == Window(date(2031, 4, 12), RIGHT_ENDS, "placement_end", cut=True)
    after = phase_window(PHASES["goodbye_and_after"], {"right_end": RIGHT_ENDS}, RIGHT_ENDS)
    assert after == Window(date(2031, 4, 12), date(2031, 11, 12), "right_end")


def test_an_unknown_end_that_the_right_cuts_need_not_be_asked() -> None:
    phase = replace(PHASES["ground"], ends=Moment("move_in", Duration(6)))
    window = phase_window(phase, {"aftercare_start": LEFT}, RIGHT_ENDS)
    assert window == Window(LEFT, RIGHT_ENDS, "aftercare_start", cut=True)


def test_a_check_has_its_day() -> None:
    assert check_day(PHASES["build_together"], {"placement_end": LEFT}) == date(2026, 7, 31)
    assert check_day(PHASES["build_together"], {}) is None


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        (frozenset(), False),
        (frozenset({"came_alone_as_minor"}), True),
        (frozenset({"residence_permit_needed"}), True),
        (frozenset({"no_contact"}), False),
    ],
)
def test_any_one_of_several_conditions_is_enough(conditions: frozenset[str], expected: bool) -> None:
    assert applies(STEPS["residence_permit"], conditions) is expected


def test_always_is_always() -> None:
    assert applies(STEPS["first_contact"], frozenset())


@pytest.mark.parametrize(
    ("model", "day", "shown"),
    [
        (LEAVING, date(2025, 8, 30), False),
        (LEAVING, date(2025, 8, 31), True),
        (LEAVING, date(2027, 2, 27), True),
        (LEAVING, date(2027, 2, 28), False),
        (BECOMING, date(2026, 9, 1), True),
        (BECOMING, date(2030, 5, 11), True),
        (BECOMING, date(2030, 5, 12), False),
        (ENDING, date(2030, 5, 12), True),
        (ENDING, date(2031, 11, 12), False),
    ],
)
def test_a_model_is_shown_in_its_time(model: PathModel, day: date, shown: bool) -> None:
    anchors = {"placement_end": LEFT, "aftercare_start": date(2026, 9, 1), "right_end": RIGHT_ENDS}
    assert model_shown(model, anchors, day) is shown


def test_a_model_without_its_beginning_is_not_shown_and_without_its_end_goes_on() -> None:
    assert not model_shown(BECOMING, {"right_end": RIGHT_ENDS}, LEFT)
    assert model_shown(BECOMING, {"aftercare_start": LEFT}, date(2040, 1, 1))
    assert model_end(BECOMING, {"right_end": RIGHT_ENDS}) == date(2030, 5, 12)
    assert model_end(BECOMING, {}) is None


# ------------------------------------------------------------------ for any life

ANCHORS = [anchor.key for anchor in PATHS.conventions.anchors]
some_day = st.dates(min_value=date(2015, 1, 1), max_value=date(2045, 12, 31))
some_anchors = st.fixed_dictionaries({key: st.none() | some_day for key in ANCHORS})


@given(st.sampled_from(list(STEPS.values())), some_anchors)
def test_no_step_of_any_life_lasts_past_the_right_unless_it_is_about_the_ending(
    step: Step, anchors: dict[str, date | None]
) -> None:
    window = step_window(step, anchors, anchors["right_end"])
    if window is None:
        assert step.timing.anchor != "right_end"
    elif window.begins is None:
        assert window.missing == step.timing.anchor
        assert anchors[step.timing.anchor] is None
    else:
        assert window.ends is not None
        assert window.begins < window.ends
        right_end = anchors["right_end"]
        if right_end is not None and step.timing.anchor != "right_end":
            assert window.ends <= right_end


@given(st.sampled_from(list(STEPS.values())), some_anchors, st.none() | some_day)
def test_repeats_of_any_life_rise_and_stay_inside(step: Step, anchors: dict[str, date | None], ends: date | None) -> None:
    right_end = anchors["right_end"]
    days = repeats(step, anchors, right_end, ends)
    assert list(days) == sorted(set(days))
    anchor = anchors[step.timing.anchor]
    if anchor is not None:
        assert all(day > step.timing.begins.after(anchor) - timedelta(days=1) for day in days)
    if right_end is not None and step.timing.anchor != "right_end":
        assert all(day < right_end for day in days)


@given(st.sampled_from(list(PHASES.values())), some_anchors)
def test_a_phase_of_any_life_has_days_or_is_not_there(phase: Phase, anchors: dict[str, date | None]) -> None:
    window = phase_window(phase, anchors, anchors["right_end"])
    if window is not None and window.begins is not None and window.ends is not None:
        assert window.begins < window.ends
