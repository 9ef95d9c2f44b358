"""Help numbers by need. The rows come from `places`, above; here they find their place on the page."""

from collections.abc import Iterable
from typing import Any, Protocol


class Number(Protocol):
    id: str


def by_need(numbers: Iterable[Any], county_code: str = "") -> dict[str, list[Any]]:
    """The context of `base/help.html`. With a county, only its own social emergency services are shown."""
    rows = list(numbers)
    return {
        "danger": [row for row in rows if row.id in ("emergency", "nollalinja")],
        "shelter": [row for row in rows if row.id.startswith("social_emergency") and county_code in ("", row.county_code)],
        "mind": [row for row in rows if row.id.startswith("crisis")],
        "health": [row for row in rows if row.id == "medical_helpline"],
    }
