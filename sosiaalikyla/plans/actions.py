"""Begin a plan, say something in it, promise, decide what stands, put it together and answer to it.

Every voice is its owner's: the young person's words come from their own account, or from a scribe and then wait until they
are agreed to. Silence is never consent: what waits stays waiting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sosiaalikyla.access.actions import CannotBe, action
from sosiaalikyla.access.actors import Actor, Job, account_of
from sosiaalikyla.access.models import User
from sosiaalikyla.base import clock
from sosiaalikyla.base.months import add_years
from sosiaalikyla.drafts.stale import must_be_newest
from sosiaalikyla.journal import models as journal
from sosiaalikyla.notices import models as notices
from sosiaalikyla.paths import versions
from sosiaalikyla.people.models import Youth
from sosiaalikyla.plans import plan_items, policy, skills
from sosiaalikyla.plans.claims import last_day_to_claim
from sosiaalikyla.plans.content import content_of, digest_of
from sosiaalikyla.plans.models import (
    WORDS_AT_MOST,
    Answer,
    ChosenSkill,
    Decision,
    Face,
    Feeling,
    Intention,
    Item,
    OwnVoice,
    Plan,
    PrivateNote,
    Promise,
    Reminder,
    SharedFeeling,
    SkillAnswer,
    Taken,
    Version,
    WorkerView,
)

A_LINE = 240


def _youth(*, youth: Youth, **_rest: object) -> list[int]:
    return [youth.pk]


def _of_item(*, item: Item, **_rest: object) -> list[int]:
    return [item.youth_id]


def _of_promise(*, promise: Promise, **_rest: object) -> list[int]:
    return [promise.youth_id]


def _of_version(*, version: Version, **_rest: object) -> list[int]:
    return [version.youth_id]


def _of_intention(*, intention: Intention, **_rest: object) -> list[int]:
    return [intention.youth_id]


def _words(text: str, field: str, at_most: int = WORDS_AT_MOST) -> str:
    """The words as they were written, without empty edges. CannotBe when there are none, or too many."""
    words = text.strip()
    if not words:
        raise CannotBe(_("Write something first. One word is enough."), field=field)
    if len(words) > at_most:
        raise CannotBe(_("This is too long to be kept. Make it a little shorter."), field=field)
    return words


def _held_item(by: Actor, item: Item) -> Item:
    return Item.objects.visible_to(by).select_for_update().get(pk=item.pk)


# ---------------------------------------------------------------- the plan and its items


@action(can=lambda *, by, youth, **_: policy.can_say(by, youth), about=_youth, journal="plan_begun")
def begin(*, by: Actor, youth: Youth) -> Plan:
    """Begin the plan: a good day and the eleven matters of law (1301/2014, 39 §) stand in it, empty. Twice is once."""
    plan = Plan(youth=youth)
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError:
        return Plan.objects.visible_to(by).get(youth=youth)
    items = [Item(youth=youth, kind=Item.Kind.GOOD_DAY)]
    items += [Item(youth=youth, kind=Item.Kind.MATTER, key=matter.key) for matter in plan_items.load().matters]
    Item.objects.bulk_create(items)
    journal.record(youth.pk, "plan_begun", by=by.key)
    return plan


def _begun(by: Actor, youth: Youth) -> None:
    """Whatever is first written in it for both to see begins the plan."""
    if not Plan.objects.visible_to(by).filter(youth=youth).exists():
        begin(by=by, youth=youth)


@action(can=lambda *, by, youth, **_: policy.can_say(by, youth), about=_youth, journal="plan_item_added")
def add_item(*, by: Actor, youth: Youth, kind: str, area: str = "", key: str = "") -> Item:
    """Add a dream, a strength, a goal of a life area, or a question of the future talk. What it says is said to it."""
    if kind not in {Item.Kind.DREAM, Item.Kind.STRENGTH, Item.Kind.GOAL, Item.Kind.FUTURE}:
        raise CannotBe(_("Choose from the list."), field="kind")
    areas = {each.key for each in versions.conventions().life_domains}
    if area not in (areas if kind == Item.Kind.GOAL else {""}):
        raise CannotBe(_("Choose what the goal is about."), field="area")
    if key not in (plan_items.load().future if kind == Item.Kind.FUTURE else {""}):
        raise CannotBe(_("Choose from the list."), field="key")
    _begun(by, youth)
    item = Item(youth=youth, kind=kind, area=area, key=key)
    try:
        with transaction.atomic():
            item.save()
    except IntegrityError as problem:
        raise CannotBe(_("This is in the plan already.")) from problem
    journal.record(youth.pk, "plan_item_added", by=by.key, kind=kind, area=area)
    return item


@action(
    can=lambda *, by, item, **_: policy.can_put_away(by, item),
    about=_of_item,
    journal="plan_item_moved",
)
def end_item(*, by: Actor, item: Item, stands: str) -> None:
    """reached: it came true · away: not for now · back: it is in the plan again."""
    held = _held_item(by, item)
    if held.kind in {Item.Kind.GOOD_DAY, Item.Kind.MATTER}:
        raise CannotBe(_("This belongs to every plan, so it stays."))
    today = clock.today()
    days = {"reached": (today, None), "away": (None, today), "back": (None, None)}
    if stands not in days:
        raise CannotBe(_("Choose from the list."), field="stands")
    held.reached_on, held.put_away_on = days[stands]
    held.save(update_fields=["reached_on", "put_away_on"])
    journal.record(held.youth_id, "plan_item_moved", by=by.key, kind=held.kind, area=held.area, stands=stands)


# ---------------------------------------------------------------- voices


@action(can=lambda *, by, item, **_: policy.can_say_on(by, item), about=_of_item, journal="plan_words_said")
def say(*, by: Actor, item: Item, text: str, base: str = "") -> OwnVoice:
    """The young person's words, as a new version: what was said before stays readable. base: the version begun from; Stale.

    Typed by the young person they hold at once. Typed by somebody who works with them they wait: see `agree`.
    """
    words = _words(text, "text")
    held = _held_item(by, item)
    own = policy.is_self(by, item.youth)
    last = OwnVoice.objects.visible_to(by).filter(item=held).order_by("-version").first()
    must_be_newest(base, str(last.version if last else 0))
    voice = OwnVoice(
        item=held,
        youth_id=held.youth_id,
        version=last.version + 1 if last else 1,
        text=words,
        scribe_id=None if own else account_of(by),
        agreed=OwnVoice.Agreed.OWN if own else OwnVoice.Agreed.WAITS,
        agreed_at=clock.now() if own else None,
    )
    voice.save()
    journal.record(held.youth_id, "plan_words_said", by=by.key, kind=held.kind, area=held.area, waits=not own)
    if not own:
        notices.put_out(item.youth.user_id, "waiting")
    return voice


@action(
    can=lambda *, by, voice, how, **_: policy.can_agree(by, voice, how),
    about=lambda *, voice, **_: [voice.youth_id],
    journal="plan_words_agreed",
)
def agree(*, by: Actor, voice: OwnVoice, how: str) -> None:
    """Whether words that somebody else typed are the young person's.

    own, no: by the young person's account, also of what was agreed aloud. table: read aloud and agreed, on the scribe's
    device; no by the scribe: it wasn't said so, and the words stop waiting.
    """
    held = OwnVoice.objects.visible_to(by).select_for_update(of=["self"]).get(pk=voice.pk)
    own = policy.is_self(by, voice.youth)
    if held.agreed not in ({OwnVoice.Agreed.WAITS, OwnVoice.Agreed.TABLE} if own else {OwnVoice.Agreed.WAITS}):
        raise CannotBe(_("This has been answered already."))
    held.agreed, held.agreed_at = how, clock.now()
    held.save(update_fields=["agreed", "agreed_at"])
    journal.record(held.youth_id, "plan_words_agreed", by=by.key, how=how)
    if own:
        notices.put_out(held.scribe_id, "waiting")


@action(can=lambda *, by, item, **_: policy.can_write_on(by, item), about=_of_item, journal="plan_view_written")
def write_view(*, by: Actor, item: Item, text: str, base: str = "") -> WorkerView:
    """A worker's own view, beside the young person's words; a new version, never over the one before. base: as above."""
    words = _words(text, "view")
    held = _held_item(by, item)
    last = WorkerView.objects.visible_to(by).filter(item=held).order_by("-version").first()
    must_be_newest(base, str(last.version if last else 0))
    view = WorkerView(
        item=held,
        youth_id=held.youth_id,
        version=last.version + 1 if last else 1,
        text=words,
        author_id=account_of(by),
    )
    view.save()
    journal.record(held.youth_id, "plan_view_written", by=by.key, kind=held.kind, area=held.area)
    notices.put_out(item.youth.user_id, "waiting")
    return view


@action(
    can=lambda *, by, youth, **_: policy.is_self(by, youth),
    about=_youth,
    journal=None,
    why="the young person's own note: nobody learns that it was written",
)
def keep_note(*, by: Actor, youth: Youth, text: str, item: Item | None = None) -> PrivateNote:
    """A note for the young person alone, to an item or to none."""
    words = _words(text, "note")
    if item is not None and item.youth_id != youth.pk:
        raise CannotBe(_("This isn't in your plan."), field="note")
    note = PrivateNote(youth=youth, item=item, text=words)
    note.save()
    return note


@action(
    can=lambda *, by, note, **_: policy.is_own(by, note),
    about=lambda *, note, **_: [note.youth_id],
    journal=None,
    why="the young person's own note: nobody learns that it went",
)
def drop_note(*, by: Actor, note: PrivateNote) -> None:
    PrivateNote.objects.visible_to(by).filter(pk=note.pk).delete()


# ---------------------------------------------------------------- adults' promises


@action(can=lambda *, by, youth, **_: policy.can_write(by, youth), about=_youth, journal="promise_made")
def promise(
    *, by: Actor, youth: Youth, text: str, due: date, owner: User | None = None, item: Item | None = None
) -> Promise:
    """Promise something by a day: the actor, or another adult who works with the young person and is told of it."""
    words = _words(text, "promise", A_LINE)
    if due < clock.today():
        raise CannotBe(_("The day must be today or later."), field="due")
    owner_id = owner.pk if owner else account_of(by)
    _works_here(by, youth, owner_id)
    if item is not None and item.youth_id != youth.pk:
        raise CannotBe(_("This isn't in the plan."), field="promise")
    _begun(by, youth)
    row = Promise(youth=youth, item=item, owner_id=owner_id, text=words, due=due, made_by_id=account_of(by))
    row.save()
    journal.record(youth.pk, "promise_made", by=by.key, due=due.isoformat())
    notices.put_out(youth.user_id, "waiting")
    if owner_id != by.user_id:
        notices.put_out(owner_id, "waiting")
    return row


def _works_here(by: Actor, youth: Youth, owner_id: int) -> None:
    if not policy.adults_of(by, youth).filter(pk=owner_id).exists():
        raise CannotBe(_("Choose somebody who works with the young person."), field="owner")


def _open_promise(by: Actor, promise: Promise) -> Promise:
    held = Promise.objects.visible_to(by).select_for_update(of=["self"]).get(pk=promise.pk)
    if not held.is_open:
        raise CannotBe(_("This promise has been settled already."))
    return held


@action(
    can=lambda *, by, promise, **_: policy.can_write_on(by, promise),
    about=_of_promise,
    journal="promise_kept",
)
def keep(*, by: Actor, promise: Promise) -> None:
    """It is done. One tap."""
    held = _open_promise(by, promise)
    held.kept_on = clock.today()
    held.save(update_fields=["kept_on"])
    journal.record(held.youth_id, "promise_kept", by=by.key, late=held.due < clock.today())
    notices.put_out(promise.youth.user_id, "waiting")


@action(
    can=lambda *, by, promise, **_: policy.can_write_on(by, promise),
    about=_of_promise,
    journal="promise_called_off",
)
def call_off(*, by: Actor, promise: Promise, why: str) -> None:
    """It won't be done; the reason is shown to the young person."""
    words = _words(why, "why", A_LINE)
    held = _open_promise(by, promise)
    held.called_off_on, held.called_off_why = clock.today(), words
    held.save(update_fields=["called_off_on", "called_off_why"])
    journal.record(held.youth_id, "promise_called_off", by=by.key)
    notices.put_out(promise.youth.user_id, "waiting")


