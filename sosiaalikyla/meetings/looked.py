"""Sentences of times, contacts and signs, for the young person who asks who has looked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sosiaalikyla.people.looked import tell

TIMES = _("Looked at your agreed times.")
CONTACTS = _("Looked at what has been written of your meetings and calls.")
QUIET = _("Looked at what has been agreed if you go quiet.")

tell(
    pages={
        "meeting_propose": TIMES,
        "meeting_call_off": TIMES,
        "meeting_held": TIMES,
        "rhythm": TIMES,
        "youth_quiet": QUIET,
        "contacts": CONTACTS,
        "contact_new": CONTACTS,
        "contact": CONTACTS,
        "contact_taken": CONTACTS,
        "unrecorded": _("Looked at what waits to be taken to the official record."),
    },
    deeds={
        "meetings.propose": _("Proposed a time to you."),
        "meetings.answer": _("Answered about an agreed time."),
        "meetings.call_off": _("Called off an agreed time."),
        "meetings.note_held": _("Wrote down whether a time was held."),
        "meetings.log_contact": _("Wrote down a call, a message or a meeting with you."),
        "meetings.write_contact": _("Wrote about a call, a message or a meeting with you."),
        "meetings.add_to_contact": _("Added to what was written of a meeting or call."),
        "meetings.take_contact": _("Took what was written to the official record."),
        "meetings.agree_rhythm": _("Wrote down how often you have agreed to meet."),
        "meetings.agree_quiet": _("Wrote down what you want done if you go quiet."),
        "meetings.confirm_quiet": _("Said that what was agreed for silence is right."),
        "meetings.wish_call": _("Asked to be called."),
        "meetings.withdraw_call": _("Took back a wish to be called."),
        "meetings.give_sign": _("Sent a sign."),
    },
)
