"""The drafts of the page that is being opened: one question for all its forms."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from sosiaalikyla.access.actors import Person
from sosiaalikyla.drafts.models import Draft


def of_page(request: HttpRequest) -> dict[str, list[Draft]]:
    """By form, newest first; nothing where a form has just been posted, because what was written is in it."""
    kept: dict[str, list[Draft]] | None = getattr(request, "drafts_of_page", None)
    if kept is None:
        kept = {}
        actor = getattr(request, "actor", None)
        if isinstance(actor, Person) and request.method in {"GET", "HEAD"}:
            rows = Draft.objects.visible_to(actor).filter(address=request.path[:300]).exclude(words=None)
            for row in rows.order_by("-saved_at"):
                kept.setdefault(row.form, []).append(row)
        request.drafts_of_page = kept  # type: ignore[attr-defined]
    return kept


def taken_up(request: HttpRequest, form: str) -> Draft | None:
    """The draft the writer goes on with here, as the address says."""
    try:
        key = UUID(request.GET.get("draft", ""))
    except ValueError:
        return None
    return next((row for row in of_page(request).get(form, []) if row.pk == key), None)


def all_of(actor: Person) -> list[Draft]:
    """Every unfinished text of one's own."""
    rows = Draft.objects.visible_to(actor).exclude(words=None).order_by("-saved_at")
    return [row for row in rows if row.texts]
