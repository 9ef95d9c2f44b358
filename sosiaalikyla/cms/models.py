"""Editors, and the pages they write. All tables stand in the schema `cms`; none says anything about a client."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface, TitleFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.fields import StreamField
from wagtail.models import AbstractGroupApprovalTask, Page

from sosiaalikyla.base import clock
from sosiaalikyla.base.months import add_months

from .blocks import LawBlock, PartBlock, RelatedBlock, SourceBlock
from .choices import OFFICES
from .forms import KeyedForm, WrittenForm
from .panels import BehindPanel, PartsPanel, PlainCheckPanel

SOURCE_LANGUAGE = "fi"
"""Pages are written in Finnish first; the others are translations of it."""

PREVIEW_SIZES = [
    {"name": "phone", "icon": "mobile-alt", "device_width": 360, "label": _("As on a phone")},
    {"name": "tablet", "icon": "tablet-alt", "device_width": 768, "label": _("As on a tablet")},
    {"name": "desktop", "icon": "desktop", "device_width": 1280, "label": _("As on a computer")},
]
_KEY = RegexValidator(r"^[a-z][a-z0-9_.-]*$")


def half_a_year_on() -> date:
    """Money, time limits and procedures are read again within half a year."""
    return add_months(clock.today(), 6)


# ---------------------------------------------------------------- who


class EditorManager(BaseUserManager["Editor"]):
    """Editors come over from the main host; nobody is made by hand."""


class Editor(AbstractBaseUser, PermissionsMixin):
    """Somebody with the role of editor on the main host, as they were when they last came over. No password, no address."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(max_length=2, default="fi")
    offices = ArrayField(
        models.CharField(max_length=80), default=list, blank=True, help_text="Offices this person answers for; none: all."
    )
    is_active = models.BooleanField(default=True)
    last_login = None  # when somebody was here last is nobody's business

    objects: ClassVar = EditorManager()
    USERNAME_FIELD = "uuid"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    email = ""
    """Wagtail asks for one before it writes mail: nobody has one here."""

    class Meta:
        verbose_name = _("editor")
        verbose_name_plural = _("editors")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            # Rights come from groups only: nobody passes by them.
            models.CheckConstraint(condition=models.Q(is_superuser=False), name="cms_editor_no_superuser")
        ]

    def __str__(self) -> str:
        return self.name

    def get_username(self) -> str:
        """What Wagtail shows beside what somebody did: the name, since the key says nothing to anybody."""
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]


class UsedHandOver(models.Model):
    """A hand-over that has brought somebody in: it brings nobody in again. Forgotten once it would be too old anyway."""

    nonce = models.CharField(max_length=43, primary_key=True)
    used_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.nonce


# ---------------------------------------------------------------- pages


class Keyed(Page):
    """What every page of ours has: a key that stays the same in all languages, and no address of Wagtail's own."""

    key = models.CharField(
        _("key"),
        max_length=80,
        blank=True,
        validators=[_KEY],
        help_text=_("The same in every language; other pages refer to it."),
    )
    exclude_fields_in_copy: ClassVar = ["key"]
    base_form_class = KeyedForm
    is_first_step = False
    """Whether the address in the village begins with this page's word."""
    private_page_options: ClassVar = []
    """The village is open: a page that only some may read would be read by all."""
    promote_panels: ClassVar = []
    settings_panels: ClassVar = []

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.key:
            self.key = self._key_of_translations() or self._new_key()
        super().save(*args, **kwargs)

    def _key_of_translations(self) -> str:
        same = type(self).objects.filter(translation_key=self.translation_key).exclude(pk=self.pk).exclude(key="")
        return same.values_list("key", flat=True).first() or ""

    def _new_key(self) -> str:
        wanted = (self.slug or "sivu")[:70]
        if not wanted[0].isalpha():
            wanted = f"s-{wanted}"
        taken = {
            key for model in KEYED for key in model.objects.filter(key__startswith=wanted).values_list("key", flat=True)
        }
        return next(name for name in (wanted, *(f"{wanted}-{n}" for n in range(2, 1000))) if name not in taken)

    @property
    def language(self) -> str:
        code: str = self.locale.language_code
        return code

    @property
    def in_source_language(self) -> bool:
        return self.language == SOURCE_LANGUAGE

    # A page is read in the village, at the village's own address.

    def village_path(self) -> str:
        """Address in the village without its language, such as jalkihuolto/raha/velat; empty when it has none."""
        return ""

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        from django.conf import settings

        path = self.village_path()
        if not path:
            return None
        prefix = "" if self.in_source_language else f"{self.language}/"
        return (0, settings.VILLAGE_URL, f"/{prefix}{path}/")

    def _get_dummy_header_url(self, original_request: HttpRequest | None = None) -> str | None:
        """A preview is asked for at this process's own address: the village's is another process."""
        return original_request.build_absolute_uri("/cms/") if original_request else None

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        return PREVIEW_SIZES


