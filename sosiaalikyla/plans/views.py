"""The plan's pages. A young person reads what they want and what is promised; a worker writes beside, never over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sosiaalikyla.access.actions import CannotBe
from sosiaalikyla.access.actors import Person
from sosiaalikyla.access.doors import door
from sosiaalikyla.access.models import User
from sosiaalikyla.base import clock
from sosiaalikyla.base.text import sort_key
from sosiaalikyla.drafts import stale
from sosiaalikyla.people.models import Youth
from sosiaalikyla.plans import actions, plan_items, policy
from sosiaalikyla.plans.claims import source_of_claim
from sosiaalikyla.plans.forms import (
    AddForm,
    AnswerForm,
    CallOffForm,
    DecisionForm,
    DictateForm,
    DictateNewForm,
    HandForm,
    IntentionForm,
    NoteForm,
    PaperForm,
    PromiseForm,
    PromiseOfForm,
    ReviewForm,
    SayForm,
    ToldForm,
    ViewForm,
)
from sosiaalikyla.plans.models import Answer, Decision, Intention, Item, Plan, PrivateNote, Promise, Version
from sosiaalikyla.plans.readings import ItemRead, PlanRead, RecordRead, answers_to, question_of, youth_for


@dataclass(frozen=True)
class Reader:
    """Whose plan it is, who reads it, and what they may do."""

    youth: Youth
    request: HttpRequest
    own: bool
    works: bool
    leads: bool

    @property
    def actor(self) -> Person:
        return self.request.actor  # type: ignore[attr-defined, no-any-return]

    @property
    def writes(self) -> bool:
        return self.own or self.works

    @property
    def language(self) -> str:
        return (get_language() or "fi")[:2]

    @property
    def plan_url(self) -> str:
        return self.url("plan")

    @property
    def versions_url(self) -> str:
        return self.url("plan_versions")

    def url(self, name: str, **words: UUID) -> str:
        if self.own:
            return reverse(f"my_{name}", kwargs=words)
        return reverse(f"youth_{name}", kwargs={"key": self.youth.uuid, **words})

    @property
    def posted(self) -> QueryDict | None:
        return self.request.POST if self.request.method == "POST" else None

    def deed(self, *names: str) -> str:
        """Which of the page's forms was sent; empty when none."""
        word = self.request.POST.get("do", "") if self.request.method == "POST" else ""
        return word if word in names else ""

    def key(self, name: str, upto: str = "") -> UUID | None:
        """The key that a form names under this word, before `upto` when something follows; None when it is no key."""
        word = self.request.POST.get(name, "")
        try:
            return UUID(word.partition(upto)[0] if upto else word)
        except ValueError:
            return None

    def form(self, kind: type[forms.Form], asked: bool, **more: Any) -> Any:
        """Bound when it is the one that was sent."""
        return kind(self.request.POST if asked else None, **more)

    def page(self, template: str, *bound: forms.Form, **context: Any) -> HttpResponse:
        wrong = next((form for form in bound if form.is_bound and form.errors), None)
        words = {"reader": self, "youth": self.youth, "today": clock.today(), "wrong": wrong, **context}
        return render(self.request, template, words, status=422 if wrong else 200)

    def cannot(self, message: str) -> HttpResponse:
        return render(
            self.request, "plans/cannot.html", {"reader": self, "youth": self.youth, "message": message}, status=422
        )


def mine(request: HttpRequest) -> Reader:
    youth = getattr(request.actor.user, "youth", None)  # type: ignore[attr-defined]
    if youth is None:
        raise Http404
    return Reader(youth, request, own=True, works=False, leads=False)


def theirs(request: HttpRequest, key: UUID) -> Reader:
    row: Any = youth_for(request.actor, key)  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    return Reader(row, request, own=False, works=row.works, leads=row.leads)


def working(request: HttpRequest, key: UUID) -> Reader:
    """For pages that only those who work with the young person now come to."""
    reader = theirs(request, key)
    if not reader.works:
        raise Http404
    return reader


