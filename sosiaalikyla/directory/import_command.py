"""`sosiaalikyla import`: the national service catalogue from files, and our own layer from its file.

Says to a person what came in, what was new and what wasn't understood. A refusal names file, place and reason, and
changes nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path

from django.utils import translation

from sosiaalikyla.access.actors import Job, acting
from sosiaalikyla.base.yaml_files import NotPlain
from sosiaalikyla.directory import findings, jobs, own_files, policy, ptv
from sosiaalikyla.directory.foreign import Refused
from sosiaalikyla.directory.models import Batch

USAGE = """sosiaalikyla import ptv FILE|FOLDER|ZIP [--full]   services of the national catalogue (versions 11 and 12);
                                                   --full: what isn't in it has vanished
sosiaalikyla import own FILE.yaml                  our own layer: plain words, additions, municipalities' pages
"""
SHOWN = 40
"""Findings printed; all of them are on the page."""


def main(words: list[str]) -> int:
    """0 when it is in; 1 when it was refused; 2 when the words make no sense."""
    full = "--full" in words
    rest = [word for word in words if word != "--full"]
    if len(rest) != 2 or rest[0] not in {"ptv", "own"} or (full and rest[0] == "own"):
        print(USAGE, file=sys.stderr, end="")
        return 2
    try:
        with translation.override("en"):
            print(_ptv(Path(rest[1]), full=full) if rest[0] == "ptv" else _own(Path(rest[1])))
    except (Refused, NotPlain) as refused:
        print(f"Refused, and nothing was changed: {refused}", file=sys.stderr)
        return 1
    return 0


def _ptv(path: Path, *, full: bool) -> str:
    parsed = ptv.read(ptv.files_of(path))
    with acting(Job("directory.import")):
        batch = jobs.bring_in(parsed, full=full)
    return told(batch)


def told(batch: Batch) -> str:
    """The batch in words: first the sums, then each finding with its file and place."""
    counts = batch.counts
    imported = counts["services"]["came"] + counts["channels"]["came"]
    not_understood = sum(what in findings.LEFT_OUT for _file, _place, what, _value in batch.findings)
    changes = [f"{sum(each[what] for each in counts.values())} {what}" for what in ("added", "changed", "vanished")]
    kinds = ", ".join(f"{name} {each['came']}" for name, each in counts.items())
    lines = [f"{imported} imported, {not_understood} not understood: {', '.join(changes)} ({kinds})."]
    for file, place, what, value in batch.findings[:SHOWN]:
        where = ": ".join(filter(None, (file, place)))
        lines.append(f"  {where}{': ' if where else ''}{findings.words(what, value)}")
    if len(batch.findings) > SHOWN:
        lines.append(f"  and {len(batch.findings) - SHOWN} more, all on the page of sources")
    return "\n".join(lines)


def _own(path: Path) -> str:
    with acting(policy.KEEPER) as keeper:
        done = own_files.lay(path, by=keeper)
    return ", ".join(f"{number} {what}" for what, number in done.items()) + " kept."
