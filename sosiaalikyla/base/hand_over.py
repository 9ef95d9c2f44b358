"""Over to the editors' process: who comes, signed, good for half a minute and once.

Both processes know one key (`SOSIAALIKYLA_CMS_KEY`) and nothing else of each other. What is carried: the account's key, its
name and its language. The one who opens it remembers the nonce; here nothing is kept.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID

from django.core import signing

SALT = "sosiaalikyla.over-to-contents"
GOOD_FOR = 30
"""Seconds."""


@dataclass(frozen=True)
class HandOver:
    nonce: str
    uuid: UUID
    name: str
    language: str


def seal(*, uuid: UUID, name: str, language: str, key: str) -> str:
    """The hand-over as text for an address."""
    told = {"nonce": secrets.token_urlsafe(32), "uuid": str(uuid), "name": name, "language": language}
    return signing.dumps(told, key=key, salt=SALT)


def unseal(text: str, *, key: str) -> HandOver | None:
    """What was sealed; None when it is another's, changed or too old. Whether it was used before the caller knows."""
    try:
        told = signing.loads(text, key=key, salt=SALT, max_age=GOOD_FOR)
        return HandOver(str(told["nonce"]), UUID(told["uuid"]), str(told["name"]), str(told["language"]))
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