def _done(form: forms.Form, deed: Callable[[], Any]) -> bool:
    """Do it; what makes no sense comes back to the form, at its field, with the text kept."""
    try:
        deed()
    except stale.Stale:
        raise
    except CannotBe as cannot:
        form.add_error(cannot.field if cannot.field in form.fields else None, cannot.message)
        return False
    return True


def _read(reader: Reader) -> PlanRead | None:
    """The plan; None before somebody has begun it. Opening it begins nothing: who reads is nobody's to see."""
    return PlanRead.of(reader.youth.pk, reader.actor, reader.language)


def _begin(reader: Reader) -> HttpResponse:
    """By the young person with their good day in the same breath; by a worker with nothing said yet."""
    try:
        with transaction.atomic():
            actions.begin(by=reader.actor, youth=reader.youth)
            if reader.own:
                good_day = Item.objects.visible_to(reader.actor).get(youth=reader.youth, kind=Item.Kind.GOOD_DAY)
                actions.say(by=reader.actor, item=good_day, text=reader.request.POST.get("text", ""))
    except CannotBe as cannot:
        return reader.cannot(cannot.message)
    return redirect(reader.plan_url)


# ---------------------------------------------------------------- the plan


@door("youth", methods=("GET", "POST"))
def my_plan(request: HttpRequest) -> HttpResponse:
    return _plan(mine(request), "plans/my_plan.html", AddForm)


@door("worker", methods=("GET", "POST"))
def youth_plan(request: HttpRequest, key: UUID) -> HttpResponse:
    return _plan(theirs(request, key), "plans/youth_plan.html", DictateNewForm)


def _plan(reader: Reader, template: str, add: type[AddForm]) -> HttpResponse:
    """The whole plan; what is posted here is something new in it, with its first words."""
    if reader.posted is not None and not reader.writes:
        raise Http404
    if reader.deed("begin"):
        return _begin(reader)
    form = reader.form(add, reader.posted is not None, language=reader.language)
    if form.is_bound and form.is_valid():
        words = form.cleaned_data
        made = []

        def together() -> None:
            made.append(actions.add_item(by=reader.actor, youth=reader.youth, kind=words["kind"], area=words["area"]))
            actions.say(by=reader.actor, item=made[0], text=words["text"])

        if _done(form, together):
            return redirect(f"{reader.plan_url}#{made[0].uuid}")
    plan = _read(reader)
    return reader.page(template, form, form=form, plan=plan, promise_form=PromiseForm(), law=plan_items.load().source)


# ---------------------------------------------------------------- one item


@door("youth", methods=("GET", "POST"))
def my_item(request: HttpRequest, item: UUID) -> HttpResponse:
    return _item(mine(request), item)


@door("worker", methods=("GET", "POST"))
def youth_item(request: HttpRequest, key: UUID, item: UUID) -> HttpResponse:
    return _item(theirs(request, key), item)


