"""The door for gunicorn. Start-up refuses what production must not run on."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sosiaalikyla.settings")
application = get_wsgi_application()
