"""Proposing a time."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from sosiaalikyla.base.clock import HELSINKI
from sosiaalikyla.meetings.models import Meeting


class ProposeForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    way = forms.ChoiceField(label=_("How"), choices=Meeting.Way.choices, widget=forms.RadioSelect)
    place = forms.CharField(label=_("Where"), max_length=120, required=False)
    about = forms.CharField(label=_("What it is about, in words for the young person"), max_length=160, required=False)

    def starts_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], tzinfo=HELSINKI)
