"""What Wagtail shows here and what it doesn't: our reports and first page; no pictures, no documents, no help of its own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import AdminOnlyMenuItem, MenuItem
from wagtail.admin.ui.components import Component

from sosiaalikyla.base import clock

from . import groups, reports, translating


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [
        path("days/", reports.days, name="cms_days"),
        path("translations/", reports.translations, name="cms_translations"),
        path("translations/<int:page>/", reports.translation, name="cms_translation"),
        path("feedback/", reports.feedback, name="cms_feedback"),
        path("editors/", reports.editors, name="cms_editors"),
    ]


@hooks.register("insert_global_admin_css")
def styles() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/editor.css"))


# ---------------------------------------------------------------- menus


@hooks.register("register_reports_menu_item")
def days_item() -> MenuItem:
    return MenuItem(_("Pages past their day"), reverse("cms_days"), name="days", icon_name="date", order=100)


@hooks.register("register_reports_menu_item")
def translations_item() -> MenuItem:
    return MenuItem(_("Translations behind"), reverse("cms_translations"), name="behind", icon_name="globe", order=110)


@hooks.register("register_reports_menu_item")
def feedback_item() -> MenuItem:
    return MenuItem(_("What readers say"), reverse("cms_feedback"), name="feedback", icon_name="comment", order=120)


class ForChiefs(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return groups.is_chief(request.user)  # type: ignore[arg-type]


@hooks.register("register_admin_menu_item")
def editors_item() -> MenuItem:
    return ForChiefs(_("Editors"), reverse("cms_editors"), name="editors", icon_name="group", order=9000)


GONE = frozenset({"images", "documents", "help", "snippets"})


@hooks.register("construct_main_menu")
def main_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name not in GONE and not isinstance(item, AdminOnlyMenuItem)]


@hooks.register("construct_homepage_summary_items")
def summary(request: HttpRequest, items: list[Any]) -> None:
    """Counts of pictures and documents say nothing here."""
    items[:] = [item for item in items if type(item).__name__ == "PagesSummaryItem"]


# ---------------------------------------------------------------- the first page


class PastTheirDay(Component):
    """What an editor's offices should read again, and what is past its last day."""

    order = 40
    template_name = "cms/home/past.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        offices = list(parent_context["request"].user.offices) if parent_context else []
        today = clock.today()
        overdue, expired = reports.overdue_on(today, offices), reports.expired_on(today, offices)
        return {"overdue": overdue[:6], "expired": expired[:6], "count": len(overdue) + len(expired)}


class Behind(Component):
    """Translations that are behind."""

    order = 50
    template_name = "cms/home/behind.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        found = translating.behind()
        return {"behind": found[:6], "count": len(found)}


@hooks.register("construct_homepage_panels")
def first_page(request: HttpRequest, panels: list[Any]) -> None:
    panels += [PastTheirDay(), Behind()]


@hooks.register("insert_global_admin_js")
def scripts() -> SafeString:
    return format_html('<script src="{}" defer></script>', static("cms/choosers.js"))
