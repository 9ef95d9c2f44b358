from django.apps import AppConfig


class KeysConfig(AppConfig):
    name = "sosiaalikyla.keys"
    label = "keys"

    def ready(self) -> None:
        from sosiaalikyla.keys import looked  # noqa: F401 - declares the app's sentences
