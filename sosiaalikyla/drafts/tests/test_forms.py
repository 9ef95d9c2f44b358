"""Every form that says it carries a draft does, and its hidden words stand after its own button."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2]
TEMPLATES = [
    path for path in sorted(PACKAGE.glob("*/templates/**/*.html")) if "data-draft=" in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_form_that_says_data_draft_has_both_tags_by_the_same_name(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    forms = re.findall(r'<form[^>]*data-draft="([^"]*)"(.*?)</form>', text, flags=re.S)
    assert forms
    for name, inside in forms:
        said = name.strip("{} ") if name.startswith("{{") else f'"{name}"'
        assert re.search(rf"{{% draft_offer \S+ {re.escape(said)} %}}", text), name
        assert re.search(rf"{{% draft \S+ {re.escape(said)}[ %]", inside), name
        button = re.search(r"<button|_button\.html", inside)
        assert button
        assert inside.index("{% draft ") > button.start(), f"{name}: the Enter key must send, not put aside"