class VillageRoot(Page):
    """The village in one language: what the tree of houses hangs from."""

    max_count = 3
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = ["cms.HousePage", "cms.CardShelf"]
    preview_modes: ClassVar = []
    private_page_options: ClassVar = []
    content_panels: ClassVar = [TitleFieldPanel("title")]
    promote_panels: ClassVar = []
    settings_panels: ClassVar = []

    class Meta:
        verbose_name = _("village")

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        from django.conf import settings

        code = self.locale.language_code
        return (0, settings.VILLAGE_URL, "/" if code == SOURCE_LANGUAGE else f"/{code}/")


class CardShelf(Page):
    """Where the rights cards stand; they are shown on young people's paths, not at an address of their own."""

    parent_page_types: ClassVar = ["cms.VillageRoot"]
    subpage_types: ClassVar = ["cms.RightsCard"]
    max_count_per_parent = 1
    preview_modes: ClassVar = []
    private_page_options: ClassVar = []
    content_panels: ClassVar = [TitleFieldPanel("title")]
    promote_panels: ClassVar = []
    settings_panels: ClassVar = []

    class Meta:
        verbose_name = _("rights cards")

    def get_url_parts(self, request: HttpRequest | None = None) -> None:
        return None


class HousePage(Keyed):
    """A house of the village: its name and what it is for. Sections stand in the order of the Finnish tree."""

    class Accent(models.TextChoices):
        PINE = "pine", _("pine")
        LAKE = "lake", _("lake")
        BERRY = "berry", _("berry")
        EMBER = "ember", _("ember")

    lead = models.CharField(_("what the house is for"), max_length=600)
    lead_plain = models.CharField(_("the same in plain language"), max_length=600, blank=True)
    neutral_title = models.CharField(
        _("neutral title"), max_length=600, blank=True,
        help_text=_("What the browser's tab and history say instead of the title, on pages that nobody else should notice."),
    )  # fmt: skip
    office = models.CharField(_("answered for by"), max_length=80, choices=OFFICES, default="content.aftercare")
    accent = models.CharField(_("colour"), max_length=8, choices=Accent.choices, default=Accent.PINE)
    languages = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    place = models.PositiveIntegerField(_("place among its neighbours"), default=100)

    SHARED = frozenset({"office", "accent", "languages", "place", "lead_plain"})
    is_first_step = True
    parent_page_types: ClassVar = ["cms.VillageRoot"]
    subpage_types: ClassVar = ["cms.SectionPage"]
    preview_modes: ClassVar = []
    edit_handler = ObjectList(
        [
            TitleFieldPanel("title"),
            FieldPanel("lead", widget=AdminAutoHeightTextInput),
            FieldPanel("lead_plain", widget=AdminAutoHeightTextInput),
            FieldPanel("slug"),
            FieldPanel("neutral_title"),
            FieldRowPanel([FieldPanel("office"), FieldPanel("accent"), FieldPanel("place")]),
        ],
        base_form_class=KeyedForm,
    )

    class Meta:
        verbose_name = _("house")

    def village_path(self) -> str:
        return self.slug


class SectionPage(Keyed):
    """A section of a house: a name and an address."""

    SHARED = frozenset[str]()
    parent_page_types: ClassVar = ["cms.HousePage"]
    subpage_types: ClassVar = ["cms.VillagePage"]
    preview_modes: ClassVar = []
    edit_handler = ObjectList([TitleFieldPanel("title"), FieldPanel("slug")], base_form_class=KeyedForm)

    class Meta:
        verbose_name = _("section of a house")

    def village_path(self) -> str:
        return f"{self.get_parent().slug}/{self.slug}"

    def _new_key(self) -> str:
        """Keys of sections are their own in each house."""
        return self.slug[:70]


