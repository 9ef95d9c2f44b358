"""Accounts and organisations: who is who at work is no secret among the signed in; a youth's account is the youth's."""

from __future__ import annotations

from django.db.models import Q

from sosiaalikyla.access.actors import Actor
from sosiaalikyla.access.models import Organisation, RoleHeld, Unit, User
from sosiaalikyla.access.rows import NOTHING, Nobody, Scope, Written, plain, seal
from sosiaalikyla.audit.models import Entry, Seal

HAS_ACTOR = "nullif(current_setting('app.actor', true), '') is not null"
"""For rows that whoever acts writes, and may not read: the trace, events, notices."""

organisations = Scope("sk.my_organisations()", lambda actor: actor.organisations())
managed_organisations = Scope("sk.my_organisations('manager')", lambda actor: actor.organisations("manager"))


def visible_users(actor: Actor) -> Q:
    """Staff are known to everybody signed in; a young person's account only to that person."""
    return Q(kind=User.Kind.STAFF) | Q(pk=actor.user_id) if actor.user_id else NOTHING


seal(
    User,
    Written(
        visible_users,
        using="id = (select sk.actor_user()) or (kind = 'staff' and (select sk.me()) is not null)",
        why="the session must find its own account before anything else is known about it",
    ),
    web="SU",
    updated="id = (select sk.actor_user())",
    worker="S",
)
plain(Organisation, why="names of public bodies", web="S")
plain(Unit, why="names of teams", web="S")
plain(RoleHeld, why="who works where is public; it opens no client's row", web="S")

# The trail knows nobody, not even this app; its rules stand here, one storey up. Who reads it is said in `people`.
seal(Entry, Nobody(), web="SI", worker="SI", inserted=HAS_ACTOR)
plain(Seal, why="hashes only", web="", worker="SI")
