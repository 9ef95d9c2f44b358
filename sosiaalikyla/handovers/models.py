"""A change of worker, its asking, the young person's words about it, and the answers four weeks after.

Who answers for the young person is written in `people` only; here stands how it came to change hands.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sosiaalikyla.access.models import Organisation, User
from sosiaalikyla.access.sealed import Sealed
from sosiaalikyla.base import clock
from sosiaalikyla.base.privacy import Privacy, privacy
from sosiaalikyla.meetings.models import Meeting
from sosiaalikyla.people.models import ClientRelation, Youth

OVERTAKEN = "overtaken"
"""Why a change is closed that never came, because responsibility changed otherwise; the database writes it."""


class Handover(Sealed):
    """One change of the responsible worker, from the first thought to the question four weeks after.

    giver: null in a sudden leave · receiver: null until somebody has accepted, or the manager has named one in a sudden
    leave · deadline: the agreed day · board_org: the organisation whose manager sees the row, null under turvakielto; the
    database writes it.
    """

    class BegunBy(models.TextChoices):
        YOUTH = "youth", _("the young person")
        WORKER = "worker", _("the worker")
        MANAGER = "manager", _("the manager")

    class ClosedHow(models.TextChoices):
        OPEN = "", _("open")
        ANSWERED = "answered", _("both have answered")
        UNANSWERED = "unanswered", _("closed without an answer")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    relation = models.ForeignKey(ClientRelation, on_delete=models.PROTECT, related_name="+")
    giver = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    receiver = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    begun_by = models.CharField(max_length=7, choices=BegunBy.choices)
    begun_on = models.DateField(default=clock.today)
    sudden = models.BooleanField(default=False)
    deadline = models.DateField(null=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="+")
    held_on = models.DateField(null=True)
    no_meeting_why = models.CharField(max_length=300, blank=True, help_text="Shown to the young person.")
    changed_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    closed_how = models.CharField(max_length=10, blank=True, choices=ClosedHow.choices)
    closed_why = models.CharField(max_length=300, blank=True)
    withdrawn_on = models.DateField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True, help_text="Shown to the young person.")
    board_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")

    privacy: ClassVar[Privacy] = privacy(
        "P4", kept="child_welfare", extract=True, id="nothing", uuid="nothing", youth="nothing", relation="nothing",
        giver="nothing", receiver="nothing", begun_by="circumstance", begun_on="circumstance", sudden="circumstance",
        deadline="circumstance", meeting="nothing", held_on="circumstance", no_meeting_why="voice",
        changed_on="circumstance", closed_on="circumstance", closed_how="circumstance", closed_why="voice",
        withdrawn_on="circumstance", withdrawn_why="voice", board_org="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["relation"],
                condition=Q(closed_on=None, withdrawn_on=None),
                name="handovers_handover_one_open",
                violation_error_message=_("A change of worker is open already."),
            ),
            models.CheckConstraint(condition=Q(begun_by__in=["youth", "worker", "manager"]), name="handovers_begun_by"),
            models.CheckConstraint(
                condition=Q(sudden=True, giver=None) | Q(sudden=False, giver__isnull=False),
                name="handovers_giver_unless_sudden",
            ),
            models.CheckConstraint(
                condition=Q(changed_on=None) | Q(receiver__isnull=False), name="handovers_nobody_skips_the_receiver"
            ),
            models.CheckConstraint(
                condition=Q(changed_on=None) | Q(sudden=True) | Q(held_on__isnull=False) | ~Q(no_meeting_why=""),
                name="handovers_met_or_said_why_not",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_why="")
                | (Q(withdrawn_on__isnull=False, changed_on=None) & ~Q(withdrawn_why="")),
                name="handovers_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_how="")
                | Q(closed_on__isnull=False, changed_on__isnull=False, closed_how="answered")
                | (Q(closed_on__isnull=False, changed_on__isnull=False, closed_how="unanswered") & ~Q(closed_why="")),
                name="handovers_closed_with_reason",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["youth", "-begun_on"], name="handovers_handover_latest")]


class Proposal(Sealed):
    """One worker asked to take over: an item of its own, for the one asked sees nothing else of the young person.

    words: short ones for the one asked, without a name. The latest row of a change holds; none is ever asked anew in place.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=300)
    change_by = models.DateField(help_text="The agreed day of the change.")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField(default=clock.today)
    accepted_on = models.DateField(null=True)
    refused_on = models.DateField(null=True)
    refused_why = models.CharField(max_length=300, blank=True)
    withdrawn_on = models.DateField(null=True)
    board_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")

    privacy: ClassVar[Privacy] = privacy(
        "P4", kept="child_welfare", extract=True, id="nothing", uuid="nothing", youth="nothing", handover="nothing",
        receiver="nothing", words="voice", change_by="circumstance", asked_by="nothing", asked_on="circumstance",
        accepted_on="circumstance", refused_on="circumstance", refused_why="voice", withdrawn_on="circumstance",
        board_org="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["handover"],
                condition=Q(refused_on=None, withdrawn_on=None),
                name="handovers_proposal_one_at_a_time",
                violation_error_message=_("Somebody has been asked already."),
            ),
            models.CheckConstraint(condition=Q(accepted_on=None) | Q(refused_on=None), name="handovers_proposal_yes_or_no"),
            models.CheckConstraint(
                condition=Q(refused_on=None, refused_why="") | (Q(refused_on__isnull=False) & ~Q(refused_why="")),
                name="handovers_proposal_refused_with_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["receiver"],
                condition=Q(accepted_on=None, refused_on=None, withdrawn_on=None),
                name="handovers_proposal_waiting",
            )
        ]


