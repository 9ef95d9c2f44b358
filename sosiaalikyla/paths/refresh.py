"""Works out a path's days anew from its facts. Idempotent: twice, or after deleting all, gives the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from django.db import models

from sosiaalikyla.base import clock
from sosiaalikyla.paths import anchors as from_facts
from sosiaalikyla.paths import timing, versions
from sosiaalikyla.paths.model_files import PathModel, Phase, Step
from sosiaalikyla.paths.models import (
    AnchorDay,
    CheckAnswer,
    CheckDay,
    Following,
    PathDays,
    SharedLine,
    StepDay,
    StepMark,
    Wish,
)
from sosiaalikyla.people.models import ClientRelation, Placement, Responsibility, Youth
from sosiaalikyla.questions import answers

WHY = "refresh: the role's own policies say whose rows these are"
Row = TypeVar("Row", bound=models.Model)


def facts_of(youth_id: int) -> from_facts.Facts | None:
    """None when nobody of that key is here (any more): then there is no path to work out."""
    youth = Youth.objects.whole(WHY).filter(pk=youth_id).first()
    if youth is None:
        return None

    def rows(model: Any) -> tuple[Any, ...]:
        return tuple(model.objects.whole(WHY).filter(youth_id=youth_id).order_by("pk"))

    return from_facts.Facts(youth, rows(Placement), rows(ClientRelation), rows(Responsibility), rows(AnchorDay), rows(Wish))


def followed(youth_id: int) -> dict[str, Following]:
    """Which version of each model is followed; whoever follows none yet begins with the newest."""
    found = {row.model_key: row for row in Following.objects.whole(WHY).filter(youth_id=youth_id)}
    if len(found) < len(versions.conventions().models):
        missing = [
            Following(youth_id=youth_id, model_key=key, version=row)
            for key, row in versions.latest().items()
            if key not in found
        ]
        for row in missing:
            row.save()
            found[row.model_key] = row
    return {key: found[key] for key in versions.conventions().models if key in found}


def refresh(youth_id: int) -> None:
    """Write the days of one path. Called through `journal.refresh`, which lets one at a time come to the same path."""
    facts = facts_of(youth_id)
    if facts is None:
        return
    derived = worked_out(facts, followed(youth_id), _latest_marks(youth_id), _latest_answers(youth_id), clock.today())
    for model, key in TABLES.items():
        _write(model, youth_id, derived[model], key=key)


TABLES: dict[type[models.Model], str] = {StepDay: "step", CheckDay: "phase", PathDays: "youth_id", SharedLine: "youth_id"}
"""The derived tables, and by which field a client's rows differ."""


def worked_out(
    facts: from_facts.Facts,
    follows: dict[str, Following],
    marks: dict[tuple[str, str], StepMark],
    said: dict[tuple[str, str, str], CheckAnswer],
    today: date,
) -> dict[type[models.Model], list[Any]]:
    """Every derived row of one path, unsaved, by table. Asks nothing of the database but the versions, which are kept."""
    youth_id = facts.youth.pk
    answer = from_facts.right_when_placement_has_ended(facts, today)
    days = from_facts.anchors(facts, answer)
    true = from_facts.conditions(facts, days)
    models_followed = {key: versions.version(row.version_id) for key, row in follows.items()}
    checks = list(_checks(youth_id, models_followed, days, said, facts, today))
    line = PathDays(
        youth_id=youth_id,
        right_ends=days["right_end"],
        bound_by=_bound_by(answer),
        basis=answer.basis or "",
        reason=answer.reason or "",
        disputed=bool(answer.disputed),
        stations=list(_stations(models_followed, days)),
        checks=[_check_words(each, models_followed, said) for each in checks],
        versions={key: row.version_id for key, row in follows.items()},
        anchors={key: day.isoformat() if day else None for key, day in sorted(days.items())},
    )
    return {
        StepDay: list(_steps(youth_id, models_followed, days, true, marks)),
        CheckDay: checks,
        PathDays: [line],
        SharedLine: [SharedLine(youth_id=youth_id, stations=line.stations, versions=line.versions)],
    }


def _bound_by(answer: Any) -> str:
    if answer.parallel is not None and from_facts.right_end(answer) == answer.parallel.ends and not answer.entitled:
        return str(answer.parallel.id)
    return answer.bound_by or ""


