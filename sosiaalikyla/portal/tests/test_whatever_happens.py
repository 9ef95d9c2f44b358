"""Whatever anybody does, in any order, over days: somebody answers for each young person, no change of worker is half done,
no promise is without an owner, one under turvakielto is on no board, silence is no consent, and a young person's own visits
are nobody else's business.

A random walk of deeds by everybody around two young people, allowed or not, through actions; the rules are asked of
the tables as their owner after every step. The plan's own walk (plans/tests/test_whatever_happens.py) keeps the words.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from difflib import unified_diff
from typing import Any

import pytest
from django.db import connection, transaction

from sosiaalikyla.access.actions import CannotBe, Refused
from sosiaalikyla.access.actors import Person, acting
from sosiaalikyla.base import clock
from sosiaalikyla.handovers import actions as handovers
from sosiaalikyla.handovers.models import CheckAnswer, Handover, HandoverDay, Proposal, Wish
from sosiaalikyla.handovers.refresh import refresh as refresh_handovers
from sosiaalikyla.journal.models import Stale
from sosiaalikyla.journal.refresh import refresh
from sosiaalikyla.paths.tests.ground import DAY, WHY, account, brought_up, village
from sosiaalikyla.people import actions as people
from sosiaalikyla.people.models import ClientRelation, Responsibility, Youth
from sosiaalikyla.people.tests.factories import TOKENS, signed_in
from sosiaalikyla.plans import actions as plans
from sosiaalikyla.plans.models import Promise
from tests.ground import as_owner

YOUNG = ("aino", "eetu")
STAFF = ("ville", "sirpa", "piia", "leena", "lasse", "roosa", "marja", "kaisa")
ANYBODY = ("holder",) * 8 + ("own",) * 3 + ("receiver",) * 4 + ("marja", "marja", *STAFF, *YOUNG)
"""By name, or by their part today: who answers for the young person, the young person, the latest asked to take over."""
STEPS = ("meet",) * 4 + ("hand_over",) * 4 + ("withdraw", "close")
MOSTLY_HOLDER = ("holder",) * 40 + ANYBODY
MOSTLY_RECEIVER = ("receiver",) * 60 + ANYBODY
THOSE_ASKED = ("own", "holder", "receiver") * 12 + ANYBODY
WORKERS = ("ville", "sirpa", "piia", "leena", "kaisa")
WHOSE = YOUNG

SEEN: Counter[str] = Counter()
WANTED = ("suggested", "proposed", "accepted", "refused", "met", "handed over", "left suddenly", "withdrawn", "answered",
          "changed directly", "protected", "protection ended", "promised", "handed promise", "compared", "days")  # fmt: skip

NO_GAP = """
select r.id from people_clientrelation r
where r.open_during @> %s::date and (
  select count(*) from people_responsibility s where s.relation_id = r.id and s.during @> %s::date) <> 1
union all
select r.id from people_clientrelation r
where (select range_agg(s.during) from people_responsibility s where s.relation_id = r.id) <> datemultirange(r.open_during)
"""
HALF_DONE = """
select h.id from handovers_handover h
where (h.changed_on is not null and h.closed_on is null and not exists (
    select 1 from people_responsibility s
    where s.relation_id = h.relation_id and s.worker_id = h.receiver_id and lower(s.during) = h.changed_on))
or (h.receiver_id is not null and not h.sudden and not exists (
    select 1 from handovers_proposal p
    where p.handover_id = h.id and p.receiver_id = h.receiver_id and p.accepted_on is not null))
or (select count(*) from handovers_proposal p
    where p.handover_id = h.id and p.refused_on is null and p.withdrawn_on is null) > 1
