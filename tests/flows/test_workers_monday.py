"""A worker's Monday, with the taps counted: five lines first, a call logged, a meeting prepared, the record kept up."""

from __future__ import annotations

import re

from sosiaalikyla.keys import codes
from tests.flows.conftest import Comes
from tests.flows.test_keys import PASSWORD, at_localhost, with_authenticator
from tests.flows.village import Village
from tests.flows.visitor import Visitor

FINGER = 1
"""The finger on the phone's own lock: no press of the page, and counted all the same."""

ORDER = (
    "Last days to ask for a change",
    "No home yet, the placement ends",
    "Asked to be called",
    "Promised",
    "Ask how things are, as agreed",
    "Change of worker",
    "Questions to answer together",
    "The placement ends",
    "Look at the plan again",
    "Steps of a path",
)


def with_a_phone_that_opens(ville: Visitor, antti: Visitor) -> Visitor:
    """Ville has come to work for the first time, and his phone's own lock is one of his keys."""
    with_authenticator(ville)
    antti.comes_in("antti").goes("/staff/")
    antti.page.locator("main li:has-text('Ville Koskela') button").click()
    code = antti.page.locator("main strong.in-letters").inner_text()
    secret = ville.goes("/sign-in/first/").page.locator("main code.in-letters").inner_text()
    ville.writes("code", code).writes("password", PASSWORD).writes("totp", codes.code_at(secret, codes.step_now()))
    ville.presses("Come in").goes("/keys/new/").presses("Make a passkey")
    ville.page.wait_for_url("**/keys/")
    return ville


def unrecorded(ville: Visitor) -> int:
    """How many contacts wait, as the page of them says."""
    heading = ville.goes("/people/unrecorded/").page.locator("h1").inner_text()
    number = re.search(r"\d+", heading)
    return int(number.group()) if number else 0


def test_a_call_is_logged_from_the_locked_phone_in_four_taps_and_nothing_is_typed(
    own_village: Village, somebody: Comes
) -> None:
    # Given that Ville's page on the phone has locked itself. The phone's own screen and opening the browser are not counted.
    ville = with_a_phone_that_opens(at_localhost(somebody()), at_localhost(somebody(width=1280)))
    before = unrecorded(ville)
    ville.goes("/keys/").presses("Lock this page now").goes("/my/")
    assert ville.address == "/sign-in/locked/"
    ville.counts_anew()

    # When he opens it by a touch, takes Log beside Aino's name, and says what happened
    ville.presses("Use the passkey")
    ville.page.wait_for_url("**/my/")
    ville.follows(f"{own_village.key_of('aino')}/contacts/new/", within="main .name-list")
    ville.sees("Log a contact").presses("I called, we talked")

    # Then it is saved
    ville.sees("saved, not in the record yet")
    taps = ville.taps + FINGER
    print(f"\nfigure: logging a call from the locked phone: {taps} taps, {ville.typed} fields typed")
    assert taps <= 4
    assert ville.typed == 0
    assert unrecorded(ville) == before + 1
    ville.is_accessible().is_quiet()


def test_mondays_page_has_five_lines_at_most_in_order_of_harm(village: Village, somebody: Comes) -> None:
    ville = somebody("ville")
    ville.goes("/my/")
    said = [line.inner_text().strip() for line in ville.page.locator("main .day-line-what").all()]
    print(f"\nfigure: lines on the worker's first page: {len(said)}")
    assert 0 < len(said) <= 5
    order = [ville.said(each) for each in ORDER]
    places = [order.index(line) if line in order else len(order) for line in said]
    assert places == sorted(set(places)), said
    ville.sees("Your manager sees days and counts of the team's transitions. Your manager doesn't see young people's names, "
               "words or your sign-ins.")  # fmt: skip
    ville.is_accessible()
    if ville.page.locator("main a", has_text=ville.said("All days near")).count():
        ville.presses("All days near").sees("Days near").is_accessible()
    ville.is_quiet()


def test_a_meeting_is_prepared_on_three_screens(village: Village, somebody: Comes) -> None:
    """What was said and agreed last time, what adults have promised, and the plan: all seen after three pages."""
    ville = somebody("ville").goes("/my/").counts_anew()
    ville.page.locator("main .name-list").get_by_role("link", name="Aino", exact=True).click()
    ville.page.wait_for_load_state()
    ville.presses("Being in touch")
    ville.sees("Vähän jännittää, mutta hyvällä tavalla.").sees("Ville hakee Ainon kotiovelta, henkilökortti mukaan.")
    ville.presses("Plan", within="main section.card")
    ville.sees("Haluan kodin, josta kukaan ei häädä. Läheltä koulua, ja kissa mukaan.")
    ville.sees("Selvitän, paljonko itsenäistymisvaroja on säästetty.", within="#promises")
    print(f"\nfigure: preparing a meeting: {ville.screens} screens")
    assert ville.screens <= 3
    assert ville.typed == 0
    ville.is_accessible().is_quiet()


def test_a_routine_record_has_six_fields_is_copied_and_the_count_falls(own_village: Village, somebody: Comes) -> None:
    ville = somebody("ville", permissions=["clipboard-read", "clipboard-write"])
    before = unrecorded(ville)

    # Given a meeting logged by a tap
    ville.goes(f"/people/{own_village.key_of('aino')}/contacts/new/").presses("We met").sees("Copy to the record")

    # When what was said is written: six fields at most, none of them required
    fields = ville.fields("main form[data-draft='words']")
    print(f"\nfigure: a routine record: {len(fields)} fields")
    assert len(fields) <= 6
    assert ville.page.locator("main form[data-draft='words'] [required]").count() == 0
    ville.is_accessible()
    ville.writes("own_words", "Kaikki ihan hyvin.").writes("agreed", "Soitetaan perjantaina.").presses("Save")
    ville.sees("saved, not in the record yet")

    # Then it waits among the unrecorded as one text, in the record's order, and the count has risen by one
    assert unrecorded(ville) == before + 1
    ville.is_accessible()
    card = ville.page.locator("main section.card").last
    record = card.locator("textarea").input_value()
    assert record.index("Kaikki ihan hyvin.") < record.index("Soitetaan perjantaina.")

    # And when it has been copied and marked, the count falls
    card.get_by_role("button", name=ville.said("Copy to the record")).click()
    ville.sees("Copied")
    assert ville.page.evaluate("navigator.clipboard.readText()").splitlines() == record.splitlines()
    card.get_by_role("button", name=ville.said("Mark as taken to the record")).click()
    ville.page.wait_for_load_state()
    assert unrecorded(ville) == before
    ville.is_quiet()


def test_the_keys_of_the_keyboard_reach_their_pages(village: Village, somebody: Comes) -> None:
    ville = somebody("ville", width=1280)
    aino = f"/people/{village.key_of('aino')}/"
    ville.goes("/account/").sees("By keyboard")
    for key, address in (("2", "/people/"), ("1", "/my/")):
        assert ville.strikes(key).address == address
    for key, end in (("3", "contacts/new/"), ("4", "path/"), ("5", "plan/"), ("6", "meetings/")):
        assert ville.goes(aino).strikes(key).address == aino + end
    ville.is_quiet()
