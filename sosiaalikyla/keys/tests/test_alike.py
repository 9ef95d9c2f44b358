"""What is compared, and with how much work: codes of code apps, slow hashes, the first account of an installation."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest

from sosiaalikyla.access.actors import Job, Person, acting
from sosiaalikyla.access.models import User
from sosiaalikyla.base import clock
from sosiaalikyla.keys import codes, first_administrator, policy
from sosiaalikyla.keys.tests.ground import browser
from sosiaalikyla.keys.tests.test_work import first_words
from sosiaalikyla.paths.tests.ground import DAY, village
from tests.ground import as_owner

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("second", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"),
     (20000000000, "353130")],
)  # fmt: skip
def test_codes_are_those_of_the_standard(second: int, code: str) -> None:
    """RFC 6238, appendix B, the last six numbers."""
    assert codes.code_at(SECRET, second // codes.STEP) == code


def test_a_step_is_found_once_and_only_near_now() -> None:
    with clock.at(datetime.fromtimestamp(1234567890, UTC)):
        now = codes.step_now()
        assert codes.step_of(SECRET, "005924", 0) == now
        assert codes.step_of(SECRET, "005924", now) is None
        assert codes.step_of(SECRET, "００５９２４", 0) is None
        assert codes.step_of(SECRET, codes.code_at(SECRET, now + 2), 0) is None


def test_nobody_costs_as_much_work_as_somebody(real_hashes: None, monkeypatch: pytest.MonkeyPatch) -> None:
    held = codes.slow("kolme keltaista kissaa")
    work: list[tuple[Any, ...]] = []
    real = hashlib.scrypt

    def scrypt(password: bytes, **words: Any) -> bytes:
        work.append((len(password), words["n"], words["r"], words["p"], words["dklen"], len(words["salt"])))
        return real(password, **words)

    monkeypatch.setattr(hashlib, "scrypt", scrypt)
    assert not codes.fits("wrong", held)
    assert not codes.fits("wrong", None)
    assert work[0] == work[1]
    assert len(work) == 2


def test_a_secret_in_a_form_opens_only_where_it_was_made_for() -> None:
    sealed = codes.seal_secret("SECRET", "first")
    assert "SECRET" not in sealed
    assert codes.open_secret(sealed, "first") == "SECRET"
    assert codes.open_secret(sealed, "17") is None
    assert codes.open_secret("not one", "first") is None


@pytest.mark.django_db
def test_the_first_administrator_comes_in_and_there_is_no_second_first(
    capsys: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    words = ["Paa.Kayttaja", "Antti Hietala", "Pohjanmaan hyvinvointialue", "17"]
    monkeypatch.delenv("SOSIAALIKYLA_DB_ROLE", raising=False)
    assert first_administrator.main(words) == 2
    monkeypatch.setenv("SOSIAALIKYLA_DB_ROLE", "sk_owner")
    with as_owner():
        assert first_administrator.main(words) == 0
        code = capsys.readouterr().out.split()[-1]
        assert first_administrator.main(words) == 1
    client = browser()
    assert client.post("/sign-in/first/", first_words(client, code)).status_code == 302
    assert client.get("/staff/").status_code == 200


@pytest.mark.django_db
def test_who_may_is_asked_of_people_only() -> None:
    with clock.at(DAY):
        here = village()
        job = Job("keys.test")
        with acting(job):
            assert not policy.is_own(job, here.ville)
            assert not policy.can_invite_staff(job, here.ville)
        closed = User(pk=1, kind="staff", closed_at=clock.now())
        with acting(Person(here.marja)) as marja:
            assert not policy.can_invite_staff(marja, closed)
            assert not policy.can_open_staff(marja, 0)
