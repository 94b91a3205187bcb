"""A document without any table of tasks: its clauses that set a target are offered as tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

REASON = "文件没有任务表。按条款设任务后，目标随条款挂在任务上；任务名称和承接单位以后都可以修改。"


def clause_findings(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A note with a proposal for each numbered clause that holds a target; none where a table lists the tasks."""
    if result["tasks"]:
        return []
    with_targets = {target["clause"] for target in result["targets"]}
    return [
        {
            "code": "clause-without-task",
            "severity": "note",
            "place": clause["place"],
            "message": f"条款“{clause['number']}”提出了目标，文件里没有任务表；需要列为任务的，请采纳。",
            "proposal": {"clause": clause["id"], "task": None, "reason": REASON},
        }
        for clause in result["clauses"]
        if clause["number"] and clause["id"] in with_targets
    ]
