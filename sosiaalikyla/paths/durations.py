"""Signed ISO durations in days, weeks, months and years, and the calendar sums the path models need."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from sosiaalikyla.base.months import add_months

_FORM = re.compile(r"(-)?P(?=\d)(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?", re.ASCII)
# A path is a stretch of one young life: anything longer is a slip of the pen.
_MOST_MONTHS = 50 * 12
_MOST_DAYS = 50 * 366


@dataclass(frozen=True, slots=True)
class Duration:
    """Months and days, both with the sign of the whole: `-P12M` is twelve months before its anchor."""

    months: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        if self.months * self.days < 0:
            raise ValueError("months and days of a duration must have the same sign")

    @classmethod
    def parse(cls, written: str) -> Self:
        found = _FORM.fullmatch(written)
        if found is None:
            raise ValueError(f"not a duration: {written!r} (write for example -P12M, P14D, P0D or P1Y)")
        sign, years, months, weeks, days = found.groups()
        in_months = int(years or 0) * 12 + int(months or 0)
        in_days = int(weeks or 0) * 7 + int(days or 0)
        if in_months > _MOST_MONTHS or in_days > _MOST_DAYS:
            raise ValueError(f"longer than 50 years: {written!r}")
        return cls(-in_months, -in_days) if sign else cls(in_months, in_days)

    def __str__(self) -> str:
        """One way of writing each duration: weeks as days, years as months, nothing as P0D."""
        months = f"{abs(self.months)}M" if self.months else ""
        days = f"{abs(self.days)}D" if self.days or not self.months else ""
        return f"{'-' if self.months < 0 or self.days < 0 else ''}P{months}{days}"

    @property
    def is_forward(self) -> bool:
        return self.months > 0 or self.days > 0

    def after(self, day: date) -> date:
        """The day this far from `day`: months first, clamped to the last day of the month, then days."""
        return add(day, months=self.months, days=self.days)


def add(day: date, *, months: int = 0, days: int = 0) -> date:
    """Months first, by `add_months`, then days."""
    return add_months(day, months) + timedelta(days=days)
