"""A version of the plan as one plain text for the official record: the eleven matters of law in their order, both views.

In the worker's language; what people said stands as they said it. Goals stand under the matter of goals and strengths under
that of strengths; what the law doesn't ask comes after the eleven. Pure: a version's content in, text out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sosiaalikyla.base import text
from sosiaalikyla.plans import plan_items

LABELS = {
    "fi": {
        "plan": "Suunnitelma, versio {number}, {day}", "by": "Koonnut", "law": "Sosiaalihuoltolaki {act}, {section} §",
        "own": "Nuoren näkemys", "waiting": "Nuoren puhetta, jota hän ei ole vielä vahvistanut",
        "view": "Työntekijän näkemys", "scribe": "kirjasi {scribe}", "nothing": "Ei kirjattu.", "reached": "Toteutui {day}",
        "decisions": "Päätökset", "last_day": "oikaisuvaatimus viimeistään {day}",
        "departs": "Miksi poikkeaa suunnitelmasta", "promises": "Aikuisten lupaukset", "due": "viimeistään {day}",
        "kept": "pidetty {day}", "off": "peruttu {day}: {why}", "answers": "Mitä tähän on sanottu", "youth": "Nuori",
        "paper": "paperilla", "none": "Ei vielä vastauksia.",
        "signs": "hyväksyy", "reserves": "hyväksyy varauksin", "disagrees": "on eri mieltä", "thinks": "miettii vielä",
    },
    "sv": {
        "plan": "Plan, version {number}, {day}", "by": "Sammanställd av", "law": "Socialvårdslagen {act}, {section} §",
        "own": "Den ungas syn", "waiting": "Vad den unga sagt men inte ännu bekräftat", "view": "Medarbetarens syn",
        "scribe": "antecknat av {scribe}", "nothing": "Inget antecknat.", "reached": "Blev verklighet {day}",
        "decisions": "Beslut", "last_day": "omprövning senast {day}", "departs": "Varför det avviker från planen",
        "promises": "Vad vuxna har lovat", "due": "senast {day}", "kept": "hållet {day}", "off": "inställt {day}: {why}",
        "answers": "Vad som sagts om detta", "youth": "Den unga", "paper": "på papper", "none": "Inga svar ännu.",
        "signs": "godkänner", "reserves": "godkänner med förbehåll", "disagrees": "är av annan åsikt",
        "thinks": "funderar ännu",
    },
    "en": {
        "plan": "Plan, version {number}, {day}", "by": "Put together by",
        "law": "Social welfare act {act}, section {section}",
        "own": "The young person's view", "waiting": "The young person's speech, not confirmed by them yet",
        "view": "The worker's view", "scribe": "written down by {scribe}", "nothing": "Nothing written.",
        "reached": "Came true {day}", "decisions": "Decisions", "last_day": "claim for a revised decision by {day}",
        "departs": "Why it departs from the plan", "promises": "Adults' promises", "due": "by {day}", "kept": "kept {day}",
        "off": "called off {day}: {why}", "answers": "What has been said to this", "youth": "The young person",
        "paper": "on paper", "none": "No answers yet.", "signs": "accepts", "reserves": "accepts with reservations",
        "disagrees": "disagrees", "thinks": "is thinking",
    },
}  # fmt: skip

UNDER = {"strengths": "strength", "goals": "goal"}
"""Which items of the young person's own stand under which matter of law."""
NONE: dict[str, Any] = {"items": []}


@dataclass(frozen=True)
class Answered:
    """What one of the two said to the version. whose: a worker's name, empty for the young person."""

    whose: str
    says: str
    words: str
    day: date
    on_paper: bool


@dataclass(frozen=True)
class Frozen:
    """What of a version goes to the record."""

    number: int
    day: date
    by: str
    content: dict[str, Any]
    answers: list[Answered] = field(default_factory=list)


