"""One request of the matrix: asked, looked at from every side, undone."""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import unquote, urlencode
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.matrix import table
from tests.matrix.table import OPEN, Row
from tests.matrix.world import CANARY, KEY, SIGNED_IN, World, body

MISSING = {
    "key": UUID("00000000-0000-4000-8000-000000000001"),
    "worker": UUID("00000000-0000-4000-8000-000000000002"),
    "placement": UUID("00000000-0000-4000-8000-000000000003"),
    "meeting": UUID("00000000-0000-4000-8000-000000000004"),
    "contact": UUID("00000000-0000-4000-8000-000000000005"),
    "kind": "pair",
    **{
        name: UUID(f"00000000-0000-4000-8000-00000000001{number}")
        for number, name in enumerate(("item", "intention", "promise", "decision", "version"))
    },
}
"""Keys that belong to nothing: what is foreign must answer as these do."""

FORM_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
ADDRESS_WITH_WORDS = re.compile(r'(?:href|action|src|formaction)="(?!tel:|mailto:)[^"]*Kanaria')
MAY_CHANGE_BY_READING = {"audit_entry"}


@dataclass
class Answer:
    """What came back, what the trace says of it, and which tables were written."""

    response: HttpResponse
    entries: list[tuple[str, str, str, list[int]]]
    written: dict[str, int]

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def said(self) -> str:
        """Everything that left the house: body, headers, cookies, address of a redirect."""
        headers = "\n".join(f"{name}: {value}" for name, value in self.response.headers.items())
        return f"{headers}\n{self.response.cookies.output()}\n{self.text}"

    @property
    def text(self) -> str:
        return self.response.content.decode("utf-8", "replace")

    @property
    def location(self) -> str:
        return self.response.headers.get("Location", "")

    def without_keys(self, keys: dict[str, Any]) -> str:
        """The body with the keys of the address and the form's token taken out: equal for foreign and missing."""
        text = FORM_TOKEN.sub("", self.text)
        for value in keys.values():
            if isinstance(value, UUID):
                text = text.replace(str(value), "KEY")
        return text


@dataclass
class Tally:
    """What the matrix has found: cells, requests, and every sentence about something wrong."""

    cells: int = 0
    requests: int = 0
    found: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)

    def wrong(self, cell: str, said: str) -> None:
        self.found.append(f"{cell}: {said}")

    def add(self, other: Tally) -> None:
        self.cells += other.cells
        self.requests += other.requests
        self.found += other.found
        self.leaks += other.leaks


