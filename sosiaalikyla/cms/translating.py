"""Which translations are behind: the Finnish words are others than those they were made from, and where."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.models import Revision

from . import converting
from .converting import SOURCE, Values

_ENDS = re.compile(r"</(?:p|li)>")
_TAG = re.compile(r"<[^>]+>")
MARKS = {"del": "<del>{}</del>", "ins": "<ins>{}</ins>"}


@dataclass(frozen=True)
class Change:
    """One thing that differs: what it is, the Finnish words then and now with the differences marked, the translation."""

    name: str
    before: SafeString
    now: SafeString
    translation: str


@dataclass(frozen=True)
class State:
    """Where a translation stands. `source` is None when the Finnish page isn't published."""

    page: Any
    source: Any
    behind: bool
    changes: tuple[Change, ...] = ()


def remember(row: Any) -> None:
    """A translation has been published: it is from the Finnish words of this moment."""
    from .models import WRITTEN, Translated

    if not isinstance(row, WRITTEN) or row.in_source_language:
        return
    source = source_of(row)
    if source is not None:
        Translated.objects.update_or_create(
            page_id=row.pk, defaults={"digest": _digest(source), "revision": source.live_revision_id}
        )


def source_of(row: Any) -> Any:
    """The Finnish page as it is published, or None."""
    found = type(row).objects.live().filter(translation_key=row.translation_key, locale__language_code=SOURCE)
    return found.first()


def values_of(row: Any) -> Values:
    """Only what the words are: links as they are kept."""
    return converting.held_of_page(row, {}, source=False)


def _digest(row: Any) -> str:
    from .going_out import keys

    return converting.words_digest(converting.held_of_page(row, keys(), source=False))


def state_of(row: Any) -> State:
    """One translation, with every difference."""
    from .models import Translated

    source = source_of(row)
    made = Translated.objects.filter(page_id=row.pk).first()
    if source is None or made is None:
        return State(row, source, behind=False)
    if made.digest == _digest(source):
        return State(row, source, behind=False)
    then = Revision.objects.filter(pk=made.revision).first() if made.revision else None
    before = values_of(then.as_object()) if then else {}
    return State(row, source, behind=True, changes=tuple(_changes(before, values_of(source), values_of(row))))


def behind() -> list[State]:
    """Every translation that is behind, without its differences; a draft never published counts from its making."""
    from .going_out import keys
    from .models import WRITTEN, Translated

    known, found = keys(), []
    made = {row.page_id: row.digest for row in Translated.objects.all()}
    for model in WRITTEN:
        sources = {
            row.translation_key: (row, converting.words_digest(converting.held_of_page(row, known, source=False)))
            for row in model.objects.live().filter(locale__language_code=SOURCE)
        }
        others = model.objects.exclude(locale__language_code=SOURCE).select_related("locale").order_by("title")
        for row in others:
            source, digest = sources.get(row.translation_key, (None, ""))
            if source is not None and row.pk in made and made[row.pk] != digest:
                found.append(State(row, source, behind=True))
    return found


def untranslated() -> Iterator[tuple[Any, list[str]]]:
    """Published Finnish pages of houses in several languages, and the languages they lack."""
    from .models import WRITTEN, HousePage

    houses = {row.path: set(row.languages) for row in HousePage.objects.filter(locale__language_code=SOURCE)}
    for model in WRITTEN:
        present: dict[Any, set[str]] = {}
        for key, code in model.objects.values_list("translation_key", "locale__language_code"):
            present.setdefault(key, set()).add(code)
        for row in model.objects.live().filter(locale__language_code=SOURCE).order_by("title"):
            wanted = houses.get(row.path[: -2 * row.steplen], {"fi", "sv", "en"})
            missing = sorted(wanted - present[row.translation_key])
            if missing:
                yield row, missing


# ---------------------------------------------------------------- differences


def _changes(before: Values, now: Values, translation: Values) -> Iterator[Change]:
    names = {
        "title": _("Title of the page"), "lead": _("Lead"), "disputed": _("What is not agreed on"),
        "neutral_title": _("Neutral title"), "clear_question": _("Was this clear?"),
    }  # fmt: skip
    for name, called in names.items():
        if before.get(name, "") != now.get(name, ""):
            yield _change(called, before.get(name, ""), now.get(name, ""), translation.get(name, ""))
    old, new, other = (values.get("parts", []) for values in (before, now, translation))
    for number in range(max(len(old), len(new))):
        texts = [_part_text(parts[number]) if number < len(parts) else "" for parts in (old, new, other)]
        if texts[0] != texts[1]:
            yield _change(_("Part %(number)d") % {"number": number + 1}, *texts)


def _part_text(part: Values) -> str:
    lines = _TAG.sub("", _ENDS.sub("\n", part["html"])).strip()
    return f"{part['heading']}\n{lines}"


def _change(name: str, before: str, now: str, translation: str) -> Change:
    old, new = re.findall(r"\S+|\n", before), re.findall(r"\S+|\n", now)
    steps = difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    return Change(
        name,
        _marked(((old[a:b], step != "equal") for step, a, b, _c, _d in steps), "del"),
        _marked(((new[c:d], step != "equal") for step, _a, _b, c, d in steps), "ins"),
        translation,
    )


def _marked(pieces: Any, tag: str) -> SafeString:
    """Words with those that differ marked; a marked piece is told by its element, not by colour alone."""
    done = []
    for words, differs in pieces:
        text = " ".join(words).strip(" ")
        if text:
            done.append((format_html(MARKS[tag], text) if differs else text,))
    return format_html_join(" ", "{}", done)
