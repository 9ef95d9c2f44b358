"""Pages from files and from the editor, into the village and out of it."""

from __future__ import annotations

import pytest
from wagtail.models import Locale, PageLogEntry, PageViewRestriction, Revision

from sosiaalikyla.cms import converting, going_out, loading
from sosiaalikyla.cms.models import HousePage, RightsCard, SectionPage, VillagePage
from sosiaalikyla.cms.tests.conftest import card, form, page
from sosiaalikyla.village import publishing
from sosiaalikyla.village.models import Rendered

pytestmark = pytest.mark.django_db


def shown(key, language="fi", variant="full"):
    return Rendered.objects.filter(key=key, language=language, variant=variant).first()


def revisions():
    return {key: list(Rendered.objects.filter(key=key).values_list("pk", "revision")) for key in ("portista", "lukosta")}


# ---------------------------------------------------------------- files


def test_a_folder_stands_in_the_village_with_its_twin_and_its_translation(village):
    assert shown("portista").path == "pihatalo/portti/portista"
    assert shown("portista", "sv").path == "gardshuset/porten/portista-sv"
    assert shown("portista", variant="plain").lead == "Mene pihalle."
    assert '<a href="page:lukosta">' in shown("portista").body
    assert shown("lupa").kind == "card"
    assert shown("pihatalo", "en").title == "The Yard House"
    assert shown("portista").about["search_words"] == ["pihalle"]


def test_loading_again_changes_nothing_and_makes_no_revision(village):
    before = (revisions(), Revision.objects.count(), PageLogEntry.objects.count())
    report = loading.load(village)
    assert report.lines() == ["content: everything was up to date"]
    assert (revisions(), Revision.objects.count(), PageLogEntry.objects.count()) == before


def test_a_changed_file_changes_its_page_and_its_translation_is_told_to_be_behind(village, comes):
    file = village / "houses/pihatalo/portti/portista/fi.md"
    file.write_text(file.read_text().replace("Avaa portti.", "Avaa portti hiljaa."))
    report = loading.load(village)
    assert report.changed == 2  # the page, and its row in the village
    assert "hiljaa" in shown("portista").body
    answer = comes().get("/cms/translations/").content.decode()
    assert "Portista sv" in answer
    assert "Lukosta sv" not in answer


def test_what_an_editor_has_touched_is_left_alone_in_every_language_and_shown(village, comes, capsys):
    client, row = comes(), page("portista")
    client.post(f"/cms/pages/{row.pk}/edit/", form(row, "action-publish", lead="Otto kirjoitti tämän."))
    assert shown("portista").lead == "Otto kirjoitti tämän."
    for name in ("fi.md", "sv.md"):
        file = village / "houses/pihatalo/portti/portista" / name
        file.write_text(file.read_text().replace("\n\n## ", " Lisäys.\n\n## ", 1))
    other = village / "houses/pihatalo/portti/lukosta/fi.md"
    other.write_text(other.read_text().replace("Sulje portti.", "Lukitse portti."))
    report = loading.load(village)
    assert shown("portista").lead == "Otto kirjoitti tämän."
    assert "Lisäys" not in shown("portista", "sv").lead
    assert "Lukitse" in shown("lukosta").body
    assert list(report.kept) == ["portista"]
    told = report.lines(show=True)
    assert "kept: portista (edited here since the last load)" in told
    assert "  fi lead: -Otto kirjoitti tämän." in told
    assert "  fi lead: +Tästä pääset pihalle. Lisäys." in told
    assert loading.main(["--show", str(village)]) == 0
    assert "kept: portista" in capsys.readouterr().out


def test_a_draft_of_an_editor_is_an_edit_too(village, comes):
    client, row = comes(), page("portista", "sv")
    client.post(f"/cms/pages/{row.pk}/edit/", form(row, lead="Kesken."))
    assert list(loading.load(village).kept) == ["portista"]


def test_what_an_editor_wrote_and_the_file_says_too_counts_as_loaded(village, comes):
    client, row = comes(), page("portista")
    client.post(f"/cms/pages/{row.pk}/edit/", form(row, "action-publish", lead="Sama molemmissa."))
    file = village / "houses/pihatalo/portti/portista/fi.md"
    file.write_text(file.read_text().replace("Tästä pääset pihalle.", "Sama molemmissa."))
    assert loading.load(village).kept == {}
    file.write_text(file.read_text().replace("Sama molemmissa.", "Uusi tiedostossa."))
    assert loading.load(village).kept == {}
    assert shown("portista").lead == "Uusi tiedostossa."


