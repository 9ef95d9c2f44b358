"""Each day of an open client relation has exactly one responsible worker: whoever writes, whichever way, at every level.

The statements here are written as the tables' owner, committed in a database of their own. What is refused leaves nothing
behind; what a county really does to its days is accepted.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from time import sleep
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors

from sosiaalikyla.people.tests.guarantee_ground import (
    LEVELS,
    TABLES,
    TODAY,
    House,
    Relation,
    act,
    check_every_day,
    day,
    days,
    own_house,
)
from tests.ground import LOGIN

pytestmark = pytest.mark.slow  # two hundred small fights over committed rows

ONE = "people_exactly_one_responsible"
OVERLAP = "people_responsibility_one_at_a_time"
PAIRS = [
    pytest.param(pair, id=" and ".join(pair), marks=[pytest.mark.slow] if pair[0] != pair[1] else [])
    for pair in itertools.product(LEVELS, LEVELS)
]
"""Isolation levels of two who meet; the mixed ones run in the slow set."""


@pytest.fixture(scope="module")
def house(worker_id: str) -> Iterator[House]:
    with own_house(f"test_guarantee_{worker_id}") as made:
        yield made


@dataclass(frozen=True)
class Ground:
    """An open relation (Ville until June, then Sirpa), a closed one, and another youth's, with names for statements."""

    house: House
    open: Relation
    ending: Relation
    other: Relation

    @property
    def names(self) -> dict[str, object]:
        ville, sirpa, third, *_ = self.house.workers
        return {
            "relation": self.open.id, "youth": self.open.youth, "ville_s": self.open.rows[0], "sirpa_s": self.open.rows[1],
            "ending": self.ending.id, "ending_youth": self.ending.youth, "ending_s": self.ending.rows[0],
            "other": self.other.id, "other_youth": self.other.youth, "other_s": self.other.rows[0],
            "ville": ville, "sirpa": sirpa, "third": third, "county": self.house.county, "uuid": uuid4(),
            "other_county": self.house.other_county,
        }  # fmt: skip

    def state(self) -> list[object]:
        """All that a refused statement might have left changed."""
        ours = (self.open, self.ending, self.other)
        return self.house.owner.execute(
            """select to_jsonb(c) from people_clientrelation c where youth_id = any(%(youths)s)
            union all select to_jsonb(r) from people_responsibility r
            where youth_id = any(%(youths)s) or relation_id = any(%(relations)s) order by 1""",
            {"youths": [one.youth for one in ours], "relations": [one.id for one in ours]},
        ).fetchall()


def stand(house: House) -> Ground:
    ville, sirpa, *_ = house.workers
    return Ground(
        house,
        house.relation(days("1-1"), (ville, days("1-1", "6-1")), (sirpa, days("6-1"))),
        house.relation(days("1-1", "12-1"), (ville, days("1-1", "12-1"))),
        house.relation(days("1-1"), (sirpa, days("1-1"))),
    )


@pytest.fixture
def place(house: House) -> Ground:
    return stand(house)


@pytest.fixture(scope="module")
def untouched(house: House) -> Ground:
    """One for all that is refused: none of it may leave a mark for the next."""
    return stand(house)


GIVE = "insert into people_responsibility (youth_id, relation_id, worker_id, during, board_org_id) values "
OPEN = (
    "insert into people_clientrelation (uuid, youth_id, organisation_id, open_during, paying_county, end_reason, version) "
    "values (%(uuid)s, {youth}, %(county)s, {during}, '17', '', 0)"
)

