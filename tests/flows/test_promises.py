"""Adults' promises from three sides: the young person's, their owner's, and the manager's, who learns a number at most."""

from __future__ import annotations

import re
import time
from datetime import timedelta

from sosiaalikyla.base import clock, text
from tests.flows.conftest import Comes
from tests.flows.test_our_plan import PLAN, days_go_by
from tests.flows.village import Village
from tests.flows.visitor import SLOW, Visitor

LATE = """select count(*) from plans_promiseday d where d.due < current_date
  and d.board_org_id = (select id from access_organisation where county_code = '17' and kind = 'county')"""
OWNERS = LATE.replace("count(*)", "count(distinct d.owner_id)")


def promises(worker: Visitor, village: Village, youth: str, what: str) -> None:
    due = clock.today() + timedelta(days=2)
    worker.goes(PLAN.format(village.key_of(youth)))
    begin = worker.page.locator("main button[value=begin]")
    if begin.count():
        begin.click()
    worker.writes("promise", what).writes_day("due", due)
    worker.presses("I promise").sees(what, within="#promises")


def late(village: Village, number: int) -> None:
    """The clock has worked the board out anew; it does so within seconds."""
    ends = time.monotonic() + SLOW / 1000
    while village.one(LATE) != number:
        assert time.monotonic() < ends, f"{village.one(LATE)} late, not {number}"
        time.sleep(0.2)


def promised_line(worker: Visitor) -> str:
    """What the worker's first page says of promises."""
    line = worker.goes("/my/").page.locator("main .day-line").filter(has_text=worker.said("Promised"))
    return str(line.inner_text()) if line.count() else ""


def test_a_late_promise_is_seen_by_who_gave_it_and_who_got_it_and_counted_for_the_team_without_a_name(
    own_village: Village, somebody: Comes
) -> None:
    aino, ville, marja = somebody("aino"), somebody("ville"), somebody("marja", width=1280)
    sirpa, leena = somebody("sirpa", width=1280), somebody("leena", width=1280)
    before, owners = own_village.one(LATE), own_village.one(OWNERS)
    assert (before, owners) == (0, 0), "the village begins with nobody's promise late"

    # Given three promises of three adults, Ville's on Aino's first page with its day
    promises(ville, own_village, "aino", "Soitan Kelaan.")
    promises(leena, own_village, "aino", "Katson päätöksen.")
    promises(sirpa, own_village, "eetu", "Kysyn avaimista.")
    aino.goes("/my/").sees("Soitan Kelaan.").is_accessible()
    assert "Soitan Kelaan." in promised_line(ville)
    assert ville.page.locator("main .day-line .late").count() == 0

    # When the days of two go by
    for what in ("Soitan Kelaan.", "Katson päätöksen."):
        days_go_by(own_village, what, 5)
    due = text.weekday_day(clock.today() - timedelta(days=3), "fi")

    # Then Ville's first page says that they are late, his own and, as he answers for Aino, Leena's that has risen to him;
    # Aino's plan says the same without a word of blame
    line = promised_line(ville)
    assert due in line
    assert "Katson päätöksen." in line
    assert ville.page.locator("main .day-line .late").count() == 2
    assert "Katson päätöksen." in promised_line(leena)
    ville.is_accessible()
    aino.goes("/my/plan/").sees("was to be done %(day)s, not done yet", day=due, within="#promises").is_accessible()
    assert aino.page.locator("main .late").count() == 0

    # And Marja reads no number, since it would tell whose they are
    late(own_village, 2)
    assert not re.search("lupau", marja.goes("/my/").hears())

    # When the third is late too, she reads how many, and neither whose nor what
    days_go_by(own_village, "Kysyn avaimista.", 5)
    late(own_village, 3)
    marja.goes("/my/").sees("3 lupausta nuorille on myöhässä tiimissäsi.")
    marja.does_not_see("Soitan Kelaan.").does_not_see("Aino").is_accessible()

    # When Ville keeps his, it leaves his first page, stands as kept on Aino's plan, and Marja's number goes
    row = ville.goes("/my/").page.locator("main .day-line-one").filter(has_text="Soitan Kelaan.")
    row.get_by_role("link").click()
    ville.sees("Soitan Kelaan.").page.locator("main button[name=do][value=keep]").click()
    ville.page.wait_for_load_state()
    assert "Soitan Kelaan." not in promised_line(ville)
    aino.goes("/my/plan/").opens_everything().sees("Soitan Kelaan.", within="#promises")
    aino.sees("kept %(day)s", day=text.weekday_day(clock.today(), "fi"), within="#promises")
    late(own_village, 2)
    assert not re.search("lupau", marja.goes("/my/").hears())
    for person in (aino, ville, marja, sirpa, leena):
        person.is_quiet()
