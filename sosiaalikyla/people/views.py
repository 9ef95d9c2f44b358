"""Pages about people: a worker's young people and the acts upon them, a young person's own people, the manager's change.

Each act is one small page: a visible thing, a bound form, one action, an answer. What isn't visible is not there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sosiaalikyla.access.actions import CannotBe
from sosiaalikyla.access.actors import Person
from sosiaalikyla.access.doors import door
from sosiaalikyla.access.models import Organisation, User
from sosiaalikyla.base import clock
from sosiaalikyla.base.text import sort_key
from sosiaalikyla.people import actions, looked, policy
from sosiaalikyla.people import forms as shapes
from sosiaalikyla.people.models import (
    Absence,
    Contact,
    Cover,
    Placement,
    PlacementEndMove,
    ProtectedContact,
    Protection,
    Residence,
    Responsibility,
    WorkRelation,
    Youth,
    last_day,
)
from sosiaalikyla.people.readings import Helpers, helpers, told_apart
from sosiaalikyla.people.uncovered import uncovered

BOTH = ("GET", "POST")
LAW_CHECKED = date(2026, 11, 21)
CLIENT_DATA_ACT = "https://www.finlex.fi/fi/laki/ajantasa/2023/20230703"


# ---------------------------------------------------------------- what every page here does


def _actor(request: HttpRequest) -> Person:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    words = {"person_name": _actor(request).name, "home_url": reverse("home"), "today": clock.today(), **context}
    return render(request, template, words, status=status)


def _done(form: forms.Form, deed: Callable[[], Any]) -> bool:
    """Do it; what makes no sense comes back to the form, at its field, with the text kept."""
    try:
        deed()
    except CannotBe as problem:
        form.add_error(problem.field if problem.field in form.fields else None, problem.message)
        return False
    return True


def _ask(
    request: HttpRequest,
    form: forms.Form,
    *,
    title: str,
    verb: str,
    trail: list[tuple[str, str]],
    lead: str = "",
    **more: Any,
) -> HttpResponse:
    steps = [{"text": text, "href": href} for text, href in [*trail, (title, "")]]
    return _page(
        request, "people/form.html", status=422 if form.is_bound and form.errors else 200, form=form, title=title, verb=verb,
        trail=steps, back=trail[-1][1], lead=lead, **more,
    )  # fmt: skip


def _filled(request: HttpRequest, form: type[forms.Form], initial: dict[str, Any] | None = None, **more: Any) -> forms.Form:
    return form(request.POST if request.method == "POST" else None, initial=initial, **more)


def _workers_of(organisation_ids: frozenset[int] | set[int], role: str = "worker") -> list[User]:
    """Staff who hold the role today, by name."""
    held = User.objects.open().filter(
        roles__organisation__in=organisation_ids, roles__role=role, roles__during__contains=clock.today()
    )
    return sorted(held.distinct(), key=lambda user: sort_key(user.name))


# ---------------------------------------------------------------- a worker's young people


LISTED = 100

PARTS = {
    "responsible": lambda: _("responsible"),
    "standing_in": lambda: _("stands in today"),
    "decides": lambda: _("decides"),
    "pair": lambda: _("pair"),
    "receiving": lambda: _("getting to know"),
    "leaving": lambda: _("handed over"),
}


@door("worker", reads="list")
def youths(request: HttpRequest) -> HttpResponse:
    """My young people: whom I answer for, work beside, or stand in for today."""
    actor, today = _actor(request), clock.today()
    found = sorted(Youth.objects.visible_to(actor), key=lambda row: (sort_key(row.used_name), row.pk))
    told_apart(found)
    page = _page_of(request, found)
    answers = helpers(actor, [row.pk for row in page], today)
    rows = [
        {
            "youth": youth,
            "age": youth.age_on(today),
            "helpers": answers[youth.pk],
            "part": next((PARTS[part]() for held in answers[youth.pk] if (part := held.part_of(actor.user_id))), ""),
        }
        for youth in page
    ]
    return _page(request, "people/youths.html", rows=rows, page=page)


def _page_of(request: HttpRequest, rows: list[Youth]) -> Page:
    """The page asked for, a hundred a page; 404 when there is none such."""
    pages, wanted = Paginator(rows, LISTED), request.GET.get("page", "1")
    if not wanted.isdecimal() or not 1 <= int(wanted) <= pages.num_pages:
        raise Http404
    return pages.page(int(wanted))


def _youth(request: HttpRequest, key: UUID) -> Youth:
    found = Youth.objects.visible_to(_actor(request)).filter(uuid=key).first()
    if found is None:
        raise Http404
    return found


def _with_whereabouts(request: HttpRequest, key: UUID) -> Youth:
    """The young person and, in the same query, what the actor may see of where and how they are reached: `protected`
    (under turvakielto today), `residence` ({municipality_code, county_code, since} or None), `reached` ({phone, email,
    never_call, never_text} or None), and for a named reader of one protected `hidden_phone`, `hidden_address`,
    `hidden_municipality`.
    """
    actor, today, of_youth = _actor(request), clock.today(), OuterRef("pk")
    residences = Residence.objects.visible_to(actor).filter(youth=of_youth, during__contains=today).order_by("pk")
    lived = JSONObject(municipality_code="municipality_code", county_code="county_code", since="during__startswith")
    contacts = Contact.objects.visible_to(actor).filter(youth=of_youth)
    ways = JSONObject(phone="phone", email="email", never_call="never_call", never_text="never_text")
    hidden = ProtectedContact.objects.visible_to(actor).filter(youth=of_youth)
    found = (
        Youth.objects.visible_to(actor)
        .filter(uuid=key)
        .annotate(
            protected=Exists(Protection.objects.visible_to(actor).filter(youth=of_youth, during__contains=today)),
            residence=Subquery(residences.values(words=lived)[:1]),
            reached=Subquery(contacts.values(words=ways)[:1]),
            **{f"hidden_{name}": Subquery(hidden.values(name)[:1]) for name in ("phone", "address", "municipality")},
        )
        .first()
    )
    if found is None:
        raise Http404
    return found


def _hidden(one: Any) -> dict[str, str] | None:
    """Contact behind turvakielto as `_with_whereabouts` brought it; None for one who may not see it."""
    if one.hidden_address is None:
        return None
    return {"phone": one.hidden_phone, "address": one.hidden_address, "municipality": one.hidden_municipality}


def _helpers(request: HttpRequest, youth: Youth) -> list[Helpers]:
    return helpers(_actor(request), [youth.pk], clock.today())[youth.pk]


ANSWERS = ("responsible",)
LEADS = ("responsible", "standing_in")
WRITES = ("responsible", "standing_in", "decides", "pair")


def _mine(request: HttpRequest, youth: Youth, parts: tuple[str, ...]) -> Helpers:
    """The client relation in which the worker has one of the parts today, in their order; 404 when none."""
    user_id = _actor(request).user_id
    held = {one.part_of(user_id): one for one in _helpers(request, youth)}
    for part in parts:
        if part in held:
            return held[part]
    raise Http404


def _trail(youth: Youth) -> list[tuple[str, str]]:
    return [(_("My young people"), reverse("youths")), (youth.used_name, reverse("youth", args=[youth.uuid]))]


def _county(code: str) -> str:
    return shapes.places().county(code).short.in_language(_language()) if code else ""


def _municipality(code: str) -> str:
    return shapes.places().municipality(code).name.in_language(_language())


def _language() -> str:
    return (get_language() or "fi")[:2]


@door("worker")
def youth(request: HttpRequest, key: UUID) -> HttpResponse:
    """One young person: who answers, placements, how to reach, where; and what can be done."""
    actor, today = _actor(request), clock.today()
    one = _with_whereabouts(request, key)
    held = _helpers(request, one)
    parts = {row.part_of(actor.user_id) for row in held}
    responsible = "responsible" in parts
    moves: dict[int, list[PlacementEndMove]] = {}
    history = PlacementEndMove.objects.visible_to(actor).filter(youth=one).select_related("moved_by")
    for move in history.order_by("-moved_at"):
        moves.setdefault(move.placement_id, []).append(move)
    protected, residence = one.protected, one.residence  # type: ignore[attr-defined]
    # Counties are shown where whereabouts are openly written, or to one who would know if they were protected. Nobody else
    # can tell the one from the other: a masked page looks like an unfinished one (661/2009, 36 §).
    places_shown = responsible or protected or residence is not None
    placements = [
        {
            "placement": row,
            "county": _county(row.placed_by_county) if places_shown else "",
            "moves": moves.get(row.pk, []),
        }
        for row in Placement.objects.visible_to(actor).filter(youth=one).order_by("-begins_on", "-pk")
    ]
    return _page(
        request,
        "people/youth.html",
        youth=one,
        age=one.age_on(today),
        trail=[{"text": _("My young people"), "href": reverse("youths")}, {"text": one.used_name, "href": ""}],
        helpers=held,
        placements=placements,
        contact=one.reached,  # type: ignore[attr-defined]
        is_protected=protected,
        protected=_hidden(one) if protected else None,
        places_shown=places_shown,
        residence={
            "municipality": _municipality(residence["municipality_code"]),
            "county": _county(residence["county_code"]),
            "since": date.fromisoformat(residence["since"]),
        }
        if residence
        else None,
        is_responsible=responsible,
        may_lead=bool(parts & set(LEADS)),
        may_write=bool(parts & set(WRITES)),
    )


@door("worker", methods=BOTH)
def take_in(request: HttpRequest) -> HttpResponse:
    """Take a young person in: three fields and a language. Whoever takes in answers from today."""
    actor = _actor(request)
    mine = list(Organisation.objects.filter(pk__in=actor.organisations("worker")).order_by("name"))
    form = _filled(request, shapes.TakeIn, organisations=mine)
    if request.method == "POST" and form.is_valid():
        taken: list[Youth] = []

        def deed() -> None:
            words = form.cleaned_data
            with transaction.atomic():
                new = actions.take_in(
                    by=actor,
                    organisation=form.organisation,  # type: ignore[attr-defined]
                    used_name=words["used_name"],
                    born=words["born"],
                    worker=actor.user,
                    from_day=clock.today(),
                    language=words["language"],
                )
                if words["phone"]:
                    actions.set_contact(by=actor, youth=new, phone=words["phone"])
                taken.append(new)

        if _done(form, deed):
            return redirect("youth", key=taken[0].uuid)
    return _ask(
        request, form, title=_("Take in a young person"), verb=_("Take in"),
        trail=[(_("My young people"), reverse("youths"))],
        lead=_("You are responsible from today. The rest can be written down later, together."),
    )  # fmt: skip


@door("worker", methods=BOTH)
def youth_name(request: HttpRequest, key: UUID) -> HttpResponse:
    one = _youth(request, key)
    _mine(request, one, WRITES)
    form = _filled(
        request, shapes.NameByWorker, {"used_name": one.used_name, "language": one.language}, own_account=bool(one.user_id)
    )

    def deed() -> None:
        words = form.cleaned_data
        actions.choose_name_and_language(
            by=_actor(request), youth=one, used_name=words["used_name"], language=words.get("language") or one.language
        )

    if request.method == "POST" and form.is_valid() and _done(form, deed):
        return redirect("youth", key=key)
    lead = _("The young person chooses the language of the pages in their own account.") if one.user_id else ""
    return _ask(request, form, title=_("Used name and language"), verb=_("Save"), trail=_trail(one), lead=lead)


@door("worker", methods=BOTH)
def youth_contact(request: HttpRequest, key: UUID) -> HttpResponse:
    """How to reach, with the marks never to call or never to write; behind protection, its own page."""
    actor, one = _actor(request), _youth(request, key)
    _mine(request, one, WRITES)
    if Protection.objects.visible_to(actor).filter(youth=one, during__contains=clock.today()).exists():
        return redirect("youth_protected", key=key)
    now = Contact.objects.visible_to(actor).filter(youth=one).first()
    initial = {name: getattr(now, name) for name in ("phone", "email", "never_call", "never_text")} if now else None
    form = _filled(request, shapes.ContactForm, initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(form, lambda: actions.set_contact(by=actor, youth=one, **form.cleaned_data))
    ):
        return redirect("youth", key=key)
    return _ask(request, form, title=_("How to reach"), verb=_("Save"), trail=_trail(one))


@door("worker", methods=BOTH)
def youth_protected(request: HttpRequest, key: UUID) -> HttpResponse:
    actor, one = _actor(request), _youth(request, key)
    _mine(request, one, WRITES)
    if not Protection.objects.visible_to(actor).filter(youth=one, during__contains=clock.today()).exists():
        raise Http404
    now = ProtectedContact.objects.visible_to(actor).filter(youth=one).first()
    initial = {name: getattr(now, name) for name in ("municipality", "address", "phone")} if now else None
    form = _filled(request, shapes.ProtectedForm, initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(form, lambda: actions.set_protected_contact(by=actor, youth=one, **form.cleaned_data))
    ):
        return redirect("youth", key=key)
    return _ask(request, form, title=_("Protected contact details"), verb=_("Save"), trail=_trail(one))


@door("worker", methods=BOTH)
def youth_residence(request: HttpRequest, key: UUID) -> HttpResponse:
    """Where they live, by municipality; the county follows from it and may differ from the one that placed."""
    actor, one = _actor(request), _youth(request, key)
    held = _mine(request, one, WRITES)
    form = _filled(request, shapes.MoveTo, {"from_day": clock.today()}, own_county=held.relation.organisation.county_code)

    def deed() -> None:
        code = form.cleaned_data["municipality"]
        county = shapes.places().municipality(code).county_code
        actions.move_to(
            by=actor, youth=one, municipality_code=code, county_code=county, from_day=form.cleaned_data["from_day"]
        )

    if request.method == "POST" and form.is_valid() and _done(form, deed):
        return redirect("youth", key=key)
    return _ask(request, form, title=_("Where they live"), verb=_("Save"), trail=_trail(one))


@door("worker", methods=BOTH)
def youth_protect(request: HttpRequest, key: UUID) -> HttpResponse:
    """Turvakielto begins."""
    actor, one = _actor(request), _youth(request, key)
    held = _mine(request, one, ANSWERS)
    supervisors = [user for user in _workers_of({held.relation.organisation_id}, "manager") if user.pk != actor.user_id]
    form = _filled(request, shapes.Protect, supervisors=supervisors)
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(form, lambda: actions.protect(by=actor, youth=one, **form.cleaned_data))
    ):
        return redirect("youth", key=key)
    return _ask(
        request, form, title=_("Protect contact details (turvakielto)"), verb=_("Protect now"), trail=_trail(one),
        points=[
            _("Phone, address and municipality move behind protection at once."),
            _("Only you, the supervisor you choose and the young person see them."),
            _("Others who work with the young person see no county, municipality or phone."),
            _("The manager's board no longer shows this young person."),
            _("Protection stays on until a person decides otherwise."),
        ],
        source={"law": _("Act 661/2009"), "section": "36 §", "href": "https://www.finlex.fi/fi/laki/ajantasa/2009/20090661"},
    )  # fmt: skip


@door("worker", methods=BOTH)
def youth_unprotect(request: HttpRequest, key: UUID) -> HttpResponse:
    """Turvakielto ends."""
    actor, one = _actor(request), _youth(request, key)
    _mine(request, one, ANSWERS)
    if not Protection.objects.visible_to(actor).filter(youth=one, during__contains=clock.today()).exists():
        raise Http404
    form = _filled(request, shapes.Unprotect)
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(form, lambda: actions.unprotect(by=actor, youth=one, keep_phone=form.cleaned_data["keep_phone"]))
    ):
        return redirect("youth", key=key)
    return _ask(
        request, form, title=_("End the protection (turvakielto)"), verb=_("End the protection"), trail=_trail(one),
        points=[
            _("The protected address and municipality are wiped. They are shown to nobody by this."),
            _("Where they live is written anew, if the young person wants it."),
            _("Those who work with the young person see from now on what is written openly."),
            _("The manager's board shows the days of this young person again, without a name."),
        ],
    )  # fmt: skip


@door("worker", methods=BOTH)
def youth_account(request: HttpRequest, key: UUID) -> HttpResponse:
    """Open the young person's own account, face to face; only while there is none."""
    actor, one = _actor(request), _youth(request, key)
    if one.user_id is not None or not _mine(request, one, ANSWERS):
        raise Http404
    form = _filled(request, shapes.OpenAccount)
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(form, lambda: actions.open_account(by=actor, youth=one, handle=form.cleaned_data["handle"]))
    ):
        return redirect("youth", key=key)
    return _ask(
        request, form, title=_("Open their own account"), verb=_("Open the account"), trail=_trail(one),
        lead=_("Do this together. Write the name on paper for them: it isn't shown to you again."),
    )  # fmt: skip


