"""What a person remembers, with its gaps, and the answer that can be given all the same.

Nobody remembers every day of their childhood. A day may be told as a month or a year, or not at all. What is not
known is read twice, once as far against the right and once as far for it as it can be. If both give the same answer,
the gap does not matter; if not, the person is told what to find out. Nothing is guessed in silence.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from itertools import permutations

from .engine import (
    FAMILY_GROUP_HOME,
    OPEN_CARE,
    SUBSTITUTE_CARE,
    Answer,
    Facts,
    MeasureDecision,
    Placement,
    right_to_aftercare,
)
from .loader import Rules

# What may be missing, in the order in which it is asked.
GAPS = ("kind", "end", "days", "last_client")
CONTRADICTIONS = ("start_before_birth", "start_ahead", "end_before_start", "overlap", "client_before_birth", "client_ahead")


@dataclass(frozen=True, slots=True)
class Span:
    """A day known only to lie between `first` and `last`, both included; the same day twice when it is known."""

    first: date
    last: date

    @classmethod
    def of(cls, year: int, month: int | None = None, day: int | None = None) -> Span:
        """A whole year, a whole month or one day; `ValueError` if there is no such month or day."""
        if month is None:
            return cls(date(year, 1, 1), date(year, 12, 31))
        if day is None:
            first = date(year, month, 1)
            return cls(first, first.replace(day=monthrange(year, month)[1]))
        return cls(date(year, month, day), date(year, month, day))

    @property
    def exact(self) -> bool:
        return self.first == self.last

    def within(self, earliest: date, latest: date) -> Span:
        """The part between these days, or the span itself when no part of it is: that is for `contradictions` to say."""
        if self.last < earliest or self.first > latest:
            return self
        return Span(max(self.first, earliest), min(self.last, latest))


@dataclass(frozen=True, slots=True)
class ToldPlacement:
    """One placement as told. `kind` None: not known which. `end` None: not known when, or `still` placed."""

    kind: str | None
    start: Span | None
    end: Span | None = None
    still: bool = False
    alone: bool | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """Everything told on one visit. `last_client` None: not known when, or `still_client`."""

    born: date
    placements: tuple[ToldPlacement, ...] = ()
    last_client: Span | None = None
    still_client: bool = False
    came_alone: bool | None = None
    county_code: str | None = None
    decision: MeasureDecision | None = None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two things told that can't both be so. `placement` and `other` are places in `Told.placements`, from 0."""

    kind: str
    placement: int | None = None
    other: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to show. `otherwise` is what it would be if a gap turned out differently; None when gaps don't matter.

    For a right that stands, `answer` holds the nearer of the possible ends and `ends_later` the farther one.
    """

    answer: Answer
    otherwise: Answer | None = None
    gaps: tuple[str, ...] = ()
    ends_later: Answer | None = None

    @property
    def depends(self) -> bool:
        """Whether a gap decides if there is a right at all."""
        return self.otherwise is not None


def contradictions(told: Told, on: date) -> tuple[Contradiction, ...]:
    """What can't be so, whatever the days that are not known; empty if everything fits."""
    found = []
    for number, placement in enumerate(told.placements):
        start, end = placement.start, placement.end
        if start is not None and start.last < told.born:
            found.append(Contradiction("start_before_birth", number))
        elif start is not None and start.first > on:
            found.append(Contradiction("start_ahead", number))
        elif end is not None and end.last < (start.first if start is not None else told.born):
            found.append(Contradiction("end_before_start", number))
    if told.last_client is not None and told.last_client.last < told.born:
        found.append(Contradiction("client_before_birth"))
    if told.last_client is not None and told.last_client.first > on:
        found.append(Contradiction("client_ahead"))
    return tuple(found) if found else _overlaps(told, on)


def _overlaps(told: Told, on: date) -> tuple[Contradiction, ...]:
    """Empty if the placements can stand one after another in some order; else the pair that stands in the way."""
    if _in_order(told, on) is not None:
        return ()
    order = sorted(range(len(told.placements)), key=lambda number: _sort_key(told.placements[number]))
    reached = date.min
    for place, number in enumerate(order):
        start, end = _bounds(told.placements[number], told.born, on)
        if place and max(reached, start.first) > start.last:
            return (Contradiction("overlap", number, order[place - 1]),)
        reached = max(reached, start.first, end.first)
        if place and reached > end.last:
            return (Contradiction("overlap", number, order[place - 1]),)
    return (Contradiction("overlap", order[-1], order[0]),)


