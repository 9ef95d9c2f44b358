"""`make quick`, `make test`, `make long`: one list of steps each, every step named and timed, the first red ends it.

A step is a command anybody can type. Steps of one group run side by side on the two cores.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
EDITORS = "sosiaalikyla.cms.settings"
PLAIN_DJANGO = {
    "DJANGO_SETTINGS_MODULE": "sosiaalikyla.settings",
    "SOSIAALIKYLA_MODE": "test",
    "SECRET_KEY": "for-checks-that-need-no-database",
    "DATABASE_URL": "postgresql://nobody@/none?host=/nonexistent",
}


@dataclass(frozen=True)
class Step:
    name: str
    words: tuple[str, ...]
    django: bool = False
    env: tuple[tuple[str, str], ...] = ()


def tool(name: str, *words: str, said: str = "", django: bool = False) -> Step:
    return Step(said or name, (str(BIN / name), *words), django)


def pytest(name: str, *words: str) -> Step:
    return Step(name, (sys.executable, "-m", "pytest", *words))


TYPED = [
    "sosiaalikyla/figures",
    "sosiaalikyla/rules/engine.py",
    "sosiaalikyla/rules/loader.py",
    "sosiaalikyla/rules/words.py",
    "sosiaalikyla/rules/rights_command.py",
    "sosiaalikyla/audit",
    "sosiaalikyla/access",
    "sosiaalikyla/directory",
    *(
        f"sosiaalikyla/{app}/{name}.py"
        for app in ("people", "paths", "meetings", "keys", "plans", "handovers", "journal", "notices", "drafts")
        for name in ("policy", "actions")
    ),
]
"""Strict types where a mistake is dear: who may, what happens, the law, the sums, the trace."""

CHECKS = [
    [tool("ruff", "check", "-q", ".", said="lint"), tool("ruff", "format", "-q", "--check", ".", said="format")],
    [
        tool("lint-imports", "--no-cache", said="storeys"),
        tool("sosiaalikyla", "words", "--check", said="catalogues"),
        tool("deptry", ".", said="dependencies"),
        Step(
            "migrations up to date",
            (
                sys.executable, "-W", "ignore", "-c",
                "import django; django.setup(); from django.core.management import call_command; "
                "call_command('makemigrations', check=True, dry_run=True, verbosity=1)",
            ),
            django=True,
        ),
        Step(
            "migrations of the editors' process",
            (
                sys.executable, "-W", "ignore", "-c",
                "import django; django.setup(); from django.core.management import call_command; "
                "call_command('check'); call_command('makemigrations', check=True, dry_run=True, verbosity=1)",
            ),
            django=True,
            env=(("DJANGO_SETTINGS_MODULE", EDITORS),),
        ),
        Step("templates", (sys.executable, "-m", "tests.templates"), django=True),
        tool("mypy", *(place for place in TYPED if (HERE / place).exists()), said="types", django=True),
    ],
]  # fmt: skip

TWO = ("-n", "2", "--dist", "worksteal")
BRANCHES = (
    "sosiaalikyla/access/tests",
    "sosiaalikyla/directory/tests/test_own_layer.py",
    "sosiaalikyla/drafts/tests/test_actions.py",
    "sosiaalikyla/handovers/tests/test_actions.py",
    "sosiaalikyla/keys/tests",
    "sosiaalikyla/meetings/tests",
    "sosiaalikyla/paths/tests/test_actions.py",
    "sosiaalikyla/paths/tests/test_cards.py",
    "sosiaalikyla/paths/tests/test_sharing.py",
    "sosiaalikyla/paths/tests/test_told_answers.py",
    "sosiaalikyla/people/tests/test_actions.py",
    "sosiaalikyla/people/tests/test_policy.py",
    "sosiaalikyla/plans/tests/test_actions.py",
    "sosiaalikyla/plans/tests/test_own_actions.py",
    "sosiaalikyla/plans/tests/test_record.py",
)
"""Tests that reach every branch of every policy and action; `make test` is red when one has none (pyproject.toml names
the files measured). Measuring slows Python by half and more, so it is done for these tests, and not in `quick`."""

NO_BROWSER = ("-m", "not flow and not slow and not long")
OF_EDITORS = (f"--ds={EDITORS}", "sosiaalikyla/cms/tests")
"""The editors' process is another configuration, so its tests are another call."""
QUICK = [
    *CHECKS,
    [pytest("tests without a browser", *TWO, *NO_BROWSER)],
    [pytest("tests of the editors' process", *TWO, *NO_BROWSER, *OF_EDITORS)],
]
TEST = [
    *CHECKS,
    [pytest("policies and actions, branches", *TWO, *NO_BROWSER, *BRANCHES, "--cov")],
    [pytest("tests without a browser", *TWO, *NO_BROWSER, *(f"--ignore={place}" for place in BRANCHES))],
    [pytest("tests of the editors' process", *TWO, "-m", "not long", *OF_EDITORS)],
    [pytest("slow tests", *TWO, "-m", "slow and not flow and not long", "-s")],
    [pytest("flows in a browser", *TWO, "-m", "flow and not long", "-rP")],
]


