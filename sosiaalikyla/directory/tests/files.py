"""Files for tests: the two real answers, and records of both versions with only what matters spelled out."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sosiaalikyla.directory import jobs, ptv
from sosiaalikyla.directory.models import Batch
from tests.ground import as_owner

DATA = Path(__file__).parent / "data"
FETCHED = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
OTAVA = "961f1a02-0eb7-4b5d-9721-6b9f2d14ec6f"
NETTILUKIO = "3668d250-cd80-45c4-abcc-9b2d3a2b3e42"


def file(content: Any, name: str = "answer.json", fetched_at: datetime = FETCHED) -> ptv.File:
    """Whatever is given, as the bytes of a file."""
    raw = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
    return ptv.File(name, raw, fetched_at)


def real() -> list[ptv.File]:
    return [ptv.File(path.name, path.read_bytes(), FETCHED) for path in sorted(DATA.glob("*.json"))]


def real_json(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def bring_in(*files: ptv.File, full: bool = False) -> Batch:
    with as_owner():
        return jobs.bring_in(ptv.read(files), full=full)


def key(number: int, letter: str = "a") -> str:
    return f"{number:08x}-0000-4000-8000-00000000000{letter}"


def service(number: int = 1, *, name: str = "Nuorten neuvonta", **more: Any) -> dict[str, Any]:
    """A service of version 12."""
    version = {
        "name": name, "alternativeName": None, "summary": "Apua arjen asioihin.", "description": "Tule **juttelemaan**.",
        "userInstructions": None, "conditions": None, "legislationLinks": [], "freelyAssignedKeywords": [],
        "voucher": {"voucherType": "NotUsed"}, "chargeTypeAdditionalInformation": None,
    }  # fmt: skip
    return {
        "contentId": key(number), "organizationContentId": key(1, "f"), "generalDescriptionContentId": None,
        "targetGroups": ["KR1.3"], "industrialClasses": [], "lifeEvents": [], "ontologyTerms": [],
        "serviceClasses": ["P28.5"], "otherResponsibleOrganizations": [], "chargeType": "Free",
        "fundingType": "PubliclyFunded", "serviceLanguages": ["fi", "sv"],
        "area": {"areaType": "LimitedArea", "municipalities": ["499"], "regions": [], "wellbeingServicesCounties": []},
        "publishedAt": "2026-10-01T08:00:00.000Z", "serviceType": "Service", "languageVersions": {"fi": version},
    } | more  # fmt: skip


def weekly(*days: str, start: str = "08:00", end: str = "16:00", **more: Any) -> dict[str, Any]:
    hour = {"start": start, "end": end, "openingStatus": "Open", "repetition": "Weekly", "additionalInformation": {}}
    return {
        "type": "WeeklyUntilFurtherNoticeServiceHour",
        "heading": {},
        "additionalInformation": {},
        "weeklyHours": {day: {"hours": [hour]} for day in days},
    } | more


def location(number: int = 1, **more: Any) -> dict[str, Any]:
    """A place of version 12, open on weekdays from eight to four."""
    version = {
        "name": "Ohjaamo", "summary": "Matala kynnys.", "description": None, "alternativeName": None,
        "isAlternativeNamePrimary": False, "contactEmails": [{"email": "ohjaamo@example.fi"}], "contactFaxNumbers": [],
        "contactWebPages": [{"name": "Ohjaamo", "url": "https://ohjaamo.example.fi/"}],
        "contactPhoneNumbers": [
            {"type": "DomesticPhone", "number": "0400000001", "chargeType": "Charged", "chargeDescription": None,
             "additionalInformation": None}
        ],
    }  # fmt: skip
    address = {
        "addressSource": {"source": "Posti"}, "streetName": {"fi": "Rantakatu", "sv": "Strandgatan"}, "addressDetail": "5",
        "postalCode": "65610", "additionalInformation": {}, "accessibilityRegisterServicePointId": None,
        "coordinates": [{"system": "EPSG:3067", "source": "NLS", "easting": 232_000.5, "northing": 7_010_000.0}],
    }  # fmt: skip
    days = ("monday", "tuesday", "wednesday", "thursday", "friday")
    return {
        "contentId": key(number, "c"), "organizationContentId": key(1, "f"), "allowedConnectionType": "AllOrganizations",
        "serviceLanguages": ["fi"], "publishedAt": "2026-10-01T08:00:00.000Z", "serviceChannelType": "ServiceLocation",
        "area": {"areaType": "LimitedArea", "municipalities": ["499"], "regions": [], "wellbeingServicesCounties": []},
        "languageVersions": {"fi": version},
        "location": {"foreignAddresses": [], "otherAddresses": [], "streetAddresses": [address]},
        "contactAddresses": {"foreignAddresses": [], "postOfficeBoxAddresses": [], "streetAddresses": []},
        "serviceHours": {"hours": [weekly(*days)], "holidayServiceHours": None},
    } | more  # fmt: skip


def connection(service: int = 1, channel: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "serviceContentId": key(service), "channelContentId": key(channel, "c"), "chargeType": None,
        "contactAddresses": {"foreignAddresses": [], "postOfficeBoxAddresses": [], "streetAddresses": []},
        "serviceHours": {"hours": [], "holidayServiceHours": None}, "languageVersions": {}, "publishedAt": None,
    } | more  # fmt: skip


def organiser(number: int = 1, name: str = "Mustasaaren kunta") -> dict[str, Any]:
    return {
        "contentId": key(number, "f"), "organizationType": "Municipality", "publishedAt": None,
        "languageVersions": {"fi": {"name": name, "alternativeName": None, "isAlternativeNamePrimary": False}},
    }  # fmt: skip


def page(*items: dict[str, Any], number: int = 1, of: int = 1) -> dict[str, Any]:
    return {"page": number, "pageSize": 100, "totalItems": len(items), "totalPages": of, "items": list(items)}
