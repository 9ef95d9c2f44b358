"""The offices that answer for pages, in the reader's language: an office, never a person."""

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe  # noqa: TID251 - JSON with nothing of HTML left in it
from django.utils.translation import gettext_lazy as _

register = template.Library()

OFFICES = {
    "content.aftercare": _("editors of aftercare"),
    "content.child_welfare": _("editors of child welfare"),
    "content.separation": _("editors of separation"),
    "content.violence": _("editors of safety"),
    "content.service": _("editors of this service"),
    "content.professionals": _("editors of the professionals’ house"),
}


@register.filter
def office(key: str) -> str:
    """The office's name; the key itself for one that a county has added."""
    return str(OFFICES.get(key, key))


_IN_HTML = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.filter
def json_ld(data: dict[str, Any]) -> SafeString:
    """Data for machines inside the page: a block no browser runs."""
    told = mark_safe(json.dumps(data, ensure_ascii=False).translate(_IN_HTML))  # noqa: S308 - no <, > or & is left
    return format_html('<script type="application/ld+json">{}</script>', told)