def test_a_page_whose_file_moves_to_another_section_moves_in_every_language(village):
    house = village / "houses/pihatalo"
    text = (house / "house.yaml").read_text()
    (house / "house.yaml").write_text(
        text + "- key: aita\n  slugs: {fi: aita, sv: staket, en: fence}\n  title: {fi: Aita, sv: Staket, en: Fence}\n"
    )
    (house / "aita").mkdir()
    (house / "portti/lukosta").rename(house / "aita/lukosta")
    file = house / "aita/lukosta/page.yaml"
    file.write_text(file.read_text().replace("life_areas: [home]", "life_areas: [study]"))
    loading.load(village)
    assert shown("lukosta").path == "pihatalo/aita/lukosta"
    assert shown("lukosta", "sv").path == "gardshuset/staket/lukosta-sv"
    assert page("lukosta", "sv").get_parent().slug == "staket"


def test_a_broken_file_changes_nothing(village):
    before = revisions()
    (village / "houses/pihatalo/portti/portista/fi.md").write_text("# Uusi\n\nJohdanto.\n\n## Osa\n| taulukko\n")
    assert loading.main([str(village)]) == 1
    assert revisions() == before


def test_a_link_to_a_page_that_is_nowhere_becomes_its_words_and_is_told(village):
    file = village / "houses/pihatalo/portti/portista/fi.md"
    file.write_text(file.read_text().replace("page:lukosta", "page:olematon"))
    report = loading.load(village)
    assert report.missing == ["portista: olematon"]
    assert "toinen sivu" in shown("portista").body
    assert "olematon" not in shown("portista").body


# ---------------------------------------------------------------- both ways


def test_a_page_goes_there_and_back_unchanged(village):
    content = loading.files.read(village)
    for one in (*content.pages, *content.cards):
        model = VillagePage if one.house else RightsCard
        for language in ("fi", "sv"):
            rows = model.objects.filter(key=one.key, locale__language_code=language)
            for row in rows:
                where = going_out.place_of(row)
                held = converting.held_of_page(row, going_out.keys(), source=language == "fi", where=where)
                assert held == converting.said_of_page(one, language)


def test_saving_a_page_untouched_in_the_editor_changes_nothing_that_is_shown(village, comes):
    client = comes()
    before = revisions()
    for key, language in (("portista", "fi"), ("portista", "sv"), ("lukosta", "fi")):
        row = page(key, language)
        answer = client.post(f"/cms/pages/{row.pk}/edit/", form(row, "action-publish"))
        assert answer.status_code == 302, answer.content.decode()[:3000]
    assert revisions() == before


@pytest.mark.parametrize(
    ("wagtail", "village_"),
    [
        ('<p data-block-key="a">Yksi<br/>kaksi</p>', "<p>Yksi kaksi</p>"),
        ('<p><a id="7" linktype="page">sivu</a></p>', '<p><a href="page:seitsemas">sivu</a></p>'),
        ('<p><a linktype="page" id="8">poissa</a></p>', "<p>poissa</p>"),
        ('<p><a href="http://x.fi">suojaamaton</a></p>', "<p>suojaamaton</p>"),
        ('<p><a href="javascript:alert(1)">x</a></p>', "<p>x</p>"),
        ('<p><a href="tel:112">soita</a></p>', "<p>soita</p>"),
        ('<p><b>lihava</b> <img src="x" onerror="y"></p><h2>iso</h2>', "<p>lihava </p>iso"),
        ("<p>näky\u200bmätön\u202e</p>", "<p>näkymätön</p>"),
        ("<p></p><ul><li>a</li></ul>", "<ul><li>a</li></ul>"),
    ],
)
def test_html_of_the_editor_becomes_the_villages(wagtail, village_):
    assert converting.village_html(wagtail, {7: "seitsemas"}) == village_


# ---------------------------------------------------------------- publishing, taking away, moving


def test_a_new_page_of_an_editor_gets_its_key_from_its_address_and_stands_in_the_village(village, comes):
    client, section = comes(), page("portti", model=SectionPage)
    row = VillagePage(
        title="Kellosta", lead="Kello on seinällä.", slug="kellosta", locale=Locale.objects.get(language_code="fi")
    )
    row.body = [{"type": "part", "value": {"kind": "text", "heading": "Näin", "text": "<p>Katso.</p>"}}]
    sent = form(row, "action-publish")
    answer = client.post(f"/cms/pages/add/cms/villagepage/{section.pk}/", sent)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert page("kellosta").key == "kellosta"
    assert shown("kellosta").path == "pihatalo/portti/kellosta"


def test_two_pages_never_share_a_key_also_not_a_copied_one(village, comes):
    client, row = comes(), page("portista")
    section = row.get_parent()
    sent = {"new_title": "Toinen", "new_slug": "portista-2", "new_parent_page": section.pk, "publish_copies": "on"}
    assert client.post(f"/cms/pages/{row.pk}/copy/", sent).status_code == 302
    assert VillagePage.objects.get(slug="portista-2").key == "portista-2"
    assert shown("portista-2").title == "Toinen"
    assert shown("portista").title == "Portista"


