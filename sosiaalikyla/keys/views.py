"""The doors: coming in, the second key, the first one, and the locked page. Nobody is known here before a key is shown.

What doesn't open is answered the same whatever the reason: no page tells which names, cards or devices there are.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sosiaalikyla.access.actions import CannotBe
from sosiaalikyla.access.actors import Person, tell_database
from sosiaalikyla.access.doors import door
from sosiaalikyla.access.models import User
from sosiaalikyla.base import clock
from sosiaalikyla.base.errors import too_many
from sosiaalikyla.base.pages import open_page
from sosiaalikyla.drafts import carrying
from sosiaalikyla.keys import actions, codes, forms, limits, passkeys, visits
from sosiaalikyla.keys.models import Machine, Passkey, Totp, Visit

log = logging.getLogger("sosiaalikyla.keys")
BOTH = ("GET", "POST")
HALF_LASTS = timedelta(minutes=5)


def _ask(statement: str, *words: Any) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(words))
        found: tuple[Any, ...] | None = cursor.fetchone()
        return found


def _token(request: HttpRequest) -> str:
    return codes.keyed(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")[:80])


def _device(request: HttpRequest) -> dict[str, Any] | None:
    """This device, when it has been bound: {name, tries} for its own page."""
    if settings.DEVICE_COOKIE_NAME not in request.COOKIES:
        return None
    found = _ask("select machine, tries_left from sk.device_by_token(%s)", _token(request))
    return {"name": Machine(found[0]).label, "tries": found[1]} if found else None


def _inside(request: HttpRequest) -> HttpResponse:
    return redirect(visits.safe_next(request) or "home")


def _refuse(form: Any, why: str, sentence: str, field: str | None = None) -> None:
    """Say it on the page; the log gets the kind of key and nothing else."""
    log.info("not opened: %s", why)
    form.add_error(field, sentence)


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200


# ---------------------------------------------------------------- a young person


@door("entry", methods=BOTH)
def sign_in(request: HttpRequest) -> HttpResponse:
    """The front door. This device's six numbers, a passkey, a code card; and the way of those at work."""
    if request.actor is not None and request.method == "GET":  # type: ignore[attr-defined]
        return _inside(request)
    form = forms.Pin(request.POST if request.method == "POST" and "pin" in request.POST else None)
    problem = ""
    try:
        if "answer" in request.POST:
            shown = _by_passkey(request)
            if shown is not None:
                visits.begin(request, shown, Visit.How.PASSKEY)
                return _inside(request)
            problem = _("That passkey doesn't open this door.")
        elif form.is_bound and form.is_valid():
            shown = _by_pin(request, form)
            if shown is not None:
                visits.begin(request, shown, Visit.How.PIN)
                return _inside(request)
    except limits.TooMany:
        return too_many(request, limits.WINDOW)
    options, state = passkeys.to_use(request, "door")
    return render(
        request, "keys/sign_in.html",
        {"form": form, "device": _device(request), "options": options, "state": state, "problem": problem,
         "next": visits.safe_next(request)},
        status=422 if problem else _status(form),
    )  # fmt: skip


def _by_pin(request: HttpRequest, form: forms.Pin, only: int | None = None) -> User | None:
    """Whose device and numbers these are. A try is spent first; a wrong one says how many are left."""
    limits.count(request, "pin", _token(request))
    found = _ask("select id, account, pin from sk.try_device(%s)", _token(request))
    fits = codes.fits(form.cleaned_data["pin"], found[2] if found else None)
    if found and fits and only in (None, found[1]):
        user = visits.whole_account(found[1])
        actions.pin_shown(by=Person(user), user=user, device=found[0])
        return user
    device = _device(request)
    if device and device["tries"]:
        left = ngettext("You can try once more.", "You can try %(tries)s times more.", device["tries"]) % device
        _refuse(form, "pin", _("Those are not the numbers.") + " " + left, "pin")
    else:
        _refuse(form, "pin", _("This device is closed, so that nobody can go on guessing. Call your worker: they open it."))
    return None


