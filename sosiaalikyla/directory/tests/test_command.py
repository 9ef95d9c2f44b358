"""The command says to a person what came in, what was new and what wasn't understood."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sosiaalikyla.directory import import_command
from sosiaalikyla.directory.models import Batch, Service
from tests.ground import as_owner

from .files import DATA, page, service
from .test_own_layer import DEMO

pytestmark = pytest.mark.django_db


def run(*words: str) -> int:
    with as_owner():
        return import_command.main(list(words))


def test_the_real_answers_come_in_and_the_second_time_nothing_changes(capsys: Any) -> None:
    assert run("ptv", str(DATA)) == 0
    assert capsys.readouterr().out.startswith(
        "2 imported, 0 not understood: 14 added, 0 changed, 0 vanished "
        "(organisers 2, channels 1, services 1, connections 10).\n"
    )
    assert run("ptv", str(DATA)) == 0
    assert "0 added, 0 changed, 0 vanished" in capsys.readouterr().out
    assert Batch.objects.count() == 2


def test_what_was_not_understood_is_said_with_file_and_place(capsys: Any, tmp_path: Path) -> None:
    answer = page(service(area=None), service(2, serviceType="PermitOrOtherObligation"))
    (tmp_path / "services.json").write_text(json.dumps(answer))
    assert run("ptv", str(tmp_path)) == 0
    out = capsys.readouterr().out
    assert out.startswith("1 imported, 1 not understood: 1 added")
    assert "services.json: items[0].area: The area isn’t told." in out
    assert "services.json: items[1]: Not a service for people, left out: PermitOrOtherObligation" in out


def test_a_long_list_of_findings_is_cut_and_says_so(capsys: Any, tmp_path: Path) -> None:
    (tmp_path / "services.json").write_text(json.dumps(page(*(service(number, area=None) for number in range(1, 60)))))
    assert run("ptv", str(tmp_path)) == 0
    assert "more, all on the page of sources" in capsys.readouterr().out


def test_a_refusal_names_the_reason_and_changes_nothing(capsys: Any, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(service()))
    (tmp_path / "b.json").write_text("{")
    assert run("ptv", str(tmp_path)) == 1
    assert "Refused, and nothing was changed: b.json: line 1: is not JSON" in capsys.readouterr().err
    assert not Service.objects.exists()


def test_our_own_layer_comes_in_by_its_file(capsys: Any) -> None:
    assert run("own", str(DEMO)) == 0
    assert capsys.readouterr().out == "7 services, 8 words, 4 municipalities kept.\n"


@pytest.mark.parametrize("words", [[], ["ptv"], ["csv", "a"], ["own", "a", "--full"], ["ptv", "a", "b"]])
def test_words_that_make_no_sense_get_the_usage(words: list[str], capsys: Any) -> None:
    assert run(*words) == 2
    assert "sosiaalikyla import ptv FILE" in capsys.readouterr().err
