"""Path models as files: read strictly into frozen dataclasses, and written back as plain dicts.

Whatever is wrong in a file is refused when it is read, with the file and the place named, so that no young
person ever meets a gap. Reading a stored version (`PathModel.from_json`) checks its form but not the keys of
today's conventions: an older version may name a party that has since been taken away.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, Protocol, Self, TypeAlias, TypeVar, cast

from sosiaalikyla.base import yaml_files

from .durations import Duration

DATA = Path(__file__).parent / "data"
CONVENTIONS_FILE = "conventions.yaml"
SHORT_TITLE_AT_MOST = 28
LANGUAGES = ("fi", "sv", "en")

Json: TypeAlias = dict[str, Any]


class ModelFileError(ValueError):
    """A file of path models breaks a rule. The message reads: file: place in it: what is wrong."""


class Obligation(StrEnum):
    STATUTORY = "statutory"
    RECOMMENDED = "recommended"
    GOOD_PRACTICE = "good_practice"


class AnsweredBy(StrEnum):
    YOUTH = "youth"
    WORKER = "worker"
    BOTH = "both"


class AnchorKind(StrEnum):
    """`date`: entered by a worker; `computed`: by a dated rule; `event`: happens, perhaps many times."""

    DATE = "date"
    COMPUTED = "computed"
    EVENT = "event"


# ------------------------------------------------------------------ what the files hold


@dataclass(frozen=True, slots=True)
class Text:
    fi: str
    sv: str
    en: str

    def in_language(self, code: str) -> str:
        """`sv`, `sv-fi` and `SV_FI` are all Swedish; a language we do not have is answered in Finnish."""
        language = code.lower().replace("_", "-").partition("-")[0]
        return {"sv": self.sv, "en": self.en}.get(language, self.fi)

    def as_json(self) -> Json:
        return {"fi": self.fi, "sv": self.sv, "en": self.en}


@dataclass(frozen=True, slots=True)
class Named:
    """A party, life domain, step status or condition: a key and what it is called."""

    key: str
    text: Text


@dataclass(frozen=True, slots=True)
class Anchor:
    """A day in the young person's life from which the times of the path are counted."""

    key: str
    text: Text
    kind: AnchorKind
    rule: str


@dataclass(frozen=True, slots=True)
class Source:
    key: str
    title: str
    address: str


@dataclass(frozen=True)
class Conventions:
    """What all models share.

    `models` names them in the order of life; `rules` are the agreements, for their writers, in English.
    """

    version: int
    sv_reviewed: bool
    source: str
    models: tuple[str, ...]
    rules: tuple[tuple[str, str], ...]
    anchors: tuple[Anchor, ...]
    parties: tuple[Named, ...]
    life_domains: tuple[Named, ...]
    step_statuses: tuple[Named, ...]
    conditions: tuple[Named, ...]
    sources: tuple[Source, ...]

    def anchor(self, key: str) -> Anchor:
        return {each.key: each for each in self.anchors}[key]

    def party(self, key: str) -> Text:
        return {each.key: each.text for each in self.parties}[key]

    def life_domain(self, key: str) -> Text:
        return {each.key: each.text for each in self.life_domains}[key]

    def step_status(self, key: str) -> Text:
        return {each.key: each.text for each in self.step_statuses}[key]

    def condition(self, key: str) -> Text:
        return {each.key: each.text for each in self.conditions}[key]


@dataclass(frozen=True, slots=True)
class Moment:
    """A point counted from an anchor: six months before the placement ends."""

    anchor: str
    offset: Duration

    def as_json(self) -> Json:
        return {"anchor": self.anchor, "offset": str(self.offset)}


@dataclass(frozen=True, slots=True)
class Timing:
    """First time between `begins` and `until`, the last day in time; again by `repeat` or at `repeat_at`."""

    anchor: str
    begins: Duration
    until: Duration
    repeat: Duration | None = None
    repeat_at: tuple[Duration, ...] = ()

    def as_json(self) -> Json:
        written: Json = {"anchor": self.anchor, "from": str(self.begins), "until": str(self.until)}
        if self.repeat is not None:
            written["repeat"] = str(self.repeat)
        if self.repeat_at:
            written["repeat_at"] = [str(each) for each in self.repeat_at]
        return written


