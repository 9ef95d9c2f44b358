from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "sosiaalikyla.base"
    label = "base"
    verbose_name = "Base"
