"""Where one turns in each county, and in the whole country: pages of offices, and what a county says of money in aftercare.

What was not found is None and is said to be so: it doesn't mean that the county has no such thing. No Django.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from sosiaalikyla.base import yaml_files

from .files import DATA, Places

HEADINGS = ("support_criteria", "funds_practice", "home_set_up", "rent_and_deposit", "study_and_hobby", "age_extension")
"""What may be said of money, the same for every county."""

Said = Annotated[str, Field(min_length=1, max_length=400)]
Address = Annotated[str, Field(pattern=r"^https://[^\s\"'<>]+$", max_length=400)]


class OfficeFileError(Exception):
    """A file of offices is refused. The message names file and place."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Named(_Strict):
    """A text in the three languages of the service."""

    fi: Said
    sv: Said
    en: Said

    def in_language(self, language: str) -> str:
        return str(getattr(self, language))


class Page(_Strict):
    """A page of an office. verification: P it was read, M the address is general knowledge and was not."""

    link: Address
    checked: date
    verification: Literal["P", "M"]


class MoneySaid(Page):
    """What a county says in public under one heading, in our words, and where."""

    text: Named


class Money(_Strict):
    support_criteria: MoneySaid | None
    funds_practice: MoneySaid | None
    home_set_up: MoneySaid | None
    rent_and_deposit: MoneySaid | None
    study_and_hobby: MoneySaid | None
    age_extension: MoneySaid | None


class CountyOffices(_Strict):
    """registry: where letters to the county are told of; a decision's own instructions come first."""

    county: str
    site: Page
    ombudsperson: Page | None
    registry: Page | None
    aftercare: Page | None
    money: Money


class NationalOffice(_Strict):
    office: str
    name: Named
    when: Named
    page: Page


@cache
def of_counties(folder: Path = DATA) -> dict[str, CountyOffices]:
    """By code of the county. OfficeFileError when the file says too little, too much, or of a county nobody knows."""
    rows: list[CountyOffices] = _read(TypeAdapter(list[CountyOffices]), folder / "county_offices.yaml")
    known = {county.code for county in Places.load().counties}
    for row in rows:
        if row.county not in known or [each.county for each in rows].count(row.county) > 1:
            raise OfficeFileError(f"county_offices.yaml: county {row.county}: unknown, or there twice")
    return {row.county: row for row in rows}


@cache
def national(folder: Path = DATA) -> tuple[NationalOffice, ...]:
    """In the order of the file: the one nearest to a young person first."""
    found: list[NationalOffice] = _read(TypeAdapter(list[NationalOffice]), folder / "national_offices.yaml")
    for row in found:
        if [each.office for each in found].count(row.office) > 1:
            raise OfficeFileError(f"national_offices.yaml: office {row.office}: there twice")
    return tuple(found)


def _read(shape: TypeAdapter[Any], file: Path) -> Any:
    try:
        return shape.validate_python(yaml_files.read(file))
    except yaml_files.NotPlain as bad:
        raise OfficeFileError(str(bad)) from bad
    except ValidationError as bad:
        first = bad.errors(include_url=False)[0]
        where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in first["loc"]).lstrip(".")
        raise OfficeFileError(f"{file.name}: {where}: {first['msg']}") from bad
