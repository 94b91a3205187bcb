"""Tasks of the child process: files and options fit for JSON in, a dictionary fit for JSON out.

    run_in_child("luoshi.core.sheets.tasks.read", [path], {"names": [...], "schools": [{"name", "aliases"}]}, ...)
    run_in_child("luoshi.core.sheets.tasks.fill_one", [path], {"template": …, "answer": …}, ...)
    run_in_child("luoshi.core.sheets.tasks.merge_all", [path], {"template": …, "answers": […], "office": {…}}, ...)
    run_in_child("luoshi.core.sheets.tasks.read_back", [path of what came back], {"template": …, "schools": […]}, ...)

All raise Unreadable with one Chinese sentence.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from .back import read_filled
from .filling import fill, merge
from .template import read_template
from .written import (
    answer_from_json,
    answer_to_json,
    schools_from_json,
    template_from_json,
    template_to_json,
)

Files = list[tuple[str, bytes]]


def read(files: Files, options: Mapping[str, Any]) -> dict[str, Any]:
    """The template as JSON (`written.template_from_json` reads it)."""
    name, data = files[0]
    return template_to_json(read_template(name, data, schools_from_json(options.get("schools", []))))


def fill_one(files: Files, options: Mapping[str, Any]) -> dict[str, Any]:
    template = template_from_json(options["template"])
    return {"data": _text(fill(template, files[0][1], answer_from_json(options["answer"])))}


def merge_all(files: Files, options: Mapping[str, Any]) -> dict[str, Any]:
    """{"data": base64, "changed": [part], "checks": [as `model.Check`], "each": [[school, base64]]}"""
    template = template_from_json(options["template"])
    answers = [answer_from_json(each) for each in options["answers"]]
    merged = merge(template, files[0][1], answers, options.get("office") or {})
    return {
        "data": _text(merged.data),
        "changed": list(merged.changed),
        "checks": [asdict(check) for check in merged.checks],
        "each": [[school, _text(data)] for school, data in merged.each],
    }


def read_back(files: Files, options: Mapping[str, Any]) -> dict[str, Any]:
    """{"answers": [as `written.answer_from_json` reads], "faults": [{where, message, key}],
    "blank": {school: [key]}}
    """
    template = template_from_json(options["template"])
    back = read_filled(template, files[0][1], schools_from_json(options.get("schools", [])))
    return {
        "answers": [answer_to_json(answer) for answer in back.answers],
        "faults": [asdict(fault) for fault in back.faults],
        "blank": {school: sorted(keys) for school, keys in back.blank.items()},
    }


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
