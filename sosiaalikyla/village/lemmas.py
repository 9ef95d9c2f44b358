"""Base forms of words, by simplemma's dictionaries. A process of its own: the Finnish one alone takes hundreds of megabytes.

`python -m sosiaalikyla.village.lemmas` reads {"fi": [words], …} as JSON and answers {"fi": {"lemmas": {word: lemma},
"parts": {word: [part, …]}, "forms": {form: lemma}}}: each word's base form, the parts of a compound, and every inflected
form of those base forms, so that pages need no dictionary to understand what somebody types. No Django.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sosiaalikyla.base import yaml_files

EXCEPTIONS = Path(__file__).parent / "data" / "lemmas.yaml"

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+")
_ENDINGS = {
    # Possessive and clitic endings of Finnish, which the dictionary knows with few words only.
    "fi": ("kaan", "kään", "kin", "han", "hän", "pa", "pä", "ko", "kö", "mme", "nne", "nsa", "nsä", "ni", "si"),
    "sv": ("s",),
    "en": (),
}
SHORTEST_PART = 3
LONG = 8


@dataclass(frozen=True)
class Known:
    """What the dictionary of one language says of the words asked about."""

    lemmas: Mapping[str, str]
    parts: Mapping[str, tuple[str, ...]]
    forms: Mapping[str, str]


def words(text: str) -> list[str]:
    """The words of a text in lower case, in order; a word with a hyphen stays one."""
    return _WORD.findall(text.lower())


def barer(word: str, language: str) -> Iterator[str]:
    """The word, and the word without one or two of the endings that hang on after the case."""
    yield word
    for ending in _ENDINGS[language]:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_PART:
            bare = word.removesuffix(ending)
            yield bare
            # tietojasi: tietoja + si; asiassasi: asiassa + si; kotiini: kotiin + i lost its n
            if ending in {"ni", "si", "mme", "nne", "nsa", "nsä"}:
                yield bare + "n"
            for second in _ENDINGS[language]:
                if bare.endswith(second) and len(bare) - len(second) >= SHORTEST_PART:
                    yield bare.removesuffix(second)


def splits(word: str) -> Iterator[tuple[str, str]]:
    """Every way to part the word in two, from the longest end to the shortest: what stands last names the thing."""
    for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        yield word[:at], word[at:]


def unasked(wanted: Mapping[str, Iterable[str]]) -> dict[str, Known]:
    """Each word as its own base form: what is known without dictionaries."""
    return {language: Known({word: word for word in some}, {}, {}) for language, some in wanted.items()}


def ask(wanted: Mapping[str, Iterable[str]], *, patience: float = 300) -> dict[str, Known]:
    """Ask the dictionaries in a process of their own. CalledProcessError or TimeoutExpired when they don't answer."""
    told = json.dumps({language: sorted(set(some)) for language, some in wanted.items()})
    done = subprocess.run(
        [sys.executable, "-m", "sosiaalikyla.village.lemmas"],
        input=told,
        capture_output=True,
        text=True,
        check=True,
        timeout=patience,
    )
    return {
        language: Known(each["lemmas"], {word: tuple(parts) for word, parts in each["parts"].items()}, each["forms"])
        for language, each in json.loads(done.stdout).items()
    }


def _answer(language: str, wanted: list[str]) -> dict[str, Any]:
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    dictionary = DefaultDictionaryFactory().get_dictionary(language)
    exceptions: dict[str, str] = yaml_files.read(EXCEPTIONS)[language]

    def known(word: str) -> str | None:
        for each in barer(word, language):
            found = exceptions.get(each) or dictionary.get(each)
            if found:
                return str(found)
        return None

    def parted(word: str) -> tuple[str, ...]:
        """Parts of a compound, each in its base form; the rarer the longer the last part, so the first fit is taken."""
        if len(word) < LONG:
            return ()
        for first, last in splits(word):
            joint = first.removesuffix("s") if language == "sv" else first
            if len(last) >= 4 and (tail := known(last)) and (head := known(first) or known(joint)):
                return head, tail
        return ()

    def guessed(word: str) -> tuple[str, tuple[str, ...]]:
        """A compound the dictionary lacks: its last part bends, so its base form is known from that."""
        for first, last in splits(word):
            if len(first) > SHORTEST_PART < len(last) and (tail := known(last)):
                return first + tail, (known(first) or first, tail)
        return word, ()

    lemmas, parts = {}, {}
    for word in wanted:
        found = known(word)
        pieces = tuple(piece for piece in word.split("-") if piece)
        if len(pieces) > 1:
            lemmas[word] = "-".join([*pieces[:-1], known(pieces[-1]) or pieces[-1]])
            parts[word] = tuple(known(piece) or piece for piece in pieces)
        elif found:
            lemmas[word], parts[word] = found, parted(found)
        else:
            lemmas[word], parts[word] = guessed(word)
    parts = {word: some for word, some in parts.items() if some}
    wanted_lemmas = set(lemmas.values()) | {part for both in parts.values() for part in both}
    forms = {form: lemma for form, lemma in dictionary.items() if lemma in wanted_lemmas and " " not in form}
    forms.update({form: lemma for form, lemma in exceptions.items() if lemma in wanted_lemmas})
    return {"lemmas": lemmas, "parts": parts, "forms": forms}


def main() -> int:
    told = json.load(sys.stdin)
    json.dump({language: _answer(language, wanted) for language, wanted in told.items()}, sys.stdout, ensure_ascii=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
