"""Reads msgids out of templates and code: Django's templatize and Babel's Python extractor."""

from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
}


def msgids(app: Path) -> set[tuple[str | None, str]]:
    """Each as (context or None, msgid)."""
    found: set[tuple[str | None, str]] = set()
    sources = [(path, templatize(path.read_text("utf-8"))) for path in app.rglob("templates/**/*.html")]
    sources += [(path, path.read_text("utf-8")) for path in app.rglob("*.py") if "tests" not in path.parts]
    for _, code in sources:
        for _, function, messages, _ in extract_python(BytesIO(code.encode()), KEYWORDS, [], {}):
            if function == "pgettext":
                found.add((messages[0], messages[1]))
            else:
                found.add((None, messages[0] if isinstance(messages, tuple) else messages))
    return found