def _item(reader: Reader, key: UUID) -> HttpResponse:
    read = ItemRead.of(reader.youth.pk, key, reader.actor, reader.language)
    if read is None or (reader.posted is not None and not reader.writes):
        raise Http404
    asked = reader.deed("say", "view", "note", "drop", "own", "no", "reached", "away", "back")
    say = reader.form(SayForm if reader.own else DictateForm, asked == "say")
    view = reader.form(ViewForm, asked == "view")
    note = reader.form(NoteForm, asked == "note")
    here = reader.url("plan_item", item=read.item.uuid)
    by, item, base = reader.actor, read.item, stale.base_of(reader.request)
    try:
        if asked in {"own", "no"}:
            voice = read.voice(reader.request.POST.get("version", ""))
            if voice is None:
                raise Http404
            actions.agree(by=by, voice=voice, how=asked)
            return redirect(here)
        if asked in {"reached", "away", "back"}:
            actions.end_item(by=by, item=item, stands=asked)
            return redirect(here)
    except CannotBe as cannot:
        return reader.cannot(cannot.message)
    if asked == "drop":
        _drop(reader)
        return redirect(here)
    deeds: dict[str, tuple[Any, Callable[[], Any]]] = {
        "say": (say, lambda: actions.say(by=by, item=item, text=say.cleaned_data["text"], base=base)),
        "view": (view, lambda: actions.write_view(by=by, item=item, text=view.cleaned_data["view"], base=base)),
        "note": (
            note,
            lambda: actions.keep_note(by=by, youth=reader.youth, item=item, text=note.cleaned_data["note"]),
        ),
    }
    if asked:
        form, deed = deeds[asked]
        try:
            if form.is_valid() and _done(form, deed):
                return redirect(here)
        except stale.Stale:
            return _both(reader, form, asked, here, key)
    elif reader.posted is not None:
        return reader.cannot(_("Choose from the list."))
    if reader.own and not say.is_bound and read.holds:
        say.initial["text"] = read.holds.text
    return reader.page("plans/item.html", say, view, note, read=read, say=say, view=view, note=note)


def _both(reader: Reader, form: forms.Form, asked: str, here: str, key: UUID) -> HttpResponse:
    """Somebody has said something newer meanwhile: both texts, side by side."""
    read = ItemRead.of(reader.youth.pk, key, reader.actor, reader.language)
    if read is None:
        raise Http404
    said: Any = read.voices[0] if asked == "say" else read.views[0]
    typed: User | None = (said.scribe or None) if asked == "say" else said.author
    own = (typed is None and reader.own) or (typed is not None and typed.pk == reader.actor.user.pk)
    saved = stale.Saved(
        texts={"text" if asked == "say" else "view": said.text},
        base=str(said.version),
        by=typed.name if typed else reader.youth.used_name,
        at=said.written_at,
        own=own,
    )
    return stale.both(reader.request, form, saved, back=here)


def _drop(reader: Reader) -> None:
    try:
        key = UUID(reader.request.POST.get("note", ""))
    except ValueError as odd:
        raise Http404 from odd
    row = PrivateNote.objects.visible_to(reader.actor).filter(uuid=key).first()
    if row is None:
        raise Http404
    actions.drop_note(by=reader.actor, note=row)


# ---------------------------------------------------------------- the young person's own intentions


def _people(reader: Reader) -> list[User]:
    return sorted(policy.adults_of(reader.actor, reader.youth), key=lambda user: sort_key(user.name))


@door("youth", methods=("GET", "POST"))
def my_intentions(request: HttpRequest) -> HttpResponse:
    reader = mine(request)
    form = reader.form(IntentionForm, reader.posted is not None, people=_people(reader))
    if form.is_bound and form.is_valid():
        words = form.cleaned_data
        if _done(
            form,
            lambda: actions.intend(
                by=reader.actor,
                youth=reader.youth,
                text=words["intention"],
                day=words["day"],
                shown_to=words["shown_to"],
            ),
        ):
            return redirect(reader.url("plan_intentions"))
    rows = Intention.objects.visible_to(reader.actor).filter(youth=reader.youth, let_go_on=None)
    found = list(rows.select_related("shown_to").order_by("made_at", "pk"))
    return reader.page(
        "plans/my_intentions.html",
        form,
        form=form,
        open=[row for row in found if not row.done_on],
        done=[row for row in found if row.done_on],
    )


@door("youth", methods=("POST",))
def my_intention(request: HttpRequest, intention: UUID) -> HttpResponse:
    reader = mine(request)
    row = Intention.objects.visible_to(reader.actor).filter(uuid=intention).first()
    if row is None:
        raise Http404
    asked = reader.deed("done", "let_go", "move")
    try:
        if asked == "move":
            actions.move_intention(by=reader.actor, intention=row, day=_day(request.POST.get("day", "")))
        else:
            actions.settle_intention(by=reader.actor, intention=row, stands=asked)
    except CannotBe as cannot:
        return reader.cannot(cannot.message)
    return redirect(reader.url("plan_intentions"))


