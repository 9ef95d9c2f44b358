"""The few marks of a content file (paragraphs, `- ` lists, `+ ` steps, links, headings with a kind) to clean HTML and to
parts. Everything else stands as the letters it is. No Django.
"""

from __future__ import annotations

import re
from html import escape
from typing import cast

from .texts import KINDS, Kind, Part, Words

_LINK = re.compile(r"\[([^\]\n]+)\]\(([^()\s]+)\)")
_HEADING = re.compile(r"## (?:!(\w+) )?(\S.*)")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""Control characters, and marks that turn the direction of a text: nothing a reader sees, and much they can hide."""
_ADDRESS = re.compile(r"page:[a-z0-9-]+|https://[^\s\"<>]+")


class BadMark(ValueError):
    """The text can't be read. `line` is counted from 1."""

    def __init__(self, line: int, problem: str) -> None:
        self.line, self.problem = line, problem
        super().__init__(f"line {line}: {problem}")


def read(text: str) -> Words:
    """Title from `# `, the lead from the paragraph under it, then one part per `## `. BadMark names the line."""
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if _UNSEEN.search(line):
            raise BadMark(number, "a character that can't be seen: write the line anew")
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is None or not lines[first].startswith("# "):
        raise BadMark((first or 0) + 1, "the text begins with its title: # Title")
    starts = [number for number, line in enumerate(lines) if line.startswith("##") and not line.startswith("###")]
    lead = " ".join(line.strip() for line in lines[first + 1 : starts[0] if starts else None] if line.strip())
    if not lead:
        raise BadMark(first + 2, "a lead of one paragraph stands under the title")
    ends = [*starts[1:], len(lines)]
    parts = [_part(lines, start, end) for start, end in zip(starts, ends, strict=True)]
    if not parts:
        raise BadMark(len(lines), "no part: each begins with ## Heading")
    return Words(lines[first][2:].strip(), lead, tuple(parts))


def _part(lines: list[str], start: int, end: int) -> Part:
    found = _HEADING.fullmatch(lines[start].rstrip())
    if found is None:
        raise BadMark(start + 1, "a heading is written ## Heading or ## !kind Heading")
    kind = found[1] or "text"
    if kind not in KINDS:
        raise BadMark(start + 1, f"no such kind of part: {kind} (one of {', '.join(KINDS)})")
    html = _html(lines[start + 1 : end], start + 2)
    if not html:
        raise BadMark(start + 1, "nothing stands under this heading")
    return Part(cast(Kind, kind), found[2].strip(), html)


def _html(lines: list[str], first: int) -> str:
    """Blocks are parted by an empty line or by another mark at the beginning of a line."""
    out: list[str] = []
    block: list[str] = []
    mark = ""

    def close() -> None:
        if block:
            tag = {"-": "ul", "+": "ol"}.get(mark)
            if tag:
                out.append(f"<{tag}>" + "".join(f"<li>{item}</li>" for item in block) + f"</{tag}>")
            else:
                out.append("<p>" + " ".join(block) + "</p>")
            block.clear()

    for number, line in enumerate(lines, first):
        text = line.strip()
        if not text:
            close()
            mark = ""
            continue
        if text.startswith(("#", "```", "|", ">")) or re.match(r"\d+[.)] ", text):
            raise BadMark(number, "only paragraphs, lists with - and steps with + stand in a part")
        now = text[0] if text[:2] in {"- ", "+ "} else ""
        if not now and mark:  # a list's item goes on
            block[-1] += " " + _inline(text, number)
            continue
        if now != mark:
            close()
        mark = now
        block.append(_inline(text[2:] if now else text, number))
    close()
    return "".join(out)


def _inline(text: str, number: int) -> str:
    out, at = [], 0
    for found in _LINK.finditer(text):
        if not _ADDRESS.fullmatch(found[2]):
            raise BadMark(number, f"a link leads to page:key or https://, not to {found[2]}")
        out.append(escape(text[at : found.start()], quote=False))
        out.append(f'<a href="{escape(found[2])}">{escape(found[1], quote=False)}</a>')
        at = found.end()
    rest = text[at:]
    if "](" in rest:
        raise BadMark(number, "a link is written [text](page:key) or [text](https://…)")
    return "".join(out) + escape(rest, quote=False)
