"""Sentences of keys, for the young person who asks who has looked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sosiaalikyla.people.looked import tell

CAME_IN = _("Came in with a key.")
WORK = _("Handled an account of somebody at work.")
"""Deeds that name no young person: nobody reads these, and none is left without words."""

tell(
    pages={
        "own_keys": _("Looked at how you can sign in."),
        "own_key_new": _("Looked at how you can sign in."),
        "youth_keys": _("Looked at how you can sign in."),
        "youth_key": _("Looked at how you can sign in."),
        "youth_card": _("Looked at how you can sign in."),
        "youth_keys_end": _("Looked at how you can sign in."),
    },
    deeds={
        "keys.give_code": _("Gave you a code to open your own page on a device."),
        "keys.give_card": _("Gave you a card of codes."),
        "keys.open_device": _("Opened your phone again after wrong numbers."),
        "keys.end_keys": _("Signed you out everywhere, as you asked."),
        "keys.bind_device": _("Bound a device to your page."),
        "keys.add_passkey": _("Made a passkey."),
        "keys.use_code": _("Bound a device to your page."),
        "keys.pin_shown": CAME_IN,
        "keys.passkey_shown": CAME_IN,
        "keys.card_shown": CAME_IN,
        "keys.show_totp": CAME_IN,
        "keys.set_password": WORK,
        "keys.set_totp": WORK,
        "keys.set_account": WORK,
        "keys.open_staff": WORK,
        "keys.invite_staff": WORK,
        "keys.close_key": _("Took a key out of use."),
        "keys.end_visit": _("Signed out one device."),
        "keys.end_other_visits": _("Signed out the other devices."),
        "keys.choose_lock": _("Chose when the page locks."),
    },
)
