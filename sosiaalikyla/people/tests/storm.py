"""The storm: many clients change who answers for whom, at random, while sessions and PostgreSQL itself are killed.

Every deed writes its change, a line of the trace and, when it is about a young person, an event, all three in one
transaction; the latter two carry the deed's own key. So afterwards each deed can be looked up:

- half done: a trace without its event, a change without its trace, or a trace whose change isn't there;
- acknowledged lost: the client was told "committed", and the trace isn't there.

A change is recognised by the transaction that wrote the row (xmin) and by living all traces again in plain Python: what
they add up to must be the rows, to the day.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import errors

from sosiaalikyla.people.tests.guarantee_ground import (
    LEVELS,
    TABLES,
    TODAY,
    Findings,
    House,
    act,
    check_every_day,
    day,
    days,
)
from sosiaalikyla.postgres import ADMIN
from tests.ground import LOGIN

AHEAD = 300
"""Days ahead within which changes are agreed."""
PATIENCE = 60.0
"""Seconds a client goes on knocking while PostgreSQL is away."""
ROUGH = 4
"""Relations that only the owner's raw statements touch."""


class Away(Exception):
    """The server didn't come back in time."""


@dataclass
class Tally:
    """What clients saw. Keys of deeds by outcome; counts of what stood in the way."""

    acknowledged: dict[UUID, str] = field(default_factory=dict)
    in_doubt: set[UUID] = field(default_factory=set)
    refused: Counter[str] = field(default_factory=Counter)
    retried: Counter[str] = field(default_factory=Counter)
    reconnected: int = 0
    recoveries: list[float] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)

    @property
    def done(self) -> int:
        return len(self.acknowledged) + len(self.in_doubt) + sum(self.refused.values())


@dataclass
class Outcome:
    """What an independent look found afterwards."""

    tally: Tally
    findings: Findings
    half_done: list[str]
    lost: list[UUID]
    landed: int
    seconds: float

    @property
    def wrong(self) -> int:
        return self.findings.wrong + len(self.half_done) + len(self.lost)

    def __str__(self) -> str:
        kinds = Counter(self.tally.acknowledged.values())
        slowest = max(self.tally.recoveries, default=0)
        return (
            f"{self.tally.done} deeds in {self.seconds:.1f} s: {len(self.tally.acknowledged)} acknowledged "
            f"({', '.join(f'{kind} {number}' for kind, number in sorted(kinds.items()))}), "
            f"{sum(self.tally.refused.values())} refused ({_words(self.tally.refused)}), "
            f"{len(self.tally.in_doubt)} in doubt of which {self.landed} had been written; "
            f"retried {sum(self.tally.retried.values())} times ({_words(self.tally.retried)}), "
            f"reconnected {self.tally.reconnected} times\n"
            f"kills: {_words(self.tally.kills)}; back after {slowest:.1f} s at most\n"
            f"{self.findings}\n"
            f"{len(self.half_done)} half done, {len(self.lost)} acknowledged lost"
        )


def _words(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counted.most_common()) or "none"


def written(house: House, table: str) -> list[dict[str, Any]]:
    """The table's rows, each with the number of the transaction that wrote it last."""
    rows = house.owner.cursor(row_factory=psycopg.rows.dict_row)
    return rows.execute(f"select *, xmin::text::bigint as writer from {table} order by id").fetchall()


