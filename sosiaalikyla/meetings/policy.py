"""A meeting is the young person's and their workers'."""

from __future__ import annotations

from sosiaalikyla.access.rows import InScope, seal
from sosiaalikyla.meetings.models import Meeting
from sosiaalikyla.people.policy import carers

seal(Meeting, InScope("youth", carers), web="SIU", worker="S")
