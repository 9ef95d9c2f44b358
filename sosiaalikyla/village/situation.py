"""What's my situation? Questions of the areas of life; what to read on stands in the page and is shown by the browser alone.

Nothing is sent, nothing is kept, nothing is counted together: the reader's answers never leave the phone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from sosiaalikyla.base import yaml_files

from .readings import Here, Neighbour, neighbours

FILE = Path(__file__).parent / "data" / "situation.yaml"

Said = Annotated[str, Field(min_length=1, max_length=200)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Texts(_Strict):
    fi: Said
    sv: Said
    en: Said

    def in_language(self, language: str) -> str:
        return str(getattr(self, language))


class _Answers(_Strict):
    well: Texts
    unsure: Texts
    worry: Texts


class _OwnAnswers(_Strict):
    well: Texts


class _Area(_Strict):
    key: str
    ask: Texts
    answers: _OwnAnswers | None = None
    unsure: list[str] = Field(min_length=1)
    worry: list[str] = Field(min_length=1)


class _File(_Strict):
    sv_reviewed: bool
    answers: _Answers
    areas: list[_Area]


@dataclass(frozen=True)
class AreaShown:
    key: str
    ask: str
    well: str
    unsure: str
    worry: str
    when_unsure: tuple[Neighbour, ...]
    when_worry: tuple[Neighbour, ...]


@cache
def load() -> Any:
    """The questions, checked once per process; a ValidationError names the place."""
    return _File.model_validate(yaml_files.read(FILE))


def keys() -> set[str]:
    """Keys of the pages the answers lead to."""
    return {key for area in load().areas for key in (*area.unsure, *area.worry)}


def shown(here: Here) -> tuple[AreaShown, ...]:
    """The questions in the reader's language, each with its pages. One query, and one more when a title leans on a fact."""
    told = load()
    pages = neighbours(keys(), here)

    def found(some: list[str]) -> tuple[Neighbour, ...]:
        return tuple(pages[key] for key in some if key in pages)

    return tuple(
        AreaShown(
            key=area.key,
            ask=area.ask.in_language(here.language),
            well=(area.answers or told.answers).well.in_language(here.language),
            unsure=told.answers.unsure.in_language(here.language),
            worry=told.answers.worry.in_language(here.language),
            when_unsure=found(area.unsure),
            when_worry=found(area.worry),
        )
        for area in told.areas
    )