class Wish(Sealed):
    """The young person's words about a change: what to tell, what not, or how they feel about it. Added to, never edited.

    only_to: whom a "don't tell" is said to, the worker who hands over; the new worker never reads what wasn't to be told.
    scribe: who wrote it down for them; it is the young person's only from `read_back_on` on, the day they said it is right.
    taken_back_on: the young person no longer wishes it. Nobody else writes either day.
    """

    class Kind(models.TextChoices):
        TELL = "tell", _("tell this")
        DONT_TELL = "dont_tell", _("don't tell this")
        NONE = "none", _("nothing to wish")
        STAY = "stay", _("I don't want to change")
        ANOTHER = "another", _("I would rather have another worker")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    text = models.CharField(max_length=1000, blank=True)
    scribe = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    only_to = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    said_on = models.DateField(default=clock.today)
    read_back_on = models.DateField(null=True)
    taken_back_on = models.DateField(null=True)

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="child_welfare", extract=True, id="nothing", uuid="nothing", youth="nothing", handover="nothing",
        kind="voice", text="voice", scribe="nothing", only_to="nothing", said_on="circumstance", read_back_on="nothing",
        taken_back_on="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=["tell", "dont_tell", "none", "stay", "another"]), name="handovers_wish_kind"
            ),
            models.CheckConstraint(
                condition=Q(kind="dont_tell", only_to__isnull=False) | (~Q(kind="dont_tell") & Q(only_to=None)),
                name="handovers_wish_dont_tell_to_one",
            ),
            models.CheckConstraint(
                condition=~Q(text="") | ~Q(kind__in=["tell", "dont_tell"]),
                name="handovers_wish_has_words",
                violation_error_message=_("Write it in your own words."),
            ),
        ]

    @property
    def counts(self) -> bool:
        """Said by the young person themselves, or read by them and found right; not taken back."""
        return self.taken_back_on is None and (self.scribe_id is None or self.read_back_on is not None)


class CheckAnswer(Sealed):
    """How the change went, four weeks after: one voice's own answer. Both stand side by side."""

    class Voice(models.TextChoices):
        YOUTH = "youth", _("the young person")
        WORKER = "worker", _("the new worker")

    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="+")
    voice = models.CharField(max_length=6, choices=Voice.choices)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=7, help_text="A key of the set `mood` in questions/data/answers.yaml.")
    words = models.CharField(max_length=1000, blank=True)
    answered_on = models.DateField(default=clock.today)

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="child_welfare", extract=True, id="nothing", youth="nothing", handover="nothing", voice="nothing",
        author="nothing", answer="voice", words="voice", answered_on="circumstance",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handover", "voice"], name="handovers_checkanswer_each_voice_once"),
            models.CheckConstraint(condition=Q(voice__in=["youth", "worker"]), name="handovers_checkanswer_voice"),
            models.CheckConstraint(
                condition=Q(answer__in=["good", "mixed", "bad", "unknown"]), name="handovers_checkanswer_answer"
            ),
        ]


class HandoverDay(Sealed):
    """Which step of a change waits, for whom and until when. Derived; the boards of workers and managers read it.

    It carries no name of the young person and no word. address: the change's own key · rises_on: the day from which the
    manager's board shows it · youth_asked_from: the day from which the young person's question is open, null once answered.
    """

    handover = models.OneToOneField(Handover, on_delete=models.PROTECT, related_name="+")
    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=10)
    who = models.CharField(max_length=11)
    acts = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    address = models.UUIDField()
    receiver = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    changed_on = models.DateField(null=True)
    youth_asked_from = models.DateField(null=True)
    due = models.DateField(null=True)
    rises_on = models.DateField(null=True)
    sudden = models.BooleanField(default=False)
    board_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")

    privacy: ClassVar[Privacy] = privacy(
        "P4", kept="passing", extract=False, id="nothing", handover="nothing", youth="nothing", step="circumstance",
        who="nothing", acts="nothing", address="nothing", receiver="nothing", changed_on="circumstance",
        youth_asked_from="circumstance", due="circumstance", rises_on="circumstance", sudden="circumstance",
        board_org="nothing",
    )  # fmt: skip

    class Meta:
        indexes: ClassVar = [models.Index(fields=["board_org", "rises_on"], name="handovers_handoverday_board")]
