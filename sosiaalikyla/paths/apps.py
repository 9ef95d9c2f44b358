from django.apps import AppConfig


class PathsConfig(AppConfig):
    name = "sosiaalikyla.paths"
    label = "paths"