REFUSED: dict[str, tuple[str, str]] = {
    # gaps
    "the first row is deleted": (ONE, "delete from people_responsibility where id = %(ville_s)s"),
    "the last row is deleted": (ONE, "delete from people_responsibility where id = %(sirpa_s)s"),
    "all rows are deleted": (ONE, "delete from people_responsibility where relation_id = %(relation)s"),
    "a row is deleted in a clause of another statement": (
        ONE,
        "with gone as (delete from people_responsibility where id = %(ville_s)s returning 1) select * from gone",
    ),
    "a row is deleted by merge": (
        ONE,
        """merge into people_responsibility r using (select %(ville_s)s::bigint as id) as w on r.id = w.id
        when matched then delete""",
    ),
    "a row ends a day too early": (
        ONE, "update people_responsibility set during = '[2026-01-01,2026-05-31)' where id = %(ville_s)s"
    ),
    "a row begins a day too late": (
        ONE, "update people_responsibility set during = '[2026-06-02,)' where id = %(sirpa_s)s"
    ),
    "the open end is cut off": (
        ONE, "update people_responsibility set during = '[2026-06-01,2099-01-01)' where id = %(sirpa_s)s"
    ),
    "the open end becomes infinity, which is not the same": (
        ONE, "update people_responsibility set during = '[2026-06-01,infinity)' where id = %(sirpa_s)s"
    ),
    "the relation is prolonged and nobody answers": (
        ONE, "update people_clientrelation set open_during = '[2026-01-01,)' where id = %(ending)s"
    ),
    "the relation begins earlier and nobody answers": (
        ONE, "update people_clientrelation set open_during = '[2025-12-31,)' where id = %(relation)s"
    ),
    "a relation is opened and nobody answers": (ONE, OPEN.format(youth="%(ending_youth)s", during="'[2026-12-01,)'")),
    "the row is given to another relation": (
        ONE,
        """update people_responsibility set relation_id = %(other)s, during = '[2024-01-01,2024-02-01)'
        where id = %(ville_s)s""",
    ),
    "handing over leaves one day without anybody": (
        ONE,
        "delete from people_responsibility where id = %(sirpa_s)s;"
        + GIVE + "(%(youth)s, %(relation)s, %(third)s, '[2026-06-02,)', null)",
    ),
    "the gap is made inside a savepoint": (
        ONE, "savepoint s; delete from people_responsibility where id = %(ville_s)s; release savepoint s"
    ),
    "the check is asked for at once": (
        ONE, "set constraints all immediate; delete from people_responsibility where id = %(ville_s)s"
    ),
    "the check is passed early and the gap made after it": (
        ONE,
        """set constraints all immediate; set constraints all deferred;
        delete from people_responsibility where id = %(ville_s)s""",
    ),
    # overlaps
    "two answer for the same days": (
        OVERLAP, GIVE + "(%(youth)s, %(relation)s, %(third)s, '[2026-03-01,2026-04-01)', null)"
    ),
    "two answer for one day": (
        OVERLAP, "update people_responsibility set during = '[2026-01-01,2026-06-02)' where id = %(ville_s)s"
    ),
    "a row is given to a relation that has one": (
        OVERLAP, "update people_responsibility set relation_id = %(other)s where id = %(ville_s)s"
    ),
    # outside the open days
    "somebody answers before the relation begins": (
        ONE, GIVE + "(%(youth)s, %(relation)s, %(third)s, '[2025-01-01,2026-01-01)', null)"
    ),
    "somebody answers after the relation ends": (
        ONE, GIVE + "(%(ending_youth)s, %(ending)s, %(third)s, '[2026-12-01,)', null)"
    ),
    "the relation is closed and somebody goes on": (
        ONE, "update people_clientrelation set open_during = '[2026-01-01,2026-09-01)' where id = %(relation)s"
    ),
    # of another young person
    "a row names another youth": (
        "people_responsibility_same_youth",
        "update people_responsibility set youth_id = %(other_youth)s where id = %(ville_s)s",
    ),
    "a new row names another youth": (
        "people_responsibility_same_youth",
        "delete from people_responsibility where id = %(sirpa_s)s;"
        + GIVE + "(%(other_youth)s, %(relation)s, %(sirpa)s, '[2026-06-01,)', null)",
    ),
    "the relation is given to another youth": (
        "people_responsibility_same_youth",
        "update people_clientrelation set youth_id = %(other_youth)s, open_during = '[2024-01-01,2024-02-01)' "
        "where id = %(ending)s;"
        "update people_responsibility set during = '[2024-01-01,2024-02-01)' where id = %(ending_s)s",
    ),
    "the relation alone changes youth": (
        "people_responsibility_same_youth",
        """update people_clientrelation set youth_id = %(other_youth)s,
        organisation_id = %(other_county)s where id = %(ending)s""",
    ),
    # emptied and deleted
    "the days of a row are emptied": (
        "people_responsibility_lasts_at_least_a_day",
        "update people_responsibility set during = 'empty' where id = %(ville_s)s",
    ),
    "the relation and its rows are emptied": (
        "people_clientrelation_lasts_at_least_a_day",
        "update people_clientrelation set open_during = 'empty' where id = %(relation)s;"
        "delete from people_responsibility where relation_id = %(relation)s",
    ),
    "the relation is emptied and then deleted": (
        "people_open_relation_stays",
        "update people_clientrelation set open_during = 'empty' where id = %(relation)s;"
        "delete from people_responsibility where relation_id = %(relation)s;"
        "delete from people_clientrelation where id = %(relation)s",
    ),
    "an open relation is deleted with its rows": (
        "people_open_relation_stays",
        "delete from people_responsibility where relation_id = %(relation)s;"
        "delete from people_clientrelation where id = %(relation)s",
    ),
    "a relation that ends later is deleted with its rows": (
        "people_open_relation_stays",
        "delete from people_responsibility where relation_id = %(ending)s;"
        "delete from people_clientrelation where id = %(ending)s",
    ),
    # emptied in one stroke
    **{
        f"truncate {what}": ("people_never_emptied", f"truncate {what}")
        for what in (
            "people_responsibility", "people_responsibility cascade", "people_clientrelation cascade",
            "people_clientrelation, people_responsibility, people_workrelation cascade",
            "people_responsibility restart identity", "people_youth cascade", "access_user cascade",
            "people_protection", "people_namedreader",
        )
    },
}  # fmt: skip


