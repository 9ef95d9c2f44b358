"""Months and years of the calendar, as law counts them. Pure: no Django."""

from calendar import monthrange
from datetime import date


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or earlier when negative; a day that the month lacks becomes its last day
    (150/1930, 3 §): 31 January + 1 month = 28 or 29 February. Not undone by the opposite sum: back from there is 28 or
    29 January.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The same day `years` later; who is born on 29 February has the birthday on the 28th in other years."""
    return add_months(day, 12 * years)