@door("worker", methods=BOTH)
def youth_beside(request: HttpRequest, key: UUID) -> HttpResponse:
    """Name who decides, a pair, or one who is about to take over."""
    actor, one = _actor(request), _youth(request, key)
    held = _mine(request, one, LEADS)
    responsible = held.responsible.pk if held.responsible else None
    workers = [user for user in _workers_of({held.relation.organisation_id}) if user.pk != responsible]
    form = _filled(request, shapes.Beside, {"since": clock.today()}, workers=workers)

    def deed() -> None:
        words = form.cleaned_data
        actions.stand_beside(
            by=actor,
            relation=held.relation,
            worker=words["worker"],
            kind=words["kind"],
            during=shapes.period(words["since"], words["until"]),
        )

    if request.method == "POST" and form.is_valid() and _done(form, deed):
        return redirect("youth", key=key)
    return _ask(
        request, form, title=_("Name somebody beside you"), verb=_("Name them"), trail=_trail(one),
        lead=_("They see this page on those days, and the young person sees their name."),
    )  # fmt: skip


@door("worker", methods=BOTH)
def youth_beside_end(request: HttpRequest, key: UUID, worker: UUID, kind: str) -> HttpResponse:
    actor, one = _actor(request), _youth(request, key)
    rows = WorkRelation.objects.visible_to(actor).filter(
        youth=one, worker__uuid=worker, kind=kind, during__contains=clock.today()
    )
    row = rows.select_related("worker").first()
    if row is None or not _mine(request, one, LEADS):
        raise Http404
    form = _filled(request, shapes.LastDay, {"on": clock.today()})

    def deed() -> None:
        actions.end_standing_beside(by=actor, row=row, on=form.cleaned_data["on"] + timedelta(days=1))

    if request.method == "POST" and form.is_valid() and _done(form, deed):
        return redirect("youth", key=key)
    title = _("%(name)s no longer works with them") % {"name": row.worker.name}
    return _ask(request, form, title=title, verb=_("Save"), trail=_trail(one))


