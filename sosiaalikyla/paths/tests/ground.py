"""A small village for tests of the path: one young person, their workers, and people who have no business there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sosiaalikyla.access.actors import Person, acting
from sosiaalikyla.access.models import User
from sosiaalikyla.base import clock
from sosiaalikyla.paths import versions
from sosiaalikyla.paths.models import CheckDay, ModelVersion, PathDays, StepDay
from sosiaalikyla.paths.refresh import refresh
from sosiaalikyla.people.models import Placement, Youth
from sosiaalikyla.people.tests import factories
from tests.ground import as_owner

DAY = date(2026, 3, 2)
WHY = "made for a test"


@dataclass
class Village:
    """Aino, 18, still placed. Ville is responsible, Leena decides, Piia is the pair, Lasse leaves, Roosa is to receive."""

    aino: Youth
    placement: Placement
    ville: User
    leena: User
    piia: User
    lasse: User
    roosa: User
    sirpa: User
    marja: User
    kaisa: User
    jonna: User
    eetu: Youth

    @property
    def strangers(self) -> list[User]:
        """Those who may do nothing on Aino's path; the last two see it, but don't write."""
        return [self.sirpa, self.marja, self.kaisa, self.jonna, account(self.eetu), self.lasse, self.roosa]


def village() -> Village:
    county, other = factories.county(), factories.county("Keski-Pohjanmaan hyvinvointialue", "18")
    names = {name: factories.staff(name, county) for name in ("Ville", "Leena", "Piia", "Lasse", "Roosa", "Sirpa")}
    aino = factories.youth("Aino", names["Ville"])
    for name, kind in (("Leena", "decides"), ("Piia", "pair"), ("Lasse", "leaving"), ("Roosa", "receiving")):
        factories.beside(aino, names[name], kind)
    return Village(
        aino=aino,
        placement=factories.placement(aino, begins=-900, ends=60),
        marja=factories.staff("Marja", county, role="manager"),
        kaisa=factories.staff("Kaisa", other),
        jonna=factories.staff("Jonna", county, role="substitute_care", title="ohjaaja"),
        eetu=factories.youth("Eetu", names["Sirpa"]),
        **{name.lower(): user for name, user in names.items()},
    )


def account(youth: Youth) -> User:
    assert youth.user is not None
    return youth.user


def do(who: User, deed: Callable[..., Any], /, **words: Any) -> Any:
    """Let somebody act, in a transaction of their own."""
    with acting(Person(who)) as by:
        return deed(by=by, **words)


def seen_by(who: User, model: Any, **filters: Any) -> list[Any]:
    """Rows of a model that somebody may open, by the rule and by the database."""
    with acting(Person(who)) as by:
        return list(model.objects.visible_to(by).filter(**filters).order_by("pk"))


def brought_up(youth: Youth, by: User) -> None:
    """The path worked out anew, as when somebody opens it."""
    with acting(Person(by)):
        refresh(youth.pk)


def steps(youth: Youth) -> dict[str, StepDay]:
    with as_owner():
        return {row.step: row for row in StepDay.objects.whole(WHY).filter(youth=youth)}


def line(youth: Youth) -> PathDays:
    with as_owner():
        return PathDays.objects.whole(WHY).get(youth=youth)


def checks(youth: Youth) -> dict[str, CheckDay]:
    with as_owner():
        return {row.phase: row for row in CheckDay.objects.whole(WHY).filter(youth=youth)}


def derived(youth: Youth) -> dict[str, list[dict[str, Any]]]:
    """Every derived row of a path, without keys, in a steady order."""
    found = {}
    with as_owner():
        for model in (StepDay, PathDays, CheckDay):
            rows = [{name: value for name, value in row.items() if name != "id"} for row in
                    model.objects.whole(WHY).filter(youth=youth).values()]  # fmt: skip
            found[model.__name__] = sorted(rows, key=str)
    return found


def publish(key: str, change: Callable[[dict[str, Any]], None]) -> ModelVersion:
    """Lay down the next version of a model, as a change of its file would."""
    newest = versions.latest()[key]
    content = versions.version(newest.pk).as_json()
    change(content)
    content["version"] = newest.number + 1
    with as_owner():
        return ModelVersion.objects.create(
            key=key, number=newest.number + 1, content=content, content_hash=f"changed-{newest.number + 1}",
            published_on=clock.today(),
        )  # fmt: skip
