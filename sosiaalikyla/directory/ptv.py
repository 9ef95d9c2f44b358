"""Files of the service catalogue, whichever version: single records, pages of answers, lists, folders and zips of them.

`read` gives neutral records, each with its raw payload, and findings; or it refuses all of it. No Django, no network.
"""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from . import ptv11, ptv12
from .foreign import LARGEST_FILE, At, Finding, Findings, Refused, read_json
from .neutral import Channel, Connection, Organiser, Record, Service

SOURCE = "ptv"
LICENCE = "CC0-1.0"
"""Of the catalogue's content, as two public users cite DVV; to be confirmed with DVV before the first publication."""

MOST_FILES = 5_000
LARGEST_TOTAL = 2_000_000_000
LARGEST_RATIO = 200
"""Unpacked to packed bytes of one file in a zip: more is a bomb, not an answer."""
MOST_RECORDS = 500_000
TELLING = (
    "serviceContentId",
    "serviceChannelType",
    "serviceType",
    "organizationType",
    "serviceNames",
    "serviceChannelNames",
)
"""Keys that tell what the items of a page are."""


@dataclass(frozen=True, slots=True)
class File:
    name: str
    content: bytes
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """A record with what it was read from. raw is None for what another record names in passing."""

    record: Record
    raw: Any
    fetched_at: datetime
    adapter: str


@dataclass(slots=True)
class Parsed:
    """organisers, channels, services, connections by key · lists_all: services whose every connection is among these."""

    organisers: dict[str, Found] = field(default_factory=dict)
    channels: dict[str, Found] = field(default_factory=dict)
    services: dict[str, Found] = field(default_factory=dict)
    connections: dict[str, Found] = field(default_factory=dict)
    lists_all: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    missing_pages: list[str] = field(default_factory=list)
    files: int = 0
    adapters: tuple[str, ...] = ()
    fetched_at: datetime | None = None

    def of(self, record: Record) -> dict[str, Found]:
        kinds: tuple[tuple[type, dict[str, Found]], ...] = (
            (Organiser, self.organisers),
            (Channel, self.channels),
            (Service, self.services),
            (Connection, self.connections),
        )
        return next(found for kind, found in kinds if isinstance(record, kind))


# ---------------------------------------------------------------- from the disk


def files_of(path: Path) -> Iterator[File]:
    """The files at a path: one file, every file of a folder, every file of a zip. Refused when they are no answers."""
    if path.is_dir():
        listed = sorted(each for each in path.rglob("*") if each.is_file() and not each.name.startswith("."))
        if len(listed) > MOST_FILES:
            raise Refused(path.name, "", f"holds more than {MOST_FILES:,} files")
        for each in listed:
            yield _file(each, str(each.relative_to(path)))
    elif not path.is_file():
        raise Refused(str(path), "", "is not there")
    elif zipfile.is_zipfile(path):
        yield from unzipped(path.name, path.read_bytes())
    else:
        yield _file(path, path.name)


def _file(path: Path, name: str) -> File:
    known = path.stat()
    if known.st_size > LARGEST_FILE:
        raise Refused(name, "", f"is larger than {LARGEST_FILE // 1_000_000} MB")
    return File(name, path.read_bytes(), datetime.fromtimestamp(int(known.st_mtime), UTC))


