from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "sosiaalikyla.cms"
    label = "cms"
    verbose_name = _("Contents")

    def ready(self) -> None:
        from . import going_out

        going_out.listen()
