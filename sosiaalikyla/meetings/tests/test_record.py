"""The text for the record: its order, its languages, and that nobody's words are changed on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from sosiaalikyla.base.clock import HELSINKI
from sosiaalikyla.meetings.models import ContactMade
from sosiaalikyla.meetings.record import LABELS, Added, Contact, Said, addition_text, contact_text

WHOLE = Contact(
    at=datetime(2026, 11, 19, 14, 30, tzinfo=HELSINKI),
    way="visit",
    reached=True,
    by="Ville Koskela",
    written_at=datetime(2026, 11, 20, 9, 0, tzinfo=HELSINKI),
    place="Kahvila Sipuli",
    present="Aino, Ville Koskela",
    own=Said("Haluan asua lähellä koulua.", "Ville Koskela"),
    view="Aino on valmis hakemaan asuntoa.",
    agreed="Ville soittaa vuokranantajalle.",
    following="Tapaaminen 26.11.",
)

FINNISH = """19.11.2026 klo 14.30
Yhteys: tapaaminen
Paikka: Kahvila Sipuli
Läsnä: Aino, Ville Koskela
Nuoren näkemys (nuoren sanoin, kirjasi Ville Koskela): Haluan asua lähellä koulua.
Työntekijän näkemys: Aino on valmis hakemaan asuntoa.
Sovittu: Ville soittaa vuokranantajalle.
Jatko: Tapaaminen 26.11.
Kirjasi: Ville Koskela, 20.11.2026"""


def test_a_contact_is_told_in_the_order_a_record_needs() -> None:
    assert contact_text(WHOLE, "fi") == FINNISH


@pytest.mark.parametrize("language", ["sv", "en"])
def test_labels_follow_the_workers_language_and_what_people_said_does_not(language: str) -> None:
    lines, finnish = contact_text(WHOLE, language).splitlines(), FINNISH.splitlines()
    assert len(lines) == len(finnish)
    assert not set(lines) & set(finnish)
    for said in ("Haluan asua lähellä koulua.", "Aino on valmis hakemaan asuntoa.", "Ville soittaa vuokranantajalle."):
        assert said in contact_text(WHOLE, language)


def test_an_attempt_that_took_one_tap_is_three_lines() -> None:
    missed = Contact(at=WHOLE.at, way="call", reached=False, by="Ville Koskela", written_at=WHOLE.at)
    assert (
        contact_text(missed, "fi")
        == "19.11.2026 klo 14.30\nYhteys: puhelu, ei vastausta\nKirjasi: Ville Koskela, 19.11.2026"
    )
    assert contact_text(missed, "sv").splitlines()[1] == "Kontakt: samtal, inget svar"
    assert contact_text(missed, "en").splitlines()[0] == "19 Nov 2026 14:30"


def test_words_of_many_lines_begin_on_their_own_and_keep_their_lines() -> None:
    text = contact_text(replace(WHOLE, view=" Ensin asunto.  \r\n\r\nSitten koulu. \r\n"), "fi")
    assert "Työntekijän näkemys:\nEnsin asunto.\n\nSitten koulu.\nSovittu:" in text
    assert "\r" not in text


def test_an_addition_names_the_contact_it_belongs_to() -> None:
    added = Added(
        written_at=datetime(2026, 11, 22, 8, 0, tzinfo=HELSINKI), by="Ville Koskela", text="Avaimet saa perjantaina.",
        own=Said("En halua muuttaa ennen joulua.", "Ville Koskela"),
    )  # fmt: skip
    assert addition_text(WHOLE, added, "fi") == (
        "Lisäys aiempaan kirjaukseen: 19.11.2026 klo 14.30\n"
        "Nuoren näkemys (nuoren sanoin, kirjasi Ville Koskela): En halua muuttaa ennen joulua.\n"
        "Lisäys: Avaimet saa perjantaina.\n"
        "Kirjasi: Ville Koskela, 22.11.2026"
    )


def test_every_language_has_every_label_and_every_way_both_ends() -> None:
    assert set(LABELS) == {"fi", "sv", "en"}
    assert LABELS["fi"].keys() == LABELS["sv"].keys() == LABELS["en"].keys()
    for way in ContactMade.Way.values:
        assert {way, f"{way}.no"} <= LABELS["fi"].keys()
