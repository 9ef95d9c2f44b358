"""Makes the search's index from what is published: base forms by weight, forms of words, how rare each is. The worker's."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from . import lemmas, readings
from .models import Findable, Rendered, Synonym, WordForm, WordWeight
from .texts import LANGUAGES

MOST_POSITIONS = 200
WEIGHTS = "{0.06, 0.14, 0.45, 1.0}"
"""Of D, C, B and A in an entry."""
WEIGHTIEST = 600
"""Things kept for a word: what holds a word of everybody's lightly is found by its other words, or not at all."""
AT_ONCE = 2_000
"""Things by which the counting of ranks is parted, so that no statement takes long."""
_WEIGHED = r"""
with held as (
  select f.language, f.id, word.lexeme,
    ts_rank(%(weights)s::float4[], f.vector,
      ('''' || replace(replace(word.lexeme, '\', '\\'), '''', '''''') || '''')::tsquery, 0) as rank
  from village_findable f, unnest(f.vector) word
  where length(word.lexeme) <= 120 and (hashtext(word.lexeme) & 2147483647) %% %(pieces)s = %(piece)s
), placed as (
  select *, row_number() over (partition by language, lexeme order by rank desc, id) as place from held
)
insert into village_wordweight (language, lemma, held_by, found_in, ranks)
select language, lexeme, count(*), array_agg(id order by place) filter (where place <= %(weightiest)s),
  array_agg(rank order by place) filter (where place <= %(weightiest)s)
from placed group by language, lexeme
"""
_TAG = re.compile(r"<[^>]+>")
_PLACEHOLDER = re.compile(r"\{\{.*?\}\}")
_HEADING = re.compile(r"<h2[^>]*>(.*?)</h2>", re.DOTALL)


@dataclass(frozen=True)
class Thing:
    """Something to be found: what its row says, and its words from the weightiest to the lightest."""

    kind: str
    key: str
    language: str
    variant: str
    title: str
    lead: str
    """As published: placeholders are filled for the day of whoever searches."""
    url: str
    house: str
    called: str
    """What people call it when they look for it."""
    headings: str
    text: str
    revision: str


def things() -> Iterator[Thing]:
    """Everything published, as the search should know it."""
    for row in Rendered.objects.order_by("kind", "key", "language", "variant").iterator():
        headings = _bare(" · ".join(_HEADING.findall(row.body)))
        url = readings.address(row)
        yield Thing(
            row.kind, row.key, row.language, row.variant, row.title, row.lead, url, row.house,
            " · ".join(row.about.get("search_words", ())), headings,
            _bare(row.body), row.revision,
        )  # fmt: skip


