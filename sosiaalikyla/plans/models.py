"""The plan's items, the two voices on each, promises with their days, and what somebody said to the whole.

The young person's words and a worker's words are rows of different tables: they belong to different privacy classes and
different people may write them. Words are added to, never changed; the database holds that (sql/40_words.sql).
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sosiaalikyla.access.cipher import EncryptedTextField
from sosiaalikyla.access.models import Organisation, User
from sosiaalikyla.access.sealed import Sealed
from sosiaalikyla.base import clock
from sosiaalikyla.base.privacy import Privacy, privacy
from sosiaalikyla.people.models import Youth

WORDS_AT_MOST = 4_000


class Plan(Sealed):
    """One young person's plan: the stage it is in and when it is looked at again."""

    class Stage(models.TextChoices):
        PREPARATION = "preparation", _("we prepare")
        NEGOTIATION = "negotiation", _("we agree")
        FOLLOW_UP = "follow_up", _("we follow how it goes")

    youth = models.OneToOneField(Youth, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.PREPARATION)
    review_due = models.DateField(null=True, blank=True, help_text="When the whole is looked at again; a year at most.")
    begun_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="child_welfare", extract=True, id="nothing", youth="nothing", stage="circumstance",
        review_due="circumstance", begun_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(stage__in=["preparation", "negotiation", "follow_up"]), name="plans_plan_stage"
            )
        ]


class Item(Sealed):
    """One thing in the plan. What it says is in the voices; here is only what kind of thing it is and how it ended.

    key: for the eleven matters of law and the questions of the future talk, which one; empty for what people add.
    """

    class Kind(models.TextChoices):
        GOOD_DAY = "good_day", _("a good day")
        DREAM = "dream", _("a dream")
        STRENGTH = "strength", _("a strength")
        GOAL = "goal", _("a goal")
        MATTER = "matter", _("a matter of the plan")
        FUTURE = "future", _("looking back from a good year")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    key = models.CharField(max_length=40, blank=True)
    area = models.CharField(max_length=12, blank=True, help_text="The life area of a goal.")
    made_at = models.DateTimeField(default=clock.now)
    reached_on = models.DateField(null=True, blank=True)
    put_away_on = models.DateField(null=True, blank=True, help_text="Not for now; it can be taken back.")

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="child_welfare", extract=True, id="nothing", uuid="nothing", youth="nothing", kind="nothing",
        key="nothing", area="circumstance", made_at="nothing", reached_on="circumstance", put_away_on="circumstance",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=["good_day", "dream", "strength", "goal", "matter", "future"]), name="plans_item_kind"
            ),
            models.CheckConstraint(condition=Q(kind="goal") | Q(area=""), name="plans_item_area_is_a_goals"),
            models.CheckConstraint(condition=~Q(kind="goal") | ~Q(area=""), name="plans_item_goal_has_area"),
            models.CheckConstraint(
                condition=Q(kind__in=["matter", "future"], key__gt="") | ~Q(kind__in=["matter", "future"]) & Q(key=""),
                name="plans_item_key",
            ),
            models.UniqueConstraint(
                fields=["youth", "kind", "key"], condition=~Q(key=""), name="plans_item_each_matter_once"
            ),
            models.UniqueConstraint(fields=["youth"], condition=Q(kind="good_day"), name="plans_item_one_good_day"),
        ]
        indexes: ClassVar = [models.Index(fields=["youth", "kind"], name="plans_item_of_youth")]


