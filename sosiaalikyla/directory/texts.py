"""Foreign words made plain: HTML and Markdown of the catalogue become paragraphs and lists of plain text. No Django.

No markup reaches a page: templates escape what comes from here, and headings, links and emphasis are not worth a door.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

import nh3

RUNS = re.compile(
    r"<\s*/?\s*(script|iframe|object|embed|applet|svg|math|style|link|meta|base|form|input|button|textarea|select|template|"
    r"frame|frameset|noscript|video|audio|source|marquee|img|image|portal|xml|foreignobject)\b|"
    r"<[^>]*\bon[a-z]{3,}\s*=|<!doctype|<!--|<!\[cdata|<\?xml|[=(\"'<]\s*(javascript|vbscript)\s*:|\bdata\s*:\s*text/html|"
    r"<[^>]*\bstyle\s*=",
    re.IGNORECASE,
)
"""What runs, fetches or covers. An official text never holds it: whoever put it there meant harm, or it is another file."""

KNOWN_TAGS = frozenset(
    [
        "p",
        "br",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "ul",
        "ol",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "a",
        "span",
        "div",
        "sup",
        "sub",
        "table",
        "tr",
        "td",
        "th",
        "tbody",
        "thead",
        "hr",
    ]
)
INVISIBLE = re.compile("[\u200b\u200e\u200f\u061c\u2060\ufeff]")
BLOCKS = re.compile(r"<\s*(?:br|hr)\s*/?\s*>|<\s*/\s*(?:p|div|h[1-6]|ul|ol|tr|table)\s*>", re.IGNORECASE)
ITEMS = re.compile(r"<\s*li\b[^>]*>", re.IGNORECASE)
TAG = re.compile(r"<\s*/?\s*([a-z][a-z0-9-]*)\b[^<>]*>", re.IGNORECASE)


class Harmful(ValueError):
    """The text holds something that would run."""


@dataclass(frozen=True, slots=True)
class Plain:
    """dropped: what was left out, in a word or two, empty when nothing was."""

    text: str
    dropped: str = ""


def plain(written: str) -> Plain:
    """Paragraphs with an empty line between them, lists with "- " before each item. Harmful when something would run."""
    seen = written
    for _ in range(4):  # &amp;lt;script&amp;gt; is still a script to whoever unpacks it twice
        if RUNS.search(seen):
            raise Harmful("the text holds something that would run or fetch: a script, a frame, an image")
        unpacked = html.unescape(seen)
        if unpacked == seen:
            break
        seen = unpacked
    dropped = "" if not INVISIBLE.search(written) else "invisible characters"
    text = (
        INVISIBLE.sub("", written)
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n\n")
    )
    tags = {name.lower() for name in TAG.findall(text)} & KNOWN_TAGS
    if tags:
        dropped = f"tags {' '.join(sorted(tags))}"
        text = ITEMS.sub("\n- ", BLOCKS.sub("\n", re.sub(r"<\s*/\s*p\s*>", "\n\n", text, flags=re.IGNORECASE)))
        text = html.unescape(nh3.clean(text, tags=set()))
    else:
        text = html.unescape(text)
    return Plain(_without_markdown(text), dropped)


def _without_markdown(text: str) -> str:
    lines = []
    for line in text.split("\n"):
        line = re.sub(r"^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$", r"\1\n", line)
        line = re.sub(r"^\s*(?:[*+•·–-]|\d{1,2}[.)])\s+", "- ", line)
        line = re.sub(r"^\s{0,3}(?:[-*_]\s*){3,}$", "", line)
        line = re.sub(r"!?\[([^\]\n]*)\]\((?:<)?([^)\s>]*)(?:>)?(?:\s+\"[^\"]*\")?\)", _link, line)
        line = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", line)
        line = re.sub(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])", r"\1", line)
        line = re.sub(r"\\([\\`*_{}\[\]()#+.!~-])", r"\1", line)
        lines.append(re.sub(r"[ \t\u00a0]+", " ", line).strip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _link(found: re.Match[str]) -> str:
    words, address = found[1].strip(), found[2].strip()
    if not re.match(r"(https?://|mailto:|tel:)", address, re.IGNORECASE) or words == address:
        return words or address
    shown = re.sub(r"^(mailto|tel):", "", address, flags=re.IGNORECASE)
    return f"{words} ({shown})" if words and words != shown else shown


def blocks(text: str) -> list[tuple[str, list[str]]]:
    """For pages: ("p", lines) and ("ul", items) in turn."""
    found: list[tuple[str, list[str]]] = []
    for part in re.split(r"\n\s*\n", text):
        for line in part.split("\n"):
            if not line.strip():
                continue
            kind = "ul" if line.startswith("- ") else "p"
            words = line.removeprefix("- ").strip()
            if found and found[-1][0] == kind and found[-1][1]:
                found[-1][1].append(words)
            else:
                found.append((kind, [words]))
        found.append(("", []))
    return [block for block in found if block[1]]