class Asker:
    """Asks pages of the world as its subjects. Every request is undone when it has been looked at."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.tally = Tally()
        self.tables: dict[int, str] = {}
        self.client = (
            Client()
        )  # one for all: each new one would look through the static files anew; its cookies are taken away

    # ---- asking

    def address(self, name: str, about: str, state: str) -> tuple[str, dict[str, Any]]:
        """The route's address for the young person's key (or for one of nothing), and the keys in it."""
        route = table.route(name)
        keys: dict[str, Any] = {}
        if about != "none":
            keys = dict(MISSING if state == "missing" else self.world.keys[about][state])
            if "youth" in route.keys:
                keys["youth"] = keys["key"]
        keys |= {"step": self.world.step, "phase": self.world.phase, "digest": "0" * 12, "path": "jalkihuolto"}
        keys |= {"county": "ostrobothnia", "model": "ending_of_aftercare", "card": self.world.card}
        keys |= {"place": "mustasaari", "service": MISSING["key"]}
        keys = {each: keys[each] for each in route.keys}
        return reverse(name, kwargs=keys), keys

    def ask(self, subject: str, method: str, address: str, words: dict[str, str] | None = None) -> Answer:
        """One request of a fresh browser, in a transaction that is undone."""
        client = self.client
        client.cookies = SimpleCookie()
        session = self.world.sessions.get(subject)
        if session:
            client.cookies[settings.SESSION_COOKIE_NAME] = session
        self.tally.requests += 1
        with transaction.atomic():
            before = self._written()
            response = client.generic(
                method, address, urlencode(words or {}) if method == "POST" else "", "application/x-www-form-urlencoded"
            )
            after = self._written()
            if method == "POST" and response.status_code < 400:
                with connection.cursor() as cursor:
                    cursor.execute("set constraints all immediate")
            entries = self._entries()
            transaction.set_rollback(True)
        written = {self.tables[oid]: count - before[oid] for oid, count in after.items() if count != before[oid]}
        return Answer(response, entries, written)

    def _written(self) -> dict[int, int]:
        """Rows inserted, changed or deleted by this backend, by table."""
        with connection.cursor() as cursor:
            if not self.tables:
                cursor.execute(
                    "select oid, relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
                )
                self.tables = dict(cursor.fetchall())
            cursor.execute(
                "select oid, pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid) "
                "+ pg_stat_get_xact_tuples_deleted(oid) from unnest(%s::oid[]) as oid",
                [list(self.tables)],
            )
            return dict(cursor.fetchall())

    def _entries(self) -> list[tuple[str, str, str, list[int]]]:
        """(kind, what, actor, clients) written by the request; read as the owner, which ends with the transaction."""
        with connection.cursor() as cursor:
            cursor.execute("set local role sk_owner")
            cursor.execute(
                "select kind, what, actor, clients from audit_entry where xid = pg_current_xact_id_if_assigned() order by at"
            )
            return list(cursor.fetchall())

    # ---- looking

    def leaks(self, subject: str, answer: Answer, sent: str, also: str = "") -> list[str]:
        """What was shown that the subject may not see, by name of model and field. sent: what the request itself held."""
        world = self.world
        raw = answer.said
        said = raw + "\n" + unquote(html.unescape(raw)) if "%" in raw or "&" in raw else raw
        found: set[str] = set()
        for number in {int(each) for each in CANARY.findall(said)} - {int(each) for each in CANARY.findall(sent)}:
            where, ring = world.canaries.get(number, ("a canary of nobody", None))
            if ring is None or (not world.may_see(subject, ring) and ring.kind != also):
                found.add(f"{where} of {ring.whose if ring else '?'}")
        for key in set(KEY.findall(said)) - set(KEY.findall(sent)):
            if key in world.uuids and not world.may_see(subject, world.uuids[key][1]):
                found.add(f"{world.uuids[key][0]} of {world.uuids[key][1].whose}")
        for text, (where, ring) in world.dates.items():
            if text in said and text not in sent and not world.may_see(subject, ring):
                found.add(f"{where} of {ring.whose}")
        return sorted(found)

    def shown(self, answer: Answer) -> set[int]:
        """Whose names stand in the body: keys of the young people."""
        wanted = {"people.Youth.used_name", "paths.PathShare.calls_youth"}
        rings = [self.world.canaries[int(each)] for each in CANARY.findall(answer.text)]
        return {self.world.youths[ring.whose].pk for where, ring in rings if where in wanted}

    def look(self, row: Row, method: str, subject: str, about: str, answer: Answer, *, sent: str, valid: bool) -> bool:
        """Write down everything that is wrong with one answer; True when the subject was let in."""
        state = self.world.state(subject, about)
        cell = f"{row.name} {method} {subject} {about}" + ("" if valid or method != "POST" else " (empty)")
        right = row.expected(method, subject, state, valid=valid)
        if answer.status not in right:
            self.tally.wrong(cell, f"answered {answer.status}, not {sorted(right)}")
        for leak in self.leaks(subject, answer, sent, row.shows):
            self.tally.leaks.append(leak)
            self.tally.wrong(cell, f"shows {leak}")
        self._headers(row, method, subject, answer, cell)
        self._words_in_addresses(answer, cell)
        if method != "POST" and set(answer.written) - MAY_CHANGE_BY_READING:
            self.tally.wrong(cell, f"reading wrote {answer.written}")
        self._trace(row, method, subject, state, answer, cell)
        return row.let_in(method, subject, state) and answer.status < 400

    def _headers(self, row: Row, method: str, subject: str, answer: Answer, cell: str) -> None:
        headers = answer.response.headers
        if row.door in {"open", "machine"}:
            if answer.response.cookies:
                self.tally.wrong(cell, "an open page sets a cookie")
            if "Cookie" in headers.get("Vary", ""):
                self.tally.wrong(cell, "an open page varies by cookie")
            return
        if headers.get("Cache-Control") != "no-store":
            self.tally.wrong(cell, f"Cache-Control is {headers.get('Cache-Control')!r}")
        if "Cookie" not in headers.get("Vary", ""):
            self.tally.wrong(cell, f"Vary is {headers.get('Vary')!r}")
        if method == "HEAD" and answer.response.content:
            self.tally.wrong(cell, "HEAD has a body")

    def _words_in_addresses(self, answer: Answer, cell: str) -> None:
        if ADDRESS_WITH_WORDS.search(answer.text) or "Kanaria" in unquote(answer.location):
            self.tally.wrong(cell, "an address holds somebody's words")

    def _trace(self, row: Row, method: str, subject: str, state: str, answer: Answer, cell: str) -> None:
        entries = answer.entries
        if row.door in OPEN or subject not in SIGNED_IN:
            if row.door not in {"demo", "entry"} and entries:
                self.tally.wrong(cell, f"left a trace: {entries}")
            return
        allowed = self.world.clients_of(subject)
        for kind, what, _actor, clients in entries:
            strangers = set(clients) - allowed
            if strangers and kind != "act":
                self.tally.wrong(cell, f"the trace names {[self.world.name_of(each) for each in strangers]} ({kind} {what})")
        if answer.status == 404:
            refused = [(kind, what) for kind, what, _actor, _clients in entries]
            if {kind for kind, _what in refused} != {"refused"} or ("refused", row.name) not in refused:
                self.tally.wrong(cell, f"a refusal left {entries}")
            if any(clients for _kind, what, _actor, clients in entries if what == row.name):
                self.tally.wrong(cell, "the page's refusal names somebody")
            return
        if method == "POST" or answer.status == 405:
            if any(
                kind in {"page", "list", "export", "search"} and (kind, what) != (row.reads, row.what(subject))
                for kind, what, _a, _c in entries
            ):
                self.tally.wrong(cell, f"a reading of another kind: {entries}")
            return
        self._read(row, subject, method, entries, answer, cell)

    def _read(self, row: Row, subject: str, method: str, entries: list[Any], answer: Answer, cell: str) -> None:
        """A permitted reading: one row, of the route's kind, naming exactly those shown."""
        named = {client for _kind, _what, _actor, clients in entries for client in clients}
        if len(entries) > 1 or any((kind, what) != (row.reads, row.what(subject)) for kind, what, _a, _c in entries):
            self.tally.wrong(cell, f"one row of {row.reads} was to be left, and this was: {entries}")
        if entries and not named:
            self.tally.wrong(cell, "a row that names nobody")
        if method == "HEAD":
            return
        shown = self.shown(answer)
        if shown - named:
            self.tally.wrong(cell, f"shows {[self.world.name_of(each) for each in shown - named]} without a trace")


