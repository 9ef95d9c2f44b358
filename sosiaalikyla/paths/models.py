"""A young person's own path: which version of each model they follow, what has been said and agreed, and the days it gives.

Facts (what somebody has said or agreed) are added to, never overwritten. Days (`StepDay`, `StationDay`, `CheckDay`) are
derived: deleting all of them and refreshing gives the same rows.
"""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sosiaalikyla.access.models import Organisation, User
from sosiaalikyla.access.sealed import Sealed
from sosiaalikyla.base import clock
from sosiaalikyla.base.privacy import Privacy, privacy
from sosiaalikyla.people.models import Youth


class ModelVersion(models.Model):
    """One published version of a path model, whole. Never changed: a young person may follow an old one for years."""

    key = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    published_on = models.DateField(default=clock.today)

    privacy: ClassVar[Privacy] = privacy(
        "P0", kept="public", extract=False, id="nothing", key="nothing", number="nothing", content="nothing",
        content_hash="nothing", published_on="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "number"], name="paths_modelversion_number_once")]


# ---------------------------------------------------------------- facts


class Following(Sealed):
    """Which version of a model a young person follows, and the newest one they have said no to for now."""

    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    model_key = models.CharField(max_length=60)
    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="+")
    not_now = models.PositiveIntegerField(default=0, help_text="Number of the version put off.")

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="child_welfare", extract=True, id="nothing", youth="nothing", model_key="nothing",
        version="circumstance", not_now="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["youth", "model_key"], name="paths_following_each_model_once")
        ]


class AnchorDay(Sealed):
    """A day agreed or happened from which others are counted: moving in, coming back. The latest row holds."""

    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    anchor = models.CharField(max_length=30)
    day = models.DateField(null=True, help_text="Null: not known any more.")
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="child_welfare", extract=True, id="nothing", youth="nothing", anchor="circumstance",
        day="circumstance", set_by="nothing", set_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    anchor__in=[
                        "aftercare_start",
                        "move_in",
                        "child_expected",
                        "aftercare_end",
                        "area_move",
                        "custody_start",
                        "return_to_aftercare",
                    ]
                ),
                name="paths_anchorday_anchor",
            )
        ]


class Wish(Sealed):
    """Something that is true of the young person because they have said so: wants to stay, has or expects a child."""

    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    condition = models.CharField(max_length=40)
    holds = models.BooleanField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="child_welfare", extract=True, id="nothing", youth="nothing", condition="circumstance",
        holds="circumstance", set_by="nothing", set_at="nothing",
    )  # fmt: skip


class StepMark(Sealed):
    """How a step stands, as somebody marked it; the latest row of each voice holds. Silence is no mark.

    agreed_day: a day agreed by hand; it doesn't move with its reason. reason_day: the anchor's day when it was agreed.
    """

    class Status(models.TextChoices):
        NOT_STARTED = "not_started"
        AGREED = "agreed"
        IN_PROGRESS = "in_progress"
        DONE = "done"
        NOT_NEEDED = "not_needed"
        REFUSED_NOW = "refused_now"
        BLOCKED = "blocked"

    class Voice(models.TextChoices):
        YOUTH = "youth", _("the young person")
        WORKER = "worker", _("the worker")

    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=60)
    status = models.CharField(max_length=12, choices=Status.choices)
    agreed_day = models.DateField(null=True, blank=True)
    reason_day = models.DateField(null=True, blank=True)
    voice = models.CharField(max_length=6, choices=Voice.choices)
    marked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="child_welfare", extract=True, id="nothing", youth="nothing", step="circumstance",
        status="circumstance", agreed_day="circumstance", reason_day="nothing", voice="nothing",
        marked_by="nothing", marked_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    status__in=["not_started", "agreed", "in_progress", "done", "not_needed", "refused_now", "blocked"]
                ),
                name="paths_stepmark_status",
            ),
            models.CheckConstraint(condition=Q(voice__in=["youth", "worker"]), name="paths_stepmark_voice"),
            models.CheckConstraint(
                condition=Q(voice="youth") | ~Q(status__in=["not_needed", "refused_now"]),
                name="paths_stepmark_only_the_youth_says_no",
                violation_error_message=_("Only the young person says that a step isn't wanted."),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["youth", "step", "-marked_at"], name="paths_stepmark_latest")]