def _by_passkey(request: HttpRequest) -> User | None:
    """Whose passkey was shown; only a young person's opens the door alone."""
    answer, state = request.POST.get("answer", "")[:20_000], request.POST.get("state", "")[:2000]
    try:
        credential = passkeys.credential_of(answer)
        limits.count(request, "passkey", credential)
        found = _ask("select id, account, public_key from sk.passkey_by_credential(%s)", credential)
        if found is None:
            raise passkeys.NotTrue("nobody's")
        user = visits.whole_account(found[1])
        if user.is_staff:
            raise passkeys.NotTrue("needs the password first")
        _passkey_shown(request, user, "door", state, answer, found[0])
    except passkeys.NotTrue as problem:
        tell_database("", clock.today())
        log.info("not opened: passkey, %s", problem)
        return None
    return user


def _passkey_shown(request: HttpRequest, user: User, purpose: str, state: str, answer: str, key: UUID | None = None) -> None:
    """Check one of the account's own passkeys and write its new count; NotTrue when it isn't."""
    rows = Passkey.objects.visible_to(Person(user)).select_for_update().filter(closed_at=None)
    held = rows.filter(pk=key) if key else rows.filter(credential=passkeys.credential_of(answer))
    one = held.first()
    if one is None:
        raise passkeys.NotTrue("not this account's")
    count = passkeys.used(request, purpose, state, answer, public_key=one.public_key, sign_count=one.sign_count)
    actions.passkey_shown(by=Person(user), user=user, key=one.pk, sign_count=count)


