"""Rules about every action in the house."""

from __future__ import annotations

import inspect
import re

import pytest

from sosiaalikyla.access.actions import DEEDS
from sosiaalikyla.directory import actions as directory
from sosiaalikyla.drafts import actions as drafts
from sosiaalikyla.handovers import actions as handovers
from sosiaalikyla.journal.models import KINDS
from sosiaalikyla.keys import actions as keys
from sosiaalikyla.meetings import actions as meetings
from sosiaalikyla.paths import actions as paths
from sosiaalikyla.people import actions as people
from sosiaalikyla.plans import actions as plans

MODULES = (people, paths, meetings, keys, plans, handovers, drafts, directory)


def test_there_are_actions_to_look_at() -> None:
    assert len(DEEDS) >= 20


@pytest.mark.parametrize("deed", sorted(DEEDS.values(), key=lambda deed: deed.name), ids=lambda deed: deed.name)
def test_an_action_records_its_event_or_says_why_not(deed) -> None:  # type: ignore[no-untyped-def]
    source = inspect.getsource(deed.run.__wrapped__)
    recorded = set(re.findall(r'journal\.record\(\s*[^,]+,\s*"(\w+)"', source))
    if deed.journal is None:
        assert deed.why_no_journal
        assert not recorded
    else:
        assert deed.journal in KINDS
        assert recorded == {deed.journal}, f"{deed.name} declares {deed.journal} and records {recorded}"


@pytest.mark.parametrize("deed", sorted(DEEDS.values(), key=lambda deed: deed.name), ids=lambda deed: deed.name)
def test_an_action_takes_only_named_words_and_who_acts(deed) -> None:  # type: ignore[no-untyped-def]
    words = inspect.signature(deed.run.__wrapped__).parameters
    assert "by" in words
    assert all(word.kind is inspect.Parameter.KEYWORD_ONLY for word in words.values())


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_whatever_is_public_in_actions_is_an_action(module) -> None:  # type: ignore[no-untyped-def]
    own = {
        name: value
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_")
    }
    for name, value in own.items():
        assert hasattr(value, "__wrapped__"), f"{module.__name__}.{name} writes without being an action"


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_what_ends_a_right_is_the_last_thing_its_action_does(module) -> None:  # type: ignore[no-untyped-def]
    """After `sk.change_responsible` or `sk.close_relation` the actor may see nothing: notices and events come before."""
    for function in ("change_responsible", "close_relation"):
        if hasattr(module, function):
            source = inspect.getsource(getattr(module, function).__wrapped__)
            after = source[source.index("sk.") :]
            assert "journal.record" not in after
            assert "put_out" not in after
