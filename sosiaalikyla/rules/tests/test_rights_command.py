"""The command answers a file of cases, however broken one of them is, without Django or a database."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sosiaalikyla.rules.engine import RESULT_KEYS
from sosiaalikyla.rules.rights_command import CaseFileError, answer_file, main

GOOD: dict[str, Any] = {
    "id": "good",
    "born": "2006-05-10",
    "placements": [{"type": "substitute_care_40", "from": "2015-03-01", "to": "2024-05-10"}],
    "last_client": None,
    "on": "2026-11-21",
}


def write(folder: Path, content: object) -> Path:
    file = folder / "cases.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return file


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_broken_case_does_not_stop_the_others(tmp_path: Path, wrapped: bool) -> None:
    cases = [GOOD, GOOD | {"id": "bad", "born": None}, 7, GOOD | {"id": "last"}]
    answers = answer_file(write(tmp_path, {"cases": cases, "note": "x"} if wrapped else cases))
    assert [a["id"] for a in answers] == ["good", "bad", None, "last"]
    assert answers[1] == {"id": "bad", "error": "missing_birth_date"}
    assert answers[2]["error"] == "invalid_case: cases[2] is not an object"
    assert tuple(answers[3]) == RESULT_KEYS


def test_answers_are_printed_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(write(tmp_path, [GOOD]))]) == 0
    (answer,) = json.loads(capsys.readouterr().out)
    assert (answer["ends"], answer["error"]) == ("2029-05-10", None)
    assert answer["sections"] == ["LSL 75.1 §", "LSL 75.3 §"]


def test_an_empty_list_and_a_byte_order_mark_are_fine(tmp_path: Path) -> None:
    assert answer_file(write(tmp_path, "\ufeff[]")) == []


def test_a_key_given_twice_in_a_case_is_that_cases_error(tmp_path: Path) -> None:
    text = json.dumps([GOOD, GOOD | {"id": "twice"}])
    text = text.replace('"id": "twice"', '"id": "twice", "born": "2000-01-01"')
    answers = answer_file(write(tmp_path, text.replace('"to": "2024-05-10"', '"to": null, "to": null', 1)))
    assert answers[0] == {"id": "good", "error": "invalid_case: key 'to' is given twice"}
    assert answers[1] == {"id": "twice", "error": "invalid_case: key 'born' is given twice"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[\n  {"id": }\n]', "line 2, column 10: is not JSON"),
        ("", "line 1, column 1: is not JSON"),
        ("{}", 'must hold {"cases": [...]} or a list of cases'),
        ('{"cases": {}}', "must hold"),
        ('"cases"', "must hold"),
        ('{"cases": [], "cases": []}', "key 'cases' is given twice"),
        ("[" * 100_000, "is not JSON"),
        ("[" + "9" * 5000 + "]", "is not JSON that can be read"),
    ],
)
def test_a_file_that_cannot_be_answered_is_refused_with_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, message: str
) -> None:
    file = write(tmp_path, text)
    assert main([str(file)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert str(file) in err
    assert message in err


def test_a_file_that_is_missing_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaseFileError, match="No such file"):
        answer_file(tmp_path / "none.json")
    (tmp_path / "bytes.json").write_bytes(b"[\xff]")
    with pytest.raises(CaseFileError, match="is not UTF-8 text"):
        answer_file(tmp_path / "bytes.json")


@pytest.mark.parametrize("argv", [[], ["a", "b"]])
def test_wrong_arguments_show_the_usage(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    assert "usage: sosiaalikyla rights CASES.json" in capsys.readouterr().err


def test_help_is_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    assert "usage" in capsys.readouterr().out


def test_a_terminal_without_finnish_letters_gets_the_same_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(terminal, encoding="ascii", write_through=True))
    assert main([str(write(tmp_path, json.dumps([GOOD | {"id": "\ud800"}])))]) == 0
    assert json.loads(terminal.getvalue())[0]["sections"] == ["LSL 75.1 §", "LSL 75.3 §"]


def test_rules_places_and_the_command_load_without_django() -> None:
    program = (
        "import sys, sosiaalikyla.rules.rights_command, sosiaalikyla.rules.words, sosiaalikyla.places.files\n"
        "assert 'django' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
