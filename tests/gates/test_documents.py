"""What the documents promise about names can be held: environment variables, links, the catalogue entry."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from sosiaalikyla.postgres import CHECKOUT

DOCUMENTS = sorted([*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*.md")])
READ = re.compile(r"""(?:environ\.get\(|environ\[|environ\.setdefault\(|needed\(|listed\()\s*f?["']([A-Z_]+)""")
OF_THE_SYSTEM = {"PATH", "DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE"}
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)#\s]+)")


def test_every_environment_variable_is_explained_to_the_administrator() -> None:
    told = (CHECKOUT / "docs" / "admin.md").read_text(encoding="utf-8")
    read = {
        name
        for path in (CHECKOUT / "sosiaalikyla").rglob("*.py")
        if "tests" not in path.parts
        for name in READ.findall(path.read_text(encoding="utf-8"))
    }
    assert {"SECRET_KEY", "DATABASE_URL", "WEB_WORKERS"} <= read, "the search over the code finds nothing"
    assert not sorted(name for name in read - OF_THE_SYSTEM if f"`{name}" not in told)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text(encoding="utf-8"))
    lost = [link for link in links if "://" not in link and not (document.parent / link).exists()]
    assert not lost, lost


def test_the_catalogue_entry_is_within_the_standard() -> None:
    entry = yaml.safe_load((CHECKOUT / "publiccode.yml").read_text(encoding="utf-8"))
    assert set(entry["description"]) == set(entry["localisation"]["availableLanguages"]) == {"fi", "sv", "en"}
    for words in entry["description"].values():
        assert len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000
        assert words["features"]
    assert entry["legal"]["license"] == "EUPL-1.2"
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in (CHECKOUT / "LICENSE").read_text(encoding="utf-8")
