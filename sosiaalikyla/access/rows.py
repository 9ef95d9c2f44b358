"""One declaration per table: who may open its rows. It gives Django's filter and PostgreSQL's policy alike.

Three shapes cover nearly everything: a client's row, an item with members, an organisation's row. Each app declares its
tables in `policy.py`; `lay_down` writes functions, policies and grants into the database after every migration, so the
database can't lag behind the code.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models, transaction
from django.db.models import Q, QuerySet, Value

from sosiaalikyla.access.actors import Actor, Person
from sosiaalikyla.audit import trail

NOTHING = Q(pk__in=[])

# ---------------------------------------------------------------- scopes: named sets of ids an actor reaches


Found = Sequence[tuple[QuerySet[Any], str]]
"""Where the keys of a scope are found: rows, and the column of theirs that holds the key."""


@dataclass(frozen=True)
class Scope:
    """A set of ids: `ids(actor)` in Python and `function` in SQL must agree (the parity test holds them equal).

    staff: where a worker's ids are found, for scopes whose answer stands in the database. All of these are asked for in
    one question, at the first need of any.
    """

    function: str
    ids: Callable[[Actor], frozenset[int]]
    staff: Callable[[Person], Found] | None = None

    def __post_init__(self) -> None:
        if self.staff is not None:
            STAFF_SCOPES.append(self)

    def of(self, actor: Actor) -> frozenset[int]:
        """The ids, asked for once per actor object."""
        kept: dict[str, frozenset[int]] = actor.__dict__.setdefault("_scopes", {})
        if self.function not in kept:
            with trail.pause():
                if self.staff is not None and isinstance(actor, Person) and actor.is_staff:
                    kept |= _together(actor)
                else:
                    kept[self.function] = self.ids(actor)
        return kept[self.function]


STAFF_SCOPES: list[Scope] = []


def keys(found: Found) -> frozenset[int]:
    """The keys found, in one question."""
    first, *others = [rows.values_list(column, flat=True) for rows, column in found]
    return frozenset(first.union(*others, all=True))


def _together(actor: Person) -> dict[str, frozenset[int]]:
    """The ids of every scope of staff, in one question."""
    asked = [
        rows.annotate(scope=Value(number)).values_list("scope", column)
        for number, each in enumerate(STAFF_SCOPES)
        if each.staff is not None
        for rows, column in each.staff(actor)
    ]
    answers: dict[str, set[int]] = {each.function: set() for each in STAFF_SCOPES}
    for number, key in asked[0].union(*asked[1:], all=True):
        answers[STAFF_SCOPES[number].function].add(key)
    return {name: frozenset(ids) for name, ids in answers.items()}


# ---------------------------------------------------------------- shapes


class Shape(Protocol):
    def visible_q(self, actor: Actor) -> Q: ...

    def sql(self, model: type[models.Model]) -> str: ...


def column(model: type[models.Model], path: str) -> str:
    name: str = model._meta.get_field(path).column  # type: ignore[union-attr, assignment]
    return name


@dataclass(frozen=True)
class InScope:
    """Rows whose `path` is in the scope: a client's row, a member's item, an organisation's row."""

    path: str
    scope: Scope
    number: bool = False
    """The column is a plain number, not a foreign key: a lower app knows nobody."""

    def visible_q(self, actor: Actor) -> Q:
        name = "pk" if self.path == "id" else self.path if self.number else f"{self.path}_id"
        return Q(**{f"{name}__in": self.scope.of(actor)})

    def sql(self, model: type[models.Model]) -> str:
        return f"{column(model, self.path)} = any((select {self.scope.function})::bigint[])"


@dataclass(frozen=True)
class Either:
    """Rows that any of the shapes opens."""

    shapes: tuple[Shape, ...]

    def visible_q(self, actor: Actor) -> Q:
        q = Q()
        for shape in self.shapes:
            q |= shape.visible_q(actor)
        return q or NOTHING

    def sql(self, model: type[models.Model]) -> str:
        return " or ".join(f"({shape.sql(model)})" for shape in self.shapes)


