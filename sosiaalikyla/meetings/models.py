"""One agreed time."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sosiaalikyla.access.models import User
from sosiaalikyla.access.sealed import Sealed
from sosiaalikyla.base import clock
from sosiaalikyla.base.privacy import Privacy, privacy
from sosiaalikyla.people.models import Youth


class Meeting(Sealed):
    """A time agreed between a young person and a worker. The worker proposes; the young person says whether it suits."""

    class Way(models.TextChoices):
        CALL = "call", _("call")
        VISIT = "visit", _("meeting")
        VIDEO = "video", _("video call")

    class Answer(models.TextChoices):
        NONE = "", _("not answered")
        SUITS = "suits", _("suits")
        CANT = "cant", _("can't come")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    way = models.CharField(max_length=5, choices=Way.choices)
    place = models.CharField(max_length=120, blank=True)
    about = models.CharField(max_length=160, blank=True, help_text="What it is about, in words for the young person.")
    answer = models.CharField(max_length=5, blank=True, choices=Answer.choices)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="child_welfare", extract=True, id="nothing", uuid="nothing", youth="nothing", worker="nothing",
        starts_at="circumstance", way="circumstance", place="contact", about="voice", answer="voice",
        cancelled_at="circumstance", made_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(way__in=["call", "visit", "video"]), name="meetings_meeting_way"),
            models.CheckConstraint(condition=Q(answer__in=["", "suits", "cant"]), name="meetings_meeting_answer"),
        ]
        indexes: ClassVar = [models.Index(fields=["youth", "starts_at"], name="meetings_meeting_when")]
