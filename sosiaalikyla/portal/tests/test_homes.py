"""First pages: the young person's next thing, the worker's days near, the manager's board without anybody's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from sosiaalikyla.access.models import User
from sosiaalikyla.audit.models import Entry
from sosiaalikyla.base import clock
from sosiaalikyla.journal import models as journal
from sosiaalikyla.journal import refresh
from sosiaalikyla.journal.models import Stale
from sosiaalikyla.meetings import actions as meetings
from sosiaalikyla.meetings import actions as touch
from sosiaalikyla.paths import actions
from sosiaalikyla.paths.models import CheckDay
from sosiaalikyla.paths.tests.ground import DAY, WHY, Village, account, brought_up, do, publish, village
from sosiaalikyla.people import actions as people
from sosiaalikyla.people import looked
from sosiaalikyla.people.models import Youth
from sosiaalikyla.people.tests import factories
from sosiaalikyla.people.tests.factories import signed_in, statements
from sosiaalikyla.plans import actions as plans
from sosiaalikyla.plans.models import PromiseDay
from sosiaalikyla.plans.refresh import refresh as promises_of
from sosiaalikyla.portal import workday
from tests.ground import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Iterator[Village]:
    with clock.at(DAY):
        found = village()
        brought_up(found.aino, found.ville)
        settle()
        yield found


def settle() -> None:
    """As after the clockwork has gone round: nothing waits for a refresh."""
    with as_owner():
        Stale.objects.all().delete()


def home(who: User) -> str:
    """What is read on somebody's first page."""
    return text_of(who, "/my/")


def text_of(who: User, address: str) -> str:
    answer = signed_in(who).get(address)
    assert answer.status_code == 200
    body = answer.content.decode()
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body[body.index("<main") :]))
    return re.sub(r"\s+([.,:)])", r"\1", words)


# ---------------------------------------------------------------- the young person


def test_the_young_person_reads_what_comes_next_and_who_helps(here: Village) -> None:
    page = home(account(here.aino))
    assert "Hei Aino" in page
    assert "Seuraavaksi:" in page
    assert "Oma työntekijäsi" in page
    assert "vastaa saman päivän aikana" in page
    assert "Ville" in page


def test_whoever_stands_in_today_is_named(here: Village) -> None:
    factories.cover(here.ville, here.sirpa)
    assert "Tänään sijaisena on Sirpa." in home(account(here.aino))
    with clock.at(DAY + timedelta(days=14)):
        assert "Sirpa" not in home(account(here.aino))


def test_the_questions_of_a_check_near_are_offered_until_they_are_answered(here: Village) -> None:
    page = home(account(here.aino))
    assert "Muutama kysymys, kun jaksat." in page
    given = {
        "home": "yes",
        "money": "unknown",
        "worker_met": "yes",
        "plan": "no",
        "someone": "yes",
        "mood": "bad",
        "id_ok": "yes",
    }
    do(account(here.aino), actions.answer_check, youth=here.aino, phase="build_together", given=given)
    assert 'href="/my/path/checks/build_together/"' not in signed_in(account(here.aino)).get("/my/").content.decode()


def test_the_young_persons_home_asks_at_most_ten_questions_of_the_database(here: Village) -> None:
    assert statements(signed_in(account(here.aino))) <= 10


def test_after_two_quiet_months_nothing_needs_explaining(here: Village) -> None:
    do(here.ville, touch.log_contact, youth=here.aino, way="call", reached=True)
    do(here.ville, touch.log_contact, youth=here.aino, way="call", reached=False)
    aino = account(here.aino)
    assert "Kiva, että tulit" not in home(aino)
    for days, quiet in ((55, False), (56, True)):
        with clock.at(DAY + timedelta(days=days)):
            assert ("Kiva, että tulit. Mitään ei tarvitse selittää." in home(aino)) is quiet
    with clock.at(DAY + timedelta(days=70)):
        page = home(aino)
        for words in ("Lähetä merkki: Ville", "Olen ok", "En vielä", "Oikeutesi jatkuu", "Tätä ei lueta heti"):
            assert words in page
        assert "Yksi asia ei odota" not in page
        settle()
        assert statements(signed_in(aino)) <= 10
        visit = signed_in(aino)
        assert visit.post("/my/sign/", {"what": "ok"}).status_code == 302
        assert "Kiva, että tulit" not in home(aino), "in touch again"


