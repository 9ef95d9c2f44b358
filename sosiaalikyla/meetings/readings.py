"""What pages need of times, contacts and signs, each in a few queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, Max, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest

from sosiaalikyla.access.actors import Actor, Person
from sosiaalikyla.access.sealed import SealedQuerySet
from sosiaalikyla.base import clock
from sosiaalikyla.drafts.stale import digest
from sosiaalikyla.meetings import record
from sosiaalikyla.meetings.models import (
    CallWish,
    ContactAddition,
    ContactMade,
    ContactOwnWords,
    Meeting,
    QuietAgreement,
    Rhythm,
    Sign,
)
from sosiaalikyla.meetings.quiet import Agreed, quiet_since
from sosiaalikyla.people.models import Cover, Responsibility, WorkRelation, Youth
from sosiaalikyla.people.policy import covered

MET = ("visit", "video")
SIGNS_KEPT = timedelta(days=3)
"""How long a sign stays on the worker's today: over a weekend."""
IN_FORCE = Q(scribe=None) | Q(read_back_at__isnull=False)


# ---------------------------------------------------------------- contacts, and their text for the record


@dataclass(frozen=True)
class ContactRead:
    """One contact with what was said and added, oldest first. said: the newest version of the young person's words."""

    row: ContactMade
    said: ContactOwnWords | None
    added: list[tuple[ContactAddition, ContactOwnWords | None]]

    @property
    def base(self) -> str:
        """The version of the words that may still be mended; none once they are in the record."""
        return "" if self.row.taken_at else digest(*self.words.values())

    @property
    def words(self) -> dict[str, str]:
        """What may be mended, by name of the form's field."""
        return self.row.words(self.said.text if self.said else "")

    @property
    def is_taken(self) -> bool:
        return self.row.taken_at is not None and all(addition.taken_at for addition, _said in self.added)

    def untaken_text(self, language: str) -> str:
        """What isn't in the record yet: the whole contact, or only what has been added since."""
        contact, added = self._parts()
        if self.row.taken_at is None:
            return record.contact_text(contact, language)
        return "\n\n".join(
            record.addition_text(contact, part, language)
            for part, (addition, _said) in zip(added, self.added, strict=True)
            if addition.taken_at is None
        )

    def whole_text(self, language: str) -> str:
        contact, added = self._parts()
        parts = [record.contact_text(contact, language), *(record.addition_text(contact, one, language) for one in added)]
        return "\n\n".join(parts)

    def text(self, language: str) -> str:
        """What to copy now: what isn't in the record yet, or all of it once everything is."""
        return self.untaken_text(language) or self.whole_text(language)

    def _parts(self) -> tuple[record.Contact, list[record.Added]]:
        row = self.row
        contact = record.Contact(
            at=row.at, way=row.way, reached=row.reached, by=row.worker.name, written_at=row.made_at, place=row.place,
            present=row.present, own=_said(self.said), view=row.view, agreed=row.agreed, following=row.following,
        )  # fmt: skip
        added = [
            record.Added(written_at=each.written_at, by=each.worker.name, text=each.text, own=_said(words))
            for each, words in self.added
        ]
        return contact, added


def _said(words: ContactOwnWords | None) -> record.Said | None:
    return record.Said(words.text, words.scribe.name) if words and words.text else None


def contacts_read(actor: Actor, rows: Iterable[ContactMade]) -> list[ContactRead]:
    """The contacts with their words, in two queries for any number of them. Each row has its `worker` with it."""
    rows = list(rows)
    words = ContactOwnWords.objects.visible_to(actor).filter(contact__in=rows).select_related("scribe").order_by("version")
    said: dict[int, ContactOwnWords] = {}
    with_addition: dict[int, ContactOwnWords] = {}
    for one in words:
        if one.addition_id is None:
            said[one.contact_id] = one
        else:
            with_addition[one.addition_id] = one
    added: dict[int, list[tuple[ContactAddition, ContactOwnWords | None]]] = {row.pk: [] for row in rows}
    additions = ContactAddition.objects.visible_to(actor).filter(contact__in=rows).select_related("worker").order_by("pk")
    for each in additions:
        added[each.contact_id].append((each, with_addition.get(each.pk)))
    return [ContactRead(row, said.get(row.pk), added[row.pk]) for row in rows]


def untaken(actor: Person) -> SealedQuerySet[ContactMade]:
    """The actor's own contacts that aren't in the record yet, or to which something has been added since."""
    more = ContactAddition.objects.visible_to(actor).filter(contact=OuterRef("pk"), taken_at=None)
    own = ContactMade.objects.visible_to(actor).filter(worker=actor.user)
    return own.filter(Q(taken_at=None) | Exists(more))


def unrecorded(actor: Person) -> list[ContactRead]:
    """Own contacts waiting to be taken to the record, oldest first. Three queries."""
    return contacts_read(actor, untaken(actor).select_related("worker", "youth").order_by("at", "pk"))


# ---------------------------------------------------------------- agreed times and how often


