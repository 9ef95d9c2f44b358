"""Giving keys, making them, taking them out of use. The only place that writes these rows, beside the visits themselves.

A code or a card is returned in plain words once, to be shown once; what is kept of it opens nothing.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, cast

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from sosiaalikyla.access.actions import CannotBe, Refused, action
from sosiaalikyla.access.actors import Actor, account_of
from sosiaalikyla.access.models import LOCKS_AFTER, Organisation, RoleHeld, Unit, User
from sosiaalikyla.base import clock
from sosiaalikyla.journal import models as journal
from sosiaalikyla.keys import codes, policy
from sosiaalikyla.keys.models import TRIES, CodeCard, Device, Invitation, Passkey, Password, Totp, Visit
from sosiaalikyla.keys.passkeys import Made
from sosiaalikyla.notices import models as notices
from sosiaalikyla.people.models import Youth

AT_THE_TABLE = timedelta(minutes=10)
FIRST_SIGN_IN = timedelta(days=3)
PASSWORD_LETTERS = 12
CARD = 10
GUESSED = ("salasana", "lösenord", "losenord", "password", "sosiaalikyl", "qwerty", "123456")
"""What a list of common passwords of the world doesn't know, and everybody here tries."""
OWN = "an account's own key; its life with us is no event of the path"


def _of_youth(*, youth: Youth, **_rest: object) -> list[int]:
    return [youth.pk]


def _of_nobody(**_rest: object) -> list[int]:
    return []


def _own(*, by: Actor, user: User, **_rest: object) -> bool:
    return policy.is_own(by, user)


def _asked(statement: str, words: list[Any]) -> Any:
    """Ask one function of the database; its refusal is ours."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, words)
            return cursor.fetchone()[0]
    except DatabaseError as problem:
        if getattr(problem.__cause__, "sqlstate", "") == "42501":
            raise Refused(str(problem)) from problem
        raise


@contextmanager
def _once_only(sentence: str, field: str = "") -> Iterator[None]:
    """What the database holds to be one: a name to sign in with, a passkey, the open card."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as problem:
        if getattr(problem.__cause__, "sqlstate", "") == "23505":
            raise CannotBe(sentence, field=field) from problem
        raise


# ---------------------------------------------------------------- what a worker gives


@action(can=lambda *, by, youth, **_: policy.can_give_key(by, youth), about=_of_youth, journal="key_given")
def give_code(*, by: Actor, youth: Youth, identity: str, visit: str) -> str:
    """A code for the young person's own device: ten minutes, once, and only while this visit of the worker lasts.

    identity: how the worker knew who stands there. visit: hash of the worker's session.
    """
    if identity not in Invitation.Identity.values:
        raise CannotBe(_("Tell how you know who it is."), field="identity")
    code = codes.new_code()
    now = clock.now()
    Invitation.objects.bulk_create(
        [
            Invitation(
                user_id=cast(int, youth.user_id), code=codes.keyed(code), identity=identity, made_by_id=account_of(by),
                visit=visit, made_at=now, ends_at=now + AT_THE_TABLE,
            )
        ]
    )  # fmt: skip
    journal.record(youth.pk, "key_given", by=by.key)
    return code


@action(can=lambda *, by, youth, **_: policy.can_give_key(by, youth), about=_of_youth, journal="key_given")
def give_card(*, by: Actor, youth: Youth, identity: str) -> tuple[str, list[str]]:
    """A new card: its number and ten codes, shown once for printing. The card before it stops here."""
    if identity not in Invitation.Identity.values:
        raise CannotBe(_("Tell how you know who it is."), field="identity")
    _asked("select sk.close_card(%s, %s)", [youth.pk, clock.now()])
    number, ten = codes.new_code(2), [codes.new_code(2) for _each in range(CARD)]
    hashed = [codes.keyed(f"{number} {each}") for each in ten]
    CodeCard.objects.bulk_create(
        [CodeCard(user_id=cast(int, youth.user_id), number=number, codes=hashed, made_by_id=account_of(by))]
    )
    notices.put_out(youth.user_id, "new_key")
    journal.record(youth.pk, "key_given", by=by.key)
    return number, ten


