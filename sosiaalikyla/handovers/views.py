"""Pages of a change of worker: the young person's, the workers', that of the one asked, and the manager's board.

Each page shows where the change stands and takes the deeds possible there; the button `do` says which one is meant.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sosiaalikyla.access.actions import CannotBe
from sosiaalikyla.access.actors import Person
from sosiaalikyla.access.doors import door
from sosiaalikyla.access.models import User
from sosiaalikyla.base import clock
from sosiaalikyla.base.text import sort_key
from sosiaalikyla.handovers import actions, forms, machine, readings
from sosiaalikyla.handovers.machine import Move, State
from sosiaalikyla.handovers.models import OVERTAKEN, Handover, Proposal, Wish
from sosiaalikyla.handovers.readings import Change
from sosiaalikyla.meetings.models import Meeting
from sosiaalikyla.people.models import ClientRelation, Responsibility, Youth
from sosiaalikyla.questions import answers as questions

BOTH = ("GET", "POST")
LAW_CHECKED = date(2026, 11, 21)
CLIENT_DATA_ACT = "https://www.finlex.fi/fi/laki/ajantasa/2023/20230703"

Deed = Callable[[Any], object]
Offer = tuple[Callable[..., Any] | None, Deed]
"""A form's class (None: a button alone) and what is done with the form once it is right."""


def _actor(request: HttpRequest) -> Person:
    return request.actor  # type: ignore[attr-defined,no-any-return]


class _Deeds:
    """The deeds a page offers: the one that was posted is done, or its form comes back with what is wrong."""

    def __init__(self, request: HttpRequest, offers: dict[str, Offer]) -> None:
        self.request = request
        self.offers = offers
        self.forms: dict[str, Any] = {}
        self.problem = ""
        self.wrong: django_forms.Form | None = None

    def done(self) -> bool:
        """True when something was done. A deed the page doesn't offer now is told about, not done."""
        chosen = self.request.POST.get("do", "") if self.request.method == "POST" else ""
        for name, (shape, _deed) in self.offers.items():
            if shape is not None:
                form = shape(self.request.POST if name == chosen else None)
                form.auto_id = f"id_{name}_%s"  # forms of one page ask for the same things
                self.forms[name] = form
        if self.request.method != "POST":
            return False
        if chosen not in self.offers:
            self.problem = _("The change has moved on, or this can't be done yet. Look at how it stands now.")
            return False
        form = self.forms.get(chosen)
        if form is not None and not form.is_valid():
            self.wrong = form
            return False
        try:
            self.offers[chosen][1](form)
        except CannotBe as problem:
            if form is None:
                self.problem = problem.message
            else:
                form.add_error(problem.field if problem.field in form.fields else None, problem.message)
                self.wrong = form
            return False
        return True

    def page(self, template: str, **context: Any) -> HttpResponse:
        status = 422 if self.problem or self.wrong else 200
        words = {"forms": self.forms, "problem": self.problem, "wrong": self.wrong, "today": clock.today(), **context}
        return render(self.request, template, words, status=status)


def _responsible(actor: Person, youth: Youth) -> Responsibility | None:
    """Who answers today; in the actor's own organisation, when there are two client relations."""
    rows = Responsibility.objects.visible_to(actor).filter(youth=youth, during__contains=clock.today())
    found = list(rows.select_related("worker").order_by("pk"))
    mine = [row for row in found if row.worker_id == actor.user_id]
    return (mine or found or [None])[0]


def _steps(change: Change, meeting: Meeting | None) -> list[dict[str, Any]]:
    """The way of a change in five steps: each done, next, or still to come; days where they are known."""
    facts, now = change.facts, change.state
    steps = [
        {"key": "yes", "done": bool(facts.accepted_on or facts.changed_on), "day": facts.accepted_on},
        {"key": "meet", "done": facts.held_on is not None, "day": facts.held_on or (meeting and meeting.starts_at)},
        {"key": "change", "done": bool(facts.changed_on and facts.changed_on <= change.today),
         "day": facts.changed_on or facts.deadline},
        {"key": "check", "done": now is State.CLOSED, "day": None},
    ]  # fmt: skip
    if change.handover.sudden:
        del steps[1]
    upcoming = next((step for step in steps if not step["done"]), None)
    for step in steps:
        step["next"] = step is upcoming
    return steps


