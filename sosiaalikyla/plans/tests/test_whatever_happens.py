"""Whatever anybody does, in any order: own words stay, silence is no consent, and no promise is without an owner.

A random walk of deeds by everybody around one plan, allowed or not, through actions and straight at the tables as the
pages' role. What should hold is kept in plain Python beside it and compared after every step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from sosiaalikyla.access.actions import CannotBe, Refused
from sosiaalikyla.access.actors import Person, acting
from sosiaalikyla.base import clock
from sosiaalikyla.journal.refresh import refresh
from sosiaalikyla.paths.tests.ground import DAY, village
from sosiaalikyla.plans import actions
from sosiaalikyla.plans.models import Answer, Item, OwnVoice, Plan, Promise, PromiseDay, Version
from sosiaalikyla.plans.tests.ground import WHY, account
from tests.ground import as_owner

SIGNED = {"signs", "reserves"}
NAMES = ("aino", "ville", "piia", "leena", "lasse", "roosa", "sirpa", "marja", "eetu")
# The two whose plan it is act most; the others try as they please.
ANYBODY = st.sampled_from(NAMES) | st.sampled_from(("aino", "ville", "ville", "piia"))
NUMBER = st.integers(0, 2)
"""Which row, from the newest."""
SAYS = st.sampled_from(["signs", "signs", "reserves", "disagrees", "thinks"])


SEEN: Counter[str] = Counter()
"""What a walk has come upon; a walk that met nothing says nothing."""
WANTED = ("agreed: own", "agreed: table", "agreed: no", "agreed: paper", "promised", "handed over", "signed by both")


class Plans(RuleBasedStateMachine):
    """texts, scribes, agreed: what each voice said, who typed it, and how it was agreed to; by the voice's key."""

    def __init__(self) -> None:
        super().__init__()
        self.days = clock.at(DAY)
        self.days.__enter__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.here = village()
        self.people = {name: getattr(self.here, name) for name in NAMES}
        self.people |= {name: account(self.people[name]) for name in ("aino", "eetu")}
        self.texts: dict[int, str] = {}
        self.scribes: dict[int, str] = {}
        self.agreed: dict[int, str] = {}
        self.owners: dict[int, int] = {}
        self.promised: dict[int, str] = {}
        self.answers: list[tuple[int, str, str]] = []
        self.count = 0
        self.does("ville", actions.begin, youth=self.here.aino)
        for kind in ("dream", "strength"):
            self.does("aino", actions.add_item, youth=self.here.aino, kind=kind)
            self.say("ville", 0)
        self.freeze("ville")
        self.promise("ville", "ville")

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)
        self.days.__exit__(None, None, None)

    # ---- doing

    def does(self, name: str, deed: Callable[..., Any], **words: Any) -> Any:
        """The deed's answer; None when it was refused."""
        with acting(Person(self.people[name])) as by:
            try:
                return deed(by=by, **words)
            except (Refused, CannotBe):
                return None

    def straight(self, name: str, statement: str, *values: Any) -> bool:
        """Past the actions, as the pages' role: whether it changed a row."""
        with acting(Person(self.people[name])):
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(statement, values)
                    return bool(cursor.rowcount)
            except DatabaseError:
                return False

    def pick(self, model: Any, number: int) -> Any:
        with as_owner():
            rows = list(model.objects.whole(WHY).order_by("-pk")[:3])
        return rows[number % len(rows)] if rows else None

    # ---- steps

    @rule(who=ANYBODY, kind=st.sampled_from(["goal", "dream"]))
    def add(self, who: str, kind: str) -> None:
        self.does(who, actions.add_item, youth=self.here.aino, kind=kind, area="home" if kind == "goal" else "")

    @rule(who=ANYBODY, number=NUMBER)
    def say(self, who: str, number: int) -> None:
        self.count += 1
        text = f"Sanat {self.count}"
        voice = self.does(who, actions.say, item=self.pick(Item, number), text=text)
        if voice is not None:
            assert who in {"aino", "ville", "piia", "leena"}
            self.texts[voice.pk], self.scribes[voice.pk] = text, "" if who == "aino" else who
            self.agreed[voice.pk] = "own" if who == "aino" else ""

    def may_agree(self, who: str, voice: OwnVoice, how: str) -> bool:
        before = self.agreed[voice.pk]
        if who == "aino":
            return how in {"own", "no"} and before in {"", "table"}
        return who == self.scribes[voice.pk] and how in {"table", "no"} and before == ""

    @rule(
        who=ANYBODY,
        number=NUMBER,
        how=st.sampled_from(["own", "own", "table", "table", "paper", "no", ""]),
        past=st.booleans(),
    )
    def agree(self, who: str, number: int, how: str, past: bool) -> None:
        voice = self.pick(OwnVoice, number)
        if voice is None:
            return
        allowed = self.may_agree(who, voice, how)
        if past:
            statement = "update plans_ownvoice set agreed = %s, agreed_at = nullif(%s, '')::date where id = %s"
            if how == self.agreed[voice.pk]:
                return
            self.straight(who, statement, how, DAY.isoformat() if how else "", voice.pk)
        else:
            self.does(who, actions.agree, voice=voice, how=how)
        if allowed:
            self.agreed[voice.pk] = how
            SEEN[f"agreed: {how}"] += 1

    @rule(who=ANYBODY, number=NUMBER, column=st.sampled_from(["text", "version", "scribe_id", "youth_id"]))
    def meddle(self, who: str, number: int, column: str) -> None:
        voice = self.pick(OwnVoice, number)
        if voice is not None:
            new = {"text": "Muuta", "version": 99, "scribe_id": self.people[who].pk, "youth_id": self.here.eetu.pk}[column]
            statement = f"update plans_ownvoice set {column} = %s where id = %s and {column} is distinct from %s"
            assert not self.straight(who, statement, new, voice.pk, new)
            assert not self.straight(who, "delete from plans_ownvoice where id = %s", voice.pk)

    @rule(who=ANYBODY, owner=ANYBODY)
    def promise(self, who: str, owner: str) -> None:
        self.count += 1
        text = f"Lupaus {self.count}"
        row = self.does(who, actions.promise, youth=self.here.aino, text=text, due=DAY, owner=self.people[owner])
        if row is not None:
            self.owners[row.pk], self.promised[row.pk] = self.people[owner].pk, text
            SEEN["promised"] += 1
            self.risen()

    @rule(who=ANYBODY, number=NUMBER, deed=st.sampled_from(["hand", "hand", "keep", "call_off", "rob"]), owner=ANYBODY)
    def settle(self, who: str, number: int, deed: str, owner: str) -> None:
        row = self.pick(Promise, number)
        if row is None:
            return
        if deed == "keep":
            self.does(who, actions.keep, promise=row)
        elif deed == "call_off":
            self.does(who, actions.call_off, promise=row, why="Ei onnistu.")
        elif deed == "rob":
            assert not self.straight(who, "update plans_promise set owner_id = null where id = %s", row.pk)
        else:
            self.does(who, actions.hand_promise_to, promise=row, owner=self.people[owner])
            with as_owner():
                after = Promise.objects.whole(WHY).get(pk=row.pk)
            if after.owner_id != row.owner_id:
                assert (row.is_open, after.owner_id) == (True, self.people[owner].pk)
                self.owners[row.pk] = after.owner_id
                SEEN["handed over"] += 1
        self.risen()

    @rule(who=ANYBODY)
    def freeze(self, who: str) -> None:
        self.does(who, actions.freeze, youth=self.here.aino)

    @rule(who=ANYBODY, number=NUMBER, says=SAYS)
    def answer(self, who: str, number: int, says: str) -> None:
        version = self.pick(Version, number)
        if version is not None:
            row = self.does(who, actions.answer, version=version, says=says, words="Sana")
            self.answered(row, version, "youth" if who == "aino" else "worker")

    @rule(who=ANYBODY, number=NUMBER, says=SAYS)
    def paper(self, who: str, number: int, says: str) -> None:
        version = self.pick(Version, number)
        if version is None:
            return
        row = self.does(who, actions.record_paper, version=version, says=says, day=DAY)
        if row is not None:
            assert who == "ville"
            if says in SIGNED:
                waiting = {
                    (line["item"], line["waiting"]["version"])
                    for section in version.content["sections"]
                    for line in section["items"]
                    if line["waiting"]
                }
                with as_owner():
                    for voice in OwnVoice.objects.whole(WHY).all():
                        item = Item.objects.whole(WHY).get(pk=voice.item_id)
                        if self.agreed[voice.pk] == "" and (str(item.uuid), voice.version) in waiting:
                            self.agreed[voice.pk] = "paper"
                            SEEN["agreed: paper"] += 1
        self.answered(row, version, "youth")

    def answered(self, row: Answer | None, version: Version, whose: str) -> None:
        """The plan is followed only when the latest words of both to this version are a yes."""
        if row is None:
            return
        assert row.whose == whose
        self.answers.append((version.pk, whose, row.says))
        latest = {each: says for key, each, says in self.answers if key == version.pk}
        with as_owner():
            stage = Plan.objects.whole(WHY).get(youth=self.here.aino).stage
        if set(latest) == {"youth", "worker"} and set(latest.values()) <= SIGNED:
            assert stage == "follow_up"
            self.followed = True
            SEEN["signed by both"] += 1

    @rule(who=ANYBODY, number=NUMBER)
    def forge(self, who: str, number: int) -> None:
        version = self.pick(Version, number)
        if version is not None and who != "aino":
            statement = (
                "insert into plans_answer "
                "(version_id, youth_id, whose, says, words, on_paper, written_by_id, day, written_at) "
                "values (%s, %s, 'youth', 'signs', '', false, %s, %s, now())"
            )
            for writer in (who, "aino"):
                values = (version.pk, self.here.aino.pk, self.people[writer].pk, DAY)
                assert not self.straight(who, statement, *values)

    followed = False

    # ---- what always holds

    @invariant()
    def what_was_said_stands_and_nothing_more(self) -> None:
        """Words as they were said and agreed as they were agreed; answers as they were given, the young person's on screen
        from their own account; every promise with its words and an adult who owns it; no plan followed without two yeses.
        """
        SEEN["steps"] += 1
        with as_owner():
            voices = list(OwnVoice.objects.whole(WHY).all())
            answers = list(Answer.objects.whole(WHY).order_by("pk"))
            promises = list(Promise.objects.whole(WHY).all())
            stage = Plan.objects.whole(WHY).get(youth=self.here.aino).stage
        assert {row.pk: row.text for row in voices} == self.texts
        assert {row.pk: row.agreed for row in voices} == self.agreed
        names = {user.pk: name for name, user in self.people.items()}
        assert {row.pk: names.get(row.scribe_id, "") for row in voices} == self.scribes
        assert [(row.version_id, row.whose, row.says) for row in answers] == self.answers
        aino = self.people["aino"].pk
        assert all((row.written_by_id == aino) == (row.whose == "youth" and not row.on_paper) for row in answers)
        assert stage != "follow_up" or self.followed
        assert {row.pk: row.owner_id for row in promises} == self.owners
        assert {row.pk: row.text for row in promises} == self.promised
        grown = {user.pk for user in self.people.values() if user.is_staff}
        assert set(self.owners.values()) <= grown

    def risen(self) -> None:
        """Every open promise, and no other, is on the board's list by its owner."""
        with acting(Person(self.people["ville"])):
            refresh(self.here.aino.pk)
        with as_owner():
            days = {row.promise_id: row.owner_id for row in PromiseDay.objects.whole(WHY).all()}
            open_ones = Promise.objects.whole(WHY).filter(kept_on=None, called_off_on=None)
            assert days == {row.pk: row.owner_id for row in open_ones}


def walk(examples: int, steps: int, *, same: bool) -> None:
    """same: the same walks each time, so that a push is never red by luck."""
    SEEN.clear()
    run_state_machine_as_test(
        Plans,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            derandomize=same,
        ),
    )
    print("figure: the plan's random walk:", ", ".join(f"{count:,} {what}" for what, count in sorted(SEEN.items())))
    assert [what for what in WANTED if not SEEN[what]] == []


@pytest.mark.slow
@pytest.mark.django_db
def test_own_words_consent_and_promises_hold_over_a_thousand_steps() -> None:
    walk(examples=20, steps=50, same=True)
    assert SEEN["steps"] >= 1_000


@pytest.mark.long
@pytest.mark.django_db
def test_own_words_consent_and_promises_hold_over_twenty_thousand_steps() -> None:
    walk(examples=215, steps=100, same=False)
    assert SEEN["steps"] >= 20_000
