"""Editors for the tests: each a client that has come over from the main host; and a small village to write in."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from sosiaalikyla.base.hand_over import seal
from sosiaalikyla.cms import groups, loading
from sosiaalikyla.cms.models import Editor, RightsCard, VillagePage
from sosiaalikyla.cms.tests import small

Comes = Callable[..., Client]


def hand_over(name: str = "Otto Kangas", language: str = "fi", key: uuid.UUID | None = None) -> str:
    sealed = seal(uuid=key or uuid.uuid4(), name=name, language=language, key=settings.CMS_KEY)
    return f"{reverse('come_in')}?k={sealed}"


@pytest.fixture
def comes(db: None) -> Comes:
    """comes("Otto", groups.WRITERS, …): a client of an editor in exactly these groups; none named: a chief."""

    def come(name: str = "Otto Kangas", *names: str, language: str = "fi") -> Client:
        client, key = Client(), uuid.uuid4()
        answer = client.get(hand_over(name, language, key))
        assert answer.status_code == 302, answer.status_code
        client.editor = Editor.objects.get(uuid=key)
        client.editor.groups.set(Group.objects.filter(name__in=names or [groups.CHIEFS]))
        return client

    return come


@pytest.fixture
def village(db: None, tmp_path: Path) -> Path:
    """A small village in the editors' pages and in the village; the folder it came from."""
    where = small.folder(tmp_path / "content")
    loading.load(where)
    return where


def page(key: str, language: str = "fi", model: type[Any] = VillagePage) -> Any:
    return model.objects.get(key=key, locale=Locale.objects.get(language_code=language))


def card(key: str) -> Any:
    return page(key, model=RightsCard)


def form(row: Any, *buttons: str, **changes: Any) -> dict[str, str]:
    """What the editor's form sends for a page as it stands, with changes. `parts`: (kind, heading, HTML, plain …) each."""
    parts = changes.pop("parts", None)
    if parts is None:
        parts = [
            (value["kind"], value["heading"], value["text"], value.get("plain_heading", ""), value.get("plain_text", ""))
            for value in (each["value"] for each in row.body.raw_data)
        ]
    told: dict[str, Any] = {
        "title": row.title, "lead": row.lead, "slug": row.slug, "disputed": row.disputed, "search_words": row.search_words,
        "neutral_title": row.neutral_title, "clear_question": row.clear_question,
        "body": streamfield([
            ("part", {"kind": kind, "heading": heading, "text": rich_text(text, features=["link", "ul", "ol"]),
                      "plain_heading": (twin or [""])[0],
                      "plain_text": rich_text((twin or ["", ""])[1], features=["link", "ul", "ol"])})
            for kind, heading, text, *twin in parts
        ]),
    }  # fmt: skip
    if row.in_source_language:
        told |= {
            "plain_title": row.plain_title, "plain_lead": row.plain_lead, "office": row.office, "review": row.review,
            "review_by": row.review_by.isoformat(), "valid_from": row.valid_from.isoformat(),
            "valid_until": row.valid_until.isoformat() if row.valid_until else "", "place": row.place,
            "related": streamfield([("page", each["value"]) for each in row.related.raw_data]),
            "law": streamfield([("law", each["value"]) for each in row.law.raw_data]),
            "sources": streamfield([("source", each["value"]) for each in row.sources.raw_data]),
        }  # fmt: skip
    sent = nested_form_data({**told, **changes})
    several = {name: getattr(row, name) for name in ("life_areas", "phases", "help")} if row.in_source_language else {}
    return {**sent, **several, "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", **dict.fromkeys(buttons, "1")}
