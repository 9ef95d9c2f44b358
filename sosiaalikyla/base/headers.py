"""The headers of every answer, in one place. First in MIDDLEWARE, so that refusals carry them too."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect


def forms_lead_to(contents: str) -> str:
    """Ourselves, and the editors' process on its own host: browsers hold a redirect after a form to this too."""
    return " ".join(filter(None, ("form-action 'self'", contents)))


CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        forms_lead_to(getattr(settings, "CMS_URL", "")),
        "frame-ancestors 'none'",
    )
)

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)

# `same-origin`, not `no-referrer`: other sites are told nothing either way, but under `no-referrer` browsers
# send `Origin: null` with our own forms, and Django then refuses every one of them as forged.
REFERRER_POLICY = "same-origin"

ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": REFERRER_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
}


def headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Set them all; a page is stored nowhere unless its view has said otherwise."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = _to_https(request) or get_response(request)
        for name, value in ALWAYS.items():
            response.headers[name] = value
        seconds = settings.SECURE_HSTS_SECONDS
        if seconds and request.is_secure():
            response.headers["Strict-Transport-Security"] = f"max-age={seconds}; includeSubDomains"
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


def _to_https(request: HttpRequest) -> HttpResponse | None:
    """Where TLS stands before us, a page asked in clear is never answered; a health check inside the house may be."""
    if not settings.SECURE_SSL_REDIRECT or request.is_secure() or request.path.startswith("/health/"):
        return None
    return HttpResponsePermanentRedirect(f"https://{request.get_host()}{request.get_full_path()}")