class Written(Keyed):
    """What a page and a rights card have in common: words in parts, and what stands behind them.

    What is the same in every language is written on the Finnish page only (`SHARED`).
    """

    class Review(models.TextChoices):
        WAITING = "waiting", _("waits for a professional's review")
        REVIEWED = "reviewed", _("reviewed by a professional")

    lead = models.CharField(_("lead"), max_length=1000, help_text=_("One or two sentences under the title."))
    plain_title = models.CharField(_("title in plain language"), max_length=255, blank=True)
    plain_lead = models.CharField(_("lead in plain language"), max_length=1000, blank=True)
    body = StreamField([("part", PartBlock())], verbose_name=_("parts"))

    disputed = models.CharField(_("what is not agreed on"), max_length=600, blank=True)
    neutral_title = models.CharField(
        _("neutral title"), max_length=600, blank=True,
        help_text=_("What the browser's tab and history say instead of the title, on pages that nobody else should notice."),
    )  # fmt: skip
    clear_question = models.CharField(
        _("was this clear?"), max_length=600, blank=True, help_text=_("What a rights card asks under its words.")
    )

    search_words = models.TextField(
        _("search words"), blank=True, max_length=4000,
        help_text=_("What people call this when they look for it, one on each line. Shown to nobody."),
    )  # fmt: skip

    office = models.CharField(_("answered for by"), max_length=80, choices=OFFICES, default="content.aftercare")
    review_by = models.DateField(_("to be read again by"), null=True, default=half_a_year_on)
    valid_from = models.DateField(_("valid from"), null=True, default=clock.today)
    valid_until = models.DateField(_("valid until"), null=True, blank=True, help_text=_("The last day."))
    review = models.CharField(_("review"), max_length=8, choices=Review.choices, default=Review.WAITING)
    life_areas = ArrayField(models.CharField(max_length=80), default=list, blank=True, verbose_name=_("areas of life"))
    phases = ArrayField(models.CharField(max_length=80), default=list, blank=True, verbose_name=_("phases of the path"))
    help = ArrayField(models.CharField(max_length=80), default=list, blank=True, verbose_name=_("help lines"))
    related = StreamField([("page", RelatedBlock())], blank=True, verbose_name=_("pages beside"))
    law = StreamField([("law", LawBlock())], blank=True, verbose_name=_("sections of law"))
    sources = StreamField([("source", SourceBlock())], blank=True, verbose_name=_("sources"))
    place = models.PositiveIntegerField(_("place among its neighbours"), default=100)

    SHARED = frozenset(
        {
            "office", "review_by", "valid_from", "valid_until", "review", "life_areas", "phases", "help", "related", "law",
            "sources", "place", "plain_title", "plain_lead",
        }
    )  # fmt: skip
    subpage_types: ClassVar = []
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    PlainCheckPanel(),
                    BehindPanel(),
                    TitleFieldPanel("title"),
                    FieldPanel("lead", widget=AdminAutoHeightTextInput),
                    MultiFieldPanel(
                        [FieldPanel("plain_title"), FieldPanel("plain_lead", widget=AdminAutoHeightTextInput)],
                        heading=_("In plain language"),
                    ),
                    PartsPanel("body"),
                    FieldPanel("disputed", widget=AdminAutoHeightTextInput),
                    FieldPanel("clear_question"),
                ],
                heading=_("Words"),
            ),
            ObjectList(
                [
                    FieldPanel("law"),
                    FieldPanel("sources"),
                    FieldPanel("help"),
                    FieldPanel("related"),
                    FieldPanel("search_words"),
                    FieldRowPanel([FieldPanel("life_areas"), FieldPanel("phases")]),
                ],
                heading=_("What it leans on"),
            ),
            ObjectList(
                [
                    FieldPanel("slug"),
                    FieldPanel("neutral_title"),
                    FieldPanel("office"),
                    FieldRowPanel([FieldPanel("review_by"), FieldPanel("valid_from"), FieldPanel("valid_until")]),
                    FieldRowPanel([FieldPanel("review"), FieldPanel("place")]),
                ],
                heading=_("Owner and days"),
            ),
        ],
        base_form_class=WrittenForm,
    )

    class Meta:
        abstract = True

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        usual = [("", _("Usual text"))]
        return [*usual, ("plain", _("Plain language"))] if self.in_source_language else usual

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        from .previews import preview

        return preview(request, self, plain=mode_name == "plain")


class VillagePage(Written):
    """A page of a house."""

    parent_page_types: ClassVar = ["cms.SectionPage"]

    class Meta:
        verbose_name = _("page")

    def village_path(self) -> str:
        section = self.get_parent()
        return f"{section.get_parent().slug}/{section.slug}/{self.slug}" if section else ""


class RightsCard(Written):
    """A rights card, shown on the path."""

    parent_page_types: ClassVar = ["cms.CardShelf"]

    class Meta:
        verbose_name = _("rights card")


KEYED: tuple[type[Keyed], ...] = (HousePage, SectionPage, VillagePage, RightsCard)
WRITTEN: tuple[type[Written], ...] = (VillagePage, RightsCard)


# ---------------------------------------------------------------- what the loader and the translators remember


class Loaded(models.Model):
    """A page as the loader left it: the words of the file, and the revision it made of them.

    When the page's newest revision is another one, an editor has been there: the loader then leaves the page alone.
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="+", primary_key=True)
    digest = models.CharField(max_length=64)
    revision = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.page_id} {self.revision}"


class Translated(models.Model):
    """From which Finnish words a translation was made: when those are others now, the translation is behind."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="+", primary_key=True)
    digest = models.CharField(max_length=64, help_text="Of the Finnish words.")
    revision = models.BigIntegerField(null=True, help_text="The Finnish revision they stood in.")

    def __str__(self) -> str:
        return f"{self.page_id}"


class ReviewTask(AbstractGroupApprovalTask):
    """Somebody else than the writer reads the page before it is published."""

    class Meta:
        verbose_name = _("review by another person")
        verbose_name_plural = _("reviews by another person")

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        state = obj.current_workflow_state
        if state is not None and state.requested_by_id == user.pk:
            return []
        found: list[tuple[str, str, bool]] = super().get_actions(obj, user)
        return found

    @classmethod
    def get_description(cls) -> str:
        return str(_("A member of the group, and never the one who sent the page, approves it"))
