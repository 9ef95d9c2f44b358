"""The ground floor alone: own addresses, neighbours' addresses as empty rooms, each error on request."""

from types import SimpleNamespace

from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import path
from django.views.decorators.http import require_POST

from sosiaalikyla.base import errors, urls
from sosiaalikyla.base.pages import open_page

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error


def raising(exception):
    def view(request):
        raise exception

    return view


def signed_in(request):
    request.session["seen"] = True
    links = [
        SimpleNamespace(text="Polku", href="/own/", current=True),
        SimpleNamespace(text="Ihmiset", href="#", current=False),
    ]
    page = engines["django"].from_string(
        '{% extends "base/signed_in.html" %}{% block main %}<h1>Seuraavaksi muutat omaan kotiin</h1>{% endblock %}'
    )
    context = {"person_name": "Aino", "home_url": "/own/", "person_links": links}
    return HttpResponse(page.render(context, request))


@open_page
def curious(request):
    request.session.get("who")
    return HttpResponse("sama kaikille?")


urlpatterns = [
    *urls.plain_urlpatterns,
    *i18n_patterns(
        *urls.urlpatterns,
        path("", open_page(lambda request: render(request, "base/exit.html")), name="front"),
        path("help/", open_page(lambda request: render(request, "base/exit.html")), name="help"),
        path("rights/", open_page(lambda request: render(request, "base/exit.html")), name="rights"),
        path("demo/", lambda request: HttpResponse("demo"), name="demo"),
        path("sign-out/", require_POST(lambda request: HttpResponse("ulkona")), name="sign_out"),
        path("own/", signed_in, name="own"),
        path("curious/", curious),
        path("e/400/", raising(SuspiciousOperation())),
        path("e/403/", raising(PermissionDenied())),
        path("e/413/", raising(RequestDataTooBig())),
        path("e/429/", errors.too_many),
        path("e/500/", raising(ZeroDivisionError())),
        path("e/503/", errors.unavailable),
        prefix_default_language=False,
    ),
]
