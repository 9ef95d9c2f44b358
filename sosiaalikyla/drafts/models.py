"""Unfinished texts, each its writer's own."""

from __future__ import annotations

import json
import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _

from sosiaalikyla.access.actions import CannotBe
from sosiaalikyla.access.cipher import EncryptedTextField
from sosiaalikyla.access.models import User
from sosiaalikyla.access.sealed import Sealed
from sosiaalikyla.base import clock
from sosiaalikyla.base.privacy import Privacy, privacy

AT_MOST = 200_000
"""Bytes of one draft."""


def packed(fields: dict[str, list[str]], base: str, texts: tuple[str, ...] = (), *, replaced: bool = False) -> str:
    """The words of a draft as they are kept. CannotBe when they are too long."""
    words = json.dumps({"fields": fields, "base": base, "texts": texts, "replaced": replaced}, ensure_ascii=False)
    if len(words.encode()) > AT_MOST:
        raise CannotBe(_("There is more text than can be kept. Copy it somewhere safe and send it in two parts."))
    return words


class Draft(Sealed):
    """What somebody has written into one form and not sent. One row per sitting: a form as it was opened on one device.

    address, form: the page it was written on, and which of its forms.
    words: JSON {"fields": {name: [values]}, "base": the version it began from, "texts": names of fields for free text,
    "replaced": bool}; empty when the text has been sent or thrown away. Such a row stays for as long as a late copy of the
    text might still arrive.
    turn: milliseconds by the writer's own clock; what was written earlier never replaces what was written later.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=300)
    form = models.CharField(max_length=40)
    words = EncryptedTextField(null=True)
    turn = models.BigIntegerField(default=0)
    saved_at = models.DateTimeField(default=clock.now)

    privacy: ClassVar[Privacy] = privacy(
        "P2", kept="passing", extract=True, id="nothing", user="nothing", address="circumstance", form="nothing",
        words="voice", turn="nothing", saved_at="nothing",
    )  # fmt: skip

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["user", "address"], name="drafts_draft_of_page"),
            models.Index(fields=["saved_at"], name="drafts_draft_by_age"),
        ]

    def read(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.words) if self.words else {}
        return found

    @property
    def fields(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = self.read().get("fields", {})
        return found

    @property
    def base(self) -> str:
        return str(self.read().get("base", ""))

    @property
    def replaced(self) -> bool:
        """Not unfinished: a saved text that a newer one took the place of."""
        return bool(self.read().get("replaced"))

    @property
    def texts(self) -> list[str]:
        """What has been written, without choices and days, for reading."""
        words = self.read()
        names = words.get("texts") or list(words.get("fields", {}))
        return [value for name in names for value in words.get("fields", {}).get(name, []) if value.strip()]
