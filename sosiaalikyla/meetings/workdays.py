"""Days on which a Finnish office answers. Pure sums over days."""

from __future__ import annotations

from datetime import date, timedelta

FIXED = {(1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26)}
"""New Year, Epiphany, May Day, Independence Day, Christmas from its eve (30/1919 and the municipal agreement's eves)."""


def next_working_day(day: date) -> date:
    """The first day after `day` on which an office is open."""
    following = day + timedelta(days=1)
    while not is_working_day(following):
        following += timedelta(days=1)
    return following


def is_working_day(day: date) -> bool:
    if day.weekday() > 4 or (day.month, day.day) in FIXED:
        return False
    from_easter = (day - easter(day.year)).days
    if from_easter in (-2, 1, 39):  # Good Friday, Easter Monday, Ascension Day
        return False
    return not (day.month == 6 and day.weekday() == 4 and 19 <= day.day <= 25)  # Midsummer Eve


def easter(year: int) -> date:
    """Easter Sunday by the Gregorian rule."""
    golden, century, rest = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
