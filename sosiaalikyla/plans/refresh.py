"""Which promises are open, by day and owner, for the board. Derived from the promises; idempotent."""

from __future__ import annotations

from sosiaalikyla.base import clock
from sosiaalikyla.people.models import Responsibility
from sosiaalikyla.plans.models import Promise, PromiseDay

WHY = "refresh: the role's own policies say whose rows these are"


def refresh(youth_id: int) -> None:
    """Make the rows exactly those of the open promises. A promise stays its owner's when the owner no longer works with
    the young person: it rises to the board of the organisation responsible today, until somebody takes it over.

    board_org: as on today's responsibility, so null under turvakielto.
    """
    open_ones = Promise.objects.whole(WHY).filter(youth_id=youth_id, kept_on=None, called_off_on=None)
    wanted = {row.pk: row for row in open_ones}
    kept = {row.promise_id: row for row in PromiseDay.objects.whole(WHY).filter(youth_id=youth_id)}
    gone = kept.keys() - wanted.keys()
    if gone:
        PromiseDay.objects.whole(WHY).filter(promise_id__in=gone).delete()
    if not wanted:
        return
    board = _board_org(youth_id)
    for key, promise in wanted.items():
        row = kept.get(key) or PromiseDay(promise=promise, youth_id=youth_id)
        if (row.owner_id, row.due, row.board_org_id) != (promise.owner_id, promise.due, board) or row.pk is None:
            row.owner_id, row.due, row.board_org_id = promise.owner_id, promise.due, board
            row.save()


def _board_org(youth_id: int) -> int | None:
    """The organisation on whose board the young person's matters are today; None when on nobody's."""
    today = clock.today()
    held = Responsibility.objects.whole(WHY).filter(youth_id=youth_id, during__contains=today).order_by("pk").first()
    return held.board_org_id if held else None
