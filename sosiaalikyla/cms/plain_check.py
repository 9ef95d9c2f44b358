"""Is a page plain enough to be sent on? What stops it, what is only said, and what to do instead. No Django.

The limits are those of `content/README.md`; office words stand in `docs/words-avoid.txt` with what to say in their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import Literal

from sosiaalikyla.village.texts import Words

LONGEST_PLAIN, AVERAGE_PLAIN = 18, 12
LONGEST_USUAL = 25
LONG_WORD = 24
"""Letters. Finnish builds long words: these are said, never refused."""

AVOID = Path(__file__).resolve().parents[2] / "docs" / "words-avoid.txt"
ALSO = {
    "asiakas": "",
    "asiakka": "",
    "palvelujärjestelm": "",
    "sinun täytyy": "",
    "sinun pitää": "",
}
FOR_WORKERS = "content.professionals"
"""Pages for professionals may use the words of offices."""

What = Literal["long_sentence", "long_on_average", "long_word", "office_word", "digit", "phone", "link", "no_twin"]

_PLACEHOLDER = re.compile(r"\{\{.*?\}\}")
_ENDS = re.compile(r"</(?:p|li|h2)>|<br\s*/?>")
_TAG = re.compile(r"<[^>]+>")
_SENTENCE = re.compile(r"(?<=[.!?…:])\s+|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*|\d+")
_PHONE = re.compile(r"\+?\d(?:[\s-]?\d){5,}")
_DIGIT = re.compile(r"\d")
_LINK = re.compile(r'<a\b[^>]*href="(?!https://|page:)([^"]*)"')


@dataclass(frozen=True)
class Finding:
    """what is wrong · part: 0 for title and lead, then as parts are counted · plain: in the plain twin · said: the words it
    is about · number: words or letters · instead: what to say in its place · stops: whether the page can't be sent on.
    """

    what: What
    part: int
    plain: bool
    said: str
    stops: bool
    number: int = 0
    instead: str = ""


@lru_cache
def office_words() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Pattern of each word to avoid, and what to say instead."""
    found = []
    lines = AVOID.read_text(encoding="utf-8").splitlines() if AVOID.exists() else []
    told = [line.partition("#") for line in lines]
    stems = [(stem.strip(), instead.strip()) for stem, _, instead in told if stem.strip()]
    for stem, instead in (*stems, *ALSO.items()):
        begins = "" if stem.startswith("*") else r"\b"
        found.append((re.compile(begins + re.escape(stem.lstrip("*")) + r"\w*", re.IGNORECASE), instead))
    return tuple(found)


def check(words: Words, *, language: str, plain: bool, office: str = "") -> list[Finding]:
    """Everything found in one language or in its plain twin, in the order of the page."""
    found: list[Finding] = []
    lengths: list[int] = []
    for number, text in _texts(words):
        found += _unsaid(number, text, plain=plain)
        bare = _bare(text)
        if language == "fi" and office != FOR_WORKERS:
            found += [
                Finding("office_word", number, plain, match[0], stops=True, instead=instead)
                for pattern, instead in office_words()
                if (match := pattern.search(bare))
            ]
        found += [
            Finding("long_word", number, plain, word, stops=False, number=len(word))
            for word in _WORD.findall(bare)
            if plain and len(word) > LONG_WORD
        ]
    longest = LONGEST_PLAIN if plain else LONGEST_USUAL
    for number, text in _running(words):
        for sentence in _SENTENCE.split(_bare(text)):
            count = len(_WORD.findall(sentence))
            if count:
                lengths.append(count)
            if count > longest:
                found.append(Finding("long_sentence", number, plain, sentence.strip(), stops=plain, number=count))
    if plain and lengths and sum(lengths) / len(lengths) > AVERAGE_PLAIN:
        found.append(Finding("long_on_average", 0, plain, "", stops=True, number=round(sum(lengths) / len(lengths))))
    return sorted(found, key=lambda each: each.part)


def without_twin(words: Words, twin: Words) -> list[Finding]:
    """Parts that have no plain twin while the page has one."""
    if not twin.title:
        return []
    missing = len(words.parts) - len(twin.parts)
    return [Finding("no_twin", 0, True, "", stops=True, number=missing)] if missing else []


def _texts(words: Words) -> Iterator[tuple[int, str]]:
    yield 0, words.title
    yield 0, words.lead
    for number, part in enumerate(words.parts, 1):
        yield number, part.heading
        yield number, part.html


def _running(words: Words) -> Iterator[tuple[int, str]]:
    yield 0, words.lead
    for number, part in enumerate(words.parts, 1):
        yield number, part.html


def _unsaid(number: int, text: str, *, plain: bool) -> Iterator[Finding]:
    """Numbers that stand in the text itself."""
    bare = _bare(text, placeholder="")
    phone = _PHONE.search(bare)
    if phone:
        yield Finding("phone", number, plain, phone[0], stops=True)
    elif digit := _DIGIT.search(bare):
        around = bare[max(0, digit.start() - 20) : digit.end() + 20].strip()
        yield Finding("digit", number, plain, around, stops=True)


def links(number: int, html: str, *, plain: bool) -> Iterator[Finding]:
    """Links of what an editor wrote that lead neither to a page of ours nor to https: they would be taken away."""
    for address in _LINK.findall(html):
        yield Finding("link", number, plain, unescape(address), stops=True)


def _bare(text: str, placeholder: str = "luku") -> str:
    """The words as one reads them: a placeholder counts as one."""
    without = _PLACEHOLDER.sub(placeholder, text)
    return unescape(_TAG.sub("", _ENDS.sub("\n", without)))
