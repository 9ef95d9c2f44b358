"""A village and a browser for flows. One of each per test process; every test that acts gets the village as it was."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

from tests.flows.village import Village
from tests.flows.visitor import Visitor

NOT_WANTED = (
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning",
    "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch",
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
)  # fmt: skip
"""What Playwright itself leaves out, as a later list takes the place of its own; and the two pages of its address line
that an installed Chromium else draws anew in each window, a third of a second of work each time."""
LONGEST = ("test_stored_scripts", "test_editors_day")
"""Begun first, so that no process waits for them at the end."""
ARGUMENTS = [
    f"--disable-features={','.join(NOT_WANTED)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/flows/" in item.nodeid:
            item.add_marker(pytest.mark.flow)
    items.sort(key=lambda item: item.path.stem not in LONGEST)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium: the one named, the installed one, else Playwright's own. It may keep pages in memory, as people's do."""
    named = os.environ.get("SOSIAALIKYLA_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path=found, args=ARGUMENTS, ignore_default_args=["--disable-back-forward-cache"]
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def _open_village(worker_id: str) -> Iterator[Village]:
    village = Village(f"flow_{worker_id}").open()
    yield village
    village.close()


@pytest.fixture
def village(_open_village: Village) -> Village:
    """The village for those who only read."""
    if _open_village.changed:
        _open_village.renew()
    return _open_village


@pytest.fixture
def own_village(_open_village: Village) -> Village:
    """The village as it was after the lives, for those who act in it."""
    _open_village.renew()
    _open_village.changed = True
    return _open_village


Comes = Callable[..., Visitor]


@pytest.fixture
def somebody(browser: Browser, _open_village: Village) -> Iterator[Comes]:
    """somebody("aino", width=360, language="fi", script=True): a window of their own, signed in if a name is given."""
    contexts: list[Any] = []

    def comes(name: str = "", *, width: int = 360, language: str = "fi", script: bool = True, **more: Any) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, locale=language, java_script_enabled=script, **more
        )
        contexts.append(context)
        visitor = Visitor(context, _open_village.url, language, script)
        return visitor.comes_in(name) if name else visitor

    yield comes
    for context in contexts:
        with suppress(Error):
            context.close()
