"""The file of answers is read strictly: what it may not say is refused with its place."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from sosiaalikyla.questions import answers

GOOD: dict[str, Any] = yaml.safe_load(answers.FILE.read_text(encoding="utf-8"))


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    found = copy.deepcopy(GOOD)
    change(found)
    return found


def test_the_file_itself_is_read_and_every_set_lets_one_not_know() -> None:
    found = answers.load()
    assert found.of("an item of a path").key == "yes_no"
    assert found.of("mood").key == "mood"
    for each in found.sets.values():
        assert each.answer("unknown") is not None
        assert each.answer("no such answer") is None


def test_an_answer_speaks_three_languages_and_finnish_when_in_doubt() -> None:
    yes = answers.load().of("home").answer("yes")
    assert yes is not None
    said = [yes.in_language(code) for code in ("fi", "sv", "sv-fi", "en", "so")]
    assert said == ["Kyllä", "Ja", "Ja", "Yes", "Kyllä"]


def test_only_an_answer_after_which_somebody_acts_asks() -> None:
    asking = {(each.key, one.key) for each in answers.load().sets.values() for one in each.answers if one.asks}
    assert asking == {("yes_no", "no"), ("mood", "bad")}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda file: file.pop("default"), "answers.yaml"),
        (lambda file: file.update(colour="red"), "colour"),
        (lambda file: file["sets"][0].pop("answers"), "sets[0]"),
        (lambda file: file["sets"][1]["answers"][0].update(points=3), "sets[1].answers[0]"),
        (lambda file: file["sets"][0]["answers"][1]["text"].pop("sv"), "sets[0].answers[1].text"),
        (lambda file: file["sets"][0]["answers"][1].update(text="Ei"), "sets[0].answers[1].text"),
        (lambda file: file["sets"][0]["answers"][0].update(key=True), "sets[0].answers[0]"),
        (lambda file: file["sets"][0]["answers"][0].update(asks="no"), "sets[0].answers[0]"),
        (lambda file: file["sets"][0]["answers"].append(file["sets"][0]["answers"][0]), "sets[0]"),
        (lambda file: file["sets"][0]["answers"].pop(), "unknown"),
        (lambda file: file["sets"].append(file["sets"][0]), "sets[2]"),
        (lambda file: file["items"].update(home="weather"), "home"),
        (lambda file: file.update(default="weather"), "default"),
    ],
)
def test_what_the_file_may_not_say_is_refused_with_its_place(change: Callable[[dict[str, Any]], object], place: str) -> None:
    with pytest.raises(answers.AnswerFileError) as caught:
        answers.read(changed(change), "answers.yaml")
    assert place in str(caught.value)


@pytest.mark.parametrize("found", [None, [], "yes"])
def test_a_file_of_another_shape_is_refused(found: object) -> None:
    with pytest.raises(answers.AnswerFileError):
        answers.read(found, "answers.yaml")


def test_a_key_written_twice_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text("version: 1\ndefault: agree\nversion: 2\n", encoding="utf-8")
    with pytest.raises(answers.AnswerFileError, match=r"answers\.yaml: line 3: version: given twice"):
        answers.load(file)
