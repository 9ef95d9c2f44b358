"""The path line: stations of a life on one line, as SVG and as the same list for its twin.

Done is solid pine with ticks, "you are here" glows like a lantern, what is agreed is an open station, what is
far is dotted. Colours come by class only, so that dark mode, forced colours and print reach the drawing.
Texts are measured with a table of widths (a server has no fonts) and a margin for wider ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Literal

State = Literal["done", "here", "agreed", "far"]


@dataclass(frozen=True)
class StationMark:
    """One station. `own`: written by the youth, so in the youth's own letters, as large as the others."""

    label: str
    when: str
    state: State
    own: bool = False


class Drawing(str):
    """SVG whose texts are already escaped: templates may show it as it is."""

    def __html__(self) -> str:
        return self


@dataclass(frozen=True)
class PathLine:
    """Three drawings and the list that says the same."""

    title: str
    narrow: Drawing
    wide: Drawing
    stations: tuple[StationMark, ...]


@dataclass(frozen=True)
class Words:
    """A wrapped text on its place. `x` is its left edge, or its middle when centred; `top` its upper edge."""

    lines: tuple[str, ...]
    x: float
    top: float
    size: float
    css: str
    centred: bool = False

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * LEADING

    def svg(self) -> str:
        if not self.lines:
            return ""
        anchor = ' text-anchor="middle"' if self.centred else ""
        baselines = (self.top + (row + 0.8) * self.size * LEADING for row in range(len(self.lines)))
        rows = " ".join(
            f'<tspan x="{_n(self.x)}" y="{_n(y)}">{escape(line)}</tspan>'
            for y, line in zip(baselines, self.lines, strict=True)
        )
        return f'<text class="{self.css}" font-size="{_n(self.size)}"{anchor}>{rows}</text>'


