"""What the actions refuse when no page has asked first, and what the database refuses when no action has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from sosiaalikyla.access.actions import CannotBe, Refused
from sosiaalikyla.access.actors import Job, Person, acting
from sosiaalikyla.access.models import User
from sosiaalikyla.base import clock
from sosiaalikyla.keys import actions, codes
from sosiaalikyla.keys.models import CodeCard, Device, Invitation, Passkey, Password, Totp, Visit
from sosiaalikyla.keys.passkeys import Made
from sosiaalikyla.keys.tests.ground import PASSWORD, WHY, at_work
from sosiaalikyla.paths.tests.ground import DAY, Village, village
from sosiaalikyla.people.tests.factories import staff
from tests.ground import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Iterator[Village]:
    with clock.at(DAY):
        yield village()


@pytest.fixture
def antti(here: Village) -> User:
    return staff("Antti Hietala", here.ville.roles.get().organisation, role="administrator")


def do(who: User, deed: Callable[..., Any], **words: Any) -> Any:
    with acting(Person(who)) as actor:
        return deed(by=actor, **words)


def refused(who: User, deed: Callable[..., Any], **words: Any) -> str:
    """The field of the sentence that says why not."""
    with pytest.raises(CannotBe) as caught:
        do(who, deed, **words)
    return caught.value.field


def test_what_makes_no_sense_is_said_at_its_field(here: Village, antti: User) -> None:
    ville, aino = here.ville, here.aino
    assert refused(ville, actions.give_code, youth=aino, identity="guess", visit="") == "identity"
    assert refused(ville, actions.give_card, youth=aino, identity="") == "identity"
    assert refused(ville, actions.open_device, youth=aino, device=uuid4()) == ""
    pin = {"machine": "other", "bound_by": None}
    assert refused(ville, actions.bind_device, user=ville, pin="407913", **pin) == ""
    assert refused(aino.user, actions.bind_device, user=aino.user, pin="40791", **pin) == "pin"
    for password in ("elevenlette", "administrator", "oma salasana tässä", f"hei {ville.name} hei hei"):
        assert refused(ville, actions.set_password, user=ville, password=password) == "password"
    assert refused(ville, actions.set_totp, user=ville, secret=codes.new_secret(), code="abcdef") == "code"
    assert refused(ville, actions.choose_lock, user=ville, minutes=15) == "minutes"
    assert refused(aino.user, actions.choose_lock, user=aino.user, minutes=7) == "minutes"
    assert refused(aino.user, actions.use_code, user=aino.user, code="AAAA") == "code"
    words = {"organisation": antti.roles.get().organisation, "unit": None, "language": "fi"}
    words |= {"handle": "uusi.tyo", "name": "Uusi", "role": "worker"}
    assert refused(antti, actions.open_staff, **words | {"role": "king"}) == "role"
    assert refused(antti, actions.open_staff, **words | {"handle": "a b"}) == "handle"
    assert refused(antti, actions.open_staff, **words | {"name": " "}) == "name"
    assert do(antti, actions.open_staff, **words).handle == "uusi.tyo"
    assert refused(antti, actions.open_staff, **words | {"handle": "UUSI.tyo"}) == "handle"


def test_a_wrong_reference_to_a_team_is_refused_by_the_database(here: Village, antti: User) -> None:
    elsewhere = here.kaisa.roles.get().unit
    organisation = antti.roles.get().organisation
    words = {"handle": "uusi.tyo", "name": "Uusi", "role": "worker", "language": "fi", "organisation": organisation}
    with pytest.raises(Refused):
        do(antti, actions.open_staff, unit=elsewhere, **words)


def test_what_breaks_otherwise_is_not_swallowed(here: Village, antti: User) -> None:
    words = {"unit": None, "handle": "uusi.tyo", "name": "Uusi", "role": "worker", "language": "xx-too-long"}
    with pytest.raises(DatabaseError):
        do(antti, actions.open_staff, organisation=antti.roles.get().organisation, **words)


def test_keys_of_another_are_nobodys_to_make_close_or_show(here: Village) -> None:
    made = Made("a", "b", 0)
    aino, key = here.aino.user, uuid4()
    deeds: list[tuple[Callable[..., Any], dict[str, Any]]] = [
        (actions.bind_device, {"pin": "407913", "machine": "other", "bound_by": None}),
        (actions.add_passkey, {"made": made, "machine": "other"}),
        (actions.set_password, {"password": PASSWORD}),
        (actions.set_totp, {"secret": "", "code": ""}),
        (actions.close_key, {"key": key}),
        (actions.end_visit, {"visit": key}),
        (actions.end_other_visits, {"here": ""}),
        (actions.choose_lock, {"minutes": 5}),
        (actions.set_account, {"language": "fi", "title": "", "answers": ""}),
        (actions.show_totp, {"code": ""}),
        (actions.passkey_shown, {"key": key, "sign_count": 1}),
        (actions.pin_shown, {"device": key}),
        (actions.card_shown, {"card": key, "place": 0}),
        (actions.use_code, {"code": ""}),
    ]
    for deed, words in deeds:
        for other in (here.ville, here.eetu.user):
            with pytest.raises(Refused):
                do(other, deed, user=aino, **words)
        with acting(Job("keys.test")) as job, pytest.raises(Refused):
            deed(by=job, user=aino, **words)


def test_only_those_who_answer_for_them_give_and_open(here: Village) -> None:
    one = here.aino
    for other in (*here.strangers, one.user):
        for deed, words in (
            (actions.give_code, {"identity": "known", "visit": ""}),
            (actions.give_card, {"identity": "known"}),
            (actions.open_device, {"device": uuid4()}),
            (actions.end_keys, {}),
        ):
            with pytest.raises(Refused):
                do(other, deed, youth=one, **words)


def test_the_database_asks_once_more(here: Village, antti: User) -> None:
    """Past the actions: the functions and the rules of rows refuse by themselves."""
    now = clock.now()
    attempts: list[tuple[str, list[object]]] = [
        ("select sk.end_keys_of(%s, %s)", [here.aino.pk, now]),
        ("select sk.open_device(%s, %s)", [here.aino.pk, uuid4()]),
        ("select sk.close_card(%s, %s)", [here.aino.pk, now]),
        ("select sk.forget_staff_keys(%s, %s)", [here.ville.pk, now]),
        ("select sk.end_all_keys(%s, %s)", [here.aino.user_id, now]),
        (
            "insert into keys_invitation (id, user_id, code, identity, made_by_id, visit, made_at, ends_at) "
            "values (gen_random_uuid(), %s, 'x', 'known', sk.me(), '', now(), now())",
            [here.aino.user_id],
        ),
        (
            "insert into keys_passkey (id, user_id, credential, public_key, sign_count, machine, made_at) "
            "values (gen_random_uuid(), %s, 'x', 'x', 0, 'other', now())",
            [here.aino.user_id],
        ),
    ]
    for other in (here.sirpa, here.marja, here.eetu.user):
        for statement, words in attempts:
            with acting(Person(other)), pytest.raises(DatabaseError) as caught, transaction.atomic():
                connection.cursor().execute(statement, words)
            assert getattr(caught.value.__cause__, "sqlstate", "") == "42501", statement
        with acting(Person(other)), connection.cursor() as cursor:
            cursor.execute("select count(*) from sk.keys_of(%s)", [here.aino.pk])
            assert cursor.fetchone() == (0,)


def test_whoever_gives_a_key_never_reads_it(here: Village) -> None:
    at_work(here.sirpa)
    do(here.ville, actions.give_code, youth=here.aino, identity="known", visit="")
    do(here.ville, actions.give_card, youth=here.aino, identity="known")
    for other in (here.ville, here.sirpa, here.eetu.user):
        with acting(Person(other)):
            for model in (Password, Totp, Passkey, Device, CodeCard, Invitation, Visit):
                rows = model.objects.whole(WHY)
                assert not rows.exclude(user=other).exists(), model.__name__
    with as_owner():
        assert CodeCard.objects.whole(WHY).count() == Invitation.objects.whole(WHY).count() == 1
