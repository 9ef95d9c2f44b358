"""A visit: from showing the keys to signing out. The only place that begins, unlocks and ends one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils.http import url_has_allowed_host_and_scheme

from sosiaalikyla.access.actors import Person, tell_database
from sosiaalikyla.access.middleware import FACTOR_KEY, SEEN_KEY
from sosiaalikyla.access.models import User
from sosiaalikyla.audit import models as audit
from sosiaalikyla.base import clock
from sosiaalikyla.drafts import carrying
from sosiaalikyla.keys.codes import session_hash
from sosiaalikyla.keys.models import Machine, Visit

SHOWN_KEY = "key_shown_at"
"""Session key: when a key was last shown, at the door or at the locked page."""

BACKEND = "sosiaalikyla.access.backend.OpenAccounts"
YEAR = 400 * 24 * 60 * 60
LONG_AGO = timedelta(days=1)

MARKS = [("iPhone", "iphone"), ("iPad", "ipad"), ("Android", "android"), ("Windows", "windows"), ("Macintosh", "mac"),
         ("Linux", "linux")]  # fmt: skip


def machine_of(request: HttpRequest) -> str:
    """The device in one plain word, from what the browser says of itself."""
    said = request.headers.get("User-Agent", "")
    return next((word for mark, word in MARKS if mark in said), Machine.OTHER.value)


def whole_account(pk: int) -> User:
    """The open account, with the database told that it acts from here on."""
    tell_database(f"user:{pk}", clock.today())
    return User.objects.open().select_related("youth").get(pk=pk)


def begin(request: HttpRequest, user: User, how: str) -> Person:
    """Sign the account in: a new session with a new key, a visit in the own list, a line in the trace."""
    waits = carrying.lift(request)
    request.session.flush()
    tell_database(f"user:{user.pk}", clock.today())
    login(request, user, backend=BACKEND)
    now = clock.now()
    request.session[SEEN_KEY] = request.session[SHOWN_KEY] = now.isoformat()
    if user.is_staff:
        request.session[FACTOR_KEY] = now.isoformat()
    Visit.objects.bulk_create([Visit(user=user, session=_here(request), machine=machine_of(request), how=how)])
    audit.write(actor=f"user:{user.pk}", actor_name=user.name, kind="act", what="keys.sign_in", clients=[])
    carrying.give_back(Person(user), waits)
    return Person(user)


def _here(request: HttpRequest) -> str:
    return session_hash(request.session.session_key or "")


def here(request: HttpRequest) -> str:
    """Hash of this session, by which the own list knows which visit is this one."""
    return _here(request)


def unlock(request: HttpRequest, user: User) -> None:
    """The same person is back: the page goes on, under a new session key. The twelve hours go on as they were."""
    before = _here(request)
    request.session.cycle_key()
    rotate_token(request)
    request.session[SEEN_KEY] = request.session[SHOWN_KEY] = clock.now().isoformat()
    own = Visit.objects.visible_to(Person(user)).filter(session=before)
    own.update(session=_here(request), seen_at=clock.now())
    audit.write(actor=f"user:{user.pk}", actor_name=user.name, kind="act", what="keys.unlock", clients=[])
    carrying.give_back(Person(user), carrying.lift(request))


def lock(request: HttpRequest) -> None:
    """Lock this page now, as if it had been quiet for long."""
    request.session[SEEN_KEY] = (clock.now() - LONG_AGO).isoformat()


def end(request: HttpRequest, user: User) -> None:
    """Sign out here."""
    tell_database(f"user:{user.pk}", clock.today())
    Visit.objects.visible_to(Person(user)).filter(session=_here(request), ended_at=None).update(ended_at=clock.now())
    logout(request)


def note_visits(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, inside the actor's: the own list says when each device was here last, to the minute."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.seen_anew and isinstance(request.actor, Person):  # type: ignore[attr-defined]
            actor = request.actor  # type: ignore[attr-defined]
            Visit.objects.visible_to(actor).filter(session=_here(request)).update(seen_at=clock.now())
        return get_response(request)

    return answer


def safe_next(request: HttpRequest) -> str:
    """The page that was asked for, when it is one of ours; otherwise nothing."""
    wanted = str(request.POST.get("next") or request.GET.get("next") or "")[:400]
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if ours else ""


def remember_device(response: HttpResponse, token: str) -> None:
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME, token, max_age=YEAR, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE, path="/",
    )  # fmt: skip
