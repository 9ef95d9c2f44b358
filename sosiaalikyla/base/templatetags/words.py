"""Dates, times and names in templates: `{% load words %}`."""

from datetime import date, datetime, time
from typing import Any

from django import template

from sosiaalikyla.base import text

register = template.Library()


@register.filter
def day(value: date | datetime | None) -> str:
    return text.day(value) if value else ""


@register.filter
def weekday_day(value: date | datetime | None) -> str:
    return text.weekday_day(value) if value else ""


@register.filter
def month(value: date | datetime | None) -> str:
    return text.month(value) if value else ""


@register.filter
def day_in_sentence(value: date | datetime | None) -> str:
    return text.day_in_sentence(value) if value else ""


@register.filter
def clock_time(value: time | datetime | None) -> str:
    return text.clock_time(value) if value is not None else ""


@register.filter
def initials(name: str | None) -> str:
    return text.initials(name or "")


@register.filter
def dial(number: str) -> str:
    """A number as `tel:` wants it."""
    return number.replace(" ", "")


@register.filter
def cells(row: Any, heads: Any) -> list[tuple[Any, Any]]:
    """Pairs each cell with its head, so that a table can be read as cards on a phone."""
    return list(zip(heads, row, strict=True))
