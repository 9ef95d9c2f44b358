"""Parts that both versions of the catalogue speak of alike: languages, telephone numbers, codes, stretches of a week.

No Django. Each function reads an `At` and either gives a neutral part, leaves it out with a finding, or refuses the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from .foreign import At
from .neutral import Charge, Phone, Span, Status, Weeks, Words

LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]{2,4})?", re.ASCII)
DAYS = {
    "Monday": 0, "Tuesday": 1, "Wednesday": 2, "Thursday": 3, "Friday": 4, "Saturday": 5, "Sunday": 6,
}  # fmt: skip
CHARGES: Mapping[str, Charge] = {
    # The code list says Free and Charged, the API of version 11 FreeOfCharge and Chargeable.
    "Free": "free", "FreeOfCharge": "free", "Charged": "charged", "Chargeable": "charged", "ExtraCharge": "extra",
    "Other": "other",
}  # fmt: skip
MIDNIGHT = 24 * 60


def language(at: At) -> str:
    """A code of a language; empty with a finding when it is none."""
    text = at.string().lower()
    if text and not LANGUAGE.fullmatch(text):
        at.note("word_unknown", f"language: {text}")
        return ""
    return text


def languages(at: At) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (language(each) for each in at.items()))))


def words_by_language(at: At, *, one_line: bool = False) -> Words:
    """{fi: …, sv: …}: an empty translation is none."""
    found = {}
    for code in at.object():
        each = at.at(code)
        text = each.line() if one_line else each.text()
        if text and LANGUAGE.fullmatch(code):
            found[code] = text
    return found


def code(at: At, digits: int) -> str:
    """A code of so many digits; empty with a finding when it is none."""
    text = at.string()
    if text and not re.fullmatch(rf"\d{{{digits}}}", text, re.ASCII):
        at.note("code_unknown", text)
        return ""
    return text


def class_code(at: At) -> str:
    """P28.5, KR1.3, KE4.1: bare, or the last part of its address."""
    text = at.string().rsplit("/", 1)[-1]
    if text and not re.fullmatch(r"(P|KR|KE)\d{1,3}(\.\d{1,3})*", text, re.ASCII):
        at.note("code_unknown", text)
        return ""
    return text


def phone(
    at: At,
    *,
    prefix: str,
    number: str,
    language: str,
    charge: Charge | None,
    charge_words: str,
    more: str,
    text_message: bool,
) -> Phone | None:
    """A number to call, None with a finding when it is none. prefix: +358, or empty for a number of Finland only."""
    digits = re.sub(r"[\s()./-]", "", number)
    prefix = re.sub(r"\s", "", prefix)
    if digits.startswith("+358") and not prefix:
        prefix, digits = "+358", digits.removeprefix("+358")
    elif digits.startswith(("+", "00")) and not prefix:
        found = re.fullmatch(r"(?:\+|00)(\d{6,15})", digits, re.ASCII)
        prefix, digits = ("+", found[1]) if found else ("", "?")
    if not re.fullmatch(r"\d{3,15}", digits, re.ASCII) or not re.fullmatch(r"(\+\d{0,4})?", prefix, re.ASCII):
        at.note("phone_not_understood", f"{prefix} {number}".strip())
        return None
    if prefix == "+358":
        digits = digits.lstrip("0")
        shown, dialled = grouped(f"0{digits}"), f"+358{digits}"
    elif prefix:
        shown, dialled = f"{prefix} {digits}".replace("+ ", "+"), f"{prefix}{digits}"
    else:
        shown, dialled = grouped(digits), digits
    return Phone(shown, dialled, language, charge or "", charge_words, more, text_message)


def grouped(digits: str) -> str:
    """044 794 3552 · 06 218 9000 · 0800 98811 · 116 117 · 112."""
    if len(digits) <= 4:
        return digits
    if len(digits) <= 6:
        return f"{digits[:3]} {digits[3:]}"
    head = 4 if digits.startswith(("0800", "0600", "0700", "0100")) else 2 if re.match(r"0[235689]", digits) else 3
    rest = digits[head:]
    return f"{digits[:head]} {rest}" if len(rest) <= 5 else f"{digits[:head]} {rest[:3]} {rest[3:]}"


def span(
    at: At, *, day: int, start: int, end: int, until_day: int | None = None, status: Status = "open",
    weeks: Weeks = "all", more: Words | None = None,
) -> Span | None:  # fmt: skip
    """A stretch of the week. One that ends no later than it begins goes over midnight; 00:00 to 00:00 is the whole day."""
    if end == 0 and until_day is None:
        end = MIDNIGHT
    if start == MIDNIGHT:
        start, day = 0, (day + 1) % 7
    last = day if until_day is None else until_day
    if last == day and end == start:
        at.note("hours_of_no_length", f"{start // 60:02}:{start % 60:02}")
        return None
    if last == day and end < start:
        last = (day + 1) % 7
    return Span(day, start, last, end, status, weeks, more or {})
