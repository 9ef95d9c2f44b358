"""Our own layer: plain words beside a service, services the catalogue lacks, free things to do, a municipality's page.

Written from readable files by a command; running it twice changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from sosiaalikyla.access.actions import CannotBe, action
from sosiaalikyla.access.actors import Actor
from sosiaalikyla.access.models import ANSWERS
from sosiaalikyla.base import clock
from sosiaalikyla.directory import areas, listing, neutral, policy, texts
from sosiaalikyla.directory.models import (
    OWN,
    Channel,
    Connection,
    MunicipalityPage,
    Organiser,
    OwnWords,
    Service,
    uuid_of,
)

Words = Mapping[str, str]
LICENCE = "CC-BY-4.0"
ADAPTER = "own/1"
WHY = "public data: no young person is on it"
PHONE = re.compile(r"\+?[0-9][0-9 ]{2,18}")
MAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,50}\.[a-z]{2,10}")


def _nobody(**_rest: object) -> list[int]:
    return []


def _can(*, by: Actor, **_rest: object) -> bool:
    return policy.can_keep(by)


def _plain(words: Words, field: str) -> dict[str, str]:
    """Words for people in our three languages, without markup; CannotBe for another language or what would run."""
    if set(words) - set(listing.LANGUAGES):
        raise CannotBe(_("Words are given in Finnish, Swedish and English."), field=field)
    try:
        return {language: said for language, said in ((each, texts.plain(words[each]).text) for each in words) if said}
    except texts.Harmful as harm:
        raise CannotBe(str(harm), field=field) from harm


@action(can=_can, about=_nobody, journal=None, why=WHY)
def keep_words(
    *, by: Actor, source: str, service_key: str, checked_on: date, plain_title: Words | None = None,
    when_to_contact: Words | None = None, correction: Words | None = None, corrected_by: str = "",
    corrected_on: date | None = None,
) -> OwnWords:  # fmt: skip
    """Say in plain words what a service is and when to turn to it, and what its record says wrongly."""
    if correction and not (corrected_by.strip() and corrected_on):
        raise CannotBe(_("A correction needs the office that says so, and the day."), field="corrected_by")
    row, _made = OwnWords.objects.update_or_create(
        source=source,
        service_key=service_key,
        defaults={
            "plain_title": _plain(plain_title or {}, "plain_title"),
            "when_to_contact": _plain(when_to_contact or {}, "when_to_contact"),
            "correction": _plain(correction or {}, "correction"),
            "corrected_by": corrected_by.strip(),
            "corrected_on": corrected_on,
            "checked_on": checked_on,
        },
    )
    _draw_anew(source, service_key, row.plain_title)
    return row


def _draw_anew(source: str, service_key: str, plain_title: Words) -> None:
    """The list finds a service by its plain title too."""
    for service in Service.objects.filter(source=source, outer_key=service_key):
        drawn = listing.columns(service.record, plain_title)
        Service.objects.filter(pk=service.pk).update(**drawn)


@action(can=_can, about=_nobody, journal=None, why=WHY)
def add_service(
    *, by: Actor, service: neutral.Service, channels: tuple[neutral.Channel, ...], organiser: Words, checked_on: date
) -> Service:
    """Keep a service or a free thing to do that the catalogue lacks. Its key is ours; the same key again renews it."""
    if not service.names:
        raise CannotBe(_("Give it a name."), field="names")
    reach = areas.reach(service.area)
    if reach.unknown or not (reach.country or reach.municipalities):
        raise CannotBe(_("Say where it is: municipalities, counties or the whole country."), field="area")
    own = OwnWords.objects.filter(source=OWN, service_key=service.key).values_list("plain_title", flat=True).first()
    row, _made = Service.objects.update_or_create(
        source=OWN,
        outer_key=service.key,
        defaults={"uuid": uuid_of(OWN, service.key), **_kept(service, checked_on), **listing.columns(service, own or {})},
    )
    _organised(service.organiser_key, organiser, checked_on)
    wanted = set()
    for channel in channels:
        Channel.objects.update_or_create(source=OWN, outer_key=channel.key, defaults=_kept(channel, checked_on))
        joined = neutral.Connection(service.key, channel.key)
        wanted.add(joined.key)
        Connection.objects.update_or_create(
            source=OWN,
            outer_key=joined.key,
            defaults={**_kept(joined, checked_on), "service_key": service.key, "channel_key": channel.key},
        )
    Connection.objects.filter(source=OWN, service_key=service.key).exclude(outer_key__in=wanted).delete()
    return row


def _organised(key: str, names: Words, checked_on: date) -> None:
    if key and names:
        record = neutral.Organiser(key, _plain(names, "organiser"))
        Organiser.objects.update_or_create(source=OWN, outer_key=key, defaults=_kept(record, checked_on))


def _kept(record: neutral.Record, checked_on: date) -> dict[str, Any]:
    content = neutral.as_json(record)
    made = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return {
        "content": content,
        "fingerprint": hashlib.sha256(made.encode()).hexdigest(),
        "adapter": ADAPTER,
        "licence": LICENCE,
        "fetched_at": datetime.combine(checked_on, time(12), clock.HELSINKI),
        "vanished_on": None,
    }


@action(can=_can, about=_nobody, journal=None, why=WHY)
def take_away_service(*, by: Actor, service_key: str) -> None:
    """One of our own additions is no more. What the catalogue says is not ours to take away."""
    gone, _by_table = Service.objects.filter(source=OWN, outer_key=service_key).delete()
    if not gone:
        raise CannotBe(_("There is no such addition of our own."))
    joined = Connection.objects.filter(source=OWN, service_key=service_key)
    Channel.objects.filter(source=OWN, outer_key__in=list(joined.values_list("channel_key", flat=True))).delete()
    joined.delete()
    OwnWords.objects.filter(source=OWN, service_key=service_key).delete()


@action(can=_can, about=_nobody, journal=None, why=WHY)
def keep_municipality(
    *, by: Actor, code: str, offers: Words, contact_role: Words, phone: str, mail: str, answers: str, checked_on: date
) -> MunicipalityPage:
    """What a municipality says of itself. The contact is a role and the office's own telephone and mail."""
    if code not in areas.county_of():
        raise CannotBe(_("There is no such municipality today."), field="code")
    if phone and not PHONE.fullmatch(phone):
        raise CannotBe(_("Check the phone number."), field="phone")
    if mail and not MAIL.fullmatch(mail):
        raise CannotBe(_("Check the e-mail address."), field="mail")
    if answers and answers not in dict(ANSWERS):
        raise CannotBe(_("Choose the promised time from the list."), field="answers")
    row, _made = MunicipalityPage.objects.update_or_create(
        municipality_code=code,
        defaults={
            "offers": _plain(offers, "offers"),
            "contact_role": _plain(contact_role, "contact_role"),
            "phone": phone,
            "mail": mail,
            "answers": answers,
            "checked_on": checked_on,
        },
    )
    return row
