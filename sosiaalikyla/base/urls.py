"""`urlpatterns` go inside `i18n_patterns`, `plain_urlpatterns` outside it."""

from django.urls import path

from . import styles, views

urlpatterns = [
    path("exit/", views.exit_page, name="exit"),
    path("components/", views.components, name="components"),
]

plain_urlpatterns = [
    path("styles/<slug:digest>.css", styles.stylesheet, name="styles"),
]
