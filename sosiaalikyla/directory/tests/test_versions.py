"""Both versions of the catalogue, field by field: what is understood, what is left out and said, what comes back."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sosiaalikyla.directory import areas, jobs, neutral, ptv
from sosiaalikyla.directory.models import Channel, Connection, OwnWords, Service
from tests.ground import as_owner

from .files import (
    FETCHED,
    bring_in,
    connection,
    file,
    key,
    location,
    organiser,
    page,
    real_json,
    service,
    weekly,
)


def one(parsed: ptv.Parsed, what: str) -> Any:
    (found,) = getattr(parsed, what).values()
    return found.record


def whats(parsed: ptv.Parsed) -> set[str]:
    return {each.what for each in parsed.findings}


# ---------------------------------------------------------------- version 12, from its field shapes


LETTERS = st.characters(
    codec="utf-8",
    exclude_categories=("Cc", "Cs", "Cn", "Co"),
    exclude_characters="<>&[]()\\`*_#\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
)
TEXT = st.text(LETTERS, min_size=1, max_size=60)
MAYBE = st.none() | TEXT
LANGUAGES = st.sampled_from(["fi", "sv", "en", "se", "smn", "sms"])
UUIDS = st.uuids().map(str)
TIMES = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
NAMES_OF_DAYS = st.sampled_from(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])
BY_LANGUAGE = st.dictionaries(LANGUAGES, TEXT, max_size=2)
MOMENTS = st.none() | DAYS.map(lambda day: f"{day.isoformat()}T07:32:52.026Z")
URLS = st.builds("https://{}.example.fi/{}".format, st.sampled_from(["a", "www"]), st.integers(0, 999))
MAILS = st.lists(st.builds(lambda n: {"email": f"nuoret{n}@example.fi"}, st.integers(0, 9)), max_size=2)


@st.composite
def phones(draw: Any, kinds: tuple[str, ...] = ("DomesticPhone", "InternationalPhone")) -> dict[str, Any]:
    kind = draw(st.sampled_from(kinds))
    made = {
        "type": kind, "number": draw(st.from_regex(r"\A[1-9][0-9]{4,9}\Z")), "additionalInformation": draw(MAYBE),
        "chargeDescription": draw(MAYBE), "chargeType": draw(st.sampled_from(["Free", "Charged", "ExtraCharge"])),
    }  # fmt: skip
    return made if kind == "DomesticPhone" else made | {"dialCode": draw(st.sampled_from(["+358", "+46", "+1"]))}


AREAS = st.one_of(
    st.just({"areaType": "WholeCountry"}),
    st.just({"areaType": "WholeCountryExceptAland"}),
    st.fixed_dictionaries(
        {
            "areaType": st.just("LimitedArea"),
            "municipalities": st.lists(st.sampled_from(["499", "905", "588", "999"]), unique=True, max_size=3),
            "regions": st.lists(st.sampled_from(["15", "77"]), unique=True, max_size=1),
            "wellbeingServicesCounties": st.lists(st.sampled_from(["17", "99"]), unique=True, max_size=1),
        }
    ),
)


def hour(statuses: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "start": TIMES, "end": TIMES, "openingStatus": st.sampled_from(statuses),
            "repetition": st.sampled_from(["Weekly", "OddWeeks", "EvenWeeks"]), "additionalInformation": BY_LANGUAGE,
        }
    )  # fmt: skip


def week(statuses: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    days = st.sampled_from(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
    return st.dictionaries(days, st.fixed_dictionaries({"hours": st.lists(hour(statuses), max_size=2)}), max_size=4)


@st.composite
def normal_hours(draw: Any) -> dict[str, Any]:
    """One of the six kinds of service hours."""
    first = draw(DAYS)
    dates = {"fromDate": first.isoformat(), "toDate": (first + timedelta(days=draw(st.integers(0, 90)))).isoformat()}
    words = {"heading": draw(BY_LANGUAGE), "additionalInformation": draw(BY_LANGUAGE)}
    status = {"openingStatus": draw(st.sampled_from(["Open", "OpenOnReservation"]))}
    through = {
        "fromDay": draw(NAMES_OF_DAYS), "toDay": draw(NAMES_OF_DAYS), "fromTime": draw(TIMES), "toTime": draw(TIMES),
    }  # fmt: skip
    usual = {"weeklyHours": draw(week(("Open", "OpenOnReservation")))}
    kind = draw(st.integers(0, 5))
    made: list[dict[str, Any]] = [
        {"type": "WeeklyUntilFurtherNoticeServiceHour", **words, **usual},
        {"type": "WeeklyDateRangeServiceHour", **words, **usual, **dates},
        {"type": "ContinuousAlwaysValidServiceHour", **words, **status},
        {"type": "ContinuousDateRangeServiceHour", **words, **status, **through, **dates},
        {"type": "ContinuousWeekdaysUntilFurtherNoticeServiceHour", **words, **status, **through},
        {
            "type": "ExceptionalDateRangeServiceHour", **words, **dates,
            "weeklyHours": draw(week(("Open", "Closed", "OpenOnReservation"))),
        },
    ]  # fmt: skip
    return made[kind]


HOLIDAY_HOURS = st.fixed_dictionaries(
    {
        "repetition": st.just({"type": "RepetitionEveryYear"})
        | st.just({"type": "RepetitionInSelectedYears", "years": [2026, 2027]}),
        "holidays": st.lists(
            st.fixed_dictionaries(
                {
                    "holidayName": st.sampled_from(["NewYearEve", "MidsummerDay", "IndependenceDay", "MaundyThursday"]),
                    "hours": st.lists(
                        st.fixed_dictionaries(
                            {
                                "start": TIMES, "end": TIMES, "additionalInformation": BY_LANGUAGE,
                                "openingStatus": st.sampled_from(["Open", "Closed", "OpenOnReservation"]),
                            }
                        ),
                        max_size=2,
                    ),
                }
            ),
            max_size=3,
        ),
    }
)  # fmt: skip
SERVICE_HOURS = st.fixed_dictionaries(
    {"hours": st.lists(normal_hours(), max_size=3), "holidayServiceHours": st.none() | HOLIDAY_HOURS}
)
COORDINATES = st.lists(
    st.fixed_dictionaries(
        {
            "system": st.sampled_from(["EPSG:3067", "Unknown"]), "source": st.just("NLS"),
            "easting": st.floats(43_500, 765_000), "northing": st.integers(6_522_000, 7_796_000),
        }
    ),
    max_size=2,
)  # fmt: skip
STREETS = st.fixed_dictionaries(
    {
        "addressSource": st.just({"source": "Posti"}), "streetName": BY_LANGUAGE, "addressDetail": TEXT,
        "postalCode": st.from_regex(r"\A[0-9]{5}\Z"), "coordinates": COORDINATES, "additionalInformation": BY_LANGUAGE,
        "accessibilityRegisterServicePointId": MAYBE,
    }
)  # fmt: skip
LINK = st.fixed_dictionaries({"name": TEXT, "url": URLS, "additionalInformation": MAYBE})
MAYBE_LINK = st.fixed_dictionaries({"name": MAYBE, "url": st.none() | URLS})


@st.composite
def services(draw: Any) -> dict[str, Any]:
    codes = st.lists(st.sampled_from(["P28.5", "P1", "P10.6", "KR1.3", "KE4.1", "P2.1"]), unique=True, max_size=4)
    version = st.fixed_dictionaries(
        {
            "name": TEXT, "alternativeName": MAYBE, "summary": MAYBE, "description": MAYBE, "userInstructions": MAYBE,
            "conditions": MAYBE,
            "legislationLinks": st.lists(st.fixed_dictionaries({"url": URLS, "name": TEXT}), max_size=1),
            "freelyAssignedKeywords": st.lists(TEXT, max_size=2), "voucher": st.just({"voucherType": "NotUsed"}),
            "chargeTypeAdditionalInformation": MAYBE,
        }
    )  # fmt: skip
    return {
        "migratedAt": None, "contentId": draw(UUIDS), "organizationContentId": draw(UUIDS),
        "generalDescriptionContentId": draw(st.none() | UUIDS), "targetGroups": draw(codes), "industrialClasses": [],
        "lifeEvents": draw(codes), "ontologyTerms": ["http://www.yso.fi/onto/koko/p37040"], "serviceClasses": draw(codes),
        "otherResponsibleOrganizations": draw(st.lists(UUIDS, max_size=2)), "fundingType": None,
        "chargeType": draw(st.sampled_from([None, "Free", "Charged"])),
        "serviceLanguages": draw(st.lists(st.sampled_from(["fi", "sv", "sgn-fi", "prs"]), max_size=3)),
        "area": draw(AREAS), "publishedAt": draw(MOMENTS), "serviceType": "Service",
        "languageVersions": draw(st.dictionaries(LANGUAGES, version, min_size=1, max_size=3)),
    }  # fmt: skip


@st.composite
def channels(draw: Any) -> dict[str, Any]:
    kind = draw(st.sampled_from(["EService", "TelephoneService", "PrintableForm", "ServiceLocation", "WebPage"]))
    some = st.lists(phones(), max_size=2)
    level = st.sampled_from(["FullyCompliant", "Unknown"])
    own: dict[str, dict[str, Any]] = {
        "EService": {
            "accessibilityClassificationLevel": level, "webAddress": MAYBE_LINK,
            "attachmentLinks": st.lists(LINK, max_size=1),
            "supportEmails": MAILS, "supportPhoneNumbers": some,
        },
        "TelephoneService": {
            "webAddress": MAYBE_LINK, "supportEmails": MAILS,
            "phoneNumbers": st.lists(phones(("DomesticPhone", "InternationalPhone", "Sms", "Fax")), max_size=3),
        },
        "PrintableForm": {
            "attachmentLinks": st.lists(LINK, max_size=1), "supportEmails": MAILS, "supportPhoneNumbers": some,
            "formIdentifier": MAYBE,
            "formFiles": st.lists(st.fixed_dictionaries({"name": TEXT, "url": URLS, "type": st.just("pdf")}), max_size=2),
        },
        "ServiceLocation": {
            "alternativeName": MAYBE, "isAlternativeNamePrimary": st.booleans(), "contactEmails": MAILS,
            "contactFaxNumbers": st.just([]), "contactWebPages": st.lists(MAYBE_LINK, max_size=1),
            "contactPhoneNumbers": some,
        },
        "WebPage": {
            "accessibilityClassificationLevel": level, "webAddress": MAYBE_LINK, "supportEmails": MAILS,
            "supportPhoneNumbers": some,
        },
    }  # fmt: skip
    version = st.fixed_dictionaries({"name": TEXT, "summary": MAYBE, "description": MAYBE, **own[kind]})
    made: dict[str, Any] = {
        "migratedAt": None, "contentId": draw(UUIDS), "organizationContentId": draw(UUIDS),
        "allowedConnectionType": "AllOrganizations", "serviceLanguages": ["fi"], "area": draw(st.none() | AREAS),
        "publishedAt": draw(MOMENTS), "serviceChannelType": kind,
        "languageVersions": draw(st.dictionaries(LANGUAGES, version, min_size=1, max_size=3)),
    }  # fmt: skip
    if kind in {"EService", "TelephoneService", "ServiceLocation"}:
        made["serviceHours"] = draw(SERVICE_HOURS)
    if kind == "EService":
        made |= {"electronicSignature": {"type": "NotRequired"}, "electronicIdentification": "Required"}
    boxes = st.lists(
        st.fixed_dictionaries(
            {"postalCode": st.just("00100"), "postOfficeBox": BY_LANGUAGE, "additionalInformation": BY_LANGUAGE}
        ),
        max_size=1,
    )
    if kind == "ServiceLocation":
        foreign = st.lists(st.fixed_dictionaries({"address": BY_LANGUAGE, "countryCode": st.just("SE")}), max_size=1)
        made["location"] = {
            "foreignAddresses": draw(foreign), "streetAddresses": draw(st.lists(STREETS, max_size=2)),
            "otherAddresses": [{"postalCode": None, "coordinates": draw(COORDINATES), "additionalInformation": {}}],
        }  # fmt: skip
        made["contactAddresses"] = {
            "foreignAddresses": [], "postOfficeBoxAddresses": draw(boxes),
            "streetAddresses": draw(st.lists(STREETS, max_size=1)),
        }  # fmt: skip
    if kind == "PrintableForm":
        text = {"recipient": {"fi": None}, "deliveryInformation": draw(BY_LANGUAGE)}
        made["deliveryAddresses"] = [
            {"deliveryAddressType": "DeliveryInformation", **text},
            *[{"deliveryAddressType": "PostOfficeBox", "recipient": {}, **each} for each in draw(boxes)],
        ]
    return made


@pytest.mark.slow
@given(st.lists(services(), min_size=1, max_size=3), st.lists(channels(), max_size=3))
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_whatever_version_12_may_say_is_read_and_comes_back_the_same(told: list[Any], ways: list[Any]) -> None:
    joined = [
        connection() | {"serviceContentId": told[0]["contentId"], "channelContentId": way["contentId"]} for way in ways
    ]
    parsed = ptv.read([file(page(*told)), file(page(*ways), "channels.json"), file(page(*joined), "connections.json")])
    assert len(parsed.services) == len({each["contentId"] for each in told})
    assert len(parsed.channels) == len({each["contentId"] for each in ways})
    for kind in ("services", "channels", "connections"):
        for each in getattr(parsed, kind).values():
            written = json.loads(json.dumps(neutral.as_json(each.record)))
            assert neutral.from_json(type(each.record), written) == each.record


@pytest.mark.slow
@pytest.mark.django_db
def test_what_version_12_said_comes_back_from_the_tables() -> None:
    @given(services(), channels())
    @settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    def told(said: dict[str, Any], way: dict[str, Any]) -> None:
        parsed = ptv.read([file([said, way, connection() | {
            "serviceContentId": said["contentId"], "channelContentId": way["contentId"]}])])  # fmt: skip
        with as_owner():
            jobs.bring_in(parsed, full=False)
        assert Service.objects.get(outer_key=said["contentId"]).record == parsed.services[said["contentId"]].record
        assert Channel.objects.get(outer_key=way["contentId"]).record == parsed.channels[way["contentId"]].record

    told()


# ---------------------------------------------------------------- single fields that mislead


def test_an_area_nobody_told_is_not_the_whole_country() -> None:
    for made in (service(area=None), service(area={"areaType": "LimitedArea", "municipalities": []})):
        parsed = ptv.read([file(made)])
        assert one(parsed, "services").area == neutral.Area("unknown")
        assert "area_unknown" in whats(parsed)
    old = real_json("service_etalukio.json")
    for kind, listed in ((None, []), ("LimitedType", None), ("LimitedType", [{"type": None, "code": None}])):
        parsed = ptv.read([file(old | {"areaType": kind, "areas": listed})])
        assert one(parsed, "services").area == neutral.Area("unknown")
        assert "area_unknown" in whats(parsed)


@pytest.mark.parametrize(
    ("kind", "area"),
    [("Nationwide", "country"), ("WholeCountry", "country"), ("WholeCountryExceptAlandIslands", "country_without_aland")],
)
def test_both_spellings_of_an_area_are_understood(kind: str, area: str) -> None:
    assert one(ptv.read([file(real_json("service_etalukio.json") | {"areaType": kind})]), "services").area.kind == area


def test_a_region_is_not_a_county_though_their_codes_look_alike() -> None:
    """17 is Ostrobothnia's county, and the region of North Ostrobothnia."""
    region = areas.reach(neutral.Area("places", regions=("17",)))
    county = areas.reach(neutral.Area("places", counties=("17",)))
    assert "564" in region.municipalities  # Oulu
    assert "499" in county.municipalities
    assert not set(region.municipalities) & set(county.municipalities)
    assert areas.reach(neutral.Area("places", regions=("15",))).counties == ("17",)


