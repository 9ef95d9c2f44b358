"""Our own layer as a readable file: words beside services, additions, free things to do, municipalities' pages.

The file is laid down through actions. Each part is a list; keys nobody knows refuse the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sosiaalikyla.access.actions import CannotBe
from sosiaalikyla.access.actors import Actor
from sosiaalikyla.base import yaml_files
from sosiaalikyla.base.yaml_files import NotPlain
from sosiaalikyla.directory import actions, neutral
from sosiaalikyla.directory.neutral import Span
from sosiaalikyla.directory.parts import grouped

WORDS = {"source", "service", "checked_on", "plain_title", "when_to_contact", "correction", "corrected_by", "corrected_on"}
SERVICE = {
    "key", "kind", "organiser", "names", "summaries", "descriptions", "conditions", "charge", "languages", "municipalities",
    "counties", "classes", "groups", "place", "phone", "page", "hours", "checked_on",
}  # fmt: skip
PAGE = {"code", "offers", "contact_role", "phone", "mail", "answers", "checked_on"}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def lay(path: Path, *, by: Actor) -> dict[str, int]:
    """Lay the file down; how many of each. NotPlain names the place of what can't be."""
    told = yaml_files.read(path)
    if not isinstance(told, dict) or set(told) - {"words", "services", "municipalities"}:
        raise NotPlain(path.name, "its parts are words, services and municipalities")
    done = {}
    for part, known, keep in (
        ("services", SERVICE, _service),
        ("words", WORDS, _words),
        ("municipalities", PAGE, _municipality),
    ):
        rows = told.get(part) or []
        for number, row in enumerate(rows):
            where = f"{part}[{number}]"
            if not isinstance(row, dict) or set(row) - known:
                raise NotPlain(path.name, f"its keys are among {', '.join(sorted(known))}", path=where)
            try:
                keep(row, by)
            except (KeyError, TypeError, ValueError, CannotBe) as problem:
                said = f"{problem} is missing" if isinstance(problem, KeyError) else str(problem)
                raise NotPlain(path.name, said, path=where) from problem
        done[part] = len(rows)
    return done


def _day(row: Mapping[str, Any], name: str) -> date:
    value = row[name]
    return value if isinstance(value, date) else date.fromisoformat(value)


def _words(row: Mapping[str, Any], by: Actor) -> None:
    actions.keep_words(
        by=by,
        source=row.get("source", "ptv"),
        service_key=row["service"],
        checked_on=_day(row, "checked_on"),
        plain_title=row.get("plain_title"),
        when_to_contact=row.get("when_to_contact"),
        correction=row.get("correction"),
        corrected_by=row.get("corrected_by", ""),
        corrected_on=_day(row, "corrected_on") if "corrected_on" in row else None,
    )


def _municipality(row: Mapping[str, Any], by: Actor) -> None:
    actions.keep_municipality(
        by=by,
        code=row["code"],
        offers=row["offers"],
        contact_role=row["contact_role"],
        phone=row.get("phone", ""),
        mail=row.get("mail", ""),
        answers=row.get("answers", ""),
        checked_on=_day(row, "checked_on"),
    )


def _service(row: Mapping[str, Any], by: Actor) -> None:
    """A short form of the neutral model: one place, one telephone, one page, hours as "mon-fri 9-16"."""
    key, organiser = row["key"], row.get("organiser", {})
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{2,60}", key):
        raise ValueError(f"{key!r} is not a key of small letters, digits and hyphens")
    area = neutral.Area("places", tuple(row.get("municipalities", ())), tuple(row.get("counties", ())))
    languages = tuple(row.get("languages", ("fi",)))
    service = neutral.Service(
        key=key,
        kind=row.get("kind", "service"),
        organiser_key=f"own-{key}",
        names=row["names"],
        summaries=row.get("summaries", {}),
        descriptions=row.get("descriptions", {}),
        conditions=row.get("conditions", {}),
        charge=row.get("charge", "free"),
        languages=languages,
        area=area,
        classes=tuple(row.get("classes", ())),
        target_groups=tuple(row.get("groups", ("KR1.3",))),
    )
    place = row.get("place")
    channel = neutral.Channel(
        key=f"{key}-place",
        kind="location" if place else "phone" if row.get("phone") else "web_page",
        names=row["names"],
        languages=languages,
        area=area,
        phones=(_phone(row["phone"]),) if row.get("phone") else (),
        pages=(neutral.Page(row["page"]),) if row.get("page") else (),
        addresses=(_address(place),) if place else (),
        hours=(neutral.Hours("weekly", tuple(spans(row["hours"]))),) if row.get("hours") else (),
    )
    # The same door as any record's: what the neutral model refuses is refused here.
    checked = neutral.from_json(neutral.Service, neutral.as_json(service))
    actions.add_service(
        by=by,
        service=checked,
        channels=(neutral.from_json(neutral.Channel, neutral.as_json(channel)),),
        organiser=organiser,
        checked_on=_day(row, "checked_on"),
    )


def _phone(written: str) -> neutral.Phone:
    digits = re.sub(r"\s", "", written)
    return neutral.Phone(grouped(digits), digits)


def _address(place: Mapping[str, Any]) -> neutral.Address:
    if set(place) - {"street", "number", "postal_code", "municipality", "more"}:
        raise ValueError("a place has street, number, postal_code, municipality and more")
    return neutral.Address(
        street=place["street"],
        number=str(place.get("number", "")),
        postal_code=place.get("postal_code", ""),
        municipality=place["municipality"],
        more=place.get("more", {}),
    )


def spans(written: list[str]) -> list[Span]:
    """["mon-thu 9-16", "fri 9:30-14"] as stretches of the week. ValueError when it can't be read."""
    found = []
    for line in written:
        told = re.fullmatch(r"([a-z]{3})(?:-([a-z]{3}))? (\d{1,2})(?::(\d\d))?-(\d{1,2})(?::(\d\d))?", line)
        if not told or told[1] not in DAYS or (told[2] or told[1]) not in DAYS:
            raise ValueError(f"{line!r} is not like mon-fri 9-16")
        first, last = DAYS.index(told[1]), DAYS.index(told[2] or told[1])
        start, end = int(told[3]) * 60 + int(told[4] or 0), int(told[5]) * 60 + int(told[6] or 0)
        if last < first or not 0 <= start < end <= 24 * 60:
            raise ValueError(f"{line!r} ends before it begins")
        found += [Span(day, start, day, end) for day in range(first, last + 1)]
    return found
