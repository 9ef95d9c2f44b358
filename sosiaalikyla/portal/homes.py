"""First pages by role: one thing to come for, little else. Composed of the apps' own readings, as plain lists."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sosiaalikyla.access.actors import Person
from sosiaalikyla.portal.board import manager_board
from sosiaalikyla.portal.own_home import youth_home
from sosiaalikyla.portal.workday import worker_today


def first_page(request: HttpRequest) -> HttpResponse:
    actor: Person = request.actor  # type: ignore[attr-defined]
    if not actor.is_staff:
        return youth_home(request)
    roles = {role for role, _org, _unit in actor.roles}
    if "worker" in roles:
        return worker_today(request)
    if "manager" in roles:
        return manager_board(request)
    return render(request, "portal/staff.html", {"roles": roles})
