"""Somebody in front of a page: goes, sees, presses, writes. Flows are told in these words.

What is seen and pressed is told by the English source string and looked up in the visitor's language, so that a flow
holds in every language and the Finnish text may be made better without touching it. Names and data are told as they are.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
from django.utils import translation
from playwright.sync_api import APIResponse, BrowserContext, Locator, Page, expect

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
SLOW = 20_000
"""Milliseconds before something counts as missing: the machine may be busy."""
AGAIN = 3
"""Times a request beside the pages is made anew when the server had just closed the connection that was kept open."""

RUN_AXE = """async ([where, rules]) => {
  const found = await axe.run(where ? {include: [where]} : document,
    {runOnly: {type: "tag", values: rules}, resultTypes: ["violations"]});
  return found.violations.flatMap(rule => rule.nodes.map(node =>
    [`${rule.id}: ${rule.help}`, node.target.join(" "), node.html.slice(0, 200), node.failureSummary].join("\\n    ")));
}"""

TOO_WIDE = """() => {
  const page = document.scrollingElement, wide = page.scrollWidth - window.innerWidth;
  if (wide <= 0) return [];
  return [`the page is ${wide} px too wide`, ...[...document.body.querySelectorAll("*")]
    .filter(one => one.getBoundingClientRect().right > window.innerWidth + 1)
    .slice(0, 8).map(one => `${one.tagName.toLowerCase()}.${one.className}: ${one.textContent.trim().slice(0, 60)}`)];
}"""

BUILD = """() => {
  const led = ["for", "aria-labelledby", "aria-describedby", "aria-controls", "headers"];
  const told = ["id", "href", "src", "name", "value", "title", "alt", "action", "style", "d", "x", "y", "points",
    "transform", "placeholder", "content", "datetime"];
  const attribute = one => led.includes(one.name)
    ? one.name + one.value.split(/\\s+/).every(id => document.getElementById(id))
    : told.includes(one.name) || one.name.startsWith("data-") ? one.name + !!one.value.trim() : one.name + one.value;
  const build = one => one.tagName + [...one.attributes].map(attribute).sort().join() +
    [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()) +
    "(" + [...new Set([...one.children].map(build))].join() + ")";
  return build(document.documentElement);
}"""
"""How a page is built: its elements with what judging looks at, without its words, rows of one kind counted as one."""

SAME_ID = """() => {
  const ids = [...document.querySelectorAll("[id]")].map(one => one.id);
  return [...new Set(ids.filter((id, place) => ids.indexOf(id) !== place))].map(id => `two elements are called ${id}`);
}"""

JUDGED: set[tuple[str, int, str]] = set()
"""Builds of pages and menus already judged, with language and width: in `make test` each is judged once."""


class Visitor:
    """One person's browser window. `errors`: what the page complained of, and every word to another host.

    What it costs is counted: `taps` (a link, a button, a tick, a choice: each once), `typed` (fields written into) and
    `screens` (pages that came, a redirect with its target as one). A flow sets them to zero by `counts_anew`.
    """

    def __init__(self, context: BrowserContext, home: str, language: str, script: bool = True) -> None:
        self.context, self.home, self.language, self.has_script = context, home, language, script
        self.host = urlsplit(home).netloc
        self.errors: list[str] = []
        self.elsewhere: list[str] = []
        self.taps = self.typed = self.screens = 0
        context.set_default_timeout(SLOW)
        self.page: Page = context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._notice)
        self.page.on("framenavigated", self._arrive)

    def comes_in(self, name: str) -> Visitor:
        """As an invented person, by the demo's own door."""
        answer = self.context.request.post(
            f"{self.home}/demo/sign-in", form={"person": name}, max_redirects=0, max_retries=AGAIN
        )
        assert answer.status == 302, f"{name} could not sign in: {answer.status}"
        return self

    def fetches(self, address: str) -> APIResponse:
        """What an address answers, redirects not followed; the page stays where it is."""
        return self.context.request.get(f"{self.home}{address}", max_redirects=0, max_retries=AGAIN)

    def _hear(self, message: Any) -> None:
        # The browser calls a refused page an error of its own; the flow says itself what it expects to be refused.
        own_answer = "the server responded with a status of" in message.text and "/static/" not in message.location["url"]
        if message.type in {"error", "warning"} and not own_answer:
            self.errors.append(message.text)

    def _notice(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.host:
            self.elsewhere.append(request.url)

    def _arrive(self, frame: Any) -> None:
        self.screens += frame.parent_frame is None

    def counts_anew(self) -> Visitor:
        self.taps = self.typed = self.screens = 0
        return self

    def said(self, text: str, **names: object) -> str:
        """The text in the visitor's language, with the names in it."""
        with translation.override(self.language):
            found = translation.gettext(text)
        return found % names if names else found

    # ---- going

    def goes(self, address: str, *, answer: int = 200) -> Visitor:
        response = self.page.goto(self.home + address)
        assert response is not None, f"{address} gave no answer"
        assert response.status == answer, f"{address} answered {response.status}, not {answer}"
        return self

    def comes_back(self) -> Visitor:
        """The browser's Back button."""
        self.page.go_back()
        return self

    @property
    def address(self) -> str:
        parts = urlsplit(self.page.url)
        return parts.path

    # ---- seeing

    def _text(self, text: str, names: dict[str, object], within: str) -> Locator:
        return self.page.locator(within).get_by_text(self.said(text, **names)).filter(visible=True).first

    def sees(self, text: str, *, within: str = "main", **names: object) -> Visitor:
        expect(self._text(text, names, within)).to_be_visible(timeout=SLOW)
        return self

    def does_not_see(self, text: str, *, within: str = "body", **names: object) -> Visitor:
        assert self.said(text, **names) not in self.page.locator(within).inner_text()
        return self

    def hears(self) -> str:
        """All the words of the page's own part."""
        return self.page.locator("main").inner_text()

    # ---- acting

    def presses(self, text: str, *, within: str = "main", **names: object) -> Visitor:
        """A link, a button or the title of something that opens. A new page has come when this returns."""
        words = self.said(text, **names)
        place = self.page.locator(within)
        there = place.get_by_role("link", name=words).or_(place.get_by_role("button", name=words))
        there = there.or_(place.locator("summary").filter(has_text=words)).filter(visible=True).first
        there.click()
        self.taps += 1
        self.page.wait_for_load_state()
        return self

    def follows(self, end: str, *, within: str = "main") -> Visitor:
        """The first visible link whose address has this in it."""
        self.page.locator(f"{within} a[href*='{end}']").filter(visible=True).first.click()
        self.taps += 1
        self.page.wait_for_load_state()
        return self

    def ticks(self, name: str) -> Visitor:
        self.page.locator(f"main [name='{name}']").first.check()
        self.taps += 1
        return self

    def writes_day(self, name: str, day: date) -> Visitor:
        """Into one field for a day, or into three."""
        if self.page.locator(f"main [name='{name}']").count():
            return self.writes(name, day.isoformat())
        return (
            self.writes(f"{name}_day", str(day.day))
            .writes(f"{name}_month", str(day.month))
            .writes(f"{name}_year", str(day.year))
        )

    def writes(self, name: str, value: str) -> Visitor:
        """Into the field of that name."""
        self.page.locator(f"main [name='{name}']").first.fill(value)
        self.typed += 1
        return self

    def chooses(self, name: str, value: str) -> Visitor:
        self.taps += 1
        field = self.page.locator(f"main [name='{name}']").first
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            self.page.locator(f"main [name='{name}'][value='{value}']").check()
        return self

    def sends_empty(self, form: str = "main form[method=post]") -> Visitor:
        """Send the last form of the page as it is, with required fields emptied."""
        self.page.locator(form).last.evaluate(
            """form => {
              for (const field of form.elements) {
                if (field.type === "radio" || field.type === "checkbox") field.checked = false;
                else if (field.tagName === "SELECT") field.selectedIndex = -1;
                else if (field.type !== "hidden" && field.tagName !== "BUTTON") field.value = "";
              }
              form.noValidate = true;
            }"""
        )
        self.page.locator(form).last.locator("button:not([tabindex='-1'])").last.click()
        self.page.wait_for_load_state()
        return self

    def strikes(self, key: str) -> Visitor:
        """A number of the keyboard with Alt, as the keyboard sends it. The page has come when this returns."""
        keyboard = self.context.new_cdp_session(self.page)
        pressed = {"modifiers": 1, "key": key, "code": f"Digit{key}", "windowsVirtualKeyCode": ord(key)}
        with self.page.expect_navigation():
            keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": key, "unmodifiedText": key, **pressed})
            keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **pressed})
        return self

    # ---- judging

    def fields(self, form: str = "main form[method=post]") -> list[str]:
        """Names of the fields one sees in a form, each once; a choice of several buttons is one field."""
        seen = "input:not([type=hidden]), select, textarea:not([readonly])"
        places = self.page.locator(form).locator(seen).filter(visible=True)
        return list(dict.fromkeys(places.evaluate_all("all => all.map(one => one.name)")))

    def opens_everything(self) -> Visitor:
        self.page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
        return self

    def complaints(self) -> list[str]:
        """What axe finds on this page with everything opened, what is too wide, and what the browser complained of."""
        self.page.wait_for_load_state()
        self.opens_everything()
        self.page.evaluate("window.scrollTo(0, 0)")  # where the strip on top covers nothing
        found = [*self.page.evaluate(TOO_WIDE), *self.page.evaluate(SAME_ID), *self._by_axe()]
        return [*found, *self.errors, *(f"asked another host: {url}" for url in self.elsewhere)]

    def _by_axe(self) -> list[str]:
        if self._was_judged(self.page.evaluate(BUILD)):
            return []
        self.page.evaluate(AXE)
        found = list(self.page.evaluate(RUN_AXE, ["", RULES]))
        menu = self.page.locator("details.menu > summary")
        if menu.is_visible() and not self._was_judged(self.page.locator("details.menu").text_content() or ""):
            menu.click()
            found += [*self.page.evaluate(RUN_AXE, ["details.menu", RULES]), *self.page.evaluate(TOO_WIDE)]
            menu.click()
        return found

    def _was_judged(self, build: str) -> bool:
        """In `make test`: whether such a page or menu was judged before in this language and width."""
        if os.environ.get("SOSIAALIKYLA_SPEED") != "test":
            return False
        known = (self.language, self.page.viewport_size["width"], build)
        if known in JUDGED:
            return True
        JUDGED.add(known)
        return False

    def is_accessible(self) -> Visitor:
        found = self.complaints()
        assert not found, f"{self.page.url}\n" + "\n".join(found)
        return self

    def is_quiet(self) -> Visitor:
        """Nothing was complained of by the browser and nobody else was asked for anything."""
        assert self.errors == []
        assert self.elsewhere == []
        return self

    @contextmanager
    def on_paper(self) -> Iterator[None]:
        self.page.emulate_media(media="print")
        yield
        self.page.emulate_media(media="null")

    def prints(self) -> tuple[int, bool]:
        """How many sheets the page is on paper, in its own sheet size, and whether the first lies on its side."""
        paper = self.page.pdf(prefer_css_page_size=True)
        sizes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", paper)
        return len(sizes), float(sizes[0][0]) > float(sizes[0][1])

    @property
    def keeps_nothing(self) -> bool:
        """Whether this browser holds no text of ours."""
        return bool(
            self.page.evaluate(
                "async () => !localStorage.length && !sessionStorage.length && !(await indexedDB.databases()).length"
            )
        )

    @property
    def is_signed_in(self) -> bool:
        return self.fetches("/my/").status == 200

    @property
    def drawing_texts(self) -> list[str]:
        """The words of the visible drawings, in reading order."""
        found = self.page.locator("main svg[role=img] text").filter(visible=True).all_text_contents()
        return [re.sub(r"\s+", " ", each).strip() for each in found]
