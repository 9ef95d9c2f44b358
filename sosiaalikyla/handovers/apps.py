from django.apps import AppConfig


class HandoversConfig(AppConfig):
    name = "sosiaalikyla.handovers"
    label = "handovers"

    def ready(self) -> None:
        from sosiaalikyla.handovers import looked  # noqa: F401 - declares the app's sentences
        from sosiaalikyla.handovers.refresh import refresh
        from sosiaalikyla.journal.refresh import derives

        derives(refresh)
