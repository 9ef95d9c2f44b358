"""Columns that a stolen database or backup does not give away: AES-GCM, key outside the database."""

from __future__ import annotations

import base64
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

MARK = b"\x01"


class Unreadable(Exception):
    """No key in SOSIAALIKYLA_FIELD_KEYS opens the value, or the value has been changed."""


def keys() -> list[AESGCM]:
    if not settings.FIELD_KEYS:
        raise ImproperlyConfigured("SOSIAALIKYLA_FIELD_KEYS is not set: protected fields can't be written or read.")
    return [AESGCM(base64.urlsafe_b64decode(key)) for key in settings.FIELD_KEYS]


def seal_text(text: str, context: str) -> bytes:
    """Encrypt with the newest key; `context` (table and column) ties the value to its place."""
    nonce = os.urandom(12)
    return MARK + nonce + keys()[0].encrypt(nonce, text.encode(), context.encode())


def open_text(value: bytes, context: str) -> str:
    """Decrypt with whichever key fits, so that keys can be changed."""
    for key in keys():
        try:
            return key.decrypt(value[1:13], value[13:], context.encode()).decode()
        except InvalidTag:
            continue
    raise Unreadable(f"No key opens {context}.")


class EncryptedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Text in Python, ciphertext in the database; can be neither searched nor sorted there."""

    description = "Encrypted text"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    @property
    def _context(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def from_db_value(self, value: Any, *_: Any) -> str | None:
        return None if value is None else open_text(bytes(value), self._context)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            value = seal_text(value, self._context)
        return super().get_db_prep_value(value, connection, prepared)

    def to_python(self, value: Any) -> Any:
        return value
