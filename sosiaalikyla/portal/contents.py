"""Over to the editors' process. It has no door of its own: who holds the role comes from here, while they hold it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from sosiaalikyla.access.actors import Person
from sosiaalikyla.access.doors import door
from sosiaalikyla.base.hand_over import seal


class SeeOther(HttpResponseRedirect):
    """Whatever was sent here isn't sent again there."""

    status_code = 303


@door("editor", methods=("GET", "POST"))
def contents(request: HttpRequest) -> HttpResponse:
    """Pressing the button makes a hand-over, good for half a minute and once."""
    if not settings.CMS_KEY:
        raise Http404
    if request.method != "POST":
        return render(request, "portal/contents.html")
    actor: Person = request.actor  # type: ignore[attr-defined]
    user = actor.user
    sealed = seal(uuid=user.uuid, name=user.name, language=user.language, key=settings.CMS_KEY)
    return SeeOther(f"{settings.CMS_URL}/cms/come-in/?{urlencode({'k': sealed})}")
