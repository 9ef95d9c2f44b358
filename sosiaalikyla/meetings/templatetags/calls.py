"""When a call asked for now is made: `{% load calls %}`."""

from __future__ import annotations

from datetime import timedelta

from django import template

from sosiaalikyla.base import clock
from sosiaalikyla.meetings.workdays import next_working_day

register = template.Library()


@register.simple_tag
def called_tomorrow() -> bool:
    """Whether an office answers tomorrow; before a weekend or a feast the next working day is further."""
    today = clock.today()
    return next_working_day(today) == today + timedelta(days=1)
