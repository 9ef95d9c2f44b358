"""Each deed about a young person and who answers for them: what it leaves behind, and how it is refused in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DataError, connection, models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import translation

from sosiaalikyla.access.actions import CannotBe, Refused
from sosiaalikyla.access.actors import Job, Person, acting
from sosiaalikyla.access.models import User
from sosiaalikyla.audit.models import Entry
from sosiaalikyla.base import clock
from sosiaalikyla.journal.models import Event
from sosiaalikyla.notices.models import Notice
from sosiaalikyla.people import actions
from sosiaalikyla.people.models import (
    Absence,
    AbsenceTold,
    ClientRelation,
    Contact,
    Cover,
    NamedReader,
    Placement,
    PlacementEndMove,
    ProtectedContact,
    Protection,
    Residence,
    Responsibility,
    WorkRelation,
    Youth,
)
from sosiaalikyla.people.tests import factories
from sosiaalikyla.people.tests.factories import days
from tests.ground import as_owner, as_role

pytestmark = pytest.mark.django_db
WHY = "looked at by a test"
TODAY = date(2026, 3, 2)
KEPT: tuple[type[models.Model], ...] = (
    Absence, AbsenceTold, ClientRelation, Contact, Cover, Event, NamedReader, Notice, Placement, PlacementEndMove,
    ProtectedContact, Protection, Residence, Responsibility, WorkRelation, Youth,
)  # fmt: skip
"""Every table these deeds write, but the accounts and the trace."""


@pytest.fixture(autouse=True)
def on_a_monday_in_english() -> Iterator[None]:
    with clock.at(TODAY), translation.override("en"):
        yield


@pytest.fixture
def village(db: None) -> SimpleNamespace:
    """Aino and her own worker Ville; Sirpa and Leena of the same team; Marja manages; Kaisa and Berit of another county."""
    here, there = factories.county(), factories.county("Keski-Pohjanmaan hyvinvointialue", "18")
    people = {name.lower(): factories.staff(name, here) for name in ("Ville", "Sirpa", "Leena")}
    people["marja"] = factories.staff("Marja", here, role="manager")
    people["kaisa"] = factories.staff("Kaisa", there)
    people["berit"] = factories.staff("Berit", there, role="manager")
    return SimpleNamespace(here=here, there=there, aino=factories.youth("Aino", people["ville"]), **people)


def do(who: User | Job, deed: Callable[..., Any], /, **words: Any) -> Any:
    with acting(who if isinstance(who, Job) else Person(who)) as by:
        return deed(by=by, **words)


def rows(model: Any, **having: Any) -> list[Any]:
    with as_owner():
        return list(model.objects.whole(WHY).filter(**having).order_by("pk"))


def row(model: Any, **having: Any) -> Any:
    (only,) = rows(model, **having)
    return only


def everything() -> dict[str, list[str]]:
    """All rows of those tables as text, asked for in one question."""
    ask = "select '{0}', coalesce(array_agg(t::text order by t::text), '{{}}') from {0} t"
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(" union all ".join(ask.format(model._meta.db_table) for model in KEPT))
        return dict(cursor.fetchall())


def trace() -> Counter[tuple[str, ...]]:
    with as_owner():
        return Counter(Entry.objects.values_list("kind", "what", "actor"))


def cannot(who: User, deed: Callable[..., Any], /, **words: Any) -> tuple[str, str]:
    """The deed makes no sense: nothing is left of it, in the trace neither. Gives the field and the sentence."""
    before, lines = everything(), trace()
    with acting(Person(who)) as by, pytest.raises(CannotBe) as caught:
        deed(by=by, **words)
    assert everything() == before
    assert trace() == lines
    return caught.value.field, caught.value.message


def refused(who: User | Job, deed: Callable[..., Any], /, **words: Any) -> None:
    """The actor may not: nothing is changed, and the trace holds a line about the refusal alone."""
    before, lines = everything(), trace()
    with acting(who if isinstance(who, Job) else Person(who)) as by, pytest.raises(Refused):
        deed(by=by, **words)
    assert everything() == before
    assert trace() - lines == Counter({("refused", f"people.{deed.__name__}", by.key): 1})


def events(youth: Youth) -> list[tuple[str, date, dict[str, Any]]]:
    """In the order of their kinds: their keys have none, and the clock stands still."""
    found = [(event.kind, event.day, event.detail) for event in rows(Event, client=youth.pk)]
    return sorted(found, key=lambda event: event[:2])


def told() -> set[int]:
    return {notice.receiver_id for notice in rows(Notice)}


def on(offset: int) -> date:
    return clock.today() + timedelta(days=offset)


# ---------------------------------------------------------------- taking in, and the account


def newcomer(village: SimpleNamespace, **other: Any) -> dict[str, Any]:
    return {
        "organisation": village.here, "used_name": " Iida ", "born": date(2008, 1, 1), "worker": village.ville,
        "from_day": TODAY, "language": "sv",
    } | other  # fmt: skip


def test_one_taken_in_has_a_worker_from_the_first_day(village: SimpleNamespace) -> None:
    given = do(village.sirpa, actions.take_in, **newcomer(village))
    youth = row(Youth, pk=given.pk)
    assert (youth.uuid, youth.used_name, youth.born, youth.language) == (given.uuid, "Iida", date(2008, 1, 1), "sv")
    held = row(Responsibility, youth=youth)
    assert (held.worker_id, held.during.lower, held.board_org_id) == (village.ville.pk, TODAY, village.here.pk)
    assert row(ClientRelation, youth=youth).organisation_id == village.here.pk
    assert events(youth) == [("taken_in", TODAY, {})]
    assert told() == {village.ville.pk}


def test_whoever_takes_a_client_in_for_themselves_gets_no_notice_and_sees_them_at_once(village: SimpleNamespace) -> None:
    with acting(Person(village.ville)) as by:
        assert Youth.objects.visible_to(by).count() == 1
        given = actions.take_in(by=by, **newcomer(village))
        assert Youth.objects.visible_to(by).filter(pk=given.pk).exists()
    assert told() == set()


def test_one_without_a_name_or_not_yet_born_isnt_taken_in(village: SimpleNamespace) -> None:
    said = cannot(village.ville, actions.take_in, **newcomer(village, used_name="  "))
    assert said == ("used_name", "Tell what the young person is called.")
    for born in (TODAY, on(1)):
        said = cannot(village.ville, actions.take_in, **newcomer(village, born=born))
        assert said == ("born", "The date of birth must be before the day of taking in.")


def test_nobody_is_taken_in_for_a_worker_of_another_county_or_by_one(village: SimpleNamespace) -> None:
    said = cannot(village.marja, actions.take_in, **newcomer(village, worker=village.kaisa))
    assert said == ("", "The responsible worker must be a worker of the county.")
    for stranger in (village.kaisa, village.berit, village.aino.user, Job("night")):
        refused(stranger, actions.take_in, **newcomer(village))


def test_an_account_opened_by_the_worker_speaks_the_young_persons_language(village: SimpleNamespace) -> None:
    elias = factories.youth("Elias", village.ville, account=False)
    with as_owner():
        Youth.objects.whole(WHY).filter(pk=elias.pk).update(language="sv")
    account = do(village.ville, actions.open_account, youth=elias, handle=" elias-1 ")
    with as_owner():
        user = User.objects.get(pk=account)
    assert (user.handle, user.kind, user.language) == ("elias-1", "youth", "sv")
    assert row(Youth, pk=elias.pk).user_id == account
    assert events(elias) == [("account_opened", TODAY, {})]


def test_an_account_needs_a_name_of_its_own_and_is_opened_once(village: SimpleNamespace) -> None:
    elias = factories.youth("Elias", village.ville, account=False)
    said = cannot(village.ville, actions.open_account, youth=elias, handle="  ")
    assert said == ("handle", "Write the name to sign in with.")
    said = cannot(village.ville, actions.open_account, youth=elias, handle=village.aino.user.handle)
    assert said == ("", "That name to sign in with is taken.")
    said = cannot(village.ville, actions.open_account, youth=village.aino, handle="aino-2")
    assert said == ("", "There is an account already.")


def test_an_account_is_opened_by_the_responsible_worker_and_by_no_stand_in(village: SimpleNamespace) -> None:
    """A deputy passes the first question; the database asks for the responsible one."""
    elias = factories.youth("Elias", village.ville, account=False)
    factories.cover(village.ville, village.leena)
    for other in (village.leena, village.sirpa, village.marja, village.aino.user, Job("night")):
        refused(other, actions.open_account, youth=elias, handle="elias-1")


# ---------------------------------------------------------------- name, contact, whereabouts


def test_a_name_chosen_by_oneself_changes_the_accounts_language_too(village: SimpleNamespace) -> None:
    do(village.aino.user, actions.choose_name_and_language, youth=village.aino, used_name=" Aina ", language="sv")
    youth = row(Youth, pk=village.aino.pk)
    assert (youth.used_name, youth.language) == ("Aina", "sv")
    with as_owner():
        assert User.objects.get(pk=youth.user_id).language == "sv"
    assert events(village.aino) == [("used_name_changed", TODAY, {})]


def test_a_worker_who_writes_the_name_leaves_both_accounts_as_they_were(village: SimpleNamespace) -> None:
    do(village.ville, actions.choose_name_and_language, youth=village.aino, used_name="Aina", language="sv")
    with as_owner():
        assert set(User.objects.values_list("language", flat=True)) == {"fi"}
    assert row(Youth, pk=village.aino.pk).used_name == "Aina"


def test_nobody_is_without_a_name_and_strangers_give_none(village: SimpleNamespace) -> None:
    words = {"youth": village.aino, "used_name": " ", "language": "fi"}
    said = cannot(village.aino.user, actions.choose_name_and_language, **words)
    assert said == ("used_name", "Write the name you want to be called.")
    eetu = factories.youth("Eetu", village.sirpa)
    for other in (village.sirpa, village.marja, village.kaisa, eetu.user, Job("night")):
        refused(other, actions.choose_name_and_language, **(words | {"used_name": "Aina"}))


def test_contact_is_one_row_that_is_written_over(village: SimpleNamespace) -> None:
    do(village.ville, actions.set_contact, youth=village.aino, phone="040 1", email="a@example.invalid")
    do(village.ville, actions.set_contact, youth=village.aino, phone="040 2", never_call=True)
    held = row(Contact, youth=village.aino)
    assert (held.phone, held.email, held.never_call, held.never_text) == ("040 2", "", True, False)
    assert [kind for kind, _day, _detail in events(village.aino)] == ["contact_changed"] * 2


def test_under_turvakielto_whereabouts_arent_written_beside_it(village: SimpleNamespace) -> None:
    factories.protected(village.aino, village.marja)
    factories.beside(village.aino, village.leena, "pair")
    sentence = "This can't be written here now. Ask the responsible worker."
    for worker in (village.ville, village.leena):
        assert cannot(worker, actions.set_contact, youth=village.aino, phone="040 1") == ("", sentence)
        moved = {"youth": village.aino, "municipality_code": "905", "county_code": "17", "from_day": TODAY}
        assert cannot(worker, actions.move_to, **moved) == ("", sentence)


def test_what_the_database_refuses_for_another_reason_is_no_persons_mistake(village: SimpleNamespace) -> None:
    """A form never lets so long a number through: it is ours to hear of, not a sentence on a page."""
    before = everything()
    with acting(Person(village.ville)) as by, pytest.raises(DataError):
        actions.set_contact(by=by, youth=village.aino, phone="0" * 31)
    assert everything() == before


def test_protected_contact_is_written_by_a_named_reader_who_works_with_them(village: SimpleNamespace) -> None:
    factories.protected(village.aino, village.marja)
    factories.beside(village.aino, village.leena, "pair")
    words = {"youth": village.aino, "municipality": "Vaasa", "address": "Uusikatu 1", "phone": "040 7"}
    do(village.ville, actions.set_protected_contact, **words)
    held = row(ProtectedContact, youth=village.aino)
    assert (held.municipality, held.address, held.phone) == ("Vaasa", "Uusikatu 1", "040 7")
    assert events(village.aino) == [("contact_changed", TODAY, {})]
    # The pair works with her and isn't named; the supervisor is named and doesn't work with her.
    for other in (village.leena, village.marja, village.sirpa, village.aino.user):
        refused(other, actions.set_protected_contact, **(words | {"address": "Muualla 2"}))


def test_moving_ends_the_last_place_and_takes_away_what_was_planned_after(village: SimpleNamespace) -> None:
    for code, from_day in (("905", on(-100)), ("231", on(50)), ("499", on(-10))):
        do(village.ville, actions.move_to, youth=village.aino, municipality_code=code, county_code="17", from_day=from_day)
    lived = [(held.municipality_code, held.during) for held in rows(Residence, youth=village.aino)]
    assert sorted(lived) == [("499", DateRange(on(-10), None)), ("905", DateRange(on(-100), on(-10)))]
    assert {day for _kind, day, _detail in events(village.aino)} == {on(-100), on(50), on(-10)}


# ---------------------------------------------------------------- placements


def placed(village: SimpleNamespace, **other: Any) -> dict[str, Any]:
    return {
        "youth": village.aino, "kind": "open_care_37", "begins_on": on(-30), "ends_on": on(-30), "placed_by_county": "17",
    } | other  # fmt: skip


@pytest.mark.parametrize("ends", [None, -30, 60])
def test_a_placement_may_last_a_day_or_have_no_known_end(village: SimpleNamespace, ends: int | None) -> None:
    ends_on = None if ends is None else on(ends)
    given = do(village.ville, actions.add_placement, **placed(village, ends_on=ends_on, child_alone=True))
    held = row(Placement, youth=village.aino)
    assert (held.pk, held.begins_on, held.ends_on, held.child_alone) == (given.pk, on(-30), ends_on, True)
    assert events(village.aino) == [("placement_added", on(-30), {"kind": "open_care_37"})]


def test_a_placement_doesnt_end_before_it_begins(village: SimpleNamespace) -> None:
    said = cannot(village.ville, actions.add_placement, **placed(village, ends_on=on(-31)))
    assert said == ("ends_on", "The placement can't end before it begins.")
    for other in (village.sirpa, village.marja, village.aino.user, Job("night")):
        refused(other, actions.add_placement, **placed(village))


@pytest.mark.parametrize(("was", "to"), [(30, 60), (30, None), (None, 30)])
def test_a_moved_end_keeps_the_old_day_and_the_young_person_hears_of_it(
    village: SimpleNamespace, was: int | None, to: int | None
) -> None:
    placement = factories.placement(village.aino, ends=was)
    became = None if to is None else on(to)
    do(village.ville, actions.move_placement_end, placement=placement, to=became, why=" Asunto viivästyi. ")
    move = row(PlacementEndMove, youth=village.aino)
    assert (move.was, move.became, move.why) == (placement.ends_on, became, "Asunto viivästyi.")
    assert (move.moved_by_id, row(Placement, pk=placement.pk).ends_on) == (village.ville.pk, became)
    day_of = {key: value and value.isoformat() for key, value in (("was", move.was), ("became", became))}
    assert events(village.aino) == [("placement_end_moved", TODAY, day_of)]
    assert told() == {village.aino.user_id}


def test_a_moved_end_of_one_without_an_account_is_told_to_nobody(village: SimpleNamespace) -> None:
    placement = factories.placement(factories.youth("Elias", village.ville, account=False))
    do(village.ville, actions.move_placement_end, placement=placement, to=None, why="Ei tiedossa")
    assert (row(Placement, pk=placement.pk).ends_on, told()) == (None, set())


def test_an_end_isnt_moved_without_a_reason_before_the_beginning_or_to_the_same_day(village: SimpleNamespace) -> None:
    placement = factories.placement(village.aino, begins=-10, ends=30)
    for to, why, said in (
        (on(60), " ", ("why", "Write why the day moves. The young person sees it.")),
        (on(-11), "Syy", ("to", "The placement can't end before it begins.")),
        (on(30), "Syy", ("to", "That is the day already. Nothing was changed.")),
    ):
        assert cannot(village.ville, actions.move_placement_end, placement=placement, to=to, why=why) == said
    for other in (village.sirpa, village.marja, village.aino.user):
        refused(other, actions.move_placement_end, placement=placement, to=None, why="Syy")


# ---------------------------------------------------------------- who answers


def test_responsibility_changes_hands_and_both_the_receiver_and_the_young_person_hear(village: SimpleNamespace) -> None:
    held = factories.responsibility(village.aino)
    do(village.marja, actions.change_responsible, relation=held, to=village.sirpa, from_day=on(7))
    answering = [(each.worker_id, each.during) for each in rows(Responsibility, youth=village.aino)]
    assert answering == [(village.ville.pk, days(-100, 7)), (village.sirpa.pk, DateRange(on(7), None))]
    assert events(village.aino) == [("responsible_changed", on(7), {})]
    assert told() == {village.sirpa.pk, village.aino.user_id}


def test_why_responsibility_cant_change_hands_is_said_in_words(village: SimpleNamespace) -> None:
    relation = factories.relation(village.aino)
    factories.beside(village.aino, village.sirpa, "receiving")
    board = factories.responsibility(village.aino)
    for by, what, to, from_day, sentence in (
        (village.ville, relation, village.sirpa, on(-1), "Responsibility changes hands today or later, never backwards."),
        (village.marja, board, village.ville, on(0), "That worker is responsible already."),
        (village.marja, board, village.kaisa, on(0), "The receiver must be a worker of the county."),
        (village.marja, board, village.sirpa, on(-101), "The client relation isn't open on that day."),
    ):
        said = cannot(by, actions.change_responsible, relation=what, to=to, from_day=from_day)
        assert said == ("", sentence)


def test_responsibility_isnt_pushed_onto_one_who_hasnt_agreed_nor_moved_by_strangers(village: SimpleNamespace) -> None:
    relation = factories.relation(village.aino)
    for other in (village.ville, village.sirpa, village.kaisa, village.berit, village.aino.user, Job("night")):
        refused(other, actions.change_responsible, relation=relation, to=village.sirpa, from_day=on(0))


def test_one_who_stands_beside_is_told_and_no_longer_from_the_day_it_ends(village: SimpleNamespace) -> None:
    relation = factories.relation(village.aino)
    pair = {"relation": relation, "worker": village.leena, "kind": "pair", "during": days(0, 30)}
    beside = do(village.ville, actions.stand_beside, **pair)
    assert told() == {village.leena.pk}
    do(village.ville, actions.end_standing_beside, row=beside, on=on(10))
    assert row(WorkRelation, pk=beside.pk).during == days(0, 10)
    assert events(village.aino) == [
        ("work_relation_added", TODAY, {"kind": "pair"}),
        ("work_relation_ended", on(10), {"kind": "pair"}),
    ]


def test_standing_beside_needs_days_in_order_a_colleague_and_room(village: SimpleNamespace) -> None:
    relation = factories.relation(village.aino)
    factories.beside(village.aino, village.leena, "decides")
    order, colleague = "The last day can't be before the first.", "Choose a worker of the same organisation."
    for worker, kind, during, said in (
        (village.sirpa, "pair", DateRange(empty=True), ("until", order)),
        (village.sirpa, "pair", days(5, 3), ("until", order)),
        (village.kaisa, "pair", days(0), ("worker", colleague)),
        (village.marja, "pair", days(0), ("worker", colleague)),
        (village.sirpa, "decides", days(0, 9), ("", "Somebody else decides on those days.")),
    ):
        words = {"relation": relation, "worker": worker, "kind": kind, "during": during}
        assert cannot(village.ville, actions.stand_beside, **words) == said
    factories.beside(village.aino, village.sirpa, "pair")
    words = {"relation": relation, "worker": village.sirpa, "kind": "pair", "during": days(0)}
    assert cannot(village.ville, actions.stand_beside, **words) == ("", "That is written down already.")
    for other in (village.sirpa, village.leena, village.marja, village.aino.user):
        refused(other, actions.stand_beside, **(words | {"kind": "receiving"}))


@pytest.mark.parametrize(
    ("until", "ends", "held"),
    [(None, 10, (-5, 10)), (20, 30, (-5, 20)), (20, -9, None)],
    ids=["with an open end", "after it has ended by itself", "before it began"],
)
def test_standing_beside_ends_and_is_never_made_longer_by_ending_it(
    village: SimpleNamespace, until: int | None, ends: int, held: tuple[int, int] | None
) -> None:
    """One who has handed over sees for four weeks: a later last day doesn't open the rows for longer."""
    beside = factories.beside(village.aino, village.leena, "leaving", days(-5, until))
    do(village.ville, actions.end_standing_beside, row=beside, on=on(ends))
    assert row(WorkRelation, pk=beside.pk).during == (days(*held) if held else DateRange(empty=True))