def test_visits_here_are_no_contact(here: Village) -> None:
    do(here.ville, touch.log_contact, youth=here.aino, way="call", reached=True)
    with clock.at(DAY + timedelta(days=50)):
        home(account(here.aino))
        do(account(here.aino), actions.mark_step, youth=here.aino, step="health_handed", status="done")
    with clock.at(DAY + timedelta(days=60)):
        assert "Kiva, että tulit" in home(account(here.aino))


def test_in_the_first_weeks_of_an_own_home_a_few_things_are_enough(here: Village) -> None:
    do(account(here.aino), actions.set_anchor, youth=here.aino, anchor="move_in", day=DAY)
    brought_up(here.aino, here.ville)
    do(here.ville, meetings.propose, youth=here.aino, starts_at=clock.now() + timedelta(days=1), way="call")
    page = home(account(here.aino))
    assert "Ensimmäiset viikot omassa kodissa: nämä riittävät" in page
    assert "Ville soittaa sinulle tiistaina 3. maaliskuuta klo 12." in page
    assert "Tuntuuko ilta pitkältä" in page
    assert "Muutama kysymys" not in page
    with clock.at(DAY + timedelta(days=21)):
        assert "Ensimmäiset viikot" not in home(account(here.aino))


def test_what_does_not_wait_and_what_was_promised_stand_on_the_first_page(here: Village) -> None:
    day = clock.today()
    do(here.ville, plans.note_decision, youth=here.aino, what="Kelan päätös", made_on=day, told_on=day)
    do(here.ville, plans.promise, youth=here.aino, text="Soitan Kelaan.", due=day + timedelta(days=20))
    assert "Yksi asia ei odota" not in home(account(here.aino))
    with clock.at(DAY + timedelta(days=20)):
        page = home(account(here.aino))
        assert "Kelan päätös: viimeinen päivä pyytää muutosta on keskiviikkona 1. huhtikuuta." in page
        assert "Ville on luvannut: Soitan Kelaan. Päivä: sunnuntaina 22. maaliskuuta." in page
        settle()
        assert statements(signed_in(account(here.aino))) <= 10


def test_one_without_a_path_yet_has_a_first_page(here: Village) -> None:
    assert "Hei Eetu" in home(account(here.eetu))


# ---------------------------------------------------------------- the worker


def test_what_is_near_stands_in_the_order_of_days_with_names(here: Village) -> None:
    noor = factories.youth("Noor", here.ville)
    factories.placement(noor, begins=-400, ends=5)
    brought_up(noor, here.ville)
    do(here.ville, meetings.propose, youth=noor, starts_at=clock.now() + timedelta(days=2), way="call")
    page = text_of(here.ville, "/people/near/")
    days = [(int(month), int(day)) for day, month in re.findall(r"\b(?:ma|ti|ke|to|pe|la|su) (\d+)\.(\d+)\.", page)]
    assert days
    assert days == sorted(days)
    assert page.index("puhelu klo 12") < page.index("Sijoitus päättyy")
    assert "Noor" in page
    assert "Eetu" not in page
    assert "kysymystä odottaa" in page


def test_what_is_done_or_not_wanted_and_one_who_has_died_are_not_near(here: Village) -> None:
    do(here.ville, actions.mark_step, youth=here.aino, step="health_handed", status="done")
    before = signed_in(here.ville).get("/my/").content.decode()
    with clock.at(DAY + timedelta(days=20)):
        brought_up(here.aino, here.ville)
        visit = signed_in(here.ville)
        near = visit.get("/my/").content.decode()
        assert "steps/home_found/" in near
        assert "steps/health_handed/" not in near
        do(account(here.aino), actions.mark_step, youth=here.aino, step="home_found", status="refused_now")
        brought_up(here.aino, here.ville)
        assert "steps/home_found/" not in visit.get("/my/").content.decode()
    assert "Aino" in before
    with as_owner():
        Youth.objects.whole(WHY).filter(pk=here.aino.pk).update(died_on=DAY)
        CheckDay.objects.whole(WHY).filter(youth=here.aino, phase="build_together").update(due=DAY)
    assert "Aino" not in home(here.ville)


