"""Asks pages in the production profile and tells what came back: a process of its own, for settings are read once.

Standard input: {"asked": [[cell, method, address, session]], "https": bool}. Standard output: one JSON object.
Each request is undone.
"""

from __future__ import annotations

import json
import sys
from http.cookies import SimpleCookie
from typing import Any

import django


def main() -> None:
    django.setup()
    from django.conf import settings
    from django.contrib.sessions.middleware import SessionMiddleware
    from django.core.management import call_command
    from django.db import transaction
    from django.http import HttpRequest, HttpResponse
    from django.test import Client
    from django.urls import get_resolver

    from sosiaalikyla.access.checks import refusals
    from sosiaalikyla.base import clock

    words: dict[str, Any] = json.load(sys.stdin)
    told: dict[str, Any] = {"refusals": refusals()}
    with clock.at(clock.today()):
        told["refusals_with_a_held_clock"] = refusals()
    if words["asked"]:
        call_command("collectstatic", interactive=False, verbosity=0)
    client = Client()
    told["answers"] = []
    for cell, method, address, session in words["asked"]:
        client.cookies = SimpleCookie()
        if session:
            client.cookies[settings.SESSION_COOKIE_NAME] = session
        with transaction.atomic():
            response = client.generic(method, address, b"", "application/x-www-form-urlencoded", secure=words["https"])
            transaction.set_rollback(True)
        size = 0 if response.streaming else len(response.content)
        cookies = [each.OutputString() for each in response.cookies.values()]
        told["answers"].append([cell, method, response.status_code, dict(response.headers), cookies, size])
        response.close()

    def visited(request: HttpRequest) -> HttpResponse:
        request.session["visited"] = True
        return HttpResponse("")

    request = HttpRequest()
    request.META["HTTP_HOST"] = "testserver"
    if words["asked"]:
        with transaction.atomic():
            answer = SessionMiddleware(visited)(request)
            transaction.set_rollback(True)
        told["session_cookie"] = [each.OutputString() for each in answer.cookies.values()]
    told["names"] = sorted(str(name) for name in get_resolver().reverse_dict if isinstance(name, str))
    told["cookie_names"] = [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME]
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
