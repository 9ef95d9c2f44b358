"""The young person's own pages as they are used: a few taps at night, three questions, three skills; and what Ville sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from sosiaalikyla.base import clock
from sosiaalikyla.paths.tests.ground import DAY, brought_up, seen_by, village
from sosiaalikyla.people.tests.factories import signed_in
from sosiaalikyla.plans import actions
from sosiaalikyla.plans.models import (
    ChosenSkill,
    Feeling,
    Item,
    OwnVoice,
    PrivateNote,
    SharedFeeling,
    SkillAnswer,
)
from sosiaalikyla.plans.tests.ground import WHY, Village, account, do, good_day
from sosiaalikyla.plans.tests.test_pages import statements, text_of
from tests.ground import as_owner

pytestmark = pytest.mark.django_db
FEELING, ANSWERED, SHOWN = "/my/feeling/", "/my/feeling/answered/", "/my/feeling/shown/"
OVER_TIME, FUTURE, SKILLS = "/my/feeling/over-time/", "/my/future/", "/my/skills/"


@pytest.fixture
def here() -> Iterator[Village]:
    with clock.at(DAY):
        found = village()
        brought_up(found.aino, found.ville)
        yield found


@pytest.fixture
def aino(here: Village) -> Client:
    return signed_in(account(here.aino))


def again(here: Village) -> Client:
    """Aino on another day: her earlier visit has closed by itself."""
    return signed_in(account(here.aino))


def answered(aino: Client, **words: str) -> None:
    words = words or {"face_home": "2", "words_home": "Yksin illalla.", "face_people": "4"}
    assert aino.post(FEELING, {"visit": str(uuid4()), **words})["Location"] == ANSWERED


def theirs(here: Village) -> str:
    return f"/people/{here.aino.uuid}/feelings/"


# ---------------------------------------------------------------- how am I doing


def test_ten_areas_with_five_faces_in_words_and_nothing_asked_for(here: Village, aino: Client) -> None:
    body = aino.get(FEELING).content.decode()
    assert len(re.findall(r'<fieldset class="feel-row">', body)) == 10
    assert len(re.findall(r'type="radio" name="face_home" value="[1-5]"', body)) == 5
    assert 'type="radio" name="face_home" value="1"' in body
    assert not re.search(r'name="face_\w+"[^>]* checked', body)
    page = text_of(aino.get(FEELING))
    for words in ("Koti ja asuminen", "tosi huonosti", "Vain sinä näet vastaukset.", "Tätä ei lueta heti", "Soita minulle"):
        assert words in page


def test_an_empty_page_is_refused_kindly_and_what_was_written_stays(here: Village, aino: Client) -> None:
    answer = aino.post(FEELING, {"visit": "x"})
    assert answer.status_code == 422
    assert "Valitse yksi naama tai kirjoita yksi sana." in text_of(answer)
    answer = aino.post(FEELING, {"face_home": "2", "face_people": "9", "words_people": "Sana"})
    assert answer.status_code == 422
    body = answer.content.decode()
    assert 'value="2" class="is-low" checked' in body
    assert ">\nSana</textarea>" in body
    assert seen_by(account(here.aino), Feeling) == []


def test_after_a_low_face_help_comes_before_everything_else(here: Village, aino: Client) -> None:
    answered(aino)
    page = text_of(aino.get(ANSWERED))
    assert "Osa tästä kuulostaa raskaalta." in page
    assert page.index("Soita minulle") < page.index("Merkitse vain ne, jotka haluat")
    answered(aino, face_home="4")
    page = text_of(aino.get(ANSWERED))
    assert "raskaalta" not in page
    assert page.index("Soita minulle") > page.index("Merkitse vain ne, jotka haluat")


def test_nothing_is_ticked_and_only_what_is_ticked_is_shown(here: Village, aino: Client) -> None:
    ville = signed_in(here.ville)
    nothing = text_of(ville.get(theirs(here)))
    assert "Aino ei näytä tässä nyt mitään." in nothing
    answered(aino)
    assert text_of(ville.get(theirs(here))) == nothing
    body = aino.get(ANSWERED).content.decode()
    assert body.count('type="checkbox"') == 3
    assert " checked" not in body[body.index("<main") :]
    assert "Ville näkee nämä, jos haluat" in text_of(aino.get(ANSWERED))
    look = aino.post(ANSWERED, {"do": "look", "face": "home"})
    preview = text_of(look)[: text_of(look).index("Merkitse vain ne")]
    assert look.status_code == 200
    assert "Ville näkisi juuri tämän" in preview
    assert "Koti ja asuminen : aika huonosti" in preview
    assert "Yksin illalla." not in preview
    assert text_of(ville.get(theirs(here))) == nothing
    assert aino.post(ANSWERED, {"do": "share", "face": "home"})["Location"] == SHOWN
    page = text_of(ville.get(theirs(here)))
    assert "Koti ja asuminen : aika huonosti" in page
    for words in ("Yksin illalla.", "Ihmiset ja suhteet"):
        assert words not in page
    assert "Koti ja asuminen : aika huonosti" in text_of(aino.get(SHOWN))


@pytest.mark.parametrize("words", [{"do": "look"}, {"do": "share"}, {"do": "what", "face": "home"}, {}])
def test_without_a_tick_nothing_is_shown(here: Village, aino: Client, words: dict[str, str]) -> None:
    answered(aino)
    answer = aino.post(ANSWERED, words)
    assert answer.status_code == 422
    assert "Mitään ei ole pakko näyttää." in text_of(answer)
    assert seen_by(here.ville, SharedFeeling) == []


def test_before_the_first_answer_there_is_a_way_to_it(here: Village, aino: Client) -> None:
    assert "Et ole vielä vastannut" in text_of(aino.get(ANSWERED))
    assert aino.post(ANSWERED, {"do": "share", "face": "home"}).status_code == 422
    assert "Täällä ei ole vielä mitään." in text_of(aino.get(OVER_TIME))
    assert "Et näytä nyt mitään." in text_of(aino.get(SHOWN))
    assert "Pyydä" not in text_of(aino.get(SHOWN))


def test_the_ticks_belong_to_the_visit_that_was_on_the_page(here: Village, aino: Client) -> None:
    answered(aino)
    first = re.search(r'name="visit" value="([^"]+)"', aino.get(ANSWERED).content.decode())
    assert first
    with clock.at(clock.now() + timedelta(hours=1)):
        answered(again(here), face_home="5")
    aino.post(ANSWERED, {"do": "share", "face": "home", "visit": first[1]})
    assert [row.face for row in seen_by(here.ville, SharedFeeling)] == [2]
    eetu = signed_in(account(here.eetu))
    assert eetu.post(ANSWERED, {"do": "share", "face": "home", "visit": first[1]}).status_code == 422


def test_it_is_taken_back_and_ville_sees_the_same_as_if_nothing_had_been(here: Village, aino: Client) -> None:
    ville = signed_in(here.ville)
    nothing = text_of(ville.get(theirs(here)))
    answered(aino)
    aino.post(ANSWERED, {"do": "share", "face": ["home", "people"], "words": "home"})
    rows = seen_by(here.ville, SharedFeeling)
    for client, odd in ((aino, ""), (aino, str(uuid4())), (signed_in(account(here.eetu)), str(rows[0].uuid))):
        assert client.post(SHOWN, {"shared": odd})["Location"] == SHOWN
    assert len(seen_by(here.ville, SharedFeeling)) == 2
    for row in rows:
        assert aino.post(SHOWN, {"shared": str(row.uuid)})["Location"] == SHOWN
    assert text_of(ville.get(theirs(here))) == nothing


def test_over_time_each_area_has_a_line_its_list_and_words_for_heights(here: Village, aino: Client) -> None:
    for day, face in ((0, "1"), (3, "3"), (9, "4")):
        with clock.at(clock.now() + timedelta(days=day)):
            answered(again(here), face_home=face, words_people="Emmi kävi.")
    with clock.at(DAY + timedelta(days=9)):
        aino = again(here)
        body = aino.get(OVER_TIME).content.decode()
        page = text_of(aino.get(OVER_TIME))
    assert body.count('class="feeling-line"') == 1  # words alone are no line
    assert "Ensimmäinen vastaus 2.3.2026: tosi huonosti. Viimeisin 11.3.2026: aika hyvin." in page
    assert page.count("Emmi kävi.") == 3
    drawing = body[body.index('<svg class="feeling-line"') :]
    assert re.findall(r"<text[^>]*>([^<]+)", drawing[: drawing.index("</svg>")]) == ["ma 2.3.", "ke 11.3."]
    assert "keskiarvo" not in page
    assert "%" not in page
    assert again(here).get(f"{OVER_TIME}?area=home").status_code == 200
    assert again(here).get(f"{OVER_TIME}?area=moon").status_code == 404


def test_one_answer_or_all_are_taken_away(here: Village, aino: Client) -> None:
    answered(aino)
    keys = re.findall(r'name="answer" value="([^"]+)"', aino.get(OVER_TIME).content.decode())
    assert len(keys) == 2
    for odd in ("", "x:home", f"{uuid4()}:home", keys[0].replace(":", "-")):
        assert aino.post(OVER_TIME, {"answer": odd}).status_code == 302
    assert signed_in(account(here.eetu)).post(OVER_TIME, {"answer": keys[0]}).status_code == 302
    assert len(seen_by(account(here.aino), Feeling)) == 2
    assert aino.post(OVER_TIME, {"answer": keys[0]}).status_code == 302
    assert len(seen_by(account(here.aino), Feeling)) == 1
    assert aino.post(OVER_TIME, {"do": "all"}).status_code == 302
    assert seen_by(account(here.aino), Feeling) == []


def test_more_than_thirty_answers_of_an_area_have_a_page_of_their_own(here: Village, aino: Client) -> None:
    fill(here, 31)
    assert "Kaikki vastaukset" in text_of(aino.get(OVER_TIME))
    assert aino.get(f"{OVER_TIME}?area=home").content.decode().count('name="answer"') == 31


# ---------------------------------------------------------------- the future talk


def test_the_future_talk_is_mine_unless_i_choose_otherwise(here: Village, aino: Client) -> None:
    good_day(here)
    page = text_of(aino.get(FUTURE))
    for words in ("Mikä sinua ilahduttaa?", "Mitä teit itse?", "Mikä sinua huoletti", "Vain sinä", "Tätä ei lueta heti"):
        assert words in page
    assert aino.post(FUTURE, {"do": "keep", "who": "me"}).status_code == 422
    assert aino.post(FUTURE, {"do": "keep", "good_year": "Oma koti."}).status_code == 422
    assert aino.post(FUTURE, {"do": "keep", "good_year": "Oma koti.", "who": "me"}).status_code == 302
    assert [note.question for note in seen_by(account(here.aino), PrivateNote)] == ["good_year"]
    assert seen_by(here.ville, Item, kind="future") == []
    assert "Oma koti." in text_of(aino.get(FUTURE))


def test_what_is_shown_stands_in_the_plan_beside_what_was_said_before(here: Village, aino: Client) -> None:
    ville, plan = signed_in(here.ville), f"/people/{here.aino.uuid}/plan/"
    good_day(here)
    aino.post(FUTURE, {"do": "keep", "good_year": "Oma koti.", "what_helped": "Ville auttoi.", "who": "both"})
    page = text_of(ville.get(plan))
    for words in ("Oma koti.", "Ville auttoi.", "Hyvä vuosi edessä"):
        assert words in page
    with clock.at(clock.now() + timedelta(days=200)):
        aino, ville = again(here), signed_in(here.ville)
        aino.post(FUTURE, {"do": "keep", "good_year": "Koti ja kissa.", "who": "me"})
        page = text_of(aino.get(FUTURE))
        assert page.index("Koti ja kissa.") < page.index("Silloin ja nyt") < page.index("Oma koti.")
        assert "Koti ja kissa." not in text_of(ville.get(plan))
        note = seen_by(account(here.aino), PrivateNote)[0]
        for odd in ("", str(uuid4())):
            assert aino.post(FUTURE, {"do": "show", "note": odd}).status_code == 302
        assert aino.post(FUTURE, {"do": "show", "note": str(note.uuid)}).status_code == 302
    assert [row.text for row in seen_by(here.ville, OwnVoice, item__key="good_year")] == ["Oma koti.", "Koti ja kissa."]
    assert seen_by(account(here.aino), PrivateNote) == []
    assert "Koti ja kissa." in text_of(signed_in(here.ville).get(plan))


def test_a_note_of_the_future_is_taken_away(here: Village, aino: Client) -> None:
    aino.post(FUTURE, {"do": "keep", "good_year": "Oma koti.", "who": "me"})
    note = seen_by(account(here.aino), PrivateNote)[0]
    assert signed_in(account(here.eetu)).post(FUTURE, {"do": "drop", "note": str(note.uuid)}).status_code == 302
    assert seen_by(account(here.aino), PrivateNote) == [note]
    assert aino.post(FUTURE, {"do": "drop", "note": str(note.uuid)}).status_code == 302
    assert seen_by(account(here.aino), PrivateNote) == []


def test_shown_answers_are_talked_through_at_the_table(here: Village, aino: Client) -> None:
    good_day(here)
    aino.post(FUTURE, {"do": "keep", "good_year": "Oma koti.", "who": "both"})
    item = seen_by(here.ville, Item, kind="future")[0]
    page = text_of(signed_in(here.ville).get(f"/people/{here.aino.uuid}/plan/together/{item.uuid}/"))
    assert "Mikä sinua ilahduttaa?" in page
    assert "Oma koti." in page


# ---------------------------------------------------------------- everyday skills


def test_skills_are_answered_by_group_and_three_are_practised(here: Village, aino: Client) -> None:
    good_day(here)
    ville, plan = signed_in(here.ville), f"/people/{here.aino.uuid}/plan/"
    assert "Kaikkia näitä ei osaa kukaan." in text_of(aino.get(SKILLS))
    answer = aino.post(SKILLS, {"group": "home", "skill_cooking": "not_yet", "skill_laundry": "alone"})
    assert answer["Location"] == f"{SKILLS}?group=home#skills-home"
    assert 'name="skill_cooking" value="not_yet" checked' in aino.get(SKILLS).content.decode()
    aino.post(SKILLS, {"group": "home", "skill_cooking": "with_help", "choose": "cooking"})
    assert [row.says for row in seen_by(account(here.aino), SkillAnswer, skill="cooking")] == ["not_yet", "with_help"]
    for key in ("laundry", "doctor"):
        aino.post(SKILLS, {"group": "odd", "choose": key})
    fourth = aino.post(SKILLS, {"group": "people", "choose": "saying_no"})
    assert fourth.status_code == 422
    assert "jätä ensin pois yksi: Ruoan laittaminen, Pyykin peseminen, Ajan varaaminen lääkärille." in text_of(fourth)
    page = text_of(ville.get(plan))
    for words in ("Harjoittelee nyt:", "Ruoan laittaminen", "Pyykin peseminen"):
        assert words in page
    for words in ("Ei-sanan sanominen", "Pärjään avun kanssa", "Haluan oppia"):
        assert words not in page
    chosen = seen_by(account(here.aino), ChosenSkill)[0]
    for client, odd in ((aino, ""), (aino, str(uuid4())), (signed_in(account(here.eetu)), str(chosen.uuid))):
        assert client.post(SKILLS, {"end": odd}).status_code == 302
    assert "Ruoan laittaminen" in text_of(ville.get(plan))
    for _tap in range(2):
        assert aino.post(SKILLS, {"end": str(chosen.uuid)}).status_code == 302
    assert "Ruoan laittaminen" not in text_of(ville.get(plan))
    assert aino.post(SKILLS, {"skill_moon": "alone"}).status_code == 422
    assert aino.post(SKILLS, {"do": "forget"}).status_code == 302
    assert seen_by(account(here.aino), SkillAnswer) == []


# ---------------------------------------------------------------- links and days on the plan


def test_the_plan_leads_to_the_own_pages_and_tells_when_it_is_looked_at_again(here: Village, aino: Client) -> None:
    good_day(here)
    ville, plan = signed_in(here.ville), f"/people/{here.aino.uuid}/plan/"
    body = aino.get("/my/plan/").content.decode()
    for address in (FEELING, FUTURE, SKILLS):
        assert f'href="{address}"' in body
    assert f'href="{theirs(here)}"' in ville.get(plan).content.decode()
    do(here.ville, actions.set_review, youth=here.aino, day=DAY + timedelta(days=40))
    assert "uudelleen viimeistään 11.4.2026." in text_of(aino.get("/my/plan/"))
    with clock.at(DAY + timedelta(days=20)):
        aino, ville = again(here), signed_in(here.ville)
        assert "Katsotte suunnitelman yhdessä viimeistään 11.4.2026." in text_of(aino.get("/my/plan/"))
        assert "Suunnitelma katsotaan yhdessä viimeistään 11.4.2026." in text_of(ville.get(plan))
    with clock.at(DAY + timedelta(days=50)):
        aino, ville = again(here), signed_in(here.ville)
        late = "Suunnitelma piti katsoa yhdessä viimeistään 11.4.2026."
        assert f"{late} Työntekijäsi sopii kanssasi ajan." in text_of(aino.get("/my/plan/"))
        assert f"{late} Sovi aika." in text_of(ville.get(plan))


# ---------------------------------------------------------------- how much is asked of the database


def fill(here: Village, count: int) -> None:
    """So many answers of each kind, a day apart."""
    then = clock.now() - timedelta(days=300 + count)
    with as_owner():
        for number in range(count):
            at = then + timedelta(days=number, minutes=count)
            said = {"youth": here.aino, "area": "home", "face": 1 + number % 5, "words": "Sana", "said_at": at}
            Feeling(**said).save()
            SharedFeeling(**said).save()
            SkillAnswer(youth=here.aino, skill="cooking", says="alone", said_at=at).save()
            PrivateNote(youth=here.aino, question="good_year", text="Sana", written_at=at).save()
            ChosenSkill(youth=here.aino, skill="cooking", place=1, ended_on=DAY).save()
        item, _made = Item.objects.whole(WHY).get_or_create(youth=here.aino, kind="future", key="good_year")
        for number in range(count):
            voice = {"item": item, "youth": here.aino, "text": "Sana", "agreed": "own", "agreed_at": clock.now()}
            OwnVoice(version=100 * count + number, **voice).save()


def test_the_pages_ask_few_questions_and_as_many_with_thirty_answers_as_with_three(here: Village, aino: Client) -> None:
    good_day(here)
    own = [FEELING, ANSWERED, SHOWN, OVER_TIME, f"{OVER_TIME}?area=home", FUTURE, SKILLS]
    pages = [*((aino, address) for address in own), (signed_in(here.ville), theirs(here))]
    fill(here, 3)
    few = [statements(*page) for page in pages]
    fill(here, 27)
    assert [statements(*page) for page in pages] == few
    assert max(few[:-1]) <= 10, few
    assert few[-1] <= 12, few
    print(f"\nfigure: questions asked by the own pages {few[:-1]}, by the worker's page {few[-1]}")
