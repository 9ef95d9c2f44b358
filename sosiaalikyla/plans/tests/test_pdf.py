"""The plan as a file to keep: both standards in one, every shared word in it, nothing private, whatever people write."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from sosiaalikyla.access.actors import Person, acting
from sosiaalikyla.audit.models import Entry
from sosiaalikyla.base import clock
from sosiaalikyla.base import text as words
from sosiaalikyla.paths.tests.ground import DAY, brought_up, village
from sosiaalikyla.people.tests.factories import signed_in
from sosiaalikyla.plans import actions, pdf
from sosiaalikyla.plans.models import Version
from sosiaalikyla.plans.readings import answers_to
from sosiaalikyla.plans.tests.ground import Village, account, do, good_day, item, promised, said
from tests.ground import as_owner

pytestmark = pytest.mark.django_db

HOSTILE = (
    '#read("/etc/passwd") #include "x.typ" $x^2$ \\u{41} *bold* _it_ <label> @ref `code` "quoted" ~ // /* end */ -- ---\r\n'
    "\r\n[box] = heading - list + one / term: #panic() {{ it }} \x07\x0b \ue000 \u202eturned\u202c "
    "🎉 🫶 👩‍👩‍👧 👍🏽 مرحبا بالعالم שלום Привіт " + "Donaudampfschifffahrts" * 12 + " አማርኛ ไทย ქართული"
)


@pytest.fixture
def here() -> Iterator[Village]:
    with clock.at(DAY):
        found = village()
        brought_up(found.aino, found.ville)
        yield found


def read(made: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(made))


def text_of(made: bytes) -> str:
    return " ".join(page.extract_text() for page in read(made).pages).replace("\u200b", "")


def words_of(found: Any) -> Iterator[str]:
    """Every word of a version's content that people read: not keys, marks and days of the machine, nor the heading of a
    section with nothing in it. What an item of a dream, a strength or a good day is called, its section's heading says.
    """
    if isinstance(found, dict) and found.get("items") != []:
        found = {**found, "title": ""} if found.get("key") == "" and found.get("title") in ONE_OF_ITS_KIND else found
        for name, value in found.items():
            if name not in {"item", "key", "kind", "language", "agreed", "version", "day", "due", "made_on", "told_on"}:
                yield from words_of(value)
    elif isinstance(found, list):
        for value in found:
            yield from words_of(value)
    elif isinstance(found, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", found):
        yield from found.split()


ONE_OF_ITS_KIND = {"Hyvä päivä", "Unelma", "Vahvuus"}


def frozen_plan(here: Village) -> Version:
    """A whole plan: both voices, words that wait, promises kept, ahead and called off, a decision that departs."""
    aino, ville = account(here.aino), here.ville
    day = good_day(here)
    said(aino, day, "Herään omassa kodissa.\nKoira on vieressä.\n\nIllalla en mieti rahaa.")
    do(ville, actions.write_view, item=day, text="Arki rauhoittuu, kun rahat riittävät.")
    said(ville, item(here, "goal"), "Haluan pitää tämän kodin.")
    said(aino, item(here, "dream"), "Oma kahvila.")
    do(ville, actions.keep, promise=promised(here, text="Haen lomakkeen."))
    do(ville, actions.call_off, promise=promised(here, text="Kysyn koirasta."), why="Talo ei salli eläimiä.")
    promised(here)
    do(ville, actions.note_decision, youth=here.aino, what="Tukiasunto", made_on=DAY - timedelta(days=3),
       told_on=DAY - timedelta(days=2), departs=True, departs_why="Asunto on pienempi.")  # fmt: skip
    version: Version = do(ville, actions.freeze, youth=here.aino)
    return version


def document(version: Version) -> bytes:
    with as_owner():
        worker = version.frozen_by
    with acting(Person(worker)) as by:
        return pdf.document_of(version, answers_to(version, by))


def with_text(version: Version, text: str) -> Version:
    """The same version as if everything in it had been this text."""
    voice = {"text": text, "day": "2026-02-01", "scribe": text[:60], "agreed": "table", "version": 1}
    line = {"item": "", "key": "", "title": text[:80], "own": voice, "waiting": voice, "reached_on": None}
    line["view"] = {"text": text, "day": "2026-02-01", "author": text[:60]}
    promise = {"owner": text[:60], "text": text[:240], "due": "2026-02-01", "kept_on": None, "called_off_on": "2026-02-02",
               "called_off_why": text[:240]}  # fmt: skip
    decision = {"what": text[:240], "made_on": "2026-02-01", "told_on": None, "last_day": None, "departs_why": text}
    version.content = {
        "title": text[:60], "language": "fi", "called": text[:40], "decisions": [decision], "promises": [promise],
        "sections": [{"kind": "goal", "title": text[:60], "items": [line]}],
    }  # fmt: skip
    return version


# ---------------------------------------------------------------- the standards


def test_the_file_claims_both_standards_and_is_tagged_titled_and_in_its_language(here: Village) -> None:
    made = read(document(frozen_plan(here)))
    root: Any = made.trailer["/Root"]
    told = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"<pdfaid:part>2</pdfaid:part>", told)
    assert re.search(r"<pdfaid:conformance>A</pdfaid:conformance>", told)
    assert re.search(r"<pdfuaid:part>1</pdfuaid:part>", told)
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "fi"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert made.metadata is not None
    assert made.metadata.title == "Yhteinen suunnitelma: Aino"
    assert made.metadata.author == "Aino, Ville"
    assert root["/OutputIntents"]


def tags_of(made: PdfReader) -> list[str]:
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(str(node["/S"]))
            walk(node.get("/K"))

    walk(made.trailer["/Root"]["/StructTreeRoot"]["/K"])  # type: ignore[index]
    return found


def test_headings_lists_and_quotes_are_what_they_look_like(here: Village) -> None:
    tags = tags_of(read(document(frozen_plan(here))))
    assert tags.count("/H1") == 1
    assert {"/H2", "/H3", "/L", "/LI", "/BlockQuote"} <= set(tags)
    heads = [int(tag[2]) for tag in tags if re.fullmatch(r"/H\d", tag)]
    assert all(after - before <= 1 for before, after in pairwise(heads))


def test_all_letters_are_inside_the_file_and_nothing_is_fetched_run_or_attached(here: Village) -> None:
    made = document(frozen_plan(here))
    for page in read(made).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            inner = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert any(name in inner for name in ("/FontFile2", "/FontFile3"))
    for odd in (b"/JavaScript", b"/EmbeddedFile", b"/Launch", b"/URI", b"/AcroForm"):
        assert odd not in made


# ---------------------------------------------------------------- what is in it


def test_every_word_of_the_version_is_in_the_file(here: Village) -> None:
    version = frozen_plan(here)
    do(account(here.aino), actions.answer, version=version, says="reserves", words="Haluan tavata illalla.")
    do(here.ville, actions.answer, version=version, says="signs")
    text = text_of(document(version))
    for word in words_of(version.content):
        assert re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text), word
    days = re.findall(r"\d{4}-\d\d-\d\d", json.dumps(version.content))
    for day in {date.fromisoformat(word) for word in days} - {DAY - timedelta(days=2)}:
        assert words.day(day, "fi") in text, day
    assert "Aino: Hyväksyn, mutta" in text
    assert "Haluan tavata illalla." in text
    assert "Ville: Hyväksyn" in text
    assert "Virallinen suunnitelma on hyvinvointialueen asiakastiedoissa." in text
    assert text.count("Paikka, päivä ja allekirjoitus") == 2


def test_nothing_private_is_in_the_file(here: Village) -> None:
    aino, day = account(here.aino), good_day(here)
    do(aino, actions.keep_note, youth=here.aino, item=day, text="Salainenmuistiinpano")
    do(aino, actions.intend, youth=here.aino, text="Aikomusomani", shown_to=here.ville)
    do(aino, actions.say, item=item(here, "dream"), text="Näkyvä unelma")
    away = item(here, "strength")
    said(aino, away, "Poissalaitettu")
    do(aino, actions.end_item, item=away, stands="away")
    version = do(here.ville, actions.freeze, youth=here.aino)
    text = text_of(document(version))
    assert "Näkyvä unelma" in text
    for private in ("Salainenmuistiinpano", "Aikomusomani", "Poissalaitettu"):
        assert private not in text


@pytest.mark.parametrize(("language", "title"), [("sv", "Vår plan"), ("en", "Our plan")])
def test_the_file_is_in_the_language_of_its_version(here: Village, language: str, title: str) -> None:
    with as_owner():
        here.aino.language = language
        here.aino.save()
    good_day(here)
    promised(here)
    version = do(here.ville, actions.freeze, youth=here.aino)
    made = document(version)
    assert read(made).trailer["/Root"]["/Lang"] == language  # type: ignore[index]
    assert f"{title}: Aino" in text_of(made)
    assert {"sv": "Inget svar är inte ett ja.", "en": "No answer is not a yes."}[language] in text_of(made)


def test_an_ordinary_plan_is_two_pages_and_one_with_more_to_say_flows_on(here: Village) -> None:
    version = frozen_plan(here)
    own = {"text": "Haluan tavata joka toinen viikko.", "day": "2026-02-01", "scribe": "", "agreed": "own", "version": 1}
    view = {"text": "Tavataan tiistaisin. Soitetaan tarvittaessa.", "day": "2026-02-01", "author": "Ville"}
    for line in next(each for each in version.content["sections"] if each["kind"] == "matter")["items"][:8]:
        line |= {"own": own, "view": view}
    assert len(read(document(version)).pages) == 2
    assert len(read(document(with_text(version, "Pitkä teksti jatkuu. " * 190))).pages) > 2


def test_the_same_version_makes_the_same_file(here: Village) -> None:
    version = frozen_plan(here)
    assert document(version) == document(version)


# ---------------------------------------------------------------- whatever people write


@pytest.mark.parametrize(
    "text",
    [
        HOSTILE,
        "x" * 4_000,
        "sana " * 800,
        "\n" * 50 + "loppu",
        "a\u0301" * 500,
        "👩‍👩‍👧" * 200,
        "ש" * 900,
        "<>&\"'" * 100,
        "#" * 99,
    ],
)
def test_people_s_text_is_shown_as_they_wrote_it_and_never_read_as_markup(here: Village, text: str) -> None:
    made = document(with_text(frozen_plan(here), text))
    found = text_of(made)
    assert "root:" not in found
    if text == HOSTILE:
        for word in ('#read("/etc/passwd")', "$x^2$", "\\u{41}", "*bold*", "_it_", "<label>", "@ref", "`code`", "---",
                     "#panic()", "Привіт", "🎉", "ქართული"):  # fmt: skip
            assert word in found, word


def test_letters_it_has_none_for_are_told_and_the_page_to_print_remains(here: Village) -> None:
    said(account(here.aino), good_day(here), "我想要一个家")
    version = do(here.ville, actions.freeze, youth=here.aino)
    with pytest.raises(pdf.NoSuchLetters):
        document(version)
    answer = signed_in(account(here.aino)).get(f"/my/plan/versions/{version.uuid}/pdf/")
    assert answer.status_code == 422
    assert "Tulosta sivu sen sijaan" in answer.content.decode()


def test_a_mistake_of_our_own_is_not_blamed_on_the_letters(here: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "STANDARDS", ["a-2a", "a-2b"])
    version = frozen_plan(here)
    with pytest.raises(pdf.typst.TypstError):
        document(version)


# ---------------------------------------------------------------- its pages


def test_both_take_the_file_out_under_a_name_that_tells_nobody_and_it_is_written_down(here: Village) -> None:
    version = frozen_plan(here)
    for client, address in (
        (signed_in(account(here.aino)), f"/my/plan/versions/{version.uuid}/"),
        (signed_in(here.ville), f"/people/{here.aino.uuid}/plan/versions/{version.uuid}/"),
    ):
        assert f'href="{address}pdf/"' in client.get(address).content.decode()
        answer = client.get(f"{address}pdf/")
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == f'attachment; filename="suunnitelma-{DAY}.pdf"'
        assert "no-store" in answer["Cache-Control"]
        assert "Herään omassa kodissa." in text_of(answer.content)
    with as_owner():
        assert Entry.objects.filter(what="youth_plan_pdf", kind="export", clients=[here.aino.pk]).count() == 1


@pytest.mark.parametrize("who", ["sirpa", "kaisa", "marja", "eetu"])
def test_for_strangers_there_is_no_file(here: Village, who: str) -> None:
    version = frozen_plan(here)
    client: Client = signed_in(account(here.eetu) if who == "eetu" else getattr(here, who))
    for address in (
        f"/my/plan/versions/{version.uuid}/pdf/",
        f"/people/{here.aino.uuid}/plan/versions/{version.uuid}/pdf/",
    ):
        assert client.get(address).status_code == 404


def test_the_file_is_made_in_well_under_a_second(here: Village) -> None:
    version = frozen_plan(here)
    document(version)
    began = time.perf_counter()
    document(version)
    assert time.perf_counter() - began < 1.0
