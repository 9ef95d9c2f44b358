"""The catalogue's classes to what a young person asks about: ten things in life, and for whom. No Django."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sosiaalikyla.base import yaml_files

from .neutral import Service

FILE = Path(__file__).parent / "data" / "ptv_classes.yaml"
LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True, slots=True)
class Topic:
    """A thing in life, or a group of people, and the codes that mean it; a code means its sub-codes too."""

    key: str
    words: dict[str, str]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Classes:
    life_areas: tuple[Topic, ...]
    groups: tuple[Topic, ...]
    others: tuple[str, ...]
    """Target groups that are not ours: a service for these alone is not listed."""


@cache
def load() -> Classes:
    """Read once per process. NotPlain when the file isn't what it should be."""
    told = yaml_files.read(FILE)
    if set(told) != {"checked", "source", "life_areas", "groups", "others"}:
        raise yaml_files.NotPlain(FILE.name, f"its keys are {sorted(told)}")
    return Classes(_topics(told["life_areas"]), _topics(told["groups"]), tuple(told["others"]))


def _topics(rows: list[dict[str, Any]]) -> tuple[Topic, ...]:
    made = []
    for row in rows:
        if set(row) != {"key", "words", "codes"} or set(row["words"]) != set(LANGUAGES) or not row["codes"]:
            raise yaml_files.NotPlain(FILE.name, f"{row.get('key')}: key, words in three languages and codes are needed")
        made.append(Topic(row["key"], dict(row["words"]), tuple(row["codes"])))
    if len({each.key for each in made}) != len(made):
        raise yaml_files.NotPlain(FILE.name, "a key is given twice")
    return tuple(made)


def _meant(topics: Iterable[Topic], codes: set[str]) -> tuple[str, ...]:
    wider = codes | {code.split(".")[0] for code in codes}
    return tuple(topic.key for topic in topics if wider & set(topic.codes))


def codes_of(service: Service) -> set[str]:
    return {*service.classes, *service.target_groups, *service.life_events}


def life_areas(service: Service) -> tuple[str, ...]:
    """Keys of our ten, in their order. A free thing to do is leisure whatever else it is."""
    found = _meant(load().life_areas, codes_of(service))
    return found if service.kind != "free" or "leisure" in found else (*found, "leisure")


def groups(service: Service) -> tuple[str, ...]:
    return _meant(load().groups, codes_of(service))


def for_us(service: Service) -> bool:
    """Whether it is listed: about something in life, and not for businesses, authorities or the elderly alone."""
    told = set(service.target_groups)
    theirs = {code for code in told if any(code == other or code.startswith(f"{other}.") for other in load().others)}
    return bool(life_areas(service)) and (not told or bool(told - theirs))
