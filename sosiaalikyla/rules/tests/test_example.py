"""The file the tour hands to a newcomer."""

from __future__ import annotations

import json
from pathlib import Path

from sosiaalikyla.rules import rights_command


def test_the_tours_example_answers_its_first_case_and_names_what_is_wrong_in_its_second(capsys):
    file = Path(__file__).resolve().parents[3] / "docs" / "example-cases.json"
    rights_command.main([str(file)])
    whole, broken = json.loads(capsys.readouterr().out)
    assert whole["entitled"] is True
    assert whole["ends"] == "2031-05-10"
    assert broken["id"] == "no-such-day"
    assert "born" in broken["error"]