@contextmanager
def no_rows_kept() -> Iterator[None]:
    """Whatever is done inside is undone: for sabotage in the database itself."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def states_of(world: World, row: Row) -> list[str]:
    """The objects a route is asked about: every young person who has such a thing, and a key of nothing."""
    return ["none"] if row.about == "none" else [*world.keys[row.about], "missing"]


READ, LET_IN, REFUSED = 3, 4, 24


def _in_the_sample(row: Row, method: str, subject: str, about: str, state: str) -> bool:
    """Whether `make test` asks this cell: whoever is let in to write what is theirs (or what nobody has in the usual
    state), one in three of those who read it, one in four of those let in elsewhere, one in twenty-four of the refusals.
    The same cells each time, so that a push is never red by luck; `make long` asks them all.
    """
    let_in = method != "HEAD" and row.let_in(method, subject, state)
    share = REFUSED
    if let_in:
        theirs = about in {"none", "related"} or not row.let_in(method, subject, "related")
        share = LET_IN if not theirs else 1 if method == "POST" else READ
    return zlib.crc32(f"{row.name} {method} {subject} {about}".encode()) % share == 0


def run(
    asker: Asker,
    row: Row,
    *,
    subjects: tuple[str, ...],
    methods: tuple[str, ...] = ("GET", "HEAD", "POST"),
    states: tuple[str, ...] | None = None,
    sampled: bool = False,
) -> int:
    """Every cell of one route; returns how many valid posts went through, so that none of it is empty talk.

    sampled: a part of the cells, see `_in_the_sample`.
    """
    world, done = asker.world, 0
    for subject in subjects:
        closed: dict[str, set[str]] = {}
        for about in states_of(world, row):
            if states is not None and about not in states:
                continue
            address, keys = asker.address(row.name, row.about, about)
            for method in methods:
                if sampled and not _in_the_sample(row, method, subject, about, world.state(subject, about)):
                    continue
                asker.tally.cells += 1
                answer = asker.ask(subject, method, address, body(world, row.name, about) if method == "POST" else None)
                sent = address + repr(body(world, row.name, about) if method == "POST" else "")
                let_in = asker.look(row, method, subject, about, answer, sent=sent, valid=True)
                if answer.status == 404:
                    closed.setdefault(method, set()).add(answer.without_keys(keys))
                # Whoever is turned away at the door is so before the form is read: one body is enough.
                if method == "POST" and "POST" in row.methods and subject in table.PASSES.get(row.door, subjects):
                    done += let_in and answer.status < 400
                    empty = asker.ask(subject, method, address, {})
                    asker.look(row, method, subject, about, empty, sent=address, valid=False)
        for method, texts in closed.items():
            if len(texts) > 1 and row.door not in OPEN:
                asker.tally.wrong(f"{row.name} {method} {subject}", "foreign, ended and missing don't look the same")
    return done
