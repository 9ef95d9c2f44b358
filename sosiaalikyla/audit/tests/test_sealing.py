from __future__ import annotations

import itertools
import json
import logging
import random
import threading
import time
import uuid
from datetime import datetime

import psycopg
import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from sosiaalikyla.audit import chain as links
from sosiaalikyla.audit.models import Entry, Seal
from sosiaalikyla.audit.sealing import Sealed, SealingStopped, export_head, seal
from sosiaalikyla.base import clock

ONE = """
insert into audit_entry (id, at, actor, actor_name, kind, what, clients, purpose, detail)
values (%s, now(), 'user:1', 'Ville', 'page', 'home', '{1}', '', '{}')
"""


def ids_in_order() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select number, entry::text from audit_seal order by number")
        rows = cursor.fetchall()
    assert [number for number, _ in rows] == list(range(1, len(rows) + 1))
    return [entry for _, entry in rows]


# ---------------------------------------------------------------- sealing


def test_an_empty_trace_has_no_head(trace):
    assert seal() == Sealed(0, None)


def test_rows_are_sealed_in_order_of_transaction_and_id_in_portions(trace):
    trace.add(25, transactions=4)
    trace.seal_all(25, limit=10)
    with connection.cursor() as cursor:
        cursor.execute("select id::text from audit_entry e order by e.xid, e.id")
        assert ids_in_order() == [row[0] for row in cursor.fetchall()]
    again = seal()
    assert again.count == 0
    assert again.head.number == 25
    assert trace.verify().findings == []


def test_transactions_follow_each_other_as_numbers_and_not_as_text(trace):
    with trace.connect() as other:
        for xid in ("100", "9", "200", "99", "10", "20"):
            other.execute(ONE.replace("(id,", "(xid, id,").replace("(%s,", "(%s, %s,"), [xid, str(uuid.uuid4())])
    for _ in range(6):
        assert seal(limit=1).count == 1
    with connection.cursor() as cursor:
        cursor.execute("select e.xid::text from audit_seal s join audit_entry e on e.id = s.entry order by s.number")
        assert [row[0] for row in cursor.fetchall()] == ["9", "10", "20", "99", "100", "200"]
    assert trace.verify().findings == []


def test_numbers_have_no_gaps_while_four_writers_commit_out_of_order(trace):
    written: list[list[str]] = [[] for _ in range(4)]
    sealed_often = threading.Event()

    def write(which: int) -> None:
        """Forty commits, and on until the clock has sealed a few times: a neighbour's open transaction delays it."""
        chance = random.Random(which)
        with trace.connect("sk_worker") as other:
            for turn in itertools.count():
                if turn >= 2_000 or (turn >= 40 and sealed_often.is_set()):
                    return
                new = [str(uuid.uuid4()) for _ in range(chance.randint(1, 3))]
                for one in new:
                    other.execute(ONE, [one])
                    time.sleep(chance.random() * 0.004)
                if chance.random() < 0.2:
                    other.rollback()
                else:
                    other.commit()
                    written[which] += new

    writers = [threading.Thread(target=write, args=[which]) for which in range(4)]
    for writer in writers:
        writer.start()
    sealings = 0
    while any(writer.is_alive() for writer in writers):
        sealings += seal(limit=7).count > 0
        if sealings > 3:
            sealed_often.set()
    for writer in writers:
        writer.join()
    everything = {one for each in written for one in each}
    trace.seal_all(len(everything))
    assert sealed_often.is_set()
    assert set(ids_in_order()) == everything
    assert trace.verify().findings == []


def test_the_row_of_an_old_transaction_is_not_skipped_but_sealed_later(trace):
    early, late = str(uuid.uuid4()), str(uuid.uuid4())
    with trace.connect("sk_worker") as slow, trace.connect("sk_worker") as quick:
        slow.execute(ONE, [early])
        quick.execute(ONE, [late])
        quick.commit()
        assert seal().count == 0, "the younger row waits for the older transaction"
        slow.commit()
    trace.seal_all(2)
    assert ids_in_order() == [early, late]


def test_two_sealers_take_turns(trace):
    trace.add(600)
    problems: list[Exception] = []

    def run() -> None:
        try:
            for _ in range(40):
                seal(limit=20)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    sealers = [threading.Thread(target=run) for _ in range(2)]
    for sealer in sealers:
        sealer.start()
    for sealer in sealers:
        sealer.join()
    assert problems == []
    trace.seal_all(600)
    assert trace.verify().findings == []


def test_rows_written_by_the_model_are_sealed_as_they_stand(trace):
    Entry.objects.bulk_create(
        [
            Entry(
                actor="job:seal",
                actor_name="Ääkkönen ”; --",
                kind="act",
                what="x",
                clients=[2, 1],
                detail={"b": 1, "a": [None]},
            )
        ]
    )
    trace.seal_all(1)
    assert trace.verify().findings == []


def test_sealing_stops_aloud_when_the_servers_numbers_lie_behind_the_sealed_rows(trace):
    with trace.connect() as other:
        other.execute(ONE.replace("(id,", "(xid, id,").replace("(%s,", "('4000000000', %s,"), [str(uuid.uuid4())])
        other.execute("insert into audit_seal select 1, id, %s, %s, now() from audit_entry", [links.START, links.START])
    with pytest.raises(SealingStopped, match="4000000000"):
        seal()


def test_sealing_stops_aloud_when_what_follows_is_sealed_already(chain):
    with chain.tampering() as cursor:
        cursor.execute("update audit_entry set xid = '3' where id = (select entry from audit_seal where number = 2000)")
        cursor.execute("set role sk_worker")
        with pytest.raises(SealingStopped, match="is sealed already"):
            seal()


# ---------------------------------------------------------------- nobody changes the trace


