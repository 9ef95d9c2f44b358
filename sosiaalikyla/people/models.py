"""Rows about a young person's situation and about who answers for what, on which days.

Every period's last day is exclusive. Every row about a client carries the client's key itself, so that one rule and one
row-level policy read it without walking through other tables.
"""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sosiaalikyla.access.cipher import EncryptedTextField
from sosiaalikyla.access.models import Organisation, User
from sosiaalikyla.access.sealed import Sealed
from sosiaalikyla.base import clock
from sosiaalikyla.base.privacy import Privacy, privacy


def last_day(upper: date | None) -> date | None:
    """The last day counted in of a period whose end is exclusive; None when it has no end."""
    return upper - timedelta(days=1) if upper else None


class Youth(Sealed):
    """A young person as themselves: the name they use, their language, their birth. Written at intake, and by them."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(User, on_delete=models.PROTECT, null=True, blank=True, related_name="youth")
    used_name = models.CharField(max_length=80, help_text="What they want to be called; one word is enough.")
    official_name = models.CharField(max_length=160, blank=True, help_text="For documents only.")
    born = models.DateField()
    language = models.CharField(max_length=2, default="fi", choices=[("fi", "suomi"), ("sv", "svenska"), ("en", "English")])
    speaks = models.CharField(max_length=60, blank=True, help_text="Another language they rather speak.")
    interpreter = models.BooleanField(default=False)
    came_alone = models.BooleanField(null=True, help_text="Came to Finland alone as a minor; null: not asked.")
    died_on = models.DateField(null=True, blank=True)

    privacy: ClassVar[Privacy] = privacy(
        "P4", kept="child_welfare", extract=True, id="nothing", uuid="nothing", user="nothing", used_name="identity",
        official_name="identity", born="identity", language="identity", speaks="identity", interpreter="circumstance",
        came_alone="circumstance", died_on="identity",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(used_name=""),
                name="people_youth_is_called_something",
                violation_error_message=_("Tell what the young person is called."),
            ),
            models.CheckConstraint(
                condition=Q(died_on=None) | Q(died_on__gte=models.F("born")), name="people_youth_dies_after_birth"
            ),
            models.CheckConstraint(condition=Q(language__in=["fi", "sv", "en"]), name="people_youth_language"),
        ]

    def __str__(self) -> str:
        return f"youth {self.uuid}"

    def age_on(self, day: date) -> int:
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


class Contact(Sealed):
    """How a young person is reached. One under turvakielto has no row here, only a protected one."""

    youth = models.OneToOneField(Youth, on_delete=models.PROTECT, related_name="contact")
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    never_call = models.BooleanField(default=False)
    never_text = models.BooleanField(default=False)

    privacy: ClassVar[Privacy] = privacy(
        "P4", kept="child_welfare", extract=True, id="nothing", youth="nothing", phone="contact", email="contact",
        never_call="circumstance", never_text="circumstance",
    )  # fmt: skip


class Residence(Sealed):
    """Where a young person lives, by dates: the county of residence may differ from the one that placed."""

    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="residences")
    county_code = models.CharField(max_length=2)
    municipality_code = models.CharField(max_length=3)
    during = DateRangeField()

    privacy: ClassVar[Privacy] = privacy(
        "P4", kept="child_welfare", extract=True, id="nothing", youth="nothing", county_code="contact",
        municipality_code="contact", during="circumstance",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="people_residence_one_at_a_time",
                expressions=[("youth", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                violation_error_message=_("There is already a place of residence for these days."),
            )
        ]


class Placement(Sealed):
    """A placement: what kind, from when, until when as now planned. Written by the responsible worker."""

    class Kind(models.TextChoices):
        SUBSTITUTE_CARE = "substitute_care_40", _("substitute care")
        OPEN_CARE = "open_care_37", _("placement as open-care support")
        EMERGENCY = "emergency_38", _("emergency placement")
        AFTERCARE = "aftercare_placement", _("placement in aftercare")
        FAMILY_GROUP_HOME = "family_group_home_22a", _("family group home")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="placements")
    kind = models.CharField(max_length=24, choices=Kind.choices)
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The day it ends, as now planned; null: not known.")
    child_alone = models.BooleanField(null=True, help_text="Did it concern the child alone; null: not asked.")
    placed_by_county = models.CharField(max_length=2, help_text="Code of the county that placed.")

    privacy: ClassVar[Privacy] = privacy(
        "P4", kept="child_welfare", extract=True, id="nothing", uuid="nothing", youth="nothing",
        kind="circumstance", begins_on="circumstance", ends_on="circumstance", child_alone="circumstance",
        placed_by_county="circumstance",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("begins_on")),
                name="people_placement_ends_after_begins",
                violation_error_message=_("The placement can't end before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "substitute_care_40",
                        "open_care_37",
                        "emergency_38",
                        "aftercare_placement",
                        "family_group_home_22a",
                    ]
                ),
                name="people_placement_kind",
            ),
        ]


class PlacementEndMove(Sealed):
    """One moving of a placement's end: what it was, what it became, who moved it and why. Never changed afterwards."""

    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="+")
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="moves")
    was = models.DateField(null=True)
    became = models.DateField(null=True)
    why = models.CharField(max_length=200, help_text="Shown to the young person.")
    moved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P4", kept="child_welfare", extract=True, id="nothing", youth="nothing", placement="nothing",
        was="circumstance", became="circumstance", why="voice", moved_by="nothing", moved_at="nothing",
    )  # fmt: skip


