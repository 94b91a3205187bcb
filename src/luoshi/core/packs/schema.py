"""The published JSON Schemas of the two kinds of pack, and what they say about a pack in plain Chinese."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from .pack import Pack, PackKind, Path
from .problems import Problem

_KINDS_OF_VALUE = {
    "string": "文字",
    "integer": "整数",
    "number": "数",
    "boolean": "true（是）或 false（否）",
    "array": "一张表",
    "object": "一组内容",
    "null": "null（没有）",
}


@cache
def schema_of(kind: PackKind) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a kind of pack. Not to be changed by the caller."""
    path = files("luoshi") / "packs" / "schema" / f"{kind}.schema.json"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


@cache
def _validator(kind: PackKind) -> Any:
    # Imported here: it takes longer than any other part of a start, and only who checks a pack needs it.
    from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

    return Draft202012Validator(schema_of(kind))


def schema_problems(pack: Pack, kind: PackKind) -> list[Problem]:
    """Everything in which the pack departs from its schema, in the order of the file."""
    problems = [
        problem for error in _validator(kind).iter_errors(pack.data) for problem in _translated(pack, error)
    ]
    return sorted(set(problems))


def _translated(pack: Pack, error: Any) -> Iterator[Problem]:
    path: Path = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        yield from _unknown_names(pack, path, error)
    elif error.validator == "required":
        yield from _missing_names(pack, path, error)
    elif error.validator == "anyOf":
        remedy = "请写 all_schools，或写单位代号的表。"
        yield pack.problem("wrong-value", path, f"{where(pack, path)}写得不对。", remedy)
    elif "propertyNames" in error.absolute_schema_path:
        message = f"{where(pack, path)}里的“{shortened(error.instance)}”不能作代号。"
        yield pack.problem("bad-key", (*path, error.instance), message, _KEY_REMEDY)
    else:
        message, remedy = _one_value(pack, path, error)
        yield pack.problem("wrong-value", path, message, remedy)


_KEY_REMEDY = "代号只用字母、数字、点、横线和下划线，不超过 60 个字符。"


def _unknown_names(pack: Pack, path: Path, error: Any) -> Iterator[Problem]:
    known = list(error.schema.get("properties", {}))
    for name in error.instance:
        if name in known:
            continue
        near = get_close_matches(name, known, n=1, cutoff=0.6)
        remedy = f"是不是“{near[0]}”？" if near else f"这里可以写：{'、'.join(known)}。"
        message = f"{where(pack, path)}不认识“{shortened(name)}”。"
        yield pack.problem("unknown-name", (*path, name), message, remedy)


def _missing_names(pack: Pack, path: Path, error: Any) -> Iterator[Problem]:
    for name in error.validator_value:
        if name in error.instance:
            continue
        title = error.schema["properties"].get(name, {}).get("title", name)
        message = f"{where(pack, path)}缺少“{name}”（{title}）。"
        yield pack.problem(
            "missing-name", path, message, f"请补上 {name}；确实没有的按写法说明写 null 或空表。"
        )


def _one_value(pack: Pack, path: Path, error: Any) -> tuple[str, str]:
    value, rule = error.instance, error.validator_value
    place = f"{where(pack, path)}写的是“{shortened(value)}”，"
    match error.validator:
        case "type":
            allowed = [rule] if isinstance(rule, str) else rule
            words = "或".join(_KINDS_OF_VALUE[name] for name in allowed)
            number_as_text = isinstance(value, int | float) and "string" in allowed
            return place + f"应是{words}。", "请给它加上引号。" if number_as_text else "请改正。"
        case "enum":
            return place + "不在可选的范围里。", _choice_remedy(value, rule)
        case "const":
            return place + f"应是“{rule}”。", "请改正。"
        case "pattern" if error.schema.get("pattern") == "\\S":
            return place + "是空的。", "请填写。"
        case "pattern":
            return place + "格式不对。", _pattern_remedy(error.schema)
        case "minLength" | "minItems":
            return place.removesuffix("，") + "，是空的。", "请至少写一项。"
        case "maxLength":
            return place + "太长。", f"请缩短到 {rule} 个字以内。"
        case "uniqueItems":
            return place + "里面有重复。", "请删去重复的一项。"
        case "minimum":
            return place + f"不能小于 {rule}。", "请改正。"
        case "maximum":
            return place + f"不能大于 {rule}。", "请改正。"
        case _:
            return place + "不合写法说明。", "请对照《怎样写计划包》改正。"


def _choice_remedy(value: object, choices: Sequence[object]) -> str:
    words = [choice for choice in choices if isinstance(choice, str)]
    near = get_close_matches(str(value), words, n=1, cutoff=0.6)
    listed = "、".join("null" if choice is None else str(choice) for choice in choices)
    return (f"是不是“{near[0]}”？" if near else "") + f"可以写：{listed}。"


def _pattern_remedy(schema: dict[str, Any]) -> str:
    if schema.get("title") == "时段":
        return "请写成 起年-止年，例如 2020-2023。"
    if schema["pattern"].startswith("^\\d{4}("):
        return "请写成 2023、2023-12 或 2023-12-31 的样子。"
    return "请写成 2023-12-31 的样子。" if schema["pattern"].startswith("^\\d{4}-") else _KEY_REMEDY


def where(pack: Pack, path: Path) -> str:
    """A path in words: 「“工作任务”第2项（4.2）的“承接数量”」."""
    if not path:
        return "最外层"
    words, schema = "", _schema_or_empty(pack)
    value: Any = pack.data
    for step in path:
        value = value[step] if _has(value, step) else None
        own_name = isinstance(step, str) and step in schema.get("properties", {})
        schema = _inner(schema, step)
        name = schema.get("title", step) if own_name else shortened(step)
        if isinstance(step, int):
            key = value.get("key") if isinstance(value, dict) else None
            words += f"第{step + 1}项" + (f"（{shortened(key)}）" if isinstance(key, str) else "")
        else:
            words += ("的" if words else "") + f"“{name}”"
    return words


def _schema_or_empty(pack: Pack) -> dict[str, Any]:
    said = pack.data.get("pack")
    return schema_of(said) if said in ("site", "plan") else {}


def _has(value: object, step: str | int) -> bool:
    if isinstance(value, dict):
        return step in value
    return isinstance(value, list) and isinstance(step, int) and step < len(value)


def _inner(schema: dict[str, Any], step: str | int) -> dict[str, Any]:
    found = schema.get("items", {}) if isinstance(step, int) else schema.get("properties", {}).get(step)
    if found is None:
        found = schema.get("additionalProperties", {})
    return found if isinstance(found, dict) else {}


def shortened(value: object) -> str:
    """A value as it may stand in a message: one line, at most 40 characters."""
    words = (
        {None: "null", True: "true", False: "false"}.get(value) if isinstance(value, bool | None) else None
    )
    if words is None:
        words = "一组内容" if isinstance(value, dict) else "一张表" if isinstance(value, list) else str(value)
    words = " ".join(words.split())
    return words if len(words) <= 40 else words[:39] + "…"
