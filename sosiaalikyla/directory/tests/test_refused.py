"""Broken, foreign and hostile files are refused whole, with file, place and reason; what was there before stays."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from sosiaalikyla.directory import jobs, ptv
from sosiaalikyla.directory.foreign import Refused
from sosiaalikyla.directory.models import Batch, Channel, Connection, Organiser, Service
from tests.ground import as_owner

from .files import bring_in, connection, file, location, page, real, real_json, service, weekly


def otava(change: Callable[[Any], object]) -> bytes:
    """The real channel with something put wrong."""
    made = real_json("channel_servicelocation_otava.json")
    change(made)
    return json.dumps(made, ensure_ascii=False).encode()


def etalukio(change: Callable[[Any], object]) -> bytes:
    made = real_json("service_etalukio.json")
    change(made)
    return json.dumps(made, ensure_ascii=False).encode()


def put(*path: Any, value: Any) -> Callable[[Any], None]:
    def change(made: Any) -> None:
        for step in path[:-1]:
            made = made[step]
        made[path[-1]] = value

    return change


def text_of_service(text: str) -> bytes:
    made = service()
    made["languageVersions"]["fi"]["description"] = text
    return json.dumps(made, ensure_ascii=False).encode()


def hours_of(hour: dict[str, Any]) -> bytes:
    made = location()
    made["serviceHours"]["hours"] = [hour]
    return json.dumps(made).encode()


def address(**more: Any) -> bytes:
    made = location()
    made["location"]["streetAddresses"][0] |= more
    return json.dumps(made).encode()


def coordinates(**more: Any) -> bytes:
    return address(coordinates=[{"system": "EPSG:3067", "source": "NLS", "easting": 232_000, "northing": 7_010_000} | more])


def deep(levels: int) -> bytes:
    return b'{"id": ' + b"[" * levels + b"]" * levels + b"}"


STREET = ("addresses", 0, "streetAddress")
HOSTILE: dict[str, tuple[bytes, str]] = {
    # what is no JSON
    "nothing": (b"", "is empty"),
    "spaces": (b" \n\t ", "is empty"),
    "html": (b"<!doctype html><html><body>503</body></html>", "is not JSON"),
    "xml": (b"<?xml version='1.0'?><services/>", "is not JSON"),
    "cut short": (json.dumps(service()).encode()[:-40], "is not JSON"),
    "two documents": (json.dumps(service()).encode() * 2, "is not JSON"),
    "a comma too many": (b'{"id": "a",}', "is not JSON"),
    "single quotes": (b"{'id': 'a'}", "is not JSON"),
    "utf-16": (json.dumps(service()).encode("utf-16"), "is not UTF-8"),
    "latin-1": ('{"id": "Närpiö"}'.encode("latin-1"), "is not UTF-8"),
    "bytes of a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "is not UTF-8"),
    # JSON that no catalogue writes
    "NaN": (b'{"id": "a", "serviceNames": NaN}', "NaN is not a number"),
    "Infinity": (b'{"id": "a", "serviceNames": [Infinity]}', "Infinity is not a number"),
    "a number past all numbers": (b'{"id": "a", "serviceNames": 1e999}', "is not a number"),
    "a number of five thousand digits": (b'{"id": ' + b"9" * 5000 + b"}", "number too long"),
    "a key twice": (b'{"id": "a", "id": "b", "serviceNames": []}', "'id' is given twice"),
    "a key twice far inside": (b'{"id": "a", "serviceNames": [{"x": {"y": 1, "y": 2}}]}', "'y' is given twice"),
    "deeper than sense": (deep(60), "deeper than 40"),
    "deeper than the stack": (deep(200_000), "deeper than 40"),
    "a text without end": (etalukio(put("serviceNames", 0, "value", value="a" * 30_000)), "more than 20,000 characters"),
    "a list without end": (json.dumps({"itemList": [0] * 30_000, "pageNumber": 1}).encode(), "more than 20,000 items"),
    # other files
    "a number": (b"42", "is not an answer of the service catalogue"),
    "a text": (b'"palvelu"', "is not an answer of the service catalogue"),
    "null": (b"null", "is not an answer of the service catalogue"),
    "an empty object": (b"{}", "is not an answer of the service catalogue"),
    "FHIR": (b'{"resourceType": "Bundle", "type": "searchset", "entry": []}', "is not an answer"),
    "json-stat": (b'{"version": "2.0", "class": "dataset", "id": ["a"], "size": [1], "value": [1]}', "is not an answer"),
    "a code list": (b'{"meta": {"code": 200}, "results": [{"id": "1", "codeValue": "091"}]}', "is not an answer"),
    "records of another catalogue": (b'[{"id": 1, "name_fi": "Kirjasto", "latitude": 60.1, "extra": 1}]', "is not a record"),
    "an error answer": (b'{"type": "a", "title": "Not found", "status": 404, "detail": "Unknown"}', "is an error answer"),
    "a page with a stranger": (json.dumps(page(service(), {"contentId": "x"})).encode(), "is not a record"),
    "a page that counts itself below one": (json.dumps(page(service(), number=0)).encode(), "counts its pages"),
    "a page whose number is a text": (json.dumps(page(service()) | {"page": "1"}).encode(), "a whole number is expected"),
    # wrong types
    "names as a text": (etalukio(put("serviceNames", value="Nettilukio")), "serviceNames: a list is expected"),
    "areas of a limited area as a text": (
        etalukio(lambda made: made.update(areaType="LimitedType", areas="491")), "areas: a list is expected"
    ),
    "a flag as a text": (otava(put("serviceHours", 0, "isClosed", value="no")), "true or false is expected"),
    "a record without a key": (etalukio(put("id", value=None)), "has no key of its own"),
    "a key that walks": (etalukio(put("id", value="../../etc/passwd")), "is not a key"),
    "versions as a list": (json.dumps(service(languageVersions=[])).encode(), "languageVersions: an object is expected"),
    "a version as a text": (json.dumps(service(languageVersions={"fi": "x"})).encode(), "an object is expected"),
    "a name as an object": (json.dumps(service(languageVersions={"fi": {"name": {"a": 1}}})).encode(), "a text is expected"),
    # texts that mislead or run
    "a null character": (etalukio(put("serviceNames", 0, "value", value="a\x00b")), "doesn't belong in a text"),
    "a bell": (etalukio(put("serviceNames", 0, "value", value="a\x07b")), "doesn't belong in a text"),
    "a turn of direction": (etalukio(put("serviceNames", 0, "value", value="pankki\u202eifi.")), "RIGHT-TO-LEFT OVERRIDE"),
    "an isolate": (etalukio(put("keywords", 0, "value", value="\u2066x\u2069")), "LEFT-TO-RIGHT ISOLATE"),
    "half a letter": (b'{"id": "a", "serviceNames": [{"value": "\\ud800"}]}', "doesn't belong in a text"),
    "a turn of direction in a key": ('{"id": "a", "\u202e": 1}'.encode(), "RIGHT-TO-LEFT OVERRIDE"),
    "a script": (text_of_service("<script>alert(1)</script>"), "would run"),
    "a script in capitals": (text_of_service("<ScRiPt src=//x>"), "would run"),
    "a packed script": (text_of_service("&lt;script&gt;alert(1)&lt;/script&gt;"), "would run"),
    "a script packed twice": (text_of_service("&amp;lt;script&amp;gt;alert(1)"), "would run"),
    "a picture that runs": (text_of_service("<img src=x onerror=alert(1)>"), "would run"),
    "a frame": (text_of_service("<iframe src='https://evil.example'></iframe>"), "would run"),
    "a drawing that runs": (text_of_service("<svg/onload=alert(1)>"), "would run"),
    "a form": (text_of_service("<form action='https://evil.example'><input name=pin></form>"), "would run"),
    "a tag with a deed": (text_of_service("<p onclick='steal()'>Paina</p>"), "would run"),
    "a link that runs": (text_of_service("[paina](javascript:alert(1))"), "would run"),
    "a style": (text_of_service("<p style='position:fixed;inset:0'>x</p>"), "would run"),
    "a page that runs": (otava(put("webPages", 0, "url", value="javascript:alert(1)")), "would run or open a file"),
    "a page that is data": (otava(put("webPages", 0, "url", value=" data:text/html,<b>x")), "would run or open a file"),
    # days, times and places that can't be
    "an hour twenty-five": (otava(put("serviceHours", 0, "openingHour", 0, "from", value="25:00:00")), "not a time of day"),
    "a minute sixty": (otava(put("serviceHours", 0, "openingHour", 0, "to", value="10:60")), "not a time of day"),
    "a time in words": (otava(put("serviceHours", 0, "openingHour", 0, "to", value="klo 16")), "not a time of day"),
    "a time in words, version 12": (hours_of(weekly("monday", start="aamu 8")), "not a time of day"),
    "a thirteenth month": (etalukio(put("modified", value="2020-13-01T00:00:00")), "not a day and time"),
    "the year 9999": (etalukio(put("modified", value="9999-12-31T00:00:00Z")), "not a day of our time"),
    "the year 1": (json.dumps(service(publishedAt="0001-01-01T00:00:00Z")).encode(), "not a day of our time"),
    "the thirtieth of February": (
        hours_of(weekly("monday", type="WeeklyDateRangeServiceHour", fromDate="2026-02-30", toDate="2026-03-01")),
        "not a day",
    ),
    "an end before its beginning": (
        hours_of(weekly("monday", type="WeeklyDateRangeServiceHour", fromDate="2026-06-01", toDate="2026-05-01")),
        "before it begins",
    ),
    "a place at the pole": (otava(put(*STREET, "latitude", value="9999999")), "are not in Finland"),
    "a place in degrees": (otava(put(*STREET, "latitude", value="61.64")), "are not in Finland"),
    "a place in words": (otava(put(*STREET, "longitude", value="Otava")), "is not a number"),
    "a place beyond all numbers": (coordinates(northing=1e30), "are not in Finland"),
    "half a place": (coordinates(northing=None), "northing and easting are missing"),
}  # fmt: skip


def test_the_corpus_is_as_large_as_it_should_be() -> None:
    assert len(HOSTILE) >= 60


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_its_name_and_a_reason(name: str) -> None:
    content, reason = HOSTILE[name]
    with pytest.raises(Refused) as refused:
        ptv.read([file(content, "hostile.json")])
    assert refused.value.file == "hostile.json"
    assert reason in refused.value.reason or reason in str(refused.value)
    assert len(str(refused.value)) < 500


@pytest.mark.django_db
def test_none_of_them_changes_what_was_there() -> None:
    bring_in(*real(), file(page(service(), location(), connection())))
    tables = (Service, Channel, Connection, Organiser, Batch)
    before = [list(model.objects.order_by("pk").values()) for model in tables]
    for content, _reason in HOSTILE.values():
        # A good file before the bad one: nothing of it may stay.
        good = file(service(77, name="Hyvä tiedosto"), "a.json")
        with pytest.raises(Refused), as_owner():
            jobs.bring_in(ptv.read([good, file(content, "b.json")]), full=False)
    assert [list(model.objects.order_by("pk").values()) for model in tables] == before


def test_the_place_of_a_mistake_is_named() -> None:
    made = page(service(1), service(2))
    broken = deepcopy(made)
    broken["items"][1]["languageVersions"]["fi"]["summary"] = 5
    with pytest.raises(Refused) as refused:
        ptv.read([file(broken, "services-3.json")])
    assert (refused.value.file, refused.value.place) == ("services-3.json", "items[1].languageVersions.fi.summary")


# ---------------------------------------------------------------- folders and zips


def packed(files: dict[str, bytes], **options: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


def test_a_zip_is_read_like_its_files() -> None:
    content = packed({"a/service.json": json.dumps(service()).encode(), "README.txt": b"hello"})
    found = ptv.read(ptv.unzipped("all.zip", content))
    assert len(found.services) == 1
    assert [(each.file, each.what) for each in found.findings][:1] == [("README.txt", "not_json_by_name")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04 not a zip", "is not a readable zip"),
        (packed({"bomb.json": b" " * 15_000_000}), "far larger unpacked"),
        (packed({"large.json": b"[" + b"1," * 11_000_000 + b"1]"}), "far larger unpacked"),
        (packed({f"{number}.json": b"{}" for number in range(5_001)}), "more than 5,000 files"),
        (packed({"a.json": json.dumps(service()).encode()})[:-30], "is not a readable zip"),
    ],
)
def test_a_broken_or_swollen_zip_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        ptv.read(ptv.unzipped("all.zip", content))


def test_a_folder_without_an_answer_is_refused(tmp_path: Any) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(Refused, match=r"no file whose name ends in \.json"):
        ptv.read(ptv.files_of(tmp_path))
    with pytest.raises(Refused, match="is not there"):
        ptv.read(ptv.files_of(tmp_path / "missing.json"))


def test_a_file_larger_than_the_limit_is_refused_unread(tmp_path: Any) -> None:
    large = tmp_path / "large.json"
    with large.open("wb") as out:
        out.truncate(ptv.LARGEST_FILE + 1)
    with pytest.raises(Refused, match="is larger than 20 MB"):
        ptv.read(ptv.files_of(large))


def test_a_full_import_with_pages_missing_is_refused() -> None:
    parsed = ptv.read([file(page(service(), number=2, of=3))])
    assert parsed.missing_pages == ["serviceType: 1, 3 of 3"]
    with pytest.raises(Refused, match="pages are missing"):
        jobs.bring_in(parsed, full=True)
