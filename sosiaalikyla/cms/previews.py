"""A page as the village would show it, for the editor's eyes: the same parts and styles, on a page of this process."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.safestring import mark_safe  # noqa: TID251 - a body is cleaned HTML

from sosiaalikyla.base import clock, styles
from sosiaalikyla.places.views import line_of
from sosiaalikyla.village import clean, publishing, readings
from sosiaalikyla.village.texts import Words

from . import converting, going_out


def preview(request: HttpRequest, row: Any, *, plain: bool) -> HttpResponse:
    """`row` may be a draft, unsaved and half written."""
    values = converting.held_of_page(row, going_out.keys(), source=row.in_source_language)
    words: Words = converting.words_of(values, plain=plain)
    here = readings.Here(clock.today(), row.language)
    html = publishing.body(words)
    with translation.override(row.language):
        fill = here.filler([words.title, words.lead, html, values["disputed"]])
        context = {
            "page": row,
            "language": row.language,
            "title": fill(clean.line(words.title)),
            "lead": fill(clean.line(words.lead)),
            "body": mark_safe(clean.body(fill(html))),  # noqa: S308 - cleaned on this very line
            "disputed": fill(values["disputed"]),
            "question": values["clear_question"],
            "lines": [line for key in values.get("help", ()) if (line := line_of(key, row.language)) is not None],
            "sheets": [path.relative_to(styles.FOLDER.parents[1]).as_posix() for path in styles.files()],
        }
        return render(request, "cms/preview.html", context)