def _meeting(actor: Person, change: Change) -> Meeting | None:
    key = change.handover.meeting_id
    if key is None:
        return None
    return Meeting.objects.visible_to(actor).filter(pk=key, cancelled_at=None).first()


def _both_answers(change: Change) -> list[dict[str, Any]]:
    language = (get_language() or "fi")[:2]
    words = {each.key: each.in_language(language) for each in questions.load().sets["mood"].answers}
    return [
        {"voice": voice, "row": change.answers[voice], "answer": words[change.answers[voice].answer]}
        for voice in ("youth", "worker")
        if voice in change.answers
    ]


# ---------------------------------------------------------------- the young person


@door("youth", methods=BOTH)
def my_handover(request: HttpRequest) -> HttpResponse:
    """My worker changes, or I would like that: what happens, when, who; what I want told; how it went."""
    actor = _actor(request)
    me: Youth | None = getattr(actor.user, "youth", None)  # read along with the session
    if me is None:
        raise Http404
    answers = _responsible(actor, me)
    handover = readings.latest(actor, me.pk)
    change = readings.change(actor, handover) if handover else None
    deeds = _Deeds(request, _my_offers(actor, me, change, answers))
    if deeds.done():
        return redirect("my_handover")
    meeting = _meeting(actor, change) if change else None
    return deeds.page(
        "handovers/my_handover.html",
        youth=me,
        change=change,
        answers=answers,
        meeting=meeting,
        steps=_steps(change, meeting) if change else [],
        pairs=_both_answers(change) if change else [],
        law=CLIENT_DATA_ACT,
        checked=LAW_CHECKED,
    )


def _my_offers(actor: Person, me: Youth, change: Change | None, answers: Responsibility | None) -> dict[str, Offer]:
    if change is None or not change.is_open:
        if answers is None:
            return {}
        relation = ClientRelation.objects.visible_to(actor).get(pk=answers.relation_id)
        return {
            "another": (
                forms.RatherAnother,
                lambda form: actions.suggest(by=actor, relation=relation, words=form.cleaned_data["words"]),
            )
        }
    handover = change.handover
    offers: dict[str, Offer] = {}
    if change.may(Move.TELL):
        giver = handover.giver.name if handover.giver else answers.worker.name if answers else ""
        tell: Deed = lambda form: actions.tell(by=actor, handover=handover, **form.cleaned_data)  # noqa: E731
        offers["wish"] = (lambda data: forms.MyWish(data, giver=giver), tell)
        offers["feeling"] = (forms.MyFeeling, tell)
        offers["none"] = (None, lambda _form: actions.tell(by=actor, handover=handover, kind=Wish.Kind.NONE))
    for wish in change.wishes:
        if wish.taken_back_on is None:
            offers[f"back-{wish.uuid}"] = (None, lambda _form, wish=wish: actions.take_back(by=actor, wish=wish))
        if wish.scribe_id and wish.read_back_on is None:
            offers[f"right-{wish.uuid}"] = (None, lambda _form, wish=wish: actions.say_right(by=actor, wish=wish))
    if change.may(Move.ANSWER_CHECK):
        offers["check"] = (forms.Check, lambda form: actions.answer_check(by=actor, handover=handover, **form.cleaned_data))
    return offers


# ---------------------------------------------------------------- those who work with the young person


def _workers_of(organisation_ids: frozenset[int] | set[int], *, but: int | None = None) -> list[User]:
    """Workers of the organisations today, by name."""
    held = User.objects.open().filter(
        roles__organisation__in=organisation_ids, roles__role="worker", roles__during__contains=clock.today()
    )
    return sorted((user for user in held.distinct() if user.pk != but), key=lambda user: sort_key(user.name))


@door("worker", methods=BOTH)
def youth_handover(request: HttpRequest, key: UUID) -> HttpResponse:
    """The change as the workers see it: where it stands, what the young person wishes, and the next deed."""
    actor = _actor(request)
    youth = Youth.objects.visible_to(actor).filter(uuid=key).first()
    if youth is None:
        raise Http404
    answers = _responsible(actor, youth)
    handover = readings.latest(actor, youth.pk)
    change = readings.change(actor, handover, youth=youth, answers=answers) if handover else None
    deeds = _Deeds(request, _worker_offers(actor, youth, change, answers))
    if request.method == "POST" and not deeds.offers:
        raise Http404
    if deeds.done():
        return redirect("youth_handover", key=key)
    meeting = _meeting(actor, change) if change else None
    return deeds.page(
        "handovers/youth_handover.html",
        youth=youth,
        change=change,
        answers=answers,
        meeting=meeting,
        steps=_steps(change, meeting) if change else [],
        pairs=_both_answers(change) if change else [],
        reasons=_reasons(change) if change else [],
        why=_why(change),
        promises=readings.promises_left(change) if change else [],
        mine=answers is not None and answers.worker_id == actor.user_id,
        overtaken=OVERTAKEN,
    )


