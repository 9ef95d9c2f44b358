"""Version 12 of the service catalogue (PTV, beta 0.1.0): services, channels, organizations and connections.

Field by field from DVV's OpenAPI document. Services don't list their channels: connections do. A street address carries
no municipality. Classes come as bare codes. Words stand under their language. No Django, no network.
"""

from __future__ import annotations

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
    Connection,
    Hours,
    Mail,
    Organiser,
    Page,
    Phone,
    Point,
    Purpose,
    Record,
    Service,
    Span,
    Status,
    Weeks,
    Words,
)

ADAPTER = "ptv12/1"

CHANNEL_KINDS: Mapping[str, ChannelKind] = {
    "ServiceLocation": "location", "TelephoneService": "phone", "EService": "e_service", "WebPage": "web_page",
    "PrintableForm": "form",
}  # fmt: skip
AREA_KINDS: Mapping[str, AreaKind] = {
    "WholeCountry": "country", "WholeCountryExceptAland": "country_without_aland", "LimitedArea": "places",
}  # fmt: skip
STATUSES: Mapping[str, Status] = {"Open": "open", "Closed": "closed", "OpenOnReservation": "by_appointment"}
WEEKS: Mapping[str, Weeks] = {"Weekly": "all", "OddWeeks": "odd", "EvenWeeks": "even"}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HOLIDAYS = {
    "NewYearEve": "new_year_eve", "NewYearDay": "new_year", "Epiphany": "epiphany", "MaundyThursday": "maundy_thursday",
    "GoodFriday": "good_friday", "EasterSunday": "easter", "EasterMonday": "easter_monday", "MayDayEve": "may_day_eve",
    "MayDay": "may_day", "AscensionDay": "ascension", "WhitSunday": "whit_sunday", "MidsummerEve": "midsummer_eve",
    "MidsummerDay": "midsummer", "AllSaintsDay": "all_saints", "IndependenceDay": "independence",
    "ChristmasEve": "christmas_eve", "ChristmasDay": "christmas", "SecondDayOfChristmas": "second_christmas",
}  # fmt: skip


def is_record(at: At) -> bool:
    return is_connection(at) or at.has("contentId", "languageVersions")


def is_connection(at: At) -> bool:
    return at.has("serviceContentId", "channelContentId")


def records(at: At) -> Iterator[Record]:
    """The neutral record, or nothing with a finding where it is of no use here."""
    if is_connection(at):
        yield _connection(at)
    elif at.has("serviceChannelType"):
        yield from _channel(at)
    elif at.has("organizationType"):
        yield Organiser(at.at("contentId").key(), _names(at), at.at("publishedAt").moment())
    elif at.has("generalDescriptionTypes") or not at.has("serviceType"):
        at.note("not_a_service", "general description or collection")
    elif at.at("serviceType").string() != "Service":
        at.note("not_a_service", at.at("serviceType").string())
    else:
        yield from _service(at)


def _service(at: At) -> Iterator[Record]:
    key, names = at.at("contentId").key(), _names(at)
    if not names:
        at.note("without_name", key)
        return
    organiser = at.at("organizationContentId")
    keywords = {}
    for spoken, version in _versions(at):
        words = each_once(each.line() for each in version.at("freelyAssignedKeywords").items())
        if words:
            keywords[spoken] = words
    charge = at.at("chargeType").one_of(parts.CHARGES, "chargeType")
    yield Service(
        key=key,
        organiser_key=organiser.key() if organiser.string() else "",
        other_organiser_keys=each_once(each.key() for each in at.at("otherResponsibleOrganizations").items()),
        names=names,
        other_names=_said(at, "alternativeName", one_line=True),
        summaries=_said(at, "summary"),
        descriptions=_said(at, "description"),
        instructions=_said(at, "userInstructions"),
        conditions=_said(at, "conditions"),
        deadlines=_said(at, "deadlineAdditionalInformation"),
        waiting=_said(at, "processingTimeAdditionalInformation"),
        charge=charge or "",
        charge_words=_said(at, "chargeTypeAdditionalInformation"),
        languages=parts.languages(at.at("serviceLanguages")),
        area=_area(at.at("area")),
        classes=each_once(parts.class_code(each) for each in at.at("serviceClasses").items()),
        target_groups=each_once(parts.class_code(each) for each in at.at("targetGroups").items()),
        life_events=each_once(parts.class_code(each) for each in at.at("lifeEvents").items()),
        keywords=keywords,
        changed_at=at.at("publishedAt").moment(),
    )


