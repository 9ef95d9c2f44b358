"""Aino's plan, begun, for tests of voices and promises."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sosiaalikyla.access.models import User
from sosiaalikyla.base import clock
from sosiaalikyla.paths.tests.ground import WHY, Village, account, do
from sosiaalikyla.people.models import Youth
from sosiaalikyla.plans import actions
from sosiaalikyla.plans.models import Item, OwnVoice, Promise, Version
from tests.ground import as_owner

__all__ = ["WHY", "Village", "account", "do"]


def item(here: Village, kind: str = "goal", *, youth: Youth | None = None, area: str = "home") -> Item:
    youth = youth or here.aino
    words = {"area": area} if kind == "goal" else {}
    found: Item = do(account(youth), actions.add_item, youth=youth, kind=kind, **words)
    return found


def good_day(here: Village) -> Item:
    do(account(here.aino), actions.begin, youth=here.aino)
    with as_owner():
        return Item.objects.whole(WHY).get(youth=here.aino, kind="good_day")


def said(who: User, on: Item, text: str = "Haluan oman kodin.") -> OwnVoice:
    voice: OwnVoice = do(who, actions.say, item=on, text=text)
    return voice


def promised(here: Village, **more: Any) -> Promise:
    words = {"youth": here.aino, "text": "Soitan vuokranantajalle.", "due": clock.today() + timedelta(days=3), **more}
    row: Promise = do(here.ville, actions.promise, **words)
    return row


def frozen(here: Village) -> Version:
    good_day(here)
    version: Version = do(here.ville, actions.freeze, youth=here.aino)
    return version


def now(row: Any) -> Any:
    with as_owner():
        return type(row).objects.whole(WHY).get(pk=row.pk)
