from datetime import date, timedelta
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sosiaalikyla.paths.model_files import Phase, load_all
from sosiaalikyla.paths.stations import OwnStation, Station, StationState, choose_stations
from sosiaalikyla.paths.timing import Window, phase_window

PATHS = load_all()
PHASES = [phase for model in PATHS.models for phase in model.phases]

LEFT = date(2026, 8, 31)
RIGHT_ENDS = date(2031, 5, 12)
ANCHORS = {"placement_end": LEFT, "aftercare_start": date(2026, 9, 1), "right_end": RIGHT_ENDS}
WITH_WINDOWS = [(phase, phase_window(phase, ANCHORS, RIGHT_ENDS)) for phase in PHASES]


def line(stations: tuple[Station, ...]) -> list[tuple[str, str]]:
    return [(station.key, station.state.value) for station in stations]


def test_before_the_path_begins_everything_is_ahead() -> None:
    stations = choose_stations(WITH_WINDOWS, [], (), date(2025, 1, 1))
    assert len(stations) == 7
    assert stations[0].key == "look_ahead"
    assert {station.state for station in stations} == {StationState.AGREED, StationState.FAR}


def test_in_the_first_weeks_the_youth_sees_what_is_behind_and_what_comes() -> None:
    assert line(choose_stations(WITH_WINDOWS, [], (), date(2026, 9, 10))) == [
        ("look_ahead", "done"),
        ("build_together", "done"),
        ("step_over", "here"),
        ("ground", "agreed"),
        ("settle", "agreed"),
        ("own_direction", "agreed"),
        ("carry_and_change", "agreed"),
    ]


def test_late_on_the_path_the_last_seven_are_in_view() -> None:
    assert line(choose_stations(WITH_WINDOWS, [], (), date(2030, 6, 1))) == [
        ("settle", "done"),
        ("ground", "done"),
        ("own_direction", "done"),
        ("carry_and_change", "done"),
        ("notice", "here"),
        ("hand_over", "agreed"),
        ("goodbye_and_after", "agreed"),
    ]


def test_when_all_is_over_the_youth_is_at_the_last_station() -> None:
    stations = choose_stations(WITH_WINDOWS, [], (), date(2035, 1, 1))
    assert line(stations)[-1] == ("goodbye_and_after", "here")


def test_own_stations_look_equal_and_take_their_place_by_date() -> None:
    own = [
        OwnStation("own-1", "Ajokortti", date(2026, 6, 1)),
        OwnStation("own-2", "Kesäreissu Ilonan kanssa", date(2026, 9, 20), date(2026, 9, 25)),
        OwnStation("own-3", "Joskus koira"),
    ]
    hidden = {"own_direction", "carry_and_change", "notice", "hand_over", "goodbye_and_after"}
    stations = choose_stations(WITH_WINDOWS, own, hidden, date(2026, 9, 10))
    assert line(stations) == [
        ("own-1", "done"),
        ("build_together", "done"),
        ("step_over", "here"),
        ("ground", "agreed"),
        ("own-2", "agreed"),
        ("settle", "agreed"),
        ("own-3", "far"),
    ]
    assert stations[0].title_in("sv") == "Ajokortti"
    assert stations[2].title_in("sv") == "Flytten och första veckorna"


def test_the_line_closes_over_a_hidden_station() -> None:
    keys = [key for key, _ in line(choose_stations(WITH_WINDOWS, [], {"build_together"}, date(2026, 9, 10)))]
    assert keys[:2] == ["look_ahead", "step_over"]


def test_a_renamed_station_has_the_youths_words_in_every_language() -> None:
    renamed = {"step_over": "Oma avain"}
    stations = choose_stations(WITH_WINDOWS, [], (), date(2026, 9, 10), renamed=renamed)
    assert stations[2].title_in("en") == "Oma avain"


def test_between_two_stations_the_youth_is_at_the_one_just_left() -> None:
    own = [OwnStation("first", "Eka", date(2026, 1, 1)), OwnStation("second", "Toka", date(2026, 3, 1))]
    assert line(choose_stations([], own, (), date(2026, 2, 1))) == [("first", "here"), ("second", "agreed")]


def test_a_phase_that_has_no_days_left_is_not_shown_and_an_undated_one_is_far_and_last() -> None:
    undated = Window(None, None, "aftercare_start", missing="aftercare_start")
    stations = choose_stations(
        [(PHASES[0], None), (PHASES[1], undated), (PHASES[2], Window(LEFT, None, "placement_end"))],
        [],
        (),
        LEFT,
    )
    assert line(stations) == [("step_over", "here"), ("build_together", "far")]
    assert stations[1].missing == "aftercare_start"


