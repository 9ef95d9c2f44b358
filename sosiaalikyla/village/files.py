"""Reads a content folder: houses, pages, rights cards and facts, strictly. No Django.

The format stands in `content/README.md`. Whatever is unknown, missing or said twice is refused with file and place.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from sosiaalikyla.base import yaml_files

from . import marks
from .texts import (
    FULL,
    LANGUAGES,
    PLAIN,
    PLAIN_STEP,
    TAKEN,
    About,
    Content,
    Fact,
    House,
    Law,
    Page,
    Section,
    SourceRead,
    Words,
)

CONTENT = Path(__file__).resolve().parents[2] / "content"
"""The texts that come with the service. A county may keep a folder of its own in the same form."""

VARIANTS = {"fi.md": ("fi", FULL), "fi-plain.md": ("fi", PLAIN), "sv.md": ("sv", FULL), "en.md": ("en", FULL)}

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.-]*$", max_length=80)]


def _not_the_plain_step(slug: str) -> str:
    if slug == PLAIN_STEP:
        raise ValueError(f"{slug} leads to plain variants: take another")
    return slug


Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80), AfterValidator(_not_the_plain_step)]
Said = Annotated[str, Field(min_length=1, max_length=600)]
Address = Annotated[str, Field(pattern=r"^https://[^\s\"'<>]+$", max_length=400)]
Verification = Literal["S", "P", "I", "M"]


class ContentError(Exception):
    """The content is refused. `file` is its path inside the folder, `path` the place in it."""

    def __init__(self, file: str, path: str, problem: str) -> None:
        self.file, self.path, self.problem = file, path, problem
        super().__init__(": ".join(filter(None, (file, path, problem))))


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _ByLanguage(_Strict):
    fi: Said
    sv: Said
    en: Said

    def texts(self) -> dict[str, str]:
        return {language: getattr(self, language) for language in LANGUAGES}


class _Slugs(_Strict):
    fi: Slug
    sv: Slug
    en: Slug


class _Lead(_ByLanguage):
    fi_plain: Said | None = Field(default=None, alias="fi-plain")

    def texts(self) -> dict[str, str]:
        return _ByLanguage.texts(self) | ({"fi-plain": self.fi_plain} if self.fi_plain else {})


class _Section(_Strict):
    key: Key
    slugs: _Slugs
    title: _ByLanguage


class _House(_Strict):
    key: Key
    slugs: _Slugs
    accent: Literal["pine", "lake", "berry", "ember"]
    title: _ByLanguage
    neutral_title: _ByLanguage | None = None
    lead: _Lead
    owner: Key
    languages: list[Literal["fi", "sv", "en"]] = Field(default_factory=lambda: list(LANGUAGES))
    sections: list[_Section] = Field(min_length=1)
    place: int = Field(default=100, ge=0, le=10_000)


class _Law(_Strict):
    act: Said
    section: Said
    link: Address
    checked: date
    verification: Verification


class _SourceRead(_Strict):
    title: Said
    publisher: Said
    link: Address
    year: int | None
    checked: date


class _SearchWords(_Strict):
    fi: list[Said] = Field(default_factory=list, max_length=30)
    sv: list[Said] = Field(default_factory=list, max_length=30)
    en: list[Said] = Field(default_factory=list, max_length=30)


class _PageFile(_Strict):
    key: Key
    slugs: _Slugs
    owner: Key
    review_by: date
    valid_from: date
    valid_until: date | None
    review: Literal["waiting", "reviewed"]
    life_areas: list[Key]
    phases: list[Key]
    law: list[_Law]
    sources: list[_SourceRead]
    help: list[Key]
    disputed: _ByLanguage | None
    related: list[Key]
    neutral_title: _ByLanguage | None = None
    clear_question: _ByLanguage | None = None
    search_words: _SearchWords = Field(default_factory=_SearchWords)
    place: int = Field(default=100, ge=0, le=10_000)


class _FactSource(_Strict):
    title: Said
    section: Said | None = None
    link: Address
    checked: date
    verification: Verification


class _Fact(_Strict):
    key: Key
    value: int | float | str | date
    unit: Literal["euros", "years", "days", "date", "percent", "months", "clock"]
    text: _ByLanguage
    start: date = Field(alias="from")
    until: date | None
    source: _FactSource


_FACTS = TypeAdapter(list[_Fact])


def read(folder: Path = CONTENT) -> Content:
    """Everything in the folder. ContentError names the first file and place that can't be read."""
    houses, pages = [], []
    for place in sorted((folder / "houses").iterdir()):
        house = _house(place, folder)
        houses.append(house)
        pages += _pages(house, place, folder)
    cards = [_page(place, folder, house="", section="") for place in sorted((folder / "cards").iterdir())]
    facts = [fact for file in sorted((folder / "facts").glob("*.yaml")) for fact in _facts(file, folder)]
    _once(folder, "key of a page", [page.key for page in (*pages, *cards)])
    _once(folder, "key of a fact", [fact.key for fact in facts])
    return Content(tuple(houses), tuple(pages), tuple(cards), tuple(facts))


