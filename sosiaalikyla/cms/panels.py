"""Panels of the editor that know which language they stand in."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import FieldPanel


class PartsPanel(FieldPanel):
    """The parts of a page. Only Finnish has the plain twin: in a translation its fields are not shown."""

    class BoundPanel(FieldPanel.BoundPanel):
        instance: Any

        @property
        def classname(self) -> str:
            return "" if self.instance.in_source_language else "without-twin"
