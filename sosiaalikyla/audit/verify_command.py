"""`sosiaalikyla audit verify [--head FILE]`: is the trace what was sealed? For an administrator and for the clock."""

from __future__ import annotations

import sys
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from sosiaalikyla.base import clock

from .verification import Report, verify

USAGE = "Use: sosiaalikyla audit verify [--head FILE]"


def main(words: list[str]) -> int:
    """0: all is as it was sealed. 1: something was found, or couldn't be checked. 2: wrong use."""
    if words == ["verify"]:
        path = Path(settings.AUDIT_HEAD_FILE)
    elif len(words) == 3 and words[:2] == ["verify", "--head"]:
        path = Path(words[2])
    elif len(words) == 2 and words[0] == "verify" and words[1].startswith("--head=") and words[1] != "--head=":
        path = Path(words[1].removeprefix("--head="))
    else:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        return _verify(path)
    except (DatabaseError, InterfaceError) as problem:
        print(f"The trace couldn't be read: {str(problem).strip()}", file=sys.stderr)
        print("DATABASE_URL must name a role that may read it all, such as sk_worker.", file=sys.stderr)
        return 1


def _verify(path: Path) -> int:
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            report = verify(lines, now=clock.now())
        tail_checked = True
    except OSError as problem:
        report = verify([], now=clock.now())
        tail_checked = False
        print(
            f"The exported heads couldn't be read from {path}: {problem.strerror}. Without them nobody can tell whether "
            "the end of the trace was cut off or the whole of it rewritten.",
            file=sys.stderr,
        )
    for finding in report.findings:
        print(finding)
    if report.more:
        print(f"... and {report.more} more.")
    print(_closing(report))
    return 0 if report.sound and tail_checked else 1


def _closing(report: Report) -> str:
    count = len(report.findings) + report.more
    head = f"head {report.head.number}" if report.head else "no head"
    found = {0: "nothing found", 1: "1 finding"}.get(count, f"{count} findings")
    return f"Checked {report.checked} rows in {report.seconds:.1f} s, {head}: {found}."
