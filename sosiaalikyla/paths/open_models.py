"""The path models as anybody may read them: an open page each, drawn from the model's own data, and an A3."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext, ngettext

from sosiaalikyla.base.pages import open_page
from sosiaalikyla.figures.path_line import Drawing, PathLine, StationMark, path_line, sheet

from .durations import Duration
from .model_files import Obligation, PathModel, Step
from .versions import conventions, latest, version


@dataclass(frozen=True)
class StepShown:
    title: str
    text: str
    who: str
    when: str
    law: str
    law_checked: bool
    by_law: bool
    """The act says so, so it is the same everywhere; otherwise each county may do it in its own way."""


@dataclass(frozen=True)
class PhaseShown:
    key: str
    title: str
    question: str
    when: str
    steps: tuple[StepShown, ...]
    check: str


@dataclass(frozen=True)
class ModelShown:
    key: str
    version: int
    title: str
    purpose: str
    phases: tuple[PhaseShown, ...]
    line: PathLine
    sheet: Drawing


@open_page
def open_paths(request: HttpRequest) -> HttpResponse:
    language = _language()
    found = [
        {"key": each.key, "title": each.title.in_language(language), "purpose": each.purpose.youth.in_language(language)}
        for each in _newest()
    ]
    return render(request, "paths/open_models.html", {"models": found})


@open_page
def open_path(request: HttpRequest, model: str) -> HttpResponse:
    return render(request, "paths/open_model.html", {"model": _shown(_named(model), _language())})


@open_page
def open_sheet(request: HttpRequest, model: str) -> HttpResponse:
    """One A3, landscape, to print and hang on a wall."""
    return render(request, "paths/open_sheet.html", {"model": _shown(_named(model), _language())})


def _language() -> str:
    return (get_language() or "fi").split("-")[0]


def _newest() -> list[PathModel]:
    return [version(row.pk) for row in latest().values()]


def _named(key: str) -> PathModel:
    found = latest().get(key)
    if found is None:
        raise Http404
    return version(found.pk)


def _shown(model: PathModel, language: str) -> ModelShown:
    title = model.title.in_language(language)
    marks = [
        StationMark(phase.short.in_language(language), when(phase.starts.anchor, phase.starts.offset, language), "agreed")
        for phase in model.phases
    ]
    description = ngettext("%(count)s station.", "%(count)s stations.", len(marks)) % {"count": len(marks)}
    return ModelShown(
        key=model.key,
        version=model.version,
        title=title,
        purpose=model.purpose.youth.in_language(language),
        phases=tuple(
            PhaseShown(
                key=phase.key,
                title=phase.title.in_language(language),
                question=phase.question.in_language(language),
                when=when(phase.starts.anchor, phase.starts.offset, language),
                steps=tuple(_step(step, language) for step in phase.steps),
                check=phase.check.title.in_language(language),
            )
            for phase in model.phases
        ),
        line=path_line(marks, title=title, description=description),
        sheet=sheet(marks, title=title, description=description),
    )


def _step(step: Step, language: str) -> StepShown:
    return StepShown(
        title=step.title.in_language(language),
        text=step.youth.in_language(language),
        who=conventions().party(step.responsible).in_language(language),
        when=when(step.timing.anchor, step.timing.until, language),
        law=step.legal_ref.text.in_language(language) if step.legal_ref else "",
        law_checked=bool(step.legal_ref and step.legal_ref.checked),
        by_law=step.obligation == Obligation.STATUTORY,
    )


def when(anchor: str, offset: Duration, language: str) -> str:
    """A moment of a model in words: 3 kuukautta ennen: sijoitus päättyy."""
    event = conventions().anchor(anchor).text.in_language(language)
    amount = _amount(offset)
    if not amount:
        return gettext("On the day: %(event)s") % {"event": event}
    if offset.is_forward:
        return gettext("%(amount)s after: %(event)s") % {"amount": amount, "event": event}
    return gettext("%(amount)s before: %(event)s") % {"amount": amount, "event": event}


def _amount(offset: Duration) -> str:
    """How long, in one unit where it can be: 2 vuotta, 6 kuukautta, 3 viikkoa, 5 päivää; empty for no time at all."""
    months, days = abs(offset.months), abs(offset.days)
    if months and not days:
        if months % 12 == 0:
            return ngettext("%(count)s year", "%(count)s years", months // 12) % {"count": months // 12}
        return ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
    if days and not months:
        if days % 7 == 0:
            return ngettext("%(count)s week", "%(count)s weeks", days // 7) % {"count": days // 7}
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    if not months and not days:
        return ""
    return gettext("%(months)s months and %(days)s days") % {"months": months, "days": days}
