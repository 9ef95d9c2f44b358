"""Forms of the young person's own pages: how am I doing, the future talk. Nothing in them is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from sosiaalikyla.people.forms import Shown
from sosiaalikyla.plans import plan_items
from sosiaalikyla.plans.feelings import areas
from sosiaalikyla.plans.forms import ONLY_YOU
from sosiaalikyla.plans.models import LOW, WORDS_AT_MOST, Face


@dataclass(frozen=True)
class FaceChoice:
    """One of the five, as the page draws it. checked: as it was sent."""

    value: int
    word: str
    low: bool
    checked: bool


@dataclass(frozen=True)
class AreaFields:
    key: str
    title: str
    faces: list[FaceChoice]
    words: forms.BoundField

    @property
    def is_open(self) -> bool:
        return bool(self.words.value() or self.words.errors)


class FeelingsForm(Shown):
    """A face and words of each life area; every one may be left empty."""

    visit = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"visit": uuid4()})
        super().__init__(*args, **kwargs)
        self.titles = areas(language)
        for key, title in self.titles.items():
            self.fields[f"face_{key}"] = forms.TypedChoiceField(
                label=title, choices=Face.choices, coerce=int, empty_value=None, required=False
            )
            self.fields[f"words_{key}"] = forms.CharField(
                label=_("In your own words"),
                required=False,
                max_length=WORDS_AT_MOST,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def clean_visit(self) -> UUID:
        """As the page made it; what has been tampered with is a new visit."""
        try:
            return UUID(self.cleaned_data["visit"])
        except ValueError:
            return uuid4()

    def area_rows(self) -> list[AreaFields]:
        return [self._row(key, title) for key, title in self.titles.items()]

    def _row(self, key: str, title: str) -> AreaFields:
        sent = str(self[f"face_{key}"].value() or "")
        faces = [FaceChoice(face.value, str(face.label), face in LOW, sent == str(face.value)) for face in Face]
        return AreaFields(key, title, faces, self[f"words_{key}"])

    def answers(self) -> list[tuple[str, int | None, str]]:
        """As the action takes them."""
        given = self.cleaned_data
        return [(key, given[f"face_{key}"], given[f"words_{key}"]) for key in self.titles]


class FutureForm(Shown):
    """Three questions; whoever answers says who sees the answers, and unless they do, it is they alone."""

    ME, BOTH = "me", "both"

    who = forms.ChoiceField(
        label=_("Who sees what you write now?"),
        choices=[(ME, ONLY_YOU), (BOTH, _("You and those who work with you"))],
        widget=forms.RadioSelect,
        initial=ME,
        help_text=_("What you show stays in your plan. You can say it anew later, but not take it away."),
        error_messages={"required": _("Choose who sees it.")},
    )
    seen_words: ClassVar[Any] = _("Only you, if you don't choose otherwise below")

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questions = {
            key: forms.CharField(
                label=words.in_language(language),
                required=False,
                max_length=WORDS_AT_MOST,
                widget=forms.Textarea(attrs={"rows": 4}),
            )
            for key, words in plan_items.load().future.items()
        }
        self.fields = questions | {"who": self.fields["who"]}
        self.seen = dict.fromkeys(questions, self.seen_words)  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.answers():
            raise forms.ValidationError(_("Write something first. One word is enough."))
        return found

    def answers(self) -> dict[str, str]:
        """Question → words, of those answered."""
        return {key: words for key in plan_items.load().future if (words := self.cleaned_data.get(key, "").strip())}

    @property
    def shows(self) -> bool:
        return bool(self.cleaned_data["who"] == self.BOTH)
