"""Sentences of a change of worker, for the young person who asks who has looked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sosiaalikyla.people.looked import tell

tell(
    pages={
        "youth_handover": _("Looked at how the change of your worker is going."),
        "handover_asked": _("Read whether they could become your worker, without your name."),
        "board_handover": _("Saw that the change of your worker waits, without your name."),
        "board_leaving": _("Saw whose worker is leaving, without your name."),
    },
    deeds={
        "handovers.suggest": _("Brought up a change of your worker."),
        "handovers.propose": _("Asked somebody to become your worker."),
        "handovers.tell": _("Wrote down what you wish about the change of your worker."),
        "handovers.say_right": _("Read wishes about the change of your worker."),
        "handovers.take_back": _("Took back a wish about the change of your worker."),
        "handovers.accept": _("Said yes to becoming your worker."),
        "handovers.refuse": _("Said that they can't become your worker."),
        "handovers.set_meeting": _("Agreed when you meet your new worker."),
        "handovers.hold_meeting": _("Wrote down that you have met your new worker."),
        "handovers.hand_over": _("Changed your worker."),
        "handovers.answer_check": _("Answered how the change of your worker went."),
        "handovers.close_unanswered": _("Closed the change of your worker."),
        "handovers.withdraw": _("Called off the change of your worker."),
        "handovers.sudden_leave": _("Changed your worker, because the one before left suddenly."),
    },
)
