"""Days kept as words inside a version, and what an item is about: `{% load plan_words %}`."""

from __future__ import annotations

from datetime import date

from django import template

from sosiaalikyla.base import text
from sosiaalikyla.plans.content import title_of
from sosiaalikyla.plans.models import Item

register = template.Library()


@register.filter
def iso_day(word: str | None) -> str:
    """A day kept as "2026-11-22", as people read it."""
    return text.day(date.fromisoformat(word)) if word else ""


@register.filter
def about(item: Item, language: str) -> str:
    return title_of(item, language)


@register.filter
def is_late(promise: object, today: date) -> bool:
    return bool(promise.is_late(today))  # type: ignore[attr-defined]
