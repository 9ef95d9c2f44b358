"""Lists an editor chooses from. No Wagtail here: a test of the house holds them to the path models and the code lists."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sosiaalikyla.places.files import Places
from sosiaalikyla.village.templatetags.offices import OFFICES as OFFICE_NAMES

OFFICES = list(OFFICE_NAMES.items())

LIFE_AREAS = [
    ("people", _("People and relationships")),
    ("home", _("Home and housing")),
    ("study", _("Studies")),
    ("work_money", _("Work and money")),
    ("health", _("Health and mind")),
    ("everyday", _("Everyday life and skills")),
    ("leisure", _("Leisure")),
    ("own_family", _("Own family and parenthood")),
    ("rights", _("Rights and decisions")),
    ("dreams", _("Strengths and dreams")),
]

PHASES = [
    ("look_ahead", _("You look ahead together")),
    ("build_together", _("You build it together")),
    ("step_over", _("Over the threshold")),
    ("settle", _("Settling in")),
    ("ground", _("Ground: home, money, a person")),
    ("own_direction", _("Your own direction")),
    ("carry_and_change", _("Life changes, support adapts")),
    ("notice", _("You know in good time")),
    ("hand_over", _("You get ready together")),
    ("goodbye_and_after", _("The last meeting and the time after it")),
]
"""Phases of the three path models, in their order."""


def help_lines() -> list[tuple[str, str]]:
    """Help lines by their key, in the language of whoever reads."""
    language = (get_language() or "fi").split("-")[0]
    return [(line.id, line.name.in_language(language)) for line in Places.load().help_numbers]


def several() -> dict[str, list[tuple[str, Any]]]:
    """Fields in which several of a list are ticked."""
    return {"life_areas": LIFE_AREAS, "phases": PHASES, "help": help_lines()}
