"""What a person decides where the reading was not sure, put into the template before it is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from .model import Arrangement, Certainty, Shape, Template, TemplateTable


def corrected(
    template: Template,
    *,
    shapes: Mapping[str, Shape] | None = None,
    schools: Mapping[tuple[str, str], str] | None = None,
    arrangement: Arrangement | None = None,
    not_asked: frozenset[str] = frozenset(),
) -> Template:
    """The template with a person's answers to its findings.

    shapes       table key → a row per school, or free rows (a table without printed rows can be either)
    schools      (table key, row key) → the school that a printed row belongs to, "" for none
    arrangement  how the answers come together
    not_asked    keys of columns and fields that the schools are not asked
    """
    tables = tuple(_table(each, shapes or {}, schools or {}, not_asked) for each in template.tables)
    arrangement = arrangement or _arrangement(template, tables)
    return replace(
        template,
        tables=tables,
        fields=tuple(each for each in template.fields if each.key not in not_asked),
        arrangement=arrangement,
        certainty=Certainty.CERTAIN
        if arrangement is not template.arrangement or shapes
        else template.certainty,
    )


def _table(
    table: TemplateTable,
    shapes: Mapping[str, Shape],
    schools: Mapping[tuple[str, str], str],
    not_asked: frozenset[str],
) -> TemplateTable:
    shape = shapes.get(table.key, table.shape)
    if shape is not table.shape and (table.rows or Shape.FIXED in (shape, table.shape) or not table.name_at):
        raise ValueError(f"{table.key} cannot be {shape.value}: its rows are printed, or it names no school")
    rows = tuple(replace(row, school=schools.get((table.key, row.key), row.school)) for row in table.rows)
    columns = tuple(replace(c, fill=c.fill and c.key not in not_asked) for c in table.columns)
    return replace(table, shape=shape, rows=rows, columns=columns)


def _arrangement(template: Template, tables: tuple[TemplateTable, ...]) -> Arrangement:
    """A row per school or free rows, as the tables were corrected."""
    if template.arrangement not in (Arrangement.ROWS, Arrangement.LISTS):
        return template.arrangement
    return Arrangement.ROWS if any(t.shape is Shape.SCHOOLS for t in tables) else Arrangement.LISTS
