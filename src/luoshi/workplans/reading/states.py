"""From the dropped file to the draft."""

from django.db import models

from luoshi.common.moves import Move, Workflow

_WRITERS = "编制单位的校长、分管校长、项目办"


class PlanReadingState(models.TextChoices):
    QUEUED = "queued", "等待读取"
    FAILED = "failed", "未能读取"
    READY = "ready", "待核对"
    APPLIED = "applied", "已写入草稿"
    DISCARDED = "discarded", "已放弃"


_S = PlanReadingState
OPEN = (_S.QUEUED, _S.READY)
PLAN_READING = Workflow(
    "plan-reading",
    "读入方案",
    PlanReadingState,
    (
        Move("plan_readings.note_read", "读取完成", (_S.QUEUED,), _S.READY, who="系统"),
        Move("plan_readings.note_unread", "读取失败", (_S.QUEUED,), _S.FAILED, who="系统"),
        Move("plan_readings.apply_reading", "写入草稿", (_S.READY,), _S.APPLIED, who=_WRITERS),
        Move("plan_readings.discard_reading", "放弃", OPEN, _S.DISCARDED, who=_WRITERS, danger=True),
        Move(
            "plan_readings.resume_reading",
            "接着核对",
            (_S.DISCARDED,),
            _S.READY,
            when=lambda reading: bool(reading.sealed),
            given="已经读取过的",
            who=_WRITERS,
        ),
    ),
)
WORKFLOWS = (PLAN_READING,)
