"""What the clock does in the village: the index follows what is published, and old feedback is forgotten."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from sosiaalikyla.base import clock

from . import indexing
from .feedback import KEPT_DAYS
from .models import Feedback

NAME = "village.index"
FORGET = "village.forget_feedback"


def index() -> int:
    """Make the index anew when something has been published since. How many things it holds; 0 when it was up to date."""
    return indexing.index(dictionaries=settings.DICTIONARIES) if indexing.stale() else 0


def forget_feedback() -> int:
    """Delete feedback older than a year. How many were deleted."""
    return int(Feedback.objects.filter(on__lt=clock.today() - timedelta(days=KEPT_DAYS)).delete()[0])
