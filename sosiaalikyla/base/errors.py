"""Error pages in words. Each has the help strip and the exit; none says what was there or who may see it.

In the root urls: handler400 = bad_request, handler403 = permission_denied, handler404 = page_not_found,
handler500 = server_error; in settings CSRF_FAILURE_VIEW = "sosiaalikyla.base.errors.csrf_failure".
"""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

PAGES = {
    400: "base/errors/400.html",
    403: "base/errors/403.html",
    404: "base/errors/404.html",
    405: "base/errors/405.html",
    413: "base/errors/413.html",
    429: "base/errors/429.html",
}

# When even templates fail. Three languages, no styles, the number that matters.
LAST_WORDS = (
    '<!doctype html><html lang="fi"><head><meta charset="utf-8"><title>Sosiaalikylä</title></head><body>'
    "<main><h1>Meillä on vika</h1><p>Kokeile hetken päästä uudestaan. Hätä: 112.</p>"
    '<p lang="sv">Det är fel hos oss. Försök igen om en stund. Nöd: 112.</p>'
    '<p lang="en">Something is wrong at our end. Try again in a while. Emergency: 112.</p>'
    "</main></body></html>"
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_large(request)
    return _page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _answer(request, "base/errors/403_csrf.html", 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404)


def too_large(request: HttpRequest) -> HttpResponse:
    return _page(request, 413)


def too_many(request: HttpRequest, retry_after: int = 60) -> HttpResponse:
    response = _page(request, 429)
    response.headers["Retry-After"] = str(retry_after)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    return _without_context("base/errors/500.html", 500)


def unavailable(request: HttpRequest, retry_after: int = 60) -> HttpResponse:
    response = _without_context("base/errors/503.html", 503)
    response.headers["Retry-After"] = str(retry_after)
    return response


def words_for_refusals(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: an empty refusal (Django's bare 405 after reloading a form's address) gets its page."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        bare = response.status_code in PAGES and not response.streaming and not response.content
        if not bare or request.method == "HEAD":
            return response
        worded = _page(request, response.status_code)
        for name in ("Allow", "Retry-After", "Vary", "Cache-Control"):
            if name in response.headers:
                worded.headers[name] = response.headers[name]
        return worded

    return answer


def _page(request: HttpRequest, status: int) -> HttpResponse:
    return _answer(request, PAGES[status], status)


def _answer(request: HttpRequest, template: str, status: int) -> HttpResponse:
    try:
        return render(request, template, status=status)
    except Exception:  # an error page must not fail: a plain one is better than none
        return HttpResponse(LAST_WORDS, status=status)


def _without_context(template: str, status: int) -> HttpResponse:
    """No request, so no context processors, no session, no database."""
    from . import styles
    from .context import EXIT_URL

    try:
        body = loader.render_to_string(template, {"stylesheet": styles.url(), "exit_url": EXIT_URL})
    except Exception:  # the same
        body = LAST_WORDS
    return HttpResponse(body, status=status)