def _channel(at: At) -> Iterator[Record]:
    key, names = at.at("contentId").key(), _names(at)
    kind = at.at("serviceChannelType").one_of(CHANNEL_KINDS, "serviceChannelType")
    if kind is None or not names:
        at.note("without_name" if kind else "not_a_channel", key)
        return
    organiser = at.at("organizationContentId")
    phones: list[Phone] = []
    mails: list[Mail] = []
    pages: list[Page] = []
    for spoken, version in _versions(at):
        for name in ("contactPhoneNumbers", "phoneNumbers", "supportPhoneNumbers"):
            phones += _phones(version.at(name), spoken)
        for name in ("contactEmails", "supportEmails"):
            mails += _mails(version.at(name), spoken)
        pages += _page(version.at("webAddress"), spoken)
        for name in ("contactWebPages", "formFiles", "attachmentLinks"):
            for each in version.at(name).items():
                pages += _page(each, spoken)
    location, contact = at.at("location"), at.at("contactAddresses")
    yield Channel(
        key=key,
        kind=kind,
        organiser_key=organiser.key() if organiser.string() else "",
        names=names,
        summaries=_said(at, "summary"),
        descriptions=_said(at, "description"),
        languages=parts.languages(at.at("serviceLanguages")),
        area=_area(at.at("area")),
        phones=_once_for_all(phones),
        mails=tuple(dict.fromkeys(mails)),
        pages=tuple(dict.fromkeys(pages)),
        addresses=(*_addresses(location), *_addresses(contact, post=True), *_delivery(at.at("deliveryAddresses"))),
        hours=tuple(_hours(at.at("serviceHours"))),
        needs_identification=at.at("electronicIdentification").string() == "Required",
        changed_at=at.at("publishedAt").moment(),
    )


def _connection(at: At) -> Connection:
    phones: list[Phone] = []
    mails: list[Mail] = []
    pages: list[Page] = []
    for spoken, version in _versions(at):
        phones += _phones(version.at("contactPhoneNumbers"), spoken)
        mails += _mails(version.at("contactEmails"), spoken)
        for each in version.at("contactWebPages").items():
            pages += _page(each, spoken)
    return Connection(
        at.at("serviceContentId").key(),
        at.at("channelContentId").key(),
        descriptions=_said(at, "description"),
        phones=_once_for_all(phones),
        mails=tuple(dict.fromkeys(mails)),
        pages=tuple(dict.fromkeys(pages)),
        hours=tuple(_hours(at.at("serviceHours"))),
        changed_at=at.at("publishedAt").moment(),
    )


# ---------------------------------------------------------------- words


def _versions(at: At) -> Iterator[tuple[str, At]]:
    versions = at.at("languageVersions")
    for spoken in versions.object():
        version = versions.at(spoken)
        if version.value is None:
            continue
        version.object()
        if parts.LANGUAGE.fullmatch(spoken):
            yield spoken, version
        else:
            version.note("word_unknown", f"language: {spoken}")


def _said(at: At, name: str, *, one_line: bool = False) -> Words:
    found = {}
    for spoken, version in _versions(at):
        text = version.at(name).line() if one_line else version.at(name).text()
        if text:
            found[spoken] = text
    return found


def _names(at: At) -> Words:
    names, others = dict(_said(at, "name", one_line=True)), _said(at, "alternativeName", one_line=True)
    for spoken, version in _versions(at):
        if version.at("isAlternativeNamePrimary").flag() and spoken in others:
            names[spoken] = others[spoken]
    return names


# ---------------------------------------------------------------- where


