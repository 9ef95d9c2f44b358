"""What an administrator would do before anybody is taken in: organisations, teams, staff and their roles.

Runs as the owner of the tables, only where people are invented.
"""

from __future__ import annotations

import uuid
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from sosiaalikyla.access.models import Organisation, RoleHeld, Unit, User
from sosiaalikyla.base import clock, yaml_files
from sosiaalikyla.demo.days import span

DATA = Path(__file__).resolve().parent / "data"
INVENTED = uuid.UUID("5b0e2a4c-6a0e-4a53-9a39-1f6d0a6c0de0")


def key_of(name: str) -> uuid.UUID:
    """The same key for the same invented person in every installation."""
    return uuid.uuid5(INVENTED, name)


@lru_cache
def cast() -> dict[str, Any]:
    found: dict[str, Any] = yaml_files.read(DATA / "organisations.yaml")
    return found


def refuse_outside_demo() -> None:
    if not settings.SOSIAALIKYLA_DEMO:
        raise RuntimeError("Invented people are laid down only in the demo.")


def lay() -> None:
    """Lay down what is missing; running it twice changes nothing."""
    refuse_outside_demo()
    today = clock.today()
    organisations: dict[str, Organisation] = {}
    units: dict[str, Unit] = {}
    for row in cast()["organisations"]:
        organisations[row["key"]], _ = Organisation.objects.get_or_create(
            uuid=key_of(row["key"]), defaults={"kind": row["kind"], "name": row["name"], "county_code": row["county"]}
        )
    for row in cast()["units"]:
        units[row["key"]], _ = Unit.objects.get_or_create(
            uuid=key_of(row["key"]), defaults={"organisation": organisations[row["organisation"]], "name": row["name"]}
        )
    for row in cast()["staff"]:
        user, made = User.objects.get_or_create(
            uuid=key_of(row["key"]),
            defaults={
                "kind": User.Kind.STAFF,
                "handle": row["key"],
                "name": row["name"],
                "title_given": row["title"],
                "answers": row["answers"],
                "language": row["language"],
                "password": "!",
            },
        )
        if made:
            for held in row["roles"]:
                unit = units[held["unit"]]
                RoleHeld.objects.create(
                    user=user,
                    organisation_id=unit.organisation_id,
                    unit=unit,
                    role=held["role"],
                    during=span(held["from"], held.get("until"), today),
                )
