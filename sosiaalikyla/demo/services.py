"""The demo's services, all invented: in by the same import and the same actions as real ones. Twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sosiaalikyla import directory
from sosiaalikyla.access.actors import Job, acting
from sosiaalikyla.demo.seed import refuse_outside_demo
from sosiaalikyla.directory import jobs, own_files, policy, ptv

DATA = Path(directory.__file__).parent / "data" / "demo"


def lay(*, say: Callable[[str], None]) -> None:
    """The catalogue's answers first, then our own layer beside them."""
    refuse_outside_demo()
    with acting(Job("directory.import")):
        batch = jobs.bring_in(ptv.read(ptv.files_of(DATA / "ptv")), full=False)
    with acting(policy.KEEPER) as keeper:
        own_files.lay(DATA / "own.yaml", by=keeper)
    say(f"     {batch.counts['services']['came']} invented services near you")