def _worker_offers(actor: Person, youth: Youth, change: Change | None, answers: Responsibility | None) -> dict[str, Offer]:
    if change is None or not change.is_open:
        relation = ClientRelation.objects.visible_to(actor).filter(pk=answers.relation_id).first() if answers else None
        if relation is None or not actions.policy.may_begin(actor, youth):
            return {}
        suggest: Deed = lambda form: actions.suggest(by=actor, relation=relation, **form.cleaned_data)  # noqa: E731
        return {"suggest": (forms.Suggest, suggest)}
    handover = change.handover
    offers: dict[str, Offer] = {}

    def offer(move: Move, shape: Callable[..., Any] | None, deed: Deed) -> None:
        if change.may(move):
            offers[str(move)] = (shape, deed)

    def words(action: Callable[..., object]) -> Deed:
        return lambda form: action(by=actor, handover=handover, **form.cleaned_data)

    receivers = (
        _workers_of(actor.organisations("worker"), but=answers.worker_id if answers else None)
        if change.may(Move.PROPOSE)
        else []
    )
    offer(Move.PROPOSE, lambda data: forms.Propose(data, receivers=receivers, initial={"change_by": handover.deadline}),
          words(actions.propose))  # fmt: skip
    offer(Move.TELL, forms.WriteDown, words(actions.tell))
    offer(Move.SET_MEETING, forms.Meet, lambda form: actions.set_meeting(
        by=actor, handover=handover, starts_at=form.starts_at(), place=form.cleaned_data["place"],
        about=_("Meeting your new worker"),
    ))  # fmt: skip
    offer(Move.HOLD_MEETING, forms.Held, words(actions.hold_meeting))
    if answers is not None and answers.worker_id == actor.user_id:  # whoever stands in doesn't hand over
        offer(Move.HAND_OVER, _hand_over_form(change), words(actions.hand_over))
    offer(Move.ANSWER_CHECK, forms.Check, words(actions.answer_check))
    offer(Move.CLOSE_UNANSWERED, forms.Why, words(actions.close_unanswered))
    offer(Move.WITHDRAW, forms.Why, words(actions.withdraw))
    return offers


def _hand_over_form(change: Change) -> Callable[..., Any]:
    met = change.facts.held_on is not None or change.handover.sudden
    day = max(change.today, change.facts.deadline or change.today)
    return lambda data: forms.HandOver(data, met=met, initial={"from_day": day})


def _why(change: Change | None) -> str:
    """Why the step that waits has its day."""
    if change is None or change.waiting is None:
        return ""
    return machine.load().steps[change.waiting.step].why_in(get_language() or "fi")


def _reasons(change: Change) -> list[str]:
    """Why a change that has come to its end doesn't count as warm, in words."""
    if change.state is not State.CLOSED:
        return []
    words = {
        "sudden": _("The worker left suddenly."),
        "named_late": _("The new worker was known only on the day of the change."),
        "not_accepted": _("The new worker was named, not asked."),
        "not_met": _("The three didn't meet."),
        "met_late": _("The three met only after the change."),
        "not_checked": _("The question four weeks after was not answered by both."),
    }
    return [words[key] for key in change.warm[1]]


# ---------------------------------------------------------------- the one asked


@door("worker", methods=BOTH)
def handover_asked(request: HttpRequest, key: UUID) -> HttpResponse:
    """Would you take over? Short words and a day; no name before the yes."""
    actor = _actor(request)
    rows = Proposal.objects.visible_to(actor).filter(uuid=key, receiver=actor.user)
    proposal = rows.filter(accepted_on=None, refused_on=None, withdrawn_on=None).select_related("asked_by").first()
    if proposal is None:
        raise Http404
    said: list[Handover | None] = []
    deeds = _Deeds(
        request,
        {
            "accept": (None, lambda _form: said.append(actions.accept(by=actor, proposal=proposal))),
            "refuse": (forms.Refuse, lambda form: actions.refuse(by=actor, proposal=proposal, **form.cleaned_data)),
        },
    )
    if deeds.done():
        return redirect("youths" if said else "home")
    return deeds.page("handovers/asked.html", proposal=proposal)


