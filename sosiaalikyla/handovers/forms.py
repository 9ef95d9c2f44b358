"""Forms of a change of worker. Each is one deed; the button says which."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sosiaalikyla.access.models import User
from sosiaalikyla.base import clock
from sosiaalikyla.base.clock import HELSINKI
from sosiaalikyla.handovers.models import Wish
from sosiaalikyla.people.forms import CARERS, STAFF_ONLY, US, Day, Shown, staff_field
from sosiaalikyla.questions import answers as questions

TO_YOUTH = _("Shown to the young person as you write it.")
WITH_BOARD = _("The one asked, the manager, and the young person with those who work with them")


def area(label: Any, *, most: int = 300, rows: int = 3, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "maxlength": most})
    return forms.CharField(label=label, max_length=most, widget=widget, **more)


# ---------------------------------------------------------------- the young person's


class RatherAnother(Shown):
    """Brought up by the young person."""

    words = area(_("Would you like to tell more?"), most=1000, required=False)
    seen: ClassVar[dict[str, Any]] = {"words": US}


class MyWish(Shown):
    kind = forms.ChoiceField(
        label=_("Your wish"),
        choices=[(Wish.Kind.TELL, _("Tell this to the new worker")), (Wish.Kind.DONT_TELL, _("Don't tell this"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you want to say.")},
    )
    text = area(_("In your own words"), most=1000, error_messages={"required": _("Write it in a few words.")})

    def __init__(self, *args: Any, giver: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen = {"text": _("You and %(name)s. The new worker sees only what may be told.") % {"name": giver}}


class MyFeeling(Shown):
    kind = forms.ChoiceField(
        label=_("What would you like to say?"),
        choices=[
            (Wish.Kind.STAY, _("I don't want to change")),
            (Wish.Kind.ANOTHER, _("I would rather have another worker")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you want to say.")},
    )
    text = area(_("Would you like to tell more?"), most=1000, required=False)
    seen: ClassVar[dict[str, Any]] = {"text": US}


class Check(Shown):
    """How the change went, for either voice."""

    answer = forms.ChoiceField(
        label=_("How did the change go?"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )  # fmt: skip
    words = area(_("Would you like to tell more?"), most=1000, required=False)
    seen: ClassVar[dict[str, Any]] = {"answer": US, "words": US}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = (get_language() or "fi")[:2]
        choices = [(each.key, each.in_language(language)) for each in questions.load().sets["mood"].answers]
        self.fields["answer"].choices = choices


# ---------------------------------------------------------------- the workers'


class Suggest(Shown):
    deadline = Day(label=_("By which day?"), required=False, help_text=_("Leave empty when not known."))
    seen: ClassVar[dict[str, Any]] = {"deadline": CARERS}


class Propose(Shown):
    words = area(
        _("A few words to the one you ask"),
        help_text=_("No name, no place. For example: we meet every other week, mostly walking."),
        error_messages={"required": _("Write it in a few words.")},
    )
    change_by = Day(label=_("By which day does the worker change?"), error_messages={"required": _("Tell the day.")})
    field_order = ("receiver", "words", "change_by")
    seen: ClassVar[dict[str, Any]] = {"receiver": WITH_BOARD, "words": WITH_BOARD, "change_by": WITH_BOARD}

    def __init__(self, *args: Any, receivers: Iterable[User] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"] = staff_field(
            receivers, label=_("Whom do you ask?"), empty_label="", error_messages={"required": _("Choose who.")}
        )
        self.order_fields(self.field_order)


class WriteDown(Shown):
    """The young person's wish, typed by a worker."""

    kind = forms.ChoiceField(
        label=_("What did they say?"),
        choices=[
            (Wish.Kind.TELL, _("Tell this to the new worker")),
            (Wish.Kind.DONT_TELL, _("Don't tell this")),
            (Wish.Kind.NONE, _("They said they have no wishes")),
            (Wish.Kind.STAY, _("They don't want to change")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they said.")},
    )
    text = area(
        _("In their words"),
        most=1000,
        required=False,
        help_text=_("It becomes theirs when they have read it and said that it is right."),
    )
    seen: ClassVar[dict[str, Any]] = {
        "text": _("The young person and those who work with them. The new worker doesn't see what isn't to be told.")
    }


class Meet(Shown):
    day = Day(label=_("Day"), error_messages={"required": _("Tell the day.")})
    time = forms.TimeField(
        label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": _("Tell the time.")},
    )  # fmt: skip
    place = forms.CharField(label=_("Where"), max_length=120, required=False)
    seen: ClassVar[dict[str, Any]] = {"day": CARERS, "time": CARERS, "place": CARERS}

    def starts_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], tzinfo=HELSINKI)


class Held(Shown):
    on = Day(label=_("Which day did you meet?"), initial=clock.today, error_messages={"required": _("Tell the day.")})
    seen: ClassVar[dict[str, Any]] = {"on": CARERS}


class HandOver(Shown):
    from_day = Day(label=_("From which day?"), error_messages={"required": _("Tell the first day.")})
    no_meeting_why = area(_("Why didn't you meet as three?"), required=False)
    seen: ClassVar[dict[str, Any]] = {"from_day": CARERS, "no_meeting_why": TO_YOUTH}

    def __init__(self, *args: Any, met: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if met:
            del self.fields["no_meeting_why"]


class Why(Shown):
    """A reason the young person reads: of calling off, and of closing without an answer."""

    why = area(_("Why?"), error_messages={"required": _("Write it in a few words.")})
    seen: ClassVar[dict[str, Any]] = {"why": TO_YOUTH}


class Refuse(Shown):
    why = area(
        _("Why not?"),
        help_text=_("Write about your own work, not about the young person."),
        error_messages={"required": _("Write it in a few words.")},
    )
    seen: ClassVar[dict[str, Any]] = {"why": WITH_BOARD}


# ---------------------------------------------------------------- the manager's


class Leaving(Shown):
    how = forms.ChoiceField(
        label=_("What happens now?"),
        choices=[
            ("until_found", _("Leaves at once. Somebody answers until a worker is found for each.")),
            ("for_good", _("Leaves at once. Somebody takes over for good.")),
            ("planned", _("Leaves later. Each young person's change begins now.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what happens.")},
    )
    deadline = Day(label=_("The last day at work"), required=False, help_text=_("Only when the worker leaves later."))
    why = area(_("What are the young people told?"), help_text=_("Only that the worker leaves. Never why."), required=False)
    field_order = ("worker", "how", "takes_over", "deadline", "why")
    seen: ClassVar[dict[str, Any]] = {
        "worker": STAFF_ONLY,
        "takes_over": _("The young people and those who work with them"),
        "deadline": _("The young people and those who work with them"),
        "why": _("Shown to the young people as you write it."),
    }

    def __init__(self, *args: Any, workers: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = list(workers)
        self.fields["worker"] = staff_field(
            people, label=_("Who leaves?"), empty_label="", error_messages={"required": _("Choose who leaves.")}
        )
        self.fields["takes_over"] = staff_field(
            people, label=_("Who answers from today?"), empty_label="", required=False,
            help_text=_("Not needed when the worker leaves later."),
        )  # fmt: skip
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        words: dict[str, Any] = super().clean() or self.cleaned_data
        planned = words.get("how") == "planned"
        for name, missing in (
            ("deadline", _("Tell the last day at work.")),
            ("takes_over", _("Choose who answers from today.")),
            ("why", _("Write it in a few words.")),
        ):
            if (name == "deadline") == planned and words.get("how") and not words.get(name) and name not in self.errors:
                self.add_error(name, missing)
        return words
