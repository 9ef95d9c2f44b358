"""One's own keys and visits, the account of somebody at work, what a worker gives at the table, and colleagues' accounts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from sosiaalikyla.access.actions import CannotBe
from sosiaalikyla.access.actors import Person
from sosiaalikyla.access.doors import door
from sosiaalikyla.access.models import TITLES, Organisation, RoleHeld, User
from sosiaalikyla.audit import trail
from sosiaalikyla.base import clock
from sosiaalikyla.keys import actions, codes, forms, limits, passkeys, policy, visits
from sosiaalikyla.keys.models import CodeCard, Device, Machine, Passkey, Totp, Visit
from sosiaalikyla.keys.views import BOTH, _status, _token
from sosiaalikyla.people.actions import open_account
from sosiaalikyla.people.forms import new_handle
from sosiaalikyla.people.models import Responsibility, Youth
from sosiaalikyla.people.policy import is_responsible, own

JUST_NOW = timedelta(minutes=10)
"""A key is made and taken away only when one has just been shown: an open page left on a table makes none."""


def _actor(request: HttpRequest) -> Person:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


# ---------------------------------------------------------------- where am I signed in


@door("signed_in", methods=BOTH)
def own_keys(request: HttpRequest) -> HttpResponse:
    """Where I am signed in, and with what I come in. One button each."""
    actor = _actor(request)
    trail.saw(own.of(actor))  # the own name stands on the page
    user, problem = actor.user, ""
    lock = forms.Lock(
        request.POST if request.POST.get("act") == "lock_after" else None, initial={"minutes": user.locks_after}
    )
    if request.method == "POST":
        try:
            answer = _done_here(request, actor, lock)
            if answer is not None:
                return answer
        except CannotBe as cannot:
            problem = cannot.message
    rows = Visit.objects.visible_to(actor).filter(ended_at=None, began_at__gte=clock.now() - timedelta(days=1))
    here = visits.here(request)
    words = {
        "visits": sorted(rows, key=lambda row: (row.session != here, -row.seen_at.timestamp())),
        "here": here,
        "keys": _own_keys(actor),
        "has_app": user.is_staff and Totp.objects.visible_to(actor).exists(),
        "staff": user.is_staff,
        "lock": lock,
        "problem": problem,
    }
    return render(request, "keys/own.html", words, status=422 if problem or _status(lock) == 422 else 200)


def _own_keys(actor: Person) -> list[dict[str, Any]]:
    """Every key in use: what it is, since when, and whether wrong numbers have closed it."""
    found: list[dict[str, Any]] = []
    for model, kind in ((Passkey, "passkey"), (Device, "pin"), (CodeCard, "card")):
        for row in model.objects.visible_to(actor).filter(closed_at=None):
            since = row.bound_at if isinstance(row, Device) else row.made_at
            name = "" if isinstance(row, CodeCard) else row.get_machine_display()
            found.append(
                {"pk": row.pk, "kind": kind, "name": name, "since": since, "shut": getattr(row, "tries_left", 1) == 0}
            )
    return sorted(found, key=lambda each: each["since"])


def _done_here(request: HttpRequest, actor: Person, lock: forms.Lock) -> HttpResponse | None:
    user, act = actor.user, request.POST.get("act", "")
    if act == "lock":
        visits.lock(request)
        return redirect("unlock")
    if act == "end":
        actions.end_visit(by=actor, user=user, visit=_key(request.POST.get("visit", "")))
        return redirect("own_keys")
    if act == "end_others":
        actions.end_other_visits(by=actor, user=user, here=visits.here(request))
        return redirect("own_keys")
    if act == "close":
        key = _key(request.POST.get("key", ""))
        if not _just_shown(request):
            return _show_first(request, "own_keys")
        actions.close_key(by=actor, user=user, key=key)
        return redirect("own_keys")
    if act == "lock_after" and lock.is_valid():
        actions.choose_lock(by=actor, user=user, minutes=lock.cleaned_data["minutes"])
        return redirect("own_keys")
    return None


def _just_shown(request: HttpRequest) -> bool:
    shown = request.session.get(visits.SHOWN_KEY)
    return isinstance(shown, str) and clock.now() - datetime.fromisoformat(shown) <= JUST_NOW


def _show_first(request: HttpRequest, name: str) -> HttpResponse:
    visits.lock(request)
    return redirect(f"{reverse('unlock')}?next={reverse(name)}")


MAY_MAKE = {
    "pin": {Visit.How.PASSKEY},
    "passkey": {Visit.How.PIN, Visit.How.PASSKEY, Visit.How.PASSWORD_CODE, Visit.How.PASSWORD_PASSKEY},
    "staff": {Visit.How.PASSWORD_CODE, Visit.How.PASSWORD_PASSKEY},
}
"""With what one has come in before a new key may be made: a new device comes by the worker or by a passkey."""


@door("signed_in", methods=BOTH)
def own_key_new(request: HttpRequest) -> HttpResponse:
    """Another key of one's own: a passkey, six numbers for this device, a new password or code app."""
    actor = _actor(request)
    trail.saw(own.of(actor))
    user = actor.user
    visit = Visit.objects.visible_to(actor).filter(session=visits.here(request), ended_at=None).first()
    how = visit.how if visit else ""
    if not any(how in ways for ways in MAY_MAKE.values()):
        return render(request, "keys/own_new.html", {"closed": True, "staff": user.is_staff})
    if not _just_shown(request):
        return _show_first(request, "own_key_new")
    sent = request.POST.get("act", "") if request.method == "POST" else ""
    pin = forms.NewPin(request.POST if sent == "pin" else None)
    password = forms.NewPassword(request.POST if sent == "password" else None)
    app = forms.AppCode(request.POST if sent == "app" else None)
    secret = codes.open_secret(request.POST.get("secret", ""), str(user.pk)) or codes.new_secret()
    form = {"pin": pin, "password": password, "app": app}.get(sent)
    problem = False
    try:
        if sent == "passkey" and how in MAY_MAKE["passkey"]:
            made = passkeys.made(request, user.uuid, request.POST.get("state", ""), request.POST.get("answer", "")[:20_000])
            actions.add_passkey(by=actor, user=user, made=made, machine=visits.machine_of(request))
            return redirect("own_keys")
        if form is not None and form.is_valid():
            answer = _make(request, actor, sent, form.cleaned_data, how, secret)
            if answer is not None:
                return answer
    except CannotBe as cannot:
        if form is None:
            problem = True
        else:
            form.add_error(cannot.field if cannot.field in form.fields else None, cannot.message)
    except passkeys.NotTrue:
        problem = True
    present = [each.credential for each in Passkey.objects.visible_to(actor).filter(closed_at=None)]
    options, state = passkeys.to_make(request, user.uuid, user.handle if user.is_staff else _("Own page"), present)
    path, side = codes.qr_path(codes.app_address(secret, user.handle)) if user.is_staff else ("", 0)
    words = {
        "options": options, "state": state, "pin": pin, "password": password, "app": app, "problem": problem,
        "may_pin": how in MAY_MAKE["pin"] and not user.is_staff, "staff": how in MAY_MAKE["staff"],
        "secret": secret, "sealed": codes.seal_secret(secret, str(user.pk)), "path": path, "side": side,
    }  # fmt: skip
    wrong = problem or (form is not None and bool(form.errors))
    return render(request, "keys/own_new.html", words, status=422 if wrong else 200)


