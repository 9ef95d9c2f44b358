"""Three hundred scripts in every field an editor writes, laid past every form: none runs for a reader or an editor.

The browser is told to look away from the policy of scripts (CSP), so that what is tested is the cleaning alone. Each script
stands on two pages: on a page of its own, and with nineteen others. `make test` reads all of the second and one in
fifteen of the first.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from sosiaalikyla.cms.tests.corpus import payloads
from tests.flows.village import Village
from tests.flows.visitor import AGAIN

pytestmark = pytest.mark.slow

LISTEN = "window.hits = 0; window.hit = () => { window.hits += 1; window.top.hits += 1; return 'x'; };"
ONE_IN = 15 if os.environ.get("SOSIAALIKYLA_SPEED") == "test" else 1
"""Which share is read where each script is alone."""
TRY = "() => document.querySelectorAll('main a, main [tabindex], main input').forEach(one => one.focus())"


class Ears:
    """A page that hears whatever runs in it: our own call, a dialog, an error of a script that isn't ours."""

    def __init__(self, browser: Browser, home: str) -> None:
        self.home = home
        self.context = browser.new_context(bypass_csp=True, locale="fi", viewport={"width": 1280, "height": 900})
        self.context.add_init_script(LISTEN)
        self.heard: list[str] = []
        self.seen = 0
        self.page: Page = self.context.new_page()
        self.page.on("dialog", self._dialog)

    def _dialog(self, dialog: object) -> None:
        self.heard.append(f"a dialog on {self.page.url}")
        dialog.dismiss()

    def opens(self, address: str, *, wait: int = 0) -> None:
        answer = self.page.goto(self.home + address, wait_until="load")
        assert answer is not None, address
        assert answer.status == 200, (address, answer.status)
        self.page.evaluate(TRY)
        if wait:
            self.page.wait_for_timeout(wait)
        self.listens(address)

    def listens(self, address: str) -> None:
        self.seen += 1
        hits = sum(frame.evaluate("() => window.hits || 0") for frame in self.page.frames)
        if hits:
            self.heard.append(f"{hits} on {address}")


@pytest.fixture
def ears(browser: Browser, _open_village: Village) -> Iterator[Ears]:
    found = Ears(browser, _open_village.url)
    yield found
    found.context.close()


def test_the_ears_hear(ears: Ears, village: Village) -> None:
    """Without the cleaning more than a third of them would run: a page that shows them as they are."""
    ran, tried = 0, payloads()[::ONE_IN]
    for payload in tried:
        ears.page.goto(ears.home + "/help/")
        ears.page.evaluate("text => { document.open(); document.write(text); document.close(); }", f"<p>{payload}</p>")
        ears.page.wait_for_timeout(15)
        ran += bool(ears.page.evaluate("() => window.hits || 0"))
    print(f"figure: {ran} of {len(tried)} payloads run on a page that shows them as they are")
    assert ran > len(tried) / 4


def test_no_stored_script_runs_for_a_reader_or_an_editor(own_village: Village, ears: Ears) -> None:
    own_village.opens_contents()
    own_village.lays_contents("-m", "sosiaalikyla.cms.tests.corpus")
    keys = [f"s{number}" for number in range(len(payloads()))]
    assert own_village.one("select count(*) from village_rendered where key = any(%s)", keys) == 2 * len(keys)
    thick = [f"t{number}" for number in range((len(keys) + 19) // 20)]
    for key in keys[::ONE_IN]:
        ears.opens(f"/pihatalo/portti/{key}/")
    for key in thick:
        ears.opens(f"/pihatalo/aita/{key}/")
        ears.opens(f"/pihatalo/aita/{key}/selko/")
    for address in ("/pihatalo/", "/pihatalo/selko/", "/pihatalo/portti/", "/pihatalo/portti/selko/", "/", "/search/?q=hit"):
        ears.opens(address)
    readers = ears.seen

    answer = ears.context.request.post(
        f"{ears.home}/demo/sign-in", form={"person": "otto"}, max_redirects=0, max_retries=AGAIN
    )
    assert answer.status == 302
    ears.page.goto(f"{ears.home}/my/contents/")
    ears.page.click("main button[type=submit]")
    ears.page.wait_for_load_state()
    query = "select p.id from cms.wagtailcore_page p join cms.cms_villagepage v on v.page_ptr_id = p.id where v.key = %s"
    numbers = [own_village.one(query, key) for key in thick]
    section, house = (
        own_village.one("select id from cms.wagtailcore_page where url_path like %s and depth = %s", like, depth)
        for like, depth in (("/kyla-fi/pihatalo/portti/", 4), ("/kyla-fi/pihatalo/", 3))
    )
    for number in numbers:
        ears.opens(f"/cms/pages/{number}/edit/", wait=300)
        if number in numbers[::3] or ONE_IN == 1:
            ears.opens(f"/cms/pages/{number}/view_draft/")
            ears.opens(f"/cms/pages/{number}/revisions/compare/live...latest/")
    one = numbers[0]
    for address in (
        "/cms/", f"/cms/pages/{section}/", f"/cms/pages/{section}/?p=2", f"/cms/pages/{house}/", f"/cms/pages/{house}/edit/",
        f"/cms/pages/{section}/edit/", f"/cms/pages/{one}/history/", f"/cms/pages/{one}/usage/", f"/cms/pages/{one}/delete/",
        f"/cms/pages/{one}/move/", f"/cms/pages/{one}/copy/", f"/cms/choose-page/{section}/", "/cms/translations/",
        "/cms/days/?office=all", "/cms/reports/site-history/", "/cms/feedback/", "/cms/pages/search/?q=hit",
    ):  # fmt: skip
        response = ears.page.goto(ears.home + address)
        assert response is not None
        assert response.status in (200, 404), address
        ears.page.wait_for_timeout(200)
        ears.listens(address)
    print(
        f"figure: {len(payloads())} stored scripts, {readers} pages as a reader and {ears.seen - readers} as an editor: "
        f"{len(ears.heard)} ran"
    )
    assert ears.heard == []
