from django.urls import path

from sosiaalikyla.directory import views

urlpatterns = [
    path("services/", views.services, name="services"),
    path("services/source/", views.source, name="services_source"),
    path("services/in/<slug:place>/", views.municipality, name="municipality"),
    path("services/<uuid:service>/", views.service, name="service"),
]
