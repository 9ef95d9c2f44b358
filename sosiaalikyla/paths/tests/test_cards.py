"""Rights cards on the path: told where they are needed, asked whether they were clear, told again plainly and in time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client

from sosiaalikyla.access.actions import CannotBe, Refused
from sosiaalikyla.access.actors import Guest, Job, Person, acting
from sosiaalikyla.access.models import User
from sosiaalikyla.audit.models import Entry
from sosiaalikyla.base import clock
from sosiaalikyla.journal.models import Event, Stale
from sosiaalikyla.paths import actions, policy
from sosiaalikyla.paths.models import CardSaid
from sosiaalikyla.paths.tests.ground import DAY, WHY, Village, account, brought_up, do, seen_by, village
from sosiaalikyla.people.models import Youth
from sosiaalikyla.people.tests.factories import signed_in, statements
from sosiaalikyla.village import publishing
from sosiaalikyla.village.models import Rendered
from sosiaalikyla.village.tests import factories
from sosiaalikyla.village.texts import FULL, PLAIN, Page, Part
from tests.ground import as_owner

pytestmark = pytest.mark.django_db

CARD = "oma-huone"
NOW, NEXT = "build_together", "step_over"
"""Where Aino is on DAY, and where she comes a month later."""
LATER = date(2026, 4, 15)
QUESTION = {"fi": "Oliko selvä, että huone on sinun?", "sv": "Är det klart att rummet är ditt?", "en": "Is the room clear?"}


def card(key: str = CARD, *, phases: tuple[str, ...] = (NOW, NEXT), **different: Any) -> Page:
    words = {
        ("fi", FULL): factories.words("Oma huone", "Huone on sinun.", Part("text", "Mitä se on", "<p>Ovi lukkoon.</p>")),
        ("fi", PLAIN): factories.words(
            "Huone on sinun", "Lyhyesti: oma ovi.", Part("text", "Mitä se on", "<p>Saat sulkea oven.</p>")
        ),
        ("sv", FULL): factories.words("Eget rum", "Rummet är ditt.", Part("text", "Vad det är", "<p>Lås dörren.</p>")),
    }
    about = factories.about(phases=phases, clear_question=QUESTION, **different.pop("about", {}))
    return factories.page(key, house="", section="", about=about, **({"words": words} | different))


def put_out(*pages: Page) -> None:
    with as_owner():
        for page in pages:
            publishing.publish(page, None)


@pytest.fixture
def here() -> Iterator[Village]:
    with clock.at(DAY):
        found = village()
        brought_up(found.aino, found.ville)
        put_out(card())
        yield found


def settled(here: Village) -> None:
    """As after the clockwork has gone round: nothing waits for a refresh."""
    brought_up(here.aino, here.ville)
    with as_owner():
        Stale.objects.all().delete()


def published(key: str = CARD, language: str = "fi", variant: str = FULL) -> Rendered:
    return Rendered.objects.get(key=key, language=language, variant=variant)


def without_account(here: Village) -> User:
    own = account(here.aino)
    with as_owner():
        Youth.objects.whole(WHY).filter(pk=here.aino.pk).update(user=None)
        here.aino.refresh_from_db()
    return own


def speaks(user: User, language: str) -> User:
    with as_owner():
        User.objects.filter(pk=user.pk).update(language=language)
    user.language = language
    return user


def said(here: Village) -> list[CardSaid]:
    with as_owner():
        return list(CardSaid.objects.whole(WHY).order_by("said_at", "pk"))


def mine(key: str = CARD, phase: str = "") -> str:
    return f"/my/path/cards/{key}/" + (f"?phase={phase}" if phase else "")


def theirs(here: Village, key: str = CARD, phase: str = "") -> str:
    return f"/people/{here.aino.uuid}/path/cards/{key}/" + (f"?phase={phase}" if phase else "")


def html_of(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    found: str = response.content.decode()
    return found[found.index("<main") : found.index("</main>")]


def words_of(html: str) -> str:
    return re.sub(r"\s+([.,)])", r"\1", re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))).replace("( ", "(")


def say(who: User, here: Village, *, clear: bool = True, phase: str = NOW, key: str = CARD, **more: Any) -> None:
    do(who, actions.say_clear, youth=here.aino, card=published(key), phase=phase, clear=clear, **more)


# ---------------------------------------------------------------- the list


def test_cards_stand_at_the_points_of_the_path_where_they_are_needed_and_the_present_one_comes_first(here: Village) -> None:
    put_out(
        card("katsot-eteenpain", phases=("look_ahead",), words={("fi", FULL): factories.words("Katsot eteenpäin")}),
        card("ei-polulla", phases=("nowhere",), words={("fi", FULL): factories.words("Ei millään polulla")}),
    )
    html = html_of(signed_in(account(here.aino)).get("/my/path/cards/"))
    chapters = [words_of(each) for each in html.split("<section")[1:]]
    assert "(nyt)" in chapters[0]
    assert "Oma huone" in chapters[0]
    assert "Katsot eteenpäin" in chapters[1]
    assert "Oma huone" in chapters[2], "given again at its next point"
    assert "(nyt)" not in "".join(chapters[1:])
    assert "Ei millään polulla" not in html
    assert f'href="{mine(phase=NOW)}"' in html
    assert f'href="{mine(phase=NEXT)}"' in html
    assert "Aino" not in html


def test_the_worker_reads_the_same_list_with_the_name(here: Village) -> None:
    page = words_of(html_of(signed_in(here.ville).get(f"/people/{here.aino.uuid}/path/cards/")))
    assert "Oikeuskortit: Aino" in page
    assert "Oma huone" in page


def test_a_path_without_cards_says_so(here: Village) -> None:
    with as_owner():
        Rendered.objects.filter(kind="card").delete()
    assert "ei ole kortteja" in words_of(html_of(signed_in(account(here.aino)).get("/my/path/cards/")))


@pytest.mark.parametrize(
    "days", [{"valid_from": date(2026, 3, 3)}, {"valid_until": date(2026, 3, 1)}], ids=["not yet", "no more"]
)
def test_a_card_out_of_its_days_is_neither_listed_nor_opened(here: Village, days: dict[str, date]) -> None:
    put_out(card(about=days))
    aino = signed_in(account(here.aino))
    assert "Oma huone" not in html_of(aino.get("/my/path/cards/"))
    assert aino.get(mine()).status_code == 404
    assert aino.post(mine(), {"clear": "yes"}).status_code == 404
    assert said(here) == []


# ---------------------------------------------------------------- was this clear?


def test_a_yes_is_kept_with_the_words_that_were_read_and_seen_by_both(here: Village) -> None:
    aino = signed_in(account(here.aino))
    html = html_of(aino.get(mine()))
    assert QUESTION["fi"] in html
    assert "Lyhyesti: oma ovi." not in html, "plain words are offered to whom the usual ones were not clear"
    answer = aino.post(mine(), {"clear": "yes"})
    assert (answer.status_code, answer["Location"]) == (302, f"{mine(phase=NOW)}#said")
    (row,) = said(here)
    assert (row.youth_id, row.card, row.phase, row.clear) == (here.aino.pk, CARD, NOW, True)
    assert (row.author_id, row.scribe_id, row.told) == (here.aino.user_id, here.aino.user_id, "")
    assert row.revision == published().revision
    html = html_of(aino.get(mine(phase=NOW)))
    assert "Sanoit 2.3.2026, että asia on selvä." in words_of(html)
    assert "plainer" not in html
    assert "selvä, 2.3.2026" in words_of(html_of(aino.get("/my/path/cards/")))
    assert "Aino sanoi 2.3.2026, että asia on selvä." in words_of(html_of(signed_in(here.ville).get(theirs(here))))


def test_after_a_no_the_same_is_told_in_plain_words_beside(here: Village) -> None:
    aino = signed_in(account(here.aino))
    aino.post(mine(), {"clear": "no"})
    html = html_of(aino.get(mine()))
    words = words_of(html)
    assert "ettei asia ole ihan selvä" in words
    assert words.index("Sama selkosuomeksi") < words.index("Lyhyesti: oma ovi.") < words.index("Saat sulkea oven.")
    assert "Ovi lukkoon." in words, "the usual words stay"
    ids = re.findall(r'id="([^"]+)"', html)
    assert len(ids) == len(set(ids)), "two bodies on one page"
    assert "ei vielä selvä, 2.3.2026" in words_of(html_of(aino.get("/my/path/cards/")))
    worker = words_of(html_of(signed_in(here.ville).get(theirs(here))))
    assert "Aino sanoi 2.3.2026, ettei asia ole ihan selvä." in worker
    assert "Lyhyesti: oma ovi." in worker, "what to go through together"


def test_a_no_where_there_are_no_plainer_words_shows_the_page_without_them(here: Village) -> None:
    put_out(card(words={("fi", FULL): factories.words("Oma huone")}))
    aino = signed_in(account(here.aino))
    aino.post(mine(), {"clear": "no"})
    html = html_of(aino.get(mine()))
    assert "ettei asia ole ihan selvä" in words_of(html)
    assert "selkosuomeksi" not in html


def test_who_answers_again_is_believed_and_the_earlier_answer_is_kept(here: Village) -> None:
    aino = signed_in(account(here.aino))
    for clear in ("no", "yes", "yes"):
        assert aino.post(mine(), {"clear": clear}).status_code == 302
    assert [row.clear for row in said(here)] == [False, True, True]
    html = html_of(aino.get(mine()))
    assert "että asia on selvä" in words_of(html)
    assert "selkosuomeksi" not in html


def test_a_card_that_was_clear_is_asked_again_at_the_next_point_of_the_path(here: Village) -> None:
    aino = signed_in(account(here.aino))
    aino.post(mine(), {"clear": "yes"})
    with clock.at(LATER):
        html = html_of(aino.get("/my/path/cards/"))
        first, *rest = (words_of(each) for each in html.split("<section")[1:])
        assert "Oma huone" in first
        assert "(nyt)" in first
        assert "selvä" not in first, "at the new point nothing has been said yet"
        assert any("selvä, 2.3.2026" in each for each in rest)
        assert "Sanoit" not in html_of(aino.get(mine()))
        assert aino.post(mine(), {"clear": "no"})["Location"] == f"{mine(phase=NEXT)}#said"
        assert "Sanoit 15.4.2026, ettei" in words_of(html_of(aino.get(mine())))
        assert "Sanoit 2.3.2026, että asia on selvä." in words_of(html_of(aino.get(mine(phase=NOW))))
    assert [(row.phase, row.clear) for row in said(here)] == [(NOW, True), (NEXT, False)]


def test_an_answer_belongs_to_the_point_of_the_path_the_page_was_opened_at(here: Village) -> None:
    aino = signed_in(account(here.aino))
    assert aino.post(mine(phase=NEXT), {"clear": "yes"})["Location"] == f"{mine(phase=NEXT)}#said"
    assert [row.phase for row in said(here)] == [NEXT]
    assert "Sanoit" not in html_of(aino.get(mine()))


def test_a_card_for_other_points_only_opens_at_the_first_of_them(here: Village) -> None:
    put_out(card("myohemmin", phases=("settle", NEXT), words={("fi", FULL): factories.words("Myöhemmin")}))
    assert signed_in(account(here.aino)).post(mine("myohemmin"), {"clear": "yes"}).status_code == 302
    assert [row.phase for row in said(here)] == [NEXT], "in the order of the path"


def test_words_changed_since_keep_what_was_said_of_the_earlier_ones(here: Village) -> None:
    aino = signed_in(account(here.aino))
    aino.post(mine(), {"clear": "no"})
    before = published().revision
    put_out(card(words={("fi", FULL): factories.words("Oma huone", "Aivan uudet sanat.")}))
    assert published().revision != before
    assert "Sanoit 2.3.2026, ettei" in words_of(html_of(aino.get(mine())))
    aino.post(mine(), {"clear": "yes"})
    assert [row.revision for row in said(here)] == [before, published().revision]


# ---------------------------------------------------------------- works without a script


def test_the_form_alone_is_enough_no_script_is_needed(here: Village) -> None:
    browser = signed_in(account(here.aino))
    browser.handler.enforce_csrf_checks = True
    address = mine(phase=NOW)
    html = html_of(browser.get(address))
    form = html[html.index('<form class="stack" method="post">') : html.index("</form>")]
    assert "hx-" not in form
    assert "action=" not in form, "posted back to the address it was read at"
    assert re.findall(r'name="clear" value="(\w+)"', form) == ["yes", "no"]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token is not None
    refused = browser.post(address, {"clear": "no"})
    assert refused.status_code == 403
    answer = browser.post(address, {"clear": "no", "csrfmiddlewaretoken": token[1]}, follow=True)
    assert [code for _address, code in answer.redirect_chain] == [302]
    assert "Sama selkosuomeksi" in html_of(answer)


@pytest.mark.parametrize("told", [{}, {"clear": ""}, {"clear": "perhaps"}, {"clear": "True"}])
def test_an_answer_that_is_none_is_told_at_the_top_and_nothing_is_kept(here: Village, told: dict[str, str]) -> None:
    answer = signed_in(account(here.aino)).post(mine(), told)
    html = html_of(answer, 422)
    assert "data-error-summary" in html
    assert "Ovi lukkoon." in html, "the card is still there to be read"
    assert said(here) == []


@pytest.mark.parametrize(
    "address", [mine("ei-ole"), mine(phase="nowhere"), mine(phase="settle"), "/my/path/cards/Ei_Ole!/", mine("tietoa")]
)
def test_a_card_or_a_point_that_is_not_there_is_not_found(here: Village, address: str) -> None:
    aino = signed_in(account(here.aino))
    assert aino.get(address).status_code == 404
    assert aino.post(address, {"clear": "yes"}).status_code == 404
    assert said(here) == []


def test_a_page_of_the_village_is_no_card(here: Village) -> None:
    with as_owner():
        publishing.publish_house(factories.house())
        publishing.publish(factories.page(about=factories.about(phases=(NOW,))), factories.house())
    assert signed_in(account(here.aino)).get(mine("avain-hukassa")).status_code == 404


# ---------------------------------------------------------------- in whose language


def test_the_card_speaks_the_language_of_its_reader(here: Village) -> None:
    aino = signed_in(speaks(account(here.aino), "sv"))
    assert "Eget rum" in html_of(aino.get("/my/path/cards/"))
    html = html_of(aino.get(mine()))
    assert "Lås dörren." in html
    assert QUESTION["sv"] in html
    assert "Oma huone" not in html
    assert 'lang="fi"' not in html
    aino.post(mine(), {"clear": "no"})
    assert said(here)[0].revision == published(language="sv").revision
    html = html_of(aino.get(mine()))
    assert "Lyhyesti: oma ovi." not in html, "plain words in Finnish are not plainer for who reads Swedish"


def test_where_a_card_lacks_a_language_the_finnish_one_is_shown_and_marked(here: Village) -> None:
    html = html_of(signed_in(speaks(account(here.aino), "en")).get(mine()))
    assert re.search(r'<article class="reading[^>]*lang="fi"', html)
    assert "Ovi lukkoon." in html
    assert "Oma huone" in html_of(signed_in(account(here.aino)).get("/my/path/cards/"))


def test_each_reads_the_same_answer_in_their_own_language(here: Village) -> None:
    signed_in(speaks(account(here.aino), "sv")).post(mine(), {"clear": "no"})
    page = words_of(html_of(signed_in(here.ville).get(theirs(here))))
    assert "Ovi lukkoon." in page
    assert "Aino sanoi 2.3.2026, ettei asia ole ihan selvä." in page


# ---------------------------------------------------------------- who comes in, who says


def test_foreign_and_missing_look_the_same(here: Village) -> None:
    say(account(here.aino), here)
    nobody = str(uuid4())
    for who in (here.sirpa, here.marja, here.kaisa, here.jonna, account(here.eetu)):
        browser = signed_in(who)
        for address in (f"/people/{here.aino.uuid}/path/cards/", theirs(here), theirs(here, "ei-ole")):
            foreign, missing = browser.get(address), browser.get(address.replace(str(here.aino.uuid), nobody))
            assert foreign.status_code == missing.status_code == 404, address
            assert foreign.content.replace(str(here.aino.uuid).encode(), nobody.encode()) == missing.content
            assert b"Aino" not in foreign.content
        assert browser.post(theirs(here), {"clear": "no", "how": "table"}).status_code == 404
    assert len(said(here)) == 1


def test_the_young_person_s_pages_are_theirs_alone_and_show_each_their_own(here: Village) -> None:
    brought_up(here.eetu, here.sirpa)
    say(account(here.aino), here, clear=False)
    eetu = signed_in(account(here.eetu))
    for address in ("/my/path/cards/", mine(phase=NOW)):
        page = eetu.get(address)
        assert page.status_code == 200
        assert "ei vielä selvä" not in page.content.decode()
        assert "Sanoit" not in page.content.decode()
        assert signed_in(here.ville).get(address).status_code == 404
    visitor = Client()
    for address in ("/my/path/cards/", mine(), f"/people/{here.aino.uuid}/path/cards/", theirs(here)):
        for answer in (visitor.get(address), visitor.post(address, {"clear": "yes"})):
            assert answer.status_code == 302
            assert answer["Location"].startswith("/sign-in/")


def test_no_worker_presses_it_for_a_young_person_who_has_an_account(here: Village) -> None:
    for worker in (here.ville, here.leena, here.piia, here.lasse, here.roosa):
        browser = signed_in(worker)
        html = html_of(browser.get(theirs(here)))
        assert "Aino ei ole sanonut tästä mitään." in words_of(html)
        assert "<form" not in html
        assert browser.post(theirs(here), {"clear": "yes", "how": "table"}).status_code == 404
        for told in ("", "table"):
            with pytest.raises(Refused):
                say(worker, here, told=told)
    assert said(here) == []


def test_what_one_without_an_account_says_is_typed_by_whoever_works_with_them(here: Village) -> None:
    without_account(here)
    ville = signed_in(here.ville)
    html = html_of(ville.get(theirs(here)))
    assert re.findall(r'name="how" value="(\w+)"', html) == ["table", "paper"]
    unsaid = ville.post(theirs(here), {"clear": "no"})
    html = html_of(unsaid, 422)
    assert "Valitse, miten se kerrottiin sinulle." in html
    assert re.search(r'name="clear" value="no"[^>]*checked', html)
    assert ville.post(theirs(here), {"clear": "no", "how": "own"}).status_code == 422
    answer = ville.post(theirs(here), {"clear": "no", "how": "paper"})
    assert (answer.status_code, answer["Location"]) == (302, f"{theirs(here, phase=NOW)}#said")
    (row,) = said(here)
    assert (row.author_id, row.scribe_id, row.told, row.clear) == (None, here.ville.pk, "paper", False)
    assert "Lyhyesti: oma ovi." in html_of(ville.get(theirs(here)))


def test_only_those_who_work_with_them_now_type_it(here: Village) -> None:
    without_account(here)
    for stranger in here.strangers:
        with pytest.raises(Refused):
            say(stranger, here, told="table")
    for reader in (here.lasse, here.roosa):
        browser = signed_in(reader)
        assert browser.post(theirs(here), {"clear": "no", "how": "table"}).status_code == 404
        if (page := browser.get(theirs(here))).status_code == 200:
            assert 'name="clear"' not in page.content.decode(), "no form for who may only read"
    with pytest.raises(Refused):
        say(here.ville, here)
    assert said(here) == []
    for worker in (here.ville, here.leena, here.piia):
        say(worker, here, told="table")
    assert {row.scribe_id for row in said(here)} == {here.ville.pk, here.leena.pk, here.piia.pk}


def test_the_rule_knows_whose_understanding_it_is(here: Village) -> None:
    own = account(here.aino)
    for who, lets in ((own, True), (here.ville, False), (account(here.eetu), False)):
        with acting(Person(who)) as by:
            assert policy.can_say_clear(by, here.aino) is lets
            assert not policy.can_answer_at_table(by, here.aino), "she has an account of her own"
    without_account(here)
    for who, lets in ((own, False), (here.ville, False)):
        with acting(Person(who)) as by:
            assert policy.can_say_clear(by, here.aino) is lets
    for nobody in (Guest(uuid4()), Job("refresh")):
        with acting(nobody) as by:
            assert not policy.can_say_clear(by, here.aino)
            assert not policy.can_answer_at_table(by, here.aino)


# ---------------------------------------------------------------- the action


def test_the_action_takes_only_a_card_at_one_of_its_points_and_told_in_one_of_two_ways(here: Village) -> None:
    own = account(here.aino)
    with as_owner():
        publishing.publish_house(factories.house())
        publishing.publish(factories.page(about=factories.about(phases=(NOW,))), factories.house())
    for wrong in ({"key": "avain-hukassa"}, {"phase": "settle"}, {"phase": ""}):
        with pytest.raises(CannotBe) as caught:
            say(own, here, **wrong)
        assert caught.value.field == ""
        assert caught.value.message
    without_account(here)
    with pytest.raises(CannotBe) as caught:
        say(here.ville, here, told="guessed")
    assert caught.value.field == "how"
    assert said(here) == []


def test_an_answer_is_journalled_without_words_and_leaves_its_line_in_the_trace(here: Village) -> None:
    own = account(here.aino)
    signed_in(own).post(mine(), {"clear": "no"})
    with as_owner():
        (event,) = Event.objects.whole(WHY).filter(kind="card_answered")
        (entry,) = Entry.objects.filter(what="paths.say_clear")
    assert (event.client, event.actor, event.day) == (here.aino.pk, "user", DAY)
    assert event.detail == {"card": CARD, "phase": NOW, "clear": False}
    assert (entry.kind, entry.actor, entry.clients) == ("act", f"user:{own.pk}", [here.aino.pk])


def test_a_refusal_is_in_the_trace_too(here: Village) -> None:
    with acting(Person(here.sirpa)) as by, pytest.raises(Refused):
        actions.say_clear(by=by, youth=here.aino, card=published(), phase=NOW, clear=True)
    with as_owner():
        (entry,) = Entry.objects.filter(what="paths.say_clear")
    assert (entry.kind, entry.actor, entry.clients) == ("refused", f"user:{here.sirpa.pk}", [here.aino.pk])


def test_a_worker_s_look_at_the_cards_is_in_the_trace_and_told_to_the_young_person(here: Village) -> None:
    say(account(here.aino), here)
    ville = signed_in(here.ville)
    ville.get(f"/people/{here.aino.uuid}/path/cards/")
    ville.get(theirs(here))
    with as_owner():
        rows = Entry.objects.filter(actor=f"user:{here.ville.pk}", clients=[here.aino.pk], kind__in=["list", "page"])
        kinds = dict(rows.values_list("what", "kind"))
    assert kinds["youth_rights_cards"] == "list"
    assert kinds["youth_rights_card"] == "page"


# ---------------------------------------------------------------- the database


def test_the_database_refuses_an_answer_put_in_another_s_mouth(here: Village) -> None:
    own, ville = account(here.aino), here.ville
    words = {"youth": here.aino, "card": CARD, "phase": NOW, "clear": True, "revision": "x"}

    def refused(by: User, **more: Any) -> None:
        with acting(Person(by)), pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
            CardSaid(**words, **more).save()

    refused(ville, author=ville, scribe=ville)
    refused(ville, author=own, scribe=own)
    refused(ville, author=None, scribe=ville, told="table")
    refused(account(here.eetu), author=account(here.eetu), scribe=account(here.eetu))
    refused(own, author=None, scribe=own)
    refused(own, author=ville, scribe=own)
    without_account(here)
    refused(ville, author=None, scribe=here.piia, told="table")
    refused(ville, author=ville, scribe=ville, told="table")
    refused(ville, author=None, scribe=ville, told="dream")
    refused(here.sirpa, author=None, scribe=here.sirpa, told="table")
    with acting(Person(ville)):
        CardSaid(**words, author=None, scribe=ville, told="paper").save()


def test_what_was_said_is_not_changed_or_taken_away_and_strangers_see_no_row(here: Village) -> None:
    own = account(here.aino)
    say(own, here)
    for who in (own, here.ville):
        (row,) = seen_by(who, CardSaid)
        row.clear = False
        with acting(Person(who)), pytest.raises(ProgrammingError), transaction.atomic():
            row.save()
        with acting(Person(who)), pytest.raises(ProgrammingError), transaction.atomic():
            row.delete()
    for stranger in (here.sirpa, here.marja, here.kaisa, here.jonna, account(here.eetu)):
        assert seen_by(stranger, CardSaid) == []
    assert said(here)[0].clear is True


# ---------------------------------------------------------------- how much is asked of the database


def test_the_pages_ask_few_questions_and_as_many_for_thirty_cards_as_for_three(here: Village) -> None:
    own = account(here.aino)
    aino, ville = signed_in(own), signed_in(here.ville)
    listed = f"/people/{here.aino.uuid}/path/cards/"
    counts = []
    done = 0
    for many in (3, 30):
        put_out(*(card(f"kortti-{number}") for number in range(done, many)))
        same = {"youth": here.aino, "phase": NOW, "revision": "x", "author": own, "scribe": own}
        with acting(Person(own)):
            for number in range(done, many):
                for clear in (False, True, False):
                    CardSaid(card=f"kortti-{number}", clear=clear, **same).save()
        done = many
        settled(here)
        counts.append(
            (
                statements(aino, "/my/path/cards/"),
                statements(ville, listed),
                statements(aino, mine("kortti-0")),
                statements(ville, theirs(here, "kortti-0")),
            )
        )
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 14, counts[0]


def test_another_young_person_s_worker_s_list_says_nothing_of_these_answers(here: Village) -> None:
    """Sirpa works with Eetu: on his page stand the cards, and not a word of what Aino said."""
    brought_up(here.eetu, here.sirpa)
    say(account(here.aino), here, clear=False)
    page = html_of(signed_in(here.sirpa).get(f"/people/{here.eetu.uuid}/path/cards/"))
    assert "Oma huone" in page
    assert "ei vielä selvä" not in page
