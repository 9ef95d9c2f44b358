"""The demo village as one finds it in a browser: a database in which the lives have been lived, web and worker.

The lived database is made once for each state of the code and each day, and copied: a fresh village takes well under a
second. Web and worker are the real processes, in demo mode; they notice by themselves that their database was replaced.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from psycopg import sql

from sosiaalikyla.base import clock
from sosiaalikyla.household import contents_environment, contents_socket, end_all, environment
from sosiaalikyla.postgres import CHECKOUT, die_with_parent
from tests import ground

PATIENCE = 60.0
"""Seconds for the processes to open their doors on a machine that has much else to do."""


@cache
def _shape() -> str:
    """Changes with anything that shapes the lives, the pages' files or the day they are counted from."""
    digest = hashlib.sha256(clock.today().isoformat().encode())
    for path in sorted((CHECKOUT / "sosiaalikyla").rglob("*")):
        parts = path.relative_to(CHECKOUT).parts
        if path.suffix in {".py", ".sql", ".yaml", ".csv", ".css", ".js", ".svg"} and "tests" not in parts:
            digest.update("/".join(parts).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def static_folder() -> Path:
    return ground.CLUSTER.home / f"flow-static-{_shape()}"


def _environment(login: str, database: str, role: str = "") -> dict[str, str]:
    home = ground.CLUSTER.home
    return environment(ground.CLUSTER, login, database=database, mode="demo", role=role) | {
        "SOSIAALIKYLA_STATIC": str(static_folder()),
        "SOSIAALIKYLA_AUDIT_HEAD": str(home / f"{database}-head.jsonl"),
        "WEB_WORKERS": "1",
    }


def _contents_environment(database: str) -> dict[str, str]:
    """Of the editors' process: as `contents_environment`, with this village's files."""
    own = contents_environment(ground.CLUSTER, database)
    return own | {"SOSIAALIKYLA_STATIC": str(static_folder())}


def _once(words: list[str], env: dict[str, str]) -> None:
    done = subprocess.run([sys.executable, *words], env=env, cwd=CHECKOUT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)} failed:\n{done.stdout}{done.stderr}")


def lived_template() -> str:
    """The name of a database in which the named lives have been lived up to today; made by whoever comes first."""
    name = f"flow_lived_{_shape()}"
    with open(ground.CLUSTER.home / "flow-lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with ground.admin() as db:
            present = [str(row[0]) for row in db.execute("select datname from pg_database")]
            for old in present:
                if old.startswith("flow_lived_") and old != name:
                    db.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(old)))
        if name in present and (static_folder() / "staticfiles.json").exists():
            return name
        making = ground.copy_database(os.environ["SOSIAALIKYLA_TEMPLATE"], "flow_making")
        _once(["-m", "sosiaalikyla.household", "ready"], _environment("sk_migrate", making, role="sk_owner"))
        _once(["-m", "sosiaalikyla.household", "live"], _environment("sk_web", making))
        # As the clockwork does in its first seconds: no flow should depend on whether it was quicker than the browser.
        _once(["-m", "sosiaalikyla.household", "go_round"], _environment("sk_worker", making))
        ground.drop_database(name)
        with ground.admin() as db:
            db.execute(sql.SQL("alter database {} rename to {}").format(sql.Identifier(making), sql.Identifier(name)))
    return name


@dataclass
class Village:
    """One village: its address and its database. `changed` tells that somebody has acted in it."""

    database: str
    changed: bool = False
    port: int = 0
    _children: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _contents: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return ground.CLUSTER.home / f"{self.database}.log"

    def open(self) -> Village:
        self.renew()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        with open(self.log, "wb") as log:
            for command, login in (("web", "sk_web"), ("worker", "sk_worker")):
                self._children.append(
                    subprocess.Popen(
                        [sys.executable, "-m", "sosiaalikyla.cli", command],
                        env=_environment(login, self.database)
                        | {"PORT": str(self.port), "SOSIAALIKYLA_CMS_SOCKET": self._socket},
                        cwd=CHECKOUT,
                        stdin=subprocess.DEVNULL,
                        stdout=log,
                        stderr=log,
                        start_new_session=True,
                        preexec_fn=die_with_parent(),
                    )
                )
        self._wait()
        return self

    @property
    def _socket(self) -> str:
        return contents_socket(ground.CLUSTER, self.database)

    def opens_contents(self) -> Village:
        """The editors' process too, behind the same port; once for as long as the village is open."""
        if self._contents is None:
            with open(self.log, "ab") as log:
                self._contents = subprocess.Popen(
                    [sys.executable, "-m", "sosiaalikyla.cli", "cms"],
                    env=_contents_environment(self.database),
                    cwd=CHECKOUT,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    preexec_fn=die_with_parent(),
                )
            self._children.append(self._contents)
            self._wait("/cms/login/")
        return self

    def lays_contents(self, *words: str) -> None:
        """A command as the editors' process, in this village's database."""
        _once(list(words), _contents_environment(self.database) | {"DJANGO_SETTINGS_MODULE": "sosiaalikyla.cms.settings"})

    def _wait(self, address: str = "/help/") -> None:
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends and all(child.poll() is None for child in self._children):
            with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(self.url + address, timeout=5) as answer:
                if answer.status == 200:
                    return
            time.sleep(0.1)
        self.close()
        raise RuntimeError(f"the village did not open:\n{self.log.read_text()}")

    def close(self) -> None:
        end_all(self._children)
        ground.drop_database(self.database)

    def renew(self) -> None:
        """Everything as it was when the lives had been lived."""
        ground.copy_database(lived_template(), self.database)
        (ground.CLUSTER.home / f"{self.database}-head.jsonl").unlink(missing_ok=True)
        self.changed = False

    # ---- what no page shows to the one who tests

    def one(self, query: str, *words: Any) -> Any:
        """The only value the database answers with."""
        with ground.admin(self.database) as db:
            row = db.execute(query, words).fetchone()
        assert row is not None, f"nothing found: {query} {words}"
        return row[0]

    def key_of(self, handle: str) -> str:
        """A young person's key in addresses."""
        query = "select y.uuid from people_youth y join access_user u on u.id = y.user_id where u.handle = %s"
        return str(self.one(query, handle))

    def sends_everything(self) -> None:
        """All post so far has gone out long ago, so that what comes next is not folded into it."""
        with ground.admin(self.database) as db:
            db.execute("update notices_notice set sent_at = now() - interval '1 hour', channel = 'demo'")

    @contextmanager
    def reading(self, handle: str, language: str) -> Iterator[None]:
        """Somebody of the cast reads in another language for a while."""
        query = "update access_user set language = %s where handle = %s returning language"
        before = self.one("select language from access_user where handle = %s", handle)
        self.one(query, language, handle)
        try:
            yield
        finally:
            self.one(query, before, handle)
