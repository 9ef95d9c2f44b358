"""Which translations are behind: the Finnish words are others than those they were made from."""

from __future__ import annotations

from typing import Any

from . import converting
from .converting import SOURCE, Values


def remember(row: Any) -> None:
    """A translation has been published: it is from the Finnish words of this moment."""
    from .models import WRITTEN, Translated

    if not isinstance(row, WRITTEN) or row.in_source_language:
        return
    source = source_of(row)
    if source is not None:
        Translated.objects.update_or_create(
            page_id=row.pk, defaults={"digest": _digest(source), "revision": source.live_revision_id}
        )


def source_of(row: Any) -> Any:
    """The Finnish page as it is published, or None."""
    found = type(row).objects.live().filter(translation_key=row.translation_key, locale__language_code=SOURCE)
    return found.first()


def values_of(row: Any) -> Values:
    from .going_out import keys

    return converting.held_of_page(row, keys(), source=row.in_source_language)


def _digest(row: Any) -> str:
    return converting.words_digest(values_of(row))
