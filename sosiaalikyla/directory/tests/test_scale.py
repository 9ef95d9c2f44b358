"""Synthetic services in bulk, and the indexes that lists stand on."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from sosiaalikyla.directory import bulk
from sosiaalikyla.directory.models import Channel, Connection, Service
from tests.ground import as_owner

pytestmark = pytest.mark.django_db


def laid(count: int) -> None:
    with as_owner(), connection.cursor() as cursor:
        bulk.lay(count)
        cursor.execute("analyze directory_service")


def plan_of(rows: Any) -> str:
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        found = str(rows.explain())
        cursor.execute("set local enable_seqscan = on")
    return found


def test_as_many_as_asked_for_are_laid_and_those_already_there_stay() -> None:
    laid(40)
    before = set(Service.objects.values_list("pk", flat=True))
    laid(60)
    assert before <= set(Service.objects.values_list("pk", flat=True))
    assert Service.objects.count() == Channel.objects.count() == Connection.objects.count() == 60
    with as_owner():
        assert bulk.lay(10) == 60


def test_they_are_laid_nowhere_but_in_the_demo(settings: Any) -> None:
    settings.SOSIAALIKYLA_DEMO = False
    with pytest.raises(RuntimeError, match="only in the demo"):
        bulk.lay(1)


def test_lists_are_found_by_their_indexes() -> None:
    laid(300)
    listed = Service.objects.listed()
    assert "directory_service_municipality" in plan_of(listed.in_municipality("499"))
    assert "directory_service_county" in plan_of(listed.in_county("17"))
    for language in ("fi", "sv", "en"):
        first = listed.order_by(f"sort_{language}", "id")[:20]
        assert f"directory_service_all_{language}" in plan_of(first)
        far = listed.everywhere().order_by(f"sort_{language}", "id")[:20]
        assert "directory_service_far_" in plan_of(far)
        found = Service.objects.filter(**{f"words_{language}__contains": "neuvonta"}).values("pk")
        assert f"directory_service_words_{language}" in plan_of(found)