def test_standing_beside_taken_away_twice_is_taken_away_once(village: SimpleNamespace) -> None:
    """Two pages open side by side: the second one asks for what is gone."""
    beside = factories.beside(village.aino, village.leena, "pair", days(0))
    for _page in (1, 2):
        do(village.ville, actions.end_standing_beside, row=beside, on=on(0))
    assert row(WorkRelation, pk=beside.pk).during.isempty
    assert len(events(village.aino)) == 1


def test_only_the_responsible_worker_ends_standing_beside(village: SimpleNamespace) -> None:
    beside = factories.beside(village.aino, village.leena, "pair")
    for other in (village.leena, village.sirpa, village.marja, village.aino.user):
        refused(other, actions.end_standing_beside, row=beside, on=on(0))


def test_closing_ends_who_answers_on_the_same_day_and_the_young_person_hears(village: SimpleNamespace) -> None:
    do(village.ville, actions.close_relation, relation=factories.relation(village.aino), on=on(14), reason="own_wish")
    relation = row(ClientRelation, youth=village.aino)
    assert (relation.open_during, relation.end_reason) == (days(-100, 14), "own_wish")
    assert row(Responsibility, youth=village.aino).during == days(-100, 14)
    assert events(village.aino) == [("relation_closed", on(14), {"reason": "own_wish"})]
    assert told() == {village.aino.user_id}


