"""`sosiaalikyla rights CASES.json`: the right to aftercare for a file of cases, without database or Django.

The file holds `{"cases": [...]}` or a bare list, in the format of `cases/eligibility.yaml`. A broken case is
answered with its error; the others are answered all the same.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .engine import answer_case
from .loader import Rules, RulesError

USAGE = "usage: sosiaalikyla rights CASES.json"


class CaseFileError(ValueError):
    """The file can't be answered at all; the message names the file and, where known, line and column."""


class _Object(dict[str, Any]):
    """A JSON object that remembers a key given twice, which plain parsing would lose."""

    repeated: str | None = None


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    found = _Object()
    for key, value in pairs:
        if key in found and found.repeated is None:
            found.repeated = key
        found[key] = value
    return found


def _repeated(value: object) -> str | None:
    """A key given twice anywhere inside `value`, or None."""
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, _Object):
            if found.repeated is not None:
                return found.repeated
            waiting.extend(found.values())
        elif isinstance(found, list):
            waiting.extend(found)
    return None


def read_cases(path: str | Path) -> list[Any]:
    """The cases of one file, unread; `CaseFileError` if the file is not JSON of one of the two shapes."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CaseFileError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise CaseFileError(f"{path}: is not UTF-8 text (byte {error.start})") from error
    try:
        content = json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise CaseFileError(f"{path}: line {error.lineno}, column {error.colno}: is not JSON: {error.msg}") from error
    except (ValueError, RecursionError) as error:
        raise CaseFileError(f"{path}: is not JSON that can be read: {error}") from error
    if isinstance(content, _Object):
        if content.repeated == "cases":
            raise CaseFileError(f"{path}: key 'cases' is given twice")
        content = content.get("cases")
    if not isinstance(content, list):
        raise CaseFileError(f'{path}: must hold {{"cases": [...]}} or a list of cases')
    return content


def answer_file(path: str | Path) -> list[dict[str, Any]]:
    """One object per case, in order: every key of `engine.RESULT_KEYS`, or `id` and `error` if broken.

    `CaseFileError` if the file as a whole can't be read; `RulesError` if the law itself can't be loaded.
    """
    rules = Rules.load()
    answers = []
    for number, case in enumerate(read_cases(path)):
        answer = answer_case(case, rules, place=f"cases[{number}]").as_json()
        twice = _repeated(case)
        if twice is not None:
            answer = {"id": answer["id"], "error": f"invalid_case: key {twice!r} is given twice"}
        answers.append(answer)
    return answers


def main(argv: Sequence[str]) -> int:
    """Print the answers as a JSON list. 0 when the file was answered, 2 with a message when it can't be."""
    if list(argv) in (["-h"], ["--help"]):
        print(f"{USAGE}\n\n{__doc__}")
        return 0
    if len(argv) != 1:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        answers = answer_file(argv[0])
    except (CaseFileError, RulesError) as error:
        print(f"sosiaalikyla rights: {error}", file=sys.stderr)
        return 2
    try:
        print(json.dumps(answers, ensure_ascii=False, indent=2))
    except UnicodeEncodeError:
        # A terminal without Finnish letters, or an id that is no real text: the same JSON in escapes.
        print(json.dumps(answers, indent=2))
    return 0