def unzipped(name: str, content: bytes) -> Iterator[File]:
    """The files inside a zip, never written to the disk. Refused when it is broken, locked, or far larger inside."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            inside = [each for each in packed.infolist() if not each.is_dir()]
            if len(inside) > MOST_FILES:
                raise Refused(name, "", f"holds more than {MOST_FILES:,} files")
            if sum(each.file_size for each in inside) > LARGEST_TOTAL:
                raise Refused(name, "", f"holds more than {LARGEST_TOTAL // 1_000_000_000} GB unpacked")
            for each in sorted(inside, key=lambda each: each.filename):
                if each.flag_bits & 0x1:
                    raise Refused(name, each.filename, "is locked with a password")
                if each.file_size > LARGEST_FILE or each.file_size > LARGEST_RATIO * max(each.compress_size, 1_000):
                    raise Refused(name, each.filename, "is far larger unpacked than packed, or than an answer is")
                with packed.open(each) as out:
                    read = out.read(LARGEST_FILE + 1)
                if len(read) > LARGEST_FILE:
                    raise Refused(name, each.filename, f"is larger than {LARGEST_FILE // 1_000_000} MB")
                yield File(each.filename, read, _packed_at(each))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise Refused(name, "", f"is not a readable zip: {error}") from None


def _packed_at(each: zipfile.ZipInfo) -> datetime:
    try:
        return datetime(*each.date_time, tzinfo=UTC)
    except ValueError:
        return datetime(1990, 1, 1, tzinfo=UTC)


# ---------------------------------------------------------------- to records


def read(files: Iterable[File]) -> Parsed:
    """All records of all files. Refused, and with it everything, when one file is broken, foreign or hostile."""
    parsed, findings = Parsed(), Findings()
    adapters: set[str] = set()
    pages: dict[str, tuple[int, set[int]]] = {}
    for file in files:
        if not file.name.lower().endswith(".json"):
            findings.found.append(Finding(file.name, "", "not_json_by_name"))
            continue
        parsed.files += 1
        whole = At(file.name, "", read_json(file.name, file.content), findings)
        for at in _records(whole, pages):
            version = ptv12 if ptv12.is_record(at) else ptv11
            adapters.add(version.ADAPTER)
            for record in version.records(at):
                own = isinstance(record, Connection) == ptv12.is_connection(at) and record.key == _own_key(at, record)
                _keep(parsed, Found(record, at.value if own else None, file.fetched_at, version.ADAPTER), at)
            if version is ptv11 and at.has("serviceNames", "serviceChannels"):
                parsed.lists_all.add(at.at("id").key())
        parsed.fetched_at = max(filter(None, (parsed.fetched_at, file.fetched_at)))
        if sum(map(len, (parsed.services, parsed.channels, parsed.connections))) > MOST_RECORDS:
            raise Refused(file.name, "", f"there are more than {MOST_RECORDS:,} records")
    if not parsed.files:
        raise Refused("", "", "there is no file whose name ends in .json")
    for what, (last, seen) in sorted(pages.items()):
        missing = sorted(set(range(1, last + 1)) - seen)
        if missing:
            parsed.missing_pages.append(f"{what}: {', '.join(map(str, missing[:10]))} of {last}")
            findings.found.append(Finding(what, "", "pages_missing", f"{', '.join(map(str, missing[:10]))} / {last}"))
    _note_lonely(parsed, findings)
    parsed.findings, parsed.adapters = findings.found, tuple(sorted(adapters))
    return parsed


def _own_key(at: At, record: Record) -> str:
    """The key of the record the payload itself is: what it only names in passing has no payload of its own."""
    if isinstance(record, Connection):
        return record.key
    return at.at("contentId" if at.has("contentId") else "id").key()


def _records(at: At, pages: dict[str, tuple[int, set[int]]]) -> Iterator[At]:
    """The records inside a record, a page or a list. Refused when it is none of the catalogue's shapes."""
    if ptv12.is_record(at) or ptv11.is_record(at):
        yield at
    elif isinstance(at.value, list):
        yield from _listed(at)
    elif at.has("itemList") and at.has("pageNumber"):
        _count_page(at, "pageNumber", "pageCount", pages, at.at("itemList"))
        yield from _listed(at.at("itemList"))
    elif at.has("items", "page", "totalPages"):
        _count_page(at, "page", "totalPages", pages, at.at("items"))
        yield from _listed(at.at("items"))
    elif at.has("status", "title", "type") or at.has("requestId"):
        raise at.refuse("is an error answer of the catalogue, not its data")
    else:
        raise at.refuse("is not an answer of the service catalogue (PTV), version 11 or 12")


def _listed(at: At) -> Iterator[At]:
    for each in at.items():
        if ptv12.is_record(each) or ptv11.is_record(each):
            yield each
        elif each.has("id", "name") and len(each.object()) <= 3:
            each.note("only_an_id", each.at("id").string())
        elif each.has("id") and (each.has("serviceCollectionNames") or each.has("names", "serviceClasses")):
            each.note("not_a_service", "general description or collection")
        else:
            raise each.refuse("is not a record of the service catalogue (PTV), version 11 or 12")


def _count_page(at: At, number: str, count: str, pages: dict[str, tuple[int, set[int]]], items: At) -> None:
    first = next(items.items(), None)
    if first is None:
        return
    keys = first.object() if isinstance(first.value, dict) else {}
    what = next((name for name in TELLING if name in keys), "items")
    last, seen = pages.get(what, (0, set()))
    here, of = at.at(number).whole(), at.at(count).whole()
    if not (1 <= here <= 1_000_000 and 0 <= of <= 1_000_000):
        raise at.refuse("counts its pages in a way that cannot be")
    pages[what] = (max(last, of), seen | {here})


def _keep(parsed: Parsed, found: Found, at: At) -> None:
    """The newer of two that say they are the same; an organiser named in passing never hides its own record."""
    kept = parsed.of(found.record)
    before = kept.get(found.record.key)
    if before is None:
        kept[found.record.key] = found
    elif before.record == found.record:
        return
    elif isinstance(found.record, Connection):
        # Named from both sides; the one that says more is kept.
        if _said(found) > _said(before):
            kept[found.record.key] = found
    elif isinstance(found.record, Organiser) and found.record.changed_at is None:
        if not before.record.names and found.record.names:  # type: ignore[union-attr]
            kept[found.record.key] = found
    else:
        earliest = datetime.min.replace(tzinfo=UTC)
        if not isinstance(found.record, Organiser):
            at.note("came_twice", found.record.key)
        if (found.record.changed_at or earliest) >= (before.record.changed_at or earliest):
            kept[found.record.key] = found


def _said(found: Found) -> tuple[int, datetime]:
    record = found.record
    assert isinstance(record, Connection)
    said = len(record.descriptions) + len(record.phones) + len(record.mails) + len(record.pages) + len(record.hours)
    return said, record.changed_at or datetime.min.replace(tzinfo=UTC)


def _note_lonely(parsed: Parsed, findings: Findings) -> None:
    """Services that nothing in these files leads to, and channels that belong to none: counted, not listed one by one."""
    ways: dict[str, int] = defaultdict(int)
    for found in parsed.connections.values():
        connection = found.record
        assert isinstance(connection, Connection)
        ways[connection.service_key] += connection.channel_key in parsed.channels
    without = sum(1 for key in parsed.services if not ways[key])
    if without:
        findings.found.append(Finding("", "", "without_channel", str(without)))