def test_a_municipality_that_is_no_more_lies_where_it_merged_and_an_unknown_one_nowhere() -> None:
    reach = areas.reach(neutral.Area("places", ("588", "099", "000"), ("00",), ("00",)))
    assert reach.municipalities == ("214", "507")
    assert reach.unknown == ("00", "000")
    assert "060" not in areas.reach(neutral.Area("country_without_aland")).municipalities


def test_records_that_are_no_services_are_left_out_and_said() -> None:
    old = real_json("service_etalukio.json")
    parsed = ptv.read([
        file([
            service(serviceType="PermitOrOtherObligation"), service(2, generalDescriptionTypes=["Municipality"]),
            service(3, languageVersions={}), location(4, serviceChannelType="Pigeon"), location(5, languageVersions={}),
            old | {"type": "ProfessionalQualifications"}, old | {"id": key(9), "publishingStatus": "Draft"},
            old | {"id": key(10), "serviceNames": [{"language": "fi", "value": None, "type": "Name"}]},
            {"id": key(11), "name": None}, {"id": key(12), "serviceCollectionNames": []},
        ])
    ])  # fmt: skip
    assert not parsed.services
    assert not parsed.channels
    assert whats(parsed) >= {"not_a_service", "without_name", "not_a_channel", "not_published", "only_an_id", "word_unknown"}


