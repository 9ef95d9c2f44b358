"""The door for gunicorn, of the editors' process."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sosiaalikyla.cms.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()


def refuse_what_is_unsafe() -> None:
    """In production: only as sk_cms, only with keys of its own, never with those of encrypted columns."""
    from django.conf import settings
    from django.db import connections

    if not settings.PRODUCTION:
        return
    from .checks import refusals

    found = refusals()
    connections.close_all()  # preload: no connection may be shared over the fork
    if found:
        for reason in found:
            print(f"refused: {reason}", file=sys.stderr)
        raise SystemExit(3)


refuse_what_is_unsafe()
