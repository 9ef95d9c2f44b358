"""The form of a page: what all languages share is asked on the Finnish page only; what isn't plain isn't sent on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from sosiaalikyla.village.texts import PLAIN_STEP, TAKEN

from . import checking
from .choices import several


class KeyedForm(WagtailAdminPageForm):
    """Lists as ticks, and no shared fields on a translation."""

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

    def clean_slug(self) -> str:
        """An address that leads elsewhere would never be read."""
        slug = str(self.cleaned_data["slug"])
        if slug == PLAIN_STEP or (self.instance.is_first_step and slug in TAKEN):
            raise forms.ValidationError(_("“%(slug)s” leads elsewhere. Choose another word.") % {"slug": slug})
        return slug


class WrittenForm(KeyedForm):
    """A page of words: what the check refuses may be saved, but goes to nobody."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors and any(name in self.data for name in checking.SENDING):
            for sentence in checking.faults(self.instance):
                self.add_error(None, sentence)
