"""The outbox: who is to be told, and when it was done."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from sosiaalikyla.access.models import User
from sosiaalikyla.access.sealed import Sealed
from sosiaalikyla.base import clock
from sosiaalikyla.base.privacy import Privacy, privacy
from sosiaalikyla.notices import texts


class Notice(Sealed):
    """A notice waiting to be sent, or sent. Its words come from `texts` at sending: none are kept here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    receiver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    made_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    channel = models.CharField(max_length=8, blank=True)

    privacy: ClassVar[Privacy] = privacy(
        "P1", kept="passing", extract=True, id="nothing", receiver="nothing", kind="nothing", made_at="nothing",
        sent_at="nothing", channel="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=sorted(texts.BODY)), name="notices_notice_kind"),
        ]
        indexes: ClassVar = [
            models.Index("made_at", condition=Q(sent_at=None), name="notices_notice_waiting"),
        ]


def put_out(receiver: User | int | None, kind: str) -> None:
    """Put a notice into the outbox, in the present transaction. Nobody to tell: nothing happens."""
    if receiver is None:
        return
    if kind not in texts.BODY:
        raise ValueError(f"{kind!r} is not a kind of notice: its fixed text is missing from notices.texts")
    receiver_id = receiver if isinstance(receiver, int) else receiver.pk
    Notice.objects.bulk_create([Notice(receiver_id=receiver_id, kind=kind)])
