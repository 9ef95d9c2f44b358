"""What a field says about a person, how long it is kept, and whether it belongs to the person's own extract.

One declaration per model serves the extract, deletion, pseudonymised copies and the register of fields. A gate refuses
a model, or a new field, without it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

Klass = Literal["P0", "P1", "P2", "P3", "P4", "P5", "P6"]
"""P0 public · P1 account · P2 the youth's own · P3 shared item · P4 client document · P5 third party's secret ·
P6 protected contact (turvakielto)."""

What = Literal["identity", "contact", "health", "voice", "money", "circumstance", "nothing"]

Kept = Literal["account", "child_welfare", "log", "correspondence", "organisation", "public", "passing"]
"""Retention by 703/2023, annex: child_welfare 2 years after death · log 12 years · correspondence 3 years.
account: until closed and its client records end · organisation: while the organisation uses the service · passing: days."""


@dataclass(frozen=True)
class Privacy:
    """klass: whose text it is · kept: retention · fields: each concrete field by name · extract: in the own extract?"""

    klass: Klass
    kept: Kept
    extract: bool
    fields: dict[str, What] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, what in self.fields.items():
            if what not in get_args(What):
                raise ValueError(f"Privacy of {name}: {what!r} is not one of {get_args(What)}")


def privacy(klass: Klass, *, kept: Kept, extract: bool, **fields: What) -> Privacy:
    return Privacy(klass, kept, extract, fields)
