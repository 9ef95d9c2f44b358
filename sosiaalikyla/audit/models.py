"""The trace and its seals. Nothing here points to a living row: names stand as they were on the day."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from sosiaalikyla.base import clock
from sosiaalikyla.base.privacy import Privacy, privacy


class Entry(models.Model):
    """One line of the trace: a reading, an act or a refusal. Written by whoever acts, changed by nobody.

    The key is made by us, and the transaction's number (`xid`, a column outside this model) by the database: an insert
    that returned a column would need the right to read (law: 703/2023, section 10).
    """

    class Kind(models.TextChoices):
        PAGE = "page"
        LIST = "list"
        SEARCH = "search"
        EXPORT = "export"
        ACT = "act"
        REFUSED = "refused"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(default=clock.now)
    actor = models.CharField(max_length=80, help_text="user:17, guest:…, job:…")
    actor_name = models.CharField(max_length=160, blank=True, help_text="Name and unit as they were then.")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    what = models.CharField(max_length=80, help_text="Name of the page or of the act.")
    clients = ArrayField(models.BigIntegerField(), default=list, help_text="Whose information was shown or changed.")
    purpose = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict, help_text="Keys and dates of the act; never a person's words.")

    privacy: ClassVar[Privacy] = privacy(
        "P4", kept="log", extract=True, id="nothing", at="nothing", actor="identity", actor_name="identity",
        kind="nothing", what="nothing", clients="identity", purpose="nothing", detail="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["page", "list", "search", "export", "act", "refused"]),
                name="audit_entry_kind",
            )
        ]
        indexes: ClassVar = [
            GinIndex(fields=["clients"], name="audit_entry_clients"),
            models.Index("at", name="audit_entry_at"),
        ]


class Seal(models.Model):
    """One link of the chain: number without gaps, which entry, its hash, and the hash of everything before it."""

    number = models.BigIntegerField(primary_key=True)
    entry = models.UUIDField(unique=True)
    entry_hash = models.CharField(max_length=64)
    chain_hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P0", kept="log", extract=False, number="nothing", entry="nothing", entry_hash="nothing",
        chain_hash="nothing", sealed_at="nothing",
    )  # fmt: skip


def write(
    *,
    actor: str,
    actor_name: str,
    kind: str,
    what: str,
    clients: list[int],
    purpose: str = "",
    detail: dict[str, object] | None = None,
) -> None:
    """Write one line of the trace in the present transaction."""
    Entry.objects.bulk_create(
        [
            Entry(
                actor=actor,
                actor_name=actor_name[:160],
                kind=kind,
                what=what,
                clients=sorted(clients),
                purpose=purpose,
                detail=detail or {},
            )
        ]
    )
