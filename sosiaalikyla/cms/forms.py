"""The form of a page: what is the same in every language is asked on the Finnish page only."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminPageForm

from .choices import several


class WrittenForm(WagtailAdminPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lists = several()
        for name in lists.keys() & self.fields.keys():
            self.fields[name] = forms.MultipleChoiceField(
                label=self.fields[name].label, choices=lists[name], required=False, widget=forms.CheckboxSelectMultiple
            )
        if not self.instance.in_source_language:
            for name in self.instance.SHARED & self.fields.keys():
                del self.fields[name]
