"""The worker changes: from the proposal to the question four weeks after, a no, a sudden leave, and turvakielto."""

from __future__ import annotations

from datetime import timedelta

from sosiaalikyla.base import clock
from tests import ground
from tests.flows.conftest import Comes
from tests.flows.village import Village


def weeks_go_by(village: Village, handle: str, days: int) -> None:
    """The change of one young person lies so many days further back."""
    with ground.admin(village.database) as db:
        db.execute(
            "update handovers_handover set changed_on = changed_on - %s, held_on = held_on - %s where youth_id = "
            "(select y.id from people_youth y join access_user u on u.id = y.user_id where u.handle = %s)",
            (days, days, handle),
        )
        db.execute("update handovers_proposal set accepted_on = accepted_on - %s - 1 where accepted_on is not null", (days,))


def test_aino_changes_from_ville_to_sirpa_without_a_gap_and_is_asked_after_four_weeks(
    own_village: Village, somebody: Comes
) -> None:
    today = clock.today()
    page = f"/people/{own_village.key_of('aino')}/handover/"
    aino, ville, sirpa = somebody("aino"), somebody("ville", width=1280), somebody("sirpa", width=1280)

    # Given that Ville brings it up and asks Sirpa, who sees his words and nobody's name
    ville.goes(page).presses("Begin").sees("Ask somebody to take over")
    ville.chooses("receiver", "Sirpa Hautala, sosiaaliohjaaja").writes("words", "Tapaamme joka viikko, mielellään ulkona.")
    ville.writes_day("change_by", today + timedelta(days=30)).presses("Ask").sees(
        "Waits for the answer of %(name)s", name="Sirpa Hautala"
    )
    aino.goes("/my/").sees("A change of worker is under way").presses("See what happens")
    aino.sees("Your worker changes").is_accessible()
    sirpa.goes("/my/")
    asked = own_village.one("select uuid from handovers_proposal where words like 'Tapaamme joka viikko, miel%%'")
    sirpa.goes(f"/asked/{asked}/").sees("Tapaamme joka viikko, mielellään ulkona.").does_not_see("Aino").is_accessible()
    sirpa.goes(page, answer=404)

    # When she says yes, Aino reads her name and tells what she wants told, and what not
    sirpa.goes(f"/asked/{asked}/").presses("Yes, I take over").sees("Aino")
    aino.goes("/my/worker/").sees("%(name)s becomes your own worker", name="Sirpa Hautala")
    aino.presses("What your wishes don't rule").sees(
        "Official documents follow the law, not your wishes. The new worker may read in them what the work needs."
    )
    aino.is_accessible()
    aino.chooses("kind", "dont_tell").writes("text", "Älä kerro siskostani.").presses("Save the wish")
    aino.sees("Älä kerro siskostani.")

    # Then Ville reads it and Sirpa doesn't
    ville.goes(page).sees("Älä kerro siskostani.").is_accessible()
    sirpa.goes(page).does_not_see("Älä kerro siskostani.")

    # When the three have met and Ville hands over, then Sirpa is responsible the same day
    ville.writes_day("on", today).presses("We met as three").sees("You have met as three")
    ville.writes_day("from_day", today).presses("Hand over").sees("Sirpa Hautala")
    aino.goes("/my/people/").sees("%(name)s helps you", name="Sirpa Hautala")

    # And four weeks after both are asked, and the change is closed
    weeks_go_by(own_village, "aino", 28)
    aino.goes("/my/worker/").sees("How did the change of worker go?")
    aino.chooses("answer", "good").presses("Send the answer").sees("Hyvä")
    sirpa.goes(page).chooses("answer", "good").presses("Send the answer")
    sirpa.sees("Counted as a warm change.")
    for person in (aino, ville, sirpa):
        person.is_quiet()


def test_a_no_is_told_with_its_reason_and_nothing_opens(own_village: Village, somebody: Comes) -> None:
    sirpa, ville = somebody("sirpa", width=1280), somebody("ville", width=1280)
    asked = own_village.one(
        "select p.uuid from handovers_proposal p join access_user u on u.id = p.receiver_id "
        "where u.handle = 'sirpa' and p.accepted_on is null"
    )
    page = f"/people/{own_village.key_of('stina')}/handover/"
    sirpa.goes("/my/").follows(f"/asked/{asked}/").does_not_see("Stina")
    sirpa.opens_everything().writes("why", "Minulla on jo liian monta nuorta.").presses("Say no")
    sirpa.goes(f"/asked/{asked}/", answer=404).goes(page, answer=404)
    ville.goes(page).sees("Minulla on jo liian monta nuorta.").sees("Ask somebody to take over")
    for person in (sirpa, ville):
        person.is_quiet()


def test_when_sirpa_leaves_suddenly_nobody_is_without_and_tuulia_is_on_no_board_but_her_readers(
    own_village: Village, somebody: Comes
) -> None:
    eetu, tuulia = somebody("eetu"), somebody("tuulia")
    marja, birgitta, ville = somebody("marja", width=1280), somebody("birgitta", width=1280), somebody("ville", width=1280)

    # When Marja, who manages the team and is Tuulia's named supervisor, tells that Sirpa leaves today
    marja.goes("/my/").presses("A worker leaves").sees("Somebody is responsible on every day: there is no gap.")
    marja.is_accessible()
    marja.chooses("worker", "Sirpa Hautala, sosiaaliohjaaja").chooses("how", "until_found")
    marja.chooses("takes_over", "Ville Koskela, sosiaaliohjaaja").writes("why", "Sirpa lopettaa työnsä.").presses("Do this")

    # Then the young people read who answers until one is found, also Tuulia
    for youth in (eetu, tuulia):
        youth.goes("/my/worker/").sees("A worker is being found for you, until then %(name)s", name="Ville Koskela")
        youth.is_accessible()

    # And each vacancy stands on the board without a name; Tuulia's on her supervisor's only
    own_village.one("select count(*) from handovers_handover where sudden and board_org_id is null")
    with ground.admin(own_village.database) as db:
        hidden = db.execute("select uuid from handovers_handover where sudden and board_org_id is null").fetchall()
    assert len(hidden) == 1
    address = f"/board/handovers/{hidden[0][0]}/"
    marja.goes(address).does_not_see("Tuulia").sees("Worker left suddenly, no new one yet").is_accessible()
    birgitta.goes(address, answer=404)
    birgitta.goes("/my/").does_not_see("Tuulia")
    for person in (eetu, tuulia, marja, birgitta, ville):
        person.is_quiet()
