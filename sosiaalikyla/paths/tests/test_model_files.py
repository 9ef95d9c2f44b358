import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from sosiaalikyla.paths.model_files import (
    CONVENTIONS_FILE,
    DATA,
    SHORT_TITLE_AT_MOST,
    ModelFileError,
    PathModel,
    Text,
    load_all,
    load_conventions,
    load_model,
)

PATHS = load_all()
MODELS = PATHS.models
FIRST = "from_substitute_care_to_aftercare"


def test_all_three_models_load_in_the_order_of_life() -> None:
    assert [model.key for model in MODELS] == [
        "from_substitute_care_to_aftercare",
        "young_person_becoming_independent",
        "ending_of_aftercare",
    ]


def test_nothing_of_the_planning_teams_draft_was_lost() -> None:
    # The numbers were counted from the draft of the path models that the planning team handed over
    # (schema version 1): 3 models, 10 phases, 66 steps, 163 memory items, 34 check items.
    phases = [phase for model in MODELS for phase in model.phases]
    assert len(phases) == 10
    assert [len(model.steps) for model in MODELS] == [30, 25, 11]
    assert sum(len(model.steps) for model in MODELS) == 66
    assert sum(len(step.memory_items) for model in MODELS for step in model.steps) == 163
    assert sum(len(phase.check.items) for phase in phases) == 34
    conventions = PATHS.conventions
    assert len(conventions.anchors) == 12
    assert len(conventions.parties) == 25
    assert len(conventions.life_domains) == 10
    assert len(conventions.step_statuses) == 7
    assert len(conventions.conditions) == 21
    assert len(conventions.sources) == 53


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.key)
def test_a_model_stored_as_json_is_read_back_equal(model: PathModel) -> None:
    back = PathModel.from_json(model.as_json())
    assert back == model
    assert back.content_hash == model.content_hash
    assert back.as_json() == model.as_json()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.key)
def test_the_json_of_a_model_is_also_a_valid_file(model: PathModel, tmp_path: Path) -> None:
    file = tmp_path / f"{model.key}.yaml"
    file.write_text(yaml.safe_dump(model.as_json(), allow_unicode=True), encoding="utf-8")
    assert load_model(file, PATHS.conventions) == model


def test_the_hash_follows_the_words_and_not_the_version_number_or_the_reviewer() -> None:
    model = MODELS[0]
    renumbered = {**model.as_json(), "version": 2, "sv_reviewed": True, "source": "Read by a person"}
    assert PathModel.from_json(renumbered).content_hash == model.content_hash
    reworded = model.as_json()
    reworded["phases"][0]["steps"][0]["youth"]["sv"] += " Fråga gärna."
    assert PathModel.from_json(reworded).content_hash != model.content_hash


def test_a_stored_version_may_name_a_party_that_is_gone_from_the_conventions() -> None:
    stored = MODELS[0].as_json()
    stored["phases"][0]["steps"][0]["responsible"] = "street_worker_of_old"
    assert PathModel.from_json(stored).steps[0].responsible == "street_worker_of_old"


@pytest.mark.parametrize(
    ("code", "expected"),
    [("fi", "koti"), ("sv", "hem"), ("en", "home"), ("sv-fi", "hem"), ("en_GB", "home"), ("se", "koti")],
)
def test_a_language_we_lack_is_answered_in_finnish(code: str, expected: str) -> None:
    assert Text("koti", "hem", "home").in_language(code) == expected


def test_station_titles_fit_on_a_phone_and_are_not_repeated() -> None:
    for language in ("fi", "sv", "en"):
        shorts = [phase.short.in_language(language) for model in MODELS for phase in model.phases]
        assert max(map(len, shorts)) <= SHORT_TITLE_AT_MOST
        assert len(set(shorts)) == len(shorts)


def test_conventions_answer_by_key() -> None:
    conventions = PATHS.conventions
    assert conventions.anchor("right_end").text.fi == "Oikeus jälkihuoltoon päättyy"
    assert conventions.party("kela").sv == "FPA"
    assert conventions.life_domain("home").en == "Home and housing"
    assert conventions.step_status("blocked").fi == "Jumissa"
    assert conventions.condition("always").fi == "Koskee kaikkia"
    assert PATHS.model("ending_of_aftercare").title.fi == "Jälkihuollon päättyminen"


