"""The ground every job by the clock stands on: its own transaction, its own name, and never as nobody.

Row-level security answers a role without an actor with no rows. A job that met that would succeed every night, having
done nothing: it raises instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from sosiaalikyla.access.actors import Job, acting


class NobodyActs(Exception):
    """A job was called without the role or the actor whose rows it is to see."""


class DoneElsewhere(Exception):
    """Another worker process is at the same job just now."""


def must_be_a_job() -> None:
    """Raise NobodyActs unless the database knows a job as the actor and sk_worker as the role."""
    with connection.cursor() as cursor:
        cursor.execute("select current_user, coalesce(current_setting('app.actor', true), '')")
        role, actor = cursor.fetchone()
    if role != "sk_worker" or not actor.startswith("job:"):
        raise NobodyActs(f"A job runs as sk_worker with itself as the actor; here the role is {role}.")


@contextmanager
def running(name: str) -> Iterator[Job]:
    """A transaction in which the job `name` acts, alone among all worker processes. DoneElsewhere when it isn't."""
    with acting(Job(name)) as job:
        must_be_a_job()
        with connection.cursor() as cursor:
            cursor.execute("select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [job.key])
            if not cursor.fetchone()[0]:
                raise DoneElsewhere(name)
        yield job
