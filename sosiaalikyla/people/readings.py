"""Who helps, who decides and who stands in today, for one young person or for a whole list, in four queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from sosiaalikyla.access.actors import Actor
from sosiaalikyla.access.models import User
from sosiaalikyla.base import text
from sosiaalikyla.people.models import ClientRelation, Cover, Responsibility, WorkRelation, Youth, last_day


def told_apart(youths: Collection[Youth]) -> None:
    """Give each of a list a name of its own, `called`: the used name, with the date of birth where two are called alike."""
    alike = Counter(youth.used_name.casefold() for youth in youths)
    for youth in youths:
        born = f" {text.day(youth.born)}" if alike[youth.used_name.casefold()] > 1 else ""
        youth.called = f"{youth.used_name}{born}"  # type: ignore[attr-defined]


@dataclass
class Helpers:
    """Those who answer for one client relation on one day.

    last_day: the responsible worker's last day as now known; None when it goes on.
    """

    relation: ClientRelation
    responsible: User | None = None
    last_day: date | None = None
    next_one: User | None = None
    next_from: date | None = None
    decides: User | None = None
    beside: list[WorkRelation] = field(default_factory=list)
    standing_in: Cover | None = None

    @property
    def today(self) -> User | None:
        """Whom to turn to today."""
        return self.standing_in.deputy if self.standing_in else self.responsible

    def of_kind(self, kind: str) -> list[WorkRelation]:
        return [row for row in self.beside if row.kind == kind]

    def part_of(self, user_id: int | None) -> str:
        """The user's own part: responsible, standing_in, one of WorkRelation.Kind, or nothing."""
        if self.responsible is not None and self.responsible.pk == user_id:
            return "responsible"
        if self.standing_in is not None and self.standing_in.deputy_id == user_id:
            return "standing_in"
        return next((row.kind for row in self.beside if row.worker_id == user_id), "")


def helpers(actor: Actor, youth_ids: Iterable[int], day: date) -> dict[int, list[Helpers]]:
    """For each young person, one `Helpers` per client relation open on the day: what the actor may see of it."""
    ids = list(youth_ids)
    relations = ClientRelation.objects.visible_to(actor).filter(youth__in=ids, open_during__contains=day)
    found = {row.pk: Helpers(row) for row in relations.select_related("organisation").order_by("organisation__name")}
    answers = Responsibility.objects.visible_to(actor).filter(relation__in=list(found), during__overlap=DateRange(day, None))
    for row in answers.select_related("worker").order_by("during"):
        held = found[row.relation_id]
        if row.during.lower <= day:
            held.responsible, held.last_day = row.worker, last_day(row.during.upper)
        elif held.next_one is None:
            held.next_one, held.next_from = row.worker, row.during.lower
    beside = WorkRelation.objects.visible_to(actor).filter(relation__in=list(found), during__contains=day)
    for other in beside.select_related("worker").order_by("worker__name"):
        found[other.relation_id].beside.append(other)
        if other.kind == WorkRelation.Kind.DECIDES:
            found[other.relation_id].decides = other.worker
    workers = {held.responsible.pk for held in found.values() if held.responsible}
    covers = Cover.objects.visible_to(actor).filter(worker__in=workers, during__contains=day)
    deputies = {row.worker_id: row for row in covers.select_related("deputy", "worker")}
    by_youth: dict[int, list[Helpers]] = {pk: [] for pk in ids}
    for held in found.values():
        if held.responsible:
            held.standing_in = deputies.get(held.responsible.pk)
        by_youth[held.relation.youth_id].append(held)
    return by_youth
