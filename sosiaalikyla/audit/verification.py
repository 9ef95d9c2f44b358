"""The check of the sealed trace: every row, every link, every exported head; each finding names its place.

Rows are streamed and hashed in batches, so memory doesn't grow with the trace. The finding at one place doesn't hide
the next: after a broken link the check goes on from it.
What the check can't see: a rewrite of everything since before the first exported head, and rows younger than the last
sealing. After a missing link the time of sealing of the very next one is taken as it stands.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any

from django.db import connection, transaction

from .chain import ENTRY_SQL, SEAL_SQL, START, Head, hash_of_entry, hash_of_link
from .sealing import read_head

BATCH = 5000
NAMED = 20_000
"""Findings named at most; the rest is counted."""

GRACE = timedelta(seconds=60)
"""How long a row may wait for its seal."""

Place = tuple[int, str]
"""Where a row stands in the chain: transaction number and id."""

SEALS = f"select {SEAL_SQL} from audit_seal order by audit_seal.number"
ENTRIES = f"select {ENTRY_SQL} from audit_entry where id = any(%s::uuid[])"
HEADS = "select number, chain_hash from audit_seal where number = any(%s::bigint[])"
UNSEALED = """
select xid::text, id::text, at < %(from)s, at > %(to)s, xid >= pg_snapshot_xmin(pg_current_snapshot())
from audit_entry e
where not exists (select from audit_seal s where s.entry = e.id)
order by e.xid, e.id
"""


class What(StrEnum):
    """Kinds of finding."""

    ENTRY_CHANGED = "entry changed"
    ENTRY_MISSING = "entry missing"
    ENTRY_TWICE = "entry twice"
    ENTRY_OUT_OF_ORDER = "entry out of order"
    ENTRY_INSERTED = "entry inserted"
    ENTRY_WAITS = "entry waits"
    ENTRY_IN_FUTURE = "entry in future"
    SEAL_CHANGED = "seal changed"
    SEAL_MISSING = "seal missing"
    SEAL_TWICE = "seal twice"
    SEAL_OUTSIDE = "seal outside"
    HEAD_CUT = "head cut"
    HEAD_DIFFERS = "head differs"
    HEAD_UNREADABLE = "head unreadable"


@dataclass(frozen=True)
class Finding:
    """One thing that isn't as it was sealed.

    number, last: the link concerned, or the first and last of several. entry: id of the row of the trace.
    """

    what: What
    text: str
    number: int | None = None
    last: int | None = None
    entry: str | None = None

    def __str__(self) -> str:
        return self.text


@dataclass
class Report:
    """findings: those named. more: how many further ones were only counted. checked: links checked."""

    findings: list[Finding] = field(default_factory=list)
    more: int = 0
    checked: int = 0
    seconds: float = 0.0
    head: Head | None = None

    @property
    def sound(self) -> bool:
        return not self.findings

    def found(self, finding: Finding) -> None:
        if len(self.findings) < NAMED:
            self.findings.append(finding)
        else:
            self.more += 1


def verify(head_lines: Iterable[str], *, now: datetime) -> Report:
    """Check the whole chain, every exported head in `head_lines` (JSON, one a line) and what still waits for its seal.

    Needs the rights of sk_worker. Runs beside the sealer and the service without holding up either: what is sealed
    meanwhile is left for the next time.
    """
    began = time.monotonic()
    report = Report()
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Reading the whole trace takes longer than a page's query may.
            cursor.execute("set local statement_timeout = 0")
        report.head = read_head()
        last_place = _check_links(report)
        _check_unsealed(report, last_place, now)
        _check_heads(report, head_lines)
    report.seconds = time.monotonic() - began
    return report


# ---------------------------------------------------------------- links and their entries


def _check_links(report: Report) -> Place | None:
    """Walk the chain from its start; gives the place of the last row that is as it was sealed."""
    expected = 1
    place: Place | None = None
    befores: tuple[str, ...] = (START,)
    """Hashes the next link may follow; none when the link before it is missing.

    After a changed link both its own hash and the one it ought to have are good, so that its neighbour isn't accused.
    """
    for seals in _streamed(SEALS):
        entries, twice = _entries_of(seals)
        for number_text, entry, entry_hash, chain_hash, sealed_at in seals:
            report.checked += 1
            number = int(number_text) if number_text is not None else None
            if number is None or number < 1:
                report.found(
                    Finding(What.SEAL_OUTSIDE, f"Seal {number}: no such number is ever given.", number, entry=entry)
                )
                continue
            if number < expected:
                report.found(Finding(What.SEAL_TWICE, f"Seal {number} is there twice (entry {entry}).", number, entry=entry))
                continue
            if number > expected:
                report.found(_missing(expected, number - 1))
                befores = ()
            expected = number + 1

            row = entries.get(entry)
            real_hash = hash_of_entry(row) if row else None
            links = [hash_of_link(before, number_text, entry, entry_hash, sealed_at) for before in befores]
            follows = not links or chain_hash in links
            seals_hash_changed = False
            if not follows:
                report.found(
                    Finding(
                        What.SEAL_CHANGED,
                        f"Seal {number} (entry {entry}) was changed: its hash doesn't follow from what stands before it.",
                        number,
                        entry=entry,
                    )
                )
                seals_hash_changed = real_hash is not None and any(
                    hash_of_link(before, number_text, entry, real_hash, sealed_at) == chain_hash for before in befores
                )
            befores = (chain_hash,) if follows else tuple({chain_hash, *links})

            if row is None:
                report.found(
                    Finding(What.ENTRY_MISSING, f"Seal {number}: its entry {entry} is missing.", number, entry=entry)
                )
                continue
            if entry in twice:
                report.found(Finding(What.ENTRY_TWICE, f"Seal {number}: entry {entry} is there twice.", number, entry=entry))
            if real_hash != entry_hash:
                if not seals_hash_changed:
                    report.found(
                        Finding(
                            What.ENTRY_CHANGED,
                            f"Seal {number}: entry {entry} isn't what was sealed; it was changed.",
                            number,
                            entry=entry,
                        )
                    )
                continue
            here = (int(row[1]), entry)
            if place is not None and here <= place:
                report.found(
                    Finding(
                        What.ENTRY_OUT_OF_ORDER,
                        f"Seal {number}: entry {entry} is sealed out of order or twice.",
                        number,
                        entry=entry,
                    )
                )
            else:
                place = here
    return place


def _entries_of(seals: Sequence[Sequence[Any]]) -> tuple[dict[str, Sequence[Any]], set[str]]:
    """The rows these links seal, by id, and the ids that more than one row carries."""
    found: dict[str, Sequence[Any]] = {}
    twice: set[str] = set()
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES, [[seal[1] for seal in seals if seal[1] is not None]])
        for row in cursor.fetchall():
            if row[0] in found:
                twice.add(row[0])
            found[row[0]] = row
    return found, twice


def _missing(first: int, last: int) -> Finding:
    which = f"Seal {first} is" if first == last else f"Seals {first} to {last} are"
    return Finding(What.SEAL_MISSING, f"{which} missing, so the link of seal {last + 1} can't be checked.", first, last)


# ---------------------------------------------------------------- rows without a seal


def _check_unsealed(report: Report, last_place: Place | None, now: datetime) -> None:
    for rows in _streamed(UNSEALED, {"from": now - GRACE, "to": now + GRACE}):
        for xid, entry, is_old, is_ahead, is_held_up in rows:
            if last_place is not None and (int(xid or 0), entry) < last_place:
                text = f"Entry {entry} has no seal though later ones have: its seal is gone, or it was put in afterwards."
                report.found(Finding(What.ENTRY_INSERTED, text, entry=entry))
            elif is_old:
                why = " A transaction older than it is still open." if is_held_up else " The sealing stands still."
                text = f"Entry {entry} has waited for its seal for more than {GRACE.seconds} seconds.{why}"
                report.found(Finding(What.ENTRY_WAITS, text, entry=entry))
            elif is_ahead:
                text = f"Entry {entry} has no seal, and its time lies in the future."
                report.found(Finding(What.ENTRY_IN_FUTURE, text, entry=entry))


# ---------------------------------------------------------------- exported heads


def _check_heads(report: Report, head_lines: Iterable[str]) -> None:
    """Each exported head is still in the chain with the same hash.

    Each batch of lines is read before the database is asked: a line is written after its seal was committed, so a seal
    that isn't there now has been taken away.
    """
    lines = enumerate(head_lines, 1)
    while batch := list(islice(lines, BATCH)):
        heads: list[tuple[int, int, str]] = []
        for count, line in batch:
            if not line.strip():
                continue
            try:
                head = json.loads(line)
                number = int(head["number"])
                if not 0 < number < 2**63:
                    raise ValueError(number)
                heads.append((count, number, str(head["chain_hash"])))
            except (ValueError, KeyError, TypeError):
                report.found(Finding(What.HEAD_UNREADABLE, f"Line {count} of the exported heads can't be read."))
        with connection.cursor() as cursor:
            cursor.execute(HEADS, [[number for _, number, _ in heads]])
            here = dict(cursor.fetchall())
        for count, number, chain_hash in heads:
            if number not in here:
                text = f"Seal {number} was exported (line {count}) but is gone: the chain was cut or the seal deleted."
                report.found(Finding(What.HEAD_CUT, text, number))
            elif here[number] != chain_hash:
                text = f"Seal {number} has another hash than was exported (line {count}): the chain was rewritten."
                report.found(Finding(What.HEAD_DIFFERS, text, number))


def _streamed(query: str, values: dict[str, Any] | None = None) -> Iterator[list[Sequence[Any]]]:
    """Rows of a query in batches, through a cursor that stays on the server."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, values)
        while rows := cursor.fetchmany(BATCH):
            yield rows
