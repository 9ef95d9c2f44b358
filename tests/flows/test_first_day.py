"""A young person's first day: taken in with three fields, a phone bound at the kitchen table, a good day in three lines."""

from __future__ import annotations

import re

import pytest

from tests.flows.conftest import Comes
from tests.flows.test_keys import PIN, at_localhost, with_authenticator
from tests.flows.village import Village
from tests.flows.visitor import Visitor

GOOD_DAY = "Nukun pitkään.\nKorjaan mopoa Jessen kanssa.\nIllalla kukaan ei huuda."


def takes_in(ville: Visitor, language: str) -> None:
    """Three fields on one screen; the language has been chosen for most, and stands there to be changed."""
    ville.goes("/my/").counts_anew().presses("Take a young person in").is_accessible()
    fields = ville.fields()
    assert fields == ["used_name", "born", "phone", "language"]
    assert ville.page.locator("main [name='language']:checked").count() == 1
    ville.writes("used_name", "Leevi").writes("born", "2008-04-02").writes("phone", "040 123 4567")
    if language != "fi":
        ville.chooses("language", language)
    ville.presses("Take in").sees("Leevi")
    print(f"\nfigure: a new young person, {language}: {ville.typed} fields written, {ville.screens - 1} screen")
    assert ville.typed == 3
    assert ville.screens == 2  # the form, and the page of the young person who is now there


def judged(person: Visitor) -> Visitor:
    """By axe, which is a script itself: where scripts don't run, the pages are those judged in the other passes."""
    return person.is_accessible() if person.has_script else person


@pytest.mark.parametrize(
    ("language", "script"),
    [
        pytest.param("fi", True, marks=pytest.mark.again),
        ("sv", True),
        pytest.param("en", True, marks=pytest.mark.again),
        ("fi", False),
    ],
    ids=["fi", "sv", "en", "fi without script"],
)
def test_leevi_is_taken_in_binds_his_phone_and_writes_a_good_day(
    own_village: Village, somebody: Comes, language: str, script: bool
) -> None:
    ville = at_localhost(somebody(width=1280)).comes_in("ville")
    leevi = at_localhost(somebody(language=language, script=script))
    if script:
        with_authenticator(leevi)

    # Given that Ville takes Leevi in, and at the kitchen table shows a code that is also the opening of his account
    takes_in(ville, language)
    ville.presses("How they come in").sees("No keys yet.").presses("Bind their phone").is_accessible()
    ville.chooses("identity", "id_card").presses("Show the code").sees("Show this to their phone's camera")
    ville.is_accessible()
    code = ville.page.locator("main strong.in-letters").inner_text()
    address = re.sub(r"^https?://[^/]+", "", ville.page.locator("main span.in-letters").inner_text())
    assert address == ("" if language == "fi" else f"/{language}") + "/sign-in/device/"

    # When Leevi's phone reads it, the phone becomes his key
    judged(leevi.goes(f"{address}?code={code}").sees("Make this phone your key"))
    if script:
        leevi.presses("Use the phone's own lock")
        leevi.page.wait_for_url("**/my/")
    else:
        leevi.writes("pin", PIN).presses("Take these numbers")
    assert leevi.address == "/my/"

    # Then his first page has his name, who helps and what to do in a long evening, and the way goes on from it
    leevi.sees("Hi %(name)s", name="Leevi").sees("Ville Koskela").sees(
        "Does the evening feel long? Here somebody answers now."
    )
    judged(leevi)
    assert leevi.page.locator("html").get_attribute("lang") == language
    for link, heading in (("Path", "Your path"), ("Who helps", "Ville Koskela"), ("Keys", "Where you are signed in")):
        judged(leevi.presses(link, within=".person-nav").sees(heading))

    # And he writes what a good day is like, in three lines
    judged(leevi.presses("Plan", within=".person-nav").sees("Your plan"))
    leevi.sees("What is a good day like? Three lines are enough.").writes("text", GOOD_DAY)
    leevi.page.locator("main form:has(#good-day-text) button[name=do]").click()
    leevi.page.wait_for_load_state()
    judged(leevi.goes("/my/plan/").sees("Korjaan mopoa Jessen kanssa."))
    key = own_village.one("select uuid from people_youth where used_name = 'Leevi' and born = '2008-04-02'")
    ville.goes(f"/people/{key}/plan/").sees("Korjaan mopoa Jessen kanssa.").is_accessible()

    # When he signs out, nothing is left on the phone, and the phone opens it again
    leevi.presses("Sign out", within=".person-nav")
    assert not leevi.is_signed_in
    judged(leevi.goes(address.replace("device/", "")).does_not_see("Leevi"))
    if script:
        assert leevi.keeps_nothing
        leevi.presses("Open with a passkey")
        leevi.page.wait_for_url("**/my/")
    else:
        leevi.writes("pin", PIN).presses("Open")
    leevi.sees("Hi %(name)s", name="Leevi")
    for person in (ville, leevi):
        person.is_quiet()
