"""The plan as it is made and kept: at one screen, without an account, with a no and a but, and with adults' promises."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import expect

from sosiaalikyla.base import clock, text
from tests import ground
from tests.flows.conftest import Comes
from tests.flows.village import Village
from tests.flows.visitor import Visitor

PLAN = "/people/{}/plan/"


def days_go_by(village: Village, what: str, days: int) -> None:
    """One promise was given so many days earlier: its day, which nobody may move, lies further back."""
    with ground.admin(village.database) as db:
        db.execute("set session_replication_role = replica")
        db.execute("update plans_promise set due = due - %s where text = %s", (days, what))
        db.execute(
            "update plans_promiseday d set due = p.due from plans_promise p where p.id = d.promise_id and p.text = %s",
            (what,),
        )


def says(ville: Visitor, words: str) -> None:
    """Ville writes what the young person says, on the screen between them."""
    ville.presses("Write from dictation").writes("text", words).presses("Save").sees(words)


def answered(ville: Visitor) -> Visitor:
    """The page has come anew and asks no more whether it was said so."""
    expect(ville.page.locator("main .card.is-next")).to_have_count(0)
    return ville


def test_aino_and_ville_write_the_plan_at_one_screen_and_the_words_are_hers(own_village: Village, somebody: Comes) -> None:
    aino, ville = somebody("aino"), somebody("ville", width=1280)

    # Given that Aino has a note of her own to a good day
    aino.goes("/my/plan/").is_accessible().follows("/my/plan/items/").sees("Say it anew")
    aino.writes("text", "Nukun pitkään ja käyn uimassa.").presses("Save")
    aino.sees("Nukun pitkään ja käyn uimassa.").writes("note", "En kerro tätä kenellekään.").presses("Save the note")
    aino.sees("En kerro tätä kenellekään.").is_accessible()

    # When they sit at Ville's screen, her words stand first and her note is nowhere
    ville.goes(PLAN.format(own_village.key_of("aino"))).presses("Together at one screen").sees("A good day")
    ville.sees("Nukun pitkään ja käyn uimassa.").does_not_see("En kerro tätä kenellekään.")
    says(ville, "Nukun pitkään, uin, ja illalla soitan siskolle.")
    ville.sees("Read aloud, then %(name)s touches:", name="Aino").is_accessible()

    # Then what she agrees to becomes hers, and what she didn't say stops waiting
    answered(ville.presses("I said so"))
    own = ville.page.locator("figure.voice.is-own")
    assert "Nukun pitkään, uin, ja illalla soitan siskolle." in own.first.inner_text()
    size = "one => parseFloat(getComputedStyle(one).fontSize)"
    assert own.first.locator("blockquote").evaluate(size) > ville.page.locator("main p").last.evaluate(size)
    ville.presses("Next").sees("Oma kissa ja koti lähellä vettä.")
    says(ville, "En enää unelmoi.")
    answered(ville.presses("I didn't say so")).sees("Oma kissa ja koti lähellä vettä.").does_not_see("En enää unelmoi.")

    # And on her own phone she sees what she agreed to, and could still take it back
    aino.goes("/my/plan/").sees("Nukun pitkään, uin, ja illalla soitan siskolle.").follows("/my/plan/items/")
    aino.sees("You agreed to this at the table.").is_accessible()
    for person in (aino, ville):
        person.is_quiet()


def test_a_young_person_who_never_signs_in_has_a_plan_signed_on_paper(own_village: Village, somebody: Comes) -> None:
    ville = somebody("ville")

    # Given somebody taken in with three fields
    ville.goes("/people/new/").writes("used_name", "Leevi").writes("born", "2008-04-02").writes("phone", "040 123 4567")
    ville.presses("Take in").sees("Leevi")
    home = ville.address

    # When a call and a meeting are logged, each by a tap
    ville.goes(f"{home}contacts/new/").presses("I called, we talked").sees("Copy to the record")
    ville.goes(f"{home}contacts/new/").presses("We met").sees("Copy to the record")

    # And the plan is talked through at the table
    ville.goes(f"{home}plan/").presses("Begin the plan").presses("Together at one screen")
    says(ville, "Korjaan mopoa ja kukaan ei huuda.")
    answered(ville.presses("I said so")).presses("Next")
    says(ville, "Tarvitsen asunnon.")
    ville.is_accessible()

    # Then it is put together, and the paper says the same
    ville.goes(f"{home}plan/versions/").presses("Put together and send for reading").sees(
        "Korjaan mopoa ja kukaan ei huuda."
    )
    version = ville.address
    ville.is_accessible()
    sheets, lying = ville.goes(f"{version}print/").prints()
    assert sheets <= 3
    assert not lying
    file = ville.fetches(f"{version}pdf/")
    assert file.status == 200
    assert file.body().startswith(b"%PDF-1.7")
    assert file.headers["content-disposition"] == f'attachment; filename="suunnitelma-{clock.today()}.pdf"'

    # And when Leevi has signed the paper, what waited on it is his
    ville.goes(version).presses("Signed on paper").writes_day("day", clock.today())
    ville.page.locator("#paper [name=says][value=signs]").check()
    ville.presses("Write down the paper").sees("on paper, kept by %(name)s", name="Ville Koskela")
    ville.goes(f"{home}plan/").does_not_see("%(name)s wrote this down, %(called)s hasn't read it yet.", name="Ville Koskela",
                                            called="Leevi").opens_everything().sees("Tarvitsen asunnon.")  # fmt: skip

    # And the text goes to the record, in the order of law, and is marked as taken
    ville.goes(version)
    record = ville.page.locator("#text-plan").input_value()
    assert record.index("1. Mihin tarvitset apua") < record.index("11. Miten itse järjestäisit tämän")
    assert "Tarvitsen asunnon." in record
    ville.presses("Mark as taken to the record").sees("Ville Koskela", within="#record")
    ville.does_not_see("Mark as taken to the record")
    ville.is_quiet()


def test_aino_thinks_disagrees_and_signs_with_a_but_on_a_phone_without_scripts(
    own_village: Village, somebody: Comes
) -> None:
    aino, ville = somebody("aino", script=False), somebody("ville", width=1280)
    plan = PLAN.format(own_village.key_of("aino"))
    ville.goes(plan).goes(f"{plan}versions/").presses("Put together and send for reading")
    version = ville.address

    # Given that the plan waits for Aino: every answer is as large as any other
    aino.goes("/my/plan/").sees("The plan waits for you to read it").presses("Read the plan")
    boxes = [
        aino.page.locator(f"#plans-answer-{each}").bounding_box() for each in ("signs", "reserves", "disagrees", "thinks")
    ]
    sizes = {(round(box["width"]), round(box["height"])) for box in boxes if box}
    assert len(boxes) == 4
    assert len(sizes) == 1, sizes
    assert min(sizes)[1] >= 44

    # When she thinks, then she is asked no more than that
    aino.presses("I'll think").sees("I'll think", within="#answers")
    assert aino.goes("/my/plan/").page.locator("main .card.is-next").count() == 1

    # When she disagrees and later accepts with a but, each in her own words
    aino.presses("Read the plan").writes("words", "Tapaamisia on liikaa.").presses("I disagree").sees(
        "Tapaamisia on liikaa."
    )
    aino.writes("words", "Jos tavataan kerran kuussa.").presses("I accept, but").sees("Jos tavataan kerran kuussa.")

    # Then Ville sees both, as she said them, and cannot answer for her
    ville.goes(version).sees("Tapaamisia on liikaa.").sees("Jos tavataan kerran kuussa.")
    assert re.search(r"Aino:\s*Hyväksyn, mutta", ville.page.locator("#answers").inner_text())
    ville.is_accessible()
    file = ville.fetches(f"{version}pdf/")
    assert file.status == 200
    aino.goes("/my/plan/").does_not_see("The plan waits for you to read it")
    for person in (aino, ville):
        person.is_quiet()


def test_one_promise_is_kept_and_one_is_late_and_the_adult_s_own(own_village: Village, somebody: Comes) -> None:
    aino, ville = somebody("aino"), somebody("ville")
    plan = PLAN.format(own_village.key_of("aino"))
    today = clock.today()

    # Given two promises
    for what in ("Soitan Kelaan.", "Kysyn avaimista."):
        ville.goes(plan).writes("promise", what).writes_day("due", today + timedelta(days=2)).presses("I promise").sees(what)
    assert "Kysyn avaimista." in aino.goes("/my/plan/").page.locator("#promises").inner_text()

    # When one is kept and five days go by for the other
    row = ville.page.locator("#promises li.promise").filter(has_text="Soitan Kelaan.")
    with ville.page.expect_navigation():
        row.get_by_role("button").click()
    ville.sees("Kysyn avaimista.", within="#promises")
    expect(row).to_have_count(0)
    days_go_by(own_village, "Kysyn avaimista.", 5)
    due = text.weekday_day(today - timedelta(days=3), "fi")

    # Then both see the same: the late one as not done yet, the kept one as kept, and nothing red about Aino
    for person in (aino.goes("/my/plan/"), ville.goes(plan)):
        person.sees("was to be done %(day)s, not done yet", day=due, within="#promises")
        person.opens_everything().sees("Soitan Kelaan.", within="#promises")
        person.sees("kept %(day)s", day=text.weekday_day(today, "fi"), within="#promises")
        person.is_accessible().is_quiet()

    # And only the adult can say that it is done
    assert aino.page.locator("#promises button").count() == 0
    assert ville.page.locator("#promises li.promise").filter(has_text="Kysyn avaimista.").get_by_role("button").count() == 1
