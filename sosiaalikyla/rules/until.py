"""The day a right ends, never apart from the rule that sets it. For every page that shows such a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from .engine import Answer
from .loader import Rules
from .words import SectionLink, section_links

_RULES = {
    "upper_age": "aftercare.upper_age",
    "five_years_since_last_client": "aftercare.years_after_last_client",
    "transition_2024": "aftercare.transition_2024.last_day",
}


@dataclass(frozen=True, slots=True)
class Until:
    """`last_day` is the last day of the right. `bound_by`: `upper_age` or `five_years_since_last_client` with their
    `years`, or `transition_2024`. `goes_on`: the right stands on the day asked about.
    """

    last_day: date
    goes_on: bool
    bound_by: str
    years: int
    section: SectionLink


def right_until(answer: Answer, rules: Rules, language: str) -> Until | None:
    """What `rules/_right_until.html` shows; None when the right never began or the answer is an error."""
    if answer.ends is None or answer.bound_by is None:
        return None
    transition = _RULES["transition_2024"] in answer.rules and answer.bound_by == "upper_age"
    bound_by = "transition_2024" if transition else answer.bound_by
    law = rules.on(answer.ends)
    counted = "aftercare.upper_age" if transition else _RULES[bound_by]
    (section,) = section_links((_RULES[bound_by],), rules, language)
    return Until(answer.ends - timedelta(days=1), bool(answer.entitled), bound_by, law.number(counted), section)
