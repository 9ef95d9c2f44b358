"""The change of worker as a state machine. Pure: facts in, state, possible moves, due step and warmth out.

Who may do which move in which state stands in `MOVES`, and nowhere else. The state is never stored: it follows from the
facts. Being silent is no fact: nothing here turns a day gone by into a wish or an acceptance.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from sosiaalikyla.base import yaml_files

FILE = Path(__file__).resolve().parent / "data" / "steps.yaml"
LANGUAGES = ("fi", "sv", "en")


class State(StrEnum):
    SUGGESTED = "suggested"  # somebody has brought it up; nobody has been asked to take over
    PROPOSED = "proposed"  # one worker has been asked, and hasn't answered
    REFUSED = "refused"  # the one asked has said no, with a reason
    ACCEPTED = "accepted"  # somebody has said yes
    MET = "met"  # the three have met
    HANDED_OVER = "handed_over"  # responsibility has changed hands
    CLOSED = "closed"  # four weeks after: both have answered, or it is said why not
    WITHDRAWN = "withdrawn"  # there is no change, and it is said why


OPEN = frozenset(State) - {State.CLOSED, State.WITHDRAWN}
BEFORE_THE_CHANGE = OPEN - {State.HANDED_OVER}


class Role(StrEnum):
    YOUTH = "youth"
    RESPONSIBLE = "responsible"  # today's responsible worker, or whoever stands in: the giver, after the change the receiver
    RECEIVER = "receiver"  # has accepted
    ASKED = "asked"  # has been asked and hasn't answered
    MANAGER = "manager"  # of the organisation; under turvakielto only a named reader
    WORKS = "works"  # works with the young person too: pair, who decides


class Move(StrEnum):
    PROPOSE = "propose"
    TELL = "tell"
    ACCEPT = "accept"
    REFUSE = "refuse"
    SET_MEETING = "set_meeting"
    HOLD_MEETING = "hold_meeting"
    HAND_OVER = "hand_over"
    ANSWER_CHECK = "answer_check"
    CLOSE_UNANSWERED = "close_unanswered"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class Rule:
    states: frozenset[State]
    roles: frozenset[Role]


LEADS = frozenset({Role.RESPONSIBLE, Role.MANAGER})
BOTH = frozenset({Role.RESPONSIBLE, Role.RECEIVER})

MOVES: dict[Move, Rule] = {
    Move.PROPOSE: Rule(frozenset({State.SUGGESTED, State.REFUSED}), LEADS),
    # The young person tells, or a worker writes down what the young person says.
    Move.TELL: Rule(BEFORE_THE_CHANGE, frozenset({Role.YOUTH, Role.RESPONSIBLE, Role.WORKS})),
    Move.ACCEPT: Rule(frozenset({State.PROPOSED}), frozenset({Role.ASKED})),
    Move.REFUSE: Rule(frozenset({State.PROPOSED}), frozenset({Role.ASKED})),
    Move.SET_MEETING: Rule(frozenset({State.ACCEPTED}), frozenset({Role.RESPONSIBLE})),
    Move.HOLD_MEETING: Rule(frozenset({State.ACCEPTED}), BOTH),
    Move.HAND_OVER: Rule(frozenset({State.ACCEPTED, State.MET}), LEADS),
    Move.ANSWER_CHECK: Rule(frozenset({State.HANDED_OVER}), frozenset({Role.YOUTH, Role.RECEIVER})),
    Move.CLOSE_UNANSWERED: Rule(frozenset({State.HANDED_OVER}), LEADS),
    Move.WITHDRAW: Rule(BEFORE_THE_CHANGE, LEADS),
}


class Wishes(StrEnum):
    """What the young person has said on what the new worker is told."""

    SILENT = ""
    TOLD = "told"
    NONE = "none"  # said in so many words that there is nothing to wish


@dataclass(frozen=True)
class Facts:
    """One change of worker as it stands. Days are None until the thing has happened; asking and answering are the latest.

    receiver: somebody has accepted, or been named in a sudden leave · deadline: the agreed day of the change.
    """

    begun_on: date
    sudden: bool = False
    deadline: date | None = None
    asked_on: date | None = None
    accepted_on: date | None = None
    refused_on: date | None = None
    refused_why: str = ""
    receiver: bool = False
    wishes: Wishes = Wishes.SILENT
    meeting_on: date | None = None
    held_on: date | None = None
    changed_on: date | None = None
    youth_answered_on: date | None = None
    receiver_answered_on: date | None = None
    closed_on: date | None = None
    closed_why: str = ""
    withdrawn_on: date | None = None
    withdrawn_why: str = ""


def state(facts: Facts) -> State:
    if facts.withdrawn_on:
        return State.WITHDRAWN
    if facts.changed_on:
        checked = facts.youth_answered_on and facts.receiver_answered_on
        return State.CLOSED if checked or facts.closed_on else State.HANDED_OVER
    if facts.accepted_on:
        return State.MET if facts.held_on else State.ACCEPTED
    if facts.asked_on:
        return State.REFUSED if facts.refused_on else State.PROPOSED
    return State.SUGGESTED


def may(facts: Facts, move: Move, roles: Collection[Role], today: date) -> bool:
    """Whether somebody in these roles may make the move as things stand on the day."""
    rule = MOVES[move]
    if state(facts) not in rule.states or rule.roles.isdisjoint(roles):
        return False
    if move is Move.ANSWER_CHECK:
        return today >= check_opens(facts)
    if move is Move.CLOSE_UNANSWERED:
        return today >= check_opens(facts) + timedelta(days=load().check_open_days)
    return True


def check_opens(facts: Facts) -> date:
    """The day four weeks after the change. ValueError before there is a change."""
    if facts.changed_on is None:
        raise ValueError("nothing has changed hands yet")
    return facts.changed_on + timedelta(weeks=load().check_after_weeks)


# ---------------------------------------------------------------- was it warm?

REASONS = ("sudden", "named_late", "not_accepted", "not_met", "met_late", "not_checked")
"""Why a change doesn't count as warm, as keys; the words stand where people read them."""


