from django.urls import path

from sosiaalikyla.directory import views

urlpatterns = [
    path("palvelut/", views.services, name="services"),
    path("palvelut/tiedot/", views.source, name="services_source"),
    path("palvelut/kunta/<slug:place>/", views.municipality, name="municipality"),
    path("palvelut/<uuid:service>/", views.service, name="service"),
]
