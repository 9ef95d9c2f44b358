"""The worked cases are tests: what a lawyer can read is what the engine answers."""

from pathlib import Path
from typing import Any

import pytest

from sosiaalikyla.rules.engine import ERRORS, REASONS, RESULT_KEYS, answer_case
from sosiaalikyla.rules.loader import Rules, read_yaml

CASES: list[dict[str, Any]] = read_yaml(Path(__file__).parents[1] / "cases" / "eligibility.yaml")["cases"]


def plain(value: Any) -> Any:
    """YAML's days as the answers write them."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value.isoformat() if hasattr(value, "isoformat") else value


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']}: {case['title']}")
def test_worked_case_is_answered_as_expected(case: dict[str, Any]) -> None:
    answer = answer_case(case, Rules.load()).as_json()
    expected = plain(case["expect"])
    assert set(expected) <= set(RESULT_KEYS)
    assert {key: answer.get(key) for key in expected} == expected


def test_the_22_cases_the_project_began_with_are_all_here() -> None:
    assert [c["id"] for c in CASES if c["id"].startswith("c")] == [
        *(f"c{n:02}" for n in range(1, 22)),
        "c23",
    ]


def test_every_reason_and_every_error_is_reached_by_a_worked_case() -> None:
    answers = [answer_case(case, Rules.load()) for case in CASES]
    assert {a.reason for a in answers} - {None} == set(REASONS)
    assert {a.error for a in answers} - {None} == set(ERRORS)


def test_every_answer_names_its_sections() -> None:
    answers = [answer_case(case, Rules.load()) for case in CASES]
    assert all(a.sections for a in answers if a.error is None)
