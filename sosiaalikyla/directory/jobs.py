"""Bringing in what a catalogue said, and forgetting what has been gone for a month. One transaction a batch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.db import connection, transaction

from sosiaalikyla.base import clock
from sosiaalikyla.directory import areas, classes, listing, neutral, ptv
from sosiaalikyla.directory.foreign import Finding, Refused
from sosiaalikyla.directory.models import (
    KEPT_DAYS,
    PTV,
    Batch,
    Channel,
    Connection,
    Imported,
    Organiser,
    OwnWords,
    Service,
    uuid_of,
)

AT_A_TIME = 1_000
FEW = 20
"""A full import may not make more than half of the services vanish, once there are more than so many."""

KINDS: tuple[tuple[str, type[Imported]], ...] = (
    ("organisers", Organiser),
    ("channels", Channel),
    ("services", Service),
    ("connections", Connection),
)
COMMON = (
    "content", "raw", "fingerprint", "adapter", "licence", "changed_at", "fetched_at", "imported_at", "vanished_on",
)  # fmt: skip
DRAWN = (
    "kind", "is_listed", "country", "municipality_codes", "county_codes", "life_areas", "groups", "languages",
    *(f"{what}_{language}" for what in ("sort", "words") for language in listing.LANGUAGES),
)  # fmt: skip


def bring_in(parsed: ptv.Parsed, *, full: bool) -> Batch:
    """Write the records of a batch, all or none; the same batch again changes nothing.

    full: the batch holds all there is, so what isn't in it has vanished. Refused when it can't be all.
    """
    if parsed.fetched_at is None:
        raise Refused("", "", "there is no file whose name ends in .json")
    if full and parsed.missing_pages:
        raise Refused("", parsed.missing_pages[0], "pages are missing, so this can't be a full import")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext('sosiaalikyla.directory'))")
        counts = {
            name: _bring(model, getattr(parsed, name), full=full, titles=_titles() if model is Service else {})
            for name, model in KINDS
        }
        counts["connections"]["vanished"] += _unlisted(parsed)
        forget_vanished(clock.today())
        batch = Batch(
            adapters=", ".join(parsed.adapters),
            licence=ptv.LICENCE,
            fetched_at=parsed.fetched_at,
            full=full,
            files=parsed.files,
            counts=counts,
            findings=[[each.file, each.place, each.what, each.value] for each in [*parsed.findings, *_of_areas(parsed)]],
        )
        batch.save()
        return batch


def _titles() -> dict[str, dict[str, str]]:
    return dict(OwnWords.objects.filter(source=PTV).values_list("service_key", "plain_title"))


def _bring(
    model: type[Imported], found: dict[str, ptv.Found], *, full: bool, titles: dict[str, dict[str, str]]
) -> dict[str, int]:
    rows = model.objects.filter(source=PTV)
    known = {
        key: (pk, fingerprint, fetched_at, vanished_on)
        for key, pk, fingerprint, fetched_at, vanished_on in rows.values_list(
            "outer_key", "pk", "fingerprint", "fetched_at", "vanished_on"
        )
    }
    gone = [pk for key, (pk, _print, _at, vanished) in known.items() if full and key not in found and vanished is None]
    if model is Service and len(known) > FEW and len(gone) * 2 > len(known):
        reason = f"a full import would make {len(gone)} of {len(known)} services vanish; import it without --full"
        raise Refused("", "", reason)
    added = changed = 0
    for part in _parts(found.items()):
        new, other, again = [], [], []
        for key, each in part:
            before = known.get(key)
            print_ = fingerprint(each)
            if before is not None and before[1] == print_ and before[3] is None:
                if before[2] < each.fetched_at:
                    again.append((before[0], each.fetched_at))
                continue
            row = _row(model, key, each, print_, titles.get(key, {}))
            if before is None:
                new.append(row)
            else:
                row.pk = before[0]
                other.append(row)
        added, changed = added + len(new), changed + len(other)
        model.objects.bulk_create(new)
        if other:
            model.objects.bulk_update(other, [*COMMON, *(DRAWN if model is Service else ())])
        for fetched_at in {at for _pk, at in again}:
            rows.filter(pk__in=[pk for pk, at in again if at == fetched_at]).update(fetched_at=fetched_at)
    for part in _parts(gone):
        rows.filter(pk__in=part).update(vanished_on=clock.today())
    return {"came": len(found), "added": added, "changed": changed, "vanished": len(gone)}


def _row(model: type[Imported], key: str, found: ptv.Found, print_: str, plain_title: dict[str, str]) -> Any:
    record = found.record
    more: dict[str, Any] = {}
    if isinstance(record, neutral.Service):
        more = {"uuid": uuid_of(PTV, key), **listing.columns(record, plain_title)}
    elif isinstance(record, neutral.Connection):
        more = {"service_key": record.service_key, "channel_key": record.channel_key}
    return model(
        source=PTV,
        outer_key=key,
        content=neutral.as_json(record),
        raw=found.raw,
        fingerprint=print_,
        adapter=found.adapter,
        licence=ptv.LICENCE,
        changed_at=record.changed_at,
        fetched_at=found.fetched_at,
        **more,
    )


def fingerprint(found: ptv.Found) -> str:
    """Of the payload and of what was understood: a new adapter that understands more counts as a change."""
    made = json.dumps([found.raw, neutral.as_json(found.record)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(made.encode()).hexdigest()


def _parts(items: Iterable[Any]) -> Iterator[list[Any]]:
    waiting = iter(items)
    while part := list(islice(waiting, AT_A_TIME)):
        yield part


def _unlisted(parsed: ptv.Parsed) -> int:
    """A service that lists its own channels has left those it no longer lists."""
    left = 0
    for part in _parts(sorted(parsed.lists_all)):
        rows = Connection.objects.present().filter(source=PTV, service_key__in=part)
        gone = [pk for pk, key in rows.values_list("pk", "outer_key") if key not in parsed.connections]
        left += Connection.objects.filter(pk__in=gone).update(vanished_on=clock.today())
    return left


def _of_areas(parsed: ptv.Parsed) -> Iterator[Finding]:
    """What can be said only when the codes of today are known: unknown ones, and services for others than ours."""
    not_listed = 0
    for key, found in sorted(parsed.services.items()):
        service = found.record
        assert isinstance(service, neutral.Service)
        not_listed += not classes.for_us(service)
        for code in areas.reach(service.area).unknown:
            yield Finding("", key, "area_code_unknown", code)
    if not_listed:
        yield Finding("", "", "not_listed", str(not_listed))


def forget_vanished(today: date) -> int:
    """Take away what vanished a month ago or more; until then it stood there, marked."""
    gone = 0
    for _name, model in KINDS:
        rows = model.objects.filter(source=PTV, vanished_on__lte=today - timedelta(days=KEPT_DAYS))
        gone += rows.delete()[0]
    return gone
