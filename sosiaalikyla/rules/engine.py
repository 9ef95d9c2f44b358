"""The right to aftercare (jälkihuolto) as a pure function: facts and law in, an answer with reasons out.

It explains the law, it never decides: a decision is the county's, and can be revised and appealed. Sections:
child welfare act 417/2007 (LSL) 75 §, acts 1490/2019 and 1283/2023, act 681/2023 34 §. What the numbers are
stands in `data/`.

Periods: `to` of a placement is the day it ended and is no longer in care; every end in an answer is
exclusive, the first day without the duty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sosiaalikyla.base.months import add_months, add_years

from .loader import NoRuleOnDay, Period, Rules, as_day, as_number

SUBSTITUTE_CARE = "substitute_care_40"
OPEN_CARE = "open_care_37"
EMERGENCY = "emergency_38"
AFTERCARE_PLACEMENT = "aftercare_placement"
FAMILY_GROUP_HOME = "family_group_home_22a"
PLACEMENT_TYPES = (SUBSTITUTE_CARE, OPEN_CARE, EMERGENCY, AFTERCARE_PLACEMENT, FAMILY_GROUP_HOME)

# Placements before aftercare. A placement inside aftercare (77 §) is no new ground and stops nothing; a
# family group home (SHL 22 a §) is not child welfare at all.
_BEFORE_AFTERCARE = (SUBSTITUTE_CARE, OPEN_CARE, EMERGENCY)
_COUNTED_IN_HALF_YEAR = (OPEN_CARE, EMERGENCY)

BASES = ("mandatory_substitute_care", "mandatory_open_care_placement", "transition_2024")
REASONS = (
    "upper_age",
    "five_years_since_last_client",
    "under_six_months",
    "not_child_alone",
    "child_alone_unknown",
    "not_continuous",
    "no_qualifying_placement",
    "right_ended_before_2020",
    "placement_not_ended",
)
ERRORS = ("end_before_start", "birth_after_placement", "missing_birth_date", "overlapping_placements")
DOUBTS = ("transition_ceiling", "emergency_only")
RESULT_KEYS = (
    "id",
    "entitled",
    "basis",
    "ends",
    "reason",
    "sections",
    "discretionary_possible",
    "measure_continues_until",
    "parallel",
    "local_extension",
    "disputed",
    "error",
)

_FIRST_YEAR, _LAST_YEAR = 1900, 2199


class FactsError(ValueError):
    """Facts that can't be read. The message begins with `invalid_`, then says what is wrong and where."""

    def __init__(self, where: str, message: str) -> None:
        self.where = where
        super().__init__(f"invalid_{where}: {message}")


@dataclass(frozen=True, slots=True)
class Placement:
    """One placement from its first day `start` to the day it ended `end` (None: still placed)."""

    type: str
    start: date
    end: date | None
    child_alone: bool | None = None


