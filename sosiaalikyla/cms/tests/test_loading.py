"""The way through the editors' pages puts the same rows into the village as the straight way."""

from __future__ import annotations

import time

import pytest

from sosiaalikyla.cms import loading
from sosiaalikyla.village.models import Rendered

pytestmark = pytest.mark.django_db


def rows():
    return list(
        Rendered.objects.order_by("kind", "key", "language", "variant").values_list(
            "kind", "key", "language", "variant", "path", "title", "lead", "body", "about", "revision"
        )
    )


@pytest.mark.slow
def test_both_ways_give_the_same_rows():
    before = rows()
    Rendered.objects.all().delete()
    began = time.monotonic()
    report = loading.load()
    print(f"figure: contents loaded into the editors' pages in {time.monotonic() - began:.1f} s")
    assert rows() == before
    assert report.kept == {}
    assert report.missing == []
    began = time.monotonic()
    again = loading.load()
    print(f"figure: loaded again in {time.monotonic() - began:.1f} s")
    assert again.lines() == ["content: everything was up to date"]