def _day(word: str) -> date | None:
    """A day as a form tells it; empty is no day."""
    if not word:
        return None
    try:
        return date.fromisoformat(word)
    except ValueError as odd:
        raise CannotBe(_("Choose the day.")) from odd


# ---------------------------------------------------------------- promises and decisions, by workers


def _ask(reader: Reader, form: Any, title: str, verb: str, **more: Any) -> HttpResponse:
    return reader.page("plans/ask.html", form, form=form, title=title, verb=verb, **more)


@door("worker", methods=("GET", "POST"))
def promise(request: HttpRequest, key: UUID) -> HttpResponse:
    """A promise of one's own from the plan's page (no owner asked), or of another adult from here."""
    reader = working(request, key)
    asked = reader.posted
    short = asked is not None and "owner" not in asked
    form: Any = PromiseForm(asked) if short else PromiseOfForm(asked, people=_people(reader))
    if form.is_bound and form.is_valid():
        words = form.cleaned_data
        if _done(
            form,
            lambda: actions.promise(
                by=reader.actor,
                youth=reader.youth,
                text=words["promise"],
                due=words["due"],
                owner=words.get("owner"),
            ),
        ):
            return redirect(reader.plan_url + "#promises")
    return _ask(reader, form, _("Promise something"), _("Write down the promise"))


@door("worker", methods=("GET", "POST"))
def promise_of(request: HttpRequest, key: UUID, promise: UUID) -> HttpResponse:
    """Kept in one tap; called off with a reason; handed to another adult."""
    reader = working(request, key)
    row = Promise.objects.visible_to(reader.actor).filter(youth=reader.youth, uuid=promise).select_related("owner").first()
    if row is None:
        raise Http404
    asked, by = reader.deed("keep", "call_off", "hand"), reader.actor
    off = reader.form(CallOffForm, asked == "call_off")
    hand = reader.form(HandForm, asked == "hand", people=_people(reader))
    try:
        if asked == "keep":
            actions.keep(by=by, promise=row)
            return redirect(reader.plan_url + "#promises")
    except CannotBe as cannot:
        return reader.cannot(cannot.message)
    if reader.posted is not None and not asked:
        return reader.cannot(_("Choose from the list."))
    done = (off.is_bound and off.is_valid() and _done(
        off, lambda: actions.call_off(by=by, promise=row, why=off.cleaned_data["why"])
    )) or (hand.is_bound and hand.is_valid() and _done(
        hand, lambda: actions.hand_promise_to(by=by, promise=row, owner=hand.cleaned_data["owner"])
    ))  # fmt: skip
    if done:
        return redirect(reader.plan_url + "#promises")
    return reader.page("plans/promise.html", off, hand, promise=row, off=off, hand=hand)


@door("worker", methods=("GET", "POST"))
def decision(request: HttpRequest, key: UUID) -> HttpResponse:
    reader = working(request, key)
    form: Any = DecisionForm(reader.posted)
    if form.is_bound and form.is_valid():
        words = form.cleaned_data
        if _done(form, lambda: actions.note_decision(by=reader.actor, youth=reader.youth, **words)):
            return redirect(reader.plan_url + "#decisions")
    lead = _("The decision itself stays in the client information system. Here only what, when and until when.")
    return _ask(reader, form, _("Note a decision"), _("Note the decision"), lead=lead, source=source_of_claim())


