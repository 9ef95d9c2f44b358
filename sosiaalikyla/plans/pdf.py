"""The plan as a document to keep: PDF/A-2a and PDF/UA-1 in one file, in the language of its version.

Made of a version's own content and of what has been answered to it, so nothing private can come along. The typesetter
reads one file of ours (data/plan.typ), our letters (data/fonts/) and a JSON text; it opens no network, no other file, and
never reads a person's text as markup. It refuses to make a file that breaks either standard.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext as _
from django.utils.translation import override

from sosiaalikyla.base import clock
from sosiaalikyla.base import text as words
from sosiaalikyla.plans.models import Answer, Item, Version

DATA = Path(__file__).resolve().parent / "data"
STANDARDS = ["a-2a", "ua-1"]
LONG, PIECE = 30, 20


class NoSuchLetters(ValueError):
    """The plan has letters that the document has none of its own for, such as Chinese ones."""


def document_of(version: Version, answers: Iterable[Any]) -> bytes:
    """The file. answers: what has been said to the version, as `readings.answers_to` gives it. NoSuchLetters."""
    with override(version.language):
        sheet = _sheet(version, answers)
    try:
        made = typst.compile(
            DATA / "plan.typ",
            root=DATA,
            font_paths=_letters(),
            format="pdf",
            pdf_standards=STANDARDS,
            sys_inputs={"plan": json.dumps(sheet, ensure_ascii=False)},
            timestamp=version.frozen_at,
            package_path=DATA / "no-packages",
            package_cache_path=DATA / "no-packages",
        )
    except typst.TypstError as problem:
        if "could not be displayed" in str(problem.message):
            raise NoSuchLetters(problem.message) from problem
        raise
    return bytes(made)


@lru_cache
def _letters() -> typst.Fonts:
    """Ours and the typesetter's own; never those of the machine, so that the file is the same everywhere."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[DATA / "fonts"])


def name_of(version: Version) -> str:
    """A file's name that tells nobody whose it is."""
    with override(version.language):
        word = _("plan")
    return f"{word}-{clock.day_of(version.frozen_at)}.pdf"


# ---------------------------------------------------------------- what the page says


def _sheet(version: Version, answers: Iterable[Any]) -> dict[str, Any]:
    content = version.content
    called, by = content["called"], version.frozen_by.name
    made = _("Version %(number)s, %(day)s, put together by %(name)s") % {
        "number": version.number,
        "day": words.day(version.frozen_at),
        "name": by,
    }
    sections = {each["kind"]: _section(each, called) for each in content["sections"] if each["items"]}
    law = sections.pop(Item.Kind.MATTER, None)
    foot = _("The official plan is in the wellbeing services county's client records. You have a right to a copy of it.")
    title = f"{content['title']}: {called}"
    number = _("Version %(number)s, %(day)s") % {"number": version.number, "day": words.day(version.frozen_at)}
    return {
        "lang": version.language,
        "title": _clean(title),
        "authors": [_clean(called), _clean(by)],
        "about": _clean(made),
        "head": _clean(f"{title} · {number}"),
        "foot": foot,
        "made": _clean(made),
        "before": list(sections.values()),
        "promises": [_promise(each) for each in content["promises"]],
        "after": [law] if law else [],
        "decisions": [_decision(each) for each in content["decisions"]],
        "answers": [_answer(each, called) for each in answers],
        "choices": [str(label) for label in Answer.Says.labels],
        "signers": [_clean(called), _clean(by)],
        "words": {
            "no_own": _("%(name)s hasn't said anything of this yet.") % {"name": _clean(called)},
            "blank": _("Nothing written yet of these:"),
            "promises": _("What adults have promised"),
            "decisions": _("Decisions"),
            "answers": _("What has been said to this"),
            "no_answers": _("Nobody has answered yet. No answer is not a yes."),
            "sign": _("Signing on paper"),
            "say": _("What I want to say:"),
            "place": _("Place, day and signature"),
        },
    }


def _section(section: dict[str, Any], called: str) -> dict[str, Any]:
    lines = section["items"]
    said = [each for each in lines if each["own"] or each["waiting"] or each["view"]]
    return {
        "title": _clean(section["title"]),
        "items": [_item(each, section["kind"], called) for each in said],
        "blank": [_clean(each["title"]) for each in lines if each not in said],
    }


ONE_OF_ITS_KIND = {Item.Kind.GOOD_DAY, Item.Kind.DREAM, Item.Kind.STRENGTH}
"""What such an item is about, its section's heading says already."""