def test_names_that_a_channel_shows_by_its_own_choice() -> None:
    made = location()
    made["languageVersions"]["fi"] |= {"alternativeName": "Ohjaamo keskustassa", "isAlternativeNamePrimary": True}
    assert one(ptv.read([file(made)]), "channels").names == {"fi": "Ohjaamo keskustassa"}
    old = real_json("channel_servicelocation_otava.json")
    old["serviceChannelNames"].append({"language": "fi", "value": "Opisto", "type": "AlternativeName"})
    old["displayNameType"] = [{"type": "AlternativeName", "language": "fi"}]
    assert one(ptv.read([file(old)]), "channels").names == {"fi": "Opisto"}


def test_texts_of_a_general_description_are_used_where_the_service_has_none() -> None:
    old = real_json("service_etalukio.json")
    old["serviceDescriptions"] = [
        {"language": "fi", "value": "Yleinen", "type": "GD_Description"},
        {"language": "sv", "value": "Allmän", "type": "GD_Description"},
        {"language": "fi", "value": "Oma", "type": "Description"},
    ]
    assert one(ptv.read([file(old)]), "services").descriptions == {"fi": "Oma", "sv": "Allmän"}


def test_classes_by_address_and_old_numbers() -> None:
    old = real_json("service_etalukio.json")
    old["serviceClasses"] = [
        {"code": None, "uri": "http://uri.suomi.fi/codelist/ptv/ptvserclass2/code/P28.5", "newUri": None},
        {"code": None, "uri": "http://urn.fi/URN:NBN:fi:au:ptvl:v1070", "newUri": None},
        {"code": "nonsense"},
    ]
    parsed = ptv.read([file(old)])
    assert one(parsed, "services").classes == ("P28.5",)
    assert [each.value for each in parsed.findings if each.what == "code_unknown"] == [
        "http://urn.fi/URN:NBN:fi:au:ptvl:v1070", "nonsense",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("told", "shown", "dialled"),
    [
        ({"type": "DomesticPhone", "number": "0400000001"}, "040 000 0001", "0400000001"),
        ({"type": "InternationalPhone", "dialCode": "+358", "number": "62189000"}, "06 218 9000", "+35862189000"),
        ({"type": "InternationalPhone", "dialCode": "+46", "number": "701234567"}, "+46 701234567", "+46701234567"),
        ({"type": "DomesticPhone", "number": "116117"}, "116 117", "116117"),
        ({"type": "DomesticPhone", "number": "112"}, "112", "112"),
        ({"type": "DomesticPhone", "number": "+358 44 794 3552"}, "044 794 3552", "+358447943552"),
        ({"type": "DomesticPhone", "number": "080098811"}, "0800 98811", "080098811"),
    ],
)
def test_a_number_is_shown_as_people_write_it_and_dialled_as_it_is(told: dict[str, Any], shown: str, dialled: str) -> None:
    made = location()
    made["languageVersions"]["fi"]["contactPhoneNumbers"] = [told]
    (phone,) = one(ptv.read([file(made)]), "channels").phones
    assert (phone.shown, phone.dialled) == (shown, dialled)


