"""What the clock does about plans: whoever said "I'll think" is reminded of it once, and never again."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Subquery

from sosiaalikyla.access.actors import Job
from sosiaalikyla.access.jobs import must_be_a_job
from sosiaalikyla.base import clock
from sosiaalikyla.people.models import ClientRelation, Youth
from sosiaalikyla.plans.actions import remind
from sosiaalikyla.plans.models import Answer, Reminder, Version

NAME = "plans.reminders"
AFTER = timedelta(days=7)
"""How long one may think before a word is said."""
WHY = "who still thinks is told to themselves alone; nobody is shown a row"


def remind_thinking() -> int:
    """Remind those who have been thinking about the newest version for a week; returns how many were reminded.

    Only while they are clients and have an account that is open, and nobody twice. Raises NobodyActs outside a job.
    """
    must_be_a_job()
    newest = Version.objects.whole(WHY).filter(youth=OuterRef("pk")).order_by("-number")
    said = Answer.objects.whole(WHY).filter(youth=OuterRef("pk"), version=OuterRef("newest"), whose=Answer.Whose.YOUTH)
    last = said.order_by("-written_at", "-pk")
    open_today = ClientRelation.objects.whole(WHY).filter(youth=OuterRef("pk"), open_during__contains=clock.today())
    thinking = (
        Youth.objects.whole(WHY)
        .annotate(newest=Subquery(newest.values("pk")[:1]))
        .annotate(says=Subquery(last.values("says")[:1]), said_at=Subquery(last.values("written_at")[:1]))
        .filter(says=Answer.Says.THINKS, said_at__lte=clock.now() - AFTER)
        .filter(Exists(open_today), user__isnull=False, user__closed_at=None, died_on=None)
        .exclude(Exists(Reminder.objects.whole(WHY).filter(youth=OuterRef("pk"))))
    )
    found = list(thinking.order_by("pk"))
    for youth in found:
        remind(by=Job(NAME), youth=youth)
    return len(found)
