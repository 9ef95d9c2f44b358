from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "sosiaalikyla.places"
    label = "places"
