"""Two editors write at once, lose their sessions, leave pages open and come back: no word of either is ever lost.

Everything goes through the pages. A word counts from the moment it has reached the server, in a form or on its way; in the
end it must be found where its writer can read it: in what was saved, in an earlier version, or among the unfinished texts.
"""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterator
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.test import Client

from sosiaalikyla.access.models import User
from sosiaalikyla.base import clock
from sosiaalikyla.drafts.models import Draft
from sosiaalikyla.drafts.tests.ground import hidden, offers
from sosiaalikyla.keys import codes, limits
from sosiaalikyla.keys.models import Device
from sosiaalikyla.meetings import actions as meetings
from sosiaalikyla.meetings.models import ContactMade, ContactOwnWords
from sosiaalikyla.paths.tests.ground import DAY, Village, account, brought_up, do, seen_by, village
from sosiaalikyla.people.tests.factories import signed_in
from sosiaalikyla.plans.models import OwnVoice
from sosiaalikyla.plans.tests.ground import item
from tests.ground import as_owner

pytestmark = pytest.mark.django_db
PIN = "407913"
FEW, WHOLE = 60, 1000


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[Village]:
    monkeypatch.setattr(ScryptPasswordHasher, "work_factor", 2**4)
    monkeypatch.setattr(limits, "count", lambda *_words: None)  # a thousand times in through one door
    with clock.at(DAY):
        found = village()
        brought_up(found.aino, found.ville)
        yield found