def record_text(frozen: Frozen, language: str) -> str:
    """The whole version. language: fi, sv or en; KeyError for another."""
    words, content = LABELS[language], frozen.content
    law = plan_items.load()
    sections = {each["kind"]: each for each in content["sections"]}
    titles = {matter.key: matter.title.in_language(language) for matter in law.matters}
    blocks = [
        [
            words["plan"].format(number=frozen.number, day=text.day(frozen.day, language)),
            f"{words['by']}: {frozen.by}",
            words["law"].format(act=law.source.act, section=law.source.section),
        ]
    ]
    for number, line in enumerate(sections.get("matter", NONE)["items"], 1):
        block = [f"{number}. {titles.get(line['key'], line['title'])}", *_voices(line, words, language)]
        for more in sections.get(UNDER.get(line["key"], ""), NONE)["items"]:
            block += [more["title"], *_voices(more, words, language)]
        blocks.append(block)
    for kind, section in sections.items():
        if kind in {"matter", *UNDER.values()}:
            continue
        said = [row for line in section["items"] for row in _item(line, section["title"], words, language)]
        if said:
            blocks.append([section["title"], *said])
    blocks.append([words["decisions"], *(_decision(row, words, language) for row in content["decisions"])])
    blocks.append([words["promises"], *(_promise(row, words, language) for row in content["promises"])])
    blocks.append([words["answers"], *([_answer(row, words, language) for row in frozen.answers] or [words["none"]])])
    return "\n\n".join("\n".join(block if len(block) > 1 else [*block, words["nothing"]]) for block in blocks)


def _item(line: dict[str, Any], section: str, words: dict[str, str], language: str) -> list[str]:
    said = _voices(line, words, language)
    return said if not said or line["title"] == section else [line["title"], *said]


def _voices(line: dict[str, Any], words: dict[str, str], language: str) -> list[str]:
    found = []
    for name in ("own", "waiting"):
        said = line[name]
        if said:
            by = [_day(said["day"], language)]
            if said["scribe"]:
                by.append(words["scribe"].format(scribe=said["scribe"]))
            found.append(_line(f"{words[name]} ({', '.join(by)})", said["text"]))
    if line["view"]:
        by_worker = f"{line['view']['author']}, {_day(line['view']['day'], language)}"
        found.append(_line(f"{words['view']} ({by_worker})", line["view"]["text"]))
    if line["reached_on"]:
        found.append(words["reached"].format(day=_day(line["reached_on"], language)))
    return found


def _promise(row: dict[str, Any], words: dict[str, str], language: str) -> str:
    if row["kept_on"]:
        stands = words["kept"].format(day=_day(row["kept_on"], language))
    elif row["called_off_on"]:
        stands = words["off"].format(day=_day(row["called_off_on"], language), why=row["called_off_why"])
    else:
        stands = words["due"].format(day=_day(row["due"], language))
    return f"– {row['owner']}: {row['text']} ({stands})"


def _decision(row: dict[str, Any], words: dict[str, str], language: str) -> str:
    days = [_day(row["made_on"], language)]
    if row["last_day"]:
        days.append(words["last_day"].format(day=_day(row["last_day"], language)))
    why = f"\n{_line(words['departs'], row['departs_why'])}" if row["departs_why"] else ""
    return f"– {row['what']} ({', '.join(days)}){why}"


def _answer(row: Answered, words: dict[str, str], language: str) -> str:
    by = [text.day(row.day, language), *([words["paper"]] if row.on_paper else [])]
    said = f"{row.whose or words['youth']} {words[row.says]} ({', '.join(by)})"
    return _line(said, row.words) if row.words else said


def _day(word: str, language: str) -> str:
    return text.day(date.fromisoformat(word), language)


def _line(label: str, said: str) -> str:
    """Label and words on one line; words of many lines begin on their own. Line ends of forms are made plain."""
    plain = "\n".join(part.rstrip() for part in said.replace("\r\n", "\n").strip().split("\n"))
    return f"{label}:\n{plain}" if "\n" in plain else f"{label}: {plain}"
