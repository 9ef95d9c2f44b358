from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "sosiaalikyla.plans"
    label = "plans"
