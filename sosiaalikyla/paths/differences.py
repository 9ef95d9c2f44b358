"""What changed between two versions of a path model, so that a template can say each in one sentence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from .model_files import Check, PathModel, Phase


class Change(StrEnum):
    """Each kind is one sentence in a template; nothing is put together from pieces."""

    MODEL_TEXT_CHANGED = "model_text_changed"
    MODEL_PERIOD_CHANGED = "model_period_changed"
    PHASE_ADDED = "phase_added"
    PHASE_REMOVED = "phase_removed"
    PHASES_REORDERED = "phases_reordered"
    PHASE_TEXT_CHANGED = "phase_text_changed"
    PHASE_PERIOD_CHANGED = "phase_period_changed"
    STEP_ADDED = "step_added"
    STEP_REMOVED = "step_removed"
    STEP_MOVED = "step_moved"
    STEPS_REORDERED = "steps_reordered"
    STEP_TEXT_CHANGED = "step_text_changed"
    STEP_TIMING_CHANGED = "step_timing_changed"
    STEP_PEOPLE_CHANGED = "step_people_changed"
    STEP_CONDITION_CHANGED = "step_condition_changed"
    STEP_GROUNDS_CHANGED = "step_grounds_changed"
    MEMORY_ITEMS_CHANGED = "memory_items_changed"
    CHECK_TEXT_CHANGED = "check_text_changed"
    CHECK_DAY_CHANGED = "check_day_changed"
    CHECK_ITEM_ADDED = "check_item_added"
    CHECK_ITEM_REMOVED = "check_item_removed"
    CHECK_ITEM_CHANGED = "check_item_changed"
    CHECK_ITEMS_REORDERED = "check_items_reordered"


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed, where, and what it was: `before` and `after` are the old and new values of `field`."""

    kind: Change
    phase: str | None = None
    step: str | None = None
    item: str | None = None
    field: str | None = None
    before: object = None
    after: object = None


_PHASE_FIELDS = {
    "title": Change.PHASE_TEXT_CHANGED,
    "short": Change.PHASE_TEXT_CHANGED,
    "question": Change.PHASE_TEXT_CHANGED,
    "starts": Change.PHASE_PERIOD_CHANGED,
    "ends": Change.PHASE_PERIOD_CHANGED,
}
_STEP_FIELDS = {
    "title": Change.STEP_TEXT_CHANGED,
    "youth": Change.STEP_TEXT_CHANGED,
    "timing": Change.STEP_TIMING_CHANGED,
    "responsible": Change.STEP_PEOPLE_CHANGED,
    "involved": Change.STEP_PEOPLE_CHANGED,
    "applies_if": Change.STEP_CONDITION_CHANGED,
    "memory_items": Change.MEMORY_ITEMS_CHANGED,
    "domain": Change.STEP_GROUNDS_CHANGED,
    "obligation": Change.STEP_GROUNDS_CHANGED,
    "legal_ref": Change.STEP_GROUNDS_CHANGED,
    "indicators": Change.STEP_GROUNDS_CHANGED,
    "sources": Change.STEP_GROUNDS_CHANGED,
}
_CHECK_ITEM_FIELDS = ("text", "answered_by", "blocking", "if_no")


