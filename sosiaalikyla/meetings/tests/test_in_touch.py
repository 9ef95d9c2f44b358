"""Quiet as agreed, a wish for a call, a sign: the young person's own, counted from contacts and answers and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError
from django.template import RequestContext, Template
from django.test import RequestFactory

from sosiaalikyla.access.actions import CannotBe, Refused
from sosiaalikyla.access.actors import Guest, Job, Person, acting
from sosiaalikyla.access.models import User
from sosiaalikyla.base import clock
from sosiaalikyla.journal.models import Event
from sosiaalikyla.meetings import actions, readings
from sosiaalikyla.meetings.models import CallWish, ContactMade, Meeting, QuietAgreement, Sign
from sosiaalikyla.meetings.readings import QuietRead, Today
from sosiaalikyla.meetings.tests.test_contacts import as_web, here, logged, statements
from sosiaalikyla.meetings.tests.test_meetings import proposed, text_of
from sosiaalikyla.notices.models import Notice
from sosiaalikyla.paths import actions as path_actions
from sosiaalikyla.paths.tests.ground import DAY, WHY, Village, account, do, seen_by, steps
from sosiaalikyla.people.models import Youth
from sosiaalikyla.people.tests import factories
from sosiaalikyla.people.tests.factories import signed_in
from tests.ground import as_owner

__all__ = ["here"]

pytestmark = pytest.mark.django_db


def later(days: int) -> Any:
    return clock.at(DAY + timedelta(days=days))


def today_of(who: User) -> Today:
    with acting(Person(who)) as by:
        times = Meeting.objects.visible_to(by).filter(worker=who, cancelled_at=None)
        return Today.of(readings.with_touch(by, Youth.objects.visible_to(by)), times, clock.today())


def quiet_names(who: User) -> list[tuple[str, date]]:
    return [(line.youth.used_name, line.since) for line in today_of(who).quiet]


def agreed(here: Village, days: int | None = 21, **more: Any) -> QuietAgreement:
    return do(account(here.aino), actions.agree_quiet, youth=here.aino, days=days, **more)


# ---------------------------------------------------------------- quiet as agreed


def test_the_choices_are_in_the_readers_language(here: Village) -> None:
    with as_owner():
        User.objects.filter(pk=account(here.aino).pk).update(language="sv")
    assert "efter 7 dagar" in text_of(signed_in(account(here.aino)).get("/my/quiet/"))


def test_the_young_person_sets_the_days_and_reads_them_and_changes_them(here: Village) -> None:
    aino = signed_in(account(here.aino))
    assert "Mitään ei ole sovittu." in text_of(aino.get("/my/meetings/"))
    assert aino.post("/my/quiet/", {}).status_code == 422, "silence about silence is no answer"
    assert aino.post("/my/quiet/", {"days": "21", "pause_until": "2026-03-20"})["Location"] == "/my/meetings/"
    page = text_of(aino.get("/my/meetings/"))
    assert "Sovittu: jos sinusta ei kuulu 21 päivään, Ville kysyy, miten menee." in page
    assert "Tauolla 20.3.2026 asti." in page
    assert 'value="2026-03-20"' in aino.get("/my/quiet/").content.decode()
    with later(30):
        assert "Tauolla" not in text_of(aino.get("/my/meetings/"))
        assert 'value="2026-03-20"' not in aino.get("/my/quiet/").content.decode()
    aino.post("/my/quiet/", {"days": "never", "pause_until": "2026-03-20"})
    assert "Sovittu: kenenkään ei tarvitse kysyä." in text_of(aino.get("/my/meetings/"))
    assert [(row.days, row.pause_until) for row in seen_by(here.ville, QuietAgreement)] == [
        (21, date(2026, 3, 20)), (None, None),
    ]  # fmt: skip
    assert [row.kind for row in seen_by(here.ville, Notice)] == ["waiting", "waiting"]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"days": 6}, "days"),
        ({"days": 181}, "days"),
        ({"days": 21, "pause_until": DAY - timedelta(days=1)}, "pause_until"),
        ({"days": 21, "pause_until": DAY + timedelta(days=400)}, "pause_until"),
    ],
)
def test_days_and_pauses_that_make_no_sense_are_told(here: Village, words: dict[str, Any], field: str) -> None:
    with pytest.raises(CannotBe) as caught:
        do(account(here.aino), actions.agree_quiet, youth=here.aino, **words)
    assert caught.value.field == field
    assert signed_in(account(here.aino)).post("/my/quiet/", {"days": "21", "pause_until": "2026-03-01"}).status_code == 422
    assert signed_in(account(here.aino)).post("/my/quiet/", {"days": "21", "pause_until": "2028-03-01"}).status_code == 422


def test_what_a_worker_writes_holds_only_when_the_young_person_has_ticked_it(here: Village) -> None:
    agreed(here, 60)
    ville, aino = signed_in(here.ville), signed_in(account(here.aino))
    address = f"/people/{here.aino.uuid}/quiet/"
    assert ville.post(address, {"days": "14"})["Location"] == f"/people/{here.aino.uuid}/contacts/"
    assert "Nuori ei ole vielä lukenut sitä." in text_of(ville.get(f"/people/{here.aino.uuid}/contacts/"))
    page = text_of(aino.get("/my/meetings/"))
    assert "Ville kirjoitti tämän. Onko se oikein?" in page
    with acting(Person(here.ville)) as by:
        held = QuietRead.of(by, here.aino.pk)
        assert (held.row.days, held.waiting.days, held.is_paused) == (60, 14, False)
    with later(20):
        assert quiet_names(here.ville) == []
    assert aino.post("/my/quiet/right")["Location"] == "/my/meetings/"
    assert aino.post("/my/quiet/right")["Location"] == "/my/meetings/"
    with later(20):
        assert quiet_names(here.ville) == [("Aino", DAY)]
    with as_owner():
        assert Event.objects.whole(WHY).filter(kind="quiet_agreed").count() == 3


def test_ticked_at_the_table_it_holds_at_once(here: Village) -> None:
    signed_in(here.ville).post(f"/people/{here.aino.uuid}/quiet/", {"days": "14", "read_back": "on"})
    row = seen_by(here.ville, QuietAgreement)[0]
    assert (row.scribe_id, row.read_back_at) == (here.ville.pk, clock.now())
    assert agreed(here, 30, read_back=True).read_back_at is None, "what one writes oneself needs no reading back"


def test_only_the_young_person_confirms_and_only_the_newest(here: Village) -> None:
    older = do(here.ville, actions.agree_quiet, youth=here.aino, days=14)
    for actor in (*map(Person, [*here.strangers, here.ville, here.leena]), Guest(uuid4()), Job("meetings.test")):
        with acting(actor), pytest.raises(Refused):
            actions.confirm_quiet(by=actor, agreement=older)
    own = agreed(here, 30)
    with pytest.raises(CannotBe):
        do(account(here.aino), actions.confirm_quiet, agreement=older)
    do(account(here.aino), actions.confirm_quiet, agreement=own)
    assert [row.read_back_at for row in seen_by(here.ville, QuietAgreement)] == [None, None]


def test_strangers_agree_on_nothing(here: Village) -> None:
    for actor in (*map(Person, here.strangers), Guest(uuid4()), Job("meetings.test")):
        with acting(actor), pytest.raises(Refused):
            actions.agree_quiet(by=actor, youth=here.aino, days=21)
    for deed, words in (
        (actions.wish_call, {}), (actions.withdraw_call, {}), (actions.give_sign, {"what": "ok"}),
    ):  # fmt: skip
        for actor in (*map(Person, [*here.strangers, here.ville, here.leena]), Guest(uuid4()), Job("meetings.test")):
            with acting(actor), pytest.raises(Refused):
                deed(by=actor, youth=here.aino, **words)


def test_the_database_lets_nobody_tick_sign_or_wish_for_another(here: Village) -> None:
    written = do(here.ville, actions.agree_quiet, youth=here.aino, days=14)
    tick = "update meetings_quietagreement set read_back_at = now() where id = %s"
    assert as_web(here.ville, tick, [written.pk]) == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        as_web(account(here.aino), "update meetings_quietagreement set days = 90 where id = %s", [written.pk])
    assert as_web(account(here.aino), tick, [written.pk]) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        as_web(account(here.aino), tick, [written.pk])
    rows: list[Callable[[], Any]] = [
        lambda: QuietAgreement(youth=here.aino, days=21, made_on=DAY),
        lambda: QuietAgreement(youth=here.aino, days=21, made_on=DAY, scribe=here.leena),
        lambda: CallWish(youth=here.aino, for_day=DAY),
        lambda: Sign(youth=here.aino, what="ok"),
    ]
    for row in rows:
        with pytest.raises(ProgrammingError), transaction.atomic(), acting(Person(here.ville)):
            row().save()
    with pytest.raises(ProgrammingError), transaction.atomic(), acting(Person(account(here.aino))):
        QuietAgreement(youth=here.aino, days=21, made_on=DAY, scribe=here.ville, read_back_at=clock.now()).save()


HEARD: dict[str, Callable[[Village], Any]] = {
    "a call that reached": lambda here: logged(here),
    "a message that was answered": lambda here: logged(here, way="text"),
    "an answer to a time": lambda here: do(account(here.aino), actions.answer, meeting=proposed_later(here), answer="cant"),
    "a sign": lambda here: do(account(here.aino), actions.give_sign, youth=here.aino, what="not_yet"),
    "a wish for a call": lambda here: do(account(here.aino), actions.wish_call, youth=here.aino),
}


def proposed_later(here: Village) -> Any:
    return do(here.ville, actions.propose, youth=here.aino, starts_at=clock.now() + timedelta(days=1), way="call")


@pytest.mark.parametrize("what", HEARD)
def test_being_heard_of_ends_the_silence(here: Village, what: str) -> None:
    agreed(here)
    with later(30):
        assert quiet_names(here.ville) == [("Aino", DAY)]
        HEARD[what](here)
        assert quiet_names(here.ville) == []


def test_what_the_worker_does_alone_leaves_it_quiet_and_tells_the_latest_attempt(here: Village) -> None:
    agreed(here)
    with later(30):
        logged(here, reached=False)
        logged(here, way="text", reached=False)
        proposed_later(here)
        line = today_of(here.ville).quiet[0]
        assert (line.youth.pk, line.since, line.days, line.tried_at) == (here.aino.pk, DAY, 21, clock.now())
    assert "Hiljaa 2.3.2026 lähtien." in contacts_page(here, 30)


def contacts_page(here: Village, days: int) -> str:
    with later(days):
        return text_of(signed_in(here.ville).get(f"/people/{here.aino.uuid}/contacts/"))


def test_signing_in_reading_ticking_and_checks_change_nothing(here: Village) -> None:
    """The canary of TRAPS: what a young person does in the service by themselves is nobody's to count."""
    agreed(here)
    with later(30):
        before = today_of(here.ville)
        page = contacts_page(here, 30)
    for day in (10, 20, 29, 30):
        with later(day):
            aino = signed_in(account(here.aino))
            for address in ("/my/", "/my/path/", "/my/meetings/", "/my/contacts/", "/my/sign/", "/my/quiet/", "/my/looked/"):
                assert aino.get(address).status_code == 200
            step = sorted(steps(here.aino))[0]
            do(account(here.aino), path_actions.mark_step, youth=here.aino, step=step, status="done")
            answers = {"youth": here.aino, "phase": "build_together", "given": {"home": "no"}}
            do(account(here.aino), path_actions.answer_check, **answers)
    with later(30):
        assert today_of(here.ville) == before
        assert quiet_names(here.ville) == [("Aino", DAY)]
        assert contacts_page(here, 30) == page


