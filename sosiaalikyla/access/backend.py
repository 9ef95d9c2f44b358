"""Which accounts may be signed in: those that are open."""

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from sosiaalikyla.access.models import User


class OpenAccounts(BaseBackend):
    """Finds the account of a session. It signs nobody in by itself: the doors do (`demo` now)."""

    def authenticate(self, request: HttpRequest | None, **_: object) -> None:
        return None

    def get_user(self, user_id: int) -> User | None:
        """The open account, or None: a closed account's session ends at the next request.

        A young person's own row comes along: every page of theirs needs it.
        """
        return User.objects.open().select_related("youth").filter(pk=user_id).first()