def test_a_page_shown_in_two_places_of_the_tree_stands_once_in_the_village(village, comes):
    row = page("portista")
    sent = {"new_title": "Portista", "new_slug": "alias", "new_parent_page": row.get_parent().pk, "alias": "on"}
    client = comes()
    assert client.post(f"/cms/pages/{row.pk}/copy/", sent).status_code == 302
    client.post(f"/cms/pages/{row.pk}/edit/", form(row, "action-publish", lead="Uusi."))
    assert shown("portista").lead == "Uusi."
    assert shown("portista").path == "pihatalo/portti/portista"
    assert not Rendered.objects.filter(path="pihatalo/portti/alias").exists()


def test_no_page_can_be_made_private_since_the_village_is_open(village, comes):
    client, address = comes(), f"/cms/pages/{page('portista').pk}/privacy/"
    asked = client.get(address).content.decode()
    assert "restriction_type" not in asked
    for kind in ("login", "password", "groups"):
        client.post(address, {"restriction_type": kind, "password": "x", "groups": []})
    assert not PageViewRestriction.objects.exists()


def test_taking_the_finnish_page_away_takes_all_and_a_translation_only_itself(village, comes):
    client = comes()
    client.post(f"/cms/pages/{page('portista', 'sv').pk}/unpublish/")
    assert shown("portista", "sv") is None
    assert shown("portista") is not None
    client.post(f"/cms/pages/{page('lukosta').pk}/unpublish/")
    assert not Rendered.objects.filter(key="lukosta").exists()


def test_a_page_deleted_by_a_chief_is_gone_from_the_village(village, comes):
    client = comes()
    row = page("portista")
    assert client.post(f"/cms/pages/{row.pk}/delete/").status_code == 302
    assert not Rendered.objects.filter(key="portista", language="fi").exists()


def test_a_section_with_a_new_address_takes_its_pages_along(village, comes):
    client, section = comes(), page("portti", model=SectionPage)
    sent = {"title": "Veräjä", "slug": "veraja", "action-publish": "1", "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0"}  # fmt: skip
    assert client.post(f"/cms/pages/{section.pk}/edit/", sent).status_code == 302
    assert shown("portista").path == "pihatalo/veraja/portista"
    assert shown("pihatalo").about["sections"][0]["title"] == "Veräjä"


def test_a_house_taken_away_takes_its_pages_along(village, comes):
    house = page("pihatalo", model=HousePage)
    comes().post(f"/cms/pages/{house.pk}/unpublish/", {"include_descendants": "on"})
    assert not Rendered.objects.filter(house="pihatalo").exists()


def test_a_card_is_put_out_as_a_card(village, comes):
    row = card("lupa")
    answer = comes().post(f"/cms/pages/{row.pk}/edit/", form(row, "action-publish", clear_question="Oliko selvä?"))
    assert answer.status_code == 302
    assert shown("lupa").about["clear_question"] == "Oliko selvä?"
    assert shown("lupa").path == "lupa"


def test_what_fails_to_be_put_out_is_not_published_either(village, comes, monkeypatch):
    def fails(*args, **words):
        raise RuntimeError("the village is closed")

    client, row = comes(), page("portista")
    client.raise_request_exception = False
    monkeypatch.setattr(publishing, "publish", fails)
    assert client.post(f"/cms/pages/{row.pk}/edit/", form(row, "action-publish", lead="Ei näin.")).status_code == 500
    assert page("portista").lead == "Tästä pääset pihalle."


def test_the_address_shown_to_editors_is_the_villages(village, settings):
    assert page("portista").url == "/pihatalo/portti/portista/"
    assert page("portista", "sv").url == "/sv/gardshuset/porten/portista-sv/"
    settings.VILLAGE_URL = "https://kyla.example.fi"
    assert page("portista").full_url == "https://kyla.example.fi/pihatalo/portti/portista/"
    assert card("lupa").url is None


def test_a_preview_shows_usual_and_plain_text_in_the_villages_styles(village, comes):
    client, row = comes(), page("portista")
    usual = client.get(f"/cms/pages/{row.pk}/view_draft/").content.decode()
    assert "Tästä pääset pihalle." in usual
    assert "village/village.css" in usual
    assert [mode for mode, _name in row.preview_modes] == ["", "plain"]
    assert [size["device_width"] for size in row.preview_sizes] == [360, 768, 1280]
    assert row.default_preview_size == "phone"
    assert [mode for mode, _name in page("portista", "sv").preview_modes] == [""]


@pytest.mark.parametrize("slug", ["rights", "selko"])
def test_a_house_takes_no_address_that_leads_elsewhere(village, comes, slug):
    client, house = comes(), page("pihatalo", "sv", model=HousePage)
    sent = {"title": "Huset", "lead": "För alla.", "slug": slug, "neutral_title": "", "action-publish": "1",
            "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}  # fmt: skip
    answer = client.post(f"/cms/pages/{house.pk}/edit/", sent)
    assert answer.status_code == 200
    assert f"”{slug}” vie jo muualle." in answer.content.decode()
    assert shown("pihatalo", "sv").path != slug
