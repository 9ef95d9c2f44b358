"""A form posted after the session died is carried, sealed, through sign-in, for the one who wrote it.

It waits in the session of a browser that is nobody's, as ciphertext tied to the writer's account. Whoever signs in next
takes it out of there: the writer gets it back as a draft, anybody else gets nothing, and it is gone.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest

from sosiaalikyla.access.actors import Person
from sosiaalikyla.access.cipher import Unreadable, open_text, seal_text
from sosiaalikyla.base import clock
from sosiaalikyla.drafts import actions
from sosiaalikyla.drafts.models import packed
from sosiaalikyla.drafts.posted import Posted
from sosiaalikyla.drafts.sittings import Sitting

KEY = "carried"
WAITS_FOR = timedelta(hours=1)


def _context(user: int) -> str:
    return f"drafts.carried:{user}"


def carry(request: HttpRequest, posted: Posted) -> None:
    """Seal the text into the session. CannotBe when it is too long."""
    sitting = posted.sitting
    packed(posted.fields, posted.base, sitting.texts)
    words = {
        "sitting": [sitting.address, sitting.form, str(sitting.key)], "texts": sitting.texts,
        "fields": posted.fields, "base": posted.base, "turn": posted.turn,
    }  # fmt: skip
    sealed = seal_text(json.dumps(words), _context(sitting.user))
    request.session[KEY] = {"at": clock.now().isoformat(), "text": sealed.hex()}
    if "_auth_user_id" not in request.session:
        request.session.set_expiry(int(WAITS_FOR.total_seconds()))


def lift(request: HttpRequest) -> dict[str, str] | None:
    """Take it out, before the session is made anew."""
    waits: dict[str, str] | None = request.session.pop(KEY, None) if KEY in request.session else None
    return waits


def lay(request: HttpRequest, waits: dict[str, str] | None) -> None:
    """Put it back: the first of two keys has been shown, and who it is isn't certain yet."""
    if waits is not None:
        request.session[KEY] = waits


def give_back(by: Person, waits: dict[str, str] | None) -> None:
    """The writer gets it as a draft. Anybody else: nothing, and nobody learns that there was something."""
    if waits is None or clock.now() - datetime.fromisoformat(waits["at"]) > WAITS_FOR:
        return
    try:
        words = json.loads(open_text(bytes.fromhex(waits["text"]), _context(by.user.pk)))
    except Unreadable:
        return
    address, form, key = words["sitting"]
    sitting = Sitting(by.user.pk, address, form, UUID(key), texts=tuple(words["texts"]))
    actions.keep(by=by, sitting=sitting, fields=words["fields"], turn=words["turn"], base=words["base"])
