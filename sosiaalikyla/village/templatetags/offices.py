"""The offices that answer for pages, in the reader's language: an office, never a person."""

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

OFFICES = {
    "content.aftercare": _("editors of aftercare"),
    "content.child_welfare": _("editors of child welfare"),
    "content.separation": _("editors of separation"),
    "content.violence": _("editors of safety"),
    "content.professionals": _("editors of the professionals’ house"),
}


@register.filter
def office(key: str) -> str:
    """The office's name; the key itself for one that a county has added."""
    return str(OFFICES.get(key, key))
