"""The state machine alone: every move by every role in every state, and what no path may ever do."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sosiaalikyla.base import yaml_files
from sosiaalikyla.handovers import machine
from sosiaalikyla.handovers.machine import Facts, Move, Role, State, StepFileError, Wishes

DAY = date(2026, 3, 2)


def day(offset: int) -> date:
    return DAY + timedelta(days=offset)


IN_STATE = {
    State.SUGGESTED: Facts(begun_on=DAY),
    State.PROPOSED: Facts(begun_on=DAY, asked_on=day(1)),
    State.REFUSED: Facts(begun_on=DAY, asked_on=day(1), refused_on=day(2), refused_why="x"),
    State.ACCEPTED: Facts(begun_on=DAY, asked_on=day(1), accepted_on=day(2), receiver=True),
    State.MET: Facts(begun_on=DAY, asked_on=day(1), accepted_on=day(2), receiver=True, held_on=day(9)),
    State.HANDED_OVER: Facts(
        begun_on=DAY, asked_on=day(1), accepted_on=day(2), receiver=True, held_on=day(9), changed_on=day(14)
    ),
    State.CLOSED: Facts(
        begun_on=DAY, asked_on=day(1), accepted_on=day(2), receiver=True, held_on=day(9), changed_on=day(14),
        youth_answered_on=day(43), receiver_answered_on=day(44),
    ),
    State.WITHDRAWN: Facts(begun_on=DAY, withdrawn_on=day(1), withdrawn_why="x"),
}  # fmt: skip

# Written once more by hand, from the words of the matter and not from the code.
ALLOWED = {
    ("suggested", "propose"): {"responsible", "manager"},
    ("refused", "propose"): {"responsible", "manager"},
    **{
        (state, "tell"): {"youth", "responsible", "works"}
        for state in ("suggested", "proposed", "refused", "accepted", "met")
    },
    ("proposed", "accept"): {"asked"},
    ("proposed", "refuse"): {"asked"},
    ("accepted", "set_meeting"): {"responsible"},
    ("accepted", "hold_meeting"): {"responsible", "receiver"},
    ("accepted", "hand_over"): {"responsible", "manager"},
    ("met", "hand_over"): {"responsible", "manager"},
    ("handed_over", "answer_check"): {"youth", "receiver"},
    ("handed_over", "close_unanswered"): {"responsible", "manager"},
    **{(state, "withdraw"): {"responsible", "manager"} for state in ("suggested", "proposed", "refused", "accepted", "met")},
}


@pytest.mark.parametrize(("state", "move", "role"), list(product(State, Move, Role)), ids=str)
def test_who_may_make_which_move_in_which_state(state: State, move: Move, role: Role) -> None:
    facts = IN_STATE[state]
    assert machine.state(facts) is state
    assert machine.may(facts, move, {role}, day(400)) == (role in ALLOWED.get((state, move), set()))


def test_the_question_four_weeks_after_opens_on_the_day_and_closes_unanswered_only_two_weeks_later() -> None:
    facts = IN_STATE[State.HANDED_OVER]
    opens = day(14 + 28)
    assert machine.check_opens(facts) == opens
    for role in (Role.YOUTH, Role.RECEIVER):
        assert not machine.may(facts, Move.ANSWER_CHECK, {role}, opens - timedelta(days=1))
        assert machine.may(facts, Move.ANSWER_CHECK, {role}, opens)
    closes = opens + timedelta(days=14)
    assert not machine.may(facts, Move.CLOSE_UNANSWERED, {Role.RESPONSIBLE}, closes - timedelta(days=1))
    assert machine.may(facts, Move.CLOSE_UNANSWERED, {Role.RESPONSIBLE}, closes)
    with pytest.raises(ValueError, match="nothing has changed hands"):
        machine.check_opens(IN_STATE[State.MET])


# ---------------------------------------------------------------- walks


def after(facts: Facts, move: Move, role: Role, today: date) -> Facts:
    """What the move writes. Only the young person's own words make a wish; only the one asked makes an acceptance."""
    return {
        Move.PROPOSE: lambda: replace(facts, asked_on=today, refused_on=None, refused_why=""),
        Move.TELL: lambda: replace(facts, wishes=Wishes.TOLD),
        Move.ACCEPT: lambda: replace(facts, accepted_on=today, receiver=True),
        Move.REFUSE: lambda: replace(facts, refused_on=today, refused_why="full"),
        Move.SET_MEETING: lambda: replace(facts, meeting_on=today),
        Move.HOLD_MEETING: lambda: replace(facts, held_on=today),
        Move.HAND_OVER: lambda: replace(facts, changed_on=today),
        Move.ANSWER_CHECK: lambda: replace(
            facts,
            youth_answered_on=today if role is Role.YOUTH else facts.youth_answered_on,
            receiver_answered_on=today if role is Role.RECEIVER else facts.receiver_answered_on,
        ),
        Move.CLOSE_UNANSWERED: lambda: replace(facts, closed_on=today, closed_why="not reached"),
        Move.WITHDRAW: lambda: replace(facts, withdrawn_on=today, withdrawn_why="stays"),
    }[move]()


