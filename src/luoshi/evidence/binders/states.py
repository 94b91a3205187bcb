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
WORKFLOWS = (MAKING,)
