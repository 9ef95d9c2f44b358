"""Proposing a time, logging a contact, writing what was said, agreeing how often and what to do in silence."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sosiaalikyla.base import clock
from sosiaalikyla.base.clock import HELSINKI
from sosiaalikyla.meetings.models import ContactMade, Meeting
from sosiaalikyla.people.forms import CARERS, US, Day, Shown

SHOWN = _("The young person and those who work with them. Copied to the official record.")
RECORD = _("To the official record. The young person sees it too.")
SHOWN_AS_IT_IS = _("Shown to the young person as you write it.")


class ProposeForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    way = forms.ChoiceField(label=_("How"), choices=Meeting.Way.choices, widget=forms.RadioSelect)
    place = forms.CharField(label=_("Where"), max_length=120, required=False)
    about = forms.CharField(label=_("What it is about, in words for the young person"), max_length=160, required=False)

    def starts_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], tzinfo=HELSINKI)


class CallOffForm(Shown):
    seen: ClassVar[dict[str, Any]] = {"why": SHOWN_AS_IT_IS}

    why = forms.CharField(
        label=_("Why?"),
        max_length=160,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 160}),
        error_messages={"required": _("Write why. The young person sees it.")},
    )


class LogForm(forms.Form):
    """Another way or another time than one tap tells."""

    way = forms.ChoiceField(label=_("How"), choices=ContactMade.Way.choices, widget=forms.RadioSelect)
    reached = forms.ChoiceField(
        label=_("Did you reach them?"), choices=[("yes", _("Yes")), ("no", _("No answer"))], widget=forms.RadioSelect
    )
    day = Day(label=_("Day"))
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def at(self) -> datetime:
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], tzinfo=HELSINKI)


def _long(rows: int, most: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": most})


class ContactForm(Shown):
    """Six fields, none of them required: what a record needs, in its order."""

    seen: ClassVar[dict[str, Any]] = {
        "place": RECORD, "present": RECORD, "own_words": SHOWN, "view": RECORD, "agreed": RECORD, "following": RECORD,
    }  # fmt: skip

    place = forms.CharField(label=_("Where"), max_length=120, required=False)
    present = forms.CharField(label=_("Who were there"), max_length=200, required=False)
    own_words = forms.CharField(
        label=_("The young person's view, in their own words"), max_length=4000, required=False, widget=_long(3, 4000)
    )
    view = forms.CharField(label=_("Your view"), max_length=4000, required=False, widget=_long(3, 4000))
    agreed = forms.CharField(label=_("What was agreed"), max_length=2000, required=False, widget=_long(2, 2000))
    following = forms.CharField(label=_("What comes next"), max_length=2000, required=False, widget=_long(2, 2000))


class AdditionForm(Shown):
    """To a contact that has been taken to the record."""

    seen: ClassVar[dict[str, Any]] = {"own_words": SHOWN, "text": RECORD}

    own_words = forms.CharField(
        label=_("The young person's view, in their own words"), max_length=4000, required=False, widget=_long(3, 4000)
    )
    text = forms.CharField(label=_("What you add"), max_length=4000, required=False, widget=_long(3, 4000))


WEEKS = (1, 2, 3, 4, 6, 8, 12)


class RhythmForm(Shown):
    seen: ClassVar[dict[str, Any]] = {"every_weeks": CARERS, "agreed_on": CARERS}

    every_weeks = forms.TypedChoiceField(
        label=_("How often do you meet?"),
        coerce=int,
        choices=lambda: [(str(one), ngettext("every week", "every %(weeks)s weeks", one) % {"weeks": one}) for one in WEEKS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how often.")},
    )
    agreed_on = Day(label=_("When did you agree on it?"))


DAYS = (7, 14, 21, 30, 60, 90)
NEVER = "never"


class QuietForm(Shown):
    """The young person's own. Choices, so that nothing needs writing."""

    seen: ClassVar[dict[str, Any]] = {"days": US, "pause_until": US}

    days = forms.TypedChoiceField(
        label=_("When may your worker ask how you are?"),
        coerce=lambda word: None if word == NEVER else int(word),
        choices=lambda: [
            *((str(one), ngettext("after %(days)s day", "after %(days)s days", one) % {"days": one}) for one in DAYS),
            (NEVER, _("no need to ask")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    pause_until = Day(label=_("I need peace until"), required=False)

    def clean_pause_until(self) -> date | None:
        day: date | None = self.cleaned_data["pause_until"]
        if day is not None and day < clock.today():
            raise forms.ValidationError(_("A pause ends on a day ahead, within a year."))
        return day


class QuietAtTable(QuietForm):
    """The same, written down by a worker with the young person beside."""

    seen: ClassVar[dict[str, Any]] = {"days": CARERS, "pause_until": CARERS, "read_back": CARERS}

    read_back = forms.BooleanField(
        label=_("The young person has read or heard this and ticks here: it is right"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].label = _("After how many days of silence do you ask?")
        self.fields["pause_until"].label = _("The young person wants peace until")
