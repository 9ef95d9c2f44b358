"""What stands published in the village, and the facts its pages lean on. No row says anything about anybody."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sosiaalikyla.base.privacy import Privacy, privacy


class RenderedQuerySet(models.QuerySet["Rendered"]):
    def in_force_on(self, day: date) -> Self:
        """Pages that may be shown as current: begun, and not past the last day the law or the office has given."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)

    def overdue_on(self, day: date) -> Self:
        """Pages whose owner should have read them again."""
        return self.filter(review_by__lt=day)


class Rendered(models.Model):
    """A house, a page or a rights card as published: its body rendered once, for one language and variant.

    Written when an editor publishes or a content folder is loaded; read by everybody. Placeholders of law and facts
    stand in it unfilled: they are filled for the reader's day.
    """

    class Kind(models.TextChoices):
        HOUSE = "house", _("house")
        PAGE = "page", _("page")
        CARD = "card", _("rights card")

    class Variant(models.TextChoices):
        FULL = "full", _("usual text")
        PLAIN = "plain", _("plain language")

    kind = models.CharField(max_length=5, choices=Kind.choices)
    key = models.CharField(max_length=80)
    language = models.CharField(max_length=2)
    variant = models.CharField(max_length=5, choices=Variant.choices)
    house = models.CharField(max_length=80, blank=True)
    section = models.CharField(max_length=80, blank=True)
    path = models.CharField(max_length=255, help_text="Address inside its language, such as jalkihuolto/raha/velat.")
    place = models.PositiveIntegerField(default=0, help_text="Order among its neighbours.")
    title = models.CharField(max_length=600)
    tab_title = models.CharField(max_length=600, blank=True, help_text="What the browser's tab says instead of the title.")
    lead = models.TextField()
    body = models.TextField()
    about = models.JSONField(default=dict, help_text="Sources, sections of law, help lines, what is disputed, links.")
    owner = models.CharField(max_length=80, help_text="Key of the office that answers for the page.")
    checked = models.DateField(null=True, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="The last day.")
    review_by = models.DateField()
    revision = models.CharField(max_length=64, help_text="Of the words it was rendered from.")
    published_at = models.DateTimeField()

    objects: ClassVar = RenderedQuerySet.as_manager()

    privacy: ClassVar[Privacy] = privacy(
        "P0", kept="public", extract=False, id="nothing", kind="nothing", key="nothing", language="nothing",
        variant="nothing", house="nothing", section="nothing", path="nothing", place="nothing", title="nothing",
        tab_title="nothing", lead="nothing", body="nothing", about="nothing", owner="nothing", checked="nothing",
        valid_from="nothing", valid_until="nothing", review_by="nothing", revision="nothing", published_at="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "language", "variant"], name="village_rendered_once"),
            models.UniqueConstraint(
                fields=["path", "language", "variant"],
                condition=~Q(kind="card"),
                name="village_rendered_one_page_at_an_address",
                violation_error_message=_("Another page stands at this address."),
            ),
            models.CheckConstraint(condition=Q(kind__in=["house", "page", "card"]), name="village_rendered_kind"),
            models.CheckConstraint(condition=Q(variant__in=["full", "plain"]), name="village_rendered_variant"),
            models.CheckConstraint(condition=Q(language__in=["fi", "sv", "en"]), name="village_rendered_language"),
        ]
        indexes: ClassVar = [models.Index(fields=["house", "language", "variant", "place"], name="village_rendered_house")]

    def __str__(self) -> str:
        return f"{self.key} {self.language} {self.variant}"


