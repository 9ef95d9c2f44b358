"""Accounts, organisations and the dated roles people hold in them."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from sosiaalikyla.base.privacy import Privacy, privacy

ANSWERS = [
    ("same_day", _("within the same day")),
    ("next_day", _("on the next working day")),
    ("two_days", _("within two working days")),
    ("week", _("within a week")),
    ("on_shift", _("while on shift")),
]
"""What staff may promise. A list, so that a young person reads it in their own language."""

TITLES = [
    ("counsellor", _("social counsellor")),
    ("social_worker", _("social worker")),
    ("lead_social_worker", _("lead social worker")),
    ("instructor", _("instructor")),
    ("responsible_instructor", _("responsible instructor")),
    ("service_manager", _("service manager")),
    ("psychiatric_nurse", _("psychiatric nurse")),
    ("youth_worker", _("youth worker")),
    ("administrator", _("administrator of the service")),
    ("editor", _("editor of contents")),
]
"""Common titles. Any other is written in the person's own words."""

LOCKS_AFTER = [5, 15, 60]
"""Minutes of quiet a young person may choose from."""


class UserQuerySet(models.QuerySet["User"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)


class User(AbstractBaseUser):
    """An account. A young person's account holds no name: the name they use stands with the person, in `people`."""

    class Kind(models.TextChoices):
        YOUTH = "youth", _("young person")
        STAFF = "staff", _("professional")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    handle = models.CharField(max_length=80, unique=True, help_text="What one signs in with; for a youth, made by us.")
    name = models.CharField(max_length=120, blank=True, help_text="Staff only: the name colleagues and youths see.")
    title_given = models.CharField(
        max_length=120, blank=True, db_column="title", help_text="Staff only: a key of TITLES, or the person's own words."
    )
    answers = models.CharField(
        max_length=120, blank=True, db_column="answers_within", choices=ANSWERS,
        help_text="Staff only: the promised time to answer.",
    )  # fmt: skip
    locks_after = models.PositiveSmallIntegerField(
        default=15, db_default=15, help_text="Minutes of quiet before the page locks."
    )
    language = models.CharField(max_length=2, default="fi", choices=[("fi", "suomi"), ("sv", "svenska"), ("en", "English")])
    closed_at = models.DateTimeField(null=True, blank=True)
    last_login = None  # when somebody was here last is nobody's business

    objects: ClassVar = BaseUserManager.from_queryset(UserQuerySet)()
    USERNAME_FIELD = "handle"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    privacy: ClassVar[Privacy] = privacy(
        "P1", kept="account", extract=True, id="nothing", uuid="nothing", kind="nothing", handle="identity",
        name="identity", title_given="nothing", answers="nothing", locks_after="nothing", language="identity",
        closed_at="nothing",
        password="nothing",  # noqa: S106 - a class of privacy
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=["youth", "staff"]), name="access_user_kind"),
            models.CheckConstraint(
                condition=models.Q(kind="staff") | models.Q(name=""),
                name="access_user_youth_has_no_name_here",
                violation_error_message=_("A young person's name is kept with the person, not with the account."),
            ),
            models.CheckConstraint(
                condition=models.Q(answers__in=["", *(key for key, _words in ANSWERS)]), name="access_user_answers"
            ),
            models.CheckConstraint(
                # Staff don't choose: who sees many young people's pages is locked soon.
                condition=models.Q(locks_after=15) | models.Q(kind="youth", locks_after__in=LOCKS_AFTER),
                name="access_user_locks_after",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"youth {self.uuid}"

    @property
    def is_staff(self) -> bool:
        return self.kind == self.Kind.STAFF

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.closed_at is None

    @property
    def title(self) -> str:
        """The title in the language of whoever reads; the person's own words as they are."""
        return str(dict(TITLES).get(self.title_given, self.title_given))

    @title.setter
    def title(self, given: str) -> None:
        self.title_given = given

    @property
    def answers_within(self) -> str:
        """The promised time to answer, in the language of whoever reads."""
        return str(dict(ANSWERS).get(self.answers, ""))

    @answers_within.setter
    def answers_within(self, key: str) -> None:
        self.answers = key

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2]).upper()


class Organisation(models.Model):
    """A wellbeing services county, a municipality, an association or a provider that uses the service."""

    class Kind(models.TextChoices):
        COUNTY = "county", _("wellbeing services county")
        MUNICIPALITY = "municipality", _("municipality")
        ASSOCIATION = "association", _("association")
        PROVIDER = "provider", _("provider")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=160)
    county_code = models.CharField(max_length=2, blank=True, help_text="Code of the county, as in `places`.")

    privacy: ClassVar[Privacy] = privacy(
        "P0", kept="organisation", extract=False, id="nothing", uuid="nothing", kind="nothing", name="nothing",
        county_code="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["county", "municipality", "association", "provider"]),
                name="access_organisation_kind",
            ),
            models.UniqueConstraint(
                fields=["county_code"],
                condition=models.Q(kind="county"),
                name="access_organisation_one_per_county",
                violation_error_message=_("This county already has its organisation."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A team of an organisation, such as the aftercare team."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="units")
    name = models.CharField(max_length=160)

    privacy: ClassVar[Privacy] = privacy(
        "P0", kept="organisation", extract=False, id="nothing", uuid="nothing", organisation="nothing", name="nothing"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "name"], name="access_unit_name_once_in_organisation")
        ]

    def __str__(self) -> str:
        return self.name


class RoleHeldQuerySet(models.QuerySet["RoleHeld"]):
    def in_force_on(self, day: date) -> Self:
        return self.filter(during__contains=day)


class RoleHeld(models.Model):
    """A role somebody holds in an organisation for a time. It opens no young person's rows: a relation does."""

    class Role(models.TextChoices):
        WORKER = "worker", _("worker")
        SUBSTITUTE_CARE = "substitute_care", _("adult of substitute care")
        MANAGER = "manager", _("manager")
        ADMINISTRATOR = "administrator", _("administrator")
        EDITOR = "editor", _("editor")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="roles")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="roles")
    role = models.CharField(max_length=16, choices=Role.choices)
    during = DateRangeField(help_text="Days, the last one exclusive.")

    objects: ClassVar = RoleHeldQuerySet.as_manager()

    privacy: ClassVar[Privacy] = privacy(
        "P1", kept="organisation", extract=False, id="nothing", user="nothing", organisation="nothing", unit="nothing",
        role="nothing", during="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(role__in=["worker", "substitute_care", "manager", "administrator", "editor"]),
                name="access_role_known",
            ),
            ExclusionConstraint(
                name="access_role_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("The person already holds this role at that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"
