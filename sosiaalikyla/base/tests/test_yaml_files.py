"""Files that people write are read as they stand, or refused with the place named."""

import pytest

from sosiaalikyla.base.yaml_files import NotPlain, read


def written(folder, text):
    file = folder / "odd.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_only_true_and_false_are_flags(tmp_path):
    file = written(tmp_path, "on: 2026-01-15\nanswers: [yes, no, off, y, true, False]\n")
    content = read(file)
    assert list(content) == ["on", "answers"]
    assert content["answers"] == ["yes", "no", "off", "y", True, False]


@pytest.mark.parametrize(
    ("text", "path", "line", "problem"),
    [
        ("a: 1\nb:\n  - c: 1\n    c: 2\n", "b[0].c", 4, "given twice"),
        ("a: &x {b: 1}\nc: *x\n", "c", 1, "points to another place in the file; write it out"),
        ("a:\n  <<: {b: 1}\n", "a.<<", 2, "merge keys are not used here; write it out"),
        ("a:\n  ? [b]\n  : 1\n", "a", 2, "a key must be a single word"),
        ("", "", 0, "the file is empty"),
    ],
)
def test_what_may_not_stand_in_a_file_is_refused_with_its_place(tmp_path, text, path, line, problem):
    with pytest.raises(NotPlain) as refused:
        read(written(tmp_path, text))
    assert (refused.value.file, refused.value.path, refused.value.line) == ("odd.yaml", path, line)
    assert refused.value.problem == problem


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\nb: [", "is not readable YAML"),
        ("a: 1\n--- \nb: 2", "is not readable YAML"),
        ("a: 2024-13-01", "is not readable YAML"),
        ("a: !!python/object/apply:os.getcwd []", "is not readable YAML"),
        (b"a: \xff", "cannot be read"),
    ],
)
def test_what_is_not_plain_yaml_is_refused(tmp_path, text, problem):
    with pytest.raises(NotPlain, match=problem):
        read(written(tmp_path, text))


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path):
    with pytest.raises(NotPlain, match=r"none\.yaml: cannot be read"):
        read(tmp_path / "none.yaml")
