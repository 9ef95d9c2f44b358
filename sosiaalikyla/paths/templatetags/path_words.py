"""A model's own text in the reader's language: data texts are never msgids."""

from __future__ import annotations

from django import template

from sosiaalikyla.paths.model_files import Text

register = template.Library()


@register.filter
def said_in(words: Text, language: str) -> str:
    return words.in_language(language)
