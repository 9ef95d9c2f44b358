"""What happens in a change of worker. The only place that writes its rows; each deed asks the machine once more, locked.

A deed locks the change first and then what belongs to it, so that two deeds at once meet there and one of them wins. What
ends a right comes last: responsibility changes hands in `people`, inside the same transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from sosiaalikyla.access.actions import CannotBe, Refused, action
from sosiaalikyla.access.actors import Actor, account_of
from sosiaalikyla.access.models import RoleHeld, User
from sosiaalikyla.base import clock
from sosiaalikyla.handovers import policy, readings
from sosiaalikyla.handovers.machine import Move, Role
from sosiaalikyla.handovers.models import CheckAnswer, Handover, Proposal, Wish
from sosiaalikyla.handovers.readings import Change
from sosiaalikyla.journal import models as journal
from sosiaalikyla.meetings import actions as meetings
from sosiaalikyla.notices import models as notices
from sosiaalikyla.people import actions as people
from sosiaalikyla.people.models import ClientRelation, Responsibility, Youth
from sosiaalikyla.questions import answers as questions


def _of_handover(*, handover: Handover, **_rest: object) -> list[int]:
    return [handover.youth_id]


def _of_proposal(*, proposal: Proposal, **_rest: object) -> list[int]:
    return [proposal.youth_id]


def _of_wish(*, wish: Wish, **_rest: object) -> list[int]:
    return [wish.youth_id]


def _of_relation(*, relation: ClientRelation | Responsibility, **_rest: object) -> list[int]:
    return [relation.youth_id]


def _has_a_part(*, by: Actor, handover: Handover, **_rest: object) -> bool:
    return bool(policy.roles(by, handover))


def _locked(by: Actor, handover: Handover, move: Move) -> Change:
    """The change as it stands, locked till the end; CannotBe when the move isn't possible any more, or not yet.

    Refused when it never is for the one who asks.
    """
    held = Handover.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=handover.pk).first()
    if held is None:
        raise Refused(move)
    found = readings.change(by, held)
    if not found.may(move):
        raise CannotBe(_("The change has moved on, or this can't be done yet. Look at how it stands now."))
    return found


@contextmanager
def _in_words(**sentences: str) -> Iterator[None]:
    """The database's refusal in words for a person; what it may not do as Refused."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as problem:
        cause = problem.__cause__
        if getattr(cause, "sqlstate", "") == "42501":
            raise Refused(str(cause)) from problem
        said = f"{getattr(getattr(cause, 'diag', None), 'constraint_name', '')} {cause}".replace(" ", "_")
        known = [sentence for key, sentence in sentences.items() if key in said]
        if not known:
            raise
        raise CannotBe(known[0]) from problem


def _open_already() -> str:
    return _("A change of worker is open already.")


def _tell_youth(relation_id: int) -> None:
    """A notice to the young person's account, which not everybody who acts here may know."""
    with connection.cursor() as cursor:
        cursor.execute("select sk.tell_youth_of(%s, %s, %s)", [relation_id, uuid.uuid4(), clock.now()])


def _words(text: str, field: str, most: int = 300) -> str:
    if not text.strip():
        raise CannotBe(_("Write it in a few words."), field=field)
    return text.strip()[:most]


# ---------------------------------------------------------------- it begins


def _may_suggest(*, by: Actor, relation: ClientRelation | Responsibility, **_rest: object) -> bool:
    if isinstance(relation, Responsibility):
        return relation.board_org_id in by.organisations("manager")
    youth = Youth.objects.visible_to(by).filter(pk=relation.youth_id).first()
    return youth is not None and policy.may_begin(by, youth)


@action(can=_may_suggest, about=_of_relation, journal="handover_suggested")
def suggest(
    *, by: Actor, relation: ClientRelation | Responsibility, deadline: date | None = None, words: str = ""
) -> Handover:
    """Bring up that the worker changes: the young person who would rather have another, the worker, or the manager.

    relation: the client relation, or the manager's row of the board · words: the young person's own, when they suggest.
    """
    if deadline is not None and deadline < clock.today():
        raise CannotBe(_("Choose a day that is still ahead."), field="deadline")
    own = not by.is_staff
    key = _key_of(relation)
    giver = _responsible(by, key)
    by_manager = isinstance(relation, Responsibility)
    handover = Handover(
        youth_id=relation.youth_id,
        relation_id=key,
        giver_id=giver,
        begun_by=Handover.BegunBy.YOUTH if own else Handover.BegunBy.MANAGER if by_manager else Handover.BegunBy.WORKER,
        deadline=deadline,
    )
    with _in_words(one_open=_open_already()):
        handover.save()
    if own:
        Wish(youth_id=relation.youth_id, handover=handover, kind=Wish.Kind.ANOTHER, text=words.strip()[:1000]).save()
    else:
        _tell_youth(handover.relation_id)
    journal.record(relation.youth_id, "handover_suggested", by=by.key, begun_by=handover.begun_by)
    if giver != by.user_id:
        notices.put_out(giver, "waiting")
    return handover


