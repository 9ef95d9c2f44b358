"""What people say and agree on a path. The only place that writes its facts; the days follow in a refresh."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from sosiaalikyla.access.actions import CannotBe, action
from sosiaalikyla.access.actors import Actor, account_of
from sosiaalikyla.access.models import User
from sosiaalikyla.base import clock
from sosiaalikyla.journal import models as journal
from sosiaalikyla.notices import models as notices
from sosiaalikyla.paths import policy, versions
from sosiaalikyla.paths.models import (
    AnchorDay,
    CardSaid,
    CheckAnswer,
    Following,
    MemoryTick,
    ModelVersion,
    OwnStation,
    PathDays,
    PathShare,
    StepDay,
    StepMark,
    Wish,
)
from sosiaalikyla.people.models import Youth
from sosiaalikyla.questions import answers
from sosiaalikyla.village.models import Rendered

STATIONS_AT_MOST = 30
EVENT_ANCHORS = frozenset(
    {"aftercare_start", "move_in", "child_expected", "aftercare_end", "area_move", "custody_start", "return_to_aftercare"}
)


def _youth(*, youth: Youth, **_rest: object) -> list[int]:
    return [youth.pk]


def _voice(by: Actor, youth: Youth) -> str:
    return StepMark.Voice.YOUTH if policy.is_self(by, youth) else StepMark.Voice.WORKER


@action(can=lambda *, by, youth, **_: policy.can_mark(by, youth), about=_youth, journal="step_marked")
def mark_step(*, by: Actor, youth: Youth, step: str, status: str, agreed_day: date | None = None) -> StepMark:
    """Say how a step stands, in one's own voice. Only the young person says that it isn't wanted."""
    row = StepDay.objects.visible_to(by).filter(youth=youth, step=step).first()
    if row is None:
        raise CannotBe(_("This step isn't on the path any more."))
    voice = _voice(by, youth)
    if status not in StepMark.Status.values:
        raise CannotBe(_("Choose how it stands."), field="status")
    if voice == StepMark.Voice.WORKER and status in {StepMark.Status.NOT_NEEDED, StepMark.Status.REFUSED_NOW}:
        raise CannotBe(_("Only the young person says that a step isn't wanted."), field="status")
    days = PathDays.objects.visible_to(by).filter(youth=youth).first()
    reason = days.anchors.get(row.anchor) if days else None
    mark = StepMark(
        youth=youth,
        step=step,
        status=status,
        agreed_day=agreed_day,
        reason_day=date.fromisoformat(reason) if reason and agreed_day else None,
        voice=voice,
        marked_by_id=account_of(by),
    )
    mark.save()
    journal.record(youth.pk, "step_marked", by=by.key, step=step, status=status, voice=voice)
    return mark


@action(
    can=lambda *, by, youth, **_: policy.can_mark(by, youth),
    about=_youth,
    journal=None,
    why="a tick in a memory list is a help for whoever ticks; nothing is counted from it",
)
def tick(*, by: Actor, youth: Youth, step: str, item: str, ticked: bool) -> None:
    """Tick or untick a line of a memory list."""
    row = StepDay.objects.visible_to(by).filter(youth=youth, step=step).first()
    days = PathDays.objects.visible_to(by).filter(youth=youth).first()
    if row is None or days is None:
        raise CannotBe(_("This step isn't on the path any more."))
    model = versions.version(days.versions[row.model_key])
    found = next(each for each in model.steps if each.key == step)
    if item not in {each.key for each in found.memory_items}:
        raise CannotBe(_("This line isn't in the list any more."))
    MemoryTick(youth=youth, step=step, item=item, ticked=ticked, ticked_by_id=account_of(by)).save()


@action(can=lambda *, by, youth, **_: policy.is_self(by, youth), about=_youth, journal="station_changed")
def add_station(*, by: Actor, youth: Youth, title: str, day: date | None = None) -> OwnStation:
    """A station of one's own, in one's own words."""
    words = title.strip()
    if not words:
        raise CannotBe(_("Give the station a name."), field="title")
    if len(words) > 60:
        raise CannotBe(_("The name can have at most 60 letters."), field="title")
    if OwnStation.objects.visible_to(by).filter(youth=youth, phase="", hidden=False).count() >= STATIONS_AT_MOST:
        raise CannotBe(_("There are thirty stations of your own already. Hide one first."), field="title")
    row = OwnStation(youth=youth, title=words, day=day)
    row.save()
    journal.record(youth.pk, "station_changed", by=by.key)
    return row


@action(can=lambda *, by, youth, **_: policy.is_self(by, youth), about=_youth, journal="station_changed")
def change_station(
    *, by: Actor, youth: Youth, phase: str = "", key: UUID | None = None, title: str = "", hidden: bool = False,
    day: date | None = None,
) -> None:  # fmt: skip
    """Rename or hide a station: one's own (by key) or the model's (by phase). An empty name gives the model's back."""
    words = title.strip()
    if len(words) > 60:
        raise CannotBe(_("The name can have at most 60 letters."), field="title")
    rows = OwnStation.objects.visible_to(by).filter(youth=youth).select_for_update()
    if phase:
        days = PathDays.objects.visible_to(by).filter(youth=youth).first()
        if days is None or phase not in {each["phase"] for each in days.stations}:
            raise CannotBe(_("This station isn't on the path any more."))
        row = rows.filter(phase=phase).first() or OwnStation(youth=youth, phase=phase)
    else:
        found = rows.filter(uuid=key, phase="").first() if key else None
        if found is None:
            raise CannotBe(_("This station isn't on the path any more."))
        if not words:
            raise CannotBe(_("Give the station a name."), field="title")
        row = found
        row.day = day
    row.title = words
    row.hidden = hidden
    row.save()
    journal.record(youth.pk, "station_changed", by=by.key)


