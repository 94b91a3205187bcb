"""Where the file of a binder stands."""

from django.db import models

from luoshi.common.moves import Move, Workflow

MAKERS = "本单位能编排材料包的人员"


class MakingState(models.TextChoices):
    MAKING = "making", "正在生成"
    READY = "ready", "可以下载"
    FAILED = "failed", "没有生成"
    STOPPED = "stopped", "已停止"
    GONE = "gone", "已清除"


class ChecklistState(models.TextChoices):
    QUEUED = "queued", "正在读取"
    FAILED = "failed", "没有读出"
    READY = "ready", "待核对"
    APPLIED = "applied", "已编排"
    DISCARDED = "discarded", "已放弃"


_C = ChecklistState
OPEN_CHECKLISTS = (_C.QUEUED, _C.READY)
CHECKLIST = Workflow(
    "binder-checklist",
    "材料清单",
    ChecklistState,
    (
        Move("binders.note_checklist", "读取完成", (_C.QUEUED,), _C.READY, who="系统"),
        Move("binders.note_no_checklist", "没有读出", (_C.QUEUED,), _C.FAILED, who="系统"),
        Move("binders.apply_checklist", "按清单编排", (_C.READY,), _C.APPLIED, who=MAKERS),
        Move("binders.discard_checklist", "放弃", OPEN_CHECKLISTS, _C.DISCARDED, who=MAKERS, danger=True),
        Move(
            "binders.resume_checklist",
            "接着核对",
            (_C.DISCARDED,),
            _C.READY,
            when=lambda reading: bool(reading.sealed),
            given="已经读取过的",
            who=MAKERS,
        ),
    ),
)
_S = MakingState
MAKING = Workflow(
    "binder-making",
    "材料包文件",
    MakingState,
    (
        Move("binders.note_made", "生成完成", (_S.MAKING,), _S.READY, who="系统"),
        Move("binders.note_unmade", "没有生成", (_S.MAKING,), _S.FAILED, who="系统"),
        Move("binders.stop_making", "停止生成", (_S.MAKING,), _S.STOPPED, who=MAKERS, danger=True),
        Move(
            "binders.clear_making",
            "清除文件",
            (_S.READY,),
            _S.GONE,
            who=f"{MAKERS}；满 24 小时由系统清除",
            danger=True,
        ),
    ),
)
WORKFLOWS = (MAKING, CHECKLIST)