def _make(
    request: HttpRequest, actor: Person, sent: str, words: dict[str, Any], how: str, secret: str
) -> HttpResponse | None:
    user = actor.user
    if sent == "pin" and how in MAY_MAKE["pin"]:
        token = actions.bind_device(
            by=actor,
            user=user,
            pin=words["pin"],
            machine=visits.machine_of(request),
            bound_by=None,
            replaces=_token(request),
        )
        response = redirect("own_keys")
        visits.remember_device(response, token)
        return response
    if sent == "pin" or how not in MAY_MAKE["staff"]:
        return None
    if sent == "password":
        actions.set_password(by=actor, user=user, password=words["password"])
        actions.end_other_visits(by=actor, user=user, here=visits.here(request))
    else:
        actions.set_totp(by=actor, user=user, secret=secret, code=words["code"])
    return redirect("own_keys")


# ---------------------------------------------------------------- the account of somebody at work


@door("staff", methods=BOTH)
def account(request: HttpRequest) -> HttpResponse:
    """My language, title and promised time to answer."""
    actor = _actor(request)
    user = actor.user
    known = user.title_given in dict(TITLES)
    form = forms.Account(
        request.POST if request.method == "POST" else None,
        initial={
            "language": user.language, "title": user.title_given if known else "",
            "own_title": "" if known else user.title_given, "answers": user.answers,
        },
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        words = form.cleaned_data
        title = words["title"] or words["own_title"]
        actions.set_account(by=actor, user=user, language=words["language"], title=title, answers=words["answers"])
        return redirect("account")
    works = bool(actor.organisations("worker"))
    return render(request, "keys/account.html", {"form": form, "works": works}, status=_status(form))


# ---------------------------------------------------------------- at the table with a young person


def _youth(request: HttpRequest, key: UUID) -> Youth:
    found = Youth.objects.visible_to(_actor(request)).filter(uuid=key).first()
    if found is None:
        raise Http404
    return found


def _may_give(actor: Person, one: Youth) -> bool:
    """Who answers for them today; the account itself is opened by the responsible worker alone."""
    if one.user_id is not None:
        return policy.can_give_key(actor, one)
    today = clock.today()
    mine = Responsibility.objects.visible_to(actor).filter(youth=one, worker=actor.user, during__contains=today)
    return mine.exists()


def _mine(request: HttpRequest, key: UUID) -> Youth:
    one = _youth(request, key)
    if not _may_give(_actor(request), one):
        raise Http404
    return one


@door("worker", methods=BOTH)
def youth_keys(request: HttpRequest, key: UUID) -> HttpResponse:
    """With what the young person comes in: what there is, never when it was used. A closed phone is opened here."""
    actor, one = _actor(request), _youth(request, key)
    if not (is_responsible(actor, one) if one.user_id is None else policy.can_close_keys(actor, one)):
        raise Http404
    problem = ""
    if request.method == "POST":
        try:
            actions.open_device(by=actor, youth=one, device=_key(request.POST.get("device", "")))
            return redirect("youth_keys", key=key)
        except CannotBe as cannot:
            problem = cannot.message
    return render(
        request, "keys/youth_keys.html",
        {"youth": one, "keys": _keys_of(one), "may_give": _may_give(actor, one), "problem": problem},
        status=422 if problem else 200,
    )  # fmt: skip


def _keys_of(one: Youth) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute("select id, kind, machine, since, shut from sk.keys_of(%s) order by since", [one.pk])
        rows = cursor.fetchall()
    return [
        {"pk": pk, "kind": kind, "name": Machine(machine).label if machine else "", "since": since, "shut": shut}
        for pk, kind, machine, since, shut in rows
    ]


def _with_account(actor: Person, one: Youth) -> Youth:
    """Key and account in one go: nobody needs to know a name to sign in with."""
    if one.user_id is None:
        one.user_id = open_account(by=actor, youth=one, handle=new_handle())
    return one


@door("worker", methods=BOTH)
def youth_key(request: HttpRequest, key: UUID) -> HttpResponse:
    """At the table: who it is, and then the code their own phone reads from this screen."""
    actor, one = _actor(request), _mine(request, key)
    form = forms.Identity(request.POST if request.method == "POST" else None)
    words: dict[str, Any] = {"youth": one, "form": form}
    if form.is_bound and form.is_valid():
        one = _with_account(actor, one)
        code = actions.give_code(
            by=actor, youth=one, identity=form.cleaned_data["identity"], visit=visits.here(request)
        )  # fmt: skip
        with translation.override(one.language):
            address = reverse("new_device")
        whole = request.build_absolute_uri(address)
        path, side = codes.qr_path(f"{whole}?code={code}")
        words |= {"code": code, "address": whole, "path": path, "side": side}
    return render(request, "keys/give_code.html", words, status=_status(form))


@door("worker", methods=BOTH)
def youth_card(request: HttpRequest, key: UUID) -> HttpResponse:
    """A card of ten codes for one without a phone: shown once, for printing."""
    actor, one = _actor(request), _mine(request, key)
    form = forms.Identity(request.POST if request.method == "POST" else None)
    words: dict[str, Any] = {"youth": one, "form": form}
    if form.is_bound and form.is_valid():
        one = _with_account(actor, one)
        number, ten = actions.give_card(by=actor, youth=one, identity=form.cleaned_data["identity"])
        with translation.override(one.language):
            address = request.build_absolute_uri(reverse("sign_in_card"))
        words |= {"number": number, "codes": ten, "address": address, "language": one.language}
    return render(request, "keys/give_card.html", words, status=_status(form))


@door("worker", methods=BOTH)
def youth_keys_end(request: HttpRequest, key: UUID) -> HttpResponse:
    """ "Close my account": every visit and key of the young person, at once."""
    actor, one = _actor(request), _youth(request, key)
    if not policy.can_close_keys(actor, one):
        raise Http404
    if request.method == "POST":
        actions.end_keys(by=actor, youth=one)
        return redirect("youth_keys", key=key)
    return render(request, "keys/end_keys.html", {"youth": one})


# ---------------------------------------------------------------- colleagues


@door("administrator", reads="list", methods=BOTH)
def colleagues(request: HttpRequest) -> HttpResponse:
    """Staff of my organisations: open an account, or give a new first code. The code is shown once."""
    actor = _actor(request)
    managed = actor.organisations("administrator")
    organisations = list(Organisation.objects.filter(pk__in=managed).prefetch_related("units").order_by("name"))
    act = request.POST.get("act", "")
    form = forms.NewColleague(
        request.POST if act != "code" and request.method == "POST" else None, organisations=organisations
    )
    words: dict[str, Any] = {"form": form, "problem": ""}
    try:
        if act == "code":
            limits.count(request, "invite", str(actor.user_id))
            wanted = User.objects.filter(uuid=_key(request.POST.get("person", "")), kind=User.Kind.STAFF).first()
            if wanted is None:
                raise Http404
            words |= {"code": actions.invite_staff(by=actor, user=wanted), "given_to": wanted}
        elif form.is_bound and form.is_valid():
            made = _open(actor, form, organisations)
            words |= {"code": actions.invite_staff(by=actor, user=made), "given_to": made}
            words["form"] = forms.NewColleague(None, organisations=organisations)
    except CannotBe as cannot:
        form.add_error(cannot.field if cannot.field in form.fields else None, cannot.message)
    except limits.TooMany:
        words["problem"] = _("That was many codes in a short time. Come back in a while.")
    held = RoleHeld.objects.in_force_on(clock.today()).filter(organisation__in=managed, user__closed_at=None)
    people: dict[int, dict[str, Any]] = {}
    for row in held.select_related("user", "unit").order_by("user__name", "pk"):
        one = people.setdefault(row.user_id, {"user": row.user, "does": []})
        one["does"].append(str(row.get_role_display()) + (f", {row.unit.name}" if row.unit else ""))
    words |= {
        "people": list(people.values()),
        "me": actor.user_id,
        "address": request.build_absolute_uri(reverse("first_sign_in")),
    }
    return render(request, "keys/colleagues.html", words, status=422 if words["problem"] else _status(words["form"]))


def _open(actor: Person, form: forms.NewColleague, organisations: list[Organisation]) -> User:
    words = form.cleaned_data
    chosen = next((one for one in organisations if str(one.uuid) == words.get("organisation")), organisations[0])
    unit = next((unit for unit in chosen.units.all() if str(unit.uuid) == words["unit"]), None)
    return actions.open_staff(
        by=actor, organisation=chosen, unit=unit, handle=words["handle"], name=words["name"], role=words["role"],
        language=words["language"],
    )  # fmt: skip