def stale() -> bool:
    """Whether anything has been published, changed or taken away since the index was made. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from village_rendered r full join (select * from village_findable where kind in "
            "('house', 'page', 'card')) f on r.kind = f.kind and r.key = f.key and r.language = f.language "
            "and r.variant = f.variant where r.revision is distinct from f.revision) "
            "or exists (select from village_synonym where lemmas = '') "
            "or exists (select from village_wordweight where found_in = '{}')"
        )
        return bool(cursor.fetchone()[0])


def index(found: Iterable[Thing] | None = None, *, dictionaries: bool = True) -> int:
    """Make the whole index anew, in one transaction. How many things it holds."""
    everything = list(things() if found is None else found)
    synonyms = list(Synonym.objects.all())
    known = (lemmas.ask if dictionaries else lemmas.unasked)(_vocabulary(everything, synonyms))
    stems = _stems(known)
    with transaction.atomic():
        _put_forms(known)
        _put_synonyms(synonyms, known)
        Findable.objects.all().delete()
        for thing in everything:
            _insert(thing, _weighed(thing, known[thing.language], stems[thing.language]))
        _put_weights()
    return len(everything)


def how_many(language: str) -> int:
    """How many things of a language the index holds."""
    return Findable.objects.filter(language=language).count()


def _bare(text: str) -> str:
    """Words only: no tags, no placeholders, no entities."""
    return " ".join(html.unescape(_TAG.sub(" ", _PLACEHOLDER.sub(" ", text))).split())


def _vocabulary(found: Iterable[Thing], synonyms: Iterable[Synonym]) -> dict[str, set[str]]:
    wanted: dict[str, set[str]] = {language: set() for language in LANGUAGES}
    for thing in found:
        wanted[thing.language].update(lemmas.words(f"{_bare(thing.title)} {thing.called} {_bare(thing.lead)} {thing.text}"))
    for row in synonyms:
        wanted[row.language].update(lemmas.words(f"{row.word} {row.means}"))
    return wanted


def _weighed(thing: Thing, known: lemmas.Known, stems: Mapping[str, str]) -> dict[str, list[tuple[int, str]]]:
    """Positions and weights by base form: A title, B lead and headings, C text; parts of compounds and stems D."""
    places: dict[str, list[tuple[int, str]]] = {}
    position = 0
    for text, weight in (
        (f"{_bare(thing.title)} · {thing.called}", "A"),
        (f"{_bare(thing.lead)} {thing.headings}", "B"),
        (thing.text, "C"),
    ):
        for word in lemmas.words(text):
            position += 1
            at = min(position, 16_000)
            for base in dict.fromkeys((known.lemmas.get(word, word), word)):
                places.setdefault(base, []).append((at, weight))
            for part in known.parts.get(word, ()):
                places.setdefault(part, []).append((at, "B" if weight == "A" else "D"))
            places.setdefault("~" + stems.get(word, word), []).append((at, "D"))
    return places


def _literal(weighed: Mapping[str, list[tuple[int, str]]]) -> str:
    """A tsvector as PostgreSQL reads it. The weightiest positions first: a lexeme keeps a limited number of them."""
    out = []
    for base, places in weighed.items():
        once: dict[int, str] = {}
        for at, weight in sorted(places, key=lambda place: (place[1], place[0])):
            once.setdefault(at, weight)
        told = ",".join(f"{at}{weight}" for at, weight in list(once.items())[:MOST_POSITIONS])
        quoted = base.replace("\\", "\\\\").replace("'", "''")
        out.append(f"'{quoted}':{told}")
    return " ".join(out)


def _insert(thing: Thing, weighed: Mapping[str, list[tuple[int, str]]]) -> None:
    near = f"{_bare(thing.title)} {thing.headings}".lower()
    row: list[Any] = [
        thing.kind, thing.key, thing.language, thing.variant, thing.title, thing.lead, thing.url, thing.house, near,
        _literal(weighed), thing.revision,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into village_findable (kind, key, language, variant, title, lead, url, house, near, vector, revision) "
            "values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::tsvector, %s)",
            row,
        )


def _put_weights() -> None:
    """What each base form tells: how many hold it, and the weightiest of them by ts_rank's figure."""
    WordWeight.objects.all().delete()
    pieces = 1 + Findable.objects.count() // AT_ONCE
    with connection.cursor() as cursor:
        for piece in range(pieces):
            cursor.execute(_WEIGHED, {"weights": WEIGHTS, "weightiest": WEIGHTIEST, "pieces": pieces, "piece": piece})


def _stems(known: Mapping[str, lemmas.Known]) -> dict[str, dict[str, str]]:
    """Snowball's stem of every word, for words typed that no dictionary knows."""
    names = {"fi": "finnish_stem", "sv": "swedish_stem", "en": "english_stem"}
    found: dict[str, dict[str, str]] = {}
    with connection.cursor() as cursor:
        for language, each in known.items():
            cursor.execute(
                "select word, coalesce((ts_lexize(%s::regdictionary, word))[1], word) from unnest(%s::text[]) word",
                [names[language], list(each.lemmas)],
            )
            found[language] = dict(cursor.fetchall())
    return found


def _put_forms(known: Mapping[str, lemmas.Known]) -> None:
    WordForm.objects.all().delete()
    rows = []
    for language, each in known.items():
        forms = {**each.forms, **each.lemmas}
        rows += [
            WordForm(
                language=language,
                form=form,
                lemma=lemma[:120],
                parts=list(each.parts.get(form) or each.parts.get(lemma, ())),
            )
            for form, lemma in forms.items()
            if len(form) <= 120
        ]
    WordForm.objects.bulk_create(rows, batch_size=5000)


def _put_synonyms(rows: list[Synonym], known: Mapping[str, lemmas.Known]) -> None:
    for row in rows:
        bases = known[row.language].lemmas
        row.lemmas = " ".join(bases.get(word, word) for word in lemmas.words(row.word))
    Synonym.objects.bulk_update(rows, ["lemmas"], batch_size=500)
