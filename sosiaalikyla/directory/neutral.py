"""The neutral model of a service: what every adapter makes of a foreign record, and what the pages read. No Django.

Words come as language → text; no text is empty and no language is invented. Languages are those of the catalogue
(fi, sv, en and the Sámi languages se, smn, sms). A record is written to a row as plain JSON and read back the same.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, TypeVar

Words = Mapping[str, str]
T = TypeVar("T")

CATALOGUE_LANGUAGES = ("fi", "sv", "en", "se", "smn", "sms")

ChannelKind = Literal["location", "phone", "e_service", "web_page", "form"]
ServiceKind = Literal["service", "free"]
HoursKind = Literal["weekly", "always", "exception", "holiday"]
Status = Literal["open", "closed", "by_appointment"]
Weeks = Literal["all", "odd", "even"]
AreaKind = Literal["country", "country_without_aland", "places", "unknown"]
Purpose = Literal["visit", "post"]
Charge = Literal["", "free", "charged", "extra", "other"]


@dataclass(frozen=True, slots=True)
class Area:
    """Where a service is given. `unknown` is shown nowhere as local: a missing area is not the whole country.

    municipalities: three digits; counties: wellbeing services counties, two digits; regions: maakunta, two digits, another
    list with overlapping codes.
    """

    kind: AreaKind = "unknown"
    municipalities: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """A place in degrees, WGS 84, to five decimals (about a metre)."""

    north: float
    east: float


@dataclass(frozen=True, slots=True)
class SentenceGroup:
    """Sentences on getting in, under one heading: "Reitti pääsisäänkäynnille"."""

    heading: Words = field(default_factory=dict)
    sentences: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Entrance:
    name: Words = field(default_factory=dict)
    main: bool = False
    groups: tuple[SentenceGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class Address:
    """purpose: `visit` where one goes, `post` where one writes. municipality: three digits, empty when the source doesn't
    say (version 12 doesn't). The accessibility register's own point id is kept for whoever asks that register.
    """

    purpose: Purpose = "visit"
    street: Words = field(default_factory=dict)
    number: str = ""
    post_box: Words = field(default_factory=dict)
    postal_code: str = ""
    post_office: Words = field(default_factory=dict)
    municipality: str = ""
    more: Words = field(default_factory=dict)
    point: Point | None = None
    entrances: tuple[Entrance, ...] = ()
    register_point: str = ""


@dataclass(frozen=True, slots=True)
class Phone:
    """shown: as people write it, 044 794 3552; dialled: as `tel:` wants it. language: empty for all."""

    shown: str
    dialled: str
    language: str = ""
    charge: Charge = ""
    charge_words: str = ""
    more: str = ""
    text_message: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    address: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    url: str
    name: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a week. day, until_day: 0 Monday to 6 Sunday; start, end: minutes from midnight, end at most 1440.

    `until_day` differs from `day` when it goes over midnight; from Sunday to Monday the week begins anew.
    """

    day: int
    start: int
    until_day: int
    end: int
    status: Status = "open"
    weeks: Weeks = "all"
    more: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hours:
    """One set of opening hours. first, last: the days it holds, both included, None for open-ended.

    weekly: `spans` repeat each week · always: round the clock · exception: `spans` instead of the weekly ones, or `closed`
    for the whole time · holiday: `spans` (day 0) on the holiday called `holiday`, in `years` or every year.
    """

    kind: HoursKind
    spans: tuple[Span, ...] = ()
    first: date | None = None
    last: date | None = None
    closed: bool = False
    by_appointment: bool = False
    holiday: str = ""
    years: tuple[int, ...] = ()
    heading: Words = field(default_factory=dict)
    more: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Organiser:
    """A body that is responsible for services: a municipality, a county, an association."""

    key: str
    names: Words = field(default_factory=dict)
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to reach a service."""

    key: str
    kind: ChannelKind
    organiser_key: str = ""
    names: Words = field(default_factory=dict)
    summaries: Words = field(default_factory=dict)
    descriptions: Words = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    area: Area = field(default_factory=Area)
    phones: tuple[Phone, ...] = ()
    mails: tuple[Mail, ...] = ()
    pages: tuple[Page, ...] = ()
    addresses: tuple[Address, ...] = ()
    hours: tuple[Hours, ...] = ()
    needs_identification: bool = False
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """What is offered, to whom and where. classes, target_groups, life_events: codes such as P28.5, KR1.3, KE4.1."""

    key: str
    kind: ServiceKind = "service"
    organiser_key: str = ""
    other_organiser_keys: tuple[str, ...] = ()
    names: Words = field(default_factory=dict)
    other_names: Words = field(default_factory=dict)
    summaries: Words = field(default_factory=dict)
    descriptions: Words = field(default_factory=dict)
    instructions: Words = field(default_factory=dict)
    conditions: Words = field(default_factory=dict)
    deadlines: Words = field(default_factory=dict)
    waiting: Words = field(default_factory=dict)
    charge: Charge = ""
    charge_words: Words = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    area: Area = field(default_factory=Area)
    classes: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    life_events: tuple[str, ...] = ()
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """A service is reached by a channel; words, hours and contacts may hold for this pair only."""

    service_key: str
    channel_key: str
    descriptions: Words = field(default_factory=dict)
    phones: tuple[Phone, ...] = ()
    mails: tuple[Mail, ...] = ()
    pages: tuple[Page, ...] = ()
    hours: tuple[Hours, ...] = ()
    changed_at: datetime | None = None

    @property
    def key(self) -> str:
        return f"{self.service_key}:{self.channel_key}"


Record = Organiser | Channel | Service | Connection


# ---------------------------------------------------------------- to and from plain JSON


def as_json(value: Any) -> Any:
    """Plain JSON: days and moments in ISO form; what holds nothing is left out."""
    if is_dataclass(value):
        made = {each.name: as_json(getattr(value, each.name)) for each in fields(value)}
        return {name: part for name, part in made.items() if part or type(part) in (int, float)}
    if isinstance(value, Mapping):
        return {str(key): as_json(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [as_json(part) for part in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def from_json(kind: type[T], made: Mapping[str, Any]) -> T:
    """The record that `as_json` wrote. TypeError or ValueError when it isn't one."""
    if not isinstance(made, Mapping):
        raise TypeError(f"{kind.__name__}: an object is expected, not {type(made).__name__}")
    hints = _hints(kind)  # type: ignore[arg-type]
    unknown = set(made) - set(hints)
    if unknown:
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(unknown))}")
    return kind(**{name: _built(hints[name], part, f"{kind.__name__}.{name}") for name, part in made.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _built(hint: Any, made: Any, where: str) -> Any:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return None if made is None else _built(next(each for each in inner if each is not type(None)), made, where)
    if origin is tuple:
        if not isinstance(made, list | tuple):
            raise TypeError(f"{where}: a list is expected")
        return tuple(_built(inner[0], part, where) for part in made)
    if origin is Literal:
        if made not in inner:
            raise ValueError(f"{where}: {made!r} is not one of {', '.join(map(str, inner))}")
        return made
    if hint is Words or (isinstance(origin, type) and issubclass(origin, Mapping)):
        if not isinstance(made, Mapping):
            raise TypeError(f"{where}: language and text are expected")
        return {str(key): _built(inner[1] if inner else str, part, where) for key, part in made.items()}
    if is_dataclass(hint):
        return from_json(hint, made)  # type: ignore[arg-type]
    if hint in (date, datetime):
        return hint.fromisoformat(made)
    if hint is float and type(made) is int:
        return float(made)
    if type(made) is not hint:
        raise TypeError(f"{where}: {hint.__name__} is expected, not {type(made).__name__}")
    return made