def test_closing_needs_a_reason_and_a_day_to_come(village: SimpleNamespace) -> None:
    relation = factories.relation(village.aino)
    for day, reason, said in (
        (on(0), "", ("reason", "Choose why the client relation ends.")),
        (on(0), "tired of it", ("reason", "Choose why the client relation ends.")),
        (on(-1), "own_wish", ("", "A client relation is closed today or later, never backwards.")),
        (on(-100), "own_wish", ("", "The client relation isn't open on that day.")),
    ):
        assert cannot(village.ville, actions.close_relation, relation=relation, on=day, reason=reason) == said
    for other in (village.sirpa, village.kaisa, village.berit, village.aino.user, Job("night")):
        refused(other, actions.close_relation, relation=relation, on=on(0), reason="own_wish")


# ---------------------------------------------------------------- turvakielto


def shelter(village: SimpleNamespace, **other: Any) -> dict[str, Any]:
    return {
        "youth": village.aino, "supervisor": village.marja, "municipality": "Kaskinen", "address": "Suojakatu 1",
        "phone": "040 9",
    } | other  # fmt: skip


@pytest.mark.parametrize("begins", [None, 3])
def test_protection_hides_whereabouts_names_readers_and_takes_the_row_off_the_board(
    village: SimpleNamespace, begins: int | None
) -> None:
    factories.contact(village.aino)
    do(village.ville, actions.move_to, youth=village.aino, municipality_code="905", county_code="17", from_day=on(-9))
    do(village.ville, actions.protect, **shelter(village, from_day=None if begins is None else on(begins)))
    assert row(Protection, youth=village.aino).during == DateRange(on(begins or 0), None)
    assert rows(Contact) == rows(Residence) == []
    assert row(ProtectedContact, youth=village.aino).address == "Suojakatu 1"
    named = {(reader.reader_id, reader.kind) for reader in rows(NamedReader, youth=village.aino)}
    assert named == {(village.ville.pk, "responsible"), (village.marja.pk, "supervisor")}
    assert row(Responsibility, youth=village.aino).board_org_id is None
    assert [kind for kind, _day, _detail in events(village.aino)] == ["protection_begun", "residence_changed"]


