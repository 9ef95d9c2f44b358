"""The only clock. Stored time is UTC; a day of law is a day in Helsinki.

Everything asks here, so that a demo life can be replayed on its own days and a test can stand on a birthday.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")

_set_to: ContextVar[datetime | None] = ContextVar("clock_set_to", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _set_to.get() or datetime.now(UTC)  # noqa: TID251 - the one place that asks the machine


def today() -> date:
    """The day it is in Finland."""
    return now().astimezone(HELSINKI).date()


def day_of(moment: datetime) -> date:
    """The day a moment belongs to in Finland."""
    return moment.astimezone(HELSINKI).date()


def is_set() -> bool:
    """Whether somebody holds the hands of the clock. Production refuses to start or go on if so."""
    return _set_to.get() is not None


@contextmanager
def at(when: date | datetime) -> Iterator[datetime]:
    """Hold the clock at a moment, or at noon in Helsinki of a day. For demo and tests only."""
    token = _set_to.set(_moment(when))
    try:
        yield now()
    finally:
        _set_to.reset(token)


def _moment(when: date | datetime) -> datetime:
    if isinstance(when, datetime):
        if when.tzinfo is None:
            raise ValueError("A moment without a time zone is not a moment: give an aware datetime")
        return when.astimezone(UTC)
    return datetime.combine(when, time(12), tzinfo=HELSINKI).astimezone(UTC)