def test_a_pause_keeps_the_worker_from_asking(here: Village) -> None:
    agreed(here, pause_until=DAY + timedelta(days=40))
    with later(40):
        assert quiet_names(here.ville) == []
        assert "Haluaa olla rauhassa" in contacts_page(here, 40)
    with later(61):
        assert quiet_names(here.ville) == [("Aino", DAY + timedelta(days=40))]
    agreed(here, None)
    with later(61):
        assert quiet_names(here.ville) == []
        assert "Ei toivo, että kysytään." in contacts_page(here, 61)


def test_it_rises_to_those_who_answer_for_them_now_and_to_nobody_else(here: Village) -> None:
    agreed(here)
    factories.cover(here.ville, here.sirpa, factories.days(-1, 60))
    with later(30):
        for who in (here.ville, here.piia, here.sirpa):
            assert quiet_names(who) == [("Aino", DAY)], who.name
        for who in (here.leena, here.lasse, here.roosa, here.kaisa, here.marja):
            assert quiet_names(who) == [], who.name


# ---------------------------------------------------------------- wishes and signs


def test_call_me_tomorrow_is_one_tap_for_the_next_working_day(here: Village) -> None:
    with clock.at(date(2026, 3, 6)):  # a Friday
        aino = signed_in(account(here.aino))
        assert "Soita minulle seuraavana arkipäivänä" in text_of(aino.get("/my/sign/"))
        assert aino.post("/my/sign/call")["Location"] == "/my/sign/"
        aino.post("/my/sign/call", {"wish": "call"})
        wish = seen_by(here.ville, CallWish)
        assert [row.for_day for row in wish] == [date(2026, 3, 9)]
        assert [row.kind for row in seen_by(here.ville, Notice)] == ["waiting"]
        page = text_of(aino.get("/my/sign/"))
        assert "Ville näkee pyyntösi. Soitto on vuorossa maanantaina 9. maaliskuuta." in page
        assert today_of(here.ville).wishes == []
    with clock.at(date(2026, 3, 9)):
        logged(here, reached=False)
        line = today_of(here.ville).wishes[0]
        assert (line.youth.pk, line.for_day, line.tried_at) == (here.aino.pk, date(2026, 3, 9), clock.now())
        page = text_of(signed_in(here.ville).get(f"/people/{here.aino.uuid}/contacts/"))
        assert "Pyysi soittoa." in page
        assert "yritetty ma 9.3. klo 12" in page
        with clock.at(clock.now() + timedelta(hours=1)):
            logged(here)
            assert today_of(here.ville).wishes == []
    with clock.at(date(2026, 3, 10)):
        assert "Soita minulle huomenna" in text_of(signed_in(account(here.aino)).get("/my/sign/"))