@door("worker", methods=BOTH)
def youth_responsible(request: HttpRequest, key: UUID) -> HttpResponse:
    """Hand over to one who has been named to receive. The manager can name anybody."""
    actor, one = _actor(request), _youth(request, key)
    held = _mine(request, one, ANSWERS)
    receivers = [row.worker for row in held.of_kind(WorkRelation.Kind.RECEIVING)]
    form = _filled(request, shapes.ChangeResponsible, {"from_day": clock.today()}, receivers=receivers)
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(form, lambda: actions.change_responsible(by=actor, relation=held.relation, **form.cleaned_data))
    ):
        return redirect("youth", key=key)
    return _ask(
        request, form, title=_("Change who is responsible"), verb=_("Change"), trail=_trail(one),
        nobody=None if receivers else {
            "text": _("Nobody has been named to take over. Name them first, so that they can get to know each other."),
            "href": reverse("youth_beside", args=[one.uuid]),
            "verb": _("Name who takes over"),
        },
        points=[
            _("Somebody is responsible on every day: there is no gap."),
            _("You see this page for four weeks after the change."),
            _("The young person is told."),
        ],
    )  # fmt: skip


@door("worker", methods=BOTH)
def youth_close(request: HttpRequest, key: UUID) -> HttpResponse:
    """End the client relation; the page says plainly what follows."""
    actor, one = _actor(request), _youth(request, key)
    held = _mine(request, one, ANSWERS)
    form = _filled(request, shapes.Close, {"last_day": clock.today()})

    def deed() -> None:
        words = form.cleaned_data
        on = words["last_day"] + timedelta(days=1)
        actions.close_relation(by=actor, relation=held.relation, on=on, reason=words["reason"])

    if request.method == "POST" and form.is_valid() and _done(form, deed):
        return redirect("youths")
    return _ask(
        request, form, title=_("End the client relation"), verb=_("End the client relation"), trail=_trail(one),
        points=[
            _("You are responsible up to and including the last day."),
            _("After it nobody here opens this young person's page, not even you."),
            _("What has been written is kept as the law says. Nothing is deleted."),
            _("The young person is told, and still sees their own pages."),
            _("The decision and how to appeal are given in the client information system."),
        ],
    )  # fmt: skip