def _steps(
    youth_id: int,
    models_followed: dict[str, PathModel],
    days: dict[str, date | None],
    true: frozenset[str],
    marks: dict[tuple[str, str], StepMark],
) -> Iterable[StepDay]:
    position = 0
    for key, model in models_followed.items():
        for phase in model.phases:
            for step in phase.steps:
                position += 1
                if not timing.applies(step, true):
                    continue
                window = timing.step_window(step, days, days["right_end"])
                if window is None:
                    continue
                youth_mark, worker_mark = marks.get((step.key, "youth")), marks.get((step.key, "worker"))
                agreed = max(
                    (mark for mark in (youth_mark, worker_mark) if mark and mark.agreed_day),
                    key=lambda mark: mark.marked_at,
                    default=None,
                )
                yield StepDay(
                    youth_id=youth_id,
                    model_key=key,
                    phase=phase.key,
                    step=step.key,
                    position=position,
                    begins=window.begins,
                    last=window.last_day,
                    anchor=window.anchor,
                    asks_for=window.missing or "",
                    cut=window.cut,
                    said_by_youth=youth_mark.status if youth_mark else "",
                    said_by_worker=worker_mark.status if worker_mark else "",
                    agreed_day=agreed.agreed_day if agreed else None,
                    for_placement=asks_placement(step),
                    moved=bool(agreed and agreed.reason_day != days.get(step.timing.anchor)),
                )


def asks_placement(step: Step) -> bool:
    """Whether the step may be shown to the placement's own adult; never what tells of custody or substances."""
    hidden = {"in_custody", "asks_help_with_substances", "has_or_expects_child"}
    return "placement_adult" in (step.responsible, *step.involved) and hidden.isdisjoint(step.applies_if)


def _stations(models_followed: dict[str, PathModel], days: dict[str, date | None]) -> Iterable[dict[str, Any]]:
    for key, model in models_followed.items():
        for phase in model.phases:
            window = timing.phase_window(phase, days, days["right_end"])
            if window is None:
                continue
            yield {
                "model": key,
                "phase": phase.key,
                "begins": window.begins.isoformat() if window.begins else None,
                "ends": window.ends.isoformat() if window.ends else None,
                "asks_for": window.missing or "",
            }


def _latest_marks(youth_id: int) -> dict[tuple[str, str], StepMark]:
    rows = StepMark.objects.whole(WHY).filter(youth_id=youth_id).order_by("marked_at", "pk")
    return {(row.step, row.voice): row for row in rows}


def _latest_answers(youth_id: int) -> dict[tuple[str, str, str], CheckAnswer]:
    rows = CheckAnswer.objects.whole(WHY).filter(youth_id=youth_id).order_by("answered_at", "pk")
    latest = {(row.phase, row.item, row.voice): row for row in rows}
    return {key: row for key, row in latest.items() if row.answer}


def voices(answered_by: str) -> tuple[str, ...]:
    return ("youth", "worker") if answered_by == "both" else (answered_by,)


def _checks(
    youth_id: int,
    models_followed: dict[str, PathModel],
    days: dict[str, date | None],
    said: dict[tuple[str, str, str], CheckAnswer],
    facts: from_facts.Facts,
    today: date,
) -> Iterable[CheckDay]:
    now = next((row for row in facts.responsibilities if today in row.during), None)
    for model in models_followed.values():
        for phase in model.phases:
            blocking = [item for item in phase.check.items if item.blocking]
            yield CheckDay(
                youth_id=youth_id,
                phase=phase.key,
                due=timing.check_day(phase, days),
                waiting=sum(
                    any((phase.key, item.key, voice) not in said for voice in voices(item.answered_by)) for item in blocking
                ),
                said_no=sum(
                    any(_asks(item.key, said.get((phase.key, item.key, voice))) for voice in voices(item.answered_by))
                    for item in blocking
                ),
                responsible_id=now.worker_id if now else None,
                board_org_id=now.board_org_id if now else None,
            )


def _asks(item: str, given: CheckAnswer | None) -> bool:
    if given is None:
        return False
    possible = answers.load().of(item).answer(given.answer)
    return possible is not None and possible.asks


def _check_words(
    row: CheckDay, models_followed: dict[str, PathModel], said: dict[tuple[str, str, str], CheckAnswer]
) -> dict[str, Any]:
    phase = phase_of(models_followed.values(), row.phase)
    waits = {
        voice: sum(
            voice in voices(item.answered_by) and (phase.key, item.key, voice) not in said for item in phase.check.items
        )
        for voice in ("youth", "worker")
    }
    return {
        "phase": row.phase,
        "due": row.due.isoformat() if row.due else None,
        "youth_waits": waits["youth"],
        "worker_waits": waits["worker"],
    }


def phase_of(models_followed: Iterable[PathModel], key: str) -> Phase:
    return next(phase for model in models_followed for phase in model.phases if phase.key == key)


def _write(model: type[Row], youth_id: int, wanted: list[Row], *, key: str) -> None:
    """Make the table hold exactly the wanted rows: what is equal is left alone, so that nothing is written for nothing."""
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    manager: Any = model._default_manager
    kept = {getattr(row, key): row for row in manager.whole(WHY).filter(youth_id=youth_id)}
    fresh = []
    for row in wanted:
        old = kept.pop(getattr(row, key), None)
        if old is None:
            fresh.append(row)
        elif any(getattr(old, name) != getattr(row, name) for name in names):
            row.pk = old.pk
            row.save(force_update=True)
    if kept:
        manager.whole(WHY).filter(pk__in=[row.pk for row in kept.values()]).delete()
    if fresh:
        manager.bulk_create(fresh)
