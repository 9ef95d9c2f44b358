"""Open pages kept in memory: the same bytes, for a few seconds, and nothing else ever."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from sosiaalikyla.base import kept

OPEN = ("Cache-Control", "public, max-age=60")


class Asked:
    """An application that counts how often it is asked."""

    def __init__(self, status: str = "200 OK", headers: list[tuple[str, str]] | None = None) -> None:
        self.times = 0
        self.status, self.headers = status, [OPEN] if headers is None else headers

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.times += 1
        start_response(self.status, [*self.headers, ("Content-Type", "text/html")])
        return [f"{environ['PATH_INFO']} {self.times}".encode()]


class Clock:
    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def ask(app: kept.KeepOpenPages, path: str = "/", **more: str) -> tuple[str, dict[str, str], bytes]:
    told: list[Any] = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": "kyla.example", "wsgi.url_scheme": "https", **more}
    body = b"".join(app(environ, lambda status, headers, *_rest: told.extend([status, dict(headers)])))
    return told[0], told[1], body


def test_an_open_page_is_asked_once_while_its_seconds_last() -> None:
    inner, clock = Asked(), Clock()
    app = kept.KeepOpenPages(inner, now=clock)
    assert ask(app)[2] == ask(app)[2] == b"/ 1"
    clock.at += kept.SECONDS + 0.1
    assert ask(app)[2] == b"/ 2"


@pytest.mark.parametrize(
    ("status", "headers", "more"),
    [
        ("200 OK", [("Cache-Control", "no-store")], {}),
        ("200 OK", [], {}),
        ("404 Not Found", [OPEN], {}),
        ("302 Found", [OPEN], {}),
        ("200 OK", [OPEN, ("Set-Cookie", "visit=x")], {}),
        ("200 OK", [OPEN], {"REQUEST_METHOD": "POST"}),
        ("200 OK", [OPEN], {"REQUEST_METHOD": "HEAD"}),
        ("200 OK", [OPEN], {"QUERY_STRING": "q=x"}),
    ],
)
def test_nothing_else_is_ever_kept(status: str, headers: list[tuple[str, str]], more: dict[str, str]) -> None:
    inner = Asked(status, headers)
    app = kept.KeepOpenPages(inner, now=Clock())
    assert ask(app, **more)[2] == b"/ 1"
    assert ask(app, **more)[2] == b"/ 2"


def test_each_host_and_way_has_its_own() -> None:
    inner = Asked()
    app = kept.KeepOpenPages(inner, now=Clock())
    for more in ({}, {"HTTP_HOST": "muu.example"}, {"wsgi.url_scheme": "http"}, {"HTTP_X_FORWARDED_PROTO": "http"}):
        ask(app, **more)
    assert inner.times == 4


def test_a_cookie_changes_nothing() -> None:
    inner = Asked()
    app = kept.KeepOpenPages(inner, now=Clock())
    assert ask(app)[2] == ask(app, HTTP_COOKIE="visit=somebody")[2]


def test_who_takes_gzip_gets_the_same_words_smaller() -> None:
    app = kept.KeepOpenPages(Asked(), now=Clock())
    for _again in range(2):
        _status, headers, body = ask(app, HTTP_ACCEPT_ENCODING="gzip, br")
        assert gzip.decompress(body) == b"/ 1"
        assert headers["Content-Encoding"] == "gzip"
        assert headers["Content-Length"] == str(len(body))
        assert "Accept-Encoding" in headers["Vary"]
    assert "Content-Encoding" not in ask(app)[1]


def test_the_memory_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_PAGES", 3)
    app = kept.KeepOpenPages(Asked(), now=Clock())
    for number in range(10):
        ask(app, f"/{number}/")
    assert len(app._pages) <= 3
