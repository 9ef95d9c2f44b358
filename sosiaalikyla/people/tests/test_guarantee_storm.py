"""The guarantee under many hands, kills and sabotage. What happens in the storm stands in storm.py."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sosiaalikyla.people.tests.guarantee_ground import House, own_house
from sosiaalikyla.people.tests.storm import Aftermath, Chaos, Outcome, Storm
from sosiaalikyla.postgres import Cluster
from tests import ground

DURABLE = ("fsync", "full_page_writes", "synchronous_commit")


@contextmanager
def durable_house(name: str) -> Iterator[House]:
    """A house in a PostgreSQL of its own that writes through to the disk, and that may be killed."""
    cluster = Cluster(name, settings={"deadlock_timeout": "100ms"})
    cluster.forget()
    try:
        cluster.start()
        ground.migrate(cluster, "storm")
        house = House(cluster, "storm").settle(workers=10)
        for setting in DURABLE:
            row = house.owner.execute(f"show {setting}").fetchone()
            assert row == ("on",), f"{setting} is {row}: the storm would prove nothing"
        yield house
        house.leave()
    finally:
        cluster.forget()


def assert_nothing_wrong(outcome: Outcome) -> None:
    print(f"\n{outcome}")
    assert outcome.half_done == []
    assert outcome.lost == []
    assert outcome.findings.wrong == 0, str(outcome.findings)


@pytest.mark.slow
def test_two_thousand_deeds_by_eight_clients_through_kills_leave_no_gap_and_lose_nothing(worker_id: str) -> None:
    plan = {
        150: "session", 300: "backend", 450: "session", 600: "server", 750: "session", 900: "backend", 1050: "session",
        1200: "server", 1400: "session", 1600: "backend", 1800: "session",
    }  # fmt: skip
    with durable_house(f"storm_{worker_id}") as house:
        outcome = Storm(house, clients=8, deeds=2000).rage(Chaos(plan))
        assert_nothing_wrong(outcome)
    assert outcome.tally.kills == {"session": 6, "backend": 3, "server": 2}
    assert len(outcome.tally.acknowledged) > 1000, "most deeds must really be done, or the storm proves nothing"


@pytest.mark.long
def test_twenty_thousand_deeds_by_sixteen_clients_through_sixty_kills(worker_id: str) -> None:
    plan = {300 * n: ("session", "backend", "server")[n % 3] for n in range(1, 61)}
    with durable_house(f"storm_{worker_id}") as house:
        outcome = Storm(house, clients=16, deeds=20_000).rage(Chaos(plan))
        assert_nothing_wrong(outcome)
    assert outcome.tally.kills.total() == 60
    assert len(outcome.tally.acknowledged) > 10_000


# ---------------------------------------------------------------- sabotage


def rough_storm(house: House) -> Outcome:
    """The same storm without kills, of nothing but the owner's raw statements, which meet on four relations."""
    outcome = Storm(house, clients=8, deeds=600, rough=1.0, pause=0.02).rage()
    print(f"\n{outcome}")
    return outcome


@pytest.fixture
def house(worker_id: str) -> Iterator[House]:
    with own_house(f"test_storm_{worker_id}") as made:
        with ground.admin() as db:
            db.execute(f"alter database {made.database} set deadlock_timeout = '20ms'")
        yield made


@pytest.mark.slow
def test_raw_statements_that_meet_leave_nothing_wrong(house: House) -> None:
    assert rough_storm(house).wrong == 0


@pytest.mark.long
def test_without_the_trigger_the_same_storm_finds_days_that_are_wrong(house: House) -> None:
    house.owner.execute("drop trigger people_responsibility_guarantee on people_responsibility")
    assert rough_storm(house).findings.wrong > 0


@pytest.mark.slow
def test_without_the_triggers_write_the_same_storm_finds_days_that_are_wrong(house: House) -> None:
    """Read without a write, an old snapshot lets somebody be put on days that another has just taken away.

    Two other triggers happen to make the same acts meet: one asks for named readers and writes the young person's row,
    one marks the client stale. Both are taken away first, and the guarantee holds without them.
    """
    house.owner.execute("drop trigger people_responsibility_readers on people_responsibility")
    house.owner.execute("drop trigger journal_event_marks_stale on journal_event")
    assert rough_storm(house).findings.wrong == 0
    row = house.owner.execute("select pg_get_functiondef('sk.guarantee_held'::regproc)").fetchone()
    assert row
    write = """update people_clientrelation set version = version + 1
    where id = relation
    returning open_during, youth_id into open_days, whose;"""
    assert row[0].count(write) == 1
    read = "select open_during, youth_id into open_days, whose from people_clientrelation where id = relation;"
    house.owner.execute(row[0].replace(write, read))
    assert rough_storm(house).findings.wrong > 0


@pytest.mark.slow
def test_the_look_afterwards_sees_what_was_planted(house: House) -> None:
    """A storm without kills; then a trace, an event, a cover and a change are tampered with, each found by itself."""
    storm = Storm(house, clients=4, deeds=120)
    assert storm.rage().wrong == 0
    relation = storm.relations[0][0]
    for statement, found in {
        "delete from audit_entry where id = (select id from audit_entry where what = 'cover' limit 1)": "cover",
        "delete from journal_event where id = (select min(id::text)::uuid from journal_event)": "has no event",
        "delete from people_cover where id = (select min(id) from people_cover)": "cover",
        f"update people_clientrelation set version = 0 where id = {relation}": "no trace tells",
        f"update people_responsibility set worker_id = {house.account()} where relation_id = {relation}": "traces",
    }.items():
        with house.session() as db:
            db.execute("set constraints all immediate")
            db.execute("alter table audit_entry disable trigger user")
            db.execute(statement)
            looking = Aftermath(storm)
            looking.house = House(house.cluster, house.database, _owner=db)
            outcome = looking.look(0)
            assert any(found in words for words in outcome.half_done), (statement, outcome.half_done)
            assert bool(outcome.lost) == ("audit_entry" in statement)
            db.rollback()
