"""Panels of the editor that know which language they stand in, and the plain-language check beside the words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel

from sosiaalikyla.village.texts import FULL, PLAIN

from . import checking


class PartsPanel(FieldPanel):
    """The parts of a page. Only Finnish has the plain twin: in a translation its fields are not shown."""

    class BoundPanel(FieldPanel.BoundPanel):
        instance: Any

        @property
        def classname(self) -> str:
            return "" if self.instance.in_source_language else "without-twin"


class PlainCheckPanel(Panel):
    """What the check finds in the page as it was last saved, and what to do instead."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**{"heading": _("Plain-language check"), **words})

    class BoundPanel(Panel.BoundPanel):
        template_name = "cms/panels/plain_check.html"
        instance: Any

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            lengths = checking.lengths(self.instance)
            return context | {
                "faults": checking.faults(self.instance),
                "usual": lengths.get(FULL),
                "plain": lengths.get(PLAIN),
            }


class BehindPanel(Panel):
    """On a translation: the Finnish text has changed since, and where."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**{"heading": _("The Finnish text"), **words})

    class BoundPanel(Panel.BoundPanel):
        template_name = "cms/panels/behind.html"
        instance: Any

        def is_shown(self) -> bool:
            return bool(self.instance.pk) and not self.instance.in_source_language

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from . import translating

            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"state": translating.state_of(self.instance), "page": self.instance}