@action(
    can=lambda *, by, promise, **_: policy.can_write_on(by, promise),
    about=_of_promise,
    journal="promise_handed",
)
def hand_promise_to(*, by: Actor, promise: Promise, owner: User) -> None:
    """Another adult takes the promise over, with its words and its day as they are."""
    held = _open_promise(by, promise)
    _works_here(by, promise.youth, owner.pk)
    if owner.pk == held.owner_id:
        raise CannotBe(_("The promise is theirs already."), field="owner")
    held.owner = owner
    held.save(update_fields=["owner"])
    journal.record(held.youth_id, "promise_handed", by=by.key)
    notices.put_out(promise.youth.user_id, "waiting")
    if owner.pk != by.user_id:
        notices.put_out(owner, "waiting")


# ---------------------------------------------------------------- the young person's own intentions

OWN_ALONE = "an intention is the young person's own: never counted, so nothing of it goes where things are counted"


@action(can=lambda *, by, youth, **_: policy.is_self(by, youth), about=_youth, journal=None, why=OWN_ALONE)
def intend(*, by: Actor, youth: Youth, text: str, day: date | None = None, shown_to: User | None = None) -> Intention:
    """What I mean to do myself, with a day or without. Shown to one worker if I choose so, otherwise to nobody."""
    words = _words(text, "intention", A_LINE)
    if shown_to is not None and not policy.adults_of(by, youth).filter(pk=shown_to.pk).exists():
        raise CannotBe(_("Choose somebody who works with you."), field="shown_to")
    row = Intention(youth=youth, text=words, day=day, shown_to=shown_to)
    row.save()
    return row


