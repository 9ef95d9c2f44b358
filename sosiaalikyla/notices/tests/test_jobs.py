"""The outbox is emptied by the clock, with the fixed words only."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from datetime import timedelta
from typing import ClassVar

import pytest
from django.core.exceptions import ImproperlyConfigured

from sosiaalikyla.access.actors import Job, acting
from sosiaalikyla.access.jobs import NobodyActs, running
from sosiaalikyla.access.models import User
from sosiaalikyla.base import clock
from sosiaalikyla.notices import channels, texts
from sosiaalikyla.notices.jobs import Post, send_waiting
from sosiaalikyla.notices.models import Notice
from tests.ground import as_owner, as_role

pytestmark = pytest.mark.django_db

FIXED = {texts.words(kind, language) for kind in texts.BODY for language in texts.SUBJECT}
_numbers = itertools.count(1)


class Recorder:
    """A channel that remembers what went through it, and fails for whom it is told to."""

    name: ClassVar[str] = "recorder"

    def __init__(self) -> None:
        self.went: list[tuple[int, str, str]] = []
        self.fails_for: set[int] = set()

    def send(self, *, to: User, subject: str, body: str) -> None:
        if to.pk in self.fails_for:
            raise OSError(f"no way to {to.handle}")
        self.went.append((to.pk, subject, body))


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder()
    monkeypatch.setattr(channels, "chosen", lambda: recorder)
    return recorder


def account(language: str = "fi", *, closed: bool = False) -> User:
    with as_owner():
        return User.objects.create(
            kind="youth",
            handle=f"receiver-{next(_numbers)}",
            language=language,
            password="!",
            closed_at=clock.now() if closed else None,
        )


def put(receiver: User, kind: str = "waiting") -> Notice:
    with as_owner():
        return Notice.objects.create(receiver=receiver, kind=kind)


def nobody(_accounts: Collection[int]) -> frozenset[int]:
    return frozenset()


def send(limit: int = 200, silent: object = nobody) -> Post:
    with as_role("sk_worker"), running("notices.send"):
        return send_waiting(limit, silent=silent)  # type: ignore[arg-type]


def now_of(notice: Notice) -> tuple[bool, str]:
    with as_owner():
        found = Notice.objects.whole("what the test asks").get(pk=notice.pk)
    return found.sent_at is not None, found.channel


def test_a_waiting_notice_goes_out_and_is_marked(recorder: Recorder) -> None:
    notice = put(account())
    assert send() == Post(sent=1)
    assert now_of(notice) == (True, "recorder")
    assert send() == Post()
    assert len(recorder.went) == 1


def test_every_word_that_leaves_is_one_of_the_fixed_texts_in_the_receivers_language(recorder: Recorder) -> None:
    for kind, language in itertools.product(texts.BODY, texts.SUBJECT):
        receiver = account(language)
        put(receiver, kind)
        send()
        assert recorder.went[-1] == (receiver.pk, *texts.words(kind, language))
    assert {(subject, body) for _, subject, body in recorder.went} == FIXED


def test_at_most_one_waiting_notice_in_ten_minutes(recorder: Recorder) -> None:
    receiver, other = account(), account()
    first, second, third = put(receiver), put(receiver), put(other)
    date_near = put(receiver, "date_near")
    assert send() == Post(sent=3, folded=1)
    assert {now_of(notice) for notice in (first, third, date_near)} == {(True, "recorder")}
    assert now_of(second) == (True, "folded")
    began = clock.now()
    with clock.at(began + timedelta(minutes=9)):
        put(receiver)
        assert send() == Post(folded=1)
    with clock.at(began + timedelta(minutes=11)):
        put(receiver)
        assert send() == Post(sent=1)


def test_a_closed_account_and_the_dead_are_told_nothing(recorder: Recorder) -> None:
    closed, dead, alive = put(account(closed=True)), put(account()), put(account())
    assert send(silent=lambda accounts: frozenset({dead.receiver_id}) & set(accounts)) == Post(sent=1, dropped=2)
    assert now_of(closed) == now_of(dead) == (True, "dropped")
    assert [went[0] for went in recorder.went] == [alive.receiver_id]


def test_a_channel_that_fails_for_one_leaves_that_notice_waiting_and_sends_the_others(
    recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    stuck, fine = put(account()), put(account())
    recorder.fails_for = {stuck.receiver_id}
    assert send() == Post(sent=1, failed=1)
    assert now_of(stuck) == (False, "")
    assert now_of(fine) == (True, "recorder")
    assert stuck.receiver.handle not in " ".join(record.getMessage() for record in caplog.records)
    recorder.fails_for = set()
    assert send() == Post(sent=1)


def test_no_more_than_the_limit_go_in_one_turn_and_the_oldest_first(recorder: Recorder) -> None:
    receivers = [account() for _ in range(5)]
    began = clock.now()
    for number, receiver in enumerate(receivers):
        with clock.at(began - timedelta(minutes=number)):
            put(receiver)
    assert send(limit=2).sent == 2
    assert [went[0] for went in recorder.went] == [receivers[4].pk, receivers[3].pk]


def test_nobody_cannot_send() -> None:
    notice = put(account())
    with as_role("sk_worker"), pytest.raises(NobodyActs):
        send_waiting(silent=nobody)
    with acting(Job("notices.send")), pytest.raises(NobodyActs):
        send_waiting(silent=nobody)
    assert now_of(notice) == (False, "")


def test_in_the_demo_nothing_leaves_and_the_row_is_the_letter() -> None:
    notice = put(account())
    assert send() == Post(sent=1)
    assert now_of(notice) == (True, "demo")


def test_in_production_notices_wait_inside_unless_a_channel_is_named(settings: object) -> None:
    settings.SOSIAALIKYLA_DEMO = False  # type: ignore[attr-defined]
    notice = put(account())
    assert send() == Post(sent=1)
    assert now_of(notice) == (True, "inside")


def test_a_channel_nobody_knows_is_loud(settings: object) -> None:
    settings.SOSIAALIKYLA_DEMO = False  # type: ignore[attr-defined]
    settings.NOTICE_CHANNEL = "pigeon"  # type: ignore[attr-defined]
    with pytest.raises(ImproperlyConfigured, match="pigeon"):
        channels.chosen()
