"""A notice is its receiver's own; whoever acts may put one out for another."""

from __future__ import annotations

from sosiaalikyla.access.policy import HAS_ACTOR
from sosiaalikyla.access.rows import OwnAccount, seal
from sosiaalikyla.notices.models import Notice

seal(Notice, OwnAccount("receiver"), web="SI", worker="SIU", inserted=HAS_ACTOR)
