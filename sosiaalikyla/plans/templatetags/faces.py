"""The five drawn faces: `{% load faces %}`, then `{% face 3 %}`. The word beside a face says the same."""

from __future__ import annotations

from django import template

from sosiaalikyla.figures import feeling_line
from sosiaalikyla.figures.path_line import Drawing

register = template.Library()


@register.simple_tag
def face(level: int) -> Drawing:
    return feeling_line.face(int(level))