def _key_of(relation: ClientRelation | Responsibility) -> int:
    return relation.relation_id if isinstance(relation, Responsibility) else relation.pk


def _responsible(by: Actor, relation_id: int) -> int | None:
    """Who is responsible today, as far as the actor may see; a supervisor of one under turvakielto doesn't see it."""
    rows = Responsibility.objects.visible_to(by).filter(relation_id=relation_id, during__contains=clock.today())
    found = rows.first()
    return found.worker_id if found else None


@action(can=_has_a_part, about=_of_handover, journal="handover_proposed")
def propose(*, by: Actor, handover: Handover, receiver: User, words: str, change_by: date) -> Proposal:
    """Ask one worker to take over. They see these words and the day, and nothing else of the young person."""
    found = _locked(by, handover, Move.PROPOSE)
    if change_by < clock.today():
        raise CannotBe(_("Choose a day that is still ahead."), field="change_by")
    if not _works_where(by, receiver):
        raise CannotBe(_("Choose a worker of the same organisation."), field="receiver")
    if receiver.pk == _responsible(by, handover.relation_id):
        raise CannotBe(_("That worker is responsible already."), field="receiver")
    proposal = Proposal(
        youth_id=handover.youth_id,
        handover_id=handover.pk,
        receiver=receiver,
        words=_words(words, "words"),
        change_by=change_by,
        asked_by_id=account_of(by),
    )
    proposal.save()
    found.handover.deadline = change_by
    found.handover.save(update_fields=["deadline"])
    journal.record(handover.youth_id, "handover_proposed", by=by.key)
    notices.put_out(receiver, "waiting")
    _tell_youth(handover.relation_id)
    return proposal


def _works_where(by: Actor, receiver: User) -> bool:
    """The one asked is a worker of an organisation in which the one who asks works or manages; accepting asks anew."""
    return RoleHeld.objects.in_force_on(clock.today()).filter(
        user=receiver, user__closed_at=None, role=RoleHeld.Role.WORKER,
        organisation__in=by.organisations("worker") | by.organisations("manager"),
    ).exists()  # fmt: skip


# ---------------------------------------------------------------- the young person's words


@action(can=_has_a_part, about=_of_handover, journal="handover_wish_told")
def tell(*, by: Actor, handover: Handover, kind: str, text: str = "") -> Wish:
    """What the young person wishes, in their words. What somebody else types waits until the young person has read it."""
    found = _locked(by, handover, Move.TELL)
    if kind not in Wish.Kind.values:
        raise CannotBe(_("Choose what you want to say."), field="kind")
    if kind in {Wish.Kind.TELL, Wish.Kind.DONT_TELL}:
        text = _words(text, "text", 1000)
    own = Role.YOUTH in found.roles
    to = None
    if kind == Wish.Kind.DONT_TELL:
        to = found.handover.giver_id or _responsible(by, handover.relation_id)
    wish = Wish(
        youth_id=handover.youth_id,
        handover_id=handover.pk,
        kind=kind,
        text=text.strip()[:1000],
        scribe_id=None if own else account_of(by),
        only_to_id=to,
    )
    wish.save()
    journal.record(handover.youth_id, "handover_wish_told", by=by.key)
    if own:
        for worker in {found.handover.giver_id, None if to else found.handover.receiver_id} - {None}:
            notices.put_out(worker, "waiting")
    else:
        _tell_youth(handover.relation_id)
    return wish


def _is_own(*, by: Actor, wish: Wish, **_rest: object) -> bool:
    return not by.is_staff and policy.is_own(by, wish)


@action(can=_is_own, about=_of_wish, journal="handover_wish_told")
def say_right(*, by: Actor, wish: Wish) -> None:
    """The young person has read what somebody wrote down for them: it is right, and theirs from now on."""
    Wish.objects.visible_to(by).filter(pk=wish.pk, read_back_on=None).exclude(scribe=None).update(read_back_on=clock.today())
    journal.record(wish.youth_id, "handover_wish_told", by=by.key)


@action(can=_is_own, about=_of_wish, journal="handover_wish_told")
def take_back(*, by: Actor, wish: Wish) -> None:
    """The young person no longer wishes it. It stays there to be seen as taken back."""
    Wish.objects.visible_to(by).filter(pk=wish.pk, taken_back_on=None).update(taken_back_on=clock.today())
    journal.record(wish.youth_id, "handover_wish_told", by=by.key)