@dataclass(frozen=True)
class Among:
    """Of the rows a shape opens only those whose true-or-false column says so."""

    shape: Shape
    column: str

    def visible_q(self, actor: Actor) -> Q:
        return self.shape.visible_q(actor) & Q(**{self.column: True})

    def sql(self, model: type[models.Model]) -> str:
        return f"({self.shape.sql(model)}) and {self.column}"


@dataclass(frozen=True)
class OwnAccount:
    """Rows that belong to the account itself, such as its notices."""

    path: str

    def visible_q(self, actor: Actor) -> Q:
        return Q(**{f"{self.path}_id": actor.user_id}) if actor.user_id else NOTHING

    def sql(self, model: type[models.Model]) -> str:
        return f"{column(model, self.path)} = (select sk.me())"


@dataclass(frozen=True)
class Written:
    """Written by hand, with the reason beside it: for what no shape fits."""

    q: Callable[[Actor], Q]
    using: str
    why: str

    def visible_q(self, actor: Actor) -> Q:
        return self.q(actor)

    def sql(self, model: type[models.Model]) -> str:
        return self.using


@dataclass(frozen=True)
class Nobody:
    """Rows no page opens: only jobs do."""

    def visible_q(self, actor: Actor) -> Q:
        return NOTHING

    def sql(self, model: type[models.Model]) -> str:
        return "false"


# ---------------------------------------------------------------- declarations


@dataclass(frozen=True)
class Rule:
    """Who opens the rows of one table, and which verbs each database role has (S I U D).

    inserted: when given, the check for inserting (rows written by somebody who may not read them).
    updated: when given, the narrower rule for changing.
    deleted: when given, the narrower rule for taking away.
    client: attribute that names the client on a row, None when the table isn't about a client.
    """

    model: type[models.Model]
    shape: Shape
    web: str
    worker: str
    insight: str
    inserted: str | None
    updated: str | None
    deleted: str | None
    client: str | None

    def visible_q(self, actor: Actor) -> Q:
        return self.shape.visible_q(actor)


@dataclass(frozen=True)
class Plain:
    """A table that says nothing about a client and carries no row-level rule."""

    model: type[models.Model]
    web: str
    worker: str
    cms: str
    why: str


RULES: dict[type[models.Model], Rule] = {}
PLAIN: dict[type[models.Model], Plain] = {}

FRAMEWORK = {
    "django_session": ("SIUD", "SD"),
    "house_cache": ("SIUD", "SIUD"),
    "django_content_type": ("S", "S"),
    "django_migrations": ("S", "S"),
    "procrastinate_jobs": ("SIU", "SIUD"),
    "procrastinate_events": ("SI", "SIUD"),
    "procrastinate_periodic_defers": ("S", "SIUD"),
    "procrastinate_workers": ("S", "SIUD"),
}
"""Tables of the libraries we stand on; those not named here are closed to every role but the owner."""


def seal(
    model: type[models.Model],
    shape: Shape,
    *,
    web: str,
    worker: str = "",
    insight: str = "",
    inserted: str | None = None,
    updated: str | None = None,
    deleted: str | None = None,
    client: str | None = None,
) -> None:
    """Declare who opens the rows of `model`."""
    if client is None and isinstance(shape, InScope) and shape.path in {"youth", "client"}:
        client = f"{shape.path}_id"
    RULES[model] = Rule(model, shape, web, worker, insight, inserted, updated, deleted, client)


def opened_by(model: type[models.Model], shape: Shape) -> None:
    """Say higher up who reads a lower app's rows: the lower app wrote them without knowing anybody."""
    RULES[model] = replace(RULES[model], shape=shape)


def plain(model: type[models.Model], *, why: str, web: str, worker: str = "S", cms: str = "") -> None:
    """Declare that a table has no rule of rows, and why. cms: what the editors' role may do with it."""
    PLAIN[model] = Plain(model, web, worker, cms, why)


def rule_of(model: type[models.Model]) -> Rule:
    try:
        return RULES[model]
    except KeyError:
        raise ImproperlyConfigured(f"{model._meta.label} has no rule: declare it in its app's policy.py.") from None


def client_attribute(model: type[models.Model]) -> str | None:
    return rule_of(model).client


