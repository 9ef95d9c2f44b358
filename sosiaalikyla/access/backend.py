"""Which accounts may be signed in: those that are open."""

from django.contrib.auth.backends import BaseBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.http import HttpRequest

from sosiaalikyla.access.models import RoleHeld, User
from sosiaalikyla.base import clock


class OpenAccounts(BaseBackend):
    """Finds the account of a session. It signs nobody in by itself: the doors do (`demo` now)."""

    def authenticate(self, request: HttpRequest | None, **_: object) -> None:
        return None

    def get_user(self, user_id: int) -> User | None:
        """The open account, or None: a closed account's session ends at the next request.

        What every page needs comes along: a young person's own row, a worker's roles of today (`held`).
        """
        roles = RoleHeld.objects.in_force_on(clock.today()).filter(user=OuterRef("pk")).order_by("pk")
        held = roles.values(
            words=JSONObject(role="role", organisation_id="organisation_id", unit_id="unit_id", unit_name="unit__name")
        )
        rows = User.objects.open().select_related("youth").annotate(held=ArraySubquery(held))
        return rows.filter(pk=user_id).first()
