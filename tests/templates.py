"""Templates in one form (djade), without inline style or script, and nothing from another host."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
FORBIDDEN = {
    "inline style": re.compile(r"<style|\sstyle\s*=", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "inline handler": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "something from another host": re.compile(
        r"<(?:script|link|img|iframe|source)[^>]+(?:src|href)=[\"'](?:https?:)?//",
        re.IGNORECASE,
    ),
    "marking as safe": re.compile(r"\|safe\b|autoescape off"),
}


def main() -> int:
    files = sorted((HERE / "sosiaalikyla").glob("**/templates/**/*.html"))
    wrong = [
        f"{path.relative_to(HERE)}:{number}: {what}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for what, pattern in FORBIDDEN.items()
        if pattern.search(line)
    ]
    print("\n".join(wrong))
    djade = Path(sys.executable).parent / "djade"
    done = subprocess.run([str(djade), "--check", "--target-version", "5.2", *map(str, files)])
    return 1 if wrong or done.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
