"""The plan's pages as they are used: by Aino on her phone, by Ville at his desk, by both at one screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from sosiaalikyla.access.actors import Person, acting
from sosiaalikyla.base import clock
from sosiaalikyla.paths.tests.ground import DAY, brought_up, seen_by, village
from sosiaalikyla.people.policy import can_write, is_responsible
from sosiaalikyla.people.tests import factories
from sosiaalikyla.people.tests.factories import signed_in, statements
from sosiaalikyla.plans import actions
from sosiaalikyla.plans.models import (
    Answer,
    Decision,
    Intention,
    Item,
    OwnVoice,
    Plan,
    PrivateNote,
    Promise,
    Version,
    WorkerView,
)
from sosiaalikyla.plans.readings import youth_for
from sosiaalikyla.plans.tests.ground import WHY, Village, account, do, frozen, good_day, item, now, promised, said
from tests.ground import as_owner

pytestmark = pytest.mark.django_db
MINE = "/my/plan/"


@pytest.fixture
def here() -> Iterator[Village]:
    with clock.at(DAY):
        found = village()
        brought_up(found.aino, found.ville)
        yield found


def aino(here: Village) -> Client:
    return signed_in(account(here.aino))


def theirs(here: Village) -> str:
    return f"/people/{here.aino.uuid}/plan/"


def text_of(response: object) -> str:
    body = response.content.decode()  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body[body.index("<main") :]))


# ---------------------------------------------------------------- the young person


def test_the_plan_begins_with_a_good_day_and_opening_it_begins_nothing(here: Village) -> None:
    client = aino(here)
    assert "Millainen on hyvä päivä? Kolme riviä riittää." in text_of(client.get(MINE))
    assert "Suunnitelmaa ei ole vielä aloitettu." in text_of(signed_in(here.ville).get(theirs(here)))
    assert signed_in(here.ville).get(f"{theirs(here)}together/")["Location"] == theirs(here)
    assert seen_by(account(here.aino), Item) == []
    assert client.post(MINE, {"do": "begin", "text": " "}).status_code == 422
    assert seen_by(account(here.aino), Item) == [], "nothing is half begun"
    assert client.post(MINE, {"do": "begin", "text": "Herään ilman kelloa."}).status_code == 302
    page = text_of(client.get(MINE))
    assert "Herään ilman kelloa." in page
    assert page.index("Hyvä päivä") < page.index("Mitä aikuiset ovat luvanneet") < page.index("Mitä muuta suunnitelmaan")
    assert "Miten itse järjestäisit tämän" in page
    assert "Sosiaalihuoltolaki 1301/2014, 39 §, muutettu 677/2023" in page
    assert len(seen_by(account(here.aino), Item)) == 12


def test_a_worker_begins_the_plan_and_says_nothing_for_the_young_person(here: Village) -> None:
    ville = signed_in(here.ville)
    assert ville.post(theirs(here), {"do": "begin"}).status_code == 302
    assert "Aloita suunnitelma" not in text_of(ville.get(theirs(here)))
    assert not seen_by(account(here.aino), OwnVoice)
    assert len(seen_by(account(here.aino), Item)) == 12
    for stranger in (here.sirpa, here.roosa):
        assert signed_in(stranger).post(theirs(here), {"do": "begin"}).status_code == 404


def test_something_new_is_added_with_its_first_words(here: Village) -> None:
    client = aino(here)
    answer = client.post(MINE, {"kind": "goal", "area": "home", "text": "Haluan oman kodin."})
    assert answer.status_code == 302
    assert client.post(MINE, {"kind": "dream", "area": "home", "text": "Oma kissa."}).status_code == 302
    page = text_of(client.get(MINE))
    assert "Koti ja asuminen" in page
    assert "Haluan oman kodin." in page
    assert "Oma kissa." in page
    assert seen_by(account(here.aino), Plan)


@pytest.mark.parametrize("words", [{}, {"kind": "goal", "text": "Ilman aihetta"}, {"kind": "moon", "text": "Sana"}])
def test_what_is_missing_is_told_and_the_words_are_kept(here: Village, words: dict[str, str]) -> None:
    answer = aino(here).post(MINE, words)
    assert answer.status_code == 422
    assert "data-error-summary" in answer.content.decode()
    assert words.get("text", "") in answer.content.decode()
    assert not seen_by(account(here.aino), OwnVoice)


def test_every_field_says_who_sees_it_and_that_it_is_not_read_at_once(here: Village) -> None:
    goal = item(here)
    page = text_of(aino(here).get(f"{MINE}items/{goal.uuid}/"))
    for words in ("Sinä ja työntekijäsi", "Vain sinä", "Tätä ei lueta heti.", "Apua nyt"):
        assert words in page
    assert "Viralliseen asiakirjaan" in text_of(signed_in(here.ville).get(f"{theirs(here)}items/{goal.uuid}/"))


def test_an_item_shows_both_voices_and_then_and_now(here: Village) -> None:
    goal, client = item(here), aino(here)
    address = f"{MINE}items/{goal.uuid}/"
    for words in ("Haluan kodin.", "Haluan kodin ja kissan."):
        assert client.post(address, {"do": "say", "text": words}).status_code == 302
    for words in ("Haen asuntoa.", "Asunto löytyi."):
        assert (
            signed_in(here.ville).post(f"{theirs(here)}items/{goal.uuid}/", {"do": "view", "view": words}).status_code == 302
        )
    page = text_of(client.get(address))
    for words in ("Haluan kodin ja kissan.", "Asunto löytyi.", "Silloin ja nyt", "Haluan kodin.", "Haen asuntoa."):
        assert words in page
    assert page.index("Asunto löytyi.") < page.index("Silloin ja nyt") < page.index("Haen asuntoa.")


def test_a_note_is_seen_and_taken_away_by_the_young_person_only(here: Village) -> None:
    goal, client = item(here), aino(here)
    address = f"{MINE}items/{goal.uuid}/"
    assert client.post(address, {"do": "note", "note": "Pelkään muuttoa."}).status_code == 302
    assert "Pelkään muuttoa." in text_of(client.get(address))
    for page in (theirs(here), f"{theirs(here)}items/{goal.uuid}/", f"{theirs(here)}together/{goal.uuid}/"):
        assert "Pelkään muuttoa." not in signed_in(here.ville).get(page).content.decode()
    note = seen_by(account(here.aino), PrivateNote)[0]
    for odd in ("", str(uuid4())):
        assert client.post(address, {"do": "drop", "note": odd}).status_code == 404
    assert client.post(address, {"do": "drop", "note": str(note.uuid)}).status_code == 302
    assert not seen_by(account(here.aino), PrivateNote)


def test_what_ville_typed_waits_in_sight_until_aino_answers(here: Village) -> None:
    goal, client = item(here), aino(here)
    voice = said(here.ville, goal, "Laskut unohtuvat.")
    assert "Sanojasi on kirjoitettu muistiin." in text_of(client.get(MINE))
    address = f"{MINE}items/{goal.uuid}/"
    assert "Ennen kuin vastaat, nämä eivät ole sinun sanojasi." in text_of(client.get(address))
    assert "Ville kirjoitti, Aino ei ole vielä lukenut" in text_of(signed_in(here.ville).get(theirs(here)))
    assert client.post(address, {"do": "own", "version": "9"}).status_code == 404
    assert signed_in(here.ville).post(f"{theirs(here)}items/{goal.uuid}/", {"do": "own", "version": "1"}).status_code == 404
    assert client.post(address, {"do": "own", "version": "1"}).status_code == 302
    assert now(voice).agreed == "own"
    again = client.post(address, {"do": "no", "version": "1"})
    assert again.status_code == 422
    assert "Tähän on jo vastattu." in text_of(again)
    assert client.post(address, {"do": "what"}).status_code == 422
    assert client.post(address, {"do": "say", "text": ""}).status_code == 422


def test_items_come_true_or_are_put_away_and_come_back(here: Village) -> None:
    dream, client = item(here, "dream"), aino(here)
    said(account(here.aino), dream, "Oma kissa.")
    address = f"{MINE}items/{dream.uuid}/"
    assert client.post(address, {"do": "reached"}).status_code == 302
    assert "Toteutui 2.3.2026" in text_of(client.get(MINE)) + text_of(client.get(address))
    assert client.post(address, {"do": "away"}).status_code == 302
    assert "Ei juuri nyt" in text_of(client.get(MINE))
    assert client.post(address, {"do": "back"}).status_code == 302
    assert client.post(f"{MINE}items/{good_day(here).uuid}/", {"do": "away"}).status_code == 422


def test_intentions_are_never_late_and_are_moved_kindly(here: Village) -> None:
    client = aino(here)
    good_day(here)
    address = f"{MINE}intentions/"
    words = {"intention": "Lähetän todistuksen.", "day": "2026-03-04", "shown_to": str(here.ville.uuid)}
    assert client.post(address, words).status_code == 302
    assert client.post(address, {"intention": ""}).status_code == 422
    assert client.post(address, {"intention": "Sana", "shown_to": str(here.sirpa.uuid)}).status_code == 422
    row = seen_by(account(here.aino), Intention)[0]
    with clock.at(DAY + timedelta(days=9)):
        page = text_of(aino(here).get(address))
        assert "Siirretäänkö?" in page
        assert "myöhässä." in page
        assert "Lähetän todistuksen." in text_of(signed_in(here.ville).get(theirs(here)))
        assert "Lähetän todistuksen." not in text_of(signed_in(here.piia).get(theirs(here)))
    one = f"{address}{row.uuid}/"
    assert client.post(one, {"do": "move", "day": "2026-03-20"}).status_code == 302
    assert client.post(one, {"do": "move", "day": ""}).status_code == 302
    assert client.post(one, {"do": "move", "day": "huomenna"}).status_code == 422
    assert client.post(one, {"do": "late"}).status_code == 422
    assert client.post(one, {"do": "done"}).status_code == 302
    assert "Mitä olet tehnyt" in text_of(client.get(address))
    assert client.post(f"{address}{uuid4()}/", {"do": "done"}).status_code == 404
    assert signed_in(account(here.eetu)).post(one, {"do": "let_go"}).status_code == 404


# ---------------------------------------------------------------- the worker


def test_ville_promises_keeps_calls_off_and_hands_over(here: Village) -> None:
    ville, address = signed_in(here.ville), f"{theirs(here)}promises/"
    assert ville.post(address, {"promise": "Soitan.", "due": "2026-03-05"}).status_code == 302
    other = {"promise": "Haen avaimen.", "due": "2026-03-05", "owner": str(here.leena.uuid)}
    assert ville.post(address, other).status_code == 302
    assert ville.post(address, {**other, "due": "2026-02-01"}).status_code == 422
    assert "Kuka lupaa" in text_of(ville.get(address))
    soitan, haen = seen_by(here.ville, Promise)
    one = f"{address}{soitan.uuid}/"
    assert ville.post(one, {"do": "hand", "owner": str(here.ville.uuid)}).status_code == 422
    assert ville.post(one, {"do": "hand", "owner": str(here.piia.uuid)}).status_code == 302
    assert ville.post(one, {"do": "call_off", "why": ""}).status_code == 422
    assert ville.post(one, {"do": ""}).status_code == 422
    assert ville.post(one, {"do": "call_off", "why": "Asunto meni toiselle."}).status_code == 302
    assert ville.post(f"{address}{haen.uuid}/", {"do": "keep"}).status_code == 302
    assert ville.post(f"{address}{haen.uuid}/", {"do": "keep"}).status_code == 422
    for row in (soitan, haen):
        assert ville.get(f"{address}{row.uuid}/").status_code == 200
    page = text_of(aino(here).get(MINE))
    assert "peruttu ma 2.3.: Asunto meni toiselle." in page
    assert "pidetty ma 2.3." in page
    assert ville.get(f"{address}{uuid4()}/").status_code == 404
    for who in (here.lasse, here.roosa):
        assert signed_in(who).get(address).status_code == 404


def test_a_late_promise_is_told_without_blame(here: Village) -> None:
    promised(here)
    with clock.at(DAY + timedelta(days=9)):
        assert "piti tehdä to 5.3., ei ole vielä tehty" in text_of(aino(here).get(MINE))


def test_a_decision_shows_the_last_day_with_its_source(here: Village) -> None:
    ville, address = signed_in(here.ville), f"{theirs(here)}decisions/"
    assert "SHL 50 §; hallintolaki 49 c §" in text_of(ville.get(address))
    words = {"what": "Päätös jälkihuollosta", "made_on": "2026-02-27", "told_on": "2026-03-01"}
    assert ville.post(address, words).status_code == 302
    assert ville.post(address, {**words, "departs": "on"}).status_code == 422
    assert (
        ville.post(address, {**words, "told_on": "", "departs": "on", "departs_why": "Ei ollut asuntoa."}).status_code == 302
    )
    page = text_of(aino(here).get(MINE))
    assert "Viimeinen päivä pyytää muutosta: 31.3.2026" in page
    assert "Kysy työntekijältäsi, mikä päivä se oli." in page
    assert "Ei ollut asuntoa." in page
    later = next(row for row in seen_by(here.ville, Decision) if row.told_on is None)
    assert "Kerro, milloin nuori sai sen" in text_of(ville.get(theirs(here)))
    assert ville.get(f"{address}{later.uuid}/").status_code == 200
    assert ville.post(f"{address}{later.uuid}/", {"told_on": "2026-01-01"}).status_code == 422
    assert ville.post(f"{address}{later.uuid}/", {"told_on": "2026-03-02"}).status_code == 302
    assert ville.get(f"{address}{uuid4()}/").status_code == 404
    with clock.at(DAY + timedelta(days=60)):
        assert "Aika pyytää muutosta päättyi 31.3.2026" in text_of(aino(here).get(MINE))


def test_whoever_leaves_reads_and_writes_nothing(here: Village) -> None:
    lasse = signed_in(here.lasse)
    assert "Suunnitelmaa ei ole vielä aloitettu." in text_of(lasse.get(theirs(here)))
    assert not seen_by(here.ville, Plan)
    goal, version = item(here), frozen(here)
    for address in ("", f"items/{goal.uuid}/", "versions/", f"versions/{version.uuid}/", f"versions/{version.uuid}/print/"):
        assert lasse.get(theirs(here) + address).status_code == 200
    for address, words in (
        ("", {"kind": "dream", "text": "Sana"}),
        (f"items/{goal.uuid}/", {"do": "say", "text": "Sana"}),
        ("versions/", {"do": "freeze"}),
        (f"versions/{version.uuid}/", {"says": "signs"}),
        ("together/", {}),
    ):
        assert lasse.post(theirs(here) + address, words).status_code in {404, 405}
    assert lasse.get(f"{theirs(here)}together/").status_code == 404
    assert signed_in(here.sirpa).get(theirs(here)).status_code == 404


def test_what_the_page_offers_is_what_the_policy_lets(here: Village) -> None:
    sub = factories.staff("Sari", here.ville.roles.get().organisation)
    factories.cover(here.ville, sub)
    for who in (here.ville, here.leena, here.piia, here.lasse, here.roosa, sub):
        with acting(Person(who)) as by:
            row = youth_for(by, here.aino.uuid)
            assert row is not None
            assert (row.works, row.leads) == (can_write(by, row), is_responsible(by, row)), who.name  # type: ignore[attr-defined]
    with acting(Person(here.sirpa)) as by:
        assert youth_for(by, here.aino.uuid) is None


# ---------------------------------------------------------------- put together, answered, printed


def test_ville_puts_together_and_aino_thinks_as_easily_as_she_accepts(here: Village) -> None:
    goal, ville = item(here), signed_in(here.ville)
    said(account(here.aino), goal)
    promised(here)
    good_day(here)
    address = f"{theirs(here)}versions/"
    answer = ville.post(address, {"do": "freeze"})
    assert answer.status_code == 302
    assert ville.post(address, {"do": "freeze"}).status_code == 422
    assert ville.post(address, {"do": "what"}).status_code == 422
    version = seen_by(here.ville, Version)[0]
    client = aino(here)
    assert "Suunnitelma odottaa, että luet sen" in text_of(client.get(MINE))
    mine = f"{MINE}versions/{version.uuid}/"
    body = client.get(mine).content.decode()
    buttons = re.findall(r'<button class="([^"]*)" id="plans-answer-(\w+)"', body)
    assert [says for _, says in buttons] == ["signs", "reserves", "disagrees", "thinks"]
    assert len({look for look, _ in buttons}) == 1
    assert "Kukaan ei ole vielä vastannut. Vastaamatta jättäminen ei ole kyllä." in text_of(client.get(mine))
    assert client.post(mine, {"says": "disagrees", "words": ""}).status_code == 302
    assert client.post(mine, {"says": "perhaps", "words": "Sana"}).status_code == 422
    assert "Olen eri mieltä" in text_of(ville.get(f"{address}{version.uuid}/"))
    assert ville.post(f"{address}{version.uuid}/", {"says": "disagrees", "words": ""}).status_code == 422
    assert ville.post(f"{address}{version.uuid}/", {"says": "signs", "words": ""}).status_code == 302
    assert client.post(mine, {"says": "signs", "words": ""}).status_code == 302
    page = text_of(client.get(f"{MINE}versions/"))
    assert "Versio 1, 2.3.2026" in page
    assert "Hyväksyn" in page
    assert "Katsotte tätä yhdessä uudelleen viimeistään 2.3.2027." in text_of(client.get(MINE))
    said(account(here.aino), goal, "Uusi ajatus.")
    do(here.ville, actions.freeze, youth=here.aino)
    assert "Suunnitelmasta on uudempi versio." in text_of(client.get(mine))
    assert client.get(f"{MINE}versions/{uuid4()}/").status_code == 404


def test_a_paper_is_written_down_by_the_responsible_worker_only(here: Village) -> None:
    version = frozen(here)
    address = f"{theirs(here)}versions/{version.uuid}/"
    words = {"do": "paper", "says": "signs", "day": "2026-03-02", "words": ""}
    assert "Allekirjoitettu paperilla" in text_of(signed_in(here.ville).get(address))
    assert "Allekirjoitettu paperilla" not in text_of(signed_in(here.piia).get(address))
    assert signed_in(here.piia).post(address, words).status_code == 404
    assert signed_in(here.ville).post(address, {**words, "day": "2026-03-09"}).status_code == 422
    assert signed_in(here.ville).post(address, words).status_code == 302
    assert "paperilla, jota säilyttää Ville" in text_of(aino(here).get(f"{MINE}versions/{version.uuid}/"))
    assert len(seen_by(here.ville, Answer)) == 1


def test_a_version_is_printed_with_lines_for_two_signatures(here: Village) -> None:
    goal = item(here)
    said(here.ville, goal)
    version = frozen(here)
    for client, address in ((aino(here), MINE), (signed_in(here.ville), theirs(here))):
        page = text_of(client.get(f"{address}versions/{version.uuid}/print/"))
        assert page.count("Paikka, päivä ja allekirjoitus") == 2
        assert "Haluan oman kodin." in page
        assert "Mietin vielä" in page


def test_stage_and_review_are_set_by_those_who_work_with_aino(here: Village) -> None:
    ville, address = signed_in(here.ville), f"{theirs(here)}versions/"
    good_day(here)
    assert ville.post(address, {"do": "stage", "stage": "negotiation"}).status_code == 302
    assert ville.post(address, {"do": "stage", "stage": "follow_up"}).status_code == 422
    assert ville.post(address, {"do": "review", "day": "2030-01-01"}).status_code == 422
    assert ville.post(address, {"do": "review", "day": "2026-06-01"}).status_code == 302
    assert "Sovittu: viimeistään 1.6.2026" in text_of(ville.get(address))


# ---------------------------------------------------------------- two at one screen


def test_at_one_screen_the_worker_types_reads_aloud_and_aino_touches(here: Village) -> None:
    ville = signed_in(here.ville)
    good_day(here)
    first = ville.get(f"{theirs(here)}together/")
    assert first.status_code == 302
    address = first["Location"]
    page = ville.get(address)
    assert "Kirjoita sanelusta" in text_of(page)
    assert 'rel="next"' in page.content.decode()
    assert 'rel="prev"' not in page.content.decode()
    assert ville.post(address, {"do": "say", "text": ""}).status_code == 422
    assert ville.post(address, {"do": "say", "text": "Nukun pitkään."}).status_code == 302
    page = text_of(ville.get(address))
    assert "Lue ääneen. Sitten Aino koskettaa:" in page
    assert "koskettaa" not in text_of(signed_in(here.piia).get(address))
    assert ville.post(address, {"do": "no", "version": "1"}).status_code == 302
    assert ville.post(address, {"do": "say", "text": "Herään myöhään."}).status_code == 302
    assert signed_in(here.piia).post(address, {"do": "table", "version": "2"}).status_code == 404
    assert ville.post(address, {"do": "table", "version": "2"}).status_code == 302
    assert ville.post(address, {"do": "table", "version": "2"}).status_code == 422
    assert ville.post(address, {"do": "table", "version": "9"}).status_code == 404
    assert ville.post(address, {"do": "sign"}).status_code == 422
    assert [row.agreed for row in seen_by(here.ville, OwnVoice)] == ["no", "table"]
    own = f"{MINE}items/{address.rstrip('/').split('/')[-1]}/"
    assert "Sanoit tähän kyllä tapaamisessa." in text_of(aino(here).get(own))
    last = seen_by(here.ville, Item, kind="matter")[-1]
    page = ville.get(f"{theirs(here)}together/{last.uuid}/")
    assert "Kokoa luettavaksi" in text_of(page)
    assert 'rel="prev"' in page.content.decode()
    assert ville.get(f"{theirs(here)}together/{uuid4()}/").status_code == 404
    assert not seen_by(here.ville, WorkerView)


# ---------------------------------------------------------------- how much is asked of the database


def test_the_pages_ask_few_questions_and_as_many_with_thirty_items_as_with_three(here: Village) -> None:
    version = frozen(here)
    goal = item(here)
    client, ville, piia = aino(here), signed_in(here.ville), signed_in(here.piia)
    pages = [
        (client, MINE), (client, f"{MINE}items/{goal.uuid}/"), (client, f"{MINE}intentions/"),
        (client, f"{MINE}versions/"), (client, f"{MINE}versions/{version.uuid}/"),
        *(
            (worker, theirs(here) + address)
            for worker in (ville, piia)
            for address in (
                "", f"items/{goal.uuid}/", f"together/{goal.uuid}/", "promises/", "versions/", f"versions/{version.uuid}/",
            )
        ),
    ]  # fmt: skip

    def fill(count: int) -> None:
        with as_owner():
            items = [Item(youth=here.aino, kind="goal", area="home") for _ in range(count)]
            for row in items:
                row.save()
            for row in [*items, goal]:
                many = count if row is goal else 1
                OwnVoice.objects.whole(WHY).bulk_create(
                    [
                        OwnVoice(item=row, youth=here.aino, version=100 * count + n, text="Sana", scribe=here.ville)
                        for n in range(many)
                    ]
                )
                WorkerView.objects.whole(WHY).bulk_create(
                    [
                        WorkerView(item=row, youth=here.aino, version=100 * count + n, text="Sana", author=here.ville)
                        for n in range(many)
                    ]
                )
            words = {"youth": here.aino, "text": "Sana"}
            Promise.objects.whole(WHY).bulk_create(
                [Promise(owner=here.ville, made_by=here.ville, due=DAY, **words) for _ in range(count)]
            )
            Intention.objects.whole(WHY).bulk_create([Intention(shown_to=here.ville, **words) for _ in range(count)])
            Decision.objects.whole(WHY).bulk_create(
                [Decision(youth=here.aino, what="Sana", made_on=DAY, noted_by=here.ville) for _ in range(count)]
            )
            Answer.objects.whole(WHY).bulk_create(
                [
                    Answer(version=version, youth=here.aino, whose="worker", says="thinks", written_by=here.ville)
                    for _ in range(count)
                ]
            )

    fill(3)
    few = [statements(*page) for page in pages]
    fill(27)
    assert [statements(*page) for page in pages] == few
    assert max(few[:5]) <= 10, few
    assert max(few[5:]) <= 12, few


def test_every_form_of_the_plan_carries_its_token(here: Village) -> None:
    """A fragment included with `only` gets none by itself, and what is sent from it is refused."""
    promised(here)
    voice = good_day(here)
    said(here.ville, voice)
    version = do(here.ville, actions.freeze, youth=here.aino)
    for client, plan in ((aino(here), MINE), (signed_in(here.ville), theirs(here))):
        for page in ("", f"items/{voice.uuid}/", "versions/", f"versions/{version.uuid}/"):
            forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", client.get(plan + page).content.decode(), re.S)
            assert all("csrfmiddlewaretoken" in form for form in forms), plan + page


def test_what_a_scribe_wrote_and_nobody_answered_is_still_found_among_earlier_words(here: Village) -> None:
    goal = item(here)
    said(account(here.aino), goal, "Oma koti.")
    said(here.ville, goal, "Koti ja kissa.")
    said(account(here.aino), goal, "Koti meren rannalla.")
    for client, address in ((aino(here), MINE), (signed_in(here.ville), theirs(here))):
        page = text_of(client.get(f"{address}items/{goal.uuid}/"))
        assert "Koti ja kissa." in page
        assert "Kukaan ei sanonut, onko tämä oikein." in page
