"""Published versions: laid down once, never changed under their number, named by the words of those who follow them."""

from __future__ import annotations

import pytest

from sosiaalikyla.paths import versions
from sosiaalikyla.paths.models import ModelVersion
from sosiaalikyla.paths.tests.ground import publish
from tests.ground import as_owner

pytestmark = pytest.mark.django_db
MODEL = "ending_of_aftercare"


def test_what_has_been_laid_down_is_not_laid_down_again() -> None:
    with as_owner():
        assert versions.lay_down() == 0
        ModelVersion.objects.filter(key=MODEL).delete()
        assert versions.lay_down() == 1


def test_a_file_changed_without_the_next_number_is_refused() -> None:
    with as_owner():
        ModelVersion.objects.filter(key=MODEL).update(content_hash="of other words")
        with pytest.raises(versions.VersionChanged, match=MODEL):
            versions.lay_down()


def test_the_newest_of_each_model_comes_in_the_order_of_life() -> None:
    newer = publish(MODEL, lambda content: content["title"].update(fi="Uusi otsikko"))
    assert list(versions.latest()) == list(versions.conventions().models)
    assert versions.latest()[MODEL].pk == newer.pk
    assert versions.version(newer.pk).title.fi == "Uusi otsikko"


def test_names_come_from_the_versions_followed_and_the_later_words_win() -> None:
    def change(content: dict) -> None:
        content["phases"][0]["steps"][0]["title"]["fi"] = "Uusi nimi askeleelle"

    newer = publish(MODEL, change)
    key = versions.version(newer.pk).phases[0].steps[0].key
    steps, checks = versions.titles_in(versions.published(), "fi")
    assert steps[key] == "Uusi nimi askeleelle"
    assert len(checks) == 10
