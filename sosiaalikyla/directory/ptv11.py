"""Version 11 of the service catalogue (PTV): a Service, a ServiceChannel or an Organization, as the open API gave them.

Field by field from DVV's own test resources and two real answers of 4/2020. What the code lists and the API spell
differently is understood in both spellings. No Django, no network.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from . import parts
from .coordinates import point
from .foreign import At, each_once
from .neutral import (
    Address,
    Area,
    AreaKind,
    Channel,
    ChannelKind,
    Charge,
    Connection,
    Entrance,
    Hours,
    Mail,
    Organiser,
    Page,
    Phone,
    Point,
    Purpose,
    Record,
    SentenceGroup,
    Service,
    Span,
    Words,
)

ADAPTER = "ptv11/1"

CHANNEL_KINDS: Mapping[str, ChannelKind] = {
    "ServiceLocation": "location", "Phone": "phone", "EChannel": "e_service", "WebPage": "web_page",
    "PrintableForm": "form",
}  # fmt: skip
AREA_KINDS: Mapping[str, AreaKind] = {
    "Nationwide": "country", "WholeCountry": "country",
    "NationwideExceptAlandIslands": "country_without_aland", "WholeCountryExceptAlandIslands": "country_without_aland",
    "WholeCountryExceptAland": "country_without_aland",
    "LimitedType": "places", "AreaType": "places", "LimitedArea": "places",
}  # fmt: skip
HOUR_KINDS = {
    "DaysOfTheWeek": "week", "Standard": "week",
    "OverMidnight": "through", "Special": "through",
    "Exceptional": "exception", "Exception": "exception",
}  # fmt: skip
NOT_SERVICES = {"PermissionAndObligation", "PermitOrObligation", "ProfessionalQualifications", "ProfessionalQualification"}


def is_record(at: At) -> bool:
    """Whether the object has the keys only a record of this version has."""
    return at.has("id") and any(at.has(key) for key in ("serviceNames", "serviceChannelNames", "organizationNames"))


def records(at: At) -> Iterator[Record]:
    """The neutral records of one foreign record: itself, the organisers it names, what it is connected to."""
    if at.at("publishingStatus").string() not in ("", "Published"):
        at.note("not_published", at.at("publishingStatus").string())
        return
    if at.has("serviceChannelNames"):
        yield from _channel(at)
    elif at.has("serviceNames"):
        yield from _service(at)
    else:
        yield Organiser(
            at.at("id").key(), _typed(at.at("organizationNames"), "Name", one_line=True), at.at("modified").moment()
        )


def _service(at: At) -> Iterator[Record]:
    key = at.at("id").key()
    kind = at.at("type").string()
    if kind in NOT_SERVICES:
        at.note("not_a_service", kind)
        return
    names = _typed(at.at("serviceNames"), "Name", one_line=True)
    if not names:
        at.note("without_name", key)
        return
    told = at.at("serviceDescriptions")
    responsible: list[str] = []
    others: list[str] = []
    for each in at.at("organizations").items():
        organisation = each.at("organization")
        if not organisation.at("id").string():
            continue
        named = organisation.at("name").line()
        yield Organiser(organisation.at("id").key(), {"fi": named} if named else {})
        (responsible if each.at("roleType").string() == "Responsible" else others).append(organisation.at("id").key())
    yield Service(
        key=key,
        organiser_key=responsible[0] if responsible else "",
        other_organiser_keys=each_once(one for one in [*responsible[1:], *others] if one not in responsible[:1]),
        names=names,
        other_names=_typed(at.at("serviceNames"), "AlternativeName", one_line=True),
        summaries=_typed(told, "Summary", "ShortDescription"),
        descriptions=_typed(told, "Description", "GD_Description"),
        instructions=_typed(told, "UserInstruction", "ServiceUserInstruction", "GD_UserInstruction"),
        conditions=_by_language(at.at("requirements")),
        deadlines=_typed(told, "DeadLine", "DeadLineAdditionalInfo", "GD_DeadLine"),
        waiting=_typed(told, "ProcessingTime", "ProcessingTimeAdditionalInfo", "GD_ProcessingTime"),
        charge=_charge(at.at("serviceChargeType")),
        charge_words=_typed(told, "ChargeTypeAdditionalInfo", "GD_ChargeTypeAdditionalInfo"),
        languages=parts.languages(at.at("languages")),
        area=_area(at),
        classes=_codes(at.at("serviceClasses")),
        target_groups=_codes(at.at("targetGroups")),
        life_events=_codes(at.at("lifeEvents")),
        keywords=_keywords(at.at("keywords")),
        changed_at=at.at("modified").moment(),
    )
    for each in at.at("serviceChannels").items():
        channel = each.at("serviceChannel")
        if channel.at("id").string():
            yield _connection(each, key, channel.at("id").key())


def _channel(at: At) -> Iterator[Record]:
    key = at.at("id").key()
    kind = at.at("serviceChannelType").one_of(CHANNEL_KINDS, "serviceChannelType")
    names = _shown_names(at)
    if kind is None or not names:
        at.note("without_name" if kind else "not_a_channel", key)
        return
    told = at.at("serviceChannelDescriptions")
    organiser = at.at("organizationId")
    pages = [*_pages(at.at("webPages")), *_pages(at.at("channelUrls"))]
    yield Channel(
        key=key,
        kind=kind,
        organiser_key=organiser.key() if organiser.string() else "",
        names=names,
        summaries=_typed(told, "Summary", "ShortDescription"),
        descriptions=_typed(told, "Description"),
        languages=parts.languages(at.at("languages")),
        area=_area(at),
        phones=(*_phones(at.at("phoneNumbers")), *_phones(at.at("supportPhones"))),
        mails=(*_mails(at.at("emails")), *_mails(at.at("supportEmails"))),
        pages=tuple(dict.fromkeys(pages)),
        addresses=(*_addresses(at.at("addresses")), *_addresses(at.at("deliveryAddresses"), post=True)),
        hours=tuple(_hours(at.at("serviceHours"))),
        needs_identification=at.at("requiresAuthentication").flag(),
        changed_at=at.at("modified").moment(),
    )
    for each in at.at("services").items():
        service = each.at("service")
        if service.at("id").string():
            yield _connection(each, service.at("id").key(), key)


def _connection(at: At, service_key: str, channel_key: str) -> Connection:
    contacts = at.at("contactDetails")
    return Connection(
        service_key,
        channel_key,
        descriptions=_typed(at.at("description"), "Description"),
        phones=tuple(_phones(contacts.at("phoneNumbers"))),
        mails=tuple(_mails(contacts.at("emails"))),
        pages=tuple(_pages(contacts.at("webPages"))),
        hours=tuple(_hours(at.at("serviceHours"))),
        changed_at=at.at("modified").moment(),
    )


# ---------------------------------------------------------------- words


def _typed(at: At, *kinds: str, one_line: bool = False) -> Words:
    """The texts of a list of {language, value, type}: of the first kind that says something in each language."""
    found: dict[str, tuple[int, str]] = {}
    for each in at.items():
        kind = each.at("type").string()
        if kind not in kinds:
            continue
        spoken = parts.language(each.at("language"))
        text = each.at("value").line() if one_line else each.at("value").text()
        rank = kinds.index(kind)
        if spoken and text and (spoken not in found or rank < found[spoken][0]):
            found[spoken] = (rank, text)
    return {spoken: text for spoken, (_rank, text) in sorted(found.items())}


def _by_language(at: At, *, one_line: bool = False) -> Words:
    found = {}
    for each in at.items():
        spoken = parts.language(each.at("language"))
        text = each.at("value").line() if one_line else each.at("value").text()
        if spoken and text:
            found[spoken] = text
    return dict(sorted(found.items()))


def _shown_names(at: At) -> Words:
    """The name each language shows: displayNameType may choose the alternative one."""
    names = dict(_typed(at.at("serviceChannelNames"), "Name", one_line=True))
    others = _typed(at.at("serviceChannelNames"), "AlternativeName", one_line=True)
    for each in at.at("displayNameType").items():
        spoken = parts.language(each.at("language"))
        if each.at("type").string() == "AlternativeName" and spoken in others:
            names[spoken] = others[spoken]
    return names


def _keywords(at: At) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for each in at.items():
        spoken, word = parts.language(each.at("language")), each.at("value").line()
        if spoken and word:
            found.setdefault(spoken, []).append(word)
    return {spoken: tuple(dict.fromkeys(words)) for spoken, words in sorted(found.items())}


def _charge(at: At) -> Charge:
    if at.value is not None and not isinstance(at.value, str):
        at = at.at("type")  # newer answers wrap it
    found: Charge | None = at.one_of(parts.CHARGES, "serviceChargeType")
    return found or ""


def _codes(at: At) -> tuple[str, ...]:
    """Codes of classes; where the code is missing, the end of an address that isn't one of the old numbers."""
    found = []
    for each in at.items():
        if each.at("code").string():
            found.append(parts.class_code(each.at("code")))
            continue
        address = next((each.at(name) for name in ("newUri", "uri") if "/code/" in each.at(name).string()), None)
        if address is None:
            each.note("code_unknown", each.at("uri").string())
        else:
            found.append(parts.class_code(address))
    return each_once(iter(found))


