"""The sentence of the front page, for the young person who asks who has looked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sosiaalikyla.people.looked import tell

tell(
    pages={
        "home": _("Saw your name on their own first page."),
        "near": _("Saw your name in the list of days near."),
        "board": _("Saw a day that concerns you, without your name."),
    }
)
