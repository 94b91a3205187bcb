"""Where the package of a selection stands."""

from django.db import models

from luoshi.common.moves import Move, Workflow

MAKERS = "组织单位的经办、科长、监督员"


class PackageState(models.TextChoices):
    MAKING = "making", "正在生成"
    READY = "ready", "可以下载"
    FAILED = "failed", "没有生成"
    STOPPED = "stopped", "已停止"
    GONE = "gone", "已清除"


_S = PackageState
PACKAGE = Workflow(
    "selection-package",
    "遴选档案包",
    PackageState,
    (
        Move("archive.note_packed", "生成完成", (_S.MAKING,), _S.READY, who="系统"),
        Move("archive.note_not_packed", "没有生成", (_S.MAKING,), _S.FAILED, who="系统"),
        Move("archive.stop_package", "停止生成", (_S.MAKING,), _S.STOPPED, who=MAKERS, danger=True),
        Move(
            "archive.clear_package",
            "清除文件",
            (_S.READY,),
            _S.GONE,
            who=f"{MAKERS}；满 24 小时由系统清除",
            danger=True,
        ),
    ),
)
WORKFLOWS = (PACKAGE,)
TONES = {_S.MAKING: "busy", _S.READY: "ok", _S.FAILED: "bad", _S.STOPPED: "muted", _S.GONE: "muted"}
