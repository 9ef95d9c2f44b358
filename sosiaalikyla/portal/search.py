"""One search over all that is open: pages and rights cards of the village, and services. The same bytes for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from sosiaalikyla.base.pages import open_page
from sosiaalikyla.directory import readings as directory
from sosiaalikyla.village import search as village
from sosiaalikyla.village.texts import FULL, PLAIN


@open_page
def search(request: HttpRequest) -> HttpResponse:
    """`?q=` what somebody looks for; `&plain=1` from who reads plain language."""
    language = (get_language() or "fi").split("-")[0]
    question = request.GET.get("q", "").replace("\x00", "").strip()[: village.LONGEST]
    wants_plain = request.GET.get("plain") == "1" and language == "fi"
    asked = village.understand(question, language)
    context = {
        "query": question,
        "plain": wants_plain,
        "hits": village.find(asked, variant=PLAIN if wants_plain else FULL),
        "services": directory.named(asked.names, language),
    }
    return render(request, "portal/search.html", context)
