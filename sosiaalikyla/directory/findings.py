"""What a finding says to a person. The parts that find know keys only: they speak no language."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

WORDS = {
    "address_not_understood": gettext_noop("A web address wasn’t understood and was left out: %(value)s"),
    "area_unknown": gettext_noop("The area isn’t told. The service is not shown as local anywhere."),
    "area_code_unknown": gettext_noop("No municipality, county or region has this code: %(value)s"),
    "came_twice": gettext_noop("The same record came twice with different words. The newer one was kept: %(value)s"),
    "code_unknown": gettext_noop("A code wasn’t understood and was left out: %(value)s"),
    "coordinates_unknown": gettext_noop("The place on the map was left out: its coordinates are of an unknown kind."),
    "hours_empty": gettext_noop("Opening hours without days or times were left out."),
    "hours_of_no_length": gettext_noop("Opening hours that end when they begin were left out: %(value)s"),
    "hours_without_day": gettext_noop("Exceptional hours without a day were left out."),
    "mail_not_understood": gettext_noop("An e-mail address wasn’t understood and was left out: %(value)s"),
    "markup_left_out": gettext_noop("The text was read without its markup: %(value)s"),
    "not_a_channel": gettext_noop("Not a way to reach a service, left out: %(value)s"),
    "not_a_service": gettext_noop("Not a service for people, left out: %(value)s"),
    "not_json_by_name": gettext_noop("The file isn’t named .json. It wasn’t read."),
    "not_listed": gettext_noop("Kept but not listed, because they are for others or about other things: %(value)s services"),
    "not_published": gettext_noop("Not published, left out: %(value)s"),
    "only_an_id": gettext_noop("Only a key without its record, left out: %(value)s"),
    "pages_missing": gettext_noop("Pages of the answer are missing: %(value)s"),
    "phone_not_understood": gettext_noop("A phone number wasn’t understood and was left out: %(value)s"),
    "without_channel": gettext_noop("No way to reach them is among these files: %(value)s services"),
    "without_name": gettext_noop("Without a name, left out: %(value)s"),
    "word_unknown": gettext_noop("A word of the catalogue isn’t known here and was left out: %(value)s"),
}
LEFT_OUT = frozenset({"not_a_channel", "not_a_service", "not_published", "only_an_id", "without_name"})
"""Findings that mean a whole record was left out."""


def words(what: str, value: str) -> str:
    """The finding as a sentence in the language of whoever reads."""
    return gettext(WORDS[what]) % {"value": value}
