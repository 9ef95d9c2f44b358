"""Feedback on any open page: did it help, what was missing. No name, no answer, no cookie, no time of day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from sosiaalikyla.base import clock
from sosiaalikyla.base.pages import open_page

from .models import Feedback, Rendered

MOST_IN_A_DAY = 200
"""Of one page: more than that is a machine, or a matter for the editors to look at first."""
KEPT_DAYS = 365


class FeedbackForm(forms.Form):
    page = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    helped = forms.ChoiceField(
        required=False,
        label=_("Did this page help you?"),
        choices=[("yes", _("Yes")), ("partly", _("Partly")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        required=False,
        max_length=1000,
        label=_("What was missing, wrong or hard to understand?"),
        help_text=_("Don’t write names or anything of yourself. Nobody answers this: if you need somebody, see Help now."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": _("Your text is too long: at most %(limit_value)d letters.")},
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if "page" in self.errors or (told["page"] and not Rendered.objects.filter(key=told["page"]).exists()):
            raise forms.ValidationError(_("There is no such page any more. You can still write of the whole village."))
        if not self.errors and not told.get("helped") and not (told.get("text") or "").strip():
            raise forms.ValidationError(_("Say whether it helped, or write something."))
        if not self.errors and Feedback.objects.filter(page=told["page"], on=clock.today()).count() >= MOST_IN_A_DAY:
            raise forms.ValidationError(
                _("This page has had so much feedback today that we stop here. Thank you: try again tomorrow.")
            )
        return told


# Nothing personal is changed or kept, and a cookie for the form would itself be a trace on the phone.
@csrf_exempt
@open_page(methods=("GET", "POST"))
def feedback(request: HttpRequest) -> HttpResponse:
    """`?page=` the key of the page it is about."""
    page = _key(request.GET)
    if request.method != "POST":
        return render(
            request, "village/feedback.html", {"form": FeedbackForm(initial={"page": page}), "about": _title(page)}
        )
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "about": _title(_key(request.POST))}
        return render(request, "village/feedback.html", context, status=422)
    told = form.cleaned_data
    Feedback.objects.create(
        page=told["page"],
        language=(get_language() or "fi").split("-")[0],
        helped=told["helped"],
        text=told["text"].strip(),
        on=clock.today(),
    )
    return render(request, "village/feedback.html", {"thanks": True})


def _key(told: QueryDict) -> str:
    """The key as it was sent, without what the database can't be asked for."""
    return str(told.get("page", "")).replace("\x00", "")[:80]


def _title(key: str) -> str:
    """What the page is called, in the reader's language or in Finnish."""
    language = (get_language() or "fi").split("-")[0]
    rows = dict(Rendered.objects.filter(key=key, variant="full").values_list("language", "title")) if key else {}
    return rows.get(language) or rows.get("fi") or ""
