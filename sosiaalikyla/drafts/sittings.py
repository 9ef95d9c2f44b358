"""One form as it was opened by one account on one device: who writes, where, and from what it goes on.

It travels in the form as a signed word, so that a text can be told whose it is after the session has died. It opens nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core import signing

SALT = "sosiaalikyla.drafts.sitting"
GOOD_FOR = 30 * 24 * 60 * 60
"""Seconds for which a form left open still keeps its text."""

TOKEN, BASE, TURN, KEEP = "draft_token", "draft_base", "draft_turn", "draft_keep"
OWN = frozenset({TOKEN, BASE, TURN, KEEP, "csrfmiddlewaretoken"})
"""Fields of the mechanism itself: never part of a text."""


@dataclass(frozen=True)
class Sitting:
    """continues, seen: the draft whose text this form was opened with, and its turn then. texts: fields for free text."""

    user: int
    address: str
    form: str
    key: UUID
    continues: UUID | None = None
    seen: int = 0
    texts: tuple[str, ...] = ()

    @property
    def token(self) -> str:
        went_on = [str(self.continues), self.seen] if self.continues else []
        said = [self.user, self.address, self.form, str(self.key), list(self.texts), *went_on]
        return signing.dumps(said, salt=SALT, compress=True)

    @classmethod
    def of(cls, token: str) -> Sitting | None:
        """The sitting a form says it is of; None for what we haven't signed, or long ago."""
        try:
            user, address, form, key, texts, *went_on = signing.loads(token[:4000], salt=SALT, max_age=GOOD_FOR)
        except signing.BadSignature:
            return None
        continues, seen = (UUID(went_on[0]), int(went_on[1])) if went_on else (None, 0)
        return cls(user, address, form, UUID(key), continues, seen, tuple(texts))