def attempt(house: House, statements: str, level: str = "read committed", **names: object) -> None:
    """All statements as the owner, in one transaction that is committed."""
    with house.again(level) as db:
        act(db, None)
        run(db, statements, names)
        db.commit()


def run(db: psycopg.Connection[Any], statements: str, names: dict[str, object]) -> None:
    for one in statements.split(";"):
        db.execute(one, {name: value for name, value in names.items() if f"%({name})s" in one})


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", REFUSED)
def test_the_owner_cannot_break_the_guarantee(untouched: Ground, name: str, level: str) -> None:
    constraint, statements = REFUSED[name]
    before = untouched.state()
    with pytest.raises(errors.IntegrityError) as refusal:
        attempt(untouched.house, statements, level, **untouched.names)
    assert refusal.value.diag.constraint_name == constraint
    assert untouched.state() == before


ACCEPTED: dict[str, str] = {
    "handing over through a gap that is closed before the commit":
        "delete from people_responsibility where id = %(sirpa_s)s;"
        + GIVE + "(%(youth)s, %(relation)s, %(third)s, '[2026-06-01,)', null)",
    "handing over in the middle of a stretch":
        "update people_responsibility set during = '[2026-01-01,2026-04-01)' where id = %(ville_s)s;"
        + GIVE + "(%(youth)s, %(relation)s, %(third)s, '[2026-04-01,2026-06-01)', null)",
    "another worker in the same days":
        "update people_responsibility set worker_id = %(third)s where id = %(ville_s)s",
    "two stretches of the same worker side by side":
        "update people_responsibility set worker_id = %(ville)s where id = %(sirpa_s)s",
    "the border moves, through an overlap's back door":
        "update people_responsibility set during = '[2026-01-01,2026-05-01)' where id = %(ville_s)s;"
        "update people_responsibility set during = '[2026-05-01,)' where id = %(sirpa_s)s",
    "closing":
        "update people_clientrelation set open_during = '[2026-01-01,2026-09-01)' where id = %(relation)s;"
        "update people_responsibility set during = '[2026-06-01,2026-09-01)' where id = %(sirpa_s)s",
    "prolonging":
        "update people_clientrelation set open_during = '[2026-01-01,)' where id = %(ending)s;"
        + GIVE + "(%(ending_youth)s, %(ending)s, %(sirpa)s, '[2026-12-01,)', null)",
    "two relations change places":
        "update people_responsibility set worker_id = %(ville)s where id = %(other_s)s;"
        "update people_responsibility set worker_id = %(third)s where id = %(sirpa_s)s",
    "a gap in a savepoint that is given up":
        "savepoint s; delete from people_responsibility where id = %(ville_s)s; rollback to savepoint s",
    "what ended long ago is deleted when its time is full":
        "update people_clientrelation set open_during = '[2020-01-01,2020-02-01)' where id = %(ending)s;"
        "update people_responsibility set during = '[2020-01-01,2020-02-01)' where id = %(ending_s)s;"
        "delete from people_responsibility where relation_id = %(ending)s;"
        "delete from people_clientrelation where id = %(ending)s",
}  # fmt: skip


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", ACCEPTED)
def test_what_a_county_really_does_is_accepted(place: Ground, name: str, level: str) -> None:
    attempt(place.house, ACCEPTED[name], level, **place.names)
    assert check_every_day(place.house, place.open.id, place.ending.id, place.other.id).wrong == 0


@pytest.mark.parametrize("role", ["sk_web", "sk_worker", "sk_cms", "sk_insight", "sk_backup"])
@pytest.mark.parametrize("table", TABLES)
def test_no_other_role_may_write_who_answers(place: Ground, role: str, table: str) -> None:
    statements = [
        f"insert into {table} select * from {table}",
        f"update {table} set youth_id = youth_id",
        f"delete from {table}",
        f"truncate {table} cascade",
    ]
    for statement in statements:
        with place.house.session(role) as db:
            act(db, place.house.manager)
            with pytest.raises(errors.InsufficientPrivilege):
                db.execute(statement)


def test_the_guards_cannot_be_called_by_hand(house: House) -> None:
    for call in ("guarantee_held(1)", "readers_named(1)", "readers_follow(1, '2026-01-01')", "is_hidden(1)"):
        with house.session("sk_web") as db, pytest.raises(errors.InsufficientPrivilege):
            db.execute(f"select sk.{call}")


# ---------------------------------------------------------------- two at once