def _open_intention(by: Actor, intention: Intention) -> Intention:
    held = Intention.objects.visible_to(by).select_for_update(of=["self"]).get(pk=intention.pk)
    if held.done_on or held.let_go_on:
        raise CannotBe(_("You have settled this already."))
    return held


@action(
    can=lambda *, by, intention, **_: policy.is_own(by, intention),
    about=_of_intention,
    journal=None,
    why=OWN_ALONE,
)
def settle_intention(*, by: Actor, intention: Intention, stands: str) -> None:
    """done: I did it · let_go: not any more. Neither is better."""
    held = _open_intention(by, intention)
    if stands not in {"done", "let_go"}:
        raise CannotBe(_("Choose from the list."), field="stands")
    setattr(held, f"{stands}_on", clock.today())
    held.save(update_fields=[f"{stands}_on"])


@action(
    can=lambda *, by, intention, **_: policy.is_own(by, intention),
    about=_of_intention,
    journal=None,
    why=OWN_ALONE,
)
def move_intention(*, by: Actor, intention: Intention, day: date | None) -> None:
    """Another day, or none."""
    held = _open_intention(by, intention)
    held.day = day
    held.save(update_fields=["day"])


# ---------------------------------------------------------------- decisions, stage, review


@action(can=lambda *, by, youth, **_: policy.can_write(by, youth), about=_youth, journal="decision_noted")
def note_decision(
    *,
    by: Actor,
    youth: Youth,
    what: str,
    made_on: date,
    told_on: date | None = None,
    departs: bool = False,
    departs_why: str = "",
) -> Decision:
    """Note that a decision was made. One that departs from the plan gives its reason (1301/2014, 45 §)."""
    words = _words(what, "what", A_LINE)
    today = clock.today()
    if made_on > today:
        raise CannotBe(_("The day of the decision can't be ahead."), field="made_on")
    _told_in_order(made_on, told_on)
    reason = _words(departs_why, "departs_why") if departs else ""
    _begun(by, youth)
    row = Decision(
        youth=youth,
        what=words,
        made_on=made_on,
        told_on=told_on,
        last_day=last_day_to_claim(told_on) if told_on else None,
        departs=departs,
        departs_why=reason,
        noted_by_id=account_of(by),
    )
    row.save()
    journal.record(youth.pk, "decision_noted", by=by.key, day=made_on, departs=departs, told=told_on is not None)
    notices.put_out(youth.user_id, "waiting")
    return row


