"""The list of everyday skills is read strictly."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sosiaalikyla.base import yaml_files
from sosiaalikyla.plans import skills

GOOD: dict[str, Any] = yaml_files.read(skills.FILE)


def test_there_are_about_twenty_skills_in_three_languages() -> None:
    found = skills.load()
    assert 18 <= len(found.by_key) <= 24
    assert {"cooking", "rent_and_bills", "official_post", "doctor", "saying_no"} <= found.by_key.keys()
    assert found.title("cooking", "fi") == "Ruoan laittaminen"
    assert found.title("cooking", "sv-fi") == "Laga mat"
    assert found.title("gone_since", "fi") == "gone_since"


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda found: found.update(more=1), "must have exactly"),
        (lambda found: found.update(sv_reviewed="no"), "sv_reviewed is true or false"),
        (lambda found: found.update(groups=[]), "groups: is a list"),
        (lambda found: found["groups"][0].pop("sv"), "groups[0]: must have exactly"),
        (lambda found: found["groups"][0]["skills"][0].pop("sv"), "groups[0].skills[0]: must have exactly"),
        (lambda found: found["groups"][0]["skills"][0].update(en={"title": " "}), "skills[0].en.title: says nothing"),
        (lambda found: found["groups"][0]["skills"][0].update(fi={"name": "x"}), "skills[0].fi: must have exactly"),
        (lambda found: found["groups"][0].update(skills=[]), "groups[0].skills: is a list"),
        (lambda found: found["groups"][0].update(key="two words"), "is not a short word"),
        (lambda found: found["groups"][1]["skills"][0].update(key="cooking"), "a key stands twice"),
        (lambda found: found["groups"][1].update(key="home"), "a key stands twice"),
        (lambda found: found["groups"].append("x"), "must have exactly"),
    ],
)
def test_whatever_is_wrong_is_refused_with_its_place(break_it: Callable[[dict[str, Any]], Any], said: str) -> None:
    found = copy.deepcopy(GOOD)
    break_it(found)
    with pytest.raises(skills.SkillsFileError) as caught:
        skills.read(found, "skills.yaml")
    assert said in str(caught.value)


def test_a_file_that_is_no_yaml_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "skills.yaml"
    file.write_text("groups: [", encoding="utf-8")
    with pytest.raises(skills.SkillsFileError):
        skills.load(file)
