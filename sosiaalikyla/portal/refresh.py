"""Clients whose facts have moved are refreshed by the clock. What is run for each stands in `journal.refresh`."""

from __future__ import annotations

import logging

from django.db import InterfaceError, OperationalError

from sosiaalikyla.access.jobs import DoneElsewhere, running
from sosiaalikyla.journal.models import Stale
from sosiaalikyla.journal.refresh import refresh

log = logging.getLogger("sosiaalikyla.portal")

NAME = "portal.refresh"


class SomeFailed(Exception):
    """So many clients are still stale, because a refresher raised; the others were refreshed."""


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
                done += _bring_up(client_id)
        except (OperationalError, InterfaceError, DoneElsewhere):
            raise
        except Exception:
            log.error("a client could not be refreshed", exc_info=True)
            failed += 1
    if failed:
        raise SomeFailed(failed)
    return done


def _bring_up(client_id: int) -> bool:
    """Refresh and take the mark away, unless an event came meanwhile: then the mark has moved and stays."""
    since = Stale.objects.filter(client=client_id).values_list("since", flat=True).first()
    if since is None:
        return False
    refresh(client_id)
    Stale.objects.filter(client=client_id, since=since).delete()
    return True
