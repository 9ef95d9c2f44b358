"""When something is open: hours of all kinds on a given day, and whether it is open at a moment. No Django.

What holds on a day, the first that says anything: a holiday's own hours, an exception, hours within dates, hours until
further notice. Where nobody has said, the answer is that nobody has: on a public holiday without hours of its own, and on
a weekday an exception leaves out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from .neutral import Hours, Span, Status

DAY = 24 * 60
LOOK_AHEAD = 14
"""Days within which the next opening is looked for."""

EASTER_DAYS = {
    "maundy_thursday": -3, "good_friday": -2, "easter": 0, "easter_monday": 1, "ascension": 39, "whit_sunday": 49,
}  # fmt: skip
FIXED = {
    "new_year_eve": (12, 31), "new_year": (1, 1), "epiphany": (1, 6), "may_day_eve": (4, 30), "may_day": (5, 1),
    "independence": (12, 6), "christmas_eve": (12, 24), "christmas": (12, 25), "second_christmas": (12, 26),
}  # fmt: skip
WORKING = frozenset({"new_year_eve", "maundy_thursday", "may_day_eve"})
"""Eves on which offices are open unless they say otherwise."""


@lru_cache(maxsize=64)
def holidays(year: int) -> dict[date, str]:
    """The named days of a year in Finland."""
    easter = _easter(year)
    found = {easter + timedelta(days=days): name for name, days in EASTER_DAYS.items()}
    midsummer = _saturday_from(date(year, 6, 20))
    found |= {midsummer: "midsummer", midsummer - timedelta(days=1): "midsummer_eve"}
    found[_saturday_from(date(year, 10, 31))] = "all_saints"
    for name, (month, number) in FIXED.items():
        found.setdefault(date(year, month, number), name)
    return found


def _saturday_from(day: date) -> date:
    return day + timedelta(days=(5 - day.weekday()) % 7)


def _easter(year: int) -> date:
    """The Gregorian reckoning (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def may_be_closed(day: date) -> bool:
    """A day on which ordinary hours say nothing sure: a public holiday, Christmas Eve, Midsummer Eve."""
    return holidays(day.year).get(day, "new_year_eve") not in WORKING


@dataclass(frozen=True, slots=True)
class Stretch:
    """Open from `start` to `end`, minutes from the midnight that begins the day; `end` may lie days ahead."""

    start: int
    end: int
    status: Status = "open"


@dataclass(frozen=True, slots=True)
class Plan:
    """What begins on a day. known: whether anybody has said; without stretches it is closed."""

    stretches: tuple[Stretch, ...] = ()
    known: bool = True


def plan(hours: Sequence[Hours], day: date) -> Plan:
    """What begins on the day. Several sets that hold at once are put together."""
    name = holidays(day.year).get(day)
    own = (
        [each for each in hours if each.kind == "holiday" and each.holiday == name and _in_years(each, day)] if name else []
    )
    if own:
        return Plan(_together(stretch for each in own for stretch in _of(each.spans, day, weekday=0)))
    exceptions = [each for each in hours if each.kind == "exception" and _within(each, day)]
    if exceptions:
        told = [each for each in exceptions if each.closed or any(span.day == day.weekday() for span in each.spans)]
        if not told:
            return Plan(known=False)
        return Plan(_together(stretch for each in told if not each.closed for stretch in _of(each.spans, day)))
    ordinary = [each for each in hours if each.kind in ("weekly", "always") and _within(each, day)]
    dated = [each for each in ordinary if each.first or each.last]
    chosen = dated or ordinary
    if not chosen:
        return Plan(known=False)
    if any(each.kind == "always" and not each.closed for each in chosen):
        by_appointment = all(each.by_appointment for each in chosen if each.kind == "always")
        return Plan((Stretch(0, DAY, "by_appointment" if by_appointment else "open"),))
    if may_be_closed(day):
        return Plan(known=False)
    stretches = [
        Stretch(each.start, each.end, "by_appointment" if holder.by_appointment else each.status)
        for holder in chosen
        if not holder.closed
        for each in _of(holder.spans, day)
    ]
    return Plan(_together(stretches))


def _of(spans: Iterable[Span], day: date, *, weekday: int | None = None) -> list[Stretch]:
    wanted, odd = (day.weekday() if weekday is None else weekday), day.isocalendar().week % 2 == 1
    found = []
    for span in spans:
        if span.day != wanted or span.status == "closed" or (span.weeks != "all" and (span.weeks == "odd") != odd):
            continue
        length = (span.until_day - span.day) % 7 * DAY + span.end - span.start
        found.append(Stretch(span.start, span.start + (length if length > 0 else length + 7 * DAY), span.status))
    return found


def _together(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """In order, without repetition; those that touch are one."""
    made: list[Stretch] = []
    for each in sorted(set(stretches), key=lambda each: (each.start, each.end, each.status)):
        if made and each.start <= made[-1].end and each.status == made[-1].status:
            made[-1] = Stretch(made[-1].start, max(made[-1].end, each.end), each.status)
        else:
            made.append(each)
    return tuple(made)


def _within(hours: Hours, day: date) -> bool:
    return (hours.first is None or hours.first <= day) and (hours.last is None or day <= hours.last)


def _in_years(hours: Hours, day: date) -> bool:
    return not hours.years or day.year in hours.years


# ---------------------------------------------------------------- at a moment


@dataclass(frozen=True, slots=True)
class State:
    """At a moment. open is None when nobody has said: then nothing is promised.

    until: when it closes, None when it goes on past a week · opens: the next opening, None when it isn't known.
    """

    open: bool | None
    status: Status = "open"
    until: datetime | None = None
    opens: datetime | None = None


def state(hours: Sequence[Hours], moment: datetime) -> State:
    """Whether it is open at the moment, which is told in the zone of the place."""
    if not hours:
        return State(None)
    today, minute = moment.date(), moment.hour * 60 + moment.minute
    begun = [
        (Stretch(each.start - back * DAY, each.end - back * DAY, each.status))
        for back in range(8)
        for each in plan(hours, today - timedelta(days=back)).stretches
    ]
    now = [each for each in begun if each.start <= minute < each.end]
    if now:
        status: Status = "open" if any(each.status == "open" for each in now) else "by_appointment"
        end = _goes_on(hours, today, begun, max(each.end for each in now))
        return State(True, status, until=None if end >= 7 * DAY else _at(moment, today, end))
    first = plan(hours, today)
    if not first.known:
        return State(None)
    for ahead in range(LOOK_AHEAD + 1):
        there = plan(hours, today + timedelta(days=ahead))
        if not there.known:
            break
        starts = [each.start for each in there.stretches if ahead or each.start > minute]
        if starts:
            return State(False, opens=_at(moment, today + timedelta(days=ahead), min(starts)))
    return State(False)


def _goes_on(hours: Sequence[Hours], today: date, begun: Sequence[Stretch], end: int) -> int:
    """Where it ends when what begins before the end, or at the very end, goes on longer. `begun`: stretches up to today."""
    stretches, seen = list(begun), 0
    while end < 7 * DAY:
        for ahead in range(seen + 1, end // DAY + 1):
            stretches += [
                Stretch(each.start + ahead * DAY, each.end + ahead * DAY, each.status)
                for each in plan(hours, today + timedelta(days=ahead)).stretches
            ]
        seen = max(seen, end // DAY)
        longer = max((each.end for each in stretches if each.start <= end), default=end)
        if longer <= end:
            break
        end = longer
    return end


def _at(moment: datetime, day: date, minutes: int) -> datetime:
    days, minute = divmod(minutes, DAY)
    return datetime.combine(day + timedelta(days=days), datetime.min.time(), moment.tzinfo).replace(
        hour=minute // 60, minute=minute % 60
    )
