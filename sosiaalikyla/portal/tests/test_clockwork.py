"""Each piece of the clockwork does something, as the role it runs in; the process comes back, and ends when asked."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import psycopg
import pytest
from psycopg import sql

from sosiaalikyla import audit
from sosiaalikyla.base import clock
from sosiaalikyla.household import environment
from sosiaalikyla.journal import models as journal
from sosiaalikyla.notices.models import Notice
from sosiaalikyla.people.models import Absence
from sosiaalikyla.people.tests import county
from sosiaalikyla.portal import clockwork
from sosiaalikyla.portal.models import Heartbeat
from tests import ground
from tests.ground import as_owner, as_role

AWAKE = 120
"""Seconds a busy machine may need until the process has done something; it takes five when it isn't."""

PIECES = {piece.name: piece for piece in clockwork.PIECES}


def run_turn(name: str) -> bool:
    with as_role("sk_worker"):
        return clockwork.turn(PIECES[name])


def beats() -> dict[str, datetime]:
    return dict(Heartbeat.objects.values_list("job", "at"))


@pytest.fixture
def sealing(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, object]]:
    """Sealing as the clockwork knows it: what was called, with what."""
    calls: list[tuple[str, object]] = []
    module = ModuleType("sosiaalikyla.audit.sealing")
    waiting = [5000, 17]

    def seal(limit: int) -> SimpleNamespace:
        calls.append(("seal", limit))
        return SimpleNamespace(count=waiting.pop(0))

    module.seal = seal  # type: ignore[attr-defined]
    module.export_head = lambda path: calls.append(("export_head", path))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sosiaalikyla.audit.sealing", module)
    monkeypatch.setattr(audit, "sealing", module, raising=False)
    return calls


@pytest.mark.django_db
def test_each_turn_does_its_work_and_its_own_heart_beats(sealing: list[tuple[str, object]], settings: Any) -> None:
    here = county.organisation()
    worker, manager = county.staff(here, "worker"), county.staff(here, "manager")
    county.youth(here, worker)
    county.absent(worker, here, clock.today(), None)
    with as_owner():
        journal.record(1, "taken_in", by="job:test")
    assert run_turn("people.absences")
    assert run_turn("plans.reminders")
    assert run_turn("drafts.purge")
    assert run_turn("notices.send")
    assert run_turn("portal.refresh")
    assert run_turn("audit.seal")
    assert run_turn("village.index")
    assert run_turn("village.forget_feedback")
    assert run_turn("clockwork")
    with as_owner():
        rows = Notice.objects.whole("what the test asks").values_list("receiver_id", "channel")
        assert list(rows) == [(manager.pk, "demo")]
    assert not journal.Stale.objects.exists()
    assert sealing == [("seal", 5000), ("seal", 5000), ("export_head", settings.AUDIT_HEAD_FILE)]
    assert set(beats()) == set(PIECES)


@pytest.mark.django_db
def test_the_dead_are_told_nothing(sealing: list[tuple[str, object]]) -> None:
    here = county.organisation()
    account = county.account()
    county.youth(here, county.staff(here, "worker"), user=account, died_on=clock.today())
    with as_owner():
        Notice.objects.create(receiver=account, kind="waiting")
    assert run_turn("notices.send")
    with as_owner():
        assert Notice.objects.whole("what the test asks").get().channel == "dropped"


@pytest.mark.django_db
def test_a_piece_that_raises_is_named_without_data_and_its_heart_stands_still(
    monkeypatch: pytest.MonkeyPatch, sealing: list[tuple[str, object]], caplog: pytest.LogCaptureFixture
) -> None:
    def seal(limit: int) -> None:
        Absence.objects.whole("raises").filter(pk="Aino's words").count()

    monkeypatch.setattr(sys.modules["sosiaalikyla.audit.sealing"], "seal", seal)
    assert not run_turn("audit.seal")
    assert run_turn("clockwork")
    assert set(beats()) == {"clockwork"}
    assert [record.getMessage() for record in caplog.records] == ["audit.seal failed; it is tried again at its next turn"]
    monkeypatch.setattr(sys.modules["sosiaalikyla.audit.sealing"], "seal", lambda limit: SimpleNamespace(count=0))
    assert run_turn("audit.seal")
    assert set(beats()) == {"clockwork", "audit.seal"}


