from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "sosiaalikyla.notices"
    label = "notices"
