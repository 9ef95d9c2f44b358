"""Until when a young person may ask for a decision to be changed, and where it is said so."""

from __future__ import annotations

from datetime import date, timedelta

from sosiaalikyla.rules.loader import Rules, Source

CLAIM = "deadlines.revised_decision"


def last_day_to_claim(told_on: date) -> date:
    """The last day to claim a revised decision, counted from the day the young person got it.

    1301/2014, 50 § and 434/2003, 49 c §: 30 days, the day of getting it not counted in. When the last day is a Saturday, a
    Sunday or a holiday the claim may come the next working day (150/1930, 5 §): the earlier day is told, for it is always
    in time. NoRuleOnDay before the law was such.
    """
    return told_on + timedelta(days=Rules.load().on(told_on).number(CLAIM))


def source_of_claim() -> Source:
    """Section, link and the day somebody checked it."""
    return Rules.load().rule(CLAIM).source
