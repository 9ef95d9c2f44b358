"""The door for gunicorn. Start-up in production refuses what production must not run on."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from sosiaalikyla.base.kept import KeepOpenPages

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sosiaalikyla.settings")
application = KeepOpenPages(get_wsgi_application())


def with_contents() -> None:
    """In the demo everything is behind one port: what is under /cms/ goes on to the editors' process."""
    global application
    from django.conf import settings

    place = os.environ.get("SOSIAALIKYLA_CMS_SOCKET", "")
    if settings.SOSIAALIKYLA_DEMO and place:
        from sosiaalikyla.demo.forwarding import forwarding

        application = forwarding(application, place)


def refuse_what_is_unsafe() -> None:
    from django.conf import settings
    from django.db import connections

    if not settings.PRODUCTION:
        return
    from sosiaalikyla.access.checks import refusals

    found = refusals()
    connections.close_all()  # preload: no connection may be shared over the fork
    if found:
        for reason in found:
            print(f"refused: {reason}", file=sys.stderr)
        raise SystemExit(3)


refuse_what_is_unsafe()
with_contents()
