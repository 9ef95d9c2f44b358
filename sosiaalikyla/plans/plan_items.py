"""What a plan says by law, and the questions of the future talk, read strictly from `data/plan_items.yaml`. No Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from sosiaalikyla.base import yaml_files

FILE = Path(__file__).resolve().parent / "data" / "plan_items.yaml"
LANGUAGES = ("fi", "sv", "en")
MATTERS = 11
"""Social welfare act 1301/2014, 39 §, as amended by 677/2023, lists eleven."""


class PlanItemsFileError(ValueError):
    """The file says something it may not. The message names the place."""


@dataclass(frozen=True)
class Words:
    """The same in three languages; any other code reads Finnish."""

    fi: str
    sv: str
    en: str

    def in_language(self, code: str) -> str:
        return {"sv": self.sv, "en": self.en}.get(code[:2], self.fi)


@dataclass(frozen=True)
class Matter:
    """One of the eleven. from_worker: the law asks for the worker's assessment; the young person may say theirs too."""

    key: str
    title: Words
    ask: Words
    from_worker: bool


@dataclass(frozen=True)
class Source:
    """Where the eleven stand: act and section, what amended them last, and the day somebody read it."""

    act: str
    section: int
    amended_by: str
    checked_on: date


@dataclass(frozen=True)
class PlanItems:
    source: Source
    matters: tuple[Matter, ...]
    future: dict[str, Words]

    def matter(self, key: str) -> Matter:
        """KeyError when the law knows no such matter."""
        return {each.key: each for each in self.matters}[key]


@lru_cache
def load(file: Path = FILE) -> PlanItems:
    """The file, read once. PlanItemsFileError names the file and the place."""
    try:
        found = yaml_files.read(file)
    except yaml_files.NotPlain as problem:
        raise PlanItemsFileError(str(problem)) from problem
    return read(found, file.name)


def read(found: Any, where: str) -> PlanItems:
    """PlanItemsFileError names the place: unknown or missing keys, a missing language, a key twice, not eleven matters."""
    _only(found, {"source", "sv_reviewed", "matters", "future"}, where)
    _flag(found["sv_reviewed"], f"{where}: sv_reviewed")
    matters = tuple(_matter(each, f"{where}: matters[{n}]") for n, each in enumerate(_list(found["matters"], where)))
    future = [_question(each, f"{where}: future[{n}]") for n, each in enumerate(_list(found["future"], where))]
    for keys in ([each.key for each in matters], [key for key, _ in future]):
        if len(set(keys)) != len(keys):
            raise PlanItemsFileError(f"{where}: a key stands twice in {keys}")
    if len(matters) != MATTERS:
        raise PlanItemsFileError(f"{where}: the law lists {MATTERS} matters, the file {len(matters)}")
    return PlanItems(_source(found["source"], f"{where}: source"), matters, dict(future))


def _source(found: Any, at: str) -> Source:
    _only(found, {"act", "section", "amended_by", "checked_on", "read"}, at)
    if not isinstance(found["checked_on"], date) or not isinstance(found["section"], int):
        raise PlanItemsFileError(f"{at}: checked_on is a day and section a number")
    _text(found["act"], f"{at}.act")
    _text(found["amended_by"], f"{at}.amended_by")
    if found["read"] != "statute":
        raise PlanItemsFileError(f"{at}.read: the eleven are read from the statute itself")
    return Source(found["act"], found["section"], found["amended_by"], found["checked_on"])


def _matter(found: Any, at: str) -> Matter:
    said = found if isinstance(found, dict) else {}
    _only(found, {"key", *LANGUAGES} | ({"from_worker"} & said.keys()), at)
    for code in LANGUAGES:
        _only(found[code], {"title", "ask"}, f"{at}.{code}")
    from_worker = _flag(found.get("from_worker", False), f"{at}.from_worker")
    return Matter(_key(found["key"], at), _words(found, "title", at), _words(found, "ask", at), from_worker)


def _question(found: Any, at: str) -> tuple[str, Words]:
    _only(found, {"key", *LANGUAGES}, at)
    for code in LANGUAGES:
        _only(found[code], {"ask"}, f"{at}.{code}")
    return _key(found["key"], at), _words(found, "ask", at)


def _words(found: dict[str, Any], name: str, at: str) -> Words:
    return Words(*(_text(found[code][name], f"{at}.{code}.{name}") for code in LANGUAGES))


def _key(found: Any, at: str) -> str:
    key = _text(found, f"{at}.key")
    if not key.isidentifier() or len(key) > 40:
        raise PlanItemsFileError(f"{at}.key: {key!r} is not a short word of letters and _")
    return key


def _text(found: Any, at: str) -> str:
    if not isinstance(found, str) or not found.strip():
        raise PlanItemsFileError(f"{at}: says nothing")
    return found


def _flag(found: Any, at: str) -> bool:
    if not isinstance(found, bool):
        raise PlanItemsFileError(f"{at}: is true or false")
    return found


def _list(found: Any, at: str) -> list[Any]:
    if not isinstance(found, list):
        raise PlanItemsFileError(f"{at}: matters and future are lists")
    return found


def _only(found: Any, keys: set[str], at: str) -> None:
    if not isinstance(found, dict) or set(found) != keys:
        odd = sorted(map(str, set(found) ^ keys)) if isinstance(found, dict) else []
        raise PlanItemsFileError(f"{at}: must have exactly {sorted(keys)}; differs in {odd}")
