from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "sosiaalikyla.demo"
    label = "demo"
