"""Times, contacts and signs: one tap for the young person, as few as can be for the worker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sosiaalikyla.access.actions import CannotBe
from sosiaalikyla.access.actors import Person
from sosiaalikyla.access.doors import door
from sosiaalikyla.base import clock
from sosiaalikyla.drafts import stale
from sosiaalikyla.meetings import actions, policy, readings
from sosiaalikyla.meetings import forms as shapes
from sosiaalikyla.meetings.models import ContactMade, Meeting, QuietAgreement, Sign
from sosiaalikyla.people.models import Youth

BOTH = ("GET", "POST")


# ---------------------------------------------------------------- what every page here does


def _actor(request: HttpRequest) -> Person:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _language() -> str:
    return (get_language() or "fi")[:2]


def _page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    words = {"person_name": _actor(request).name, "home_url": reverse("home"), "today": clock.today(), **context}
    return render(request, template, words, status=status)


def _ask(
    request: HttpRequest, form: forms.Form, *, title: str, verb: str, trail: list[tuple[str, str]], **more: Any
) -> HttpResponse:
    """One act on a page of its own, as the pages about people have it."""
    steps = [{"text": text, "href": href} for text, href in [*trail, (title, "")]]
    return _page(
        request, "people/form.html", status=422 if form.is_bound and form.errors else 200, form=form, title=title, verb=verb,
        trail=steps, back=trail[-1][1], **more,
    )  # fmt: skip


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


def _cannot(request: HttpRequest, cannot: CannotBe) -> HttpResponse:
    return _page(request, "meetings/cannot.html", status=422, message=cannot.message)


def _bound(request: HttpRequest, form: type[forms.Form], initial: dict[str, Any] | None = None) -> forms.Form:
    return form(request.POST if request.method == "POST" else None, initial=initial)


def _self(request: HttpRequest) -> Youth:
    found: Youth | None = getattr(_actor(request).user, "youth", None)
    if found is None:
        raise Http404
    return found


def _youth(request: HttpRequest, key: UUID) -> Youth:
    found = Youth.objects.visible_to(_actor(request)).filter(uuid=key).first()
    if found is None:
        raise Http404
    return found


def _writes(request: HttpRequest, youth: Youth) -> None:
    """404 for who sees the young person and doesn't work with them now."""
    if not policy.can_write(_actor(request), youth):
        raise Http404


def _trail(youth: Youth) -> list[tuple[str, str]]:
    return [(_("My young people"), reverse("youths")), (youth.used_name, reverse("youth", args=[youth.uuid]))]


def _meeting(request: HttpRequest, **which: Any) -> Meeting:
    found = Meeting.objects.visible_to(_actor(request)).filter(**which).select_related("youth").first()
    if found is None:
        raise Http404
    return found


# ---------------------------------------------------------------- the young person's own pages


@door("youth")
def my_times(request: HttpRequest) -> HttpResponse:
    """Times ahead, how often you meet, what has been agreed on silence."""
    actor, me = _actor(request), _self(request)
    return _page(
        request, "meetings/my_times.html", person_name=me.used_name, times=readings.Times.of(actor, me.pk),
        rhythm=readings.RhythmRead.of(actor, me.pk), quiet=readings.QuietRead.of(actor, me.pk),
        helper=readings.helper_name(actor, me.pk),
    )  # fmt: skip


@door("youth", methods=("POST",))
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    meeting = _meeting(request, uuid=key)
    try:
        actions.answer(by=_actor(request), meeting=meeting, answer=request.POST.get("answer", ""))
    except CannotBe as cannot:
        return _cannot(request, cannot)
    return redirect("my_times" if request.POST.get("from") == "times" else "home")


@door("youth", methods=("POST",))
def my_call_off(request: HttpRequest, key: UUID) -> HttpResponse:
    """I can't come after all. One tap, no reason."""
    try:
        actions.call_off(by=_actor(request), meeting=_meeting(request, uuid=key))
    except CannotBe as cannot:
        return _cannot(request, cannot)
    return redirect("my_times")


@door("youth")
def my_contacts(request: HttpRequest) -> HttpResponse:
    """What has been written of being in touch: one's own words first."""
    actor, me = _actor(request), _self(request)
    rows = ContactMade.objects.visible_to(actor).filter(youth=me).select_related("worker").order_by("-at", "-pk")[:30]
    return _page(
        request, "meetings/my_contacts.html", person_name=me.used_name, contacts=readings.contacts_read(actor, rows)
    )


