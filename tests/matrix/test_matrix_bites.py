"""Each fault planted turns the matrix red. One wall alone holds; both must be taken away before anything is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, models
from django.db.models import Q

from sosiaalikyla.access import middleware, rows
from sosiaalikyla.base import clock
from sosiaalikyla.meetings.models import Meeting
from sosiaalikyla.paths.models import PathShare
from sosiaalikyla.people import policy
from sosiaalikyla.people.models import Responsibility, Youth
from tests.ground import as_owner
from tests.matrix import table
from tests.matrix.asking import Asker, Tally, no_rows_kept, run

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Everybody:
    """A rule that opens every row."""

    def visible_q(self, actor: object) -> Q:
        return Q()

    def sql(self, model: type[models.Model]) -> str:
        return "true"


def open_up(monkeypatch: pytest.MonkeyPatch, model: type[models.Model]) -> None:
    """Take the model's rule out of `visible_to`."""
    monkeypatch.setitem(rows.RULES, model, replace(rows.RULES[model], shape=Everybody()))


def owner_says(*statements: str) -> None:
    with as_owner(), connection.cursor() as cursor:
        for each in statements:
            cursor.execute(each)


def rls_off(model: type[models.Model]) -> None:
    owner_says(f"alter table {model._meta.db_table} disable row level security")