def test_protection_needs_another_managers_eyes_and_begins_once(village: SimpleNamespace) -> None:
    for nobody in (village.ville, village.sirpa, village.berit):
        assert cannot(village.ville, actions.protect, **shelter(village, supervisor=nobody))[1] == (
            "Name a manager of the county, somebody else than the responsible worker."
        )
    factories.protected(village.aino, village.marja)
    assert cannot(village.ville, actions.protect, **shelter(village)) == ("", "The protection is on already.")


def test_protection_is_begun_by_the_responsible_worker_alone(village: SimpleNamespace) -> None:
    factories.cover(village.ville, village.leena)  # a deputy passes the first question, not the database's
    factories.beside(village.aino, village.sirpa, "pair")
    for other in (village.leena, village.sirpa, village.marja, village.aino.user, Job("night")):
        refused(other, actions.protect, **shelter(village))


@pytest.mark.parametrize("keeps", [True, False])
def test_protection_ends_and_only_the_phone_that_is_wished_comes_out(village: SimpleNamespace, keeps: bool) -> None:
    do(village.ville, actions.protect, **shelter(village))
    with clock.at(on(4)):
        do(village.ville, actions.unprotect, youth=village.aino, keep_phone=keeps)
    assert row(Protection, youth=village.aino).during == DateRange(on(0), on(4))
    assert {reader.during.upper for reader in rows(NamedReader, youth=village.aino)} == {on(4)}
    assert rows(ProtectedContact) == rows(Residence) == []
    assert [held.phone for held in rows(Contact)] == (["040 9"] if keeps else [])
    held = row(Responsibility, youth=village.aino)
    assert held.board_org_id == factories.relation(village.aino).organisation_id
    assert [kind for kind, _day, _detail in events(village.aino)] == ["protection_begun", "protection_ended"]


