"""Text is never lost, and a borrowed phone shows nothing: in a tunnel, after the page has locked, on two devices."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.flows.conftest import Comes
from tests.flows.test_leaving import has_left, weather
from tests.flows.village import Village
from tests.flows.visitor import SLOW, Visitor

TEXT = "Soitan Minnalle vuokrasta huomenna"
PAGE = "/my/plan/intentions/"
FIELD = "intention"


def types(visitor: Visitor, text: str = TEXT, name: str = FIELD) -> Visitor:
    visitor.page.locator(f"main form[data-draft] [name='{name}']").first.press_sequentially(text, delay=2)
    return visitor


def hears_state(visitor: Visitor, text: str, form: str = "new") -> Visitor:
    """The line under the form; a time in it isn't looked at."""
    words = visitor.said(text, time="").strip() if "%(" in text else visitor.said(text)
    state = visitor.page.locator(f"form[data-draft='{form}'] [data-draft-state]")
    expect(state).to_contain_text(words, timeout=SLOW)
    return visitor


def kept_here(visitor: Visitor) -> dict[str, str]:
    """What this device keeps of what was written."""
    found: str = visitor.page.evaluate("JSON.stringify(localStorage)")
    return dict(json.loads(found))


def until(true: Any, seconds: float = 10) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it didn't come in time"
        time.sleep(0.1)


def test_the_session_dies_in_mid_sentence_and_the_text_comes_back(own_village: Village, somebody: Comes) -> None:
    aino = somebody("aino")
    types(aino.goes(PAGE))
    aino.context.clear_cookies(name="visit")
    aino.presses("Save")
    assert aino.address == "/sign-in/"
    aino.does_not_see(TEXT)
    aino.comes_in("aino").goes(PAGE).sees(TEXT).is_accessible()
    expect(aino.page.locator(f"main [name='{FIELD}']")).to_have_value("")
    aino.presses("Go on with it")
    expect(aino.page.locator(f"main [name='{FIELD}']")).to_have_value(TEXT)
    aino.is_accessible().presses("Save").sees(TEXT, within="main ul")
    aino.goes(PAGE)
    assert aino.page.locator(".draft-offer").count() == 0
    aino.is_quiet()


def test_another_who_signs_in_on_the_same_phone_finds_nothing(own_village: Village, somebody: Comes) -> None:
    aino = somebody("aino")
    types(aino.goes(PAGE))
    aino.context.clear_cookies(name="visit")
    aino.presses("Save")
    aino.comes_in("noor").goes(PAGE).goes("/drafts/").does_not_see(TEXT)
    aino.goes(PAGE)
    assert TEXT not in aino.page.content()
    assert not any(TEXT in value for value in kept_here(aino).values())
    aino.is_quiet()


def test_in_a_tunnel_the_phone_keeps_ciphertext_only_and_sends_it_when_the_network_is_back(
    own_village: Village, somebody: Comes
) -> None:
    aino = somebody("aino")
    aino.goes(PAGE)
    aino.context.set_offline(True)
    types(aino)
    hears_state(aino, "No network. Your text is safe on this device.")
    kept = kept_here(aino)
    assert len(kept) == 1
    said = "".join([*kept, *kept.values()])
    key = aino.page.locator("[data-draft-state]").first.get_attribute("data-key") or ""
    for word in (TEXT, "Minnalle", FIELD, "/my/", key):
        assert word not in said
    aino.presses("Save")
    hears_state(aino, "No network. Send when it comes back: your text is safe on this device.")
    assert aino.address == PAGE
    aino.context.set_offline(False)
    hears_state(aino, "Saved %(time)s")
    assert kept_here(aino) == {}
    aino.errors.clear()  # the browser's own words of requests that didn't get through
    aino.goes(PAGE).sees(TEXT).is_accessible()


def test_a_phone_that_died_in_the_tunnel_gives_the_text_back_at_the_next_opening(
    own_village: Village, somebody: Comes
) -> None:
    aino = somebody("aino")
    aino.goes(PAGE)
    aino.context.set_offline(True)
    types(aino)
    until(lambda: kept_here(aino))
    aino.page.close()
    aino.context.clear_cookies(name="visit")
    aino.context.set_offline(False)
    aino.page = aino.context.new_page()
    aino.comes_in("aino").goes(PAGE).sees(TEXT)
    until(lambda: kept_here(aino) == {})
    aino.presses("Throw it away").goes(PAGE)
    assert aino.page.locator(".draft-offer").count() == 0


@pytest.mark.parametrize("way", ["exit", "three times shift", "sign out"])
def test_leaving_and_signing_out_wipe_the_phone(own_village: Village, somebody: Comes, way: str) -> None:
    aino = weather(somebody("aino"))
    types(aino.goes(PAGE))
    until(lambda: kept_here(aino))
    if way == "exit":
        aino.presses("Leave now", within=".strip")
    elif way == "three times shift":
        aino.page.locator("h1").click()
        for _ in range(3):
            aino.page.keyboard.press("Shift")
    else:
        aino.presses("Sign out", within=".person-nav")
    if way != "sign out":
        has_left(aino)
    until(lambda: not aino.is_signed_in)
    assert aino.goes("/help/").keeps_nothing
    if way == "sign out":
        aino.comes_in("aino").goes(PAGE).sees(TEXT)


def test_without_javascript_a_text_is_put_aside_and_gone_on_with(own_village: Village, somebody: Comes) -> None:
    aino = somebody("aino", script=False)
    aino.goes(PAGE).writes(FIELD, TEXT).presses("Save unfinished").sees("Go on with it").sees(TEXT)
    aino.presses("Go on with it")
    expect(aino.page.locator(f"main [name='{FIELD}']")).to_have_value(TEXT)
    aino.writes(FIELD, TEXT + ", ja Villelle").presses("Save").sees(TEXT + ", ja Villelle", within="main ul")
    assert aino.page.locator(".draft-offer").count() == 0
    aino.goes("/drafts/").sees("You have no unfinished texts.").is_quiet()


def test_two_devices_show_both_texts_side_by_side(own_village: Village, somebody: Comes) -> None:
    phone, tablet = somebody("aino"), somebody("aino", width=1280)
    phone.goes("/my/plan/").opens_everything().follows("/my/plan/items/")
    page = phone.address
    phone.goes(page)
    tablet.goes(page)
    phone.writes("text", "Puhelimella kirjoitettu").presses("Save")
    tablet.writes("text", "Tabletilla kirjoitettu").presses("Save").sees("Two texts")
    tablet.sees("Puhelimella kirjoitettu").sees("Tabletilla kirjoitettu").is_accessible()
    tablet.presses("Save my text").sees("Tabletilla kirjoitettu").opens_everything().sees("Puhelimella kirjoitettu")
    tablet.goes("/drafts/").sees("You have no unfinished texts.").is_accessible()


def test_ville_is_locked_out_while_writing_and_goes_on(own_village: Village, somebody: Comes) -> None:
    ville = somebody("ville")
    aino = f"/people/{own_village.key_of('aino')}/"
    ville.goes(aino + "plan/").opens_everything().follows("/plan/items/")
    page = ville.address
    types(ville.goes(page), "Arvioni tästä", "view")
    hears_state(ville, "Saved %(time)s", "view")
    types(ville, " jatkuu", "view")
    ville.context.clear_cookies(name="visit")
    hears_state(ville, "You have been signed out. Your text is safe on this device: sign in and go on.", "view")
    ville.comes_in("ville").goes(page).sees("Arvioni tästä jatkuu").is_accessible()
