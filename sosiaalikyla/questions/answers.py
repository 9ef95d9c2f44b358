"""The sets of answers, read strictly from `data/answers.yaml`. Pure: no Django."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sosiaalikyla.base import yaml_files

FILE = Path(__file__).resolve().parent / "data" / "answers.yaml"
LANGUAGES = ("fi", "sv", "en")


class AnswerFileError(ValueError):
    """The file says something it may not. The message names the place."""


@dataclass(frozen=True)
class Possible:
    """One possible answer. asks: somebody does something after it."""

    key: str
    asks: bool
    fi: str
    sv: str
    en: str

    def in_language(self, code: str) -> str:
        return {"sv": self.sv, "en": self.en}.get(code[:2], self.fi)


@dataclass(frozen=True)
class AnswerSet:
    key: str
    answers: tuple[Possible, ...]

    def answer(self, key: str) -> Possible | None:
        return next((each for each in self.answers if each.key == key), None)


@dataclass(frozen=True)
class Answers:
    sets: dict[str, AnswerSet]
    items: dict[str, str]
    default: str

    def of(self, item: str) -> AnswerSet:
        """The set with which a check's item is answered."""
        return self.sets[self.items.get(item, self.default)]


@lru_cache
def load(file: Path = FILE) -> Answers:
    """The file's sets, read once. AnswerFileError names the file and the place."""
    try:
        found = yaml_files.read(file)
    except yaml_files.NotPlain as problem:
        raise AnswerFileError(str(problem)) from problem
    return read(found, file.name)


def read(found: Any, where: str) -> Answers:
    """AnswerFileError names the place: unknown or missing keys, a missing language, a set without "unknown"."""
    _only(found, {"version", "sv_reviewed", "sets", "items", "default"}, where)
    sets: dict[str, AnswerSet] = {}
    for number, each in enumerate(found["sets"]):
        at = f"{where}: sets[{number}]"
        _only(each, {"key", "answers"}, at)
        answers = tuple(_possible(answer, f"{at}.answers[{n}]") for n, answer in enumerate(each["answers"]))
        if len({answer.key for answer in answers}) != len(answers) or each["key"] in sets:
            raise AnswerFileError(f"{at}: a key stands twice")
        if "unknown" not in {answer.key for answer in answers}:
            raise AnswerFileError(f"{at}: every set lets one answer 'unknown'")
        sets[each["key"]] = AnswerSet(each["key"], answers)
    for item, key in [*found["items"].items(), ("default", found["default"])]:
        if key not in sets:
            raise AnswerFileError(f"{where}: {item} names the set {key!r}, which isn't there")
    return Answers(sets, dict(found["items"]), found["default"])


def _possible(found: Any, at: str) -> Possible:
    _only(found, {"key", "asks", "text"}, at)
    _only(found["text"], set(LANGUAGES), f"{at}.text")
    if not isinstance(found["key"], str) or not isinstance(found["asks"], bool):
        raise AnswerFileError(f"{at}: key is text and asks is true or false")
    return Possible(found["key"], found["asks"], **found["text"])


def _only(found: Any, keys: set[str], at: str) -> None:
    if not isinstance(found, dict) or set(found) != keys:
        odd = sorted(map(str, set(found) ^ keys)) if isinstance(found, dict) else []
        raise AnswerFileError(f"{at}: must have exactly {sorted(keys)}; differs in {odd}")
