"""Strict, pure loader of the code lists: counties, municipalities, employment areas and help numbers.

Anything unexpected (an unknown column, a code used twice, a county nobody knows) raises `PlaceFileError`,
whose message begins with file and line.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

DATA = Path(__file__).parent / "data"

LANGUAGES = ("fi", "sv", "en")

T = TypeVar("T")


class PlaceFileError(Exception):
    """A code list is refused. `file` is its name, `line` the line in it, counted from 1."""

    def __init__(self, file: str, line: int, message: str) -> None:
        self.file, self.line = file, line
        super().__init__(f"{file}:{line}: {message}")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the three languages of the service."""

    fi: str
    sv: str
    en: str

    def in_language(self, language: str) -> str:
        """The name in `fi`, `sv` or `en`; `ValueError` for any other language."""
        if language not in LANGUAGES:
            raise ValueError(f"no names in language {language!r}")
        return str(getattr(self, language))


@dataclass(frozen=True, slots=True)
class County:
    """A wellbeing services county (kind `county`), Helsinki (`city`) or Åland (`autonomous_region`).

    `languages` is `fi`, `sv` or `bilingual`; `population` is of 31.12.2022; `grid` is (row, column) in a
    tile map.
    """

    code: str
    slug: str
    kind: str
    name: Name
    short: Name
    collaborative_area_code: str
    collaborative_area_fi: str
    municipality_count: int
    languages: str
    population: int
    grid: tuple[int, int]


@dataclass(frozen=True, slots=True)
class EmploymentArea:
    """An employment area (työllisyysalue): the municipalities that arrange employment services together."""

    code: str
    name: Name
    municipality_count: int


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality on 1.1.2026. Codes of classes are those of Statistics Finland; `population` of
    31.12.2022.

    `housing_allowance_group` is 1-3. `language_code`: 0 Finnish, 1 bilingual with a Finnish majority, 2
    Swedish, 3 bilingual with a Swedish majority.
    """

    code: str
    name: Name
    county_code: str
    region_code: str
    region_fi: str
    language_code: str
    urbanity_code: str
    employment_area_code: str
    vitality_centre_code: str
    housing_allowance_group: int
    population: int


@dataclass(frozen=True, slots=True)
class HelpNumber:
    """A help line. `county_code` is None for the whole country; `page` is the service's own public page.

    Never show `number` unless `shown` is true: an unchecked number is shown as a link to `page`.
    """

    id: str
    number: str
    name: Name
    county_code: str | None
    hours: Name
    use: str
    page: str
    source: str
    seen_in_source_of: str
    checked: date

    @property
    def shown(self) -> bool:
        """Whether the number itself may be shown; if not, show the link."""
        return self.use == "show"


@dataclass(frozen=True, slots=True)
class Places:
    """All code lists, each in the order of its file and held to the others."""

    counties: tuple[County, ...]
    municipalities: tuple[Municipality, ...]
    employment_areas: tuple[EmploymentArea, ...]
    help_numbers: tuple[HelpNumber, ...]

    @classmethod
    def load(cls, folder: Path = DATA) -> Places:
        """Read and check every list in `folder`, once per process; `PlaceFileError` names file and line."""
        return _load(folder)

    def county(self, code: str) -> County:
        """The county with this code; `LookupError` if there is none."""
        for county in self.counties:
            if county.code == code:
                return county
        raise LookupError(f"no county {code!r}")

    def municipality(self, code: str) -> Municipality:
        """The municipality with this code; `LookupError` if there is none."""
        for municipality in self.municipalities:
            if municipality.code == code:
                return municipality
        raise LookupError(f"no municipality {code!r}")

    def help_for(self, county_code: str | None) -> tuple[HelpNumber, ...]:
        """Help lines of the whole country and, where a county is named, its own, in the order of the file."""
        return tuple(n for n in self.help_numbers if n.county_code is None or n.county_code == county_code)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list, with its place, so that every refusal can say where."""

    file: str
    line: int
    cells: dict[str, str]

    def refuse(self, column: str, message: str) -> PlaceFileError:
        return PlaceFileError(self.file, self.line, f"{column}: {message}")

    def text(self, column: str) -> str:
        cell = self.cells[column]
        if not cell or cell != cell.strip():
            raise self.refuse(column, "is empty or has spaces around it")
        return cell

    def code(self, column: str, digits: int) -> str:
        cell = self.text(column)
        if not re.fullmatch(rf"\d{{{digits}}}", cell, re.ASCII):
            raise self.refuse(column, f"{cell!r} is not a code of {digits} digits")
        return cell

    def whole(self, column: str) -> int:
        cell = self.text(column)
        if not re.fullmatch(r"\d+", cell, re.ASCII):
            raise self.refuse(column, f"{cell!r} is not a whole number")
        return int(cell)

    def one_of(self, column: str, allowed: tuple[str, ...]) -> str:
        cell = self.text(column)
        if cell not in allowed:
            raise self.refuse(column, f"{cell!r} is not one of {', '.join(allowed)}")
        return cell

    def name(self, prefix: str) -> Name:
        return Name(*(self.text(f"{prefix}_{language}") for language in LANGUAGES))

    def address(self, column: str) -> str:
        cell = self.text(column)
        if not cell.startswith("https://"):
            raise self.refuse(column, f"{cell!r} is not a public https address")
        return cell

    def day(self, column: str) -> date:
        cell = self.text(column)
        try:
            return date.fromisoformat(cell)
        except ValueError:
            raise self.refuse(column, f"{cell!r} is not a day such as 2026-11-21") from None