@door("worker", methods=BOTH)
def placement_new(request: HttpRequest, key: UUID) -> HttpResponse:
    actor, one = _actor(request), _youth(request, key)
    held = _mine(request, one, WRITES)
    form = _filled(
        request,
        shapes.NewPlacement,
        {"placed_by_county": held.relation.organisation.county_code, "child_alone": "not_asked"},
    )

    def deed() -> None:
        words = dict(form.cleaned_data)
        alone = {"yes": True, "no": False}.get(words.pop("child_alone"))
        actions.add_placement(by=actor, youth=one, child_alone=alone, **words)

    if request.method == "POST" and form.is_valid() and _done(form, deed):
        return redirect("youth", key=key)
    return _ask(request, form, title=_("Write down a placement"), verb=_("Save"), trail=_trail(one))


@door("worker", methods=BOTH)
def placement_end(request: HttpRequest, key: UUID, placement: UUID) -> HttpResponse:
    """Move the day the placement ends, or say that it isn't known; the reason is shown to the young person."""
    actor, one = _actor(request), _youth(request, key)
    _mine(request, one, WRITES)
    held = Placement.objects.visible_to(actor).filter(youth=one, uuid=placement).select_related("youth").first()
    if held is None:
        raise Http404
    form = _filled(request, shapes.PlacementEnd)

    def deed() -> None:
        words = form.cleaned_data
        actions.move_placement_end(by=actor, placement=held, to=words["to"], why=words["why"])

    if request.method == "POST" and form.is_valid() and _done(form, deed):
        return redirect("youth", key=key)
    return _ask(
        request, form, title=_("When does the placement end?"), verb=_("Move the day"), trail=_trail(one),
        ends_on=held.ends_on,
        lead=_("The path's dates move with it. The old day stays in the history."),
    )  # fmt: skip


