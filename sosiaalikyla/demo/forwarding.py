"""The demo's one port for two processes: what is under /cms/ goes on to the editors' process over a socket.

In production each has its host and the proxy does this. Only the editors' own cookies go along: their process never holds
what would open somebody's pages here.
"""

from __future__ import annotations

import http.client
import socket
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import quote

PREFIX = "/cms/"
LARGEST = 10_000_000
"""Bytes of a body."""
PIECE = 65_536
PATIENCE = 30.0
HOP_BY_HOP = frozenset(
    {
        "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te",
        "trailer", "transfer-encoding", "upgrade",
    }
)  # fmt: skip
OWN_COOKIES = ("contents", "contents-form", "contents-language")

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class BySocket(http.client.HTTPConnection):
    """HTTP to a socket in the file system."""

    def __init__(self, place: str) -> None:
        super().__init__("localhost", timeout=PATIENCE)
        self.place = place

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(PATIENCE)
        self.sock.connect(self.place)


class Body:
    """So much of the visitor's body and no more, piece by piece."""

    def __init__(self, source: Any, length: int) -> None:
        self.source, self.left = source, length

    def read(self, size: int = PIECE) -> bytes:
        piece: bytes = self.source.read(min(size, self.left)) if self.left else b""
        self.left -= len(piece)
        return piece


class Pieces:
    """The answer as it comes; the connection ends with it."""

    def __init__(self, connection: BySocket, answer: http.client.HTTPResponse) -> None:
        self.connection, self.answer = connection, answer

    def __iter__(self) -> Iterator[bytes]:
        while piece := self.answer.read(PIECE):
            yield piece

    def close(self) -> None:
        self.answer.close()
        self.connection.close()


def forwarding(application: Application, place: str) -> Application:
    """The application, and before it the way to the socket at `place` for addresses under /cms/."""

    def answer(asked: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not asked.get("PATH_INFO", "").startswith(PREFIX):
            return application(asked, start_response)
        length = asked.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or "HTTP_TRANSFER_ENCODING" in asked:
            return _refused(start_response, "411 Length Required")
        if int(length) > LARGEST:
            return _refused(start_response, "413 Content Too Large")
        connection = BySocket(place)
        try:
            body = Body(asked["wsgi.input"], int(length)) if int(length) else None
            connection.request(asked["REQUEST_METHOD"], _address(asked), body, _headers(asked, int(length)))
            found = connection.getresponse()
        except (OSError, http.client.HTTPException):
            connection.close()
            return _refused(start_response, "503 Service Unavailable")
        start_response(
            f"{found.status} {found.reason}",
            [(name, value) for name, value in found.getheaders() if name.lower() not in HOP_BY_HOP],
        )
        return Pieces(connection, found)

    return answer


def _address(asked: dict[str, Any]) -> str:
    """As it came, so that what is written in it stays as it was written."""
    raw: str = asked.get("RAW_URI") or quote(asked["PATH_INFO"].encode("latin-1"))
    if "RAW_URI" not in asked and asked.get("QUERY_STRING"):
        raw += "?" + asked["QUERY_STRING"]
    return raw


def _headers(asked: dict[str, Any], length: int) -> dict[str, str]:
    found = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in asked.items()
        if name.startswith("HTTP_")
    }
    kept = {
        name: value
        for name, value in found.items()
        if name not in HOP_BY_HOP and not name.startswith(("x-forwarded", "x-real"))
    }
    cookies = [each.strip() for each in kept.pop("cookie", "").split(";")]
    own = "; ".join(each for each in cookies if each.split("=")[0] in OWN_COOKIES)
    if own:
        kept["cookie"] = own
    if asked.get("CONTENT_TYPE"):
        kept["content-type"] = asked["CONTENT_TYPE"]
    if length or asked["REQUEST_METHOD"] in {"POST", "PUT", "PATCH"}:
        kept["content-length"] = str(length)
    return kept | {"connection": "close"}


def _refused(start_response: Callable[..., Any], status: str) -> Iterable[bytes]:
    start_response(status, [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")])
    return [f"{status}\n".encode()]
