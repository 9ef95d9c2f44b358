"""The demo's household: PostgreSQL, web and worker under one parent, and the web command itself.

Whatever ends the parent ends them all: each child gets a signal from the kernel when its parent is gone (Linux), and
Ctrl-C or SIGTERM is passed on and waited for.
"""

from __future__ import annotations

import base64
import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from sosiaalikyla.postgres import ADMIN, Cluster, PostgresProblem, die_with_parent

DATABASE = "sosiaalikyla"
YOUTHS = 600


class Ended(Exception):
    """Somebody asked the household to end."""


def environment(
    cluster: Cluster, login: str, *, database: str = DATABASE, mode: str = "demo", role: str = ""
) -> dict[str, str]:
    """What a child process needs to know; keys live beside the demo's data, readable only by us."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "sosiaalikyla.settings",
        "SOSIAALIKYLA_MODE": mode,
        "SECRET_KEY": cluster.password("secret-key"),
        "SOSIAALIKYLA_CMS_KEY": cluster.password("cms-key"),
        "SOSIAALIKYLA_FIELD_KEYS": _field_key(cluster),
        "SOSIAALIKYLA_AUDIT_HEAD": str(cluster.home / "audit-head.jsonl"),
        "SOSIAALIKYLA_STATIC": str(cluster.home / "static"),
        "DATABASE_URL": cluster.url(login, database),
        "SOSIAALIKYLA_DB_ROLE": role,
        # A test that needs the dictionaries asks for them; all the others would wait for nothing.
        **({"SOSIAALIKYLA_DICTIONARIES": "0"} if mode == "test" else {}),
    }


def contents_socket(cluster: Cluster, name: str = DATABASE) -> str:
    """Where the editors' process listens, behind the pages: a socket beside the database's, in the private folder."""
    return str(cluster.sockets / f"cms-{name}")


def contents_environment(cluster: Cluster, database: str = DATABASE) -> dict[str, str]:
    """As in production: a key of its own, and none of those that open encrypted columns."""
    words = environment(cluster, "sk_cms", database=database)
    del words["SOSIAALIKYLA_FIELD_KEYS"]
    where = f"unix:{contents_socket(cluster, database)}"
    return words | {"SECRET_KEY": cluster.password("cms-secret-key"), "SOSIAALIKYLA_BIND": where}


def _field_key(cluster: Cluster) -> str:
    path = cluster.home / "field-key"
    if not path.exists():
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
    return path.read_text()


def prepare(cluster: Cluster, database: str = DATABASE) -> None:
    """Roles, database, extension and schema, by the same script an administrator runs."""
    import psycopg

    from sosiaalikyla.roles import LOGINS, make_database, make_roles, prepare_database

    with psycopg.connect(cluster.url(ADMIN, "postgres"), autocommit=True) as admin:
        make_roles(admin, {name: cluster.password(name) for name in LOGINS})
        make_database(admin, database)
    with psycopg.connect(cluster.url(ADMIN, database), autocommit=True) as inside:
        prepare_database(inside)


def _say(text: str) -> None:
    print(text, flush=True)


def demo(words: list[str]) -> int:
    """`sosiaalikyla demo [--youths N]`: everything on this machine, people invented. PORT says where (8000).

    N invented lives stand beside the named ones (600); those already there stay.
    """
    youths = _youths(words)
    if youths is None:
        print("sosiaalikyla demo [--youths N]: N is a number from 0 to 1000000.", file=sys.stderr)
        return 2
    port = os.environ.get("PORT", "8000")
    if not port.isdigit() or not 0 < int(port) < 65536:
        print(f"PORT is {port!r}; it must be a number from 1 to 65535.", file=sys.stderr)
        return 2
    if not _free(int(port)):
        print(f"Port {port} is taken. Try another one: make demo PORT={int(port) + 1}", file=sys.stderr)
        return 1
    began = time.monotonic()
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, _end)
    signal.signal(signal.SIGHUP, _end)
    cluster = Cluster("demo")
    children: list[subprocess.Popen[bytes]] = []
    try:
        _say("1/4  Starting the database ...")
        cluster.start()
        prepare(cluster)
        _say("2/4  Tables, rules of rows, words and styles ...")
        ready_words = environment(cluster, "sk_migrate", role="sk_owner") | {"SOSIAALIKYLA_YOUTHS": str(youths)}
        _once(["-m", "sosiaalikyla.household", "ready"], ready_words)
        _say("3/4  Invented people live their lives ...")
        _once(["-m", "sosiaalikyla.household", "live"], environment(cluster, "sk_web"))
        _say("4/4  Opening the doors ...")
        web = environment(cluster, "sk_web") | {"PORT": port, "SOSIAALIKYLA_CMS_SOCKET": contents_socket(cluster)}
        children.append(_child(["-m", "sosiaalikyla.cli", "web"], web))
        children.append(_child(["-m", "sosiaalikyla.cli", "cms"], contents_environment(cluster)))
        children.append(_child(["-m", "sosiaalikyla.cli", "worker"], environment(cluster, "sk_worker")))
        _wait_for(int(port), children)
        _say(
            f"\nSosiaalikylä is open after {time.monotonic() - began:.0f} s: http://localhost:{port}/\n"
            f"Sign in as one of the invented people: http://localhost:{port}/demo/\nCtrl-C ends everything.\n"
        )
        while all(child.poll() is None for child in children):
            time.sleep(0.3)
        print("One of the processes ended by itself; ending the others.", file=sys.stderr)
        return 1
    except Ended:
        return 0
    except PostgresProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError:
        print("The step failed; its own words stand above. Nothing half done is kept.", file=sys.stderr)
        return 1
    finally:
        for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(sign, signal.SIG_IGN)
        end_all(children)
        cluster.stop(patience=3)


def bench(words: list[str]) -> int:
    """`sosiaalikyla bench pages [N ...]`: the main pages measured in databases of N invented young people (600).

    Each N has a database of its own, made at the first asking and kept: `make clean` forgets it.
    """
    if words[:1] == ["village"]:
        return _bench_village(words[1:])
    sizes = words[1:] or [str(YOUTHS)]
    if words[:1] != ["pages"] or not all(size.isdigit() and YOUTHS <= int(size) <= 1_000_000 for size in sizes):
        print(f"sosiaalikyla bench pages [N ...]: each N is a number from {YOUTHS} to 1000000.", file=sys.stderr)
        return 2
    cluster = Cluster("bench")
    try:
        cluster.start()
        for size in sizes:
            name = f"bench_{size}"
            prepare(cluster, name)
            ready_words = environment(cluster, "sk_migrate", database=name, role="sk_owner") | {"SOSIAALIKYLA_YOUTHS": size}
            _once(["-m", "sosiaalikyla.household", "bench_ready"], ready_words)
            _once(["-m", "sosiaalikyla.demo.bench", "live", size], environment(cluster, "sk_web", database=name))
            _once(["-m", "sosiaalikyla.household", "go_round"], environment(cluster, "sk_worker", database=name))
            _once(["-m", "sosiaalikyla.demo.bench", "measure", size], environment(cluster, "sk_web", database=name))
        return 0
    except (PostgresProblem, subprocess.CalledProcessError) as problem:
        print(problem, file=sys.stderr)
        return 1
    finally:
        cluster.stop(patience=3)


def _bench_village(words: list[str]) -> int:
    """`sosiaalikyla bench village [PAGES [SERVICES]]`: open pages, search and services (10,000 and 100,000)."""
    if len(words) > 2 or not all(word.isdigit() and 0 < int(word) <= 1_000_000 for word in words):
        print("sosiaalikyla bench village [PAGES [SERVICES]]: numbers from 1 to 1000000.", file=sys.stderr)
        return 2
    pages, services = [*words, *("10000", "100000")[len(words) :]]
    name = f"village_{pages}_{services}"
    cluster = Cluster("bench")
    children: list[subprocess.Popen[bytes]] = []
    try:
        cluster.start()
        prepare(cluster, name)
        ready_words = environment(cluster, "sk_migrate", database=name, role="sk_owner")
        _once(["-m", "sosiaalikyla.household", "village_ready"], ready_words | {"SOSIAALIKYLA_LAID": f"{pages} {services}"})
        web = environment(cluster, "sk_web", database=name)
        _once(["-m", "sosiaalikyla.demo.bench_village", "measure", pages, services], web)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        children.append(_child(["-m", "sosiaalikyla.cli", "web"], web | {"PORT": str(port)}))
        _wait_for(port, children)
        from sosiaalikyla.demo.bench_village import over_the_network

        print(
            f"figure: bench village a page from memory: {over_the_network(f'http://127.0.0.1:{port}/jalkihuolto/raha/velat/')}"
        )
        return 0
    except (PostgresProblem, subprocess.CalledProcessError) as problem:
        print(problem, file=sys.stderr)
        return 1
    finally:
        end_all(children)
        cluster.stop(patience=3)


def _youths(words: list[str]) -> int | None:
    """How many invented lives are asked for; None when the words make no sense."""
    if not words:
        return YOUTHS
    if len(words) != 2 or words[0] != "--youths" or not words[1].isdigit() or int(words[1]) > 1_000_000:
        return None
    return int(words[1])


def _end(number: int, frame: FrameType | None) -> None:
    raise Ended


def end_all(children: list[subprocess.Popen[bytes]], patience: float = 2.0) -> None:
    """Ask all to end, then insist. Each child leads its own group, so its own children end too."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    ends = time.monotonic() + patience
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.05, ends - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(1)