def warm(facts: Facts) -> tuple[bool, tuple[str, ...]]:
    """Whether the change counts as warm, and why not.

    Warm: the receiver was named before the change and had said yes, the three met on the day of the change at the latest,
    and the question four weeks after has been answered by both. A sudden leave never is.
    """
    found: list[str] = []
    if facts.sudden:
        found.append("sudden")
    changed = facts.changed_on or date.max
    if facts.accepted_on is None:
        found.append("not_accepted")
    elif facts.accepted_on >= changed:
        found.append("named_late")
    if facts.held_on is None:
        found.append("not_met")
    elif facts.held_on > changed:
        found.append("met_late")
    if facts.changed_on is None or not (facts.youth_answered_on and facts.receiver_answered_on):
        found.append("not_checked")
    return not found, tuple(found)


# ---------------------------------------------------------------- what waits, for whom, until when


@dataclass(frozen=True)
class Waiting:
    """The next step: which, whose, the last day in time, and the day from which the manager sees it. None: no end to it."""

    step: str
    who: Role
    due: date | None
    rises: date | None


def waiting(facts: Facts) -> Waiting | None:
    """None when the change has come to its end. It may wait for nobody to be late: a change without an agreed day."""
    now = state(facts)
    if now in {State.SUGGESTED, State.REFUSED}:
        key = "find_now" if facts.sudden else "find"
    elif now is State.PROPOSED:
        key = "answer"
    elif now is State.ACCEPTED:
        # In a sudden leave there is nobody to meet as three.
        key = "hand_over" if facts.sudden else "meet"
    elif now is State.MET:
        key = "hand_over"
    elif now is State.HANDED_OVER:
        key = "check"
    else:
        return None
    step = load().steps[key]
    due = _due(step, facts)
    return Waiting(key, step.who, due, due + timedelta(days=step.rises) if due else None)


