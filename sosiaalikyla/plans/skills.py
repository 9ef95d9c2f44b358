"""Everyday skills that a young person may choose to practise, read strictly from `data/skills.yaml`. No Django."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from sosiaalikyla.base import yaml_files
from sosiaalikyla.plans.plan_items import LANGUAGES, Words

FILE = Path(__file__).resolve().parent / "data" / "skills.yaml"
LONGEST_KEY = 40


class SkillsFileError(ValueError):
    """The file says something it may not. The message names the place."""


@dataclass(frozen=True)
class Skill:
    key: str
    title: Words


@dataclass(frozen=True)
class Group:
    """Skills of one side of life, in the order they are read."""

    key: str
    title: Words
    skills: tuple[Skill, ...]


@dataclass(frozen=True)
class Skills:
    groups: tuple[Group, ...]

    @cached_property
    def by_key(self) -> dict[str, Skill]:
        return {skill.key: skill for group in self.groups for skill in group.skills}

    def title(self, key: str, language: str) -> str:
        """A skill that has left the file is called by its key: an old choice stays readable."""
        found = self.by_key.get(key)
        return found.title.in_language(language) if found else key


@lru_cache
def load(file: Path = FILE) -> Skills:
    """The file, read once. SkillsFileError names the file and the place."""
    try:
        found = yaml_files.read(file)
    except yaml_files.NotPlain as problem:
        raise SkillsFileError(str(problem)) from problem
    return read(found, file.name)


def read(found: Any, where: str) -> Skills:
    """SkillsFileError names the place: unknown or missing keys, a missing language, a key twice, a group without skills."""
    _only(found, {"sv_reviewed", "groups"}, where)
    if not isinstance(found["sv_reviewed"], bool):
        raise SkillsFileError(f"{where}: sv_reviewed is true or false")
    groups = tuple(
        _group(each, f"{where}: groups[{n}]") for n, each in enumerate(_list(found["groups"], f"{where}: groups"))
    )
    for keys in ([group.key for group in groups], [skill.key for group in groups for skill in group.skills]):
        if len(set(keys)) != len(keys):
            raise SkillsFileError(f"{where}: a key stands twice in {keys}")
    return Skills(groups)


def _group(found: Any, at: str) -> Group:
    _only(found, {"key", "skills", *LANGUAGES}, at)
    skills = _list(found["skills"], f"{at}.skills")
    return Group(
        _key(found["key"], at),
        _title(found, at),
        tuple(_skill(each, f"{at}.skills[{n}]") for n, each in enumerate(skills)),
    )


def _skill(found: Any, at: str) -> Skill:
    _only(found, {"key", *LANGUAGES}, at)
    return Skill(_key(found["key"], at), _title(found, at))


def _title(found: dict[str, Any], at: str) -> Words:
    for code in LANGUAGES:
        _only(found[code], {"title"}, f"{at}.{code}")
    return Words(*(_text(found[code]["title"], f"{at}.{code}.title") for code in LANGUAGES))


def _key(found: Any, at: str) -> str:
    key = _text(found, f"{at}.key")
    if not key.isidentifier() or len(key) > LONGEST_KEY:
        raise SkillsFileError(f"{at}.key: {key!r} is not a short word of letters and _")
    return key


def _text(found: Any, at: str) -> str:
    if not isinstance(found, str) or not found.strip():
        raise SkillsFileError(f"{at}: says nothing")
    return found


def _list(found: Any, at: str) -> list[Any]:
    if not isinstance(found, list) or not found:
        raise SkillsFileError(f"{at}: is a list with something in it")
    return found


def _only(found: Any, keys: set[str], at: str) -> None:
    if not isinstance(found, dict) or set(found) != keys:
        odd = sorted(map(str, set(found) ^ keys)) if isinstance(found, dict) else []
        raise SkillsFileError(f"{at}: must have exactly {sorted(keys)}; differs in {odd}")