# ---------------------------------------------------------------- away, and who stands in


def _away_for(request: HttpRequest) -> tuple[frozenset[int], frozenset[int]]:
    """(organisations the actor manages, all those they are away or manage in); 404 for other staff."""
    actor = _actor(request)
    managed, works = actor.organisations("manager"), actor.organisations("worker")
    if not managed | works:
        raise Http404
    return managed, managed | works


@door("staff", reads="list")
def away(request: HttpRequest) -> HttpResponse:
    """Who is away and who stands in, now and later. It says nothing of why."""
    actor, today = _actor(request), clock.today()
    managed, both = _away_for(request)
    onward = DateRange(today, None)
    absences = Absence.objects.visible_to(actor).filter(organisation__in=both, during__overlap=onward)
    covers = Cover.objects.visible_to(actor).filter(organisation__in=both, during__overlap=onward)

    def line(row: Absence | Cover) -> dict[str, Any]:
        return {
            "row": row,
            "last_day": last_day(row.during.upper),
            "now": row.during.lower <= today,
            "mine": row.worker_id == actor.user_id or row.organisation_id in managed,
        }

    return _page(
        request,
        "people/away.html",
        absences=[line(row) for row in absences.select_related("worker").order_by("during")],
        covers=[line(row) for row in covers.select_related("worker", "deputy").order_by("during")],
        uncovered=[line for organisation in managed for line in uncovered(organisation, today, by=actor)],
        manages=bool(managed),
    )


