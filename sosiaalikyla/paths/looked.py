"""Sentences of the path's pages and deeds, for the young person who asks who has looked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sosiaalikyla.people.looked import tell

YOUR_PATH = _("Looked at your path.")

tell(
    pages={
        "youth_path": YOUR_PATH,
        "youth_path_print": _("Printed your path."),
        "youth_step": YOUR_PATH,
        "youth_check": YOUR_PATH,
        "youth_days": YOUR_PATH,
        "youth_newer": YOUR_PATH,
        "youth_shares": YOUR_PATH,
        "youth_rights_cards": _("Looked at which rights cards were clear to you."),
        "youth_rights_card": _("Looked at a rights card with you."),
        "shared": _("Saw that your path is shared with them."),
        "shared_path": _("Looked at the path you share with them."),
    },
    deeds={
        "paths.mark_step": _("Said how a step on your path stands."),
        "paths.tick": _("Ticked a memory list on your path."),
        "paths.add_station": _("Added a station to your path."),
        "paths.change_station": _("Changed a station on your path."),
        "paths.set_anchor": _("Told a day your path is counted from."),
        "paths.say_wish": _("Wrote down what you wish for."),
        "paths.answer_check": _("Answered questions on your path."),
        "paths.take_back_answer": _("Took back an answer that somebody else had written down."),
        "paths.say_clear": _("Said whether a rights card was clear."),
        "paths.adopt_version": _("Took a newer version of your path into use."),
        "paths.put_off_version": _("Kept the present version of your path."),
        "paths.share_path": _("Shared your path with somebody."),
        "paths.end_share": _("Ended a sharing of your path."),
    },
)