LEADING = 1.25
# Widths in thousandths of the letter size, of the commonest sans; a tenth is added for wider ones.
_WIDTHS = {
    **dict.fromkeys("abdeghnopquL0123456789äöåâêéèüñ#$_?", 556),
    **dict.fromkeys("ijl|'ìíï", 240),
    **dict.fromkeys("ft !.,:;/\\[]I\u00a0", 280),
    **dict.fromkeys('r()-`"*', 380),
    **dict.fromkeys("kcsvxyzJšžž^{}", 510),
    **dict.fromkeys("ABEKPSVXYÄÅÀÁ&~+<=>", 667),
    **dict.fromkeys("CDHNRUwÜŠ", 725),
    **dict.fromkeys("FTZž", 611),
    **dict.fromkeys("GOQÖÕ", 778),
    **dict.fromkeys("mM", 833),
    **dict.fromkeys("W%@", 1015),
    **dict.fromkeys("–", 556),
    **dict.fromkeys("…—", 1000),
}
_SAFETY = 1.1
_BOLD = 1.08


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is at most likely to be. Letters not in the table count as wide ones."""
    thousandths = sum(_WIDTHS.get(letter, 600 if letter.isascii() else 1150) for letter in text)
    return thousandths / 1000 * size * _SAFETY * (_BOLD if bold else 1)


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """Break between words; a word too long for a line is broken with a hyphen rather than let run out."""
    lines: list[str] = []
    line = ""
    for word in clean(text).split():
        candidate = f"{line} {word}" if line else word
        if text_width(candidate, size, bold=bold) <= width:
            line = candidate
            continue
        if line:
            lines.append(line)
        *full, line = _break_word(word, width, size, bold=bold)
        lines.extend(full)
    return (*lines, line) if line else tuple(lines)


def clean(text: str) -> str:
    """Without the letters XML cannot carry; line breaks and runs of blanks become one blank."""
    kept = "".join(letter if _allowed(letter) else " " for letter in text)
    return " ".join(kept.split())


def vertical(
    stations: Sequence[StationMark], *, title: str, description: str, name: str = "path", width: float = 300
) -> Drawing:
    """Straight down, words beside each station. For phones: letters stay 16 px down to a place of 285 px."""
    rail, left, label_size, when_size, gap = 24.0, 56.0, 19.0, 17.0, 20.0
    room = width - left - 4
    top = 20.0
    marks: list[tuple[StationMark, float, float]] = []
    words: list[Words] = []
    for station in stations:
        label = _label(station, left, top, room, label_size)
        when = Words(wrap(station.when, room, when_size), left, top + label.height, when_size, "path-when")
        marks.append((station, rail, top + label_size * LEADING / 2))
        words += [label, when]
        top += max(label.height + when.height, label_size * LEADING) + gap
    legs = [(_leg(after), f"M{_n(x)} {_n(y)}V{_n(next_y)}") for (_, x, y), (after, _, next_y) in pairwise(marks)]
    return _drawing(width, max(top, 40), legs, marks, words, title, description, name, "path-line-narrow")


def wide(
    stations: Sequence[StationMark],
    *,
    title: str,
    description: str,
    name: str = "path-wide",
    width: float = 1040,
    per_row: int = 7,
) -> Drawing:
    """Winding from left to right, words under each station; more than a row turns back, as a path does."""
    label_size, when_size, wave = 18.0, 16.0, 16.0
    columns = max(1, min(per_row, len(stations)))
    side = 8.0 if len(stations) <= columns else 64.0  # room to turn back only where the path does
    column = (width - 2 * side) / columns
    room = column - 12
    row_top = 34.0
    marks: list[tuple[StationMark, float, float]] = []
    words: list[Words] = []
    for first in range(0, len(stations), columns):
        row = stations[first : first + columns]
        backwards = (first // columns) % 2 == 1
        lowest = row_top
        for place, station in enumerate(row):
            column_no = columns - 1 - place if backwards else place
            x = side + column * (column_no + 0.5)
            y = row_top + (wave if place % 2 else 0)
            label = _label(station, x, y + 30, room, label_size, centred=True)
            when = Words(
                wrap(station.when, room, when_size),
                x,
                y + 30 + label.height,
                when_size,
                "path-when",
                centred=True,
            )
            marks.append((station, x, y))
            words += [label, when]
            lowest = max(lowest, y + 30 + label.height + when.height)
        row_top = lowest + 48
    legs = [
        (_leg(after), _bend((x, y), (next_x, next_y), column, side))
        for (_, x, y), (after, next_x, next_y) in pairwise(marks)
    ]
    return _drawing(width, max(row_top - 36, 80), legs, marks, words, title, description, name, "path-line-wide")


def sheet(stations: Sequence[StationMark], *, title: str, description: str, name: str = "path-sheet") -> Drawing:
    """For one A3, landscape."""
    return wide(stations, title=title, description=description, name=name, width=1480, per_row=8)


def path_line(stations: Sequence[StationMark], *, title: str, description: str, name: str = "path") -> PathLine:
    """Both drawings for a page, and the list of its twin."""
    return PathLine(
        title=title,
        narrow=vertical(stations, title=title, description=description, name=name),
        wide=wide(stations, title=title, description=description, name=f"{name}-wide"),
        stations=tuple(stations),
    )


def _label(station: StationMark, x: float, top: float, room: float, size: float, *, centred: bool = False) -> Words:
    css = f"path-label is-{station.state}" + (" is-own" if station.own else "")
    lines = wrap(station.label, room, size, bold=station.state == "here")
    return Words(lines, x, top, size, css, centred)


def _leg(after: StationMark) -> str:
    """How the way to a station is drawn: walked, agreed or far."""
    return {"done": "done", "here": "done", "agreed": "agreed", "far": "far"}[after.state]


def _bend(start: tuple[float, float], end: tuple[float, float], column: float, side: float) -> str:
    (x1, y1), (x2, y2) = start, end
    if abs(x1 - x2) > 1:
        middle = (x1 + x2) / 2
        return f"M{_n(x1)} {_n(y1)}C{_n(middle)} {_n(y1)} {_n(middle)} {_n(y2)} {_n(x2)} {_n(y2)}"
    # Turning back: out of the columns, so that the bend never crosses words.
    outward = 1 if x1 > column else -1
    edge = x1 + outward * (column / 2)
    far = edge + outward * (side - 20) * 4 / 3 * 0.9
    return (
        f"M{_n(x1)} {_n(y1)}L{_n(edge)} {_n(y1)}C{_n(far)} {_n(y1)} {_n(far)} {_n(y2)} {_n(edge)} {_n(y2)}L{_n(x2)} {_n(y2)}"
    )


def _mark(station: StationMark, x: float, y: float) -> str:
    if station.state == "done":
        tick = f'<path class="path-tick" d="M{_n(x - 4.6)} {_n(y + 0.2)}l3.4 3.6 5.8-7.2"/>'
        return f'<circle class="path-dot is-done" cx="{_n(x)}" cy="{_n(y)}" r="10"/>{tick}'
    if station.state == "here":
        return (
            f'<circle class="path-glow" cx="{_n(x)}" cy="{_n(y)}" r="20"/>'
            f'<circle class="path-dot is-here" cx="{_n(x)}" cy="{_n(y)}" r="12"/>'
        )
    return f'<circle class="path-dot is-{station.state}" cx="{_n(x)}" cy="{_n(y)}" r="9"/>'


def _drawing(
    width: float,
    height: float,
    legs: Sequence[tuple[str, str]],
    marks: Sequence[tuple[StationMark, float, float]],
    words: Sequence[Words],
    title: str,
    description: str,
    name: str,
    css: str,
) -> Drawing:
    parts = [
        f'<svg class="path-line {css}" viewBox="0 0 {_n(width)} {_n(height)}" role="img" '
        f'aria-labelledby="{escape(name)}-title {escape(name)}-desc">',
        f'<title id="{escape(name)}-title">{escape(clean(title))}</title>',
        f'<desc id="{escape(name)}-desc">{escape(clean(description))}</desc>',
        *(f'<path class="path-leg is-{state}" d="{d}"/>' for state, d in legs),
        *(_mark(station, x, y) for station, x, y in marks),
        *(text.svg() for text in words),
        "</svg>",
    ]
    return Drawing("".join(parts))


def _n(value: float) -> str:
    """A number as short as it can be, never with an exponent."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _break_word(word: str, width: float, size: float, *, bold: bool) -> list[str]:
    pieces: list[str] = []
    rest = word
    while text_width(rest, size, bold=bold) > width and len(rest) > 1:
        cut = 1
        while cut < len(rest) - 1 and text_width(f"{rest[: cut + 1]}-", size, bold=bold) <= width:
            cut += 1
        pieces.append(rest[:cut] if rest[cut - 1] == "-" else f"{rest[:cut]}-")
        rest = rest[cut:]
    return [*pieces, rest]


def _allowed(letter: str) -> bool:
    code = ord(letter)
    if code <= 0xFFFF:
        return letter in "\t\n\r" or 0x20 <= code < 0x7F or 0xA0 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD
    return True
