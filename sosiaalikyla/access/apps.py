from importlib import import_module

from django.apps import AppConfig, apps
from django.conf import settings


class AccessConfig(AppConfig):
    name = "sosiaalikyla.access"
    label = "access"

    def ready(self) -> None:
        """Load each app's rules, and refuse to start with a sealed model that has none."""
        from sosiaalikyla.access import checks  # noqa: F401 - registers the start-up checks
        from sosiaalikyla.access.rows import refuse_unruled

        for config in apps.get_app_configs():
            if config.name in settings.OUR_APPS:
                try:
                    import_module(f"{config.name}.policy")
                except ModuleNotFoundError as missing:
                    if missing.name != f"{config.name}.policy":
                        raise
        refuse_unruled()
