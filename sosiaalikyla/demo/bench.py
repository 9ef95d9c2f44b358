"""`sosiaalikyla bench pages`: what the main pages cost, beside a floor page measured in the same run.

Statements are all of the request, session and audit included; BEGIN, COMMIT and savepoints aren't counted. Times are the
server's, in this process, one request after another, each page and the floor by turns.
"""

from __future__ import annotations

import gc
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

ROUNDS = 40
WARM = 4
FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
AREAS = ("people", "home", "study", "work_money", "health", "everyday", "leisure", "own_family")
ONE_ORGANISATION = 10_000
"""At most so many lives in one organisation: the board measured is one of ten thousand."""


def lay(count: int, say: Callable[[str], None] = print) -> None:
    """As many invented lives, in as many organisations as it takes, two of the workers with 50 and 400 of their own."""
    from django.db import connection

    from sosiaalikyla.access.models import Organisation
    from sosiaalikyla.base import clock
    from sosiaalikyla.demo import bulk
    from sosiaalikyla.demo.seed import key_of
    from sosiaalikyla.places.files import Places

    today = clock.today()
    others = [county for county in Places.load().counties if county.code not in {"17", "18"}]
    for number, first in enumerate(range(0, count, ONE_ORGANISATION)):
        here = min(ONE_ORGANISATION, count - first)
        if number == 0:
            team = _team("ostrobothnia", "17", here, today)
        else:
            county = others[(number - 1) % len(others)]
            name = f"bench{number}"
            Organisation.objects.get_or_create(
                uuid=key_of(name), defaults={"kind": "county", "name": county.name.fi, "county_code": county.code}
            )
            team = _team(name, county.code, here, today)
        bulk.lay_team(team, here, today, say)
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def _team(organisation: str, county: str, count: int, today: date) -> Any:
    from sosiaalikyla.demo import population

    wanted = (("bench50", 50), ("bench400", 400)) if organisation == "ostrobothnia" else ()
    open_lives = max(round(count * population.shares()["open_share"]), min(count, sum(many for _name, many in wanted) + 30))
    rest = open_lives - sum(many for _name, many in wanted)
    names = [f"{organisation}-h{number:04d}" for number in range(max(2, round(rest / 35)))]
    given = population.caseloads(rest, names, random.Random(1))
    return population.Team(organisation, county, (*wanted, *given), (f"{organisation}-d1", f"{organisation}-d2"))


@dataclass
class Measured:
    name: str
    statements: int = 0
    size: int = 0
    times: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return sorted(self.times)[max(0, round(0.95 * len(self.times)) - 1)]


def measure(count: int) -> list[tuple[Measured, Measured]]:
    """Each page with the floor measured by turns with it, in the same visit."""
    found = []
    for name, person, address in pages(count):
        client = _signed_in(person)
        page, floor = Measured(name), Measured("floor")
        for turn in range(WARM + ROUNDS):
            for each, where in ((page, address), (floor, "/bench/floor/")):
                _ask(client, each, where, counts=turn >= WARM)
        found.append((page, floor))
    return found


def _signed_in(person: str) -> Any:
    from django.test import Client

    client = Client()
    answer = client.post("/demo/sign-in", {"person": person})
    assert answer.status_code == 302, f"{person} couldn't sign in: {answer.status_code}"
    return client


def live_a_little(wanted: list[tuple[str, str, str]]) -> None:
    """The young person measured gets a plan as people have them: a good day, eight goals, three promises; and answers how it
    goes. Through the pages, as people do.
    """
    youth, own = next((person, address) for name, person, address in wanted if name == "youth: plan")
    theirs = next(address for name, _person, address in wanted if name == "worker: plan of one")
    client = _signed_in(youth)
    if "plan-line" in client.get(own).content.decode():
        return
    posts = [(own, {"do": "begin", "text": "Herään ajoissa.\nKäyn koulussa.\nSyön kaverin kanssa."})]
    posts += [(own, {"kind": "goal", "area": area, "text": f"Haluan tätä: {area}."}) for area in AREAS]
    posts.append(("/my/feeling/", {"face_home": "3", "words_home": "Ihan hyvin."}))
    helper = _signed_in("bench50")
    day = _in_a_week()
    theirs_posts = [(f"{theirs}promises/", {"promise": f"Soitan {number}.", "due": day}) for number in range(3)]
    for who, todo in ((client, posts), (helper, theirs_posts)):
        for address, words in todo:
            answer = who.post(address, words)
            assert answer.status_code == 302, f"{address} {words}: {answer.status_code}"


def _in_a_week() -> str:
    from datetime import timedelta

    from sosiaalikyla.base import clock

    return (clock.today() + timedelta(days=7)).isoformat()


def _ask(client: Any, measured: Measured, address: str, *, counts: bool) -> None:
    with _counted() as statements:
        gc.collect()
        gc.disable()
        began = time.perf_counter()
        answer = client.get(address)
        took = time.perf_counter() - began
        gc.enable()
    assert answer.status_code == 200, f"{measured.name} answered {answer.status_code}"
    if counts:
        measured.times.append(took * 1000)
        measured.statements = len(statements)
        measured.size = len(answer.content)


@contextmanager
def _counted() -> Iterator[list[str]]:
    from django.db import connection

    statements: list[str] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.upper().startswith(FRAME):
            statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield statements


def pages(count: int) -> list[tuple[str, str, str]]:
    """(what it is, who opens it, address), in a database of `count` young people."""
    from sosiaalikyla.base import clock
    from sosiaalikyla.demo import population
    from sosiaalikyla.demo.seed import key_of

    today = clock.today()
    here = min(count, ONE_ORGANISATION)
    lives = population.stories(50, _team("ostrobothnia", "17", here, today), today)
    youth = next(life["key"] for life in lives if any(line["do"] == "open_account" for line in life["lines"]))
    return [
        ("youth: home", youth, "/my/"),
        ("youth: path", youth, "/my/path/"),
        ("youth: plan", youth, "/my/plan/"),
        ("youth: check-in", youth, "/my/feeling/"),
        ("worker: today, 50", "bench50", "/my/"),
        ("worker: list of 50", "bench50", "/people/"),
        ("worker: list of 400", "bench400", "/people/"),
        ("worker: today, 400", "bench400", "/my/"),
        ("worker: one youth", "bench50", f"/people/{key_of(youth)}/"),
        ("worker: plan of one", "bench50", f"/people/{key_of(youth)}/plan/"),
        ("manager: board", "marja", "/my/"),
    ]


def main(words: list[str]) -> int:
    """live N: what people do before anything is measured · measure N."""
    import django

    django.setup()
    from django.conf import settings
    from django.urls import clear_url_caches, set_urlconf

    settings.ROOT_URLCONF = "sosiaalikyla.demo.bench_urls"
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    clear_url_caches()
    set_urlconf(None)
    todo, count = words[0], int(words[1])
    if todo == "live":
        live_a_little(pages(count))
        return 0
    print(f"\n{count} young people; statements, ms (median, p95), bytes, times the floor (median over median)")
    for page, floor in measure(count):
        cost = (
            f"{page.statements:3d}  {page.median:7.1f} {page.p95:7.1f}  {page.size:8d}  x{page.median / floor.median:5.2f}"
        )
        print(f"figure: bench {count:>7} {page.name:22} {cost}   (floor {floor.statements}, {floor.median:.1f})")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