def _pages(house: House, place: Path, folder: Path) -> list[Page]:
    known = {section.key for section in house.sections}
    found = []
    for section in sorted(each for each in place.iterdir() if each.is_dir()):
        if section.name not in known:
            raise ContentError(str(section.relative_to(folder)), "", "house.yaml has no such section")
        found += [_page(each, folder, house=house.key, section=section.name) for each in sorted(section.iterdir())]
    return found


def _house(place: Path, folder: Path) -> House:
    file = place / "house.yaml"
    told = _validated(_House, file, folder)
    if told.key != place.name:
        raise ContentError(str(file.relative_to(folder)), "key", f"must be the name of its folder, {place.name}")
    for language, slug in told.slugs.model_dump().items():
        if slug in TAKEN:
            raise ContentError(str(file.relative_to(folder)), f"slugs.{language}", f"{slug} leads elsewhere: take another")
    return House(
        key=told.key,
        slugs=told.slugs.model_dump(),
        accent=told.accent,
        title=told.title.texts(),
        lead=told.lead.texts(),
        owner=told.owner,
        sections=tuple(Section(each.key, each.slugs.model_dump(), each.title.texts()) for each in told.sections),
        languages=tuple(told.languages),
        neutral_title=told.neutral_title.texts() if told.neutral_title else {},
        place=told.place,
    )


def _page(place: Path, folder: Path, *, house: str, section: str) -> Page:
    file = place / "page.yaml"
    told = _validated(_PageFile, file, folder)
    if told.key != place.name:
        raise ContentError(str(file.relative_to(folder)), "key", f"must be the name of its folder, {place.name}")
    return Page(
        key=told.key,
        house=house,
        section=section,
        slugs=told.slugs.model_dump(),
        about=_about(told),
        words={VARIANTS[name]: _words(place / name, folder) for name in VARIANTS if (place / name).exists()},
        place=told.place,
    )


def _about(told: _PageFile) -> About:
    return About(
        owner=told.owner,
        review_by=told.review_by,
        valid_from=told.valid_from,
        valid_until=told.valid_until,
        review=told.review,
        life_areas=tuple(told.life_areas),
        phases=tuple(told.phases),
        law=tuple(Law(**each.model_dump()) for each in told.law),
        sources=tuple(SourceRead(**each.model_dump()) for each in told.sources),
        help=tuple(told.help),
        disputed=told.disputed.texts() if told.disputed else {},
        related=tuple(told.related),
        neutral_title=told.neutral_title.texts() if told.neutral_title else {},
        clear_question=told.clear_question.texts() if told.clear_question else {},
        search_words={language: tuple(getattr(told.search_words, language)) for language in LANGUAGES},
    )


def _words(file: Path, folder: Path) -> Words:
    try:
        return marks.read(file.read_text(encoding="utf-8"))
    except marks.BadMark as bad:
        raise ContentError(str(file.relative_to(folder)), f"line {bad.line}", bad.problem) from bad
    except UnicodeDecodeError as bad:
        raise ContentError(str(file.relative_to(folder)), "", f"is not UTF-8: {bad}") from bad


def _facts(file: Path, folder: Path) -> list[Fact]:
    found = _validated(_FACTS, file, folder)
    return [
        Fact(
            key=each.key,
            text=each.text.texts(),
            start=each.start,
            until=each.until,
            source={name: str(value) for name, value in each.source.model_dump().items() if value is not None},
        )
        for each in found
    ]


def _validated(shape: Any, file: Path, folder: Path) -> Any:
    name = str(file.relative_to(folder))
    try:
        told = yaml_files.read(file)
        return shape.validate_python(told) if isinstance(shape, TypeAdapter) else shape.model_validate(told)
    except yaml_files.NotPlain as bad:
        where = ": ".join(filter(None, (f"line {bad.line}" if bad.line else "", bad.path)))
        raise ContentError(name, where, bad.problem) from bad
    except ValidationError as bad:
        first = bad.errors(include_url=False)[0]
        where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in first["loc"]).lstrip(".")
        raise ContentError(name, where, first["msg"]) from bad


def _once(folder: Path, what: str, keys: list[str]) -> None:
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise ContentError(folder.name, "", f"{what} is used twice: {', '.join(twice)}")
