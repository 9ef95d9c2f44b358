"""Ways a notice leaves the house. Each gets one of the fixed texts, and knows nothing of the matter behind it."""

from __future__ import annotations

from typing import ClassVar, Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from sosiaalikyla.access.models import User


class Channel(Protocol):
    """name: kept with the notice, at most eight letters. send raises when the notice must wait for its next turn."""

    name: ClassVar[str]

    def send(self, *, to: User, subject: str, body: str) -> None: ...


class Inside:
    """Nothing leaves the house: what there is to read waits behind sign-in."""

    name: ClassVar[str] = "inside"

    def send(self, *, to: User, subject: str, body: str) -> None:
        return None


class DemoPost:
    """Nothing leaves the house: the demo's post shows the sent rows with their words."""

    name: ClassVar[str] = "demo"

    def send(self, *, to: User, subject: str, body: str) -> None:
        return None


CHANNELS: dict[str, type[Channel]] = {"none": Inside}
"""What SOSIAALIKYLA_CHANNEL may be in production."""


def chosen() -> Channel:
    """The channel of this installation; an unknown name is loud."""
    if settings.SOSIAALIKYLA_DEMO:
        return DemoPost()
    try:
        return CHANNELS[settings.NOTICE_CHANNEL]()
    except KeyError:
        known = ", ".join(sorted(CHANNELS))
        raise ImproperlyConfigured(f"SOSIAALIKYLA_CHANNEL is {settings.NOTICE_CHANNEL!r}; it may be {known}.") from None