@pytest.mark.parametrize("table", ["audit_entry", "audit_seal"])
@pytest.mark.parametrize("verb", ["update {} set {} = {}", "delete from {}", "truncate {}"])
def test_not_even_the_owner_changes_or_removes_rows(chain, table, verb):
    column = {"audit_entry": "what", "audit_seal": "entry_hash"}[table]
    with chain.connect("sk_owner") as other, pytest.raises(psycopg.errors.InsufficientPrivilege, match="only added to"):
        other.execute(verb.format(table, column, column))


@pytest.mark.parametrize("role", ["sk_web", "sk_worker", "sk_cms", "sk_insight", "sk_backup"])
def test_no_role_has_the_right_to_change_or_remove(chain, role):
    with chain.connect() as other:
        for table in ("audit_entry", "audit_seal"):
            for verb in ("update", "delete", "truncate"):
                assert other.execute("select has_table_privilege(%s, %s, %s)", [role, table, verb]).fetchone() == (False,)


def test_pages_can_neither_read_nor_write_seals(chain):
    with chain.connect() as other:
        for verb in ("select", "insert"):
            assert other.execute("select has_table_privilege('sk_web', 'audit_seal', %s)", [verb]).fetchone() == (False,)


# ---------------------------------------------------------------- what is hashed


def test_every_column_is_hashed(chain):
    with connection.cursor() as cursor:
        for table, columns, model in (
            ("audit_entry", links.ENTRY_COLUMNS, Entry),
            ("audit_seal", links.SEAL_COLUMNS, Seal),
        ):
            cursor.execute("select column_name from information_schema.columns where table_name = %s", [table])
            assert {row[0] for row in cursor.fetchall()} == set(columns)
            assert {field.column for field in model._meta.concrete_fields} <= set(columns)


texts = st.lists(st.none() | st.text(alphabet="01,:-aä", max_size=4), max_size=4)


@given(texts, texts)
def test_two_rows_are_written_alike_only_when_they_are_the_same(one, other):
    assert (links.written(b"x", one) == links.written(b"x", other)) == (one == other)


def test_a_moment_is_written_the_same_here_and_in_the_database(chain):
    for moment in (clock.now(), datetime.fromisoformat("1969-12-31T23:59:59.000001+00:00"), links.EPOCH):
        with connection.cursor() as cursor:
            cursor.execute(
                f"select {links.SEAL_COLUMNS['sealed_at']} from (select %s::timestamptz as sealed_at) as sealed", [moment]
            )
            assert cursor.fetchone()[0] == links.microseconds(moment)


def test_the_hash_does_not_depend_on_the_sessions_settings(chain):
    def row() -> tuple[object, ...]:
        with connection.cursor() as cursor:
            cursor.execute(f"select {links.ENTRY_SQL} from audit_entry e order by e.xid, e.id limit 1")
            return cursor.fetchone()

    plain = row()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local timezone = 'Asia/Kathmandu'")
        cursor.execute("set local datestyle = 'German'")
        cursor.execute("set local extra_float_digits = 0")
        assert row() == plain


def test_the_first_hash_of_a_known_row_stays_for_ever():
    # Kept by hand: whoever changes how rows are written breaks every chain in use.
    row = [
        "6f1c2b0e-0000-4000-8000-000000000001",
        "42",
        "1772582400000000",
        "user:7",
        "Ville",
        "page",
        "plans:plan",
        "{3,5}",
        "own",
        "{}",
    ]
    entry = links.hash_of_entry(row)
    assert entry == "3120c7f36f7ee755c6ca8a2d588e62ef4ea3b6b492d9cdee1ff686315597ec98"
    link = links.hash_of_link(links.START, "1", row[0], entry, "1772582401000000")
    assert link == "53c5c7f195236253bbe0d381eb254d53693872edaede5723bb3ab8eb1f749126"


# ---------------------------------------------------------------- the head goes out


def test_the_head_is_exported_once_each_time_it_moves(trace, head_file):
    assert not export_head()
    assert not head_file.exists()
    trace.add(3)
    trace.seal_all(3)
    assert export_head()
    assert not export_head()
    trace.add(2)
    trace.seal_all(5)
    assert export_head(head_file)
    lines = [json.loads(line) for line in head_file.read_text().splitlines()]
    assert [line["number"] for line in lines] == [3, 5]
    seals = {seal.number: seal for seal in Seal.objects.all()}
    for line in lines:
        assert line["chain_hash"] == seals[line["number"]].chain_hash
        assert datetime.fromisoformat(line["sealed_at"]) == seals[line["number"]].sealed_at
    assert head_file.stat().st_mode & 0o777 == 0o600


def test_a_torn_line_stays_a_line_of_its_own(chain, head_file):
    head_file.write_text('{"number": 19')
    assert export_head()
    assert not export_head()
    torn, whole = head_file.read_text().splitlines()
    assert torn == '{"number": 19'
    assert json.loads(whole)["number"] == 2000


def test_a_chain_shorter_than_its_exported_head_is_told_at_once(chain, head_file, caplog):
    head_file.write_text('{"number": 2005, "chain_hash": "", "sealed_at": ""}\n')
    with caplog.at_level(logging.ERROR, "sosiaalikyla.audit"):
        assert export_head()
    assert "ends at 2000, but 2005 has been exported" in caplog.text


def test_a_head_that_could_still_be_rolled_back_is_not_exported(chain, head_file):
    with transaction.atomic(), pytest.raises(RuntimeError):
        export_head()
    assert not head_file.exists()


def test_a_missing_folder_for_heads_is_told_and_not_made(chain, tmp_path):
    with pytest.raises(FileNotFoundError):
        export_head(tmp_path / "not mounted" / "heads.jsonl")