# ---------------------------------------------------------------- where


def _area(at: At) -> Area:
    kind = at.at("areaType").one_of(AREA_KINDS, "areaType")
    if kind != "places":
        if kind is None:
            at.at("areaType").note("area_unknown")
        return Area(kind or "unknown")
    municipalities: list[str] = []
    regions: list[str] = []
    for each in at.at("areas").items():
        listed = [parts.code(one.at("code"), 3) for one in each.at("municipalities").items()]
        what = each.at("type").string()
        if what == "Municipality" and not any(listed) and each.at("code").string():
            listed = [parts.code(each.at("code"), 3)]
        if any(listed):
            municipalities += listed
        elif what in ("Province", "Region") and each.at("code").string():
            regions.append(parts.code(each.at("code"), 2))
        else:
            each.note("area_unknown", what)
    area = Area("places", each_once(iter(sorted(municipalities))), (), each_once(iter(sorted(regions))))
    if not area.municipalities and not area.regions:
        at.at("areas").note("area_unknown")
        return Area("unknown")
    return area


def _addresses(at: At, *, post: bool = False) -> Iterator[Address]:
    for each in at.items():
        kind = each.at("type").string()
        purpose: Purpose = "post" if post or kind == "Postal" else "visit"
        street, box, other = each.at("streetAddress"), each.at("postOfficeBoxAddress"), each.at("otherAddress")
        entrances = tuple(_entrance(one) for one in each.at("entrances").items())
        if street.value is not None:
            yield Address(
                purpose=purpose,
                street=_by_language(street.at("street"), one_line=True),
                number=street.at("streetNumber").line(),
                postal_code=parts.code(street.at("postalCode"), 5),
                post_office=_by_language(street.at("postOffice"), one_line=True),
                municipality=parts.code(street.at("municipality").at("code"), 3),
                more=_by_language(street.at("additionalInformation")),
                point=_point(street),
                entrances=entrances,
            )
        elif box.value is not None:
            yield Address(
                purpose="post",
                post_box=_by_language(box.at("postOfficeBox"), one_line=True),
                postal_code=parts.code(box.at("postalCode"), 5),
                post_office=_by_language(box.at("postOffice"), one_line=True),
                municipality=parts.code(box.at("municipality").at("code"), 3),
                more=_by_language(box.at("additionalInformation")),
            )
        elif other.value is not None:
            yield Address(
                purpose=purpose,
                postal_code=parts.code(other.at("postalCode"), 5),
                post_office=_by_language(other.at("postOffice"), one_line=True),
                more=_by_language(other.at("additionalInformation")),
                point=_point(other),
                entrances=entrances,
            )
        elif each.at("locationAbroad").value or each.at("deliveryAddressInText").value:
            words = _by_language(each.at("locationAbroad")) or _by_language(each.at("deliveryAddressInText"))
            if words:
                yield Address(purpose=purpose, more=words)