def _who_is_away(request: HttpRequest) -> list[User]:
    """Whose absence the actor may write: a manager the organisation's workers', a worker their own."""
    managed, _both = _away_for(request)
    people = _workers_of(managed) if managed else []
    actor = _actor(request)
    if actor.organisations("worker") and all(user.pk != actor.user_id for user in people):
        people.append(actor.user)
    return people


def _chosen(request: HttpRequest, form: forms.Form, people: list[User]) -> tuple[User, Organisation]:
    """The worker of the form, or the only one there is, and the organisation in which the actor writes it."""
    worker: User = form.cleaned_data.get("worker") or people[0]
    actor = _actor(request)
    mine = actor.organisations("worker") if worker.pk == actor.user_id else actor.organisations("manager")
    held = worker.roles.in_force_on(clock.today()).filter(role="worker", organisation__in=mine)  # type: ignore[attr-defined]
    row = held.select_related("organisation").first()
    if row is None:
        raise Http404
    return worker, row.organisation


AWAY = "away"


@door("staff", methods=BOTH)
def absence(request: HttpRequest) -> HttpResponse:
    people = _who_is_away(request)
    if not people:
        raise Http404
    form = _filled(request, shapes.AbsenceForm, {"since": clock.today()}, workers=people)

    def deed() -> None:
        worker, organisation = _chosen(request, form, people)
        during = shapes.period(form.cleaned_data["since"], form.cleaned_data["until"])
        actions.write_absence(by=_actor(request), worker=worker, organisation=organisation, during=during)

    if request.method == "POST" and form.is_valid() and _done(form, deed):
        return redirect(AWAY)
    return _ask(
        request, form, title=_("Write down an absence"), verb=_("Save"), trail=[(_("Away and standing in"), reverse(AWAY))],
        lead=_("Only the days. Why somebody is away is written nowhere here."),
    )  # fmt: skip