@door("youth", methods=BOTH)
def my_sign(request: HttpRequest) -> HttpResponse:
    """A sign in one tap: I'm ok, call me, not yet."""
    actor, me = _actor(request), _self(request)
    if request.method == "POST":
        try:
            actions.give_sign(by=actor, youth=me, what=request.POST.get("what", ""))
        except CannotBe as cannot:
            return _cannot(request, cannot)
        return redirect("my_sign")
    latest = readings.latest_sign(actor, me.pk)
    return _page(
        request, "meetings/my_sign.html", person_name=me.used_name, helper=readings.helper_name(actor, me.pk),
        wish=readings.waiting_wish(actor, me.pk), sign=latest, signs=Sign.What.choices,
    )  # fmt: skip


@door("youth", methods=("POST",))
def my_call(request: HttpRequest) -> HttpResponse:
    """Call me tomorrow, or no need after all."""
    actor, me = _actor(request), _self(request)
    if request.POST.get("wish") == "not":
        actions.withdraw_call(by=actor, youth=me)
    else:
        actions.wish_call(by=actor, youth=me)
    return redirect("my_sign")


@door("youth", methods=BOTH)
def my_quiet(request: HttpRequest) -> HttpResponse:
    """What is to be done when I go quiet: my own to set."""
    actor, me = _actor(request), _self(request)
    held = readings.QuietRead.of(actor, me.pk)
    form = _bound(request, shapes.QuietForm, _quiet_now(held.row))
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(form, lambda: actions.agree_quiet(by=actor, youth=me, **form.cleaned_data))
    ):
        return redirect("my_times")
    return _ask(
        request, form, title=_("If you go quiet"), verb=_("Save"), trail=[(_("Meetings"), reverse("my_times"))],
        person_name=me.used_name,
        lead=_("You decide. You can change this whenever you like."),
        points=[
            _("Only calls, meetings and your own answers count as being in touch."),
            _("Nobody counts when you sign in or what you read."),
        ],
    )  # fmt: skip


@door("youth", methods=("POST",))
def my_quiet_right(request: HttpRequest) -> HttpResponse:
    """What the worker wrote down is right."""
    actor, me = _actor(request), _self(request)
    held = readings.QuietRead.of(actor, me.pk)
    try:
        if held.waiting is not None:
            actions.confirm_quiet(by=actor, agreement=held.waiting)
    except CannotBe as cannot:
        return _cannot(request, cannot)
    return redirect("my_times")


def _quiet_now(row: QuietAgreement | None) -> dict[str, Any]:
    if row is None:
        return {}
    paused = row.pause_until if row.pause_until and row.pause_until >= clock.today() else None
    return {"days": row.days or shapes.NEVER, "pause_until": paused}


# ---------------------------------------------------------------- the worker: times


@door("worker", methods=BOTH)
def propose(request: HttpRequest, youth: UUID) -> HttpResponse:
    actor, person = _actor(request), _youth(request, youth)
    form = _bound(request, shapes.ProposeForm)
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose(
                by=actor,
                youth=person,
                starts_at=form.starts_at(),  # type: ignore[attr-defined]
                way=form.cleaned_data["way"],
                place=form.cleaned_data["place"],
                about=form.cleaned_data["about"],
            )
            return redirect("meeting_propose", youth=person.uuid)
        except CannotBe as cannot:
            form.add_error("day" if cannot.field == "starts_at" else None, cannot.message)
    return _page(
        request, "meetings/propose.html", youth=person, form=form, times=readings.Times.of(actor, person.pk),
        rhythm=readings.RhythmRead.of(actor, person.pk), may_write=policy.can_write(actor, person),
        status=422 if form.is_bound and form.errors else 200,
    )  # fmt: skip


@door("worker", methods=BOTH)
def call_off(request: HttpRequest, key: UUID, meeting: UUID) -> HttpResponse:
    """Call off a time; the reason is shown to the young person."""
    time = _meeting(request, youth__uuid=key, uuid=meeting)
    person = time.youth
    _writes(request, person)
    form = _bound(request, shapes.CallOffForm)
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(form, lambda: actions.call_off(by=_actor(request), meeting=time, why=form.cleaned_data["why"]))
    ):
        return redirect("meeting_propose", youth=person.uuid)
    trail = [*_trail(person), (_("Times"), reverse("meeting_propose", args=[person.uuid]))]
    return _ask(
        request, form, title=_("Call off the time"), verb=_("Call it off"), trail=trail,
        lead=_("If the time only changes, propose the new one as well."),
    )  # fmt: skip