def _told_in_order(made_on: date, told_on: date | None) -> None:
    if told_on is not None and not made_on <= told_on <= clock.today():
        raise CannotBe(_("The day of getting it is between the decision and today."), field="told_on")


@action(
    can=lambda *, by, decision, **_: policy.can_write_on(by, decision),
    about=lambda *, decision, **_: [decision.youth_id],
    journal="decision_noted",
)
def note_told(*, by: Actor, decision: Decision, told_on: date) -> None:
    """The day the young person got the decision, when it comes to be known later: the time runs from it."""
    held = Decision.objects.visible_to(by).select_for_update().get(pk=decision.pk)
    if held.told_on is not None:
        raise CannotBe(_("The day has been noted already."), field="told_on")
    _told_in_order(held.made_on, told_on)
    held.told_on, held.last_day = told_on, last_day_to_claim(told_on)
    held.save(update_fields=["told_on", "last_day"])
    journal.record(held.youth_id, "decision_noted", by=by.key, told=True)
    notices.put_out(decision.youth.user_id, "waiting")


def _held_plan(by: Actor, youth_id: int) -> Plan:
    found = Plan.objects.visible_to(by).select_for_update().filter(youth_id=youth_id).first()
    if found is None:
        raise CannotBe(_("The plan hasn't been begun yet."))
    return found


