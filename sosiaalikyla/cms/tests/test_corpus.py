"""Pages full of scripts open in the editor and in the preview, as text."""

from __future__ import annotations

import re

import pytest

from sosiaalikyla.cms.models import VillagePage
from sosiaalikyla.cms.tests import corpus
from sosiaalikyla.village.models import Rendered

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TAG = re.compile(r"<(?!/?(?:p|ul|ol|li|a|section|h2)[\s>])[a-z]", re.IGNORECASE)
HANDLER = re.compile(r"<[^>]*\son\w+\s*=", re.IGNORECASE)


def test_at_least_two_hundred_of_them_each_another_one():
    assert len(corpus.payloads()) >= 200


def test_what_is_put_out_holds_known_tags_only_and_the_editor_opens_it(comes):
    corpus.lay()
    rows = Rendered.objects.filter(house=corpus.HOUSE, kind="page")
    assert rows.count() >= 2 * len(corpus.payloads())
    for row in rows:
        assert not TAG.search(row.body), (row.key, row.body)
        assert not HANDLER.search(row.body), (row.key, row.body)
        assert not re.search(r'href="(?!https://|page:)', row.body), (row.key, row.body)
    client = comes()
    for row in VillagePage.objects.filter(key__startswith="t"):
        assert client.get(f"/cms/pages/{row.pk}/edit/").status_code == 200
        assert client.get(f"/cms/pages/{row.pk}/view_draft/").status_code == 200
