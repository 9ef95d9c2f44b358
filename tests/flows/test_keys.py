"""Coming in with keys of one's own: a phone bound at the table, and a day at work with its pauses."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from sosiaalikyla.keys import codes
from tests.flows.conftest import Comes
from tests.flows.village import Village
from tests.flows.visitor import Visitor

PASSWORD = "kolme keltaista kissaa"
PIN = "407913"


def at_localhost(visitor: Visitor) -> Visitor:
    """Passkeys are tied to a host name: a bare address has none."""
    port = urlsplit(visitor.home).port
    visitor.home, visitor.host = f"http://localhost:{port}", f"localhost:{port}"
    return visitor


def with_authenticator(visitor: Visitor) -> None:
    """The phone's own lock, always opened by the right finger."""
    told = visitor.context.new_cdp_session(visitor.page)
    told.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    told.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def code_at_the_table(ville: Visitor) -> str:
    """The responsible worker opens Aino's page and shows the code; given in letters, as a camera would read it."""
    ville.goes("/people/").presses("Aino").presses("How they come in").presses("Bind their phone")
    ville.is_accessible()
    ville.chooses("identity", "known").presses("Show the code")
    ville.sees("Show this to their phone's camera").is_accessible()
    return ville.page.locator("main strong.in-letters").inner_text()


def test_aino_binds_her_phone_with_its_own_lock_and_comes_back_by_a_touch(own_village: Village, somebody: Comes) -> None:
    ville, aino = at_localhost(somebody(width=1280)).comes_in("ville"), at_localhost(somebody())
    with_authenticator(aino)
    aino.goes(f"/sign-in/device/?code={code_at_the_table(ville)}").sees("Make this phone your key").is_accessible()
    aino.presses("Use the phone's own lock")
    aino.page.wait_for_url("**/my/")
    aino.presses("Keys", within="body").sees("Where you are signed in").is_accessible()
    aino.presses("Lock this page now").sees(
        "The page locked itself, so that nobody else reads it. What you were at comes back."
    )
    aino.is_accessible().presses("Open with a passkey")
    aino.page.wait_for_url("**/my/")
    aino.presses("Sign out", within="body").goes("/sign-in/").is_accessible()
    aino.presses("Open with a passkey")
    aino.page.wait_for_url("**/my/")
    assert aino.is_signed_in
    aino.is_quiet()


def test_aino_binds_her_phone_with_six_numbers_without_javascript(own_village: Village, somebody: Comes) -> None:
    ville, aino = at_localhost(somebody(width=1280)).comes_in("ville"), at_localhost(somebody(script=False))
    aino.goes(f"/sign-in/device/?code={code_at_the_table(ville)}")
    aino.writes("pin", "123456").presses("Take these numbers")
    aino.sees("Those are among the first numbers anybody would try. Think of others that only you remember.")
    aino.writes("pin", PIN).presses("Take these numbers")
    assert aino.address == "/my/"
    aino.presses("Sign out", within="body").goes("/sign-in/").sees("Open with six numbers")
    aino.writes("pin", "111222").presses("Open").sees("Those are not the numbers.")
    aino.writes("pin", PIN).presses("Open")
    assert aino.address == "/my/"
    aino.is_quiet()
    ville.goes(ville.address.replace("phone/", "end/")).presses("Close now").sees("No keys yet.")
    aino.goes("/my/")
    assert aino.address == "/sign-in/"


def test_a_day_at_work_begins_with_two_keys_and_goes_on_by_one_touch(own_village: Village, somebody: Comes) -> None:
    antti, ville = at_localhost(somebody(width=1280)).comes_in("antti"), at_localhost(somebody(width=1280))
    with_authenticator(ville)
    antti.goes("/staff/").is_accessible()
    antti.page.locator("main li:has-text('Ville Koskela') button").click()
    code = antti.page.locator("main strong.in-letters").inner_text()
    antti.is_accessible()

    ville.goes("/sign-in/first/").is_accessible()
    secret = ville.page.locator("main code.in-letters").inner_text()
    ville.writes("code", code).writes("password", PASSWORD).writes("totp", codes.code_at(secret, codes.step_now()))
    ville.presses("Come in")
    assert ville.is_signed_in
    ville.goes("/keys/new/").is_accessible()
    ville.presses("Make a passkey")
    ville.page.wait_for_url("**/keys/")

    ville.presses("Sign out", within=".person-nav").goes("/people/")
    assert ville.address == "/sign-in/"
    ville.presses("Sign in for work").is_accessible()
    ville.writes("handle", "ville").writes("password", PASSWORD).presses("Go on").sees("And your second key").is_accessible()
    ville.presses("Use the passkey")
    ville.page.wait_for_url("**/people/")
    ville.goes("/keys/").presses("Lock this page now").goes("/people/")
    assert ville.address == "/sign-in/locked/"
    ville.is_accessible().presses("Use the passkey")
    ville.page.wait_for_url("**/people/")
    ville.goes("/account/").is_accessible().is_quiet()
    assert re.search("Aino", ville.goes("/people/").hears())
