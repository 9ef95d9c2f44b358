"""Keep what has been written so far, note that it was sent, throw it away.

None of these leaves a line in the trace: lines every few seconds would tell when and how much somebody writes.
"""

from __future__ import annotations

from sosiaalikyla.access.actions import action
from sosiaalikyla.access.actors import Actor
from sosiaalikyla.base import clock
from sosiaalikyla.drafts import policy
from sosiaalikyla.drafts.models import Draft, packed
from sosiaalikyla.drafts.sittings import Sitting

OWN = "an unfinished text is its writer's own: nobody learns that it was written"


@action(
    can=lambda *, by, sitting, **_: policy.is_writer(by, sitting), about=lambda **_: [], journal=None, why=OWN, traced=False
)
def keep(
    *, by: Actor, sitting: Sitting, fields: dict[str, list[str]], turn: int, base: str = "", replaced: bool = False
) -> Draft:
    """Keep the text as it is at this turn. What comes late, after a later turn or after it was sent, changes nothing.

    The draft it was begun from gives way, unless somebody has gone on with that one elsewhere meanwhile.
    """
    words = packed(fields, base, sitting.texts, replaced=replaced)
    row = _held(by, sitting)
    if row.turn < turn:
        row.words, row.turn, row.saved_at = words, turn, clock.now()
        row.save(update_fields=["words", "turn", "saved_at"])
        _give_way(by, sitting)
    return row


@action(
    can=lambda *, by, sitting, **_: policy.is_writer(by, sitting), about=lambda **_: [], journal=None, why=OWN, traced=False
)
def sent(*, by: Actor, sitting: Sitting, turn: int) -> None:
    """The form was taken: its draft is empty from here on, also for a copy that arrives late."""
    row = _held(by, sitting)
    if row.turn <= turn:
        row.words, row.turn, row.saved_at = None, turn, clock.now()
        row.save(update_fields=["words", "turn", "saved_at"])
        _give_way(by, sitting)


@action(can=lambda *, by, draft, **_: policy.is_own(by, draft), about=lambda **_: [], journal=None, why=OWN, traced=False)
def throw_away(*, by: Actor, draft: Draft) -> None:
    """The writer doesn't want it any more."""
    Draft.objects.visible_to(by).filter(pk=draft.pk, turn=draft.turn).update(words=None, saved_at=clock.now())


def _held(by: Actor, sitting: Sitting) -> Draft:
    """The row of the sitting, made when it isn't there, held for this deed."""
    own = Draft.objects.visible_to(by)
    if not own.filter(pk=sitting.key).exists():
        row = Draft(id=sitting.key, user_id=sitting.user, address=sitting.address, form=sitting.form)
        Draft.objects.bulk_create([row], ignore_conflicts=True)
    return own.select_for_update().get(pk=sitting.key)


def _give_way(by: Actor, sitting: Sitting) -> None:
    if sitting.continues is not None:
        Draft.objects.visible_to(by).filter(pk=sitting.continues, turn__lte=sitting.seen).update(words=None)