@action(
    can=lambda *, by, youth, **_: policy.can_give_key(by, youth), about=_of_youth, journal=None,
    why="the same device as before",
)  # fmt: skip
def open_device(*, by: Actor, youth: Youth, device: uuid.UUID) -> None:
    """Five new tries for a phone that wrong numbers have closed."""
    if not _asked("select sk.open_device(%s, %s)", [youth.pk, device]):
        raise CannotBe(_("The device isn't in use any more."))


@action(can=lambda *, by, youth, **_: policy.can_close_keys(by, youth), about=_of_youth, journal="keys_ended")
def end_keys(*, by: Actor, youth: Youth) -> None:
    """After a call: every visit, device, passkey, card and code of the young person, at once. The account stays."""
    _asked("select sk.end_keys_of(%s, %s)", [youth.pk, clock.now()])
    journal.record(youth.pk, "keys_ended", by=by.key)


# ---------------------------------------------------------------- what one makes oneself


@action(can=_own, about=_of_nobody, journal=None, why=OWN)
def bind_device(*, by: Actor, user: User, pin: str, machine: str, bound_by: int | None, replaces: str = "") -> str:
    """Six numbers for this device; returns the word for its cookie.

    bound_by: the worker whose code was used, if any. replaces: hash of the word the device has carried so far.
    """
    if not re.fullmatch(r"[0-9]{6}", pin):
        raise CannotBe(_("Write six numbers."), field="pin")
    youth = Youth.objects.visible_to(by).filter(user=user).first()
    if youth is None:
        raise CannotBe(_("Six numbers are for a young person's own page."))
    if codes.is_easy(pin, youth.born):
        raise CannotBe(
            _("Those are among the first numbers anybody would try. Think of others that only you remember."), field="pin"
        )
    Device.objects.visible_to(by).filter(token=replaces, closed_at=None).update(closed_at=clock.now())
    token = codes.new_token()
    Device.objects.bulk_create(
        [Device(user=user, token=codes.keyed(token), pin=codes.slow(pin), machine=machine, bound_by_id=bound_by)]
    )
    notices.put_out(user, "new_key")
    return token


@action(can=_own, about=_of_nobody, journal=None, why=OWN)
def add_passkey(*, by: Actor, user: User, made: Made, machine: str) -> None:
    """Keep a new passkey. With a passkey the closed devices open again: it is the stronger key."""
    with _once_only(_("This device has a passkey already.")):
        Passkey.objects.bulk_create(
            [
                Passkey(
                    user=user,
                    credential=made.credential,
                    public_key=made.public_key,
                    sign_count=made.sign_count,
                    machine=machine,
                )
            ]
        )
    notices.put_out(user, "new_key")


@action(can=_own, about=_of_nobody, journal=None, why=OWN)
def set_password(*, by: Actor, user: User, password: str) -> None:
    """The password of somebody at work: long, not among the common ones, not the own name."""
    if len(password) < PASSWORD_LETTERS:
        raise CannotBe(_("Write at least twelve letters. A short sentence is easy to remember."), field="password")
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError as problem:
        raise CannotBe(_("That password is on the lists that are tried first."), field="password") from problem
    bare = password.casefold()
    if any(word in bare for word in GUESSED):
        raise CannotBe(_("That password is on the lists that are tried first."), field="password")
    if any(len(word) > 3 and word.casefold() in bare for word in [user.handle, *user.name.split()]):
        raise CannotBe(_("Your own name is in the password. Choose other words."), field="password")
    hashed, now = codes.slow(password), clock.now()
    if not Password.objects.visible_to(by).filter(user=user).update(hashed=hashed, changed_at=now):
        Password.objects.bulk_create([Password(user=user, hashed=hashed, changed_at=now)])
    notices.put_out(user, "new_key")


