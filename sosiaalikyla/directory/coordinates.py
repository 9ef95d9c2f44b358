"""Finnish grid coordinates (ETRS-TM35FIN, EPSG:3067) to degrees (WGS 84). No Django.

Version 11 calls them latitude and longitude; they are northing and easting in metres.
"""

from __future__ import annotations

from functools import cache

from pyproj import Transformer

from .neutral import Point

EASTINGS, NORTHINGS = (43_500, 765_000), (6_522_000, 7_796_000)
"""Metres that hold Finland and its waters; the catalogue's own limits (version 12)."""


@cache
def _to_degrees() -> Transformer:
    return Transformer.from_crs("EPSG:3067", "EPSG:4326", always_xy=True)


def in_finland(northing: float, easting: float) -> bool:
    return NORTHINGS[0] <= northing <= NORTHINGS[1] and EASTINGS[0] <= easting <= EASTINGS[1]


def point(northing: float, easting: float) -> Point:
    """The place in degrees; ValueError when it isn't in Finland."""
    if not in_finland(northing, easting):
        raise ValueError(f"northing {northing:g} and easting {easting:g} are not in Finland")
    east, north = _to_degrees().transform(easting, northing)
    return Point(round(north, 5), round(east, 5))
