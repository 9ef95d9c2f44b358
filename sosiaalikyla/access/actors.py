"""Who acts: a person with an account, a guest with a pass to one item, a job by the clock.

The same words stand in ``app.actor`` of the request's transaction, where row-level security reads them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from sosiaalikyla.base import clock

if TYPE_CHECKING:
    from sosiaalikyla.access.models import User


@dataclass(frozen=True)
class Person:
    """Somebody signed in, with the second factor fresh where the account needs one."""

    user: User

    @property
    def key(self) -> str:
        return f"user:{self.user.pk}"

    @property
    def user_id(self) -> int | None:
        return self.user.pk

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def is_staff(self) -> bool:
        return self.user.is_staff

    @property
    def signature(self) -> str:
        """Name and unit as they are today, for the trace: "Ville Koskela, Jälkihuollon tiimi"."""
        units = sorted({row["unit_name"] for row in self._held if row["unit_name"]})
        return ", ".join([self.name, " / ".join(units)] if units else [self.name])

    @cached_property
    def roles(self) -> frozenset[tuple[str, int, int | None]]:
        """(role, organisation id, unit id) held today."""
        return frozenset((row["role"], row["organisation_id"], row["unit_id"]) for row in self._held)

    @cached_property
    def _held(self) -> list[dict[str, Any]]:
        """Roles held today, as the session's account brought them along; asked for when it came another way."""
        from sosiaalikyla.access.models import RoleHeld

        if not self.is_staff:  # roles are held at work: a young person's page need not ask
            return []
        brought: list[dict[str, Any]] | None = self.user.__dict__.get("held")
        if brought is not None:
            return brought
        rows = RoleHeld.objects.filter(user=self.user).in_force_on(clock.today())
        named = rows.values("role", "organisation_id", "unit_id", unit_name=F("unit__name"))
        return [dict(row) for row in named]

    def organisations(self, role: str | None = None) -> frozenset[int]:
        return frozenset(org for held, org, _ in self.roles if role in (None, held))


@dataclass(frozen=True)
class Guest:
    """Holder of a pass to one item; sees nothing but that item."""

    pass_id: UUID
    user_id: None = None
    name: str = ""
    is_staff: bool = False
    roles: frozenset[tuple[str, int, int | None]] = frozenset()

    @property
    def signature(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        return f"guest:{self.pass_id}"

    def organisations(self, role: str | None = None) -> frozenset[int]:
        return frozenset()


@dataclass(frozen=True)
class Job:
    """A named piece of work by the clock; its rights are those of the database role it runs in."""

    name: str
    user_id: None = None
    is_staff: bool = False
    roles: frozenset[tuple[str, int, int | None]] = field(default=frozenset())

    @property
    def signature(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        return f"job:{self.name}"

    def organisations(self, role: str | None = None) -> frozenset[int]:
        return frozenset()


Actor = Person | Guest | Job
A = TypeVar("A", Person, Guest, Job)


def account_of(actor: Actor) -> int:
    """The account's key, for rows that say who did it. Only people write such rows: NobodyThere for a guest or a job."""
    if actor.user_id is None:
        raise NobodyThere(actor.key)
    return actor.user_id


class NobodyThere(Exception):
    """A guest or a job tried what only somebody with an account does."""


def tell_database(actor_key: str, day: date) -> None:
    """Write the actor and the day into the present transaction: row-level security reads both."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('app.actor', %s, true), set_config('app.today', %s, true)", [actor_key, day.isoformat()]
        )


@contextmanager
def acting(actor: A) -> Iterator[A]:
    """A transaction in which ``actor`` acts: for jobs, commands, demo and tests; requests have the middleware."""
    with transaction.atomic():
        tell_database(actor.key, clock.today())
        yield actor
        tell_database("", clock.today())
