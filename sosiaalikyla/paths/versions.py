"""Published versions of the path models: laid down from the files, read once per process."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from sosiaalikyla.paths.model_files import Conventions, PathModel, load_all
from sosiaalikyla.paths.models import ModelVersion


class VersionChanged(Exception):
    """A file was changed without giving it the next version number."""


@lru_cache
def conventions() -> Conventions:
    return load_all().conventions


def lay_down() -> int:
    """Publish the versions that are new in the files; returns how many. Run as owner after migrations.

    VersionChanged: the file's texts differ from the published version of the same number.
    """
    made = 0
    for model in load_all().models:
        published = ModelVersion.objects.filter(key=model.key, number=model.version).first()
        if published is None:
            ModelVersion.objects.create(
                key=model.key, number=model.version, content=model.as_json(), content_hash=model.content_hash
            )
            made += 1
        elif published.content_hash != model.content_hash:
            raise VersionChanged(
                f"paths/data/{model.key}.yaml differs from its published version {model.version}: give it the next number."
            )
    return made


@lru_cache(maxsize=64)
def version(pk: int) -> PathModel:
    """A published version, read once: it never changes."""
    row = ModelVersion.objects.get(pk=pk)
    return PathModel.from_json(row.content, where=f"{row.key} {row.number}")


def titles_in(followed: Iterable[PathModel], language: str) -> tuple[dict[str, str], dict[str, str]]:
    """(step key → title, phase key → its check's title) of these versions; where two differ, the later one's words."""
    steps: dict[str, str] = {}
    checks: dict[str, str] = {}
    for model in followed:
        for phase in model.phases:
            checks[phase.key] = phase.check.title.in_language(language)
            steps.update((step.key, step.title.in_language(language)) for step in phase.steps)
    return steps, checks


def published() -> list[PathModel]:
    """Every published version, older before newer: one query, and each version is read once."""
    return [version(pk) for pk in ModelVersion.objects.order_by("number", "pk").values_list("pk", flat=True)]


def latest() -> dict[str, ModelVersion]:
    """The newest published version of each model, in the order of life; its long texts are read by `version`, once."""
    newest: dict[str, ModelVersion] = {}
    for row in ModelVersion.objects.defer("content").order_by("key", "number"):
        newest[row.key] = row
    return {key: newest[key] for key in conventions().models if key in newest}
