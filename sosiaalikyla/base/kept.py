"""Open pages answered again from memory for a few seconds, before Django wakes: they are the same bytes for everybody.

Only what `open_page` has said may be kept is kept: 200, no cookie, its own Cache-Control. What is published meanwhile is
seen when the seconds have gone. Compressed once: an open page holds nothing secret that its length could tell.
"""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .pages import SECONDS as MAX_AGE

SECONDS = 10.0
MOST_PAGES = 2_000
MOST_BYTES = 400_000
KEPT_BY = ("cache-control", f"public, max-age={MAX_AGE}")

_NEVER = re.compile(r"[qQ]=0(\.0{0,3})?")

Asked = dict[str, Any]
StartResponse = Callable[..., Callable[[bytes], object]]
Application = Callable[[Asked, StartResponse], Iterable[bytes]]
Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Page:
    until: float
    status: str
    headers: list[tuple[str, str]]
    body: bytes
    zipped_headers: list[tuple[str, str]]
    zipped: bytes


class KeepOpenPages:
    """A WSGI application around another. `now` gives monotonic seconds."""

    def __init__(self, application: Application, *, now: Callable[[], float] = time.monotonic) -> None:
        self._application = application
        self._now = now
        self._pages: dict[Key, Page] = {}

    def __call__(self, asked: Asked, start_response: StartResponse) -> Iterable[bytes]:
        if asked["REQUEST_METHOD"] != "GET" or asked.get("QUERY_STRING"):
            return self._application(asked, start_response)
        key: Key = (
            asked.get("wsgi.url_scheme", ""),
            asked.get("HTTP_X_FORWARDED_PROTO", ""),
            asked.get("HTTP_HOST", ""),
            asked.get("PATH_INFO", ""),
        )
        page = self._pages.get(key)
        if page is None or page.until <= self._now():
            return self._asked(key, asked, start_response)
        return _given(page, asked, start_response)

    def _asked(self, key: Key, asked: Asked, start_response: StartResponse) -> Iterable[bytes]:
        """Ask the application; keep the answer when it may be kept."""
        told: list[Any] = []

        def note(status: str, headers: list[tuple[str, str]], *rest: Any) -> Callable[[bytes], object]:
            told[:] = [status, headers]
            return start_response(status, headers, *rest) if not _may_be_kept(status, headers) else _no_writing

        answer = self._application(asked, note)
        if not told or not _may_be_kept(*told):
            return answer
        try:
            body = b"".join(answer)
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()
        page = _page(told[0], told[1], body, self._now() + SECONDS)
        if len(body) <= MOST_BYTES:
            if len(self._pages) >= MOST_PAGES:
                self._pages.clear()
            self._pages[key] = page
        return _given(page, asked, start_response)


def _no_writing(_data: bytes) -> object:
    raise RuntimeError("an open page is returned, not written")


def _may_be_kept(status: str, headers: Iterable[tuple[str, str]]) -> bool:
    named = [(name.lower(), value) for name, value in headers]
    return status.startswith("200") and KEPT_BY in named and "set-cookie" not in {name for name, _value in named}


def _page(status: str, headers: list[tuple[str, str]], body: bytes, until: float) -> Page:
    varied = _varied(headers)
    zipped = gzip.compress(body, compresslevel=6, mtime=0)
    bare = [(name, value) for name, value in varied if name.lower() != "content-length"]
    return Page(
        until,
        status,
        [*bare, ("Content-Length", str(len(body)))],
        body,
        [*bare, ("Content-Encoding", "gzip"), ("Content-Length", str(len(zipped)))],
        zipped,
    )


def _varied(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The headers with Accept-Encoding among what the answer varies by."""
    by = [part.strip() for name, value in headers if name.lower() == "vary" for part in value.split(",")]
    if "accept-encoding" not in {part.lower() for part in by}:
        by.append("Accept-Encoding")
    return [*((name, value) for name, value in headers if name.lower() != "vary"), ("Vary", ", ".join(by))]


def _takes_gzip(accepted: str) -> bool:
    """Named, and not with weight nought, which says never (RFC 9110, 12.4.2)."""
    for part in accepted.split(","):
        coding, _semicolon, weight = part.partition(";")
        if coding.strip().lower() in {"gzip", "x-gzip"}:
            return _NEVER.fullmatch(weight.replace(" ", "")) is None
    return False


def _given(page: Page, asked: Asked, start_response: StartResponse) -> Iterable[bytes]:
    if _takes_gzip(asked.get("HTTP_ACCEPT_ENCODING", "")):
        start_response(page.status, page.zipped_headers)
        return [page.zipped]
    start_response(page.status, page.headers)
    return [page.body]
