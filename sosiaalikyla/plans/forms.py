"""Forms of the plan's pages. A form checks what it is given; whether it may be done is the action's to say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from sosiaalikyla.access.models import User
from sosiaalikyla.paths import versions
from sosiaalikyla.people.forms import Day, Shown, staff_field
from sosiaalikyla.plans.models import WORDS_AT_MOST, Answer, Item

ONLY_YOU = _("Only you")
YOU_AND_WORKER = _("You and your worker")
CARERS = _("The young person and those who work with them")
TO_DOCUMENT = _("Goes to the official plan")


def words(rows: int = 4, **more: Any) -> forms.CharField:
    more.setdefault("max_length", WORDS_AT_MOST)
    return forms.CharField(
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": _("Write something first. One word is enough.")},
        **more,
    )


class SayForm(Shown):
    """The young person's words, typed by themselves."""

    seen: ClassVar[dict[str, Any]] = {"text": YOU_AND_WORKER}
    text = words(label=_("In your own words"))


class DictateForm(Shown):
    """The young person's words, typed by a worker who hears them."""

    seen: ClassVar[dict[str, Any]] = {"text": CARERS}
    text = words(label=_("As the young person says it"))


class ViewForm(Shown):
    seen: ClassVar[dict[str, Any]] = {"view": TO_DOCUMENT}
    view = words(label=_("Your own view"))


class NoteForm(Shown):
    seen: ClassVar[dict[str, Any]] = {"note": ONLY_YOU}
    note = words(rows=3, label=_("A note to yourself"))


class AddForm(Shown):
    """Something new in the plan, with its first words."""

    seen: ClassVar[dict[str, Any]] = {"text": YOU_AND_WORKER}
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            (Item.Kind.GOAL.value, _("something I want to reach")),
            (Item.Kind.DREAM.value, _("a dream")),
            (Item.Kind.STRENGTH.value, _("something I am good at")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is.")},
    )
    area = forms.ChoiceField(label=_("If you want to reach it, what is it about?"), required=False)
    text = words(rows=3, label=_("In your own words"))

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = [(area.key, area.text.in_language(language)) for area in versions.conventions().life_domains]
        self.fields["area"].choices = [("", _("Choose")), *areas]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("kind") == Item.Kind.GOAL and not found.get("area"):
            self.add_error("area", _("Choose what the goal is about."))
        if found.get("kind") != Item.Kind.GOAL:
            found["area"] = ""
        return found


class DictateNewForm(AddForm):
    seen: ClassVar[dict[str, Any]] = {"text": CARERS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("As the young person says it")
        self.fields["area"].label = _("Life area of a goal")
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (Item.Kind.GOAL.value, _("a goal")),
            (Item.Kind.DREAM.value, _("a dream")),
            (Item.Kind.STRENGTH.value, _("a strength")),
        ]


class IntentionForm(Shown):
    seen: ClassVar[dict[str, Any]] = {"intention": _("Only you, if you don't choose somebody below"), "day": ONLY_YOU}
    intention = forms.CharField(
        label=_("What do you mean to do?"),
        max_length=240,
        error_messages={"required": _("Write something first. One word is enough.")},
    )
    day = Day(label=_("Which day"), required=False)

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shown_to"] = staff_field(
            people, label=_("Show it to"), required=False, empty_label=_("nobody"), blank=True
        )


class PromiseForm(Shown):
    seen: ClassVar[dict[str, Any]] = {"promise": CARERS, "due": CARERS}
    promise = forms.CharField(
        label=_("What is promised"),
        max_length=240,
        error_messages={"required": _("Write what is promised.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    due = Day(label=_("By which day"), error_messages={"required": _("Choose the day.")})


class PromiseOfForm(PromiseForm):
    """The promise of any adult who works with the young person."""

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = staff_field(people, label=_("Who promises"), empty_label=None)


class CallOffForm(Shown):
    seen: ClassVar[dict[str, Any]] = {"why": CARERS}
    why = forms.CharField(
        label=_("Why, in words for the young person"),
        max_length=240,
        error_messages={"required": _("Tell the young person why.")},
    )


class HandForm(Shown):
    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = staff_field(people, label=_("Who takes it over"), empty_label=None)


class DecisionForm(Shown):
    seen: ClassVar[dict[str, Any]] = {
        "what": TO_DOCUMENT, "made_on": TO_DOCUMENT, "told_on": TO_DOCUMENT, "departs_why": TO_DOCUMENT,
    }  # fmt: skip
    what = forms.CharField(
        label=_("What was decided"), max_length=240, error_messages={"required": _("Write what was decided.")}
    )
    made_on = Day(label=_("Day of the decision"), error_messages={"required": _("Choose the day.")})
    told_on = Day(
        label=_("The day the young person got it"),
        required=False,
        help_text=_("The time to ask for a change runs from this day."),
    )
    departs = forms.BooleanField(label=_("It departs from the plan"), required=False)
    departs_why = words(rows=3, label=_("Why it departs from the plan"), required=False)


class ToldForm(Shown):
    seen: ClassVar[dict[str, Any]] = {"told_on": TO_DOCUMENT}
    told_on = Day(label=_("The day the young person got it"), error_messages={"required": _("Choose the day.")})


class AnswerForm(Shown):
    """The answer itself is the button."""

    seen: ClassVar[dict[str, Any]] = {"words": TO_DOCUMENT}
    words = forms.CharField(
        label=_("Something you want to say about it"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=WORDS_AT_MOST,
    )


class PaperForm(Shown):
    seen: ClassVar[dict[str, Any]] = {"says": TO_DOCUMENT, "day": TO_DOCUMENT, "words": TO_DOCUMENT}
    says = forms.ChoiceField(
        label=_("What the paper says"),
        choices=Answer.Says.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )
    day = Day(label=_("The day on the paper"), error_messages={"required": _("Choose the day.")})
    words = forms.CharField(
        label=_("What the young person wrote on it"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=WORDS_AT_MOST,
    )


class ReviewForm(Shown):
    seen: ClassVar[dict[str, Any]] = {"day": CARERS}
    day = Day(label=_("We look at the whole again on"), error_messages={"required": _("Choose the day.")})
