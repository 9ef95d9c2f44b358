"""How it has gone, over time: five drawn faces and a line between them, as SVG. No numbers, no sums, no direction told.

Colours come by class only, so that dark mode, forced colours and print reach the drawing. The list of the same answers is
the page's to give.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from sosiaalikyla.figures.path_line import Drawing, clean, text_width

LOWEST, HIGHEST = 1, 5
MOST_DOTS = 40
"""More answers than this are drawn as a line without dots: they would cover each other."""

# Mouth of each face on a circle of radius 16 about (0, 0).
_MOUTHS = {
    1: "M-8 9.2Q0 .6 8 9.2",
    2: "M-7 8Q0 3.6 7 8",
    3: "M-7 6.4H7",
    4: "M-7 4.6Q0 9.4 7 4.6",
    5: "M-8.4 3.4Q0 13.2 8.4 3.4",
}


@dataclass(frozen=True)
class Answered:
    """One answer: when, and which of the five faces from 1 (bad) to 5 (good)."""

    at: datetime
    face: int


def face(level: int) -> Drawing:
    """One face by itself, hidden from readers: the word beside it says the same. ValueError when there is no such face."""
    return Drawing(f'<svg class="mood" viewBox="-18 -18 36 36" aria-hidden="true" focusable="false">{_face(level)}</svg>')


def _face(level: int) -> str:
    if level not in _MOUTHS:
        raise ValueError(f"there are faces from {LOWEST} to {HIGHEST}, not {level!r}")
    return (
        '<circle class="mood-skin" r="16"/><circle class="mood-eye" cx="-5.6" cy="-4" r="2"/>'
        f'<circle class="mood-eye" cx="5.6" cy="-4" r="2"/><path class="mood-mouth" d="{_MOUTHS[level]}"/>'
    )


def feeling_line(
    answers: Sequence[Answered],
    *,
    title: str,
    description: str,
    first_day: str,
    last_day: str,
    name: str,
    width: float = 300,
) -> Drawing:
    """Answers of one matter from left to right as time goes, each on the height of its face.

    first_day, last_day: the days of the first and the last answer, as people read them; one when they are the same.
    ValueError without answers. width: of the drawing's own units, about one CSS pixel each on a phone.
    """
    if not answers:
        raise ValueError("a line needs at least one answer")
    kept = sorted(answers, key=lambda answer: answer.at)
    left, right, top, step, size = 52.0, 14.0, 22.0, 36.0, 16.0
    bottom = top + (HIGHEST - LOWEST) * step
    begins, ends = kept[0].at.timestamp(), kept[-1].at.timestamp()
    room = width - left - right

    def x(answer: Answered) -> float:
        if ends == begins:
            return left + room / 2
        return left + (answer.at.timestamp() - begins) / (ends - begins) * room

    def y(level: int) -> float:
        return top + (HIGHEST - level) * step

    places = [(x(answer), y(answer.face)) for answer in kept]
    days = [first_day] if first_day == last_day else [first_day, last_day]
    needed = sum(text_width(day, size) for day in days) + size
    under = [
        f'<text class="path-when" font-size="{_n(size)}" x="{_n(left + room / 2)}" y="{_n(bottom + 34)}" '
        f'text-anchor="middle">{escape(clean(days[0]))}</text>'
        if len(days) == 1
        else "".join(
            f'<text class="path-when" font-size="{_n(size)}" x="{_n(place)}" y="{_n(bottom + 34 + down)}" '
            f'text-anchor="{anchor}">{escape(clean(day))}</text>'
            for day, place, anchor, down in (
                (days[0], left - 8, "start", 0.0),
                # Two long days don't fit beside each other on a narrow drawing: the later one goes one line down.
                (days[1], width - 4, "end", 0.0 if needed <= width - left else size * 1.3),
            )
        )
    ]
    height = bottom + 34 + 10 + (size * 1.3 if len(days) == 2 and needed > width - left else 0)
    parts = [
        f'<svg class="feeling-line" viewBox="0 0 {_n(width)} {_n(height)}" role="img" '
        f'aria-labelledby="{escape(name)}-title {escape(name)}-desc">',
        f'<title id="{escape(name)}-title">{escape(clean(title))}</title>',
        f'<desc id="{escape(name)}-desc">{escape(clean(description))}</desc>',
        *(
            f'<path class="feeling-level" d="M{_n(left - 8)} {_n(y(level))}H{_n(width - 4)}"/>'
            f'<g transform="translate(20 {_n(y(level))}) scale(.8)">{_face(level)}</g>'
            for level in range(HIGHEST, LOWEST - 1, -1)
        ),
    ]
    if len(places) > 1:
        parts.append('<path class="feeling-way" d="M' + "L".join(f"{_n(a)} {_n(b)}" for a, b in places) + '"/>')
    if len(places) <= MOST_DOTS:
        parts += [f'<circle class="feeling-dot" cx="{_n(a)}" cy="{_n(b)}" r="6"/>' for a, b in places]
    return Drawing("".join([*parts, *under, "</svg>"]))


def _n(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")
