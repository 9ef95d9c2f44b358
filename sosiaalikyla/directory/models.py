"""Services, ways to reach them and who arranges them, as a catalogue gave them; and our own layer beside, which no import
writes over. All of it is public: nothing here knows a young person.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from sosiaalikyla.access.models import ANSWERS
from sosiaalikyla.base import clock
from sosiaalikyla.base.privacy import Privacy, privacy
from sosiaalikyla.directory import neutral

PTV, OWN = "ptv", "own"
KEPT_DAYS = 30
"""Days a record is kept, marked, after a full import no longer has it."""

OURS = uuid.UUID("0d9bd5a8-4d0f-4a35-9a3f-2c1f5c1f7b11")

PUBLIC: dict[str, Any] = {"kept": "public", "extract": False}
M = TypeVar("M", bound="Imported")


def uuid_of(source: str, key: str) -> uuid.UUID:
    """The same public key for the same foreign record, in every installation and after every import."""
    return uuid.uuid5(OURS, f"{source}:{key}")


class Batch(models.Model):
    """One import: what came, what was made of it, and what wasn't understood. Written by the import command."""

    source = models.CharField(max_length=12, default=PTV)
    adapters = models.CharField(max_length=60)
    licence = models.CharField(max_length=40)
    fetched_at = models.DateTimeField(help_text="When the newest of the files was fetched.")
    imported_at = models.DateTimeField(default=clock.now)
    full = models.BooleanField(help_text="Whether what was not in it counts as vanished.")
    files = models.PositiveIntegerField()
    counts = models.JSONField(help_text="Kind of record → came, added, changed, vanished.")
    findings = models.JSONField(help_text="List of [file, place, what, value].")

    privacy: ClassVar[Privacy] = privacy(
        "P0", **PUBLIC, id="nothing", source="nothing", adapters="nothing", licence="nothing", fetched_at="nothing",
        imported_at="nothing", full="nothing", files="nothing", counts="nothing", findings="nothing",
    )  # fmt: skip


class ImportedQuerySet(models.QuerySet[M]):
    def present(self) -> Self:
        """Those the latest import still had."""
        return self.filter(vanished_on=None)


class Imported(models.Model):
    """A record with where it came from and when. The raw payload stands beside what was understood of it."""

    source = models.CharField(max_length=12)
    outer_key = models.CharField(max_length=210, help_text="The source's own key.")
    content = models.JSONField(help_text="The neutral record, as `neutral.as_json` writes it.")
    raw = models.JSONField(null=True, help_text="As it came; null for our own additions.")
    fingerprint = models.CharField(max_length=64, help_text="Of the payload and what was understood.")
    adapter = models.CharField(max_length=20)
    licence = models.CharField(max_length=40)
    changed_at = models.DateTimeField(null=True, help_text="When it was last changed, by the source's own word.")
    fetched_at = models.DateTimeField()
    imported_at = models.DateTimeField(default=clock.now)
    vanished_on = models.DateField(null=True, help_text="The day a full import no longer had it.")

    objects: ClassVar[Any] = ImportedQuerySet.as_manager()

    class Meta:
        abstract = True


def imported(**more: Any) -> Privacy:
    return privacy(
        "P0", **PUBLIC, id="nothing", source="nothing", outer_key="nothing", content="nothing", raw="nothing",
        fingerprint="nothing", adapter="nothing", licence="nothing", changed_at="nothing", fetched_at="nothing",
        imported_at="nothing", vanished_on="nothing", **more,
    )  # fmt: skip


class Organiser(Imported):
    """Who arranges services: a municipality, a county, an association. Known by name only."""

    privacy: ClassVar[Privacy] = imported()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "outer_key"], name="directory_organiser_once"),
        ]

    @property
    def record(self) -> neutral.Organiser:
        return neutral.from_json(neutral.Organiser, self.content)


class Channel(Imported):
    """A way to reach services: a place, a telephone, a page, an e-service, a form."""

    privacy: ClassVar[Privacy] = imported()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "outer_key"], name="directory_channel_once"),
        ]

    @property
    def record(self) -> neutral.Channel:
        return neutral.from_json(neutral.Channel, self.content)


class Connection(Imported):
    """A service is reached by a channel. Keys, not rows: the one may come in an import before the other."""

    service_key = models.CharField(max_length=100)
    channel_key = models.CharField(max_length=100)

    privacy: ClassVar[Privacy] = imported(service_key="nothing", channel_key="nothing")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "outer_key"], name="directory_connection_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["service_key"], name="directory_connection_service")]

    @property
    def record(self) -> neutral.Connection:
        return neutral.from_json(neutral.Connection, self.content)


class ServiceQuerySet(ImportedQuerySet["Service"]):
    def listed(self) -> Self:
        """Those that are for the people this service is for, and still there."""
        return self.present().filter(is_listed=True)

    def in_municipality(self, code: str) -> Self:
        return self.filter(municipality_codes__contains=[code])

    def in_county(self, code: str) -> Self:
        return self.filter(county_codes__contains=[code])

    def everywhere(self) -> Self:
        """Those of the whole country. One whose area nobody told is not among them."""
        return self.filter(country=True)

    def about(self, life_area: str) -> Self:
        return self.filter(life_areas__contains=[life_area])

    def for_group(self, group: str) -> Self:
        return self.filter(groups__contains=[group])

    def in_service_language(self, code: str) -> Self:
        return self.filter(languages__contains=[code])

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)


