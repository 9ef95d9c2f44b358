"""Fields at the doors. A form checks the shape; whether it opens anything is said in views and actions."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sosiaalikyla.access.models import ANSWERS, LOCKS_AFTER, TITLES, Organisation, RoleHeld
from sosiaalikyla.keys.models import Invitation

LANGUAGES = [("fi", "suomi"), ("sv", "svenska"), ("en", "English")]
NUMBERS = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "6", "class": "is-short"}
CODE = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "is-short"}


class Numbers(forms.CharField):
    """Six numbers, spaces forgiven."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=12, strip=True, **kwargs)

    def clean(self, value: Any) -> str:
        return re.sub(r"\s", "", super().clean(value))


class Pin(forms.Form):
    pin = Numbers(
        label=_("Your six numbers"),
        widget=forms.PasswordInput(attrs=NUMBERS),
        error_messages={"required": _("Write six numbers.")},
    )


class NewPin(Pin):
    pin = Numbers(
        label=_("Think of six numbers"),
        help_text=_("Numbers that only you remember. Not your birthday."),
        widget=forms.PasswordInput(attrs=NUMBERS),
        error_messages={"required": _("Write six numbers.")},
    )


class Card(forms.Form):
    number = forms.CharField(label=_("Number of the card"), max_length=20, widget=forms.TextInput(attrs=CODE))
    code = forms.CharField(
        label=_("One code that you haven't used yet"), max_length=20, widget=forms.TextInput(attrs=CODE),
        help_text=_("Cross it out afterwards. Each code opens the page once."),
    )  # fmt: skip


class HandedCode(forms.Form):
    code = forms.CharField(
        label=_("The code you were given"), max_length=30, widget=forms.TextInput(attrs=CODE),
        error_messages={"required": _("Write the code.")},
    )  # fmt: skip


class Work(forms.Form):
    handle = forms.CharField(
        label=_("Name to sign in with"), max_length=80, error_messages={"required": _("Write the name to sign in with.")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password"), max_length=200, strip=False, error_messages={"required": _("Write the password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip


class AppCode(forms.Form):
    code = Numbers(
        label=_("Code of the code app"),
        widget=forms.TextInput(attrs={**NUMBERS, "maxlength": "7", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Write the code that the app shows.")},
    )  # fmt: skip


class NewPassword(forms.Form):
    password = forms.CharField(
        label=_("New password"), max_length=200, strip=False,
        help_text=_("At least twelve letters. A short sentence is easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Write the password.")},
    )  # fmt: skip


class First(NewPassword, HandedCode):
    """The first sign-in of somebody at work: the code handed over, a password, and the code app's first code."""

    totp = Numbers(
        label=_("The code that the app shows now"), widget=forms.TextInput(attrs={**NUMBERS, "maxlength": "7"}),
        error_messages={"required": _("Write the code that the app shows.")},
    )  # fmt: skip
    field_order = ("code", "password", "totp")


class Identity(forms.Form):
    identity = forms.ChoiceField(
        label=_("How do you know who it is?"), choices=Invitation.Identity.choices, widget=forms.RadioSelect,
        help_text=_("No number of any document is kept."), error_messages={"required": _("Tell how you know who it is.")},
    )  # fmt: skip


class Lock(forms.Form):
    minutes = forms.TypedChoiceField(
        label=_("Lock the page when nothing has happened for"),
        choices=[(LOCKS_AFTER[0], _("5 minutes")), (LOCKS_AFTER[1], _("15 minutes")), (LOCKS_AFTER[2], _("an hour"))],
        coerce=int,
        widget=forms.RadioSelect,
    )


class Account(forms.Form):
    """What colleagues and young people read of somebody at work."""

    language = forms.ChoiceField(label=_("Your language here"), choices=LANGUAGES, widget=forms.RadioSelect)
    title = forms.ChoiceField(label=_("Title"), choices=[("", _("Another, in my own words")), *TITLES], required=False)
    own_title = forms.CharField(label=_("Your title in your own words"), max_length=120, required=False)
    answers = forms.ChoiceField(
        label=_("You answer"), choices=[("", _("I promise no time")), *ANSWERS], required=False, widget=forms.RadioSelect,
        help_text=_("Young people see this in their own language."),
    )  # fmt: skip


class NewColleague(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, error_messages={"required": _("Write their name.")})
    handle = forms.CharField(
        label=_("Name to sign in with"), max_length=80, error_messages={"required": _("Write the name to sign in with.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    role = forms.ChoiceField(label=_("What they do"), choices=RoleHeld.Role.choices)
    unit = forms.ChoiceField(label=_("Team"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="fi", widget=forms.RadioSelect)

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = organisations
        units = [(str(unit.uuid), unit.name) for one in organisations for unit in one.units.all()]
        self.fields["unit"].choices = [("", _("No team")), *units]  # type: ignore[attr-defined]
        if len(organisations) > 1:
            choices = [(str(one.uuid), one.name) for one in organisations]
            self.fields["organisation"] = forms.ChoiceField(label=_("Organisation"), choices=choices)
