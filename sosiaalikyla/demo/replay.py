"""The named lives: each line of a life is one action, done by somebody of the cast, with the clock set to its day.

Lives pass through the same door as pages. A life is replayed whole or not at all; one already lived is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.db import connection, transaction

from sosiaalikyla.access.actors import Person, tell_database
from sosiaalikyla.access.models import Organisation, User
from sosiaalikyla.base import clock, yaml_files
from sosiaalikyla.demo.days import day, span
from sosiaalikyla.demo.seed import DATA, key_of, refuse_outside_demo
from sosiaalikyla.handovers import actions as handovers
from sosiaalikyla.handovers.models import Handover, Proposal
from sosiaalikyla.journal.refresh import refresh
from sosiaalikyla.meetings import actions as meetings
from sosiaalikyla.paths import actions as path_actions
from sosiaalikyla.people import actions as people
from sosiaalikyla.people.models import ClientRelation, Placement, Youth
from sosiaalikyla.plans import actions as plans
from sosiaalikyla.plans.models import Item, OwnVoice, Promise


@dataclass
class Life:
    """One young person's life as it is lived: what earlier lines made, later lines use."""

    key: str
    today: date
    made: dict[str, Any] = field(default_factory=dict)

    def day(self, word: str) -> date:
        return day(word, self.today)

    @property
    def youth(self) -> Youth:
        found: Youth = self.made["youth"]
        return found

    def fresh(self, by: Person) -> Youth:
        return Youth.objects.visible_to(by).get(pk=self.youth.pk)

    def on_path(self, by: Person) -> Youth:
        """The young person, with the path's days worked out as they stood on that day."""
        refresh(self.youth.pk)
        return self.fresh(by)

    def relation(self, by: Person) -> ClientRelation:
        return ClientRelation.objects.visible_to(by).get(youth=self.youth.pk, open_during__contains=clock.today())

    def change(self, by: Person) -> Handover:
        return Handover.objects.visible_to(by).get(youth=self.youth.pk, closed_on=None, withdrawn_on=None)

    def placement(self, by: Person) -> Placement:
        return Placement.objects.visible_to(by).filter(youth=self.youth.pk).order_by("-begins_on")[0]


class Cast:
    """Staff by their keys; a young person by theirs once the account is open."""

    @cached_property
    def _staff(self) -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute("select handle, sk.demo_account(handle) from unnest(%s::text[]) as handle", [self._names()])
            return dict(cursor.fetchall())

    def _names(self) -> list[str]:
        from sosiaalikyla.demo.seed import cast

        return [row["key"] for row in cast()["staff"]]

    def user(self, key: str) -> User:
        pk = self._staff.get(key) or account(key)
        if pk is None:
            raise ValueError(f"nobody of the cast is called {key!r}")
        tell_database(f"user:{pk}", clock.today())
        return User.objects.get(pk=pk)


def account(handle: str) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("select sk.demo_account(%s)", [handle])
        found: int | None = cursor.fetchone()[0]
        return found


Deed = Callable[[Life, Person, Cast, dict[str, Any]], None]
DEEDS: dict[str, Deed] = {}


def deed(function: Deed) -> Deed:
    DEEDS[function.__name__] = function
    return function