@action(can=_own, about=_of_nobody, journal=None, why=OWN)
def set_totp(*, by: Actor, user: User, secret: str, code: str) -> None:
    """A code app for somebody at work; its first code shows that it works, and counts as used."""
    step = codes.step_of(secret, code, 0)
    if step is None:
        raise CannotBe(_("The code doesn't fit. Take the one the app shows now."), field="code")
    held = Totp.objects.visible_to(by).filter(user=user).first()
    if held is None:
        Totp.objects.bulk_create([Totp(user=user, secret=secret, last_step=step)])
    else:
        held.secret, held.last_step, held.made_at = secret, step, clock.now()
        held.save(update_fields=["secret", "last_step", "made_at"])
    notices.put_out(user, "new_key")


@action(can=_own, about=_of_nobody, journal=None, why=OWN)
def close_key(*, by: Actor, user: User, key: uuid.UUID) -> None:
    """Take one's own device, passkey or card out of use. Somebody at work keeps a second factor."""
    if user.is_staff:
        left = Passkey.objects.visible_to(by).filter(closed_at=None).exclude(pk=key).exists()
        if not left and not Totp.objects.visible_to(by).exists():
            raise CannotBe(_("This is your only second key. Make another one first."))
    for model in (Device, Passkey, CodeCard):
        model.objects.visible_to(by).filter(pk=key, closed_at=None).update(closed_at=clock.now())


# ---------------------------------------------------------------- visits


def _end(visits: list[Visit]) -> None:
    if visits:
        with connection.cursor() as cursor:
            cursor.execute(
                "delete from django_session where encode(sha256(convert_to(session_key, 'UTF8')), 'hex') = any(%s)",
                [[visit.session for visit in visits]],
            )


@action(can=_own, about=_of_nobody, journal=None, why=OWN)
def end_visit(*, by: Actor, user: User, visit: uuid.UUID) -> None:
    """Sign out one other browser: its session is gone at its next request."""
    rows = Visit.objects.visible_to(by).filter(pk=visit, ended_at=None)
    _end(list(rows))
    rows.update(ended_at=clock.now())


@action(can=_own, about=_of_nobody, journal=None, why=OWN)
def end_other_visits(*, by: Actor, user: User, here: str) -> None:
    """Sign out everywhere but here. here: hash of this session."""
    rows = Visit.objects.visible_to(by).filter(ended_at=None).exclude(session=here)
    _end(list(rows))
    rows.update(ended_at=clock.now())


@action(can=_own, about=_of_nobody, journal=None, why=OWN)
def choose_lock(*, by: Actor, user: User, minutes: int) -> None:
    """After how many quiet minutes the page locks. A young person's own choice; staff have theirs."""
    if minutes not in LOCKS_AFTER or user.is_staff:
        raise CannotBe(_("Choose one of these times."), field="minutes")
    User.objects.filter(pk=user.pk).update(locks_after=minutes)


@action(can=_own, about=_of_nobody, journal=None, why="what colleagues and young people read of somebody at work")
def set_account(*, by: Actor, user: User, language: str, title: str, answers: str) -> None:
    """Language, title and promised time to answer of somebody at work."""
    User.objects.filter(pk=user.pk).update(language=language, title_given=title.strip()[:120], answers=answers)


# ---------------------------------------------------------------- what an administrator does


