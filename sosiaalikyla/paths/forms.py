"""What can be written on a path."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sosiaalikyla.access.models import User
from sosiaalikyla.paths import versions
from sosiaalikyla.paths.actions import EVENT_ANCHORS
from sosiaalikyla.paths.models import CheckAnswer
from sosiaalikyla.paths.readings import CheckRead

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class StationForm(forms.Form):
    title = forms.CharField(label=_("What happens then"), max_length=60, required=False)
    day = forms.DateField(label=_("Which day"), required=False, widget=DAY)


class AgreedDayForm(forms.Form):
    agreed_day = forms.DateField(label=_("Agreed day"), required=False, widget=DAY)


class DayForm(forms.Form):
    """A day from which others are counted. Which days may be told depends on who tells."""

    anchor = forms.ChoiceField(label=_("What happens"))
    day = forms.DateField(
        label=_("Which day"), required=False, widget=DAY, help_text=_("Leave it empty if the day isn't known any more.")
    )

    def __init__(self, *args: Any, language: str, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = versions.conventions().anchors
        self.fields["anchor"].choices = [  # type: ignore[attr-defined]
            (each.key, each.text.in_language(language))
            for each in known
            if each.key in EVENT_ANCHORS and (own or each.key != "child_expected")
        ]


class CheckForm(forms.Form):
    """One item, one choice; whatever is left out stays unanswered."""

    def __init__(self, *args: Any, check: CheckRead, voice: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in check.items:
            if item.for_voice(voice):
                self.fields[item.key] = forms.ChoiceField(
                    label=item.text,
                    choices=item.possible,
                    widget=forms.RadioSelect,
                    required=False,
                    initial=item.youth_answer if voice == "youth" else item.worker_answer,
                )


class ToldForm(CheckForm):
    """What a young person without an account says, typed by the worker who hears it."""

    def __init__(self, *args: Any, check: CheckRead, **kwargs: Any) -> None:
        super().__init__(*args, check=check, voice="youth", prefix="said", **kwargs)
        if self.fields:
            self.fields["how"] = forms.ChoiceField(
                label=_("How was it told to you?"),
                choices=[each for each in CheckAnswer.Told.choices if each[0]],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose how it was told to you.")},
            )


class ShareForm(forms.Form):
    member = forms.ChoiceField(label=_("With whom"))
    last_day = forms.DateField(label=_("Last day"), widget=DAY)

    def __init__(self, *args: Any, members: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [  # type: ignore[attr-defined]
            (str(each.uuid), f"{each.name}, {each.title}") for each in members
        ]