def test_what_is_no_number_no_mail_and_no_address_is_left_out_and_said() -> None:
    made = location()
    made["languageVersions"]["fi"] |= {
        "contactPhoneNumbers": [{"type": "DomesticPhone", "number": "soita meille"}, {"type": "Fax", "number": "061234567"}],
        "contactEmails": [{"email": "ei ole"}],
        "contactWebPages": [
            {"name": "a", "url": "ei mikään"}, {"name": "b", "url": "https://user:pass@evil.example"},
            {"name": "c", "url": "www.example.fi/x"}, {"name": "d", "url": "http://[bad"},
        ],
    }  # fmt: skip
    parsed = ptv.read([file(made)])
    channel = one(parsed, "channels")
    assert channel.phones == channel.mails == ()
    assert [each.url for each in channel.pages] == ["https://www.example.fi/x"]
    assert whats(parsed) >= {"phone_not_understood", "mail_not_understood", "address_not_understood"}


def test_coordinates_of_another_kind_are_left_out() -> None:
    made = location()
    made["location"]["streetAddresses"][0]["coordinates"] = [
        {"system": "Unknown", "source": "User", "easting": 1, "northing": 1}
    ]
    parsed = ptv.read([file(made)])
    assert one(parsed, "channels").addresses[0].point is None
    assert "coordinates_unknown" in whats(parsed)


