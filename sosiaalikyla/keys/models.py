"""What opens the door to an account, and the visits it has opened. Nothing here says what was done inside.

Every key is made by us: rows are written also by those who may not read them, and such an insert returns nothing.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sosiaalikyla.access.cipher import EncryptedTextField
from sosiaalikyla.access.models import User
from sosiaalikyla.access.sealed import Sealed
from sosiaalikyla.base import clock
from sosiaalikyla.base.privacy import Privacy, privacy

TRIES = 5
"""Wrong numbers in a row before a device or a card is closed."""


class Machine(models.TextChoices):
    """What the browser says it runs on, in plain words; nothing finer is kept."""

    IPHONE = "iphone", _("iPhone")
    IPAD = "ipad", _("iPad")
    ANDROID = "android", _("Android phone")
    WINDOWS = "windows", _("Windows computer")
    MAC = "mac", _("Mac")
    LINUX = "linux", _("Linux computer")
    OTHER = "other", _("Some other device")


class Password(Sealed):
    """The password of somebody at work. Not in the account's row: all who are signed in may read staff's accounts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="+")
    hashed = models.CharField(max_length=200)
    changed_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P1", kept="account", extract=False, id="nothing", user="nothing", hashed="nothing", changed_at="nothing"
    )


class Totp(Sealed):
    """A secret shared with the code app of somebody at work. `last_step`: no code counts twice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="+")
    secret = EncryptedTextField()
    last_step = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P1", kept="account", extract=False, id="nothing", user="nothing", secret="nothing",  # noqa: S106 - a class
        last_step="nothing", made_at="nothing",
    )  # fmt: skip


class Passkey(Sealed):
    """A passkey: the device keeps the private half and asks for a finger, a face or its own code."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    credential = models.CharField(max_length=1400, unique=True, help_text="The credential's key, base64url.")
    public_key = models.TextField(help_text="Attested credential data, base64url.")
    sign_count = models.BigIntegerField(default=0)
    machine = models.CharField(max_length=8, choices=Machine.choices)
    made_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = privacy(
        "P1", kept="account", extract=True, id="nothing", user="nothing", credential="nothing", public_key="nothing",
        sign_count="nothing", machine="circumstance", made_at="nothing", used_at="circumstance", closed_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(machine__in=Machine.values), name="keys_passkey_machine"),
        ]


class Device(Sealed):
    """A phone or computer bound to a young person, opened by six numbers. Five wrong ones close it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=64, unique=True, help_text="Hash of the word in the device's cookie.")
    pin = models.CharField(max_length=200, help_text="Slow hash of the six numbers.")
    tries_left = models.PositiveSmallIntegerField(default=TRIES)
    machine = models.CharField(max_length=8, choices=Machine.choices)
    bound_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="None: by the own passkey."
    )
    bound_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = privacy(
        "P1", kept="account", extract=True, id="nothing", user="nothing", token="nothing", pin="nothing",  # noqa: S106
        tries_left="nothing", machine="circumstance", bound_by="nothing", bound_at="nothing", used_at="circumstance",
        closed_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(tries_left__lte=TRIES), name="keys_device_tries"),
            models.CheckConstraint(condition=Q(machine__in=Machine.values), name="keys_device_machine"),
        ]


class CodeCard(Sealed):
    """Ten codes on paper, each opening the door once: for those without a phone. A used code's place is empty."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=12, unique=True, help_text="What the card is called; says nothing of whose it is.")
    codes = ArrayField(models.CharField(max_length=64, blank=True), help_text="Keyed hashes, in the order of the card.")
    tries_left = models.PositiveSmallIntegerField(default=TRIES)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = privacy(
        "P1", kept="account", extract=True, id="nothing", user="nothing", number="nothing", codes="nothing",
        tries_left="nothing", made_by="nothing", made_at="nothing", closed_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(tries_left__lte=TRIES), name="keys_codecard_tries"),
            models.UniqueConstraint(fields=["user"], condition=Q(closed_at=None), name="keys_codecard_one_open"),
        ]


class Invitation(Sealed):
    """A code handed over face to face, good once and for a short time: the only way to a first key."""

    class Identity(models.TextChoices):
        """How the worker knew who stands there (law: 306/2019, section 6). No number of any document is kept."""

        KNOWN = "known", _("I know them by face")
        PASSPORT = "passport", _("Passport")
        IDENTITY_CARD = "id_card", _("Identity card")
        LICENCE = "licence", _("Driving licence")
        RESIDENCE_PERMIT = "permit", _("Residence permit card")
        COLLEAGUE = "colleague", _("A colleague who knows them was there")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=64, unique=True, help_text="Keyed hash of the code.")
    identity = models.CharField(max_length=9, choices=Identity.choices)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    visit = models.CharField(max_length=64, help_text="Hash of the giver's session; the code dies with it. Empty for staff.")
    made_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = privacy(
        "P1", kept="account", extract=True, id="nothing", user="nothing", code="nothing", identity="circumstance",
        made_by="nothing", visit="nothing", made_at="nothing", ends_at="nothing", used_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(identity__in=["known", "passport", "id_card", "licence", "permit", "colleague"]),
                name="keys_invitation_identity",
            ),
        ]


class Visit(Sealed):
    """One signed-in browser: for the account's own list of where it is signed in, and for ending it from elsewhere."""

    class How(models.TextChoices):
        PASSWORD_CODE = "code", _("password and code")
        PASSWORD_PASSKEY = "both", _("password and passkey")
        PASSKEY = "passkey", _("passkey")
        PIN = "pin", _("six numbers")
        CARD = "card", _("code card")
        DEMO = "demo", _("the page of invented people")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    session = models.CharField(max_length=64, unique=True, help_text="Hash of the session's key.")
    machine = models.CharField(max_length=8, choices=Machine.choices)
    how = models.CharField(max_length=8, choices=How.choices)
    began_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = privacy(
        "P1", kept="passing", extract=True, id="nothing", user="nothing", session="nothing", machine="circumstance",
        how="nothing", began_at="circumstance", seen_at="circumstance", ended_at="circumstance",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(machine__in=Machine.values), name="keys_visit_machine"),
            models.CheckConstraint(
                condition=Q(how__in=["code", "both", "passkey", "pin", "card", "demo"]), name="keys_visit_how"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["user"], condition=Q(ended_at=None), name="keys_visit_open")]
