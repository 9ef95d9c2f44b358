"""Editors for the tests: each a client that has come over from the main host."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from sosiaalikyla.base.hand_over import seal
from sosiaalikyla.cms import groups
from sosiaalikyla.cms.models import Editor

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
