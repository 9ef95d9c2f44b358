"""A contact as one plain text, in the order a record needs it: when, how, where, who, both views, agreed, next, by whom.

In the worker's language; what people said stands as they said it. What is empty is left out. Pure: words in, text out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sosiaalikyla.base import text

LABELS = {
    "fi": {
        "way": "Yhteys", "place": "Paikka", "present": "Läsnä", "own": "Nuoren näkemys", "view": "Työntekijän näkemys",
        "agreed": "Sovittu", "following": "Jatko", "by": "Kirjasi", "more": "Lisäys", "to": "Lisäys aiempaan kirjaukseen",
        "said": "nuoren sanoin, kirjasi {scribe}",
        "call": "puhelu", "text": "tekstiviesti", "whatsapp": "WhatsApp-viesti", "visit": "tapaaminen",
        "video": "videopuhelu", "other": "muu yhteydenotto",
        "call.no": "puhelu, ei vastausta", "text.no": "tekstiviesti, ei vastausta",
        "whatsapp.no": "WhatsApp-viesti, ei vastausta", "visit.no": "tapaaminen, nuori ei ollut paikalla",
        "video.no": "videopuhelu, ei vastausta", "other.no": "muu yhteydenotto, ei vastausta",
    },
    "sv": {
        "way": "Kontakt", "place": "Plats", "present": "Närvarande", "own": "Den ungas syn", "view": "Medarbetarens syn",
        "agreed": "Överenskommet", "following": "Fortsättning", "by": "Antecknat av", "more": "Tillägg",
        "to": "Tillägg till tidigare anteckning", "said": "med den ungas ord, antecknat av {scribe}",
        "call": "samtal", "text": "textmeddelande", "whatsapp": "WhatsApp-meddelande", "visit": "möte",
        "video": "videosamtal", "other": "annan kontakt",
        "call.no": "samtal, inget svar", "text.no": "textmeddelande, inget svar",
        "whatsapp.no": "WhatsApp-meddelande, inget svar", "visit.no": "möte, den unga var inte på plats",
        "video.no": "videosamtal, inget svar", "other.no": "annan kontakt, inget svar",
    },
    "en": {
        "way": "Contact", "place": "Place", "present": "Present", "own": "The young person's view",
        "view": "The worker's view", "agreed": "Agreed", "following": "Next", "by": "Written by", "more": "Addition",
        "to": "Addition to an earlier record", "said": "in the young person's words, written down by {scribe}",
        "call": "call", "text": "text message", "whatsapp": "WhatsApp message", "visit": "meeting",
        "video": "video call", "other": "another way",
        "call.no": "call, no answer", "text.no": "text message, no answer",
        "whatsapp.no": "WhatsApp message, no answer", "visit.no": "meeting, the young person wasn't there",
        "video.no": "video call, no answer", "other.no": "another way, no answer",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """The young person's own words, and who wrote them down."""

    text: str
    scribe: str


@dataclass(frozen=True)
class Added:
    """What was added to a contact that had been taken to the record already."""

    written_at: datetime
    by: str
    text: str = ""
    own: Said | None = None


@dataclass(frozen=True)
class Contact:
    """What of a contact goes to the record."""

    at: datetime
    way: str
    reached: bool
    by: str
    written_at: datetime
    place: str = ""
    present: str = ""
    own: Said | None = None
    view: str = ""
    agreed: str = ""
    following: str = ""
    added: list[Added] = field(default_factory=list)


def contact_text(contact: Contact, language: str) -> str:
    """The whole contact. language: fi, sv or en; KeyError for another."""
    words = LABELS[language]
    lines = [
        _moment(contact.at, language),
        _line(words["way"], words[contact.way if contact.reached else f"{contact.way}.no"]),
        _line(words["place"], contact.place),
        _line(words["present"], contact.present),
        _own(contact.own, words),
        _line(words["view"], contact.view),
        _line(words["agreed"], contact.agreed),
        _line(words["following"], contact.following),
        _by(contact.by, contact.written_at, words, language),
    ]
    return "\n".join(line for line in lines if line)


def addition_text(contact: Contact, added: Added, language: str) -> str:
    """One addition, with the moment of the contact it belongs to."""
    words = LABELS[language]
    lines = [
        _line(words["to"], _moment(contact.at, language)),
        _own(added.own, words),
        _line(words["more"], added.text),
        _by(added.by, added.written_at, words, language),
    ]
    return "\n".join(line for line in lines if line)


def _moment(at: datetime, language: str) -> str:
    return f"{text.day(at, language)} {text.clock_time(at, language)}"


def _own(own: Said | None, words: dict[str, str]) -> str:
    if own is None:
        return ""
    return _line(f"{words['own']} ({words['said'].format(scribe=own.scribe)})", own.text)


def _by(name: str, at: datetime, words: dict[str, str], language: str) -> str:
    return _line(words["by"], f"{name}, {text.day(at, language)}")


def _line(label: str, said: str) -> str:
    """Label and words on one line; words of many lines begin on their own. Line ends of forms are made plain."""
    plain = "\n".join(part.rstrip() for part in said.replace("\r\n", "\n").strip().split("\n"))
    if not plain:
        return ""
    return f"{label}:\n{plain}" if "\n" in plain else f"{label}: {plain}"
