"""Old drafts go by the clock."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from sosiaalikyla.access.jobs import must_be_a_job
from sosiaalikyla.base import clock
from sosiaalikyla.drafts.models import Draft

NAME = "drafts.purge"
KEPT_FOR = timedelta(days=30)
MARKED_FOR = timedelta(days=8)
"""For how long it is remembered that a text was sent: a copy on a device lives seven days (drafts.js)."""


def purge() -> int:
    """Take away what nobody has gone on with for thirty days, and the marks of what was sent; returns how many rows.

    Raises NobodyActs outside a job.
    """
    must_be_a_job()
    now = clock.now()
    old = Q(saved_at__lt=now - KEPT_FOR) | Q(saved_at__lt=now - MARKED_FOR, words=None)
    return Draft.objects.whole("old drafts are taken away unread").filter(old).delete()[0]