def _codes(size: int) -> Any:
    return ArrayField(models.CharField(max_length=size), default=list)


class Service(Imported):
    """Something a young person may use: a service of the catalogue or our own addition, or a free thing to do.

    The columns after `content` are drawn from it (`listing.columns`), so that lists are found by an index.
    """

    KINDS: ClassVar = ("service", "free")

    uuid = models.UUIDField(unique=True, editable=False)
    kind = models.CharField(max_length=8)
    is_listed = models.BooleanField()
    country = models.BooleanField()
    municipality_codes = _codes(3)
    county_codes = _codes(2)
    life_areas = _codes(12)
    groups = _codes(12)
    languages = _codes(8)
    sort_fi = models.CharField(max_length=300)
    sort_sv = models.CharField(max_length=300)
    sort_en = models.CharField(max_length=300)
    words_fi = models.TextField(help_text="In small letters: names, plain title, keywords.")
    words_sv = models.TextField()
    words_en = models.TextField()

    objects: ClassVar = ServiceQuerySet.as_manager()

    privacy: ClassVar[Privacy] = imported(
        uuid="nothing", kind="nothing", is_listed="nothing", country="nothing", municipality_codes="nothing",
        county_codes="nothing", life_areas="nothing", groups="nothing", languages="nothing", sort_fi="nothing",
        sort_sv="nothing", sort_en="nothing", words_fi="nothing", words_sv="nothing", words_en="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "outer_key"], name="directory_service_once"),
            models.CheckConstraint(condition=Q(kind__in=["service", "free"]), name="directory_service_kind"),
            models.CheckConstraint(
                condition=Q(country=False) | Q(municipality_codes=[]), name="directory_service_country_needs_no_codes"
            ),
        ]
        indexes: ClassVar = [
            GinIndex(fields=["municipality_codes"], name="directory_service_municipality"),
            GinIndex(fields=["county_codes"], name="directory_service_county"),
            GinIndex(fields=["words_fi"], name="directory_service_words_fi", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["words_sv"], name="directory_service_words_sv", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["words_en"], name="directory_service_words_en", opclasses=["gin_trgm_ops"]),
            *(
                models.Index(
                    fields=[f"sort_{language}", "id"],
                    name=f"directory_service_{where}_{language}",
                    condition=Q(is_listed=True, vanished_on=None) & more,
                )
                for where, more in (("all", Q()), ("far", Q(country=True)))
                for language in ("fi", "sv", "en")
            ),
        ]

    def __str__(self) -> str:
        return str(self.outer_key)

    @property
    def record(self) -> neutral.Service:
        return neutral.from_json(neutral.Service, self.content)


# ---------------------------------------------------------------- our own layer


class OwnWords(models.Model):
    """What we say of a service beside the catalogue: a plain title, when to contact, what is wrong in the record.

    Held by the source's key, so that an import changes nothing here. Words are language → text.
    """

    source = models.CharField(max_length=12)
    service_key = models.CharField(max_length=100)
    plain_title = models.JSONField(default=dict)
    when_to_contact = models.JSONField(default=dict)
    correction = models.JSONField(default=dict, help_text="What the record says wrongly, and how it is.")
    corrected_by = models.CharField(max_length=160, blank=True, help_text="The office that says so.")
    corrected_on = models.DateField(null=True)
    checked_on = models.DateField(help_text="When somebody last looked whether this holds.")

    privacy: ClassVar[Privacy] = privacy(
        "P0", **PUBLIC, id="nothing", source="nothing", service_key="nothing", plain_title="nothing",
        when_to_contact="nothing", correction="nothing", corrected_by="nothing", corrected_on="nothing",
        checked_on="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "service_key"], name="directory_ownwords_once"),
            models.CheckConstraint(
                condition=Q(correction={}) | (~Q(corrected_by="") & Q(corrected_on__isnull=False)),
                name="directory_ownwords_correction_has_an_office_and_a_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.service_key)


class MunicipalityPage(models.Model):
    """What a municipality itself says to a young person: what it offers, whom to ask for, how soon it answers.

    The contact is a role of an office with its public telephone and mail, never a person's name.
    """

    municipality_code = models.CharField(max_length=3, unique=True)
    offers = models.JSONField(default=dict)
    contact_role = models.JSONField(default=dict)
    phone = models.CharField(max_length=20, blank=True)
    mail = models.CharField(max_length=120, blank=True)
    answers = models.CharField(max_length=12, blank=True, choices=ANSWERS)
    checked_on = models.DateField()

    privacy: ClassVar[Privacy] = privacy(
        "P0", **PUBLIC, id="nothing", municipality_code="nothing", offers="nothing", contact_role="nothing", phone="nothing",
        mail="nothing", answers="nothing", checked_on="nothing",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answers__in=["", *(key for key, _words in ANSWERS)]), name="directory_municipalitypage_answers"
            )
        ]

    def __str__(self) -> str:
        return self.municipality_code

    @property
    def answers_within(self) -> str:
        return str(dict(ANSWERS).get(self.answers, ""))