# ------------------------------------------------------------------ what the loader refuses


def _spoilt(change: Callable[[Any], object], tmp_path: Path) -> str:
    written = PATHS.model(FIRST).as_json()
    change(written)
    file = tmp_path / f"{FIRST}.yaml"
    file.write_text(json.dumps(written), encoding="utf-8")  # JSON is YAML, and quick to write
    with pytest.raises(ModelFileError) as refused:
        load_model(file, PATHS.conventions)
    return str(refused.value)


def _step(written: Any) -> Any:
    return written["phases"][0]["steps"][0]


STEP = "phases[look_ahead].steps[know_your_right]"
CHECK = "phases[look_ahead].check"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda m: _step(m).update(colour="red"), f"{STEP}: unknown key colour"),
        (lambda m: _step(m).pop("youth"), f"{STEP}: missing youth"),
        (lambda m: _step(m)["youth"].pop("sv"), f"{STEP}.youth: missing sv"),
        (lambda m: _step(m)["youth"].update(de="Hallo"), f"{STEP}.youth: unknown key de"),
        (lambda m: _step(m)["youth"].update(fi=" "), f"{STEP}.youth.fi: must be a text"),
        (lambda m: _step(m)["youth"].update(fi="a  b"), f"{STEP}.youth.fi: has spaces or line breaks"),
        (lambda m: _step(m).update(youth="Hei"), f"{STEP}.youth: must be a mapping"),
        (lambda m: _step(m).update(responsible="auntie"), f"{STEP}.responsible: unknown key 'auntie'"),
        (lambda m: _step(m).update(involved=["kela", "kela"]), f"{STEP}.involved: the same key twice"),
        (lambda m: _step(m).update(involved=[]), f"{STEP}.involved: must be a list of at least one"),
        (lambda m: _step(m).update(domain="garden"), f"{STEP}.domain: unknown key 'garden'"),
        (lambda m: _step(m).update(applies_if=["sunny"]), f"{STEP}.applies_if[1]: unknown key 'sunny'"),
        (lambda m: _step(m).update(applies_if=["always", "no_contact"]), "applies_if: always stands alone"),
        (lambda m: _step(m).update(sources=["gossip"]), f"{STEP}.sources[1]: unknown key 'gossip'"),
        (
            lambda m: _step(m).update(indicators=["Two words"]),
            f"{STEP}.indicators[1]: 'Two words' is not a key",
        ),
        (
            lambda m: _step(m).update(obligation="maybe"),
            f"{STEP}.obligation: 'maybe' is not one of statutory",
        ),
        (lambda m: _step(m)["legal_ref"].update(checked="yes"), f"{STEP}.legal_ref.checked: must be true"),
        (lambda m: _step(m)["timing"].update(anchor="doomsday"), f"{STEP}.timing.anchor: unknown key"),
        (lambda m: _step(m)["timing"].update({"from": "12M"}), f"{STEP}.timing.from: not a duration: '12M'"),
        (lambda m: _step(m)["timing"].update({"from": 12}), f"{STEP}.timing.from: must be a duration"),
        (lambda m: _step(m)["timing"].update(until="-P13M"), f"{STEP}.timing: until -P13M is before from"),
        (lambda m: _step(m)["timing"].update(repeat="P0D"), f"{STEP}.timing.repeat: must be longer than"),
        (lambda m: _step(m)["timing"].update(repeat_at=["P1M"]), f"{STEP}.timing: has both repeat and"),
        (
            lambda m: m["phases"][0]["steps"][1]["timing"].update(repeat_at=["P6M", "P3M"]),
            "steps[language_and_name].timing.repeat_at: must go from the earliest",
        ),
        (lambda m: _step(m).update(key="network_map"), "steps: the key 'network_map' is used twice"),
        (
            lambda m: m["phases"][1]["steps"][0].update(key="network_map"),
            "the step key 'network_map' is used",
        ),
        (lambda m: m["phases"][1].update(key="look_ahead"), "the phase key 'look_ahead' is used twice"),
        (
            lambda m: m["phases"][0]["short"].update(fi="Tämä on aivan liian pitkä nimi"),
            "phases[look_ahead].short.fi: longer than 28 characters",
        ),
        (
            lambda m: m["phases"][0]["check"]["items"][0].update(answered_by="everyone"),
            f"{CHECK}.items[told].answered_by: 'everyone' is not one of youth, worker, both",
        ),
        (
            lambda m: m["phases"][0]["check"]["items"][0]["if_no"].pop("en"),
            f"{CHECK}.items[told].if_no: missing en",
        ),
        (lambda m: m["phases"][0]["check"]["items"][0].update(blocking=1), "blocking: must be true or false"),
        (lambda m: m["phases"][0]["check"]["at"].update(offset="soon"), f"{CHECK}.at.offset: not a duration"),
        (lambda m: m.update(version=True), "version: must be a whole number"),
        (lambda m: m.update(version=0), "version: must be a whole number"),
        (lambda m: m.update(sv_reviewed=None), "sv_reviewed: must be true or false"),
        (lambda m: m.update(key="another_name"), "key: 'another_name' must be the name of the file"),
        (lambda m: m.update(phases="none"), "phases: must be a list"),
        (lambda m: m.clear(), "whole file: missing ends, key"),
    ],
)
def test_a_broken_file_is_refused_with_its_name_and_the_place(
    change: Callable[[Any], object], message: str, tmp_path: Path
) -> None:
    refusal = _spoilt(change, tmp_path)
    assert refusal.startswith(f"{FIRST}.yaml: ")
    assert message in refusal


