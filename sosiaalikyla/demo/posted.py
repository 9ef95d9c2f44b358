"""What would have gone out by e-mail or text message, with the very words: to whom is shown by the key of the cast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from sosiaalikyla.notices import texts


@dataclass(frozen=True)
class Letter:
    to: str
    sent_at: datetime
    subject: str
    body: str
    language: str


def letters(most: int = 50) -> list[Letter]:
    """The latest, newest first."""
    with connection.cursor() as cursor:
        cursor.execute("select * from sk.demo_post(%s)", [most])
        return [
            Letter(handle, sent_at, *texts.words(kind, language), language=language)
            for handle, language, kind, sent_at in cursor.fetchall()
        ]