def _point(at: At) -> Point | None:
    """Called latitude and longitude: they are metres of the grid, northing and easting. (0, 0) means none."""
    northing, easting = at.at("latitude").number(), at.at("longitude").number()
    state = at.at("coordinateState").string()
    if northing is None or easting is None or (northing, easting) == (0, 0) or state in ("NotReceived", "Failed", "Loading"):
        return None
    try:
        return point(northing, easting)
    except ValueError as error:
        raise at.refuse(str(error)) from None


def _entrance(at: At) -> Entrance:
    groups = []
    for each in at.at("accessibilitySentences").items():
        said = [_by_language(one.at("sentence")) for one in each.at("sentences").items()]
        groups.append(SentenceGroup(_by_language(each.at("sentenceGroup"), one_line=True), tuple(filter(None, said))))
    return Entrance(_by_language(at.at("name"), one_line=True), at.at("isMainEntrance").flag(), tuple(groups))


# ---------------------------------------------------------------- how to reach


def _phones(at: At) -> Iterator[Phone]:
    for each in at.items():
        kind, number = each.at("type").string(), each.at("number").string()
        if kind == "Fax" or not number:
            continue
        found = parts.phone(
            each,
            prefix="" if each.at("isFinnishServiceNumber").flag() else each.at("prefixNumber").string(),
            number=number,
            language=parts.language(each.at("language")),
            charge=_charge(each.at("serviceChargeType")),
            charge_words=each.at("chargeDescription").line(),
            more=each.at("additionalInformation").line(),
            text_message=kind == "Sms",
        )
        if found is not None:
            yield found


