"""`sosiaalikyla bench village`: what the open pages cost, beside a floor page measured in the same run.

Pages by themselves (never from memory), the search and the services over as many as asked for; last, where `wrk` is
installed, requests a second of one page over the network, from memory.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

from sosiaalikyla.demo.bench import ROUNDS, WARM, Measured, _ask, _signed_in

FLOOR = "/bench/floor/"
SYNTHETIC = "koesivu"


def lay(pages: int, services: int, say: Callable[[str], None] = print) -> None:
    """The content, as many synthetic pages beside it as make `pages` in Finnish, and `services` synthetic services."""
    from django.db import connection

    from sosiaalikyla.directory import bulk
    from sosiaalikyla.village import indexing, loading

    loading.load()
    say(f"     {pages} pages to be found ...")
    indexing.index(_things(pages))
    say(f"     {services} services ...")
    bulk.lay(services)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")


def _things(pages: int) -> Iterator[Any]:
    """What is published, and pages put together from its sentences with a fixed seed."""
    from dataclasses import replace

    from sosiaalikyla.village import indexing

    found = list(indexing.things())
    yield from found
    finnish = [thing for thing in found if thing.language == "fi" and thing.variant == "full"]
    sentences = [each for thing in finnish for each in re.split(r"(?<=[.!?])\s+", thing.text) if each]
    dice = random.Random(20261122)
    for number in range(len(finnish), pages):
        like = dice.choice(finnish)
        text = " ".join(dice.sample(sentences, 14))
        words = text.split()
        yield replace(
            like,
            kind="page",
            key=f"{SYNTHETIC}-{number}",
            title=" ".join(words[:5]),
            lead=" ".join(words[5:20]),
            called="",
            headings=" ".join(words[20:28]),
            text=text,
        )


def measure(pages: int, services: int) -> None:
    """Prints each page beside the floor, then the search over all questions, then services."""
    import csv

    from sosiaalikyla.places.files import Places
    from sosiaalikyla.village.files import CONTENT

    client = _signed_in("ville")
    addresses = [
        ("front", "/"),
        ("a house", "/jalkihuolto/"),
        ("a page", "/jalkihuolto/raha/velat/"),
        ("a page in plain Finnish", "/jalkihuolto/raha/velat/selko/"),
        ("rights of a county", "/rights/counties/ostrobothnia/"),
        ("what is my situation", "/situation/"),
    ]
    for name, address in addresses:
        _print(name, *_by_turns(client, name, [address] * ROUNDS))
    address = dict(addresses)["a page"]
    _print("a page from memory", *_by_turns(client, "a page from memory", [address] * ROUNDS, page_of=_FromMemory()))
    with (CONTENT / "search" / "queries-fi.csv").open(encoding="utf-8", newline="") as lines:
        questions = [row["query"] for row in csv.DictReader(lines)]
    _print(f"search over {pages} pages", *_by_turns(client, "search", [f"/search/?q={question}" for question in questions]))
    codes = [each.code for each in Places.load().municipalities if each.county_code in {"06", "17", "90"}]
    near = [f"/services/?municipality={code}&life={life}" for code in codes for life in ("home", "work_money")][:ROUNDS]
    _print(f"services near, of {services}", *_by_turns(client, "services", near))
    words = [f"/services/?municipality={code}&q=neuvonta" for code in codes][:ROUNDS]
    _print(f"services by a word, of {services}", *_by_turns(client, "services by a word", words))


class _FromMemory:
    """Asks by way of the memory that stands before Django, as gunicorn does."""

    def __init__(self) -> None:
        from django.core.wsgi import get_wsgi_application

        from sosiaalikyla.base.kept import KeepOpenPages

        self._application = KeepOpenPages(get_wsgi_application())

    def get(self, address: str) -> Any:
        from django.http import HttpResponse
        from django.test import RequestFactory

        told: list[str] = []
        body = b"".join(
            self._application(RequestFactory().get(address).environ, lambda status, _headers: told.append(status))
        )
        return HttpResponse(body, status=int(told[0].split()[0]))


def _by_turns(client: Any, name: str, addresses: list[str], page_of: Any = None) -> tuple[Measured, Measured]:
    """The page of each address and the floor by turns. `page_of` asks for the page when it isn't `client`."""
    page, floor = Measured(name), Measured("floor")
    asker = page_of or client
    for address in addresses[:WARM]:
        _ask(asker, page, address, counts=False)
        _ask(client, floor, FLOOR, counts=False)
    most = 0
    for address in addresses:
        _ask(asker, page, address, counts=True)
        most = max(most, page.statements)
        _ask(client, floor, FLOOR, counts=True)
    page.statements = most
    return page, floor


def _print(name: str, page: Measured, floor: Measured) -> None:
    cost = f"{page.statements:3d}  {page.median:7.1f} {page.p95:7.1f}  {page.size:8d}  x{page.median / floor.median:5.2f}"
    print(f"figure: bench village {name:34} {cost}   (floor {floor.statements}, {floor.median:.1f})")


def over_the_network(address: str) -> str:
    """Requests a second of one page from memory, by wrk on this same machine; or why not."""
    wrk = shutil.which("wrk")
    if not wrk:
        return "wrk isn't installed: requests a second were not measured"
    subprocess.run([wrk, "-t1", "-c16", "-d3s", address], capture_output=True, check=True)
    done = subprocess.run([wrk, "-t1", "-c16", "-d10s", "--latency", address], capture_output=True, text=True, check=True)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    late = re.search(r"99%\s+(\S+)", done.stdout)
    wrong = re.search(r"Non-2xx[^\n]*|Socket errors[^\n]*", done.stdout)
    said = f"{float(rate[1]):,.0f} requests a second, 99 % within {late[1]}" if rate and late else done.stdout
    return f"{said}{'; ' + wrong[0] if wrong else ''}"


def main(words: list[str]) -> int:
    """measure PAGES SERVICES."""
    import django

    django.setup()
    from django.conf import settings
    from django.urls import clear_url_caches, set_urlconf

    settings.ROOT_URLCONF = "sosiaalikyla.demo.bench_urls"
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    clear_url_caches()
    set_urlconf(None)
    pages, services = int(words[1]), int(words[2])
    print(f"\n{pages} pages, {services} services; statements, ms (median, p95), bytes, times the floor (median over median)")
    measure(pages, services)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
