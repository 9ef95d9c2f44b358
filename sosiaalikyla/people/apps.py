from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "sosiaalikyla.people"
    label = "people"
