"""The youth's line of stations: at most seven on screen, one "you are here", no counting and no blame."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .model_files import Phase, Text
from .timing import Window

AT_MOST = 7
_DONE_IN_VIEW = 2
# Beyond a year a station is still only a direction, as in everyday planning.
_NEAR = timedelta(days=365)


class StationState(StrEnum):
    """`agreed`: has begun or begins within a year; `far`: later, or its day is not known yet."""

    DONE = "done"
    HERE = "here"
    AGREED = "agreed"
    FAR = "far"


@dataclass(frozen=True, slots=True)
class OwnStation:
    """A station the young person added, in their own words and on their own day, if they want one."""

    key: str
    title: str
    begins: date | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Station:
    """As shown. `title` is a str when it is the young person's own wording: then it is never translated."""

    key: str
    title: Text | str
    state: StationState
    begins: date | None
    ends: date | None
    missing: str | None = None

    def title_in(self, language: str) -> str:
        return self.title if isinstance(self.title, str) else self.title.in_language(language)


@dataclass(frozen=True, slots=True)
class _Stop:
    key: str
    title: Text | str
    begins: date | None
    ends: date | None
    missing: str | None

    def begun(self, day: date) -> bool:
        return self.begins is not None and self.begins <= day

    def over(self, day: date) -> bool:
        return self.begun(day) and self.ends is not None and self.ends <= day


def choose_stations(
    phases_with_windows: Iterable[tuple[Phase, Window | None]],
    own_stations: Iterable[OwnStation],
    hidden: Collection[str],
    day: date,
    at_most: int = AT_MOST,
    *,
    renamed: Mapping[str, str] | None = None,
) -> tuple[Station, ...]:
    """The stations to show on `day`, in the order of the line: what is behind, where you are, what comes.

    A phase with no window (nothing of it left before the right ends) is left out, and so is a hidden station:
    the line closes over it. You are at the first station that has begun and is not over; between two, at the
    one just left; before the first, nowhere yet. At most two behind stay in view when more is ahead than
    fits.
    """
    if at_most < 1:
        raise ValueError("at least one station must fit on the screen")
    stops = _stops(phases_with_windows, own_stations, hidden, renamed or {})

    behind = sorted((each for each in stops if each.over(day)), key=_by_end)
    now = sorted((each for each in stops if each.begun(day) and not each.over(day)), key=_by_beginning)
    ahead = sorted((each for each in stops if each.begins is not None and each.begins > day), key=_by_beginning)
    undated = [each for each in stops if each.begins is None]

    coming = [*now, *ahead, *undated]
    here = coming.pop(0) if now else behind.pop() if behind else None
    line = [_station(each, StationState.DONE) for each in behind]
    if here is not None:
        line.append(_station(here, StationState.HERE))
    line += [_station(each, _state_ahead(each, day)) for each in coming]
    return tuple(_in_view(line, len(behind), at_most))


def _stops(
    phases: Iterable[tuple[Phase, Window | None]],
    own: Iterable[OwnStation],
    hidden: Collection[str],
    renamed: Mapping[str, str],
) -> list[_Stop]:
    stops = [
        _Stop(phase.key, renamed.get(phase.key, phase.short), window.begins, window.ends, window.missing)
        for phase, window in phases
        if window is not None and phase.key not in hidden
    ]
    for station in own:
        if station.key in hidden:
            continue
        ends = station.ends
        if ends is None and station.begins is not None:
            ends = station.begins + timedelta(days=1)
        stops.append(_Stop(station.key, renamed.get(station.key, station.title), station.begins, ends, None))
    return stops


def _by_beginning(stop: _Stop) -> date:
    return stop.begins or date.max


def _by_end(stop: _Stop) -> tuple[date, date]:
    return stop.ends or date.max, stop.begins or date.max


def _state_ahead(stop: _Stop, day: date) -> StationState:
    near = stop.begins is not None and stop.begins - day <= _NEAR
    return StationState.AGREED if near else StationState.FAR


def _station(stop: _Stop, state: StationState) -> Station:
    return Station(stop.key, stop.title, state, stop.begins, stop.ends, stop.missing)


def _in_view(line: list[Station], behind: int, at_most: int) -> list[Station]:
    """`behind` is how many are done, and so where the here-station stands, when there is one."""
    too_many = len(line) - at_most
    if too_many <= 0:
        return line
    room_behind = min(_DONE_IN_VIEW, (at_most - 1) // 2)
    first = min(max(behind - room_behind, 0), too_many)
    return line[first : first + at_most]
