"""Rules over the whole code that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "sosiaalikyla"
PAGES = {"views.py", "homes.py", "own_home.py", "workday.py", "board.py", "readings.py"}
WRITES = {"bulk_create", "bulk_update", "get_or_create", "update_or_create"}


def files() -> Iterator[Path]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts and "tests" not in path.parts:
            yield path


@pytest.mark.parametrize("path", [path for path in files() if path.name in PAGES], ids=str)
def test_pages_never_open_everything(path: Path) -> None:
    """Pages and readings ask as somebody: `whole(...)` is for jobs, rules and refreshing."""
    assert ".whole(" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [path for path in files() if path.name not in {"actions.py"}], ids=str)
def test_only_actions_jobs_and_refreshing_write(path: Path) -> None:
    allowed = {
        "visits.py",
        "refresh.py",
        "jobs.py",
        "sealing.py",
        "seed.py",
        "models.py",
        "versions.py",
        "sealed.py",
        "clockwork.py",
        # The village's pages and their index are about nobody; the editors' own log says who changed what.
        "publishing.py",
        "loading.py",
        "indexing.py",
        # What somebody without a name says of a page.
        "feedback.py",
        # Invented lives only, in demo mode only: these refuse anywhere else.
        "bulk.py",
        "bench.py",
    }
    # The editors' process has no actions: it writes its own schema, and Wagtail's log says who did what.
    if path.name in allowed or path.parent.name in {"audit", "cms"}:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            raise AssertionError(f"{path.name}:{node.lineno} writes rows outside an action")


def test_no_machine_path_or_address_of_a_registry_is_in_the_tree() -> None:
    known = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\0"
    )
    homes = re.compile("/" + r"(?:work|root|home/\w+)/(?!\w*\$)")
    for name in known:
        path = ROOT / name
        if not name or not path.is_file() or path.suffix in {".png", ".lock"}:
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        assert not homes.search(text), name


def test_locks_carry_hashes_and_no_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        pins = re.findall(r"^[a-z0-9][\w.\-]*==", text, flags=re.MULTILINE)
        assert pins
        assert text.count("--hash=sha256:") >= len(pins)


def test_every_dependency_says_why_it_is_here() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if re.match(r'^  "[a-z][\w.\-\[\],]*[<>=]', line)]
    assert wanted
    for line in wanted:
        assert re.search(r"#\s+\S.{8,}", line), line
