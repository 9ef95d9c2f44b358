import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sosiaalikyla.figures.path_line import (
    Drawing,
    StationMark,
    clean,
    path_line,
    sheet,
    text_width,
    vertical,
    wide,
    wrap,
)

from .sample import AINO, aino

GALLERY = Path(__file__).parents[2] / "base" / "templates" / "base" / "gallery"

words = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from(
    [
        "Muutto",
        "Itsenäistymisvarojen loppuselvityspalaveri",
        "Katsotaan yhdessä Kelan päätös ja laitetaan oikaisupyyntö",
        '<script>alert("x")</script>',
        "A & B",
        "'\"><svg onload=x>",
        "x" * 60,
    ]
)
marks = st.builds(
    StationMark,
    label=words,
    when=words,
    state=st.sampled_from(["done", "here", "agreed", "far"]),
    own=st.booleans(),
)
paths = st.lists(marks, max_size=20)
DRAW = {"vertical": vertical, "wide": wide, "sheet": sheet}


def boxes(svg: str):
    """Every text as (left, top, right, bottom), from the drawing itself."""
    found = []
    for text in ElementTree.fromstring(svg).iter("text"):
        size = float(text.attrib["font-size"])
        bold = "is-here" in text.attrib["class"]
        rows = list(text.iter("tspan"))
        width = max(text_width(row.text or "", size, bold=bold) for row in rows)
        x = float(rows[0].attrib["x"])
        left = x - width / 2 if text.attrib.get("text-anchor") == "middle" else x
        top, bottom = float(rows[0].attrib["y"]) - size, float(rows[-1].attrib["y"]) + size * 0.22
        found.append((left, top, left + width, bottom))
    return found


def plain(text: str) -> str:
    """Without blanks and hyphens, which wrapping may add."""
    return re.sub(r"[\s-]", "", text)


@pytest.mark.parametrize("draw", DRAW.values(), ids=DRAW)
@given(stations=paths)
def test_labels_never_overlap_and_stay_inside(draw, stations):
    svg = draw(stations, title="Polku", description="Asemat")
    _, _, width, height = map(float, ElementTree.fromstring(svg).attrib["viewBox"].split())
    placed = boxes(svg)
    for left, top, right, bottom in placed:
        assert left >= 0
        assert right <= width + 0.01
        assert top >= 0
        assert bottom <= height
    for i, a in enumerate(placed):
        for b in placed[i + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] + 0.5 or b[3] <= a[1] + 0.5


@pytest.mark.parametrize("draw", DRAW.values(), ids=DRAW)
@given(stations=paths)
def test_every_label_is_drawn_and_nothing_else(draw, stations):
    svg = draw(stations, title="Polku", description="Asemat")
    root = ElementTree.fromstring(svg)
    drawn = [plain("".join(text.itertext())) for text in root.iter("text")]
    expected = [plain(clean(part)) for station in stations for part in (station.label, station.when)]
    assert [text for text in drawn if text] == [text for text in expected if text]
    allowed = {"svg", "title", "desc", "path", "circle", "text", "tspan"}
    assert {element.tag for element in root.iter()} <= allowed


@given(text=words, width=st.floats(60, 400))
def test_a_wrapped_line_fits(text, width):
    for line in wrap(text, width, 19):
        assert text_width(line, 19) <= width or len(line) <= 2


def test_colours_come_by_class_only():
    line = aino()
    for svg in (line.narrow, line.wide):
        assert not re.search(r"(fill|stroke|style|color)=", svg)


def test_a_phone_gets_letters_of_sixteen_pixels():
    """A card on a 360 px screen leaves 294 px for the drawing."""
    svg = aino().narrow
    width = float(re.search(r'viewBox="0 0 (\d+)', svg).group(1))
    smallest = min(float(size) for size in re.findall(r'font-size="([\d.]+)"', svg))
    assert smallest * 294 / width >= 16


def test_states_are_told_apart_without_colour():
    svg = aino().narrow
    assert svg.count("path-tick") == 3
    assert svg.count("path-glow") == 1
    assert svg.count('path-leg is-done"') == 3
    assert svg.count('path-leg is-agreed"') == 2
    assert svg.count('path-leg is-far"') == 1


def test_the_picture_has_a_name_and_a_description():
    root = ElementTree.fromstring(aino().narrow)
    assert root.attrib["role"] == "img"
    ids = root.attrib["aria-labelledby"].split()
    assert [root.find("title").attrib["id"], root.find("desc").attrib["id"]] == ids


def test_the_list_says_the_same():
    assert aino().stations == AINO


def test_own_station_keeps_own_letters_and_equal_size():
    svg = aino().narrow
    own = re.search(r'<text class="path-label is-agreed is-own" font-size="([\d.]+)"', svg)
    assert own.group(1) == re.search(r'<text class="path-label is-done" font-size="([\d.]+)"', svg).group(1)


def test_a_template_may_show_it_as_it_is():
    assert isinstance(aino().narrow, Drawing)
    assert aino().narrow.__html__() == aino().narrow


def test_an_empty_path_is_still_a_picture():
    line = path_line([], title="Polku", description="Ei vielä asemia")
    ElementTree.fromstring(line.narrow)
    ElementTree.fromstring(line.wide)


@pytest.mark.parametrize("kind", ["narrow", "wide"])
def test_gallery_shows_what_we_draw_today(kind):
    """It cannot import us and keeps copies, written by `python -m sosiaalikyla.figures.tests.gallery`."""
    assert (GALLERY / f"path_{kind}.svg").read_text("utf-8") == getattr(aino(), kind)