class Player:
    """A session that plays its steps in order, on a thread of its own, so that it may wait for the other one."""

    def __init__(self, house: House, level: str) -> None:
        self.db = house.connect(level=level)
        self.thread = ThreadPoolExecutor(1)
        self.begin()

    def begin(self) -> None:
        """A transaction whose snapshot is of an older moment than what the other one will do."""
        self.lost: psycopg.Error | None = None
        self.waits: list[Future[None]] = []
        self.db.rollback()
        self.db.execute("select 1 from people_clientrelation limit 1")

    def play(self, step: Any, watcher: psycopg.Connection[Any]) -> None:
        """Start the step; come back when it is done, or when it waits for a lock."""
        self.waits.append(self.thread.submit(self._try, step))
        while (
            not self.waits[-1].done()
            and not watcher.execute(
                "select 1 from pg_stat_activity where pid = %s and wait_event_type = 'Lock'", [self.db.info.backend_pid]
            ).fetchone()
        ):
            sleep(0.002)

    def _try(self, step: Any) -> None:
        if self.lost is None:
            try:
                step(self.db)
            except psycopg.Error as problem:
                self.lost = problem
                self.db.rollback()

    def end(self) -> psycopg.Error | None:
        """Wait for all steps; gives the refusal, or None when the whole was committed."""
        for step in self.waits:
            step.result()
        return self.lost

    def close(self) -> None:
        self.thread.shutdown(wait=True)
        self.db.close()


def watching(house: House) -> psycopg.Connection[Any]:
    """A session of the login itself: only it sees what its other sessions wait for."""
    return psycopg.connect(house.cluster.url(LOGIN, house.database), autocommit=True)


def commit(db: psycopg.Connection[Any]) -> None:
    db.commit()


CLOSE = "update access_user set closed_at = now() where id = %(account)s"
TAKE = "update people_responsibility set worker_id = %(worker)s where id = %(row)s"
ORDERS = ("AaBb", "BbAa", "ABab", "ABba", "BAab", "BAba")
"""Capital: the statements; small: the commit. A step that must wait for the other one's lock is left waiting."""


@dataclass
class Duel:
    """Two sessions and one who sees what they wait for."""

    one: Player
    two: Player
    watcher: psycopg.Connection[Any]

    def play(self, order: str, first: Any, second: Any) -> list[psycopg.Error | None]:
        """Play two acts against each other; gives each one's refusal, or None for what was committed."""
        for player in (self.one, self.two):
            player.begin()
        for letter in order:
            player, statements = (self.one, first) if letter in "Aa" else (self.two, second)
            player.play(statements if letter.isupper() else commit, self.watcher)
        return [self.one.end(), self.two.end()]


@contextmanager
def duel(house: House, levels: tuple[str, str]) -> Iterator[Duel]:
    with watching(house) as watcher:
        made = Duel(Player(house, levels[0]), Player(house, levels[1]), watcher)
        try:
            yield made
        finally:
            made.one.close()
            made.two.close()


def pairs(levels: tuple[str, str], house: House) -> Iterator[tuple[str, Duel]]:
    with duel(house, levels) as made:
        for order in ORDERS:
            yield order, made


def acts(place: Ground) -> dict[str, tuple[Any, Any]]:
    """Pairs of acts of which only one may be committed. The relation is `ending`, split on 1.7."""
    names = {**place.names, "late": place.ending.rows[1]}

    def of(statements: str) -> Any:
        return lambda db: run(db, statements, names)

    shorten = of(
        "update people_clientrelation set open_during = '[2026-01-01,2026-07-01)' where id = %(ending)s;"
        "delete from people_responsibility where id = %(late)s"
    )
    put_back = of(GIVE + "(%(ending_youth)s, %(ending)s, %(third)s, '[2026-07-01,2026-12-01)', null)")
    lengthen = of("update people_responsibility set during = '[2026-01-01,2026-12-01)' where id = %(ending_s)s")
    change = of(
        "delete from people_responsibility where id = %(late)s;"
        + GIVE + "(%(ending_youth)s, %(ending)s, %(third)s, '[2026-07-01,2026-12-01)', null)"
    )  # fmt: skip
    prolong = of(
        "update people_clientrelation set open_during = '[2026-01-01,)' where id = %(ending)s;"
        + GIVE + "(%(ending_youth)s, %(ending)s, %(sirpa)s, '[2026-12-01,)', null)"
    )  # fmt: skip
    return {
        "shorten, put back": (shorten, put_back),
        "shorten, lengthen the one before": (shorten, lengthen),
        "shorten, change": (shorten, change),
        "prolong, shorten": (prolong, shorten),
        "change, change": (change, change),
    }


@pytest.mark.parametrize("levels", PAIRS)
def test_of_two_acts_at_once_exactly_one_wins(house: House, levels: tuple[str, str]) -> None:
    ville, sirpa, *_ = house.workers
    seen = []
    for order, two in pairs(levels, house):
        for name in ("shorten, put back", "shorten, lengthen the one before", "shorten, change", "prolong, shorten",
                     "change, change"):  # fmt: skip
            one = house.relation(days("1-1", "12-1"), (ville, days("1-1", "7-1")), (sirpa, days("7-1", "12-1")))
            lost = two.play(order, *acts(Ground(house, _two_rows(house), one, one))[name])
            assert sum(problem is None for problem in lost) == 1, (name, order, lost)
            seen.append(one.id)
    assert check_every_day(house, *seen).wrong == 0


