"""Quiet as agreed: when is somebody quiet, by their own agreement. Pure sums over days.

Counted only from contacts in which they were reached, and from what they themselves answered: times, signs, call wishes.
Never from signing in, reading, path ticks or checks: nobody is followed here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Agreed:
    """What has been agreed. days: of silence, None when nobody is to ask; pause_until: last day of a pause, counted in."""

    days: int | None
    made_on: date
    pause_until: date | None = None

    def is_paused(self, today: date) -> bool:
        return self.pause_until is not None and today <= self.pause_until


def quiet_since(contacts: Iterable[date], answers: Iterable[date], agreement: Agreed | None, today: date) -> date | None:
    """The day since which it has been quiet for at least the days agreed on; None when it hasn't, or nobody is to ask.

    contacts: days on which they were reached · answers: days on which they answered something themselves. Days to come
    don't count. Silence begins at the latest of these, of the day of the agreement and of the last day of a pause.
    """
    if agreement is None or agreement.days is None or agreement.is_paused(today):
        return None
    heard = [day for day in (*contacts, *answers) if day <= today]
    since = max([*heard, agreement.made_on, *([agreement.pause_until] if agreement.pause_until else [])])
    return since if (today - since).days >= agreement.days else None
