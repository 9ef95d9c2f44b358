"""Sealing: what is committed for good gets its number and its hash, and the head goes out of the database's reach.

A row's place is (xid, id). Below `pg_snapshot_xmin` no transaction is open any more, so nothing can come in between
later: numbers run without gaps although requests never wait for each other.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from sosiaalikyla.base import clock

from .chain import ENTRY_SQL, START, Head, hash_of_entry, hash_of_link, microseconds

log = logging.getLogger("sosiaalikyla.audit")

LOCK = "select pg_advisory_xact_lock(hashtext('sosiaalikyla.audit.seal'))"

LAST_PLACE = """
select e.xid::text, e.id::text, e.xid >= pg_snapshot_xmin(pg_current_snapshot())
from audit_seal s join audit_entry e on e.id = s.entry
order by s.number desc limit 1
"""

# Ordering names the table: a bare name would mean the column written as text, and "9" comes after "10".
WAITING = f"""
select {ENTRY_SQL} from audit_entry e
where xid >= %(xid)s::xid8 and (xid, id) > (%(xid)s::xid8, %(id)s::uuid)
  and xid < pg_snapshot_xmin(pg_current_snapshot())
order by e.xid, e.id limit %(limit)s
"""

ADD = """
insert into audit_seal (number, entry, entry_hash, chain_hash, sealed_at)
select number, entry, entry_hash, chain_hash, %s
from unnest(%s::bigint[], %s::uuid[], %s::text[], %s::text[]) as link (number, entry, entry_hash, chain_hash)
"""

BEFORE_ALL = ("0", "00000000-0000-0000-0000-000000000000")


class SealingStopped(Exception):
    """The trace can't be sealed as things stand; somebody has to look."""


@dataclass(frozen=True)
class Sealed:
    """count: how many rows were sealed now. head: the last link after that, None for an empty chain."""

    count: int
    head: Head | None


def seal(limit: int = 5000) -> Sealed:
    """Seal at most `limit` rows, in one transaction; call again while `count` equals `limit`.

    Needs the rights of sk_worker and READ COMMITTED. One sealer at a time: another one waits here.
    Raises SealingStopped when the place to go on from can't be right: the server's transaction numbers lie behind it, or
    what follows it is sealed already.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK)
        head = read_head()
        cursor.execute(LAST_PLACE)
        xid, last, behind = cursor.fetchone() or (*BEFORE_ALL, False)
        if behind:
            raise SealingStopped(
                f"The last sealed row has transaction number {xid}, which this server hasn't reached. The database was "
                "restored from a dump into a new server, or the row was changed. New rows would never be sealed."
            )
        cursor.execute(WAITING, {"xid": xid, "id": last, "limit": limit})
        rows = cursor.fetchall()
        if not rows:
            return Sealed(0, head)
        sealed_at = clock.now()
        stamp = microseconds(sealed_at)
        number, chain_hash = (head.number, head.chain_hash) if head else (0, START)
        numbers, entries, entry_hashes, chain_hashes = [], [], [], []
        for row in rows:
            number += 1
            entry_hash = hash_of_entry(row)
            chain_hash = hash_of_link(chain_hash, str(number), row[0], entry_hash, stamp)
            numbers.append(number)
            entries.append(row[0])
            entry_hashes.append(entry_hash)
            chain_hashes.append(chain_hash)
        try:
            cursor.execute(ADD, [sealed_at, numbers, entries, entry_hashes, chain_hashes])
        except IntegrityError as problem:
            raise SealingStopped(
                f"What follows the last sealed row (transaction {xid}, id {last}) is sealed already: that row was changed."
            ) from problem
    return Sealed(len(rows), Head(number, chain_hash, sealed_at))


def read_head() -> Head | None:
    """The last link in the database."""
    with connection.cursor() as cursor:
        cursor.execute("select number, chain_hash, sealed_at from audit_seal order by number desc limit 1")
        row = cursor.fetchone()
    return Head(row[0], row[1], row[2].astimezone(UTC)) if row else None


def export_head(path: Path | None = None) -> bool:
    """Append the head to the file if it has moved since the last line; True when a line was written.

    The line is on the disk when this returns. Call it after the sealing has been committed: a head that is rolled back
    would look like a chain cut short, so inside a transaction this refuses (RuntimeError).
    """
    if connection.in_atomic_block:
        raise RuntimeError("The head is exported after its transaction has ended.")
    path = path or settings.AUDIT_HEAD_FILE
    head = read_head()
    if head is None:
        return False
    new = not path.exists()
    line = json.dumps({"number": head.number, "chain_hash": head.chain_hash, "sealed_at": head.sealed_at.isoformat()})
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        size = os.fstat(file).st_size
        end = os.pread(file, 1024, max(0, size - 1024)).decode(errors="replace")
        last = end.rstrip("\n").rpartition("\n")[2]
        if last == line:
            return False
        if (before := _number_in(last)) is not None and before > head.number:
            log.error("the sealed trace ends at %d, but %d has been exported: it was cut short", head.number, before)
        if end and not end.endswith("\n"):
            line = "\n" + line  # a line torn by a power cut stays a line of its own
        os.write(file, line.encode() + b"\n")
        os.fsync(file)
    finally:
        os.close(file)
    if new:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return True


def _number_in(line: str) -> int | None:
    try:
        return int(json.loads(line)["number"])
    except (ValueError, KeyError, TypeError):
        return None
