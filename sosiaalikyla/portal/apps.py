from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "sosiaalikyla.portal"
    label = "portal"

    def ready(self) -> None:
        from sosiaalikyla.portal import looked  # noqa: F401 - declares the app's sentences
