"""Events on a client's path, and which clients wait for a refresh."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.db import models

from sosiaalikyla.access.sealed import Sealed
from sosiaalikyla.base import clock
from sosiaalikyla.base.privacy import Privacy, privacy

KINDS = frozenset(
    {
        "taken_in",
        "account_opened",
        "used_name_changed",
        "contact_changed",
        "residence_changed",
        "placement_added",
        "placement_end_moved",
        "responsible_changed",
        "work_relation_added",
        "work_relation_ended",
        "relation_closed",
        "protection_begun",
        "protection_ended",
        "anchor_set",
        "condition_set",
        "step_marked",
        "station_changed",
        "check_answered",
        "card_answered",
        "model_adopted",
        "path_shared",
        "meeting_agreed",
        "meeting_answered",
        "meeting_called_off",
        "meeting_held",
        "contact_made",
        "rhythm_agreed",
        "quiet_agreed",
        "call_wished",
        "sign_given",
        "handover_suggested",
        "handover_proposed",
        "handover_wish_told",
        "handover_accepted",
        "handover_refused",
        "handover_meeting_set",
        "handover_met",
        "handed_over",
        "handover_checked",
        "handover_closed",
        "handover_withdrawn",
        "worker_left",
        "plan_begun",
        "plan_item_added",
        "plan_item_moved",
        "plan_words_said",
        "plan_words_agreed",
        "plan_view_written",
        "plan_frozen",
        "plan_answered",
        "plan_stage_moved",
        "plan_review_set",
        "promise_made",
        "promise_kept",
        "promise_called_off",
        "promise_handed",
        "decision_noted",
        "key_given",
        "keys_ended",
    }
)
"""Every kind an action may record. A kind is an activity's name for ever: the mirror will read years of them."""


class Event(Sealed):
    """One thing that happened on a client's path. Written by actions; carries keys and days, never a person's words.

    `client` is a plain number: this app knows nobody. The key is made by us, for whoever writes may not be able to read.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=40)
    day = models.DateField(default=clock.today, help_text="The day it happened, in Finland.")
    at = models.DateTimeField(default=clock.now)
    actor = models.CharField(max_length=10, help_text="user, guest or job: what kind of actor, never who.")
    detail = models.JSONField(default=dict)

    privacy: ClassVar[Privacy] = privacy(
        "P4", kept="child_welfare", extract=True, id="nothing", client="nothing", kind="circumstance",
        day="circumstance", at="nothing", actor="nothing", detail="circumstance",
    )  # fmt: skip


class Stale(models.Model):
    """A client whose derived rows wait to be worked out anew; `since` tells how long."""

    client = models.BigIntegerField(primary_key=True)
    since = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy("P4", kept="passing", extract=False, client="nothing", since="nothing")


def record(client: int, kind: str, /, *, by: str, day: date | None = None, **detail: object) -> None:
    """Record an event in the present transaction; by: the actor's key ("user:17"), of which only the kind is kept."""
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is not a kind of event: add it to journal.models.KINDS first")
    Event.objects.bulk_create(
        [Event(client=client, kind=kind, day=day or clock.today(), actor=by.split(":")[0], detail=detail)]
    )
