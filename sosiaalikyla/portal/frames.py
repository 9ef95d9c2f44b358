"""What every signed-in page shows around itself: own pages by role, the name, the way home. No queries."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sosiaalikyla.access.actors import Person

KEYS = {"home": "1", "youths": "2"}
"""Keys of the keyboard, pressed with the browser's own modifier; the rest stand on a young person's page. The account page
lists them.
"""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context for base/signed_in.html. A young person's name comes with the session's own row."""
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Person):
        return {}
    here = request.path
    if actor.is_staff:
        name = actor.user.name
        links = _staff_links(actor)
    else:
        youth = actor.user._state.fields_cache.get("youth")
        name = youth.used_name if youth else ""
        links = [
            (_("What comes next"), "home"),
            (_("Path"), "my_path"),
            (_("Plan"), "my_plan"),
            (_("Who helps"), "my_people"),
            (_("Who has looked"), "looked"),
            (_("Keys"), "own_keys"),
        ]
    return {
        "person_name": name,
        "home_url": reverse("home"),
        "person_links": [
            {"text": text, "href": reverse(url), "current": reverse(url) == here, "key": KEYS.get(url, "")}
            for text, url in links
        ],
    }


def _staff_links(actor: Person) -> list[tuple[str, str]]:
    roles = {role for role, _org, _unit in actor.roles}
    links = [(_("Today"), "home")]
    if "worker" in roles:
        links.append((_("My young people"), "youths"))
    if roles & {"worker", "manager"}:
        links.append((_("Who stands in"), "away"))
    if "substitute_care" in roles:
        links.append((_("Shared paths"), "shared"))
    if "administrator" in roles:
        links.append((_("Staff accounts"), "colleagues"))
    if "editor" in roles:
        links.append((_("Contents"), "contents"))
    links.append((_("Your account"), "account"))
    return links
