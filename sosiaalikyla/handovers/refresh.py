"""Works out anew which step of a young person's change of worker waits, for whom and until when. Idempotent."""

from __future__ import annotations

from collections import defaultdict

from sosiaalikyla.base import clock
from sosiaalikyla.handovers import machine
from sosiaalikyla.handovers.machine import Role
from sosiaalikyla.handovers.models import CheckAnswer, Handover, HandoverDay, Proposal
from sosiaalikyla.handovers.readings import facts_of
from sosiaalikyla.people.models import Responsibility

WHY = "refresh: the role's own policies say whose rows these are"


def refresh(youth_id: int) -> None:
    """Write the waiting step of each open change. Called through `journal.refresh`, one at a time for each client."""
    rows = list(Handover.objects.whole(WHY).filter(youth_id=youth_id, closed_on=None, withdrawn_on=None).order_by("pk"))
    wanted = _days(rows) if rows else {}
    kept = {row.handover_id: row for row in HandoverDay.objects.whole(WHY).filter(youth_id=youth_id)}
    names = [field.attname for field in HandoverDay._meta.concrete_fields if field.name not in {"id", "board_org"}]
    for key, row in wanted.items():
        old = kept.pop(key, None)
        if old is None:
            row.save()
        elif any(getattr(old, name) != getattr(row, name) for name in names) or old.board_org_id != row.board_org_id:
            row.pk = old.pk
            row.save(force_update=True)
    if kept:
        HandoverDay.objects.whole(WHY).filter(pk__in=[row.pk for row in kept.values()]).delete()


def _days(rows: list[Handover]) -> dict[int, HandoverDay]:
    keys = [row.pk for row in rows]
    proposals: dict[int, list[Proposal]] = defaultdict(list)
    for asked in Proposal.objects.whole(WHY).filter(handover__in=keys).order_by("pk"):
        proposals[asked.handover_id].append(asked)
    answers: dict[int, dict[str, CheckAnswer]] = defaultdict(dict)
    for answer in CheckAnswer.objects.whole(WHY).filter(handover__in=keys):
        answers[answer.handover_id][answer.voice] = answer
    now = Responsibility.objects.whole(WHY).filter(
        relation__in=[row.relation_id for row in rows], during__contains=clock.today()
    )
    responsible = {row.relation_id: row.worker_id for row in now}
    found = {}
    for row in rows:
        asked = proposals[row.pk]
        facts = facts_of(row, asked, (), answers[row.pk])
        waits = machine.waiting(facts)
        if waits is None:  # it has come to its end
            continue
        if waits.step == "check" and CheckAnswer.Voice.WORKER in answers[row.pk]:
            waits = machine.Waiting("check", waits.who, None, None)  # the rest is the young person's, and never late
        acts = {
            Role.RESPONSIBLE: responsible.get(row.relation_id),
            Role.ASKED: asked[-1].receiver_id if asked else None,
            Role.RECEIVER: row.receiver_id,
        }.get(waits.who)
        found[row.pk] = HandoverDay(
            handover=row,
            youth_id=row.youth_id,
            step=waits.step,
            who=str(waits.who),
            acts_id=acts,
            address=row.uuid,
            receiver_id=row.receiver_id,
            changed_on=row.changed_on,
            youth_asked_from=None
            if row.changed_on is None or CheckAnswer.Voice.YOUTH in answers[row.pk]
            else machine.check_opens(facts),
            due=waits.due,
            rises_on=waits.rises,
            sudden=row.sudden,
            board_org_id=row.board_org_id,
        )
    return found
