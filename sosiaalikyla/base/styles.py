"""All styles as one file, put together from small ones when the process starts.

Why so: one file per component is pleasant to write, but thirty links or a chain of @import is slow on an old
phone. This needs no build step, works the same in demo and production, and its name changes with its content,
so that browsers keep it for a year. Between layers @layer decides, within one the order of file names.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse

FOLDER = Path(__file__).parent / "static" / "base" / "css"
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Sheet:
    css: bytes
    zipped: bytes
    digest: str


def sheet() -> Sheet:
    """Today's styles. While developing, files are read anew each time."""
    return _read() if settings.DEBUG else _kept()


def files() -> list[Path]:
    ground = [FOLDER / name for name in ("tokens.css", "base.css", "layout.css")]
    return [*ground, *sorted(FOLDER.glob("components/*.css")), *sorted(FOLDER.glob("pages/*.css"))]


def url() -> str:
    return reverse("styles", kwargs={"digest": sheet().digest})


def stylesheet(request: HttpRequest, digest: str) -> HttpResponse:
    """An old name gets today's styles, unkept: two versions may serve side by side for a while."""
    if request.method not in stylesheet.methods:  # type: ignore[attr-defined]
        return HttpResponseNotAllowed(stylesheet.methods)  # type: ignore[attr-defined]
    today = sheet()
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(today.zipped if zipped else today.css, content_type="text/css; charset=utf-8")
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = FOREVER if digest == today.digest else "no-cache"
    return response


# Open like a page, but kept for a year: its name changes with its content.
stylesheet.door = "open"  # type: ignore[attr-defined]
stylesheet.reads = "page"  # type: ignore[attr-defined]
stylesheet.methods = ("GET", "HEAD", "OPTIONS")  # type: ignore[attr-defined]


def _read() -> Sheet:
    text = "\n".join(path.read_text("utf-8") for path in files())
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    css = text.encode()
    return Sheet(css, gzip.compress(css, mtime=0), hashlib.sha256(css).hexdigest()[:12])


@cache
def _kept() -> Sheet:
    return _read()
