"""The plan put together: plain words in the young person's language, everything shared and nothing private.

The page, the paper and the document are made of it, so it holds texts and days only:

    {"title", "language", "called",
     "sections": [{"kind", "title", "items": [{"item", "key", "title", "own", "waiting", "view", "reached_on"}]}],
     "promises": [{"owner", "text", "due", "kept_on", "called_off_on", "called_off_why"}],
     "decisions": [{"what", "made_on", "told_on", "last_day", "departs_why"}]}

key: which matter of law or question, else empty. own, waiting: {"text", "day", "scribe", "agreed", "version"} or None;
view: {"text", "day", "author"} or None. Days are ISO words. What is put away is left out; of the eleven matters none
is, also when nobody has said anything of it.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.utils.translation import gettext, override

from sosiaalikyla.access.actors import Actor
from sosiaalikyla.paths import versions
from sosiaalikyla.people.models import Youth
from sosiaalikyla.plans import plan_items
from sosiaalikyla.plans.models import Decision, Item, Promise
from sosiaalikyla.plans.spoken import Line, Said, lines_of


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256, hexadecimal, of the canonical JSON: keys in order, no spaces, UTF-8."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def content_of(youth: Youth, actor: Actor) -> dict[str, Any]:
    """The plan of a young person as the actor may read it now."""
    with override(youth.language):
        return _content(youth, actor)


def _content(youth: Youth, actor: Actor) -> dict[str, Any]:
    lines = [line for line in lines_of(youth.pk, actor) if line.item.put_away_on is None]
    promises = Promise.objects.visible_to(actor).filter(youth=youth).select_related("owner").order_by("due", "pk")
    decisions = Decision.objects.visible_to(actor).filter(youth=youth).order_by("made_on", "pk")
    return {
        "title": gettext("Our plan"),
        "language": youth.language,
        "called": youth.used_name,
        "sections": [
            {"kind": str(kind), "title": title, "items": [_item(line, youth.language) for line in lines if _in(line, kind)]}
            for kind, title in section_titles().items()
        ],
        "promises": [
            {
                "owner": row.owner.name,
                "text": row.text,
                "due": row.due.isoformat(),
                "kept_on": row.kept_on.isoformat() if row.kept_on else None,
                "called_off_on": row.called_off_on.isoformat() if row.called_off_on else None,
                "called_off_why": row.called_off_why,
            }
            for row in promises
        ],
        "decisions": [
            {
                "what": row.what,
                "made_on": row.made_on.isoformat(),
                "told_on": row.told_on.isoformat() if row.told_on else None,
                "last_day": row.last_day.isoformat() if row.last_day else None,
                "departs_why": row.departs_why,
            }
            for row in decisions
        ],
    }


def _in(line: Line, kind: str) -> bool:
    if line.item.kind != kind:
        return False
    return kind in {Item.Kind.MATTER, Item.Kind.GOOD_DAY} or not line.is_empty


def section_titles() -> dict[str, str]:
    """Kinds of items in the order they are read, with their headings in the present language."""
    return {
        Item.Kind.GOOD_DAY: gettext("A good day"),
        Item.Kind.DREAM: gettext("Dreams"),
        Item.Kind.STRENGTH: gettext("Strengths"),
        Item.Kind.FUTURE: gettext("A good year ahead"),
        Item.Kind.GOAL: gettext("Goals"),
        Item.Kind.MATTER: gettext("What the law asks of a plan"),
    }


def title_of(item: Item, language: str) -> str:
    """What an item is about: the matter of law, the life area, the question, or only its kind."""
    match item.kind:
        case Item.Kind.MATTER:
            return plan_items.load().matter(item.key).title.in_language(language)
        case Item.Kind.FUTURE:
            return plan_items.load().future[item.key].in_language(language)
        case Item.Kind.GOAL:
            return versions.conventions().life_domain(item.area).in_language(language)
        case Item.Kind.GOOD_DAY:
            return gettext("A good day")
        case Item.Kind.DREAM:
            return gettext("A dream")
        case _:
            return gettext("A strength")


def _item(line: Line, language: str) -> dict[str, Any]:
    reached = line.item.reached_on
    view = line.view and {"text": line.view.text, "day": line.view.day.isoformat(), "author": line.view.by}
    return {
        "item": str(line.item.uuid),
        "key": line.item.key,
        "title": title_of(line.item, language),
        "own": _voice(line.own),
        "waiting": _voice(line.waiting),
        "view": view,
        "reached_on": reached.isoformat() if reached else None,
    }


def _voice(said: Said | None) -> dict[str, Any] | None:
    if said is None:
        return None
    return {
        "text": said.text,
        "day": said.day.isoformat(),
        "scribe": said.by,
        "agreed": said.agreed,
        "version": said.version,
    }
