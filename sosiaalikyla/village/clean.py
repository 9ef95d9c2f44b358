"""What may stand in a page: a handful of tags, cleaned when it is saved and once more when it is shown."""

from __future__ import annotations

import re

import nh3

_TEXT = {"p", "ul", "ol", "li", "a"}
_BODY = _TEXT | {"section", "h2"}
_SCHEMES = {"https", "page"}
_LINKLESS = re.compile(r"<a>(.*?)</a>", re.DOTALL)
"""What is left of a link that led nowhere it may."""
_EMPTY = re.compile(r"<(p|li|ul|ol)>\s*</\1>")


def part(html: str) -> str:
    """The HTML of a part: paragraphs, lists and links to https or page:key; all else is taken away."""
    words = {"url_schemes": _SCHEMES, "url_relative": "deny", "link_rel": None}
    cleaned = nh3.clean(html, tags=_TEXT, attributes={"*": set(), "a": {"href"}}, **words)
    return _without_empty(_LINKLESS.sub(r"\1", cleaned))


def body(html: str) -> str:
    """A rendered body, as `publishing` makes it."""
    attributes = {"*": set(), "a": {"href", "rel", "hreflang"}, "section": {"class", "aria-labelledby"}, "h2": {"id"}}
    return nh3.clean(html, tags=_BODY, attributes=attributes, url_schemes=_SCHEMES, url_relative="deny", link_rel=None)


def line(text: str) -> str:
    """One line of plain text: no tags, no control characters, single spaces."""
    return " ".join(nh3.clean(text, tags=set()).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").split())


def _without_empty(html: str) -> str:
    while True:
        less = _EMPTY.sub("", html)
        if less == html:
            return html.strip()
        html = less