@door("worker", methods=("POST",))
def note_held(request: HttpRequest, key: UUID, meeting: UUID) -> HttpResponse:
    """It was held, and is a contact at once; or it wasn't."""
    time = _meeting(request, youth__uuid=key, uuid=meeting)
    _writes(request, time.youth)
    held = {"yes": True, "no": False}.get(request.POST.get("held", ""))
    try:
        if held is None:
            raise CannotBe(_("Tell whether the time was held."))
        contact = actions.note_held(by=_actor(request), meeting=time, took_place=held)
    except CannotBe as cannot:
        return _cannot(request, cannot)
    if contact is not None:
        return redirect("contact", key=key, contact=contact.uuid)
    return redirect("meeting_propose", youth=key)


@door("worker", methods=BOTH)
def rhythm(request: HttpRequest, key: UUID) -> HttpResponse:
    """How often you have agreed to meet."""
    actor, person = _actor(request), _youth(request, key)
    _writes(request, person)
    form = _bound(request, shapes.RhythmForm, {"agreed_on": clock.today()})
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(form, lambda: actions.agree_rhythm(by=actor, youth=person, **form.cleaned_data))
    ):
        return redirect("meeting_propose", youth=person.uuid)
    trail = [*_trail(person), (_("Times"), reverse("meeting_propose", args=[person.uuid]))]
    return _ask(request, form, title=_("How often you meet"), verb=_("Save"), trail=trail)


@door("worker", methods=BOTH)
def quiet(request: HttpRequest, key: UUID) -> HttpResponse:
    """Written at the table with the young person, who ticks that it is right."""
    actor, person = _actor(request), _youth(request, key)
    _writes(request, person)
    held = readings.QuietRead.of(actor, person.pk)
    form = _bound(request, shapes.QuietAtTable, _quiet_now(held.row))
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(form, lambda: actions.agree_quiet(by=actor, youth=person, **form.cleaned_data))
    ):
        return redirect("contacts", key=key)
    return _ask(
        request, form, title=_("Quiet as agreed"), verb=_("Save"), trail=[*_trail(person), _contacts_step(person)],
        lead=_("Fill this in together. The young person decides."),
        points=[
            _("Without the tick it holds only after the young person has read it on their own page."),
            _("Only contacts where you reached them and their own answers count. Signing in and reading never do."),
        ],
    )  # fmt: skip


# ---------------------------------------------------------------- the worker: contacts


QUICK = {
    "call_missed": ("call", False),
    "call": ("call", True),
    "text_sent": ("text", False),
    "text": ("text", True),
    "visit": ("visit", True),
    "video": ("video", True),
}
"""One button each: way, and whether they were reached."""


def _contacts_step(youth: Youth) -> tuple[str, str]:
    return (_("Being in touch"), reverse("contacts", args=[youth.uuid]))


@door("worker")
def contacts(request: HttpRequest, key: UUID) -> HttpResponse:
    """Contacts with one young person, newest first, and what they have asked for. On top what was said and agreed when they
    were last in touch: it is read before a meeting.
    """
    actor, person = _actor(request), _youth(request, key)
    rows = list(
        ContactMade.objects.visible_to(actor).filter(youth=person).select_related("worker").order_by("-at", "-pk")[:60]
    )
    last = readings.contacts_read(actor, [row for row in rows if row.reached][:1])
    asked = readings.InTouch.of(readings.with_touch(actor, Youth.objects.visible_to(actor)).get(pk=person.pk))
    return _page(
        request, "meetings/contacts.html", youth=person, contacts=rows, last=last[0] if last else None, asked=asked,
        since=asked.quiet_since(clock.today()), quiet=readings.QuietRead.of(actor, person.pk),
        sign=dict(Sign.What.choices).get(asked.sign, ""), may_write=policy.can_write(actor, person),
    )  # fmt: skip


