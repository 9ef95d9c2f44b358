"""A content folder straight into the village, past the editors' pages: for tests and benches. Repeating it changes nothing.

`sosiaalikyla load-content` goes through the editors' pages (`cms.loading`), and a test holds the two to the same rows.
"""

from __future__ import annotations

import csv
from pathlib import Path

from django.db import transaction

from . import files, publishing
from .models import Synonym
from .texts import LANGUAGES


def load(folder: Path = files.CONTENT) -> int:
    """Publish everything in the folder, in one transaction. How much changed. ContentError names file and place."""
    content = files.read(folder)
    with transaction.atomic():
        return publishing.publish_all(content) + load_synonyms(folder)


def load_synonyms(folder: Path) -> int:
    """Everyday words of the folder's files in place of those there were. How many changed."""
    wanted = {
        (language, word, means)
        for language in LANGUAGES
        for word, means in _pairs(folder / "search" / f"synonyms-{language}.csv", folder)
    }
    kept = {(row.language, row.word, row.means): row.pk for row in Synonym.objects.all()}
    gone = [pk for told, pk in kept.items() if told not in wanted]
    new = sorted(wanted - kept.keys())
    Synonym.objects.filter(pk__in=gone).delete()
    Synonym.objects.bulk_create([Synonym(language=each[0], word=each[1], means=each[2]) for each in new])
    return len(gone) + len(new)


def _pairs(file: Path, folder: Path) -> list[tuple[str, str]]:
    if not file.exists():
        return []
    found = []
    with file.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.reader(lines), 1):
            if number == 1 and row == ["word", "means"]:
                continue
            if len(row) != 2 or not all(each.strip() for each in row):
                raise files.ContentError(str(file.relative_to(folder)), f"line {number}", "two words: word,means")
            found.append((row[0].strip().lower(), row[1].strip().lower()))
    return found