# ---------------------------------------------------------------- the manager


@door("manager", methods=BOTH)
def board_handover(request: HttpRequest, key: UUID) -> HttpResponse:
    """One change that has risen: name a receiver, make the agreed change, or call it off. No name of the young person."""
    actor = _actor(request)
    handover = Handover.objects.visible_to(actor).filter(uuid=key).select_related("giver", "receiver").first()
    change = readings.change(actor, handover) if handover else None
    if handover is None or change is None or "manager" not in change.roles or not change.is_open:
        raise Http404
    offers: dict[str, Offer] = {}
    for move, shape, action in (
        (Move.PROPOSE, _propose_by_manager(actor, change), actions.propose),
        (Move.HAND_OVER, _hand_over_form(change), actions.hand_over),
        (Move.CLOSE_UNANSWERED, forms.Why, actions.close_unanswered),
        (Move.WITHDRAW, forms.Why, actions.withdraw),
    ):
        if change.may(move):
            offers[str(move)] = (shape, lambda form, act=action: act(by=actor, handover=handover, **form.cleaned_data))
    deeds = _Deeds(request, offers)
    if deeds.done():
        return redirect("home")
    return deeds.page("handovers/board_handover.html", change=change, refusals=[p for p in change.proposals if p.refused_on])


def _propose_by_manager(actor: Person, change: Change) -> Callable[..., Any]:
    workers = _workers_of(actor.organisations("manager"), but=change.handover.giver_id)
    return lambda data: forms.Propose(data, receivers=workers, initial={"change_by": change.facts.deadline})


@door("manager", methods=BOTH)
def board_leaving(request: HttpRequest) -> HttpResponse:
    """A worker leaves: at once, with somebody answering from today for each, or later, with time to hand over."""
    actor = _actor(request)
    managed = actor.organisations("manager")
    form = forms.Leaving(request.POST if request.method == "POST" else None, workers=_workers_of(managed))
    if request.method == "POST" and form.is_valid():
        try:
            _everybody_of(actor, form.cleaned_data)
            return redirect("home")
        except CannotBe as problem:
            form.add_error(problem.field if problem.field in form.fields else None, problem.message)
    return render(
        request, "handovers/board_leaving.html", {"form": form}, status=422 if form.is_bound and form.errors else 200
    )


def _everybody_of(actor: Person, words: dict[str, Any]) -> None:
    """The same for each young person for whom the worker answers; all of it or none. CannotBe when there is nobody."""
    managed = actor.organisations("manager")
    worker: User = words["worker"]
    board = Responsibility.objects.visible_to(actor).filter(
        worker=worker, board_org__in=managed, during__contains=clock.today()
    )
    relations: list[Responsibility | ClientRelation] = [*board.order_by("pk"), *_supervised(worker)]
    if not relations:
        raise CannotBe(_("The worker answers for nobody."), field="worker")
    with transaction.atomic():
        for relation in relations:
            if words["how"] == "planned":
                _begin_planned(actor, relation, words["deadline"])
            else:
                actions.sudden_leave(
                    by=actor, relation=relation, takes_over=words["takes_over"], for_good=words["how"] == "for_good",
                    why=words["why"],
                )  # fmt: skip


def _begin_planned(actor: Person, relation: Responsibility | ClientRelation, deadline: date) -> None:
    """A change that is open already goes on as it is; of one under turvakielto her own worker begins it."""
    if not isinstance(relation, Responsibility):
        return
    open_already = Handover.objects.visible_to(actor).filter(
        relation_id=relation.relation_id, closed_on=None, withdrawn_on=None
    )
    if not open_already.exists():
        actions.suggest(by=actor, relation=relation, deadline=deadline)


def _supervised(worker: User) -> list[ClientRelation]:
    """Client relations of those under turvakielto whose named supervisor the actor is. The database says which."""
    with connection.cursor() as cursor:
        cursor.execute("select relation, youth, county from sk.supervised_relations(%s)", [worker.pk])
        rows = cursor.fetchall()
    return [ClientRelation(pk=relation, youth_id=youth, organisation_id=county) for relation, youth, county in rows]
