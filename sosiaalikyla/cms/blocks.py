"""What a page is built of in the editor: parts with their plain twin, sections of law, sources."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup, StructBlockValidationError

from sosiaalikyla.village.texts import KINDS

KIND_NAMES = {
    "text": _("Text"),
    "steps": _("Steps to take"),
    "example": _("An invented person"),
    "rights": _("Your rights"),
    "careful": _("Be careful"),
    "ask": _("Ready words to say or send"),
}
VERIFICATIONS = [
    ("S", _("Read in the statute")),
    ("P", _("Said by an office or the news")),
    ("I", _("Our own reading")),
    ("M", _("Not verified")),
]


class TextBlock(blocks.RichTextBlock):
    """Paragraphs, lists and links: nothing else can be written."""

    def __init__(self, **words: Any) -> None:
        super().__init__(features=["link", "ul", "ol"], **words)


class PartBlock(blocks.StructBlock):
    """One part of a page. In Finnish each part has its twin in plain language beside it."""

    kind = blocks.ChoiceBlock(label=_("Kind of part"), choices=[(kind, KIND_NAMES[kind]) for kind in KINDS], default="text")
    heading = blocks.CharBlock(label=_("Heading"), max_length=200)
    text = TextBlock(label=_("Text"))
    plain_heading = blocks.CharBlock(label=_("Heading in plain language"), max_length=200, required=False)
    plain_text = TextBlock(label=_("Text in plain language"), required=False)

    class Meta:
        icon = "doc-full"
        label = _("Part")
        label_format = "{heading}"
        form_layout = BlockGroup(
            children=[
                "kind",
                "heading",
                "text",
                BlockGroup(
                    children=["plain_heading", "plain_text"], heading=_("The same in plain language"), icon="tag",
                    classname="plain-twin",
                ),
            ]
        )  # fmt: skip

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        said = strip_tags(cleaned["plain_text"].source).strip()
        if bool(cleaned["plain_heading"]) != bool(said):
            missing = "plain_text" if cleaned["plain_heading"] else "plain_heading"
            raise StructBlockValidationError(
                block_errors={missing: ValidationError(_("Write both the heading and the text in plain language."))}
            )
        return cleaned


class LawBlock(blocks.StructBlock):
    """A section of law the page leans on."""

    act = blocks.CharBlock(label=_("Act"), max_length=600, help_text=_("Such as 417/2007."))
    section = blocks.CharBlock(label=_("Section"), max_length=600)
    link = blocks.URLBlock(label=_("Link"), max_length=400)
    checked = blocks.DateBlock(label=_("Read on"))
    verification = blocks.ChoiceBlock(label=_("How it was checked"), choices=VERIFICATIONS, default="S")

    class Meta:
        icon = "clipboard-list"
        label = _("Section of law")
        label_format = "{act} {section}"


class SourceBlock(blocks.StructBlock):
    """What the page leans on besides the law."""

    title = blocks.CharBlock(label=_("Name"), max_length=600)
    publisher = blocks.CharBlock(label=_("Publisher"), max_length=600)
    link = blocks.URLBlock(label=_("Link"), max_length=400)
    year = blocks.IntegerBlock(label=_("Year"), required=False, min_value=1800, max_value=2200)
    checked = blocks.DateBlock(label=_("Read on"))

    class Meta:
        icon = "link"
        label = _("Source")
        label_format = "{title}"


class RelatedBlock(blocks.PageChooserBlock):
    """A page shown beside this one. Chosen among the Finnish ones: each reader gets it in their own language."""

    def __init__(self, **words: Any) -> None:
        super().__init__(page_type="cms.VillagePage", label=_("Page"), **words)

    class Meta:
        icon = "doc-empty"
