"""Coming in from the main host, and going out again. There is no other door: no password, no form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.users.models import UserProfile

from sosiaalikyla.base import clock
from sosiaalikyla.base.hand_over import GOOD_FOR, HandOver, unseal

from . import groups
from .models import Editor, UsedHandOver

CAME_AT = "came_at"
"""Session key: when the editor came over."""


@never_cache
@require_GET
def come_in(request: HttpRequest) -> HttpResponse:
    """`?k=` a hand-over from the main host. Used, too old and changed ones look the same: 404."""
    told = unseal(request.GET.get("k", ""), key=settings.CMS_KEY) if settings.CMS_KEY else None
    if told is None or not _first_time(told):
        return not_found(request)
    editor = _editor(told)
    if not editor.is_active:
        return not_found(request)
    Session.objects.filter(expire_date__lt=clock.now()).delete()
    request.session.flush()
    login(request, editor, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[CAME_AT] = clock.now().isoformat()
    return redirect("wagtailadmin_home")


def _first_time(told: HandOver) -> bool:
    now = clock.now()
    UsedHandOver.objects.filter(used_at__lt=now - timedelta(seconds=10 * GOOD_FOR)).delete()
    try:
        with transaction.atomic():
            UsedHandOver(nonce=told.nonce, used_at=now).save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _editor(told: HandOver) -> Editor:
    """The editor as the main host knows them today. Who comes for the first time may write; the very first, everything."""
    editor, new = Editor.objects.update_or_create(
        uuid=told.uuid, defaults={"name": told.name, "language": told.language}, create_defaults={
            "name": told.name, "language": told.language, "password": "!",
        },
    )  # fmt: skip
    if new:
        groups.welcome(editor)
    UserProfile.objects.update_or_create(user=editor, defaults={"preferred_language": told.language})
    return editor


@never_cache
def outside(request: HttpRequest) -> HttpResponse:
    """Where whoever isn't in is sent: in is only from one's own page."""
    return render(request, "cms/outside.html", {"village": settings.VILLAGE_URL})


@never_cache
@require_http_methods(["POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Ends the visit here; the visit on the main host is another one."""
    logout(request)
    response = render(request, "cms/outside.html", {"village": settings.VILLAGE_URL, "left": True})
    response["Clear-Site-Data"] = '"cache"'
    return response


@never_cache
@require_GET
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "cms/not_found.html", {"village": settings.VILLAGE_URL}, status=404)


class EndsInTime:
    """A visit ends eight hours after coming over, whatever is done meanwhile: a role that has ended ends here too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            came = request.session.get(CAME_AT)
            longest = timedelta(seconds=settings.LONGEST_VISIT)
            if not isinstance(came, str) or clock.now() - datetime.fromisoformat(came) > longest:
                logout(request)
            else:
                with translation.override(request.user.language):
                    return self.get_response(request)
        return self.get_response(request)