def _item(line: dict[str, Any], kind: str, called: str) -> dict[str, Any]:
    own, waiting, view = line["own"], line["waiting"], line["view"]
    return {
        "title": "" if kind in ONE_OF_ITS_KIND else _clean(line["title"]),
        "own": own and {"text": paragraphs(own["text"]), "by": _clean(_said_by(own, called))},
        "waiting": waiting and {
            "text": paragraphs(waiting["text"]),
            "by": _clean(
                _("%(scribe)s wrote this down %(day)s. It becomes the words of %(name)s by signing.")
                % {"scribe": waiting["scribe"], "name": called, "day": _day(waiting["day"])}
            ),
        },
        "view": view and {"text": paragraphs(view["text"]), "by": _clean(f"{view['author']}, {_day(view['day'])}")},
        "after": _("Came true %(day)s") % {"day": _day(line["reached_on"])} if line["reached_on"] else "",
    }  # fmt: skip


def _said_by(own: dict[str, Any], called: str) -> str:
    by = f"{called}, {_day(own['day'])}"
    scribe = _("written down by %(scribe)s") % {"scribe": own["scribe"]}
    return f"{by} · {scribe}" if own["scribe"] else by


def _promise(row: dict[str, Any]) -> dict[str, Any]:
    if row["kept_on"]:
        stands, day = "kept", _("kept %(day)s") % {"day": _day(row["kept_on"])}
    elif row["called_off_on"]:
        why = {"day": _day(row["called_off_on"]), "why": row["called_off_why"]}
        stands, day = "off", _("called off %(day)s: %(why)s") % why
    else:
        stands, day = "open", _("by %(day)s") % {"day": _day(row["due"])}
    return {"text": paragraphs(row["text"]), "by": _clean(row["owner"]), "stands": stands, "days": [paragraphs(day)]}


def _decision(row: dict[str, Any]) -> dict[str, Any]:
    by = [_day(row["made_on"])]
    if row["last_day"]:
        by.append(_("Last day to ask for a change: %(day)s") % {"day": _day(row["last_day"])})
    head = _("Why it departs from the plan:")
    why = [paragraphs(f"{head} {row['departs_why']}")] if row["departs_why"] else []
    return {"text": paragraphs(row["what"]), "by": " · ".join(by), "stands": "", "days": why}


def _answer(row: Any, called: str) -> dict[str, Any]:
    says = f"{row.get_says_display()}, {words.day(row.day)}"
    if row.on_paper:
        paper = _("on paper, kept by %(name)s") % {"name": row.by_name}
        says = f"{says} · {paper}"
    who = called if row.whose == Answer.Whose.YOUTH else row.by_name
    return {"who": _clean(f"{who}:"), "says": _clean(says), "text": paragraphs(row.words) if row.words else []}


def _day(word: str) -> str:
    return words.day(date.fromisoformat(word))


# ---------------------------------------------------------------- people's text as the typesetter can set it


def paragraphs(text: str) -> list[dict[str, Any]]:
    """[{"rtl", "lines"}]: an empty line parts paragraphs; each runs the way its first letter does."""
    found = []
    for each in re.split(r"\n[^\S\n]*\n\s*", text.replace("\r\n", "\n").replace("\r", "\n").strip()):
        lines = [_clean(line) for line in each.split("\n")]
        found.append({"rtl": _runs_left(each), "lines": lines})
    return found


def _runs_left(text: str) -> bool:
    first = next((way for way in map(unicodedata.bidirectional, text) if way in {"L", "R", "AL"}), "L")
    return first != "L"


def _clean(line: str) -> str:
    """One line without what no letter shows: controls, marks that turn the writing around; unassigned and private code
    points become U+FFFD, which a document to keep may hold. Very long words may break, without a sign.
    """
    kept = "".join(_sign(each) for each in line)
    return re.sub(rf"\S{{{LONG},}}", lambda word: _breaking(word.group()), kept)


def _sign(sign: str) -> str:
    match unicodedata.category(sign):
        case "Cc" | "Zl" | "Zp":
            return " "
        case "Cs" | "Co" | "Cn":
            return "\ufffd"
        case "Cf" if unicodedata.bidirectional(sign) in TURNS:
            return ""
        case _:
            return sign


TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def _breaking(word: str) -> str:
    """The word with places to break after every few letters; nothing is parted from the marks that stand on it."""
    pieces, since = [], 0
    for before, sign in zip(" " + word, word, strict=False):
        if since >= PIECE and unicodedata.category(sign)[0] in "LNP" and before != "\u200d":
            pieces.append("\u200b")
            since = 0
        pieces.append(sign)
        since += 1
    return "".join(pieces)
