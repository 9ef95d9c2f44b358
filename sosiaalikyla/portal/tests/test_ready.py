"""/health/ready tells what is silent or late, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.test import Client

from sosiaalikyla.audit import models as audit
from sosiaalikyla.base import clock
from sosiaalikyla.notices.models import Notice
from sosiaalikyla.people.tests import county
from sosiaalikyla.portal import views
from sosiaalikyla.portal.models import Heartbeat
from tests.ground import as_owner

pytestmark = pytest.mark.django_db


def beat(job: str, ago: timedelta = timedelta()) -> None:
    with as_owner():
        Heartbeat.objects.update_or_create(job=job, defaults={"at": clock.now() - ago})


@pytest.fixture
def all_is_well(db: None) -> None:
    for job in ("clockwork", "audit.seal"):
        beat(job)


def asked() -> tuple[int, dict[str, object]]:
    answer = Client().get("/health/ready")
    return answer.status_code, answer.json()


def late(*names: str) -> tuple[int, dict[str, object]]:
    return 503, {"ready": False, "wrong": list(names)}


WELL = (200, {"ready": True, "wrong": []})


def test_it_is_ready_when_the_clockwork_beats_and_nothing_lies_waiting(all_is_well: None) -> None:
    assert asked() == WELL


def test_a_worker_that_never_was_is_not_ready(db: None) -> None:
    assert asked() == late("clockwork", "audit.seal")


@pytest.mark.parametrize(("job", "patience"), [("clockwork", timedelta(minutes=5)), ("audit.seal", timedelta(seconds=60))])
def test_silence_is_told(all_is_well: None, job: str, patience: timedelta) -> None:
    beat(job, patience - timedelta(seconds=10))
    assert asked() == WELL
    beat(job, patience + timedelta(seconds=1))
    assert asked() == late(job)


def test_an_old_line_of_the_trace_without_its_seal_is_told_until_it_is_sealed(all_is_well: None) -> None:
    with as_owner():
        first, second = (
            audit.Entry(at=clock.now() - ago, actor="job:test", kind="act", what="test")
            for ago in (timedelta(seconds=70), timedelta(seconds=30))
        )
        audit.Entry.objects.bulk_create([first, second])
    assert asked() == late("audit.seal")
    with as_owner():
        audit.Seal.objects.create(number=1, entry=first.pk, entry_hash="0" * 64, chain_hash="0" * 64)
    assert asked() == WELL


def test_an_old_notice_that_has_not_left_is_told_until_it_is_sent(all_is_well: None) -> None:
    receiver = county.account()
    with as_owner():
        notice = Notice.objects.create(
            id=uuid4(), receiver=receiver, kind="waiting", made_at=clock.now() - timedelta(minutes=4)
        )
    assert asked() == WELL
    with as_owner():
        Notice.objects.whole("made for a test").update(made_at=clock.now() - timedelta(minutes=6))
    assert asked() == late("notices.send")
    with as_owner():
        Notice.objects.whole("made for a test").filter(pk=notice.pk).update(sent_at=clock.now())
    assert asked() == WELL


def test_without_a_database_only_that_is_told(all_is_well: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> list[str]:
        raise OperationalError("host db-17.internal refused")

    monkeypatch.setattr(views, "_late", away)
    assert asked() == late("database")


def test_the_ages_are_all_the_web_role_learns(all_is_well: None) -> None:
    county.account()
    assert Notice.objects.whole("what the test asks").count() == 0
    with connection.cursor() as cursor:
        cursor.execute("select sk.unsealed_age(), sk.unsent_age()")
        assert cursor.fetchone() == (None, None)