# ---------------------------------------------------------------- the one asked


def _is_asked(*, by: Actor, proposal: Proposal, **_rest: object) -> bool:
    return policy.is_asked(by, proposal)


def _answer(by: Actor, proposal: Proposal, says_yes: bool, why: str = "") -> None:
    too_late = _("You are no longer asked: the change has moved on.")
    with _in_words(no_longer_asked=too_late), connection.cursor() as cursor:
        cursor.execute("select sk.answer_handover(%s, %s, %s)", [proposal.pk, says_yes, why])
    by.__dict__.pop("_scopes", None)  # from now on the actor sees more, or less


@action(can=_is_asked, about=_of_proposal, journal="handover_accepted")
def accept(*, by: Actor, proposal: Proposal) -> Handover:
    """Say yes. From now on the one who has accepted gets to know the young person; the other is still responsible."""
    _answer(by, proposal, says_yes=True)
    handover = Handover.objects.visible_to(by).get(pk=proposal.handover_id)
    journal.record(proposal.youth_id, "handover_accepted", by=by.key)
    notices.put_out(proposal.asked_by_id, "waiting")
    _tell_youth(handover.relation_id)
    return handover


@action(can=_is_asked, about=_of_proposal, journal="handover_refused")
def refuse(*, by: Actor, proposal: Proposal, why: str) -> None:
    """Say no, and why: about one's own work, never about the young person."""
    _answer(by, proposal, says_yes=False, why=_words(why, "why"))
    journal.record(proposal.youth_id, "handover_refused", by=by.key)
    notices.put_out(proposal.asked_by_id, "waiting")


# ---------------------------------------------------------------- meeting as three, and the change itself


@action(can=_has_a_part, about=_of_handover, journal="handover_meeting_set")
def set_meeting(*, by: Actor, handover: Handover, starts_at: datetime, place: str = "", about: str = "") -> None:
    """Agree when the three meet: an agreed time like any other, which the young person may say doesn't suit."""
    found = _locked(by, handover, Move.SET_MEETING)
    youth = Youth.objects.visible_to(by).get(pk=handover.youth_id)
    found.handover.meeting = meetings.propose(by=by, youth=youth, starts_at=starts_at, way="visit", place=place, about=about)
    found.handover.save(update_fields=["meeting"])
    journal.record(handover.youth_id, "handover_meeting_set", by=by.key, day=clock.day_of(starts_at))
    notices.put_out(found.handover.receiver_id, "waiting")


@action(can=_has_a_part, about=_of_handover, journal="handover_met")
def hold_meeting(*, by: Actor, handover: Handover, on: date) -> None:
    """The three have met: the young person, the one who leaves and the new worker."""
    found = _locked(by, handover, Move.HOLD_MEETING)
    accepted = found.facts.accepted_on
    if on > clock.today() or (accepted is not None and on < accepted):
        raise CannotBe(_("Tell the day you met: after the yes, at the latest today."), field="on")
    found.handover.held_on = on
    found.handover.save(update_fields=["held_on"])
    journal.record(handover.youth_id, "handover_met", by=by.key, day=on)


@action(can=_has_a_part, about=_of_handover, journal="handed_over")
def hand_over(*, by: Actor, handover: Handover, from_day: date, no_meeting_why: str = "") -> None:
    """Responsibility changes hands from a day on. A meeting that wasn't held doesn't stop the agreed day; it is said why."""
    found = _locked(by, handover, Move.HAND_OVER)
    row = found.handover
    if row.receiver is None:
        raise CannotBe(_("Nobody has said yes yet."))
    if row.held_on is None and not row.sudden:
        row.no_meeting_why = _words(no_meeting_why, "no_meeting_why")
    row.changed_on = from_day
    row.save(update_fields=["changed_on", "no_meeting_why"])
    journal.record(row.youth_id, "handed_over", by=by.key, day=from_day)
    people.change_responsible(by=by, relation=_relation(by, row), to=row.receiver, from_day=from_day)


def _relation(by: Actor, handover: Handover) -> ClientRelation:
    """The client relation by its key: a manager doesn't see the row, and the database asks whether they may."""
    seen = ClientRelation.objects.visible_to(by).filter(pk=handover.relation_id).first()
    if seen is not None:
        return seen
    managed = sorted(by.organisations("manager"))
    return ClientRelation(
        pk=handover.relation_id, youth_id=handover.youth_id,
        organisation_id=handover.board_org_id or managed[0],
    )  # fmt: skip


# ---------------------------------------------------------------- four weeks after


