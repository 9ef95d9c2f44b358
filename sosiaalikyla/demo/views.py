"""The page of invented people, the way in by name, and the post that would have gone out."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from sosiaalikyla.access.actors import tell_database
from sosiaalikyla.access.doors import door
from sosiaalikyla.access.models import User
from sosiaalikyla.audit import models as audit
from sosiaalikyla.base import clock
from sosiaalikyla.base.pages import open_page
from sosiaalikyla.demo import posted
from sosiaalikyla.demo.people import sections
from sosiaalikyla.demo.replay import account
from sosiaalikyla.keys import visits
from sosiaalikyla.keys.models import Visit


@open_page
def people(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/people.html", {"sections": sections()})


@csrf_exempt
@door("demo", methods=("POST",))
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the invented people: `person` is a key of the cast. Staff get their second factor too."""
    pk = account(str(request.POST.get("person", ""))[:80])
    if pk is None:
        raise Http404
    tell_database(f"user:{pk}", clock.today())
    user = User.objects.get(pk=pk)
    visits.begin(request, user, Visit.How.DEMO)
    audit.write(actor=f"user:{pk}", actor_name=user.name, kind="act", what="demo.sign_in", clients=[])
    return redirect("home")


@door("demo")
def post(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/post.html", {"letters": posted.letters()})