def test_protection_of_this_very_day_leaves_nothing_behind_when_it_was_a_mistake(village: SimpleNamespace) -> None:
    do(village.ville, actions.protect, **shelter(village))
    do(village.ville, actions.unprotect, youth=village.aino, keep_phone=False)
    assert rows(Protection) == rows(NamedReader) == rows(ProtectedContact) == []
    assert cannot(village.ville, actions.unprotect, youth=village.aino, keep_phone=True) == (
        "",
        "The protection isn't on any more.",
    )


def test_protection_is_ended_by_the_responsible_worker_alone(village: SimpleNamespace) -> None:
    factories.protected(village.aino, village.marja)
    factories.beside(village.aino, village.leena, "pair")
    for other in (village.leena, village.sirpa, village.marja, village.aino.user, Job("night")):
        refused(other, actions.unprotect, youth=village.aino, keep_phone=True)


# ---------------------------------------------------------------- away, and who stands in


def away(village: SimpleNamespace, during: DateRange, **other: Any) -> dict[str, Any]:
    return {"worker": village.ville, "organisation": village.here, "during": during} | other


@pytest.mark.parametrize("writer", ["ville", "marja"])
def test_an_absence_is_written_by_oneself_or_the_manager_and_by_nobody_else(village: SimpleNamespace, writer: str) -> None:
    do(getattr(village, writer), actions.write_absence, **away(village, days(0, 5)))
    assert (row(Absence).worker_id, row(Absence).during) == (village.ville.pk, days(0, 5))
    for other in (village.sirpa, village.kaisa, village.berit, village.aino.user, Job("night")):
        refused(other, actions.write_absence, **away(village, days(20, 25)))