@action(can=_has_a_part, about=_of_handover, journal="handover_checked")
def answer_check(*, by: Actor, handover: Handover, answer: str, words: str = "") -> CheckAnswer:
    """How the change went: the young person's and the new worker's own answers. With both there, it is closed."""
    found = _locked(by, handover, Move.ANSWER_CHECK)
    if questions.load().sets["mood"].answer(answer) is None:
        raise CannotBe(_("Choose one of the answers."), field="answer")
    voice = CheckAnswer.Voice.YOUTH if Role.YOUTH in found.roles else CheckAnswer.Voice.WORKER
    row = CheckAnswer(
        youth_id=handover.youth_id,
        handover_id=handover.pk,
        voice=voice,
        author_id=account_of(by),
        answer=answer,
        words=words.strip()[:1000],
    )
    row.save()
    if {*found.answers, voice} == set(CheckAnswer.Voice.values):
        found.handover.closed_on = clock.today()
        found.handover.closed_how = Handover.ClosedHow.ANSWERED
        found.handover.save(update_fields=["closed_on", "closed_how"])
    journal.record(handover.youth_id, "handover_checked", by=by.key, voice=voice)
    if voice == CheckAnswer.Voice.YOUTH:
        notices.put_out(found.handover.receiver_id, "waiting")
    return row


@action(can=_has_a_part, about=_of_handover, journal="handover_closed")
def close_unanswered(*, by: Actor, handover: Handover, why: str) -> None:
    """Six weeks after the change somebody still hasn't answered: close it and say why. It doesn't count as asked."""
    found = _locked(by, handover, Move.CLOSE_UNANSWERED)
    row = found.handover
    row.closed_on, row.closed_how, row.closed_why = clock.today(), Handover.ClosedHow.UNANSWERED, _words(why, "why")
    row.save(update_fields=["closed_on", "closed_how", "closed_why"])
    journal.record(row.youth_id, "handover_closed", by=by.key)


@action(can=_has_a_part, about=_of_handover, journal="handover_withdrawn")
def withdraw(*, by: Actor, handover: Handover, why: str) -> None:
    """There is no change after all, and the young person is told why. Whoever was getting to know sees nothing more."""
    found = _locked(by, handover, Move.WITHDRAW)
    row = found.handover
    row.withdrawn_on, row.withdrawn_why = clock.today(), _words(why, "why")
    journal.record(row.youth_id, "handover_withdrawn", by=by.key)
    for worker in {row.giver_id, row.receiver_id, found.asked.receiver_id if found.asked else None} - {None, by.user_id}:
        notices.put_out(worker, "waiting")
    _tell_youth(row.relation_id)
    row.save(update_fields=["withdrawn_on", "withdrawn_why"])


# ---------------------------------------------------------------- somebody leaves suddenly


def _leads_the_worker(*, by: Actor, relation: ClientRelation | Responsibility, **_rest: object) -> bool:
    organisation = relation.board_org_id if isinstance(relation, Responsibility) else relation.organisation_id
    return organisation is not None and organisation in by.organisations("manager")


@action(can=_leads_the_worker, about=_of_relation, journal="worker_left")
def sudden_leave(
    *, by: Actor, relation: ClientRelation | Responsibility, takes_over: User, for_good: bool, why: str
) -> Handover:
    """The worker leaves without time to hand over. Somebody answers from today, for good or until one is found.

    It never counts as warm. relation: a row of the board, or of one whose named supervisor the manager is. why: what the
    young person is told when it puts an end to a change that was under way.
    """
    relation_id = _key_of(relation)
    why = _words(why, "why")
    _end_what_is_open(by, relation_id, why)
    handover = Handover(
        youth_id=relation.youth_id,
        relation_id=relation_id,
        sudden=True,
        begun_by=Handover.BegunBy.MANAGER,
        receiver=takes_over if for_good else None,
        changed_on=clock.today() if for_good else None,
    )
    with _in_words(one_open=_open_already()):
        handover.save()
    journal.record(relation.youth_id, "worker_left", by=by.key, for_good=for_good)
    people.change_responsible(by=by, relation=relation, to=takes_over, from_day=clock.today())
    return handover


def _end_what_is_open(by: Actor, relation_id: int, why: str) -> None:
    rows = Handover.objects.visible_to(by).select_for_update(of=("self",))
    for row in rows.filter(relation_id=relation_id, closed_on=None, withdrawn_on=None):
        if row.changed_on is None:
            row.withdrawn_on, row.withdrawn_why = clock.today(), why
            row.save(update_fields=["withdrawn_on", "withdrawn_why"])
        else:
            row.closed_on, row.closed_how, row.closed_why = clock.today(), Handover.ClosedHow.UNANSWERED, why
            row.save(update_fields=["closed_on", "closed_how", "closed_why"])
