"""Finds what somebody means by what they type: inflected, compound, everyday or misspelt words, in their own language.

Each word typed becomes a group of alternatives: its base form, the parts of a compound, what an everyday word means, the
nearest known words when it is misspelt. A rare word tells more than a common one, a title more than a text.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.db import connection
from django.db.models import Q

from sosiaalikyla.base import clock

from . import lemmas
from .models import Synonym, WordForm
from .readings import Here
from .texts import FULL

LONGEST = 200
"""Letters of a question; and this many words of it are looked at."""
MOST_WORDS = 12
SAME, MEANT, PART, STEM, NEAR = 1.0, 0.9, 0.55, 0.6, 0.5
"""How surely an alternative is what was meant: the word itself, its synonym, a part of it, its stem, a word like it."""
LIKE_ENOUGH = 0.42
LOOKED_AT = 120
"""Things by the sum of their words; these are then weighed by what they are, and by how like their title is."""
SHORT = 3
"""Letters: what is no longer says too little by itself."""
FOR_OTHERS = ("ammattilaiset",)
"""Houses whose reader is not the one who most often asks: after the others when equal."""

_FOR_READER = """case when f.variant = %(variant)s then 1.15 else 1 end
  * case when f.house = any(%(for_others)s::text[]) then 0.6 when f.kind = 'card' then 0.85 else 1 end"""
_BEST = f"""
with word as (
  select asked.at, asked.sure, w.held_by, w.found_in, w.ranks, max(w.held_by) over () as everything
  from unnest(%(at)s::int[], %(base)s::text[], %(sure)s::float8[]) asked(at, base, sure)
  join village_wordweight w on w.language = %(language)s and w.lemma = asked.base
), best as (
  select word.at, thing.id, max(word.sure * ln(1 + word.everything::float8 / word.held_by)
    / ln(1 + word.everything::float8) * thing.rank) as score
  from word, unnest(word.found_in, word.ranks) thing(id, rank) group by word.at, thing.id
), added as (
  select id, sum(score) as score from best group by id order by 2 desc, 1 limit %(looked_at)s
)
select f.kind, f.key, f.title, f.lead, f.url, f.house, f.variant,
  (found.score + 0.08 * word_similarity(%(question)s, f.near)) * {_FOR_READER} as score
from added found join village_findable f on f.id = found.id
where f.variant in (%(variant)s, 'full') order by score desc, f.title limit %(limit)s
"""
_ALIKE = f"""
select f.kind, f.key, f.title, f.lead, f.url, f.house, f.variant, 0.08 * alike.likeness * {_FOR_READER} as score
from sk.things_alike(%(question)s, %(language)s) alike join village_findable f on f.id = alike.id
where f.variant in (%(variant)s, 'full') order by score desc, f.title limit %(limit)s
"""


@dataclass(frozen=True)
class Hit:
    kind: str
    key: str
    title: str
    lead: str
    url: str
    house: str
    variant: str
    score: float


@dataclass
class _Group:
    """One word of the question: alternatives in the index, by how surely they are what was meant."""

    word: str
    bases: dict[str, float] = field(default_factory=dict)
    known: bool = False
    """Whether the dictionary has the word itself: one that it hasn't may be misspelt, or stand in a title otherwise."""

    def add(self, base: str, sure: float) -> None:
        self.bases[base] = max(sure, self.bases.get(base, 0.0))


@dataclass(frozen=True)
class Understood:
    """A question as the search reads it."""

    question: str
    language: str
    groups: tuple[_Group, ...]

    @property
    def names(self) -> list[str]:
        """What the thing looked for may be called elsewhere: base forms and everyday words' meanings, surest first."""
        found = [
            (sure, base)
            for group in self.groups
            for base, sure in group.bases.items()
            if len(base) > SHORT and not base.startswith("~")
        ]
        return list(dict.fromkeys(base for _sure, base in sorted(found, key=lambda each: -each[0])))


def understand(question: str, language: str) -> Understood:
    """Four queries at most."""
    words = lemmas.words(question[:LONGEST])[:MOST_WORDS]
    groups = _understood(words, language) if words else []
    return Understood(question[:LONGEST].lower(), language, tuple(groups))


def find(asked: str | Understood, language: str = "fi", *, variant: str = FULL, limit: int = 20) -> list[Hit]:
    """The best first; the reader's variant before the other. Two queries at most beside those of understanding."""
    understood = asked if isinstance(asked, Understood) else understand(asked, language)
    if not understood.groups:
        return []
    groups = list(understood.groups)
    hits = _ranked(understood.question, groups, understood.language, variant, limit)
    fill = Here(clock.today(), understood.language).filler([words for hit in hits for words in (hit.title, hit.lead)])
    return [replace(hit, title=fill(hit.title), lead=fill(hit.lead)) for hit in hits]


def _understood(words: list[str], language: str) -> list[_Group]:
    groups = [_Group(word) for word in words]
    forms = _forms({form for word in words for form in _ways_to_read(word, language)}, language)
    unknown: list[_Group] = []
    for group in groups:
        group.add(group.word, SAME)
        if not _read(group, forms, language):
            unknown.append(group)
    if unknown:
        _nearest(unknown, language)
    _meant(groups, language)
    return groups