walks = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from(list(Move)), st.sampled_from(list(Role))), min_size=1, max_size=40
)


@given(walks, st.booleans())
def test_no_walk_skips_the_named_receiver_and_no_end_lacks_its_reason(walk, sudden) -> None:
    facts, today, made = Facts(begun_on=DAY, sudden=sudden), DAY, []
    for gap, move, role in walk:
        today += timedelta(days=gap)
        if not machine.may(facts, move, {role}, today):
            continue
        before = machine.state(facts)
        facts = after(facts, move, role, today)
        made.append(move)
        assert before in machine.OPEN, "nothing happens after the end"
        if facts.changed_on:
            assert facts.receiver
            assert facts.accepted_on
            assert made.index(Move.PROPOSE) < made.index(Move.ACCEPT) < made.index(Move.HAND_OVER)
        if machine.state(facts) is State.WITHDRAWN:
            assert facts.withdrawn_why
        if machine.state(facts) is State.CLOSED:
            assert facts.closed_why or (facts.youth_answered_on and facts.receiver_answered_on)
        assert (machine.waiting(facts) is None) == (machine.state(facts) not in machine.OPEN)
    assert (facts.wishes is not Wishes.SILENT) == (Move.TELL in made)
    assert bool(facts.accepted_on) == (Move.ACCEPT in made)


@given(st.sampled_from(list(State)), st.integers(0, 4000))
def test_days_that_go_by_in_silence_change_no_state_and_are_no_answer(state: State, later: int) -> None:
    """Nothing of the machine takes a day and gives a fact: state and wishes are asked without one."""
    facts = IN_STATE[state]
    machine.waiting(facts)
    for move, role in product(Move, Role):
        machine.may(facts, move, {role}, day(later))
    assert machine.state(facts) is state
    assert facts.wishes is Wishes.SILENT
    assert bool(facts.accepted_on) == (state in {State.ACCEPTED, State.MET, State.HANDED_OVER, State.CLOSED})


# ---------------------------------------------------------------- warm


def test_a_change_is_warm_only_when_all_of_it_was_done() -> None:
    whole = IN_STATE[State.CLOSED]
    assert machine.warm(whole) == (True, ())
    for change, reason in (
        ({"sudden": True}, "sudden"),
        ({"accepted_on": None}, "not_accepted"),
        ({"accepted_on": whole.changed_on}, "named_late"),
        ({"held_on": None}, "not_met"),
        ({"held_on": day(15)}, "met_late"),
        ({"youth_answered_on": None}, "not_checked"),
        ({"receiver_answered_on": None}, "not_checked"),
        ({"changed_on": None}, "not_checked"),
    ):
        assert machine.warm(replace(whole, **change)) == (False, (reason,)), change
        assert reason in machine.REASONS
    assert machine.warm(replace(whole, held_on=whole.changed_on))[0], "meeting on the day of the change counts"
    closed = replace(whole, youth_answered_on=None, closed_on=day(60), closed_why="not reached")
    assert machine.warm(closed) == (False, ("not_checked",)), "closing without an answer is no answer"


