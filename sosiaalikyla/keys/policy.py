"""Keys are the account's own. Whoever gives one never reads it: the database answers narrow questions only (sql/).

At the door nobody is known yet, so those questions are asked of functions, each by one hash and each answering about one
account. No policy here opens another's rows.
"""

from __future__ import annotations

from sosiaalikyla.access.actors import Actor, Person
from sosiaalikyla.access.models import RoleHeld, User
from sosiaalikyla.access.rows import OwnAccount, seal
from sosiaalikyla.base import clock
from sosiaalikyla.keys.models import CodeCard, Device, Invitation, Passkey, Password, Totp, Visit
from sosiaalikyla.people.models import Youth
from sosiaalikyla.people.policy import can_write, is_responsible

MAY_GIVE = "made_by_id = (select sk.me()) and sk.may_give_key(user_id)"

seal(Password, OwnAccount("user"), web="SIU")
seal(Totp, OwnAccount("user"), web="SIU")
seal(Passkey, OwnAccount("user"), web="SIU")
seal(Device, OwnAccount("user"), web="SIU")
seal(CodeCard, OwnAccount("user"), web="SIU", inserted=MAY_GIVE)
seal(Invitation, OwnAccount("user"), web="SI", inserted=MAY_GIVE)
seal(Visit, OwnAccount("user"), web="SIU")


def can_give_key(actor: Actor, youth: Youth) -> bool:
    """A phone is bound and a card is given by whoever answers for the young person today, face to face."""
    return youth.user_id is not None and is_responsible(actor, youth)


def can_close_keys(actor: Actor, youth: Youth) -> bool:
    """Closing is for anybody who works with the young person: the call may come to any of them."""
    return youth.user_id is not None and can_write(actor, youth)


def is_own(actor: Actor, user: User) -> bool:
    return isinstance(actor, Person) and actor.user_id == user.pk


def can_open_staff(actor: Actor, organisation_id: int) -> bool:
    return organisation_id in actor.organisations("administrator")


def can_invite_staff(actor: Actor, user: User) -> bool:
    """An administrator of an organisation where the colleague holds a role today; nobody invites themselves."""
    if actor.user_id == user.pk or user.kind != User.Kind.STAFF or user.closed_at is not None:
        return False
    held = RoleHeld.objects.in_force_on(clock.today()).filter(user=user)
    return held.filter(organisation__in=actor.organisations("administrator")).exists()
