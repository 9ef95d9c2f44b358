"""Person-bound rows can't be read until the query says `visible_to(actor)` or `whole(reason)`.

A net, not a wall: joins from another model and raw SQL pass it. Row-level security is the wall.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self, TypeVar, cast

from django.db import models
from django.db.models import sql
from django.db.models.query import ModelIterable

from sosiaalikyla.access.actors import Actor, Person
from sosiaalikyla.audit import trail

M = TypeVar("M", bound=models.Model)


class SealedRows(Exception):
    """Rows of a sealed model were asked for without saying who asks."""


class SealedQuery(sql.Query):
    """Refuses to compile, for any purpose, until it has been opened."""

    opened: str = ""

    def _check(self) -> None:
        if not self.opened:
            label = cast(type[models.Model], self.model)._meta.label
            raise SealedRows(f"{label} is sealed: say .visible_to(actor), or .whole(reason) in a job or a test.")

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        self._check()
        return super().get_compiler(*args, **kwargs)

    def chain(self, klass: Any = None) -> Any:
        if klass is not None and not issubclass(klass, SealedQuery):
            self._check()
        return super().chain(klass)


class SealedQuerySet(models.QuerySet[M]):
    """The queryset of every person-bound model."""

    def __init__(self, model: Any = None, query: Any = None, using: Any = None, hints: Any = None) -> None:
        super().__init__(model, query if query is not None else SealedQuery(model), using, hints)

    # ---- opening

    def visible_to(self, actor: Actor) -> Self:
        """Rows this actor may open today, by the rule of the app's `policy.py`."""
        from sosiaalikyla.access.rows import rule_of

        shut = isinstance(actor, Person) and actor.user.closed_at is not None
        opened: Any = self.none() if shut else self.filter(rule_of(self.model).visible_q(actor))
        opened.query.opened = "visible"
        return cast(Self, opened)

    def whole(self, reason: str) -> Self:
        """All rows the database role may see; the reason stands in the code, for whoever reviews it."""
        if not reason.strip():
            raise ValueError("whole() needs a reason")
        opened: Any = self.all()
        opened.query.opened = reason
        return cast(Self, opened)

    # ---- what would slip past the net

    def select_related(self, *fields: Any) -> Self:
        from sosiaalikyla.access.rows import may_join

        for name in fields:
            if name is not None and not may_join(self.model, str(name)):
                raise SealedRows(f"select_related({name!r}) from {self.model._meta.label} would open a sealed model.")
        return super().select_related(*fields)

    def delete(self) -> tuple[int, dict[str, int]]:
        cast(SealedQuery, self.query)._check()
        return super().delete()

    def raw(self, *_: Any, **__: Any) -> Any:
        raise SealedRows("raw() knows no seal: use visible_to(actor).")

    def _fetch_all(self) -> None:
        fresh = self._result_cache is None
        super()._fetch_all()
        if fresh and self._result_cache:
            self._leave_trace(self._result_cache)

    def iterator(self, *args: Any, **kwargs: Any) -> Any:
        for row in super().iterator(*args, **kwargs):
            self._leave_trace([row])
            yield row

    def _leave_trace(self, rows: Iterable[Any]) -> None:
        """Name to the audit trail of this request the clients whose rows were opened."""
        from sosiaalikyla.access.rows import client_attribute

        if not trail.is_kept():
            return
        attribute = client_attribute(self.model)
        if attribute is None:
            return
        if not issubclass(self._iterable_class, ModelIterable):
            raise SealedRows(f"values() of {self.model._meta.label} would leave no trace: read rows, or aggregate.")
        trail.saw(getattr(row, attribute) for row in rows)


class Sealed(models.Model):
    """Base of every person-bound model."""

    objects = SealedQuerySet.as_manager()

    class Meta:
        abstract = True
