"""Forms of the pages about people. A form checks what it is given; whether it may be done is the action's to say.

In forms a period's last day is counted in; in rows it is exclusive. `period()` turns one into the other.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sosiaalikyla.access.models import Organisation, User
from sosiaalikyla.base import clock
from sosiaalikyla.base.text import sort_key
from sosiaalikyla.people.models import ClientRelation, Placement, WorkRelation
from sosiaalikyla.places.files import Municipality, Places

LANGUAGES = [("fi", "suomi"), ("sv", "svenska"), ("en", "English")]


class Day(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)


class Staff(forms.ModelChoiceField):
    """Pick a person by name; the title stands beside it."""

    def label_from_instance(self, obj: User) -> str:  # type: ignore[override]
        return f"{obj.name}, {obj.title}" if obj.title else obj.name


def staff_field(people: Iterable[User], **kwargs: Any) -> Staff:
    ids = [user.pk for user in people]
    return Staff(queryset=User.objects.filter(pk__in=ids).order_by("name"), to_field_name="uuid", **kwargs)


def period(first: date, last: date | None) -> DateRange:
    """Days from `first` to `last`, both counted in, as a row keeps them."""
    return DateRange(first, last + timedelta(days=1) if last else None)


def _in_order(form: forms.Form, first: str, last: str) -> None:
    begins, ends = form.cleaned_data.get(first), form.cleaned_data.get(last)
    if begins and ends and ends < begins:
        form.add_error(last, _("The last day can't be before the first."))


def places() -> Places:
    return Places.load()


def municipality_choices(own_county: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Municipalities by name, those of the worker's own county first."""
    language = (get_language() or "fi")[:2]

    def named(rows: Iterable[Municipality]) -> list[tuple[str, str]]:
        pairs = [(row.code, row.name.in_language(language)) for row in rows]
        return sorted(pairs, key=lambda pair: sort_key(pair[1]))

    everywhere = places().municipalities
    near = [row for row in everywhere if row.county_code == own_county]
    far = [row for row in everywhere if row.county_code != own_county]
    return [("", [("", "")]), (str(_("Your own county")), named(near)), (str(_("Elsewhere in Finland")), named(far))]


class Shown(forms.Form):
    """A form that says of each field who will see what is written there."""

    seen: ClassVar[dict[str, Any]] = {}

    def rows(self) -> list[tuple[forms.BoundField, Any]]:
        return [(field, self.seen.get(field.name, "")) for field in self]


US = _("You and those who work with you")
CARERS = _("The young person and those who work with them")
STAFF_ONLY = _("Workers and managers of your organisation")
NAMED_ONLY = _("Only the young person and the named readers")


