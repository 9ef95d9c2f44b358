"""An editor's work: the check, the way to publishing, translations behind, pages past their day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from wagtail.models import Locale

from sosiaalikyla.base import clock
from sosiaalikyla.cms import groups
from sosiaalikyla.cms.models import HousePage, VillagePage
from sosiaalikyla.cms.tests.conftest import form, page
from sosiaalikyla.village.models import Feedback, Rendered

pytestmark = pytest.mark.django_db
GOOD = [("text", "Ensin", "<p>Avaa portti.</p>", "Ensin", "<p>Avaa.</p>")]
LONG = "<p>" + "sana " * 19 + "loppu.</p>"


def shown(key, language="fi"):
    return Rendered.objects.filter(key=key, language=language, variant="full").first()


def edit(client, row, *buttons, **changes):
    return client.post(f"/cms/pages/{row.pk}/edit/", form(row, *buttons, **changes))


def behind(client):
    """The list of translations that are behind."""
    return client.get("/cms/translations/").content.decode().split("<h2>")[1]


def approval(row, state):
    return reverse("wagtailadmin_pages:workflow_action", args=[row.pk, "approve", state.pk])


# ---------------------------------------------------------------- the check


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"parts": [("text", "Ensin", "<p>Saat 250 euroa.</p>", "Ensin", "<p>Avaa.</p>")]}, "numero"),
        ({"parts": [("text", "Ensin", "<p>Soita 09 2525 0111.</p>", "Ensin", "<p>Avaa.</p>")]}, "puhelinnumero"),
        ({"parts": [("text", "Ensin", "<p>Avaa.</p>", "Ensin", LONG)]}, "pitkä virke"),
        ({"parts": [("text", "Ensin", "<p>Puolivuotiskatsaus tehdään.</p>", "Ensin", "<p>A.</p>")]}, "virastosana"),
        ({"parts": [("text", "Ensin", '<p><a href="http://x.fi/">x</a></p>', "Ensin", "<p>A.</p>")]}, "http://x.fi/"),
        ({"parts": [("text", "Ensin", "<p>Avaa.</p>", "", "")]}, "selkokielinen pari"),
        ({"lead": "Ikä on {{ law.upper }."}, "paikkamerkki"),
        ({"plain_lead": ""}, "johdanto puuttuu"),
    ],
)
@pytest.mark.parametrize("button", ["action-submit", "action-publish"])
def test_what_is_not_plain_is_saved_but_goes_to_nobody(village, comes, changes, said, button):
    client, row = comes(), page("portista")
    before = shown("portista").revision
    answer = edit(client, row, button, **changes)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert shown("portista").revision == before
    assert page("portista").current_workflow_state is None
    assert edit(client, row, **changes).status_code == 302
    panel = client.get(f"/cms/pages/{row.pk}/edit/").content.decode()
    assert said in panel.split("data-plain-check")[1].split("</div>")[0]


def test_what_is_plain_goes_on(village, comes):
    client, row = comes("Otto", groups.WRITERS), page("portista")
    assert edit(client, row, "action-submit", parts=GOOD).status_code == 302
    assert page("portista").current_workflow_state is not None


def test_a_professionals_page_may_use_the_words_of_offices(village, comes):
    parts = [("text", "Ensin", "<p>Puolivuotiskatsaus tehdään.</p>", "", "")]
    changes = {"plain_title": "", "plain_lead": "", "office": "content.professionals", "parts": parts}
    assert edit(comes(), page("portista"), "action-publish", **changes).status_code == 302


def test_a_translation_is_checked_for_numbers_but_not_for_finnish_words(village, comes):
    client, row = comes(), page("portista", "sv")
    assert edit(client, row, "action-publish", parts=[("text", "Först", "<p>Du får 250 euro.</p>")]).status_code == 200
    assert edit(client, row, "action-publish", parts=[("text", "Först", "<p>Siirtymä.</p>")]).status_code == 302


# ---------------------------------------------------------------- the way to publishing


def test_a_writer_sends_another_approves_and_the_page_is_out(village, comes):
    otto, liv = comes("Otto Kangas", groups.WRITERS), comes("Liv Sandström", groups.REVIEWERS)
    edit(otto, page("portista"), "action-submit", lead="Uusi johdanto.")
    assert shown("portista").lead == "Tästä pääset pihalle."
    assert "Portista" in liv.get("/cms/").content.decode()
    state = page("portista").current_workflow_state.current_task_state
    assert liv.post(approval(page("portista"), state), {"comment": ""}).status_code in (200, 302)
    assert shown("portista").lead == "Uusi johdanto."


def test_a_writer_publishes_nothing_alone(village, comes):
    otto = comes("Otto Kangas", groups.WRITERS)
    row = page("portista")
    edit(otto, row, "action-publish", lead="Ohi kaikkien.")
    assert shown("portista").lead == "Tästä pääset pihalle."
    assert otto.post(f"/cms/pages/{row.pk}/unpublish/").status_code in (302, 403)
    assert otto.post(f"/cms/pages/{row.pk}/delete/").status_code in (302, 403)
    assert shown("portista") is not None


def test_nobody_approves_what_they_sent_themselves(village, comes):
    both = comes("Otto Kangas", groups.WRITERS, groups.REVIEWERS)
    row = page("portista")
    edit(both, row, "action-submit", lead="Uusi johdanto.")
    state = row.current_workflow_state.current_task_state
    both.post(approval(row, state), {"comment": ""})
    assert shown("portista").lead == "Tästä pääset pihalle."
    assert page("portista").current_workflow_state is not None


def test_a_translator_publishes_translations_but_not_finnish_pages(village, comes):
    liv = comes("Liv Sandström", groups.TRANSLATORS, language="sv")
    edit(liv, page("portista", "sv"), "action-publish", lead="Ny ingress.")
    assert shown("portista", "sv").lead == "Ny ingress."
    edit(liv, page("portista"), "action-publish", lead="Uusi.")
    assert shown("portista").lead == "Tästä pääset pihalle."


def test_a_translation_asks_for_its_words_only(village, comes):
    client = comes()
    for row, asked in ((page("portista"), True), (page("portista", "sv"), False)):
        text = client.get(f"/cms/pages/{row.pk}/edit/").content.decode()
        for name in ("review_by", "office", "plain_title", "place"):
            assert (f'name="{name}"' in text) is asked, (name, row)
        assert 'name="lead"' in text


# ---------------------------------------------------------------- translations


def test_a_changed_finnish_text_flags_its_translation_until_it_is_published_anew(village, comes):
    client = comes()
    edit(client, page("portista"), "action-publish", lead="Tästä pääset aidan yli.")
    assert "Portista sv" in behind(client)
    assert "Lukosta sv" not in behind(client)
    assert "Portista sv" in client.get("/cms/").content.decode()
    row = page("portista", "sv")
    beside = client.get(f"/cms/translations/{row.pk}/").content.decode()
    assert "<del>pihalle.</del>" in beside
    assert "<ins>aidan yli.</ins>" in beside
    assert "Här kommer du till gården." in beside
    assert 'data-behind="1"' in client.get(f"/cms/pages/{row.pk}/edit/").content.decode()
    edit(client, row, lead="Utkast.")
    assert "Portista sv" in behind(client)
    edit(client, page("portista", "sv"), "action-publish", lead="Över staketet.")
    assert "Portista sv" not in behind(client)
    assert 'data-behind="0"' in client.get(f"/cms/pages/{row.pk}/edit/").content.decode()


def test_days_sources_and_the_plain_twin_do_not_flag_translations(village, comes):
    client = comes()
    changes = {"review_by": "2027-01-01", "plain_lead": "Mene ulos.", "place": 5}
    edit(client, page("portista"), "action-publish", **changes)
    assert "Portista sv" not in behind(client)


def test_a_page_is_translated_from_the_list_of_what_is_missing(village, comes):
    client, row = comes("Liv", groups.TRANSLATORS), page("portista")
    listed = client.get("/cms/translations/").content.decode()
    assert f"/cms/translation/submit/page/{row.pk}/" in listed
    english = Locale.objects.get(language_code="en")
    answer = client.post(f"/cms/translation/submit/page/{row.pk}/", {"locales": [english.pk]})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    made = page("portista", "en")
    assert made.key == "portista"
    assert made.get_parent().specific.key == "portti"
    changes = {
        "title": "The gate",
        "lead": "Into the yard.",
        "slug": "the-gate",
        "parts": [("text", "First", "<p>Open.</p>")],
    }
    assert edit(client, made, "action-publish", **changes).status_code == 302
    assert shown("portista", "en").path == "yard-house/gate/the-gate"
    assert not Rendered.objects.filter(key="portista", language="en", variant="plain").exists()


# ---------------------------------------------------------------- days


def test_a_page_past_its_reading_day_is_on_its_offices_list_and_first_page(village, comes):
    client = comes()
    assert "Portista" not in client.get("/cms/days/").content.decode()
    VillagePage.objects.filter(key="portista").update(review_by=clock.today() - timedelta(days=1))
    assert "Portista" in client.get("/cms/days/").content.decode()
    assert "Portista" in client.get("/cms/").content.decode()
    client.editor.offices = ["content.violence"]
    client.editor.save()
    assert "Portista" not in client.get("/cms/").content.decode()
    assert "Portista" not in client.get("/cms/days/").content.decode()
    assert "Portista" in client.get("/cms/days/?office=all").content.decode()
    assert "Portista" in client.get("/cms/days/?office=content.aftercare").content.decode()


def test_the_clock_brings_pages_onto_the_list_by_itself(village, comes):
    client, row = comes(), page("portista")
    with clock.at(row.review_by):
        assert "Portista" not in client.get("/cms/days/").content.decode()
    with clock.at(row.review_by + timedelta(days=1)):
        client = comes("Liv Sandström")
        assert "Portista" in client.get("/cms/days/").content.decode()


def test_a_page_past_its_last_day_is_told_apart(village, comes):
    VillagePage.objects.filter(key="portista").update(valid_until=clock.today() - timedelta(days=1))
    expired = comes().get("/cms/days/").content.decode().split("<h2>")[2]
    assert "Portista" in expired


# ---------------------------------------------------------------- what readers say


def test_feedback_is_read_and_taken_away_here(village, comes):
    row = Feedback(page="portista", language="fi", helped="no", text="<script>alert(1)</script>", on=clock.today())
    from tests.ground import as_role

    with as_role("sk_web"):
        row.save()
    client = comes()
    text = client.get("/cms/feedback/").content.decode()
    assert "Portista" in text
    assert "&lt;script&gt;" in text
    assert comes("Liv", groups.TRANSLATORS).post("/cms/feedback/", {"feedback": row.pk}).status_code in (302, 403)
    assert Feedback.objects.count() == 1
    client.post("/cms/feedback/", {"feedback": row.pk})
    assert Feedback.objects.count() == 0


# ---------------------------------------------------------------- rights


def test_no_group_reaches_settings_of_the_site_or_other_editors(village, comes):
    for name in (groups.WRITERS, groups.REVIEWERS, groups.TRANSLATORS):
        client = comes(name, name)
        for address in ("/cms/editors/", "/cms/workflows/list/", "/cms/locales/", "/cms/users/"):
            assert client.get(address).status_code in (302, 403, 404), (name, address)


def test_a_house_is_edited_on_its_finnish_page_and_named_on_the_others(village, comes):
    client, house = comes(), HousePage.objects.get(key="pihatalo", locale__language_code="sv")
    text = client.get(f"/cms/pages/{house.pk}/edit/").content.decode()
    assert 'name="accent"' not in text
    sent = {"title": "Nya huset", "lead": "För alla.", "slug": house.slug, "neutral_title": "", "action-publish": "1",
            "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}  # fmt: skip
    assert client.post(f"/cms/pages/{house.pk}/edit/", sent).status_code == 302
    assert Rendered.objects.get(key="pihatalo", language="sv").title == "Nya huset"
    assert Rendered.objects.get(key="pihatalo", language="sv").about["accent"] == "pine"
