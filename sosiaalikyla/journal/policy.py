"""Events are written by whoever acts. Who reads them is said higher up, where client relations are known (`people`)."""

from __future__ import annotations

from sosiaalikyla.access.policy import HAS_ACTOR
from sosiaalikyla.access.rows import Nobody, plain, seal
from sosiaalikyla.journal.models import Event, Stale

seal(Event, Nobody(), web="SI", worker="SI", insight="S", inserted=HAS_ACTOR, client="client")
plain(Stale, why="a number and a time; says nothing of anybody", web="SD", worker="SD")