def test_markdown_and_html_become_plain_words() -> None:
    made = service()
    made["languageVersions"]["fi"]["description"] = (
        "## Mitä saat\n\nTule **rohkeasti**. Katso [ohje](https://a.fi/o).\n\n"
        "* yksi\n* kaksi\n\n<p>Tervetuloa&nbsp;!</p>\u200b"
    )
    parsed = ptv.read([file(made)])
    assert one(parsed, "services").descriptions["fi"] == (
        "Mitä saat\n\nTule rohkeasti. Katso ohje (https://a.fi/o).\n\n- yksi\n- kaksi\n\nTervetuloa !"
    )
    assert "markup_left_out" in whats(parsed)


def test_a_channel_named_by_both_sides_is_one_connection_and_a_page_of_ids_is_said() -> None:
    listed = {"pageNumber": 1, "pageSize": 2, "pageCount": 1, "itemList": [{"id": key(1), "name": None}]}
    parsed = ptv.read([file(listed)])
    assert [each.what for each in parsed.findings] == ["only_an_id"]


def test_the_newer_of_two_records_is_kept_and_said() -> None:
    older = service(name="Vanha") | {"publishedAt": "2025-01-01T00:00:00Z"}
    parsed = ptv.read([file(service(name="Uusi")), file(older, "older.json")])
    assert one(parsed, "services").names == {"fi": "Uusi"}
    assert "came_twice" in whats(parsed)


