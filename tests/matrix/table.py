"""The access table, read: who is let in to which route, by method and by the state of the young person."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.matrix.world import SIGNED_IN

FILE = Path(__file__).resolve().parent.parent / "gates" / "access.toml"
ABOUT = {
    "none", "youth", "placement", "beside", "meeting", "time", "gone_time", "contact", "share", "responsibility", "cover",
    "absence", "asked", "handover",
    "plan_item", "intention", "promise", "decision", "version",
}  # fmt: skip
OPEN = {"open", "machine", "demo", "entry"}

WORKERS = frozenset(
    {"responsible", "deputy", "decides", "pair", "leaving", "receiving", "unit", "other_unit", "other_county"}
)
STAFF = WORKERS | {"substitute_care", "manager", "administrator", "editor"}
PASSES = {
    "signed_in": SIGNED_IN,
    "youth": frozenset({"youth", "youth_under_18"}),
    "staff": STAFF,
    "worker": WORKERS,
    "substitute_care": frozenset({"substitute_care"}),
    "manager": frozenset({"manager"}),
    "administrator": frozenset({"administrator"}),
    "editor": frozenset({"editor"}),
}
"""Whom a door lets through, by what they are today. What they then see is another matter."""


@dataclass(frozen=True)
class Row:
    """One route of the table. get, post: state → subjects let in."""

    name: str
    door: str
    about: str
    methods: tuple[str, ...]
    reads: str
    get: dict[str, frozenset[str]]
    post: dict[str, frozenset[str]]
    answers: frozenset[int]
    shows: str
    why: str
    called: dict[str, str]

    def what(self, subject: str) -> str:
        """What reading this page is called in the trace, which may differ by who reads."""
        return self.called.get(subject, self.name)

    def let_in(self, method: str, subject: str, state: str) -> bool:
        if self.door in OPEN:
            return True
        return subject in (self.post if method == "POST" else self.get).get(state, frozenset())

    def expected(self, method: str, subject: str, state: str, *, valid: bool) -> frozenset[int]:
        """Status codes that are right for this cell."""
        if self.door not in OPEN:
            if subject not in SIGNED_IN:
                return frozenset({302})
            if subject not in PASSES[self.door]:
                return frozenset({404})
        if ("GET" if method == "HEAD" else method) not in self.methods:
            return frozenset({405})
        if self.let_in(method, subject, state):
            if method == "POST":
                # What is sent without sense may also be about something that isn't there.
                return (self.answers or frozenset({200, 302, 422})) | (frozenset() if valid else frozenset({404}))
            return self.answers or frozenset({200})
        if method == "POST" and not valid and self.let_in("GET", subject, state):
            # Who may read the form and not send it: what makes no sense is said, or the form shown, before the refusal.
            return frozenset({200, 404, 422})
        return frozenset({404})


@lru_cache
def rows() -> dict[str, Row]:
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    groups: dict[str, list[str]] = data["groups"]

    def subjects(names: list[str]) -> frozenset[str]:
        return frozenset(each for name in names for each in groups.get(name, [name]))

    def by_state(words: dict[str, list[str]]) -> dict[str, frozenset[str]]:
        return {state: subjects(names) for state, names in words.items()}

    found = {}
    for name, words in data["routes"].items():
        unknown = set(words) - {"door", "about", "methods", "reads", "get", "post", "answers", "shows", "why", "called"}
        if unknown:
            raise ValueError(f"{FILE.name}: {name} says {sorted(unknown)}, which the table doesn't know")
        found[name] = Row(
            name=name,
            door=words["door"],
            about=words["about"],
            methods=tuple(words["methods"]),
            reads=words.get("reads", "page"),
            get=by_state(words.get("get", {})),
            post=by_state(words.get("post", {})),
            answers=frozenset(words.get("answers", [])),
            shows=words.get("shows", ""),
            why=words.get("why", ""),
            called=words.get("called", {}),
        )
    return found


@dataclass(frozen=True)
class Route:
    """One pattern of the URLconf: its name, its view and the names of the keys in its address."""

    name: str
    view: Any
    keys: tuple[str, ...]
    address: str


@lru_cache
def route(name: str) -> Route:
    return next(each for each in routes() if each.name == name)


def routes(urlconf: Any = None) -> Iterator[Route]:
    """Every pattern that answers, also inside includes and language prefixes."""
    yield from _inside(get_resolver(urlconf), "")


def _inside(resolver: URLResolver, before: str) -> Iterator[Route]:
    for each in resolver.url_patterns:
        here = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _inside(each, here)
        elif isinstance(each, URLPattern):
            yield Route(each.name or "", each.callback, tuple(re.findall(r"<(?:\w+:)?(\w+)>", here)), here)