@dataclass(frozen=True, slots=True)
class LegalRef:
    """`checked` is false until somebody has read the section: then the page says so too."""

    text: Text
    checked: bool

    def as_json(self) -> Json:
        return {"text": self.text.as_json(), "checked": self.checked}


@dataclass(frozen=True, slots=True)
class MemoryItem:
    """A line of the memory list, for the worker, opened on demand; nothing is due because it is unticked."""

    key: str
    text: Text

    def as_json(self) -> Json:
        return {"key": self.key, "text": self.text.as_json()}


@dataclass(frozen=True, slots=True)
class Step:
    key: str
    title: Text
    youth: Text
    responsible: str
    involved: tuple[str, ...]
    domain: str
    timing: Timing
    memory_items: tuple[MemoryItem, ...]
    applies_if: tuple[str, ...]
    obligation: Obligation
    legal_ref: LegalRef | None
    indicators: tuple[str, ...]
    sources: tuple[str, ...]

    def as_json(self) -> Json:
        written: Json = {
            "key": self.key,
            "title": self.title.as_json(),
            "youth": self.youth.as_json(),
            "responsible": self.responsible,
            "involved": list(self.involved),
            "domain": self.domain,
            "timing": self.timing.as_json(),
            "memory_items": [each.as_json() for each in self.memory_items],
            "applies_if": list(self.applies_if),
            "obligation": self.obligation.value,
            "indicators": list(self.indicators),
            "sources": list(self.sources),
        }
        if self.legal_ref is not None:
            written["legal_ref"] = self.legal_ref.as_json()
        return written