@pytest.mark.django_db
def test_a_notice_that_could_not_be_sent_keeps_the_heart_still_and_the_sent_ones_sent(
    monkeypatch: pytest.MonkeyPatch, sealing: list[tuple[str, object]]
) -> None:
    lost, fine = county.account(), county.account()

    class Broken:
        name = "broken"

        def send(self, *, to: Any, subject: str, body: str) -> None:
            if to.pk == lost.pk:
                raise OSError

    monkeypatch.setattr("sosiaalikyla.notices.channels.chosen", Broken)
    with as_owner():
        for receiver in (lost, fine):
            Notice.objects.create(receiver=receiver, kind="waiting")
    assert not run_turn("notices.send")
    assert "notices.send" not in beats()
    with as_owner():
        rows = Notice.objects.whole("what the test asks").exclude(sent_at=None)
        assert list(rows.values_list("receiver_id", flat=True)) == [fine.pk]


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in PIECES if name != "clockwork"])
def test_no_piece_succeeds_in_another_role(name: str, sealing: list[tuple[str, object]]) -> None:
    assert not clockwork.turn(PIECES[name])
    assert beats() == {}
    assert sealing == []


def test_the_worker_takes_no_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert clockwork.run(["--fast"]) == 2
    assert "no words" in capsys.readouterr().err


# ---------------------------------------------------------------- the process itself


@pytest.fixture
def house() -> Iterator[str]:
    """A database of its own, with one account, a notice to it and a young person who waits for a refresh."""
    name = ground.copy_database(ground.make_template(), f"test_clockwork_{ground.os.getpid()}")
    with ground.admin(name) as db:
        db.execute(
            "with account as (insert into access_user (uuid, kind, handle, name, title, answers_within, language, password) "
            "values (gen_random_uuid(), 'youth', 'aino', '', '', '', 'fi', '!') returning id) "
            "insert into notices_notice (id, receiver_id, kind, made_at, channel) "
            "select gen_random_uuid(), id, 'waiting', now(), '' from account"
        )
        db.execute(
            "with young as (insert into people_youth (uuid, used_name, official_name, born, language, speaks, interpreter) "
            "values (gen_random_uuid(), 'Young', '', '2007-05-05', 'fi', '', false) returning id) "
            "insert into journal_stale (client, since) select id, now() from young"
        )
    yield name
    ground.drop_database(name)


def until(true: Callable[[], bool], patience: float) -> bool:
    ends = time.monotonic() + patience
    while time.monotonic() < ends:
        if true():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def worker(house: str, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The process as the command starts it, at work in the house."""
    words = environment(ground.CLUSTER, "sk_worker", database=house, mode="test")
    with open(tmp_path / "said", "wb") as said:
        worker = subprocess.Popen([sys.executable, "-m", "sosiaalikyla.cli", "worker"], env=words, stderr=said)
    yield worker
    print((tmp_path / "said").read_text())  # shown when the test fails
    worker.kill()
    worker.wait()


def end(worker: subprocess.Popen[bytes], sign: signal.Signals) -> float:
    """Seconds from the signal to the end."""
    began = time.monotonic()
    worker.send_signal(sign)
    assert worker.wait(5) == 0
    return time.monotonic() - began


@pytest.mark.slow
def test_the_process_does_its_work_survives_a_lost_database_and_ends_when_asked(
    house: str, worker: subprocess.Popen[bytes]
) -> None:
    with ground.admin(house) as db:
        assert until(lambda: _has(db, "select 1 from notices_notice where channel = 'demo'"), AWAKE)
        assert until(lambda: _has(db, "select 1 where not exists (select from journal_stale)"), AWAKE)
        for job in ("people.absences", "audit.seal"):
            assert until(lambda job=job: _has(db, "select 1 from portal_heartbeat where job = %s", [job]), AWAKE)
        db.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'sk_worker'")
        lost = db.execute("select clock_timestamp()").fetchone()
        assert until(lambda: _has(db, "select 1 from portal_heartbeat where job = 'clockwork' and at > %s", lost), AWAKE)
        assert worker.poll() is None
        assert end(worker, signal.SIGTERM) < 2
        assert not _has(db, "select 1 from procrastinate_jobs where status <> 'todo'")


@pytest.mark.slow
def test_the_process_ends_within_two_seconds_although_a_piece_hangs(house: str, worker: subprocess.Popen[bytes]) -> None:
    with ground.admin(house) as db, ground.admin(house) as other, other.transaction():
        other.execute("lock table notices_notice")
        assert until(
            lambda: _has(db, "select 1 from pg_locks where not granted and relation = 'notices_notice'::regclass"), AWAKE
        )
        assert until(lambda: _has(db, "select 1 from portal_heartbeat where job = 'portal.refresh'"), AWAKE)
        assert end(worker, signal.SIGINT) < 2


def _has(db: psycopg.Connection[tuple[object, ...]], query: str, values: Any = ()) -> bool:
    return db.execute(sql.SQL(query), values).fetchone() is not None
