"""A form as a page gives it: its hidden words, and what a browser would send."""

from __future__ import annotations

import html
import re
from typing import Any

from django.test import Client

from sosiaalikyla.access.models import User
from sosiaalikyla.drafts.models import Draft
from tests.ground import as_owner

WHY = "made for a test"


def text_of(response: Any) -> str:
    body = response.content.decode()
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body[body.index("<main") :])))


def hidden(response: Any, name: str) -> dict[str, str]:
    """The words of the form that says `data-draft="name"`."""
    body = response.content.decode()
    form = next(part for part in body.split("<form")[1:] if f'data-draft="{name}"' in part.split(">")[0])
    form = form.split("</form>")[0]
    found = re.findall(r'<input type="hidden" name="(draft_\w+)" value="([^"]*)"', form)
    return {key: html.unescape(value) for key, value in found}


def offers(response: Any) -> list[tuple[str, str]]:
    """(text, key) of what is offered back on the page."""
    body = response.content.decode()
    found = []
    for part in body.split("draft-offer")[1:]:
        words = re.search(r'<blockquote class="draft-text">(.*?)</blockquote>', part, flags=re.S)
        key = re.search(r'name="draft" value="([^"]+)"', part)
        found.append((html.unescape(re.sub(r"<br>", "", words[1])) if words else "", key[1] if key else ""))
    return found


def drafts_of(user: User) -> list[Draft]:
    with as_owner():
        return list(Draft.objects.whole(WHY).filter(user=user).exclude(words=None).order_by("saved_at"))


def kept(client: Client, words: dict[str, str], turn: int = 1, **fields: str) -> Any:
    """What the script of the form sends every few seconds."""
    return client.post("/drafts/keep/", {**words, "draft_turn": str(turn), **fields})
