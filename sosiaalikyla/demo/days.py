"""Days of the invented lives, told from today: `-18y-200d`, `+54d`, `today`. So the lives never grow stale."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from sosiaalikyla.base.months import add_months

WORD = re.compile(r"([+-]\d+)([ymwd])")


def day(word: str, today: date) -> date:
    """The day the word means; months and years end on the last day of a shorter month. ValueError names the word."""
    if word == "today":
        return today
    parts = WORD.findall(word)
    if not parts or "".join(number + unit for number, unit in parts) != word:
        raise ValueError(f"{word!r} is no day: write like -18y-200d, +54d or today")
    found = today
    for number, unit in parts:
        found = _moved(found, int(number), unit)
    return found


def _moved(start: date, number: int, unit: str) -> date:
    if unit in "wd":
        return start + timedelta(days=number * (7 if unit == "w" else 1))
    return add_months(start, number * (12 if unit == "y" else 1))


def span(begins: str, ends: str | None, today: date) -> DateRange:
    """Days from `begins` up to, not including, `ends`."""
    return DateRange(day(begins, today), day(ends, today) if ends else None)
