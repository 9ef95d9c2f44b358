"""What one does, the other sees: a moved day, a check in two voices, a stand-in, and who has looked."""

from __future__ import annotations

import time
from datetime import timedelta

from sosiaalikyla.base import clock, text
from sosiaalikyla.notices import texts
from tests.flows.conftest import Comes
from tests.flows.village import Village
from tests.flows.visitor import SLOW

OPENED = "/people/{}/"


def test_ville_moves_the_end_of_the_placement_and_ainos_path_moves(own_village: Village, somebody: Comes) -> None:
    # Given that earlier post has gone out long ago, so that nothing new is folded into it
    own_village.sends_everything()
    aino, ville = somebody("aino"), somebody("ville", width=1280)
    before = aino.goes("/my/").drawing_texts
    today = clock.today()
    was, becomes = today + timedelta(days=54), today + timedelta(days=57)
    ville.goes("/my/").sees(text.weekday_day(was, "fi"))

    # When Ville moves the day, with a reason
    ville.presses("Aino").follows("/end/", within="main table")
    ville.sees("Now it ends on %(day)s.", day=text.day(was, "fi"))
    ville.writes_day("to", becomes).writes("why", "Remontti viivästyy kolme päivää.").presses("Move the day")

    # Then it stands on his pages at once
    ville.sees(text.day(becomes, "fi"))
    ville.goes("/my/").sees(text.weekday_day(becomes, "fi")).does_not_see(text.weekday_day(was, "fi"))

    # And on Aino's, with the reason; the older move stands in the history
    assert aino.goes("/my/").drawing_texts != before
    aino.presses("See the whole path").sees("New day %(became)s.", became=text.day(becomes, "fi"))
    aino.sees("Remontti viivästyy kolme päivää.").sees("Asunto valmistuu vasta tammikuussa.").sees("Ville Koskela")
    aino.presses("Days and why they are so").sees(text.day(becomes, "fi")).sees("It was %(was)s.", was=text.day(was, "fi"))

    # And within seconds a notice goes out that says nothing of it
    post = somebody()
    ends = time.monotonic() + SLOW / 1000 + 20
    letters: list[str] = []
    while not letters and time.monotonic() < ends:
        letters = [each for each in post.goes("/demo/post/").page.locator("main li.card").all_inner_texts() if _new(each)]
        time.sleep(0.5)
    subject, body = texts.words("waiting", "fi")
    assert [line for line in letters[0].splitlines() if line.strip()][-2:] == [subject, body]
    for person in (aino, ville, post):
        person.is_quiet()


def _new(letter: str) -> bool:
    """To Aino, within the last few minutes."""
    now = clock.now()
    lately = {text.clock_time(now - timedelta(minutes=ago), "fi") for ago in range(5)}
    first = letter.strip().splitlines()[0]
    return first.startswith("aino") and any(first.endswith(each) for each in lately)


def test_a_check_is_answered_by_both_and_the_difference_stands_there(own_village: Village, somebody: Comes) -> None:
    aino, ville = somebody("aino"), somebody("ville", width=1280)
    aino.goes("/my/").sees("Mitä vielä puuttuu ennen lähtöä?").presses("Answer")
    aino.chooses("plan", "no").presses("Save")
    ville.goes("/people/").presses("Aino").presses("Path").opens_everything().follows("/checks/build_together/")
    ville.chooses("plan", "yes").presses("Save")

    for person, own in ((ville, "Aino:"), (aino.goes("/my/path/checks/build_together/"), aino.said("You:"))):
        pair = person.page.locator("li.answer-pair").filter(has_text="Meillä on yhteinen suunnitelma.").inner_text()
        assert f"{own} Ei" in pair
        assert "Ville Koskela: Kyllä" in pair
        assert person.said("You see this differently. That is fine: talk about it when you meet.") in pair
        person.is_quiet()


def test_when_ville_is_away_sirpa_stands_in_and_sees_aino_until_the_cover_ends(
    own_village: Village, somebody: Comes
) -> None:
    aino, marja, sirpa = somebody("aino"), somebody("marja", width=1280), somebody("sirpa", width=1280)
    page = OPENED.format(own_village.key_of("aino"))
    today = clock.today()
    yesterday, later = today - timedelta(days=1), today + timedelta(days=5)

    # Given that Sirpa doesn't see Aino
    sirpa.goes(page, answer=404)

    # When the manager writes that Ville is away and agrees that Sirpa stands in
    marja.goes("/my/").presses("Who is away and who stands in").presses("Write down an absence")
    marja.chooses("worker", "Ville Koskela, sosiaaliohjaaja").writes_day("since", yesterday).writes_day("until", later)
    marja.presses("Save").sees("Ville Koskela").presses("Agree who stands in")
    marja.chooses("worker", "Ville Koskela, sosiaaliohjaaja").chooses("deputy", "Sirpa Hautala, sosiaaliohjaaja")
    marja.writes_day("since", yesterday).writes_day("until", later).presses("Agree on it").sees("Sirpa Hautala")

    # Then Aino sees who stands in, and nothing of why
    aino.goes("/my/").sees("Today %(deputy)s stands in.", deputy="Sirpa Hautala")
    aino.goes("/my/people/").sees("Today %(name)s helps you", name="Sirpa Hautala")
    said = aino.hears().lower()
    assert not [word for word in ("sair", "loma", "poissa", "vapaa") if word in said]
    aino.is_accessible()

    # And Sirpa sees Aino
    sirpa.goes(page).sees("Aino").sees("Stands in today")

    # When the cover ends, then at the next request she doesn't
    marja.goes("/people/away/").follows("/cover/", within="main table").writes_day("on", yesterday).presses("Save")
    marja.sees("Nobody stands in for anybody.")
    sirpa.goes(page, answer=404).does_not_see("Aino")
    aino.goes("/my/").does_not_see("Sirpa Hautala")
    for person in (aino, marja, sirpa):
        person.is_quiet()


def test_aino_sees_who_has_looked_and_not_her_own_visits(own_village: Village, somebody: Comes) -> None:
    aino, ville, kaisa = somebody("aino"), somebody("ville", width=1280), somebody("kaisa", width=1280)
    page = OPENED.format(own_village.key_of("aino"))

    ville.goes(page)
    kaisa.goes(page, answer=404).does_not_see("Aino")
    aino.goes("/my/").goes("/my/looked/")

    today = aino.page.locator(".looked-day").first
    lines = today.locator("li").all_inner_texts()
    seen = aino.said("Looked at your page.")
    assert any("Ville Koskela, Jälkihuollon tiimi" in line and seen in line for line in lines)
    names = aino.page.locator(".looked-who").all_inner_texts()
    assert not [name for name in names if "Aino" in name or "Kaisa" in name]
    aino.is_quiet()
