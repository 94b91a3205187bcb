"""Kinds shipped with the product, to begin one's own from. None is official (非官方示例), and no page says otherwise.

Short forms of the files here: `rubric.items` are [title, points(, block)]; with `grades` every item is a grade times
its points; a condition names one test (`field`, `op`, `value`) or several (`all`); `asks` are long texts of the
form, `form` other fields of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from luoshi.common.dataforms.builtin import BuiltIn
from luoshi.core.selection import read_rules, to_json

HERE = Path(__file__).parent
FILES = ("virtue", "bases", "courses")
LONGEST_ANSWER = 2000


@dataclass(frozen=True, slots=True)
class Example:
    """rules, content: as a kind and its form take them."""

    key: str
    title: str
    group: str
    words: str
    outcome: str
    rules: dict[str, Any] = field(hash=False)
    content: dict[str, Any] = field(hash=False)


@cache
def examples() -> tuple[Example, ...]:
    """All of them, in the order of the files."""
    common = _read("common")
    return tuple(_example(row, common) for name in FILES for row in _read(name))


def example(key: str) -> Example | None:
    return next((each for each in examples() if each.key == key), None)


def ready_forms() -> tuple[BuiltIn, ...]:
    """The forms of the examples, to begin a form of one's own from."""
    return tuple(
        BuiltIn(f"selection-{each.key}", f"{each.title}申报书", f"申报“{each.title}”时填写", each.content)
        for each in examples()
    )


def _read(name: str) -> Any:
    return json.loads((HERE / f"{name}.json").read_text("utf-8"))


def _example(row: dict[str, Any], common: dict[str, Any]) -> Example:
    rules = {**common["rules"], **row["rules"]}
    rules["form_hides"] = common["form_hides"] if rules["blindness"] == "double" else []
    rules["conditions"] = [_condition(each, at) for at, each in enumerate(row.get("conditions", []), 1)]
    rules["rubric"] = _rubric(row["title"], row["rubric"])
    rules["materials"] = row.get("materials", common["materials"])
    rules["checks"] = [*common["rules"]["checks"], *row.get("checks", [])]
    held = [common["form_of_entry"]] if rules.get("register") else []
    if not held:
        rules["form_hides"] = [key for key in rules["form_hides"] if key != common["form_of_entry"]["key"]]
    asked = [
        {"key": f"q{at}", "kind": "long_text", "label": label, "required": True, "length": LONGEST_ANSWER}
        | ({"section": "申报内容"} if at == 1 else {})
        for at, label in enumerate(row["asks"], 1)
    ]
    return Example(
        key=row["key"],
        title=row["title"],
        group=row["group"],
        words=row["words"],
        outcome=row.get("outcome", "recommend" if rules.get("next_level") else "recognise"),
        rules=to_json(read_rules(rules)),
        content={"fields": [*common["form"], *held, *row.get("form", []), *asked]},
    )


def _condition(row: dict[str, Any], at: int) -> dict[str, Any]:
    said = {key: value for key, value in row.items() if key not in ("field", "op", "value", "all")}
    if "all" in row:
        test: dict[str, Any] = {
            "all": [{"field": name, "op": op, "value": value} for name, op, value in row["all"]]
        }
    else:
        test = {key: row[key] for key in ("field", "op", "value") if key in row}
    return {"key": f"c{at}", "test": test, **said}


def _rubric(title: str, row: dict[str, Any]) -> dict[str, Any]:
    items = []
    for at, (words, points, *block) in enumerate(row["items"], 1):
        item = {"key": f"i{at}", "title": words, "most": points}
        if "grades" in row:
            item |= {"kind": "grade", "grades": row["grades"]}
        items.append(item | ({"block": block[0]} if block else {}))
    items += row.get("more", [])
    return {"title": f"{title}评分标准", "total": 100, "items": items, "blocks": row.get("blocks", [])}
