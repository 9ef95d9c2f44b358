"""A young person looks at her own path for the first time, and makes it her own."""

from __future__ import annotations

from datetime import timedelta

from sosiaalikyla.base import clock, text
from tests.flows.conftest import Comes
from tests.flows.village import Village
from tests.flows.visitor import Visitor


def test_aino_reads_her_path_without_javascript(village: Village, somebody: Comes) -> None:
    aino = somebody("aino", script=False)
    aino.goes("/my/").sees("Hi %(name)s", name="Aino").sees("Ville Koskela")
    assert "Kissa kotiin" in aino.drawing_texts
    aino.presses("See the whole path")
    aino.sees("Your path")
    drawn = [each for each in aino.drawing_texts if not any(letter.isdigit() for letter in each)]
    aino.presses("The same as a list")
    listed = aino.page.locator("details.twin li").filter(visible=True).all_inner_texts()
    assert [line[: len(title)] for line, title in zip(listed, drawn, strict=True)] == drawn
    assert any("Kissa kotiin" in line for line in listed)
    aino.goes("/my/").presses("Tiedät, missä asut")
    aino.sees("Who takes care of it").sees("How it stands")
    aino.presses("Memory list for this").is_quiet()


def test_the_whole_path_prints_on_one_sheet(village: Village, somebody: Comes) -> None:
    assert somebody("aino").goes("/my/path/print/").prints() == (1, True)
    assert somebody("noor").goes("/my/path/print/").prints() == (1, True)


def test_aino_remembers_with_the_list(own_village: Village, somebody: Comes) -> None:
    aino = somebody("aino")
    aino.goes("/my/path/steps/home_found/").presses("Memory list for this")
    first = aino.page.locator("#memory button").first
    words = first.inner_text()
    first.click()
    aino.page.wait_for_url("**/home_found/#memory")
    aino.opens_everything().sees(f"✓ {words}").is_quiet()


def card(name: str) -> str:
    return f"main li:has(input[value='{name}'])"


def test_aino_adds_renames_and_hides_a_station(own_village: Village, somebody: Comes) -> None:
    aino: Visitor = somebody("aino")
    day = clock.today() + timedelta(days=70)
    aino.goes("/my/path/").presses("Change the stations")
    aino.writes("title", "Isoveljen häät").writes_day("day", day).presses("Add the station", within="section")
    aino.goes("/my/path/")
    assert "Isoveljen häät" in aino.drawing_texts
    assert any(text.day(day, "fi") in words for words in aino.drawing_texts)

    aino.goes("/my/path/stations/")
    aino.page.locator(f"{card('Isoveljen häät')} input[name=title]").fill("Villen ja Minnan häät")
    aino.presses("Save", within=card("Isoveljen häät"))
    aino.goes("/my/path/")
    assert "Villen ja Minnan häät" in aino.drawing_texts
    assert "Isoveljen häät" not in aino.drawing_texts

    aino.goes("/my/path/stations/").presses("Hide", within=card("Villen ja Minnan häät"))
    aino.goes("/my/path/").is_quiet()
    assert "Villen ja Minnan häät" not in aino.drawing_texts