@door("worker", methods=("GET", "POST"))
def told(request: HttpRequest, key: UUID, decision: UUID) -> HttpResponse:
    reader = working(request, key)
    row = Decision.objects.visible_to(reader.actor).filter(youth=reader.youth, uuid=decision).first()
    if row is None:
        raise Http404
    form: Any = ToldForm(reader.posted)
    if form.is_bound and form.is_valid():
        day = form.cleaned_data["told_on"]
        if _done(form, lambda: actions.note_told(by=reader.actor, decision=row, told_on=day)):
            return redirect(reader.plan_url + "#decisions")
    return _ask(reader, form, row.what, _("Note the day"), source=source_of_claim())


# ---------------------------------------------------------------- put together, read, answered


@door("youth")
def my_versions(request: HttpRequest) -> HttpResponse:
    return _versions(mine(request))


@door("worker", methods=("GET", "POST"))
def youth_versions(request: HttpRequest, key: UUID) -> HttpResponse:
    return _versions(theirs(request, key))


def _versions(reader: Reader) -> HttpResponse:
    """The versions; a worker puts a new one together here, moves the stage and agrees when the whole is looked at again."""
    if reader.posted is not None and not reader.works:
        raise Http404
    asked, by = reader.deed("freeze", "stage", "review"), reader.actor
    review = reader.form(ReviewForm, asked == "review")
    try:
        if asked == "freeze":
            made = actions.freeze(by=by, youth=reader.youth)
            return redirect(reader.url("plan_version", version=made.uuid))
        if asked == "stage":
            actions.move_stage(by=by, youth=reader.youth, stage=reader.request.POST.get("stage", ""))
            return redirect(reader.versions_url)
        if asked != "review" and reader.posted is not None:
            raise CannotBe(_("Choose from the list."))
    except CannotBe as cannot:
        return reader.cannot(cannot.message)
    if review.is_bound and review.is_valid():
        day = review.cleaned_data["day"]
        if _done(review, lambda: actions.set_review(by=by, youth=reader.youth, day=day)):
            return redirect(reader.versions_url)
    rows = Version.objects.visible_to(by).filter(youth=reader.youth).select_related("frozen_by").order_by("-number")
    said: dict[int, dict[str, Answer]] = {}
    for row in Answer.objects.visible_to(by).filter(youth=reader.youth).order_by("written_at", "pk"):
        said.setdefault(row.version_id, {})[row.whose] = row
    plan = Plan.objects.visible_to(by).filter(youth=reader.youth).first()
    return reader.page(
        "plans/versions.html",
        review,
        plan=plan,
        review=review,
        stages=Plan.Stage.choices,
        versions=[{"version": row, "said": said.get(row.pk, {}), "url": reader.url("plan_version", version=row.uuid)}
                  for row in rows.defer("content")],
    )  # fmt: skip


@door("youth", methods=("GET", "POST"))
def my_version(request: HttpRequest, version: UUID) -> HttpResponse:
    return _version(mine(request), version)


@door("worker", methods=("GET", "POST"))
def youth_version(request: HttpRequest, key: UUID, version: UUID) -> HttpResponse:
    return _version(theirs(request, key), version)


def found(reader: Reader, key: UUID) -> Version:
    rows = Version.objects.visible_to(reader.actor).filter(youth=reader.youth, uuid=key)
    row = rows.select_related("frozen_by").first()
    if row is None:
        raise Http404
    return row


