"""The copy of a file that experts get, from the file as handed in to what may be read without knowing whose it is."""

from __future__ import annotations

from typing import Any

from django.db import models

from luoshi.common.moves import Move, Workflow


class CopyState(models.TextChoices):
    """HITS: names of those who apply stayed in it; HELD: it cannot be made bare, or an officer holds it back."""

    WAITING = "waiting", "正在清理"
    CLEAN = "clean", "可以评审"
    HITS = "hits", "含有名称"
    HELD = "held", "扣下"
    BACK = "back", "已退回更换"
    PASSED = "passed", "已放行"


_C = CopyState
USABLE = (_C.CLEAN, _C.PASSED)
OPEN_COPY = (_C.HITS, _C.HELD)  # an officer has to say something
_OFFICERS = "组织单位的经办、科长"


def _is_held(copy: Any) -> bool:
    return bool(copy.held)


def _has_hits(copy: Any) -> bool:
    return copy.hit_count > 0


COPY = Workflow(
    "bare-copy",
    "评审用副本",
    CopyState,
    (
        Move("review.note_copy", "清理完成", (_C.WAITING,), _C.HELD, _is_held, given="不能清理的", who="系统"),
        Move("review.note_copy", "清理完成", (_C.WAITING,), _C.HITS, _has_hits, given="含有名称的", who="系统"),
        Move("review.note_copy", "清理完成", (_C.WAITING,), _C.CLEAN, given="其余", who="系统"),
        Move("review.pass_copy", "放行", (_C.HITS,), _C.PASSED, reason=True, who=_OFFICERS),
        Move("review.send_copy_back", "退回更换", (_C.HITS, _C.HELD), _C.BACK, reason=True, who=_OFFICERS),
        Move("review.hold_copy", "扣下", (_C.CLEAN, _C.PASSED), _C.HELD, reason=True, who=_OFFICERS, danger=True),
        Move(
            "review.replace_copy", "更换副本", (_C.HITS, _C.HELD, _C.BACK), _C.WAITING,
            who="组织单位的经办、科长；退回以后申报单位也可以",
        ),
    ),
)  # fmt: skip


class SheetState(models.TextChoices):
    """OPEN: taken back by the expert to be changed; what he changes is a draft."""

    OPEN = "open", "取回修改"
    DONE = "done", "已交"


_S = SheetState
SHEET = Workflow(
    "review-sheet",
    "评分表",
    SheetState,
    (
        Move("review.hand_in_sheet", "交评分表", (_S.OPEN,), _S.DONE, who="评审人本人，本轮结束以前"),
        Move("review.take_sheet_back", "取回修改", (_S.DONE,), _S.OPEN, who="评审人本人，本轮结束以前"),
    ),
)
WORKFLOWS = (COPY, SHEET)
