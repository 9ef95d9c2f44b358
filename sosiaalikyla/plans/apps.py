from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "sosiaalikyla.plans"
    label = "plans"

    def ready(self) -> None:
        from sosiaalikyla.journal.refresh import derives
        from sosiaalikyla.plans import looked  # noqa: F401 - declares the app's sentences
        from sosiaalikyla.plans.refresh import refresh

        derives(refresh)
