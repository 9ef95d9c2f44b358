"""Everyday skills: how I manage is mine alone; what I choose to practise, three at most, those who work with me see."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from sosiaalikyla.access.actions import CannotBe
from sosiaalikyla.access.doors import door
from sosiaalikyla.plans import actions, skills
from sosiaalikyla.plans.feelings import practised, skill_groups
from sosiaalikyla.plans.models import ChosenSkill, SkillAnswer
from sosiaalikyla.plans.views import Reader, mine


@door("youth", methods=("GET", "POST"))
def my_skills(request: HttpRequest) -> HttpResponse:
    """Groups are sent one at a time; choosing a skill saves what was ticked beside it."""
    reader = mine(request)
    by, youth, problem = reader.actor, reader.youth, ""
    choice, group = request.POST.get("choose", ""), request.POST.get("group") or request.GET.get("group", "")
    if reader.posted is not None:
        try:
            if reader.deed("forget"):
                actions.forget_skills(by=by, youth=youth)
            elif "end" in request.POST:
                if chosen := _chosen(reader):
                    actions.end_skill(by=by, chosen=chosen)
            else:
                actions.rate_skills(by=by, youth=youth, says=_said(request))
                if choice:
                    actions.choose_skill(by=by, youth=youth, skill=choice)
                known = {each.key for each in skills.load().groups}
                return redirect(reverse("my_skills") + (f"?group={group}#skills-{group}" if group in known else ""))
            return redirect("my_skills")
        except CannotBe as cannot:
            problem = cannot.message
    now = practised(by, youth.pk, reader.language)
    answer = reader.page(
        "plans/my_skills.html",
        now=now,
        groups=skill_groups(by, youth.pk, reader.language, now),
        answers=SkillAnswer.Says.choices,
        problem=problem,
        opened=group,
    )
    answer.status_code = 422 if problem else 200
    return answer


def _said(request: HttpRequest) -> dict[str, Any]:
    """What was ticked, by skill."""
    return {name.removeprefix("skill_"): request.POST[name] for name in request.POST if name.startswith("skill_")}


def _chosen(reader: Reader) -> ChosenSkill | None:
    """The practised skill that a form names; None when it has ended already, as after a second tap."""
    key = reader.key("end")
    rows = ChosenSkill.objects.visible_to(reader.actor).filter(ended_on=None)
    return rows.filter(uuid=key).first() if key else None