def differences(old: PathModel, new: PathModel) -> list[Difference]:
    """In the order one reads the new version; what is gone comes after what stayed beside it.

    The list is empty exactly when the two have the same `content_hash`.
    """
    if old.key != new.key:
        raise ValueError(f"two different models, not two versions: {old.key} and {new.key}")
    found: list[Difference] = []
    for field, before, after in (
        ("title", old.title, new.title),
        ("purpose.youth", old.purpose.youth, new.purpose.youth),
        ("purpose.worker", old.purpose.worker, new.purpose.worker),
    ):
        if before != after:
            found.append(Difference(Change.MODEL_TEXT_CHANGED, field=field, before=before, after=after))
    for field, start, end in (("starts", old.starts, new.starts), ("ends", old.ends, new.ends)):
        if start != end:
            found.append(Difference(Change.MODEL_PERIOD_CHANGED, field=field, before=start, after=end))

    old_phases = {each.key: each for each in old.phases}
    new_phases = {each.key: each for each in new.phases}
    home_before = {step.key: phase.key for phase in old.phases for step in phase.steps}
    home_after = {step.key: phase.key for phase in new.phases for step in phase.steps}
    old_steps = {step.key: step for step in old.steps}

    if _reordered(old_phases, new_phases):
        found.append(Difference(Change.PHASES_REORDERED, before=tuple(old_phases), after=tuple(new_phases)))
    for phase in new.phases:
        earlier = old_phases.get(phase.key)
        if earlier is None:
            found.append(Difference(Change.PHASE_ADDED, phase=phase.key, after=phase.title))
        else:
            for field, kind in _PHASE_FIELDS.items():
                found += _changed(kind, earlier, phase, field, phase=phase.key)
        for step in phase.steps:
            if step.key not in old_steps:
                found.append(Difference(Change.STEP_ADDED, phase=phase.key, step=step.key, after=step.title))
                continue
            if home_before[step.key] != phase.key:
                home = home_before[step.key]
                moved = Difference(Change.STEP_MOVED, phase.key, step.key, field="phase", before=home, after=phase.key)
                found.append(moved)
            for field, kind in _STEP_FIELDS.items():
                found += _changed(kind, old_steps[step.key], step, field, phase=phase.key, step=step.key)
        if earlier is not None:
            found += _removed_steps(earlier, home_after)
            before_keys, after_keys = [s.key for s in earlier.steps], [s.key for s in phase.steps]
            if _reordered(before_keys, after_keys):
                found.append(
                    Difference(
                        Change.STEPS_REORDERED,
                        phase=phase.key,
                        before=tuple(before_keys),
                        after=tuple(after_keys),
                    )
                )
            found += _check_differences(phase.key, earlier.check, phase.check)
    for phase in old.phases:
        if phase.key not in new_phases:
            found += _removed_steps(phase, home_after)
            found.append(Difference(Change.PHASE_REMOVED, phase=phase.key, before=phase.title))
    return found


def _removed_steps(phase: Phase, home_after: Mapping[str, str]) -> list[Difference]:
    return [
        Difference(Change.STEP_REMOVED, phase=phase.key, step=step.key, before=step.title)
        for step in phase.steps
        if step.key not in home_after
    ]


def _check_differences(phase: str, old: Check, new: Check) -> list[Difference]:
    found: list[Difference] = []
    if old.key != new.key:
        found.append(Difference(Change.CHECK_TEXT_CHANGED, phase, field="key", before=old.key, after=new.key))
    found += _changed(Change.CHECK_TEXT_CHANGED, old, new, "title", phase=phase)
    found += _changed(Change.CHECK_DAY_CHANGED, old, new, "at", phase=phase)
    old_items, new_items = {each.key: each for each in old.items}, {each.key: each for each in new.items}
    for key, item in new_items.items():
        if key not in old_items:
            found.append(Difference(Change.CHECK_ITEM_ADDED, phase, item=key, after=item.text))
            continue
        for field in _CHECK_ITEM_FIELDS:
            found += _changed(Change.CHECK_ITEM_CHANGED, old_items[key], item, field, phase=phase, item=key)
    for key, item in old_items.items():
        if key not in new_items:
            found.append(Difference(Change.CHECK_ITEM_REMOVED, phase, item=key, before=item.text))
    if _reordered(old_items, new_items):
        before, after = tuple(old_items), tuple(new_items)
        found.append(Difference(Change.CHECK_ITEMS_REORDERED, phase, before=before, after=after))
    return found


def _changed(
    kind: Change,
    old: object,
    new: object,
    field: str,
    *,
    phase: str,
    step: str | None = None,
    item: str | None = None,
) -> list[Difference]:
    before, after = getattr(old, field), getattr(new, field)
    return [] if before == after else [Difference(kind, phase, step, item, field, before, after)]


def _reordered(before: Iterable[str], after: Iterable[str]) -> bool:
    """Whether those on both lists come in another order; what was added or removed is told elsewhere."""
    old, new = list(before), list(after)
    return [key for key in old if key in new] != [key for key in new if key in old]
