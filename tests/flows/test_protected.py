"""Tuulia lives under turvakielto: nobody but her named readers finds her anywhere."""

from __future__ import annotations

from tests.flows.conftest import Comes
from tests.flows.village import Village

BOARD = """select count(*) from paths_checkday c join people_youth y on y.id = c.youth_id
  where y.used_name {} 'Tuulia' and (c.waiting > 0 or c.said_no > 0)
  and c.due between current_date - 60 and current_date + 60"""


def test_nobody_but_named_readers_opens_tuulia(village: Village, somebody: Comes) -> None:
    page = f"/people/{village.key_of('tuulia')}/"
    for name in ("ville", "leena", "pekka", "kaisa", "jonna", "antti", "birgitta", "marja", "aino"):
        person = somebody(name, width=1280)
        person.goes(page, answer=404).does_not_see("Tuulia")
        person.goes("/my/").does_not_see("Tuulia")
        person.is_quiet()
        person.context.close()
    sirpa = somebody("sirpa", width=1280)
    sirpa.goes(page).sees("Tuulia").sees("turvakielto").sees("Suojakatu 0").is_quiet()


def test_the_managers_board_has_no_trace_of_her(village: Village, somebody: Comes) -> None:
    marja = somebody("marja", width=1280)
    assert village.one(BOARD.format("=")) > 0, "she would be on the board if she were not protected"
    mine = "and c.board_org_id = (select id from access_organisation where county_code = '17' and kind = 'county')"
    others = village.one(f"{BOARD.format('<>')} {mine}")
    marja.goes("/my/").sees(f"{others} siirtymää kaipaa tekijää")
    pages = [f"/board/?page={number + 1}" for number in range((others - 1) // 50 + 1)]
    lines = 0
    for page in pages:
        lines += marja.goes(page).page.locator("main tbody tr").count()
    assert lines == others
    for address in ("/my/", "/people/away/", *pages):
        marja.goes(address).does_not_see("Tuulia").does_not_see("Kaskinen")
    marja.is_quiet()
