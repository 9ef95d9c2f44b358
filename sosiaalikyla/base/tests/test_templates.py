"""Rules over all templates and words of the ground floor."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from .catalogues import msgids

APP = Path(__file__).parents[1]
TEMPLATES = sorted(APP.glob("templates/**/*.html")) + sorted(APP.glob("templates/**/*.svg"))
INLINE = re.compile(
    r"""\sstyle\s*=|<style\b|<script(?![^>]*\bsrc=)|\son[a-z]+\s*=\s*["']|javascript:|\ssrc=["']https?:""",
    re.I,
)
LAYOUT_PIECES = ("base/parts/_strip.html", "base/parts/_nav.html")
OFFICE_WORDS = ("siirtym", "saattaen", "katsaus", "asiointi", "elämänalue", "asiakkuus", "toimenpide")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_nothing_inline_and_nothing_foreign(path):
    assert not INLINE.search(path.read_text("utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_parts_are_included_with_only(path):
    """A part takes what it is given. Strip and navigation are pieces of the layout and see its context."""
    for name, rest in re.findall(r'{% include "(base/parts/[^"]+)"([^%]*)%}', path.read_text("utf-8")):
        assert rest.strip().endswith("only") or name in LAYOUT_PIECES


def catalogue(language):
    with (APP / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_words_are_complete(language):
    """None missing, none fuzzy, none left over."""
    words = {(message.context, message.id): message for message in catalogue(language) if message.id}
    assert set(words) == msgids(APP)
    for message in words.values():
        assert message.string, message.id
        assert not message.fuzzy, message.id
        assert set(re.findall(r"%\(\w+\)s", message.string)) == set(re.findall(r"%\(\w+\)s", message.id))
    assert not catalogue(language).obsolete


def test_finnish_is_short_and_free_of_office_words():
    for message in catalogue("fi"):
        if not message.id:
            continue
        for sentence in re.split(r"(?<=[.?!])\s", message.string):
            assert len(sentence.split()) <= 18, sentence
        assert not any(word in message.string.lower() for word in OFFICE_WORDS), message.string


def test_exit_page_promises_only_what_the_script_does():
    script = (APP / "static" / "base" / "js" / "exit.js").read_text("utf-8")
    for deed in (
        "sessionStorage",
        "localStorage",
        "location.replace",
        "is-gone",
        "sendBeacon",
        '"Shift"',
        "presses === 3",
    ):
        assert deed in script
    assert '"Escape"' not in script
