"""Whatever is done to the trace behind its triggers is found, and the finding names the place."""

from __future__ import annotations

import json
import random
import resource
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from sosiaalikyla.audit import sealing, verification
from sosiaalikyla.audit.chain import ENTRY_COLUMNS, SEAL_COLUMNS, hash_of_link, microseconds
from sosiaalikyla.audit.tests.conftest import Trace
from sosiaalikyla.audit.verification import Report, What
from sosiaalikyla.base import clock

ENTRY_CHANGES = {
    "id": "gen_random_uuid()",
    "xid": "'3'",
    "at": "at + interval '1 microsecond'",
    "actor": "actor || ' '",
    "actor_name": "'Somebody Else'",
    "kind": "'list'",
    "what": "upper(what)",
    "clients": "clients || 7::bigint",
    "purpose": "purpose || '.'",
    "detail": "detail || '{\"extra\": null}'",
}
SEAL_CHANGES = {
    "number": "-number",
    "entry": "gen_random_uuid()",
    "entry_hash": "reverse(entry_hash)",
    "chain_hash": "reverse(chain_hash)",
    "sealed_at": "sealed_at - interval '1 microsecond'",
}
CHANGES = [("audit_entry", *change) for change in ENTRY_CHANGES.items()] + [
    ("audit_seal", *change) for change in SEAL_CHANGES.items()
]


def change(cursor: Any, table: str, column: str, value: str, numbers: list[int]) -> None:
    where = "number = any(%s)" if table == "audit_seal" else "id in (select entry from audit_seal where number = any(%s))"
    cursor.execute(f"update {table} set {column} = {value} where {where}", [numbers])
    assert cursor.rowcount == len(numbers)


def remove(cursor: Any, numbers: list[int], *, entries: bool = True, seals: bool = True) -> None:
    if entries:
        cursor.execute(
            "delete from audit_entry where id in (select entry from audit_seal where number = any(%s))", [numbers]
        )
        assert cursor.rowcount == len(numbers)
    if seals:
        cursor.execute("delete from audit_seal where number = any(%s)", [numbers])
        assert cursor.rowcount == len(numbers)


def named(report: Report, *kinds: What) -> set[int]:
    """Numbers that the findings name."""
    found: set[int] = set()
    for finding in report.findings:
        if finding.number is not None and (not kinds or finding.what in kinds):
            found |= set(range(finding.number, (finding.last or finding.number) + 1))
    return found


def kinds(report: Report) -> set[What]:
    return {finding.what for finding in report.findings}


