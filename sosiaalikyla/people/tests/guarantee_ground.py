"""What the tests of the guarantee stand on: a database of their own with committed rows, and a checker in plain Python.

The checker knows nothing of the triggers and asks the database for nothing but rows: it walks through every day of every
client relation and counts who answers for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import psycopg
from psycopg.types.range import Range

from sosiaalikyla.postgres import Cluster
from tests import ground

TODAY = date(2026, 3, 2)
LEVELS = ("read committed", "repeatable read", "serializable")
TABLES = ("people_clientrelation", "people_responsibility")
Row = dict[str, Any]


def day(text: str) -> date:
    """ "6-1" is the first of June 2026."""
    month, number = text.split("-")
    return date(2026, int(month), int(number))


def days(lower: str, upper: str | None = None) -> Range[date]:
    """Half-open days of 2026; no upper end: open."""
    return Range(day(lower), day(upper) if upper else None)


@dataclass
class House:
    """One county with its people, committed in a database of its own."""

    cluster: Cluster
    database: str
    county: int = 0
    other_county: int = 0
    manager: int = 0
    second_manager: int = 0
    workers: list[int] = field(default_factory=list)
    _owner: psycopg.Connection[Any] | None = None
    _kept: dict[str, psycopg.Connection[Any]] = field(default_factory=dict)

    @property
    def owner(self) -> psycopg.Connection[Any]:
        """The owner's own session: what it does is committed at once, and it never waits in a transaction."""
        if self._owner is None or self._owner.closed:
            self._owner = self.connect()
            self._owner.autocommit = True
        return self._owner

    def leave(self) -> None:
        if self._owner is not None:
            self._owner.close()
            self._owner = None
        while self._kept:
            self._kept.popitem()[1].close()

    @contextmanager
    def again(self, level: str) -> Iterator[psycopg.Connection[Any]]:
        """The owner's session of that level, kept for the next one; what is not committed is rolled back."""
        db = self._kept.get(level) or self.connect(level=level)
        self._kept[level] = db
        try:
            yield db
        finally:
            db.rollback()

    def connect(self, role: str = "sk_owner", level: str = "read committed") -> psycopg.Connection[Any]:
        """A session as `role`; nothing is written until `commit()`."""
        db = psycopg.connect(self.cluster.url(ground.LOGIN, self.database), autocommit=True)
        try:
            db.execute(f"set role {role}; set session characteristics as transaction isolation level {level}")
        except psycopg.Error:
            db.close()
            raise
        db.autocommit = False
        return db

    @contextmanager
    def session(self, role: str = "sk_owner", level: str = "read committed") -> Iterator[psycopg.Connection[Any]]:
        """A session that forgets what it has not committed."""
        db = self.connect(role, level)
        try:
            yield db
        finally:
            db.close()

    @contextmanager
    def acting(
        self, account: int | None, *, role: str = "sk_web", level: str = "read committed", on: date = TODAY
    ) -> Iterator[psycopg.Connection[Any]]:
        """A session in which the account acts on a day; committed at the end."""
        with self.session(role, level) as db:
            act(db, account, on)
            yield db
            db.commit()

    def settle(self, workers: int = 6) -> House:
        with self.owner.transaction():
            db = self.owner
            self.county, self.other_county = (
                _key(
                    db,
                    "insert into access_organisation (uuid, kind, name, county_code) values (%s, 'county', %s, %s)",
                    uuid4(), name, code,
                )
                for name, code in (("Pohjanmaa", "17"), ("Etelä-Pohjanmaa", "14"))
            )  # fmt: skip
            self.manager = self._account(db, "manager")
            self.second_manager = self._account(db, "manager")
            self.workers = [self._account(db, "worker") for _ in range(workers)]
        return self

    def _account(self, db: psycopg.Connection[Any], role: str) -> int:
        account = _key(
            db,
            """insert into access_user (uuid, kind, handle, name, title, answers_within, language, password)
            values (%s, 'staff', %s, %s, '', '', 'fi', '!')""",
            uuid4(), f"{role}-{uuid4()}", role,
        )  # fmt: skip
        db.execute(
            "insert into access_roleheld (user_id, organisation_id, role, during) values (%s, %s, %s, '[2020-01-01,)')",
            [account, self.county, role],
        )
        return account

    def account(self, role: str = "worker") -> int:
        with self.owner.transaction():
            return self._account(self.owner, role)

    def relation(self, open_during: Range[date], *stretches: tuple[int, Range[date]], youth: int | None = None) -> Relation:
        """A client relation whose days are answered for by `stretches` of (worker, days)."""
        with self.owner.transaction():
            db = self.owner
            youth = youth or _key(
                db,
                """insert into people_youth (uuid, used_name, official_name, born, language, speaks, interpreter)
                values (%s, 'Aino', '', '2007-05-05', 'fi', '', false)""",
                uuid4(),
            )
            relation = _key(
                db,
                """insert into people_clientrelation
                (uuid, youth_id, organisation_id, open_during, paying_county, end_reason, version)
                values (%s, %s, %s, %s, '17', '', 0)""",
                uuid4(), youth, self.county, open_during,
            )  # fmt: skip
            rows = [
                _key(
                    db,
                    """insert into people_responsibility (youth_id, relation_id, worker_id, during, board_org_id)
                    values (%s, %s, %s, %s, %s)""",
                    youth, relation, worker, during, self.county,
                )
                for worker, during in stretches
            ]  # fmt: skip
        return Relation(relation, youth, rows)

    def rows(self, table: str, **having: object) -> list[Row]:
        """Committed rows, in the order of their keys."""
        found = self.owner.cursor(row_factory=psycopg.rows.dict_row)
        where = " and ".join(f"{name} = %({name})s" for name in having) or "true"
        return found.execute(f"select * from {table} where {where} order by id", having).fetchall()

    def answering(self, relation: int) -> list[tuple[int, date, date | None]]:
        """(worker, from, until) as committed, in order."""
        rows = self.rows("people_responsibility", relation_id=relation)
        return sorted(((r["worker_id"], r["during"].lower, r["during"].upper) for r in rows), key=lambda row: row[1])


