from django.urls import path

from sosiaalikyla.portal import contents, search, views

urlpatterns = [
    path("health/", views.alive, name="alive"),
    path("health/ready", views.ready, name="ready"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("my/", views.home, name="home"),
    path("my/contents/", contents.contents, name="contents"),
    path("people/near/", views.near, name="near"),
    path("board/", views.transitions, name="transitions"),
]

open_urlpatterns = [path("search/", search.search, name="search")]
"""Inside `i18n_patterns`: open to everybody."""
