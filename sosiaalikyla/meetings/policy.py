"""A meeting is the young person's and their workers'; so is what is written of contacts and agreed about keeping in touch.

Who writes: a worker their own contacts, the young person their own signs and wishes. Nobody writes in another's name.
"""

from __future__ import annotations

from sosiaalikyla.access.actors import Actor, Person
from sosiaalikyla.access.rows import InScope, seal
from sosiaalikyla.meetings.models import (
    CallWish,
    ContactAddition,
    ContactMade,
    ContactOwnWords,
    Meeting,
    QuietAgreement,
    Rhythm,
    Sign,
)
from sosiaalikyla.people.policy import can_write, carers, is_self

THEIRS = "youth_id = any((select sk.my_client_ids())::bigint[])"
MINE = "youth_id = any((select sk.my_own_ids())::bigint[])"
ME = "(select sk.me())"
# A contact is a worker's account: the young person reads it, and doesn't write one in their own name.
BY_A_WORKER = f"{THEIRS} and not {MINE}"

seal(Meeting, InScope("youth", carers), web="SIU", worker="S")
for account in (ContactMade, ContactAddition):
    own_account = f"{BY_A_WORKER} and worker_id = {ME}"
    seal(account, InScope("youth", carers), web="SIU", inserted=own_account, updated=own_account)
# Never changed: a mended text is the next version.
seal(ContactOwnWords, InScope("youth", carers), web="SI", inserted=f"{BY_A_WORKER} and scribe_id = {ME}")
seal(Rhythm, InScope("youth", carers), web="SI", inserted=f"{BY_A_WORKER} and worker_id = {ME}")
# The young person's own; a worker may write it down for them, and only the young person ticks it later.
seal(
    QuietAgreement,
    InScope("youth", carers),
    web="SIU",
    inserted=f"({MINE} and scribe_id is null) or ({BY_A_WORKER} and scribe_id = {ME})",
    updated=MINE,
)
# Asked by the young person; a worker who has called notes it done.
seal(CallWish, InScope("youth", carers), web="SIU", inserted=MINE, updated=THEIRS)
seal(Sign, InScope("youth", carers), web="SI", inserted=MINE)


def has_written(actor: Actor, contact: ContactMade) -> bool:
    """Wrote the contact, and still sees the young person: also one who has handed over finishes what they began."""
    if not isinstance(actor, Person) or not actor.is_staff:
        return False
    return ContactMade.objects.visible_to(actor).filter(pk=contact.pk, worker=actor.user).exists()


__all__ = ["can_write", "has_written", "is_self"]
