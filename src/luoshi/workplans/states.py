"""A workplan by where its approval lies. `going_to` is set by the acts that put an older version out of force."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

from luoshi.common.moves import Move, Workflow
from luoshi.papers.states import ApprovalState


class WorkplanState(models.TextChoices):
    DRAFT = "draft", "草拟"
    RUNNING = "running", "审批中"
    RETURNED = "returned", "退回修改"
    FILED = "filed", "已备案"
    SUPERSEDED = "superseded", "已被新版替代"
    WITHDRAWN = "withdrawn", "已作废"


class StepState(models.TextChoices):
    """How far a milestone has come, as progress tells it; the values are those of `core.standing`."""

    OPEN = "open", "未开始"
    UNDER_WAY = "under_way", "进行中"
    DONE = "done", "已完成"
    BLOCKED = "blocked", "受阻"


_W = WorkplanState
CHANGEABLE = (_W.DRAFT, _W.RETURNED)
OPEN = (_W.DRAFT, _W.RUNNING, _W.RETURNED)
FROZEN = (_W.FILED, _W.SUPERSEDED)
_WRITERS = "编制单位的校长、分管校长、项目办"
_AUTHOR, _HOLDER = "报送人", "当前环节的办理人或其代办人"
_ENTERING = "环节单位的项目办（经办）"


def _became(state: str) -> Callable[[Any], bool]:
    return lambda workplan: workplan.approval.state == state


def _replaced(workplan: Any) -> bool:
    return bool(workplan.going_to == WorkplanState.SUPERSEDED)


def _ways(action: str, label: str, who: str) -> tuple[Move, Move, Move]:
    """What may become of a workplan under way, by its approval: filed, back with its author, further on."""
    passed, returned = _became(ApprovalState.PASSED), _became(ApprovalState.RETURNED)
    return (
        Move(action, label, (_W.RUNNING,), _W.FILED, passed, given="最后一个环节同意，随即备案", who=who),
        Move(action, label, (_W.RUNNING,), _W.RETURNED, returned, given="退给报送人", who=who),
        Move(action, label, (_W.RUNNING,), _W.RUNNING, given="转到别的环节", who=who),
    )


def _replacing(action: str, label: str, who: str) -> Move:
    return Move(action, label, (_W.FILED,), _W.SUPERSEDED, _replaced, given="新版方案备案时", who=who)


_PASS = _ways("workplans.pass_workplan", "同意", _HOLDER)
_RETURN = _ways("workplans.return_workplan", "退回", _HOLDER)
WORKPLAN = Workflow(
    "workplan",
    "实施方案",
    WorkplanState,
    (
        Move("workplans.send_workplan", "报送审批", (_W.DRAFT,), _W.RUNNING, who=_WRITERS),
        *(_PASS[0], _PASS[2]),
        _replacing("workplans.pass_workplan", "同意", _HOLDER),
        *_RETURN[1:],
        *_ways("workplans.enter_workplan", "代录", _ENTERING),
        _replacing("workplans.enter_workplan", "代录", _ENTERING),
        Move("workplans.resubmit_workplan", "重新报送", (_W.RETURNED,), _W.RUNNING, who=_AUTHOR),
        Move("workplans.recall_workplan", "撤回", (_W.RUNNING,), _W.DRAFT, given="还没有人办理", who=_AUTHOR),
        Move(
            "workplans.withdraw_workplan",
            "作废",
            CHANGEABLE,
            _W.WITHDRAWN,
            reason=True,
            who=_WRITERS,
            danger=True,
        ),
        Move("workplans.restore_workplan", "恢复为草稿", (_W.WITHDRAWN,), _W.DRAFT, who=_WRITERS),
    ),
)
WORKFLOWS = (WORKPLAN,)