def test_a_wish_is_taken_back_by_another_tap(here: Village) -> None:
    aino = signed_in(account(here.aino))
    aino.post("/my/sign/call")
    aino.post("/my/sign/call", {"wish": "not"})
    assert "Olet pyytänyt soittoa" not in text_of(aino.get("/my/sign/"))
    with later(1):
        assert today_of(here.ville).wishes == []
    assert do(account(here.aino), actions.wish_call, youth=here.aino).withdrawn_at is None


def test_a_sign_reaches_the_worker_in_one_tap_and_call_me_is_a_wish_as_well(here: Village) -> None:
    aino = signed_in(account(here.aino))
    page = text_of(aino.get("/my/sign/"))
    for words in ("Olen ok", "Soita", "En vielä", "Tätä ei lueta heti", "Apua nyt"):
        assert words in page
    aino.post("/my/sign/", {"what": "ok"})
    aino.post("/my/sign/", {"what": "ok"})
    assert [line.what for line in today_of(here.ville).signs] == ["ok"]
    assert "Viimeisin merkkisi: Olen ok, maanantaina 2. maaliskuuta klo 12." in text_of(aino.get("/my/sign/"))
    assert len(seen_by(here.ville, Notice)) == 1
    with clock.at(clock.now() + timedelta(hours=1)):
        aino.post("/my/sign/", {"what": "call"})
        assert [row.what for row in seen_by(here.ville, Sign)] == ["ok", "call"]
        assert [row.for_day for row in seen_by(here.ville, CallWish)] == [DAY + timedelta(days=1)]
        assert "Merkki: Soita" in text_of(signed_in(here.ville).get(f"/people/{here.aino.uuid}/contacts/"))
    with later(1):
        aino.post("/my/sign/", {"what": "call"})
        assert len(seen_by(here.ville, Sign)) == 3
    with later(7):
        assert today_of(here.ville).signs == []
    assert aino.post("/my/sign/", {"what": "?"}).status_code == 422


