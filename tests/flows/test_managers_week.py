"""A manager's week: what waits for her first, every transition, a change, an absence, a sudden leave; and nobody young."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest

from sosiaalikyla.base import clock
from tests import ground
from tests.flows.conftest import Comes
from tests.flows.village import Village
from tests.flows.visitor import SLOW, Visitor

WIDTHS = (1280, pytest.param(360, marks=pytest.mark.again))
SUDDEN = "select count(*) from handovers_handover where sudden and receiver_id is null"
HIDDEN = "select h.uuid from handovers_handover h where h.sudden and h.board_org_id is null"


class Nameless:
    """Pages on which nobody young may be found: neither by name nor by the key their page has."""

    def __init__(self, village: Village, manager: Visitor) -> None:
        with ground.admin(village.database) as db:
            rows = db.execute("select used_name, uuid::text from people_youth").fetchall()
        self.manager, self.count = manager, 0
        self.names = [re.compile(rf"\b{re.escape(name)}") for name, _key in rows]
        self.keys = [key for _name, key in rows]
        assert len(rows) > 5

    def judge(self) -> None:
        page, where = self.manager.page.content(), self.manager.address
        self.count += 1
        assert not [name.pattern for name in self.names if name.search(page)], where
        assert not [key for key in self.keys if key in page], where
        assert not re.search(r'href="/people/[0-9a-f]{8}-', page), where
        self.manager.is_accessible()


def first_lines(manager: Visitor) -> int:
    return manager.page.locator("main section[aria-labelledby=transitions-title] tbody tr").count()


def lines_of(village: Village, handle: str) -> int:
    """How many checks there are of which this worker is to be asked."""
    query = "select count(*) from paths_checkday c join access_user u on u.id = c.responsible_id where u.handle = %s"
    return int(village.one(query, handle))


@pytest.mark.parametrize("width", WIDTHS)
def test_marja_goes_through_her_week_and_learns_no_young_persons_name(
    own_village: Village, somebody: Comes, width: int
) -> None:
    marja, birgitta = somebody("marja", width=width), somebody("birgitta", width=1280)
    nameless = Nameless(own_village, marja)
    today = clock.today()

    # Given her first page: at most five transitions
    marja.goes("/my/").sees("You see transitions, not young people: whom to ask stands beside each. Workers are not ranked.")
    assert 0 < first_lines(marja) <= 5
    nameless.judge()

    # When she opens them all, page by page, there are as many lines as the first page says
    every = marja.page.locator("main a[href='/board/']")
    number = re.search(r"\d+", every.inner_text() if every.count() else str(first_lines(marja)))
    assert number
    seen, address = 0, "/board/"
    while address:
        seen += marja.goes(address).page.locator("main tbody tr").count()
        nameless.judge()
        onward = marja.page.locator("main a[rel=next]")
        address = "/board/" + (onward.get_attribute("href") or "") if onward.count() else ""
    assert seen == int(number.group())

    # And from a line she names another responsible worker, without learning for whom
    before = lines_of(own_village, "sirpa")
    line = marja.goes("/my/").page.locator("main tbody tr").filter(has_text="Ville Koskela").first
    line.locator("a[href$='/responsible/']").click()
    marja.sees("Change who is responsible").sees("You don't see who the young person is.")
    nameless.judge()
    marja.chooses("to", "Sirpa Hautala, sosiaaliohjaaja").writes_day("from_day", today).presses("Change")
    marja.page.wait_for_url("**/my/")
    ends = time.monotonic() + SLOW / 1000
    while lines_of(own_village, "sirpa") == before:  # worked out anew by the clock, within seconds
        assert time.monotonic() < ends, "nobody else is to be asked"
        time.sleep(0.2)
    marja.goes("/my/")
    nameless.judge()

    # When Ville is away from today and nobody stands in, then that is seen; and when somebody does, no more
    marja.presses("Who is away and who stands in").presses("Write down an absence")
    nameless.judge()
    marja.chooses("worker", "Ville Koskela, sosiaaliohjaaja").writes_day("since", today)
    marja.writes_day("until", today + timedelta(days=6)).presses("Save").sees("Nobody stands in")
    nameless.judge()
    marja.presses("Agree who stands in").chooses("worker", "Ville Koskela, sosiaaliohjaaja")
    marja.chooses("deputy", "Leena Nyman, sosiaalityöntekijä").writes_day("since", today)
    marja.writes_day("until", today + timedelta(days=6))
    nameless.judge()
    marja.presses("Agree on it").sees("Leena Nyman")
    assert marja.page.locator("section[aria-labelledby=uncovered]").count() == 0
    nameless.judge()

    # When Sirpa leaves suddenly, then the vacancies wait for Marja's decision before any transition
    marja.goes("/my/").presses("A worker leaves")
    nameless.judge()
    marja.chooses("worker", "Sirpa Hautala, sosiaaliohjaaja").chooses("how", "until_found")
    marja.chooses("takes_over", "Leena Nyman, sosiaalityöntekijä").writes("why", "Sirpa lopettaa työnsä.").presses("Do this")
    waiting = marja.page.locator("section[aria-labelledby=changes] a[href*='/board/handovers/']")
    ends = time.monotonic() + SLOW / 1000
    while not marja.goes("/board/") or waiting.count() < own_village.one(SUDDEN):
        assert time.monotonic() < ends, "the vacancies don't stand on the board"
        time.sleep(0.5)
    addresses = [one.get_attribute("href") or "" for one in waiting.all()]
    nameless.judge()
    marja.goes("/my/").sees("See all changes of worker")
    assert waiting.count() == 5
    words = marja.hears()
    assert words.index(waiting.first.inner_text()) < words.index(
        marja.page.locator("#transitions-title").inner_text()
    )  # fmt: skip
    assert first_lines(marja) <= 5
    nameless.judge()

    # And Tuulia's is on her supervisor's page only, as nameless as the others: another manager finds neither line nor page
    hidden = f"/board/handovers/{own_village.one(HIDDEN)}/"
    assert hidden in addresses
    for address in (hidden, *addresses[:3]):
        marja.goes(address)
        nameless.judge()
    birgitta.goes("/my/").does_not_see("Tuulia")
    assert hidden not in birgitta.page.content()
    birgitta.goes(hidden, answer=404)
    print(f"\nfigure: a manager's pages without a young person's name or key, {width} px: {nameless.count}")
    for person in (marja, birgitta):
        person.is_quiet()
