"""Two versions of a workplan side by side, as words: only what differs. Pure."""

from __future__ import annotations

from typing import Any

STEP_LABELS = (
    ("title", "内容"),
    ("starts", "开始"),
    ("due", "完成时间"),
    ("weight", "权重"),
    ("acceptance", "验收标准"),
    ("leader", "责任领导"),
    ("department", "牵头处室"),
    ("owner", "责任人"),
    ("helpers", "配合单位"),
    ("recurring", "频次说明"),
)
Lines = list[tuple[str, str, str]]  # (what, before, now)


def compared(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Parts that differ, by their work; `lines` empty for none. A part that came or went says so."""
    then = {part["work"]: part for part in before}
    here = {part["work"]: part for part in now}
    found = []
    for work in [*here, *(work for work in then if work not in here)]:
        old, new = then.get(work), here.get(work)
        if old is None or new is None:
            title = (new or old or {})["title"]
            found.append({"title": title, "lines": [("这项任务", _there(old), _there(new))]})
        elif lines := _lines(old, new):
            found.append({"title": new["title"], "lines": lines})
    return found


def _there(part: dict[str, Any] | None) -> str:
    return "列入" if part is not None else "没有列入"


def _lines(old: dict[str, Any], new: dict[str, Any]) -> Lines:
    return [
        *_pairs(dict(map(tuple, old["words"])), dict(map(tuple, new["words"]))),
        *_pairs(_numbers(old["goals"]), _numbers(new["goals"])),
        *_steps(old["steps"], new["steps"]),
        *_pairs(_amounts(old["money"]), _amounts(new["money"])),
    ]


def _pairs(old: dict[str, str], new: dict[str, str]) -> Lines:
    keys = [*new, *(key for key in old if key not in new)]
    return [
        (key, old.get(key) or "—", new.get(key) or "—")
        for key in keys
        if old.get(key, "") != new.get(key, "")
    ]


def _numbers(goals: list[list[Any]]) -> dict[str, str]:
    return {f"目标“{words}”{year} 年": school or city for words, year, city, school in goals}


def _amounts(money: list[list[Any]]) -> dict[str, str]:
    return {f"经费 {name} {year} 年（万元）": amount for name, year, amount in money}


def _steps(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Lines:
    then = {step["key"]: step for step in old}
    here = {step["key"]: step for step in new}
    lines: Lines = []
    for key in [*here, *(key for key in then if key not in here)]:
        one, other = then.get(key), here.get(key)
        title = (other or one or {})["title"]
        if one is None or other is None:
            lines.append((f"里程碑“{title}”", "有" if one else "没有", "有" if other else "没有"))
            continue
        lines += [
            (f"里程碑“{title}”的{label}", str(one[name] or "—"), str(other[name] or "—"))
            for name, label in STEP_LABELS
            if one[name] != other[name]
        ]
    return lines
