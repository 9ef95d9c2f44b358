from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "sosiaalikyla.directory"
    label = "directory"
