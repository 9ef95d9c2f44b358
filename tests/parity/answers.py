"""Four answers to one question: which rows may this actor open on this day?

- reference: the rules in words, in plain Python;
- list: `visible_to(actor)` read as the owner, whom no row-level policy filters: the rule of `policy.py` alone;
- sql: `whole(…)` read as the web role: row-level security alone;
- single: `visible_to(actor).filter(pk=…).exists()` as the web role, as a page asks for one row; a sample.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db import connection, models

from sosiaalikyla.access.actors import Actor, Guest, Job, Person, acting, tell_database
from sosiaalikyla.access.models import User
from sosiaalikyla.base import clock
from tests.ground import as_owner
from tests.parity.reference import Row, Who, World, may_open
from tests.parity.worlds import COMPARED, DAYS, MIDDLE, SEALED, actors, left_out, make_world, standing

PASS = UUID(int=7)
Cell = tuple[Who, date]  # somebody on a day
Seen = dict[tuple[Who, date, str], set[str]]


@dataclass(frozen=True)
class Difference:
    seed: int
    who: Who
    day: date
    table: str
    row: str
    said: tuple[tuple[str, bool], ...]

    def __str__(self) -> str:
        said = ", ".join(f"{name}: {'opens' if opens else 'refuses'}" for name, opens in self.said)
        offset = (self.day - MIDDLE).days
        return f"seed {self.seed}, {_words(self.who, self.seed)}, day {offset:+d}, {self.table} {self.row}: {said}"


def _words(who: Who, seed: int) -> str:
    if who.kind != "person":
        return who.kind
    account = make_world(seed).rows("access.User")[who.account]
    return f"{account.kind} {account.key}{' (closed account)' if account.closed else ''}"


def in_short(found: list[Difference]) -> str:
    """One example of each kind of difference, and how many there are of it."""
    kinds: dict[tuple[str, tuple[tuple[str, bool], ...]], list[Difference]] = {}
    for difference in found:
        kinds.setdefault((difference.table, difference.said), []).append(difference)
    return f"{len(found)} differences:\n" + "\n".join(f"{len(each)} × {each[0]}" for each in kinds.values())


def actor_of(world: World, who: Who) -> Actor | None:
    """A new one each time: actors remember what they held on the day they were first asked."""
    match who.kind:
        case "person":
            account = world.rows("access.User")[who.account]
            closed_at = clock.now() if account.closed else None
            return Person(User(pk=account.key, kind=account.kind, handle=f"handle-{account.key}", closed_at=closed_at))
        case "guest":
            return Guest(PASS)
        case "job":
            return Job("x")
    return None


def actor_key(who: Who) -> str:
    return {"person": f"user:{who.account}", "guest": f"guest:{PASS}", "job": "job:x", "nobody": ""}[who.kind]


def _keys(table: str, actor: Actor | None = None) -> tuple[str, tuple[Any, ...]]:
    """The statement Django would send for the keys of a table's rows: the actor's own, or all the role may see."""
    model: type[models.Model] = apps.get_model(table)
    rows: Any = model._default_manager.all()
    if table in SEALED:
        rows = model.objects.whole("parity") if actor is None else model.objects.visible_to(actor)
    try:
        statement, values = rows.values_list("pk", flat=True).query.sql_with_params()
    except EmptyResultSet:
        return f"select id from {model._meta.db_table} where false", ()
    return statement, values


# ---- the answers


def by_list(world: World, asked: Iterable[tuple[Cell, Sequence[str]]]) -> Seen:
    """The lists of some tables for each."""
    seen: Seen = {}
    with as_owner():
        tell_database("", MIDDLE)  # the rule in Python stands on the actor it is given, not on what the database was told
        for (who, day), tables in asked:
            with clock.at(day):
                actor = actor_of(world, who)
                assert actor is not None
                lists = [_keys(table, actor) for table in tables]
                parts = ", ".join(f"array(select k::text from ({statement}) t(k))" for statement, _ in lists)
                with connection.cursor() as cursor:
                    cursor.execute(f"select {parts}", [value for _, values in lists for value in values])
                    answer = cursor.fetchone()
            seen |= {(who, day, table): set(keys) for table, keys in zip(tables, answer, strict=True)}
    return seen


def prepare_sql() -> None:
    """A function, run with the caller's rights, that asks each table as each actor on a day: one journey per world."""
    parts = []
    for table in COMPARED:
        statement, values = _keys(table)
        assert not values, f"{table}: row-level security alone is asked, without conditions"
        parts.append(f"return query select who, day, '{table}'::text, array(select k::text from ({statement}) t(k));")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            f"""
            create or replace function public.parity_seen(actors text[], days date[])
            returns table (who_asked text, on_day date, of_table text, keys text[])
            language plpgsql volatile security invoker as $body$
            declare who text; day date;
            begin
                for who, day in select * from unnest(actors, days) loop
                    perform set_config('app.today', day::text, true);
                    perform set_config('app.actor', who, true);
                    {" ".join(parts)}
                end loop;
                perform set_config('app.actor', '', true);
            end $body$
            """
        )
        cursor.execute("grant execute on function public.parity_seen(text[], date[]) to sk_web")


