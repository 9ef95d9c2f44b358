from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sosiaalikyla.paths.differences import Change, Difference, differences
from sosiaalikyla.paths.durations import Duration
from sosiaalikyla.paths.model_files import PathModel, Text, load_all

OLD = load_all().models[0]
ENDING = load_all().models[2]

Edit = Callable[[Any], object]


def changed(*changes: Edit, model: PathModel = OLD) -> PathModel:
    written = {**model.as_json(), "version": model.version + 1}
    for change in changes:
        change(written)
    return PathModel.from_json(written)


def steps_of(written: Any, phase: int = 0) -> Any:
    return written["phases"][phase]["steps"]


def items_of(written: Any, phase: int = 0) -> Any:
    return written["phases"][phase]["check"]["items"]


def short(found: list[Difference]) -> list[tuple[str, str | None, str | None, str | None]]:
    return [(each.kind.value, each.phase, each.step or each.item, each.field) for each in found]


def test_the_same_words_under_a_new_number_are_no_difference() -> None:
    assert differences(OLD, changed()) == []


def test_two_different_models_are_not_two_versions() -> None:
    with pytest.raises(ValueError, match="two different models"):
        differences(OLD, ENDING)


def test_a_reworded_text_is_told_with_both_wordings() -> None:
    new = changed(lambda m: steps_of(m)[0]["youth"].update(fi="Saat tiedon suullisesti ja paperilla."))
    (found,) = differences(OLD, new)
    assert found.kind is Change.STEP_TEXT_CHANGED
    assert (found.phase, found.step, found.field) == ("look_ahead", "know_your_right", "youth")
    assert isinstance(found.before, Text)
    assert isinstance(found.after, Text)
    assert found.after.fi == "Saat tiedon suullisesti ja paperilla."
    assert found.before.sv == found.after.sv


def test_a_moved_time_is_told_with_both_times() -> None:
    new = changed(lambda m: steps_of(m)[0]["timing"].update(repeat="P6M"))
    (found,) = differences(OLD, new)
    assert found.kind is Change.STEP_TIMING_CHANGED
    assert found.before == OLD.steps[0].timing
    assert found.after == new.steps[0].timing
    assert new.steps[0].timing.repeat == Duration(6)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda m: m["title"].update(sv="Ny"), ("model_text_changed", None, None, "title")),
        (
            lambda m: m["purpose"]["youth"].update(en="New."),
            ("model_text_changed", None, None, "purpose.youth"),
        ),
        (lambda m: m["ends"].update(offset="P7M"), ("model_period_changed", None, None, "ends")),
        (lambda m: m["phases"].reverse(), ("phases_reordered", None, None, None)),
        (
            lambda m: m["phases"][0]["short"].update(fi="Uusi"),
            ("phase_text_changed", "look_ahead", None, "short"),
        ),
        (
            lambda m: m["phases"][0]["starts"].update(offset="-P13M"),
            ("phase_period_changed", "look_ahead", None, "starts"),
        ),
        (lambda m: steps_of(m).pop(2), ("step_removed", "look_ahead", "eligibility_checked", None)),
        (
            lambda m: steps_of(m).append({**steps_of(m)[0], "key": "brand_new"}),
            ("step_added", "look_ahead", "brand_new", None),
        ),
        (
            lambda m: steps_of(m, 1).append(steps_of(m).pop(6)),
            ("step_moved", "build_together", "skills_start", "phase"),
        ),
        (lambda m: steps_of(m).reverse(), ("steps_reordered", "look_ahead", None, None)),
        (
            lambda m: steps_of(m)[0].update(responsible="own_worker"),
            ("step_people_changed", "look_ahead", "know_your_right", "responsible"),
        ),
        (
            lambda m: steps_of(m)[0].update(applies_if=["no_contact"]),
            ("step_condition_changed", "look_ahead", "know_your_right", "applies_if"),
        ),
        (
            lambda m: steps_of(m)[0].pop("legal_ref"),
            ("step_grounds_changed", "look_ahead", "know_your_right", "legal_ref"),
        ),
        (
            lambda m: steps_of(m)[0]["memory_items"].pop(),
            ("memory_items_changed", "look_ahead", "know_your_right", "memory_items"),
        ),
        (
            lambda m: m["phases"][0]["check"]["title"].update(en="?"),
            ("check_text_changed", "look_ahead", None, "title"),
        ),
        (
            lambda m: m["phases"][0]["check"].update(key="another"),
            ("check_text_changed", "look_ahead", None, "key"),
        ),
        (
            lambda m: m["phases"][0]["check"]["at"].update(offset="-P5M"),
            ("check_day_changed", "look_ahead", None, "at"),
        ),
        (lambda m: items_of(m).pop(1), ("check_item_removed", "look_ahead", "heard", None)),
        (
            lambda m: items_of(m).append({**items_of(m)[0], "key": "fresh"}),
            ("check_item_added", "look_ahead", "fresh", None),
        ),
        (
            lambda m: items_of(m)[1].update(blocking=True),
            ("check_item_changed", "look_ahead", "heard", "blocking"),
        ),
        (lambda m: items_of(m).reverse(), ("check_items_reordered", "look_ahead", None, None)),
    ],
)
def test_one_change_is_told_as_one_difference(
    change: Edit, expected: tuple[str, str | None, str | None, str | None]
) -> None:
    assert short(differences(OLD, changed(change))) == [expected]


