"""The worker's sign of life."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sosiaalikyla.base import clock
from sosiaalikyla.base.privacy import Privacy, privacy


class Heartbeat(models.Model):
    """When each piece of clockwork last ran to its end. Silence of a dead worker must not look like a quiet day."""

    job = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy("P0", kept="passing", extract=False, job="nothing", at="nothing")