def by_sql(asked: Sequence[Cell]) -> Seen:
    by_key = {actor_key(who): who for who, _ in asked}
    with connection.cursor() as cursor:
        whos, days = [actor_key(who) for who, _ in asked], [day for _, day in asked]
        cursor.execute("select current_user, * from public.parity_seen(%s, %s)", [whos, days])
        rows = cursor.fetchall()
    assert {row[0] for row in rows} == {"sk_web"}, "row-level security is asked as the web role"
    return {(by_key[key], day, table): set(keys) for _, key, day, table, keys in rows}


def by_single(world: World, who: Who, table: str, row: Row, day: date) -> bool:
    with clock.at(day):
        actor = actor_of(world, who)
        assert actor is not None
        with acting(actor):
            return apps.get_model(table).objects.visible_to(actor).filter(pk=row.key).exists()


# ---- the comparison


def compare(seed: int, counts: Counter[str], *, lists: int = 4, singles: int = 2) -> list[Difference]:
    """One world: every actor by reference and by SQL, a person on two days, drawn, what isn't a person on one.

    lists: how many people, drawn, are asked for the lists as well, each for half of the tables (building the statements
    is what takes the time); singles: how many of those people's rows are asked for one by one.
    """
    world = make_world(seed)
    dice = Random(seed)
    found: list[Difference] = []
    cells = [(who, day) for who in actors(world) for day in dice.sample(DAYS, 2 if who.kind == "person" else 1)]
    people = [who for who in actors(world) if who.kind == "person"]
    asking = {*dice.sample(people, min(len(people), lists)), Who(dice.choice(("guest", "job")))}
    drawn = list({who: (who, day) for who, day in cells if who in asking}.values())
    tables = {table: {str(key): row for key, row in world.rows(table).items()} for table in COMPARED}
    with standing(world):
        listed = by_list(world, [(cell, dice.sample(SEALED, len(SEALED) // 2)) for cell in drawn])
        said = {"sql": by_sql(cells), "list": listed}
        for who, day in cells:
            for table, rows in tables.items():
                keys = {key for key, row in rows.items() if not left_out(world, who, table, row)}
                opened = {key for key in keys if may_open(world, who, table, rows[key], day)}
                counts["cells"] += len(keys)
                counts["cells that open"] += len(opened)
                answers = {name: seen[who, day, table] & keys for name, seen in said.items() if (who, day, table) in seen}
                counts["comparisons"] += len(keys) * len(answers)
                for key in set().union(*(opened ^ answer for answer in answers.values())):
                    each = [("reference", key in opened), *((name, key in answer) for name, answer in answers.items())]
                    found.append(Difference(seed, who, day, table, key, tuple(each)))
        for who, day, table, row, opens in _sample(world, drawn, dice, singles):
            counts["comparisons"] += 1
            counts["single rows"] += 1
            if by_single(world, who, table, row, day) != opens:
                each = (("reference", opens), ("single", not opens))
                found.append(Difference(seed, who, day, table, str(row.key), each))
    counts["worlds"] += 1
    return found


def _sample(world: World, drawn: list[Cell], dice: Random, how_many: int) -> Iterator[tuple[Who, date, str, Row, bool]]:
    """Half of them rows that open, half of them rows that don't."""
    cells = [
        (who, day, table, row, may_open(world, who, table, row, day))
        for who, day in drawn
        for table in SEALED
        for row in world.rows(table).values()
    ]
    for wanted in (True, False):
        fitting = [cell for cell in cells if cell[-1] is wanted]
        yield from dice.sample(fitting, min(len(fitting), how_many // 2))
