"""What is wrong with the wording of a text, and what to do instead: for the editors' page and the gate over the content.

Plain Finnish (selkosuomi): sentences of 12 words on average, none over 18. In every text: no digit, no phone number, no
office word. A number belongs in a placeholder, where it has its source and its days.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .placeholders import PLACEHOLDER
from .texts import PLAIN, Words

AVOIDED = Path(__file__).resolve().parents[2] / "docs" / "words-avoid.txt"

LONGEST = 18
AVERAGE = 12
LONG_WORD = 26
"""Letters: what is longer is hard on a small screen and for a tired reader."""

_TAG = re.compile(r"<[^>]+>")
_END_OF_BLOCK = re.compile(r"</(?:p|li|h2)>")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”)]*\s+|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+")
_PHONE = re.compile(r"(?:\+358|\b0\d)[\d\s-]{4,}")


@dataclass(frozen=True, slots=True)
class Fault:
    """kind: `long_sentence`, `long_on_average`, `long_word`, `office_word`, `digit`, `phone` or `braces` · where: title,
    lead or the part's heading · what: the place in the text · instead: what to do (English, or the list's words)."""

    kind: str
    where: str
    what: str
    instead: str


def faults(words: Words, language: str, variant: str, *, for_professionals: bool = False) -> list[Fault]:
    """Everything to mend in one language and variant of a page."""
    found = [fault for where, text in _places(words) for fault in _numbers(where, text)]
    if language == "fi" and not for_professionals:
        found += [fault for where, text in _places(words) for fault in _office(where, text)]
    if variant == PLAIN:
        found += _lengths(words)
    return found


def sentences(text: str) -> list[str]:
    """The sentences of a text or of its HTML; a placeholder counts as one word, a heading or a list's item as a sentence."""
    bare = html.unescape(_TAG.sub("", _END_OF_BLOCK.sub("\n", PLACEHOLDER.sub("luku", text))))
    return [part.strip() for part in _SENTENCE.split(bare) if _WORD.search(part)]


def average(words: Words) -> float:
    """Words in a sentence on average, over the whole page."""
    counts = [len(_WORD.findall(sentence)) for text in words.texts for sentence in sentences(text)]
    return sum(counts) / len(counts)


def _places(words: Words) -> Iterator[tuple[str, str]]:
    yield words.title, words.title
    yield words.title, words.lead
    for part in words.parts:
        yield part.heading, part.heading
        yield part.heading, part.html


def _numbers(where: str, text: str) -> Iterator[Fault]:
    bare = html.unescape(_TAG.sub(" ", PLACEHOLDER.sub(" ", text)))
    phone = _PHONE.search(bare)
    if phone:
        yield Fault(
            "phone", where, phone[0].strip(), "choose the help line beside the page: an unchecked number is never shown"
        )
    elif digit := re.search(r".{0,20}\d.{0,20}", bare):
        yield Fault(
            "digit", where, digit[0].strip(), "use a placeholder of law or a fact, or write a small number as a word"
        )
    if "{" in bare or "}" in bare:
        yield Fault("braces", where, bare.strip()[:60], "a placeholder is written {{ law.name }} or {{ fact.name }}")


def _office(where: str, text: str) -> Iterator[Fault]:
    bare = html.unescape(_TAG.sub(" ", text))
    for pattern, instead in office_words():
        if found := pattern.search(bare):
            yield Fault("office_word", where, found[0], instead)


def _lengths(words: Words) -> Iterator[Fault]:
    for where, text in _places(words):
        for sentence in sentences(text):
            count = len(_WORD.findall(sentence))
            if count > LONGEST:
                yield Fault("long_sentence", where, sentence, f"{count} words: cut it in two, at most {LONGEST} in one")
            for word in _WORD.findall(sentence):
                if len(word) > LONG_WORD:
                    yield Fault("long_word", where, word, "say it with a shorter word or explain it")
    mean = average(words)
    if mean > AVERAGE:
        yield Fault("long_on_average", words.title, f"{mean:.1f}", f"sentences of {AVERAGE} words on average at most")


@cache
def office_words(file: Path = AVOIDED) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Words a young person never reads from us, each with what to say instead."""
    return tuple(_stems(file.read_text(encoding="utf-8").splitlines()))


def _stems(lines: Iterable[str]) -> Iterator[tuple[re.Pattern[str], str]]:
    for line in lines:
        stem, _mark, instead = line.partition("#")
        if stem.strip():
            begin = "" if stem.startswith("*") else r"\b"
            yield re.compile(begin + re.escape(stem.strip().lstrip("*")), re.IGNORECASE), instead.strip()