def _child(words: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, *words],
        env=env,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=die_with_parent(),
    )


def _once(words: list[str], env: dict[str, str]) -> None:
    child = _child(words, env)
    try:
        code = child.wait()
    except Ended:
        end_all([child])
        raise
    if code:
        raise subprocess.CalledProcessError(code, words)


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _wait_for(port: int, children: list[subprocess.Popen[bytes]], patience: float = 60.0) -> None:
    import urllib.error
    import urllib.request

    ends = time.monotonic() + patience
    while time.monotonic() < ends and all(child.poll() is None for child in children):
        with (
            contextlib.suppress(urllib.error.URLError, OSError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2) as answer,
        ):
            if answer.status == 200:
                return
        time.sleep(0.2)
    if all(child.poll() is None for child in children):
        print("The pages are slow to open; still trying.", file=sys.stderr)


# ---------------------------------------------------------------- steps run as children


def bring_up_to_date(*, loud: bool = False) -> int:
    """Words compiled, styles collected, tables and rules of rows up to date, path models published."""
    if not os.environ.get("SOSIAALIKYLA_DB_ROLE"):
        print(
            "sosiaalikyla migrate: set SOSIAALIKYLA_DB_ROLE=sk_owner and DATABASE_URL to the login sk_migrate; "
            "tables belong to sk_owner.",
            file=sys.stderr,
        )
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sosiaalikyla.settings")
    import django

    from sosiaalikyla.base import catalogues

    catalogues.compile_all()
    # The editors' tables stand in a schema of their own: they are made on the other core meanwhile.
    contents = _child(["-m", "sosiaalikyla.cms", "migrate", *(["-v"] if loud else [])], dict(os.environ))
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from sosiaalikyla.access.rows import lay_down
    from sosiaalikyla.paths import versions

    if settings.MODE != "test":
        call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", interactive=False, verbosity=1 if loud else 0)
    call_command("createcachetable", verbosity=0)
    lay_down()
    versions.lay_down()
    return contents.wait()


