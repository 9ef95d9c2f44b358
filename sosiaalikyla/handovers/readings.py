"""One change of worker, whole: its rows, what follows from them, and what the one who looks may do. Five queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from sosiaalikyla.access.actors import Actor
from sosiaalikyla.base import clock
from sosiaalikyla.handovers import machine, policy
from sosiaalikyla.handovers.machine import Facts, Move, Role, State, Waiting, Wishes
from sosiaalikyla.handovers.models import CheckAnswer, Handover, Proposal, Wish
from sosiaalikyla.people.models import Responsibility, Youth
from sosiaalikyla.plans.models import Promise


def facts_of(
    handover: Handover,
    proposals: Sequence[Proposal],
    wishes: Iterable[Wish],
    answers: Mapping[str, CheckAnswer],
    meeting_on: date | None = None,
) -> Facts:
    """Rows turned into facts. proposals: in the order they were made; the latest holds."""
    asked = proposals[-1] if proposals else None
    answered = {voice: row.answered_on for voice, row in answers.items()}
    return Facts(
        begun_on=handover.begun_on,
        sudden=handover.sudden,
        deadline=handover.deadline,
        asked_on=asked.asked_on if asked else None,
        accepted_on=asked.accepted_on if asked else None,
        refused_on=asked.refused_on if asked else None,
        refused_why=asked.refused_why if asked else "",
        receiver=handover.receiver_id is not None,
        wishes=said(wishes),
        meeting_on=meeting_on,
        held_on=handover.held_on,
        changed_on=handover.changed_on,
        youth_answered_on=answered.get(CheckAnswer.Voice.YOUTH),
        receiver_answered_on=answered.get(CheckAnswer.Voice.WORKER),
        closed_on=handover.closed_on,
        closed_why=handover.closed_why or handover.closed_how,
        withdrawn_on=handover.withdrawn_on,
        withdrawn_why=handover.withdrawn_why,
    )


def said(wishes: Iterable[Wish]) -> Wishes:
    """Told when one wish stands, none when only "nothing to wish" was said; else the young person has said nothing."""
    kinds = {wish.kind for wish in wishes if wish.counts}
    if kinds & {Wish.Kind.TELL, Wish.Kind.DONT_TELL}:
        return Wishes.TOLD
    return Wishes.NONE if Wish.Kind.NONE in kinds else Wishes.SILENT


@dataclass
class Change:
    """A change as somebody sees it today."""

    handover: Handover
    facts: Facts
    roles: frozenset[Role]
    today: date
    proposals: list[Proposal]
    wishes: list[Wish]
    answers: dict[str, CheckAnswer]

    @property
    def state(self) -> State:
        return machine.state(self.facts)

    @property
    def waiting(self) -> Waiting | None:
        return machine.waiting(self.facts)

    @property
    def asked(self) -> Proposal | None:
        return self.proposals[-1] if self.proposals else None

    @property
    def is_open(self) -> bool:
        return self.state in machine.OPEN

    @property
    def warm(self) -> tuple[bool, tuple[str, ...]]:
        return machine.warm(self.facts)

    @property
    def check_open(self) -> bool:
        return self.state is State.HANDED_OVER and self.today >= machine.check_opens(self.facts)

    @property
    def vacancy(self) -> bool:
        """The worker left suddenly and nobody has said yes yet."""
        return self.handover.sudden and self.handover.receiver_id is None and self.is_open

    def may(self, move: str) -> bool:
        if not machine.may(self.facts, Move(move), self.roles, self.today):
            return False
        return move != Move.ANSWER_CHECK or self._not_answered()

    def _not_answered(self) -> bool:
        voice = CheckAnswer.Voice.YOUTH if Role.YOUTH in self.roles else CheckAnswer.Voice.WORKER
        return voice not in self.answers

    def of_kind(self, *kinds: str) -> list[Wish]:
        return [wish for wish in self.wishes if wish.kind in kinds]


def change(actor: Actor, handover: Handover, *, youth: Youth | None = None, answers: Responsibility | None = None) -> Change:
    """The change as the actor may see it: of a manager's board it holds no word of the young person.

    youth, answers: what the page has read already, see `policy.roles`.
    """
    asked = Proposal.objects.visible_to(actor).filter(handover=handover).select_related("receiver", "asked_by")
    wishes = Wish.objects.visible_to(actor).filter(handover=handover).select_related("scribe").order_by("said_on", "pk")
    # The author isn't joined: a young person's account is nobody else's to see, and the row would be lost with it.
    said_after = CheckAnswer.objects.visible_to(actor).filter(handover=handover)
    proposals, told = list(asked.order_by("pk")), list(wishes)
    by_voice = {row.voice: row for row in said_after}
    return Change(
        handover=handover,
        facts=facts_of(handover, proposals, told, by_voice),
        roles=policy.roles(actor, handover, youth=youth, answers=answers),
        today=clock.today(),
        proposals=proposals,
        wishes=told,
        answers=by_voice,
    )


def latest(actor: Actor, youth_id: int) -> Handover | None:
    """The open change of the young person, or else the last one. With two clients relations, the one begun last."""
    left = Promise.objects.visible_to(actor).filter(
        youth=OuterRef("youth"), owner=OuterRef("giver"), kept_on=None, called_off_on=None
    )
    words = left.order_by("due", "pk").values(words=JSONObject(uuid="uuid", text="text", due="due"))
    rows = Handover.objects.visible_to(actor).filter(youth_id=youth_id).select_related("giver", "receiver")
    rows = rows.annotate(promises_left=ArraySubquery(words))
    return min(
        rows.order_by("-begun_on", "-pk")[:20],
        key=lambda row: row.closed_on is not None or row.withdrawn_on is not None,
        default=None,
    )


def promises_left(change: Change) -> list[dict[str, Any]]:
    """Open promises of the one who leaves, to be kept or handed over before the change and taken up after it, as `latest`
    brought them: {uuid, text, due}.
    """
    if not change.is_open:
        return []
    found: list[dict[str, Any]] = change.handover.promises_left  # type: ignore[attr-defined]
    return [{**each, "due": date.fromisoformat(each["due"])} for each in found]