@action(
    can=lambda *, by, organisation, **_: policy.can_open_staff(by, organisation.pk), about=_of_nobody, journal=None,
    why="a colleague's account; it opens nobody's rows",
)  # fmt: skip
def open_staff(
    *, by: Actor, organisation: Organisation, unit: Unit | None, handle: str, name: str, role: str, language: str
) -> User:
    """A colleague's account with a role from today on. They come in by a code that is handed over."""
    if role not in RoleHeld.Role.values:
        raise CannotBe(_("Choose what they do."), field="role")
    called, key = handle.strip().lower(), uuid.uuid4()
    if not re.fullmatch(r"[a-z0-9åäö][a-z0-9åäö._@-]{2,79}", called):
        raise CannotBe(_("Write the name to sign in with: letters, numbers, dots and dashes."), field="handle")
    if not name.strip():
        raise CannotBe(_("Write their name."), field="name")
    with _once_only(_("That name to sign in with is taken."), field="handle"):
        pk = _asked(
            "select sk.open_staff(%s, %s, %s, %s, %s, %s, %s)",
            [organisation.pk, unit.pk if unit else None, called, name.strip()[:120], role, language, key],
        )
    return User(pk=pk, uuid=key, kind=User.Kind.STAFF, handle=called, name=name.strip(), language=language)


@action(
    can=lambda *, by, user, **_: policy.can_invite_staff(by, user), about=_of_nobody, journal=None,
    why="a colleague's account; it opens nobody's rows",
)  # fmt: skip
def invite_staff(*, by: Actor, user: User) -> str:
    """A code for a colleague's first sign-in, or the next first one when a key is lost. The keys before stop here."""
    now = clock.now()
    _asked("select sk.forget_staff_keys(%s, %s)", [user.pk, now])
    code = codes.new_code()
    Invitation.objects.bulk_create(
        [
            Invitation(
                user=user, code=codes.keyed(code), identity=Invitation.Identity.KNOWN, made_by_id=account_of(by), visit="",
                made_at=now, ends_at=now + FIRST_SIGN_IN,
            )
        ]
    )  # fmt: skip
    return code


# ---------------------------------------------------------------- keys being shown


@action(can=_own, about=_of_nobody, journal=None, why=OWN)
def show_totp(*, by: Actor, user: User, code: str) -> bool:
    """Whether the code is the app's of this moment. It counts once: the row is held until it has been written."""
    held = Totp.objects.visible_to(by).select_for_update().filter(user=user).first()
    step = codes.step_of(held.secret, code, held.last_step) if held else None
    if held is None or step is None:
        return False
    held.last_step = step
    held.save(update_fields=["last_step"])
    return True


@action(can=_own, about=_of_nobody, journal=None, why=OWN)
def passkey_shown(*, by: Actor, user: User, key: uuid.UUID, sign_count: int) -> None:
    """The passkey has proved itself: its count, and a new five tries for the devices that wrong numbers have closed."""
    Passkey.objects.visible_to(by).filter(pk=key).update(sign_count=sign_count, used_at=clock.now())
    Device.objects.visible_to(by).filter(closed_at=None).update(tries_left=TRIES)


@action(can=_own, about=_of_nobody, journal=None, why=OWN)
def pin_shown(*, by: Actor, user: User, device: uuid.UUID) -> None:
    """The right numbers: five tries again."""
    Device.objects.visible_to(by).filter(pk=device).update(tries_left=TRIES, used_at=clock.now())


@action(can=_own, about=_of_nobody, journal=None, why=OWN)
def card_shown(*, by: Actor, user: User, card: uuid.UUID, place: int) -> None:
    """A code of the card has opened the door; its place is empty from here on."""
    held = CodeCard.objects.visible_to(by).select_for_update().get(pk=card)
    held.codes[place], held.tries_left = "", TRIES
    held.save(update_fields=["codes", "tries_left"])


@action(can=_own, about=_of_nobody, journal=None, why=OWN)
def use_code(*, by: Actor, user: User, code: str) -> None:
    """Use the code that was handed over. It opens once; of two at the same time one comes late."""
    if _asked("select sk.use_invitation(%s, %s)", [codes.keyed(code), clock.now()]) != user.pk:
        raise CannotBe(_("The code is no longer good. Ask for a new one."), field="code")