class StandingFact(models.Model):
    """A sum, an age or a day that pages name and no rule of ours holds, with its source and its days."""

    key = models.CharField(max_length=80, unique=True)
    text = models.JSONField(help_text="How it is written, by language.")
    start = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="The last day.")
    source = models.JSONField()

    privacy: ClassVar[Privacy] = privacy(
        "P0", kept="public", extract=False, id="nothing", key="nothing", text="nothing", start="nothing", until="nothing",
        source="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("start")), name="village_fact_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return self.key


class Findable(models.Model):
    """What the search finds: a page, a rights card or a service in one language and variant, with its words by weight.

    Made anew from what is published; deleting every row and indexing again gives the same rows.
    """

    kind = models.CharField(max_length=8)
    key = models.CharField(max_length=120)
    language = models.CharField(max_length=2)
    variant = models.CharField(max_length=5, default="full")
    title = models.CharField(max_length=600)
    lead = models.TextField()
    url = models.CharField(max_length=400)
    house = models.CharField(max_length=80, blank=True)
    near = models.TextField(help_text="Title and headings in lower case, for words misspelt.")
    vector = SearchVectorField(help_text="Base forms by weight: A title, B lead and headings, C text, D parts of compounds.")
    revision = models.CharField(max_length=64)

    privacy: ClassVar[Privacy] = privacy(
        "P0", kept="public", extract=False, id="nothing", kind="nothing", key="nothing", language="nothing",
        variant="nothing", title="nothing", lead="nothing", url="nothing", house="nothing", near="nothing",
        vector="nothing", revision="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "key", "language", "variant"], name="village_findable_once")
        ]
        indexes: ClassVar = [
            GinIndex(fields=["near"], name="village_findable_near", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.language}"


class WordForm(models.Model):
    """A form of a word, its base form, and how many findable things hold it: what somebody types is understood by these."""

    language = models.CharField(max_length=2)
    form = models.CharField(max_length=120)
    lemma = models.CharField(max_length=120)
    parts = models.JSONField(default=list, help_text="Parts of a compound, each in its base form.")

    privacy: ClassVar[Privacy] = privacy(
        "P0", kept="public", extract=False, id="nothing", language="nothing", form="nothing", lemma="nothing",
        parts="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["language", "form"], name="village_word_form_once"),
        ]
        indexes: ClassVar = [GinIndex(fields=["form"], name="village_word_form_near", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.form


class WordWeight(models.Model):
    """What a base form tells: how many findable things of a language hold it, and the weightiest of them with their ranks.

    A rare word tells more than a common one. The ranks are counted when the index is made, so that a search only adds.
    """

    language = models.CharField(max_length=2)
    lemma = models.CharField(max_length=120)
    held_by = models.PositiveIntegerField()
    found_in = ArrayField(models.BigIntegerField(), default=list, help_text="Ids of findable things, the weightiest first.")
    ranks = ArrayField(models.FloatField(), default=list, help_text="Of each of `found_in`, from 0 to 1.")

    privacy: ClassVar[Privacy] = privacy(
        "P0", kept="public", extract=False, id="nothing", language="nothing", lemma="nothing", held_by="nothing",
        found_in="nothing", ranks="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["language", "lemma"], name="village_word_weight_once"),
            models.CheckConstraint(condition=Q(found_in__len=models.F("ranks__len")), name="village_word_weight_ranks_each"),
        ]

    def __str__(self) -> str:
        return self.lemma


class Synonym(models.Model):
    """An everyday word and what it is called in our pages: kämppä, asunto."""

    language = models.CharField(max_length=2)
    word = models.CharField(max_length=120)
    means = models.CharField(max_length=120)
    lemmas = models.CharField(max_length=240, blank=True, db_index=True, help_text="Base forms of `word`; by the index.")

    privacy: ClassVar[Privacy] = privacy(
        "P0", kept="public", extract=False, id="nothing", language="nothing", word="nothing", means="nothing",
        lemmas="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["language", "word", "means"], name="village_synonym_once"),
        ]

    def __str__(self) -> str:
        return f"{self.word}: {self.means}"


class Feedback(models.Model):
    """What a reader says of a page, with no name: whether it helped, and in their words what was missing.

    Nobody is answered, and nothing tells who wrote. Editors read it; it is deleted after a year.
    """

    page = models.CharField(max_length=80, help_text="Key of the page; empty for the village as a whole.")
    language = models.CharField(max_length=2)
    helped = models.CharField(
        max_length=6, blank=True, choices=[("yes", _("Yes")), ("partly", _("Partly")), ("no", _("No"))]
    )
    text = models.TextField(blank=True, max_length=1000)
    on = models.DateField(help_text="The day only: no time that could tell who it was.")

    privacy: ClassVar[Privacy] = privacy(
        "P0", kept="passing", extract=False, id="nothing", page="nothing", language="nothing", helped="nothing",
        text="voice", on="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(helped__in=["yes", "partly", "no"]) | Q(helped="") & ~Q(text=""),
                name="village_feedback_says_something",
                violation_error_message=_("Say whether it helped, or write something."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.on}"