def verdict(told: Told, rules: Rules, on: date) -> Verdict:
    """The answer by both readings. `ValueError` for placements that overlap: ask `contradictions` first."""
    cautious = right_to_aftercare(facts(told, on, hopeful=False), rules)
    hopeful = right_to_aftercare(facts(told, on, hopeful=True), rules)
    gaps = _gaps(told)
    if cautious.entitled != hopeful.entitled:
        # The hopeful answer is shown first only when it is the one with the right; the other order can't be ruled out.
        with_right, without = (hopeful, cautious) if hopeful.entitled else (cautious, hopeful)
        return Verdict(with_right, otherwise=without, gaps=gaps)
    if not cautious.entitled:
        return Verdict(hopeful, gaps=gaps)
    nearer, farther = sorted((cautious, hopeful), key=lambda answer: answer.ends or date.max)
    return Verdict(nearer, gaps=gaps, ends_later=farther if farther.ends != nearer.ends else None)


def _gaps(told: Told) -> tuple[str, ...]:
    spans = [span for p in told.placements for span in (p.start, p.end)] + [told.last_client]
    found = {
        "kind": any(p.kind is None for p in told.placements),
        "end": any(p.end is None and not p.still for p in told.placements),
        "days": any(span is not None and not span.exact for span in spans) or any(p.start is None for p in told.placements),
        "last_client": told.last_client is None and not told.still_client and bool(told.placements),
    }
    return tuple(gap for gap in GAPS if found[gap])


def facts(told: Told, on: date, *, hopeful: bool) -> Facts:
    """One reading of what was told: as far for the right as it can be, or as far against it."""
    placements = _placements(told, on, hopeful=hopeful)
    ended = [p.end for p in placements if p.end is not None and p.type != FAMILY_GROUP_HOME]
    if told.last_client is not None:
        known = told.last_client.within(told.born, on)
        last_client = known.last if hopeful else known.first
    elif told.still_client or hopeful:
        last_client = None
    else:
        # A placed child is a client: it can't have been earlier than this.
        last_client = max(ended, default=told.born)
    return Facts(
        on=on,
        born=told.born,
        placements=placements,
        last_client=last_client,
        came_alone_as_minor=told.came_alone,
        county_code=told.county_code,
        decision=told.decision,
    )


def _sort_key(placement: ToldPlacement) -> tuple[date, date]:
    known = placement.start or placement.end
    return (known.last if known else date.max, placement.end.last if placement.end else date.max)


def _bounds(placement: ToldPlacement, born: date, on: date) -> tuple[Span, Span]:
    """Between which days it began and ended. A placement that still goes on ends after every day."""
    anything = Span(born, max(born, on))
    start = placement.start.within(born, on) if placement.start else anything
    if placement.still:
        return start, Span(date.max, date.max)
    return start, placement.end.within(born, on) if placement.end else anything


def _in_order(told: Told, on: date) -> list[tuple[ToldPlacement, Span, Span]] | None:
    """The placements in an order in which each can end before the next begins, the order they were told first.

    The spans are narrowed to the days that leave room for the others. None if there is no such order.
    """
    by_day = sorted(told.placements, key=_sort_key)
    for order in (told.placements, by_day, *permutations(by_day)):
        spans = [span for placement in order for span in _bounds(placement, told.born, on)]
        for earlier in range(len(spans) - 1):
            later = spans[earlier + 1]
            spans[earlier + 1] = Span(max(later.first, spans[earlier].first), later.last)
        for earlier in reversed(range(len(spans) - 1)):
            span = spans[earlier]
            spans[earlier] = Span(span.first, min(span.last, spans[earlier + 1].last))
        if all(span.first <= span.last for span in spans):
            return list(zip(order, spans[::2], spans[1::2], strict=True))
    return None


def _placements(told: Told, on: date, *, hopeful: bool) -> tuple[Placement, ...]:
    """In order of time. The hopeful reading makes each as long as it can be, the cautious one as short."""
    found = _in_order(told, on)
    if found is None:
        raise ValueError("the placements overlap: ask `contradictions` first")
    read: list[Placement] = []
    reached = told.born
    for place, (placement, start, end) in enumerate(found):
        begins = max(start.first, reached) if hopeful else start.last
        ends: date | None = end.last if hopeful else max(end.first, begins)
        # Not known when the last one ended: at worst it still goes on.
        maybe_still = placement.end is None and not hopeful and place == len(found) - 1
        if placement.still or maybe_still:
            ends = None
        reached = ends or reached
        read.append(Placement(_kind(placement, told, hopeful=hopeful), begins, ends, placement.alone))
    return tuple(read)


def _kind(placement: ToldPlacement, told: Told, *, hopeful: bool) -> str:
    """Not knowing which kind: at best it was custody; at worst no child welfare at all, if that can be."""
    if placement.kind is not None:
        return placement.kind
    if hopeful:
        return SUBSTITUTE_CARE
    return OPEN_CARE if told.came_alone is False else FAMILY_GROUP_HOME