class OwnVoice(Sealed):
    """What the young person says about an item, one version. The author is always the young person.

    scribe: who typed it when the young person spoke; null when they typed it themselves.
    agreed: how the young person said that the words are theirs. What a scribe typed isn't the young person's voice
    before that, and stands as waiting beside the words that hold. The latest agreed version holds.
    """

    class Agreed(models.TextChoices):
        WAITS = "", _("not read back yet")
        OWN = "own", _("by the young person")
        TABLE = "table", _("read aloud and agreed at the table")
        PAPER = "paper", _("signed on paper")
        NO = "no", _("I didn't say so")

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="own_voices")
    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    text = models.TextField(max_length=WORDS_AT_MOST)
    scribe = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    agreed = models.CharField(max_length=5, blank=True, choices=Agreed.choices)
    agreed_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="child_welfare", extract=True, id="nothing", item="nothing", youth="nothing", version="nothing",
        text="voice", scribe="nothing", agreed="nothing", agreed_at="nothing", written_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "version"], name="plans_ownvoice_version_once"),
            models.CheckConstraint(
                condition=Q(agreed__in=["", "own", "table", "paper", "no"]), name="plans_ownvoice_agreed"
            ),
            models.CheckConstraint(
                condition=Q(scribe__isnull=False) | Q(agreed="own"), name="plans_ownvoice_typed_by_oneself_is_agreed"
            ),
            models.CheckConstraint(
                condition=Q(agreed="", agreed_at=None) | ~Q(agreed="") & Q(agreed_at__isnull=False),
                name="plans_ownvoice_agreed_at",
            ),
        ]


class WorkerView(Sealed):
    """A worker's view of an item, one version: beside the young person's words, never over them."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="worker_views")
    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    text = models.TextField(max_length=WORDS_AT_MOST)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P4", kept="child_welfare", extract=True, id="nothing", item="nothing", youth="nothing", version="nothing",
        text="circumstance", author="nothing", written_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "version"], name="plans_workerview_version_once")]


class PrivateNote(Sealed):
    """What the young person writes for themselves alone, to an item or to none. No worker ever opens it.

    question: when it answers one of the future talk, which. Such a note hangs on no item: an item is seen by workers, and
    that one was made would tell that something was written.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="+")
    question = models.CharField(max_length=40, blank=True)
    text = EncryptedTextField()
    written_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P2", kept="account", extract=True, id="nothing", uuid="nothing", youth="nothing", item="nothing",
        question="nothing", text="voice", written_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(question="") | Q(item=None), name="plans_privatenote_of_one_thing"),
        ]


class Promise(Sealed):
    """An adult's "I will…", with a day. It is kept, called off with a reason, or late; nothing else.

    owner: the adult who promised. The database refuses a promise without one.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=240)
    due = models.DateField()
    kept_on = models.DateField(null=True, blank=True)
    called_off_on = models.DateField(null=True, blank=True)
    called_off_why = models.CharField(max_length=240, blank=True, help_text="Shown to the young person.")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="child_welfare", extract=True, id="nothing", uuid="nothing", youth="nothing", item="nothing",
        owner="nothing", text="circumstance", due="circumstance", kept_on="circumstance", called_off_on="circumstance",
        called_off_why="circumstance", made_by="nothing", made_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="plans_promise_says_something"),
            models.CheckConstraint(
                condition=Q(kept_on=None) | Q(called_off_on=None), name="plans_promise_kept_or_called_off"
            ),
            models.CheckConstraint(
                condition=Q(called_off_on=None, called_off_why="") | Q(called_off_on__isnull=False) & ~Q(called_off_why=""),
                name="plans_promise_called_off_with_a_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["youth", "due"], name="plans_promise_of_youth"),
            models.Index(fields=["owner", "due"], condition=Q(kept_on=None, called_off_on=None), name="plans_promise_open"),
        ]

    @property
    def is_open(self) -> bool:
        return self.kept_on is None and self.called_off_on is None

    def is_late(self, today: date) -> bool:
        return self.is_open and self.due < today


class PromiseDay(Sealed):
    """Derived: an open promise as the board knows it, by its day and its owner, without a word of it.

    board_org: null for one under turvakielto, whose promises rise to the named readers instead.
    """

    promise = models.OneToOneField(Promise, on_delete=models.CASCADE, related_name="+")
    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    board_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")

    privacy: ClassVar[Privacy] = privacy(
        "P4", kept="passing", extract=False, id="nothing", promise="nothing", youth="nothing", owner="nothing",
        due="circumstance", board_org="nothing",
    )  # fmt: skip

    class Meta:
        indexes: ClassVar = [models.Index(fields=["board_org", "due"], name="plans_promiseday_board")]


class Intention(Sealed):
    """What the young person means to do themselves (aikomus). Never late, never counted, never handed over.

    shown_to: the worker they chose to show it to; null shows it to nobody else.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    shown_to = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField(max_length=240)
    day = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    let_go_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P2", kept="account", extract=True, id="nothing", uuid="nothing", youth="nothing", shown_to="nothing",
        text="voice", day="circumstance", done_on="circumstance", let_go_on="circumstance", made_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="plans_intention_says_something"),
            models.CheckConstraint(condition=Q(done_on=None) | Q(let_go_on=None), name="plans_intention_done_or_let_go"),
        ]


