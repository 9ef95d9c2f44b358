"""A draft is its writer's alone: no worker, no manager, no named reader."""

from __future__ import annotations

from sosiaalikyla.access.actors import Actor
from sosiaalikyla.access.rows import OwnAccount, seal
from sosiaalikyla.drafts.models import Draft
from sosiaalikyla.drafts.sittings import Sitting

# The worker process clears away what is old, and reads nothing.
seal(Draft, OwnAccount("user"), web="SIUD", worker="SD")


def is_writer(actor: Actor, sitting: Sitting) -> bool:
    """The form was opened by this account."""
    return actor.user_id is not None and actor.user_id == sitting.user


def is_own(actor: Actor, draft: Draft) -> bool:
    return actor.user_id is not None and actor.user_id == draft.user_id
