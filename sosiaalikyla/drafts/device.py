"""The key under which a device may keep a text while the network is away. It is made anew for each page and stored nowhere.

It follows from the server's key of fields and the account's own random number, so it is the same after signing in again on
the same device, and nobody else's.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from django.conf import settings

from sosiaalikyla.access.models import User


def keys_for(user: User) -> str:
    """Keys in base64, newest first, with a space between: a text kept before keys were changed still opens."""
    said = f"sosiaalikyla.drafts.device:{user.uuid}".encode()
    made = [hmac.digest(base64.urlsafe_b64decode(key), said, hashlib.sha256) for key in settings.FIELD_KEYS]
    return " ".join(base64.b64encode(each).decode() for each in made)
