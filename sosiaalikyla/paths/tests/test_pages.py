"""The path's pages: the young person's and the worker's, who comes in, what is said, what is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import translation

from sosiaalikyla.audit.models import Entry
from sosiaalikyla.base import clock
from sosiaalikyla.journal.models import Stale
from sosiaalikyla.paths import actions, versions
from sosiaalikyla.paths.models import AnchorDay, CheckAnswer, Following, MemoryTick, OwnStation, PathShare, StepMark
from sosiaalikyla.paths.tests.ground import DAY, WHY, Village, account, brought_up, do, publish, seen_by, village
from sosiaalikyla.people import actions as people
from sosiaalikyla.people.tests.factories import signed_in, statements
from tests.ground import as_owner

pytestmark = pytest.mark.django_db
MODEL = "from_substitute_care_to_aftercare"
OWN = [
    "path/", "path/print/", "path/steps/first_meeting/", "path/checks/build_together/", "path/stations/", "path/days/",
    "path/newer/", "path/shared/",
]  # fmt: skip
THEIRS = [page for page in OWN if page != "path/stations/"]


@pytest.fixture
def here() -> Iterator[Village]:
    with clock.at(DAY):
        found = village()
        brought_up(found.aino, found.ville)
        yield found


def text_of(response: object) -> str:
    """What is read on the page, without tags."""
    body = response.content.decode()  # type: ignore[attr-defined]
    main = body[body.index("<main") :]
    return re.sub(r"\s+([.,)])", r"\1", re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))).replace("( ", "(")


def settle(here: Village) -> None:
    """As after the clockwork has gone round: nothing waits for a refresh."""
    brought_up(here.aino, here.ville)
    with as_owner():
        Stale.objects.all().delete()


# ---------------------------------------------------------------- who comes in


def test_each_own_page_opens_for_the_young_person_and_each_of_theirs_for_their_workers(here: Village) -> None:
    aino, ville = signed_in(account(here.aino)), signed_in(here.ville)
    for page in OWN:
        assert aino.get(f"/my/{page}").status_code == 200, page
    for page in THEIRS:
        assert ville.get(f"/people/{here.aino.uuid}/{page}").status_code == 200, page


@pytest.mark.parametrize("who", ["sirpa", "kaisa", "marja", "jonna", "eetu"])
def test_for_strangers_the_pages_are_not_there(here: Village, who: str) -> None:
    visit = signed_in(account(here.eetu) if who == "eetu" else getattr(here, who))
    for page in THEIRS:
        asked = visit.get(f"/people/{here.aino.uuid}/{page}")
        sent = visit.post(f"/people/{here.aino.uuid}/{page}", {"status": "done", "home": "yes", "take": "1"})
        assert asked.status_code == 404, page
        assert sent.status_code in (404, 405), page
        assert "Aino" not in asked.content.decode() + sent.content.decode()
    with as_owner():
        assert not StepMark.objects.whole(WHY).exists()
        assert not CheckAnswer.objects.whole(WHY).exists()


def test_the_own_pages_are_the_young_persons_only_and_show_each_their_own(here: Village) -> None:
    ville, eetu = signed_in(here.ville), signed_in(account(here.eetu))
    for page in OWN:
        assert ville.get(f"/my/{page}").status_code == 404, page
    assert "Aino" not in eetu.get("/my/path/print/").content.decode()


def test_the_anonymous_are_led_to_sign_in(here: Village) -> None:
    visit = Client()
    for address in (*(f"/my/{page}" for page in OWN), *(f"/people/{here.aino.uuid}/{page}" for page in THEIRS), "/shared/"):
        for answer in (visit.get(address), visit.post(address)):
            assert answer.status_code == 302, address
            assert answer["Location"].startswith("/sign-in/"), address


def test_whoever_leaves_or_is_to_receive_reads_but_does_not_write(here: Village) -> None:
    for who in (here.lasse, here.roosa):
        visit = signed_in(who)
        address = f"/people/{here.aino.uuid}/path/steps/first_meeting/"
        assert visit.get(address).status_code == 200
        assert visit.post(address, {"status": "done"}).status_code == 404
    assert seen_by(here.ville, StepMark) == []


# ---------------------------------------------------------------- the line


def test_the_young_person_reads_where_they_are_what_comes_and_why_the_day_moved(here: Village) -> None:
    do(
        here.ville,
        people.move_placement_end,
        placement=here.placement,
        to=date(2026, 5, 29),
        why="Asunto valmistuu myöhemmin.",
    )
    page = text_of(signed_in(account(here.aino)).get("/my/path/"))
    assert "Polkusi" in page
    assert "(nyt)" in page
    assert "Sijoituksen viimeinen päivä on muuttunut" in page
    assert "Uusi päivä on 29.5.2026. Ennen se oli 1.5.2026. Asunto valmistuu myöhemmin. Ville, 2.3.2026" in page
    assert "viimeistään 12.6.2026" in page, "the first meeting, two weeks after the new day"
    assert "Aino" not in page


def test_the_worker_reads_the_same_line_with_the_name(here: Village) -> None:
    page = text_of(signed_in(here.ville).get(f"/people/{here.aino.uuid}/path/"))
    assert "Polku: Aino" in page
    assert "Nuori näkee saman polun." in page
    assert "Muuta asemia" not in page


def test_the_page_speaks_the_language_of_the_account(here: Village) -> None:
    with as_owner():
        type(here.ville).objects.filter(pk=account(here.aino).pk).update(language="sv")
    page = text_of(signed_in(account(here.aino)).get("/my/path/"))
    assert "Din stig" in page
    assert "Polkusi" not in page
    assert translation.get_language() == "fi"


def test_the_print_is_the_whole_line_on_one_sheet(here: Village) -> None:
    do(account(here.aino), actions.mark_step, youth=here.aino, step="peer_invite", status="not_needed")
    with clock.at(DAY):
        answer = signed_in(here.ville).get(f"/people/{here.aino.uuid}/path/print/")
    page = text_of(answer)
    assert "Polku: Aino" in page
    assert "2.3.2026. Yksi A3, vaakaan." in page
    assert answer.content.decode().count("sheet-drawing") == 1
    with as_owner():
        assert Entry.objects.filter(kind="export", clients=[here.aino.pk], actor=f"user:{here.ville.pk}").exists()


def test_a_path_nobody_has_opened_is_worked_out_on_the_first_visit(here: Village) -> None:
    page = text_of(signed_in(account(here.eetu)).get("/my/path/"))
    assert "Polkusi" in page


# ---------------------------------------------------------------- steps


def test_a_step_tells_who_takes_care_of_it_and_when_and_what_that_is_counted_from(here: Village) -> None:
    page = text_of(signed_in(account(here.aino)).get("/my/path/steps/first_meeting/"))
    assert "Kuka hoitaa" in page
    assert "1.5.2026 – 15.5.2026" in page
    assert "Lasketaan tästä: Sijoitus päättyy" in page
    assert "ei vielä vastausta" in page
    assert "Selviää tästä päivästä" in text_of(signed_in(here.ville).get(f"/people/{here.aino.uuid}/path/steps/keep_home/"))


def test_marking_a_step_keeps_the_voice_and_the_agreed_day(here: Village) -> None:
    aino, ville = signed_in(account(here.aino)), signed_in(here.ville)
    address = f"/people/{here.aino.uuid}/path/steps/first_meeting/"
    answer = ville.post(address, {"status": "agreed", "agreed_day": "2026-05-07"})
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert aino.post("/my/path/steps/first_meeting/", {"status": "agreed", "agreed_day": ""}).status_code == 302
    page = text_of(aino.get("/my/path/steps/first_meeting/"))
    assert "Sovittu päivä 7.5.2026" in page
    assert page.count("Sovittu yhdessä") == 3, "both voices and the button"


def test_a_step_the_young_person_does_not_want_leaves_both_lines(here: Village) -> None:
    aino, ville = signed_in(account(here.aino)), signed_in(here.ville)
    before = text_of(aino.get("/my/path/"))
    title = next(
        step.title.fi
        for row in versions.latest().values()
        for step in versions.version(row.pk).steps
        if step.key == "peer_invite"
    )
    assert title in before
    assert aino.post("/my/path/steps/peer_invite/", {"status": "not_needed"}).status_code == 302
    assert title not in text_of(aino.get("/my/path/"))
    assert title not in text_of(ville.get(f"/people/{here.aino.uuid}/path/"))


def test_what_a_worker_may_not_say_and_a_day_that_is_no_day_are_told_at_the_top_with_the_text_kept(here: Village) -> None:
    ville = signed_in(here.ville)
    address = f"/people/{here.aino.uuid}/path/steps/first_meeting/"
    refused = ville.post(address, {"status": "not_needed", "agreed_day": "2026-05-07"})
    assert refused.status_code == 422
    assert "data-error-summary" in refused.content.decode()
    assert "Vain nuori itse voi sanoa" in text_of(refused)
    assert 'value="2026-05-07"' in refused.content.decode()
    odd = ville.post(address, {"status": "done", "agreed_day": "ensi viikolla"})
    assert odd.status_code == 422
    assert "data-error-summary" in odd.content.decode()
    assert "ensi viikolla" in odd.content.decode()
    assert seen_by(here.ville, StepMark) == []


@pytest.mark.parametrize("page", ["steps/first_meeting/", "checks/build_together/", "stations/", "days/", "shared/"])
def test_an_empty_answer_is_refused_in_words_as_any_bad_one(here: Village, page: str) -> None:
    refused = signed_in(account(here.aino)).post(f"/my/path/{page}")
    assert refused.status_code == 422
    assert "data-error-summary" in refused.content.decode()


def test_a_step_that_is_not_there_is_not_found(here: Village) -> None:
    assert signed_in(account(here.aino)).get("/my/path/steps/no_such_step/").status_code == 404


def test_the_memory_list_is_ticked_on_the_page(here: Village) -> None:
    ville = signed_in(here.ville)
    address = f"/people/{here.aino.uuid}/path/steps/know_your_right/"
    assert ville.post(address, {"item": "told_in_talk", "ticked": "1"})["Location"].endswith("#memory")
    assert "✓" in text_of(ville.get(address))
    assert ville.post(address, {"item": "no_such_line", "ticked": "1"}).status_code == 422
    assert [row.item for row in seen_by(here.ville, MemoryTick)] == ["told_in_talk"]


# ---------------------------------------------------------------- checks


def test_both_answers_stand_side_by_side_on_both_pages(here: Village) -> None:
    aino, ville = signed_in(account(here.aino)), signed_in(here.ville)
    mine, theirs = "/my/path/checks/build_together/", f"/people/{here.aino.uuid}/path/checks/build_together/"
    assert aino.post(mine, {"home": "no", "worker_met": "yes"})["Location"] == f"{mine}#answers"
    assert ville.post(theirs, {"home": "yes"})["Location"] == f"{theirs}#answers"
    own, worker = text_of(aino.get(mine)), text_of(ville.get(theirs))
    assert "Sinä: Ei 2.3.2026" in own
    assert "Ville: Kyllä 2.3.2026" in own
    assert "Aino: Ei 2.3.2026" in worker
    assert "Ville: Kyllä 2.3.2026" in worker
    assert "Mitä sitten tapahtuu:" in worker
    assert "Mitä sitten tapahtuu:" not in own, "the sentence about what follows is written for professionals"
    for page in (own, worker):
        assert "Näette tämän eri tavalla." in page
        assert "ei vielä vastausta" in page


def test_the_form_asks_each_voice_only_what_is_theirs(here: Village) -> None:
    aino, ville = signed_in(account(here.aino)), signed_in(here.ville)
    own = aino.get("/my/path/checks/look_ahead/").content.decode()
    assert 'name="told"' in own
    assert 'name="right_known"' not in own
    theirs = ville.get(f"/people/{here.aino.uuid}/path/checks/look_ahead/").content.decode()
    assert 'name="told"' not in theirs
    assert 'name="right_known"' in theirs
    assert ville.post(f"/people/{here.aino.uuid}/path/checks/look_ahead/", {"told": "yes"}).status_code == 422
    assert seen_by(here.ville, CheckAnswer) == []


def test_answering_nothing_and_answering_oddly_save_nothing(here: Village) -> None:
    aino = signed_in(account(here.aino))
    nothing = aino.post("/my/path/checks/build_together/", {"csrf": "x"})
    assert nothing.status_code == 422
    assert "Et valinnut mitään" in text_of(nothing)
    odd = aino.post("/my/path/checks/build_together/", {"home": "yes", "money": "perhaps"})
    assert odd.status_code == 422
    assert re.search(r'name="home" value="yes"[^>]*checked', odd.content.decode())
    assert seen_by(account(here.aino), CheckAnswer) == []
    assert aino.get("/my/path/checks/no_such_phase/").status_code == 404


# ---------------------------------------------------------------- stations, days


def test_stations_are_added_named_and_hidden_on_the_page(here: Village) -> None:
    aino = signed_in(account(here.aino))
    address = "/my/path/stations/"
    assert aino.post(address, {"title": "Inter-kortti", "day": "2026-03-20"}).status_code == 302
    row = seen_by(account(here.aino), OwnStation)[0]
    assert aino.post(address, {"key": str(row.uuid), "title": "Reilikortti", "day": "", "hide": "0"}).status_code == 302
    assert aino.post(address, {"phase": "settle", "title": "", "hide": "1"}).status_code == 302
    page = aino.get(address)
    assert 'value="Reilikortti"' in page.content.decode()
    assert "(piilossa)" in text_of(page)
    for words in (
        {"title": ""},
        {"title": "x" * 61},
        {"key": "not-a-key", "title": "Nimi"},
        {"phase": "no_such_phase", "title": "Nimi"},
        {"title": "Nimi", "day": "huomenna"},
    ):
        answer = aino.post(address, words)
        assert answer.status_code == 422, words
        assert "data-error-summary" in answer.content.decode()
        assert words["title"] in answer.content.decode()
    assert len(seen_by(account(here.aino), OwnStation)) == 2


def test_a_day_is_told_and_taken_back_and_the_reasons_are_listed(here: Village) -> None:
    aino, ville = signed_in(account(here.aino)), signed_in(here.ville)
    assert aino.post("/my/path/days/", {"anchor": "move_in", "day": "2026-05-02"}).status_code == 302
    page = text_of(ville.get(f"/people/{here.aino.uuid}/path/days/"))
    assert "Muutat omaan kotiin 2.5.2026" in page
    assert "Oikeus jälkihuoltoon päättyy 17.2.2031" in page
    assert ville.post(f"/people/{here.aino.uuid}/path/days/", {"anchor": "move_in", "day": ""}).status_code == 302
    assert [row.day for row in seen_by(here.ville, AnchorDay)] == [date(2026, 5, 2), None]
    for words in (
        {"anchor": "child_expected", "day": "2026-09-01"},
        {"anchor": "turns_18"},
        {"anchor": "move_in", "day": "?"},
    ):
        answer = ville.post(f"/people/{here.aino.uuid}/path/days/", words)
        assert answer.status_code == 422
        assert "data-error-summary" in answer.content.decode()
    assert "child_expected" not in ville.get(f"/people/{here.aino.uuid}/path/days/").content.decode()
    assert "child_expected" in aino.get("/my/path/days/").content.decode()


# ---------------------------------------------------------------- newer versions


def newer_words(content: dict) -> None:
    first, second, *_rest = content["phases"]
    first["steps"][0]["title"]["fi"] = "Saat tiedon oikeudestasi ajoissa"
    first["steps"][1]["timing"]["until"] = "-P10M"
    first["steps"][2]["domain"] = "home"
    second["check"]["title"]["fi"] = "Uudet kysymykset"
    second["short"]["fi"] = "Rakennatte yhdessä"
    content["phases"][3]["steps"] = content["phases"][3]["steps"][1:]
    content["title"]["fi"] = "Uusi otsikko"


def test_a_newer_version_is_offered_with_its_differences_and_never_forced(here: Village) -> None:
    newer = publish(MODEL, newer_words)
    aino, ville = signed_in(account(here.aino)), signed_in(here.ville)
    assert "Polusta on uusi versio. Vanha on käytössä, kunnes valitset." in text_of(aino.get("/my/path/"))
    page = text_of(aino.get("/my/path/newer/"))
    for words in (
        "Uusin sanoin: Saat tiedon oikeudestasi ajoissa",
        "Uudet päivät: Kerrot nimesi ja kielesi",
        "Muuttuu: Selviää, mihin asti saat jälkihuoltoa",
        "Jää pois: ",
        "Kysymykset muuttuvat: Uudet kysymykset",
        "Asema muuttuu: Rakennatte yhdessä",
        "Polun omat sanat tai päivät muuttuvat.",
    ):
        assert words in page, words
    assert {row.version.number for row in seen_by(here.ville, Following)} == {1}
    chosen = {"model": MODEL, "number": str(newer.number)}
    assert aino.post("/my/path/newer/", {**chosen, "take": "0"}).status_code == 302
    assert "Polku on uusin, joka on olemassa." in text_of(aino.get("/my/path/newer/"))
    assert "uusi versio" not in text_of(aino.get("/my/path/"))
    assert ville.post(f"/people/{here.aino.uuid}/path/newer/", {**chosen, "take": "1"}).status_code == 302
    assert {row.version_id for row in seen_by(here.ville, Following, model_key=MODEL)} == {newer.pk}
    assert "Saat tiedon oikeudestasi ajoissa" in text_of(aino.get("/my/path/"))


def test_a_version_that_is_not_newer_or_not_there_is_not_taken(here: Village) -> None:
    aino = signed_in(account(here.aino))
    again = aino.post("/my/path/newer/", {"model": MODEL, "number": "1", "take": "1"})
    assert again.status_code == 422
    assert "Polku on uusin, joka on olemassa." in text_of(again)
    for words in ({"model": MODEL, "number": "99"}, {"model": MODEL, "number": "x"}, {}):
        assert aino.post("/my/path/newer/", {**words, "take": "1"}).status_code == 404


# ---------------------------------------------------------------- sharing


def test_the_path_is_shared_and_the_sharing_ended_on_the_page(here: Village) -> None:
    aino = signed_in(account(here.aino))
    words = {"member": str(here.jonna.uuid), "last_day": "2026-04-01"}
    assert aino.post("/my/path/shared/", words).status_code == 302
    page = aino.get("/my/path/shared/")
    assert "Jonna, ohjaaja 1.4.2026 asti" in text_of(page)
    twice = aino.post("/my/path/shared/", words)
    assert twice.status_code == 422
    assert "Polku on jo jaettu hänelle." in text_of(twice)
    share = seen_by(here.jonna, PathShare)[0]
    assert signed_in(account(here.eetu)).post("/my/path/shared/", {"end": str(share.uuid)}).status_code == 404
    assert aino.post("/my/path/shared/", {"end": "not-a-key"}).status_code == 404
    assert aino.post("/my/path/shared/", {"end": str(share.uuid)}).status_code == 302
    assert "Kukaan muu ei näe polkua." in text_of(aino.get("/my/path/shared/"))


def test_a_share_that_lacks_something_keeps_what_was_chosen(here: Village) -> None:
    ville = signed_in(here.ville)
    address = f"/people/{here.aino.uuid}/path/shared/"
    past = ville.post(address, {"member": str(here.jonna.uuid), "last_day": "2026-02-01"})
    assert past.status_code == 422
    assert "Viimeinen päivä voi olla tänään tai myöhemmin." in text_of(past)
    assert "data-error-summary" in past.content.decode()
    assert f'value="{here.jonna.uuid}" selected' in past.content.decode()
    assert 'value="2026-02-01"' in past.content.decode()
    assert ville.post(address, {"member": str(here.kaisa.uuid), "last_day": "2026-04-01"}).status_code == 422
    assert signed_in(here.piia).post(address, {"member": str(here.jonna.uuid), "last_day": "2026-04-01"}).status_code == 404
    assert seen_by(here.jonna, PathShare) == []


# ---------------------------------------------------------------- how much is asked of the database


def test_the_pages_ask_few_questions_and_as_many_with_thirty_rows_as_with_three(here: Village) -> None:
    settle(here)
    aino, ville = signed_in(account(here.aino)), signed_in(here.ville)
    theirs = f"/people/{here.aino.uuid}/path/"
    few = statements(aino, "/my/path/"), statements(ville, theirs)
    assert few[0] <= 10
    assert few[1] <= 12
    with as_owner():
        OwnStation.objects.whole(WHY).bulk_create(
            [OwnStation(youth=here.aino, title=f"Oma {n}", day=DAY + timedelta(days=n)) for n in range(30)]
        )
        for number in range(30):
            StepMark(
                youth=here.aino, step="farewell", status="agreed", voice="worker", marked_by=here.ville,
                agreed_day=DAY + timedelta(days=number),
            ).save()  # fmt: skip
    settle(here)
    assert (statements(aino, "/my/path/"), statements(ville, theirs)) == few
