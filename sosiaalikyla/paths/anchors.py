"""From a young person's facts to the days and conditions a path is counted from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sosiaalikyla.base.months import add_years
from sosiaalikyla.paths.models import AnchorDay, Wish
from sosiaalikyla.people.models import ClientRelation, Placement, Responsibility, Youth
from sosiaalikyla.rules import engine
from sosiaalikyla.rules.loader import Rules


@dataclass(frozen=True)
class Facts:
    """Everything the path is counted from, as read in one refresh."""

    youth: Youth
    placements: tuple[Placement, ...]
    relations: tuple[ClientRelation, ...]
    responsibilities: tuple[Responsibility, ...]
    said_days: tuple[AnchorDay, ...]
    wishes: tuple[Wish, ...]


def right(facts: Facts, on: date) -> engine.Answer:
    """The right to aftercare as the law stands, from the facts written down (417/2007, 75 §; 681/2023, 34 §)."""
    last_client = None
    if facts.relations and not any(row.open_during.upper_inf for row in facts.relations):
        last_client = max(row.open_during.upper for row in facts.relations)
    return engine.right_to_aftercare(
        engine.Facts(
            on=on,
            born=facts.youth.born,
            placements=tuple(
                engine.Placement(
                    type=row.kind,
                    start=row.begins_on,
                    end=row.ends_on if row.ends_on is not None and row.ends_on <= on else None,
                    child_alone=row.child_alone,
                )
                for row in facts.placements
            ),
            last_client=last_client,
            came_alone_as_minor=facts.youth.came_alone,
        ),
        Rules.load(),
    )


def right_when_placement_has_ended(facts: Facts, on: date) -> engine.Answer:
    """For one still placed: the right as it will be, counted on the day after the placement ends as now planned."""
    ends = [row.ends_on for row in facts.placements if row.ends_on is not None]
    return right(facts, max([on, *ends]))


def anchors(facts: Facts, answer: engine.Answer) -> dict[str, date | None]:
    """Day of each anchor, None when it isn't known (`paths/data/conventions.yaml` says what each means)."""
    born = facts.youth.born
    found: dict[str, date | None] = {
        "turns_17": add_years(born, 17),
        "turns_18": add_years(born, 18),
        "placement_end": _placement_end(facts.placements),
        "right_end": right_end(answer),
        "worker_change": _worker_change(facts.responsibilities),
        "move_in": None,
        "child_expected": None,
        "aftercare_end": None,
        "area_move": None,
        "custody_start": None,
        "return_to_aftercare": None,
    }
    placement_end = found["placement_end"]
    found["aftercare_start"] = placement_end + timedelta(days=1) if placement_end else None
    for row in sorted(facts.said_days, key=lambda row: row.set_at):
        found[row.anchor] = row.day
    return found


def right_end(answer: engine.Answer) -> date | None:
    """The later of the two rights: one who came alone is carried by the parallel right."""
    ends = [day for day in (answer.ends, answer.parallel.ends if answer.parallel else None) if day is not None]
    return max(ends, default=None)


def _placement_end(placements: Iterable[Placement]) -> date | None:
    latest = max(placements, key=lambda row: row.begins_on, default=None)
    return latest.ends_on if latest else None


def _worker_change(rows: Iterable[Responsibility]) -> date | None:
    began = sorted(row.during.lower for row in rows)
    return began[-1] if len(began) > 1 else None


def conditions(facts: Facts, days: dict[str, date | None]) -> frozenset[str]:
    """Keys of the conditions that are true: computed where the facts tell, else as the young person has said."""
    placement_end, adult = days["placement_end"], days["turns_18"]
    latest = max(facts.placements, key=lambda row: row.begins_on, default=None)
    computed = {
        "placement_ends_at_18_or_later": bool(placement_end and adult and placement_end >= adult),
        "returns_home_as_minor": bool(placement_end and adult and placement_end < adult),
        "open_care_placement": latest is not None and latest.kind == Placement.Kind.OPEN_CARE,
        "came_alone_as_minor": facts.youth.came_alone is True
        or any(row.kind == Placement.Kind.FAMILY_GROUP_HOME for row in facts.placements),
        "worker_changes": days["worker_change"] is not None,
        "moves_to_other_area": days["area_move"] is not None,
        "has_or_expects_child": days["child_expected"] is not None,
        "returns_after_pause": days["return_to_aftercare"] is not None,
        "in_custody": days["custody_start"] is not None,
    }
    true = {key for key, holds in computed.items() if holds}
    for row in sorted(facts.wishes, key=lambda row: row.set_at):
        (true.add if row.holds else true.discard)(row.condition)
    return frozenset(true)