@dataclass(frozen=True, slots=True)
class MeasureDecision:
    """A support measure already decided: the day of the decision and the last day it was promised for."""

    given: date
    measure_until: date | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about one person, and the day asked about.

    `last_client` None: is still a client of child welfare (aftercare included). `came_alone_as_minor` None:
    not told. `county_code` is asked only for local extensions. `refused_on` changes nothing: one who refused
    may come back.
    """

    on: date
    born: date | None
    placements: tuple[Placement, ...] = ()
    last_client: date | None = None
    id: str | int | None = None
    came_alone_as_minor: bool | None = None
    county_code: str | None = None
    refused_on: date | None = None
    decision: MeasureDecision | None = None

    @classmethod
    def from_case(cls, case: Mapping[str, Any]) -> Facts:
        """Facts from one case of `cases/eligibility.yaml`'s format; `FactsError` if it can't be read."""
        return _read_facts(case)


@dataclass(frozen=True, slots=True)
class ParallelRight:
    """Another right beside aftercare, with the first day on which it no longer stands."""

    id: str
    ends: date


@dataclass(frozen=True, slots=True)
class LocalExtension:
    """What one county has said it does past the statutory end.

    `ends` is that practice's own end, never the law's. `still_in_force` is `yes`, `no` or `unknown`.
    """

    id: str
    county_code: str
    ends: date
    still_in_force: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer with its reasons.

    `entitled` is None only when `error` is set. `ends` is exclusive: the day the right ends or ended, None
    if it never began. `reason` says why not, `bound_by` which rule sets `ends`. `rules` are ids of the rules
    used, in the order of `sections`. `doubts` name what is disputed (see `DOUBTS`).
    """

    id: str | int | None
    entitled: bool | None = None
    basis: str | None = None
    ends: date | None = None
    reason: str | None = None
    sections: tuple[str, ...] = ()
    discretionary_possible: bool | None = None
    measure_continues_until: date | None = None
    parallel: ParallelRight | None = None
    local_extension: LocalExtension | None = None
    disputed: bool = False
    error: str | None = None
    bound_by: str | None = None
    rules: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Every key of `RESULT_KEYS`, days as `YYYY-MM-DD`; only `id` and `error` for broken facts."""
        if self.error is not None:
            return {"id": self.id, "error": self.error}
        return {
            "id": self.id,
            "entitled": self.entitled,
            "basis": self.basis,
            "ends": _iso(self.ends),
            "reason": self.reason,
            "sections": list(self.sections),
            "discretionary_possible": self.discretionary_possible,
            "measure_continues_until": _iso(self.measure_continues_until),
            "parallel": (None if self.parallel is None else {"id": self.parallel.id, "ends": _iso(self.parallel.ends)}),
            "local_extension": (
                None
                if self.local_extension is None
                else {
                    "id": self.local_extension.id,
                    "county_code": self.local_extension.county_code,
                    "ends": _iso(self.local_extension.ends),
                    "still_in_force": self.local_extension.still_in_force,
                }
            ),
            "disputed": self.disputed,
            "error": None,
        }


def age_on(born: date, day: date) -> int:
    """Full years of age on `day`, by the same birthdays as `add_years`."""
    years = day.year - born.year
    return years if add_years(born, years) <= day else years - 1


def right_to_aftercare(facts: Facts, rules: Rules) -> Answer:
    """Has this person the right to aftercare on the day asked about, until when and why? (LSL 75 §)

    Contradictory facts give an answer with only `error`, one of `ERRORS`. `NoRuleOnDay` if the law of that
    day is not in the data. `ends` looks ahead: it uses every rule in the data, also those that came into
    force after `facts.on`.
    """
    error = contradiction(facts)
    if error is not None or facts.born is None:
        return Answer(id=facts.id, error=error or "missing_birth_date")
    rules.on(facts.on).value("aftercare.upper_age")
    ground = _ground(facts, rules)
    if ground.began is None:
        return _never_began(facts, facts.born, ground, rules)
    return _began(facts, facts.born, ground, ground.began, rules)


def contradiction(facts: Facts) -> str | None:
    """The first of `ERRORS` that these facts show, or None."""
    placements = sorted(facts.placements, key=lambda p: (p.start, p.end or date.max))
    if any(p.end is not None and p.end < p.start for p in placements):
        return "end_before_start"
    if facts.born is not None and any(p.start < facts.born for p in placements):
        return "birth_after_placement"
    if facts.born is None:
        return "missing_birth_date"
    reached = date.min
    for placement in placements:
        if placement.start < reached:
            return "overlapping_placements"
        reached = max(reached, placement.end or date.max)
    return None


@dataclass(frozen=True, slots=True)
class _Ground:
    """Which placement gives the right from which day, or why none does."""

    basis: str | None
    began: date | None
    reason: str | None
    rules: tuple[str, ...]
    doubts: tuple[str, ...] = ()


def _ground(facts: Facts, rules: Rules) -> _Ground:
    known = sorted(
        (p for p in facts.placements if p.start <= facts.on and p.type in _BEFORE_AFTERCARE),
        key=lambda p: (p.start, p.end or date.max),
    )
    substitute = "aftercare.substitute_care"
    half_year = ("aftercare.open_care.minimum_length", "aftercare.open_care.child_alone")
    if any(p.end is None or p.end > facts.on for p in known):
        # A placement at home while custody goes on is still substitute care: the right begins when custody
        # ends.
        custody = any(p.type == SUBSTITUTE_CARE and (p.end is None or p.end > facts.on) for p in known)
        used = (substitute, "precedents.kho_2018_4481") if custody else half_year[:1]
        return _Ground(None, None, "placement_not_ended", used)
    gap = as_number(rules.rule("aftercare.open_care.longest_break").latest.value, "longest_break")
    runs = _runs(known, gap)
    for run in runs:
        if any(p.type == SUBSTITUTE_CARE for p in run):
            return _Ground("mandatory_substitute_care", _end(run), None, (substitute,))
    counted = [p for p in known if p.type in _COUNTED_IN_HALF_YEAR]
    if not counted:
        return _Ground(None, None, "no_qualifying_placement", (substitute, half_year[0]))
    months = as_number(rules.rule("aftercare.open_care.minimum_length").latest.value, "minimum_length")

    def enough(run: list[Placement]) -> bool:
        return add_months(run[0].start, months) <= _end(run)

    alone = [p for p in counted if p.child_alone is True]
    for run in _runs(alone, gap):
        if enough(run):
            precedent = ("precedents.kho_2016_92",) if len(run) > 1 or run[0].type == EMERGENCY else ()
            # An emergency placement alone is in no precedent we have read; the reading is ours, and is said
            # to be.
            doubts = () if any(p.type == OPEN_CARE for p in run) else ("emergency_only",)
            whole = next(r for r in runs if run[0] in r)
            return _Ground("mandatory_open_care_placement", _end(whole), None, (*half_year, *precedent), doubts)
    return _Ground(None, None, _why_not(counted, alone, gap, enough), half_year)


def _why_not(counted: list[Placement], alone: list[Placement], gap: int, enough: Callable[[list[Placement]], bool]) -> str:
    """What stands in the way: said first is the thing that alone would have changed the answer."""
    hopeful = [p for p in counted if p.child_alone is not False]
    if any(enough(run) for run in _runs(hopeful, gap)):
        return "child_alone_unknown"
    if any(enough(run) for run in _runs(counted, gap)):
        return "not_child_alone"
    if alone and enough(_closed_up(alone)):
        return "not_continuous"
    if alone:
        return "under_six_months"
    return "child_alone_unknown" if hopeful else "not_child_alone"


def _runs(placements: list[Placement], gap: int) -> list[list[Placement]]:
    """Uninterrupted rows: the next begins at most `gap` days after the day the previous one ended."""
    runs: list[list[Placement]] = []
    for placement in placements:
        if runs and placement.start <= _end(runs[-1]) + timedelta(days=gap):
            runs[-1].append(placement)
        else:
            runs.append([placement])
    return runs


def _closed_up(placements: list[Placement]) -> list[Placement]:
    """The same placements as if there had been no breaks between them."""
    first = placements[0]
    total = sum((_end([p]) - p.start for p in placements), timedelta())
    return [Placement(first.type, first.start, first.start + total, True)]


def _end(run: list[Placement]) -> date:
    return max(p.end for p in run if p.end is not None)


@dataclass(frozen=True, slots=True)
class _AgeEnd:
    """The end that the age limit sets, and how it came about."""

    day: date
    transition: bool = False
    disputed: bool = False


def _age_end(born: date, began: date, rules: Rules) -> _AgeEnd:
    """The first day on which the age limit has been reached, walking through every change of the law.

    A right that had ended before a change stays ended (1490/2019); one that a lower limit cuts ends on the
    day of the change, unless the transition of 2024 carries it further (1283/2023).
    """
    rule = rules.rule("aftercare.upper_age")
    end, before = began, None
    for period in rule.periods:
        if period.end is not None and period.end <= began:
            continue
        end = max(add_years(born, as_number(period.value, rule.id)), period.start)
        if before is not None:
            carried = _carried_to(born, began, before, period, rules)
            if carried is not None:
                return carried
        if period.end is not None and end < period.end:
            return _AgeEnd(end)
        before = add_years(born, as_number(period.value, rule.id))
    return _AgeEnd(end)


def _carried_to(born: date, began: date, before: date, period: Period, rules: Rules) -> _AgeEnd | None:
    """The end by the transition of 2024, if this is its change of law and the person belongs to the group.

    `before` is the end under the law before the change: a right that ended on the very day of the change no
    longer stood, so nothing is left to carry over.
    """

    def day(name: str) -> date:
        rule_id = f"aftercare.transition_2024.{name}"
        return as_day(rules.rule(rule_id).latest.value, rule_id)

    if rules.rule("aftercare.transition_2024.last_day").latest.start != period.start or before <= period.start:
        return None
    birthday = add_years(born, as_number(period.value, "aftercare.upper_age"))
    if began >= day("began_before") or birthday >= day("reaches_limit_before"):
        return None
    end = day("last_day") + timedelta(days=1)
    ceiling = "aftercare.transition_2024.reported_ceiling"
    reported = add_years(born, as_number(rules.rule(ceiling).latest.value, ceiling))
    return _AgeEnd(end, transition=True, disputed=reported < end)


def _began(facts: Facts, born: date, ground: _Ground, began: date, rules: Rules) -> Answer:
    basis = ground.basis
    age_end = _age_end(born, began, rules)
    years_end = _years_end(facts, rules)
    if years_end is not None and years_end < age_end.day:
        ends, bound_by = years_end, "five_years_since_last_client"
    else:
        ends, bound_by = age_end.day, "upper_age"
    used = [*ground.rules, "aftercare.upper_age"]
    doubts = list(ground.doubts)
    if bound_by == "five_years_since_last_client":
        used.append("aftercare.years_after_last_client")
    elif age_end.transition:
        used.append("aftercare.transition_2024.last_day")
        if age_end.disputed:
            doubts.append("transition_ceiling")
        if facts.on >= rules.rule("aftercare.transition_2024.last_day").latest.start:
            basis = "transition_2024"
    entitled = facts.on < ends
    reason = None if entitled else bound_by
    stays_ended = rules.rule("aftercare.ended_stays_ended").latest
    if reason == "upper_age" and ends < as_day(stays_ended.value, "ended_stays_ended") <= facts.on:
        reason = "right_ended_before_2020"
        used.append("aftercare.ended_stays_ended")
    return _finish(
        facts,
        born,
        rules,
        Answer(
            id=facts.id,
            entitled=entitled,
            basis=basis if entitled else None,
            # A placement that ended after the limit gave no right at all, so nothing ended either.
            ends=ends if ends > began else None,
            reason=reason,
            bound_by=bound_by,
            rules=tuple(used),
            doubts=tuple(doubts),
        ),
    )


def _never_began(facts: Facts, born: date, ground: _Ground, rules: Rules) -> Answer:
    answer = Answer(id=facts.id, entitled=False, reason=ground.reason, rules=ground.rules, doubts=ground.doubts)
    return _finish(facts, born, rules, answer)


def _years_end(facts: Facts, rules: Rules) -> date | None:
    """Five years after the person was last a client; None while still a client (75.3 §).

    A placed child is a client: an earlier `last_client` than the end of the last placement can't be the last
    one.
    """
    if facts.last_client is None:
        return None
    years = as_number(rules.rule("aftercare.years_after_last_client").latest.value, "years_after_last_client")
    ended = [p.end for p in facts.placements if p.end is not None and p.type != FAMILY_GROUP_HOME]
    return add_years(max(facts.last_client, *ended), years) if ended else add_years(facts.last_client, years)


def _finish(facts: Facts, born: date, rules: Rules, answer: Answer) -> Answer:
    """What stands beside the right: discretion, decided measures, the parallel right, local extensions."""
    used = list(answer.rules)
    law = rules.on(facts.on)
    age = age_on(born, facts.on)
    discretionary = None
    if not answer.entitled:
        # The case format can't tell of somebody who never was a client: `last_client` is a day or "still".
        discretionary = age in law.ages("aftercare.young_person")
        if discretionary:
            used.append("aftercare.discretionary")
    measure = _measure(facts, answer.ends, rules)
    if measure is not None:
        used.append("aftercare.transition_2024.decided_before")
    parallel = _parallel(facts, born, rules)
    if parallel is not None:
        used.append("parallel_right.upper_age")
    extension = _extension(facts, born, answer, rules)
    if extension is not None:
        used.append(f"extensions.{extension.county_code}.upper_age")
    sections = dict.fromkeys(rules.rule(rule_id).source.section for rule_id in used)
    return Answer(
        id=answer.id,
        entitled=answer.entitled,
        basis=answer.basis,
        ends=answer.ends,
        reason=answer.reason,
        sections=tuple(sections),
        discretionary_possible=discretionary,
        measure_continues_until=measure,
        parallel=parallel,
        local_extension=extension,
        disputed=bool(answer.doubts),
        bound_by=answer.bound_by,
        rules=tuple(dict.fromkeys(used)),
        doubts=answer.doubts,
    )


def _measure(facts: Facts, ends: date | None, rules: Rules) -> date | None:
    """The last day of support decided before 2024 that runs past the end of the right (1283/2023)."""
    decision = facts.decision
    if decision is None or decision.measure_until is None:
        return None
    decided_before = rules.rule("aftercare.transition_2024.decided_before").latest
    if decision.given >= as_day(decided_before.value, decided_before.act) or decision.given > facts.on:
        return None
    if decision.measure_until < max(facts.on, decided_before.start, ends or date.min):
        return None
    return decision.measure_until


def _parallel(facts: Facts, born: date, rules: Rules) -> ParallelRight | None:
    """The support of a youth who came alone as a minor (681/2023 34 §), to which no five-year rule applies.

    A family group home points to it also when nobody has said that the youth came alone; an explicit no is
    believed.
    """
    in_family_group_home = any(p.type == FAMILY_GROUP_HOME and p.start <= facts.on for p in facts.placements)
    asked = in_family_group_home if facts.came_alone_as_minor is None else facts.came_alone_as_minor
    rule = rules.rule("parallel_right.upper_age")
    if not asked or facts.on < rule.periods[0].start:
        return None
    found = ((p, max(add_years(born, as_number(p.value, rule.id)), p.start)) for p in rule.periods)
    ends = next(end for period, end in found if period.end is None or end < period.end)
    return ParallelRight("integration_act_support", ends) if facts.on < ends else None


def _extension(facts: Facts, born: date, answer: Answer, rules: Rules) -> LocalExtension | None:
    """A county's own practice past the age limit, for those whose right the age limit ends or ended."""
    rule_id = f"extensions.{facts.county_code}.upper_age"
    if facts.county_code is None or rule_id not in rules or answer.ends is None:
        return None
    if answer.reason not in (None, "upper_age") or answer.bound_by != "upper_age":
        return None
    try:
        years = rules.on(facts.on).number(rule_id)
    except NoRuleOnDay:
        return None
    ends = add_years(born, years)
    if ends <= max(facts.on, answer.ends):
        return None
    known = str(rules.on(facts.on).value(f"extensions.{facts.county_code}.still_in_force"))
    return LocalExtension(f"extension_{facts.county_code}", facts.county_code, ends, known)