def _two_rows(house: House) -> Relation:
    """Only for its names: a relation no act touches."""
    return Relation(0, 0, [0, 0])


@pytest.mark.parametrize("levels", PAIRS)
def test_an_account_is_not_closed_while_something_is_given_to_it(house: House, levels: tuple[str, str]) -> None:
    for order, two in pairs(levels, house):
        worker = house.account()
        one = house.relation(days("1-1"), (house.workers[0], days("1-1")))

        def close(db: psycopg.Connection[Any], worker: int = worker) -> None:
            act(db, None)
            db.execute("update access_user set closed_at = now() where id = %s", [worker])

        def give(db: psycopg.Connection[Any], worker: int = worker, relation: int = one.id) -> None:
            act(db, None)
            db.execute("update people_responsibility set worker_id = %s where relation_id = %s", [worker, relation])

        lost = two.play(order, close, give)
        assert sum(problem is None for problem in lost) == 1, (order, lost)
        closed = house.rows("access_user", id=worker)[0]["closed_at"] is not None
        assert not (closed and house.answering(one.id)[0][0] == worker)


@pytest.mark.parametrize("levels", PAIRS)
def test_two_do_not_take_away_the_last_two_supervisors(house: House, levels: tuple[str, str]) -> None:
    for order, two in pairs(levels, house):
        one = protected(house)
        with house.session() as db:
            db.execute(
                """insert into people_namedreader (youth_id, reader_id, kind, during)
                values (%s, %s, 'supervisor', '[2026-03-02,)')""",
                [one.youth, house.second_manager],
            )
            db.commit()

        def take_away(reader: int, youth: int = one.youth) -> Any:
            return lambda db: db.execute(
                "delete from people_namedreader where youth_id = %s and reader_id = %s", [youth, reader]
            )

        lost = two.play(order, take_away(house.manager), take_away(house.second_manager))
        assert sum(problem is None for problem in lost) == 1, (order, lost)


@pytest.mark.parametrize("levels", PAIRS)
def test_protection_and_a_change_at_once_leave_no_responsible_one_unnamed(house: House, levels: tuple[str, str]) -> None:
    ville, sirpa, *_ = house.workers
    for order, two in pairs(levels, house):
        one = house.relation(days("1-1"), (ville, days("1-1")))

        def protect(db: psycopg.Connection[Any], youth: int = one.youth) -> None:
            act(db, ville)
            db.execute("select sk.protect(%s, %s, %s)", [youth, TODAY, house.manager])

        def change(db: psycopg.Connection[Any], relation: int = one.id) -> None:
            act(db, house.manager)
            db.execute("select sk.change_responsible(%s, %s, %s)", [relation, sirpa, day("4-1")])

        lost = two.play(order, protect, change)
        assert None in lost, (order, lost)
        named = readers(house, one.youth)
        rows = house.rows("people_responsibility", youth_id=one.youth)
        if named:
            assert {row["worker_id"] for row in rows} <= named.keys(), order
            assert {row["board_org_id"] for row in rows} == {None}, order


def test_two_changes_that_lock_two_relations_crosswise_end_with_one_winner(house: House) -> None:
    ville, sirpa, third, *_ = house.workers
    left, right = (house.relation(days("1-1"), (ville, days("1-1"))) for _ in range(2))

    def change(*relations: Relation, to: int) -> Any:
        def step(db: psycopg.Connection[Any]) -> None:
            act(db, house.manager)
            for one in relations:
                db.execute("select sk.change_responsible(%s, %s, %s)", [one.id, to, TODAY])

        return step

    with duel(house, ("read committed", "read committed")) as made:
        one, two, watcher = made.one, made.two, made.watcher
        one.play(change(left, to=sirpa), watcher)
        two.play(change(right, to=third), watcher)
        one.play(change(right, to=sirpa), watcher)
        two.play(change(left, to=third), watcher)
        winner, loser = (one, two) if two.end() else (two, one)
        winner.play(commit, watcher)
        assert winner.end() is None
        assert isinstance(loser.end(), errors.DeadlockDetected)
    now = {house.answering(relation.id)[-1][0] for relation in (left, right)}
    assert now in ({sirpa}, {third})


# ---------------------------------------------------------------- the deeds themselves


def change(house: House, relation: Relation, to: int, on: str | date, *, by: int | None = -1, today: date = TODAY) -> None:
    with house.acting(house.manager if by == -1 else by, on=today) as db:
        db.execute("select sk.change_responsible(%s, %s, %s)", [relation.id, to, day(on) if isinstance(on, str) else on])


def close(house: House, relation: Relation, on: date | None, *, by: int | None = -1, today: date = TODAY) -> None:
    with house.acting(house.manager if by == -1 else by, on=today) as db:
        db.execute("select sk.close_relation(%s, %s, 'moved')", [relation.id, on])


