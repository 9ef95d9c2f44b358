"""The heartbeat says nothing of anybody."""

from __future__ import annotations

from sosiaalikyla.access.rows import plain
from sosiaalikyla.portal.models import Heartbeat

plain(Heartbeat, why="times of the clockwork", web="S", worker="SIU")
