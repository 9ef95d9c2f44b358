from django.apps import AppConfig


class PathsConfig(AppConfig):
    name = "sosiaalikyla.paths"
    label = "paths"

    def ready(self) -> None:
        from sosiaalikyla.journal.refresh import derives
        from sosiaalikyla.paths import looked  # noqa: F401 - declares the app's sentences
        from sosiaalikyla.paths.refresh import refresh

        derives(refresh)