@dataclass(frozen=True)
class Relation:
    id: int
    youth: int
    rows: list[int]


def _key(db: psycopg.Connection[Any], text: str, *values: object) -> int:
    found = db.execute(text + " returning id", values).fetchone()
    assert found
    return int(found[0])


def act(db: psycopg.Connection[Any], account: int | None, on: date = TODAY) -> None:
    """Tell the transaction who acts and on which day, as a request does."""
    db.execute(
        "select set_config('app.actor', %s, true), set_config('app.today', %s, true)",
        [f"user:{account}" if account else "", on.isoformat()],
    )


@contextmanager
def own_house(name: str) -> Iterator[House]:
    """A house in a copy of the migrated template; gone afterwards."""
    import os

    ground.copy_database(os.environ["SOSIAALIKYLA_TEMPLATE"], name)
    house = House(ground.CLUSTER, name)
    try:
        yield house.settle()
    finally:
        house.leave()
        ground.drop_database(name)


# ---------------------------------------------------------------- the checker


@dataclass(frozen=True)
class Findings:
    """Days of all client relations, and what is wrong with them. All but `relations` and `days` must be 0."""

    relations: int
    days: int
    gaps: int
    overlaps: int
    outside: int
    strangers: int
    emptied: int

    @property
    def wrong(self) -> int:
        return self.gaps + self.overlaps + self.outside + self.strangers + self.emptied

    def __str__(self) -> str:
        return (
            f"{self.relations} relations, {self.days} days: {self.gaps} gaps, {self.overlaps} overlaps, "
            f"{self.outside} days outside, {self.strangers} of another youth, {self.emptied} emptied"
        )


def check_every_day(house: House, *only: int) -> Findings:
    """Walk through every day of all client relations, or of those named.

    A relation without an end is walked one day past the last date anybody has written.
    """
    relations = [row for row in house.rows("people_clientrelation") if not only or row["id"] in only]
    answers: dict[int, list[Row]] = {row["id"]: [] for row in relations}
    strangers = emptied = gaps = overlaps = outside = walked = 0
    for row in house.rows("people_responsibility"):
        if only and row["relation_id"] not in only:
            continue
        answers.setdefault(row["relation_id"], []).append(row)
        emptied += row["during"].isempty
    ends = [end for row in relations for end in (row["open_during"].lower, row["open_during"].upper) if end]
    ends += [end for rows in answers.values() for r in rows for end in (r["during"].lower, r["during"].upper) if end]
    horizon = max(ends, default=TODAY) + timedelta(days=2)
    for relation in relations:
        emptied += relation["open_during"].isempty
        strangers += sum(row["youth_id"] != relation["youth_id"] for row in answers[relation["id"]])
        open_days = _walk(relation["open_during"], horizon)
        answered = Counter(one for row in answers[relation["id"]] for one in _walk(row["during"], horizon))
        walked += len(open_days)
        gaps += len(open_days - answered.keys())
        overlaps += sum(number > 1 for number in answered.values())
        outside += len(answered.keys() - open_days)
    return Findings(len(relations), walked, gaps, overlaps, outside, strangers, emptied)


def _walk(during: Range[date], horizon: date) -> set[date]:
    if during.isempty:
        return set()
    assert during.lower is not None
    return {during.lower + timedelta(days=n) for n in range(((during.upper or horizon) - during.lower).days)}
