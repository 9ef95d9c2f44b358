"""One way in, once and soon; one way out."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_whoever_comes_over_meets_the_first_page(comes):
    client = comes()
    answer = client.get("/cms/")
    assert answer.status_code == 200
    assert b'lang="fi"' in answer.content


def test_x(comes):
    client = comes()
    from sosiaalikyla.cms.models import VillageRoot

    r = VillageRoot.objects.get(locale__language_code="fi")
    for u in (
        "/cms/pages/",
        f"/cms/pages/{r.pk}/",
        f"/cms/pages/add/cms/housepage/{r.pk}/",
        "/cms/account/",
        "/cms/reports/workflow/",
        "/cms/reports/site-history/",
        "/cms/reports/aging-pages/",
        "/cms/choose-page/",
        "/cms/sprite/",
        "/cms/jsi18n/",
    ):
        a = client.get(u)
        print(u, a.status_code)