def of_editors(*words: str) -> int:
    """A command of the editors' process, in a process of its own: its configuration is another one."""
    return subprocess.run([sys.executable, "-m", "sosiaalikyla.cms", *words]).returncode


def ready() -> int:
    """Everything up to date, and the organisations, the staff and the hundreds of the invented people."""
    code = bring_up_to_date()
    if code:
        return code
    from sosiaalikyla.demo import bulk, seed, services

    # The texts go into the editors' pages on the other core meanwhile: nobody waits for anybody.
    texts = _child(["-m", "sosiaalikyla.cms", "load-content"], dict(os.environ))
    seed.lay()
    services.lay(say=_say)
    bulk.lay(int(os.environ.get("SOSIAALIKYLA_YOUTHS", YOUTHS)), say=_say)
    return texts.wait()


def bench_ready() -> int:
    """What `bench` measures in: everything up to date, and as many invented lives as were asked for."""
    code = bring_up_to_date()
    if code:
        return code
    from sosiaalikyla.demo import bench, seed

    seed.lay()
    bench.lay(int(os.environ["SOSIAALIKYLA_YOUTHS"]), say=_say)
    return 0


def village_ready() -> int:
    """What `bench village` measures in: staff, the content, synthetic pages and services. Once for each database."""
    code = bring_up_to_date()
    if code:
        return code
    from sosiaalikyla.demo import bench_village, seed
    from sosiaalikyla.directory.models import Service
    from sosiaalikyla.village.models import Findable

    pages, services = (int(word) for word in os.environ["SOSIAALIKYLA_LAID"].split())
    seed.lay()
    if Findable.objects.filter(language="fi").count() < pages or Service.objects.count() < services:
        bench_village.lay(pages, services, say=_say)
    return 0