@dataclass
class Storm:
    """clients: sessions at once; deeds: how many in all; rough: share of raw statements by the owner.

    pause: seconds a raw deed waits between its snapshot, its statements and its commit, so that deeds meet.
    """

    house: House
    clients: int
    deeds: int
    rough: float = 0.15
    pause: float = 0.004
    seed: int = 17
    tally: Tally = field(default_factory=Tally)
    relations: list[tuple[int, int]] = field(default_factory=list)
    covers: list[UUID] = field(default_factory=list)
    at_first: dict[int, Life] = field(default_factory=dict)
    problems: list[BaseException] = field(default_factory=list)
    started: int = 0

    def __post_init__(self) -> None:
        self.lock = threading.Lock()
        workers = self.house.workers
        for n in range(12):
            one = self.house.relation(days("1-1"), (workers[n % len(workers)], days("1-1")))
            self.relations.append((one.id, one.youth))
            self.at_first[one.id] = Life(day("1-1"), workers[n % len(workers)])
        self.wild = [
            self.house.relation(days("1-1", "12-1"), (workers[0], days("1-1", "7-1")), (workers[1], days("7-1", "12-1")))
            for _ in range(ROUGH)
        ]
        self.begun = {table: {row["id"]: row["writer"] for row in written(self.house, table)} for table in TABLES}

    # ---- the run

    def rage(self, chaos: Callable[[Storm], None] | None = None) -> Outcome:
        """Run all deeds; `chaos` is called again and again meanwhile, from the thread that owns the server."""
        self.house.leave()
        began = time.monotonic()
        threads = [threading.Thread(target=self._client, args=[n]) for n in range(self.clients)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            if chaos:
                chaos(self)
            time.sleep(0.01)
        for thread in threads:
            thread.join()
        if self.problems:
            raise self.problems[0]
        return Aftermath(self).look(time.monotonic() - began)

    def _client(self, number: int) -> None:
        dice = random.Random(f"{self.seed}-{number}")
        client = Client(self, dice)
        try:
            while True:
                with self.lock:
                    if self.started >= self.deeds or self.problems:
                        return
                    self.started += 1
                client.do(client.next_deed())
        except BaseException as problem:
            self.problems.append(problem)
        finally:
            client.leave()


@dataclass(frozen=True)
class Deed:
    """kind, the role it is done in, and what it does in an open transaction; gives what the trace will tell of it."""

    kind: str
    role: str
    body: Callable[[psycopg.Connection[Any], UUID], dict[str, Any]]


class Senseless(Exception):
    """The deed found nothing to do."""


class Client:
    """One session that goes on whatever happens to its connection."""

    def __init__(self, storm: Storm, dice: random.Random) -> None:
        self.storm, self.dice, self.house = storm, dice, storm.house
        self.db: psycopg.Connection[Any] | None = None

    def leave(self) -> None:
        if self.db is not None:
            self.db.close()

    def session(self, role: str, level: str) -> psycopg.Connection[Any]:
        """A living session, in no transaction yet."""
        ends = time.monotonic() + PATIENCE
        while self.db is None or self.db.closed or self.db.broken:
            try:
                self.leave()
                self.db, before = self.house.connect(), self.db
                self.storm.tally.reconnected += before is not None
            except psycopg.OperationalError as problem:
                if time.monotonic() > ends:
                    raise Away from problem
                time.sleep(0.05)
        self.db.execute(f"set local role {role}")
        self.db.execute(f"set transaction isolation level {level}")
        return self.db

    def do(self, deed: Deed) -> None:
        """Do it, again if the database asks for that, until it is committed, refused or in doubt."""
        tally, lock = self.storm.tally, self.storm.lock
        for _ in range(200):
            key = uuid4()
            committing = False
            try:
                db = self.session(deed.role, self.dice.choice(LEVELS))
                told = deed.body(db, key)
                self._trace(db, key, deed.kind, told)
                committing = True
                db.commit()
            except (errors.SerializationFailure, errors.DeadlockDetected) as problem:
                self._again(type(problem).__name__)
            except psycopg.OperationalError as problem:
                if committing:
                    with lock:
                        tally.in_doubt.add(key)
                    self._forget()
                    return
                self._again("connection lost" if not problem.sqlstate else type(problem).__name__)
                self._forget()
            except (psycopg.Error, Senseless) as problem:
                self._forget(only_transaction=True)
                with lock:
                    tally.refused[self._why(problem)] += 1
                return
            else:
                with lock:
                    tally.acknowledged[key] = deed.kind
                    if deed.kind == "take_in":
                        self.storm.relations.append((told["relation"], told["youth"]))
                    elif deed.kind == "cover":
                        self.storm.covers.append(key)
                return
        raise Away(f"{deed.kind} was asked to try again 200 times")

    @staticmethod
    def _why(problem: Exception) -> str:
        if isinstance(problem, psycopg.Error):
            return problem.diag.constraint_name or problem.diag.message_primary or type(problem).__name__
        return "nothing to do"

    def _again(self, why: str) -> None:
        with self.storm.lock:
            self.storm.tally.retried[why] += 1
        self._forget(only_transaction=True)

    def _forget(self, *, only_transaction: bool = False) -> None:
        with contextlib.suppress(psycopg.Error):
            if self.db is not None and only_transaction:
                self.db.rollback()
            else:
                self.leave()

    def _trace(self, db: psycopg.Connection[Any], key: UUID, kind: str, told: dict[str, Any]) -> None:
        """The trace and the event, last: the rows' locks are held, so their times stand in the order of the deeds."""
        detail = json.dumps(told, default=str)
        db.execute(
            """insert into audit_entry (id, at, actor, actor_name, kind, what, clients, purpose, detail)
            values (%s, clock_timestamp(), 'storm', '', 'act', %s, %s, '', %s)""",
            [key, kind, [told["youth"]] if "youth" in told else [], detail],
        )
        if "youth" in told:
            db.execute(
                """insert into journal_event (id, client, kind, day, at, actor, detail)
                values (%s, %s, 'responsible_changed', %s, clock_timestamp(), 'user', '{}')""",
                [key, told["youth"], TODAY],
            )

    # ---- deeds

    def next_deed(self) -> Deed:
        if self.dice.random() < self.storm.rough:
            return Deed("raw", "sk_owner", self._raw())
        kind = self.dice.choices(["change", "hand_over", "close", "take_in", "cover", "end_cover"], [50, 15, 4, 6, 13, 12])[
            0
        ]
        return Deed(kind, "sk_web", getattr(self, f"_{kind}")())

    def _day(self) -> date:
        return TODAY + timedelta(self.dice.randrange(AHEAD))

    def _change(self) -> Any:
        (relation, youth), to, on = self._somebody(), self.dice.choice(self.house.workers), self._day()

        def body(db: psycopg.Connection[Any], key: UUID) -> dict[str, Any]:
            act(db, self.house.manager)
            db.execute("select sk.change_responsible(%s, %s, %s)", [relation, to, on])
            return {"relation": relation, "youth": youth, "to": to, "on": on}

        return body

    def _hand_over(self) -> Any:
        """The responsible worker names a receiver and hands over, in one act."""
        (relation, youth), to = self._somebody(), self.dice.choice(self.house.workers)

        def body(db: psycopg.Connection[Any], key: UUID) -> dict[str, Any]:
            act(db, self.house.manager)
            now = db.execute(
                "select worker_id, upper(during) from people_responsibility where relation_id = %s and during @> %s",
                [relation, TODAY],
            ).fetchone()
            if now is None or now[0] == to:
                raise Senseless
            giver, until = now
            act(db, giver)
            db.execute(
                """insert into people_workrelation (youth_id, relation_id, worker_id, kind, during)
                values (%s, %s, %s, 'receiving', daterange(%s, %s))""",
                [youth, relation, to, TODAY, TODAY + timedelta(14)],
            )
            on = (until or TODAY + timedelta(AHEAD)) - timedelta(1)
            db.execute("select sk.change_responsible(%s, %s, %s)", [relation, to, on])
            return {"relation": relation, "youth": youth, "to": to, "on": on}

        return body

    def _close(self) -> Any:
        (relation, youth), on = self._somebody(), self._day() + timedelta(60)

        def body(db: psycopg.Connection[Any], key: UUID) -> dict[str, Any]:
            act(db, self.house.manager)
            db.execute("select sk.close_relation(%s, %s, 'own_wish')", [relation, on])
            return {"relation": relation, "youth": youth, "closed": on}

        return body

    def _take_in(self) -> Any:
        worker, begins = self.dice.choice(self.house.workers), TODAY - timedelta(self.dice.randrange(200))

        def body(db: psycopg.Connection[Any], key: UUID) -> dict[str, Any]:
            act(db, worker)
            row = db.execute(
                "select sk.take_in(%s, 'Elias', '2006-06-06', 'fi', %s, '17', %s, %s)",
                [key, self.house.county, begins, worker],
            ).fetchone()
            assert row
            found = db.execute("select id from people_clientrelation where youth_id = %s", [row[0]]).fetchone()
            assert found
            return {"relation": found[0], "youth": row[0], "to": worker, "taken_in": begins}

        return body

    def _cover(self) -> Any:
        worker, deputy = self.dice.sample(self.house.workers, 2)
        begins = TODAY + timedelta(self.dice.randrange(3000))
        ends = begins + timedelta(self.dice.randrange(1, 10))

        def body(db: psycopg.Connection[Any], key: UUID) -> dict[str, Any]:
            act(db, self.house.manager)
            db.execute(
                """insert into people_cover (uuid, worker_id, deputy_id, organisation_id, during)
                values (%s, %s, %s, %s, daterange(%s, %s))""",
                [key, worker, deputy, self.house.county, begins, ends],
            )
            return {"cover": key, "from": begins, "until": ends}

        return body

    def _end_cover(self) -> Any:
        with self.storm.lock:
            cover = self.dice.choice(self.storm.covers) if self.storm.covers else None

        def body(db: psycopg.Connection[Any], key: UUID) -> dict[str, Any]:
            act(db, self.house.manager)
            row = db.execute(
                """update people_cover set during = daterange(lower(during), upper(during) - 1)
                where uuid = %s and upper(during) - 1 > lower(during) returning upper(during)""",
                [cover],
            ).fetchone()
            if row is None:
                raise Senseless
            return {"cover": cover, "ended": row[0]}

        return body

    def _raw(self) -> Any:
        """The owner shortens a relation, prolongs it, or puts somebody back on days that were open when last looked.

        Putting back on days still answered for, and dropping a row, are refused also when nobody else is there.
        """
        one = self.dice.choice(self.storm.wild)
        worker = self.dice.choice(self.house.workers)
        what = self.dice.choice(["shorten", "put back", "drop"])

        def body(db: psycopg.Connection[Any], key: UUID) -> dict[str, Any]:
            act(db, None)
            db.execute("select set_config('app.actor', 'job:storm', true)")
            seen = db.execute("select upper(open_during) from people_clientrelation where id = %s", [one.id]).fetchone()
            assert seen
            time.sleep(self.dice.random() * self.storm.pause)
            give = """insert into people_responsibility (youth_id, relation_id, worker_id, during, board_org_id)
                values (%s, %s, %s, '[2026-07-01,2026-12-01)', %s)"""
            values = [one.youth, one.id, worker, self.house.county]
            reach = "update people_clientrelation set open_during = %s where id = %s"
            late = "delete from people_responsibility where relation_id = %s and lower(during) >= '2026-07-01'"
            if seen[0] == date(2026, 7, 1):
                db.execute(reach, ["[2026-01-01,2026-12-01)", one.id])
                db.execute(give, values)
            elif what == "shorten":
                db.execute(reach, ["[2026-01-01,2026-07-01)", one.id])
                db.execute(late, [one.id])
            elif what == "put back":
                db.execute(give, values)
            else:
                db.execute(late, [one.id])
            time.sleep(self.dice.random() * self.storm.pause)
            return {"wild": one.id, "youth": one.youth}

        return body

    def _somebody(self) -> tuple[int, int]:
        """Mostly the same few, so that deeds meet."""
        with self.storm.lock:
            return self.dice.choice(self.storm.relations[:6] if self.dice.random() < 0.5 else self.storm.relations)


# ---------------------------------------------------------------- afterwards


class Aftermath:
    """Reads all rows once and lives all traces again."""

    def __init__(self, storm: Storm) -> None:
        self.storm, self.house = storm, storm.house

    def look(self, seconds: float) -> Outcome:
        traces = self._rows("select *, xid::text::bigint % (2^32)::bigint as writer from audit_entry order by at")
        events = {row["id"] for row in self._rows("select id from journal_event")}
        present = {row["id"] for row in traces}
        acknowledged, in_doubt = self.storm.tally.acknowledged, self.storm.tally.in_doubt
        half = [f"{row['what']} {row['id']} has no event" for row in traces if row["clients"] and row["id"] not in events]
        half += [f"event {key} has no trace" for key in events - present]
        half += [f"trace {key} is nobody's deed" for key in present - acknowledged.keys() - in_doubt]
        half += self._writers(traces) + self._lives(traces) + self._covers(traces)
        lost = [key for key in acknowledged if key not in present]
        return Outcome(self.storm.tally, check_every_day(self.house), half, lost, len(in_doubt & present), seconds)

    def _rows(self, text: str) -> list[dict[str, Any]]:
        return self.house.owner.cursor(row_factory=psycopg.rows.dict_row).execute(text).fetchall()

    def _writers(self, traces: list[dict[str, Any]]) -> list[str]:
        """Whoever wrote a row has left a trace; the last trace about a relation is by the one who wrote it last."""
        traced = {trace["writer"] for trace in traces}
        last = {trace["detail"]["relation"]: trace["writer"] for trace in traces if "relation" in trace["detail"]}
        found = []
        for table in TABLES:
            for row in written(self.house, table):
                untouched = self.storm.begun[table].get(row["id"]) == row["writer"]
                if not untouched and row["writer"] not in traced:
                    found.append(f"{table} {row['id']} was written and no trace tells")
                if table == "people_clientrelation" and last.get(row["id"], row["writer"]) != row["writer"]:
                    found.append(f"{table} {row['id']} was last written by another than its last trace tells")
        return found

    def _lives(self, traces: list[dict[str, Any]]) -> list[str]:
        """What the traces add up to, against the rows."""
        tame = dict(self.storm.at_first)
        for trace in traces:
            told = trace["detail"]
            if "taken_in" in told:
                tame[told["relation"]] = Life(date.fromisoformat(told["taken_in"]), told["to"])
            elif "closed" in told:
                tame[told["relation"]] = tame[told["relation"]].closed(date.fromisoformat(told["closed"]))
            elif "relation" in told:
                tame[told["relation"]] = tame[told["relation"]].changed(told["to"], date.fromisoformat(told["on"]))
        found = []
        for relation, life in tame.items():
            there = self.house.answering(relation)
            if there != life.stretches():
                found.append(f"relation {relation}: rows {there}, traces {life.stretches()}")
        return found

    def _covers(self, traces: list[dict[str, Any]]) -> list[str]:
        """Each cover has its trace, and ends on the day last told."""
        told: dict[str, tuple[str, str]] = {}
        for trace in traces:
            detail = trace["detail"]
            if "ended" in detail:
                told[detail["cover"]] = (told.get(detail["cover"], ("",))[0], detail["ended"])
            elif "cover" in detail:
                told[detail["cover"]] = (detail["from"], detail["until"])
        there = {
            str(row["uuid"]): (row["during"].lower.isoformat(), row["during"].upper.isoformat())
            for row in self.house.rows("people_cover")
        }
        return [f"cover {key}: {there.get(key)}, told {told.get(key)}" for key in there.keys() | told.keys()
                if there.get(key) != told.get(key)]  # fmt: skip


class Life:
    """Who answers from which day on, lived again in plain Python from what the traces tell."""

    def __init__(self, begins: date, worker: int) -> None:
        self.turns: list[tuple[date, int]] = [(begins, worker)]
        self.ends: date | None = None

    def changed(self, to: int, on: date) -> Life:
        self.turns = [turn for turn in self.turns if turn[0] < on]
        if not self.turns or self.turns[-1][1] != to:
            self.turns.append((on, to))
        return self

    def closed(self, on: date) -> Life:
        self.turns = [turn for turn in self.turns if turn[0] < on]
        self.ends = on
        return self

    def stretches(self) -> list[tuple[int, date, date | None]]:
        ends = [*(turn[0] for turn in self.turns[1:]), self.ends]
        return [(worker, begins, until) for (begins, worker), until in zip(self.turns, ends, strict=True)]


# ---------------------------------------------------------------- kills


class Chaos:
    """Kills by plan: {how many deeds are done: what is killed}. Called from the thread that started the server."""

    def __init__(self, plan: dict[int, str]) -> None:
        self.plan = sorted(plan.items())

    def __call__(self, storm: Storm) -> None:
        if not self.plan or storm.tally.done < self.plan[0][0]:
            return
        _, what = self.plan.pop(0)
        began = time.monotonic()
        if getattr(self, f"_{what.replace(' ', '_')}")(storm.house):
            storm.tally.kills[what] += 1
            self._wait(storm.house)
            storm.tally.recoveries.append(time.monotonic() - began)

    def _admin(self, house: House) -> psycopg.Connection[Any]:
        return psycopg.connect(house.cluster.url(ADMIN, "postgres"), autocommit=True)

    def _wait(self, house: House) -> None:
        ends = time.monotonic() + PATIENCE
        while True:
            try:
                with self._admin(house) as db:
                    db.execute("select 1")
                    return
            except psycopg.OperationalError as problem:
                if time.monotonic() > ends:
                    raise Away from problem
                time.sleep(0.05)

    def _busy(self, db: psycopg.Connection[Any], house: House) -> int | None:
        """A session in the middle of something, if there is one."""
        row = db.execute(
            "select pid from pg_stat_activity where datname = %s and usename = %s order by state = 'idle', random() limit 1",
            [house.database, LOGIN],
        ).fetchone()
        return row[0] if row else None

    def _session(self, house: House) -> bool:
        with self._admin(house) as db:
            pid = self._busy(db, house)
            return bool(pid and db.execute("select pg_terminate_backend(%s)", [pid]).fetchone())

    def _backend(self, house: House) -> bool:
        """kill -9 of one session's process: PostgreSQL ends all the others and recovers."""
        with self._admin(house) as db:
            pid = self._busy(db, house)
        with contextlib.suppress(ProcessLookupError):
            if pid:
                os.kill(pid, signal.SIGKILL)
                return True
        return False

    def _server(self, house: House) -> bool:
        """kill -9 of PostgreSQL itself, and a start from what is on the disk."""
        process = house.cluster.process
        assert process is not None
        process.kill()
        process.wait()
        house.cluster.stop()
        house.cluster.start()
        return True
