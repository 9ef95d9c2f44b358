"""Open pages kept in memory: the same bytes, for a few seconds, and nothing else ever."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from sosiaalikyla.base import kept, pages

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


def test_when_the_seconds_have_gone_it_is_asked_anew_at_once_and_not_before() -> None:
    inner, clock = Asked(), Clock()
    app = kept.KeepOpenPages(inner, now=clock)
    ask(app)
    clock.at += kept.SECONDS - 0.001
    assert ask(app)[2] == b"/ 1"
    clock.at += 0.001
    assert ask(app)[2] == b"/ 2"
    clock.at += kept.SECONDS - 0.001
    assert ask(app)[2] == b"/ 2", "its seconds are counted from when it was asked, not from when it was last read"
    assert inner.times == 2


def test_a_page_waits_here_less_than_a_browser_may_keep_it() -> None:
    assert ("cache-control", f"public, max-age={pages.SECONDS}") == kept.KEPT_BY
    assert kept.SECONDS < pages.SECONDS


@pytest.mark.parametrize(
    ("cache", "keeps"),
    [
        ("public, max-age=60", True),
        ("public, max-age=61", False),
        ("private, max-age=60", False),
        ("max-age=60, public", False),
        ("public, max-age=60, no-store", False),
        ("public, max-age=31536000, immutable", False),
        ("no-cache", False),
    ],
)
def test_only_the_very_words_of_an_open_page_let_it_be_kept(cache: str, keeps: bool) -> None:
    for name in ("Cache-Control", "cache-control"):
        inner = Asked(headers=[(name, cache)])
        app = kept.KeepOpenPages(inner, now=Clock())
        ask(app)
        ask(app)
        assert inner.times == (1 if keeps else 2)


@pytest.mark.parametrize("name", ["Set-Cookie", "set-cookie", "SET-COOKIE"])
def test_an_answer_with_a_cookie_reaches_only_its_own_asker(name: str) -> None:
    inner = Asked(headers=[OPEN, (name, "visit=secret")])
    app = kept.KeepOpenPages(inner, now=Clock())
    first, second = ask(app), ask(app)
    assert (first[2], second[2]) == (b"/ 1", b"/ 2")
    assert app._pages == {}


def test_a_later_cookie_is_never_answered_from_memory_to_others() -> None:
    """A page that was open when it was kept and personal afterwards: the kept one has nothing of the later."""
    inner, clock = Asked(), Clock()
    app = kept.KeepOpenPages(inner, now=clock)
    ask(app)
    inner.headers = [("Cache-Control", "no-store"), ("Set-Cookie", "visit=secret")]
    assert "Set-Cookie" not in ask(app)[1]
    clock.at += kept.SECONDS
    assert ask(app)[1]["Set-Cookie"] == "visit=secret"
    assert ask(app)[2] == b"/ 3", "and from then on each asks for themselves"


@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_a_kept_page_answers_nobody_who_does_more_than_read(method: str) -> None:
    inner = Asked()
    app = kept.KeepOpenPages(inner, now=Clock())
    assert ask(app)[2] == b"/ 1"
    assert ask(app, REQUEST_METHOD=method)[2] == b"/ 2"
    assert ask(app)[2] == b"/ 1", "nor is its answer put in place of the page"


def test_a_kept_page_answers_no_question_in_the_address() -> None:
    inner = Asked()
    app = kept.KeepOpenPages(inner, now=Clock())
    assert ask(app, QUERY_STRING="")[2] == b"/ 1"
    assert ask(app, QUERY_STRING="q=x")[2] == b"/ 2"
    assert ask(app, QUERY_STRING="q=y")[2] == b"/ 3"
    assert ask(app)[2] == b"/ 1"


def test_each_address_and_so_each_language_has_its_own() -> None:
    app = kept.KeepOpenPages(Asked(), now=Clock())
    bodies = {path: ask(app, path)[2] for path in ("/", "/sv/", "/en/", "/rights/", "/rights")}
    assert len(set(bodies.values())) == 5
    assert {path: ask(app, path)[2] for path in bodies} == bodies


def test_what_browsers_say_of_themselves_changes_nothing() -> None:
    """The language stands in the address, so a page kept for one reader is right for each."""
    inner = Asked()
    app = kept.KeepOpenPages(inner, now=Clock())
    for more in (
        {"HTTP_ACCEPT_LANGUAGE": "en"},
        {"HTTP_USER_AGENT": "another"},
        {"HTTP_CACHE_CONTROL": "no-cache"},
        {"HTTP_IF_NONE_MATCH": '"x"'},
        {"HTTP_AUTHORIZATION": "Basic x"},
        {"HTTP_RANGE": "bytes=0-1"},
        {"REMOTE_ADDR": "192.0.2.1"},
    ):
        assert ask(app, **more)[::2] == ("200 OK", b"/ 1")
    assert inner.times == 1


@pytest.mark.parametrize(
    ("accepted", "zipped"),
    [
        ("gzip", True),
        ("deflate, gzip;q=0.5, br", True),
        ("GZIP", True),
        ("x-gzip", True),
        ("gzip; q=0.001", True),
        ("", False),
        ("br", False),
        ("identity", False),
        ("*", False),
        ("gzip;q=0", False),
        ("br, gzip; q=0.000", False),
        ("gzipped", False),
    ],
)
def test_only_who_takes_gzip_gets_it(accepted: str, zipped: bool) -> None:
    app = kept.KeepOpenPages(Asked(), now=Clock())
    for _again in range(2):
        _status, headers, body = ask(app, HTTP_ACCEPT_ENCODING=accepted)
        assert ("Content-Encoding" in headers) is zipped
        assert (gzip.decompress(body) if zipped else body) == b"/ 1"
        assert headers["Vary"] == "Accept-Encoding", "also on the bare one: a cache between must not mix them up"
        assert headers["Content-Length"] == str(len(body))


def test_what_the_page_varies_by_already_stays() -> None:
    app = kept.KeepOpenPages(Asked(headers=[OPEN, ("Vary", "Accept-Language, accept-encoding")]), now=Clock())
    assert ask(app)[1]["Vary"] == "Accept-Language, accept-encoding"
    app = kept.KeepOpenPages(Asked(headers=[OPEN, ("vary", "Origin")]), now=Clock())
    assert {name: value for name, value in ask(app)[1].items() if name.lower() == "vary"} == {
        "Vary": "Origin, Accept-Encoding"
    }


def test_a_page_too_large_to_keep_is_given_whole_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_BYTES", 2)
    inner = Asked()
    app = kept.KeepOpenPages(inner, now=Clock())
    assert [ask(app)[2], ask(app)[2]] == [b"/ 1", b"/ 2"]
    assert app._pages == {}


def test_the_memory_forgets_and_goes_on_when_it_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_PAGES", 2)
    inner = Asked()
    app = kept.KeepOpenPages(inner, now=Clock())
    for path in ("/a/", "/b/", "/c/"):
        ask(app, path)
    assert ask(app, "/c/")[2] == b"/c/ 3"
    assert inner.times == 3
    assert ask(app, "/a/")[2] == b"/a/ 4"


def test_an_answer_that_is_not_kept_goes_through_untouched() -> None:
    """Streamed files, refusals: the very object, so that nothing is read into memory or left unclosed."""
    answer = [b"x"]
    started: list[Any] = []

    def inner(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [("Cache-Control", "no-store")], None)
        return answer

    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/"}
    assert kept.KeepOpenPages(inner, now=Clock())(environ, lambda *told: started.append(told)) is answer
    assert started == [("200 OK", [("Cache-Control", "no-store")], None)]


def test_an_answer_that_is_kept_is_closed_also_when_it_breaks_and_then_not_kept() -> None:
    class Answer:
        closed = 0

        def __init__(self, breaks: bool) -> None:
            self.breaks = breaks

        def __iter__(self) -> Iterator[bytes]:
            yield b"half"
            if self.breaks:
                raise OSError("gone")

        def close(self) -> None:
            Answer.closed += 1

    breaks = True

    def inner(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [OPEN])
        return Answer(breaks)

    app = kept.KeepOpenPages(inner, now=Clock())
    with pytest.raises(OSError, match="gone"):
        ask(app)
    assert (Answer.closed, app._pages) == (1, {})
    breaks = False
    assert ask(app)[2] == b"half"
    assert Answer.closed == 2


def test_writing_past_the_answer_is_an_error_and_never_half_a_page() -> None:
    def inner(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [OPEN])(b"half")
        return []

    with pytest.raises(RuntimeError, match="returned, not written"):
        ask(kept.KeepOpenPages(inner, now=Clock()))


# ---------------------------------------------------------------- around Django itself


@pytest.fixture
def django_itself() -> Iterator[WSGIHandler]:
    """The whole of the ground floor as a server calls it; connections are the tests' own and stay as they are."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield WSGIHandler()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def asked_of_a_server(app: Any, path: str, **more: str) -> tuple[str, list[tuple[str, str]], bytes]:
    told: list[Any] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "HTTP_HOST": "testserver",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        **more,
    }
    answer = app(environ, lambda status, headers, *_rest: told.extend([status, list(headers)]))
    body = b"".join(answer)
    getattr(answer, "close", lambda: None)()
    return told[0], told[1], body


