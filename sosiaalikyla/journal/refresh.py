"""What is derived from a client's facts, worked out anew after each event: one list for the clock and for every page.

An app that derives rows names its refresher in its `apps.py`, so the list goes from the lowest storey up. A refresher
takes the client's key and is idempotent: it writes what follows from the facts as they stand, so that deleting every
derived row and refreshing gives the same rows.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import connection, transaction

from sosiaalikyla.audit import trail

log = logging.getLogger("sosiaalikyla.journal")

Refresher = Callable[[int], object]
REFRESHERS: list[Refresher] = []


def derives(refresher: Refresher) -> None:
    """Have it run, after those already named, whenever a client is refreshed."""
    if refresher not in REFRESHERS:
        REFRESHERS.append(refresher)


def refresh(client_id: int) -> None:
    """Run every refresher for one client, in the present transaction. It shows nothing to anybody: no trace.

    One at a time: a page and the clock may come to the same client in the same moment. Held till the end of the
    transaction, so call it before anything is locked or changed.
    """
    with trail.pause():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"journal.refresh:{client_id}"])
        for refresher in REFRESHERS:
            refresher(client_id)


def for_a_page(client_id: int) -> bool:
    """For a page that has found a client stale. False when a refresher raised: then the page shows what there was.

    The mark stays for the clock, whose eyes may reach facts that the reader's don't.
    """
    try:
        with transaction.atomic():
            refresh(client_id)
    except Exception:
        if connection.needs_rollback:
            raise
        log.error("a client could not be refreshed for a page", exc_info=True)
        return False
    return True
