"""Synthetic services in bulk, for measuring: as many as asked for, over every municipality. In the demo and tests only."""

from __future__ import annotations

import random
from collections.abc import Iterator

from django.conf import settings

from sosiaalikyla.base import clock
from sosiaalikyla.directory import classes, listing, neutral
from sosiaalikyla.directory.models import Channel, Connection, Service, uuid_of
from sosiaalikyla.places.files import Places

AT_A_TIME = 2_000
SOURCE = "synthetic"
NAMES = (
    "Ohjaamo", "Nuorisotila", "Neuvonta", "Terveysasema", "Työpaja", "Asumisneuvonta", "Velkaneuvonta", "Perhekeskus",
    "Kirjasto", "Uimahalli", "Etsivä nuorisotyö", "Opinto-ohjaus", "Tukihenkilö", "Kielikurssi", "Ruoka-apu",
)  # fmt: skip
FAR = 20
"""One in so many serves the whole country."""


def lay(count: int, *, seed: int = 1) -> int:
    """Lay down `count` services, each with a place; those already there stay. Returns how many there are."""
    if not settings.SOSIAALIKYLA_DEMO:
        raise RuntimeError("Synthetic services are laid down only in the demo and in tests.")
    there = Service.objects.filter(source=SOURCE).count()
    waiting: list[tuple[Service, Channel, Connection]] = []
    for made in _made(there, count, seed):
        waiting.append(made)
        if len(waiting) == AT_A_TIME:
            _write(waiting)
            waiting = []
    _write(waiting)
    return max(there, count)


def _made(start: int, end: int, seed: int) -> Iterator[tuple[Service, Channel, Connection]]:
    municipalities = Places.load().municipalities
    codes = [code for topic in classes.load().life_areas for code in topic.codes if code.startswith("P")]
    for number in range(start, end):
        dice = random.Random(seed * 1_000_003 + number)
        home = municipalities[number % len(municipalities)]
        near = {home.code, *(dice.choice(municipalities).code for _ in range(dice.randrange(3)))}
        area = neutral.Area("country") if dice.randrange(FAR) == 0 else neutral.Area("places", tuple(sorted(near)))
        name = f"{dice.choice(NAMES)} {home.name.fi} {number}"
        words = {"fi": name, "sv": f"{name} på svenska"}
        service = neutral.Service(
            key=f"s{number}",
            names=words,
            summaries={"fi": "Mittausta varten keksitty palvelu.", "sv": "Påhittad för mätning."},
            descriptions={"fi": "Keksitty. " * 40},
            languages=("fi", "sv"),
            area=area,
            classes=tuple(sorted(dice.sample(codes, 2))),
            target_groups=("KR1.3",) if dice.randrange(2) else (),
        )
        channel = neutral.Channel(
            key=f"c{number}",
            kind="location",
            names=words,
            phones=(neutral.Phone("040 000 0001", "0400000001"),),
            addresses=(neutral.Address(street={"fi": "Esimerkkikatu"}, number=str(number), municipality=home.code),),
            hours=(neutral.Hours("weekly", tuple(neutral.Span(day, 480, day, 960) for day in range(5))),),
        )
        joined = neutral.Connection(service.key, channel.key)
        yield (
            Service(uuid=uuid_of(SOURCE, service.key), **_common(service), **listing.columns(service, {})),
            Channel(**_common(channel)),
            Connection(**_common(joined), service_key=service.key, channel_key=channel.key),
        )


def _common(record: neutral.Record) -> dict[str, object]:
    return {
        "source": SOURCE,
        "outer_key": record.key,
        "content": neutral.as_json(record),
        "fingerprint": "synthetic",
        "adapter": "synthetic/1",
        "licence": "CC0-1.0",
        "fetched_at": clock.now(),
    }


def _write(made: list[tuple[Service, Channel, Connection]]) -> None:
    for number, model in enumerate((Service, Channel, Connection)):
        model.objects.bulk_create([each[number] for each in made])
