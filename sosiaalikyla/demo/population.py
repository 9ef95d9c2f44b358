"""Invented lives by the hundred: the same kind of lines as the named lives have, drawn with a fixed seed. Pure.

The shares come from the figures that were found (data/population.yaml says which, and which are assumptions of ours).
Nobody here is or was anybody: names are common first names, phones are numbers that ring nowhere.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sosiaalikyla.base import yaml_files
from sosiaalikyla.base.months import add_years

DATA = Path(__file__).resolve().parent / "data"
SEED = 2026

Line = dict[str, Any]


@dataclass(frozen=True)
class Team:
    """Who works in the organisation whose lives are drawn. Keys of staff.

    helpers: (worker, how many open young people they are responsible for) · deciders: who decide · since: from which day
    on somebody has worked there; whoever isn't named has always been.
    """

    organisation: str
    county: str
    helpers: tuple[tuple[str, int], ...]
    deciders: tuple[str, ...]
    since: dict[str, date] = field(default_factory=dict)


@cache
def shares() -> dict[str, Any]:
    found: dict[str, Any] = yaml_files.read(DATA / "population.yaml")
    return found


def caseloads(count: int, names: list[str], rng: random.Random) -> tuple[tuple[str, int], ...]:
    """Share `count` open lives among the helpers, between the least and the most of the figures where they allow it."""
    low, high = shares()["caseload"]["from"], shares()["caseload"]["to"]
    drawn = [rng.randint(low, high) for _ in names]
    scale = count / sum(drawn)
    exact = [each * scale for each in drawn]
    given = [int(each) for each in exact]
    for index in sorted(range(len(names)), key=lambda at: given[at] - exact[at])[: count - sum(given)]:
        given[index] += 1
    return tuple(zip(names, given, strict=True))


def stories(count: int, team: Team, today: date, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """`count` lives, each as {key, open, lines}. The same seed, team and day give the same lives.

    Lives whose client relation is open come first, as many as the helpers have places for, then those that have ended.
    """
    places = [helper for helper, many in team.helpers for _ in range(many)]
    for number in range(count):
        rng = random.Random(f"{seed}/{team.organisation}/{number}")
        helper = places[number] if number < len(places) else ""
        yield Drawn(rng, team, today, number, helper).story()


def key_for(team: Team, number: int) -> str:
    """What the life is called among keys: the account's name, and the root of every key of its rows."""
    return f"{team.organisation}{number:06d}"


