"""Reading what somebody else wrote: bytes to plain values, or a refusal that names file, place and reason. No Django.

A file that is broken, foreign or hostile is refused whole. What is only unusual is understood as well as it can be, and
a finding says so. Nothing here knows the service catalogue; `ptv11` and `ptv12` do.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from .texts import Harmful, plain

LARGEST_FILE = 20_000_000
"""Bytes. A page of full channels is about 1.4 MB."""
DEEPEST = 40
"""Levels of lists and objects. The deepest place of the catalogue is a dozen."""
LONGEST_TEXT = 20_000
"""Characters in one text. The catalogue's own limit is 5,000."""
LONGEST_LIST = 20_000
MOST_VALUES = 2_000_000
"""Values in one file, so that a small file can't become a large memory."""
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)

HELSINKI = ZoneInfo("Europe/Helsinki")

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
"""Control characters, and those that turn the direction of writing: a text with them reads otherwise than it is."""


class Refused(Exception):
    """A file is refused. file: its name · place: where in it, such as `itemList[3].id` · reason: what is wrong there."""

    def __init__(self, file: str, place: str, reason: str) -> None:
        self.file, self.place, self.reason = file, place, reason
        super().__init__(": ".join(filter(None, (file, place, reason))))


@dataclass(frozen=True, slots=True)
class Finding:
    """Something understood otherwise than it stands, or left out. what: a key of `findings.WORDS` · value: of what."""

    file: str
    place: str
    what: str
    value: str = ""


@dataclass(slots=True)
class Findings:
    found: list[Finding] = field(default_factory=list)

    def add(self, at: At, what: str, value: object = "") -> None:
        self.found.append(Finding(at.file, at.place, what, str(value)[:200]))


# ---------------------------------------------------------------- bytes to values


class _Twice:
    """Stands where a key was given twice, until the walk comes by and can say where."""

    def __init__(self, key: str) -> None:
        self.key = key


class _NoNumber:
    def __init__(self, written: str) -> None:
        self.written = written


def _object(pairs: list[tuple[str, Any]]) -> Any:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            return _Twice(key)
        made[key] = value
    return made


def _float(written: str) -> Any:
    number = float(written)
    return number if math.isfinite(number) else _NoNumber(written)


def read_json(file: str, content: bytes) -> Any:
    """The JSON value in the bytes. Refused when it isn't one, or holds what no answer of a catalogue holds."""
    if len(content) > LARGEST_FILE:
        raise Refused(file, "", f"is larger than {LARGEST_FILE // 1_000_000} MB")
    try:
        written = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(file, f"byte {error.start}", "is not UTF-8") from None
    if not written.strip():
        raise Refused(file, "", "is empty")
    try:
        value = json.loads(written, object_pairs_hook=_object, parse_float=_float, parse_constant=_NoNumber)
    except RecursionError:
        raise Refused(file, "", f"is deeper than {DEEPEST} levels") from None
    except json.JSONDecodeError as error:
        raise Refused(file, f"line {error.lineno}", f"is not JSON: {error.msg}") from None
    except ValueError:  # a whole number of thousands of digits
        raise Refused(file, "", "holds a number too long to be one") from None
    _look_through(file, value)
    return value


def _look_through(file: str, value: Any) -> None:
    """Every value once, without recursion: depth, keys given twice, numbers that are none, characters that mislead."""
    waiting: list[tuple[Any, str, int]] = [(value, "", 1)]
    seen = 0
    while waiting:
        part, place, depth = waiting.pop()
        seen += 1
        if seen > MOST_VALUES:
            raise Refused(file, "", f"holds more than {MOST_VALUES:,} values")
        if isinstance(part, str):
            _refuse_text(file, place, part)
        elif isinstance(part, _Twice):
            raise Refused(file, place, f"the key {part.key[:60]!r} is given twice")
        elif isinstance(part, _NoNumber):
            raise Refused(file, place, f"{part.written[:20]} is not a number")
        elif isinstance(part, list | dict):
            if depth > DEEPEST:
                raise Refused(file, place[:200], f"is deeper than {DEEPEST} levels")
            if len(part) > LONGEST_LIST:
                raise Refused(file, place, f"holds more than {LONGEST_LIST:,} items")
            if isinstance(part, list):
                waiting += [(each, f"{place}[{number}]", depth + 1) for number, each in enumerate(part)]
            else:
                for key, each in part.items():
                    _refuse_text(file, place, key)
                    waiting.append((each, f"{place}.{key}" if place else key, depth + 1))


