"""The way of a document from the drop zone to the plan."""

from django.db import models

from luoshi.common.moves import Move, Workflow

_IMPORTERS = "市局经办、科长"


class ReadingState(models.TextChoices):
    QUEUED = "queued", "等待读取"
    FAILED = "failed", "未能读取"
    DECIDING = "deciding", "核对疑点"
    LOADED = "loaded", "已装载"
    DISCARDED = "discarded", "已放弃"


READING_MOVES = [
    Move("policies.note_read", "读取完成", (ReadingState.QUEUED,), ReadingState.DECIDING, who="系统"),
    Move("policies.note_unread", "读取失败", (ReadingState.QUEUED,), ReadingState.FAILED, who="系统"),
    Move("policies.retry_reading", "重新读取", (ReadingState.FAILED,), ReadingState.QUEUED, who=_IMPORTERS),
    Move("policies.note_loaded", "装载", (ReadingState.DECIDING,), ReadingState.LOADED, who=_IMPORTERS),
    Move(
        "policies.discard_reading",
        "放弃本次导入",
        (ReadingState.QUEUED, ReadingState.FAILED, ReadingState.DECIDING),
        ReadingState.DISCARDED,
        who=_IMPORTERS,
        danger=True,
    ),
    Move(
        "policies.resume_reading",
        "恢复本次导入",
        (ReadingState.DISCARDED,),
        ReadingState.DECIDING,
        when=lambda reading: bool(reading.sealed),  # what was decided is still there
        given="已经读取过的",
        who=_IMPORTERS,
    ),
    Move(
        "policies.resume_reading",
        "恢复本次导入",
        (ReadingState.DISCARDED,),
        ReadingState.QUEUED,
        given="还没有读取过的",
        who=_IMPORTERS,
    ),
]


class FindingState(models.TextChoices):
    OPEN = "open", "待处理"
    ACCEPTED = "accepted", "已采纳"
    CORRECTED = "corrected", "已更正"
    SET_ASIDE = "set_aside", "已搁置"


_DECIDED = (FindingState.ACCEPTED, FindingState.CORRECTED, FindingState.SET_ASIDE)
FINDING_MOVES = [
    Move("policies.accept_finding", "采纳建议", (FindingState.OPEN,), FindingState.ACCEPTED, who=_IMPORTERS),
    Move("policies.correct_finding", "更正", (FindingState.OPEN,), FindingState.CORRECTED, who=_IMPORTERS),
    Move(
        "policies.set_aside_finding",
        "搁置",
        (FindingState.OPEN,),
        FindingState.SET_ASIDE,
        reason=True,
        who=_IMPORTERS,
    ),
    Move("policies.reopen_finding", "重新处理", _DECIDED, FindingState.OPEN, who=_IMPORTERS),
]


class Outcome(models.TextChoices):
    """How a person settled a finding; stays at the cell for ever."""

    ACCEPTED = "accepted", "采纳建议"
    CORRECTED = "corrected", "更正"
    SET_ASIDE = "set_aside", "搁置"


WORKFLOWS = (
    Workflow("reading", "政策文件导入", ReadingState, tuple(READING_MOVES)),
    Workflow("finding", "导入中的疑点", FindingState, tuple(FINDING_MOVES)),
)