def _due(step: Step, facts: Facts) -> date | None:
    since = {
        "begun": facts.refused_on or facts.begun_on,
        "asked": facts.asked_on,
        "accepted": facts.accepted_on,
        "deadline": facts.deadline or facts.accepted_on,
        "changed": facts.changed_on,
    }[step.counted_from]
    if since is None:
        return None
    due = since + timedelta(days=step.days)
    if step.before is not None and facts.deadline is not None:
        # Nearer when the agreed day presses, never before the step could have begun.
        due = max(since, min(due, facts.deadline - timedelta(days=step.before)))
    return due


# ---------------------------------------------------------------- the data file


class StepFileError(ValueError):
    """The file says something it may not. The message names the place."""


@dataclass(frozen=True)
class Step:
    key: str
    who: Role
    counted_from: str
    days: int
    before: int | None
    rises: int
    why: tuple[tuple[str, str], ...]

    def why_in(self, language: str) -> str:
        found = dict(self.why)
        return found.get(language[:2], found["fi"])


@dataclass(frozen=True)
class Steps:
    steps: dict[str, Step]
    soon: int
    check_after_weeks: int
    check_open_days: int


KEYS = ("find", "find_now", "answer", "meet", "hand_over", "check")
COUNTED_FROM = ("begun", "asked", "accepted", "deadline", "changed")


@lru_cache
def load(file: Path = FILE) -> Steps:
    """The file, read once. StepFileError names the file and the place."""
    try:
        found = yaml_files.read(file)
    except yaml_files.NotPlain as problem:
        raise StepFileError(str(problem)) from problem
    return read(found, file.name)


def read(found: Any, where: str) -> Steps:
    """StepFileError names the place: unknown or missing keys, a step too few or too many, a missing language."""
    _only(found, {"version", "sv_reviewed", "soon", "check", "steps"}, where)
    _only(found["check"], {"after_weeks", "open_days"}, f"{where}: check")
    numbers = {"soon": found["soon"], **found["check"]}
    for key, number in numbers.items():
        _number(number, f"{where}: {key}", least=0)
    steps = [_step(each, f"{where}: steps[{n}]") for n, each in enumerate(found["steps"])]
    if tuple(step.key for step in steps) != KEYS:
        raise StepFileError(f"{where}: steps must be {', '.join(KEYS)}, in this order")
    return Steps({step.key: step for step in steps}, found["soon"], found["check"]["after_weeks"],
                 found["check"]["open_days"])  # fmt: skip


def _step(found: Any, at: str) -> Step:
    _only(found, {"key", "who", "counted_from", "days", "before", "rises", "why"}, at)
    _only(found["why"], set(LANGUAGES), f"{at}.why")
    if found["counted_from"] not in COUNTED_FROM:
        raise StepFileError(f"{at}.counted_from: must be one of {', '.join(COUNTED_FROM)}")
    if found["who"] not in {"responsible", "asked", "receiver", "manager"}:
        raise StepFileError(f"{at}.who: an adult does it: responsible, asked, receiver or manager")
    _number(found["days"], f"{at}.days", least=0)
    _number(found["rises"], f"{at}.rises", least=-found["days"])
    if found["before"] is not None:
        _number(found["before"], f"{at}.before", least=0)
    for language in LANGUAGES:
        if not isinstance(found["why"][language], str) or not found["why"][language].strip():
            raise StepFileError(f"{at}.why.{language}: must be text")
    why = tuple((language, found["why"][language]) for language in LANGUAGES)
    return Step(found["key"], Role(found["who"]), found["counted_from"], found["days"], found["before"], found["rises"], why)


def _number(found: Any, at: str, *, least: int) -> None:
    if not isinstance(found, int) or isinstance(found, bool) or found < least:
        raise StepFileError(f"{at}: must be a whole number, {least} or more")


def _only(found: Any, keys: set[str], at: str) -> None:
    if not isinstance(found, dict) or set(found) != keys:
        odd = sorted(map(str, set(found) ^ keys)) if isinstance(found, dict) else []
        raise StepFileError(f"{at}: must have exactly {sorted(keys)}; differs in {odd}")