@dataclass(frozen=True)
class Times:
    """One young person's times around now. coming: also those called off, until their day has gone."""

    coming: list[Meeting]
    unnoted: list[Meeting]

    @classmethod
    def of(cls, actor: Actor, youth_id: int) -> Times:
        """One query. unnoted: gone, not called off, and nobody has noted whether they were held; a month back."""
        now = clock.now()
        rows = Meeting.objects.visible_to(actor).filter(youth_id=youth_id, starts_at__gte=now - timedelta(days=31))
        times = list(rows.select_related("worker").order_by("starts_at"))
        return cls(
            coming=[row for row in times if row.starts_at >= now],
            unnoted=[
                row for row in times
                if row.starts_at < now and row.held is None and row.cancelled_at is None and row.answer != "cant"
            ],
        )  # fmt: skip


@dataclass(frozen=True)
class RhythmRead:
    """How often has been agreed, and on which days they have met, newest first."""

    agreed: Rhythm | None
    met: list[date] = field(default_factory=list)

    @classmethod
    def of(cls, actor: Actor, youth_id: int, most: int = 6) -> RhythmRead:
        """Two queries."""
        agreed = Rhythm.objects.visible_to(actor).filter(youth_id=youth_id).select_related("worker").order_by("-pk").first()
        visits = ContactMade.objects.visible_to(actor).filter(youth_id=youth_id, reached=True, way__in=MET)
        return cls(agreed, [clock.day_of(row.at) for row in visits.order_by("-at")[:most]])


# ---------------------------------------------------------------- silence, wishes and signs


@dataclass(frozen=True)
class QuietRead:
    """What has been agreed on silence. row: what holds · waiting: written down, not yet ticked by the young person."""

    row: QuietAgreement | None
    waiting: QuietAgreement | None

    @property
    def is_paused(self) -> bool:
        return self.row is not None and self.row.pause_until is not None and self.row.pause_until >= clock.today()

    @classmethod
    def of(cls, actor: Actor, youth_id: int) -> QuietRead:
        """One query: the newest row, and the newest that holds."""
        rows = QuietAgreement.objects.visible_to(actor).filter(youth_id=youth_id).order_by("-pk")
        newest = Subquery(rows.values("pk")[:1])
        holds = Subquery(rows.filter(IN_FORCE).values("pk")[:1])
        found = list(rows.filter(Q(pk=newest) | Q(pk=holds)).select_related("scribe"))
        held = next((row for row in found if row.scribe_id is None or row.read_back_at is not None), None)
        return cls(held, found[0] if found and found[0] is not held else None)


def waiting_wish(actor: Actor, youth_id: int) -> CallWish | None:
    """The wish for a call that waits."""
    return CallWish.objects.visible_to(actor).filter(youth_id=youth_id, done_at=None, withdrawn_at=None).first()


def latest_sign(actor: Actor, youth_id: int) -> Sign | None:
    return Sign.objects.visible_to(actor).filter(youth_id=youth_id).order_by("-at").first()


def helper_name(actor: Actor, youth_id: int) -> str:
    """Whom the young person's sign reaches today: their own worker, or the one who stands in. Empty when nobody."""
    today = clock.today()
    covers = Cover.objects.visible_to(actor).filter(worker=OuterRef("worker"), during__contains=today)
    rows = Responsibility.objects.visible_to(actor).filter(youth_id=youth_id, during__contains=today)
    found: Any = rows.select_related("worker").annotate(deputy=Subquery(covers.values("deputy__name")[:1])).first()
    return (found.deputy or found.worker.name) if found else ""


# ---------------------------------------------------------------- the worker's today


@dataclass(frozen=True)
class InTouch:
    """What one young person has asked for or agreed on, read from a row of `with_touch`.

    tried_at: the latest attempt since they asked, or since they were last reached · mine: theirs to answer is the actor's.
    """

    youth: Youth
    mine: bool
    wish_for: date | None
    tried_at: datetime | None
    sign: str
    sign_at: datetime | None
    quiet: Agreed | None
    contacts: list[date]
    answers: list[date]

    @classmethod
    def of(cls, row: Any) -> InTouch:
        quiet = Agreed(row.quiet_days, row.quiet_made, row.quiet_pause) if row.quiet_days else None
        since = row.wish_asked or row.reached_at
        return cls(
            youth=row,
            mine=row.touch_mine,
            wish_for=row.wish_for,
            tried_at=row.tried_at if row.tried_at and (since is None or row.tried_at > since) else None,
            sign=row.sign or "",
            sign_at=row.sign_at,
            quiet=quiet,
            contacts=_days(row.reached_at),
            answers=_days(row.answered_at, row.signed_at, row.wished_at),
        )

    def quiet_since(self, today: date) -> date | None:
        return quiet_since(self.contacts, self.answers, self.quiet, today)


