"""Two deeds in the same moment: one of them wins, and nothing is left half done."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from sosiaalikyla.access.actions import CannotBe, Refused
from sosiaalikyla.access.actors import Person, acting
from sosiaalikyla.access.models import User
from sosiaalikyla.base import clock
from sosiaalikyla.handovers import actions
from sosiaalikyla.handovers.models import Handover, Proposal
from sosiaalikyla.handovers.tests.ground import WHY, accepted, later, met, proposed, village
from sosiaalikyla.paths.tests.ground import Village
from sosiaalikyla.people.models import Responsibility, WorkRelation
from sosiaalikyla.people.tests import factories
from tests import ground
from tests.ground import as_owner
from tests.matrix.world import pointed_at

ROUNDS = 4


@pytest.fixture(scope="module")
def here(worker_id: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[Village]:
    """The village committed in a database of its own, so that two sessions see the same rows."""
    name = ground.copy_database(os.environ["SOSIAALIKYLA_TEMPLATE"], f"test_at_once_{worker_id}")
    with django_db_blocker.unblock(), pointed_at(name):
        with transaction.atomic():
            found = village()
        yield found
    ground.drop_database(name)


def at_once(*deeds: tuple[User, Callable[..., Any], dict[str, Any]]) -> list[str]:
    """Each deed in a session of its own, all begun in the same moment; what came of each."""
    gate, said = Barrier(len(deeds)), [""] * len(deeds)

    def run(number: int, who: User, deed: Callable[..., Any], words: dict[str, Any]) -> None:
        try:
            with acting(Person(who)) as by:
                gate.wait(20)
                deed(by=by, **words)
            said[number] = "done"
        except (CannotBe, Refused) as no:
            said[number] = type(no).__name__
        except BaseException as problem:
            said[number] = f"broke: {problem!r}"
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number, *deed)) for number, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return said


@pytest.mark.slow
def test_handing_over_twice_at_once_changes_hands_once(here: Village) -> None:
    for _ in range(ROUNDS):
        with transaction.atomic():
            youth = factories.youth("Nuori", here.ville)
        handover = met(youth, here.ville, here.sirpa)
        words = {"handover": handover, "from_day": clock.today()}
        said = at_once((here.ville, actions.hand_over, words), (here.marja, actions.hand_over, words))
        assert sorted(said)[-1] == "done", said
        assert said.count("done") == 1, said
        with as_owner():
            rows = Responsibility.objects.whole(WHY).filter(youth=youth, during__contains=clock.today())
            assert rows.get().worker_id == here.sirpa.pk
            assert WorkRelation.objects.whole(WHY).filter(youth=youth, kind="leaving").count() == 1


@pytest.mark.slow
def test_a_yes_and_a_withdrawal_at_once_leave_one_of_them_whole(here: Village) -> None:
    for _ in range(ROUNDS):
        with transaction.atomic():
            youth = factories.youth("Nuori", here.ville)
        handover, proposal = proposed(youth, here.ville, here.sirpa)
        said = at_once(
            (here.sirpa, actions.accept, {"proposal": proposal}),
            (here.ville, actions.withdraw, {"handover": handover, "why": "Jatketaan näin."}),
        )
        assert said[1] == "done", said
        assert said[0] in {"done", "CannotBe", "Refused"}, said
        with as_owner():
            row = Handover.objects.whole(WHY).get(pk=handover.pk)
            assert row.withdrawn_on is not None
            assert (row.receiver_id is not None) == (said[0] == "done")
            assert Proposal.objects.whole(WHY).get(pk=proposal.pk).withdrawn_on is not None
            left = WorkRelation.objects.whole(WHY).filter(youth=youth, kind="receiving", during__contains=clock.today())
            assert not left.exists(), "whoever said yes in the same moment sees nothing of a change that isn't"


@pytest.mark.slow
def test_a_sudden_leave_and_a_handing_over_at_once_leave_one_responsible(here: Village) -> None:
    for _ in range(ROUNDS):
        with transaction.atomic():
            youth = factories.youth("Nuori", here.ville)
        handover = accepted(youth, here.ville, here.sirpa)
        board = factories.responsibility(youth)
        said = at_once(
            (here.ville, actions.hand_over, {"handover": handover, "from_day": later(0), "no_meeting_why": "Kiire."}),
            (
                here.marja,
                actions.sudden_leave,
                {"relation": board, "takes_over": here.roosa, "for_good": True, "why": "Ville lopetti."},
            ),
        )
        assert "done" in said, said
        assert not [word for word in said if word.startswith("broke")], said
        with as_owner():
            now = Responsibility.objects.whole(WHY).filter(youth=youth, during__contains=clock.today())
            assert now.count() == 1
            still_open = Handover.objects.whole(WHY).filter(youth=youth, closed_on=None, withdrawn_on=None)
            assert still_open.count() == 1
            assert still_open.get().receiver_id == now.get().worker_id
