"""Stage, health and proof of a duty (design, section 3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

from luoshi.common.moves import Move, Workflow
from luoshi.papers.states import ApprovalState
from luoshi.plans.models import Basis


class DutyStage(models.TextChoices):
    PROPOSED = "proposed", "待承接"
    UNDERTAKEN = "undertaken", "已承接"
    PLANNING = "planning", "方案编制"
    FILED = "filed", "已备案"
    RUNNING = "running", "实施中"
    SELF_ASSESSMENT = "self_assessment", "自评"
    ACCEPTANCE = "acceptance", "验收"
    DONE = "done", "已完成"
    CHANGED = "changed", "已变更"
    LEFT = "left", "已退出"


class Health(models.TextChoices):
    NORMAL = "normal", "正常"
    DUE_SOON = "due_soon", "临期"
    OVERDUE = "overdue", "逾期"
    BLOCKED = "blocked", "受阻"


class Proof(models.TextChoices):
    NONE = "none", "无"
    PARTIAL = "partial", "部分"
    COMPLETE = "complete", "齐全"


_OPEN = tuple(stage for stage in DutyStage if stage not in (DutyStage.DONE, DutyStage.LEFT))
_EDITORS = "计划印发单位的经办、科长"
DUTY_MOVES = [
    Move(
        "undertakings.withdraw_duty",
        "退出承接",
        _OPEN,
        DutyStage.LEFT,
        reason=True,
        who=_EDITORS,
        danger=True,
    ),
    Move(
        "undertakings.restore_duty",
        "恢复承接",
        (DutyStage.LEFT,),
        DutyStage.UNDERTAKEN,
        reason=True,
        who=_EDITORS,
    ),
]


class ChangeKind(models.TextChoices):
    TAKE_ON = "take_on", "承接任务"
    WITHDRAW = "withdraw", "退出承接"
    QUANTITY = "quantity", "修改数量"
    JOINT = "joint", "联合承接"
    PART = "part", "结束联合承接"


ARRANGING = (ChangeKind.JOINT, ChangeKind.PART)  # they say of several organisations how each carries the task
OF_REQUIRED = {ChangeKind.TAKE_ON: "恢复承担", ChangeKind.WITHDRAW: "免于承担"}


HINTS = {
    ChangeKind.JOINT: "联合承接（定牵头学校和参与学校；已经联合的，换牵头、增减参与学校）",
    ChangeKind.PART: "结束联合承接（各校单独承接，或只留牵头学校）",
}


def kind_words(kind: str, basis: str) -> str:
    """What is asked for, in words that fit the duty: of a task that binds every school one asks to be exempt."""
    words = OF_REQUIRED if basis == Basis.REQUIRED else {}
    return words.get(ChangeKind(kind), str(ChangeKind(kind).label))


class RequestState(models.TextChoices):
    DRAFT = "draft", "草稿"
    RUNNING = "running", "审批中"
    RETURNED = "returned", "退回修改"
    APPLIED = "applied", "已生效"
    WITHDRAWN = "withdrawn", "已作废"


_R = RequestState
_HOLDER, _ENTERING, _AUTHOR = "当前环节的办理人或其代办人", "环节单位的项目办（经办）", "申请人"


def _became(state: str) -> Callable[[Any], bool]:
    return lambda request: request.approval.state == state


def _ways(action: str, label: str, who: str) -> tuple[Move, Move, Move]:
    """What may become of a request under way, by its approval: in force, back with its author, further on."""
    passed, returned = _became(ApprovalState.PASSED), _became(ApprovalState.RETURNED)
    return (
        Move(
            action, label, (_R.RUNNING,), _R.APPLIED, passed, given="最后一个环节同意，变更随即生效", who=who
        ),
        Move(action, label, (_R.RUNNING,), _R.RETURNED, returned, given="退给申请人", who=who),
        Move(action, label, (_R.RUNNING,), _R.RUNNING, given="转到别的环节", who=who),
    )


_PASS = _ways("undertakings.pass_request", "同意", _HOLDER)
_RETURN = _ways("undertakings.return_request", "退回", _HOLDER)
CHANGE = Workflow(
    "change-request",
    "变更申请",
    RequestState,
    (
        Move("undertakings.send_request", "报送审批", (_R.DRAFT,), _R.RUNNING, who=_AUTHOR),
        *(_PASS[0], _PASS[2]),
        *_RETURN[1:],
        *_ways("undertakings.enter_request", "代录", _ENTERING),
        Move("undertakings.resubmit_request", "重新报送", (_R.RETURNED,), _R.RUNNING, who=_AUTHOR),
        Move(
            "undertakings.recall_request", "撤回", (_R.RUNNING,), _R.DRAFT, given="还没有人办理", who=_AUTHOR
        ),
        Move(
            "undertakings.withdraw_request",
            "作废",
            (_R.DRAFT, _R.RETURNED),
            _R.WITHDRAWN,
            reason=True,
            who=_AUTHOR,
            danger=True,
        ),
        Move("undertakings.restore_request", "恢复为草稿", (_R.WITHDRAWN,), _R.DRAFT, who=_AUTHOR),
    ),
)
WORKFLOWS = (Workflow("duty", "责任项", DutyStage, tuple(DUTY_MOVES), field="stage"), CHANGE)