def _area(at: At) -> Area:
    kind = at.at("areaType").one_of(AREA_KINDS, "areaType")
    if kind != "places":
        if kind is None:
            at.note("area_unknown")
        return Area(kind or "unknown")

    def codes(name: str, digits: int) -> tuple[str, ...]:
        return each_once(iter(sorted(parts.code(each, digits) for each in at.at(name).items())))

    area = Area("places", codes("municipalities", 3), codes("wellbeingServicesCounties", 2), codes("regions", 2))
    if not (area.municipalities or area.counties or area.regions):
        at.note("area_unknown")
        return Area("unknown")
    return area


def _addresses(at: At, *, post: bool = False) -> Iterator[Address]:
    purpose: Purpose = "post" if post else "visit"
    for each in at.at("streetAddresses").items():
        yield _street(each, purpose)
    for each in at.at("otherAddresses").items():
        yield Address(
            purpose=purpose,
            postal_code=parts.code(each.at("postalCode"), 5),
            more=parts.words_by_language(each.at("additionalInformation")),
            point=_point(each.at("coordinates")),
        )
    for each in at.at("postOfficeBoxAddresses").items():
        yield _box(each)
    for each in at.at("foreignAddresses").items():
        words = parts.words_by_language(each.at("address"))
        if words:
            yield Address(purpose=purpose, more=words)


def _street(at: At, purpose: Purpose) -> Address:
    return Address(
        purpose=purpose,
        street=parts.words_by_language(at.at("streetName"), one_line=True),
        number=at.at("addressDetail").line(),
        postal_code=parts.code(at.at("postalCode"), 5),
        more=parts.words_by_language(at.at("additionalInformation")),
        point=_point(at.at("coordinates")),
        register_point=at.at("accessibilityRegisterServicePointId").line(),
    )


def _box(at: At) -> Address:
    return Address(
        purpose="post",
        post_box=parts.words_by_language(at.at("postOfficeBox"), one_line=True),
        postal_code=parts.code(at.at("postalCode"), 5),
        more=parts.words_by_language(at.at("additionalInformation")),
    )


def _delivery(at: At) -> Iterator[Address]:
    for each in at.items():
        kind = each.at("deliveryAddressType").string()
        if kind == "StreetAddress":
            yield _street(each, "post")
        elif kind == "PostOfficeBox":
            yield _box(each)
        else:
            words = parts.words_by_language(each.at("deliveryInformation"))
            if words:
                yield Address(purpose="post", more=words)


def _point(at: At) -> Point | None:
    """The first coordinates of the grid; those whose system is unknown are left out."""
    for each in at.items():
        if each.at("system").string() != "EPSG:3067":
            each.note("coordinates_unknown", each.at("system").string())
            continue
        northing, easting = each.at("northing").number(), each.at("easting").number()
        if northing is None or easting is None:
            raise each.refuse("northing and easting are missing")
        try:
            return point(northing, easting)
        except ValueError as error:
            raise each.refuse(str(error)) from None
    return None


# ---------------------------------------------------------------- how to reach


def _phones(at: At, spoken: str) -> list[Phone]:
    found = []
    for each in at.items():
        kind, number = each.at("type").string(), each.at("number").string()
        if kind == "Fax" or not number:
            continue
        made = parts.phone(
            each,
            prefix="" if kind == "DomesticPhone" else each.at("dialCode").string(),
            number=number,
            language=spoken,
            charge=each.at("chargeType").one_of(parts.CHARGES, "chargeType"),
            charge_words=each.at("chargeDescription").line(),
            more=each.at("additionalInformation").line(),
            text_message=kind == "Sms",
        )
        if made is not None:
            found.append(made)
    return found


def _once_for_all(phones: list[Phone]) -> tuple[Phone, ...]:
    return tuple(dict.fromkeys(phones))


def _mails(at: At, spoken: str) -> list[Mail]:
    found = [each.at("email").mail() for each in at.items()]
    return [Mail(address, spoken) for address in found if address]


def _page(at: At, spoken: str) -> list[Page]:
    url = at.at("url").url()
    return [Page(url, at.at("name").line(), spoken)] if url else []