@door("staff", methods=BOTH)
def absence_end(request: HttpRequest, worker: UUID) -> HttpResponse:
    """Somebody is back sooner, or at last."""
    actor = _actor(request)
    _managed, both = _away_for(request)
    rows = Absence.objects.visible_to(actor).filter(
        worker__uuid=worker, organisation__in=both, during__overlap=DateRange(clock.today(), None)
    )
    row = rows.select_related("worker").order_by("during").first()
    if row is None or not policy.can_manage_worker(actor, row.worker_id, row.organisation_id):
        raise Http404
    form = _filled(request, shapes.BackOn, {"on": clock.today()})
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(form, lambda: actions.end_absence(by=actor, absence=row, on=form.cleaned_data["on"]))
    ):
        return redirect(AWAY)
    title = _("%(name)s is back") % {"name": row.worker.name}
    return _ask(request, form, title=title, verb=_("Save"), trail=[(_("Away and standing in"), reverse(AWAY))])


@door("staff", methods=BOTH)
def cover(request: HttpRequest) -> HttpResponse:
    """Agree who stands in. It opens the worker's young people to the deputy, and ends by itself."""
    people = _who_is_away(request)
    if not people:
        raise Http404
    _managed, both = _away_for(request)
    form = _filled(request, shapes.CoverForm, {"since": clock.today()}, workers=people, deputies=_workers_of(both))

    def deed() -> None:
        worker, organisation = _chosen(request, form, people)
        words = form.cleaned_data
        actions.agree_cover(
            by=_actor(request),
            worker=worker,
            deputy=words["deputy"],
            organisation=organisation,
            during=shapes.period(words["since"], words["until"]),
        )

    if request.method == "POST" and form.is_valid() and _done(form, deed):
        return redirect(AWAY)
    return _ask(
        request, form, title=_("Agree who stands in"), verb=_("Agree on it"),
        trail=[(_("Away and standing in"), reverse(AWAY))],
        points=[
            _("On those days the deputy sees the worker's young people, and they see the deputy's name."),
            _("Whoever is under turvakielto is opened only to a named reader."),
            _("Responsibility doesn't change."),
        ],
    )  # fmt: skip


