"""The database itself keeps words as they were said, whoever asks: the pages' role, and the owner of the tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg.errors import CheckViolation, InsufficientPrivilege

from sosiaalikyla.access.actors import Person, acting
from sosiaalikyla.access.models import User
from sosiaalikyla.base import clock
from sosiaalikyla.paths.tests.ground import DAY, brought_up, village
from sosiaalikyla.plans import actions
from sosiaalikyla.plans.models import OwnVoice
from sosiaalikyla.plans.tests.ground import Village, account, do, frozen, good_day, item, now, promised, said
from tests.ground import as_owner

pytestmark = pytest.mark.django_db
DENIED = (CheckViolation, InsufficientPrivilege)


@pytest.fixture
def here() -> Iterator[Village]:
    with clock.at(DAY):
        found = village()
        brought_up(found.aino, found.ville)
        yield found


def denied(who: User | None, statement: str, *values: Any) -> None:
    """Refused by the database; None asks as the owner of the tables."""
    outside: Any = as_owner() if who is None else nullcontext()
    actor: Any = nullcontext() if who is None else acting(Person(who))
    with outside, actor, pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    assert isinstance(caught.value.__cause__, DENIED), caught.value


def changed(who: User, statement: str, *values: Any) -> int:
    """How many rows somebody's statement reached."""
    with acting(Person(who)), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


@pytest.mark.parametrize("column", ["text", "version", "scribe_id", "written_at", "youth_id", "item_id", "agreed_at"])
def test_nobody_changes_the_young_persons_words_not_even_they_themselves(here: Village, column: str) -> None:
    voice = said(account(here.aino), item(here))
    other = item(here, "dream")
    new = {
        "text": "Muuta", "version": 7, "scribe_id": here.ville.pk, "written_at": "2020-01-01", "agreed_at": "2020-01-01",
        "youth_id": here.eetu.pk, "item_id": other.pk,
    }[column]  # fmt: skip
    for who in (account(here.aino), here.ville, None):
        denied(who, f"update plans_ownvoice set {column} = %s where id = %s", new, voice.pk)
    assert changed(here.sirpa, "update plans_ownvoice set text = 'Muuta' where id = %s", voice.pk) == 0
    assert now(voice).text == "Haluan oman kodin."


def test_no_page_takes_words_away(here: Village) -> None:
    voice = said(account(here.aino), item(here))
    for table in ("plans_ownvoice", "plans_workerview", "plans_version", "plans_answer", "plans_promise", "plans_item"):
        denied(account(here.aino), f"delete from {table}")
    assert now(voice)


def test_a_worker_never_agrees_for_the_young_person_nor_to_what_another_typed(here: Village) -> None:
    voice = said(here.ville, item(here))
    agree = "update plans_ownvoice set agreed = %s, agreed_at = now() where id = %s"
    for who, how in (
        (here.ville, "own"), (here.ville, "paper"), (here.piia, "own"), (here.piia, "table"), (here.piia, "no"),
        (account(here.aino), "table"),
    ):  # fmt: skip
        denied(who, agree, how, voice.pk)
    do(here.ville, actions.agree, voice=voice, how="table")
    for who, how in ((here.ville, "no"), (here.ville, ""), (None, "")):
        denied(who, agree, how, voice.pk)
    do(account(here.aino), actions.agree, voice=voice, how="no")
    for who in (account(here.aino), here.ville, None):
        denied(who, agree, "own", voice.pk)


def test_a_paper_agrees_only_after_the_young_person_signed_one(here: Village) -> None:
    goal = item(here)
    voice = said(here.ville, goal)
    version = frozen(here)
    agree = "update plans_ownvoice set agreed = 'paper', agreed_at = now() where id = %s"
    denied(here.ville, agree, voice.pk)
    do(here.ville, actions.record_paper, version=version, says="disagrees", day=DAY)
    denied(here.ville, agree, voice.pk)
    do(here.ville, actions.record_paper, version=version, says="signs", day=DAY)
    assert now(voice).agreed == "paper"


def test_only_the_right_one_adds_a_voice(here: Village) -> None:
    goal = item(here)
    add = (
        "insert into plans_ownvoice (item_id, youth_id, version, text, scribe_id, agreed, agreed_at, written_at) "
        "values (%s, %s, 9, 'Muka', %s, %s, %s, now())"
    )
    for who, scribe, agreed, at in (
        (here.ville, None, "own", DAY),
        (here.ville, here.ville.pk, "own", DAY),
        (here.ville, here.ville.pk, "table", DAY),
        (here.ville, here.piia.pk, "", None),
        (account(here.aino), here.ville.pk, "", None),
        (account(here.eetu), None, "own", DAY),
        (here.sirpa, here.sirpa.pk, "", None),
        (None, None, "", None),
    ):
        denied(who, add, goal.pk, here.aino.pk, scribe, agreed, at)
    denied(account(here.eetu), add, goal.pk, here.eetu.pk, None, "own", DAY)
    with as_owner():
        assert not OwnVoice.objects.whole("made for a test").exists()