class Drawn:
    """One life while it is drawn. Every deed is a line; a day is written as so many days before today."""

    def __init__(self, rng: random.Random, team: Team, today: date, number: int, helper: str) -> None:
        self.rng, self.team, self.today, self.helper = rng, team, today, helper
        self.key = key_for(team, number)
        self.number = number
        self.lines: list[tuple[date, Line]] = []
        self.of = shares()

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def word(self, day: date) -> str:
        return f"{(day - self.today).days:+d}d"

    def do(self, day: date, by: str, deed: str, **words: Any) -> None:
        self.lines.append((day, {"by": by, "do": deed, **words}))

    def between(self, first: date, last: date) -> date:
        return first + timedelta(days=self.rng.randint(0, max(0, (last - first).days)))

    def story(self) -> dict[str, Any]:
        is_open = bool(self.helper)
        born = self._born(is_open)
        placements, ends = self._placements(born)
        begins, closes = self._relation(born, ends, is_open)
        first, changes = self._helpers(begins, closes or self.today)
        self._intake(begins, first, born, placements)
        has_account = self._account(begins, first)
        for day, giver, receiver in changes:
            self.do(day - timedelta(days=7), giver, "beside", worker=receiver, kind="receiving",
                    **{"from": self.word(day - timedelta(days=7)), "until": self.word(day + timedelta(days=1))})  # fmt: skip
            self.do(day, giver, "change_responsible", to=receiver)
        self._steps(begins, closes or self.today, ends, first, changes)
        self._checks(begins, closes or self.today, ends, first, changes, has_account)
        if closes is not None:
            last = changes[-1][2] if changes else first
            reason = self.rng.choices(list(self.of["end_reasons"]), list(self.of["end_reasons"].values()))[0]
            self.do(closes, last, "close", reason=reason)
        order = {"take_in": 0, "close": 2}
        self.lines.sort(key=lambda pair: (pair[0], order.get(pair[1]["do"], 1)))
        return {
            "key": self.key,
            "open": is_open,
            "lines": [{"day": self.word(day), **line} for day, line in self.lines],
        }

    # ------------------------------------------------------------ facts

    def _born(self, is_open: bool) -> date:
        years = self.of["ages_open"] if is_open else self.of["ages_ended"]
        age = self.rng.choices(list(years), list(years.values()))[0]
        return add_years(self.today, -int(age)) - timedelta(days=self.rng.randint(0, 364))

    def _placements(self, born: date) -> tuple[list[Line], date]:
        """The placements, and the day the last of them ends as now planned."""
        adult = add_years(born, 18)
        alone = self.chance(self.of["came_alone"])
        kind = "family_group_home_22a" if alone else "substitute_care_40"
        if not alone and self.chance(self.of["open_care"]):
            kind = "open_care_37"
        begins = add_years(born, self.rng.randint(14, 16) if alone else self.rng.randint(3, 16)) + timedelta(
            days=self.rng.randint(0, 300)
        )
        # Most leave at eighteen; some go home before it, some stay on in a placement of aftercare.
        ends = adult
        if self.chance(self.of["home_before_18"]):
            ends = self.between(begins + timedelta(days=240), adult - timedelta(days=30))
        rows = [{"kind": kind, "begins": begins, "ends": ends, "alone": True}]
        if ends == adult and self.chance(self.of["stays_on"]):
            stays = adult + timedelta(days=self.rng.randint(60, 500))
            rows.append({"kind": "aftercare_placement", "begins": adult, "ends": stays, "alone": True})
            ends = stays
        return rows, ends

    def _relation(self, born: date, ends: date, is_open: bool) -> tuple[date, date | None]:
        """From which day the relation is open, and until which: taken in about a year before the placement ends."""
        begins = ends - timedelta(days=self.rng.randint(250, 420))
        if not is_open and begins > self.today - timedelta(days=400):
            begins = self.today - timedelta(days=self.rng.randint(400, 700))
        begins = max(begins, add_years(self.today, -5) + timedelta(days=self.rng.randint(5, 200)))
        begins = min(begins, self.today - timedelta(days=self.rng.randint(10, 120)))
        if is_open:
            return begins, None
        right_ends = add_years(born, 23)
        last = min(right_ends, self.today - timedelta(days=1))
        return begins, self.between(begins + timedelta(days=200), max(last, begins + timedelta(days=200)))

    def _helpers(self, begins: date, until: date) -> tuple[str, list[tuple[date, str, str]]]:
        """The first helper, and each change as (day, giver, receiver). Changes come as rarely as the figures say."""
        days = (until - begins).days
        changes, count, product = [], 0, self.rng.random()
        limit = 2.718281828459045 ** (-self.of["worker_changes_per_year"] * days / 365)
        while product > limit:
            count, product = count + 1, product * self.rng.random()
        apart = timedelta(days=60)
        moments = sorted(self.between(begins + apart, until - apart) for _ in range(count)) if days > 200 else []
        spaced: list[date] = []
        for moment in moments:
            if not spaced or moment - spaced[-1] > apart:
                spaced.append(moment)
        last = self.helper or self._any_helper(begins)
        if self._since(last) > begins and not [day for day in spaced if day > self._since(last)]:
            spaced = [self.between(max(begins, self._since(last)) + timedelta(days=8), until - timedelta(days=8))]
        chain = [last]
        for moment in reversed(spaced):
            before = spaced[spaced.index(moment) - 1] if spaced.index(moment) else begins
            chain.append(self._any_helper(before, but=chain[-1]))
        chain.reverse()
        for index, moment in enumerate(spaced):
            changes.append((moment, chain[index], chain[index + 1]))
        return chain[0], changes

    def _since(self, helper: str) -> date:
        return self.team.since.get(helper, date.min)

    def _any_helper(self, day: date, but: str = "") -> str:
        there = [name for name, _many in self.team.helpers if name != but and self._since(name) <= day]
        return self.rng.choice(there)

    # ------------------------------------------------------------ deeds

    def _intake(self, begins: date, helper: str, born: date, placements: list[Line]) -> None:
        language = self.rng.choices(list(self.of["languages"]), list(self.of["languages"].values()))[0]
        names = self.of["names"][language]
        self.do(begins, helper, "take_in", organisation=self.team.organisation, called=self.rng.choice(names),
                born=self.word(born), worker=helper, language=language)  # fmt: skip
        for row in placements:
            self.do(begins, helper, "placement", kind=row["kind"], begins=self.word(row["begins"]),
                    ends=self.word(row["ends"]), county=self.team.county, alone=row["alone"])  # fmt: skip
        if self.chance(self.of["has_phone"]):
            self.do(begins, helper, "contact", phone=f"040 000 {self.number % 10_000:04d}")
        towns = self.of["towns"]
        self.do(begins, helper, "move_to", county=self.team.county,
                municipality=self.rng.choices(list(towns), list(towns.values()))[0])  # fmt: skip
        if self.chance(self.of["decider_named"]):
            decider = self.rng.choice(self.team.deciders)
            first = max(begins, self._since(decider))
            if first == begins:
                self.do(begins, helper, "beside", worker=decider, kind="decides", **{"from": self.word(begins)})

    def _account(self, begins: date, helper: str) -> bool:
        """Whether the young person has an account of their own: more than one in three never signs in."""
        if not self.chance(self.of["has_account"]):
            return False
        self.do(begins, helper, "open_account")
        return True

    def _steps(self, begins: date, until: date, ends: date, first: str, changes: list[tuple[date, str, str]]) -> None:
        """Steps whose time has gone, most of them marked done by whoever helped then."""
        for step, offset in self.of["steps"].items():
            day = ends + timedelta(days=offset - self.rng.randint(0, 20))
            if begins + timedelta(days=1) <= day < min(until, self.today) and self.chance(self.of["step_done"]):
                self.do(day, _helper_on(day, first, changes), "mark", step=step, status="done")

    def _checks(
        self, begins: date, until: date, ends: date, first: str, changes: list[tuple[date, str, str]], has_account: bool
    ) -> None:
        """Checks whose day has gone, most of them answered: by whoever helped then, and by those with an account."""
        for phase, check in self.of["checks"].items():
            day = ends + timedelta(days=check["offset"] - self.rng.randint(0, 12))
            if not begins + timedelta(days=1) <= day < min(until, self.today):
                continue
            for voice, by in (("worker", _helper_on(day, first, changes)), ("youth", self.key)):
                if (voice == "worker" or has_account) and self.chance(self.of["check_answered"]):
                    self.do(day, by, "answer", check=phase, given={item: self._answer() for item in check[voice]})

    def _answer(self) -> str:
        of = self.of["answers"]
        return self.rng.choices(list(of), list(of.values()))[0]


def _helper_on(day: date, first: str, changes: list[tuple[date, str, str]]) -> str:
    """Who is responsible on the day, when it begins with `first` and changes as told."""
    return next((receiver for at, _giver, receiver in reversed(changes) if at <= day), first)
