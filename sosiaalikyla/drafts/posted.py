"""What a posted form says of its draft."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from sosiaalikyla.base import clock
from sosiaalikyla.drafts.sittings import BASE, OWN, TOKEN, TURN, Sitting


@dataclass(frozen=True)
class Posted:
    sitting: Sitting
    fields: dict[str, list[str]]
    base: str
    turn: int

    @classmethod
    def of(cls, request: HttpRequest) -> Posted | None:
        """None when the form carries no draft of ours."""
        sitting = Sitting.of(request.POST.get(TOKEN, "")) if TOKEN in request.POST else None
        if sitting is None:
            return None
        fields = {name: [str(value) for value in values] for name, values in request.POST.lists() if name not in OWN}
        return cls(sitting, fields, request.POST.get(BASE, "")[:64], _turn(request))


def _turn(request: HttpRequest) -> int:
    """The writer's own clock, when a script told it; ours otherwise."""
    now = int(clock.now().timestamp() * 1000)
    said = request.POST.get(TURN, "")
    if not said.isascii() or not said.isdigit() or len(said) > 15:
        return now
    return int(said)
