"""Sentences of agreed times, for the young person who asks who has looked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sosiaalikyla.people.looked import tell

tell(
    pages={
        "meeting_propose": _("Looked at your agreed times."),
    },
    deeds={
        "meetings.propose": _("Proposed a time to you."),
        "meetings.answer": _("Answered about an agreed time."),
    },
)
