"""The file of the plan's matters is read strictly: what is odd in it is refused with its place."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sosiaalikyla.base import yaml_files
from sosiaalikyla.plans import plan_items


def found() -> Any:
    return copy.deepcopy(yaml_files.read(plan_items.FILE))


def test_the_file_has_the_eleven_matters_with_section_and_the_day_checked() -> None:
    plan = plan_items.load()
    assert [each.key for each in plan.matters] == [
        "need", "services", "necessary", "rhythm", "strengths", "goals", "length", "partners", "follow_up", "surroundings",
        "own_proposal",
    ]  # fmt: skip
    assert [each.key for each in plan.matters if each.from_worker] == ["necessary"]
    assert (plan.source.act, plan.source.section, plan.source.amended_by) == ("1301/2014", 39, "677/2023")
    assert plan.source.checked_on == date(2026, 11, 22)
    assert len(plan.future) == 3


def test_words_come_in_three_languages_and_finnish_for_any_other() -> None:
    title = plan_items.load().matter("goals").title
    assert title.in_language("sv-fi") == "Vad ni strävar efter tillsammans"
    assert title.in_language("en") == "What you aim at together"
    assert title.in_language("se") == title.in_language("fi") == "Mitä tavoittelette yhdessä"
    assert plan_items.load().matter("goals").ask.fi == "Mitä haluat, että on toisin vuoden päästä?"
    with pytest.raises(KeyError):
        plan_items.load().matter("moon")


ODD: dict[str, Callable[[Any], Any]] = {
    "matters[0]": lambda it: it["matters"][0].pop("sv"),
    "matters[1].fi": lambda it: it["matters"][1]["fi"].pop("ask"),
    "matters[2].en.ask": lambda it: it["matters"][2]["en"].update(ask=" "),
    "matters[3].key": lambda it: it["matters"][3].update(key="not a word"),
    "matters[4]": lambda it: it["matters"][4].update(more="x"),
    "matters[5].from_worker": lambda it: it["matters"][5].update(from_worker="yes"),
    "a key stands twice": lambda it: it["matters"][6].update(key="need"),
    "the law lists 11": lambda it: it["matters"].pop(),
    "matters and future are lists": lambda it: it.update(future={}),
    "future[0]": lambda it: it["future"][0].pop("en"),
    "future[1].fi": lambda it: it["future"][1]["fi"].update(title="x"),
    "sv_reviewed": lambda it: it.update(sv_reviewed=None),
    "source:": lambda it: it["source"].update(checked_on="yesterday"),
    "source.act": lambda it: it["source"].update(act=""),
    "source.read": lambda it: it["source"].update(read="hearsay"),
    "must have exactly": lambda it: it.update(extra=1),
    "matters[7]": lambda it: it["matters"].__setitem__(7, "need"),
}


@pytest.mark.parametrize("where", ODD)
def test_what_is_odd_is_refused_with_its_place(where: str) -> None:
    content = found()
    ODD[where](content)
    with pytest.raises(plan_items.PlanItemsFileError) as caught:
        plan_items.read(content, "plan_items.yaml")
    assert where in str(caught.value)


def test_a_file_that_is_no_yaml_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "plan_items.yaml"
    file.write_text("matters: [", encoding="utf-8")
    with pytest.raises(plan_items.PlanItemsFileError):
        plan_items.load(file)
