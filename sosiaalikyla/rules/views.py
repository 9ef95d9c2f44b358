"""Have I the right to aftercare? Asked without a name, answered at once, kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt

from sosiaalikyla.base import clock, text
from sosiaalikyla.base.pages import open_page

from .engine import Answer
from .forms import Questions
from .loader import Rules
from .told import Verdict, verdict
from .until import Until, right_until
from .words import Explanation, Note, SectionLink, explain, section_links

# Notes with a place of their own on the page; the others stand in the order of `words`.
_TOLD_ELSEWHERE = ("until_upper_age", "until_five_years_since_last_client", "ended", "voluntary", "not_a_decision")


@dataclass(frozen=True)
class Shown:
    """The answer page. `depends`: a gap decides; then `if_so` and `if_not` stand beside each other."""

    title: str
    explanation: Explanation
    until: Until | None
    until_later: Until | None
    notes: tuple[tuple[str, Note], ...]
    review: tuple[tuple[str, Note], ...]
    voluntary: Note | None
    otherwise: Explanation | None
    gaps: tuple[str, ...]
    gaps_matter: bool
    still_placed: bool
    may_have_decision: bool

    @property
    def depends(self) -> bool:
        return self.otherwise is not None


# Nothing is changed or kept, and a cookie for the form would itself be a trace on the phone.
@csrf_exempt
@open_page(methods=("GET", "POST"))
def rights(request: HttpRequest) -> HttpResponse:
    """The questions; on POST the answer above the same questions, or what to mend. Answers never stand in the address."""
    language = (get_language() or "fi").split("-")[0]
    rules = Rules.load()
    context = {"about_law": _about_law(rules, language), "for_placed": _for_placed(rules, language)}
    if request.method != "POST":
        return render(request, "rules/rights.html", {**context, "questions": Questions()})
    questions = Questions(request.POST)
    if "add" in request.POST:
        questions.grow()
        return render(request, "rules/rights.html", {**context, "questions": questions})
    today = clock.today()
    told = questions.check(today)
    if told is None:
        return render(request, "rules/rights.html", {**context, "questions": questions})
    shown = _shown(verdict(told, rules, today), rules, language)
    return render(request, "rules/answer.html", {**context, "questions": questions, "shown": shown, "today": today})


def _shown(found: Verdict, rules: Rules, language: str) -> Shown:
    today = clock.today()

    def told(answer: Answer) -> Explanation:
        return explain(answer, rules, language, on=today, show_day=text.day)

    explanation = told(found.answer)
    otherwise = told(found.otherwise) if found.otherwise else None
    notes = [*explanation.notes, *(otherwise.notes if otherwise else ())]
    once = {note.key: note for note in reversed(notes)}
    in_order = [once[key] for key in dict.fromkeys(note.key for note in notes)]
    with_headings = [(_heading(note.key), note) for note in in_order if note.key not in _TOLD_ELSEWHERE]
    until = right_until(found.answer, rules, language)
    return Shown(
        title=gettext("The answer depends on something that is still not known")
        if otherwise
        else explanation.headline.removesuffix("."),
        explanation=explanation,
        until=until,
        until_later=right_until(found.ends_later, rules, language) if found.ends_later else None,
        notes=tuple(each for each in with_headings if each[1].key != "review"),
        review=tuple(each for each in with_headings if each[1].key == "review"),
        voluntary=once.get("voluntary"),
        otherwise=otherwise,
        gaps=found.gaps,
        gaps_matter=otherwise is not None or found.ends_later is not None,
        still_placed="placement_not_ended" in (found.answer.reason, found.otherwise and found.otherwise.reason),
        may_have_decision=found.answer.reason == "upper_age" or found.answer.measure_continues_until is not None,
    )


def _heading(note: str) -> str:
    return {
        "transition_ceiling": gettext("This is disputed"),
        "emergency_only": gettext("This is disputed"),
        "measure_continues_until": gettext("Support that was already decided"),
        "discretionary_possible": gettext("You may ask all the same"),
        "integration_act_support": gettext("Another right, if you came alone"),
        "local_extension": gettext("What your county has said"),
        "review": gettext("If you disagree with a decision"),
    }[note]


def _about_law(rules: Rules, language: str) -> tuple[SectionLink, ...]:
    ids = ("aftercare.substitute_care", "aftercare.upper_age", "duties.support_network", "duties.housing_and_income")
    return section_links(ids, rules, language)


def _for_placed(rules: Rules, language: str) -> tuple[tuple[str, str, SectionLink], ...]:
    """Three things for somebody who is still placed: title, text and section, all from the law's own data."""
    law = rules.on(clock.today())
    found = []
    for rule_id in ("duties.client_plan", "independence_funds.account", "duties.talk_in_private"):
        (section,) = section_links((rule_id,), rules, language)
        found.append((section.title, law.text(rule_id).in_language(language), section))
    return tuple(found)
