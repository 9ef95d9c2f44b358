"""Scripts somebody might write into a page: well-known ways in, combined here by ourselves. Each calls `hit()`.

    python -m sosiaalikyla.cms.tests.corpus

lays them into the editors' pages of a test's village: one page per payload, with the payload in every field, and thick pages
that hold many. Written past every form, straight into the rows: what forms refuse must not be what keeps readers safe.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

CALL = "hit()"
HOUSE = "pihatalo"


def payloads() -> list[str]:
    """Every payload once, in an order that doesn't change."""
    return list(
        dict.fromkeys(itertools.chain(_scripts(), _handlers(), _addresses(), _breaking_out(), _reparsed(), _hidden()))
    )


def _scripts() -> Iterator[str]:
    for name in ("script", "SCRIPT", "ScRiPt", "script/x", "script\n", "script\t", "svg><script", "math><script"):
        end = name.split(">")[-1].strip().split("/")[0]
        yield f"<{name}>{CALL}</{end}>"
        yield f"<{name}>{CALL}//"
    yield f"<scr<script>ipt>{CALL}</scr</script>ipt>"
    yield f"<<script>{CALL}//<</script>"
    yield f'<script type="module">{CALL}</script>'
    yield f'<script src="data:text/javascript,{CALL}"></script>'
    yield f"<script>/*<!--*/{CALL}/*-->*/</script>"
    yield f"<!--><script>{CALL}</script>-->"
    yield f"<![CDATA[<script>{CALL}</script>]]>"


HANDLERS = (
    ("img", "src=x", "onerror"), ("image", "src=x", "onerror"), ("svg", "", "onload"), ("body", "", "onload"),
    ("video", "src=x", "onerror"), ("audio", "src=x", "onerror"), ("video><source", "", "onerror"),
    ("input", "autofocus", "onfocus"), ("select", "autofocus", "onfocus"), ("textarea", "autofocus", "onfocus"),
    ("button", "autofocus", "onfocus"), ("details", "open", "ontoggle"), ("iframe", "", "onload"),
    ("object", "data=x", "onerror"), ("embed", "src=x", "onerror"), ("marquee", "", "onstart"),
    ("p", "tabindex=x autofocus", "onfocus"), ("li", "contenteditable autofocus", "onfocus"), ("form", "", "onformdata"),
    ("ul", "style=animation-name:x", "onanimationstart"), ("link", "rel=stylesheet href=x", "onerror"),
    ("a", "href=x autofocus", "onfocus"), ("svg><animate", "attributeName=x dur=1s", "onbegin"), ("style", "", "onload"),
    ("section", "class=x", "onpointerrawupdate"),
)  # fmt: skip
WAYS = ("{h}={c}", '{h}="{c}"', "{h}='{c}'", "{H}={c}", "{h} = {c}", "/{h}={c}/")


def _handlers() -> Iterator[str]:
    for (tag, more, handler), way in itertools.product(HANDLERS, WAYS):
        told = way.format(h=handler, H=handler.upper(), c=CALL)
        yield f"<{tag} {more} {told}>"


def _addresses() -> Iterator[str]:
    schemes = (
        "javascript:", "JaVaScRiPt:", "java\tscript:", "java\nscript:", " javascript:", "\x01javascript:", "vbscript:",
        "data:text/html,<script>hit()</script>", "javascript&colon;", "&#106;avascript:", "&#x6a;avascript:", "javascript://x%0a",
        "feed:javascript:", "view-source:javascript:", "page:javascript:", "https:javascript:", "//javascript:",
    )  # fmt: skip
    for scheme in schemes:
        address = scheme if "hit" in scheme else f"{scheme}{CALL}"
        yield f'<a href="{address}">x</a>'
    for holder in ('<form action="{0}"><button>x</button></form>', '<button formaction="{0}">x</button>',
                   '<iframe src="{0}"></iframe>', '<svg><a xlink:href="{0}"><text>x</text></a></svg>',
                   '<object data="{0}"></object>', '<embed src="{0}">', '<base href="{0}//">',
                   '<meta http-equiv="refresh" content="x;url={0}">', '<math href="{0}">x</math>'):  # fmt: skip
        yield holder.format(f"javascript:{CALL}")
    yield f'<iframe srcdoc="<script>parent.{CALL}</script>"></iframe>'
    yield f'<a href="page:x" onclick="{CALL}">x</a>'
    yield f'<a href="https://x.invalid/" onmouseover={CALL} style="position:fixed;inset:0">x</a>'


BEFORE = (
    '">', "'>", '"/>', "</title>", "</textarea>", "</style>", "</script>", "</h1>", "</section>", "-->", "]]>",
    "</template>", "</noscript>", "</option></select>", '" autofocus onfocus=hit() x="', '\\">', "%22>", "&quot;>",
)  # fmt: skip
WORDS = (
    '"-hit()-"', "'-hit()-'", "';hit();//", '\\";hit();//', "${hit()}", "`${hit()}`", "</script><script>hit()</script>",
    "\u2028hit()", "{{constructor.constructor('hit()')()}}", "{{ law.<img src=x onerror=hit()> }}", "#{hit()}",
    "{{ fact.x }}<svg onload=hit()>", "{% include 'hit()' %}", "javascript:hit()", '{"x":"</script><script>hit()</script>"}',
)  # fmt: skip


def _breaking_out() -> Iterator[str]:
    """Out of an attribute, a title, a string of a script, a template."""
    yield from (f"{before}<img src=x onerror={CALL}>" for before in BEFORE)
    yield from WORDS


