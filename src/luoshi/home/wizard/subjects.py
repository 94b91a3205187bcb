"""What a finding is about, and what accepting or correcting it would do, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from luoshi.core.packs.settling import accepted
from luoshi.plans.models import Target
from luoshi.plans.wording import SCOPES, how_many

Content = Mapping[str, Any]
TARGET_CODES = ("target-number-unspoken", "target-subject-unspoken")


def subject_of(content: Content, result: Mapping[str, Any]) -> dict[str, Any]:
    """{"task": key}, {"target": ordinal}, {"organisation": name}, {"clause": id} or {} where nothing can be named."""
    if "subject" in content:
        return dict(content["subject"])
    proposal = content.get("proposal") or {}
    if "organisation" in content:
        return {"organisation": content["organisation"]}
    if content["code"] in TARGET_CODES:
        return _target(content, proposal, result)
    if content["code"] == "clause-without-task":
        return {"clause": proposal["clause"]}
    if content["code"] == "similar-name":
        return {"organisation": proposal["name"]}
    if proposal.get("task"):
        return {"task": proposal["task"]}
    return _task_at(content["place"], result)


def _target(content: Content, proposal: Content, result: Mapping[str, Any]) -> dict[str, Any]:
    for ordinal, target in enumerate(result["targets"]):
        same_place = target["clause"] == proposal["clause"] and target["span"] == proposal["span"]
        if same_place and (target["clause"] or target["place"] == content["place"]):
            return {"target": ordinal}
    return {}


def _task_at(place: Mapping[str, Any], result: Mapping[str, Any]) -> dict[str, Any]:
    """The task in whose row the finding stands."""
    spot = tuple(place.get(name) for name in ("file", "table", "row"))
    if None in spot:
        return {}
    for task in result["tasks"]:
        if tuple(task["place"].get(name) for name in ("file", "table", "row")) == spot:
            return {"task": task["key"]}
    return {}


def task_named(result: Mapping[str, Any], key: str) -> dict[str, Any] | None:
    return next((task for task in result["tasks"] if task["key"] == key), None)


def words_to_mark(content: Content, result: Mapping[str, Any]) -> str:
    """The words of a target, to be marked in its paragraph."""
    subject = subject_of(content, result)
    return str(result["targets"][subject["target"]]["text"]) if "target" in subject else ""


def acceptance(content: Content, result: Mapping[str, Any]) -> tuple[list[dict[str, Any]] | None, str]:
    """What accepting does, as changes and in words; (None, "") where there is nothing to accept."""
    changes = accepted(content, result)
    if changes is None:
        return None, ""
    return changes, "；".join(in_words(change, result) for change in changes)


def in_words(change: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    """One change as an officer would say it."""
    match change["do"]:
        case "mark":
            verb = "计入承接" if change["on"] else "不计承接"
            return f"{_task(result, change['task'])}：{_names(change['names'])}{verb}"
        case "marks":
            return f"{_task(result, change['task'])}：由{_names(change['names'])}承接"
        case "declared":
            count = "不写" if change["count"] is None else change["count"]
            return f"{_task(result, change['task'])}：承接数量改为{count}"
        case "clause":
            where = f"条款“{_clause(result, change['clause'])}”" if change["clause"] else "只以附表为依据"
            return f"{_task(result, change['task'])}：{where}"
        case "target":
            fields = [_field(name, value) for name, value in change["fields"].items() if name in FIELD_WORDS]
            return f"更正目标：{'，'.join(fields)}" if fields else "目标按读取结果确认"
        case "drop_target":
            return "不作为目标"
        case "organisation":
            return f"“{change['name']}”" + ("按所选单位装入" if change["key"] else "不装入")
        case "same_unit":
            return f"“{change['name']}”与“{change['as']}”按同一单位办理"
        case "require":
            named = f"“{change['title']}”" if change.get("title") else ""
            clause = _clause(result, change["clause"])
            return f"另设一项“各校必做”的任务{named}，依据条款“{clause}”，附表承接照旧"
        case "new_task":
            return f"按条款“{_clause(result, change['clause'])}”另设任务“{change['title']}”"
        case "drop_task":
            return f"{_task(result, change['task'])}：不作为任务"
        case "match":
            same = f"就是计划中的“{change['title']}”" if change["with"] else "计划中没有，作为新任务"
            return f"{_task(result, change['task'])}：{same}"
        case "keep_task":
            return "保留计划中的这项任务"
    return str(change.get("text", ""))


FIELD_WORDS = {
    "quantity": "数量",
    "upper": "上限",
    "unit": "单位",
    "comparator": "比较",
    "level": "级别",
    "and_above": "及以上",
    "scope": "范围",
    "due": "期限",
    "subject": "对象",
}
COMPARATOR_WORDS = dict(Target.Comparator.choices)
SCOPE_WORDS = dict(SCOPES)


def _field(name: str, value: Any) -> str:
    shown = COMPARATOR_WORDS.get(value) if name == "comparator" else SCOPE_WORDS.get(value, value)
    shown = "是" if shown is True else "否" if shown is False else shown
    return f"{FIELD_WORDS[name]}为{'空' if shown in (None, '') else shown}"


def target_in_words(target: Mapping[str, Any]) -> str:
    """A target's figure in one phrase: 超过 50%, 1 至 3 个, 一批（数量待定）."""
    return how_many(target)


def _task(result: Mapping[str, Any], key: str) -> str:
    task = task_named(result, key)
    return f"任务“{task['code'] or ''} {task['title']}”".replace("“ ", "“") if task else "任务"


def _clause(result: Mapping[str, Any], clause_id: str | None) -> str:
    clause = next((clause for clause in result["clauses"] if clause["id"] == clause_id), None)
    return str(clause["number"] or clause["heading"]) if clause else ""


def _names(names: Sequence[str]) -> str:
    return "、".join(names) if names else "没有单位"
