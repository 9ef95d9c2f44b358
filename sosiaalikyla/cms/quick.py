"""New pages by the hundred, as Wagtail would make and publish them one by one, in a few statements.

Only the loader comes here, with rows whose values its files have been held to. Wagtail's own way asks the database some
forty times a page; signals are not sent, so index, references and log are written here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Max
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backend

from sosiaalikyla.base import clock

COLUMNS = [field.attname for field in Page._meta.concrete_fields]
NOT_ANEW = {"id", "path", "depth", "numchild", "translation_key", "locale_id", "content_type_id", "owner_id"}


class Ground:
    """Places for new rows in the tree, parents before children; each gets its number and its path."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}
        self._grown: dict[str, int] = defaultdict(int)

    def give(self, parent: Any, row: Any) -> None:
        """A path under the parent, last among its children."""
        if parent.path not in self._last:
            below = Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1).aggregate(last=Max("path"))
            self._last[parent.path] = Page._str2int(below["last"][-Page.steplen :]) if below["last"] else 0
        self._last[parent.path] += 1
        self._grown[parent.path] += 1
        row.depth = parent.depth + 1
        row.path = Page._get_path(parent.path, row.depth, self._last[parent.path])
        row.set_url_path(parent)
        row.content_type = ContentType.objects.get_for_model(type(row))

    def number(self, rows: Sequence[Any]) -> None:
        """Write the rows' common half, unpublished: from now on links can lead to them."""
        below: dict[str, int] = defaultdict(int)
        for row in rows:
            below[row.path[: -Page.steplen]] += 1
        for row in rows:
            row.numchild = below[row.path]
        common = [Page(**{name: getattr(row, name) for name in COLUMNS if name != "id"}) for row in rows]
        for row, made in zip(rows, Page.objects.bulk_create(common), strict=True):
            row.id = row.page_ptr_id = made.pk
        new = {row.path for row in rows}
        for path, count in self._grown.items():
            if path not in new:
                Page.objects.filter(path=path).update(numchild=F("numchild") + count)


def publish(rows: Sequence[Any]) -> None:
    """Numbered rows, filled: their own half, a first revision each, live from now on."""
    if not rows:
        return
    now = clock.now()
    for row in rows:
        row.live, row.has_unpublished_changes = True, False
        row.first_published_at = row.last_published_at = row.latest_revision_created_at = now
        row.save_base(raw=True, force_insert=True)
    base = ContentType.objects.get_for_model(Page)
    revisions = Revision.objects.bulk_create(
        Revision(
            content_type=row.content_type, base_content_type=base, object_id=str(row.pk), created_at=now,
            content=row.serializable_data(), object_str=str(row),
        )
        for row in rows
    )  # fmt: skip
    for row, revision in zip(rows, revisions, strict=True):
        row.latest_revision = row.live_revision = revision
    Page.objects.bulk_create(
        [Page(**{name: getattr(row, name) for name in COLUMNS}) for row in rows],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[field.name for field in Page._meta.concrete_fields if field.attname not in NOT_ANEW],
    )
    PageLogEntry.objects.bulk_create(
        PageLogEntry(
            content_type=row.content_type, label=row.title, action="wagtail.publish", timestamp=now, page=row,
            revision=row.live_revision, content_changed=True,
        )
        for row in rows
    )  # fmt: skip
    by_model: dict[type[Any], list[Any]] = defaultdict(list)
    for row in rows:
        by_model[type(row)].append(row)
        ReferenceIndex.create_or_update_for_object(row)
    for model, own in by_model.items():
        get_search_backend().add_bulk(model, own)
