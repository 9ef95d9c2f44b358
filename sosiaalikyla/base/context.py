"""What the layout needs on every page. Reads settings and the address only: no session, no queries."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.translation import get_language, override

from . import styles

# A page that nobody wonders about on a screen: the weather.
EXIT_URL = "https://www.ilmatieteenlaitos.fi/"
LANGUAGE_NAMES = (("fi", "Suomi"), ("sv", "Svenska"), ("en", "English"))


def page(request: HttpRequest) -> dict[str, Any]:
    return {
        "demo": getattr(settings, "SOSIAALIKYLA_DEMO", False),
        "stylesheet": styles.url(),
        "exit_url": EXIT_URL,
        "language_links": language_links(request),
    }


def language_links(request: HttpRequest) -> list[dict[str, Any]]:
    """This page in the three languages; from a page that isn't there the links lead to the front page."""
    here = request.get_full_path() if request.method in ("GET", "HEAD") else request.path
    now = (get_language() or "fi").split("-")[0]
    found = getattr(request, "resolver_match", None) is not None
    links = []
    for code, name in LANGUAGE_NAMES:
        url = translate_url(here, code) if found else _front(code)
        links.append({"code": code, "name": name, "url": url, "current": code == now})
    return links


def _front(code: str) -> str:
    try:
        with override(code):
            return reverse("front")
    except NoReverseMatch:
        return "/"