@action(can=lambda *, by, youth, **_: policy.can_write(by, youth), about=_youth, journal="plan_stage_moved")
def move_stage(*, by: Actor, youth: Youth, stage: str) -> None:
    """Prepare, agree, follow. To follow there must be a version put before both."""
    plan = _held_plan(by, youth.pk)
    if stage not in Plan.Stage.values:
        raise CannotBe(_("Choose from the list."), field="stage")
    if stage == Plan.Stage.FOLLOW_UP and not Version.objects.visible_to(by).filter(youth=youth).exists():
        raise CannotBe(_("Put the plan together first, so that both can read it."), field="stage")
    plan.stage = stage
    plan.save(update_fields=["stage"])
    journal.record(youth.pk, "plan_stage_moved", by=by.key, stage=stage)


@action(can=lambda *, by, youth, **_: policy.can_write(by, youth), about=_youth, journal="plan_review_set")
def set_review(*, by: Actor, youth: Youth, day: date) -> None:
    """When the whole is looked at together again: a year at most from the last version both signed, or from today."""
    plan = _held_plan(by, youth.pk)
    today = clock.today()
    signed = _signed_on(by, Version.objects.visible_to(by).filter(youth=youth).order_by("-number").first())
    if not today <= day <= add_years(signed or today, 1):
        raise CannotBe(_("Choose a day within a year of the last signing."), field="day")
    plan.review_due = day
    plan.save(update_fields=["review_due"])
    journal.record(youth.pk, "plan_review_set", by=by.key, day_set=day.isoformat())
    notices.put_out(youth.user_id, "waiting")


# ---------------------------------------------------------------- the plan put together, and what each says to it


@action(can=lambda *, by, youth, **_: policy.can_write(by, youth), about=_youth, journal="plan_frozen")
def freeze(*, by: Actor, youth: Youth) -> Version:
    """Put the plan together as it stands, in the young person's language, for both to read. Nothing private is in it."""
    plan = _held_plan(by, youth.pk)
    content = content_of(youth, by)
    digest = digest_of(content)
    last = Version.objects.visible_to(by).filter(youth=youth).order_by("-number").first()
    if last is not None and last.digest == digest:
        raise CannotBe(_("Nothing has changed since the plan was last put together."))
    version = Version(
        youth=youth,
        number=last.number + 1 if last else 1,
        language=youth.language,
        content=content,
        digest=digest,
        frozen_by_id=account_of(by),
    )
    version.save()
    plan.stage = Plan.Stage.NEGOTIATION
    plan.save(update_fields=["stage"])
    journal.record(youth.pk, "plan_frozen", by=by.key, number=version.number)
    notices.put_out(youth.user_id, "waiting")
    return version


@action(can=lambda *, by, version, **_: policy.can_say_on(by, version), about=_of_version, journal="plan_answered")
def answer(*, by: Actor, version: Version, says: str, words: str = "") -> Answer:
    """Sign, sign with a reservation, disagree, or think: each from their own account, as often as the mind changes.

    A worker with a reservation says what it is; the young person need not.
    """
    own = policy.is_self(by, version.youth)
    _newest(by, version)
    said = words.strip()
    if says not in Answer.Says.values:
        raise CannotBe(_("Choose one of the answers."), field="says")
    if says in {Answer.Says.RESERVES, Answer.Says.DISAGREES} and not own:
        said = _words(words, "words")
    if len(said) > WORDS_AT_MOST:
        raise CannotBe(_("This is too long to be kept. Make it a little shorter."), field="words")
    row = Answer(
        version=version,
        youth_id=version.youth_id,
        whose=Answer.Whose.YOUTH if own else Answer.Whose.WORKER,
        says=says,
        words=said,
        written_by_id=account_of(by),
    )
    row.save()
    _follow_when_both_have_signed(by, version)
    journal.record(version.youth_id, "plan_answered", by=by.key, whose=row.whose, says=says, number=version.number)
    notices.put_out(version.frozen_by_id if own else version.youth.user_id, "waiting")
    return row


