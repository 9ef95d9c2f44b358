"""Foreign keys obey the storeys as imports do, though they are named by string and no import shows them."""

from __future__ import annotations

import configparser
import subprocess
import sys

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from sosiaalikyla.postgres import CHECKOUT

HOUSE = "sosiaalikyla"

PURE = "importlinter:contract:pure"
STOREYS = "importlinter:contract:storeys"


def read(section: str, key: str) -> list[str]:
    """Lines of one setting in .importlinter."""
    picture = configparser.ConfigParser()
    picture.read(CHECKOUT / ".importlinter", encoding="utf-8")
    return [line.strip() for line in picture[section][key].splitlines() if line.strip()]


def storeys() -> dict[str, int]:
    """Height of each app and top module: the lowest line is 0."""
    lines = reversed(read(STOREYS, "layers"))
    return {name.strip(" ()"): height for height, line in enumerate(lines) for name in line.split("|")}


def app_of(model: type[models.Model]) -> str:
    return model._meta.app_config.name.removeprefix(f"{HOUSE}.") if model._meta.app_config else ""


def our_models() -> list[type[models.Model]]:
    return [
        model
        for config in apps.get_app_configs()
        if config.name.startswith(f"{HOUSE}.")
        for model in config.get_models(include_auto_created=True)
    ]


def upward(heights: dict[str, int], here: str, target: str) -> bool:
    """Whether a key from `here` to `target` leaves its app for anything but a lower storey."""
    return here != target and heights[target] >= heights[here]


def test_every_app_has_its_storey() -> None:
    heights = storeys()
    homeless = [name for name in settings.OUR_APPS if name.removeprefix(f"{HOUSE}.") not in heights]
    assert not homeless, f"place them in .importlinter: {homeless}"


def test_the_settings_list_the_apps_from_the_lowest_storey_up() -> None:
    heights = storeys()
    listed = [heights[name.removeprefix(f"{HOUSE}.")] for name in settings.OUR_APPS]
    assert listed == sorted(listed), "SQL is laid in the order of OUR_APPS: a lower app's functions must stand first"


def test_foreign_keys_point_down_the_storeys_or_stay_in_their_app() -> None:
    heights = storeys()
    wrong, seen = [], 0
    for model in our_models():
        for field in model._meta.get_fields(include_hidden=True):
            target = field.related_model
            if field.auto_created or not isinstance(target, type) or not issubclass(target, models.Model):
                continue
            if target._meta.app_config is None or not target._meta.app_config.name.startswith(f"{HOUSE}."):
                continue
            seen += 1
            if upward(heights, app_of(model), app_of(target)):
                wrong.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    assert seen > 20, "the walk over the models found next to nothing: it is the walk that is wrong"
    assert not wrong, wrong


def test_the_trace_and_the_journal_point_to_nobody() -> None:
    keys = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        if app_of(model) in {"audit", "journal"}
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created
    ]
    assert not keys, f"these tables outlive the rows they tell of, so they hold plain numbers: {keys}"


@pytest.mark.parametrize(
    ("here", "target", "refused"),
    [
        ("people", "access", False),
        ("people", "people", False),
        ("access", "people", True),
        ("paths", "meetings", True),
        ("journal", "notices", True),
        ("audit", "places", True),
    ],
)
def test_upward_and_sideways_keys_would_be_found(here: str, target: str, refused: bool) -> None:
    assert upward(storeys(), here, target) is refused


def test_pure_parts_load_without_django() -> None:
    """The linter sees what a module imports; this sees what loading it brings along, its packages included."""
    names = read(PURE, "source_modules")
    code = (
        "import importlib, sys\n"
        f"for name in {names!r}:\n"
        "    importlib.import_module(name)\n"
        "    assert 'django' not in sys.modules, name\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=CHECKOUT)
    assert done.returncode == 0, done.stderr
