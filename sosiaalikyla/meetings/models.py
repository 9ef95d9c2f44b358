"""Agreed times, contacts made and what is agreed about being in touch. A row has one privacy class: what the young person
said and what the worker writes are different rows.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sosiaalikyla.access.models import User
from sosiaalikyla.access.sealed import Sealed
from sosiaalikyla.base import clock
from sosiaalikyla.base.privacy import Privacy, privacy
from sosiaalikyla.people.models import Youth


class Meeting(Sealed):
    """A time agreed between a young person and a worker. The worker proposes; the young person says whether it suits.

    A changed time is a new proposal. cancelled_why: the worker's reason, shown; the young person needs none.
    held: whether it took place, noted by a worker afterwards; null: nobody has noted it.
    """

    class Way(models.TextChoices):
        CALL = "call", _("call")
        VISIT = "visit", _("meeting")
        VIDEO = "video", _("video call")

    class Answer(models.TextChoices):
        NONE = "", _("not answered")
        SUITS = "suits", _("suits")
        CANT = "cant", _("can't come")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    way = models.CharField(max_length=5, choices=Way.choices)
    place = models.CharField(max_length=120, blank=True)
    about = models.CharField(max_length=160, blank=True, help_text="What it is about, in words for the young person.")
    answer = models.CharField(max_length=5, blank=True, choices=Answer.choices)
    answered_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    cancelled_why = models.CharField(max_length=160, blank=True, help_text="Shown to the young person.")
    held = models.BooleanField(null=True)
    made_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="child_welfare", extract=True, id="nothing", uuid="nothing", youth="nothing", worker="nothing",
        starts_at="circumstance", way="circumstance", place="contact", about="voice", answer="voice",
        answered_at="nothing", cancelled_at="circumstance", cancelled_by="nothing", cancelled_why="voice",
        held="circumstance", made_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(way__in=["call", "visit", "video"]), name="meetings_meeting_way"),
            models.CheckConstraint(condition=Q(answer__in=["", "suits", "cant"]), name="meetings_meeting_answer"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(held=None), name="meetings_meeting_called_off_is_not_held"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=False) | Q(cancelled_by=None, cancelled_why=""),
                name="meetings_meeting_reason_of_calling_off",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["youth", "starts_at"], name="meetings_meeting_when")]


class ContactMade(Sealed):
    """A contact with a young person, or an attempt at one: a call, a message, a meeting. The worker's own account of it.

    Everything but when, how and whether they were reached may stay empty. Its writer adds to it until it has been taken to
    the official record (taken_at); after that it stands as taken, and more comes as a `ContactAddition`.
    """

    class Way(models.TextChoices):
        CALL = "call", _("call")
        TEXT = "text", _("text message")
        WHATSAPP = "whatsapp", _("WhatsApp message")
        VISIT = "visit", _("meeting")
        VIDEO = "video", _("video call")
        OTHER = "other", _("another way")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, null=True, related_name="contact")
    at = models.DateTimeField()
    way = models.CharField(max_length=8, choices=Way.choices)
    reached = models.BooleanField()
    place = models.CharField(max_length=120, blank=True)
    present = models.CharField(max_length=200, blank=True, help_text="Who were there.")
    view = models.TextField(max_length=4000, blank=True, help_text="The worker's view.")
    agreed = models.TextField(max_length=2000, blank=True)
    following = models.TextField(max_length=2000, blank=True, help_text="What comes next.")
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P4", kept="child_welfare", extract=True, id="nothing", uuid="nothing", youth="nothing", worker="nothing",
        meeting="nothing", at="circumstance", way="circumstance", reached="circumstance", place="contact",
        present="identity", view="voice", agreed="voice", following="voice", taken_at="nothing", taken_by="nothing",
        made_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(way__in=["call", "text", "whatsapp", "visit", "video", "other"]), name="meetings_contactmade_way"
            ),
            models.CheckConstraint(
                condition=Q(taken_at=None, taken_by=None) | Q(taken_at__isnull=False, taken_by__isnull=False),
                name="meetings_contactmade_taken_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["youth", "-at"], name="meetings_contactmade_when"),
            models.Index(fields=["worker"], condition=Q(taken_at=None), name="meetings_contactmade_untaken"),
        ]

    def words(self, own: str) -> dict[str, str]:
        """What its writer may mend, by name of the form's field; own: the newest words of the young person."""
        return {
            "place": self.place, "present": self.present, "own_words": own, "view": self.view, "agreed": self.agreed,
            "following": self.following,
        }  # fmt: skip