def bare(headers: list[tuple[str, str]]) -> dict[str, str]:
    return {name: value for name, value in headers if name not in {"Vary", "Content-Length"}}


@pytest.mark.parametrize("path", ["/", "/sv/", "/en/help/", "/exit/", "/components/"])
def test_a_kept_page_has_the_bytes_and_the_headers_of_a_fresh_one(django_itself: WSGIHandler, path: str) -> None:
    app = kept.KeepOpenPages(django_itself, now=Clock())
    fresh = asked_of_a_server(django_itself, path)
    first, again = asked_of_a_server(app, path), asked_of_a_server(app, path, HTTP_COOKIE="sessionid=somebody")
    assert first == again
    assert (first[0], first[2]) == (fresh[0], fresh[2]) == ("200 OK", fresh[2])
    assert bare(first[1]) == bare(fresh[1])
    assert dict(first[1])["Content-Length"] == str(len(fresh[2]))
    assert "Content-Security-Policy" in dict(first[1])
    assert "Cookie" not in dict(first[1])["Vary"]
    assert len(app._pages) == 1


@pytest.mark.parametrize("path", ["/own/", "/nope/", "/demo/", "/e/403/", "/e/429/", "/e/503/", "/sign-out/"])
def test_nothing_personal_refused_or_broken_is_kept(django_itself: WSGIHandler, path: str) -> None:
    app = kept.KeepOpenPages(django_itself, now=Clock())
    for _again in range(2):
        _status, headers, _body = asked_of_a_server(app, path)
        assert dict(headers)["Cache-Control"] == "no-store"
    assert app._pages == {}


def test_a_page_that_looked_at_the_session_after_all_is_not_kept(django_itself: WSGIHandler, settings: Any) -> None:
    settings.SOSIAALIKYLA_STRICT_PAGES = False
    app = kept.KeepOpenPages(django_itself, now=Clock())
    status, headers, _body = asked_of_a_server(app, "/curious/", HTTP_COOKIE="sessionid=somebody")
    assert (status, dict(headers)["Cache-Control"]) == ("200 OK", "no-store")
    assert app._pages == {}


def test_a_host_that_is_not_ours_fills_no_memory_and_is_never_answered(django_itself: WSGIHandler, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    app = kept.KeepOpenPages(django_itself, now=Clock())
    asked_of_a_server(app, "/")
    status, _headers, _body = asked_of_a_server(app, "/", HTTP_HOST="evil.example")
    assert status.startswith("400")
    assert {key[2] for key in app._pages} == {"testserver"}