def answer_case(case: object, rules: Rules, place: str = "case") -> Answer:
    """The answer to one case of the case format; what is wrong comes back as `error`, never raised.

    `place` says where the case stands, for cases that have no readable id.
    """
    if not isinstance(case, Mapping):
        return Answer(id=None, error=f"invalid_case: {place} is not an object")
    case_id = case.get("id")
    readable = isinstance(case_id, str | int) and not isinstance(case_id, bool) and case_id != ""
    if not readable:
        return Answer(id=None, error=f"invalid_id: {place} needs an id, a text or a whole number")
    try:
        return right_to_aftercare(Facts.from_case(case), rules)
    except FactsError as error:
        return Answer(id=case_id, error=str(error))
    except NoRuleOnDay as error:
        return Answer(id=case_id, error=f"invalid_on: {error}")


# What a case may say beside its facts: notes for people, and what the answer is expected to be.
_REMARKS = ("expect", "v", "note", "title", "needs_legal_check")
_CASE_KEYS = (
    "id",
    "born",
    "placements",
    "last_client",
    "on",
    "came_alone_as_minor",
    "county_code",
    "refused_on",
    "decision",
    *_REMARKS,
)
_PLACEMENT_KEYS = ("type", "from", "to", "child_alone", "note")
_DECISION_KEYS = ("given", "measure_until", "note")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _read_facts(case: Mapping[str, Any]) -> Facts:
    _known_keys(case, _CASE_KEYS, "case")
    placements = case.get("placements")
    if not isinstance(placements, list):
        raise FactsError("placements", "must be a list; an empty list when there were none")
    county = case.get("county_code")
    if county is not None and not (isinstance(county, str) and re.fullmatch(r"\d{2}", county, re.ASCII)):
        raise FactsError("county_code", f"{_shown(county)} is not a code of two digits in quotes")
    decision = case.get("decision")
    facts = Facts(
        id=case.get("id"),
        on=_day(case, "on", "on"),
        born=_day_or_none(case, "born", "born"),
        placements=tuple(_placement(item, f"placements[{n}]") for n, item in enumerate(placements)),
        last_client=_day_or_none(case, "last_client", "last_client"),
        came_alone_as_minor=_flag_or_none(case, "came_alone_as_minor", "came_alone_as_minor"),
        county_code=county,
        refused_on=_day_or_none(case, "refused_on", "refused_on"),
        decision=None if decision is None else _decision(decision),
    )
    if facts.born is not None:
        if facts.on < facts.born:
            raise FactsError("on", "comes before the birth")
        if facts.last_client is not None and facts.last_client < facts.born:
            raise FactsError("last_client", "comes before the birth")
    return facts