# ---------------------------------------------------------------- from one import to the next


@pytest.mark.django_db
def test_a_changed_record_is_changed_and_our_own_words_stay() -> None:
    bring_in(file(page(service(), service(2))))
    with as_owner():
        OwnWords.objects.create(
            service_key=key(1), source="ptv", plain_title={"fi": "Ållilan apu"}, checked_on=date(2026, 1, 1)
        )
    batch = bring_in(file(page(service(name="Uusi nimi"), service(2))))
    assert batch.counts["services"] == {"came": 2, "added": 0, "changed": 1, "vanished": 0}
    row = Service.objects.get(outer_key=key(1))
    assert row.record.names == {"fi": "Uusi nimi"}
    assert row.words_fi == "ållilan apu uusi nimi"
    assert OwnWords.objects.get().plain_title == {"fi": "Ållilan apu"}


@pytest.mark.django_db
def test_what_a_full_import_lacks_is_marked_kept_for_a_month_and_then_forgotten() -> None:
    bring_in(file(page(service(), service(2), location(), connection())))
    batch = bring_in(file(page(service())), full=True)
    assert batch.counts["services"]["vanished"] == 1
    gone = Service.objects.get(outer_key=key(2))
    assert gone.vanished_on is not None
    assert Channel.objects.get().vanished_on == gone.vanished_on
    with as_owner():
        assert jobs.forget_vanished(gone.vanished_on + timedelta(days=29)) == 0
        assert jobs.forget_vanished(gone.vanished_on + timedelta(days=30)) == 3
    assert not Service.objects.filter(outer_key=key(2)).exists()