def protected(house: House) -> Relation:
    """Ville answers for a youth under turvakielto; the manager is the supervisor."""
    ville = house.workers[0]
    one = house.relation(days("1-1"), (ville, days("1-1")))
    with house.acting(ville) as db:
        db.execute("select sk.protect(%s, %s, %s)", [one.youth, TODAY, house.manager])
    return one


def readers(house: House, youth: int) -> dict[int, list[tuple[date, date | None]]]:
    found: dict[int, list[tuple[date, date | None]]] = {}
    for row in house.rows("people_namedreader", youth_id=youth):
        found.setdefault(row["reader_id"], []).append((row["during"].lower, row["during"].upper))
    return found


def leaving(house: House, relation: Relation) -> list[tuple[int, date, date | None]]:
    rows = house.rows("people_workrelation", relation_id=relation.id, kind="leaving")
    return sorted((row["worker_id"], row["during"].lower, row["during"].upper) for row in rows)


def receive(house: House, relation: Relation, worker: int) -> None:
    with house.session() as db:
        db.execute(
            "insert into people_workrelation (youth_id, relation_id, worker_id, kind, during) "
            "values (%s, %s, %s, 'receiving', '[2026-03-01,)')",
            [relation.youth, relation.id, worker],
        )
        db.commit()


@pytest.fixture
def ours(house: House) -> Relation:
    ville = house.workers[0]
    return house.relation(days("1-1"), (ville, days("1-1")))


def test_a_change_today_leaves_no_gap_and_the_giver_leaves_for_four_weeks(house: House, ours: Relation) -> None:
    ville, sirpa, *_ = house.workers
    change(house, ours, sirpa, TODAY)
    assert house.answering(ours.id) == [(ville, day("1-1"), TODAY), (sirpa, TODAY, None)]
    assert leaving(house, ours) == [(ville, TODAY, TODAY + timedelta(28))]


def test_several_changes_ahead_stand_in_a_row(house: House, ours: Relation) -> None:
    ville, sirpa, third, *_ = house.workers
    change(house, ours, sirpa, "6-1")
    change(house, ours, third, "9-1")
    assert house.answering(ours.id) == [
        (ville, day("1-1"), day("6-1")), (sirpa, day("6-1"), day("9-1")), (third, day("9-1"), None)
    ]  # fmt: skip
    assert leaving(house, ours) == [(ville, day("6-1"), day("6-29")), (sirpa, day("9-1"), day("9-29"))]


def test_an_earlier_change_takes_the_place_of_all_that_was_planned(house: House, ours: Relation) -> None:
    """Those who never became responsible don't stay to look on as if they had left."""
    ville, sirpa, third, fourth, *_ = house.workers
    change(house, ours, sirpa, "6-1")
    change(house, ours, third, "9-1")
    change(house, ours, fourth, "5-15")
    assert house.answering(ours.id) == [(ville, day("1-1"), day("5-15")), (fourth, day("5-15"), None)]
    assert leaving(house, ours) == [(ville, day("5-15"), day("6-12"))]


def test_another_receiver_on_the_planned_day_leaves_the_giver_as_giver(house: House, ours: Relation) -> None:
    ville, sirpa, third, *_ = house.workers
    change(house, ours, sirpa, "6-1")
    change(house, ours, third, "6-1")
    assert house.answering(ours.id) == [(ville, day("1-1"), day("6-1")), (third, day("6-1"), None)]
    assert leaving(house, ours) == [(ville, day("6-1"), day("6-29"))]


def test_a_planned_change_can_be_called_off(house: House, ours: Relation) -> None:
    ville, sirpa, *_ = house.workers
    change(house, ours, sirpa, "6-1")
    change(house, ours, ville, "6-1")
    assert house.answering(ours.id) == [(ville, day("1-1"), None)]
    assert leaving(house, ours) == []


def test_one_who_is_leaving_can_receive_again(house: House, ours: Relation) -> None:
    ville, sirpa, *_ = house.workers
    change(house, ours, sirpa, TODAY)
    change(house, ours, ville, "3-12", today=day("3-10"))
    assert house.answering(ours.id)[1:] == [(sirpa, TODAY, day("3-12")), (ville, day("3-12"), None)]
    assert leaving(house, ours) == [(ville, TODAY, day("3-12")), (sirpa, day("3-12"), day("4-9"))]


def test_a_change_on_the_day_of_taking_in_leaves_one_row(house: House) -> None:
    ville, sirpa, *_ = house.workers
    key = uuid4()
    with house.acting(ville) as db:
        db.execute("select sk.take_in(%s, 'Elias', '2006-01-01', 'fi', %s, '17', %s, %s)", [key, house.county, TODAY, ville])
    youth = house.rows("people_youth", uuid=key)[0]["id"]
    relation = house.rows("people_clientrelation", youth_id=youth)[0]["id"]
    one = Relation(relation, youth, [])
    change(house, one, sirpa, TODAY)
    assert house.answering(relation) == [(sirpa, TODAY, None)]
    assert leaving(house, one) == []


