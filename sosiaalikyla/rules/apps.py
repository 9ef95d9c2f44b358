from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "sosiaalikyla.rules"
    label = "rules"