OUTER = (
    "svg", "math", "math><mtext", "svg><desc", "svg><foreignObject", "math><annotation-xml encoding=text/html", "table",
    "select",
)  # fmt: skip


def _reparsed() -> Iterator[str]:
    """What becomes something else when it is parsed a second time."""
    image = f"<img src=x onerror={CALL}>"
    for outer in OUTER:
        for inner in ("style", "title", "noscript", "xmp", "template"):
            yield f"<{outer}><{inner}>{image}</{inner}></{outer.split('><')[0].split(' ')[0]}>"
    yield f'<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror={CALL}&gt;">'
    yield f"<form><math><mtext></form><form><mglyph><style></math>{image}"
    yield f'<noscript><p title="</noscript>{image}">'
    yield f'<svg></p><style><a id="</style>{image}">'
    yield f"<listing>&lt;img src=x onerror={CALL}&gt;</listing>"


def _hidden() -> Iterator[str]:
    image = f"<img src=x onerror={CALL}>"
    yield image.replace("<", "&lt;").replace(">", "&gt;")
    yield image.replace("<", "&amp;lt;").replace(">", "&amp;gt;")
    yield image.replace("<", "%3C").replace(">", "%3E")
    yield image.replace("<", "\\u003c").replace(">", "\\u003e")
    yield image.replace("<", "\uff1c").replace(">", "\uff1e")
    yield f"+ADw-script+AD4-{CALL}+ADw-/script+AD4-"
    yield "".join(f"&#{ord(letter)};" for letter in image)
    yield "".join(f"&#x{ord(letter):x};" for letter in image)
    for between in ("\u200b", "\u202e", "\ufeff", "\x0b", "\x0c", "\x7f"):
        yield f"<img{between}src=x onerror={CALL}>"
        yield f"<{between}script>{CALL}</script>"


# ---------------------------------------------------------------- into the editors' pages


def lay() -> None:
    """One page per payload in the section `portti`, and thick pages in the section `aita` of a house of their own."""
    from django.db import transaction
    from django.utils.html import escape
    from wagtail.models import Locale
    from wagtail.rich_text import RichText

    from sosiaalikyla.cms import going_out, quick
    from sosiaalikyla.cms.models import HousePage, RightsCard, SectionPage, VillagePage, VillageRoot

    every = payloads()
    locale = Locale.objects.get(language_code="fi")
    root = VillageRoot.objects.get(locale=locale)
    common = {"locale": locale, "live": False}
    ground = quick.Ground()

    def grown(parent: object, row: object) -> object:
        row.draft_title = row.title
        ground.give(parent, row)
        rows.append(row)
        return row

    rows: list[object] = []
    first, second = every[0], every[40]
    house = grown(root, HousePage(key=HOUSE, title=_line(first), slug="pihatalo", lead=second[:600], lead_plain=second[:600],
                                  neutral_title=second[:600], languages=["fi"], **common))  # fmt: skip
    section = grown(house, SectionPage(key="portti", title=_line(second), slug="portti", **common))
    thick = grown(house, SectionPage(key="aita", title=_line(first), slug="aita", **common))
    shelf = root.get_children().type(_shelf()).first().specific
    for number, payload in enumerate(every):
        grown(section, _page(VillagePage, f"s{number}", [payload], common))
        if number % 10 == 0:
            grown(shelf, _page(RightsCard, f"k{number}", [payload], common))
    for number, start in enumerate(range(0, len(every), 20)):
        grown(thick, _page(VillagePage, f"t{number}", every[start : start + 20], common))
    with transaction.atomic():
        ground.number(rows)
        quick.publish(rows)
        going_out.put_out(house)
        for row in rows:
            if isinstance(row, RightsCard):
                going_out.put_out(row)
        # A second revision, as the editor's form leaves it: typed and linked to. It is compared with the first, and edited.
        for row in rows:
            if isinstance(row, VillagePage) and row.key.startswith("t"):
                row.title, row.lead = row.title[::-1][:100] + _line(first), second
                for part in row.body:
                    typed = escape(part.value["heading"])
                    part.value["text"] = part.value["plain_text"] = RichText(f'<p>{typed} <a href="{typed}">x</a></p>')
                row.save_revision(clean=False)
    print(f"{len(every)} payloads, {len(rows)} pages")


def _shelf() -> object:
    from sosiaalikyla.cms.models import CardShelf

    return CardShelf


def _line(payload: str) -> str:
    return payload.replace("\x01", "")[:255]


def _page(model: object, key: str, several: list[str], common: dict[str, object]) -> object:
    first = several[0]
    row = model(
        key=key, slug=key, title=_line(first), lead=first, plain_title=_line(first), plain_lead=first, disputed=first[:600],
        neutral_title=first[:600], clear_question=first[:600], search_words=first, help=["emergency"], **common,
    )  # fmt: skip
    row.body = [
        {"type": "part", "value": {"kind": "text", "heading": each, "text": f"<p>{each}</p>", "plain_heading": each,
                                   "plain_text": f'<ul><li>{each}</li></ul><p><a href="{each}">x</a></p>'}}
        for each in several
    ]  # fmt: skip
    row.law = [
        {
            "type": "law",
            "value": {"act": first, "section": first, "link": first, "checked": "2026-11-21", "verification": "S"},
        }
    ]
    row.sources = [
        {
            "type": "source",
            "value": {"title": first, "publisher": first, "link": first, "year": None, "checked": "2026-11-21"},
        }
    ]
    return row


if __name__ == "__main__":
    import django

    django.setup()
    lay()