def _mails(at: At) -> Iterator[Mail]:
    for each in at.items():
        address = each.at("value").mail()
        if address:
            yield Mail(address, parts.language(each.at("language")))


def _pages(at: At) -> Iterator[Page]:
    """Links have a url and a name; those of forms and of old answers have the url as their value."""
    for each in at.items():
        has_url = bool(each.at("url").string())
        url = each.at("url").url() if has_url else each.at("value").url()
        if url:
            yield Page(url, each.at("value").line() if has_url else "", parts.language(each.at("language")))


# ---------------------------------------------------------------- when


def _hours(at: At) -> Iterator[Hours]:
    for each in at.items():
        kind = each.at("serviceHourType").one_of(HOUR_KINDS, "serviceHourType")
        if kind is not None:
            found = _HOURS[kind](each)
            if found is not None:
                yield found


def _common(at: At) -> dict[str, Any]:
    first, last = at.at("validFrom").day(), at.at("validTo").day()
    if first and last and last < first:
        raise at.refuse(f"ends on {last.isoformat()}, before it begins on {first.isoformat()}")
    more = _by_language(at.at("additionalInformation"))
    return {"first": first, "last": last, "more": more, "by_appointment": at.at("isReservation").flag()}


def _week(at: At) -> Hours | None:
    if at.at("isAlwaysOpen").flag():
        return Hours("always", **_common(at))
    closed = at.at("isClosed").flag()
    spans = [] if closed else list(_spans(at))
    if not spans and not closed:
        at.note("hours_empty")
        return None
    return Hours("weekly", tuple(spans), closed=closed, **_common(at))


def _through(at: At) -> Hours | None:
    spans = list(_spans(at, through=True))
    if not spans:
        at.note("hours_empty")
        return None
    return Hours("weekly", tuple(spans), **_common(at))


def _exception(at: At) -> Hours | None:
    common = _common(at)
    first, last = common["first"] or common["last"], common["last"] or common["first"]
    if first is None:
        at.note("hours_without_day")
        return None
    common |= {"first": first, "last": last}
    spans = [] if at.at("isClosed").flag() else list(_spans(at))
    if at.at("isAlwaysOpen").flag():
        return Hours("exception", tuple(Span(day, 0, day, parts.MIDNIGHT) for day in range(7)), **common)
    if spans and first == last:
        # One day only: its own weekday, whatever the record says.
        moved = [parts.span(at, day=first.weekday(), start=one.start, end=one.end % parts.MIDNIGHT) for one in spans]
        spans = [one for one in moved if one is not None]
    return Hours("exception", tuple(spans), closed=not spans, **common)


_HOURS: dict[str, Callable[[At], Hours | None]] = {"week": _week, "through": _through, "exception": _exception}


def _spans(at: At, *, through: bool = False) -> Iterator[Span]:
    """dayTo is an empty text for one day; with another day it repeats on each day between, or (through) lasts until it."""
    for each in at.at("openingHour").items():
        day = each.at("dayFrom").one_of(parts.DAYS, "dayFrom")
        until = each.at("dayTo").one_of(parts.DAYS, "dayTo")
        if day is None or not re.search(r"\d", each.at("from").string() + each.at("to").string()):
            each.note("hours_empty")
            continue
        start, end = each.at("from").minutes(), each.at("to").minutes()
        if through:
            found = parts.span(each, day=day, start=start, end=end, until_day=until)
            if found is not None:
                yield found
            continue
        for number in range(1 + ((until if until is not None else day) - day) % 7):
            found = parts.span(each, day=(day + number) % 7, start=start, end=end)
            if found is not None:
                yield found