@action(
    can=lambda *, by, version, **_: policy.can_record_paper(by, version),
    about=_of_version,
    journal="plan_answered",
)
def record_paper(*, by: Actor, version: Version, says: str, day: date, words: str = "") -> Answer:
    """What the young person said on paper, written down by the responsible worker or the deputy, who keeps the paper.

    Words that waited and stand on a paper they signed are theirs from then on.
    """
    _newest(by, version)
    if says not in Answer.Says.values:
        raise CannotBe(_("Choose one of the answers."), field="says")
    if not clock.day_of(version.frozen_at) <= day <= clock.today():
        raise CannotBe(_("The day on the paper is between the putting together and today."), field="day")
    said = words.strip()
    if len(said) > WORDS_AT_MOST:
        raise CannotBe(_("This is too long to be kept. Make it a little shorter."), field="words")
    row = Answer(
        version=version,
        youth_id=version.youth_id,
        whose=Answer.Whose.YOUTH,
        says=says,
        words=said,
        on_paper=True,
        written_by_id=account_of(by),
        day=day,
    )
    row.save()
    if says in {Answer.Says.SIGNS, Answer.Says.RESERVES}:
        _agree_on_paper(by, version)
    _follow_when_both_have_signed(by, version)
    journal.record(version.youth_id, "plan_answered", by=by.key, whose="youth", says=says, paper=True, number=version.number)
    notices.put_out(version.youth.user_id, "waiting")
    return row


@action(
    can=lambda *, by, version, **_: policy.can_write_on(by, version),
    about=_of_version,
    journal=None,
    why="The record is kept elsewhere; the receipt says who took the text there and when.",
)
def take_to_record(*, by: Actor, version: Version) -> None:
    """Mark the version, with what has been answered to it, as taken to the official record. Twice does nothing more."""
    last = Taken.objects.visible_to(by).filter(version=version).order_by("-taken_at", "-pk").first()
    answers = Answer.objects.visible_to(by).filter(version=version)
    if last is not None and not answers.filter(written_at__gt=last.taken_at).exists():
        return
    Taken(version=version, youth_id=version.youth_id, taken_by_id=account_of(by)).save()


def _newest(by: Actor, version: Version) -> None:
    if Version.objects.visible_to(by).filter(youth=version.youth_id, number__gt=version.number).exists():
        raise CannotBe(_("There is a newer version of the plan. Answer to that one."))


def _agree_on_paper(by: Actor, version: Version) -> None:
    """Exactly the words that stood waiting on the paper."""
    printed = {
        (line["item"], line["waiting"]["version"])
        for section in version.content["sections"]
        for line in section["items"]
        if line["waiting"]
    }
    rows = OwnVoice.objects.visible_to(by).filter(youth=version.youth_id, agreed=OwnVoice.Agreed.WAITS)
    for row in rows.select_for_update(of=["self"]).annotate(item_key=F("item__uuid")):
        if (str(row.item_key), row.version) in printed:
            row.agreed, row.agreed_at = OwnVoice.Agreed.PAPER, clock.now()
            row.save(update_fields=["agreed", "agreed_at"])


def _signed_on(by: Actor, version: Version | None) -> date | None:
    """The day the later of the two signed, with a reservation or without; None while one of them hasn't."""
    if version is None:
        return None
    latest = {row.whose: row for row in Answer.objects.visible_to(by).filter(version=version).order_by("written_at", "pk")}
    signed = [row.day for row in latest.values() if row.says in {Answer.Says.SIGNS, Answer.Says.RESERVES}]
    return max(signed) if len(signed) == len(Answer.Whose.values) else None


def _follow_when_both_have_signed(by: Actor, version: Version) -> None:
    """Both have signed: the plan is followed, and looked at again within a year."""
    signed = _signed_on(by, version)
    if signed is not None:
        plan = _held_plan(by, version.youth_id)
        year = add_years(signed, 1)
        if plan.review_due is None or not clock.today() <= plan.review_due <= year:
            plan.review_due = year
        plan.stage = Plan.Stage.FOLLOW_UP
        plan.save(update_fields=["stage", "review_due"])


