"""The loader refuses whatever is not exactly as agreed, and says where."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from sosiaalikyla.rules.loader import (
    DATA,
    AgeRange,
    NoRuleOnDay,
    NoSuchRule,
    RuleFileError,
    Rules,
    as_day,
    as_number,
    read_subject,
    read_yaml,
)

GOOD = """\
subject: made_up
sv_reviewed: false
rules:
  - id: made_up.limit
    title: {fi: Raja, sv: Gräns, en: Limit}
    unit: years
    values:
      - {from: 2020-01-01, value: 21, to: 2021-12-31}
      - {from: 2022-01-01, value: 23, act: 1/2021, verification: P}
    source:
      section: 1 §
      link: https://www.finlex.fi/
      checked: 2026-11-21
      verification: S
"""


def load(folder: Path, text: str) -> object:
    file = folder / "made_up.yaml"
    file.write_text(text, encoding="utf-8")
    return read_subject(file)


def test_a_good_file_is_read_with_its_history(tmp_path: Path) -> None:
    (rule,) = read_subject_of(tmp_path, GOOD)
    assert rule.on(date(2021, 12, 31)).value == 21
    assert rule.on(date(2022, 1, 1)).value == 23
    assert (rule.latest.act, rule.latest.verification) == ("1/2021", "P")
    assert (rule.periods[0].act, rule.periods[0].verification) == ("1 §", "S")


def read_subject_of(folder: Path, text: str):  # type: ignore[no-untyped-def]
    return load(folder, text)


@pytest.mark.parametrize(
    ("old", "new", "path", "message"),
    [
        ("unit: years", "unit: years\n    colour: red", "rules[0].colour", "unknown key"),
        (
            "    source:\n      section: 1 §\n",
            "    sauce:\n      section: 1 §\n",
            "rules[0].sauce",
            "unknown key",
        ),
        ("      section: 1 §\n", "", "rules[0].source.section", "missing"),
        ("sv: Gräns, ", "", "rules[0].title.sv", "missing"),
        ("sv: Gräns", "sv: ''", "rules[0].title.sv", "must be a text"),
        ("sv: Gräns", "sv: 5", "rules[0].title.sv", "must be a text"),
        ("value: 21", "value: '21'", "rules[0].values[0].value", "must be a whole number"),
        ("value: 21", "value: true", "rules[0].values[0].value", "must be a whole number"),
        ("value: 21", "value: -1", "rules[0].values[0].value", "must be a whole number"),
        ("value: 21", "value: null", "rules[0].values[0].value", "must be a whole number"),
        ("from: 2020-01-01", "from: soon", "rules[0].values[0].from", "must be a day"),
        ("from: 2020-01-01", "from: 2020-01-01 10:00:00", "rules[0].values[0].from", "must be a day"),
        ("from: 2022-01-01", "from: 2020-01-01", "rules[0].values[1].from", "does not come after"),
        ("from: 2022-01-01", "from: 2019-01-01", "rules[0].values[1].from", "does not come after"),
        ("to: 2021-12-31", "to: 2021-12-30", "rules[0].values[0].to", "leaves a gap before 2022-01-01"),
        ("to: 2021-12-31", "to: 2022-01-01", "rules[0].values[0].to", "overlaps the value from 2022-01-01"),
        ("to: 2021-12-31", "to: 2019-12-31", "rules[0].values[0].to", "comes before the period begins"),
        ("https://www", "http://www", "rules[0].source.link", "must be a public https address"),
        ("checked: 2026-11-21", "checked: yesterday", "rules[0].source.checked", "must be a day"),
        ("verification: S", "verification: X", "rules[0].source.verification", "is not one of S, P, I, M"),
        ("unit: years", "unit: parsecs", "rules[0].unit", "is not one of"),
        ("id: made_up.limit", "id: other.limit", "rules[0].id", "must be lower-case words after 'made_up'"),
        ("id: made_up.limit", "id: made_up.Limit", "rules[0].id", "must be lower-case words"),
        ("subject: made_up", "subject: other", "subject", "must be the name of the file"),
        ("sv_reviewed: false", "sv_reviewed: 'no'", "sv_reviewed", "must be true or false"),
        ("unit: years", "unit: years\n    unit: months", "rules[0].unit", "given twice (line 7)"),
        ("title: {fi", "title: {? [a] : b, fi", "rules[0].title", "a key must be a single word"),
        ("title: {fi", "title: &x {fi", "", ""),
    ],
)
def test_what_is_wrong_is_refused_with_file_and_key_path(
    tmp_path: Path, old: str, new: str, path: str, message: str
) -> None:
    text = GOOD.replace(old, new, 1)
    if not path:  # an anchor nobody uses harms nobody
        assert load(tmp_path, text)
        return
    with pytest.raises(RuleFileError) as refused:
        load(tmp_path, text)
    assert (refused.value.file, refused.value.path) == ("made_up.yaml", path)
    assert message in str(refused.value)
    assert str(refused.value).startswith(f"made_up.yaml: {path}: ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("rules: [", "is not readable YAML"),
        ("a: 2024-13-01", "is not readable YAML"),
        ("a: !!python/object/apply:os.getcwd []", "is not readable YAML"),
        ("a: &x {b: 1}\nc: *x", "points to another place"),
        ("a: {<<: {b: 1}}", "merge keys are not used"),
    ],
)
def test_unsafe_or_unreadable_yaml_is_refused(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "odd.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RuleFileError, match=r"odd\.yaml") as refused:
        read_yaml(file)
    assert message in str(refused.value)


def test_a_file_that_is_missing_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleFileError, match="cannot be read"):
        read_yaml(tmp_path / "none.yaml")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(RuleFileError, match="cannot be read"):
        read_yaml(tmp_path / "bytes.yaml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- 1", "must be a mapping"),
        ("subject: made_up\nsv_reviewed: true\nrules: []", "must be a list with at least one item"),
        ("subject: made_up\nsv_reviewed: true\nrules: [7]", "rules[0]: must be a mapping"),
        (GOOD + GOOD.split("rules:\n")[1], "id 'made_up.limit' is used twice"),
        (
            GOOD.replace("unit: years", "unit: ages").replace("value: 21", "value: {min: 9, max_inclusive: 1}"),
            "min is greater than max_inclusive",
        ),
        (
            GOOD.replace("unit: years", "unit: organiser").replace("value: 21", "value: nobody"),
            "is not one of",
        ),
    ],
)
def test_wrong_shapes_are_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(RuleFileError) as refused:
        load(tmp_path, text)
    assert message in str(refused.value)


def test_a_file_among_the_rules_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    assert Rules.load(folder).by_id == Rules.load().by_id
    other = tmp_path / "other"
    shutil.copytree(DATA, other)
    (other / "wishes.yaml").write_text("a: 1")
    with pytest.raises(RuleFileError, match=r"wishes\.yaml"):
        Rules.load(other)


def test_the_law_of_each_day_is_the_law_of_that_day() -> None:
    rules = Rules.load()
    limits = {
        "2008-01-01": 21,
        "2019-12-31": 21,
        "2020-01-01": 25,
        "2023-12-31": 25,
        "2024-01-01": 23,
        "2026-11-21": 23,
    }
    for day, years in limits.items():
        assert rules.on(date.fromisoformat(day)).value("aftercare.upper_age") == years
    assert rules.on(date(2022, 12, 31)).value("aftercare.organiser") == "municipality"
    assert rules.on(date(2023, 1, 1)).value("aftercare.organiser") == "wellbeing_services_county"
    assert rules.on(date(2023, 12, 31)).number("staffing.children_per_social_worker") == 35
    assert rules.on(date(2024, 1, 1)).number("staffing.children_per_social_worker") == 30


def test_a_missing_value_is_an_error_never_zero() -> None:
    rules = Rules.load()
    with pytest.raises(NoRuleOnDay, match=r"staffing\.children_per_social_worker is recorded for 2021-12-31"):
        rules.on(date(2021, 12, 31)).value("staffing.children_per_social_worker")
    with pytest.raises(NoSuchRule, match=r"no rule 'aftercare\.height'"):
        rules.on(date(2024, 1, 1)).value("aftercare.height")


def test_values_are_asked_for_in_their_own_kind() -> None:
    law = Rules.load().on(date(2026, 11, 21))
    assert law.ages("aftercare.young_person") == AgeRange(18, 22)
    assert 22 in law.ages("aftercare.young_person")
    assert 23 not in law.ages("aftercare.young_person")
    assert "suunnitelma" in law.text("duties.exit_plan").in_language("fi")
    for ask in (law.number, law.ages):
        with pytest.raises(TypeError, match=r"duties\.exit_plan"):
            ask("duties.exit_plan")
    with pytest.raises(TypeError, match=r"aftercare\.upper_age is not told in words"):
        law.text("aftercare.upper_age")
    with pytest.raises(TypeError):
        as_number(True, "flag")
    with pytest.raises(TypeError):
        as_day(5, "number")
    with pytest.raises(ValueError, match="no texts in language 'no'"):
        law.text("duties.exit_plan").in_language("no")


def test_every_rule_has_a_section_and_a_day_of_checking() -> None:
    rules = Rules.load()
    assert "duties.exit_plan" in rules
    assert len(rules.of("duties")) >= 10
    assert all(rule.source.section and rule.source.checked.year >= 2026 for rule in rules)


def test_what_is_disputed_is_said_to_be() -> None:
    disputed = {rule.id for rule in Rules.load() if rule.disputed}
    assert disputed == {
        "aftercare.transition_2024.reported_ceiling",
        "extensions.03.upper_age",
        "extensions.90.upper_age",
        "independence_funds.counted_as_income",
    }
