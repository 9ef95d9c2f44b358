"""The plan's text for the official record: in the order of law, both views, and a receipt of who took it there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from sosiaalikyla.access.actions import Refused
from sosiaalikyla.access.actors import Person, acting
from sosiaalikyla.base import clock
from sosiaalikyla.paths.tests.ground import DAY, brought_up, seen_by, village
from sosiaalikyla.people.tests.factories import signed_in
from sosiaalikyla.plans import actions, plan_items
from sosiaalikyla.plans.models import Item, Taken, Version
from sosiaalikyla.plans.record import LABELS, Answered, Frozen, record_text
from sosiaalikyla.plans.tests.ground import WHY, Village, account, do, good_day, item, promised, said
from tests.ground import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Iterator[Village]:
    with clock.at(DAY):
        found = village()
        brought_up(found.aino, found.ville)
        yield found


def matter(here: Village, key: str) -> Item:
    with as_owner():
        return Item.objects.whole(WHY).get(youth=here.aino, key=key)


def whole(here: Village) -> Version:
    aino, ville = account(here.aino), here.ville
    said(aino, good_day(here), "Herään kotona.")
    said(aino, matter(here, "need"), "Rahassa.\r\nJa papereissa.")
    do(ville, actions.write_view, item=matter(here, "need"), text="Apua raha-asioihin.")
    said(ville, matter(here, "rhythm"), "Joka toinen viikko.")
    said(aino, item(here, "strength"), "Olen sitkeä.")
    said(aino, item(here, "goal"), "Oma koti.")
    do(ville, actions.keep, promise=promised(here, text="Haen lomakkeen."))
    do(ville, actions.call_off, promise=promised(here, text="Kysyn koirasta."), why="Talo ei salli.")
    promised(here)
    do(ville, actions.note_decision, youth=here.aino, what="Tukiasunto", made_on=DAY - timedelta(days=3),
       told_on=DAY - timedelta(days=2), departs=True, departs_why="Asunto on pienempi.")  # fmt: skip
    version: Version = do(ville, actions.freeze, youth=here.aino)
    return version


def text(version: Version, language: str = "fi", *answers: Answered) -> str:
    return record_text(Frozen(version.number, DAY, "Ville", version.content, list(answers)), language)


def test_the_eleven_stand_in_the_order_of_law_each_with_both_views_and_then_decisions_and_promises(here: Village) -> None:
    found = text(whole(here))
    order = [f"{number}. {each.title.fi}" for number, each in enumerate(plan_items.load().matters, 1)]
    order += ["Hyvä päivä", "Päätökset", "Aikuisten lupaukset", "Mitä tähän on sanottu"]
    places = [found.index(head) for head in order]
    assert places == sorted(places)
    assert found.startswith("Suunnitelma, versio 1, 2.3.2026\nKoonnut: Ville\nSosiaalihuoltolaki 1301/2014, 39 §")
    assert "Nuoren näkemys (2.3.2026):\nRahassa.\nJa papereissa.\nTyöntekijän näkemys (Ville, 2.3.2026): Apua raha" in found
    assert "vahvistanut (2.3.2026, kirjasi Ville): Joka toinen viikko." in found
    assert found.index(order[4]) < found.index("Olen sitkeä.") < found.index(order[5])
    assert found.index(order[5]) < found.index("Oma koti.") < found.index(order[6])
    assert "– Ville: Haen lomakkeen. (pidetty 2.3.2026)" in found
    assert "– Ville: Kysyn koirasta. (peruttu 2.3.2026: Talo ei salli.)" in found
    assert "– Ville: Soitan vuokranantajalle. (viimeistään 5.3.2026)" in found
    assert "– Tukiasunto (27.2.2026, oikaisuvaatimus viimeistään 30.3.2026)\nMiksi poikkeaa suunnitelmasta: Asunto" in found
    assert found.endswith("Ei vielä vastauksia.")


def test_answers_stand_with_who_and_when_and_paper_is_told_apart(here: Village) -> None:
    version = whole(here)
    found = text(version, "fi", Answered("", "reserves", "Ilta käy.", DAY, True), Answered("Ville", "signs", "", DAY, False))
    assert found.endswith("Nuori hyväksyy varauksin (2.3.2026, paperilla): Ilta käy.\nVille hyväksyy (2.3.2026)")


@pytest.mark.parametrize("language", LABELS)
def test_the_labels_are_in_the_worker_s_language_and_people_s_words_as_they_said_them(here: Village, language: str) -> None:
    found = text(whole(here), language)
    assert LABELS[language]["promises"] in found
    assert plan_items.load().matters[0].title.in_language(language) in found
    assert "Olen sitkeä." in found
    assert LABELS.keys() == {"fi", "sv", "en"}
    assert len({frozenset(words) for words in LABELS.values()}) == 1


def test_what_came_true_and_a_question_of_the_future_are_told_too(here: Village) -> None:
    goal = item(here, "goal")
    said(account(here.aino), goal, "Oma koti.")
    do(account(here.aino), actions.end_item, item=goal, stands="reached")
    future = do(account(here.aino), actions.add_item, youth=here.aino, kind="future", key="good_year")
    said(account(here.aino), future, "Olen töissä.")
    good_day(here)
    found = text(do(here.ville, actions.freeze, youth=here.aino))
    assert "Toteutui 2.3.2026" in found
    assert f"{plan_items.load().future['good_year'].fi}\nNuoren näkemys (2.3.2026): Olen töissä." in found
    assert "Päätökset\nEi kirjattu." in found


# ---------------------------------------------------------------- taken over


def test_the_page_has_the_text_to_copy_and_says_who_took_it_and_when(here: Village) -> None:
    version = whole(here)
    address = f"/people/{here.aino.uuid}/plan/versions/{version.uuid}/"
    ville = signed_in(here.ville)
    page = ville.get(address).content.decode()
    assert "<textarea" in page
    assert "1. Mihin tarvitset apua" in page
    assert "Merkitse viedyksi" in page
    sent = ville.post(f"{address}taken/")
    assert (sent.status_code, sent["Location"]) == (302, f"{address}#record")
    page = ville.get(address).content.decode()
    assert "Viety kirjaukseen 2.3.2026" in page
    assert "Merkitse viedyksi" not in page
    assert "Viety" not in signed_in(account(here.aino)).get(f"/my/plan/versions/{version.uuid}/").content.decode()
    ville.post(f"{address}taken/")
    assert [row.taken_by_id for row in seen_by(here.ville, Taken)] == [here.ville.pk]


def test_an_answer_after_the_taking_asks_to_take_it_again(here: Village) -> None:
    version = whole(here)
    do(here.piia, actions.take_to_record, version=version)
    with clock.at(DAY + timedelta(days=1)):
        do(account(here.aino), actions.answer, version=version, says="thinks")
        page = signed_in(here.ville).get(f"/people/{here.aino.uuid}/plan/versions/{version.uuid}/").content.decode()
        assert "Sen jälkeen on tullut vastaus." in page
        assert "Nuori miettii vielä (3.3.2026)" in page
        assert "<strong>Aino:</strong> Mietin" in page
        assert "Merkitse viedyksi" in page
        do(here.ville, actions.take_to_record, version=version)
    assert [row.taken_by_id for row in seen_by(here.ville, Taken)] == [here.piia.pk, here.ville.pk]


def test_nobody_else_marks_it_and_a_receipt_stays(here: Village) -> None:
    version = whole(here)
    for who in (account(here.aino), here.sirpa, here.marja, here.kaisa, account(here.eetu)):
        with pytest.raises(Refused):
            do(who, actions.take_to_record, version=version)
    with acting(Person(account(here.aino))), pytest.raises(ProgrammingError), transaction.atomic():
        Taken(version=version, youth=here.aino, taken_by=account(here.aino)).save()
    with acting(Person(here.ville)), pytest.raises(ProgrammingError), transaction.atomic():
        Taken(version=version, youth=here.aino, taken_by=here.piia).save()
    with acting(Person(here.sirpa)), pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
        Taken(version=version, youth=here.eetu, taken_by=here.sirpa).save()
    do(here.ville, actions.take_to_record, version=version)
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        Taken.objects.whole(WHY).update(taken_by=here.piia)
