"""Pages of a change of worker: what each reads, what a button does, and how little the database is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from sosiaalikyla.access.models import User
from sosiaalikyla.base import clock
from sosiaalikyla.handovers import actions
from sosiaalikyla.handovers.models import Handover, Proposal, Wish
from sosiaalikyla.handovers.refresh import refresh
from sosiaalikyla.handovers.tests.ground import (
    DAY,
    WHY,
    WORDS,
    Village,
    accepted,
    account,
    day_of,
    do,
    handed_over,
    later,
    met,
    proposed,
    row,
    seen_by,
    suggested,
    village,
)
from sosiaalikyla.journal.models import Stale
from sosiaalikyla.people import actions as people
from sosiaalikyla.people.models import Youth
from sosiaalikyla.people.tests import factories
from sosiaalikyla.people.tests.factories import signed_in, statements
from sosiaalikyla.plans import actions as plans
from tests.ground import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Iterator[Village]:
    with clock.at(DAY):
        yield village()


def read(visit: Client, address: str) -> str:
    answer = visit.get(address)
    assert answer.status_code == 200, address
    body = answer.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body[body.index("<main") :])).replace(" .", ".")


def page_of(youth: Youth) -> str:
    return f"/people/{youth.uuid}/handover/"


def settle(youth: Youth) -> None:
    with as_owner():
        refresh(youth.pk)
        Stale.objects.all().delete()


# ---------------------------------------------------------------- the young person


def test_the_young_person_may_always_say_that_they_would_like_another(here: Village) -> None:
    visit = signed_in(account(here.aino))
    page = read(visit, "/my/worker/")
    assert "Haluaisitko toisen työntekijän?" in page
    assert "Syytä ei tarvita" in page
    assert "mutta ei nimeäsi" in page
    assert visit.post("/my/worker/", {"do": "another", "words": "Emme löydä aikaa."}).status_code == 302
    page = read(visit, "/my/worker/")
    assert "Olet toivonut toista työntekijää" in page
    assert "Emme löydä aikaa." in page
    assert "Joku vastaa sinusta joka päivä." in page


def test_the_young_person_reads_what_happens_and_tells_what_they_want_told(here: Village) -> None:
    visit = signed_in(account(here.aino))
    accepted(here.aino, here.ville, here.sirpa)
    page = read(visit, "/my/worker/")
    assert "Uusi työntekijäsi on Sirpa" in page
    assert "Tapaatte kolmestaan" in page
    assert "Viralliset asiakirjat menevät lain mukaan" in page
    assert "703/2023 9 §" in page
    assert "tarkistettu 21.11.2026" in page
    assert "Tätä ei lueta heti." in page
    wrong = visit.post("/my/worker/", {"do": "wish", "kind": "tell", "text": ""})
    assert wrong.status_code == 422
    assert visit.post("/my/worker/", {"do": "wish", "kind": "dont_tell", "text": "Älä kerro siskostani."}).status_code == 302
    assert visit.post("/my/worker/", {"do": "feeling", "kind": "stay", "text": ""}).status_code == 302
    assert visit.post("/my/worker/", {"do": "none"}).status_code == 302
    wish = next(each for each in seen_by(account(here.aino), Wish) if each.kind == "dont_tell")
    assert visit.post("/my/worker/", {"do": f"back-{wish.uuid}"}).status_code == 302
    assert "olet perunut tämän" in read(visit, "/my/worker/")
    assert visit.post("/my/worker/", {"do": "check", "answer": "good"}).status_code == 422, "it isn't asked yet"


def test_what_a_worker_typed_waits_for_the_young_persons_own_tick(here: Village) -> None:
    handover = suggested(here.aino, here.ville)
    wish = do(here.ville, actions.tell, handover=handover, kind="tell", text="Kerro koirasta.")
    visit = signed_in(account(here.aino))
    assert "Ville kirjoitti tämän. Onko se oikein?" in read(visit, "/my/worker/")
    assert "Aino ei ole vielä lukenut" in read(signed_in(here.ville), page_of(here.aino))
    assert visit.post("/my/worker/", {"do": f"right-{wish.uuid}"}).status_code == 302
    assert "ei ole vielä lukenut" not in read(signed_in(here.ville), page_of(here.aino))


def test_a_vacancy_is_called_one_on_the_home_and_on_the_page(here: Village) -> None:
    board = factories.responsibility(here.aino)
    do(here.marja, actions.sudden_leave, relation=board, takes_over=here.sirpa, for_good=False, why="Ville lopetti.")
    settle(here.aino)
    visit = signed_in(account(here.aino))
    for address in ("/my/", "/my/worker/"):
        assert "Työntekijääsi haetaan, siihen asti Sirpa" in read(visit, address)


def test_four_weeks_after_the_question_is_asked_of_both_and_answered_once(here: Village) -> None:
    handover = handed_over(here.aino, here.ville, here.sirpa)
    visit, sirpa = signed_in(account(here.aino)), signed_in(here.sirpa)
    settle(here.aino)
    assert "Miten työntekijän vaihto meni?" not in read(visit, "/my/")
    with clock.at(later(28)):
        settle(here.aino)
        assert "Miten työntekijän vaihto meni?" in read(visit, "/my/")
        assert visit.post("/my/worker/", {"do": "check"}).status_code == 422
        assert visit.post("/my/worker/", {"do": "check", "answer": "good", "words": "Hyvin."}).status_code == 302
        assert sirpa.post(page_of(here.aino), {"do": "answer_check", "answer": "mixed"}).status_code == 302
        page = read(visit, "/my/worker/")
        assert "Sinä: Hyvä – Hyvin." in page
        assert "Sirpa: Vähän molempia" in page
        assert row(handover).closed_how == "answered"
        assert "Jotain jäi vaihdossa tekemättä:" in read(sirpa, page_of(here.aino)), "she said yes on the very day"


# ---------------------------------------------------------------- workers


def test_from_the_first_word_to_the_change_by_the_pages_alone(here: Village) -> None:
    ville, sirpa, address = signed_in(here.ville), signed_in(here.sirpa), page_of(here.aino)
    assert "Aloita vaihto" in read(ville, address)
    assert ville.post(address, {"do": "suggest", "deadline": later(30).isoformat()}).status_code == 302
    page = read(ville, address)
    assert "Mitään ei ole sanottu. Se ei ole vastaus" in page
    assert "Käykää yhdessä läpi" in page
    ask = {"do": "propose", "receiver": str(here.sirpa.uuid), "words": WORDS, "change_by": later(30).isoformat()}
    assert ville.post(address, {**ask, "words": ""}).status_code == 422
    assert ville.post(address, ask).status_code == 302
    assert "Odottaa vastausta: Sirpa" in read(ville, address)

    asked = f"/asked/{seen_by(here.sirpa, Proposal)[0].uuid}/"
    assert "Kysyjä: Ville" in read(sirpa, "/my/")
    page = read(sirpa, asked)
    assert WORDS in page
    assert "Aino" not in page
    assert sirpa.post(asked, {"do": "accept"}).status_code == 302
    assert sirpa.get(asked).status_code == 404
    assert "Aino" in read(sirpa, "/people/")

    assert (
        ville.post(address, {"do": "set_meeting", "day": later(3).isoformat(), "time": "13:00", "place": ""}).status_code
        == 302
    )
    assert "Sovittu:" in read(ville, address)
    with clock.at(later(3)):
        assert ville.post(address, {"do": "hold_meeting", "on": later(0).isoformat()}).status_code == 302
        assert "Olette tavanneet kolmestaan" in read(ville, address)
        assert ville.post(address, {"do": "hand_over", "from_day": (DAY - timedelta(1)).isoformat()}).status_code == 422
        assert ville.post(address, {"do": "hand_over", "from_day": later(0).isoformat()}).status_code == 302
        assert "Sirpa vastaa" in read(ville, address)
        assert ville.post(address, {"do": "hand_over", "from_day": later(0).isoformat()}).status_code == 404


def test_a_no_is_read_by_the_one_who_asked_and_rises_to_the_manager(here: Village) -> None:
    handover, proposal = proposed(here.aino, here.ville, here.sirpa)
    sirpa, asked = signed_in(here.sirpa), f"/asked/{proposal.uuid}/"
    assert sirpa.post(asked, {"do": "refuse", "why": ""}).status_code == 422
    assert sirpa.post(asked, {"do": "refuse", "why": "Liian monta nuorta."}).status_code == 302
    page = read(signed_in(here.ville), page_of(here.aino))
    assert "Sirpa ei voi ottaa vastaan, kysy toista" in page
    assert "Liian monta nuorta." in page
    assert day_of(handover).step == "find"
    marja, address = signed_in(here.marja), f"/board/handovers/{handover.uuid}/"
    settle(here.aino)
    assert "työntekijän vaihto odottaa" not in read(marja, "/my/")
    with clock.at(later(11)):
        page = read(marja, "/my/")
        assert "1 työntekijän vaihto odottaa sinua" in page
        assert "Vaihto ilman vastaanottajaa" in page
        assert "Aino" not in page
        page = read(marja, address)
        assert "Liian monta nuorta." in page
        assert "Aino" not in page
        ask = {"do": "propose", "receiver": str(here.roosa.uuid), "words": WORDS, "change_by": later(20).isoformat()}
        assert marja.post(address, ask).status_code == 302
    assert len(seen_by(here.roosa, Proposal)) >= 1
    assert marja.post(address, {"do": "accept"}).status_code == 422
    assert marja.post(address, {"do": "withdraw", "why": "Jatketaan."}).status_code == 302
    assert marja.get(address).status_code == 404


def test_a_step_near_its_day_stands_among_the_workers_days(here: Village) -> None:
    suggested(here.aino, here.ville)
    settle(here.aino)
    ville = signed_in(here.ville)
    assert "Vaihto ilman vastaanottajaa" not in read(ville, "/my/")
    with clock.at(later(5)):
        assert "Vaihto ilman vastaanottajaa" in read(ville, "/my/")


def test_whoever_only_reads_is_offered_no_button_and_a_post_finds_nothing(here: Village) -> None:
    suggested(here.aino, here.ville)
    for who in (here.lasse, here.roosa):
        visit = signed_in(who)
        assert "Peru vaihto" not in read(visit, page_of(here.aino))
        assert visit.post(page_of(here.aino), {"do": "withdraw", "why": "x"}).status_code == 404
    assert signed_in(here.kaisa).get(page_of(here.aino)).status_code == 404


# ---------------------------------------------------------------- the manager


def leaves(who: User, how: str, **more: str) -> dict[str, str]:
    return {"worker": str(who.uuid), "how": how, "takes_over": "", "deadline": "", "why": "", **more}


def test_a_worker_who_leaves_leaves_nobody_without(here: Village) -> None:
    other = factories.youth("Toinen", here.ville)
    marja, address = signed_in(here.marja), "/board/leaving/"
    assert marja.post(address, leaves(here.ville, "until_found")).status_code == 422
    assert marja.post(address, leaves(here.ville, "planned")).status_code == 422
    assert marja.post(address, leaves(here.leena, "planned", deadline=later(9).isoformat())).status_code == 422
    planned = leaves(here.ville, "planned", deadline=later(40).isoformat())
    assert marja.post(address, planned).status_code == marja.post(address, planned).status_code == 302
    with as_owner():
        assert Handover.objects.whole(WHY).count() == 2, "one each, also when it is said twice"
    now = leaves(here.ville, "until_found", takes_over=str(here.sirpa.uuid), why="Ville lopetti työnsä.")
    assert marja.post(address, now).status_code == 302
    for youth in (here.aino, other):
        assert "Työntekijääsi haetaan, siihen asti Sirpa" in read(signed_in(account(youth)), "/my/worker/")


def test_of_one_under_turvakielto_only_the_named_supervisor_tells_of_the_leaving(here: Village) -> None:
    salme = factories.staff("Salme", factories.county(), role="manager")
    factories.protected(here.aino, salme)
    now = leaves(here.ville, "for_good", takes_over=str(here.sirpa.uuid), why="Ville lopetti työnsä.")
    assert signed_in(here.marja).post("/board/leaving/", now).status_code == 422
    assert "Ville" in read(signed_in(account(here.aino)), "/my/people/")
    planned = leaves(here.ville, "planned", deadline=later(40).isoformat())
    assert signed_in(salme).post("/board/leaving/", planned).status_code == 302
    assert signed_in(salme).post("/board/leaving/", now).status_code == 302
    assert "Sirpa on oma työntekijäsi" in read(signed_in(account(here.aino)), "/my/worker/")


# ---------------------------------------------------------------- how little is asked


def test_pages_ask_the_database_little_also_when_much_has_been_said(here: Village) -> None:
    handover = met(here.aino, here.ville, here.sirpa)
    visits = (
        (signed_in(account(here.aino)), "/my/worker/", 10),
        (signed_in(here.ville), page_of(here.aino), 12),
        (signed_in(here.marja), f"/board/handovers/{handover.uuid}/", 12),
    )
    settle(here.aino)

    def counts() -> list[int]:
        return [statements(visit, address) for visit, address, _most in visits]

    few = counts()
    for number in range(30):
        do(account(here.aino), actions.tell, handover=handover, kind="tell", text=f"Kerro {number}.")
    settle(here.aino)
    assert counts() == few
    assert [(count, most) for count, (_v, _a, most) in zip(few, visits, strict=True) if count > most] == []


def test_homes_ask_as_many_questions_with_thirty_changes_as_with_three(here: Village) -> None:
    def counts(how_many: int) -> tuple[int, int]:
        for _ in range(how_many):
            youth = factories.youth("Nuori", here.ville)
            suggested(youth, here.ville)
            settle(youth)
        with clock.at(later(20)):
            return statements(signed_in(here.ville), "/my/"), statements(signed_in(here.marja), "/my/")

    few = counts(3)
    assert counts(27) == few
    assert max(few) <= 12


def test_open_promises_of_the_one_who_leaves_stand_on_the_page_until_somebody_has_them(here: Village) -> None:
    handover = accepted(here.aino, here.ville, here.sirpa)
    row = do(here.ville, plans.promise, youth=here.aino, text="Soitan vuokranantajalle.", due=later(9))
    for who in (here.ville, here.sirpa):
        assert "Soitan vuokranantajalle." in read(signed_in(who), page_of(here.aino))
    do(here.ville, actions.hold_meeting, handover=handover, on=later(0))
    do(here.ville, actions.hand_over, handover=handover, from_day=later(0))
    assert "Soitan vuokranantajalle." in read(signed_in(here.sirpa), page_of(here.aino))
    do(here.sirpa, plans.hand_promise_to, promise=row, owner=here.sirpa)
    assert "Soitan vuokranantajalle." not in read(signed_in(here.sirpa), page_of(here.aino))


def test_a_change_to_come_that_another_overtakes_is_over_and_nobody_is_promised_one_who_never_comes(here: Village) -> None:
    handover = met(here.aino, here.ville, here.sirpa)
    do(here.ville, actions.hand_over, handover=handover, from_day=later(5))
    settle(here.aino)
    visit = signed_in(account(here.aino))
    assert "Sirpa" in read(visit, "/my/worker/")
    do(here.marja, people.change_responsible, relation=factories.responsibility(here.aino), to=here.piia, from_day=later(0))
    settle(here.aino)
    found = row(handover)
    assert (found.closed_on, found.closed_how, found.closed_why) == (later(0), "unanswered", "overtaken")
    assert "Sirpa ryhtyy" not in read(visit, "/my/")
    assert "Vastuu vaihtui muuten ennen tätä vaihtoa." in read(signed_in(here.piia), page_of(here.aino))