@deed
def take_in(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    life.made["youth"] = people.take_in(
        by=by,
        organisation=Organisation.objects.get(uuid=key_of(words["organisation"])),
        used_name=words["called"],
        born=life.day(words["born"]),
        worker=cast.user(words["worker"]),
        from_day=clock.today(),
        language=words.get("language", "fi"),
    )


@deed
def open_account(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    people.open_account(by=by, youth=life.fresh(by), handle=life.key)


@deed
def contact(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    people.set_contact(by=by, youth=life.fresh(by), phone=words["phone"])


@deed
def move_to(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    people.move_to(
        by=by, youth=life.fresh(by), municipality_code=words["municipality"], county_code=words["county"],
        from_day=clock.today(),
    )  # fmt: skip


@deed
def placement(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    people.add_placement(
        by=by,
        youth=life.fresh(by),
        kind=words["kind"],
        begins_on=life.day(words["begins"]),
        ends_on=life.day(words["ends"]) if words.get("ends") else None,
        placed_by_county=words["county"],
        child_alone=words.get("alone", True),
    )


@deed
def move_placement_end(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    people.move_placement_end(by=by, placement=life.placement(by), to=life.day(words["to"]), why=words["why"])


@deed
def beside(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    worker = cast.user(words["worker"])
    tell_database(by.key, clock.today())
    people.stand_beside(
        by=by, relation=life.relation(by), worker=worker, kind=words["kind"],
        during=span(words["from"], words.get("until"), life.today),
    )  # fmt: skip


@deed
def change_responsible(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    receiver = cast.user(words["to"])
    tell_database(by.key, clock.today())
    people.change_responsible(by=by, relation=life.relation(by), to=receiver, from_day=clock.today())


@deed
def close(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    people.close_relation(by=by, relation=life.relation(by), on=clock.today(), reason=words["reason"])


@deed
def protect(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    supervisor = cast.user(words["supervisor"])
    tell_database(by.key, clock.today())
    people.protect(
        by=by, youth=life.fresh(by), supervisor=supervisor, municipality=words["municipality"],
        address=words["address"], phone=words["phone"],
    )  # fmt: skip


@deed
def came_alone(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    path_actions.say_wish(by=by, youth=life.on_path(by), condition="came_alone_as_minor", holds=True)


@deed
def mark(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    agreed = words.get("agreed")
    path_actions.mark_step(
        by=by, youth=life.on_path(by), step=words["step"], status=words["status"],
        agreed_day=life.day(agreed) if agreed else None,
    )  # fmt: skip


@deed
def answer(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    path_actions.answer_check(by=by, youth=life.on_path(by), phase=words["check"], given=words["given"])


@deed
def station(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    path_actions.add_station(by=by, youth=life.on_path(by), title=words["title"], day=life.day(words["when"]))


@deed
def tell_day(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    path_actions.set_anchor(by=by, youth=life.on_path(by), anchor=words["anchor"], day=life.day(words["when"]))


@deed
def share(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    member = cast.user(words["member"])
    tell_database(by.key, clock.today())
    path_actions.share_path(by=by, youth=life.on_path(by), member=member, last_day=life.day(words["until"]))


@deed
def meeting(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    hour, minute = map(int, words["at"].split(":"))
    when = life.day(words["when"])
    when += timedelta(days=max(0, 7 - when.weekday()) if when.weekday() > 4 else 0)  # nobody visits on a Saturday
    starts = datetime.combine(when, time(hour, minute), tzinfo=clock.HELSINKI)
    life.made["meeting"] = meetings.propose(
        by=by, youth=life.fresh(by), starts_at=starts, way=words["way"], place=words.get("place", ""),
        about=words.get("about", ""),
    )  # fmt: skip


@deed
def contact_made(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    """words: what its writer wrote afterwards; taken: copied to the record the same day."""
    hour, minute = map(int, words["at"].split(":"))
    on = clock.today() - timedelta(days=max(0, clock.today().weekday() - 4))  # nobody visits on a Saturday
    with clock.at(datetime.combine(on, time(hour, minute), tzinfo=clock.HELSINKI)):
        made = meetings.log_contact(by=by, youth=life.fresh(by), way=words["way"], reached=words["reached"])
    if words.get("words"):
        meetings.write_contact(by=by, contact=made, **words["words"])
    if words.get("taken"):
        meetings.take_contact(by=by, contact=made)


@deed
def rhythm(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    meetings.agree_rhythm(by=by, youth=life.fresh(by), every_weeks=words["weeks"], agreed_on=clock.today())


@deed
def quiet(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    meetings.agree_quiet(by=by, youth=life.fresh(by), days=words["days"])


@deed
def wish_call(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    meetings.wish_call(by=by, youth=life.fresh(by))


@deed
def sign(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    meetings.give_sign(by=by, youth=life.fresh(by), what=words["what"])


@deed
def suggest_change(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    handovers.suggest(by=by, relation=life.relation(by), deadline=life.day(words["by_day"]))


@deed
def ask_to_receive(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    receiver = cast.user(words["receiver"])
    tell_database(by.key, clock.today())
    handovers.propose(
        by=by, handover=life.change(by), receiver=receiver, words=words["words"], change_by=life.day(words["by_day"])
    )


@deed
def wish_of_change(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    handovers.tell(by=by, handover=life.change(by), kind=words["kind"], text=words.get("text", ""))


@deed
def say_yes(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    handovers.accept(by=by, proposal=Proposal.objects.visible_to(by).get(receiver=by.user, youth=life.youth.pk))


@deed
def met_as_three(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    handovers.hold_meeting(by=by, handover=life.change(by), on=clock.today())


@deed
def hand_over(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    handovers.hand_over(by=by, handover=life.change(by), from_day=clock.today())


@deed
def after_change(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    handovers.answer_check(by=by, handover=life.change(by), answer=words["answer"], words=words.get("words", ""))


def plan_item(life: Life, by: Person, words: dict[str, Any]) -> Item:
    """The item a line speaks of: a good day or a matter by its kind and key, else the one of that kind and life area;
    made when there is none yet.
    """
    youth = life.fresh(by)
    plans.begin(by=by, youth=youth)
    what = {"kind": words["kind"], "area": words.get("area", ""), "key": words.get("key", "")}
    found = Item.objects.visible_to(by).filter(youth=youth, **what).first()
    return found or plans.add_item(by=by, youth=youth, **what)


@deed
def say(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    """In one's own voice; by a worker from dictation."""
    plans.say(by=by, item=plan_item(life, by, words), text=words["text"])


@deed
def agree(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    rows = OwnVoice.objects.visible_to(by).filter(item=plan_item(life, by, words), agreed="")
    plans.agree(by=by, voice=rows.get(), how=words["how"])


@deed
def view(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    plans.write_view(by=by, item=plan_item(life, by, words), text=words["text"])


@deed
def promise(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    life.made[words["text"]] = plans.promise(by=by, youth=life.fresh(by), text=words["text"], due=life.day(words["due"]))


@deed
def keep(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    plans.keep(by=by, promise=Promise.objects.visible_to(by).get(pk=life.made[words["text"]].pk))


@deed
def intend(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    plans.intend(by=by, youth=life.fresh(by), text=words["text"], day=life.day(words["when"]))


@deed
def feel(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    """how: life area → a face from 1 to 5, or [face, words]. at: the hour, late as a rule. show: areas whose face is shown;
    show_words: areas whose words are.
    """
    hour, minute = map(int, words.get("at", "22:40").split(":"))
    visit = uuid4()
    given = {area: how if isinstance(how, list) else [how, ""] for area, how in words["how"].items()}
    with clock.at(datetime.combine(clock.today(), time(hour, minute), tzinfo=clock.HELSINKI)):
        answers = [(area, face, said) for area, (face, said) in given.items()]
        plans.say_feelings(by=by, youth=life.fresh(by), visit=visit, answers=answers)
        if words.get("show") or words.get("show_words"):
            plans.share_feelings(
                by=by, youth=life.fresh(by), visit=visit, faces=words.get("show", []), words=words.get("show_words", [])
            )


@deed
def remember(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    """An answer of the future talk, for oneself alone; what is shown is said with `say` to an item of the kind future."""
    plans.keep_future(by=by, youth=life.fresh(by), question=words["question"], text=words["text"])


@deed
def rate(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    plans.rate_skills(by=by, youth=life.fresh(by), says=words["says"])


@deed
def practise(life: Life, by: Person, cast: Cast, words: dict[str, Any]) -> None:
    plans.choose_skill(by=by, youth=life.fresh(by), skill=words["skill"])


def lives() -> list[dict[str, Any]]:
    return [yaml_files.read(path) for path in sorted((DATA / "lives").glob("*.yaml"))]


def live_through(story: dict[str, Any], today: date) -> bool:
    """Replay one life, line by line; False when it has been lived already."""
    if account(story["key"]) is not None:
        return False
    life, cast = Life(story["key"], today), Cast()
    with transaction.atomic():
        for number, line in enumerate(story["lines"], start=1):
            try:
                _one(life, cast, line)
            except Exception as problem:
                raise RuntimeError(f"{story['key']}, line {number} ({line.get('do')}): {problem}") from problem
        with connection.cursor() as cursor:
            cursor.execute("select sk.demo_post_was_sent()")
        tell_database("", today)
    return True


def _one(life: Life, cast: Cast, line: dict[str, Any]) -> None:
    words = {key: value for key, value in line.items() if key not in {"day", "by", "do"}}
    with clock.at(life.day(line["day"])):
        by = Person(cast.user(line["by"]))
        DEEDS[line["do"]](life, by, cast, words)


def replay(say: Callable[[str], None] = print, stories: Iterable[dict[str, Any]] | None = None) -> int:
    """Replay every life that hasn't been lived yet."""
    refuse_outside_demo()
    today = clock.today()
    told = lives() if stories is None else list(stories)
    lived = sum(live_through(story, today) for story in told)
    say(f"     {lived} lives lived" if lived else "     everybody was there already")
    return 0
