"""A form that carries a draft: `{% draft_offer form "name" %}` before it, `{% draft form "name" base=version %}` at its end.

The name is one of the page's own, the same on every opening. Where there is no Form object, None stands for it and
`{% draft_text "name" "field" %}` gives what a field is to begin with.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms, template
from django.http import HttpRequest

from sosiaalikyla.access.actors import Person
from sosiaalikyla.drafts import readings
from sosiaalikyla.drafts.device import keys_for
from sosiaalikyla.drafts.models import Draft
from sosiaalikyla.drafts.posted import Posted
from sosiaalikyla.drafts.sittings import Sitting

register = template.Library()


@register.inclusion_tag("drafts/_offer.html", takes_context=True)
def draft_offer(context: dict[str, Any], form: forms.Form | None, name: str) -> dict[str, Any]:
    """Offers an unfinished text; when its writer goes on with it, the form begins from it."""
    request: HttpRequest = context["request"]
    if _never_kept(form) or (form is not None and form.is_bound):
        return {}
    taken = readings.taken_up(request, name)
    if taken is not None and form is not None:
        _begin_from(form, taken)
    offered = [row for row in readings.of_page(request).get(name, []) if row is not taken and _tells_more(row, form)]
    return {
        "offered": [{"draft": row, "texts": row.texts} for row in offered],
        "address": request.path, "csrf_token": context.get("csrf_token"), "taken": taken,
    }  # fmt: skip


@register.inclusion_tag("drafts/_form.html", takes_context=True)
def draft(context: dict[str, Any], form: forms.Form | None, name: str, base: object = "") -> dict[str, Any]:
    """The hidden words, the line of state and, without scripts, the button. After the form's own button."""
    request: HttpRequest = context["request"]
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Person) or _never_kept(form):
        return {}
    posted = Posted.of(request) if form is not None and form.is_bound else None
    if posted is not None and posted.sitting.user == actor.user.pk:
        sitting, began = posted.sitting, posted.base
    else:
        taken = readings.taken_up(request, name)
        went_on = (taken.pk, taken.turn) if taken else (None, 0)
        sitting = Sitting(actor.user.pk, request.path[:300], name[:40], uuid4(), *went_on, texts=_texts(form))
        began = taken.base if taken and taken.base else str(base)
    first = not hasattr(request, "drafts_script")
    request.drafts_script = True  # type: ignore[attr-defined]
    return {"token": sitting.token, "key": sitting.key, "base": began, "device": keys_for(actor.user), "first": first}


@register.simple_tag(takes_context=True)
def draft_text(context: dict[str, Any], name: str, field: str) -> str:
    taken = readings.taken_up(context["request"], name)
    return "\n".join(taken.fields.get(field, [])) if taken else ""


@register.simple_tag(takes_context=True)
def draft_waits(context: dict[str, Any], name: str) -> bool:
    """Whether there is something to offer: what it stands in is shown opened."""
    return bool(readings.of_page(context["request"]).get(name))


def _never_kept(form: forms.Form | None) -> bool:
    """A form of choices only has no words to lose; one that says `never_kept` holds what must not stay behind in a draft."""
    return form is not None and (getattr(form, "never_kept", False) or not _texts(form))


def _texts(form: forms.Form | None) -> tuple[str, ...]:
    if form is None:
        return ()
    return tuple(form.add_prefix(name) for name, field in form.fields.items() if _is_text(field))


def _is_text(field: forms.Field) -> bool:
    return isinstance(field, forms.CharField) and not field.widget.is_hidden


def _begin_from(form: forms.Form, taken: Draft) -> None:
    words = taken.fields
    for name, field in form.fields.items():
        values = words.get(form.add_prefix(name))
        if field.widget.is_hidden:
            continue
        if isinstance(field, forms.BooleanField):
            form.initial[name] = bool(values)
        elif values is not None:
            form.initial[name] = values if isinstance(field, forms.MultipleChoiceField) else values[-1]
    form.resumed = True  # type: ignore[attr-defined]


def _tells_more(row: Draft, form: forms.Form | None) -> bool:
    """Whether the draft holds a text that isn't in the form anyway."""
    words, texts = row.fields, row.texts
    if form is None or not texts:
        return bool(texts)
    for name, field in form.fields.items():
        values = words.get(form.add_prefix(name), [])
        text = _plain(values[-1]) if values else ""
        if _is_text(field) and text and text != _plain(form.get_initial_for_field(field, name)):
            return True
    return False


def _plain(value: Any) -> str:
    return str("" if value is None else value).replace("\r\n", "\n").strip()
