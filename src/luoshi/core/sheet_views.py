"""A template as it is read, together with its cells as a person sees them: for the page that shows both. Pure.

A task of the child process: `run_in_child("luoshi.core.sheet_views.read", [path], {"names": …, "schools": …}, …)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luoshi.core.sheets import tasks
from luoshi.core.sheets.grid import Grid
from luoshi.core.sheets.opened import grids_of
from luoshi.core.sheets.package import Package

MOST_ROWS, MOST_COLUMNS, MOST_GRIDS, LONGEST = 40, 40, 12, 200


def read(files: list[tuple[str, bytes]], options: Mapping[str, Any]) -> dict[str, Any]:
    """{"template": as `core.sheets.written` writes it, "grids": [{key, name, rows: [[cell, …], …], more}]}"""
    template = tasks.read(files, options)
    name, data = files[0]
    grids = [grid for grid in grids_of(Package(name, data)) if grid.visible and grid.bottom]
    return {"template": template, "grids": [shown(grid) for grid in grids[:MOST_GRIDS]]}


def shown(grid: Grid) -> dict[str, Any]:
    """The upper left part of a grid; `column` is the cell's own number, so that the page can point to it."""
    bottom, right = min(grid.bottom, MOST_ROWS), min(grid.right, MOST_COLUMNS)
    rows = []
    for row in range(1, bottom + 1):
        cells = []
        for column in range(1, right + 1):
            if (row, column) in grid.covered:
                continue
            cell = grid.cells.get((row, column))
            cells.append(
                {
                    "text": cell.text[:LONGEST] if cell else "",
                    "rows": min(cell.rows, bottom - row + 1) if cell else 1,
                    "columns": min(cell.columns, right - column + 1) if cell else 1,
                    "column": column,
                }
            )
        rows.append({"number": row, "cells": cells})
    return {
        "key": grid.key,
        "name": grid.name,
        "rows": rows,
        "more": grid.bottom > bottom or grid.right > right,
    }