# ---------------------------------------------------------------- due days


def due(facts: Facts) -> tuple[str, date | None, date | None]:
    found = machine.waiting(facts)
    assert found is not None
    return found.step, found.due, found.rises


def test_each_step_has_its_day_and_rises_some_days_after() -> None:
    assert due(IN_STATE[State.SUGGESTED]) == ("find", day(7), day(10))
    assert due(IN_STATE[State.PROPOSED]) == ("answer", day(6), day(8))
    assert due(IN_STATE[State.REFUSED]) == ("find", day(9), day(12))
    assert due(IN_STATE[State.ACCEPTED]) == ("meet", day(23), day(26))
    assert due(IN_STATE[State.MET]) == ("hand_over", day(2), day(3))
    assert due(IN_STATE[State.HANDED_OVER]) == ("check", day(14 + 35), day(14 + 42))


def test_the_agreed_day_brings_steps_nearer_but_never_before_they_could_begin() -> None:
    near = day(25)
    assert due(replace(IN_STATE[State.SUGGESTED], deadline=near)) == ("find", day(4), day(7))
    assert due(replace(IN_STATE[State.SUGGESTED], deadline=day(5))) == ("find", DAY, day(3))
    assert due(replace(IN_STATE[State.ACCEPTED], deadline=day(10))) == ("meet", day(10), day(13))
    assert due(replace(IN_STATE[State.MET], deadline=near)) == ("hand_over", near, day(26))


def test_a_vacancy_stands_on_the_board_from_the_first_day() -> None:
    vacancy = Facts(begun_on=DAY, sudden=True)
    found = machine.waiting(vacancy)
    assert (found.step, found.who, found.due, found.rises) == ("find_now", Role.MANAGER, day(4), DAY)
    accepted = replace(vacancy, asked_on=DAY, accepted_on=day(1))
    assert due(accepted)[0] == "hand_over", "nobody is asked to meet one who has left"
    assert machine._due(machine.load().steps["answer"], vacancy) is None


# ---------------------------------------------------------------- the file


def test_the_file_has_its_reasons_in_three_languages() -> None:
    steps = machine.load()
    assert tuple(steps.steps) == machine.KEYS
    for step in steps.steps.values():
        assert len({step.why_in(language) for language in ("fi", "sv", "en")}) == 3
        assert step.why_in("de") == step.why_in("fi")
        assert step.who is not Role.YOUTH, "nothing a young person does is ever late"


GOOD = yaml_files.read(machine.FILE)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m.update(extra=1), "must have exactly"),
        (lambda m: m["check"].pop("open_days"), "check: must have exactly"),
        (lambda m: m.update(soon=-1), "soon: must be a whole number"),
        (lambda m: m["check"].update(after_weeks=True), "after_weeks: must be a whole number"),
        (lambda m: m["steps"].reverse(), "in this order"),
        (lambda m: m["steps"][0].update(who="youth"), "an adult does it"),
        (lambda m: m["steps"][0].update(counted_from="birth"), "counted_from: must be one of"),
        (lambda m: m["steps"][0].update(days="7"), "days: must be a whole number"),
        (lambda m: m["steps"][0].update(before=-3), "before: must be a whole number"),
        (lambda m: m["steps"][1].update(rises=-5), "rises: must be a whole number, -4 or more"),
        (lambda m: m["steps"][0]["why"].pop("sv"), "why: must have exactly"),
        (lambda m: m["steps"][0]["why"].update(sv=" "), "why.sv: must be text"),
        (lambda m: m.update(steps=[1]), r"steps\[0\]: must have exactly"),
    ],
)
def test_a_file_with_a_mistake_is_refused_by_its_place(change, said: str) -> None:
    content = deepcopy(GOOD)
    change(content)
    with pytest.raises(StepFileError, match=said):
        machine.read(content, "steps.yaml")


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StepFileError, match="cannot be read"):
        machine.load(tmp_path / "none.yaml")
