"""Addresses of the editors' process: all under /cms/, so that the demo can have it behind one port."""

from django.urls import include, path
from wagtail.admin import urls as wagtail_urls

from . import visits

handler404 = "sosiaalikyla.cms.visits.not_found"

urlpatterns = [
    path("", visits.outside, name="front"),
    path("cms/health/", visits.alive, name="alive"),
    path("cms/come-in/", visits.come_in, name="come_in"),
    path("cms/login/", visits.outside, name="outside"),
    path("cms/logout/", visits.leave, name="leave"),
    path("cms/", include(wagtail_urls)),
]
