"""What is under /cms/ goes on over the socket, and nothing else does; what is too large or unclear doesn't."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sosiaalikyla.demo.forwarding import LARGEST, forwarding

ANSWER = (
    b"HTTP/1.1 201 Created\r\nContent-Type: text/plain\r\nSet-Cookie: contents=1\r\nSet-Cookie: contents-form=2\r\n"
    b"Connection: close\r\nKeep-Alive: 5\r\nContent-Length: 5\r\n\r\nhello"
)


@pytest.fixture
def there(tmp_path: Path) -> Iterator[tuple[str, list[bytes]]]:
    """A socket that answers one request, and what it heard."""
    place, heard = str(tmp_path / "s"), []
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(place)
    listening.listen()

    def serve() -> None:
        try:
            talk, _ = listening.accept()
        except OSError:  # nobody came
            return
        talk.settimeout(5)
        text = b""
        while b"\r\n\r\n" not in text:
            text += talk.recv(65_536)
        head, body = text.split(b"\r\n\r\n", 1)
        length = next(
            (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
        )
        while len(body) < length:
            body += talk.recv(65_536)
        heard.append(head + b"\r\n\r\n" + body)
        talk.sendall(ANSWER)
        talk.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield place, heard
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join(5)


def ask(place: str, path: str, **environ: Any) -> tuple[str, list[tuple[str, str]], bytes]:
    said: list[Any] = []

    def ours(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [b"ours"]

    words = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "wsgi.input": io.BytesIO(), **environ}
    pieces = forwarding(ours, place)(words, lambda status, headers: said.extend([status, headers]))
    body = b"".join(pieces)
    if hasattr(pieces, "close"):
        pieces.close()
    return said[0], said[1], body


def test_other_addresses_are_answered_here(there: tuple[str, list[bytes]]) -> None:
    for path in ("/", "/cms", "/cmsx/", "/my/", "/static/cms/"):
        assert ask(there[0], path)[2] == b"ours"
    assert there[1] == []


def test_a_form_goes_there_and_the_answer_comes_back(there: tuple[str, list[bytes]]) -> None:
    body = b"x" * 300_000
    status, headers, text = ask(
        there[0], "/cms/pages/ä", REQUEST_METHOD="POST", QUERY_STRING="a=1", CONTENT_LENGTH=str(len(body)),
        CONTENT_TYPE="text/x", HTTP_HOST="localhost:8000", HTTP_COOKIE="visit=secret; contents=abc; form=f; contents-form=g",
        HTTP_CONNECTION="keep-alive, upgrade", HTTP_UPGRADE="websocket", HTTP_X_FORWARDED_FOR="1.2.3.4",
        **{"wsgi.input": io.BytesIO(body)},
    )  # fmt: skip
    assert (status, text) == ("201 Created", b"hello")
    assert [value for name, value in headers if name == "Set-Cookie"] == ["contents=1", "contents-form=2"]
    assert not {"connection", "keep-alive"} & {name.lower() for name, _value in headers}
    head, sent = there[1][0].split(b"\r\n\r\n", 1)
    assert head.startswith((b"POST /cms/pages/%C3%A4?a=1 HTTP/1.1", b"POST /cms/pages/%E4?a=1 HTTP/1.1"))
    assert sent == body
    assert b"cookie: contents=abc; contents-form=g" in head
    for word in (b"secret", b"upgrade", b"1.2.3.4", b"form=f;"):
        assert word not in head.lower()
    assert b"host: localhost:8000" in head


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ({"CONTENT_LENGTH": str(LARGEST + 1)}, "413"),
        ({"CONTENT_LENGTH": "many"}, "411"),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, "411"),
    ],
)
def test_too_large_or_unclear_bodies_go_nowhere(there: tuple[str, list[bytes]], words: dict[str, str], status: str) -> None:
    assert ask(there[0], "/cms/", REQUEST_METHOD="POST", **words)[0].startswith(status)
    assert there[1] == []


def test_when_nobody_is_there_it_is_said(tmp_path: Path) -> None:
    assert ask(str(tmp_path / "nobody"), "/cms/")[0].startswith("503")