@pytest.mark.django_db
def test_what_comes_back_is_no_longer_marked() -> None:
    bring_in(file(page(service(), service(2))))
    bring_in(file(page(service())), full=True)
    batch = bring_in(file(page(service(), service(2))), full=True)
    assert batch.counts["services"] == {"came": 2, "added": 0, "changed": 1, "vanished": 0}
    assert not Service.objects.exclude(vanished_on=None).exists()


@pytest.mark.django_db
def test_a_full_import_that_would_lose_most_of_it_is_refused() -> None:
    bring_in(file(page(*(service(number) for number in range(1, 25)))))
    with pytest.raises(jobs.Refused, match="would make 23 of 24 services vanish"):
        bring_in(file(page(service())), full=True)
    assert Service.objects.present().count() == 24


@pytest.mark.django_db
def test_a_service_that_lists_its_channels_has_left_those_it_no_longer_lists() -> None:
    old = real_json("service_etalukio.json")
    bring_in(file(old))
    old["serviceChannels"] = old["serviceChannels"][:1]
    batch = bring_in(file(old))
    assert batch.counts["connections"]["vanished"] == 2
    assert Connection.objects.present().count() == 1


@pytest.mark.django_db
def test_fetched_anew_and_unchanged_only_the_day_of_fetching_moves() -> None:
    bring_in(file(page(service())))
    batch = bring_in(file(page(service()), fetched_at=FETCHED + timedelta(days=1)))
    assert batch.counts["services"] == {"came": 1, "added": 0, "changed": 0, "vanished": 0}
    assert Service.objects.get().fetched_at == FETCHED + timedelta(days=1)


@pytest.mark.django_db
def test_findings_stand_with_the_batch_for_people_to_read() -> None:
    batch = bring_in(file(page(service(area=None), organiser(), service(2, targetGroups=["KR2"])), "page-1.json"))
    whole = {(file_, what) for file_, _place, what, _value in batch.findings}
    assert {("page-1.json", "area_unknown"), ("", "not_listed"), ("", "without_channel")} <= whole
    assert Service.objects.get(outer_key=key(1)).municipality_codes == []
    assert not Service.objects.get(outer_key=key(1)).country
    assert not Service.objects.get(outer_key=key(2)).is_listed


def test_odd_hours_and_opening_over_midnight() -> None:
    made = location()
    made["serviceHours"]["hours"] = [
        weekly("friday", start="22:00", end="02:00"),
        weekly("monday", start="09:00", end="09:00"),
    ]
    parsed = ptv.read([file(made)])
    (hours,) = one(parsed, "channels").hours
    assert hours.spans == (neutral.Span(4, 22 * 60, 5, 2 * 60),)
    assert whats(parsed) >= {"hours_of_no_length", "hours_empty"}
