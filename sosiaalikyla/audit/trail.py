"""What one request has shown: collected while it runs, written as one row per kind when it ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass
class Trail:
    """Clients whose rows were opened in this request, and the kind of reading the page declared.

    what: what was shown, when one address shows different things to different people; empty: the page's own name.
    """

    kind: str = "page"
    what: str = ""
    clients: set[int] = field(default_factory=set)


_trail: ContextVar[Trail | None] = ContextVar("audit_trail", default=None)


def is_kept() -> bool:
    return _trail.get() is not None


def saw(clients: Iterable[int | None]) -> None:
    kept = _trail.get()
    if kept is not None:
        kept.clients.update(client for client in clients if client is not None)


def shows(what: str) -> None:
    """Name what this page shows, for an address that isn't the same to everybody."""
    kept = _trail.get()
    if kept is not None:
        kept.what = what


@contextmanager
def keep(kind: str = "page") -> Iterator[Trail]:
    """Collect what is read inside the block."""
    trail = Trail(kind)
    token = _trail.set(trail)
    try:
        yield trail
    finally:
        _trail.reset(token)


@contextmanager
def pause() -> Iterator[None]:
    """Reading that shows nothing to anybody, such as working out who may see what."""
    token = _trail.set(None)
    try:
        yield
    finally:
        _trail.reset(token)