def test_the_responsible_worker_hands_only_to_one_who_has_agreed_to_receive(house: House, ours: Relation) -> None:
    ville, sirpa, *_ = house.workers
    with pytest.raises(errors.InsufficientPrivilege):
        change(house, ours, sirpa, TODAY, by=ville)
    receive(house, ours, sirpa)
    change(house, ours, sirpa, TODAY, by=ville)
    assert house.answering(ours.id)[-1] == (sirpa, TODAY, None)
    assert [row["during"].upper for row in house.rows("people_workrelation", relation_id=ours.id, kind="receiving")] == [
        TODAY
    ]


def test_nobody_changes_who_answers_without_being_somebody(house: House, ours: Relation) -> None:
    """An empty actor, a job and a closed account are nobody, also when a receiver has agreed."""
    sirpa = house.workers[1]
    receive(house, ours, sirpa)
    gone = house.account("manager")
    attempt(house, CLOSE, account=gone)
    before = house.answering(ours.id)
    for nobody in (None, gone, 0, house.workers[2]):
        with pytest.raises(errors.InsufficientPrivilege):
            change(house, ours, sirpa, TODAY, by=nobody)
        with pytest.raises(errors.InsufficientPrivilege):
            close(house, ours, day("9-1"), by=nobody)
    assert house.answering(ours.id) == before


@pytest.mark.parametrize("on", [TODAY - timedelta(1), None, date(2025, 12, 31)], ids=["yesterday", "no day", "not open yet"])
def test_a_day_that_makes_no_sense_is_refused(house: House, ours: Relation, on: date | None) -> None:
    sirpa = house.workers[1]
    with pytest.raises(errors.CheckViolation):
        change(house, ours, sirpa, on)  # type: ignore[arg-type]
    with pytest.raises(errors.CheckViolation):
        close(house, ours, on)


def test_a_closing_without_a_day_does_not_reopen_what_ends(house: House) -> None:
    ville = house.workers[0]
    one = house.relation(days("1-1", "12-1"), (ville, days("1-1", "12-1")))
    with pytest.raises(errors.CheckViolation):
        close(house, one, None)
    assert house.answering(one.id) == [(ville, day("1-1"), day("12-1"))]


def test_only_a_worker_of_the_county_with_an_open_account_receives(house: House, ours: Relation) -> None:
    ville = house.workers[0]
    gone = house.account()
    attempt(house, CLOSE, account=gone)
    for receiver in (gone, house.manager, ville):
        with pytest.raises(errors.CheckViolation):
            change(house, ours, receiver, TODAY)


def test_closing_takes_away_the_change_that_was_planned_after_it(house: House, ours: Relation) -> None:
    ville, sirpa, *_ = house.workers
    change(house, ours, sirpa, "6-1")
    close(house, ours, day("5-1"))
    assert house.answering(ours.id) == [(ville, day("1-1"), day("5-1"))]
    assert leaving(house, ours) == []
    with pytest.raises(errors.CheckViolation):
        change(house, ours, sirpa, "5-1")


def test_closing_between_two_changes_keeps_the_first(house: House, ours: Relation) -> None:
    ville, sirpa, *_ = house.workers
    change(house, ours, sirpa, "6-1")
    close(house, ours, day("6-15"))
    assert house.answering(ours.id) == [(ville, day("1-1"), day("6-1")), (sirpa, day("6-1"), day("6-15"))]
    assert leaving(house, ours) == [(ville, day("6-1"), day("6-15"))]


def test_a_change_before_a_planned_closing_ends_with_it(house: House, ours: Relation) -> None:
    ville, sirpa, *_ = house.workers
    close(house, ours, day("6-15"))
    change(house, ours, sirpa, "6-1")
    assert house.answering(ours.id) == [(ville, day("1-1"), day("6-1")), (sirpa, day("6-1"), day("6-15"))]
    assert leaving(house, ours) == [(ville, day("6-1"), day("6-15"))]


def test_a_relation_is_not_closed_on_its_first_day(house: House, ours: Relation) -> None:
    with pytest.raises(errors.CheckViolation):
        close(house, ours, day("1-1"))


# ---------------------------------------------------------------- turvakielto and accounts