class MemoryTick(Sealed):
    """A tick in a step's memory list: opened on demand, never asked for. The latest row holds."""

    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=60)
    item = models.CharField(max_length=60)
    ticked = models.BooleanField()
    ticked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ticked_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="child_welfare", extract=True, id="nothing", youth="nothing", step="circumstance",
        item="circumstance", ticked="circumstance", ticked_by="nothing", ticked_at="nothing",
    )  # fmt: skip


class OwnStation(Sealed):
    """What the young person did to the line of stations: added one of their own, or named or hid one of the model.

    phase: the model's station it is about, empty for one's own. Nobody else changes it; own stations look like the others.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    phase = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=60, blank=True)
    day = models.DateField(null=True, blank=True)
    hidden = models.BooleanField(default=False)

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="child_welfare", extract=True, id="nothing", uuid="nothing", youth="nothing", phase="nothing",
        title="voice", day="circumstance", hidden="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(title="") | ~Q(phase=""),
                name="paths_ownstation_has_a_name",
                violation_error_message=_("Give the station a name."),
            ),
            models.UniqueConstraint(
                fields=["youth", "phase"], condition=~Q(phase=""), name="paths_ownstation_one_choice_per_phase"
            ),
        ]


class CheckAnswer(Sealed):
    """One voice's answer to one item of a check. Both voices stand side by side; the latest of each holds.

    author: whose answer it is; null: the young person's, told to the scribe, for they have no account · scribe: who typed
    it · told: how it was told. An empty answer takes back what stood before it: "I didn't say so".
    """

    class Told(models.TextChoices):
        OWN = "", _("typed by themselves")
        TABLE = "table", _("said at the table, read aloud and agreed")
        PAPER = "paper", _("written on paper")

    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    phase = models.CharField(max_length=60)
    item = models.CharField(max_length=60)
    voice = models.CharField(max_length=6, choices=StepMark.Voice.choices)
    answer = models.CharField(max_length=12, blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    scribe = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    told = models.CharField(max_length=5, blank=True, choices=Told.choices)
    answered_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="child_welfare", extract=True, id="nothing", youth="nothing", phase="nothing", item="nothing",
        voice="nothing", answer="voice", author="nothing", scribe="nothing", told="nothing",
        answered_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(voice__in=["youth", "worker"]), name="paths_checkanswer_voice"),
            models.CheckConstraint(
                condition=Q(told="", author__isnull=False, author=F("scribe"))  # null equals nothing and passes a check
                | Q(told__in=["table", "paper"], voice="youth", author=None) & ~Q(answer=""),
                name="paths_checkanswer_told",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["youth", "phase", "item", "voice", "-answered_at"], name="paths_checkanswer_latest")
        ]


class CardSaid(Sealed):
    """Whether a rights card was clear, as the young person said at one phase of the path. The latest of a phase holds.

    card: key of the published card, by name and not by row: pages are replaced · revision: of the words that were read ·
    author, scribe, told: as in `CheckAnswer`. A card not clear is offered again in plainer words, and again at its next
    phase (812/2000, 5 §: told so that the person understands).
    """

    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    card = models.CharField(max_length=80)
    phase = models.CharField(max_length=60)
    clear = models.BooleanField()
    revision = models.CharField(max_length=64)
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    scribe = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    told = models.CharField(max_length=5, blank=True, choices=CheckAnswer.Told.choices)
    said_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="child_welfare", extract=True, id="nothing", youth="nothing", card="circumstance", phase="nothing",
        clear="voice", revision="nothing", author="nothing", scribe="nothing", told="nothing", said_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(told="", author__isnull=False, author=F("scribe")) | Q(told__in=["table", "paper"], author=None),
                name="paths_cardsaid_told",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["youth", "card", "phase", "-said_at"], name="paths_cardsaid_latest")]


class PathShare(Sealed):
    """The path shown to somebody outside the client's workers, such as the own adult of the placement, to an end date.

    calls_youth: the name the member sees; the member opens no row of the young person.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    calls_youth = models.CharField(max_length=80)
    during = DateRangeField()

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="child_welfare", extract=True, id="nothing", uuid="nothing", youth="nothing", member="nothing",
        calls_youth="identity", during="circumstance",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(during__upper_inf=False) & Q(during__isempty=False),
                name="paths_pathshare_has_an_end",
                violation_error_message=_("Sharing has a last day."),
            ),
            ExclusionConstraint(
                name="paths_pathshare_once",
                expressions=[
                    ("youth", RangeOperators.EQUAL),
                    ("member", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("The path is shared with them already."),
            ),
        ]

    @property
    def last_day(self) -> date:
        """The last day it is shown: people are told this one, not the first day without it."""
        ends: date = self.during.upper
        return ends - timedelta(days=1)


# ---------------------------------------------------------------- derived


class StepDay(Sealed):
    """When a step stands on this path and how it stands. Derived: from the version, the anchors and the marks.

    last: the last day in time · said_by_youth, said_by_worker: the latest mark of each voice · moved: an agreed day whose
    reason has moved since.
    """

    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    model_key = models.CharField(max_length=60)
    phase = models.CharField(max_length=60)
    step = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    begins = models.DateField(null=True)
    last = models.DateField(null=True)
    anchor = models.CharField(max_length=30)
    asks_for = models.CharField(max_length=30, blank=True, help_text="The anchor whose day isn't known.")
    cut = models.BooleanField(default=False)
    said_by_youth = models.CharField(max_length=12, blank=True)
    said_by_worker = models.CharField(max_length=12, blank=True)
    agreed_day = models.DateField(null=True)
    moved = models.BooleanField(default=False)
    for_placement = models.BooleanField(default=False, help_text="Asks something of the placement's own adult.")

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="passing", extract=False, id="nothing", youth="nothing", model_key="nothing", phase="nothing",
        step="nothing", position="nothing", begins="circumstance", last="circumstance", anchor="nothing",
        asks_for="nothing", cut="nothing", said_by_youth="voice", said_by_worker="circumstance",
        agreed_day="circumstance", moved="nothing", for_placement="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["youth", "step"], name="paths_stepday_once")]
        indexes: ClassVar = [models.Index(fields=["youth", "last"], name="paths_stepday_last")]


class PathDays(Sealed):
    """The whole line of one path in one row: the right and its rule, stations, checks, versions. Derived.

    right_ends: first day without the right; it never stands without `bound_by`, the rule that ends it.
    stations: [{model, phase, begins, ends, asks_for}] · checks: [{phase, due, youth_waits, worker_waits}] ·
    versions: {model key: id of the version followed} · anchors: {anchor: day}.
    """

    youth = models.OneToOneField(Youth, on_delete=models.PROTECT, related_name="+")
    right_ends = models.DateField(null=True)
    bound_by = models.CharField(max_length=40, blank=True)
    basis = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    disputed = models.BooleanField(default=False)
    stations = models.JSONField(default=list)
    checks = models.JSONField(default=list)
    versions = models.JSONField(default=dict)
    anchors = models.JSONField(default=dict)

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="passing", extract=False, id="nothing", youth="nothing", right_ends="circumstance",
        bound_by="circumstance", basis="circumstance", reason="circumstance", disputed="nothing",
        stations="circumstance", checks="circumstance", versions="nothing", anchors="circumstance",
    )  # fmt: skip


class SharedLine(Sealed):
    """The line of stations as those see it with whom the path is shared: no anchors, no right, no words. Derived."""

    youth = models.OneToOneField(Youth, on_delete=models.PROTECT, related_name="+")
    stations = models.JSONField(default=list)
    versions = models.JSONField(default=dict)

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="passing", extract=False, id="nothing", youth="nothing", stations="circumstance", versions="nothing"
    )


class CheckDay(Sealed):
    """When a check of the path is due and how many of its items wait. Derived; the manager's board reads it.

    It carries no name and no answer of anybody, only counts of the items that must not be left open. board_org: null for
    one under turvakielto.
    """

    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    phase = models.CharField(max_length=60)
    due = models.DateField(null=True)
    waiting = models.PositiveSmallIntegerField(help_text="Blocking items nobody has answered yet.")
    said_no = models.PositiveSmallIntegerField(help_text="Blocking items somebody has answered no to.")
    responsible = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    board_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="passing", extract=False, id="nothing", youth="nothing", phase="nothing", due="circumstance",
        waiting="nothing", said_no="circumstance", responsible="nothing", board_org="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["youth", "phase"], name="paths_checkday_once")]
        indexes: ClassVar = [models.Index(fields=["board_org", "due"], name="paths_checkday_board")]
