"""`@action`: the only way to write. It asks the policy, opens a savepoint and writes the audit row.

The body does the deed, records its journal event and puts notices out, all in the same transaction. What is refused
leaves its own line in the trace and looks to the asker as if the thing weren't there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

from sosiaalikyla.access.actors import Actor
from sosiaalikyla.audit import models as audit
from sosiaalikyla.audit import trail

P = ParamSpec("P")
R = TypeVar("R")


class Refused(Exception):
    """The actor may not do this. Pages answer as if the thing weren't there."""


class CannotBe(Exception):
    """The deed makes no sense as things stand. The message is for the person who tried it, in their language.

    field: name of the form field it belongs to, empty for the whole form.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


@dataclass(frozen=True)
class Deed:
    """What is known of an action without running it: the gates read these."""

    name: str
    journal: str | None
    why_no_journal: str
    run: Callable[..., Any]


DEEDS: dict[str, Deed] = {}


def action(
    *,
    can: Callable[..., bool],
    about: Callable[..., Iterable[int]],
    journal: str | None,
    why: str = "",
    traced: bool = True,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare an action.

    can(by=…, **arguments): the policy's answer.
    about(**arguments): ids of the clients whom the deed concerns, for the trace.
    journal: the kind of journal event the body records, or None with a reason in `why`.
    traced: False for what a person does with their own unfinished text every few seconds; a refusal is always traced.
    """
    if journal is None and not why:
        raise ValueError("An action without a journal event says why.")

    def declare(body: Callable[P, R]) -> Callable[P, R]:
        app = body.__module__.split(".")[-2]
        name = f"{app}.{body.__name__}"

        @wraps(body)
        def act(*args: P.args, **kwargs: P.kwargs) -> R:
            by: Actor = kwargs["by"]  # type: ignore[assignment]
            with trail.pause():
                clients = [client for client in about(**kwargs) if client]
                allowed = can(**kwargs)
            if not allowed:
                audit.write(actor=by.key, actor_name=by.signature, kind="refused", what=name, clients=clients)
                raise Refused(name)
            try:
                with transaction.atomic():
                    if traced:
                        audit.write(actor=by.key, actor_name=by.signature, kind="act", what=name, clients=clients)
                    return body(*args, **kwargs)
            except Refused:
                # The database asked once more and refused: that too leaves its line, outside what was undone.
                audit.write(actor=by.key, actor_name=by.signature, kind="refused", what=name, clients=clients)
                raise

        DEEDS[name] = Deed(name, journal, why, act)
        return act

    return declare