def test_what_the_young_person_has_just_said_is_in_the_workers_day_before_the_clock_has_gone_round(here: Village) -> None:
    with clock.at(DAY + timedelta(days=20)):
        brought_up(here.aino, here.ville)
        visit = signed_in(here.ville)
        assert "steps/home_found/" in visit.get("/my/").content.decode()
        do(account(here.aino), actions.mark_step, youth=here.aino, step="home_found", status="refused_now")
        assert "steps/home_found/" not in visit.get("/my/").content.decode()


def test_when_many_wait_at_once_the_workers_day_leaves_the_rest_to_the_clock(
    here: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[int] = []
    monkeypatch.setattr(refresh, "REFRESHERS", [done.append])
    for number in range(8):
        one = factories.youth(f"Nuori {number}", here.ville, account=False)
        with as_owner():
            journal.record(one.pk, "taken_in", by="job:test")
    assert "Nuori 7" in home(here.ville)
    assert len(done) == workday.REFRESHED_AT_MOST


def test_a_step_that_newer_versions_left_out_still_has_its_name_for_those_who_follow_the_old_one(here: Village) -> None:
    def without(content: dict) -> None:
        for phase in content["phases"]:
            phase["steps"] = [step for step in phase["steps"] if step["key"] != "home_found"]

    publish("from_substitute_care_to_aftercare", without)
    with clock.at(DAY + timedelta(days=20)):
        page = signed_in(here.ville).get("/my/").content.decode()
    assert re.search(r'steps/home_found/">[^<]+</a>', page)


def test_a_worker_with_nothing_near_reads_so(here: Village) -> None:
    page = home(here.kaisa)
    assert "Mikään ei paina päälle" in page
    assert "Ei vielä ketään." in page


def test_a_deputy_sees_whom_the_other_is_responsible_for(here: Village) -> None:
    factories.cover(here.ville, here.sirpa)
    assert "vastuussa: Ville" in home(here.sirpa)


def test_the_workers_day_asks_at_most_twelve_questions_with_three_young_people_and_with_thirty(here: Village) -> None:
    def young(count: int) -> None:
        for number in range(count):
            one = factories.youth(f"Nuori {number}", here.ville, account=False)
            factories.placement(one, ends=number + 1)
            with as_owner():
                CheckDay.objects.whole(WHY).create(
                    youth=one, phase="build_together", due=DAY, waiting=2, said_no=0, responsible=here.ville
                )

    young(2)
    pages = ("/my/", "/people/near/", "/people/")
    few = [statements(signed_in(here.ville), page) for page in pages]
    assert max(few) <= 12
    young(27)
    assert [statements(signed_in(here.ville), page) for page in pages] == few


def test_five_lines_stand_in_the_order_of_harm_and_the_rest_is_a_tap_away(here: Village) -> None:
    noor, day = factories.youth("Noor", here.ville), clock.today()
    do(account(here.aino), touch.wish_call, youth=here.aino)
    do(account(noor), touch.agree_quiet, youth=noor, days=14)
    do(here.ville, touch.log_contact, youth=here.aino, way="call", reached=True)
    do(here.ville, plans.note_decision, youth=here.aino, what="Kelan päätös", made_on=day, told_on=day)
    do(here.ville, plans.promise, youth=here.aino, text="Soitan Kelaan.", due=day + timedelta(days=2))
    with clock.at(DAY + timedelta(days=20)):
        brought_up(here.aino, here.ville)
        page = home(here.ville)
        said = [
            "Muutoksen pyytämisen viimeiset päivät", "Ei vielä kotia, sijoitus päättyy", "Luvattu",
            "Sovittu kysyä, miten menee", "Yhdessä vastattavat kysymykset",
        ]  # fmt: skip
        assert "viisi asiaa ennen muita" in page
        assert [page.index(words) for words in said] == sorted(page.index(words) for words in said)
        assert "myöhässä" in page[page.index("Luvattu") :]
        assert "Kirjaamatta" not in page, "the sixth waits"
        assert "Kirjaamatta: 1" in text_of(here.ville, "/people/near/")


def test_a_promise_left_behind_by_one_who_has_gone_rises_to_who_answers_now(here: Village) -> None:
    do(here.piia, plans.promise, youth=here.aino, text="Tulen mukaan.", due=clock.today() + timedelta(days=1))
    with clock.at(DAY + timedelta(days=1)):
        assert "Tulen mukaan" not in home(here.ville), "it is Piia's and not late"
        assert "Tulen mukaan" in home(here.piia)
    with clock.at(DAY + timedelta(days=3)):
        assert "Tulen mukaan" in home(here.ville)
        assert "Tulen mukaan" not in home(here.sirpa)


def test_a_review_of_the_plan_is_near_within_thirty_days_and_late_after_its_day(here: Village) -> None:
    do(account(here.aino), plans.begin, youth=here.aino)
    do(here.ville, plans.set_review, youth=here.aino, day=DAY + timedelta(days=60))
    for day, told in ((29, False), (30, True), (60, True), (61, True)):
        with clock.at(DAY + timedelta(days=day)):
            page = text_of(here.ville, "/people/near/")
            assert ("Suunnitelma katsotaan uudelleen" in page) is told, day
            assert "Suunnitelma katsotaan uudelleen" not in text_of(here.sirpa, "/people/near/")


def test_names_beyond_three_are_counted(here: Village) -> None:
    for number in range(5):
        one = factories.youth(f"Nuori {number}", here.ville, account=False)
        factories.placement(one, ends=number + 1)
    page = home(here.ville)
    assert "Nuori 2" in page[: page.index("ja 3 muuta")]
    assert "Nuori 3" not in page[: page.index("ja 3 muuta")]


# ---------------------------------------------------------------- the manager


def board(here: Village, count: int, **more: object) -> None:
    for number in range(count):
        one = factories.youth(f"Salanimi{number}", here.ville, account=False)
        words = {"due": DAY - timedelta(days=number), "waiting": 1, "said_no": 0, "responsible": here.ville}
        words["board_org"] = factories.county()
        with as_owner():
            CheckDay.objects.whole(WHY).create(youth=one, phase="build_together", **{**words, **more})


def test_the_board_tells_days_counts_and_whom_to_ask_and_names_nobody_young(here: Village) -> None:
    board(here, 3)
    page = signed_in(here.marja).get("/my/").content.decode()
    with as_owner():
        names = list(Youth.objects.whole(WHY).values_list("used_name", flat=True))
        keys = [str(key) for key in Youth.objects.whole(WHY).values_list("uuid", flat=True)]
    assert len(names) == 5
    for word in (*names, *keys):
        assert word not in page, word
    assert "Ville" in page
    assert "myöhässä" in page


def test_the_board_shows_only_the_rows_of_ones_own_organisation_and_of_those_without_turvakielto(here: Village) -> None:
    with as_owner():
        CheckDay.objects.whole(WHY).all().delete()
    board(here, 2)
    board(here, 1, board_org=factories.county("Keski-Pohjanmaan hyvinvointialue", "18"), responsible=here.kaisa)
    board(here, 1, board_org=None, responsible=here.piia)
    board(here, 1, waiting=0)
    board(here, 1, due=DAY + timedelta(days=90))
    page = home(here.marja)
    assert text_of(here.marja, "/board/").count("Ville") == 2
    assert "2 siirtymää kaipaa tekijää" in page
    assert "Kaisa" not in page
    assert "Piia" not in page


def test_a_manager_who_saw_no_name_leaves_a_line_that_says_so(here: Village) -> None:
    brought_up(here.aino, here.ville)
    board(here, 1)
    home(here.marja)
    with as_owner():
        entry = Entry.objects.get(actor=f"user:{here.marja.pk}", kind="page")
    assert entry.what == "board"
    assert "ei nimeäsi" in looked.sentence(entry)


def test_one_under_turvakielto_is_on_nobodys_board(here: Village) -> None:
    factories.protected(here.aino, here.marja)
    brought_up(here.aino, here.ville)
    assert "Mikään ei odota päätöstäsi" in home(here.marja)


def test_checks_and_promises_leave_the_board_in_the_moment_protection_begins_and_come_back(here: Village) -> None:
    salme = factories.staff("Salme", factories.county(), role="manager")
    do(here.ville, plans.promise, youth=here.aino, text="Soitan.", due=clock.today())
    plan_days(here.aino.pk)

    def on_a_board() -> set[bool]:
        with as_owner():
            rows = [each for model in (CheckDay, PromiseDay) for each in model.objects.whole(WHY).filter(youth=here.aino)]
        return {row.board_org_id is not None for row in rows}

    assert on_a_board() == {True}
    do(here.ville, people.protect, youth=here.aino, supervisor=salme, municipality="K", address="S", phone="")
    assert on_a_board() == {False}
    do(here.ville, people.unprotect, youth=here.aino, keep_phone=False)
    brought_up(here.aino, here.ville)
    plan_days(here.aino.pk)
    assert on_a_board() == {True}


def test_the_managers_board_asks_at_most_twelve_questions_with_three_rows_and_with_thirty(here: Village) -> None:
    board(here, 3)
    few = [statements(signed_in(here.marja), page) for page in ("/my/", "/board/")]
    assert max(few) <= 12
    board(here, 27)
    assert [statements(signed_in(here.marja), page) for page in ("/my/", "/board/")] == few


def test_the_board_shows_five_and_a_no_that_can_still_be_helped_comes_first(here: Village) -> None:
    with as_owner():
        CheckDay.objects.whole(WHY).all().delete()
    board(here, 60)
    board(here, 1, due=DAY + timedelta(days=9), said_no=1, waiting=0)
    page = home(here.marja)
    assert "61 siirtymää kaipaa tekijää" in page
    assert "5 kiireisintä siirtymää" in page
    dates = list(dict.fromkeys(re.findall(r"\b(\d+\.\d+\.2026)", page)))
    assert dates[:3] == ["11.3.2026", "1.3.2026", "28.2.2026"]
    assert "sivu 1 / 2" in text_of(here.marja, "/board/")
    assert signed_in(here.marja).get("/board/?page=2").status_code == 200
    for wrong in ("3", "0", "x", "-1"):
        assert signed_in(here.marja).get(f"/board/?page={wrong}").status_code == 404


def test_from_a_line_of_the_board_another_worker_is_named_without_learning_who_the_young_person_is(here: Village) -> None:
    board(here, 1)
    page = signed_in(here.marja).get("/my/").content.decode()
    address = re.search(r"/board/[0-9a-f-]{36}/responsible/", page)
    assert address
    answer = signed_in(here.marja).get(address.group())
    assert answer.status_code == 200
    assert "Salanimi" not in answer.content.decode()


def test_late_promises_are_counted_for_a_team_and_never_for_one(here: Village) -> None:
    owners = (here.ville, here.piia, here.leena)
    for owner in owners[:2]:
        do(owner, plans.promise, youth=here.aino, text="Soitan.", due=clock.today())
    with clock.at(DAY + timedelta(days=2)):
        plan_days(here.aino.pk)
        assert "myöhässä tiimissäsi" not in home(here.marja)
    do(owners[2], plans.promise, youth=here.aino, text="Soitan.", due=clock.today())
    with clock.at(DAY + timedelta(days=2)):
        plan_days(here.aino.pk)
        page = home(here.marja)
        assert "3 lupausta nuorille on myöhässä tiimissäsi" in page
        assert "Soitan" not in page


def plan_days(youth_id: int) -> None:
    with as_owner():
        promises_of(youth_id)


# ---------------------------------------------------------------- others


def test_an_adult_of_substitute_care_is_led_to_shared_paths_and_an_administrator_to_nobody(here: Village) -> None:
    antti = factories.staff("Antti", factories.county(), role="administrator")
    assert "Sinulle jaetut polut" in home(here.jonna)
    page = home(antti)
    assert "Tehtävässäsi et näe kenenkään nuoren tietoja." in page
    assert "Aino" not in page


def test_the_anonymous_are_led_to_sign_in() -> None:
    assert Client().get("/my/")["Location"].startswith("/sign-in/")