def test_an_absence_needs_days_in_order_a_worker_of_the_house_and_room(village: SimpleNamespace) -> None:
    order = ("until", "The last day can't be before the first.")
    assert cannot(village.ville, actions.write_absence, **away(village, days(5, 3))) == order
    assert cannot(village.ville, actions.write_absence, **away(village, DateRange(empty=True))) == order
    said = cannot(village.marja, actions.write_absence, **away(village, days(0, 5), worker=village.kaisa))
    assert said == ("worker", "Choose a worker of the same organisation.")
    with as_owner():
        Absence.objects.whole(WHY).create(worker=village.ville, organisation=village.here, during=days(0, 5))
    said = cannot(village.ville, actions.write_absence, **away(village, days(4, 9)))
    assert said == ("", "An absence is already written down for these days.")


@pytest.fixture
def absence(village: SimpleNamespace) -> Absence:
    with as_owner():
        return Absence.objects.whole(WHY).create(worker=village.ville, organisation=village.here, during=days(2, 9))


@pytest.mark.parametrize("back", [3, 9])
def test_a_worker_comes_back_within_the_absence(village: SimpleNamespace, absence: Absence, back: int) -> None:
    do(village.ville, actions.end_absence, absence=absence, on=on(back))
    assert row(Absence).during == days(2, back)