@dataclass(frozen=True, slots=True)
class CheckItem:
    """A sentence to answer. A blocking one that gets a no raises a task; it never stops a right."""

    key: str
    answered_by: AnsweredBy
    blocking: bool
    text: Text
    if_no: Text

    def as_json(self) -> Json:
        return {
            "key": self.key,
            "answered_by": self.answered_by.value,
            "blocking": self.blocking,
            "text": self.text.as_json(),
            "if_no": self.if_no.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Check:
    key: str
    title: Text
    at: Moment
    items: tuple[CheckItem, ...]

    def as_json(self) -> Json:
        return {
            "key": self.key,
            "title": self.title.as_json(),
            "at": self.at.as_json(),
            "items": [each.as_json() for each in self.items],
        }


@dataclass(frozen=True, slots=True)
class Phase:
    """`short` is the station's name on the youth's screen: at most 28 characters, saying what happens."""

    key: str
    title: Text
    short: Text
    starts: Moment
    ends: Moment
    question: Text
    steps: tuple[Step, ...]
    check: Check

    def as_json(self) -> Json:
        return {
            "key": self.key,
            "title": self.title.as_json(),
            "short": self.short.as_json(),
            "starts": self.starts.as_json(),
            "ends": self.ends.as_json(),
            "question": self.question.as_json(),
            "steps": [each.as_json() for each in self.steps],
            "check": self.check.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why the path exists: once to the young person, once to the worker."""

    youth: Text
    worker: Text

    def as_json(self) -> Json:
        return {"youth": self.youth.as_json(), "worker": self.worker.as_json()}


@dataclass(frozen=True)
class PathModel:
    """One path model in one version. `as_json` has the shape of its file: each can be made from the other."""

    key: str
    version: int
    sv_reviewed: bool
    source: str
    title: Text
    purpose: Purpose
    starts: Moment
    ends: Moment
    phases: tuple[Phase, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(step for phase in self.phases for step in phase.steps)

    def as_json(self) -> Json:
        return {
            "version": self.version,
            "sv_reviewed": self.sv_reviewed,
            "source": self.source,
            "key": self.key,
            "title": self.title.as_json(),
            "purpose": self.purpose.as_json(),
            "starts": self.starts.as_json(),
            "ends": self.ends.as_json(),
            "phases": [each.as_json() for each in self.phases],
        }

    @classmethod
    def from_json(cls, stored: object, *, where: str = "stored path model") -> Self:
        return cls(**_model_parts(_Place(where), stored, _Known()))

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of what is read and counted, whatever the version number or who has read the Swedish."""
        content = {key: value for key, value in self.as_json().items() if key not in _NOT_CONTENT}
        plain = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(plain.encode()).hexdigest()


_NOT_CONTENT = frozenset({"version", "sv_reviewed", "source"})


@dataclass(frozen=True, slots=True)
class PathData:
    conventions: Conventions
    models: tuple[PathModel, ...]

    def model(self, key: str) -> PathModel:
        return {each.key: each for each in self.models}[key]


# ------------------------------------------------------------------ reading


def load_all(folder: Path = DATA) -> PathData:
    """The conventions and the models they name; no two phases, steps or checks have the same key."""
    conventions = load_conventions(folder / CONVENTIONS_FILE)
    found = {each.stem for each in folder.glob("*.yaml")} - {Path(CONVENTIONS_FILE).stem}
    if found != set(conventions.models):
        odd = ", ".join(sorted(found ^ set(conventions.models)))
        raise ModelFileError(f"{CONVENTIONS_FILE}: models: the list and the files differ in {odd}")
    files = [folder / f"{key}.yaml" for key in conventions.models]
    models = tuple(load_model(each, conventions) for each in files)
    seen: dict[tuple[str, str], str] = {}
    for file, model in zip(files, models, strict=True):
        for kind, key in _keys_in(model):
            if (kind, key) in seen:
                raise ModelFileError(f"{file.name}: {kind} {key}: this key is already used in {seen[kind, key]}")
            seen[kind, key] = file.name
    return PathData(conventions, models)


def load_model(file: Path, conventions: Conventions) -> PathModel:
    place = _Place(file.name)
    model = PathModel(**_model_parts(place, _read(file), _Known.of(conventions)))
    if model.key != file.stem:
        raise place.at("key").error(f"{model.key!r} must be the name of the file")
    return model


def load_conventions(file: Path) -> Conventions:
    place = _Place(file.name)
    names = {"version", "sv_reviewed", "source", "models", "rules", "anchors", "parties", "life_domains"}
    given = _mapping(place, _read(file), names | {"step_statuses", "conditions", "sources"})
    rules = given["rules"]
    if not isinstance(rules, dict) or not rules:
        raise place.at("rules").error("must be a mapping of names to sentences")
    return Conventions(
        version=_version(place.at("version"), given["version"]),
        sv_reviewed=_truth(place.at("sv_reviewed"), given["sv_reviewed"]),
        source=_line(place.at("source"), given["source"]),
        models=_keys(place.at("models"), given["models"], None),
        rules=tuple((_key(place.at("rules"), k), _line(place.at(f"rules.{k}"), v)) for k, v in rules.items()),
        anchors=_unique(place.at("anchors"), [_anchor(p, v) for p, v in _list(place.at("anchors"), given["anchors"])]),
        parties=_named(place.at("parties"), given["parties"]),
        life_domains=_named(place.at("life_domains"), given["life_domains"]),
        step_statuses=_named(place.at("step_statuses"), given["step_statuses"]),
        conditions=_named(place.at("conditions"), given["conditions"]),
        sources=_sources(place.at("sources"), given["sources"]),
    )


def _read(file: Path) -> object:
    try:
        return cast(object, yaml_files.read(file))
    except yaml_files.NotPlain as problem:
        raise ModelFileError(str(problem)) from problem


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in which file we are, for the messages."""

    file: str
    path: str = ""

    def at(self, name: str) -> "_Place":
        return _Place(self.file, f"{self.path}.{name}" if self.path else name)

    def error(self, problem: str) -> ModelFileError:
        return ModelFileError(f"{self.file}: {self.path or 'whole file'}: {problem}")


@dataclass(frozen=True, slots=True)
class _Known:
    """The keys a model may use; None means any, for an older, stored version."""

    anchors: frozenset[str] | None = None
    parties: frozenset[str] | None = None
    domains: frozenset[str] | None = None
    conditions: frozenset[str] | None = None
    sources: frozenset[str] | None = None

    @classmethod
    def of(cls, conventions: Conventions) -> "_Known":
        return cls(
            anchors=frozenset(each.key for each in conventions.anchors),
            parties=frozenset(each.key for each in conventions.parties),
            domains=frozenset(each.key for each in conventions.life_domains),
            conditions=frozenset(each.key for each in conventions.conditions),
            sources=frozenset(each.key for each in conventions.sources),
        )


class _HasKey(Protocol):
    @property
    def key(self) -> str: ...


_Keyed = TypeVar("_Keyed", bound=_HasKey)
_Choice = TypeVar("_Choice", bound=StrEnum)
_KEY = re.compile(r"[a-z][a-z0-9_]*")


def _mapping(place: _Place, value: object, names: Collection[str], may: Collection[str] = ()) -> Json:
    if not isinstance(value, dict):
        raise place.error("must be a mapping")
    unknown = sorted(str(key) for key in value if key not in names and key not in may)
    if unknown:
        raise place.error(f"unknown key {', '.join(unknown)}")
    missing = sorted(name for name in names if name not in value)
    if missing:
        raise place.error(f"missing {', '.join(missing)}")
    return value


def _list(place: _Place, value: object, *, empty: bool = False) -> list[tuple[_Place, object]]:
    """Each item with its place; items that have a key are named by it, since nobody counts lines."""
    if not isinstance(value, list) or not (value or empty):
        raise place.error("must be a list" if empty else "must be a list of at least one")
    names = (each.get("key") if isinstance(each, dict) else None for each in value)
    return [
        (_Place(place.file, f"{place.path}[{name if isinstance(name, str) else number}]"), each)
        for number, (name, each) in enumerate(zip(names, value, strict=True), start=1)
    ]


def _line(place: _Place, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise place.error("must be a text")
    if value != value.strip() or "\n" in value or "  " in value:
        raise place.error("has spaces or line breaks that do not belong")
    return value


def _text(place: _Place, value: object) -> Text:
    given = _mapping(place, value, LANGUAGES)
    return Text(**{code: _line(place.at(code), given[code]) for code in LANGUAGES})


def _key(place: _Place, value: object, known: frozenset[str] | None = None) -> str:
    if not isinstance(value, str) or not _KEY.fullmatch(value):
        raise place.error(f"{value!r} is not a key (small letters, digits, underscores)")
    if known is not None and value not in known:
        raise place.error(f"unknown key {value!r}")
    return value


def _keys(place: _Place, value: object, known: frozenset[str] | None, *, empty: bool = False) -> tuple[str, ...]:
    found = tuple(_key(at, each, known) for at, each in _list(place, value, empty=empty))
    if len(set(found)) != len(found):
        raise place.error("the same key twice")
    return found


def _choice(place: _Place, value: object, choices: type[_Choice]) -> _Choice:
    if not isinstance(value, str) or value not in {each.value for each in choices}:
        raise place.error(f"{value!r} is not one of {', '.join(each.value for each in choices)}")
    return choices(value)


def _truth(place: _Place, value: object) -> bool:
    if not isinstance(value, bool):
        raise place.error("must be true or false")
    return value


def _version(place: _Place, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise place.error("must be a whole number from 1 up")
    return value


def _duration(place: _Place, value: object) -> Duration:
    if not isinstance(value, str):
        raise place.error("must be a duration, for example -P12M")
    try:
        return Duration.parse(value)
    except ValueError as problem:
        raise place.error(str(problem)) from problem


def _unique(place: _Place, found: Iterable[_Keyed]) -> tuple[_Keyed, ...]:
    all_of_them = tuple(found)
    seen: set[str] = set()
    for each in all_of_them:
        if each.key in seen:
            raise place.error(f"the key {each.key!r} is used twice")
        seen.add(each.key)
    return all_of_them


def _named(place: _Place, value: object) -> tuple[Named, ...]:
    def one(at: _Place, each: object) -> Named:
        given = _mapping(at, each, {"key", "text"})
        return Named(_key(at.at("key"), given["key"]), _text(at.at("text"), given["text"]))

    return _unique(place, (one(at, each) for at, each in _list(place, value)))


def _anchor(place: _Place, value: object) -> Anchor:
    given = _mapping(place, value, {"key", "text", "kind", "rule"})
    return Anchor(
        key=_key(place.at("key"), given["key"]),
        text=_text(place.at("text"), given["text"]),
        kind=_choice(place.at("kind"), given["kind"], AnchorKind),
        rule=_line(place.at("rule"), given["rule"]),
    )


def _sources(place: _Place, value: object) -> tuple[Source, ...]:
    def one(at: _Place, each: object) -> Source:
        given = _mapping(at, each, {"key", "title", "address"})
        title, address = _line(at.at("title"), given["title"]), _line(at.at("address"), given["address"])
        return Source(_key(at.at("key"), given["key"]), title, address)

    return _unique(place, (one(at, each) for at, each in _list(place, value)))


def _moment(place: _Place, value: object, known: _Known) -> Moment:
    given = _mapping(place, value, {"anchor", "offset"})
    anchor = _key(place.at("anchor"), given["anchor"], known.anchors)
    return Moment(anchor, _duration(place.at("offset"), given["offset"]))


def _rough(duration: Duration) -> float:
    """Only for telling a window that ends before it begins, where a day or two more is no matter."""
    return duration.months * 30.5 + duration.days


def _timing(place: _Place, value: object, known: _Known) -> Timing:
    given = _mapping(place, value, {"anchor", "from", "until"}, may={"repeat", "repeat_at"})
    begins, until = _duration(place.at("from"), given["from"]), _duration(place.at("until"), given["until"])
    if _rough(until) < _rough(begins):
        raise place.error(f"until {until} is before from {begins}")
    repeat = _duration(place.at("repeat"), given["repeat"]) if "repeat" in given else None
    if repeat is not None and not repeat.is_forward:
        raise place.at("repeat").error("must be longer than nothing")
    repeat_at: tuple[Duration, ...] = ()
    if "repeat_at" in given:
        if repeat is not None:
            raise place.error("has both repeat and repeat_at")
        repeat_at = tuple(_duration(at, each) for at, each in _list(place.at("repeat_at"), given["repeat_at"]))
        if any(_rough(later) <= _rough(earlier) for earlier, later in pairwise(repeat_at)):
            raise place.at("repeat_at").error("must go from the earliest to the latest")
    return Timing(
        anchor=_key(place.at("anchor"), given["anchor"], known.anchors),
        begins=begins,
        until=until,
        repeat=repeat,
        repeat_at=repeat_at,
    )


def _legal_ref(place: _Place, value: object) -> LegalRef:
    given = _mapping(place, value, {"text", "checked"})
    return LegalRef(_text(place.at("text"), given["text"]), _truth(place.at("checked"), given["checked"]))


def _memory_item(place: _Place, value: object) -> MemoryItem:
    given = _mapping(place, value, {"key", "text"})
    return MemoryItem(_key(place.at("key"), given["key"]), _text(place.at("text"), given["text"]))


_STEP = ("key", "title", "youth", "responsible", "involved", "domain", "timing", "memory_items")
_STEP_ALSO = ("applies_if", "obligation", "indicators", "sources")


def _step(place: _Place, value: object, known: _Known) -> Step:
    given = _mapping(place, value, (*_STEP, *_STEP_ALSO), may={"legal_ref"})
    applies_if = _keys(place.at("applies_if"), given["applies_if"], known.conditions)
    if "always" in applies_if and len(applies_if) > 1:
        raise place.at("applies_if").error("always stands alone")
    memory = _list(place.at("memory_items"), given["memory_items"])
    return Step(
        key=_key(place.at("key"), given["key"]),
        title=_text(place.at("title"), given["title"]),
        youth=_text(place.at("youth"), given["youth"]),
        responsible=_key(place.at("responsible"), given["responsible"], known.parties),
        involved=_keys(place.at("involved"), given["involved"], known.parties),
        domain=_key(place.at("domain"), given["domain"], known.domains),
        timing=_timing(place.at("timing"), given["timing"], known),
        memory_items=_unique(place.at("memory_items"), (_memory_item(at, each) for at, each in memory)),
        applies_if=applies_if,
        obligation=_choice(place.at("obligation"), given["obligation"], Obligation),
        legal_ref=_legal_ref(place.at("legal_ref"), given["legal_ref"]) if "legal_ref" in given else None,
        indicators=_keys(place.at("indicators"), given["indicators"], None, empty=True),
        sources=_keys(place.at("sources"), given["sources"], known.sources),
    )


def _check_item(place: _Place, value: object) -> CheckItem:
    given = _mapping(place, value, {"key", "answered_by", "blocking", "text", "if_no"})
    return CheckItem(
        key=_key(place.at("key"), given["key"]),
        answered_by=_choice(place.at("answered_by"), given["answered_by"], AnsweredBy),
        blocking=_truth(place.at("blocking"), given["blocking"]),
        text=_text(place.at("text"), given["text"]),
        if_no=_text(place.at("if_no"), given["if_no"]),
    )


def _check(place: _Place, value: object, known: _Known) -> Check:
    given = _mapping(place, value, {"key", "title", "at", "items"})
    items = _list(place.at("items"), given["items"])
    return Check(
        key=_key(place.at("key"), given["key"]),
        title=_text(place.at("title"), given["title"]),
        at=_moment(place.at("at"), given["at"], known),
        items=_unique(place.at("items"), (_check_item(at, each) for at, each in items)),
    )


def _phase(place: _Place, value: object, known: _Known) -> Phase:
    given = _mapping(place, value, {"key", "title", "short", "starts", "ends", "question", "steps", "check"})
    short = _text(place.at("short"), given["short"])
    for code in LANGUAGES:
        if len(short.in_language(code)) > SHORT_TITLE_AT_MOST:
            raise place.at(f"short.{code}").error(f"longer than {SHORT_TITLE_AT_MOST} characters")
    steps = _list(place.at("steps"), given["steps"])
    return Phase(
        key=_key(place.at("key"), given["key"]),
        title=_text(place.at("title"), given["title"]),
        short=short,
        starts=_moment(place.at("starts"), given["starts"], known),
        ends=_moment(place.at("ends"), given["ends"], known),
        question=_text(place.at("question"), given["question"]),
        steps=_unique(place.at("steps"), (_step(at, each, known) for at, each in steps)),
        check=_check(place.at("check"), given["check"], known),
    )


def _model_parts(place: _Place, value: object, known: _Known) -> Json:
    names = {"version", "sv_reviewed", "source", "key", "title", "purpose", "starts", "ends", "phases"}
    given = _mapping(place, value, names)
    purpose = _mapping(place.at("purpose"), given["purpose"], {"youth", "worker"})
    phases = tuple(_phase(at, each, known) for at, each in _list(place.at("phases"), given["phases"]))
    seen: set[tuple[str, str]] = set()
    for kind, key in _keys_of(phases):
        if (kind, key) in seen:
            raise place.error(f"the {kind} key {key!r} is used twice")
        seen.add((kind, key))
    return {
        "key": _key(place.at("key"), given["key"]),
        "version": _version(place.at("version"), given["version"]),
        "sv_reviewed": _truth(place.at("sv_reviewed"), given["sv_reviewed"]),
        "source": _line(place.at("source"), given["source"]),
        "title": _text(place.at("title"), given["title"]),
        "purpose": Purpose(
            youth=_text(place.at("purpose.youth"), purpose["youth"]),
            worker=_text(place.at("purpose.worker"), purpose["worker"]),
        ),
        "starts": _moment(place.at("starts"), given["starts"], known),
        "ends": _moment(place.at("ends"), given["ends"], known),
        "phases": phases,
    }


_Kind: TypeAlias = Literal["model", "phase", "step", "check"]


def _keys_of(phases: Sequence[Phase]) -> list[tuple[_Kind, str]]:
    found: list[tuple[_Kind, str]] = []
    for phase in phases:
        found += [
            ("phase", phase.key),
            *(("step", step.key) for step in phase.steps),
            ("check", phase.check.key),
        ]
    return found


def _keys_in(model: PathModel) -> list[tuple[_Kind, str]]:
    return [("model", model.key), *_keys_of(model.phases)]
