"""Somebody without a name asks whether they have the right to aftercare."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

import sosiaalikyla.rules
from sosiaalikyla.base import clock, text
from tests.flows.conftest import Comes
from tests.flows.village import Village
from tests.flows.visitor import Visitor

YEAR = clock.today().year
REASONS = yaml.safe_load((Path(sosiaalikyla.rules.__file__).parent / "data" / "reasons.yaml").read_text(encoding="utf-8"))


def asks(visitor: Visitor, *, born: date, kind: str, begins: date, ends: date, **more: str) -> Visitor:
    visitor.goes("/rights/").writes_day("born", born).chooses("p1-kind", kind)
    visitor.writes_day("p1-start", begins).writes_day("p1-end", ends).chooses("client", "still")
    for name, value in more.items():
        visitor.chooses(name.replace("_1_", "1-"), value)
    return visitor.presses("Show the answer")


def headline(answer: str) -> str:
    words: str = REASONS["answers"][answer]["headline"]["fi"]
    return words.rstrip(".")  # the page's heading


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_one_who_was_in_substitute_care_sees_until_when_the_right_goes_on(
    village: Village, somebody: Comes, script: bool
) -> None:
    visitor = somebody(script=script)
    asks(
        visitor, born=date(YEAR - 20, 5, 10), kind="substitute_care_40",
        begins=date(YEAR - 11, 3, 1), ends=date(YEAR - 2, 5, 10),
    )  # fmt: skip
    last = date(YEAR + 3, 5, 10) - timedelta(days=1)
    visitor.sees(headline("mandatory_substitute_care"))
    visitor.sees("Your right goes on until %(day)s", day=text.day(last, "fi"))
    visitor.sees("Why").sees("What you can ask for").sees("LSL 75.3 §")
    assert str(YEAR - 20) not in visitor.page.url
    visitor.is_quiet()


def test_one_who_came_alone_sees_the_other_right(village: Village, somebody: Comes) -> None:
    visitor = somebody()
    asks(
        visitor, born=date(YEAR - 19, 1, 6), kind="family_group_home_22a",
        begins=date(YEAR - 4, 2, 1), ends=date(YEAR - 1, 1, 6), came_alone="yes",
    )  # fmt: skip
    visitor.sees(headline("no_qualifying_placement"))
    visitor.sees("Another right, if you came alone")
    visitor.is_accessible()


def test_one_whose_case_is_disputed_is_told_so(village: Village, somebody: Comes) -> None:
    visitor = somebody(script=False)
    asks(
        visitor, born=date(YEAR - 18, 1, 10), kind="emergency_38",
        begins=date(YEAR - 3, 9, 1), ends=date(YEAR - 2, 3, 1), p_1_alone="yes",
    )  # fmt: skip
    visitor.sees(headline("mandatory_open_care_placement"))
    visitor.sees("This is disputed").sees(REASONS["notes"]["emergency_only"]["fi"].split(".")[0])
    visitor.is_quiet()


def test_the_answer_goes_on_one_sheet_of_paper_without_buttons(village: Village, somebody: Comes) -> None:
    visitor = somebody(width=1280)
    asks(
        visitor, born=date(YEAR - 20, 5, 10), kind="substitute_care_40",
        begins=date(YEAR - 11, 3, 1), ends=date(YEAR - 2, 5, 10),
    )  # fmt: skip
    with visitor.on_paper():
        assert visitor.page.locator(".no-print, .strip, .nav, .menu").filter(visible=True).count() == 0
        assert visitor.page.locator(".only-print").first.is_visible()
        visitor.sees(headline("mandatory_substitute_care"))
    assert visitor.page.pdf(format="A4").count(b"/Type /Page\n") == 1


def test_what_is_missing_is_said_at_the_top_and_leads_to_the_field(village: Village, somebody: Comes) -> None:
    visitor = somebody()
    visitor.goes("/rights/").presses("Show the answer")
    assert visitor.page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    visitor.page.locator("[data-error-summary] a").first.click()
    assert visitor.page.evaluate("document.activeElement.name") == "born_day"
