from __future__ import annotations

import json
import subprocess
import sys

import pytest
from django.db import connection

from sosiaalikyla.audit import verify_command
from sosiaalikyla.audit.sealing import export_head
from sosiaalikyla.household import environment
from tests import ground


def test_a_sound_trace_ends_with_zero_and_a_closing_line(chain, head_file, capsys):
    export_head()
    assert verify_command.main(["verify"]) == 0
    out, problems = capsys.readouterr()
    assert out.startswith("Checked 2000 rows in ")
    assert out.endswith(" s, head 2000: nothing found.\n")
    assert problems == ""


def test_another_head_file_can_be_named(chain, head_file, tmp_path, capsys):
    other = tmp_path / "other"
    other.write_text(json.dumps({"number": 2003, "chain_hash": "x"}) + "\n")
    assert verify_command.main(["verify", "--head", str(other)]) == 1
    assert verify_command.main(["verify", f"--head={other}"]) == 1
    out = capsys.readouterr().out
    assert "Seal 2003 was exported (line 1) but is gone" in out
    assert "head 2000: 1 finding." in out


def test_a_missing_head_file_is_told_and_the_rest_is_checked(chain, head_file, capsys):
    assert verify_command.main(["verify"]) == 1
    out, problems = capsys.readouterr()
    assert "nobody can tell whether the end of the trace was cut off" in problems
    assert str(head_file) in problems
    assert "nothing found" in out


@pytest.mark.parametrize(
    "words", [[], ["seal"], ["verify", "--head"], ["verify", "--head="], ["verify", "x"], ["verify", "a", "b"]]
)
def test_wrong_use_ends_with_two(words, capsys):
    assert verify_command.main(words) == 2
    assert capsys.readouterr().err == verify_command.USAGE + "\n"


def test_the_command_works_as_the_workers_login_in_a_process_of_its_own(chain, head_file):
    export_head()
    env = environment(ground.CLUSTER, "sk_worker", database=chain.name, mode="test")
    done = subprocess.run(
        [sys.executable, "-m", "sosiaalikyla.cli", "audit", "verify"],
        env=env | {"SOSIAALIKYLA_AUDIT_HEAD": str(head_file)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Checked 2000 rows" in done.stdout


def test_a_role_that_may_not_read_the_trace_is_told_so(chain, head_file, capsys):
    export_head()
    with connection.cursor() as cursor:
        cursor.execute("set role sk_web")
    assert verify_command.main(["verify"]) == 1
    out, problems = capsys.readouterr()
    assert out == ""
    assert "permission denied for table audit_seal" in problems
    assert "sk_worker" in problems
