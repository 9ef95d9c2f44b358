from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "sosiaalikyla.meetings"
    label = "meetings"

    def ready(self) -> None:
        from sosiaalikyla.meetings import looked  # noqa: F401 - declares the app's sentences
