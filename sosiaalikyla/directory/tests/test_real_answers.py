"""The two real answers give what they are known to say; importing them twice changes nothing."""

from __future__ import annotations

import json
import re

import pytest

from sosiaalikyla.directory import neutral, ptv
from sosiaalikyla.directory.models import Channel, Connection, Organiser, Service

from .files import FETCHED, NETTILUKIO, OTAVA, bring_in, real


def parsed() -> ptv.Parsed:
    return ptv.read(real())


def otava() -> neutral.Channel:
    record = parsed().channels[OTAVA].record
    assert isinstance(record, neutral.Channel)
    return record


def nettilukio() -> neutral.Service:
    record = parsed().services[NETTILUKIO].record
    assert isinstance(record, neutral.Service)
    return record


def test_both_answers_are_read_without_a_finding() -> None:
    found = parsed()
    assert found.findings == []
    assert found.adapters == ("ptv11/1",)
    assert (len(found.services), len(found.channels), len(found.connections)) == (1, 1, 10)


def test_otava_lies_where_it_is() -> None:
    (address,) = otava().addresses
    assert address.point is not None
    assert round(address.point.north, 3) == 61.645
    assert round(address.point.east, 3) == 27.073
    assert address.municipality == "491"
    assert (address.street["fi"], address.number, address.postal_code) == ("Otavantie", "2 B", "50670")
    assert set(address.street) == {"fi", "sv", "en", "se", "smn", "sms"}


def test_otava_is_open_from_monday_to_friday_from_eight_to_four() -> None:
    (hours,) = otava().hours
    assert [(span.day, span.start, span.until_day, span.end) for span in hours.spans] == [
        (day, 8 * 60, day, 16 * 60) for day in range(5)
    ]
    assert (hours.kind, hours.first, hours.last, hours.more) == ("weekly", None, None, {})


def test_otava_has_three_groups_of_sentences_on_getting_in() -> None:
    (entrance,) = otava().addresses[0].entrances
    assert entrance.main
    assert [group.heading["fi"] for group in entrance.groups][:2] == ["Reitti pääsisäänkäynnille", "Pääsisäänkäynti"]
    assert len(entrance.groups) == 3
    assert all(sentence["fi"] for group in entrance.groups for sentence in group.sentences)


def test_otava_is_reached_by_its_numbers_as_people_write_them() -> None:
    first = otava().phones[0]
    assert (first.shown, first.dialled, first.charge, first.more) == (
        "044 794 3552", "+358447943552", "charged", "Opintoasiainvastaava",
    )  # fmt: skip
    assert len(otava().mails) == 7
    assert otava().pages[0] == neutral.Page("http://www.otavanopisto.fi/", "Otavan Opiston verkkosivut", "fi")
    assert otava().area == neutral.Area("places", ("491",))
    assert otava().languages == ("fi", "en")


def test_empty_texts_of_the_service_are_no_texts() -> None:
    service = nettilukio()
    assert service.names == {"fi": "Nettilukio aikuisille"}
    assert service.other_names == {"fi": "Etälukio"}
    assert service.summaries == {"fi": "Aikuislukio verkko-opintoina."}
    assert (service.deadlines, service.waiting, service.charge_words) == ({}, {}, {})
    assert service.area == neutral.Area("country")
    assert service.charge == "free"
    assert service.classes == ("P6.10", "P6.8", "P6.13", "P6")
    assert service.target_groups == ("KR1",)
    assert service.organiser_key == "df0c2f24-d2bd-4ba7-bdcd-fcfc9f0d65a7"
    assert service.other_organiser_keys == ("cd8efa0a-44f3-4748-a667-6402242e327d",)
    assert not re.search(r"\b(null|None)\b", json.dumps(neutral.as_json(service)))


@pytest.mark.django_db
def test_the_records_stand_in_the_tables_as_they_were_read() -> None:
    batch = bring_in(*real())
    assert batch.counts["services"] == {"came": 1, "added": 1, "changed": 0, "vanished": 0}
    assert batch.counts["connections"]["added"] == 10
    service, channel = Service.objects.get(), Channel.objects.get()
    assert service.record == nettilukio()
    assert channel.record == otava()
    assert (service.source, service.licence, service.adapter, service.fetched_at) == ("ptv", "CC0-1.0", "ptv11/1", FETCHED)
    assert service.raw["serviceNames"][1]["value"] == "Nettilukio aikuisille"
    assert channel.raw["addresses"][0]["streetAddress"]["latitude"] == "6834688"
    assert {row.record.names["fi"] for row in Organiser.objects.all()} == {
        "Mikkelin kaupunki", "Mikkelin kaupungin liikelaitos Otavia",
    }  # fmt: skip


@pytest.mark.django_db
def test_importing_the_same_answers_again_changes_nothing() -> None:
    bring_in(*real())
    before = [list(model.objects.order_by("pk").values()) for model in (Service, Channel, Connection, Organiser)]
    again = bring_in(*real())
    assert [list(model.objects.order_by("pk").values()) for model in (Service, Channel, Connection, Organiser)] == before
    for counts in again.counts.values():
        assert (counts["added"], counts["changed"], counts["vanished"]) == (0, 0, 0)