class ContactAddition(Sealed):
    """What its writer added to a contact after it had been taken to the record; taken there by itself."""

    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(ContactMade, on_delete=models.PROTECT, related_name="additions")
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=4000, blank=True)
    written_at = models.DateTimeField(default=clock.now)
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    privacy: ClassVar[Privacy] = privacy(
        "P4", kept="child_welfare", extract=True, id="nothing", youth="nothing", contact="nothing", worker="nothing",
        text="voice", written_at="nothing", taken_at="nothing", taken_by="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(taken_at=None, taken_by=None) | Q(taken_at__isnull=False, taken_by__isnull=False),
                name="meetings_contactaddition_taken_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["worker"], condition=Q(taken_at=None), name="meetings_contactaddition_open"),
        ]


class ContactOwnWords(Sealed):
    """What the young person said at a contact, in their words; the scribe wrote them down. Never changed: a mended text is
    the next version. addition: said with something added after the contact had been taken to the record.
    """

    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(ContactMade, on_delete=models.PROTECT, related_name="own_words")
    addition = models.OneToOneField(ContactAddition, on_delete=models.PROTECT, null=True, related_name="own_words")
    version = models.PositiveSmallIntegerField(default=1)
    text = models.TextField(max_length=4000, blank=True)
    scribe = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="child_welfare", extract=True, id="nothing", youth="nothing", contact="nothing", addition="nothing",
        version="nothing", text="voice", scribe="nothing", written_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contact", "version"], name="meetings_contactownwords_version"),
        ]


class Rhythm(Sealed):
    """How often a young person and their worker have agreed to meet. The newest row holds; the earlier ones are history."""

    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    every_weeks = models.PositiveSmallIntegerField()
    agreed_on = models.DateField()
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="child_welfare", extract=True, id="nothing", youth="nothing", every_weeks="circumstance",
        agreed_on="circumstance", worker="nothing", made_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(every_weeks__range=(1, 26)), name="meetings_rhythm_weeks"),
        ]


class QuietAgreement(Sealed):
    """What a young person wants done when they go quiet: ask after so many days, or don't ask; a pause until a day.

    The young person's own to set. A worker writes it down at the table (scribe); it holds once the young person has read it
    or had it read aloud and ticked that it is right (read_back_at). The newest row that holds is in force.
    days: null means "don't ask".
    """

    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    days = models.PositiveSmallIntegerField(null=True)
    pause_until = models.DateField(null=True, help_text="The last day of the pause, counted in.")
    scribe = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    read_back_at = models.DateTimeField(null=True)
    made_on = models.DateField()
    made_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="child_welfare", extract=True, id="nothing", youth="nothing", days="voice", pause_until="voice",
        scribe="nothing", read_back_at="nothing", made_on="circumstance", made_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(days=None) | Q(days__range=(7, 180)), name="meetings_quietagreement_days"),
            models.CheckConstraint(
                condition=Q(pause_until=None) | Q(pause_until__gte=F("made_on")), name="meetings_quietagreement_pause"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["youth", "-id"], name="meetings_quietagreement_newest")]


class CallWish(Sealed):
    """Soita minulle huomenna (call me tomorrow): one tap. Done when they have been reached; taken back by another tap."""

    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    for_day = models.DateField(help_text="The next working day.")
    done_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="child_welfare", extract=True, id="nothing", youth="nothing", asked_at="circumstance",
        for_day="circumstance", done_at="nothing", withdrawn_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["youth"], condition=Q(done_at=None, withdrawn_at=None), name="meetings_callwish_one_open"
            ),
        ]


class Sign(Sealed):
    """A sign of life in one tap: I'm ok, call me, not yet. It asks nothing back."""

    class What(models.TextChoices):
        OK = "ok", _("I'm ok")
        CALL = "call", _("Call me")
        NOT_YET = "not_yet", _("Not yet")

    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=7, choices=What.choices)
    at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P3", kept="child_welfare", extract=True, id="nothing", youth="nothing", what="voice", at="circumstance",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(what__in=["ok", "call", "not_yet"]), name="meetings_sign_what"),
        ]
        indexes: ClassVar = [models.Index(fields=["youth", "-at"], name="meetings_sign_newest")]
