"""Everything in the directory is public: pages read, the import and our own layer's files write, by the worker's role."""

from __future__ import annotations

from sosiaalikyla.access.actors import Actor, Job
from sosiaalikyla.access.rows import plain
from sosiaalikyla.directory.models import (
    Batch,
    Channel,
    Connection,
    MunicipalityPage,
    Organiser,
    OwnWords,
    Service,
)

KEEPER = Job("directory.own")
"""Our own layer is readable files in the owner's keeping; a command lays them down."""

for catalogue in (Organiser, Channel, Connection, Service):
    plain(catalogue, why="public services as their organisers have published them", web="S", worker="SIUD")
plain(Batch, why="what came in and wasn't understood; public data about public data", web="S", worker="SI")
for own in (OwnWords, MunicipalityPage):
    plain(own, why="our own words on public services", web="S", worker="SIUD")


def can_keep(by: Actor) -> bool:
    """Our own layer is written by its command alone; the pages' role may only read it."""
    return by == KEEPER
