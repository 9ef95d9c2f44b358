"""What has to be looked at: pages past their day by office, translations behind, and who does what here."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.models import Page

from sosiaalikyla.base import clock
from sosiaalikyla.village.models import Feedback

from . import groups, translating
from .choices import OFFICES
from .models import SOURCE_LANGUAGE, WRITTEN, Editor


def overdue_on(day: date, offices: list[str]) -> list[Any]:
    """Finnish pages whose office should have read them again, the oldest first. No offices: all of them."""
    return _past(offices, review_by__lt=day, order="review_by")


def expired_on(day: date, offices: list[str]) -> list[Any]:
    """Pages past their last day: readers are told so."""
    return _past(offices, valid_until__lt=day, order="valid_until")


def _past(offices: list[str], *, order: str, **when: Any) -> list[Any]:
    found: list[Any] = []
    for model in WRITTEN:
        rows = model.objects.live().filter(locale__language_code=SOURCE_LANGUAGE, **when)
        found += rows.filter(office__in=offices) if offices else rows
    return sorted(found, key=lambda row: (getattr(row, order), row.title))


def days(request: HttpRequest) -> HttpResponse:
    """`?office=` one office's; otherwise those of the editor's own offices, or all."""
    asked = request.GET.get("office", "")
    offices = [asked] if asked in dict(OFFICES) else list(request.user.offices) if asked != "all" else []
    today = clock.today()
    return render(
        request,
        "cms/reports/days.html",
        {
            "overdue": overdue_on(today, offices), "expired": expired_on(today, offices), "offices": OFFICES,
            "chosen": asked or ("" if offices else "all"),
        },
    )  # fmt: skip


def translations(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "cms/reports/translations.html",
        {"behind": translating.behind(), "untranslated": list(translating.untranslated())},
    )


def translation(request: HttpRequest, page: int) -> HttpResponse:
    """One translation beside the Finnish words then and now."""
    row = get_object_or_404(Page, pk=page).specific
    if not isinstance(row, WRITTEN) or row.in_source_language:
        raise Http404
    if not row.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return render(request, "cms/reports/translation.html", {"state": translating.state_of(row), "page": row})


MOST = 200
"""Pieces of feedback on one page of the list."""


def feedback(request: HttpRequest) -> HttpResponse:
    """What readers say of pages, the newest first. What has been dealt with, or names somebody, is taken away for good."""
    if request.method == "POST":
        if not (groups.is_chief(request.user) or request.user.groups.filter(name=groups.WRITERS).exists()):
            raise PermissionDenied
        get_object_or_404(Feedback, pk=request.POST.get("feedback", "0")).delete()
        messages.success(request, _("Taken away."))
        return redirect("cms_feedback")
    titles = {
        row.key: row
        for model in WRITTEN
        for row in model.objects.filter(locale__language_code=SOURCE_LANGUAGE).only("key", "title")
    }
    said = [(each, titles.get(each.page)) for each in Feedback.objects.order_by("-on", "-pk")[:MOST]]
    return render(request, "cms/reports/feedback.html", {"said": said})


# ---------------------------------------------------------------- who does what


class Work(forms.Form):
    """What one editor does, and for which offices."""

    groups = forms.MultipleChoiceField(
        label=_("Does"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(name, name) for name in groups.RIGHTS],
    )  # fmt: skip
    offices = forms.MultipleChoiceField(
        label=_("Answers for"), required=False, choices=OFFICES, widget=forms.CheckboxSelectMultiple
    )


def editors(request: HttpRequest) -> HttpResponse:
    """Chiefs give the others their work. Somebody always remains chief."""
    if not groups.is_chief(request.user):
        raise PermissionDenied
    if request.method == "POST":
        one = get_object_or_404(Editor, pk=request.POST.get("editor", "0"))
        form = Work(request.POST, prefix=f"e{one.pk}")
        if form.is_valid():
            chiefs = Editor.objects.filter(groups__name=groups.CHIEFS).exclude(pk=one.pk)
            if groups.CHIEFS not in form.cleaned_data["groups"] and not chiefs.exists():
                messages.error(request, _("Somebody must remain chief editor."))
            else:
                one.groups.set(Group.objects.filter(name__in=form.cleaned_data["groups"]))
                one.offices = form.cleaned_data["offices"]
                one.save(update_fields=["offices"])
                messages.success(request, _("Saved: %(name)s") % {"name": one.name})
            return redirect("cms_editors")
    rows = []
    for one in Editor.objects.prefetch_related("groups").order_by("name"):
        names = [group.name for group in one.groups.all()]
        rows.append((one, Work(initial={"groups": names, "offices": one.offices}, prefix=f"e{one.pk}")))
    return render(request, "cms/reports/editors.html", {"rows": rows})
