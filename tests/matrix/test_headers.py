"""The production profile: the headers of every route, the flags of every cookie, and what it refuses to start on.

Reference: SECURITY §1.1 (ASVS 3.3.1-3.3.4, 3.4.1-3.4.8, 3.5.8, 14.2.2). The browser's side is tested in flows.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from sosiaalikyla.household import environment, prepare
from sosiaalikyla.postgres import ADMIN, CHECKOUT, Cluster
from tests.ground import CLUSTER
from tests.matrix import table
from tests.matrix.asking import Asker
from tests.matrix.world import World

pytestmark = pytest.mark.slow

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}
CLOSED_FEATURES = {"camera", "geolocation", "microphone", "payment", "usb", "browsing-topics", "display-capture"}
SUBJECTS = ("", "youth", "responsible", "manager", "substitute_care")
BY_EVERYBODY = ("youth", "my_path", "shared_path", "sign_in")
SAMPLED = os.environ.get("SOSIAALIKYLA_SPEED") == "test"
FIRST_VIEW = 100_000


def production(url: str, asked: list[Any], home: Path, *, https: bool = True, **more: str) -> dict[str, Any]:
    """The process of the production profile, run to its end."""
    env = {
        **environment(CLUSTER, "sk_web", mode="production"),
        "DATABASE_URL": url,
        "ALLOWED_HOSTS": "testserver",
        "SOSIAALIKYLA_STATIC": str(home),
        **more,
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.matrix.production"],
        input=json.dumps({"asked": asked, "https": https}),
        env=env,
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def told(laid: tuple[str, World], tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> dict[str, Any]:
    """Every route asked in production by five, over https; in `make test` by nobody and one of the four, by turns."""
    name, world = laid
    home = tmp_path_factory.mktemp("static")
    asker = Asker(world)
    asked = []
    for number, row in enumerate(table.rows().values()):
        state = "none" if row.about == "none" else "related"
        address, _keys = asker.address(row.name, row.about, state)
        subjects = ("", SUBJECTS[1:][number % 4]) if SAMPLED and row.name not in BY_EVERYBODY else SUBJECTS
        for subject in subjects:
            for method in ("GET", "HEAD", "POST"):
                asked.append([f"{row.name} {method} {subject}", method, address, world.sessions.get(subject, "")])
    asked.append(["static GET ", "GET", "/static/base/js/exit.js", ""])
    asked.append(["missing GET ", "GET", "/nothing/here/", ""])
    return production(CLUSTER.url("sk_web", name), asked, home)


def answers(told: dict[str, Any]) -> Iterator[tuple[str, str, str, int, dict[str, str], list[str], int]]:
    for cell, method, status, headers, cookies, size in told["answers"]:
        route, _method, subject = cell.split(" ")
        yield route, method, subject, status, headers, cookies, size


def test_every_answer_carries_every_header(told: dict[str, Any]) -> None:
    wrong = [
        (route, method, subject, name, headers.get(name))
        for route, method, subject, _status, headers, _cookies, _size in answers(told)
        for name, value in ALWAYS.items()
        if headers.get(name) != value
    ]
    assert wrong == []


def test_features_of_the_device_are_closed(told: dict[str, Any]) -> None:
    for route, method, _subject, _status, headers, _cookies, _size in answers(told):
        closed = {each.strip().removesuffix("=()") for each in headers["Permissions-Policy"].split(",")}
        assert closed >= CLOSED_FEATURES, (route, method)
        assert all(each.strip().endswith("=()") for each in headers["Permissions-Policy"].split(",")), (route, method)


def test_no_answer_to_somebody_signed_in_is_stored(told: dict[str, Any]) -> None:
    for route, method, subject, _status, headers, _cookies, _size in answers(told):
        row = table.rows().get(route)
        if row is None or row.door in {"open", "machine"}:
            continue
        assert headers["Cache-Control"] == "no-store", (route, method, subject)


def test_cookies_are_bound_to_the_host_and_out_of_reach_of_scripts(told: dict[str, Any]) -> None:
    assert told["cookie_names"] == ["__Host-visit", "__Host-form"]
    seen = [(route, each) for route, _m, _s, _status, _h, cookies, _size in answers(told) for each in cookies]
    seen += [("a session", each) for each in told["session_cookie"]]
    names = set()
    for route, text in seen:
        name, parts = text.split("=", 1)[0], {each.strip().lower() for each in text.split(";")[1:]}
        names.add(name)
        assert {"path=/", "secure"} <= parts, (route, text)
        assert {"samesite=lax", "samesite=strict"} & parts, (route, text)
        assert not any(each.startswith("domain=") for each in parts), (route, text)
        taken_away = "max-age=0" in parts
        assert "httponly" in parts or taken_away, (route, text)
    assert names == {"__Host-visit", "__Host-form"}


def test_open_pages_set_no_cookie(told: dict[str, Any]) -> None:
    for route, method, _subject, _status, _headers, cookies, _size in answers(told):
        if table.rows().get(route) and table.rows()[route].door in {"open", "machine"}:
            assert cookies == [], (route, method)


def test_the_demos_doors_are_not_there(told: dict[str, Any]) -> None:
    assert {name for name in told["names"] if name.startswith("demo")} == set()
    for route, method, subject, status, _headers, _cookies, _size in answers(told):
        if route.startswith("demo"):  # a page of the village might stand at such an address: it is read, never sent to
            assert status == (404 if method != "POST" else 405) or status == 404, (route, method, subject)


def test_the_rest_is_there_and_signs_the_same_people_in(told: dict[str, Any]) -> None:
    status = {(route, method, subject): code for route, method, subject, code, _h, _c, _s in answers(told)}
    assert status["youth", "GET", "responsible"] == 200
    assert status["youth", "GET", ""] == 302
    assert status["youth", "GET", "manager"] == 404
    assert status["my_path", "GET", "youth"] == 200
    assert status["shared_path", "GET", "substitute_care"] == 200
    assert status["sign_in", "GET", ""] == 200
    assert not [cell for cell, code in status.items() if code >= 500 and cell[0] != "ready"]


def test_no_page_is_heavier_than_the_first_view_may_be(told: dict[str, Any]) -> None:
    heavy = [(route, subject, size) for route, _m, subject, _status, _h, _c, size in answers(told) if size > FIRST_VIEW]
    assert heavy == []


def test_nothing_is_answered_in_clear_but_the_health_check(laid: tuple[str, World], tmp_path: Path) -> None:
    name, world = laid
    asked = [
        ["my_path GET youth", "GET", "/my/path/?page=2", world.sessions["youth"]],
        ["front GET ", "GET", "/", ""],
        ["sign_out POST youth", "POST", "/sign-out/", world.sessions["youth"]],
        ["alive GET ", "GET", "/health/", ""],
    ]
    said = list(answers(production(CLUSTER.url("sk_web", name), asked, tmp_path, https=False)))
    assert [(route, status, headers.get("Location")) for route, _m, _s, status, headers, _c, _size in said] == [
        ("my_path", 301, "https://testserver/my/path/?page=2"),
        ("front", 301, "https://testserver/"),
        ("sign_out", 301, "https://testserver/sign-out/"),
        ("alive", 200, None),
    ]
    for _route, _method, _subject, _status, headers, cookies, _size in said:
        assert cookies == []
        assert "Strict-Transport-Security" not in headers


# ---------------------------------------------------------------- what production refuses to start on


def test_this_machines_own_server_is_refused_by_name_and_by_what_it_loses(laid: tuple[str, World], tmp_path: Path) -> None:
    name, _world = laid
    said = production(CLUSTER.url("sk_web", name), [], tmp_path, SECRET_KEY="k" * 50)["refusals"]
    assert said == [
        "This is the demo's own PostgreSQL: use a server that is backed up.",
        "fsync, full_page_writes and synchronous_commit must be on: otherwise acknowledged writes are lost.",
    ]


def test_a_held_clock_is_refused(laid: tuple[str, World], tmp_path: Path) -> None:
    told = production(CLUSTER.url("sk_web", laid[0]), [], tmp_path)
    assert "Somebody holds the clock." in told["refusals_with_a_held_clock"]
    assert "Somebody holds the clock." not in told["refusals"]


def test_a_superuser_is_refused(laid: tuple[str, World], tmp_path: Path) -> None:
    said = production(CLUSTER.url(ADMIN, laid[0]), [], tmp_path)["refusals"]
    assert f"The role {ADMIN} is a superuser or passes by row-level security: use sk_web or sk_worker." in said
    assert any(each.startswith(f"The role is {ADMIN}") for each in said)


def test_a_role_that_passes_by_row_level_security_is_refused(laid: tuple[str, World], tmp_path: Path) -> None:
    said = production(CLUSTER.url("sk_backup", laid[0]), [], tmp_path)["refusals"]
    assert "The role sk_backup is a superuser or passes by row-level security: use sk_web or sk_worker." in said


def test_missing_keys_hosts_and_a_short_secret_are_refused(laid: tuple[str, World], tmp_path: Path) -> None:
    url = CLUSTER.url("sk_web", laid[0])
    said = production(url, [], tmp_path, SOSIAALIKYLA_FIELD_KEYS="", ALLOWED_HOSTS="*", SECRET_KEY="short")["refusals"]
    assert [each.split(" ")[0] for each in said[:3]] == ["SECRET_KEY", "ALLOWED_HOSTS", "SOSIAALIKYLA_FIELD_KEYS"]


def test_the_demo_profile_is_refused(laid: tuple[str, World], tmp_path: Path) -> None:
    said = production(CLUSTER.url("sk_web", laid[0]), [], tmp_path, SOSIAALIKYLA_MODE="demo")["refusals"]
    assert said[0] == "SOSIAALIKYLA_MODE is not production: people can be signed in by name."


def test_a_server_that_trusts_anybody_is_refused(tmp_path: Path) -> None:
    words = "The server lets this role in with a wrong password (trust): set scram-sha-256 in pg_hba.conf."
    cluster = Cluster("trusting", durable=False)
    with cluster:
        prepare(cluster, "trusting")
        url = cluster.url("sk_web", "trusting")
        assert words not in production(url, [], tmp_path)["refusals"]
        rules = cluster.data / "pg_hba.conf"
        rules.write_text(rules.read_text().replace("scram-sha-256", "trust"))
        with psycopg.connect(cluster.url(ADMIN, "postgres"), autocommit=True) as admin:
            admin.execute("select pg_reload_conf()")
            admin.execute("select pg_sleep(0.3)")
        assert words in production(url, [], tmp_path)["refusals"]
    cluster.forget()


def test_the_web_server_does_not_start_on_what_is_refused(laid: tuple[str, World], tmp_path: Path) -> None:
    env = {
        **environment(CLUSTER, "sk_web", mode="production"),
        "DATABASE_URL": CLUSTER.url("sk_web", laid[0]),
        "ALLOWED_HOSTS": "testserver",
        "SOSIAALIKYLA_STATIC": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", "import sosiaalikyla.wsgi"],
        env=env,
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 3
    assert "refused: This is the demo's own PostgreSQL" in done.stderr