# ---------------------------------------------------------------- how am I doing, the future talk, everyday skills

NOBODY_LEARNS = "it is the young person's own: nobody learns that it was done, nor that it wasn't"
MOST_SKILLS = 3


@action(can=lambda *, by, youth, **_: policy.is_self(by, youth), about=_youth, journal=None, why=NOBODY_LEARNS)
def say_feelings(*, by: Actor, youth: Youth, visit: UUID, answers: Iterable[tuple[str, int | None, str]]) -> list[Feeling]:
    """How I am doing: (life area, face or None, words) of as many areas as I like; what is empty is left out.

    visit: made by the page, so that sending it again (a second tap, the browser's Back) corrects and doesn't double. What
    had been shown of the answers corrected isn't shown any more: what is shown is ticked anew.
    """
    areas = {each.key for each in versions.conventions().life_domains}
    now = clock.now()
    rows = [
        Feeling(youth=youth, visit=visit, area=area, face=face, words=words.strip(), said_at=now)
        for area, face, words in answers
        if face is not None or words.strip()
    ]
    if not rows:
        raise CannotBe(_("Choose one face or write one word. Or come back later, that is fine too."))
    if {row.area for row in rows} - areas or {row.face for row in rows} - {None, *Face.values}:
        raise CannotBe(_("Choose from the list."))
    for row in rows:
        if len(row.words) > WORDS_AT_MOST:
            raise CannotBe(_("This is too long to be kept. Make it a little shorter."), field=f"words_{row.area}")
    _forget(by, list(Feeling.objects.visible_to(by).filter(visit=visit)))
    try:
        with transaction.atomic():
            return Feeling.objects.bulk_create(rows)
    except IntegrityError as problem:
        raise CannotBe(_("Choose from the list.")) from problem


def _forget(by: Actor, rows: list[Feeling]) -> None:
    """Take answers away, and with them what was shown of them."""
    for row in rows:
        SharedFeeling.objects.visible_to(by).filter(youth=row.youth_id, area=row.area, said_at=row.said_at).delete()
    Feeling.objects.visible_to(by).filter(pk__in=[row.pk for row in rows]).delete()


@action(
    can=lambda *, by, feeling, **_: policy.is_own(by, feeling),
    about=lambda *, feeling, **_: [feeling.youth_id],
    journal=None,
    why=NOBODY_LEARNS,
)
def drop_feeling(*, by: Actor, feeling: Feeling) -> None:
    """Take one answer away; if it was shown, it isn't any more."""
    _forget(by, [feeling])


@action(can=lambda *, by, youth, **_: policy.is_self(by, youth), about=_youth, journal=None, why=NOBODY_LEARNS)
def drop_feelings(*, by: Actor, youth: Youth) -> None:
    """Take every answer away, and everything that was shown of them."""
    SharedFeeling.objects.visible_to(by).filter(youth=youth).delete()
    Feeling.objects.visible_to(by).filter(youth=youth).delete()


@action(can=lambda *, by, youth, **_: policy.is_self(by, youth), about=_youth, journal=None, why=NOBODY_LEARNS)
def share_feelings(
    *, by: Actor, youth: Youth, visit: UUID, faces: Iterable[str] = (), words: Iterable[str] = ()
) -> list[SharedFeeling]:
    """Show those who work with me exactly what I ticked of one visit's answers: life areas whose face, and whose words.

    It is a copy. Ticking anew shows what is ticked now; what is left unticked stays as it was.
    """
    with_face, with_words = set(faces), set(words)
    rows = Feeling.objects.visible_to(by).filter(youth=youth, visit=visit)
    shown = [
        SharedFeeling(
            youth=youth,
            area=row.area,
            face=row.face if row.area in with_face else None,
            words=row.words if row.area in with_words else "",
            said_at=row.said_at,
        )
        for row in rows.order_by("pk")
    ]
    shown = [row for row in shown if row.face is not None or row.words]
    if not shown:
        raise CannotBe(_("Tick what you want to show. You need not show anything."))
    for row in shown:
        SharedFeeling.objects.visible_to(by).filter(youth=youth, area=row.area, said_at=row.said_at).delete()
    return SharedFeeling.objects.bulk_create(shown)


