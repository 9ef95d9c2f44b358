"""Our own layer: written by its command only, kept beside what the catalogue says, shown before it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sosiaalikyla.access.actions import CannotBe, Refused
from sosiaalikyla.access.actors import Actor, Job, Person, acting
from sosiaalikyla.access.models import User
from sosiaalikyla.base.yaml_files import NotPlain
from sosiaalikyla.directory import actions, neutral, own_files, policy
from sosiaalikyla.directory.models import Channel, Connection, MunicipalityPage, Organiser, OwnWords, Service
from tests.ground import as_owner, as_role

from .files import bring_in, file, key, service

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 1)
DEMO = Path(own_files.__file__).parent / "data" / "demo" / "own.yaml"


def keep_words(by: Actor = policy.KEEPER, **more: Any) -> OwnWords:
    said = {"source": "ptv", "service_key": key(1), "checked_on": DAY, "plain_title": {"fi": "Apua arkeen"}} | more
    return actions.keep_words(by=by, **said)


def own_service(**more: Any) -> neutral.Service:
    told = {"key": "own-x", "names": {"fi": "Kahvihetki"}, "area": neutral.Area("places", ("499",)), "classes": ("P4.12",)}
    return neutral.Service(**(told | more))


def add(service: neutral.Service, *channels: neutral.Channel) -> Service:
    return actions.add_service(
        by=policy.KEEPER, service=service, channels=channels, organiser={"fi": "Rannikon nuoret ry"}, checked_on=DAY
    )


def municipality(**more: Any) -> MunicipalityPage:
    told: dict[str, Any] = {
        "code": "499", "offers": {"fi": "Olet meidän."}, "contact_role": {"fi": "Etsivä"}, "phone": "040 000 0070",
        "mail": "nuoret@example.fi", "answers": "same_day", "checked_on": DAY,
    }  # fmt: skip
    return actions.keep_municipality(by=policy.KEEPER, **(told | more))


@pytest.mark.parametrize("by", [Job("another"), Person(User(pk=1, kind="staff", name="Marja"))], ids=["job", "person"])
def test_only_the_keeper_of_the_layer_writes_it(by: Actor) -> None:
    with as_owner(), acting(by), pytest.raises(Refused):
        keep_words(by=by)
    assert not OwnWords.objects.exists()


def test_the_pages_role_can_write_nothing_and_the_workers_role_can() -> None:
    from django.db import ProgrammingError, transaction

    with pytest.raises(ProgrammingError), transaction.atomic(), acting(policy.KEEPER):
        keep_words()
    with as_role("sk_worker"), acting(policy.KEEPER):
        keep_words()
        add(own_service(), neutral.Channel("own-x-place", "location"))
        municipality()
    assert (OwnWords.objects.count(), Service.objects.count(), MunicipalityPage.objects.count()) == (1, 1, 1)


def test_the_worker_may_bring_in_the_catalogue() -> None:
    from sosiaalikyla.directory import jobs, ptv

    with as_role("sk_worker"), acting(Job("directory.import")):
        jobs.bring_in(ptv.read([file(service())]), full=True)
    assert Service.objects.count() == 1


@pytest.fixture
def kept() -> Any:
    with as_owner(), acting(policy.KEEPER) as keeper:
        yield keeper


def test_a_service_is_found_by_its_plain_title_too(kept: Actor) -> None:
    bring_in(file(service()))
    keep_words()
    row = Service.objects.get()
    assert row.words_fi == "apua arkeen nuorten neuvonta"
    assert row.sort_fi == "apua arkeen"
    assert row.sort_sv == "apua arkeen"


def test_words_of_another_language_or_that_would_run_are_not_kept(kept: Actor) -> None:
    for wrong in ({"de": "Hilfe"}, {"fi": "<script>alert(1)</script>"}):
        with pytest.raises(CannotBe) as refused:
            keep_words(plain_title=wrong)
        assert refused.value.field == "plain_title"


def test_a_correction_names_its_office_and_day(kept: Actor) -> None:
    with pytest.raises(CannotBe) as refused:
        keep_words(correction={"fi": "Numero on väärä."})
    assert refused.value.field == "corrected_by"
    row = keep_words(correction={"fi": "Numero on väärä."}, corrected_by=" Mustasaaren kunta ", corrected_on=DAY)
    assert (row.corrected_by, row.corrected_on) == ("Mustasaaren kunta", DAY)


def test_an_addition_has_a_name_and_a_place(kept: Actor) -> None:
    for wrong, field in (
        (own_service(names={}), "names"),
        (own_service(area=neutral.Area("unknown")), "area"),
        (own_service(area=neutral.Area("places", ("000",))), "area"),
    ):
        with pytest.raises(CannotBe) as refused:
            add(wrong)
        assert refused.value.field == field
    assert add(own_service(area=neutral.Area("country"))).country


def test_an_addition_is_renewed_under_its_key_and_taken_away(kept: Actor) -> None:
    first = add(own_service(), neutral.Channel("own-x-a", "location"), neutral.Channel("own-x-b", "phone"))
    keep_words(source="own", service_key="own-x", plain_title={"fi": "Tule kahville"})
    again = add(own_service(kind="free"), neutral.Channel("own-x-a", "location"))
    assert (first.pk, first.uuid) == (again.pk, again.uuid)
    assert again.sort_fi == "tule kahville"
    assert again.life_areas == ["people", "leisure"]
    assert Connection.objects.get().channel_key == "own-x-a"
    actions.take_away_service(by=kept, service_key="own-x")
    assert not Service.objects.exists()
    assert not Connection.objects.exists()
    assert not OwnWords.objects.exists()
    with pytest.raises(CannotBe):
        actions.take_away_service(by=kept, service_key="own-x")


def test_an_addition_without_an_organiser_names_none(kept: Actor) -> None:
    add(own_service())
    assert not Organiser.objects.exists()
    add(own_service(organiser_key="own-org"))
    assert Organiser.objects.get().record.names == {"fi": "Rannikon nuoret ry"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "588"}, "code"),
        ({"phone": "soita"}, "phone"),
        ({"mail": "ei ole"}, "mail"),
        ({"answers": "sometime"}, "answers"),
    ],
)
def test_a_municipalitys_page_is_checked(kept: Actor, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(CannotBe) as refused:
        municipality(**wrong)
    assert refused.value.field == field


def test_a_municipality_may_leave_out_what_it_does_not_promise(kept: Actor) -> None:
    row = municipality(phone="", mail="", answers="")
    assert row.answers_within == ""
    assert str(row) == "499"


def test_the_demos_file_is_laid_down_twice_and_changes_nothing_the_second_time(kept: Actor) -> None:
    def tables() -> list[Any]:
        left_out = {"imported_at"}
        return [
            [
                {name: value for name, value in row.items() if name not in left_out}
                for row in model.objects.order_by("pk").values()
            ]
            for model in (Service, Channel, Connection, OwnWords, MunicipalityPage)
        ]

    assert own_files.lay(DEMO, by=kept) == {"services": 7, "words": 8, "municipalities": 4}
    before = tables()
    own_files.lay(DEMO, by=kept)
    assert tables() == before
    assert MunicipalityPage.objects.count() == 4
    assert str(Service.objects.first()).startswith("own-")


WHOLE = "services:\n  - {key: own-y, names: {fi: A}, municipalities: ['499'], classes: [P4.12], checked_on: 2026-11-01"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("pages: []\n", "its parts are"),
        (WHOLE + ", colour: red}\n", r"services\[0\]: its keys are among"),
        ("services:\n  - {key: own-y, checked_on: 2026-11-01}\n", "'names' is missing"),
        (WHOLE.replace("own-y", "Own Y") + "}\n", "is not a key"),
        (WHOLE + ", kind: paid}\n", "'paid' is not one of"),
        (WHOLE + ", hours: [maanantaisin]}\n", "is not like mon-fri 9-16"),
        (WHOLE + ", hours: [fri-mon 9-16]}\n", "ends before it begins"),
        (WHOLE + ", hours: [mon 16-9]}\n", "ends before it begins"),
        (WHOLE + ", place: {town: Vaasa}}\n", "a place has street"),
        (WHOLE.replace("'499'", "'000'") + "}\n", "where it is"),
        ("words:\n  - {service: x, checked_on: soon}\n", "Invalid isoformat"),
    ],
)
def test_a_file_that_cannot_be_is_refused_with_its_place(kept: Actor, tmp_path: Path, text: str, says: str) -> None:
    from django.utils import translation

    written = tmp_path / "own.yaml"
    written.write_text(text, encoding="utf-8")
    with translation.override("en"), pytest.raises(NotPlain, match=says):
        own_files.lay(written, by=kept)
