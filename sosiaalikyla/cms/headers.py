"""Headers of the editors' process. Wagtail's editor needs inline styles and data: pictures; nothing comes from elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from sosiaalikyla.base.headers import ALWAYS as HOUSE

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)

ALWAYS = HOUSE | {"Content-Security-Policy": CONTENT_SECURITY_POLICY, "X-Frame-Options": "SAMEORIGIN"}


def headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Set them all; nothing is stored anywhere but files that never change under their name."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = _to_https(request) or get_response(request)
        for name, value in ALWAYS.items():
            response.headers[name] = value
        if settings.SECURE_HSTS_SECONDS and request.is_secure():
            response.headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains"
        if not request.path.startswith(settings.STATIC_URL):
            response.headers["Cache-Control"] = "no-store"
        return response

    return answer


def _to_https(request: HttpRequest) -> HttpResponse | None:
    made_here = getattr(request, "is_dummy", False)  # a preview's own request never came over a wire
    if made_here or not settings.SECURE_SSL_REDIRECT or request.is_secure():
        return None
    return HttpResponsePermanentRedirect(f"https://{request.get_host()}{request.get_full_path()}")