def test_an_absence_without_an_end_gets_one(village: SimpleNamespace, absence: Absence) -> None:
    with as_owner():
        Absence.objects.whole(WHY).update(during=days(2))
    do(village.marja, actions.end_absence, absence=absence, on=on(40))
    assert row(Absence).during == days(2, 40)


def test_coming_back_is_neither_before_the_absence_nor_after_it(village: SimpleNamespace, absence: Absence) -> None:
    said = cannot(village.ville, actions.end_absence, absence=absence, on=on(1))
    assert said == ("on", "The day of coming back can't be before the absence begins.")
    said = cannot(village.ville, actions.end_absence, absence=absence, on=on(10))
    assert said == ("on", "The absence ends before that day already.")
    for other in (village.sirpa, village.kaisa, village.berit, village.aino.user):
        refused(other, actions.end_absence, absence=absence, on=on(5))


def test_an_absence_taken_away_twice_is_told_in_words(village: SimpleNamespace, absence: Absence) -> None:
    """Two pages open side by side: the second one asks for what is gone."""
    do(village.ville, actions.end_absence, absence=absence, on=on(2))
    assert row(Absence).during.isempty
    said = cannot(village.ville, actions.end_absence, absence=absence, on=on(2))
    assert said == ("on", "The absence ends before that day already.")


