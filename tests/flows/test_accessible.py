"""Every page is judged by axe with all its rules, in each language, narrow and wide, with everything on it opened.

The pages of one language and width share a window, so that the browser is opened once. A page is judged also when it
refuses: with its summary of mistakes, and when nothing is there. `make test` judges every page in one of the four ways,
always the same; by itself and in `make long` it is all of them.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from sosiaalikyla.village import files
from sosiaalikyla.village.texts import FULL, PLAIN
from tests.flows.conftest import Comes
from tests.flows.village import Village
from tests.flows.visitor import Visitor

DOORS = ("/sign-in/", "/sign-in/card/", "/sign-in/device/", "/sign-in/staff/", "/sign-in/first/", "/waiting/")
OPEN = (
    "/", "/help/", "/help/?county=17", "/exit/", "/components/", "/rights/", "/demo/", "/demo/post/",
    "/rights/counties/", "/rights/counties/ostrobothnia/", "/rights/counties/west-uusimaa/", "/rights/money/",
    "/paths/", "/paths/ending_of_aftercare/", "/paths/ending_of_aftercare/sheet/", "/situation/", "/search/",
    "/search/?q=koti", "/search/?q=qxqxqx", "/feedback/", "/cards/",
    "/services/", "/services/?municipality=905", "/services/in/vaasa/", "/services/source/", *DOORS,
)  # fmt: skip
OWN = (
    "/my/", "/my/path/", "/my/path/print/", "/my/path/stations/", "/my/path/days/", "/my/path/newer/", "/my/path/shared/",
    "/my/people/", "/my/looked/", "/my/name/", "/my/meetings/", "/my/contacts/", "/my/sign/", "/my/quiet/",
    "/keys/", "/keys/new/", "/my/plan/", "/my/plan/intentions/", "/my/plan/versions/",
    "/my/feeling/", "/my/feeling/answered/", "/my/feeling/shown/", "/my/feeling/over-time/",
    "/my/feeling/over-time/?area=home", "/my/future/", "/my/skills/",
    "/my/worker/", "/drafts/", "/my/path/cards/", "/my/path/cards/oikeus-jalkihuoltoon/",
)  # fmt: skip
OWN_FORMS = ("/my/path/days/", "/my/path/shared/", "/my/name/")
WORK = ("/my/", "/people/", "/people/near/", "/people/unrecorded/", "/people/away/", "/account/", "/keys/", "/drafts/")
WORK_FORMS = ("/people/new/", "/people/away/absence/", "/people/away/cover/")
ABOUT = ("", "path/", "path/print/", "path/steps/home_found/", "path/checks/build_together/", "path/days/", "path/newer/",
         "path/shared/", "contacts/", "contacts/new/", "quiet/", "keys/", "plan/", "plan/promises/", "plan/decisions/",
         "plan/versions/", "plan/together/", "feelings/", "handover/", "meetings/", "rhythm/", "path/cards/")  # fmt: skip
ABOUT_FORMS = (
    "name/",
    "residence/",
    "protect/",
    "beside/",
    "close/",
    "placements/new/",
    "meetings/",
    "rhythm/",
    "keys/phone/",
    "keys/card/",
)
FEW_FORMS = ("protect/", "beside/")

BOARD = ("/my/", "/board/", "/board/leaving/", "/people/away/", "/people/away/absence/", "/people/away/cover/", "/keys/")

NARROW, WIDE = 360, 1280
CASES = (("fi", NARROW), ("fi", WIDE), ("sv", NARROW), ("en", NARROW))
READER = {"fi": "aino", "sv": "stina", "en": "noor"}

Judge = Callable[[str], None]


def village_addresses(language: str) -> list[str]:
    """Every house, section and page of the village in a language, plain ones too: as the content folder says."""
    content = files.read()
    front = "" if language == "fi" else f"/{language}"
    found = []
    for house in content.houses:
        found.append(f"{front}/{house.slugs[language]}/")
        if language == "fi" and "fi-plain" in house.lead:
            found.append(f"{front}/{house.slugs[language]}/selko/")
    for page in content.pages:
        house = content.house(page.house)
        section = next(each for each in house.sections if each.key == page.section)
        steps = f"{front}/{house.slugs[language]}/{section.slugs[language]}/"
        found += [steps] if steps not in found else []
        if (language, FULL) in page.words:
            found.append(f"{steps}{page.slugs[language]}/")
        if (language, PLAIN) in page.words:
            found.append(f"{steps}{page.slugs[language]}/selko/")
    for card in content.cards:
        found += [f"{front}/cards/{card.slugs[language]}/"] if (language, FULL) in card.words else []
        found += [f"{front}/cards/{card.slugs[language]}/selko/"] if (language, PLAIN) in card.words else []
    return found


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]} {case[1]} px")
def case(request: pytest.FixtureRequest) -> tuple[str, int]:
    found: tuple[str, int] = request.param
    return found


class Pages:
    """Pages judged one after another in one window; all that was found is told at the end."""

    def __init__(self, visitor: Visitor, case: tuple[str, int]) -> None:
        self.visitor, self.case, self.count, self.found = visitor, case, 0, list[str]()

    def is_asked(self, name: str, one_in: int = 1) -> bool:
        """Whether the page is judged in this language and width; of very many, one in so many."""
        if os.environ.get("SOSIAALIKYLA_SPEED") != "test":
            return True
        plain = re.sub(r"^/(sv|en)/|[0-9a-f-]{36}", "/", name)
        turn, case = divmod(zlib.crc32(plain.encode()), len(CASES))
        return turn % one_in == 0 and case == CASES.index(self.case)

    def judge(self, name: str) -> None:
        self.count += 1
        self.found += [f"{name}\n  {each}" for each in self.visitor.complaints()]
        self.visitor.errors.clear()
        self.visitor.elsewhere.clear()

    def read(self, *addresses: str) -> None:
        for address in filter(self.is_asked, addresses):
            self.visitor.goes(address)
            self.judge(address)

    def refused(self, *addresses: str) -> None:
        for address in filter(self.is_asked, addresses):
            self.visitor.goes(address).sends_empty()
            assert self.visitor.page.locator("main .error-summary").count(), f"{address} took an empty form"
            self.judge(f"{address}, sent empty")

    def end(self, said: str) -> None:
        assert not self.found, "\n".join(self.found)
        print(f"\nfigure: axe, {said}: {self.count} pages, 0 violations")


def test_open_pages_are_accessible(village: Village, somebody: Comes, case: tuple[str, int]) -> None:
    language, width = case
    front = "" if language == "fi" else f"/{language}"
    pages = Pages(somebody(width=width, language=language), case)
    pages.read(*(f"{front}{address}" for address in OPEN))
    visitor = pages.visitor
    visitor.goes(f"{front}/rights/").presses("Add another placement")
    pages.judge("rights, another placement")
    visitor.goes(f"{front}/rights/").presses("Show the answer")
    pages.judge("rights, what is missing")
    visitor.writes("born_day", "10").writes("born_month", "5").writes("born_year", "2007")
    visitor.chooses("p1-kind", "unknown").presses("Show the answer")
    pages.judge("rights, either way")
    visitor.goes(f"{front}/nothing-here/", answer=404)
    pages.judge("not found")
    pages.end(f"open pages, {language}, {width} px")


def test_every_page_of_the_village_is_accessible(village: Village, somebody: Comes, case: tuple[str, int]) -> None:
    """In `make test` one page in forty of each language and width, and each build once; in `make long` every page."""
    language, width = case
    pages = Pages(somebody(width=width, language=language), case)
    pages.read(*(each for each in village_addresses(language) if pages.is_asked(each, one_in=10)))
    pages.end(f"the village, {language}, {width} px")


def test_a_young_persons_pages_are_accessible(village: Village, somebody: Comes, case: tuple[str, int]) -> None:
    language, width = case
    pages = Pages(somebody(READER[language], width=width, language=language), case)
    pages.read(*OWN)
    pages.refused(*OWN_FORMS)
    pages.visitor.goes("/my/plan/").opens_everything()
    pages.read(pages.visitor.page.locator("main a[href*='/plan/items/']").first.get_attribute("href") or "")
    pages.visitor.goes("/my/path/")
    for kind in ("steps", "checks"):
        found = pages.visitor.page.locator(f"main a[href*='/{kind}/']")
        if found.count():
            pages.read(found.first.get_attribute("href") or "")
    pages.visitor.goes("/my/feeling/").page.locator("main .feel-save button").click()
    pages.judge("/my/feeling/, nothing chosen")
    pages.visitor.goes("/people/", answer=404)
    pages.judge("not found, signed in")
    pages.end(f"a young person's pages, {language}, {width} px")


@pytest.fixture
def staff(village: Village, case: tuple[str, int]) -> Iterator[tuple[str, int]]:
    """Staff read in the language of the case."""
    with ExitStack() as stack:
        for handle in ("ville", "marja", "jonna", "antti"):
            stack.enter_context(village.reading(handle, case[0]))
        yield case


def test_a_workers_pages_are_accessible(village: Village, somebody: Comes, staff: tuple[str, int]) -> None:
    language, width = staff
    aino = f"/people/{village.key_of('aino')}/"
    pages = Pages(somebody("ville", width=width, language=language), staff)
    pages.read(*WORK, *(aino + each for each in ABOUT))
    pages.refused(*WORK_FORMS)
    pages.refused(*(aino + each for each in (ABOUT_FORMS if language == "fi" else FEW_FORMS)))
    pages.read(aino + "contact/", aino + "responsible/")
    pages.visitor.goes(aino + "plan/").opens_everything()
    pages.read(pages.visitor.page.locator("main a[href*='/plan/items/']").first.get_attribute("href") or "")
    pages.visitor.goes(aino).follows("/end/", within="main table").sends_empty()
    pages.judge("the placement's end, sent empty")
    pages.end(f"a worker's pages, {language}, {width} px")


def test_pages_of_other_staff_are_accessible(village: Village, somebody: Comes, staff: tuple[str, int]) -> None:
    language, width = staff
    count = 0
    for name, addresses in (("marja", BOARD), ("jonna", ("/my/", "/shared/")), ("antti", ("/my/",))):
        pages = Pages(somebody(name, width=width, language=language), staff)
        pages.read(*addresses)
        if name == "marja":
            pages.visitor.goes("/my/").follows("/responsible/")
            pages.judge("another responsible worker, from the board")
            for each in pages.visitor.goes("/my/").page.locator("main a[href*='/board/handovers/']").all()[:1]:
                pages.read(each.get_attribute("href") or "")
        if name == "jonna":
            pages.visitor.goes("/shared/").follows("/shared/")
            pages.judge("a shared path")
        assert not pages.found, "\n".join(pages.found)
        count += pages.count
    print(f"\nfigure: axe, other staff, {language}, {width} px: {count} pages, 0 violations")
