"""The states of a filed paper, of a batch of scans and of a page, and every change between them."""

from __future__ import annotations

from typing import Any

from django.db import models

from luoshi.common.moves import Move, Workflow


class PaperState(models.TextChoices):
    WAITING = "waiting", "待盖章"
    STAMPED = "stamped", "已盖章"
    RECEIVED = "received", "纸质已收"
    DROPPED = "dropped", "不再报送"


class BatchState(models.TextChoices):
    READING = "reading", "正在识别"
    DONE = "done", "已识别"
    FAILED = "failed", "没有识别成"


class PageState(models.TextChoices):
    FILED = "filed", "已归位"
    WAITING = "waiting", "待认领"
    REFUSED = "refused", "未采用"
    DUPLICATE = "duplicate", "重复"
    TAKEN_BACK = "taken_back", "已退出"
    SET_ASIDE = "set_aside", "不是报送件"


def has_copy(paper: Any) -> bool:
    return paper.stamped_id is not None


def has_none(paper: Any) -> bool:
    return paper.stamped_id is None


W, S, R, D = PaperState.WAITING, PaperState.STAMPED, PaperState.RECEIVED, PaperState.DROPPED
SYSTEM, OWN = "系统", "本单位办理报送件的人员"
HANDLERS = "本单位及上级办理报送件的人员"
REGISTRARS = "收件单位的经办；不出本单位的，本单位项目办"
WITH, WITHOUT = "已有盖章件", "还没有盖章件"
PAPER_MOVES = (
    Move("filed.note_stamped", "合成盖章件", (W,), S, who=SYSTEM),
    Move("filed.take_back_page", "退出一页", (S,), W, who=HANDLERS),
    Move("filed.use_instead", "换用另一张", (S,), W, who=HANDLERS),
    Move("filed.register_received", "登记纸质已收", (W, S), R, who=REGISTRARS),
    Move("filed.undo_received", "撤销纸质登记", (R,), S, when=has_copy, given=WITH, who=REGISTRARS),
    Move("filed.undo_received", "撤销纸质登记", (R,), W, when=has_none, given=WITHOUT, who=REGISTRARS),
    Move("filed.drop_paper", "不再报送", (W,), D, reason=True, who=OWN, danger=True),
    Move("filed.restore_paper", "恢复报送", (D,), W, who=OWN),
)
BATCH_MOVES = (
    Move("filed.note_read", "识别完成", (BatchState.READING,), BatchState.DONE, who=SYSTEM),
    Move("filed.note_unread", "没有识别成", (BatchState.READING,), BatchState.FAILED, who=SYSTEM),
    Move("filed.read_again", "重新识别", (BatchState.FAILED,), BatchState.READING, who=OWN),
)
P = PageState
NOT_FILED = (P.WAITING, P.REFUSED, P.DUPLICATE, P.TAKEN_BACK, P.SET_ASIDE)
PUT_ASIDE = (P.WAITING, P.REFUSED, P.DUPLICATE, P.TAKEN_BACK)
PAGE_MOVES = (
    Move("filed.file_by_hand", "人工归位", NOT_FILED, P.FILED, who=HANDLERS),
    Move(
        "filed.take_back_page", "退出这一页", (P.FILED,), P.TAKEN_BACK, reason=True, who=HANDLERS, danger=True
    ),
    Move("filed.use_instead", "换用这一张", (P.DUPLICATE,), P.FILED, who=HANDLERS),
    Move("filed.set_aside", "不是报送件", PUT_ASIDE, P.SET_ASIDE, who=HANDLERS),
    Move("filed.bring_back", "放回待认领", (P.SET_ASIDE,), P.WAITING, who=HANDLERS),
)
WORKFLOWS = (
    Workflow("filed-paper", "报送件", PaperState, PAPER_MOVES),
    Workflow("scan-batch", "盖章件扫描", BatchState, BATCH_MOVES),
    Workflow("scan-page", "扫描页", PageState, PAGE_MOVES),
)
