"""An alert stands while the facts do; its school says what it will do; nobody clears it by hand."""

from __future__ import annotations

from django.db import models

from luoshi.common.moves import Move, Workflow
from luoshi.core import alerts as core


class AlertState(models.TextChoices):
    OPEN = core.STANDS, "未说明"
    ANSWERED = core.ANSWERED, "已说明打算"
    CLEARED = core.GONE, "已解除"


class AlertKind(models.TextChoices):
    BEHIND = core.BEHIND, core.KINDS[core.BEHIND].label
    LATE = core.LATE, core.KINDS[core.LATE].label
    STUCK = core.STUCK, core.KINDS[core.STUCK].label
    NOT_STARTED = core.NOT_STARTED, core.KINDS[core.NOT_STARTED].label
    UNDER_TARGET = core.UNDER_TARGET, core.KINDS[core.UNDER_TARGET].label
    NOT_REPORTED = core.NOT_REPORTED, core.KINDS[core.NOT_REPORTED].label
    UNPROVED = core.UNPROVED, core.KINDS[core.UNPROVED].label
    FALLING = core.FALLING, core.KINDS[core.FALLING].label


class StepKind(models.TextChoices):
    OPENED = core.OPENED, "出现"
    REOPENED = core.REOPENED, "再次出现"
    RAISED = core.RAISED, "加重"
    LOWERED = core.LOWERED, "减轻"
    LAPSED = core.LAPSED, "说明的日期已过"
    CLEARED = core.CLEARED, "解除"
    ANSWERED = "answered", "说明打算"
    TAKEN_BACK = "taken_back", "撤回说明"


_A = AlertState
_SYSTEM, _ANSWERING = "系统，按现在的事实", "里程碑责任人，本校项目办和校领导"
STANDING = (_A.OPEN, _A.ANSWERED)
BEGINS = (StepKind.OPENED, StepKind.REOPENED)
ALERT = Workflow(
    "alert",
    "预警",
    AlertState,
    (
        Move("alerts.answer_alert", "说明打算", (_A.OPEN,), _A.ANSWERED, who=_ANSWERING),
        Move("alerts.answer_alert", "修改打算", (_A.ANSWERED,), _A.ANSWERED, who=_ANSWERING),
        Move("alerts.take_back_answer", "撤回说明", (_A.ANSWERED,), _A.OPEN, who=_ANSWERING),
        Move(
            "alerts.note_alerts", "重新打开", (_A.ANSWERED,), _A.OPEN,
            given="说明的日期已过，或者加重", who=_SYSTEM,
        ),
        Move("alerts.note_alerts", "解除", STANDING, _A.CLEARED, given="事实不再达到规则", who=_SYSTEM),
        Move("alerts.note_alerts", "再次出现", (_A.CLEARED,), _A.OPEN, given="事实又达到规则", who=_SYSTEM),
    ),
)  # fmt: skip
WORKFLOWS = (ALERT,)
TONES = {_A.OPEN: "bad", _A.ANSWERED: "info", _A.CLEARED: "ok"}