def may_join(model: type[models.Model], path: str) -> bool:
    """Only what the row's own rule already opens: models without a seal, and the client the row belongs to."""
    from sosiaalikyla.access.sealed import Sealed

    here: Any = model
    for name in path.split("__"):
        target = here._meta.get_field(name).related_model
        if target is None or target == "self":
            return False
        if issubclass(target, Sealed):
            rule = RULES.get(here)
            if rule is None or rule.client != f"{name}_id":
                return False
        here = target
    return True


def our_models() -> list[type[models.Model]]:
    return [
        model
        for config in apps.get_app_configs()
        if config.name in settings.OUR_APPS
        for model in config.get_models(include_auto_created=True)
    ]


def refuse_unruled() -> None:
    """A sealed model without its rule, or a table nobody declared, stops the start-up."""
    from sosiaalikyla.access.sealed import Sealed

    for model in our_models():
        if model in RULES and model in PLAIN:
            raise ImproperlyConfigured(f"{model._meta.label} is declared twice.")
        if issubclass(model, Sealed) and model not in RULES:
            raise ImproperlyConfigured(f"{model._meta.label} is sealed but has no rule in its app's policy.py.")
        if model not in RULES and model not in PLAIN:
            raise ImproperlyConfigured(f"{model._meta.label} is declared nowhere: seal() or plain() it in policy.py.")


# ---------------------------------------------------------------- into the database

VERBS = {"S": "select", "I": "insert", "U": "update", "D": "delete"}


def grants(table: str, role: str, letters: str) -> list[str]:
    return [f"grant {', '.join(VERBS[letter] for letter in letters)} on {table} to {role}"] if letters else []


def policies(rule: Rule) -> list[str]:
    """SQL that makes the table answer only as the rule says, whoever asks."""
    table = rule.model._meta.db_table
    using = rule.shape.sql(rule.model)
    lines = [
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"create policy owner on {table} to sk_owner using (true) with check (true)",
    ]
    for letter, verb in VERBS.items():
        if letter not in rule.web:
            continue
        new, changed = rule.inserted or using, rule.updated or using
        clause = {
            "S": f"using ({using})",
            "I": f"with check ({new})",
            "U": f"using ({changed}) with check ({changed})",
            "D": f"using ({rule.deleted or using})",
        }[letter]
        lines.append(f"create policy web_{verb} on {table} for {verb} to sk_web {clause}")
    if rule.worker:
        lines.append(f"create policy worker on {table} to sk_worker using (true) with check (true)")
    if rule.insight:
        lines.append(f"create policy insight on {table} to sk_insight using (true)")
    lines += grants(table, "sk_web", rule.web) + grants(table, "sk_worker", rule.worker)
    return lines + grants(table, "sk_insight", rule.insight)


def app_files() -> Sequence[Path]:
    """The apps' SQL files, from the lowest storey up."""
    found: list[Path] = []
    for name in settings.OUR_APPS:
        folder = Path(import_module(name).__file__ or "").parent / "sql"
        found += sorted(folder.glob("*.sql"))
    return found


def lay_down() -> None:
    """Write functions, triggers, policies and grants anew. One transaction: nobody ever meets a table half closed."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('sosiaalikyla.lay_down'))")
        for file in app_files():
            cursor.execute(file.read_text(encoding="utf-8"))
        cursor.execute(
            "select format('drop policy %I on %I', policyname, tablename) from pg_policies where schemaname = 'public'"
        )
        for (line,) in cursor.fetchall():
            cursor.execute(line)
        cursor.execute("revoke all on all tables in schema public from sk_web, sk_worker, sk_insight, sk_cms")
        cursor.execute("grant usage, select on all sequences in schema public to sk_web, sk_worker")
        cursor.execute("grant select on all tables in schema public to sk_backup")
        cursor.execute("grant select on all sequences in schema public to sk_backup")
        for rule in RULES.values():
            for line in policies(rule):
                cursor.execute(line)
        for table in PLAIN.values():
            name = table.model._meta.db_table
            letters = {"sk_web": table.web, "sk_worker": table.worker, "sk_cms": table.cms}
            for role, may in letters.items():
                for line in grants(name, role, may):
                    cursor.execute(line)
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        present = {name for (name,) in cursor.fetchall()}
        for name, (web, worker) in FRAMEWORK.items():
            if name in present:
                for line in grants(name, "sk_web", web) + grants(name, "sk_worker", worker):
                    cursor.execute(line)
