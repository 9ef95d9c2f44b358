"""An editor's day: Otto writes, the check complains, Liv reads and publishes, translates, and the clock asks for it again.

The editors' pages are Wagtail's; what is pressed there is told by the names of its forms, what is read by its Finnish words.
"""

from __future__ import annotations

from playwright.sync_api import expect

from tests.flows.conftest import Comes
from tests.flows.village import Village
from tests.flows.visitor import SLOW, Visitor

SECTION = (
    "select page_ptr_id from cms.cms_sectionpage s join cms.wagtailcore_page p on p.id = s.page_ptr_id where p.url_path = %s"
)
ROW = (
    "select page_ptr_id from cms.cms_villagepage v join cms.wagtailcore_page p on p.id = v.page_ptr_id where p.url_path = %s"
)
IN_THE_FORM = "text => [...document.querySelectorAll('input[name^=body]')].some(one => one.value.includes(text))"
"""The box hands its words to the form a moment after they were written."""
LONG = (
    "Ole hiljaa yöllä, koska naapurit nukkuvat ja heillä on aamulla työ tai koulu ja he heräävät herkästi kaikkiin ääniin."
)
HOME = "/kyla-fi/jalkihuolto/koti/"


class Desk:
    """The editors' pages in somebody's window."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page

    def goes(self, address: str) -> Desk:
        answer = self.page.goto(f"{self.visitor.home}/cms/{address}")
        assert answer is not None
        assert answer.status == 200, (address, answer.status)
        self.page.wait_for_load_state("networkidle")
        return self

    def reads(self, words: str) -> Desk:
        expect(self.page.get_by_text(words).filter(visible=True).first).to_be_visible(timeout=SLOW)
        return self

    def writes(self, name: str, value: str) -> Desk:
        self.page.locator(f"[name='{name}']").filter(visible=True).first.fill(value)
        return self

    def adds_part(self) -> Desk:
        self.page.locator("[data-contentpath='body'] button.c-sf-add-button").first.click()
        return self

    def writes_rich(self, number: int, text: str) -> Desk:
        """Into the number-th box of rich text, in place of what stands there."""
        box = self.page.locator("[data-contentpath='body'] [contenteditable=true]").filter(visible=True).nth(number)
        box.click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)
        self.page.wait_for_function(IN_THE_FORM, arg=text)
        return self

    def opens_tab(self, words: str) -> Desk:
        self.page.get_by_role("tab", name=words).click()
        return self

    def sends(self, name: str) -> Desk:
        """The button of that name among those at the foot of the form."""
        button = self.page.locator(f"footer button[name='{name}'], .footer button[name='{name}']").first
        if not button.is_visible():
            self.page.locator(
                "footer [data-w-dropdown-target='toggle'], .footer [data-w-dropdown-target='toggle']"
            ).first.click()
        with self.page.expect_navigation():
            button.click()
        self.page.wait_for_load_state("networkidle")
        return self


def comes_over(visitor: Visitor) -> Desk:
    visitor.goes("/my/contents/").is_accessible().presses("Open the contents")
    desk = Desk(visitor)
    assert desk.page.url.startswith(f"{visitor.home}/cms/"), desk.page.url
    return desk


def test_an_editors_day(own_village: Village, somebody: Comes) -> None:
    village = own_village
    village.opens_contents()

    # Otto comes over from his own page, and nobody without the role does.
    otto = somebody("otto", width=1280)
    otto.goes("/my/").is_accessible().presses("To the contents of the village")
    desk = comes_over(otto)
    somebody("ville", width=1280).goes("/my/contents/", answer=404)

    # He writes a page; the check complains of a number and a long sentence, and says what to do instead.
    section = village.one(SECTION, HOME)
    desk.goes(f"pages/add/cms/villagepage/{section}/")
    desk.writes("title", "Naapurit").writes("lead", "Naapurit kuulevat seinän läpi. Näin pärjäät heidän kanssaan.")
    desk.writes("plain_title", "Naapurit").writes("plain_lead", "Naapurit kuulevat. Näin pärjäät.")
    desk.adds_part()
    desk.writes("body-0-value-heading", "Hiljaisuus")
    desk.writes_rich(0, "Ole hiljaa yöllä klo 22 alkaen.")
    desk.writes("body-0-value-plain_heading", "Hiljaisuus")
    desk.writes_rich(1, LONG)
    desk.sends("action-submit")
    desk.reads("numero").reads("pitkä virke")
    assert village.one("select count(*) from village_rendered where key = 'naapurit'") == 0

    # He mends it and sends it on.
    desk.writes_rich(0, "Ole hiljaa, kun talossa on yö.")
    desk.writes_rich(1, "Ole hiljaa yöllä. Naapurit nukkuvat.")
    desk.sends("action-submit")
    row = village.one(ROW, f"{HOME}naapurit/")

    # Liv comes over; Otto, who was here first, says that she reads and translates.
    liv = somebody("liv", width=1280, language="sv")
    leaf = comes_over(liv)
    desk.goes("editors/")
    form = desk.page.locator("form[aria-label='Liv Sandström']")
    form.locator("input[value='Tarkastajat']").check()
    form.locator("button[type=submit]").click()
    desk.reads("Liv Sandström")

    # Liv approves, and the page stands in the village in both variants.
    leaf.goes(f"pages/{row}/edit/")
    leaf.page.locator(".footer [data-w-dropdown-target='toggle'], footer [data-w-dropdown-target='toggle']").first.click()
    with leaf.page.expect_navigation():
        leaf.page.locator("button[data-workflow-action-name='approve']").first.click()
    reader = somebody()
    reader.goes("/jalkihuolto/koti/naapurit/").sees("Ole hiljaa, kun talossa on yö.").is_accessible()
    reader.goes("/jalkihuolto/koti/naapurit/selko/").sees("Naapurit nukkuvat.")

    # It waits for its Swedish; Liv makes it, publishes it, and it is read.
    leaf.goes("translations/").reads("Naapurit")
    leaf.page.locator(f"a[href$='/translation/submit/page/{row}/']").click()
    leaf.page.get_by_label("svenska", exact=False).or_(leaf.page.get_by_label("Ruotsi", exact=False)).first.check()
    with leaf.page.expect_navigation():
        leaf.page.locator("form button[type=submit], form input[type=submit]").last.click()
    swedish = village.one(ROW, "/kyla-sv/eftervard/hem/naapurit/")
    leaf.goes(f"pages/{swedish}/edit/")
    leaf.writes("title", "Grannarna").writes("lead", "Grannarna hör genom väggen. Så här klarar du dig med dem.")
    leaf.writes("body-0-value-heading", "Tystnad").writes_rich(0, "Var tyst när huset sover.")
    leaf.sends("action-publish")
    somebody(language="sv").goes("/sv/eftervard/hem/grannarna/").sees("Var tyst när huset sover.").is_accessible()

    # The Finnish text changes: the Swedish one is behind until Liv publishes it anew.
    desk.goes(f"pages/{row}/edit/").writes("lead", "Naapurit kuulevat kaiken. Näin pärjäät heidän kanssaan.")
    desk.sends("action-publish")
    leaf.goes("").reads("Grannarna")
    leaf.goes(f"translations/{swedish}/").reads("seinän läpi.").reads("kaiken.").reads("Grannarna hör genom väggen.")
    leaf.goes(f"pages/{swedish}/edit/").writes("lead", "Grannarna hör allt. Så här klarar du dig med dem.")
    leaf.sends("action-publish")
    leaf.goes("translations/")
    assert "Grannarna" not in leaf.page.locator("table").first.inner_text()

    # The day by which it should be read again has passed: it is on its office's list, and on Otto's first page.
    assert "Naapurit" not in desk.goes("days/?office=content.aftercare").page.locator(".nice-padding").inner_text()
    village.one(
        "update cms.cms_villagepage set review_by = current_date - 1 where page_ptr_id = %s returning page_ptr_id", row
    )
    desk.goes("days/?office=content.aftercare").reads("Naapurit")
    desk.goes("").reads("Naapurit")

    # He leaves; the way back is closed until he comes over again.
    desk.page.goto(f"{otto.home}/cms/account/")
    assert otto.fetches("/cms/").status == 200
    desk.page.evaluate(
        "() => fetch('/cms/logout/', {method: 'POST', headers: {'X-CSRFToken': window.wagtailConfig?.CSRF_TOKEN ?? ''}})"
    )
    assert otto.fetches("/cms/").status == 302
    assert otto.elsewhere == []
    assert liv.elsewhere == []
