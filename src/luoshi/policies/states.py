"""The way of a document from the drop zone to the plan."""

from django.db import models

from luoshi.common.moves import Move


class ReadingState(models.TextChoices):
    QUEUED = "queued", "等待读取"
    FAILED = "failed", "未能读取"
    DECIDING = "deciding", "核对疑点"
    LOADED = "loaded", "已装载"
    DISCARDED = "discarded", "已放弃"


READING_MOVES = [
    Move("policies.note_read", "读取完成", (ReadingState.QUEUED,), ReadingState.DECIDING),
    Move("policies.note_unread", "读取失败", (ReadingState.QUEUED,), ReadingState.FAILED),
    Move("policies.retry_reading", "重新读取", (ReadingState.FAILED,), ReadingState.QUEUED),
    Move("policies.note_loaded", "装载", (ReadingState.DECIDING,), ReadingState.LOADED),
    Move(
        "policies.discard_reading",
        "放弃本次导入",
        (ReadingState.QUEUED, ReadingState.FAILED, ReadingState.DECIDING),
        ReadingState.DISCARDED,
    ),
    Move(
        "policies.resume_reading",
        "恢复本次导入",
        (ReadingState.DISCARDED,),
        ReadingState.DECIDING,
        when=lambda reading: bool(reading.sealed),  # what was decided is still there
    ),
    Move("policies.resume_reading", "恢复本次导入", (ReadingState.DISCARDED,), ReadingState.QUEUED),
]


class FindingState(models.TextChoices):
    OPEN = "open", "待处理"
    ACCEPTED = "accepted", "已采纳"
    CORRECTED = "corrected", "已更正"
    SET_ASIDE = "set_aside", "已搁置"


_DECIDED = (FindingState.ACCEPTED, FindingState.CORRECTED, FindingState.SET_ASIDE)
FINDING_MOVES = [
    Move("policies.accept_finding", "采纳建议", (FindingState.OPEN,), FindingState.ACCEPTED),
    Move("policies.correct_finding", "更正", (FindingState.OPEN,), FindingState.CORRECTED),
    Move("policies.set_aside_finding", "搁置", (FindingState.OPEN,), FindingState.SET_ASIDE, reason=True),
    Move("policies.reopen_finding", "重新处理", _DECIDED, FindingState.OPEN),
]


class Outcome(models.TextChoices):
    """How a person settled a finding; stays at the cell for ever."""

    ACCEPTED = "accepted", "采纳建议"
    CORRECTED = "corrected", "更正"
    SET_ASIDE = "set_aside", "搁置"