def entry_of(number: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select entry::text from audit_seal where number = %s", [number])
        return cursor.fetchone()[0]


def head_at(number: int) -> str:
    """The line that was exported when the chain ended here."""
    with connection.cursor() as cursor:
        cursor.execute("select chain_hash, sealed_at from audit_seal where number = %s", [number])
        chain_hash, sealed_at = cursor.fetchone()
    return json.dumps({"number": number, "chain_hash": chain_hash, "sealed_at": sealed_at.isoformat()}) + "\n"


# ---------------------------------------------------------------- an untouched chain


def test_an_untouched_chain_gives_no_finding(chain):
    report = chain.verify([head_at(number) for number in (1, 700, 2000)])
    assert report.findings == []
    assert report.sound
    assert report.checked == 2000
    assert report.head.number == 2000
    assert report.seconds > 0


def test_an_empty_trace_is_sound(trace):
    report = trace.verify()
    assert report.sound
    assert (report.checked, report.head) == (0, None)


# ---------------------------------------------------------------- changes


def test_the_list_of_changes_knows_every_column():
    assert set(ENTRY_CHANGES) == set(ENTRY_COLUMNS)
    assert set(SEAL_CHANGES) == set(SEAL_COLUMNS)


@pytest.mark.parametrize(("table", "column", "value"), CHANGES, ids=[f"{table}.{column}" for table, column, _ in CHANGES])
def test_a_change_in_any_column_is_named_on_first_last_and_border_rows(chain, monkeypatch, table, column, value):
    monkeypatch.setattr(verification, "BATCH", 500)
    for number in (1, 500, 501, 2000):
        entry = entry_of(number)
        with chain.tampering() as cursor:
            change(cursor, table, column, value, [number])
            report = chain.looked_at(cursor, [head_at(number)] if number == 2000 and column != "number" else [])
            if (table, column, number) == ("audit_seal", "number", 2000):
                # Nothing follows the last one; only its new number, or the exported head, tells.
                assert kinds(report) == {What.SEAL_OUTSIDE, What.ENTRY_WAITS} or kinds(report) == {What.SEAL_OUTSIDE}
                assert any(finding.entry == entry for finding in report.findings)
            else:
                assert named(report) - {-number} == {number}
                expected = {"audit_entry": What.ENTRY_CHANGED, "audit_seal": What.SEAL_CHANGED}[table]
                expected = {"id": What.ENTRY_MISSING, "number": What.SEAL_MISSING}.get(column, expected)
                assert expected in kinds(report)
            assert all(finding.entry or finding.number for finding in report.findings)


def test_a_changed_row_is_named_in_plain_words(chain):
    entry = entry_of(42)
    with chain.tampering() as cursor:
        change(cursor, "audit_entry", "what", "'nothing'", [42])
        (finding,) = chain.looked_at(cursor).findings
    assert str(finding) == f"Seal 42: entry {entry} isn't what was sealed; it was changed."


def test_a_row_whose_seals_hash_was_changed_along_with_it_is_named(chain):
    """Whoever changes a row and its hash must change every link after it."""
    with chain.tampering() as cursor:
        change(cursor, "audit_entry", "what", "'nothing'", [42])
        cursor.execute(f"select {', '.join(ENTRY_COLUMNS.values())} from audit_entry where what = 'nothing'")
        change(cursor, "audit_seal", "entry_hash", f"'{sealing.hash_of_entry(cursor.fetchone())}'", [42])
        report = chain.looked_at(cursor)
    assert named(report) == {42}
    assert kinds(report) == {What.SEAL_CHANGED}


def test_null_where_nothing_may_be_null_is_found_and_stops_nothing(chain):
    with chain.tampering() as cursor:
        for column in ("at", "actor", "clients", "xid"):
            cursor.execute(f"alter table audit_entry alter {column} drop not null")
        for column, number in (("at", 10), ("actor", 20), ("clients", 30), ("xid", 40)):
            change(cursor, "audit_entry", column, "null", [number])
        cursor.execute("alter table audit_seal alter entry drop not null, alter entry_hash drop not null")
        change(cursor, "audit_seal", "entry", "null", [50])
        change(cursor, "audit_seal", "entry_hash", "null", [60])
        cursor.execute("alter table audit_seal drop constraint audit_seal_pkey")
        cursor.execute("alter table audit_seal alter number drop not null")
        change(cursor, "audit_seal", "number", "null", [70])
        change(cursor, "audit_entry", "at", "'infinity'", [80])
        report = chain.looked_at(cursor)
    assert named(report) == {10, 20, 30, 40, 50, 60, 70, 80}


def random_changes(trace: Trace, count: int, length: int, seed: int) -> None:
    chance = random.Random(seed)
    numbers = chance.sample(range(1, length, 2), count)
    with trace.tampering() as cursor:
        for number in numbers:
            change(cursor, *chance.choice(CHANGES), [number])
        report = trace.looked_at(cursor, [head_at(length)])
    assert {number for number in named(report) if number > 0} == set(numbers)


def test_random_changes_are_all_named_and_nobody_else_is_accused(chain):
    for seed in range(3):
        random_changes(chain, 60, 2000, seed)


# ---------------------------------------------------------------- removals


def random_removals(trace: Trace, count: int, length: int, seed: int) -> None:
    chance = random.Random(seed)
    numbers = chance.sample(range(1, length), 3 * (count // 3))
    rows, seals, both = (numbers[part::3] for part in range(3))
    unsealed = {entry_of(number) for number in seals}
    with trace.tampering() as cursor:
        remove(cursor, rows, seals=False)
        remove(cursor, seals, entries=False)
        remove(cursor, both)
        report = trace.looked_at(cursor, [head_at(length)])
    assert named(report, What.ENTRY_MISSING) == set(rows)
    assert named(report, What.SEAL_MISSING) == {*seals, *both}
    assert {finding.entry for finding in report.findings if finding.what == What.ENTRY_INSERTED} == unsealed
    assert kinds(report) == {What.ENTRY_MISSING, What.SEAL_MISSING, What.ENTRY_INSERTED}


def test_random_removals_are_all_named(chain):
    for seed in range(3):
        random_removals(chain, 60, 2000, seed)


@pytest.mark.parametrize("number", [1, 500, 501, 2000])
def test_one_removed_row_is_named_wherever_it_stood(chain, monkeypatch, number):
    monkeypatch.setattr(verification, "BATCH", 500)
    heads = [head_at(2000)]
    entry = entry_of(number)
    for what in ({"seals": False}, {"entries": False}, {}):
        with chain.tampering() as cursor:
            remove(cursor, [number], **what)
            report = chain.looked_at(cursor, heads)
        assert named(report) == {number}
        if what == {"entries": False}:
            assert any(finding.entry == entry for finding in report.findings)


# ---------------------------------------------------------------- the tail


def random_cuts(trace: Trace, count: int, length: int, seed: int) -> None:
    chance = random.Random(seed)
    exported = sorted({*chance.sample(range(1, length), 20), length})
    heads = [head_at(number) for number in exported]
    for cut in [1, *(chance.randint(1, length) for _ in range(count - 1))]:
        with trace.tampering() as cursor:
            remove(cursor, list(range(length - cut + 1, length + 1)))
            report = trace.looked_at(cursor, heads)
        assert kinds(report) == {What.HEAD_CUT}
        assert named(report) == {number for number in exported if number > length - cut}


def test_a_cut_tail_is_found_whatever_its_length(chain):
    random_cuts(chain, 12, 2000, seed=1)


def test_without_the_exported_head_a_cut_tail_could_not_be_seen(chain):
    """Why the head has to leave the database."""
    with chain.tampering() as cursor:
        remove(cursor, list(range(1901, 2001)))
        assert chain.looked_at(cursor).sound


def test_a_cut_tail_that_has_grown_again_is_found(chain):
    heads = [head_at(number) for number in (1000, 1950, 2000)]
    with chain.tampering() as cursor:
        remove(cursor, list(range(1901, 2001)), entries=False)
        cursor.execute("set role sk_worker")
        sealing.seal()
        cursor.execute("set role none")
        report = chain.looked_at(cursor, heads)
    assert report.checked == 2000
    assert named(report, What.HEAD_DIFFERS) == {1950, 2000}
    assert kinds(report) == {What.HEAD_DIFFERS}


def test_a_whole_rewrite_is_found_by_the_exported_heads(chain):
    heads = [head_at(number) for number in (10, 1000, 2000)]
    with chain.tampering() as cursor:
        cursor.execute("update audit_entry set actor = 'user:9' where actor = 'user:8'")
        cursor.execute("delete from audit_seal")
        cursor.execute("set role sk_worker")
        assert sealing.seal().count == 2000
        cursor.execute("set role none")
        assert chain.looked_at(cursor).sound, "inside the database nothing tells"
        report = chain.looked_at(cursor, heads)
    assert named(report, What.HEAD_DIFFERS) == {10, 1000, 2000}


def test_every_exported_line_is_checked_in_any_order(chain):
    lines = [head_at(number) for number in (1500, 3, 3, 2000, 77)]
    forged = json.dumps({"number": 77, "chain_hash": "0" * 64, "sealed_at": ""})
    odd = [
        "",
        "{",
        "[]",
        '{"number": 5}',
        '{"number": "x", "chain_hash": ""}',
        json.dumps({"number": 10**30, "chain_hash": ""}),
    ]
    report = chain.verify([*lines, forged, *odd])
    assert named(report, What.HEAD_DIFFERS) == {77}
    unreadable = [str(finding) for finding in report.findings if finding.what == What.HEAD_UNREADABLE]
    assert unreadable == [f"Line {count} of the exported heads can't be read." for count in (8, 9, 10, 11, 12)]


# ---------------------------------------------------------------- things put in


def put_in(cursor: Any, xid: str, at: Any = None) -> str:
    cursor.execute(
        "insert into audit_entry (id, xid, at, actor, actor_name, kind, what, clients, purpose, detail) "
        "values (gen_random_uuid(), %s, coalesce(%s, now()), 'user:1', '', 'page', 'x', '{}', '', '{}') returning id::text",
        [xid, at],
    )
    return cursor.fetchone()[0]


def test_a_row_put_in_among_sealed_ones_is_named(chain):
    with chain.tampering() as cursor:
        cursor.execute("select e.xid::text from audit_entry e join audit_seal s on s.entry = e.id where number = 1000")
        entry = put_in(cursor, cursor.fetchone()[0])
        report = chain.looked_at(cursor)
    assert [(finding.what, finding.entry) for finding in report.findings] == [(What.ENTRY_INSERTED, entry)]


def test_a_row_put_in_and_sealed_by_hand_is_named(chain):
    with chain.tampering() as cursor:
        entry = put_in(cursor, "5")
        cursor.execute(f"select {', '.join(ENTRY_COLUMNS.values())} from audit_entry where id = %s", [entry])
        entry_hash = sealing.hash_of_entry(cursor.fetchone())
        cursor.execute("select chain_hash, sealed_at from audit_seal where number = 2000")
        before, moment = cursor.fetchone()
        link = hash_of_link(before, "2001", entry, entry_hash, microseconds(moment))
        cursor.execute("insert into audit_seal values (2001, %s, %s, %s, %s)", [entry, entry_hash, link, moment])
        report = chain.looked_at(cursor)
    assert [(finding.what, finding.number) for finding in report.findings] == [(What.ENTRY_OUT_OF_ORDER, 2001)]


def test_duplicates_are_named(chain):
    entry = entry_of(9)
    with chain.tampering() as cursor:
        cursor.execute("alter table audit_entry drop constraint audit_entry_pkey")
        cursor.execute("alter table audit_seal drop constraint audit_seal_pkey, drop constraint audit_seal_entry_key")
        cursor.execute("insert into audit_entry select * from audit_entry where id = %s", [entry])
        cursor.execute("insert into audit_seal select * from audit_seal where number = 20")
        cursor.execute(
            "insert into audit_seal select 2001, entry, entry_hash, chain_hash, sealed_at from audit_seal where number = 30"
        )
        report = chain.looked_at(cursor)
    assert named(report, What.ENTRY_TWICE) == {9}
    assert named(report, What.SEAL_TWICE) == {20}
    assert named(report, What.ENTRY_OUT_OF_ORDER) == {2001}
    assert named(report) == {9, 20, 2001}


# ---------------------------------------------------------------- what waits


@pytest.mark.parametrize(
    ("seconds", "found"), [(-61, [What.ENTRY_WAITS]), (-59, []), (59, []), (61, [What.ENTRY_IN_FUTURE])]
)
def test_a_row_may_wait_a_minute_for_its_seal(chain, seconds, found):
    with clock.at(clock.now()) as now, chain.tampering() as cursor:
        cursor.execute("select pg_current_xact_id()::text")
        entry = put_in(cursor, cursor.fetchone()[0], now + timedelta(seconds=seconds))
        report = chain.looked_at(cursor)
    assert [finding.what for finding in report.findings] == found
    assert [finding.entry for finding in report.findings] == [entry for _ in found]


def test_a_row_held_up_by_an_open_transaction_is_told_as_such(chain):
    with chain.tampering() as cursor:
        cursor.execute("select pg_current_xact_id()::text")
        put_in(cursor, cursor.fetchone()[0], clock.now() - timedelta(minutes=5))
        (finding,) = chain.looked_at(cursor).findings
    assert "is still open" in str(finding)


def test_findings_beyond_the_limit_are_counted(chain, monkeypatch):
    monkeypatch.setattr(verification, "NAMED", 5)
    with chain.tampering() as cursor:
        change(cursor, "audit_entry", "what", "'x'", list(range(1, 13)))
        report = chain.looked_at(cursor)
    assert len(report.findings) == 5
    assert report.more == 7
    assert not report.sound


def test_what_is_sealed_during_the_check_is_no_finding(trace):
    """Heads are read lazily: a line exported after the walk has begun speaks of a seal the walk hasn't seen."""
    trace.add(20)
    trace.seal_all(20)

    def heads() -> Iterator[str]:
        with trace.connect("sk_worker") as other:
            other.execute(
                "insert into audit_seal select 21, gen_random_uuid(), entry_hash, repeat('a', 64), now() "
                "from audit_seal where number = 1"
            )
            other.commit()
        yield json.dumps({"number": 21, "chain_hash": "a" * 64})

    report = verification.verify(heads(), now=clock.now())
    assert report.findings == []
    assert report.checked == 20


# ---------------------------------------------------------------- in bulk


@pytest.mark.slow
def test_over_100000_rows_nothing_is_found_without_tampering(long_chain):
    report = long_chain.verify([head_at(number) for number in range(1, 100_001, 1000)] + [head_at(100_000)])
    assert report.findings == []
    assert report.checked == 100_000


@pytest.mark.again
@pytest.mark.slow
@pytest.mark.parametrize(("table", "column", "value"), [CHANGES[2], CHANGES[-1]], ids=["entry", "seal"])
def test_over_100000_rows_changes_at_borders_are_named(long_chain, table, column, value):
    borders = [1, 5000, 5001, 95_000, 95_001, 100_000]
    with long_chain.tampering() as cursor:
        change(cursor, table, column, value, borders)
        assert named(long_chain.looked_at(cursor)) == set(borders)


@pytest.mark.again
@pytest.mark.slow
def test_over_100000_rows_300_changes_are_all_named(long_chain):
    random_changes(long_chain, 300, 100_000, seed=11)


@pytest.mark.again
@pytest.mark.slow
def test_over_100000_rows_300_removals_are_all_named(long_chain):
    random_removals(long_chain, 300, 100_000, seed=12)


@pytest.mark.again
@pytest.mark.slow
def test_over_100000_rows_cut_tails_are_found(long_chain):
    random_cuts(long_chain, 8, 100_000, seed=13)


@pytest.mark.slow
def test_the_sealer_goes_on_by_the_index_and_reads_no_sealed_row(long_chain):
    with connection.cursor() as cursor:
        cursor.execute("select xid::text, id::text from audit_entry e order by e.xid desc, e.id desc offset 50 limit 1")
        xid, last = cursor.fetchone()
        cursor.execute(f"explain (analyze, format json) {sealing.WAITING}", {"xid": xid, "id": last, "limit": 5000})
        plan = json.dumps(cursor.fetchone()[0])
        cursor.execute(f"explain (format json) {sealing.LAST_PLACE}")
        place = json.dumps(cursor.fetchone()[0])
    assert "audit_entry_place" in plan
    assert "Seq Scan" not in plan + place
    assert "Sort" not in plan + place


@pytest.mark.long
def test_a_million_rows_are_sealed_and_checked(trace, capsys):
    trace.add(1_000_000, transactions=2000)
    began = time.monotonic()
    trace.seal_all(1_000_000)
    sealing_took = time.monotonic() - began
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report = trace.verify([head_at(number) for number in range(5000, 1_000_001, 5000)])
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert report.findings == []
    assert report.checked == 1_000_000
    with capsys.disabled():
        print(
            f"\naudit: 1,000,000 rows sealed in {sealing_took:.1f} s ({1e6 / sealing_took:,.0f}/s), "
            f"checked in {report.seconds:.1f} s ({1e6 / report.seconds:,.0f}/s), memory grew by {grown / 1024:.0f} MB"
        )


def test_ids_are_compared_as_the_database_orders_them(chain):
    many = [str(uuid.uuid4()) for _ in range(200)]
    with connection.cursor() as cursor:
        cursor.execute("select array(select id::text from unnest(%s::uuid[]) id order by id)", [many])
        assert cursor.fetchone()[0] == sorted(many)