class Decision(Sealed):
    """That a decision was made elsewhere: what, when, and until when it may be asked to be changed. The decision itself
    stays in the client information system. One that departs from the plan gives its reason (1301/2014, 45 §).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=240)
    made_on = models.DateField()
    told_on = models.DateField(null=True, blank=True, help_text="The day the young person got it; the time runs from it.")
    last_day = models.DateField(null=True, blank=True, help_text="The last day to ask for a change; null: not known.")
    departs = models.BooleanField(default=False, help_text="Does it depart from the plan?")
    departs_why = models.TextField(max_length=WORDS_AT_MOST, blank=True)
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P4", kept="child_welfare", extract=True, id="nothing", uuid="nothing", youth="nothing", what="circumstance",
        made_on="circumstance", told_on="circumstance", last_day="circumstance", departs="circumstance",
        departs_why="circumstance", noted_by="nothing", noted_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(departs=False) | ~Q(departs_why=""), name="plans_decision_departs_with_a_reason"
            )
        ]


class Version(Sealed):
    """The plan as it stood when it was put before both: everything shared, nothing private. Never changed.

    content: what the page, the paper and the PDF are made of; digest: SHA-256 of its canonical JSON, hexadecimal.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=2)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    frozen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P4", kept="child_welfare", extract=True, id="nothing", uuid="nothing", youth="nothing", number="nothing",
        language="nothing", content="circumstance", digest="nothing", frozen_by="nothing", frozen_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["youth", "number"], name="plans_version_number_once"),
            models.CheckConstraint(condition=Q(language__in=["fi", "sv", "en"]), name="plans_version_language"),
        ]


class Answer(Sealed):
    """What one of the two said to a version: signs, signs with reservations, disagrees, thinks. The latest holds.

    No row is no answer: silence is never consent. On paper: who keeps the paper wrote down that it was signed; on screen
    the young person's answer comes from their own account only.
    """

    class Says(models.TextChoices):
        SIGNS = "signs", _("I accept")
        RESERVES = "reserves", _("I accept, but")
        DISAGREES = "disagrees", _("I disagree")
        THINKS = "thinks", _("I'll think")

    class Whose(models.TextChoices):
        YOUTH = "youth", _("the young person")
        WORKER = "worker", _("the worker")

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="answers")
    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    whose = models.CharField(max_length=6, choices=Whose.choices)
    says = models.CharField(max_length=9, choices=Says.choices)
    words = models.TextField(max_length=WORDS_AT_MOST, blank=True)
    on_paper = models.BooleanField(default=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(default=clock.today, help_text="The day it was said; for a paper, the day on it.")
    written_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="child_welfare", extract=True, id="nothing", version="nothing", youth="nothing", whose="nothing",
        says="voice", words="voice", on_paper="nothing", written_by="nothing", day="nothing", written_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(says__in=["signs", "reserves", "disagrees", "thinks"]), name="plans_answer_says"
            ),
            models.CheckConstraint(condition=Q(whose__in=["youth", "worker"]), name="plans_answer_whose"),
            models.CheckConstraint(
                condition=~Q(says__in=["reserves", "disagrees"]) | Q(on_paper=True) | Q(whose="youth") | ~Q(words=""),
                name="plans_answer_worker_says_why",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["version", "written_at"], name="plans_answer_of_version")]