def test_no_stations_is_an_empty_line_and_room_for_none_is_a_mistake() -> None:
    assert choose_stations([], [], (), LEFT) == ()
    with pytest.raises(ValueError, match="at least one"):
        choose_stations([], [], (), LEFT, at_most=0)


# ------------------------------------------------------------------ for any line

TODAY = date(2027, 6, 15)
near_days = st.dates(min_value=TODAY - timedelta(days=1500), max_value=TODAY + timedelta(days=1500))


@st.composite
def windows(draw: st.DrawFn) -> Window | None:
    kind = draw(st.sampled_from(["dated", "dated", "dated", "open", "undated", "none"]))
    if kind == "none":
        return None
    if kind == "undated":
        return Window(None, None, "aftercare_start", missing="aftercare_start")
    begins = draw(near_days)
    if kind == "open":
        return Window(begins, None, "aftercare_start", missing="right_end")
    return Window(begins, begins + timedelta(days=draw(st.integers(1, 900))), "aftercare_start")


@st.composite
def own_stations(draw: st.DrawFn) -> list[OwnStation]:
    found = []
    for number in range(draw(st.integers(0, 6))):
        begins = draw(st.none() | near_days)
        ends = None
        if begins is not None and draw(st.booleans()):
            ends = begins + timedelta(days=draw(st.integers(1, 400)))
        found.append(OwnStation(f"own-{number}", f"Oma {number}", begins, ends))
    return found


phases_with_windows = st.lists(windows(), min_size=len(PHASES), max_size=len(PHASES)).map(
    lambda found: list(zip(PHASES, found, strict=True))
)
hidden_keys = st.sets(st.sampled_from([phase.key for phase in PHASES] + [f"own-{number}" for number in range(6)]))


@given(phases_with_windows, own_stations(), hidden_keys, st.integers(1, 9))
def test_any_line_keeps_its_promises(
    phases: list[tuple[Phase, Window | None]], own: list[OwnStation], hidden: set[str], at_most: int
) -> None:
    shown = choose_stations(phases, own, hidden, TODAY, at_most)
    everything = choose_stations(phases, own, hidden, TODAY, 1000)
    keys = [station.key for station in everything]

    # everything not hidden is on the whole line, once
    expected = {phase.key for phase, window in phases if window is not None} | {each.key for each in own}
    assert set(keys) == expected - hidden
    assert len(set(keys)) == len(keys)

    # the screen shows an unbroken stretch of it, as long as fits
    assert len(shown) == min(at_most, len(everything))
    first = keys.index(shown[0].key) if shown else 0
    assert everything[first : first + len(shown)] == shown

    # exactly one "you are here" when anything has begun, and it is on the screen
    anything_begun = any(each.begins is not None and each.begins <= TODAY for each in everything)
    for stations in (everything, shown):
        assert sum(each.state is StationState.HERE for each in stations) == (1 if anything_begun else 0)

    # behind, here, ahead; undated last
    ranks = {StationState.DONE: 0, StationState.HERE: 1, StationState.AGREED: 2, StationState.FAR: 2}
    order = [ranks[each.state] for each in everything]
    assert order == sorted(order)
    dated = [each.begins is not None for each in everything]
    assert [known for known, _ in groupby(dated)] in ([], [True], [False], [True, False])
    behind = [each.ends for each in everything if each.state is StationState.DONE]
    assert all(ends is not None and ends <= TODAY for ends in behind)
    ahead = [each.begins for each in everything if ranks[each.state] == 2 and each.begins is not None]
    assert ahead == sorted(ahead)

    # what was done and what comes are both in view beside "here" when there is room and there is such a thing
    if anything_begun and at_most >= 3:
        here = keys.index(next(each.key for each in shown if each.state is StationState.HERE))
        if here > 0:
            assert keys[here - 1] in {each.key for each in shown}
        if here + 1 < len(keys):
            assert keys[here + 1] in {each.key for each in shown}


@given(near_days)
def test_on_any_day_a_real_path_shows_at_most_seven_with_one_here(day: date) -> None:
    stations = choose_stations(WITH_WINDOWS, [], (), day)
    assert len(stations) == 7
    begun = day >= date(2025, 8, 31)
    assert sum(each.state is StationState.HERE for each in stations) == (1 if begun else 0)