"""
ON_A_BOARD = " union all ".join(
    f"select '{table}' from {table} t join people_protection p on p.youth_id = t.youth_id "
    "where p.during @> %(day)s::date and t.board_org_id is not null"
    for table in ("people_responsibility", "handovers_handover", "handovers_proposal", "handovers_handoverday",
                  "paths_checkday", "plans_promiseday")
)  # fmt: skip


Choices = Sequence[Any]
RULES: list[tuple[str, dict[str, Choices]]] = []


def rule(often: int = 1, **choices: Choices) -> Callable[[Any], Any]:
    """A deed of the walk, how often it is tried, and what its words are drawn from."""

    def kept(deed: Any) -> Any:
        RULES.extend([(deed.__name__, choices)] * often)
        return deed

    return kept


class Lives:
    """yes: proposals their receiver has accepted in so many words; said: what the young people themselves have said."""

    def __init__(self, *, visits: bool) -> None:
        self.days = clock.at(DAY)
        self.days.__enter__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.here = village()
        self.people = {name: getattr(self.here, name) for name in STAFF}
        self.people |= {name: account(getattr(self.here, name)) for name in YOUNG}
        self.today, self.steps, self.compared = DAY, 0, 0
        self.visits = visits
        self.yes: set[int] = set()
        self.said: set[int] = set()
        self.read_back: set[int] = set()
        self.answers: set[int] = set()
        for name in YOUNG:
            brought_up(self.young(name), self.people["ville"])

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)
        self.days.__exit__(None, None, None)

    # ---- doing

    def young(self, name: str) -> Youth:
        return getattr(self.here, name)

    def who(self, name: str, whose: str) -> str:
        if name == "own":
            return whose
        if name == "receiver":
            proposal = self.asked(whose)
            return self.name_of(proposal.receiver_id) if proposal else "sirpa"
        return self.name_of(self.board(whose).worker_id) if name == "holder" else name

    def does(self, name: str, deed: Callable[..., Any], **words: Any) -> Any:
        """The deed's answer, True when it has none; None when it was refused."""
        with acting(Person(self.people[name])) as by:
            try:
                found = deed(by=by, **words)
            except (Refused, CannotBe):
                return None
        return True if found is None else found

    def relation(self, whose: str) -> ClientRelation:
        with as_owner():
            return ClientRelation.objects.whole(WHY).get(youth=self.young(whose))

    def board(self, whose: str) -> Responsibility:
        with as_owner():
            return Responsibility.objects.whole(WHY).get(youth=self.young(whose), during__contains=clock.today())

    def change(self, whose: str) -> Handover | None:
        with as_owner():
            return Handover.objects.whole(WHY).filter(youth=self.young(whose)).order_by("-pk").first()

    def asked(self, whose: str) -> Proposal | None:
        with as_owner():
            return Proposal.objects.whole(WHY).filter(youth=self.young(whose)).order_by("-pk").first()

    def name_of(self, user_id: int) -> str:
        return next(name for name, user in self.people.items() if user.pk == user_id)

    # ---- a change of worker

    @rule(often=2, who=MOSTLY_HOLDER, whose=WHOSE, by_board=(True, False))
    def suggest(self, who: str, whose: str, by_board: bool) -> None:
        who = self.who(who, whose)
        relation = self.board(whose) if by_board else self.relation(whose)
        if self.does(who, handovers.suggest, relation=relation) is not None:
            SEEN["suggested"] += 1
            if who == whose:
                with as_owner():
                    self.said.add(Wish.objects.whole(WHY).latest("pk").pk)

    @rule(often=3, who=MOSTLY_HOLDER, whose=WHOSE, to=WORKERS, days=range(21))
    def propose(self, who: str, whose: str, to: str, days: int) -> None:
        who = self.who(who, whose)
        change = self.change(whose)
        if change is not None:
            words = {"receiver": self.people[to], "words": "Nuori.", "change_by": clock.today() + timedelta(days=days)}
            SEEN["proposed"] += self.does(who, handovers.propose, handover=change, **words) is not None

    @rule(often=4, who=MOSTLY_RECEIVER, whose=WHOSE, yes=(True, True, False))
    def answer_proposal(self, who: str, whose: str, yes: bool) -> None:
        who = self.who(who, whose)
        proposal = self.asked(whose)
        if proposal is None:
            return
        if yes and self.does(who, handovers.accept, proposal=proposal) is not None:
            assert self.people[who].pk == proposal.receiver_id
            self.yes.add(proposal.pk)
            SEEN["accepted"] += 1
        elif not yes and self.does(who, handovers.refuse, proposal=proposal, why="Ei ole tilaa.") is not None:
            assert self.people[who].pk == proposal.receiver_id
            SEEN["refused"] += 1

    @rule(who=THOSE_ASKED, whose=WHOSE, kind=["tell", "dont_tell", "none", "stay"])
    def tell(self, who: str, whose: str, kind: str) -> None:
        who = self.who(who, whose)
        change = self.change(whose)
        if change is None:
            return
        wish = self.does(who, handovers.tell, handover=change, kind=kind, text="Sanat")
        if wish is not None and who == whose:
            self.said.add(wish.pk)

    @rule(who=ANYBODY, whose=WHOSE)
    def say_right(self, who: str, whose: str) -> None:
        who = self.who(who, whose)
        with as_owner():
            wish = Wish.objects.whole(WHY).filter(youth=self.young(whose)).exclude(scribe=None).order_by("-pk").first()
        if wish is not None and self.does(who, handovers.say_right, wish=wish) is not None:
            assert who == whose
            self.read_back.add(wish.pk)

    @rule(often=4, who=MOSTLY_HOLDER, whose=WHOSE, step=STEPS, days=range(-1, 10))
    def go_on(self, who: str, whose: str, step: str, days: int) -> None:
        who = self.who(who, whose)
        change = self.change(whose)
        if change is None:
            return
        day = clock.today() + timedelta(days=days)
        if step == "meet":
            SEEN["met"] += self.does(who, handovers.hold_meeting, handover=change, on=min(day, clock.today())) is not None
        elif step == "hand_over":
            words = {"from_day": day, "no_meeting_why": "Kiire."}
            SEEN["handed over"] += self.does(who, handovers.hand_over, handover=change, **words) is not None
        elif step == "withdraw":
            SEEN["withdrawn"] += self.does(who, handovers.withdraw, handover=change, why="Ei sittenkään.") is not None
        else:
            self.does(who, handovers.close_unanswered, handover=change, why="Ei vastausta.")

    @rule(often=3, who=THOSE_ASKED, whose=WHOSE, answer=["good", "bad", "so", ""])
    def check(self, who: str, whose: str, answer: str) -> None:
        who = self.who(who, whose)
        change = self.change(whose)
        if change is None:
            return
        row = self.does(who, handovers.answer_check, handover=change, answer=answer)
        if row is not None:
            SEEN["answered"] += 1
            if row.voice == CheckAnswer.Voice.YOUTH:
                assert who == whose
                self.answers.add(row.pk)

    @rule(who=ANYBODY, whose=WHOSE, to=WORKERS, for_good=(True, False))
    def leave(self, who: str, whose: str, to: str, for_good: bool) -> None:
        who = self.who(who, whose)
        words = {"takes_over": self.people[to], "for_good": for_good, "why": "Lähti."}
        done = self.does(who, handovers.sudden_leave, relation=self.board(whose), **words)
        assert done is None or who == "marja"
        SEEN["left suddenly"] += done is not None

    @rule(who=ANYBODY, whose=WHOSE, to=WORKERS, days=range(-1, 10))
    def change_directly(self, who: str, whose: str, to: str, days: int) -> None:
        who = self.who(who, whose)
        words = {"to": self.people[to], "from_day": clock.today() + timedelta(days=days)}
        SEEN["changed directly"] += (
            self.does(who, people.change_responsible, relation=self.relation(whose), **words) is not None
        )

    @rule(often=2, who=MOSTLY_HOLDER, whose=WHOSE)
    def hide(self, who: str, whose: str) -> None:
        who = self.who(who, whose)
        words = {"supervisor": self.people["marja"], "municipality": "Kaskinen", "address": "Suojakatu 1", "phone": "040 9"}
        SEEN["protected"] += self.does(who, people.protect, youth=self.young(whose), **words) is not None

    @rule(who=MOSTLY_HOLDER, whose=WHOSE, keep_phone=(True, False))
    def come_out(self, who: str, whose: str, keep_phone: bool) -> None:
        who = self.who(who, whose)
        done = self.does(who, people.unprotect, youth=self.young(whose), keep_phone=keep_phone)
        SEEN["protection ended"] += done is not None

    # ---- promises, and days that go by

    @rule(who=MOSTLY_HOLDER, whose=WHOSE, owner=ANYBODY)
    def promise(self, who: str, whose: str, owner: str) -> None:
        who, owner = self.who(who, whose), self.who(owner, whose)
        words = {"text": "Soitan.", "due": clock.today(), "owner": self.people[owner]}
        SEEN["promised"] += self.does(who, plans.promise, youth=self.young(whose), **words) is not None

    @rule(who=ANYBODY, owner=ANYBODY)
    def hand_promise(self, who: str, owner: str) -> None:
        with as_owner():
            row = Promise.objects.whole(WHY).order_by("-pk").first()
        if row is not None:
            whose = next(each for each in YOUNG if self.young(each).pk == row.youth_id)
            who, owner = self.who(who, whose), self.who(owner, whose)
            done = self.does(who, plans.hand_promise_to, promise=row, owner=self.people[owner])
            SEEN["handed promise"] += done is not None

    @rule(days=[1, 1, 1, 2, 7, 29])
    def days_go_by(self, days: int) -> None:
        self.today += timedelta(days=days)
        self.days.__exit__(None, None, None)
        self.days = clock.at(self.today)
        self.days.__enter__()
        SEEN["days"] += days

    # ---- own visits

    @rule(whose=WHOSE)
    def visit_alone(self, whose: str) -> None:
        """Signing in, reading everything, writing what is one's own: no worker's page changes by a byte."""
        if not self.visits or self.compared:
            return
        before = self.workers_pages()
        young = signed_in(self.people[whose])
        for address in OWN_PAGES:
            assert young.get(address).status_code == 200, address
        with acting(Person(self.people[whose])) as by:
            plans.keep_note(by=by, youth=self.young(whose), text="Vain minulle.")
            plans.intend(by=by, youth=self.young(whose), text="Käyn kirjastossa.", day=clock.today())
        self.settle()
        changed = [line for key, page in self.workers_pages().items() for line in unified_diff(
            before[key].splitlines(), page.splitlines(), *key, n=0, lineterm="")]  # fmt: skip
        assert not changed, "\n".join(changed)
        self.compared += 1
        SEEN["compared"] += 1

    def workers_pages(self) -> dict[tuple[str, str], str]:
        self.settle()
        found = {}
        for name in ("ville", "sirpa", "marja"):
            visit = signed_in(self.people[name])
            addresses = ["/my/", "/board/"] if name == "marja" else ["/my/", "/people/", "/people/near/"]
            if name != "marja":
                pages = ("", "path/", "plan/", "contacts/", "meetings/", "handover/")
                addresses += [f"/people/{self.young(whose).uuid}/{page}" for whose in YOUNG for page in pages]
            for address in addresses:
                found[name, address] = TOKENS.sub("", visit.get(address).content.decode())
        return found

    def settle(self) -> None:
        """As after the clockwork has gone round."""
        with as_owner():
            for whose in YOUNG:
                refresh(self.young(whose).pk)
            Stale.objects.all().delete()

    # ---- what always holds

    def nobody_falls_between(self) -> None:
        self.steps += 1
        SEEN["steps"] += 1
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
            cursor.execute("set constraints all deferred")
            cursor.execute(NO_GAP, [self.today, self.today])
            assert cursor.fetchall() == []
            cursor.execute(HALF_DONE)
            assert cursor.fetchall() == []
            cursor.execute(
                "select count(*) from plans_promise p join access_user u on u.id = p.owner_id where u.kind <> 'staff'"
            )
            assert cursor.fetchone() == (0,)
            cursor.execute(ON_A_BOARD, {"day": self.today})
            assert cursor.fetchall() == [], "one under turvakielto is on nobody's board"

    def silence_is_no_consent(self) -> None:
        """A yes, a wish and an answer stand only where somebody gave them with their own account."""
        with as_owner():
            accepted = set(Proposal.objects.whole(WHY).exclude(accepted_on=None).values_list("pk", flat=True))
            own = set(Wish.objects.whole(WHY).filter(scribe=None).values_list("pk", flat=True))
            right = set(Wish.objects.whole(WHY).exclude(scribe=None).exclude(read_back_on=None).values_list("pk", flat=True))
            theirs = CheckAnswer.objects.whole(WHY).filter(voice=CheckAnswer.Voice.YOUTH)
            answered = set(theirs.values_list("pk", flat=True))
        assert accepted == self.yes
        assert own == self.said
        assert right <= self.read_back
        assert answered == self.answers

    def what_waits_is_on_somebodys_list(self) -> None:
        """Every open change has its waiting step, with whoever acts, or none only after both have been asked."""
        if self.steps % 7:
            return
        with as_owner():
            for whose in YOUNG:
                refresh_handovers(self.young(whose).pk)
            open_ones = set(
                Handover.objects.whole(WHY).filter(closed_on=None, withdrawn_on=None).values_list("pk", flat=True)
            )
            days = set(HandoverDay.objects.whole(WHY).values_list("handover", flat=True))
        assert open_ones <= days


