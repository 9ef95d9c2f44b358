"""The canary: what a young person does for themselves never changes a byte of any page of those who work with them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from sosiaalikyla.base import clock
from sosiaalikyla.paths.models import CheckDay, StepDay
from sosiaalikyla.paths.tests.ground import DAY, brought_up, seen_by, village
from sosiaalikyla.people.tests.factories import TOKENS, signed_in
from sosiaalikyla.plans import actions
from sosiaalikyla.plans.models import Decision, Feeling, Intention, Item, PrivateNote, Promise, SkillAnswer
from sosiaalikyla.plans.tests.ground import Village, account, do, frozen, good_day, item, promised
from tests.matrix import table

pytestmark = pytest.mark.django_db
OF_AINO = {"none", "youth", "plan_item", "promise", "decision", "version"}


@pytest.fixture
def here() -> Iterator[Village]:
    with clock.at(DAY):
        found = village()
        brought_up(found.aino, found.ville)
        yield found


def addresses(here: Village) -> dict[str, str]:
    """Every page of work whose address can be filled with what is Aino's, by the name of its route."""
    goal = seen_by(here.ville, Item, kind="goal")[0]
    keys = {
        "key": here.aino.uuid,
        "item": goal.uuid,
        "promise": seen_by(here.ville, Promise)[0].uuid,
        "decision": seen_by(here.ville, Decision)[0].uuid,
        "version": frozen(here).uuid,
        "step": seen_by(here.ville, StepDay)[0].step,
        "phase": seen_by(here.ville, CheckDay)[0].phase,
    }
    found = {}
    for route in table.routes():
        row = table.rows()[route.name]
        if row.door in table.OPEN | {"youth"} or "GET" not in row.methods or row.about not in OF_AINO:
            continue
        if set(route.keys) <= keys.keys():
            found[route.name] = reverse(route.name, kwargs={name: keys[name] for name in route.keys})
    return found


def looks(client: Client, pages: dict[str, str]) -> dict[str, str]:
    """Each page as it is read: the token of its forms taken out, for it is new in every answer."""
    found = {}
    for name, address in pages.items():
        answer = client.get(address)
        if answer.status_code == 200:
            found[name] = TOKENS.sub("", answer.content.decode(errors="replace"))
    return found


@pytest.mark.slow
def test_a_check_in_a_rating_a_note_and_a_sign_in_change_no_page_of_anybody_else(here: Village) -> None:
    goal, _day = item(here), good_day(here)
    promised(here)
    do(here.ville, actions.note_decision, youth=here.aino, what="Päätös", made_on=DAY)
    pages = addresses(here)
    made = signed_in(here.ville).post(f"/people/{here.aino.uuid}/keys/card/", {"identity": "passport"}).content.decode()
    number = re.search(r"Kortti ([A-Z0-9-]+)", made)
    code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}(?!-)", made[made.index("<ol") :])
    assert number
    assert code
    readers = {name: signed_in(getattr(here, name)) for name in ("ville", "leena", "lasse", "sirpa", "marja", "jonna")}
    before = {name: looks(client, pages) for name, client in readers.items()}
    assert len(before["ville"]) >= 25, sorted(before["ville"])
    assert {"home", "youths", "youth", "youth_plan", "youth_plan_item", "youth_feelings"} <= before["ville"].keys()
    assert "home" in before["marja"]

    aino = Client()
    assert aino.post("/sign-in/card/", {"number": number[1], "code": code[0]}).status_code == 302
    assert aino.get("/my/").status_code == 200
    for address, words in (
        ("/my/feeling/", {"face_home": "1", "words_home": "Yksin.", "face_people": "2"}),
        ("/my/skills/", {"group": "home", "skill_cooking": "not_yet"}),
        (f"/my/plan/items/{goal.uuid}/", {"do": "note", "note": "Pelkään muuttoa."}),
        ("/my/future/", {"do": "keep", "good_year": "Oma koti.", "who": "me"}),
        ("/my/plan/intentions/", {"intention": "Lähetän todistuksen.", "day": "", "shown_to": ""}),
    ):
        assert aino.get(address).status_code == 200
        assert aino.post(address, words).status_code == 302
    for address in ("/my/feeling/answered/", "/my/feeling/over-time/", "/my/feeling/shown/", "/my/looked/"):
        assert aino.get(address).status_code == 200
    me = account(here.aino)
    assert all(seen_by(me, model) for model in (Feeling, SkillAnswer, PrivateNote, Intention)), "the canary never sang"

    changed = [
        f"{name}: {page}"
        for name, client in readers.items()
        for page, body in looks(client, pages).items()
        if before[name].get(page) != body
    ]
    assert changed == []
    print(f"\nfigure: canary, {sum(map(len, before.values()))} pages of {len(readers)} readers, none changed")