@door("entry", methods=BOTH)
def sign_in_card(request: HttpRequest) -> HttpResponse:
    """The code card: its number and one of its codes."""
    form = forms.Card(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        number, code = (codes.plain_code(form.cleaned_data[name]) for name in ("number", "code"))
        try:
            limits.count(request, "card", number)
        except limits.TooMany:
            return too_many(request, limits.WINDOW)
        found = _ask("select id, account, codes from sk.try_card(%s)", number)
        hashed = codes.keyed(f"{number} {code}")
        if found and hashed in found[2]:
            user = visits.whole_account(found[1])
            actions.card_shown(by=Person(user), user=user, card=found[0], place=found[2].index(hashed))
            visits.begin(request, user, Visit.How.CARD)
            return _inside(request)
        _refuse(form, "card", _("The card and the code don't fit together, or the card has been closed."))
    return render(
        request, "keys/card.html", {"form": form, "next": visits.safe_next(request)}, status=_status(form)
    )  # fmt: skip


@door("entry", methods=BOTH)
def new_device(request: HttpRequest) -> HttpResponse:
    """The young person's own phone, with the code the worker shows at the table: six numbers or a passkey."""
    code = codes.plain_code(request.POST.get("code") or request.GET.get("code", ""))
    asked = forms.HandedCode({"code": code} if code else None)
    pin = forms.NewPin(request.POST if request.method == "POST" and "pin" in request.POST else None)
    found = None
    if code:
        try:
            limits.count(request, "code", code)
        except limits.TooMany:
            return too_many(request, limits.WINDOW)
        found = _ask(
            "select account, account_key, kind, giver from sk.invitation_by_code(%s, %s)", codes.keyed(code), clock.now()
        )
        if found is None or found[2] != User.Kind.YOUTH:
            found = None
            _refuse(asked, "code", _("The code is no longer good. Ask for a new one."), "code")
    words: dict[str, Any] = {"asked": asked, "form": pin, "code": code, "found": found is not None}
    if found is not None and request.method == "POST":
        answer = _bind(request, found, code, pin)
        if answer is not None:
            return answer
        words["problem"] = not pin.is_bound
    if found is not None:
        words["options"], words["state"] = passkeys.to_make(request, found[1], _("Own page"), [])
    wrong = bool(asked.is_bound and asked.errors) or bool(pin.is_bound and pin.errors) or bool(words.get("problem"))
    return render(request, "keys/new_device.html", words, status=422 if wrong else 200)


def _bind(request: HttpRequest, found: tuple[Any, ...], code: str, pin: forms.NewPin) -> HttpResponse | None:
    """Make the key and use the code up, both or neither; then go in."""
    account, key, _kind, giver = found
    user = visits.whole_account(account)
    person, machine, token = Person(user), visits.machine_of(request), ""
    try:
        with transaction.atomic():
            if pin.is_bound:
                if not pin.is_valid():
                    raise CannotBe("")
                numbers = pin.cleaned_data["pin"]
                token = actions.bind_device(
                    by=person, user=user, pin=numbers, machine=machine, bound_by=giver, replaces=_token(request)
                )
            else:
                made = passkeys.made(request, key, request.POST.get("state", ""), request.POST.get("answer", "")[:20_000])
                actions.add_passkey(by=person, user=user, made=made, machine=machine)
            actions.use_code(by=person, user=user, code=code)
    except CannotBe as cannot:
        tell_database("", clock.today())
        if cannot.message:
            pin.add_error("pin", cannot.message) if pin.is_bound else log.info("not bound: passkey")
        return None
    except passkeys.NotTrue as problem:
        tell_database("", clock.today())
        log.info("not bound: passkey, %s", problem)
        return None
    visits.begin(request, user, Visit.How.PIN if token else Visit.How.PASSKEY)
    response = redirect("home")
    if token:
        visits.remember_device(response, token)
    return response


# ---------------------------------------------------------------- at work


@door("entry", methods=BOTH)
def sign_in_work(request: HttpRequest) -> HttpResponse:
    """The first of two: name and password. Nobody, a wrong password and an account without one are answered alike."""
    form = forms.Work(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        handle = form.cleaned_data["handle"].strip().lower()
        try:
            limits.count(request, "work", handle)
        except limits.TooMany:
            return too_many(request, limits.WINDOW)
        found = _ask("select account, hashed from sk.staff_by_handle(%s)", handle)
        if codes.fits(form.cleaned_data["password"], found[1] if found else None) and found:
            where, waits = visits.safe_next(request), carrying.lift(request)
            request.session.flush()
            request.session["half"] = {"account": found[0], "at": clock.now().isoformat(), "next": where}
            carrying.lay(request, waits)
            return redirect("sign_in_second")
        _refuse(form, "password", _("The name and the password don't fit together."))
    return render(
        request, "keys/work.html", {"form": form, "next": visits.safe_next(request)}, status=_status(form)
    )  # fmt: skip


@door("entry", methods=BOTH)
def sign_in_second(request: HttpRequest) -> HttpResponse:
    """The second of two: a passkey's touch or a code of the code app."""
    half = request.session.get("half")
    if not half or clock.now() - datetime.fromisoformat(half["at"]) > HALF_LASTS:
        return redirect("sign_in_work")
    user = visits.whole_account(half["account"])
    with translation.override(user.language):
        answer = _second(request, user, f"second:{user.pk}", "keys/second.html")
    if isinstance(answer, HttpResponse):
        tell_database("", clock.today())
        return answer
    visits.begin(request, user, answer)
    return redirect(half["next"] or "home")


def _second(request: HttpRequest, user: User, purpose: str, template: str) -> HttpResponse | str:
    """How the second factor was shown, or the page that asks for it."""
    person = Person(user)
    form = forms.AppCode(request.POST if request.method == "POST" and "code" in request.POST else None)
    problem = False
    try:
        if request.method == "POST":
            limits.count(request, "second", str(user.pk))
        if "answer" in request.POST:
            try:
                _passkey_shown(request, user, purpose, request.POST.get("state", ""), request.POST["answer"][:20_000])
                return Visit.How.PASSWORD_PASSKEY
            except passkeys.NotTrue as untrue:
                log.info("not opened: passkey, %s", untrue)
                problem = True
        elif form.is_bound and form.is_valid():
            if actions.show_totp(by=person, user=user, code=form.cleaned_data["code"]):
                return Visit.How.PASSWORD_CODE
            _refuse(form, "code", _("The code doesn't fit. Take the one the app shows now."), "code")
    except limits.TooMany:
        return too_many(request, limits.WINDOW)
    own = list(Passkey.objects.visible_to(person).filter(closed_at=None))
    options, state = passkeys.to_use(request, purpose, [each.credential for each in own]) if own else ("", "")
    words = {
        "form": form, "options": options, "state": state, "problem": problem, "next": visits.safe_next(request),
        "has_app": Totp.objects.visible_to(person).exists(), "staff": True,
    }  # fmt: skip
    return render(request, template, words, status=422 if problem else _status(form))


@door("entry", methods=BOTH)
def first_sign_in(request: HttpRequest) -> HttpResponse:
    """The first sign-in of somebody at work, by the code an administrator has handed over."""
    form = forms.First(request.POST if request.method == "POST" else None)
    secret = codes.open_secret(request.POST.get("secret", ""), "first") or codes.new_secret()
    if form.is_bound and form.is_valid():
        code = codes.plain_code(form.cleaned_data["code"])
        try:
            limits.count(request, "code", code)
        except limits.TooMany:
            return too_many(request, limits.WINDOW)
        found = _ask("select account, kind from sk.invitation_by_code(%s, %s)", codes.keyed(code), clock.now())
        if found and found[1] == User.Kind.STAFF:
            user = visits.whole_account(found[0])
            if _make_first(form, user, code, secret):
                visits.begin(request, user, Visit.How.PASSWORD_CODE)
                return redirect("home")
            tell_database("", clock.today())
        else:
            _refuse(form, "first", _("The code is no longer good. Ask for a new one."), "code")
    path, side = codes.qr_path(codes.app_address(secret, ""))
    return render(
        request, "keys/first.html",
        {"form": form, "secret": secret, "sealed": codes.seal_secret(secret, "first"), "path": path, "side": side},
        status=_status(form),
    )  # fmt: skip


def _make_first(form: forms.First, user: User, code: str, secret: str) -> bool:
    words, person = form.cleaned_data, Person(user)
    try:
        with transaction.atomic():
            actions.set_password(by=person, user=user, password=words["password"])
            try:
                actions.set_totp(by=person, user=user, secret=secret, code=words["totp"])
            except CannotBe as cannot:
                raise CannotBe(cannot.message, field="totp") from cannot
            actions.use_code(by=person, user=user, code=code)
    except CannotBe as cannot:
        form.add_error(cannot.field or None, cannot.message)
        return False
    return True


# ---------------------------------------------------------------- the locked page


@door("entry", methods=BOTH)
def unlock(request: HttpRequest) -> HttpResponse:
    """Go on where one was: one touch, one code, or the six numbers. Others who pass by see nobody's name."""
    user: User | None = request.locked  # type: ignore[attr-defined]
    if user is None:
        if request.actor is not None:  # type: ignore[attr-defined]
            return _inside(request)
        return redirect("sign_in")
    if request.POST.get("act") == "leave":
        visits.end(request, user)
        return redirect("sign_in")
    user = visits.whole_account(user.pk)
    with translation.override(user.language):
        answer = (
            _second(request, user, f"unlock:{user.pk}", "keys/unlock.html") if user.is_staff else _own_key(request, user)
        )
    if isinstance(answer, HttpResponse):
        tell_database("", clock.today())
        return answer
    visits.unlock(request, user)
    return _inside(request)


def _own_key(request: HttpRequest, user: User) -> HttpResponse | str:
    """A young person's own key for the locked page, or the page that asks for it."""
    purpose, problem = f"unlock:{user.pk}", False
    form = forms.Pin(request.POST if request.method == "POST" and "pin" in request.POST else None)
    try:
        if "answer" in request.POST:
            limits.count(request, "second", str(user.pk))
            try:
                _passkey_shown(request, user, purpose, request.POST.get("state", ""), request.POST["answer"][:20_000])
                return Visit.How.PASSKEY
            except passkeys.NotTrue as untrue:
                log.info("not opened: passkey, %s", untrue)
                problem = True
        elif form.is_bound and form.is_valid() and _by_pin(request, form, only=user.pk):
            return Visit.How.PIN
    except limits.TooMany:
        return too_many(request, limits.WINDOW)
    own = list(Passkey.objects.visible_to(Person(user)).filter(closed_at=None))
    options, state = passkeys.to_use(request, purpose, [each.credential for each in own]) if own else ("", "")
    words = {
        "form": form, "options": options, "state": state, "problem": problem, "device": _device(request),
        "next": visits.safe_next(request), "staff": False,
    }  # fmt: skip
    return render(request, "keys/unlock.html", words, status=422 if problem else _status(form))


# ---------------------------------------------------------------- the page a link in a mail leads to


@open_page
def waiting(request: HttpRequest) -> HttpResponse:
    """There is something to read. The same page for everybody: a link opens nothing of anybody."""
    return render(request, "keys/waiting.html", {"door": reverse("sign_in")})
