"""The outbox emptied by the clock."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from sosiaalikyla.access.jobs import must_be_a_job
from sosiaalikyla.base import clock
from sosiaalikyla.notices import channels, texts
from sosiaalikyla.notices.models import Notice

log = logging.getLogger("sosiaalikyla.notices")

APART = timedelta(minutes=10)
"""One "there is something to read" says it for everything that came within this time."""

DROPPED, FOLDED = "dropped", "folded"
NOT_SENT = (DROPPED, FOLDED)


@dataclass
class Post:
    """How many notices were handed to the channel, folded into an earlier one, dropped, or wait for another try."""

    sent: int = 0
    folded: int = 0
    dropped: int = 0
    failed: int = 0


def send_waiting(limit: int = 200, *, silent: Callable[[Collection[int]], frozenset[int]]) -> Post:
    """Send at most `limit` waiting notices, oldest first, in the present transaction of a job.

    silent(account ids): those of them who are told nothing any more; who has died is known one storey up.
    A channel that fails leaves its notice waiting, and the others are sent. Raises NobodyActs outside a job.
    """
    must_be_a_job()
    waiting = list(
        Notice.objects.whole("the outbox is emptied by the clock")
        .filter(sent_at=None)
        .order_by("made_at", "id")
        .select_related("receiver")
        .select_for_update(skip_locked=True, of=("self",))[:limit]
    )
    post = Post()
    if not waiting:
        return post
    now = clock.now()
    channel = channels.chosen()
    quiet = silent({notice.receiver_id for notice in waiting})
    told = _told_lately({notice.receiver_id for notice in waiting})
    for notice in waiting:
        if notice.receiver.closed_at is not None or notice.receiver_id in quiet:
            notice.channel = DROPPED
            post.dropped += 1
        elif notice.kind == "waiting" and notice.receiver_id in told:
            notice.channel = FOLDED
            post.folded += 1
        elif _handed_over(channel, notice):
            notice.channel = channel.name
            post.sent += 1
            if notice.kind == "waiting":
                told.add(notice.receiver_id)
        else:
            post.failed += 1
            continue
        notice.sent_at = now
        notice.save(update_fields=["sent_at", "channel"])
    return post


def _told_lately(receivers: Collection[int]) -> set[int]:
    """Those who got a "waiting" notice within the last ten minutes."""
    rows = Notice.objects.whole("one notice says it for all of ten minutes").filter(
        receiver__in=receivers, kind="waiting", sent_at__gt=clock.now() - APART
    )
    return set(rows.exclude(channel__in=NOT_SENT).values_list("receiver_id", flat=True))


def _handed_over(channel: channels.Channel, notice: Notice) -> bool:
    subject, body = texts.words(notice.kind, notice.receiver.language)
    try:
        with transaction.atomic():
            channel.send(to=notice.receiver, subject=subject, body=body)
    except Exception:
        # Whatever a channel dies of, the other receivers get theirs. The address stays out of the log.
        log.error("channel %s failed", channel.name, exc_info=True)
        return False
    return True