def test_only_the_clock_raises_an_absence_and_each_is_told_once(village: SimpleNamespace, absence: Absence) -> None:
    for person in (village.ville, village.marja, village.aino.user):
        refused(person, actions.raise_absence, absence=absence, day=TODAY, to=[village.marja.pk])
    with as_role("sk_worker"):
        do(Job("night"), actions.raise_absence, absence=absence, day=TODAY, to={village.marja.pk, village.leena.pk})
    raised = {(each.absence_id, each.day, each.receiver_id) for each in rows(AbsenceTold)}
    assert raised == {(absence.pk, TODAY, receiver.pk) for receiver in (village.marja, village.leena)}
    assert told() == {village.marja.pk, village.leena.pk}


def standing_in(village: SimpleNamespace, **other: Any) -> dict[str, Any]:
    return away(village, days(0, 5)) | {"deputy": village.sirpa} | other


@pytest.mark.parametrize("agreed_by", ["ville", "marja"])
def test_who_stands_in_is_told_and_opens_the_rows(village: SimpleNamespace, agreed_by: str) -> None:
    do(getattr(village, agreed_by), actions.agree_cover, **standing_in(village))
    held = row(Cover)
    assert (held.worker_id, held.deputy_id, held.during) == (village.ville.pk, village.sirpa.pk, days(0, 5))
    assert told() == {village.sirpa.pk}
    with acting(Person(village.sirpa)) as by:
        assert [one.pk for one in Youth.objects.visible_to(by)] == [village.aino.pk]


def test_standing_in_needs_two_people_of_the_house_a_last_day_and_room(village: SimpleNamespace) -> None:
    colleague, last = "Choose a worker of the same organisation.", "Tell the last day of standing in."
    for other, said in (
        ({"deputy": village.ville}, ("deputy", "Nobody can stand in for themselves.")),
        ({"during": days(0)}, ("until", last)),
        ({"during": DateRange(empty=True)}, ("until", last)),
        ({"during": days(5, 3)}, ("until", last)),
        ({"worker": village.kaisa}, ("worker", colleague)),
        ({"deputy": village.kaisa}, ("deputy", colleague)),
    ):
        assert cannot(village.marja, actions.agree_cover, **standing_in(village, **other)) == said
    factories.cover(village.ville, village.leena)
    said = cannot(village.marja, actions.agree_cover, **standing_in(village))
    assert said == ("", "Somebody already stands in on these days.")
    for other in (village.sirpa, village.kaisa, village.berit, village.aino.user, Job("night")):
        refused(other, actions.agree_cover, **standing_in(village, during=days(40, 45)))


@pytest.mark.parametrize(
    ("ends", "held"),
    [(3, (-2, 3)), (-2, (-3, -2)), (30, (-2, 10))],
    ids=["in the middle", "on the very day it began", "after it has ended by itself"],
)
def test_a_cover_ends_early_or_as_agreed_and_never_later(village: SimpleNamespace, ends: int, held: tuple[int, int]) -> None:
    cover = factories.cover(village.ville, village.sirpa, days(-2, 10))
    do(village.ville, actions.end_cover, cover=cover, on=on(ends))
    assert row(Cover).during == days(*held)


def test_a_cover_doesnt_end_before_it_begins(village: SimpleNamespace) -> None:
    cover = factories.cover(village.ville, village.sirpa, days(-2, 10))
    said = cannot(village.marja, actions.end_cover, cover=cover, on=on(-3))
    assert said == ("on", "Standing in can't end before it begins.")
    for other in (village.sirpa, village.berit, village.aino.user):
        refused(other, actions.end_cover, cover=cover, on=on(3))