def test_views_versions_and_answers_stay_as_they_were_written(here: Village) -> None:
    view = do(here.ville, actions.write_view, item=item(here), text="Haemme asuntoa.")
    version = frozen(here)
    answer = do(account(here.aino), actions.answer, version=version, says="thinks")
    for who in (here.ville, account(here.aino), None):
        denied(who, "update plans_workerview set text = 'Muuta' where id = %s", view.pk)
        denied(who, "update plans_version set content = '{}' where id = %s", version.pk)
        denied(who, "update plans_answer set says = 'signs' where id = %s", answer.pk)


def test_nobody_signs_on_screen_for_another(here: Village) -> None:
    version = frozen(here)
    add = (
        "insert into plans_answer (version_id, youth_id, whose, says, words, on_paper, written_by_id, day, written_at) "
        "values (%s, %s, %s, 'signs', '', %s, %s, %s, now())"
    )
    aino, ville = account(here.aino), here.ville
    for who, whose, paper, writer in (
        (ville, "youth", False, ville.pk),
        (ville, "youth", False, aino.pk),
        (ville, "worker", False, here.piia.pk),
        (aino, "worker", False, aino.pk),
        (aino, "youth", True, aino.pk),
        (here.sirpa, "worker", False, here.sirpa.pk),
    ):
        denied(who, add, version.pk, here.aino.pk, whose, paper, writer, DAY)
    denied(account(here.eetu), add, version.pk, here.eetu.pk, "youth", False, account(here.eetu).pk, DAY)


def test_a_promise_keeps_its_words_and_day_and_always_has_an_adult_owner(here: Village) -> None:
    row = promised(here)
    for who in (here.ville, None):
        for column, new in (
            ("text", "Muuta"),
            ("due", "2030-01-01"),
            ("made_by_id", here.piia.pk),
            ("item_id", item(here).pk),
        ):
            denied(who, f"update plans_promise set {column} = %s where id = %s", new, row.pk)
        denied(who, "update plans_promise set owner_id = %s where id = %s", account(here.aino).pk, row.pk)
    with as_owner(), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update plans_promise set owner_id = null where id = %s", [row.pk])
    assert changed(here.sirpa, "update plans_promise set kept_on = now() where id = %s", row.pk) == 0
    assert changed(account(here.aino), "update plans_promise set kept_on = now() where id = %s", row.pk) == 0
    do(here.ville, actions.keep, promise=row)
    for who in (here.ville, None):
        denied(who, "update plans_promise set kept_on = null where id = %s", row.pk)
        denied(who, "update plans_promise set owner_id = %s where id = %s", here.piia.pk, row.pk)


def test_items_and_decisions_keep_what_they_are(here: Village) -> None:
    goal = item(here)
    noted = do(here.ville, actions.note_decision, youth=here.aino, what="Päätös tuesta", made_on=DAY)
    for who in (here.ville, None):
        denied(who, "update plans_item set area = 'money' where id = %s", goal.pk)
        denied(who, "update plans_decision set what = 'Muuta' where id = %s", noted.pk)
    assert changed(account(here.aino), "update plans_decision set told_on = now() where id = %s", noted.pk) == 0
    do(here.ville, actions.note_told, decision=noted, told_on=DAY)
    for who in (here.ville, None):
        denied(who, "update plans_decision set told_on = null, last_day = null where id = %s", noted.pk)


def test_a_row_never_hangs_on_somebody_elses_item(here: Village) -> None:
    foreign = item(here, "dream", youth=here.eetu)
    denied(
        here.ville,
        "insert into plans_workerview (item_id, youth_id, version, text, author_id, written_at) "
        "values (%s, %s, 1, 'Muka', %s, now())",
        foreign.pk,
        here.aino.pk,
        here.ville.pk,
    )
    denied(
        account(here.aino),
        "insert into plans_privatenote (uuid, item_id, youth_id, text, written_at) "
        "values (gen_random_uuid(), %s, %s, '\\x01', now())",
        foreign.pk,
        here.aino.pk,
    )
    good_day(here)