# ---------------------------------------------------------------- when


def _hours(at: At) -> Iterator[Hours]:
    for each in at.at("hours").items():
        read = each.at("type").one_of(_HOURS, "service hours")
        if read is not None:
            found = read(each)
            if found is not None:
                yield found
    yield from _holidays(at.at("holidayServiceHours"))


def _common(at: At) -> dict[str, Any]:
    first, last = at.at("fromDate").day(), at.at("toDate").day()
    if first and last and last < first:
        raise at.refuse(f"ends on {last.isoformat()}, before it begins on {first.isoformat()}")
    return {
        "first": first,
        "last": last,
        "heading": parts.words_by_language(at.at("heading"), one_line=True),
        "more": parts.words_by_language(at.at("additionalInformation")),
    }


def _weekly(at: At) -> Hours | None:
    spans = tuple(_week(at.at("weeklyHours")))
    if not spans:
        at.note("hours_empty")
        return None
    return Hours("weekly", spans, **_common(at))


def _always(at: At) -> Hours:
    by_appointment = at.at("openingStatus").one_of(STATUSES, "openingStatus") == "by_appointment"
    return Hours("always", by_appointment=by_appointment, **_common(at))


def _through(at: At) -> Hours | None:
    """From a weekday and time to another: within the dates, or until further notice."""
    day = at.at("fromDay").one_of(parts.DAYS, "fromDay")
    until = at.at("toDay").one_of(parts.DAYS, "toDay")
    status: Status = at.at("openingStatus").one_of(STATUSES, "openingStatus") or "open"
    if day is None or until is None:
        at.note("hours_empty")
        return None
    start, end = at.at("fromTime").minutes(), at.at("toTime").minutes()
    found = parts.span(at, day=day, start=start, end=end, until_day=until, status=status)
    return Hours("weekly", (found,), **_common(at)) if found is not None else None


def _exception(at: At) -> Hours | None:
    common = _common(at)
    if common["first"] is None:
        at.note("hours_without_day")
        return None
    common["last"] = common["last"] or common["first"]
    spans = tuple(_week(at.at("weeklyHours")))
    return Hours("exception", spans, closed=not spans, **common)


_HOURS: dict[str, Callable[[At], Hours | None]] = {
    "WeeklyUntilFurtherNoticeServiceHour": _weekly,
    "WeeklyDateRangeServiceHour": _weekly,
    "ContinuousAlwaysValidServiceHour": _always,
    "ContinuousDateRangeServiceHour": _through,
    "ContinuousWeekdaysUntilFurtherNoticeServiceHour": _through,
    "ExceptionalDateRangeServiceHour": _exception,
}


def _week(at: At) -> Iterator[Span]:
    for number, name in enumerate(WEEKDAYS):
        for each in at.at(name).at("hours").items():
            yield from _span(each, number)


def _span(at: At, day: int) -> Iterator[Span]:
    status: Status = at.at("openingStatus").one_of(STATUSES, "openingStatus") or "open"
    weeks: Weeks = at.at("repetition").one_of(WEEKS, "repetition") or "all"
    more = parts.words_by_language(at.at("additionalInformation"))
    if status == "closed":
        yield Span(day, 0, day, parts.MIDNIGHT, "closed", weeks, more)
        return
    found = parts.span(
        at, day=day, start=at.at("start").minutes(), end=at.at("end").minutes(), status=status, weeks=weeks, more=more
    )
    if found is not None:
        yield found


def _holidays(at: At) -> Iterator[Hours]:
    repetition = at.at("repetition")
    years = tuple(each.whole() for each in repetition.at("years").items())
    for each in at.at("holidays").items():
        name = each.at("holidayName").one_of(HOLIDAYS, "holidayName")
        if name is None:
            continue
        spans = tuple(span for one in each.at("hours").items() for span in _span(one, 0))
        closed = all(span.status == "closed" for span in spans)
        yield Hours("holiday", () if closed else spans, closed=closed, holiday=name, years=years)
