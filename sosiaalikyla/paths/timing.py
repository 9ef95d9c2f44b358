"""When things on a path happen: pure sums from anchor days, nothing about people or screens.

`until` of a step is the last day in time, as in ordinary speech ("within three days"); `ends` of a window,
of a phase and of a right is the first day no longer in it, as everywhere in this project.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from .durations import Duration, add
from .model_files import Moment, PathModel, Phase, Step

__all__ = [
    "Anchors",
    "Duration",
    "Window",
    "add",
    "applies",
    "check_day",
    "day_of",
    "model_end",
    "model_shown",
    "phase_window",
    "repeats",
    "step_window",
]

Anchors: TypeAlias = Mapping[str, date | None]

RIGHT_END = "right_end"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of days with the anchor that is its reason.

    When a needed anchor day is unknown, it is named in `missing` and the end that hangs on it is None: ask
    for the day, show no date. `cut` tells that the right to aftercare ends before the window would have.
    """

    begins: date | None
    ends: date | None
    anchor: str
    missing: str | None = None
    cut: bool = False

    @property
    def last_day(self) -> date | None:
        """The day to show after "viimeistään" (at the latest)."""
        return None if self.ends is None else self.ends - _ONE_DAY

    def contains(self, day: date) -> bool:
        """An unknown end is an open one; an unknown beginning contains nothing."""
        return self.begins is not None and self.begins <= day and (self.ends is None or day < self.ends)


def day_of(moment: Moment, anchors: Anchors) -> date | None:
    anchor = anchors.get(moment.anchor)
    return None if anchor is None else moment.offset.after(anchor)


def step_window(step: Step, anchors: Anchors, right_end: date | None) -> Window | None:
    """The window of a step's first time; None when nothing of it is left before the right ends."""
    timing = step.timing
    anchor = anchors.get(timing.anchor)
    if anchor is None:
        return Window(None, None, timing.anchor, missing=timing.anchor)
    whole = Window(timing.begins.after(anchor), timing.until.after(anchor) + _ONE_DAY, timing.anchor)
    return whole if timing.anchor == RIGHT_END else _cut(whole, right_end)


def phase_window(phase: Phase, anchors: Anchors, right_end: date | None) -> Window | None:
    """From the phase's start to the day the next begins; None when it has no days in this life."""
    begins, ends = day_of(phase.starts, anchors), day_of(phase.ends, anchors)
    if begins is None:
        return Window(None, None, phase.starts.anchor, missing=phase.starts.anchor)
    if ends is not None and ends <= begins:
        return None
    whole = Window(begins, ends, phase.starts.anchor, missing=None if ends else phase.ends.anchor)
    return whole if phase.starts.anchor == RIGHT_END else _cut(whole, right_end)


def check_day(phase: Phase, anchors: Anchors) -> date | None:
    """The day of the check that both answer; not cut, since nobody's right hangs on it."""
    return day_of(phase.check.at, anchors)


def _cut(window: Window, right_end: date | None) -> Window | None:
    if right_end is None or window.begins is None:
        return window
    if window.begins >= right_end:
        return None
    if window.ends is not None and window.ends <= right_end:
        return window
    # An unknown end that is cut is known after all: no day needs to be asked for.
    return Window(window.begins, right_end, window.anchor, cut=True)


def repeats(step: Step, anchors: Anchors, right_end: date | None, ends: date | None) -> tuple[date, ...]:
    """The days a step comes round again, after its first time.

    `ends` is where the model ends for this young person. Counted from `from`, past `until`, to `ends` or the
    end of the right, whichever is first. With neither known there are no dates, for there would be no end to
    them. Each is counted from the anchor, so that the 31st comes back after a shorter month. The days of
    `repeat_at` were written one by one: those counted from the end of the right itself are not cut by it.
    """
    timing = step.timing
    anchor = anchors.get(timing.anchor)
    if anchor is None:
        return ()
    if timing.repeat_at:
        first = timing.begins.after(anchor)
        days = [day for each in timing.repeat_at if (day := each.after(anchor)) > first]
        cut = None if timing.anchor == RIGHT_END else right_end
        return tuple(day for day in days if cut is None or day < cut)
    bounds = [day for day in (right_end, ends) if day is not None]
    if timing.repeat is None or not bounds:
        return ()
    found: list[date] = []
    turn = 1
    while True:
        months = timing.begins.months + turn * timing.repeat.months
        days_more = timing.begins.days + turn * timing.repeat.days
        day = add(anchor, months=months, days=days_more)
        if day >= min(bounds):
            return tuple(found)
        found.append(day)
        turn += 1


def applies(step: Step, conditions: frozenset[str]) -> bool:
    """Whether any of the step's conditions is true of this young person; `always` is true of everyone."""
    return "always" in step.applies_if or not conditions.isdisjoint(step.applies_if)


def model_end(model: PathModel, anchors: Anchors) -> date | None:
    return day_of(model.ends, anchors)


def model_shown(model: PathModel, anchors: Anchors, day: date) -> bool:
    """Whether the model is shown by default on this day. Unknown start: no. Unknown end: it goes on."""
    begins, ends = day_of(model.starts, anchors), day_of(model.ends, anchors)
    return begins is not None and begins <= day and (ends is None or day < ends)