@action(can=lambda *, by, youth, **_: policy.can_mark(by, youth), about=_youth, journal="anchor_set")
def set_anchor(*, by: Actor, youth: Youth, anchor: str, day: date | None) -> None:
    """Tell a day from which others are counted, such as moving in; None when it isn't known any more."""
    if anchor not in EVENT_ANCHORS:
        raise CannotBe(_("This day comes from elsewhere: from the placement, the birthday or the law."), field="anchor")
    if anchor == "child_expected" and not policy.is_self(by, youth):
        raise CannotBe(_("Only the young person tells this."), field="anchor")
    AnchorDay(youth=youth, anchor=anchor, day=day, set_by_id=account_of(by)).save()
    journal.record(youth.pk, "anchor_set", by=by.key, anchor=anchor, day_set=day.isoformat() if day else None)


@action(can=lambda *, by, youth, **_: policy.can_mark(by, youth), about=_youth, journal="condition_set")
def say_wish(*, by: Actor, youth: Youth, condition: str, holds: bool) -> None:
    """Say that something holds, so that the steps for it appear; they go as easily."""
    if condition not in {each.key for each in versions.conventions().conditions}:
        raise CannotBe(_("Choose from the list."), field="condition")
    Wish(youth=youth, condition=condition, holds=holds, set_by_id=account_of(by)).save()
    journal.record(youth.pk, "condition_set", by=by.key, condition=condition, holds=holds)


def _may_answer(*, by: Actor, youth: Youth, told: str = "", **_rest: object) -> bool:
    return policy.can_answer_at_table(by, youth) if told else policy.can_answer(by, youth)


def _may_say_clear(*, by: Actor, youth: Youth, told: str = "", **_rest: object) -> bool:
    return policy.can_answer_at_table(by, youth) if told else policy.can_say_clear(by, youth)


@action(can=_may_say_clear, about=_youth, journal="card_answered")
def say_clear(*, by: Actor, youth: Youth, card: Rendered, phase: str, clear: bool, told: str = "") -> None:
    """Say whether a rights card was clear, at a phase of the path. told: how one without an account told it to the actor."""
    if told not in CheckAnswer.Told.values:
        raise CannotBe(_("Choose how it was told to you."), field="how")
    if card.kind != Rendered.Kind.CARD or phase not in card.about["phases"]:
        raise CannotBe(_("This card isn't on the path any more."))
    CardSaid(
        youth=youth,
        card=card.key,
        phase=phase,
        clear=clear,
        revision=card.revision,
        author_id=None if told else account_of(by),
        scribe_id=account_of(by),
        told=told,
    ).save()
    journal.record(youth.pk, "card_answered", by=by.key, card=card.key, phase=phase, clear=clear)


@action(can=_may_answer, about=_youth, journal="check_answered")
def answer_check(*, by: Actor, youth: Youth, phase: str, given: dict[str, str], told: str = "") -> int:
    """Answer items of a check in one's own voice; {item: answer}. Items left out stay unanswered. Returns how many.

    told: how a young person without an account told the answers to the actor, who types them; the voice is theirs.
    """
    if told not in CheckAnswer.Told.values:
        raise CannotBe(_("Choose how it was told to you."), field="how")
    days = PathDays.objects.visible_to(by).filter(youth=youth).first()
    station = next((each for each in (days.stations if days else []) if each["phase"] == phase), None)
    found = None
    for pk in days.versions.values() if days else ():
        found = found or next((each for each in versions.version(pk).phases if each.key == phase), None)
    if days is None or found is None or (station is None and phase not in {each["phase"] for each in days.checks}):
        raise CannotBe(_("This check isn't on the path any more."))
    voice = StepMark.Voice.YOUTH if told else _voice(by, youth)
    rows = []
    for item in found.check.items:
        answer = given.get(item.key, "")
        if not answer:
            continue
        if voice != item.answered_by and item.answered_by != "both":
            raise CannotBe(_("This is for the other one to answer."), field=item.key)
        if answers.load().of(item.key).answer(answer) is None:
            raise CannotBe(_("Choose one of the answers."), field=item.key)
        rows.append(
            CheckAnswer(
                youth=youth,
                phase=phase,
                item=item.key,
                voice=voice,
                answer=answer,
                author_id=None if told else account_of(by),
                scribe_id=account_of(by),
                told=told,
            )
        )
    if not rows:
        raise CannotBe(_("Nothing was chosen, so nothing was saved. You can also leave this for later."))
    for row in rows:
        row.save()
    journal.record(youth.pk, "check_answered", by=by.key, phase=phase, voice=voice, answered=len(rows))
    if voice == StepMark.Voice.WORKER:
        notices.put_out(youth.user_id, "waiting")
    return len(rows)


