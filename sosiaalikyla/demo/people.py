"""The cast as the demo's page shows it: who they are, in three languages, from a readable file."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.translation import get_language

from sosiaalikyla.base import yaml_files
from sosiaalikyla.demo.seed import DATA


@lru_cache
def _read() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml_files.read(DATA / "people.yaml")["sections"]
    return found


def sections() -> list[dict[str, Any]]:
    """[{title, people: [{key, name, story}]}] in the language of the page."""
    language = (get_language() or "fi")[:2]
    return [
        {
            "title": section["title"][language],
            "people": [
                {"key": person["key"], "name": person["name"], "story": person["story"][language]}
                for person in section["people"]
            ],
        }
        for section in _read()
    ]
