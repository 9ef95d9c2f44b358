"""How am I doing, at night on a phone: two taps, help beside a low face, one thing shown, and Ville sees exactly that."""

from __future__ import annotations

import re

import pytest

from tests.flows.conftest import Comes
from tests.flows.village import Village
from tests.flows.visitor import Visitor

THEIRS = "/people/{}/feelings/"


def touches(person: Visitor, area: str, face: int) -> None:
    """A face is touched where it is drawn, as a thumb does."""
    person.page.locator(f"label.face-choice:has([name='face_{area}'][value='{face}'])").click()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_aino_answers_at_night_and_shows_one_thing(own_village: Village, somebody: Comes, script: bool) -> None:
    aino, ville = somebody("aino", script=script), somebody("ville", width=1280)
    theirs = THEIRS.format(own_village.key_of("aino"))
    before = ville.goes(theirs).hears()

    # Given that Aino opens the page on her phone: ten faces' rows, each face a target for a thumb
    aino.goes("/my/plan/").presses("How are you doing?")
    faces = aino.page.locator("label.face-choice")
    assert faces.count() == 50
    for number in (0, 4, 49):
        box = faces.nth(number).bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44

    # When she touches a low face, help stands beside it at once
    assert not aino.page.locator(".feel-help").first.is_visible()
    touches(aino, "people", 1)
    aino.sees("Hard right now?").sees("Somebody answers here now")
    touches(aino, "study", 4)
    aino.presses("Save")

    # Then it is saved, help comes first, and nobody has been told of anything
    aino.sees("Saved. Only you see this.").sees(
        "Some of this sounds heavy. You can call somebody at once, or ask to be called."
    )
    aino.sees("Help now")
    words = aino.hears()
    assert words.index(aino.said("Help now")) < words.index(aino.said("Show what I ticked"))
    assert aino.page.locator("main input[type=checkbox]:checked").count() == 0
    assert ville.goes(theirs).hears() == before

    # When she ticks one, she sees what Ville would see, and shows it
    aino.page.locator("main [name='face'][value='study']").check()
    aino.presses("Look first what is seen").sees("%(helper)s would see exactly this", helper="Ville Koskela")
    assert ville.goes(theirs).hears() == before
    aino.presses("Show this").sees("What %(helper)s sees now", helper="Ville Koskela")

    # Then Ville sees exactly that one more, and nothing of the other
    after = ville.goes(theirs).hears()
    gained = [line for line in after.splitlines() if line.strip() and line not in before]
    assert len(gained) == 1
    assert re.match(r"Opiskelu: aika hyvin", gained[0])
    assert "tosi huonosti" not in after

    # And when she takes it back, his page is as it was
    shown = aino.page.locator("main li.card").filter(has_text="Opiskelu")
    shown.get_by_role("button").click()
    aino.page.wait_for_load_state()
    assert ville.goes(theirs).hears() == before
    for person in (aino, ville):
        person.is_quiet()


def test_aino_picks_what_to_practise_and_looks_back_from_a_good_year(own_village: Village, somebody: Comes) -> None:
    aino, ville = somebody("aino"), somebody("ville", width=1280)
    plan = f"/people/{own_village.key_of('aino')}/plan/"

    aino.goes("/my/skills/").opens_everything()
    aino.page.locator("main [name='choose'][value='saying_no']").click()
    aino.page.wait_for_load_state()
    aino.sees("Ei-sanan sanominen", within="main .is-next").opens_everything()
    aino.page.locator("main [name='choose'][value='doctor']").click()
    aino.page.wait_for_load_state()
    assert "Ei-sanan sanominen" in aino.page.locator("main [role=alert]").inner_text()
    ville.goes(plan).sees("Practises now:").sees("Ei-sanan sanominen").does_not_see("Ajan varaaminen lääkärille")

    aino.goes("/my/future/").writes("what_helped", "Soitin itse.").presses("Save").sees("Soitin itse.")
    ville.goes(plan).does_not_see("Soitin itse.")
    card = aino.page.locator("main section.card").filter(has_text="Soitin itse.")
    card.get_by_role("button", name=aino.said("Show in the plan")).click()
    aino.page.wait_for_load_state()
    aino.sees("Soitin itse.")
    ville.goes(plan).sees("Soitin itse.")
    for person in (aino, ville):
        person.is_quiet()
