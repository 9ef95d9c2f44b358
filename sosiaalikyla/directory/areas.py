"""Areas of the catalogue to municipalities of today: counties, regions and municipalities that are no more. No Django."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sosiaalikyla.base import yaml_files
from sosiaalikyla.places.files import Places

from .neutral import Area

CLOSED = Path(__file__).parent / "data" / "closed_municipalities.yaml"
ALAND = "91"


@dataclass(frozen=True, slots=True)
class Closed:
    """A municipality that is no more. until: the first day it wasn't · into: the code it merged into."""

    code: str
    name: dict[str, str]
    until: str
    into: str


@dataclass(frozen=True, slots=True)
class Reach:
    """Municipalities and counties of today. country: the whole of it · unknown: codes nobody knows."""

    country: bool = False
    municipalities: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@cache
def closed() -> dict[str, Closed]:
    listed: list[dict[str, Any]] = yaml_files.read(CLOSED)["closed"]
    found = {row["code"]: Closed(row["code"], row["name"], str(row["until"]), row["into"]) for row in listed}
    today = {each.code for each in Places.load().municipalities}
    for each in found.values():
        if each.code in today or each.into not in today:
            raise yaml_files.NotPlain(CLOSED.name, f"{each.code} is a municipality of today, or {each.into} is none")
    return found


def today(code: str) -> str:
    """The municipality of today where an older one lies; the same code when it is of today or not known."""
    return closed()[code].into if code in closed() else code


@cache
def _by_county() -> dict[str, tuple[str, ...]]:
    return _grouped("county_code")


@cache
def _by_region() -> dict[str, tuple[str, ...]]:
    return _grouped("region_code")


def _grouped(name: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for each in Places.load().municipalities:
        found.setdefault(getattr(each, name), []).append(each.code)
    return {code: tuple(codes) for code, codes in found.items()}


@cache
def county_of() -> dict[str, str]:
    """Municipality → its wellbeing services county."""
    return {each.code: each.county_code for each in Places.load().municipalities}


def reach(area: Area) -> Reach:
    """The municipalities an area means today. Of an unknown area none: it isn't the whole country."""
    if area.kind == "unknown":
        return Reach()
    if area.kind == "country":
        return Reach(country=True)
    if area.kind == "country_without_aland":
        there = [code for code, county in county_of().items() if county != ALAND]
        return Reach(False, tuple(there), tuple(sorted({county_of()[code] for code in there})))
    found: set[str] = set()
    unknown: set[str] = set()
    for code in map(today, area.municipalities):
        (found if code in county_of() else unknown).add(code)
    for codes, groups in ((area.counties, _by_county()), (area.regions, _by_region())):
        for code in codes:
            found.update(groups.get(code, ()))
            if code not in groups:
                unknown.add(code)
    counties = {county_of()[code] for code in found}
    return Reach(False, tuple(sorted(found)), tuple(sorted(counties)), tuple(sorted(unknown)))