def _rows(file: Path, columns: tuple[str, ...], key: str) -> Iterator[Row]:
    """The rows of one file with exactly these columns and no `key` twice."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PlaceFileError(file.name, 1, f"cannot be read: {error}") from error
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        header = next(reader, [])
        for column in header:
            if column not in columns:
                raise PlaceFileError(file.name, 1, f"unknown column {column!r}")
            if header.count(column) > 1:
                raise PlaceFileError(file.name, 1, f"column {column!r} is given twice")
        for column in columns:
            if column not in header:
                raise PlaceFileError(file.name, 1, f"column {column!r} is missing")
        seen: dict[str, int] = {}
        for cells in reader:
            if len(cells) != len(header):
                message = f"has {len(cells)} cells, the header has {len(header)}"
                raise PlaceFileError(file.name, reader.line_num, message)
            row = Row(file.name, reader.line_num, dict(zip(header, cells, strict=True)))
            value = row.text(key)
            if value in seen:
                raise row.refuse(key, f"{value!r} is already on line {seen[value]}")
            seen[value] = row.line
            yield row
    except csv.Error as error:
        raise PlaceFileError(file.name, reader.line_num, f"is not readable CSV: {error}") from error


def _names(prefix: str) -> tuple[str, ...]:
    return tuple(f"{prefix}_{language}" for language in LANGUAGES)


_COUNTY = (
    "code",
    "slug",
    "kind",
    *_names("name"),
    *_names("short"),
    "collaborative_area_code",
    "collaborative_area_fi",
    "municipality_count",
    "languages",
    "population_2022",
    "grid_row",
    "grid_col",
)
_EMPLOYMENT_AREA = ("code", *_names("name"), "municipality_count")
_MUNICIPALITY = (
    "code",
    *_names("name"),
    "county_code",
    "region_code",
    "region_fi",
    "language_code",
    "urbanity_code",
    "employment_area_code",
    "employment_area_fi",
    "vitality_centre_code",
    "housing_allowance_group",
    "population_2022",
)
_HELP_NUMBER = (
    "id",
    "number",
    *_names("name"),
    "county_code",
    *_names("hours"),
    "use",
    "page",
    "source",
    "seen_in_source_of",
    "checked",
)


def _county(row: Row) -> County:
    return County(
        code=row.code("code", 2),
        slug=row.text("slug"),
        kind=row.one_of("kind", ("county", "city", "autonomous_region")),
        name=row.name("name"),
        short=row.name("short"),
        collaborative_area_code=row.text("collaborative_area_code"),
        collaborative_area_fi=row.text("collaborative_area_fi"),
        municipality_count=row.whole("municipality_count"),
        languages=row.one_of("languages", ("fi", "sv", "bilingual")),
        population=row.whole("population_2022"),
        grid=(row.whole("grid_row"), row.whole("grid_col")),
    )


def _employment_area(row: Row) -> EmploymentArea:
    return EmploymentArea(row.code("code", 2), row.name("name"), row.whole("municipality_count"))


def _municipality(row: Row) -> Municipality:
    return Municipality(
        code=row.code("code", 3),
        name=row.name("name"),
        county_code=row.code("county_code", 2),
        region_code=row.code("region_code", 2),
        region_fi=row.text("region_fi"),
        language_code=row.code("language_code", 1),
        urbanity_code=row.code("urbanity_code", 1),
        employment_area_code=row.code("employment_area_code", 2),
        vitality_centre_code=row.code("vitality_centre_code", 2),
        housing_allowance_group=row.whole("housing_allowance_group"),
        population=row.whole("population_2022"),
    )


def _help_number(row: Row) -> HelpNumber:
    number = row.text("number")
    if not re.fullmatch(r"[0-9+][0-9 ]+", number, re.ASCII):
        raise row.refuse("number", f"{number!r} is not a telephone number")
    return HelpNumber(
        id=row.text("id"),
        number=number,
        name=row.name("name"),
        county_code=row.code("county_code", 2) if row.cells["county_code"] else None,
        hours=row.name("hours"),
        use=row.one_of("use", ("show", "link")),
        page=row.address("page"),
        source=row.text("source"),
        seen_in_source_of=row.text("seen_in_source_of"),
        checked=row.day("checked"),
    )


def _refer(row: Row, column: str, known: dict[str, str], what: str) -> None:
    if row.cells[column] not in known:
        raise row.refuse(column, f"there is no {what} {row.cells[column]!r}")


def _list(file: Path, columns: tuple[str, ...], build: Callable[[Row], T]) -> list[tuple[Row, T]]:
    """Each row with what it becomes; the first column is the key."""
    found = [(row, build(row)) for row in _rows(file, columns, columns[0])]
    if not found:
        raise PlaceFileError(file.name, 1, "holds no rows")
    return found


@cache
def _load(folder: Path) -> Places:
    counties = _list(folder / "counties.csv", _COUNTY, _county)
    areas = _list(folder / "employment_areas.csv", _EMPLOYMENT_AREA, _employment_area)
    municipalities = _list(folder / "municipalities.csv", _MUNICIPALITY, _municipality)
    numbers = _list(folder / "help_numbers.csv", _HELP_NUMBER, _help_number)
    county_names = {county.code: county.name.fi for _, county in counties}
    area_names = {area.code: area.name.fi for _, area in areas}
    for row, municipality in municipalities:
        _refer(row, "county_code", county_names, "county")
        _refer(row, "employment_area_code", area_names, "employment area")
        if row.cells["employment_area_fi"] != area_names[municipality.employment_area_code]:
            raise row.refuse("employment_area_fi", "is not the name of the area with that code")
    for row, number in numbers:
        if number.county_code is not None:
            _refer(row, "county_code", county_names, "county")
    for row, county in counties:
        found = sum(m.county_code == county.code for _, m in municipalities)
        if found != county.municipality_count:
            raise row.refuse("municipality_count", f"says {county.municipality_count}, the list has {found}")
    for row, area in areas:
        found = sum(m.employment_area_code == area.code for _, m in municipalities)
        if found != area.municipality_count:
            raise row.refuse("municipality_count", f"says {area.municipality_count}, the list has {found}")
    return Places(
        counties=tuple(county for _, county in counties),
        municipalities=tuple(municipality for _, municipality in municipalities),
        employment_areas=tuple(area for _, area in areas),
        help_numbers=tuple(number for _, number in numbers),
    )