def test_a_sign_is_told_to_whoever_stands_in(here: Village) -> None:
    factories.cover(here.ville, here.sirpa)
    do(account(here.aino), actions.give_sign, youth=here.aino, what="ok")
    assert len(seen_by(here.sirpa, Notice)) == 1
    assert seen_by(here.ville, Notice) == []
    assert "Sirpa näkee merkin" in text_of(signed_in(account(here.aino)).get("/my/sign/"))


def test_the_part_for_other_pages_is_a_plain_form_of_its_own() -> None:
    with clock.at(DAY):
        page = Template('{% include "meetings/_call_tomorrow.html" %}').render(RequestContext(RequestFactory().get("/"), {}))
    assert page.count("<form") == 1
    assert 'action="/my/sign/call"' in page
    assert "csrfmiddlewaretoken" in page


# ---------------------------------------------------------------- the worker's today


def test_today_has_the_days_times_and_the_count_of_untaken_contacts(here: Village) -> None:
    soon = do(here.ville, actions.propose, youth=here.aino, starts_at=clock.now() + timedelta(hours=2), way="visit")
    off = do(here.ville, actions.propose, youth=here.aino, starts_at=clock.now() + timedelta(hours=3), way="visit")
    cant = do(here.ville, actions.propose, youth=here.aino, starts_at=clock.now() + timedelta(hours=4), way="visit")
    proposed(here)
    do(here.ville, actions.call_off, meeting=off, why="Koulutus.")
    do(account(here.aino), actions.answer, meeting=cant, answer="cant")
    logged(here)
    do(here.ville, actions.take_contact, contact=logged(here))
    found = today_of(here.ville)
    assert ([row.pk for row in found.times], found.untaken) == ([soon.pk], 1)
    assert today_of(here.leena) == Today(wishes=[], quiet=[], signs=[], times=[], untaken=0)


def test_an_own_account_without_anybody_responsible_still_has_its_pages(here: Village) -> None:
    with as_owner():
        User.objects.filter(pk=here.ville.pk).update(name="")
    aino = signed_in(account(here.aino))
    agreed(here)
    assert "työntekijäsi kysyy, miten menee" in text_of(aino.get("/my/meetings/"))
    do(account(here.aino), actions.wish_call, youth=here.aino)
    assert "Pyysit soittoa." in text_of(aino.get("/my/sign/"))
    assert statements(aino, "/my/meetings/") <= 10
    assert ContactMade.objects.whole(WHY).count() == 0