@door("worker", methods=BOTH)
def contact_new(request: HttpRequest, key: UUID) -> HttpResponse:
    """Log a contact: a tap on what happened. Everything else may come later, or never."""
    actor, person = _actor(request), _youth(request, key)
    _writes(request, person)
    now = clock.now().astimezone(clock.HELSINKI)
    quick = QUICK.get(request.POST.get("quick", ""))
    data = request.POST if request.method == "POST" and quick is None else None
    form = shapes.LogForm(data, initial={"day": now.date(), "time": now.time()})
    if quick is not None:
        made = actions.log_contact(by=actor, youth=person, way=quick[0], reached=quick[1])
        return redirect("contact", key=key, contact=made.uuid)
    if request.method == "POST" and form.is_valid():
        found: list[ContactMade] = []

        def deed() -> None:
            words = form.cleaned_data
            reached = words["reached"] == "yes"
            found.append(actions.log_contact(by=actor, youth=person, way=words["way"], reached=reached, at=form.at()))

        if _done(form, deed):
            return redirect("contact", key=key, contact=found[0].uuid)
    return _page(
        request, "meetings/contact_new.html", youth=person, form=form, status=422 if form.is_bound and form.errors else 200
    )


def _contact(request: HttpRequest, key: UUID, contact: UUID) -> ContactMade:
    rows = ContactMade.objects.visible_to(_actor(request)).filter(youth__uuid=key, uuid=contact)
    found = rows.select_related("worker", "youth").first()
    if found is None:
        raise Http404
    return found


@door("worker", methods=BOTH)
def contact(request: HttpRequest, key: UUID, contact: UUID) -> HttpResponse:
    """One contact: its text to copy, and for its writer what may still be written or added."""
    actor, row = _actor(request), _contact(request, key, contact)
    read = readings.contacts_read(actor, [row])[0]
    own = row.worker_id == actor.user_id
    if request.method == "POST" and not own:
        raise Http404
    taken = row.taken_at is not None
    base = stale.base_of(request)
    if request.method == "POST" and taken and base:
        return _both(request, row, read)  # begun before it was taken to the record
    initial: dict[str, Any] = {} if taken else {**read.words}
    form = _bound(request, shapes.AdditionForm if taken else shapes.ContactForm, initial)

    def deed() -> None:
        if taken:
            actions.add_to_contact(by=actor, contact=row, **form.cleaned_data)
        else:
            actions.write_contact(by=actor, contact=row, base=base, **form.cleaned_data)

    try:
        if request.method == "POST" and form.is_valid() and _done(form, deed):
            return redirect("contact", key=key, contact=contact)
    except stale.Stale:
        row = _contact(request, key, contact)
        return _both(request, row, readings.contacts_read(actor, [row])[0])
    return _page(
        request, "meetings/contact.html", youth=row.youth, read=read, text=read.text(_language()), form=form, own=own,
        trail=[{"text": text, "href": href} for text, href in [*_trail(row.youth), _contacts_step(row.youth)]],
        status=422 if form.is_bound and form.errors else 200,
    )  # fmt: skip


def _both(request: HttpRequest, row: ContactMade, read: readings.ContactRead) -> HttpResponse:
    """The same worker has saved something newer on another device: both texts, and the saved one is kept aside. Once it is
    in the record, what was written here can only be added.
    """
    form = shapes.ContactForm(request.POST)
    saved = stale.Saved(texts=read.words, base=read.base, by=row.worker.name, at=None, own=True)
    back, instead = reverse("contact", args=[row.youth.uuid, row.uuid]), None
    if row.taken_at is None:
        stale.set_aside(request, saved)
    else:
        mine = {name: request.POST.get(name, "") for name, text in read.words.items() if request.POST.get(name, "") != text}
        instead = shapes.AdditionForm(
            initial={"own_words": mine.pop("own_words", ""), "text": "\n\n".join(filter(None, mine.values()))}
        )
    return stale.both(request, form, saved, back=back, instead=instead)


@door("worker", methods=("POST",))
def contact_taken(request: HttpRequest, key: UUID, contact: UUID) -> HttpResponse:
    """It has been copied to the record."""
    row = _contact(request, key, contact)
    actions.take_contact(by=_actor(request), contact=row)
    if request.POST.get("from") == "unrecorded":
        return redirect("unrecorded")
    return redirect("contact", key=key, contact=contact)


@door("worker", reads="list")
def unrecorded(request: HttpRequest) -> HttpResponse:
    """Own contacts that aren't in the record yet, each as one text to copy."""
    found = readings.unrecorded(_actor(request))
    lines = [{"read": read, "text": read.untaken_text(_language())} for read in found]
    return _page(request, "meetings/unrecorded.html", lines=lines)
