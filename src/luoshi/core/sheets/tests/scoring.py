"""What a reading found of a template, counted against what a person reads in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from luoshi.core.sheets import Template

from .corpus import Truth


@dataclass(frozen=True)
class Score:
    right: int
    wanted: int
    found: int
    missed: tuple[str, ...] = ()
    false: tuple[str, ...] = ()


def items_of(template: Template) -> Counter[str]:
    """Each thing said of a template: arrangement, shape of each table, each asked column and field with its kind."""
    said = [f"arrangement {template.arrangement.value}"]
    for number, table in enumerate(template.tables, 1):
        said.append(f"table {number} {table.shape.value}")
        said += [f"column {number} {column.label}:{column.kind.value}" for column in table.asked]
    said += [f"field {each.label}:{each.kind.value}" for each in template.fields]
    said += ["school"] * sum(bool(row.school) for table in template.tables for row in table.rows)
    return Counter(said)


def items_wanted(truth: Truth) -> Counter[str]:
    said = [f"arrangement {truth.arrangement}"]
    for number, (shape, columns) in enumerate(truth.tables, 1):
        said.append(f"table {number} {shape}")
        said += [f"column {number} {each}" for each in columns.split()]
    said += [f"field {each}" for each in truth.fields.split()]
    return Counter([*said, *["school"] * truth.schools])


def score(template: Template, truth: Truth) -> Score:
    found, wanted = items_of(template), items_wanted(truth)
    right = found & wanted
    missed, false = wanted - found, found - wanted
    return Score(
        right.total(),
        wanted.total(),
        found.total(),
        tuple(sorted(missed.elements())),
        tuple(sorted(false.elements())),
    )