@action(
    can=lambda *, by, shared, **_: policy.is_own(by, shared),
    about=lambda *, shared, **_: [shared.youth_id],
    journal=None,
    why=NOBODY_LEARNS,
)
def take_back_feeling(*, by: Actor, shared: SharedFeeling) -> None:
    """It isn't shown any more; my own answer stays."""
    SharedFeeling.objects.visible_to(by).filter(pk=shared.pk).delete()


@action(can=lambda *, by, youth, **_: policy.is_self(by, youth), about=_youth, journal=None, why=NOBODY_LEARNS)
def keep_future(*, by: Actor, youth: Youth, question: str, text: str) -> PrivateNote:
    """An answer of the future talk for myself alone."""
    if question not in plan_items.load().future:
        raise CannotBe(_("Choose from the list."), field=question)
    note = PrivateNote(youth=youth, question=question, text=_words(text, question))
    note.save()
    return note


@action(can=lambda *, by, youth, **_: policy.is_self(by, youth), about=_youth, journal=None, why=NOBODY_LEARNS)
def rate_skills(*, by: Actor, youth: Youth, says: Mapping[str, str]) -> None:
    """How I manage everyday skills: skill → what I say of it. What I said last of each holds; the same again is no news."""
    if says.keys() - skills.load().by_key.keys() or set(says.values()) - set(SkillAnswer.Says.values):
        raise CannotBe(_("Choose from the list."))
    said = SkillAnswer.objects.visible_to(by).filter(youth=youth).order_by("skill", "-said_at", "-pk").distinct("skill")
    before = {row.skill: row.says for row in said}
    SkillAnswer.objects.bulk_create(
        [SkillAnswer(youth=youth, skill=key, says=word) for key, word in says.items() if before.get(key) != word]
    )


@action(can=lambda *, by, youth, **_: policy.is_self(by, youth), about=_youth, journal=None, why=NOBODY_LEARNS)
def forget_skills(*, by: Actor, youth: Youth) -> None:
    """Take away everything I have said of my skills. What I practise stays until I end it."""
    SkillAnswer.objects.visible_to(by).filter(youth=youth).delete()


@action(can=lambda *, by, youth, **_: policy.is_self(by, youth), about=_youth, journal=None, why=NOBODY_LEARNS)
def choose_skill(*, by: Actor, youth: Youth, skill: str) -> ChosenSkill:
    """Practise a skill; those who work with me see which. Three at most at a time."""
    known = skills.load()
    if skill not in known.by_key:
        raise CannotBe(_("Choose from the list."))
    chosen = {row.place: row.skill for row in ChosenSkill.objects.visible_to(by).filter(youth=youth, ended_on=None)}
    if skill in chosen.values():
        raise CannotBe(_("You are practising this already."))
    places = [place for place in range(1, MOST_SKILLS + 1) if place not in chosen]
    if not places:
        titles = [known.title(chosen[place], youth.language) for place in sorted(chosen)]
        raise CannotBe(
            _("Three at a time is plenty. If you want to take this one, put one away first: %(titles)s.")
            % {"titles": ", ".join(titles)}
        )
    row = ChosenSkill(youth=youth, skill=skill, place=places[0])
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as problem:  # two taps at the same moment
        raise CannotBe(_("You are practising this already.")) from problem
    return row


@action(
    can=lambda *, by, chosen, **_: policy.is_own(by, chosen),
    about=lambda *, chosen, **_: [chosen.youth_id],
    journal=None,
    why=NOBODY_LEARNS,
)
def end_skill(*, by: Actor, chosen: ChosenSkill) -> None:
    """Enough of this for now, learned or not: nobody asks which."""
    rows = ChosenSkill.objects.visible_to(by).filter(pk=chosen.pk, ended_on=None)
    if not rows.update(ended_on=clock.today()):
        raise CannotBe(_("You have ended this already."))


@action(
    can=lambda *, by, **_: isinstance(by, Job),
    about=_youth,
    journal=None,
    why="that somebody still thinks is theirs: only they are reminded, once",
)
def remind(*, by: Actor, youth: Youth) -> None:
    """Remind the young person of the plan they said they would think about, and write down that it was done."""
    Reminder(youth=youth).save(force_insert=True)
    notices.put_out(youth.user_id, "waiting")
