"""For old phones, large letters and a keyboard alone."""

from __future__ import annotations

import pytest

from tests.flows.conftest import Comes
from tests.flows.village import Village
from tests.flows.visitor import TOO_WIDE, Visitor

OPEN = (
    "/", "/rights/", "/help/", "/exit/", "/demo/", "/jalkihuolto/", "/jalkihuolto/raha/velat/", "/search/?q=koti",
    "/situation/", "/services/", "/services/in/vaasa/", "/rights/counties/ostrobothnia/",
    "/paths/ending_of_aftercare/", "/feedback/", "/ihmissuhteet/", "/cards/vaadi-oikaisua/",
)  # fmt: skip
LIMIT = 100_000

SHIFTED = """() => new Promise(done => {
  const shifted = [];
  const name = node => node ? `${node.nodeName}.${node.className || ""}` : "";
  new PerformanceObserver(list => list.getEntries().forEach(one => {
    shifted.push(`${one.value}: ${one.sources.map(source => name(source.node)).join(", ")}`);
  })).observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(shifted), 300);
})"""
"""What of the page has moved by itself since it came, and how much."""

TWICE = """() => {
  const root = document.documentElement;
  root.style.fontSize = 2 * parseFloat(getComputedStyle(root).fontSize) + "px";
}"""

CLIPPED = """() => [...document.querySelectorAll("main *, .strip *, .top *, .person-nav *, .foot *")].filter(one => {
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  if (!one.textContent.trim() || box.width < 2 || one.closest("svg, .visually-hidden, .skip")) return false;
  const hides = style.overflowX !== "visible" || style.overflowY !== "visible";
  return hides && !["auto", "scroll"].includes(style.overflowX)
    && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
}).map(one => `cut off: ${one.tagName.toLowerCase()}.${one.className}: ${one.textContent.trim().slice(0, 60)}`)"""

FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  const seen = [one, one.closest("label"), one.nextElementSibling].filter(Boolean).map(each => getComputedStyle(each));
  const box = one.getBoundingClientRect();
  window.visited = window.visited || new Map();
  if (!window.visited.has(one)) window.visited.set(one, window.visited.size);
  return {
    which: window.visited.get(one),
    name: one.tagName.toLowerCase() + "." + one.className + " " + (one.name || one.textContent.trim().slice(0, 40)),
    exit: one.hasAttribute("data-exit"),
    skip: one.classList.contains("skip"),
    outlined: seen.some(style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0),
    inSight: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""

SQUEEZED = """() => [...document.querySelectorAll("main *, .top *, .person-nav *, .foot *")].filter(one => {
  const words = [...one.childNodes].filter(node => node.nodeType === 3).map(node => node.data.trim()).join("");
  return words.length > 3 && one.checkVisibility() && !one.closest("svg, .visually-hidden, .skip")
    && one.getBoundingClientRect().width < 2 * parseFloat(getComputedStyle(one).fontSize)
    && one.getBoundingClientRect().height > 2 * parseFloat(getComputedStyle(one).fontSize);
}).map(one => `squeezed: ${one.tagName.toLowerCase()}.${one.className}: ${one.textContent.trim().slice(0, 60)}`)"""

# What a keyboard should come to: each link, button and field that is shown; of radio buttons one in a group.
REACHABLE = """() => {
  const groups = new Set();
  return [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")].filter(one => {
    if (one.tabIndex < 0 || one.disabled || one.type === "hidden") return false;
    if (!one.checkVisibility({visibilityProperty: true})) return false;
    if (one.type !== "radio") return true;
    const first = !groups.has(one.name);
    groups.add(one.name);
    return first;
  }).length;
}"""


def test_the_first_view_of_each_open_page_is_light_and_asks_nobody_else(village: Village, somebody: Comes) -> None:
    heaviest = 0
    for address in OPEN:
        visitor = somebody()
        wire = visitor.context.new_cdp_session(visitor.page)
        wire.send("Network.enable")
        sizes: list[float] = []
        wire.on("Network.loadingFinished", lambda event, sizes=sizes: sizes.append(event["encodedDataLength"]))
        visitor.goes(address)
        visitor.page.wait_for_load_state("networkidle")
        total = round(sum(sizes))
        assert 0 < total <= LIMIT, f"{address}: {total} bytes"
        heaviest = max(heaviest, total)
        assert visitor.page.evaluate(SHIFTED) == [], address
        print(f"\nfigure: first view of {address}: {total / 1000:.1f} kB in {len(sizes)} requests, none to another host")
        visitor.is_quiet()
        visitor.context.close()
    print(f"\nfigure: heaviest first view: {heaviest / 1000:.1f} kB")


@pytest.mark.parametrize("who", ["", "aino", "ville"], ids=["nobody", "aino", "ville"])
def test_with_letters_twice_as_large_nothing_is_lost(village: Village, somebody: Comes, who: str) -> None:
    key = village.key_of("aino")
    pages = {
        "": OPEN,
        "aino": (
            "/my/",
            "/my/path/",
            "/my/people/",
            "/my/path/checks/build_together/",
            "/my/path/steps/home_found/",
            "/my/path/days/",
            "/my/path/stations/",
            "/my/looked/",
        ),
        "ville": ("/my/", f"/people/{key}/", f"/people/{key}/path/", f"/people/{key}/beside/", "/people/", "/people/away/"),
    }[who]
    visitor = somebody(who)
    found: list[str] = []
    for address in pages:
        visitor.goes(address).opens_everything()
        visitor.page.evaluate(TWICE)
        lost = [each for check in (TOO_WIDE, CLIPPED, SQUEEZED) for each in visitor.page.evaluate(check)]
        found += [f"{address}: {each}" for each in lost]
    assert not found, "\n".join(found)
    visitor.is_quiet()


def walks_by_keyboard(visitor: Visitor) -> list[dict[str, object]]:
    """Every stop of the Tab key from the top of the page until it has gone round."""
    visitor.page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    stops: list[dict[str, object]] = []
    for _ in range(400):
        visitor.page.keyboard.press("Tab")
        stop = visitor.page.evaluate(FOCUS)
        if stop is None or (stops and stop["which"] == 0):
            return stops
        # A field for a day has parts of its own to stop at; it is one stop here.
        if not stops or stop["which"] != stops[-1]["which"]:
            stops.append(stop)
    raise AssertionError("the Tab key never came round")


KEYBOARD = [
    *(("", page) for page in ("/", "/rights/", "/jalkihuolto/raha/velat/", "/search/?q=koti", "/services/", "/situation/")),
    ("aino", "/my/"), ("ville", "/people/away/cover/"),
]  # fmt: skip


@pytest.mark.parametrize(("who", "address"), KEYBOARD)
def test_by_keyboard_alone_everything_is_reached_and_seen(village: Village, somebody: Comes, who: str, address: str) -> None:
    visitor = somebody(who)
    visitor.goes(address)
    stops = walks_by_keyboard(visitor)
    assert stops[0]["exit"], "the way out comes first"
    assert stops[1]["skip"], "then the way past the top"
    unseen = [stop["name"] for stop in stops if not stop["outlined"] or not stop["inSight"]]
    assert not unseen, f"focus isn't seen on: {unseen}"
    assert len({str(stop["which"]) for stop in stops}) == len(stops), "the Tab key went in circles"
    assert len(stops) == visitor.page.evaluate(REACHABLE)
    visitor.is_quiet()