class TakeIn(Shown):
    seen: ClassVar[dict[str, Any]] = {"used_name": CARERS, "born": CARERS, "phone": CARERS, "language": CARERS}
    used_name = forms.CharField(
        label=_("What do they want to be called?"),
        max_length=80,
        help_text=_("The name they use themselves. One word is enough."),
        error_messages={"required": _("Write the name they use.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    born = Day(label=_("Date of birth"), error_messages={"required": _("Tell the date of birth.")})
    phone = forms.CharField(
        label=_("Phone"), max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="fi", widget=forms.RadioSelect)

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = organisations
        if len(organisations) > 1:
            self.fields["organisation"] = forms.ChoiceField(
                label=_("Whose client?"),
                choices=[(str(row.uuid), row.name) for row in organisations],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose the organisation.")},
            )

    def clean_born(self) -> date:
        born: date = self.cleaned_data["born"]
        today = clock.today()
        if born >= today:
            raise forms.ValidationError(_("The date of birth is in the past."))
        if today.year - born.year > 30:
            raise forms.ValidationError(_("Check the year of birth."))
        return born

    @property
    def organisation(self) -> Organisation:
        chosen = self.cleaned_data.get("organisation")
        return next((row for row in self.organisations if str(row.uuid) == chosen), self.organisations[0])


class NameAndLanguage(Shown):
    """The young person's own."""

    seen: ClassVar[dict[str, Any]] = {"used_name": US, "language": US}

    used_name = forms.CharField(
        label=_("What are you called?"),
        max_length=80,
        help_text=_("The name you use. It need not be your official one."),
        error_messages={"required": _("Write the name you want to be called.")},
    )
    language = forms.ChoiceField(label=_("In which language do you read?"), choices=LANGUAGES, widget=forms.RadioSelect)


class NameByWorker(Shown):
    seen: ClassVar[dict[str, Any]] = {"used_name": CARERS, "language": CARERS}

    used_name = forms.CharField(
        label=_("What do they want to be called?"),
        max_length=80,
        error_messages={"required": _("Write the name they use.")},
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, widget=forms.RadioSelect)

    def __init__(self, *args: Any, own_account: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own_account:
            del self.fields["language"]  # whoever has an account chooses the language themselves


class PlacementEnd(Shown):
    seen: ClassVar[dict[str, Any]] = {"to": CARERS, "why": _("Shown to the young person as you write it.")}

    to = Day(
        label=_("The new day it ends"),
        error_messages={"required": _("Tell the new day, or tick that it is not known yet.")},
    )
    not_known = forms.BooleanField(label=_("Not known yet"), required=False)
    why = forms.CharField(
        label=_("Why does the day move?"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 200}),
        error_messages={"required": _("Write why the day moves. The young person sees it.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("not_known"):
            self.fields["to"].required = False

    def clean(self) -> dict[str, Any]:
        words: dict[str, Any] = super().clean() or self.cleaned_data
        if words.get("to") and words.get("not_known"):
            self.add_error("to", _("Tell the new day, or tick that it is not known yet."))
        return words


class NewPlacement(Shown):
    seen: ClassVar[dict[str, Any]] = dict.fromkeys(
        ("kind", "begins_on", "ends_on", "child_alone", "placed_by_county"), CARERS
    )

    kind = forms.ChoiceField(
        label=_("What kind?"), choices=Placement.Kind.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind of placement it is.")},
    )  # fmt: skip
    begins_on = Day(label=_("First day"), error_messages={"required": _("Tell the first day.")})
    ends_on = Day(label=_("The day it ends, as now planned"), required=False, help_text=_("Leave empty when not known."))
    child_alone = forms.ChoiceField(
        label=_("Did it concern the child alone?"),
        choices=[("yes", _("Yes")), ("no", _("No, the family together")), ("not_asked", _("Not asked"))],
        widget=forms.RadioSelect,         help_text=_("The right to aftercare may depend on it (417/2007, 75 §)."),
    )  # fmt: skip
    placed_by_county = forms.ChoiceField(label=_("Which county placed?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = (get_language() or "fi")[:2]
        counties = [(row.code, row.name.in_language(language)) for row in places().counties]
        self.fields["placed_by_county"].choices = sorted(counties, key=lambda pair: sort_key(pair[1]))

    def clean(self) -> dict[str, Any]:
        words: dict[str, Any] = super().clean() or self.cleaned_data
        _in_order(self, "begins_on", "ends_on")
        return words


class ContactForm(Shown):
    """How to reach the young person. No draft, for the same reason as below."""

    never_kept = True
    seen: ClassVar[dict[str, Any]] = {"phone": CARERS, "email": CARERS, "never_call": CARERS, "never_text": CARERS}

    phone = forms.CharField(
        label=_("Phone"), max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    never_call = forms.BooleanField(label=_("Never call"), required=False)
    never_text = forms.BooleanField(label=_("Never send text messages"), required=False)


class ProtectedForm(Shown):
    """Whereabouts behind turvakielto. No draft of it: a draft is its writer's, also when they no longer may read this."""

    never_kept = True

    seen: ClassVar[dict[str, Any]] = {
        "municipality": NAMED_ONLY,
        "address": NAMED_ONLY,
        "phone": NAMED_ONLY,
        "supervisor": CARERS,
    }

    municipality = forms.CharField(
        label=_("Municipality"), max_length=80, error_messages={"required": _("Write the municipality.")}
    )
    address = forms.CharField(label=_("Address"), max_length=200, error_messages={"required": _("Write the address.")})
    phone = forms.CharField(
        label=_("Phone"), max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
    )


class Unprotect(Shown):
    seen: ClassVar[dict[str, Any]] = {"known": CARERS, "keep_phone": CARERS}

    known = forms.BooleanField(
        label=_("We have gone through this together, and the authorities have ended the turvakielto"),
        error_messages={"required": _("Tick this when you have talked about it together.")},
    )
    keep_phone = forms.BooleanField(
        label=_("The protected phone number is shown to those who work with them"), required=False
    )


class Protect(ProtectedForm):
    def __init__(self, *args: Any, supervisors: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supervisor"] = staff_field(
            supervisors,
            label=_("Which supervisor reads them besides you?"),
            empty_label="",
            error_messages={"required": _("Choose a supervisor.")},
        )


class MoveTo(Shown):
    seen: ClassVar[dict[str, Any]] = {"municipality": CARERS, "from_day": CARERS}

    municipality = forms.ChoiceField(label=_("Municipality"), error_messages={"required": _("Choose the municipality.")})
    from_day = Day(label=_("From which day?"), error_messages={"required": _("Tell the first day.")})

    def __init__(self, *args: Any, own_county: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipality"].choices = municipality_choices(own_county)


BESIDE = [
    (WorkRelation.Kind.DECIDES, _("Makes the decisions")),
    (WorkRelation.Kind.PAIR, _("Works as a pair with you")),
    (WorkRelation.Kind.RECEIVING, _("Is getting to know, and takes over later")),
]


class Beside(Shown):
    seen: ClassVar[dict[str, Any]] = {"worker": CARERS, "kind": CARERS, "since": CARERS, "until": CARERS}

    kind = forms.ChoiceField(
        label=_("What do they do?"), choices=BESIDE, widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they do.")},
    )  # fmt: skip
    since = Day(label=_("First day"), error_messages={"required": _("Tell the first day.")})
    until = Day(label=_("Last day"), required=False, help_text=_("Leave empty when it goes on."))

    field_order = ("worker", "kind", "since", "until")

    def __init__(self, *args: Any, workers: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"] = staff_field(
            workers, label=_("Who?"), empty_label="", error_messages={"required": _("Choose who.")}
        )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        words: dict[str, Any] = super().clean() or self.cleaned_data
        _in_order(self, "since", "until")
        return words


class ChangeResponsible(Shown):
    seen: ClassVar[dict[str, Any]] = {"to": CARERS, "from_day": CARERS}

    from_day = Day(label=_("From which day?"), error_messages={"required": _("Tell the first day.")})

    field_order = ("to", "from_day")

    def __init__(self, *args: Any, receivers: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = staff_field(
            receivers, label=_("Who takes over?"), empty_label="", error_messages={"required": _("Choose who takes over.")}
        )
        self.order_fields(self.field_order)


class Close(Shown):
    seen: ClassVar[dict[str, Any]] = {"reason": CARERS, "last_day": CARERS}

    reason = forms.ChoiceField(
        label=_("Why does the client relation end?"), choices=ClientRelation.EndReason.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose why the client relation ends.")},
    )  # fmt: skip
    last_day = Day(label=_("Last day of the client relation"), error_messages={"required": _("Tell the last day.")})


def new_handle() -> str:
    """A name to sign in with that says nothing of whose it is."""
    word = secrets.choice(["kuusi", "tuuli", "saari", "kivi", "lehti", "meri", "polku", "tunturi", "lampi", "silta"])
    return f"{word}-{secrets.randbelow(9000) + 1000}"


class OpenAccount(Shown):
    seen: ClassVar[dict[str, Any]] = {"handle": _("Only the young person. You see it now, not later.")}

    handle = forms.CharField(
        label=_("Name to sign in with"), max_length=80, initial=new_handle,
        help_text=_("Made by the service, so that it doesn't show whose it is. You can change it."),
        error_messages={"required": _("Write the name to sign in with.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip

    def clean_handle(self) -> str:
        return str(self.cleaned_data["handle"]).strip().lower()


class AbsenceForm(Shown):
    seen: ClassVar[dict[str, Any]] = {"worker": STAFF_ONLY, "since": STAFF_ONLY, "until": STAFF_ONLY}

    since = Day(label=_("First day away"), error_messages={"required": _("Tell the first day.")})
    until = Day(label=_("Last day away"), required=False, help_text=_("Leave empty when not known."))

    field_order = ("worker", "since", "until")

    def __init__(self, *args: Any, workers: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = list(workers)
        if len(people) > 1:
            self.fields["worker"] = staff_field(
                people, label=_("Who is away?"), empty_label="", error_messages={"required": _("Choose who is away.")}
            )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        words: dict[str, Any] = super().clean() or self.cleaned_data
        _in_order(self, "since", "until")
        return words


class CoverForm(AbsenceForm):
    since = Day(label=_("First day of standing in"), error_messages={"required": _("Tell the first day.")})
    until = Day(label=_("Last day of standing in"), error_messages={"required": _("Tell the last day of standing in.")})

    field_order = ("worker", "deputy", "since", "until")

    seen: ClassVar[dict[str, Any]] = {
        "worker": STAFF_ONLY,
        "deputy": _("The worker's young people and your organisation"),
        "since": STAFF_ONLY,
        "until": STAFF_ONLY,
    }

    def __init__(self, *args: Any, deputies: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"] = staff_field(
            deputies, label=_("Who stands in?"), empty_label="", error_messages={"required": _("Choose who stands in.")}
        )
        self.order_fields(self.field_order)


class LastDay(Shown):
    seen: ClassVar[dict[str, Any]] = {}

    on = Day(label=_("Last day"), error_messages={"required": _("Tell the last day.")})


class BackOn(Shown):
    on = Day(label=_("First day back at work"), error_messages={"required": _("Tell the first day back.")})