def _version(reader: Reader, key: UUID) -> HttpResponse:
    """The plan as it was put together, what each has said to it, and one's own answer."""
    version = found(reader, key)
    if reader.posted is not None and not reader.writes:
        raise Http404
    on_paper = reader.deed("paper") == "paper"
    form: Any = reader.form(AnswerForm, reader.posted is not None and not on_paper)
    paper: Any = reader.form(PaperForm, on_paper, auto_id="id_paper_%s")  # both forms ask for words
    here = reader.url("plan_version", version=version.uuid)
    if form.is_bound and form.is_valid():
        says, words = reader.request.POST.get("says", ""), form.cleaned_data["words"]
        if _done(form, lambda: actions.answer(by=reader.actor, version=version, says=says, words=words)):
            return redirect(here + "#answers")
    if paper.is_bound and paper.is_valid():
        given = paper.cleaned_data
        if _done(paper, lambda: actions.record_paper(by=reader.actor, version=version, **given)):
            return redirect(here + "#answers")
    said = answers_to(version, reader.actor)
    newest = Version.objects.visible_to(reader.actor).filter(youth=reader.youth).order_by("-number").defer("content").first()
    return reader.page(
        "plans/version.html",
        form,
        paper,
        version=version,
        content=version.content,
        answers=said,
        record=None if reader.own else RecordRead.of(version, said, reader.actor, reader.language),
        form=form,
        paper=paper,
        newest=newest if newest and newest.pk != version.pk else None,
        newest_url=reader.url("plan_version", version=newest.uuid) if newest else "",
        print_url=reader.url("plan_print", version=version.uuid),
        pdf_url=reader.url("plan_pdf", version=version.uuid),
        choices=[(value, label, f"plans-answer-{value}") for value, label in Answer.Says.choices],
    )


@door("youth", reads="export")
def my_print(request: HttpRequest, version: UUID) -> HttpResponse:
    return _print(mine(request), version)


@door("worker", reads="export")
def youth_print(request: HttpRequest, key: UUID, version: UUID) -> HttpResponse:
    return _print(theirs(request, key), version)


def _print(reader: Reader, key: UUID) -> HttpResponse:
    """The version on A4, with lines for two signatures."""
    version = found(reader, key)
    back = reader.url("plan_version", version=version.uuid)
    return reader.page("plans/print.html", version=version, content=version.content, back=back)


# ---------------------------------------------------------------- two at one screen


@door("worker")
def together(request: HttpRequest, key: UUID) -> HttpResponse:
    """Begins from the first item."""
    reader = working(request, key)
    plan = _read(reader)
    if plan is None or not plan.table:
        return redirect(reader.plan_url)
    return redirect(reader.url("plan_together_item", item=plan.table[0].item.uuid))


@door("worker", methods=("GET", "POST"))
def together_item(request: HttpRequest, key: UUID, item: UUID) -> HttpResponse:
    """One item at a time in large letters, the young person's words first. Nothing private is read for this page.

    The worker types what the young person says and reads it aloud; the young person touches whether it was said so. It is
    still the scribe's device: the answer is kept as one given at the table, and the young person may answer anew alone.
    """
    reader = working(request, key)
    plan = PlanRead.of(reader.youth.pk, reader.actor, reader.language)
    table = plan.table if plan else []
    place = next((number for number, line in enumerate(table) if line.item.uuid == item), None)
    if plan is None or place is None:
        raise Http404
    line = table[place]
    asked, by = reader.deed("say", "table", "no"), reader.actor
    form: Any = reader.form(DictateForm, asked == "say")
    here = reader.url("plan_together_item", item=item)
    if asked in {"table", "no"}:
        read = ItemRead.of(reader.youth.pk, item, by, reader.language)
        voice = read.voice(request.POST.get("version", "")) if read else None
        if voice is None:
            raise Http404
        try:
            actions.agree(by=by, voice=voice, how=asked)
        except CannotBe as cannot:
            return reader.cannot(cannot.message)
        return redirect(here)
    if reader.posted is not None and not asked:
        return reader.cannot(_("Choose from the list."))
    if (
        form.is_bound
        and form.is_valid()
        and _done(form, lambda: actions.say(by=by, item=line.item, text=form.cleaned_data["text"]))
    ):
        return redirect(here)
    return reader.page(
        "plans/together.html",
        form,
        form=form,
        line=line,
        title=plan.title(line),
        question=question_of(line.item, reader.language),
        mine=bool(line.waiting and line.waiting.by_id == by.user_id),
        before=reader.url("plan_together_item", item=table[place - 1].item.uuid) if place else "",
        after=reader.url("plan_together_item", item=table[place + 1].item.uuid) if place + 1 < len(table) else "",
    )
