"""What is published here is put out in the village at once, in the same transaction; what is taken away, too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from sosiaalikyla.village import publishing
from sosiaalikyla.village.texts import House

from . import converting
from .converting import SOURCE, Values

_later: ContextVar[bool] = ContextVar("cms_put_out_later", default=False)


@contextmanager
def later() -> Iterator[None]:
    """The loader publishes page by page and puts everything out once, at its end."""
    token = _later.set(True)
    try:
        yield
    finally:
        _later.reset(token)


def listen() -> None:
    page_published.connect(_published, dispatch_uid="cms.published")
    page_unpublished.connect(_unpublished, dispatch_uid="cms.unpublished")
    post_page_move.connect(_moved, dispatch_uid="cms.moved")
    page_slug_changed.connect(_moved, dispatch_uid="cms.slug")


def _published(sender: Any, instance: Any, **words: Any) -> None:
    from . import translating

    if not _later.get():
        translating.remember(instance)
        put_out(instance)


def _unpublished(sender: Any, instance: Any, **words: Any) -> None:
    if not _later.get():
        put_out(instance.specific, without=instance.pk)


def _moved(sender: Any, instance: Any, **words: Any) -> None:
    if not _later.get():
        put_out(instance.specific)


def put_out(row: Any, without: int | None = None) -> None:
    """Bring the village up to date with a page, or with a house and all that is in it. `without`: a row about to go."""
    from .models import HousePage, RightsCard, SectionPage, VillagePage

    if isinstance(row, RightsCard | VillagePage):
        _put_page(type(row), row.key, without)
    elif isinstance(row, HousePage):
        _put_house(row.key, without)
    elif isinstance(row, SectionPage):
        _put_house(row.get_parent().specific.key, without)


def keys() -> dict[int, str]:
    """Key of every page by its number, in whichever language."""
    from .models import KEYED, SectionPage

    return {pk: key for model in KEYED if model is not SectionPage for pk, key in model.objects.values_list("pk", "key")}


def _live(model: Any, without: int | None, **words: Any) -> list[Any]:
    """Published rows in the order of the tree. A page shown in two places would have two addresses for one key: aliases of
    pages are left out; those of houses and sections stand in for a translation that isn't made yet.
    """
    from .models import WRITTEN

    rows = model.objects.live().filter(**words).exclude(pk=without)
    if model in WRITTEN:
        rows = rows.filter(alias_of=None)
    return list(rows.select_related("locale").order_by("path"))


def house(key: str, without: int | None = None) -> House | None:
    """The house as it is published now; None without a Finnish front."""
    from .models import HousePage, SectionPage

    rows = {row.language: row for row in _live(HousePage, without, key=key)}
    if SOURCE not in rows:
        return None
    held = {language: converting.held_of_house(row, source=language == SOURCE) for language, row in rows.items()}
    sections: dict[str, dict[str, Values]] = {}
    for language in sorted(rows, key=lambda language: language != SOURCE):
        for section in _live(SectionPage, without):
            if section.is_child_of(rows[language]):
                sections.setdefault(section.key, {})[language] = converting.held_of_section(section)
    return converting.to_house(key, held, [(name, told) for name, told in sections.items() if SOURCE in told])


def _put_house(key: str, without: int | None) -> None:
    from .models import VillagePage

    found = house(key, without)
    if found is None:
        publishing.withdraw(key)
    else:
        publishing.publish_house(found)
    from .models import HousePage

    for front in HousePage.objects.filter(key=key, locale__language_code=SOURCE):
        for page_key in VillagePage.objects.descendant_of(front).values_list("key", flat=True):
            _put_page(VillagePage, page_key, without)


def _put_page(model: Any, key: str, without: int | None) -> None:
    rows = {row.language: row for row in _live(model, without, key=key)}
    where = place_of(rows[SOURCE]) if SOURCE in rows else None
    home = house(where[0], without) if where and where[0] else None
    card = where == ("", "")
    if where is None or (not card and (home is None or where[1] not in {each.key for each in home.sections})):
        publishing.withdraw(key)
        return
    known = keys()
    held = {
        language: converting.held_of_page(row, known, source=language == SOURCE, where=where)
        for language, row in rows.items()
    }
    publishing.publish(converting.to_page(key, held), home)


def place_of(row: Any) -> tuple[str, str]:
    """Keys of the house and the section a page stands in; empty for a card."""
    from .models import RightsCard

    if isinstance(row, RightsCard):
        return ("", "")
    section = row.get_parent().specific
    return (section.get_parent().specific.key, section.key)
