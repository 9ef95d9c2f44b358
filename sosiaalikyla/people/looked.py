"""Who has looked: lines of the trace that concern one young person, in words they can read, grouped by day.

Each page that can show a young person and each action has its sentence. The trace knows them by name only. An app above
declares its own in its `looked.py`, which its `apps.py` loads. A test fails when one is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sosiaalikyla.audit.models import Entry
from sosiaalikyla.base.clock import HELSINKI

A_PAGE = 50

YOUR_PAGE = _("Looked at your page.")
UNFINISHED = _("Wrote a text of their own.")
"""Leaves no line in the trace; said here so that no deed is without words."""

PAGES: dict[str, object] = {
    "youths": _("Saw your name in the list of their own young people."),
    "youth": YOUR_PAGE,
    "youth_name": YOUR_PAGE,
    "youth_contact": YOUR_PAGE,
    "youth_protected": YOUR_PAGE,
    "youth_residence": YOUR_PAGE,
    "youth_protect": YOUR_PAGE,
    "youth_unprotect": YOUR_PAGE,
    "youth_account": YOUR_PAGE,
    "youth_responsible": YOUR_PAGE,
    "youth_beside": YOUR_PAGE,
    "youth_beside_end": YOUR_PAGE,
    "youth_close": YOUR_PAGE,
    "placement_new": YOUR_PAGE,
    "placement_end": YOUR_PAGE,
    "take_in": _("Took you in as a client."),
    "board_responsible": _("Saw who helps you, without your name."),
    "drafts": _("Looked at unfinished texts."),
}
"""Name of the page → what somebody did by opening it."""

DEEDS: dict[str, object] = {
    "people.take_in": _("Took you in as a client."),
    "people.open_account": _("Opened an account for you."),
    "people.choose_name_and_language": _("Changed the name you are called by."),
    "people.set_contact": _("Changed how you are reached."),
    "people.set_protected_contact": _("Changed your protected contact details."),
    "people.move_to": _("Changed the municipality where you live."),
    "people.add_placement": _("Wrote down a placement."),
    "people.move_placement_end": _("Moved the day your placement ends."),
    "people.change_responsible": _("Changed who helps you."),
    "people.stand_beside": _("Named somebody to work with you."),
    "people.end_standing_beside": _("Wrote down that somebody no longer works with you."),
    "people.write_absence": _("Wrote down that your worker is away."),
    "people.end_absence": _("Wrote down that your worker is back."),
    "people.agree_cover": _("Agreed who helps you when your worker is away."),
    "people.end_cover": _("Ended an agreement on who helps you when your worker is away."),
    "people.close_relation": _("Ended your client relation."),
    "people.protect": _("Put your contact details behind protection."),
    "people.unprotect": _("Ended the protection of your contact details."),
    "people.raise_absence": _("Told the manager that your worker is away."),
    "drafts.keep": UNFINISHED,
    "drafts.sent": UNFINISHED,
    "drafts.throw_away": UNFINISHED,
}
"""Name of the action → what was done."""


def tell(*, pages: Mapping[str, object], deeds: Mapping[str, object] | None = None) -> None:
    """The sentences of an app above. ImproperlyConfigured when a page or a deed has one already."""
    for kept, told in ((PAGES, pages), (DEEDS, deeds or {})):
        if twice := kept.keys() & told.keys():
            raise ImproperlyConfigured(f"told twice: {', '.join(sorted(twice))}")
        kept.update(told)


REFUSED = _("Tried to open or change something. It was not allowed.")
OTHER = _("Handled your information.")


def sentence(entry: Entry) -> str:
    if entry.kind == Entry.Kind.REFUSED:
        return str(REFUSED)
    words = DEEDS if entry.kind == Entry.Kind.ACT else PAGES
    return str(words.get(entry.what, OTHER))


@dataclass
class Visit:
    """What one person did on one day: how often, and when first and last."""

    name: str
    unit: str
    by_clock: bool
    words: str
    first: datetime
    last: datetime
    count: int = 0


@dataclass(frozen=True)
class Page:
    """At most fifty lines of the trace. `older`: where the next page begins, empty on the last."""

    days: list[tuple[date, list[Visit]]]
    older: str


def page(youth_id: int, own_key: str, *, before: str = "", hide_units: bool = False) -> Page:
    """Lines about one young person, newest first; the young person's own visits are left out.

    before: `older` of the page before. Anything else gives the first page.
    hide_units: for one under turvakielto, whose unit would tell the place (661/2009, 36 §).
    """
    rows = Entry.objects.filter(clients__contains=[youth_id]).exclude(actor=own_key)
    mark = _mark(before)
    if mark is not None:
        rows = rows.filter(Q(at__lt=mark[0]) | Q(at=mark[0], id__lt=mark[1]))
    found = list(rows.order_by("-at", "-id")[: A_PAGE + 1])
    shown = found[:A_PAGE]
    older = f"{shown[-1].at.isoformat()}_{shown[-1].id}" if len(found) > A_PAGE else ""
    days: dict[date, dict[tuple[str, str], Visit]] = {}
    for entry in shown:
        name, _comma, unit = entry.actor_name.partition(", ")
        words = sentence(entry)
        visits = days.setdefault(entry.at.astimezone(HELSINKI).date(), {})
        visit = visits.setdefault(
            (entry.actor_name, words),
            Visit(name, "" if hide_units else unit, entry.actor.startswith("job:"), words, entry.at, entry.at),
        )
        visit.first, visit.count = entry.at, visit.count + 1
    return Page([(day, list(visits.values())) for day, visits in days.items()], older)


def _mark(before: str) -> tuple[datetime, UUID] | None:
    moment, _line, key = before.partition("_")
    try:
        at, found = datetime.fromisoformat(moment), UUID(key)
    except ValueError:
        return None
    return (at, found) if at.tzinfo is not None else None