def rewrite(function: str, old: str, new: str) -> None:
    """The function once more, with a fault in it."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select pg_get_functiondef(%s::regprocedure)", [function])
        text = cursor.fetchone()[0]
        assert old in text
        cursor.execute(text.replace(old, new))


def part(asker: Asker, routes: tuple[str, ...], subjects: tuple[str, ...], methods: tuple[str, ...] = ("GET",)) -> Tally:
    asker.tally = Tally()
    for name in routes:
        run(asker, table.rows()[name], subjects=subjects, methods=methods)
    return asker.tally


OPENED = [
    (Youth, ("youth", "youths"), ("unit",), "people.Youth.used_name"),
    (PathShare, ("shared_path", "shared"), ("substitute_care",), ""),
    (Meeting, ("meeting_propose", "home"), ("responsible",), ""),
    (Responsibility, ("board_responsible",), ("manager",), ""),
]


@pytest.mark.parametrize(("model", "routes", "subjects", "shown"), OPENED[:1])
def test_a_model_whose_rule_and_policy_are_both_gone_leaks(
    asker: Asker, monkeypatch: pytest.MonkeyPatch, model: Any, routes: Any, subjects: Any, shown: str
) -> None:
    with no_rows_kept():
        open_up(monkeypatch, model)
        rls_off(model)
        found = part(asker, routes, subjects)
    assert any(leak.startswith(shown) for leak in found.leaks)
    assert len(found.leaks) > 0
    assert any("answered 200, not [404]" in each for each in found.found)


@pytest.mark.parametrize(("model", "routes", "subjects", "_shown"), OPENED)
def test_a_rule_missing_from_visible_to_alone_shows_no_foreign_byte(
    asker: Asker, monkeypatch: pytest.MonkeyPatch, model: Any, routes: Any, subjects: Any, _shown: str
) -> None:
    """Row-level security holds; that the rule is missing is for the parity test to find."""
    open_up(monkeypatch, model)
    assert part(asker, routes, subjects).leaks == []


@pytest.mark.parametrize(("model", "routes", "subjects", "_shown"), OPENED)
def test_row_level_security_missing_alone_shows_no_foreign_byte(
    asker: Asker, model: Any, routes: Any, subjects: Any, _shown: str
) -> None:
    with no_rows_kept():
        rls_off(model)
        assert part(asker, routes, subjects).leaks == []


def test_a_dropped_policy_is_found(asker: Asker) -> None:
    with no_rows_kept():
        owner_says("drop policy web_select on people_youth")
        found = part(asker, ("youth",), ("responsible",))
    assert any("youth GET responsible related: answered 404, not [200]" in each for each in found.found)


def test_a_period_that_ends_a_day_late_is_found(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    yesterday = clock.today() - timedelta(days=1)
    monkeypatch.setattr(policy, "clock", SimpleNamespace(today=lambda: yesterday))
    with no_rows_kept():
        rewrite("sk.my_client_ids()", "sk.today()", "(sk.today() - 1)")
        found = part(asker, ("youth",), ("responsible", "deputy", "pair"))
    for subject in ("responsible", "deputy", "pair"):
        assert f"youth GET {subject} ended: answered 200, not [404]" in found.found
    assert "people.Youth.used_name of ended" in found.leaks


def test_a_period_that_begins_a_day_early_is_found(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    monkeypatch.setattr(policy, "clock", SimpleNamespace(today=lambda: tomorrow))
    with no_rows_kept():
        rewrite("sk.my_client_ids()", "sk.today()", "(sk.today() + 1)")
        found = part(asker, ("youth",), ("responsible", "pair"))
    assert "people.Youth.used_name of coming" in found.leaks


def test_a_deputy_forgotten_in_the_database_is_found(asker: Asker) -> None:
    with no_rows_kept():
        rewrite("sk.my_client_ids()", "c.deputy_id = (select sk.me())", "false")
        found = part(asker, ("youth",), ("deputy",))
    assert "youth GET deputy related: answered 404, not [200]" in found.found


def test_a_deputy_forgotten_in_the_policy_is_found(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "covered", lambda actor: Responsibility.objects.whole("forgotten by a test").none())
    found = part(asker, ("youth",), ("deputy",))
    assert "youth GET deputy related: answered 404, not [200]" in found.found


def test_turvakielto_forgotten_for_deputies_is_found(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    def everything(actor: Any) -> Any:
        away = policy.Cover.objects.whole("a fault").filter(deputy=actor.user, during__contains=clock.today())
        held = Responsibility.objects.whole("a fault")
        return held.filter(worker__in=away.values("worker"), during__contains=clock.today())

    monkeypatch.setattr(policy, "covered", everything)
    with no_rows_kept():
        rewrite(
            "sk.my_client_ids()",
            "not exists (select from people_protection p",
            "true or not exists (select from people_protection p",
        )
        found = part(asker, ("youth",), ("deputy",))
    assert "people.Youth.used_name of protected" in found.leaks


def test_a_signed_in_answer_that_may_be_stored_is_found(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = middleware.ActorMiddleware._inside

    def kept(self: Any, *words: Any) -> Any:
        response = inside(self, *words)
        response["Cache-Control"] = "private, max-age=60"
        return response

    monkeypatch.setattr(middleware.ActorMiddleware, "_inside", kept)
    found = part(asker, ("home", "youth"), ("responsible",))
    assert all("Cache-Control is 'private, max-age=60'" in each for each in found.found)
    assert len(found.found) == found.cells


def test_staff_let_in_without_the_second_factor_are_found(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "FACTOR_KEY", middleware.SEEN_KEY)
    found = part(asker, ("home", "youth"), ("no_second_factor",))
    assert "youth GET no_second_factor related: answered 200, not [302]" in found.found
    assert "people.Youth.used_name of related" in found.leaks


def test_a_trace_that_is_not_written_is_found(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware.ActorMiddleware, "_write_trace", lambda *_words: None)
    found = part(asker, ("youth",), ("responsible",))
    assert any(each.startswith("youth GET responsible related: shows ['related'] without a trace") for each in found.found)
    assert any(each.startswith("youth GET responsible near: a refusal left []") for each in found.found)


def test_a_reading_that_writes_is_found(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    from sosiaalikyla.journal import models as journal
    from sosiaalikyla.people import views

    real = views.helpers

    def counted(actor: Any, ids: Any, day: Any) -> Any:
        for each in ids:
            journal.record(each, "step_marked", by=actor.key)
        return real(actor, ids, day)

    monkeypatch.setattr(views, "helpers", counted)
    found = part(asker, ("youth",), ("responsible",))
    assert any("youth GET responsible related: reading wrote" in each for each in found.found)