def _placement(item: object, where: str) -> Placement:
    if not isinstance(item, Mapping):
        raise FactsError(where, "is not an object")
    _known_keys(item, _PLACEMENT_KEYS, where)
    kind = item.get("type")
    if kind not in PLACEMENT_TYPES:
        raise FactsError(f"{where}.type", f"{_shown(kind)} is not one of {', '.join(PLACEMENT_TYPES)}")
    return Placement(
        type=str(kind),
        start=_day(item, "from", f"{where}.from"),
        end=_day_or_none(item, "to", f"{where}.to"),
        child_alone=_flag_or_none(item, "child_alone", f"{where}.child_alone"),
    )


def _decision(item: object) -> MeasureDecision:
    if not isinstance(item, Mapping):
        raise FactsError("decision", "is not an object")
    _known_keys(item, _DECISION_KEYS, "decision")
    decision = MeasureDecision(
        given=_day(item, "given", "decision.given"),
        measure_until=_day_or_none(item, "measure_until", "decision.measure_until"),
    )
    if decision.measure_until is not None and decision.measure_until < decision.given:
        raise FactsError("decision.measure_until", "comes before the decision was given")
    return decision


def _known_keys(item: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for key in item:
        if key not in known:
            raise FactsError(where, f"unknown key {_shown(key)}")


def _day(item: Mapping[str, Any], key: str, where: str) -> date:
    day = _day_or_none(item, key, where)
    if day is None:
        raise FactsError(where, "a date is needed")
    return day


def _day_or_none(item: Mapping[str, Any], key: str, where: str) -> date | None:
    text = item.get(key)
    if text is None:
        return None
    if isinstance(text, date) and not isinstance(text, datetime):
        text = text.isoformat()  # YAML reads days by itself
    if isinstance(text, str) and _DAY.fullmatch(text):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            pass
        else:
            if _FIRST_YEAR <= day.year <= _LAST_YEAR:
                return day
            raise FactsError(where, f"{text} is not between the years {_FIRST_YEAR} and {_LAST_YEAR}")
    raise FactsError(where, f"{_shown(text)} is not a date written as YYYY-MM-DD")


def _flag_or_none(item: Mapping[str, Any], key: str, where: str) -> bool | None:
    flag = item.get(key)
    if flag is None or isinstance(flag, bool):
        return flag
    raise FactsError(where, f"{_shown(flag)} is not true, false or null")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
