"""Tasks of the child process (`luoshi.common.sandbox.run_in_child`): one file and options fit for JSON in.

read   {"kind", "used": [[name, key, at, [start, end], where, [grid, row], is_row, whole]],
        "faults": [[where, message]], "texts": [[where, text]]}
fill   options {"singles": {key: [text, number]}, "columns": {key: list}, "lists": {list: [{key: [text, number]}]}}
       and, of a Word file, "mark": words put before all else
       → {"data": base64, "changed": [part], "notes": [sentence]}
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from .filling import Listed, Put, Values
from .filling import fill as fill_file
from .heading import headed
from .reading import Fault, Marked, Used
from .reading import read as read_file

Files = list[tuple[str, bytes]]


def read(files: Files, options: Mapping[str, Any]) -> dict[str, Any]:
    marked = read_file(*files[0])
    return {
        "kind": marked.kind,
        "used": [
            [each.name, each.key, each.at, each.span, each.where, each.row, each.is_row, each.whole]
            for each in marked.used
        ],
        "faults": [[each.where, each.message] for each in marked.faults],
        "texts": [list(each) for each in marked.texts],
    }


def marked_from(said: Mapping[str, Any]) -> Marked:
    """What `read` answered, as the core knows it."""
    used = tuple(
        Used(name, key, at, (span[0], span[1]), where, (row[0], row[1]), is_row, whole)
        for name, key, at, span, where, row, is_row, whole in said["used"]
    )
    faults = tuple(Fault(where, message) for where, message in said["faults"])
    return Marked(said["kind"], used, faults, tuple((where, text) for where, text in said["texts"]))


def fill(files: Files, options: Mapping[str, Any]) -> dict[str, Any]:
    lists = {
        name: Listed([{key: Put(*put) for key, put in row.items()} for row in rows])
        for name, rows in options["lists"].items()
    }
    singles = {key: Put(*put) for key, put in options["singles"].items()}
    filled = fill_file(*files[0], Values(singles, options["columns"], lists))
    mark = options.get("mark", "")
    data = headed(files[0][0], filled.data, mark) if mark else filled.data
    return {
        "data": base64.b64encode(data).decode("ascii"),
        "changed": list(filled.changed),
        "notes": list(filled.notes),
    }
