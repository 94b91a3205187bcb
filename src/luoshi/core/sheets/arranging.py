"""How the schools' answers come together: a row per school, rows one after another, a sheet or a file per school."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from . import labels
from .grid import Grid
from .model import Arrangement, Certainty, SchoolName, Shape, SingleField, TemplateTable
from .names import looks_like_a_school, school_of


class Sheets:
    """Which sheets are read: of several sheets that bear schools' names only the first, the others are its copies."""

    def __init__(self, grids: Sequence[Grid], schools: Sequence[SchoolName]) -> None:
        shown = [grid for grid in grids if grid.visible and not labels.INSTRUCTIONS.search(grid.name)]
        named = [(found.name, grid) for grid in shown if (found := school_of(grid.name, schools))]
        alike = [(grid.name, grid) for grid in shown if looks_like_a_school(grid.name)]
        per_school = named if len(named) >= 2 else alike if not schools and len(alike) >= 2 else []
        self.copies = [(school, grid.key) for school, grid in per_school]
        own = {grid.key for _, grid in per_school}
        self.to_read = [per_school[0][1]] if per_school else shown
        self.others = [grid for grid in shown if grid.key not in own] if per_school else []


def arranged(
    tables: Sequence[TemplateTable], fields: Sequence[SingleField], sheets: Sheets
) -> tuple[Arrangement, Certainty]:
    """The arrangement, and how sure that is."""
    if sheets.copies:
        return Arrangement.SHEETS, Certainty.CERTAIN
    for_schools = [table for table in tables if table.shape is Shape.SCHOOLS or table.places]
    if for_schools:
        sure = any(table.certainty is Certainty.CERTAIN for table in for_schools)
        return Arrangement.ROWS, Certainty.CERTAIN if sure else Certainty.LIKELY
    lists = [table for table in tables if table.shape is Shape.LIST]
    named = any(table.name_at for table in lists)
    if lists and (named or len(lists) == len(tables)):
        own = [each for each in fields if not each.role or (each.role == "unit" and _is_school(each.label))]
        if named and len(own) < 4:
            return Arrangement.LISTS, Certainty.CERTAIN if not own else Certainty.LIKELY
        return (Arrangement.FORM, Certainty.LIKELY) if own else (Arrangement.LISTS, Certainty.UNSURE)
    if not tables and not fields:
        return Arrangement.FORM, Certainty.UNSURE
    school_asked = any(_is_school(each.label) for each in fields)
    return Arrangement.FORM, Certainty.CERTAIN if school_asked or not tables else Certainty.LIKELY


def of_the_office(tables: Sequence[TemplateTable], arrangement: Arrangement) -> list[TemplateTable]:
    """Beside rows of schools a table with given rows is no school's: the office fills it in the merged file."""
    if arrangement not in (Arrangement.ROWS, Arrangement.LISTS):
        return list(tables)
    return [
        replace(table, columns=tuple(replace(column, fill=False) for column in table.columns))
        if table.shape is Shape.FIXED and not table.places
        else table
        for table in tables
    ]


def _is_school(label: str) -> bool:
    words = labels.bare(label)
    return "学校" in words or "院校" in words or words in ("单位名称", "申报单位", "推荐单位")