class Taken(Sealed):
    """Receipt: a version's text, with the answers there were, was taken over to the official record. Never changed."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P4", kept="child_welfare", extract=True, id="nothing", version="nothing", youth="nothing", taken_by="nothing",
        taken_at="nothing",
    )  # fmt: skip

    class Meta:
        indexes: ClassVar = [models.Index(fields=["version", "taken_at"], name="plans_taken_of_version")]


class Reminder(Sealed):
    """That the young person, who said they would think about the plan, has been reminded of it: once, and never again."""

    youth = models.OneToOneField(Youth, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P2", kept="account", extract=True, id="nothing", youth="nothing", sent_at="nothing"
    )


class Face(models.IntegerChoices):
    """How it goes, in words. The numbers keep the order and are never shown."""

    REALLY_BAD = 1, _("really bad")
    QUITE_BAD = 2, _("quite bad")
    BETWEEN = 3, _("so-so")
    QUITE_GOOD = 4, _("quite good")
    GOOD = 5, pgettext_lazy("how it goes", "good")


LOW = frozenset({Face.REALLY_BAD, Face.QUITE_BAD})
"""Faces beside which stands where somebody answers now."""


class Feeling(Sealed):
    """One answer to "how am I doing", of one life area: a face from 1 (bad) to 5 (good), and words. Nobody else's."""

    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    visit = models.UUIDField(default=uuid.uuid4, help_text="Answers given at once share it.")
    area = models.CharField(max_length=12)
    face = models.PositiveSmallIntegerField(null=True, blank=True, choices=Face.choices)
    words = EncryptedTextField(blank=True)
    said_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P2", kept="account", extract=True, id="nothing", youth="nothing", visit="nothing", area="circumstance",
        face="health", words="health", said_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["visit", "area"], name="plans_feeling_area_once"),
            models.CheckConstraint(condition=Q(face=None) | Q(face__range=(1, 5)), name="plans_feeling_face"),
        ]
        indexes: ClassVar = [models.Index(fields=["youth", "area", "said_at"], name="plans_feeling_over_time")]


class SharedFeeling(Sealed):
    """A copy of what the young person ticked to show their workers. Taken back by taking the row away."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=12)
    face = models.PositiveSmallIntegerField(null=True, blank=True, choices=Face.choices)
    words = models.TextField(max_length=WORDS_AT_MOST, blank=True)
    said_at = models.DateTimeField()
    shared_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="child_welfare", extract=True, id="nothing", uuid="nothing", youth="nothing", area="circumstance",
        face="health", words="health", said_at="nothing", shared_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["youth", "area", "said_at"], name="plans_sharedfeeling_once"),
            models.CheckConstraint(condition=Q(face=None) | Q(face__range=(1, 5)), name="plans_sharedfeeling_face"),
        ]


class SkillAnswer(Sealed):
    """How the young person rates one of their own everyday skills. The latest row holds. Nobody else's."""

    class Says(models.TextChoices):
        ALONE = "alone", _("I manage")
        WITH_HELP = "with_help", _("I manage with help")
        NOT_YET = "not_yet", _("I want to learn this")
        NOT_MINE = "not_mine", _("Not my thing now")

    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    skill = models.CharField(max_length=40)
    says = models.CharField(max_length=9, choices=Says.choices)
    said_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P2", kept="account", extract=True, id="nothing", youth="nothing", skill="circumstance", says="circumstance",
        said_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(says__in=["alone", "with_help", "not_yet", "not_mine"]), name="plans_skillanswer_says"
            )
        ]


class ChosenSkill(Sealed):
    """A skill the young person chose to practise. Three at most at a time: each open one has a place of its own."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    skill = models.CharField(max_length=40)
    place = models.PositiveSmallIntegerField()
    chosen_at = models.DateTimeField(default=clock.now)
    ended_on = models.DateField(null=True, blank=True)

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="child_welfare", extract=True, id="nothing", uuid="nothing", youth="nothing", skill="circumstance",
        place="nothing", chosen_at="nothing", ended_on="circumstance",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(place__range=(1, 3)), name="plans_chosenskill_three_places"),
            models.UniqueConstraint(
                fields=["youth", "place"], condition=Q(ended_on=None), name="plans_chosenskill_place_once"
            ),
            models.UniqueConstraint(
                fields=["youth", "skill"], condition=Q(ended_on=None), name="plans_chosenskill_skill_once"
            ),
        ]
