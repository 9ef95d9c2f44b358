"""The questions of the open page. Nothing here is stored; every question may be left unanswered but the birthday.

A day is three plain number fields: that is quickest on a phone, and a part that nobody remembers can be left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sosiaalikyla.base import text
from sosiaalikyla.places.files import Places

from .engine import AFTERCARE_PLACEMENT, EMERGENCY, FAMILY_GROUP_HOME, OPEN_CARE, SUBSTITUTE_CARE, MeasureDecision
from .told import Contradiction, Span, Told, ToldPlacement, contradictions

MOST_PLACEMENTS = 4
NOT_PLACED = "none"
UNKNOWN = "unknown"
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


@dataclass(frozen=True)
class Choice:
    """One alternative: a name and, where the name is a word of the law, what it means."""

    name: str | Promise
    hint: str | Promise = ""

    def __str__(self) -> str:
        return str(self.name)


KINDS = [
    (
        SUBSTITUTE_CARE,
        Choice(
            _("Taken into care (huostaanotto)"),
            _("You were taken into care and lived in a foster family, a children’s home or elsewhere."),
        ),
    ),
    (
        OPEN_CARE,
        Choice(_("Open-care placement (avohuolto)"), _("You lived elsewhere by agreement. You were not taken into care.")),
    ),
    (EMERGENCY, Choice(_("Emergency placement"), _("You were moved quickly because something was badly wrong."))),
    (AFTERCARE_PLACEMENT, Choice(_("Placement in aftercare"), _("You were already in aftercare when you moved there."))),
    (FAMILY_GROUP_HOME, Choice(_("Family group home"), _("A home for those who came to Finland without their parents."))),
    (UNKNOWN, Choice(_("I don’t know"))),
]
NO_PLACEMENT = (NOT_PLACED, Choice(_("I have not been placed")))
ALONE = [
    ("yes", Choice(_("Only me, without a parent"))),
    ("no", Choice(_("Together with a parent or someone close"))),
    (UNKNOWN, Choice(_("I don’t know"))),
]
CAME_ALONE = [
    ("yes", Choice(pgettext_lazy("answer", "Yes"))),
    ("no", Choice(pgettext_lazy("answer", "No"))),
    (UNKNOWN, Choice(_("I don’t know"))),
]
CLIENT = [
    ("still", Choice(_("I still am"), _("You are also a client while you are in aftercare."))),
    ("then", Choice(_("Not any more"), _("Write below when it ended. The year is enough."))),
    (UNKNOWN, Choice(_("I don’t know"))),
]
CHOOSE = _("Choose one of these.")


class DayParts(forms.MultiWidget):
    """Day, month and year, each as it was written."""

    template_name = "rules/day_parts.html"
    use_fieldset = True

    def __init__(self) -> None:
        super().__init__({part: forms.TextInput() for part in ("day", "month", "year")})

    def decompress(self, value: Any) -> list[Any]:
        return [None, None, None]


class DayField(forms.Field):
    """A `Span`: a day, a month or a year; None when nothing was written. `whole`: all three parts are needed."""

    widget = DayParts

    def __init__(self, *, whole: bool = False, **options: Any) -> None:
        self.whole = whole
        super().__init__(required=False, **options)

    def clean(self, value: Any) -> Span | None:
        written = [str(part or "").strip() for part in value or ("", "", "")]
        if not any(written) and not self.whole:
            return None
        if self.whole and not all(written):
            raise forms.ValidationError(gettext("Write the day, the month and the year."))
        if not all(part.isascii() and part.isdecimal() for part in written if part):
            raise forms.ValidationError(gettext("Use numbers only."))
        day, month, year = (part.lstrip("0") or "0" if part else "" for part in written)
        if not year:
            raise forms.ValidationError(gettext("Write the year too."))
        if day and not month:
            raise forms.ValidationError(gettext("Write the month too."))
        if len(written[2]) != 4 or not _FIRST_YEAR <= int(year) <= _LAST_YEAR:
            raise forms.ValidationError(gettext("Write the year with four numbers, for example 2006."))
        if month and (len(month) > 2 or not 1 <= int(month) <= 12):
            raise forms.ValidationError(gettext("Write the month as a number from 1 to 12."))
        try:
            return Span.of(int(year), int(month) if month else None, int(day[:3]) if day else None)
        except ValueError:
            raise forms.ValidationError(gettext("The calendar has no such day.")) from None


def _radios(label: Any, choices: list[tuple[str, Choice]], **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": CHOOSE},
        **options,
    )


class AboutForm(forms.Form):
    use_required_attribute = False

    born = DayField(label=_("When were you born?"), help_text=_("For example 10 5 2006."), whole=True)
    came_alone = _radios(_("Did you come to Finland under 18 without your parents?"), CAME_ALONE)
    client = _radios(_("Are you a client of child welfare?"), CLIENT)
    last_client = DayField(label=_("When were you last a client?"), help_text=_("Only if you are not any more."))
    county = forms.ChoiceField(
        label=_("Which county is responsible for you?"),
        help_text=_("You may skip this. Some counties help longer than the law says."),
        required=False,
        error_messages={"invalid_choice": CHOOSE},
    )
    decided = DayField(label=_("When was the support decided?"), help_text=_("The day stands in the decision."))
    support_until = DayField(label=_("Until when was the support promised?"))

    def __init__(self, *words: Any, **options: Any) -> None:
        super().__init__(*words, **options)
        language = get_language() or "fi"
        named = [(county.code, county.short.in_language(language)) for county in Places.load().counties]
        named.sort(key=lambda county: text.sort_key(county[1]))
        cast(forms.ChoiceField, self.fields["county"]).choices = [("", gettext("I don’t know, or I don’t say")), *named]

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        client, when = told.get("client"), told.get("last_client")
        if client == "still" and when is not None:
            message = gettext("You chose that you still are a client, and wrote when you were last. Keep only one of them.")
            self.add_error("last_client", message)
        if client == "then" and when is None and "last_client" not in self.errors:
            self.add_error("last_client", gettext("Write when. The year is enough. If you don’t know, choose I don’t know."))
        decided, until = told.get("decided"), told.get("support_until")
        for field in ("decided", "support_until"):
            if told.get(field) is not None and not told[field].exact:
                self.add_error(field, gettext("Write the day, the month and the year."))
        if decided and until and until.last < decided.first:
            self.add_error("support_until", gettext("This is before the day the support was decided. Check the days."))
        if until and not decided and "decided" not in self.errors:
            self.add_error("decided", gettext("Write the day, the month and the year."))
        return told


class PlacementForm(forms.Form):
    use_required_attribute = False

    kind = _radios(_("What kind of placement was it?"), KINDS)
    start = DayField(label=_("When did it begin?"), help_text=_("The year is enough if you don’t remember."))
    end = DayField(label=_("When did it end?"), help_text=_("Leave this empty if you don’t know."))
    still = forms.BooleanField(label=_("I am still placed"), required=False)
    alone = _radios(_("Who was placed?"), ALONE, help_text=_("If you were taken into care, you can skip this."))

    def __init__(self, data: Mapping[str, Any] | None, *, number: int) -> None:
        self.number = number
        super().__init__(data, prefix=f"p{number}")
        if number == 1:
            cast(forms.ChoiceField, self.fields["kind"]).choices = [*KINDS, NO_PLACEMENT]

    @property
    def heading(self) -> str:
        return gettext("Placement %(number)s") % {"number": self.number}

    @property
    def untouched(self) -> bool:
        """Whether nothing was written or chosen here."""
        days = [part for name in ("start", "end") for part in self[name].data or ()]
        chosen = [self[name].data for name in ("kind", "still", "alone")]
        return not any(str(part or "").strip() for part in (*days, *chosen))

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if told.get("still") and (told.get("end") is not None or "end" in self.errors):
            message = gettext("You wrote when it ended, and chose that you are still placed. Keep only one of them.")
            self.add_error("end", message)
        if told.get("kind") == NOT_PLACED and any(told.get(name) for name in ("start", "end", "still", "alone")):
            self.add_error("kind", gettext("You chose that you have not been placed, but told of a placement. Check this."))
        return told

    def told(self) -> ToldPlacement:
        data = self.cleaned_data
        kind = data["kind"] if data["kind"] not in ("", UNKNOWN) else None
        return ToldPlacement(kind, data["start"], data["end"], data["still"], _yes_no(data["alone"]))


@dataclass(frozen=True)
class Mistake:
    """One line of the summary: which placement and question, what is wrong, and the id of the field it leads to."""

    heading: str
    label: str
    what: str
    target: str


class Questions:
    """The whole form: `about` and from one to four `placements`.

    `mistakes` is None until `check` was asked: a form that only grew by a placement blames nobody.
    """

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        self.data = data
        self.mistakes: list[Mistake] | None = None
        self.about = AboutForm(data)
        self.placements = [PlacementForm(data, number=number) for number in range(1, _shown(data) + 1)]

    @property
    def checked(self) -> bool:
        return self.mistakes is not None

    @property
    def can_grow(self) -> bool:
        return len(self.placements) < MOST_PLACEMENTS

    @property
    def next_number(self) -> int:
        return len(self.placements) + 1

    @property
    def tells_decision(self) -> bool:
        """Whether the questions on support decided before 2024 hold something, and so must stay in sight."""
        return any(str(part or "").strip() for name in ("decided", "support_until") for part in self.about[name].data or ())

    def grow(self) -> None:
        if self.can_grow:
            self.placements.append(PlacementForm(self.data, number=self.next_number))

    def check(self, on: date) -> Told | None:
        """What was told, or None with `mistakes` filled in. `on` is the day asked about."""
        told_of = [form for form in self.placements if not form.untouched]
        forms_used: list[forms.Form] = [self.about, *told_of]
        for form in forms_used:
            form.full_clean()
        placed = [form for form in told_of if form.cleaned_data.get("kind") != NOT_PLACED]
        first = self.placements[0]
        if not told_of:
            message = gettext("Tell of one placement. You can also choose I don’t know, or I have not been placed.")
            first.full_clean()
            first.add_error("kind", message)
        elif placed and len(placed) < len(told_of):
            first.add_error("kind", gettext("You chose that you have not been placed, but told of a placement. Check this."))
        born = self.about.cleaned_data.get("born")
        if born is not None and born.first > on:
            self.about.add_error("born", gettext("This day has not come yet."))
        told = None if any(form.errors for form in [*forms_used, first]) else self._told(placed)
        if told is not None:
            for found in contradictions(told, on):
                self._add(found, placed)
        for form in [*forms_used, first]:
            for name in form.errors:
                form.fields[name].widget.attrs["invalid"] = True
        self.mistakes = list(self._mistakes())
        return None if self.mistakes else told

    def _told(self, placed: list[PlacementForm]) -> Told:
        data = self.about.cleaned_data
        decided, until = data["decided"], data["support_until"]
        return Told(
            born=data["born"].first,
            placements=tuple(form.told() for form in placed),
            last_client=data["last_client"],
            still_client=data["client"] == "still",
            came_alone=_yes_no(data["came_alone"]),
            county_code=data["county"] or None,
            decision=MeasureDecision(decided.first, until.first if until else None) if decided else None,
        )

    def _add(self, found: Contradiction, placed: list[PlacementForm]) -> None:
        if found.placement is None:
            messages = {
                "client_before_birth": gettext("This is before you were born. Check the days."),
                "client_ahead": gettext("This day has not come yet."),
            }
            self.about.add_error("last_client", messages[found.kind])
            return
        form = placed[found.placement]
        if found.kind == "overlap" and found.other is not None:
            message = gettext("This placement overlaps with placement %(number)s. Check the days.")
            form.add_error("start", message % {"number": placed[found.other].number})
        elif found.kind == "end_before_start":
            form.add_error("end", gettext("The placement seems to end before it begins. Check the days."))
        elif found.kind == "start_before_birth":
            form.add_error("start", gettext("The placement seems to begin before you were born. Check the days."))
        else:
            form.add_error("start", gettext("This day has not come yet."))

    def _mistakes(self) -> Iterator[Mistake]:
        for name in ("born",):
            yield from _of(self.about, name, "")
        for form in self.placements:
            if form.is_bound and (not form.untouched or form.number == 1):
                for name in form.fields:
                    yield from _of(form, name, form.heading)
        for name in ("came_alone", "client", "last_client", "county", "decided", "support_until"):
            yield from _of(self.about, name, "")


def _of(form: forms.Form, name: str, heading: str) -> Iterator[Mistake]:
    field = form[name]
    target = f"{field.auto_id}_0" if field.use_fieldset else str(field.auto_id)
    for error in form.errors.get(name, ()):
        yield Mistake(heading, str(field.label), str(error), target)


def _shown(data: Mapping[str, Any] | None) -> int:
    """How many placements the page showed; whatever else came is read as one."""
    count = str((data or {}).get("placements", ""))
    return min(int(count), MOST_PLACEMENTS) if count in {"1", "2", "3", "4"} else 1


def _yes_no(answer: str) -> bool | None:
    return {"yes": True, "no": False}.get(answer)
