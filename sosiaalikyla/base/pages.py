"""Open pages: the same bytes for everybody, so that a cache can never show somebody else's page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

SECONDS = 60


class PersonalAnswer(AssertionError):
    """An open page looked at the session or set a cookie."""


View = Callable[..., HttpResponse]


def open_page(view: View | None = None, *, methods: tuple[str, ...] = ("GET",)) -> Any:
    """Let everybody's browser and every cache between keep the answer for a minute. The door is open; HEAD comes with GET.

    If the view looked at the session or set a cookie after all, its answer isn't the same for everybody. In
    tests and development (`SOSIAALIKYLA_STRICT_PAGES`, by default `DEBUG`) that is an error; in production
    the answer is stored nowhere.
    """
    if view is None:
        return lambda later: open_page(later, methods=methods)
    allowed = (*methods, "HEAD", "OPTIONS") if "GET" in methods else (*methods, "OPTIONS")

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in allowed:
            return HttpResponseNotAllowed(allowed)
        response = view(request, *args, **kwargs)
        if hasattr(response, "render") and not response.is_rendered:
            response = response.render()  # a lazy template may look at the session yet
        session = getattr(request, "session", None)
        personal = getattr(session, "accessed", False) or getattr(session, "modified", False)
        personal = personal or bool(response.cookies) or request.META.get("CSRF_COOKIE_NEEDS_UPDATE", False)
        if personal:
            if getattr(settings, "SOSIAALIKYLA_STRICT_PAGES", settings.DEBUG):
                raise PersonalAnswer(f"{view.__name__} is open to all and looked at the session or set a cookie")
            response.headers["Cache-Control"] = "no-store"
        elif response.status_code == 200 and request.method in ("GET", "HEAD"):
            response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
        return response

    answer.is_open_page = True  # type: ignore[attr-defined]  # read by the gate that lists open pages
    answer.door = "open"  # type: ignore[attr-defined]
    answer.reads = "page"  # type: ignore[attr-defined]
    answer.methods = allowed  # type: ignore[attr-defined]
    return answer
