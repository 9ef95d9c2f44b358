"""What has been said of each item: the young person's words that hold, those that wait, and the worker's view. One query.

Reads for the page and for the plan put together; the words and who wrote them come with the item's own row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from sosiaalikyla.access.actors import Actor
from sosiaalikyla.base import clock
from sosiaalikyla.plans.models import Item, OwnVoice, WorkerView

HOLDS = (OwnVoice.Agreed.OWN, OwnVoice.Agreed.TABLE, OwnVoice.Agreed.PAPER)


@dataclass(frozen=True)
class Said:
    """One version of words. by: the scribe of a young person's words (empty: typed by themselves), or a view's author.

    agreed: how the young person said that the words are theirs; of a view always empty.
    """

    key: int
    version: int
    text: str
    by: str
    by_id: int | None
    agreed: str
    day: date


@dataclass(frozen=True)
class Line:
    """own: the words that hold; waiting: typed by a scribe after them, not agreed to yet; view: the worker's."""

    item: Item
    own: Said | None
    waiting: Said | None
    view: Said | None

    @property
    def is_empty(self) -> bool:
        return not (self.own or self.waiting or self.view)


def lines_of(youth_id: int, actor: Actor) -> list[Line]:
    """Every item of the plan that the actor may open, oldest first."""
    own = OwnVoice.objects.visible_to(actor).filter(item=OuterRef("pk")).order_by("-version")
    view = WorkerView.objects.visible_to(actor).filter(item=OuterRef("pk")).order_by("-version")
    said = JSONObject(
        key="pk", version="version", text="text", by="scribe__name", by_id="scribe_id", agreed="agreed", at="written_at"
    )
    viewed = JSONObject(key="pk", version="version", text="text", by="author__name", by_id="author_id", at="written_at")
    rows = (
        Item.objects.visible_to(actor)
        .filter(youth_id=youth_id)
        .annotate(
            held=Subquery(own.filter(agreed__in=HOLDS).values(said=said)[:1]),
            last=Subquery(own.values(said=said)[:1]),
            seen=Subquery(view.values(said=viewed)[:1]),
        )
        .order_by("made_at", "pk")
    )
    return list(_lines(rows))


def _lines(rows: Iterable[Any]) -> Iterable[Line]:
    for row in rows:
        last = _said(row.last)
        yield Line(row, _said(row.held), last if last and not last.agreed else None, _said(row.seen))


def _said(found: dict[str, Any] | None) -> Said | None:
    if found is None:
        return None
    day = clock.day_of(datetime.fromisoformat(found["at"]))
    return Said(
        found["key"], found["version"], found["text"], found["by"] or "", found["by_id"], found.get("agreed", ""), day
    )