def live() -> int:
    """The named lives, replayed through the same actions that pages use."""
    import django

    django.setup()
    from sosiaalikyla.demo.replay import replay

    return replay(say=_say)


def go_round() -> int:
    """The clock's work on what has moved, until nothing waits: as seconds after somebody's deed."""
    import django

    django.setup()
    from sosiaalikyla.portal.refresh import refresh_stale

    while refresh_stale():
        pass
    return 0


def web(words: list[str]) -> int:
    """Become gunicorn: threads, preload, no access log (addresses of pages are nobody's business)."""
    port = os.environ.get("PORT", "8000")
    where = os.environ.get("SOSIAALIKYLA_BIND", f"127.0.0.1:{port}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sosiaalikyla.settings")
    return _gunicorn("sosiaalikyla.wsgi:application", where, os.environ.get("WEB_WORKERS", "2"), words)


def cms(words: list[str]) -> int:
    """Become gunicorn for the editors' pages: one process with four threads, since editors are few."""
    where = os.environ.get("SOSIAALIKYLA_BIND", f"127.0.0.1:{os.environ.get('PORT', '8001')}")
    os.environ["DJANGO_SETTINGS_MODULE"] = "sosiaalikyla.cms.settings"
    return _gunicorn("sosiaalikyla.cms.wsgi:application", where, "1", words)


def _gunicorn(application: str, where: str, workers: str, words: list[str]) -> int:
    gunicorn = Path(sys.executable).parent / "gunicorn"
    os.execv(  # noqa: S606 - our own words; gunicorn takes this process's place
        sys.executable,
        [
            sys.executable, str(gunicorn), application, "--bind", where, "--worker-class", "gthread",
            "--workers", workers, "--threads", os.environ.get("WEB_THREADS", "4"),
            "--preload", "--timeout", "30", "--graceful-timeout", "2", "--log-level", "warning", "--no-control-socket",
            *words,
        ],
    )  # fmt: skip
    return 1


def make_migration(app: str, name: str) -> int:
    """Make a migration without a running database: the check for consistency needs none."""
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": f"sosiaalikyla.{'cms.' if app == 'cms' else ''}settings",
        "SOSIAALIKYLA_MODE": "test",
        "SECRET_KEY": "only-for-making-migrations",
        "DATABASE_URL": "postgresql://nobody@/none?host=/nonexistent",
    }
    code = "import django; django.setup(); from django.core.management import call_command; " + (
        f"call_command('makemigrations', {app!r}, name={name!r})"
    )
    return subprocess.run([sys.executable, "-W", "ignore", "-c", code], env=env).returncode


STEPS = {
    "ready": ready,
    "bench_ready": bench_ready,
    "live": live,
    "go_round": go_round,
    "village_ready": village_ready,
}

if __name__ == "__main__":
    sys.exit(STEPS[sys.argv[1]]())
