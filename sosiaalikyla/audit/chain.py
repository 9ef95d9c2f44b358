"""What one link of the sealed trace is: which columns are hashed, how they are written down, and how links follow.

Both the sealer and the check use this and nothing else. Columns come from the database as text that depends on no
setting of the session; hashing is done here, not in the database, so that the check doesn't ask the one it checks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
START = "0" * 64
"""What the first link follows."""

ENTRY_COLUMNS: dict[str, str] = {
    "id": "id::text",
    "xid": "xid::text",
    "at": "trim_scale(extract(epoch from at) * 1000000)::text",
    "actor": "actor",
    "actor_name": "actor_name",
    "kind": "kind",
    "what": "what",
    "clients": "clients::text",
    "purpose": "purpose",
    "detail": "detail::text",
}
"""Every column of the trace, in the order it is hashed: name and the SQL that writes it as text.

A new column means a new number in ENTRY_FORMAT, and the check must then know the old format for the old links too.
"""

ENTRY_FORMAT = b"sosiaalikyla audit entry 1"
LINK_FORMAT = b"sosiaalikyla audit link 1"

SEAL_COLUMNS: dict[str, str] = {
    "number": "number::text",
    "entry": "entry::text",
    "entry_hash": "entry_hash",
    "chain_hash": "chain_hash",
    "sealed_at": "trim_scale(extract(epoch from sealed_at) * 1000000)::text",
}

ENTRY_SQL = ", ".join(ENTRY_COLUMNS.values())
SEAL_SQL = ", ".join(SEAL_COLUMNS.values())


@dataclass(frozen=True)
class Head:
    """The last link: everything before it follows from its hash."""

    number: int
    chain_hash: str
    sealed_at: datetime


def written(label: bytes, values: Iterable[str | None]) -> bytes:
    """Each value with its length before it, so that no two rows are ever written alike; null is a lone dash."""
    parts = [b"%d:%b," % (len(label), label)]
    for value in values:
        if value is None:
            parts.append(b"-,")
        else:
            data = value.encode()
            parts.append(b"%d:%b," % (len(data), data))
    return b"".join(parts)


def hash_of_entry(row: Sequence[str | None]) -> str:
    """row: the columns in the order of ENTRY_COLUMNS, as text."""
    return hashlib.sha256(written(ENTRY_FORMAT, row)).hexdigest()


def hash_of_link(before: str, number: str | None, entry: str | None, entry_hash: str | None, sealed_at: str | None) -> str:
    """before: hash of the link before this one, or START. sealed_at: microseconds since 1970, as text."""
    return hashlib.sha256(written(LINK_FORMAT, (before, number, entry, entry_hash, sealed_at))).hexdigest()


def microseconds(moment: datetime) -> str:
    """A moment written as ENTRY_COLUMNS and SEAL_COLUMNS write it."""
    return str((moment - EPOCH) // timedelta(microseconds=1))
