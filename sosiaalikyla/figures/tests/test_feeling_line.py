"""The drawn line of how it goes: faces for heights, no numbers, everything escaped."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import pytest

from sosiaalikyla.figures.feeling_line import MOST_DOTS, Answered, face, feeling_line

START = datetime(2026, 3, 2, 21, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"


def drawn(*faces: int, **words: str) -> ET.Element:
    answers = [Answered(START + timedelta(days=day), level) for day, level in enumerate(faces)]
    said = {"title": "Koti", "description": "Ensin huonosti.", "first_day": "ma 2.3.", "last_day": "to 5.3.", "name": "x"}
    svg = feeling_line(answers, **(said | words))
    return ET.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def dots(svg: ET.Element) -> list[tuple[float, float]]:
    return [
        (float(each.attrib["cx"]), float(each.attrib["cy"])) for each in svg.iter(SVG + "circle") if "r" in each.attrib
        and each.attrib["class"] == "feeling-dot"
    ]  # fmt: skip


def test_a_better_face_stands_higher_and_a_later_answer_further_right() -> None:
    places = dots(drawn(1, 3, 5))
    assert [x for x, _ in places] == sorted(x for x, _ in places)
    assert [y for _, y in places] == sorted((y for _, y in places), reverse=True)


def test_answers_in_any_order_are_drawn_as_time_goes() -> None:
    late, early = Answered(START + timedelta(days=3), 5), Answered(START, 1)
    words = {"title": "t", "description": "d", "first_day": "a", "last_day": "b", "name": "x"}
    assert feeling_line([late, early], **words) == feeling_line([early, late], **words)


def test_it_has_a_title_a_description_and_no_number_of_a_face() -> None:
    svg = drawn(2, 4)
    assert svg.attrib["role"] == "img"
    assert svg.attrib["aria-labelledby"] == "x-title x-desc"
    assert svg.find(SVG + "title").text == "Koti"  # type: ignore[union-attr]
    assert [each.text for each in svg.iter(SVG + "text")] == ["ma 2.3.", "to 5.3."]


def test_one_answer_stands_in_the_middle_without_a_line_and_names_its_day_once() -> None:
    svg = drawn(3, last_day="ma 2.3.")
    assert len(dots(svg)) == 1
    assert not [each for each in svg.iter(SVG + "path") if each.attrib["class"] == "feeling-way"]
    assert [each.text for each in svg.iter(SVG + "text")] == ["ma 2.3."]


def test_many_answers_are_a_line_without_dots() -> None:
    svg = drawn(*[3] * (MOST_DOTS + 1))
    assert dots(svg) == []
    assert [each for each in svg.iter(SVG + "path") if each.attrib["class"] == "feeling-way"]


def test_two_long_days_stand_one_below_the_other() -> None:
    svg = drawn(1, 2, first_day="Wednesday 28 November 2025", last_day="Wednesday 27 November 2026")
    first, last = (float(each.attrib["y"]) for each in svg.iter(SVG + "text"))
    assert last > first
    assert float(svg.attrib["viewBox"].split()[3]) > last


def test_words_are_escaped() -> None:
    assert drawn(1, title="<script>").find(SVG + "title").text == "<script>"  # type: ignore[union-attr]


def test_nothing_is_drawn_of_nothing_and_there_are_five_faces() -> None:
    with pytest.raises(ValueError, match="at least one"):
        drawn()
    assert len({face(level) for level in range(1, 6)}) == 5
    for odd in (0, 6):
        with pytest.raises(ValueError, match="faces from"):
            face(odd)
    assert 'aria-hidden="true"' in face(1)