class Editor:
    """One person at one device: what stands in the form now, and every word of theirs that has reached the server."""

    turns = itertools.count(10**12)
    numbers = itertools.count(36**3)

    def __init__(self, dice: Random, user: User, page: str, form: str, fields: dict[str, int]) -> None:
        self.dice, self.user, self.page, self.form, self.fields = dice, user, page, form, fields
        self.client = signed_in(user)
        self.reached: set[str] = set()
        self.token = uuid4().hex
        if not user.is_staff:
            with as_owner():
                Device.objects.whole("made for a test").create(
                    user=user, token=codes.keyed(self.token), pin=codes.slow(PIN), machine="android", bound_by=None
                )
        self.opens()

    # ---- the page

    def opens(self, *, goes_on: bool = True) -> None:
        """Anew, going on with one of the unfinished texts or not."""
        page = self.client.get(self.page)
        waiting = offers(page)
        if waiting and goes_on and self.dice.random() < 0.5:
            page = self.client.get(f"{self.page}?draft={self.dice.choice(waiting)[1]}")
        assert page.status_code == 200
        self.hidden = hidden(page, self.form)
        body = page.content.decode()
        body = next(part for part in body.split("<form") if f'data-draft="{self.form}"' in part.split(">")[0])
        self.text = {}
        for name in self.fields:
            found = re.search(rf'<textarea name="{name}"[^>]*>\n?(.*?)</textarea>', body, flags=re.S)
            assert found, name
            self.text[name] = html.unescape(found[1]).split()

    def sends(self) -> dict[str, str]:
        words = {name: " ".join(text) for name, text in self.text.items()}
        return {**words, **self.hidden, "draft_turn": str(next(self.turns)), "do": self.form}

    def has_reached(self) -> None:
        self.reached |= {word for text in self.text.values() for word in text}

    # ---- edits

    def writes(self) -> None:
        name = self.dice.choice(list(self.fields))
        if len(" ".join(self.text[name])) > self.fields[name] - 10:
            return
        number, word = next(self.numbers), ""
        while number:
            number, digit = divmod(number, 36)
            word = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + word
        self.text[name].insert(self.dice.randint(0, len(self.text[name])), word)

    def is_kept(self) -> None:
        answer = self.client.post("/drafts/keep/", self.sends())
        assert answer.status_code == 200
        self.has_reached()

    def saves(self) -> bool:
        """Whether it was taken at once."""
        if not any(self.text.values()):
            return False
        answer = self.client.post(self.page, self.sends())
        self.has_reached()
        if answer.status_code == 409:
            self.chooses(answer)
            return False
        assert answer.status_code == 302
        self.opens()
        return True

    def chooses(self, both: Any) -> None:
        """Mine, the saved one, or both together."""
        choice = self.dice.choice(["mine", "saved", "together"])
        if choice != "saved":
            body = both.content.decode()
            self.hidden["draft_base"] = re.search(r'name="draft_base" value="([^"]*)"', body)[1]  # type: ignore[index]
            if choice == "together":
                here = set(itertools.chain(*self.text.values()))
                for shown in re.findall(r'<p class="draft-text">(.*?)</p>', body, flags=re.S):
                    name = next(iter(self.fields))
                    new = [word for word in re.sub("<.*?>", "", shown).split() if word not in here]
                    room = self.fields[name] - len(" ".join(self.text[name])) - 10
                    self.text[name] += new[: max(0, room // 8)]
                    here |= set(new)
            answer = self.client.post(self.page, self.sends())
            self.has_reached()
            assert answer.status_code in {302, 409}
        self.opens()

    def begins_anew(self) -> None:
        """What is saved stays among the versions: the next one says something else."""
        if self.saves():
            self.opens(goes_on=False)
            self.text = {name: [] for name in self.fields}

    def loses_the_session(self) -> None:
        if not any(self.text.values()):
            return
        if self.user.is_staff:
            self.is_kept()
            self.client = signed_in(self.user)
        else:
            self.client.session.flush()
            answer = self.client.post(self.page, self.sends())
            assert answer["Location"].startswith("/sign-in/?next=")
            self.has_reached()
            self.client.cookies[settings.DEVICE_COOKIE_NAME] = self.token
            assert self.client.post("/sign-in/", {"pin": PIN, "next": self.page})["Location"] == self.page
        self.opens()


def edit(dice: Random, editor: Editor, *, versions: bool) -> None:
    deeds = [editor.writes] * 12 + [editor.is_kept] * 4 + [editor.saves] * 3 + [editor.opens, editor.loses_the_session]
    dice.choice([*deeds, *([editor.begins_anew] if versions else [])])()


def missing(editors: list[Editor], saved: list[str]) -> set[str]:
    lost = set()
    for editor in editors:
        kept = [text for row in seen_by(editor.user, Draft) for text in row.texts]
        found = {word for text in [*saved, *kept] for word in text.split()}
        lost |= editor.reached - found
    return lost


def write_words(here: Village, seed: int, edits: int, scribe: bool) -> None:
    dice, goal = Random(seed), item(here)
    mine = f"/my/plan/items/{goal.uuid}/"
    theirs = f"/people/{here.aino.uuid}/plan/items/{goal.uuid}/"
    other = (here.ville, theirs) if scribe else (account(here.aino), mine)
    editors = [Editor(dice, user, page, "say", {"text": 3900}) for user, page in ((account(here.aino), mine), other)]
    for _ in range(edits):
        for editor in editors:
            edit(dice, editor, versions=True)
    saved = [row.text for row in seen_by(account(here.aino), OwnVoice)]
    assert len(saved) > edits // 10
    told(editors, saved, f"own words, {'the other a scribe' if scribe else 'two devices'}", edits)


def write_contact(here: Village, seed: int, edits: int) -> None:
    dice = Random(seed)
    contact = do(here.ville, meetings.log_contact, youth=here.aino, way="call", reached=True)
    page = f"/people/{here.aino.uuid}/contacts/{contact.uuid}/"
    fields = {"view": 3900, "own_words": 3900, "agreed": 1900, "following": 1900}
    editors = [Editor(dice, here.ville, page, "words", fields) for _ in range(2)]
    for _ in range(edits):
        for editor in editors:
            edit(dice, editor, versions=False)
    row = seen_by(here.ville, ContactMade)[0]
    said = [each.text for each in seen_by(here.ville, ContactOwnWords)]
    told(editors, [*row.words("").values(), *said], "a contact, two devices", edits)


def told(editors: list[Editor], saved: list[str], what: str, edits: int) -> None:
    lost = missing(editors, saved)
    words = sum(len(editor.reached) for editor in editors)
    print(f"\nfigure: {what}: 2 x {edits} edits, {words} words read back, {len(lost)} lost")
    assert words > edits // 2
    assert lost == set()


@pytest.mark.parametrize("scribe", [False, True], ids=["two devices", "a scribe"])
def test_no_word_is_lost_when_two_write_the_same_words(here: Village, scribe: bool) -> None:
    write_words(here, 3, FEW, scribe)


def test_no_word_is_lost_when_a_contact_is_mended_on_two_devices(here: Village) -> None:
    write_contact(here, 5, FEW)


@pytest.mark.long
@pytest.mark.parametrize("scribe", [False, True], ids=["two devices", "a scribe"])
def test_no_word_is_lost_in_a_thousand_edits_of_each(here: Village, scribe: bool) -> None:
    write_words(here, 11, WHOLE, scribe)


@pytest.mark.long
def test_no_word_of_a_contact_is_lost_in_a_thousand_edits_of_each(here: Village) -> None:
    write_contact(here, 13, WHOLE)


def test_a_lost_word_would_be_found_missing(here: Village) -> None:
    dice, goal = Random(1), item(here)
    editor = Editor(dice, account(here.aino), f"/my/plan/items/{goal.uuid}/", "say", {"text": 3900})
    editor.writes()
    editor.is_kept()
    assert missing([editor], []) == set()
    with as_owner():
        Draft.objects.whole("made for a test").all().delete()
    assert len(missing([editor], [])) == 1
    assert isinstance(editor.client, Client)
