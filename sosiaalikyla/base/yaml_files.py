"""Plain YAML, read strictly: law, path models, answers and invented lives are files that people write. No Django.

No key twice, no merge keys, no pointing elsewhere in the file: what stands in a place is what is read there. Only true
and false are flags. YAML 1.1 would also read `on`, `yes` and `no` as flags, and `on` is a key of ours.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    _SafeLoader = yaml.SafeLoader
else:
    # The same loader with a parser in C, where the wheel has one: ten times as fast.
    _SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_BOOL, _MERGE = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:merge"


class NotPlain(ValueError):
    """A file is refused. `file`: its name; `path`: the key path such as `rules[2].id`, and `line`, from 1: "" and 0 when
    they aren't known; `problem`: what is wrong there.
    """

    def __init__(self, file: str, problem: str, *, path: str = "", line: int = 0) -> None:
        self.file, self.path, self.line, self.problem = file, path, line, problem
        where = [file, f"line {line}" if line else "", path]
        super().__init__(": ".join([*filter(None, where), problem]))


class _Loader(_SafeLoader):
    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != _BOOL or first in "tTfF"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def read(file: Path) -> Any:
    """The content of the one document in the file. NotPlain when it can't be read, is empty or says a key twice."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NotPlain(file.name, f"cannot be read: {error}") from error
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                raise NotPlain(file.name, "the file is empty")
            _refuse_repetition(file.name, node, "", set())
            return loader.construct_document(node)
        finally:
            loader.dispose()
    except NotPlain:
        raise
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise NotPlain(file.name, f"is not readable YAML: {error}", line=line) from error
    except (yaml.YAMLError, ValueError) as error:
        raise NotPlain(file.name, f"is not readable YAML: {error}") from error


def _refuse_repetition(file: str, node: yaml.Node, path: str, seen: set[int]) -> None:
    line = node.start_mark.line + 1
    if id(node) in seen:
        raise NotPlain(file, "points to another place in the file; write it out", path=path, line=line)
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            _refuse_repetition(file, item, f"{path}[{number}]", seen)
    elif isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise NotPlain(file, "a key must be a single word", path=path, line=line)
            inner = f"{path}.{key.value}" if path else key.value
            if key.tag == _MERGE:
                raise NotPlain(file, "merge keys are not used here; write it out", path=inner, line=line)
            if key.value in keys:
                raise NotPlain(file, "given twice", path=inner, line=line)
            keys.add(key.value)
            _refuse_repetition(file, value, inner, seen)