def other_servers() -> list[Step]:
    """The suite once more on an installed PostgreSQL, the oldest there is from 15 up: the demo brings its own newer one."""
    found = sorted(
        (int(place.parent.parent.name), place.parent)
        for place in Path("/usr/lib/postgresql").glob("*/bin/initdb")
        if place.parent.parent.name.isdigit() and int(place.parent.parent.name) >= 15
    )
    for major, place in found[:1]:
        env = (("SOSIAALIKYLA_PG_BIN", str(place)), ("SOSIAALIKYLA_TEST_CLUSTER", f"test-{major}"))
        words = pytest("", *TWO, *NO_BROWSER).words
        return [Step(f"the same on PostgreSQL {major}", words, env=env)]
    print("no PostgreSQL of its own is installed here: the suite ran on the demo's only", flush=True)
    return []


def long() -> list[list[Step]]:
    return [
        *TEST,
        other_servers(),
        [pytest("long tests of access", *TWO, "-m", "long", "tests/parity")],
        [pytest("other long tests", "-m", "long", "-s", "--ignore=tests/parity")],
    ]


def run(step: Step) -> tuple[int, float, str]:
    began = time.monotonic()
    env = {**os.environ, "SOSIAALIKYLA_SPEED": SPEED, **(PLAIN_DJANGO if step.django else {}), **dict(step.env)}
    done = subprocess.run(step.words, cwd=HERE, env=env, capture_output=True, text=True)
    return done.returncode, time.monotonic() - began, done.stdout + done.stderr


def closing_line(said: str) -> str:
    found = re.findall(r"^.*\b\d+ (?:passed|failed|error).*$", said, flags=re.MULTILINE)
    return found[-1].strip("= ") if found else ""


SPEED = "test"
"""Property tests try fewer examples in `quick`."""


def main(words: list[str]) -> int:
    global SPEED
    plans = {"check": CHECKS, "quick": QUICK, "test": TEST}
    if words == ["long"]:
        plans["long"] = long()
    if len(words) != 1 or words[0] not in plans:
        print(f"python -m tests.run {'|'.join(plans)}|long", file=sys.stderr)
        return 2
    SPEED = words[0]
    if words[0] in {"test", "long"}:
        browser()
    began = time.monotonic()
    passed = failed = 0
    with ThreadPoolExecutor(2) as two:
        for group in plans[words[0]]:
            for step, (code, seconds, said) in zip(group, two.map(run, group), strict=True):
                line = closing_line(said)
                print(f"{'ok ' if code == 0 else 'RED'} {step.name:32} {seconds:6.1f} s  {line}", flush=True)
                numbers = {kind: int(number) for number, kind in re.findall(r"(\d+) (passed|failed)", line)}
                passed += numbers.get("passed", 0)
                failed += numbers.get("failed", 0)
                shown = [text for text in said.splitlines() if text.startswith("figure:")]
                print("\n".join(shown), end="\n" if shown else "", flush=True)
                if code:
                    print(said, flush=True)
                    print(f"{passed} passed, {max(failed, 1)} failed", flush=True)
                    return 1
    print(f"{words[0]}: {time.monotonic() - began:.0f} s", flush=True)
    print(f"{passed} passed, {failed} failed" if passed else "checks passed", flush=True)
    return 0


def browser() -> None:
    """A Chromium for the flows: the installed one, else the package manager's, else Playwright's own."""
    if os.environ.get("SOSIAALIKYLA_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser"):
        return
    if shutil.which("google-chrome"):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Fetching Chromium from the package manager ...", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=False, capture_output=True)
        done = subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=False, capture_output=True)
        if done.returncode == 0 and shutil.which("chromium"):
            return
    print("Fetching Chromium with Playwright ...", flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