class ClientRelation(Sealed):
    """A client relation (asiakkuus) of one young person with one county: from the day taken in to the day closed.

    version is written by the guarantee's trigger; open_during only by the database's own functions.
    """

    class EndReason(models.TextChoices):
        RIGHT_ENDED = "right_ended", _("the right ended")
        OWN_WISH = "own_wish", _("the young person's own wish")
        MOVED = "moved", _("moved to another county")
        DIED = "died", _("death")
        MISTAKE = "mistake", _("opened by mistake")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="relations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    open_during = DateRangeField()
    paying_county = models.CharField(max_length=2, help_text="Code of the county that pays (417/2007, 16 a §).")
    end_reason = models.CharField(max_length=12, blank=True, choices=EndReason.choices)
    version = models.BigIntegerField(default=0)

    privacy: ClassVar[Privacy] = privacy(
        "P4", kept="child_welfare", extract=True, id="nothing", uuid="nothing", youth="nothing",
        organisation="circumstance", open_during="circumstance", paying_county="circumstance",
        end_reason="circumstance", version="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="people_clientrelation_one_per_county",
                expressions=[
                    ("youth", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("open_during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This young person is already a client of the county on these days."),
            ),
            models.CheckConstraint(
                condition=Q(end_reason__in=["", "right_ended", "own_wish", "moved", "died", "mistake"]),
                name="people_clientrelation_end_reason",
            ),
        ]


class Responsibility(Sealed):
    """Who is responsible (who helps), on which days. Only the database's own functions write it.

    board_org: the organisation whose manager sees the row on the board; null for one under turvakielto.
    uuid: the row's address on the manager's board, who doesn't see the client relation; given by the database.
    """

    uuid = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="responsibilities")
    relation = models.ForeignKey(ClientRelation, on_delete=models.PROTECT, related_name="responsibilities")
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    during = DateRangeField()
    board_org = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")

    privacy: ClassVar[Privacy] = privacy(
        "P4", kept="child_welfare", extract=True, id="nothing", uuid="nothing", youth="nothing", relation="nothing",
        worker="nothing", during="circumstance", board_org="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="people_responsibility_one_at_a_time",
                expressions=[("relation", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                violation_error_message=_("Exactly one worker is responsible at a time."),
            ),
            models.CheckConstraint(condition=Q(during__isempty=False), name="people_responsibility_lasts_at_least_a_day"),
        ]
        indexes: ClassVar = [GistIndex(fields=["worker", "during"], name="people_responsibility_worker")]


class WorkRelation(Sealed):
    """A worker beside the responsible one: who decides, the pair, the leaving and the receiving worker of a change."""

    class Kind(models.TextChoices):
        DECIDES = "decides", _("decides")
        PAIR = "pair", _("works as a pair")
        RECEIVING = "receiving", _("is about to take over")
        LEAVING = "leaving", _("has handed over")

    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="work_relations")
    relation = models.ForeignKey(ClientRelation, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    during = DateRangeField()

    privacy: ClassVar[Privacy] = privacy(
        "P4", kept="child_welfare", extract=True, id="nothing", youth="nothing", relation="nothing",
        worker="nothing", kind="nothing", during="circumstance",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=["decides", "pair", "receiving", "leaving"]), name="people_workrelation_kind"
            ),
            ExclusionConstraint(
                name="people_workrelation_one_decides",
                expressions=[("relation", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(kind="decides"),
                violation_error_message=_("One person decides at a time."),
            ),
            ExclusionConstraint(
                name="people_workrelation_once",
                expressions=[
                    ("relation", RangeOperators.EQUAL),
                    ("worker", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes: ClassVar = [GistIndex(fields=["worker", "during"], name="people_workrelation_worker")]

    @property
    def last_day(self) -> date | None:
        return last_day(self.during.upper)


class Absence(Sealed):
    """Days a worker is away. It says nothing of why. Written by the worker's manager or the worker."""

    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    during = DateRangeField(help_text="The end may be open: nobody knows yet.")

    privacy: ClassVar[Privacy] = privacy(
        "P1", kept="organisation", extract=False, id="nothing", worker="nothing", organisation="nothing",
        during="circumstance",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="people_absence_one_at_a_time",
                expressions=[("worker", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                violation_error_message=_("An absence is already written down for these days."),
            )
        ]


class AbsenceTold(Sealed):
    """That an absence without cover rose to somebody on a day: told once a day, not at every turn of the clock.

    Written by the clock only and read by nobody else: who was told could say whose young person is protected.
    """

    absence = models.ForeignKey(Absence, on_delete=models.PROTECT, related_name="told")
    day = models.DateField()
    receiver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    privacy: ClassVar[Privacy] = privacy(
        "P1", kept="passing", extract=False, id="nothing", absence="nothing", day="nothing", receiver="nothing"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["absence", "day", "receiver"], name="people_absencetold_once_a_day"),
        ]


class Cover(Sealed):
    """Who stands in for a worker, on which days. It opens the worker's young people to the deputy, and ends by itself."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    during = DateRangeField()

    privacy: ClassVar[Privacy] = privacy(
        "P1", kept="organisation", extract=False, id="nothing", uuid="nothing", worker="nothing", deputy="nothing",
        organisation="nothing", during="circumstance",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(worker=models.F("deputy")),
                name="people_cover_by_another",
                violation_error_message=_("Nobody can stand in for themselves."),
            ),
            ExclusionConstraint(
                name="people_cover_one_deputy_at_a_time",
                expressions=[("worker", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                violation_error_message=_("Somebody already stands in on these days."),
            ),
            models.CheckConstraint(
                condition=Q(during__isempty=False) & Q(during__upper_inf=False), name="people_cover_has_an_end"
            ),
        ]
        indexes: ClassVar = [GistIndex(fields=["deputy", "during"], name="people_cover_deputy")]

    @property
    def last_day(self) -> date | None:
        return last_day(self.during.upper)


class Protection(Sealed):
    """Turvakielto (661/2009, 36 §): while it lasts only named readers reach the young person's protected contact."""

    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="protections")
    during = DateRangeField(help_text="Stays on until a person decides otherwise.")

    privacy: ClassVar[Privacy] = privacy(
        "P6", kept="child_welfare", extract=True, id="nothing", youth="nothing", during="contact"
    )

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="people_protection_one_at_a_time",
                expressions=[("youth", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            )
        ]


class ProtectedContact(Sealed):
    """Address, home municipality and phone of one under turvakielto: encrypted, for named readers only."""

    youth = models.OneToOneField(Youth, on_delete=models.PROTECT, related_name="protected_contact")
    municipality = EncryptedTextField()
    address = EncryptedTextField()
    phone = EncryptedTextField()

    privacy: ClassVar[Privacy] = privacy(
        "P6", kept="child_welfare", extract=True, id="nothing", youth="nothing", municipality="contact",
        address="contact", phone="contact",
    )  # fmt: skip


class NamedReader(Sealed):
    """Somebody named to read one young person's protected contact: the responsible worker and one supervisor at least."""

    class Kind(models.TextChoices):
        RESPONSIBLE = "responsible", _("responsible worker")
        SUPERVISOR = "supervisor", _("supervisor")
        OTHER = "other", _("named by need")

    youth = models.ForeignKey(Youth, on_delete=models.PROTECT, related_name="named_readers")
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=11, choices=Kind.choices)
    during = DateRangeField()

    privacy: ClassVar[Privacy] = privacy(
        "P6", kept="child_welfare", extract=True, id="nothing", youth="nothing", reader="nothing", kind="nothing",
        during="circumstance",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=["responsible", "supervisor", "other"]), name="people_namedreader_kind"
            ),
            ExclusionConstraint(
                name="people_namedreader_once",
                expressions=[
                    ("youth", RangeOperators.EQUAL),
                    ("reader", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]
