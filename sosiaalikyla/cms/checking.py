"""The plain-language check of a page in the editor: what is found, in the editor's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import converting, plain_check
from .plain_check import Finding

SENDING = ("action-submit", "action-publish", "action-restart-workflow", "action-workflow-action", "action-resubmit")
"""Buttons that send a page on, by the names their forms carry."""


def findings(row: Any) -> list[Finding]:
    """Everything found in a page or card, saved or not."""
    values = converting.held_of_page(row, {}, source=row.in_source_language)
    words = converting.words_of(values)
    found = plain_check.check(words, language=row.language, plain=False, office=row.office)
    for number, part in enumerate(row.body.raw_data, 1):
        found += plain_check.links(number, part["value"]["text"], plain=False)
        if row.in_source_language:
            found += plain_check.links(number, part["value"].get("plain_text") or "", plain=True)
    if row.in_source_language and row.plain_title:
        twin = converting.words_of(values, plain=True)
        found += plain_check.check(twin, language=row.language, plain=True, office=row.office)
        found += plain_check.without_twin(words, twin)
    return found


def stopping(row: Any) -> list[str]:
    """What keeps a page from being sent on, each in a sentence."""
    return [told(each) for each in findings(row) if each.stops]


def told(finding: Finding) -> str:
    """Where, what, and what to do instead."""
    return _("%(where)s: %(what)s") % {"where": _where(finding), "what": _what(finding)}


def _where(finding: Finding) -> str:
    if finding.part and finding.plain:
        return _("Part %(number)d, plain language") % {"number": finding.part}
    if finding.part:
        return _("Part %(number)d") % {"number": finding.part}
    return _("Plain language") if finding.plain else _("Title and lead")


def _what(finding: Finding) -> str:
    words = {"said": finding.said, "number": finding.number, "instead": finding.instead}
    if finding.what == "long_sentence":
        limit = plain_check.LONGEST_PLAIN if finding.plain else plain_check.LONGEST_USUAL
        words["limit"] = limit
        return _("a sentence of %(number)d words, at most %(limit)d: “%(said)s” Make two of it.") % words
    if finding.what == "long_on_average":
        words["limit"] = plain_check.AVERAGE_PLAIN
        return _("sentences have %(number)d words on average, at most %(limit)d. Say one thing in each.") % words
    if finding.what == "long_word":
        return _("a long word: %(said)s. Say it with two, or explain it.") % words
    if finding.what == "office_word":
        if finding.instead:
            return _("a word of offices: %(said)s. Say instead: %(instead)s.") % words
        return _("a word of offices: %(said)s. Say it as you would to a friend.") % words
    if finding.what == "phone":
        return _("a phone number: %(said)s. Choose the help line from the list: it is shown beside the page.") % words
    if finding.what == "digit":
        return _("a number in the text: “%(said)s” Use a placeholder such as {{ law.… }} or {{ fact.… }}, or words.") % words
    if finding.what == "link":
        return _("a link to %(said)s. Only our own pages and addresses with https:// can be linked to.") % words
    return (
        ngettext(
            "%(number)d part has no plain twin. Write it, or leave the page without plain language.",
            "%(number)d parts have no plain twin. Write them, or leave the page without plain language.",
            finding.number,
        )
        % words
    )
