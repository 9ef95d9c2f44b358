"""The worker process: every piece of work by the clock, and the sign of life of each.

procrastinate gives each piece its turn and keeps two workers from running the same turn. A piece that raises is logged
by name, gets its next turn, and its sign of life doesn't move. A lost database ends one round of the worker, never the
process: the next round begins as soon as the database answers.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector

from sosiaalikyla.access.jobs import DoneElsewhere, running
from sosiaalikyla.base import clock
from sosiaalikyla.drafts import jobs as drafts
from sosiaalikyla.notices import channels
from sosiaalikyla.notices import jobs as notices
from sosiaalikyla.people import jobs as people
from sosiaalikyla.plans import jobs as plans
from sosiaalikyla.portal import refresh
from sosiaalikyla.portal.models import Heartbeat
from sosiaalikyla.village import jobs as village

log = logging.getLogger("sosiaalikyla.clockwork")

QUEUE = "clockwork"
PATIENCE = 1.8
"""Seconds from the signal to the end, whatever hangs: an unfinished transaction is undone by the database."""
PAUSE = 1.0
"""Seconds between two rounds when the database is away."""


AT_ONCE = 5000
STRETCH = 20
"""Lines sealed in one transaction, and transactions in one turn: a long backlog is worked off without starving anybody."""


class PostWaits(Exception):
    """So many notices could not be handed to their channel; the others were sent."""


def send_notices() -> None:
    with running("notices.send"):
        post = notices.send_waiting(200, silent=people.told_nothing)
    if post.failed:
        raise PostWaits(post.failed)


def seal_trail() -> None:
    """Seal what waits, commit, and only then write the head out: it never runs ahead of the database."""
    from sosiaalikyla.audit import sealing

    for _ in range(STRETCH):
        with running("audit.seal"):
            sealed = sealing.seal(limit=AT_ONCE)
        if sealed.count < AT_ONCE:
            break
    sealing.export_head(settings.AUDIT_HEAD_FILE)


def rise_absences() -> None:
    with running(people.NAME):
        people.rise_absences()


def remind_thinking() -> None:
    with running(plans.NAME):
        plans.remind_thinking()


def index_village() -> None:
    with running(village.NAME):
        village.index()


def forget_feedback() -> None:
    with running(village.FORGET):
        village.forget_feedback()


def purge_drafts() -> None:
    with running(drafts.NAME):
        drafts.purge()


@dataclass(frozen=True)
class Piece:
    """One piece of the clockwork. turns: when, as cron with a sixth field for seconds."""

    name: str
    turns: str
    work: Callable[[], object]


PIECES = (
    Piece("clockwork", "* * * * * */5", lambda: None),
    Piece(refresh.NAME, "* * * * * */5", refresh.refresh_stale),
    Piece("notices.send", "* * * * * */5", send_notices),
    Piece("audit.seal", "* * * * * */5", seal_trail),
    Piece(people.NAME, "*/5 * * * *", rise_absences),
    Piece(plans.NAME, "15 9 * * *", remind_thinking),  # by day: a phone doesn't sound at night
    Piece(village.NAME, "* * * * * */10", index_village),
    Piece(village.FORGET, "41 3 * * *", forget_feedback),
    Piece(drafts.NAME, "17 * * * *", purge_drafts),
)


def turn(piece: Piece) -> bool:
    """One turn of one piece; True when it ran to its end and its sign of life has moved."""
    try:
        piece.work()
        with running(piece.name):
            Heartbeat.objects.update_or_create(job=piece.name, defaults={"at": clock.now()})
    except DoneElsewhere:
        return False
    except Exception:
        log.error("%s failed; it is tried again at its next turn", piece.name, exc_info=True)
        return False
    return True


# ---------------------------------------------------------------- the process


def run(words: list[str]) -> int:
    """Work until SIGTERM or SIGINT; then end within two seconds. 2: wrong words, 3: production refuses to start."""
    if words:
        print("sosiaalikyla worker takes no words.", file=sys.stderr)
        return 2
    if settings.PRODUCTION and (reasons := _refusals()):
        for reason in reasons:
            print(f"refused: {reason}", file=sys.stderr)
        return 3
    channels.chosen()
    _give_turns()
    asyncio.run(_rounds())
    return 0


def _refusals() -> list[str]:
    """What production must not run on, as far as it concerns a process that serves no pages."""
    from sosiaalikyla.access.checks import database_refusals

    try:
        return [*database_refusals(), *(["Somebody holds the clock."] if clock.is_set() else [])]
    finally:
        connections.close_all()


def _give_turns() -> None:
    """Tell procrastinate of the pieces. A turn still waiting when the next one comes stands for both."""
    for piece in PIECES:
        task = app.task(name=piece.name, queue=QUEUE, queueing_lock=piece.name)(_work_of(piece))
        app.periodic(cron=piece.turns)(task)


def _work_of(piece: Piece) -> Callable[[int], None]:
    def work(timestamp: int) -> None:
        turn(piece)

    return work


async def _rounds() -> None:
    """One round of the worker after another, until asked to end."""
    end = asyncio.Event()

    def ask_to_end() -> None:
        deadline = threading.Timer(PATIENCE, os._exit, [0])
        deadline.daemon = True
        deadline.start()
        end.set()

    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, ask_to_end)
    while not end.is_set():
        work = asyncio.create_task(_round())
        ended = asyncio.create_task(end.wait())
        await asyncio.wait({work, ended}, return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        work.cancel()
        problem = (await asyncio.gather(work, return_exceptions=True))[0]
        if end.is_set():
            return
        how = type(problem).__name__ if problem else "its connection was lost"
        log.error("this round of the worker ended: %s; the next one begins in a moment", how)
        await asyncio.wait({asyncio.create_task(end.wait())}, timeout=PAUSE)


async def _round() -> None:
    """procrastinate's worker with connections of its own, until it is cancelled or loses the database."""
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4, timeout=3.0, name=QUEUE)
    with app.replace_connector(connector):
        async with app.open_async():
            await connector.execute_query_async(LEFT_BEHIND)
            await app.run_worker_async(
                name=QUEUE,
                concurrency=len(PIECES),
                fetch_job_polling_interval=2.0,
                shutdown_graceful_timeout=1.0,
                delete_jobs="always",
                install_signal_handlers=False,
            )


LEFT_BEHIND = (
    "delete from procrastinate_jobs j where j.queue_name = 'clockwork' and j.status <> 'todo' and not exists ("
    "select from procrastinate_workers w where w.id = j.worker_id and w.last_heartbeat > now() - interval '30 seconds')"
)
"""Turns that a killed worker left unfinished: the next turn does their work."""