OWN_PAGES = ("/my/", "/my/path/", "/my/plan/", "/my/people/", "/my/looked/", "/my/sign/", "/my/meetings/", "/keys/")


def walk(walks: int, steps: int, seed: int, wanted: tuple[str, ...]) -> None:
    """So many lives of so many steps; the same for the same seed. A failure tells what was done until then.

    wanted: what must have happened on the way; a walk that met nothing says nothing.
    """
    SEEN.clear()
    rng = random.Random(seed)
    for number in range(walks):
        lives, done = Lives(visits=number % 4 == 0), []
        try:
            for _step in range(steps):
                name, choices = rng.choice(RULES)
                words = {word: rng.choice(from_these) for word, from_these in choices.items()}
                done.append((name, words))
                getattr(lives, name)(**words)
                lives.nobody_falls_between()
                lives.silence_is_no_consent()
                lives.what_waits_is_on_somebodys_list()
        except BaseException:
            print(f"seed {seed}:", *(f"{name} {words}" for name, words in done), sep="\n  ")
            raise
        finally:
            lives.teardown()
    print("figure: the random walk of lives:", ", ".join(f"{count:,} {what}" for what, count in sorted(SEEN.items())))
    assert [what for what in wanted if not SEEN[what]] == []


@pytest.mark.slow
@pytest.mark.django_db
def test_nobody_falls_between_over_a_thousand_steps() -> None:
    walk(walks=10, steps=100, seed=75, wanted=("accepted", "handed over", "left suddenly", "promised", "compared"))
    assert SEEN["steps"] >= 1_000


@pytest.mark.long
@pytest.mark.django_db
def test_nobody_falls_between_over_twenty_thousand_steps() -> None:
    walk(walks=160, steps=125, seed=int(time.time()), wanted=WANTED)
    assert SEEN["steps"] >= 20_000