def _refuse_text(file: str, place: str, text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise Refused(file, place, f"is a text of more than {LONGEST_TEXT:,} characters")
    found = FORBIDDEN.search(text)
    if found:
        name = unicodedata.name(found[0], f"U+{ord(found[0]):04X}")
        raise Refused(file, place, f"holds a character that doesn't belong in a text: {name}")


# ---------------------------------------------------------------- values with their places


@dataclass(frozen=True, slots=True)
class At:
    """A value and where it stands. Each reading either gives what is asked for or refuses with the place."""

    file: str
    place: str
    value: Any
    findings: Findings

    def refuse(self, reason: str) -> Refused:
        return Refused(self.file, self.place, reason)

    def note(self, what: str, value: object = "") -> None:
        self.findings.add(self, what, value)

    def at(self, key: str) -> At:
        """The value under the key; None where it is missing: the catalogue leaves out and says null alike."""
        return At(self.file, f"{self.place}.{key}" if self.place else key, self.object().get(key), self.findings)

    def has(self, *keys: str) -> bool:
        return isinstance(self.value, dict) and all(key in self.value for key in keys)

    def object(self) -> Mapping[str, Any]:
        if self.value is None:
            return {}
        if not isinstance(self.value, dict):
            raise self.refuse(f"an object is expected, not {_kind(self.value)}")
        return self.value

    def items(self) -> Iterator[At]:
        """The items of a list; of a missing one none."""
        if self.value is None:
            return
        if not isinstance(self.value, list):
            raise self.refuse(f"a list is expected, not {_kind(self.value)}")
        for number, each in enumerate(self.value):
            yield At(self.file, f"{self.place}[{number}]", each, self.findings)

    def string(self) -> str:
        """The text as it stands, without spaces around it; empty for null."""
        if self.value is None:
            return ""
        if not isinstance(self.value, str):
            raise self.refuse(f"a text is expected, not {_kind(self.value)}")
        return self.value.strip()

    def flag(self) -> bool:
        if self.value is None:
            return False
        if not isinstance(self.value, bool):
            raise self.refuse(f"true or false is expected, not {_kind(self.value)}")
        return self.value

    def whole(self) -> int:
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self.refuse(f"a whole number is expected, not {_kind(self.value)}")
        return self.value

    def number(self) -> float | None:
        """A number, or a text that holds one, as the catalogue's version 11 writes coordinates."""
        if self.value in (None, ""):
            return None
        if isinstance(self.value, str):
            if not re.fullmatch(r"-?\d{1,12}(\.\d{1,12})?", self.value.strip(), re.ASCII):
                raise self.refuse(f"{self.value[:40]!r} is not a number")
            return float(self.value)
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.refuse(f"a number is expected, not {_kind(self.value)}")
        return float(self.value)

    def key(self) -> str:
        """A record's own key: what makes it the same record the next time. Refused when it is missing or no key."""
        text = self.string()
        if not text:
            raise self.refuse("the record has no key of its own")
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", text, re.ASCII):
            raise self.refuse(f"{text[:60]!r} is not a key")
        return text.lower()

    def text(self) -> str:
        """Words for people: markup is read as plain words, and what could run or mislead refuses the file."""
        written = self.string()
        try:
            said = plain(written)
        except Harmful as harm:
            raise self.refuse(str(harm)) from None
        if said.dropped:
            self.note("markup_left_out", said.dropped)
        return said.text

    def line(self) -> str:
        """Words on one line: a name, a street."""
        return " ".join(self.text().split())

    def url(self) -> str:
        """An address that a link may lead to; empty, with a finding, when it is none. Refused when it would run."""
        text = self.string()
        if not text:
            return ""
        if re.match(r"\s*(javascript|data|vbscript|file|blob)\s*:", text, re.IGNORECASE):
            raise self.refuse(f"the address {text[:40]!r} would run or open a file")
        try:
            parts = urlsplit(text if "://" in text else f"https://{text}")
            host = parts.hostname or ""
            _ = parts.port
        except ValueError:
            host, parts = "", None
        bad = parts is None or parts.scheme.lower() not in ("http", "https") or "." not in host or len(text) > 500
        if bad or "@" in (parts.netloc if parts else "") or re.search(r"[\s<>\"'\\^`{|}]", text):
            self.note("address_not_understood", text)
            return ""
        return parts.geturl() if parts is not None else ""

    def mail(self) -> str:
        text = self.string()
        if text and not re.fullmatch(r"[A-Za-z0-9._%+&'/=-]{1,64}@[A-Za-z0-9åäöÅÄÖ.-]{1,190}\.[A-Za-z]{2,24}", text):
            self.note("mail_not_understood", text)
            return ""
        return text

    def moment(self) -> datetime | None:
        """A moment in UTC. One without a zone is UTC, as the catalogue says of version 11."""
        text = self.string()
        if not text:
            return None
        try:
            found = datetime.fromisoformat(_at_most_microseconds(text))
        except ValueError:
            raise self.refuse(f"{text[:40]!r} is not a day and time") from None
        self._within(found.date())
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)

    def day(self) -> date | None:
        """A day; of a moment its day in Finland, or as written where no zone is said."""
        text = self.string()
        if not text:
            return None
        try:
            found = date.fromisoformat(text[:10])
            if len(text) > 10:
                moment = datetime.fromisoformat(_at_most_microseconds(text))
                found = moment.astimezone(HELSINKI).date() if moment.tzinfo else moment.date()
        except ValueError:
            raise self.refuse(f"{text[:40]!r} is not a day") from None
        self._within(found)
        return found

    def _within(self, found: date) -> None:
        if not EARLIEST <= found < LATEST:
            raise self.refuse(f"{found.isoformat()} is not a day of our time")

    def minutes(self) -> int:
        """A time of day in minutes from midnight: 08:00, 8:00:00, 24:00."""
        text = self.string()
        found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,7})?)?", text, re.ASCII)
        hour, minute = (int(found[1]), int(found[2])) if found else (99, 0)
        if not found or minute > 59 or int(found[3] or 0) > 59 or hour > 24 or (hour == 24 and minute):
            raise self.refuse(f"{text[:40]!r} is not a time of day")
        return hour * 60 + minute

    def one_of(self, known: Mapping[str, Any], what: str) -> Any:
        """What the catalogue's word means to us, None with a finding when it is a new word."""
        text = self.string()
        if not text:
            return None
        if text not in known:
            self.note("word_unknown", f"{what}: {text}")
            return None
        return known[text]


def _at_most_microseconds(text: str) -> str:
    return re.sub(r"(\.\d{6})\d+", r"\1", text)


def _kind(value: Any) -> str:
    names: dict[type, str] = {str: "a text", bool: "true or false", int: "a number", float: "a number", list: "a list"}
    return "nothing" if value is None else names.get(type(value), "an object")


def each_once(values: Iterator[Any]) -> tuple[Any, ...]:
    """In the order they came, each once, without the empty ones."""
    return tuple(dict.fromkeys(value for value in values if value))


Reader = Callable[[At], Any]
