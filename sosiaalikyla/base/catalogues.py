"""Catalogues without GNU gettext: Babel reads the code, Django's own `templatize` the templates.

Each app owns its words: `<app>/locale/{fi,sv}/LC_MESSAGES/django.po`. Compiled files are made, never kept in the history.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent
LANGUAGES = ("fi", "sv")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


@dataclass(frozen=True)
class Finding:
    """Something a catalogue lacks: where and what."""

    file: Path
    what: str

    def __str__(self) -> str:
        return f"{self.file.relative_to(PACKAGE.parent)}: {self.what}"


def apps() -> list[Path]:
    return sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))


def wanted(app: Path) -> Catalog:
    """All msgids of one app, from its Python and its templates."""
    from django.utils.translation.template import templatize

    catalog = Catalog(locale="en", domain="django", charset="utf-8")
    for path in sorted(app.rglob("*.py")):
        if "migrations" in path.parts or "tests" in path.parts:
            continue
        _collect(catalog, path, path.read_bytes())
    for path in sorted([*app.rglob("*.html"), *app.rglob("*.txt"), *app.rglob("*.svg")]):
        if "templates" in path.parts:
            source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            # Babel reads it as Python, to which the indentation of HTML makes no sense.
            _collect(catalog, path, "\n".join(line.lstrip() for line in source.split("\n")).encode())
    return catalog


def _collect(catalog: Catalog, path: Path, source: bytes) -> None:
    for _line, message, comments, context in extract("python", io.BytesIO(source), keywords=KEYWORDS):
        if message and (message if isinstance(message, str) else message[0]):
            catalog.add(message, context=context, auto_comments=comments)


def po_file(app: Path, language: str) -> Path:
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def _read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language, domain="django", charset="utf-8", fuzzy=False)
    with path.open("rb") as source:
        return read_po(source, locale=language, domain="django")


def update() -> list[Finding]:
    """Bring every catalogue up to date with the code; returns what still waits for its words."""
    for app in apps():
        template = wanted(app)
        for language in LANGUAGES:
            path = po_file(app, language)
            if not len(template) and not path.exists():
                continue
            catalog = _read(path, language)
            catalog.update(template, no_fuzzy_matching=True, update_header_comment=False)
            catalog.obsolete.clear()
            catalog.fuzzy = False
            if not len(catalog):
                path.unlink(missing_ok=True)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as out:
                write_po(out, catalog, no_location=True, sort_output=True, omit_header=False, width=110)
            _steady_header(path, language)
    return check()


def _steady_header(path: Path, language: str) -> None:
    """Only the header lines that matter, so that a merge never meets over a date."""
    text = path.read_text(encoding="utf-8")
    body = text.split("\n\n", 1)[1] if "\n\n" in text else ""
    plural = "nplurals=2; plural=(n != 1);"
    header = (
        'msgid ""\nmsgstr ""\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Content-Transfer-Encoding: 8bit\\n"\n"Language: {language}\\n"\n"Plural-Forms: {plural}\\n"\n'
    )
    path.write_text(header + "\n" + body.rstrip() + "\n", encoding="utf-8")


def check() -> list[Finding]:
    """What is missing, fuzzy, obsolete or ill formed."""
    found = [finding for app in apps() for language in LANGUAGES for finding in _check(app, language)]
    return [*found, *said_differently()]


def said_differently() -> Iterator[Finding]:
    """One msgid, two translations: all apps share one catalogue when the pages are made, and the last one read would win
    in the other's pages. Where the words must differ, a context tells them apart.
    """
    for language in LANGUAGES:
        said: dict[tuple[str, str], tuple[object, Path]] = {}
        for app in apps():
            path = po_file(app, language)
            for message in _read(path, language):
                key = (message.context or "", message.id if isinstance(message.id, str) else message.id[0])
                words, where = said.setdefault(key, (message.string, app))
                if message.id and message.string and words != message.string:
                    yield Finding(path, f"says {message.string!r} for {message.id!r}, where {where.name} says {words!r}")


def _check(app: Path, language: str) -> Iterator[Finding]:
    template = wanted(app)
    path = po_file(app, language)
    if not len(template):
        if path.exists():
            yield Finding(path, "holds words, but the app has none")
        return
    if not path.exists():
        yield Finding(path, f"is missing ({len(template)} messages wait)")
        return
    catalog = _read(path, language)
    for message in template:
        if not message.id:
            continue
        found = catalog.get(message.id, message.context)
        if found is None:
            yield Finding(path, f"lacks {message.id!r}")
        elif not found.string or (isinstance(found.string, tuple | list) and not all(found.string)):
            yield Finding(path, f"has no words for {message.id!r}")
        elif found.fuzzy:
            yield Finding(path, f"is unsure of {message.id!r}")
        else:
            yield from (Finding(path, f"{message.id!r}: {problem}") for problem in _ill_formed(message, found))
    for message in catalog:
        if message.id and template.get(message.id, message.context) is None:
            yield Finding(path, f"keeps {message.id!r}, which nobody says any more")
    for message in catalog.obsolete.values():
        yield Finding(path, f"keeps the obsolete {message.id!r}")


def _ill_formed(message: object, found: object) -> Iterator[str]:
    """Placeholders must be the same in both languages."""
    import re

    ids = message.id if isinstance(message.id, tuple) else (message.id,)  # type: ignore[attr-defined]
    strings = found.string if isinstance(found.string, tuple) else (found.string,)  # type: ignore[attr-defined]
    pattern = re.compile(r"%\((\w+)\)s")
    names = set(pattern.findall(ids[-1]))
    for string in strings:
        if set(pattern.findall(string)) - set(pattern.findall(ids[-1])) or (
            string is strings[-1] and set(pattern.findall(string)) != names
        ):
            yield f"placeholders differ in {string!r}"


def compile_all() -> int:
    """Write the compiled files that are older than their source; returns how many."""
    made = 0
    for app in apps():
        for language in LANGUAGES:
            source = po_file(app, language)
            target = source.with_suffix(".mo")
            if not source.exists() or (target.exists() and target.stat().st_mtime >= source.stat().st_mtime):
                continue
            with target.open("wb") as out:
                write_mo(out, _read(source, language))
            made += 1
    return made


def main(words: list[str]) -> int:
    """`sosiaalikyla words`: update, then say what still waits; 1 when something does."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True, LANGUAGES=[("fi", "fi"), ("sv", "sv"), ("en", "en")])
    findings = check() if words == ["--check"] else update()
    compile_all()
    for finding in findings:
        print(finding, file=sys.stderr)
    print(f"{len(findings)} messages wait for their words" if findings else "catalogues complete")
    return 1 if findings else 0
