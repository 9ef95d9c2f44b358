"""`sosiaalikyla load-content [FOLDER] [--index]`: puts the texts of a content folder out. Repeating it changes nothing.

--index: make the search's index at once instead of leaving it to the worker.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from django.db import transaction

from . import files, jobs, publishing
from .models import Synonym
from .texts import LANGUAGES


def load(folder: Path = files.CONTENT) -> int:
    """Publish everything in the folder, in one transaction. How much changed. ContentError names file and place."""
    content = files.read(folder)
    with transaction.atomic():
        return publishing.publish_all(content) + _synonyms(folder)


def _synonyms(folder: Path) -> int:
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


def main(words: list[str]) -> int:
    index = "--index" in words
    words = [word for word in words if word != "--index"]
    if len(words) > 1 or any(word.startswith("-") for word in words):
        print("sosiaalikyla load-content [FOLDER] [--index]", file=sys.stderr)
        return 2
    folder = Path(words[0]) if words else files.CONTENT
    if not folder.is_dir():
        print(f"There is no folder {folder}.", file=sys.stderr)
        return 2
    try:
        changed = load(folder)
    except files.ContentError as bad:
        print(f"Nothing was changed. {bad}", file=sys.stderr)
        return 1
    if index:
        jobs.index()
    print(f"{changed} changed" if changed else "everything was up to date")
    return 0
