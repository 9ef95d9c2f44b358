"""Every address of the house. Open pages carry their language in the address; signed-in pages follow the account."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from sosiaalikyla.base import urls as base_urls
from sosiaalikyla.keys import urls as keys_urls
from sosiaalikyla.paths import urls as paths_urls
from sosiaalikyla.portal import urls as portal_urls

handler400 = "sosiaalikyla.base.errors.bad_request"
handler403 = "sosiaalikyla.base.errors.permission_denied"
handler404 = "sosiaalikyla.base.errors.page_not_found"
handler500 = "sosiaalikyla.base.errors.server_error"

urlpatterns = [
    path("", include(base_urls.plain_urlpatterns)),
    path("", include(portal_urls.urlpatterns)),
    path("", include("sosiaalikyla.drafts.urls")),
    path("", include("sosiaalikyla.people.urls")),
    path("", include(paths_urls.urlpatterns)),
    path("", include("sosiaalikyla.meetings.urls")),
    path("", include(keys_urls.urlpatterns)),
    path("", include("sosiaalikyla.plans.urls")),
    path("", include("sosiaalikyla.handovers.urls")),
    *i18n_patterns(
        path("", include(base_urls.urlpatterns)),
        path("", include("sosiaalikyla.places.urls")),
        path("", include(keys_urls.doors)),
        path("", include("sosiaalikyla.rules.urls")),
        path("", include(portal_urls.open_urlpatterns)),
        path("", include(paths_urls.open_urlpatterns)),
        path("", include("sosiaalikyla.directory.urls")),
        *([path("", include("sosiaalikyla.demo.urls"))] if settings.SOSIAALIKYLA_DEMO else []),
        path("", include("sosiaalikyla.village.urls")),
        prefix_default_language=False,
    ),
]