def with_touch(actor: Person, youths: SealedQuerySet[Youth]) -> SealedQuerySet[Youth]:
    """The young people with what `InTouch` reads of each: no query of its own, for a page that reads their rows anyway.

    touch_mine: whether the actor is responsible, stands in or works as the pair; own_untaken: the actor's own contacts with
    them that aren't in the record yet.
    """

    def theirs(model: Any) -> Any:
        return model.objects.visible_to(actor).filter(youth=OuterRef("pk"))

    def newest(rows: Any, moment: str) -> Subquery:
        return Subquery(rows.order_by().values("youth").annotate(last=Max(moment)).values("last"))

    today = clock.today()
    answers = Responsibility.objects.visible_to(actor).filter(worker=actor.user, during__contains=today)
    pair = WorkRelation.objects.visible_to(actor).filter(
        worker=actor.user, kind=WorkRelation.Kind.PAIR, during__contains=today
    )
    mine = Q(pk__in=answers.values("youth")) | Q(pk__in=covered(actor).values("youth")) | Q(pk__in=pair.values("youth"))
    wish = theirs(CallWish).filter(done_at=None, withdrawn_at=None)
    sign = theirs(Sign).filter(at__gte=clock.now() - SIGNS_KEPT).order_by("-at")
    agreement = theirs(QuietAgreement).filter(IN_FORCE).order_by("-pk")
    own = untaken(actor).filter(youth=OuterRef("pk")).order_by().values("youth").annotate(number=Count("pk"))
    return youths.annotate(
        touch_mine=ExpressionWrapper(mine, output_field=BooleanField()),
        wish_for=Subquery(wish.values("for_day")[:1]),
        wish_asked=Subquery(wish.values("asked_at")[:1]),
        sign=Subquery(sign.values("what")[:1]),
        sign_at=Subquery(sign.values("at")[:1]),
        quiet_days=Subquery(agreement.values("days")[:1]),
        quiet_made=Subquery(agreement.values("made_on")[:1]),
        quiet_pause=Subquery(agreement.values("pause_until")[:1]),
        reached_at=newest(theirs(ContactMade).filter(reached=True), "at"),
        tried_at=newest(theirs(ContactMade).filter(reached=False), "at"),
        answered_at=newest(theirs(Meeting), "answered_at"),
        signed_at=newest(theirs(Sign), "at"),
        wished_at=newest(theirs(CallWish), "asked_at"),
        own_untaken=Coalesce(Subquery(own.values("number")), 0),
    )


def last_touch(actor: Actor, youth: str) -> Combinable:
    """When the young person and their workers were last in touch: reached, or an answer, a sign, a wish. An expression for a
    row that names the young person in its column `youth`; null when never. Sign-ins and reading aren't known here.
    """

    def newest(rows: Any, moment: str) -> Subquery:
        theirs = rows.visible_to(actor).filter(youth=OuterRef(youth)).order_by()
        return Subquery(theirs.values("youth").annotate(last=Max(moment)).values("last"))

    return Greatest(
        newest(ContactMade.objects.filter(reached=True), "at"),
        newest(Meeting.objects.all(), "answered_at"),
        newest(Sign.objects.all(), "at"),
        newest(CallWish.objects.all(), "asked_at"),
    )


def _days(*moments: datetime | None) -> list[date]:
    return [clock.day_of(moment) for moment in moments if moment]


@dataclass(frozen=True)
class WishLine:
    """Somebody has asked to be called. tried_at: the latest attempt since they asked."""

    youth: Youth
    for_day: date
    tried_at: datetime | None


@dataclass(frozen=True)
class QuietLine:
    """Quiet as they agreed: they have asked to be asked. tried_at: the latest attempt since they were last reached."""

    youth: Youth
    since: date
    days: int
    tried_at: datetime | None


@dataclass(frozen=True)
class SignLine:
    youth: Youth
    what: str
    at: datetime


@dataclass(frozen=True)
class Today:
    """Plain data for the worker's first page, each list oldest first. untaken: own contacts not in the record yet."""

    wishes: list[WishLine]
    quiet: list[QuietLine]
    signs: list[SignLine]
    times: list[Meeting]
    untaken: int

    @classmethod
    def of(cls, youths: Iterable[Youth], times: Iterable[Meeting], today: date) -> Today:
        """From rows of `with_touch` and the actor's coming times. No query."""
        rows: list[Any] = list(youths)
        found = [each for each in map(InTouch.of, rows) if each.mine]
        wishes = [WishLine(one.youth, one.wish_for, one.tried_at) for one in found if one.wish_for and one.wish_for <= today]
        quiet = [
            QuietLine(one.youth, since, one.quiet.days, one.tried_at)
            for one in found
            if one.quiet and one.quiet.days and (since := one.quiet_since(today))
        ]
        signs = [SignLine(one.youth, one.sign, one.sign_at) for one in found if one.sign_at]
        return cls(
            wishes=sorted(wishes, key=lambda line: (line.for_day, line.youth.pk)),
            quiet=sorted(quiet, key=lambda line: (line.since, line.youth.pk)),
            signs=sorted(signs, key=lambda line: (line.at, line.youth.pk)),
            times=[row for row in times if clock.day_of(row.starts_at) == today and row.answer != Meeting.Answer.CANT],
            untaken=sum(row.own_untaken for row in rows),
        )
