"""A report from the moment it is asked for: made by the worker, given up, taken back into use."""

from __future__ import annotations

from typing import Any

from django.db import models

from luoshi.common.moves import Move, Workflow


class ReportState(models.TextChoices):
    QUEUED = "queued", "正在生成"
    READY = "ready", "已生成"
    FAILED = "failed", "未能生成"
    WITHDRAWN = "withdrawn", "已作废"


class Kind(models.TextChoices):
    CIRCULAR = "circular", "通报"
    HALF_YEAR = "half_year", "半年小结"
    YEAR = "year", "年度总结"
    REGISTER = "register", "台账清单"


def _was_made(report: Any) -> bool:
    return report.stored_id is not None


def _was_not_made(report: Any) -> bool:
    return report.stored_id is None


_S = ReportState
_MAKERS = "本单位的经办、科长，学校项目办"
REPORT = Workflow(
    "made-report",
    "报告",
    ReportState,
    (
        Move("reports.note_made", "生成完成", (_S.QUEUED,), _S.READY, who="系统"),
        Move("reports.note_not_made", "没有生成", (_S.QUEUED,), _S.FAILED, who="系统"),
        Move("reports.retry_report", "重新生成", (_S.FAILED,), _S.QUEUED, who=_MAKERS),
        Move("reports.withdraw_report", "作废", (_S.READY, _S.FAILED, _S.QUEUED), _S.WITHDRAWN, who=_MAKERS,
             danger=True),
        Move("reports.restore_report", "恢复", (_S.WITHDRAWN,), _S.READY, who=_MAKERS, when=_was_made,
             given="生成过的"),
        Move("reports.restore_report", "恢复", (_S.WITHDRAWN,), _S.FAILED, who=_MAKERS, when=_was_not_made,
             given="没有生成出来的"),
    ),
)  # fmt: skip
WORKFLOWS = (REPORT,)
TONES = {_S.QUEUED: "busy", _S.READY: "ok", _S.FAILED: "bad", _S.WITHDRAWN: ""}
