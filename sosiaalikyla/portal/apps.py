from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "sosiaalikyla.portal"
    label = "portal"