@action(can=lambda *, by, youth, **_: policy.is_self(by, youth), about=_youth, journal="check_answered")
def take_back_answer(*, by: Actor, youth: Youth, phase: str, item: str) -> None:
    """I didn't say so: an answer that somebody else typed counts no more, and the question is unanswered again."""
    rows = CheckAnswer.objects.visible_to(by).filter(youth=youth, phase=phase, item=item, voice=StepMark.Voice.YOUTH)
    last = rows.order_by("-answered_at", "-pk").first()
    if last is None or not last.told:
        raise CannotBe(_("This has been answered already."))
    me = account_of(by)
    CheckAnswer(
        youth=youth, phase=phase, item=item, voice=StepMark.Voice.YOUTH, answer="", author_id=me, scribe_id=me
    ).save()
    journal.record(youth.pk, "check_answered", by=by.key, phase=phase, voice="youth", answered=0)
    notices.put_out(last.scribe_id, "waiting")


@action(can=lambda *, by, youth, **_: policy.can_mark(by, youth), about=_youth, journal="model_adopted")
def adopt_version(*, by: Actor, youth: Youth, version: ModelVersion) -> None:
    """Take a newer version of a model into use. What has been said about steps that stay is kept."""
    rows = Following.objects.visible_to(by).select_for_update(of=["self"]).select_related("version")
    row = rows.filter(youth=youth, model_key=version.key).first()
    if row is None:
        raise CannotBe(_("This model isn't on the path any more."))
    if version.number <= row.version.number:
        raise CannotBe(_("The path is the newest there is."))
    row.version = version
    row.save(update_fields=["version"])
    journal.record(youth.pk, "model_adopted", by=by.key, model=version.key, number=version.number)


@action(
    can=lambda *, by, youth, **_: policy.can_mark(by, youth),
    about=_youth,
    journal=None,
    why="a newer model that was put off changes nothing on the path",
)
def put_off_version(*, by: Actor, youth: Youth, version: ModelVersion) -> None:
    Following.objects.visible_to(by).filter(youth=youth, model_key=version.key).update(not_now=version.number)


@action(can=lambda *, by, youth, **_: policy.can_share(by, youth), about=_youth, journal="path_shared")
def share_path(*, by: Actor, youth: Youth, member: User, last_day: date) -> PathShare:
    """Show the path to somebody outside the workers, such as the own adult of the placement, to a last day."""
    if last_day < clock.today():
        raise CannotBe(_("The last day must be today or later."), field="last_day")
    if not member.is_staff:
        raise CannotBe(_("The path is shown to professionals only."), field="member")
    today = clock.today()
    # Ended earlier today and begun anew: the same row goes on, for two sharings can't hold the same days.
    rows = PathShare.objects.visible_to(by).select_for_update().filter(youth=youth, member=member)
    row = rows.filter(during__endswith=today).first()
    if row is None:
        row = PathShare(youth=youth, member=member, during=DateRange(today, _day_after(last_day)))
    else:
        row.during = DateRange(row.during.lower, _day_after(last_day))
    row.calls_youth = youth.used_name
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as problem:
        raise CannotBe(_("The path is shared with them already."), field="member") from problem
    journal.record(youth.pk, "path_shared", by=by.key)
    notices.put_out(member, "waiting")
    return row


def _day_after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


@action(
    can=lambda *, by, share, **_: policy.can_share(by, share.youth),
    about=lambda *, share, **_: [share.youth_id],
    journal="path_shared",
)
def end_share(*, by: Actor, share: PathShare) -> None:
    """Take the sharing back; the next request of the member finds nothing."""
    held = PathShare.objects.visible_to(by).select_for_update().get(pk=share.pk)
    today = clock.today()
    if held.during.lower == today:
        held.during = DateRange(date.fromordinal(today.toordinal() - 1), today)
    else:
        held.during = DateRange(held.during.lower, today)
    held.save(update_fields=["during"])
    journal.record(held.youth_id, "path_shared", by=by.key, ended=True)
