from django.urls import path

from sosiaalikyla.portal import views

urlpatterns = [
    path("health/", views.alive, name="alive"),
    path("health/ready", views.ready, name="ready"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("my/", views.home, name="home"),
]
