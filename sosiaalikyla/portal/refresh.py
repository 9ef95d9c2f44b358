"""What is derived from a young person's facts, worked out anew after each event on their path.

A plain list, from the lowest storey up. Each function takes the client's key and is idempotent: it writes what follows
from the facts as they stand, so that deleting every derived row and refreshing gives the same rows.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection, transaction

from sosiaalikyla.access.jobs import DoneElsewhere, running
from sosiaalikyla.audit import trail
from sosiaalikyla.journal.models import Stale
from sosiaalikyla.paths.refresh import refresh as refresh_path

log = logging.getLogger("sosiaalikyla.portal")

NAME = "portal.refresh"

REFRESHERS: list[Callable[[int], object]] = [refresh_path]


class SomeFailed(Exception):
    """So many clients are still stale, because a refresher raised; the others were refreshed."""


def refresh(client_id: int) -> None:
    """Run every refresher for one client, in the present transaction. It shows nothing to anybody: no trace."""
    with trail.pause():
        for refresher in REFRESHERS:
            refresher(client_id)


def refresh_stale(limit: int = 200) -> int:
    """Refresh at most `limit` stale clients, longest waiting first, each in a transaction of its own; returns how many.

    One client's failure doesn't stop the others; SomeFailed is raised when all have had their turn. NobodyActs outside
    the worker's role.
    """
    with running(NAME):
        waiting = list(Stale.objects.order_by("since", "client").values_list("client", flat=True)[:limit])
    done, failed = 0, 0
    for client_id in waiting:
        try:
            with running(NAME):
                _hold(client_id)
                done += _bring_up(client_id)
        except (OperationalError, InterfaceError, DoneElsewhere):
            raise
        except Exception:
            log.error("a client could not be refreshed", exc_info=True)
            failed += 1
    if failed:
        raise SomeFailed(failed)
    return done


def refresh_if_stale(client_id: int) -> bool:
    """For a request that has just opened this client: one query tells whether anything waits. True when refreshed.

    Call it before anything is locked or changed. When a refresher raises, the page shows what there was and the worker
    tries again.
    """
    if _since(client_id) is None:
        return False
    try:
        with transaction.atomic():
            _hold(client_id)
            return _bring_up(client_id)
    except Exception:
        if connection.needs_rollback:
            raise
        log.error("a client could not be refreshed for a page", exc_info=True)
        return False


def _hold(client_id: int) -> None:
    """Wait until nobody else refreshes this client; held till the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{NAME}:{client_id}"])


def _since(client_id: int) -> datetime | None:
    return Stale.objects.filter(client=client_id).values_list("since", flat=True).first()


def _bring_up(client_id: int) -> bool:
    """Refresh and take the mark away, unless an event came meanwhile: then the mark has moved and stays."""
    since = _since(client_id)
    if since is None:
        return False
    refresh(client_id)
    Stale.objects.filter(client=client_id, since=since).delete()
    return True
