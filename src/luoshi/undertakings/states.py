"""Stage, health and proof of a duty (design, section 3)."""

from django.db import models

from luoshi.common.moves import Move, Workflow


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
WORKFLOWS = (Workflow("duty", "责任项", DutyStage, tuple(DUTY_MOVES), field="stage"),)
