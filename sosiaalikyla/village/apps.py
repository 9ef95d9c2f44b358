from django.apps import AppConfig


class VillageConfig(AppConfig):
    name = "sosiaalikyla.village"
    label = "village"
