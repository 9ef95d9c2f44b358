"""The plain-language check of a page in the editor: what `village.wording` finds, in the editor's language.

The same faults fail the gate over `content/`. Two more can only be made in the editor: a link that would be taken away, and
a part without its plain twin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sosiaalikyla.village import wording
from sosiaalikyla.village.texts import FULL, PLAIN, Words

from . import converting

SENDING = ("action-submit", "action-publish", "action-restart-workflow", "action-workflow-action", "action-resubmit")
"""Buttons that send a page on, by the names their forms carry."""
FOR_PROFESSIONALS = "content.professionals"
"""Pages for professionals may use the words of offices."""

_LINK = re.compile(r'<a\b[^>]*href="(?!https://|page:)([^"]*)"')


@dataclass(frozen=True)
class Length:
    """How long the sentences of a text are, in words."""

    average: float
    longest: int


def faults(row: Any) -> list[str]:
    """What keeps a page or card from being sent on, each in a sentence: where, what, and what to do instead."""
    values = converting.held_of_page(row, {}, source=row.in_source_language)
    words = converting.words_of(values)
    worker = row.office == FOR_PROFESSIONALS
    found = [_told(each) for each in wording.faults(words, row.language, FULL, for_professionals=worker)]
    found += _links(row)
    if row.in_source_language and row.plain_title:
        twin = converting.words_of(values, plain=True)
        plainly = wording.faults(twin, row.language, PLAIN, for_professionals=worker) if twin.lead and twin.parts else []
        found += [_("Plain language, %(fault)s") % {"fault": _told(each)} for each in plainly]
        found += _without_twin(words, twin)
    return found


def lengths(row: Any) -> dict[str, Length]:
    """Of the usual text, and of the plain one where there is one."""
    values = converting.held_of_page(row, {}, source=row.in_source_language)
    texts = {FULL: converting.words_of(values)}
    if row.in_source_language and row.plain_title:
        texts[PLAIN] = converting.words_of(values, plain=True)
    return {variant: _length(words) for variant, words in texts.items() if any(words.texts)}


def _length(words: Words) -> Length:
    counts = [len(sentence.split()) for text in words.texts for sentence in wording.sentences(text)]
    return Length(sum(counts) / len(counts), max(counts)) if counts else Length(0, 0)


def _links(row: Any) -> Iterator[str]:
    for number, part in enumerate(row.body.raw_data, 1):
        for text in (part["value"]["text"], part["value"].get("plain_text") or ""):
            for address in _LINK.findall(text):
                words = {"number": number, "address": unescape(address)}
                yield _("Part %(number)d: a link to “%(address)s”. Link to our own pages or to https:// only.") % words


def _without_twin(words: Words, twin: Words) -> Iterator[str]:
    if not twin.lead:
        yield _("Plain language: the lead is missing.")
    missing = len(words.parts) - len(twin.parts)
    if missing:
        yield ngettext(
            "%(number)d part has no plain twin. Write it, or leave the page without plain language.",
            "%(number)d parts have no plain twin. Write them, or leave the page without plain language.",
            missing,
        ) % {"number": missing}


def _told(fault: wording.Fault) -> str:
    words = {"where": fault.where, "what": fault.what, "instead": fault.instead, "limit": wording.LONGEST}
    if fault.kind == "long_sentence":
        return _("“%(where)s”: a long sentence, at most %(limit)d words. Make two of it: “%(what)s”") % words
    if fault.kind == "long_on_average":
        words |= {"limit": wording.AVERAGE, "where": fault.what}
        return _("sentences have %(where)s words on average, at most %(limit)d. Say one thing in each.") % words
    if fault.kind == "long_word":
        return _("“%(where)s”: a long word, %(what)s. Say it with two, or explain it.") % words
    if fault.kind == "office_word":
        return _("“%(where)s”: a word of offices, %(what)s. Say instead: %(instead)s.") % words
    if fault.kind == "phone":
        return _("“%(where)s”: a phone number, %(what)s. Choose the help line: it is shown beside the page.") % words
    if fault.kind == "braces":
        return _("“%(where)s”: a placeholder is written {{ law.name }} or {{ fact.name }}: “%(what)s”") % words
    return _("“%(where)s”: a number, “%(what)s”. Use a placeholder of law or a fact, or write it as a word.") % words