def test_a_key_written_twice_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / f"{FIRST}.yaml"
    file.write_text("version: 1\nkey: a\nversion: 2\n", encoding="utf-8")
    with pytest.raises(ModelFileError, match=r"care_to_aftercare\.yaml: line 3: version: given twice"):
        load_model(file, PATHS.conventions)


@pytest.mark.parametrize("content", [b"a: [", b"a: \xff", b"? [a]\n: b", b"!!python/object:os.system {}"])
def test_a_file_that_is_not_plain_yaml_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / f"{FIRST}.yaml"
    file.write_bytes(content)
    with pytest.raises(ModelFileError, match=FIRST):
        load_model(file, PATHS.conventions)


def _copy_of_the_data(tmp_path: Path) -> Path:
    for file in DATA.glob("*.yaml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


def test_the_same_step_key_in_two_models_is_refused(tmp_path: Path) -> None:
    folder = _copy_of_the_data(tmp_path)
    file = folder / "ending_of_aftercare.yaml"
    written = file.read_text(encoding="utf-8")
    file.write_text(written.replace("key: own_copy", "key: know_your_right"), encoding="utf-8")
    with pytest.raises(ModelFileError, match=r"ending_of_aftercare\.yaml: step know_your_right: .* already used in"):
        load_all(folder)


def test_a_model_that_the_conventions_do_not_name_is_refused(tmp_path: Path) -> None:
    folder = _copy_of_the_data(tmp_path)
    (folder / "surprise.yaml").write_text("version: 1\n", encoding="utf-8")
    with pytest.raises(ModelFileError, match=r"conventions\.yaml: models: the list and the files differ in surprise"):
        load_all(folder)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c["anchors"][0].update(kind="wish"), "anchors[placement_end].kind: 'wish' is not one of"),
        (lambda c: c["parties"][0]["text"].pop("sv"), "parties[youth].text: missing sv"),
        (lambda c: c["parties"].append(json.loads(json.dumps(c["parties"][0]))), "parties: the key 'youth' is used twice"),
        (lambda c: c["sources"][0].pop("address"), "sources[seed_000]: missing address"),
        (lambda c: c.update(rules=[]), "rules: must be a mapping"),
        (lambda c: c.pop("conditions"), "whole file: missing conditions"),
    ],
)
def test_broken_conventions_are_refused(change: Callable[[Any], object], message: str, tmp_path: Path) -> None:
    written = yaml.safe_load((DATA / CONVENTIONS_FILE).read_text(encoding="utf-8"))
    change(written)
    file = tmp_path / CONVENTIONS_FILE
    file.write_text(yaml.safe_dump(written, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ModelFileError) as refused:
        load_conventions(file)
    assert f"conventions.yaml: {message}" in str(refused.value)
