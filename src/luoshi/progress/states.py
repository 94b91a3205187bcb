"""What an update may say of a milestone; the way of a periodic report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

from luoshi.common.moves import Move, Workflow
from luoshi.papers.states import ApprovalState
from luoshi.workplans.states import StepState

SAID = (StepState.DONE, StepState.UNDER_WAY, StepState.BLOCKED)
SAID_WORDS = {StepState.DONE: "完成", StepState.UNDER_WAY: "进行中", StepState.BLOCKED: "受阻"}
CHIPS = {  # sentences people tick instead of typing them
    StepState.DONE: ("已印发文件", "已召开会议部署", "已通过验收", "成果已投入使用"),
    StepState.UNDER_WAY: ("已完成大部分", "正在征求意见", "正在采购", "方案已定，正在落实"),
    StepState.BLOCKED: ("经费没有到位", "场地设备没有落实", "等上级批复", "人员调整", "需要其他部门配合"),
}
ALL_CHIPS = tuple(words for chips in CHIPS.values() for words in chips)


class PeriodKind(models.TextChoices):
    MONTH = "month", "月报"
    QUARTER = "quarter", "季报"
    HALF = "half_year", "半年报"
    YEAR = "year", "年报"


class ReportState(models.TextChoices):
    DRAFT = "draft", "未报送"
    RUNNING = "running", "审批中"
    RETURNED = "returned", "退回修改"
    ACCEPTED = "accepted", "已接收"


_R = ReportState
CHANGEABLE = (_R.DRAFT, _R.RETURNED)
SENT = (_R.RUNNING, _R.RETURNED, _R.ACCEPTED)
_WRITERS = "本校校长、分管校长、项目办"
_AUTHOR, _HOLDER = "报送人", "当前环节的办理人或其代办人"
_ENTERING = "环节单位的项目办（经办）"


def _became(state: str) -> Callable[[Any], bool]:
    return lambda report: report.approval.state == state


def _ways(action: str, label: str, who: str) -> tuple[Move, Move, Move]:
    passed, returned = _became(ApprovalState.PASSED), _became(ApprovalState.RETURNED)
    return (
        Move(action, label, (_R.RUNNING,), _R.ACCEPTED, passed, given="最后一个环节同意，随即接收", who=who),
        Move(action, label, (_R.RUNNING,), _R.RETURNED, returned, given="退给报送人", who=who),
        Move(action, label, (_R.RUNNING,), _R.RUNNING, given="转到别的环节", who=who),
    )


_PASS = _ways("progress.pass_report", "同意", _HOLDER)
_RETURN = _ways("progress.return_report", "退回", _HOLDER)
REPORT = Workflow(
    "report",
    "进展报告",
    ReportState,
    (
        Move("progress.send_report", "报送审批", (_R.DRAFT,), _R.RUNNING, who=_WRITERS),
        *(_PASS[0], _PASS[2]),
        *_RETURN[1:],
        *_ways("progress.enter_report", "代录", _ENTERING),
        Move("progress.resubmit_report", "重新报送", (_R.RETURNED,), _R.RUNNING, who=_AUTHOR),
        Move("progress.recall_report", "撤回", (_R.RUNNING,), _R.DRAFT, given="还没有人办理", who=_AUTHOR),
    ),
)
WORKFLOWS = (REPORT,)