@door("staff", methods=BOTH)
def cover_end(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = _actor(request)
    _managed, both = _away_for(request)
    rows = Cover.objects.visible_to(actor).filter(
        uuid=key, organisation__in=both, during__overlap=DateRange(clock.today(), None)
    )
    row = rows.select_related("worker", "deputy").first()
    if row is None or not policy.can_manage_worker(actor, row.worker_id, row.organisation_id):
        raise Http404
    form = _filled(request, shapes.LastDay, {"on": clock.today()})
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(form, lambda: actions.end_cover(by=actor, cover=row, on=form.cleaned_data["on"] + timedelta(days=1)))
    ):
        return redirect(AWAY)
    title = _("%(name)s no longer stands in") % {"name": row.deputy.name}
    return _ask(request, form, title=title, verb=_("Save"), trail=[(_("Away and standing in"), reverse(AWAY))])


# ---------------------------------------------------------------- the young person's own pages


def _self(request: HttpRequest) -> Youth:
    actor = _actor(request)
    found = Youth.objects.visible_to(actor).filter(user=actor.user).first()
    if found is None:
        raise Http404
    return found


@door("youth")
def my_people(request: HttpRequest) -> HttpResponse:
    """Who helps, who decides, who stands in today. Of absence only who is here instead."""
    me = _self(request)
    return _page(request, "people/my_people.html", person_name=me.used_name, helpers=_helpers(request, me))


@door("youth")
def my_looked(request: HttpRequest) -> HttpResponse:
    """Who has looked at my information, and what was done (703/2023, 10 and 11 §)."""
    actor, me = _actor(request), _self(request)
    hidden = Protection.objects.visible_to(actor).filter(youth=me, during__contains=clock.today()).exists()
    page = looked.page(me.pk, actor.key, before=request.GET.get("before", ""), hide_units=hidden)
    return _page(
        request, "people/my_looked.html", person_name=me.used_name, page=page, is_first="before" not in request.GET,
        law=CLIENT_DATA_ACT, checked=LAW_CHECKED,
    )  # fmt: skip


@door("youth", methods=BOTH)
def my_name(request: HttpRequest) -> HttpResponse:
    """My name and my language, on every page from now on."""
    actor, me = _actor(request), _self(request)
    form = _filled(request, shapes.NameAndLanguage, {"used_name": me.used_name, "language": me.language})
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(form, lambda: actions.choose_name_and_language(by=actor, youth=me, **form.cleaned_data))
    ):
        return redirect("my_name")
    return _ask(
        request, form, title=_("Your name and language"), verb=_("Save"), trail=[(_("Own page"), reverse("home"))],
        lead=_("This name is used on every page and by those who help you."), person_name=me.used_name,
    )  # fmt: skip


# ---------------------------------------------------------------- the manager's board


@door("manager", methods=BOTH)
def board_responsible(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change who is responsible, from the board: the manager sees who answers until when, and no young person."""
    actor, today = _actor(request), clock.today()
    managed = actor.organisations("manager")
    rows = Responsibility.objects.visible_to(actor).filter(
        uuid=key, board_org__in=managed, during__overlap=DateRange(today, None)
    )
    row = rows.select_related("worker").first()
    if row is None:
        raise Http404
    receivers = [user for user in _workers_of({row.board_org_id or 0}) if user.pk != row.worker_id]
    form = _filled(request, shapes.ChangeResponsible, {"from_day": max(today, row.during.lower)}, receivers=receivers)
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(form, lambda: actions.change_responsible(by=actor, relation=row, **form.cleaned_data))
    ):
        return redirect("home")
    until = last_day(row.during.upper)
    return _ask(
        request, form, title=_("Change who is responsible"), verb=_("Change"), trail=[(_("Own page"), reverse("home"))],
        answers={"worker": row.worker, "since": row.during.lower, "last_day": until},
        points=[
            _("Somebody is responsible on every day: there is no gap."),
            _("Whoever hands over sees the young person's page for four weeks."),
            _("The young person and the new worker are told."),
            _("You don't see who the young person is."),
        ],
    )  # fmt: skip