def test_a_new_and_a_removed_phase_are_told_with_their_steps() -> None:
    new = changed(lambda m: m["phases"].pop())
    removed = differences(OLD, new)
    assert short(removed) == [
        ("step_removed", "settle", "plan_review_3m", None),
        ("step_removed", "settle", "peer_invite", None),
        ("step_removed", "settle", "feedback_loop", None),
        ("phase_removed", "settle", None, None),
    ]
    added = differences(new, OLD)
    assert [each.kind for each in added] == [Change.PHASE_ADDED, *[Change.STEP_ADDED] * 3]


def test_changes_are_told_in_the_order_of_reading() -> None:
    new = changed(
        lambda m: items_of(m, 2).pop(),
        lambda m: steps_of(m, 1)[3]["title"].update(en="Other"),
        lambda m: steps_of(m, 0).pop(0),
        lambda m: steps_of(m, 0)[3]["title"].update(en="Another"),
        lambda m: m["title"].update(en="Title"),
    )
    assert short(differences(OLD, new)) == [
        ("model_text_changed", None, None, "title"),
        ("step_text_changed", "look_ahead", "network_map", "title"),
        ("step_removed", "look_ahead", "know_your_right", None),
        ("step_text_changed", "build_together", "needs_and_decisions", "title"),
        ("check_item_removed", "step_over", "messages_opened", None),
    ]


def _places(written: Any, path: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
    """Every single text in the file: the handles that a random edit can take."""
    if isinstance(written, dict):
        return [place for key, value in written.items() for place in _places(value, (*path, key))]
    if isinstance(written, list):
        return [place for number, value in enumerate(written) for place in _places(value, (*path, number))]
    return [path] if path and path[-1] in ("fi", "sv", "en") else []


TEXT_PLACES = _places(OLD.as_json())


@settings(deadline=None)  # a busy machine is not a fault
@given(st.lists(st.sampled_from(TEXT_PLACES), max_size=4, unique=True))
def test_there_are_differences_exactly_when_the_hashes_differ(places: list[tuple[Any, ...]]) -> None:
    def edit(written: Any) -> None:
        for place in places:
            at = written
            for name in place[:-1]:
                at = at[name]
            at[place[-1]] = "X"

    new = changed(edit)
    assert bool(differences(OLD, new)) == (new.content_hash != OLD.content_hash) == bool(places)