def test_one_under_turvakielto_keeps_the_responsible_worker_and_a_supervisor_as_readers(house: House) -> None:
    one = protected(house)
    for lost in (
        "delete from people_namedreader where youth_id = %(youth)s and kind = 'supervisor'",
        "delete from people_namedreader where youth_id = %(youth)s and kind = 'responsible'",
        "update people_namedreader set during = '[2026-03-02,2027-01-01)' where youth_id = %(youth)s",
        "update people_namedreader set youth_id = %(other)s where youth_id = %(youth)s",
        "update people_namedreader set kind = 'other' where youth_id = %(youth)s",
        "update people_responsibility set worker_id = %(sirpa)s where youth_id = %(youth)s",
        "update people_protection set during = '[2020-01-01,)' where youth_id = %(youth)s",
        # the supervisor can't be the responsible worker: then one person would be both readers
        "update people_responsibility set worker_id = %(manager)s where youth_id = %(youth)s",
    ):
        for level in LEVELS:
            other = house.relation(days("1-1"), (house.workers[0], days("1-1")))
            names = {"youth": one.youth, "other": other.youth, "sirpa": house.workers[1], "manager": house.manager}
            before = readers(house, one.youth)
            with pytest.raises(errors.IntegrityError) as refusal:
                attempt(house, lost, level, **names)
            assert refusal.value.diag.constraint_name == "people_protection_has_readers", lost
            assert readers(house, one.youth) == before


def test_a_protected_change_names_the_receiver_and_lets_the_giver_go(house: House) -> None:
    ville, sirpa, *_ = house.workers
    one = protected(house)
    change(house, one, sirpa, "4-1")
    assert readers(house, one.youth)[sirpa] == [(day("4-1"), None)]
    assert readers(house, one.youth)[ville][-1][1] == day("4-29")
    assert {row["board_org_id"] for row in house.rows("people_responsibility", youth_id=one.youth)} == {None}


def test_a_protected_change_called_off_forgets_the_one_who_never_received(house: House) -> None:
    ville, sirpa, third, *_ = house.workers
    one = protected(house)
    change(house, one, sirpa, "4-1")
    change(house, one, third, "4-1")
    assert sirpa not in readers(house, one.youth)
    change(house, one, ville, "4-1")
    assert third not in readers(house, one.youth)
    assert readers(house, one.youth)[ville][-1][1] is None


def test_one_who_is_leaving_a_protected_youth_can_receive_again(house: House) -> None:
    ville, sirpa, *_ = house.workers
    one = protected(house)
    change(house, one, sirpa, TODAY)
    change(house, one, ville, day("3-12"), today=day("3-10"))
    assert readers(house, one.youth)[ville][-1] == (day("3-12"), None)
    assert readers(house, one.youth)[sirpa][-1][1] == day("4-9")


def test_a_change_before_a_protection_that_is_still_ahead_names_the_receiver_too(house: House, ours: Relation) -> None:
    ville, sirpa, *_ = house.workers
    with house.acting(ville) as db:
        db.execute("select sk.protect(%s, %s, %s)", [ours.youth, day("6-1"), house.manager])
    change(house, ours, sirpa, "4-1")
    assert readers(house, ours.youth)[sirpa] == [(day("4-1"), None)]
    assert {row["board_org_id"] for row in house.rows("people_responsibility", youth_id=ours.youth)} == {None}


def test_a_manager_who_is_no_named_reader_decides_nothing_about_a_protected_youth(house: House) -> None:
    one = protected(house)
    for deed in (
        lambda: change(house, one, house.workers[1], TODAY, by=house.second_manager),
        lambda: close(house, one, day("9-1"), by=house.second_manager),
    ):
        with pytest.raises(errors.InsufficientPrivilege):
            deed()


def test_a_closed_relation_names_no_readers_any_more(house: House) -> None:
    one = protected(house)
    close(house, one, day("9-1"))
    assert {until for spans in readers(house, one.youth).values() for _, until in spans} == {day("9-1")}


def test_the_supervisor_is_a_manager_of_the_county_and_not_the_responsible_worker(house: House, ours: Relation) -> None:
    ville, sirpa, *_ = house.workers
    for nobody in (ville, sirpa, 0):
        with pytest.raises(errors.IntegrityError) as refusal, house.acting(ville) as db:
            db.execute("select sk.protect(%s, %s, %s)", [ours.youth, TODAY, nobody])
        assert refusal.value.diag.constraint_name == "people_protection_has_readers"


def test_an_account_that_answers_for_somebody_is_not_closed(house: House) -> None:
    worker = house.account()
    one = house.relation(days("1-1"), (worker, days("1-1")))
    ahead = house.account()
    house.relation(days("1-1"), (house.workers[0], days("1-1", "9-1")), (ahead, days("9-1")))
    for account in (worker, ahead):
        with pytest.raises(errors.IntegrityError) as refusal:
            attempt(house, CLOSE, account=account)
        assert refusal.value.diag.constraint_name == "people_account_answers_for_nobody"
    change(house, one, house.workers[1], TODAY)
    attempt(house, CLOSE, account=worker)


def test_nothing_is_given_to_a_closed_account(house: House, ours: Relation) -> None:
    gone = house.account()
    attempt(house, CLOSE, account=gone)
    for level in LEVELS:
        with pytest.raises(errors.IntegrityError) as refusal:
            attempt(house, TAKE, level, worker=gone, row=ours.rows[0])
        assert refusal.value.diag.constraint_name == "people_responsibility_by_open_account"
