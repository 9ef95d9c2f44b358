"""What a page of the village is before anybody shows it: words in parts, their source, their days. No Django.

Files, the editors' pages and the published rows all speak this. A part is one block with a kind; a page in plain
Finnish (selkosuomi) has the same parts in the same order, so that each block has its twin.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

LANGUAGES = ("fi", "sv", "en")

FULL, PLAIN = "full", "plain"

Kind = Literal["text", "steps", "example", "rights", "careful", "ask"]
KINDS: tuple[Kind, ...] = ("text", "steps", "example", "rights", "careful", "ask")
"""text · steps to take · an invented person · your rights · be careful · ready words to say or send."""

TAKEN = frozenset(
    {
        "about-service", "account", "asked", "board", "cards", "cms", "components", "demo", "drafts", "en", "exit",
        "feedback", "fi", "health", "help", "keys", "my", "paths", "people", "rights", "search", "services", "shared",
        "sign-in", "sign-out", "situation", "staff", "static", "styles", "sv", "waiting",
    }
)  # fmt: skip
"""First words of addresses that lead elsewhere: a house of that name would never be read."""
PLAIN_STEP = "selko"
"""The last step to a plain variant: no section or page may have that name."""


@dataclass(frozen=True, slots=True)
class Part:
    """One block. `html` holds p, ul, ol, li and a only; `heading` is plain text. Both may hold placeholders."""

    kind: Kind
    heading: str
    html: str


@dataclass(frozen=True, slots=True)
class Words:
    """A page in one language and variant."""

    title: str
    lead: str
    parts: tuple[Part, ...]

    @property
    def texts(self) -> Iterator[str]:
        """Every text as it stands, headings and HTML alike."""
        yield self.title
        yield self.lead
        for part in self.parts:
            yield part.heading
            yield part.html


@dataclass(frozen=True, slots=True)
class Law:
    """A section the page leans on. verification: S read in the statute, P stated by an office or the news, I our own
    reading, M not verified here."""

    act: str
    section: str
    link: str
    checked: date
    verification: str


@dataclass(frozen=True, slots=True)
class SourceRead:
    """What the page leans on besides the law. `year` is None where the source gives none."""

    title: str
    publisher: str
    link: str
    year: int | None
    checked: date


@dataclass(frozen=True, slots=True)
class About:
    """What stands behind a page's words, the same in every language.

    owner: key of the office that answers for the page, never a person · review: `waiting` for a professional's review,
    or `reviewed` · help: ids of help lines shown beside · disputed: what is not agreed on, by language ·
    neutral_title: what the browser's tab and history say instead of the title · search_words: what people call it when they
    look for it, by language; shown to nobody.
    """

    owner: str
    review_by: date
    valid_from: date
    valid_until: date | None
    review: Literal["waiting", "reviewed"]
    life_areas: tuple[str, ...]
    phases: tuple[str, ...]
    law: tuple[Law, ...]
    sources: tuple[SourceRead, ...]
    help: tuple[str, ...]
    disputed: dict[str, str]
    related: tuple[str, ...]
    neutral_title: dict[str, str] = field(default_factory=dict)
    clear_question: dict[str, str] = field(default_factory=dict)
    search_words: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def checked(self) -> date | None:
        """The day on which the oldest of its sources was last read."""
        days = [each.checked for each in (*self.law, *self.sources)]
        return min(days) if days else None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a house, or a rights card (house and section empty), in all the languages it has."""

    key: str
    house: str
    section: str
    slugs: dict[str, str]
    about: About
    words: dict[tuple[str, str], Words]
    """By language and variant: ("fi", "full"), ("fi", "plain"), ("sv", "full") …"""
    place: int = 100
    """Order among its neighbours; equal ones stand in the order of their keys."""


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    slugs: dict[str, str]
    title: dict[str, str]


@dataclass(frozen=True, slots=True)
class House:
    """A house of the village. `lead` by language, and `fi-plain` where it has a plain front."""

    key: str
    slugs: dict[str, str]
    accent: str
    title: dict[str, str]
    lead: dict[str, str]
    owner: str
    sections: tuple[Section, ...]
    languages: tuple[str, ...]
    neutral_title: dict[str, str] = field(default_factory=dict)
    place: int = 100


@dataclass(frozen=True, slots=True)
class Fact:
    """A sum, an age or a day that is no rule of ours, for the days it holds (`until` is the last day)."""

    key: str
    text: dict[str, str]
    start: date
    until: date | None
    source: dict[str, str]

    def holds_on(self, day: date) -> bool:
        return self.start <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Content:
    """Everything in a content folder."""

    houses: tuple[House, ...]
    pages: tuple[Page, ...]
    cards: tuple[Page, ...]
    facts: tuple[Fact, ...]

    def house(self, key: str) -> House:
        return next(house for house in self.houses if house.key == key)
