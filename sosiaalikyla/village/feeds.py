"""What has changed in the village, as an Atom feed another service may follow. Neutral pages keep their secret."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext

from sosiaalikyla.base import clock
from sosiaalikyla.base.pages import open_page

from .models import Rendered
from .readings import Here, address
from .texts import FULL

MOST = 50


class Changes(Feed):
    feed_type = Atom1Feed
    author_name = "Sosiaalikylä"
    """RFC 4287, 4.1.1: somebody is its author; the service itself, never a person."""

    def title(self) -> str:
        return gettext("What has changed in Sosiaalikylä")

    def link(self) -> str:
        return reverse("front")

    def items(self) -> list[dict[str, Any]]:
        here = Here(clock.today(), (get_language() or "fi").split("-")[0])
        rows = Rendered.objects.filter(kind=Rendered.Kind.PAGE, language=here.language, variant=FULL, tab_title="")
        found = list(rows.in_force_on(here.day).defer("body").order_by("-published_at", "key")[:MOST])
        fill = here.filler([words for row in found for words in (row.title, row.lead)])
        return [
            {"title": fill(row.title), "lead": fill(row.lead), "url": address(row), "at": row.published_at} for row in found
        ]

    def item_title(self, item: dict[str, Any]) -> str:
        return str(item["title"])

    def item_description(self, item: dict[str, Any]) -> str:
        return escape(item["lead"])  # a summary is HTML to its readers, a lead is plain text

    def item_link(self, item: dict[str, Any]) -> str:
        return str(item["url"])

    def item_updateddate(self, item: dict[str, Any]) -> datetime:
        at: datetime = item["at"]
        return at


@open_page
def changes(request: HttpRequest) -> HttpResponse:
    return Changes()(request)