def _ways_to_read(word: str, language: str) -> set[str]:
    """The word, without the endings that hang on, and the two parts of every way to split a long one."""
    ways = set(lemmas.barer(word, language)) | set(word.split("-"))
    if len(word) >= lemmas.LONG:
        ways |= {part for both in lemmas.splits(word) for part in both}
    return ways


def _forms(wanted: set[str], language: str) -> dict[str, WordForm]:
    return {row.form: row for row in WordForm.objects.filter(language=language, form__in=wanted)}


def _read(group: _Group, forms: dict[str, WordForm], language: str) -> bool:
    """Add what the dictionary says of the word, or of its parts. False when it says nothing."""
    for form in lemmas.barer(group.word, language):
        if form in forms:
            group.known = True
            del group.bases[group.word]  # its base form stands for it
            group.add(forms[form].lemma, SAME)
            for part in forms[form].parts:
                group.add(part, PART)
            return True
    pieces = [piece for piece in group.word.split("-") if piece]
    if len(pieces) > 1:
        last = forms[pieces[-1]].lemma if pieces[-1] in forms else pieces[-1]
        group.add("-".join([*pieces[:-1], last]), SAME)
        for piece in pieces:
            group.add(forms[piece].lemma if piece in forms else piece, PART)
        return any(piece in forms for piece in pieces)
    for first, last in lemmas.splits(group.word):
        if len(last) >= 4 and last in forms and (first in forms or first.removesuffix("s") in forms):
            head = forms.get(first) or forms[first.removesuffix("s")]
            group.add(first + forms[last].lemma, SAME)
            group.add(head.lemma, PART)
            group.add(forms[last].lemma, PART)
            return True
    return False


def _nearest(groups: list[_Group], language: str) -> None:
    """Words misspelt or unknown: their stem, and the known words most like them. One query."""
    stem = {"fi": "finnish_stem", "sv": "swedish_stem", "en": "english_stem"}[language]
    with connection.cursor() as cursor:
        cursor.execute(
            "select w.word, (ts_lexize(%s::regdictionary, w.word))[1], n.lemma, n.alike "
            "from unnest(%s::text[]) w(word) left join lateral ("
            "  select f.lemma, max(similarity(f.form, w.word)) as alike from village_wordform f "
            "  where f.language = %s and f.form %% w.word and similarity(f.form, w.word) >= %s "
            "  group by f.lemma order by 2 desc limit 3) n on true",
            [stem, [group.word for group in groups], language, LIKE_ENOUGH],
        )
        for word, stemmed, lemma, alike in cursor.fetchall():
            for group in groups:
                if group.word == word:
                    if stemmed:
                        group.add("~" + stemmed, STEM)
                    if lemma:
                        group.add(lemma, NEAR * float(alike) / LIKE_ENOUGH if alike < 0.8 else MEANT)


def _meant(groups: list[_Group], language: str) -> None:
    """Everyday words and phrases: what our pages call them. Two queries at most."""
    spoken: dict[str, list[_Group]] = {}
    bases = [max(group.bases, key=lambda base: (group.bases[base], base != group.word)) for group in groups]
    for size in (1, 2, 3):
        for at in range(len(groups) - size + 1):
            those = groups[at : at + size]
            spoken.setdefault(" ".join(group.word for group in those), those)
            spoken.setdefault(" ".join(bases[at : at + size]), those)
    rows = list(Synonym.objects.filter(Q(word__in=spoken) | Q(lemmas__in=spoken), language=language))
    if not rows:
        return
    forms = _forms({word for row in rows for word in lemmas.words(row.means)}, language)
    for row in rows:
        those = spoken.get(row.word) or spoken.get(row.lemmas) or []
        for word in lemmas.words(row.means):
            for group in those:
                group.add(forms[word].lemma if word in forms else word, MEANT)


def _ranked(question: str, groups: list[_Group], language: str, variant: str, limit: int) -> list[Hit]:
    alternatives = [(at, base, sure) for at, group in enumerate(groups) for base, sure in group.bases.items()]
    told = {
        "question": question,
        "at": [at for at, _base, _sure in alternatives],
        "base": [base for _at, base, _sure in alternatives],
        "sure": [sure for _at, _base, sure in alternatives],
        "language": language,
        "variant": variant,
        "for_others": list(FOR_OTHERS),
        "looked_at": LOOKED_AT,
        "limit": limit * 2,  # a page may stand in two variants
    }
    with connection.cursor() as cursor:
        cursor.execute(_BEST, told)
        hits = [Hit(*row) for row in cursor.fetchall()]
        if not all(group.known for group in groups):
            cursor.execute(_ALIKE, told)
            hits = sorted([*hits, *(Hit(*row) for row in cursor.fetchall())], key=lambda hit: (-hit.score, hit.title))
    return _once_each(hits, variant)[:limit]


def _once_each(hits: list[Hit], variant: str) -> list[Hit]:
    """A page in two variants stands once, in the reader's own, where the better of the two stood."""
    own = {(hit.kind, hit.key): hit for hit in hits if hit.variant == variant}
    seen: dict[tuple[str, str], Hit] = {}
    for hit in hits:
        seen.setdefault((hit.kind, hit.key), own.get((hit.kind, hit.key), hit))
    return list(seen.values())
