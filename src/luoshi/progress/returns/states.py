"""A return from its draft to the level above; a school's sheet from empty to taken.

Late is a fact of time, not a state: a sheet may still come as long as the return is open, and the page says so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

from luoshi.common.moves import Move, Workflow
from luoshi.papers.states import ApprovalState


class ReturnState(models.TextChoices):
    DRAFT = "draft", "起草"
    OPEN = "open", "填报中"
    CLOSED = "closed", "已截止"
    MERGED = "merged", "已合并"
    SENT_UP = "sent_up", "已上报"
    WITHDRAWN = "withdrawn", "已撤回"


class SheetState(models.TextChoices):
    TODO = "todo", "未填"
    FILLING = "filling", "填写中"
    CHECKING = "checking", "校内审批"
    SENT = "sent", "已送出"
    DOUBTFUL = "doubtful", "存疑"
    RECEIVED = "received", "已收"


class Reading(models.TextChoices):
    """How far the upper office's template has come."""

    NONE = "", "没有原表"
    WAITING = "waiting", "正在识别"
    FAILED = "failed", "未能识别"
    READY = "ready", "待核对"
    TAKEN = "taken", "已核对"


_R, _S = ReturnState, SheetState
ASKED = (_R.OPEN, _R.CLOSED, _R.MERGED, _R.SENT_UP)  # schools see it
JUDGED = (_R.OPEN, _R.CLOSED)  # sheets are taken or sent back
OVER = (_R.CLOSED, _R.MERGED, _R.SENT_UP)
WRITABLE = (_S.TODO, _S.FILLING, _S.DOUBTFUL)
ARRIVED = (_S.SENT, _S.DOUBTFUL, _S.RECEIVED)  # the bureau has something to read
COUNTED = (_S.SENT, _S.RECEIVED)  # goes into the merged file
_OFFICERS = "发起单位的经办、科长"
_FILLERS = "填报单位的校长、分管校长、项目办"
_HOLDER, _ENTERING, _AUTHOR = "当前环节的办理人或其代办人", "环节单位的项目办（经办）", "送出的人"


def _was_open(row: Any) -> bool:
    return row.opened_at is not None


def _is_merged(row: Any) -> bool:
    return row.merged_id is not None


RETURN = Workflow(
    "return",
    "收表",
    ReturnState,
    (
        Move("returns.open_return", "发出", (_R.DRAFT,), _R.OPEN, who=_OFFICERS),
        Move(
            "returns.redraft_return",
            "收回修改",
            (_R.OPEN,),
            _R.DRAFT,
            lambda row: row.nobody_began,
            given="还没有单位动手填",
            reason=True,
            who=_OFFICERS,
        ),
        Move(
            "returns.withdraw_return",
            "撤回",
            (_R.DRAFT, _R.OPEN),
            _R.WITHDRAWN,
            reason=True,
            who=_OFFICERS,
            danger=True,
        ),
        Move(
            "returns.restore_return",
            "恢复",
            (_R.WITHDRAWN,),
            _R.OPEN,
            when=_was_open,
            given="发出过的",
            reason=True,
            who=_OFFICERS,
        ),
        Move(
            "returns.restore_return",
            "恢复",
            (_R.WITHDRAWN,),
            _R.DRAFT,
            given="没有发出过的",
            reason=True,
            who=_OFFICERS,
        ),
        Move("returns.close_return", "截止收表", (_R.OPEN,), _R.CLOSED, who=_OFFICERS),
        Move(
            "returns.reopen_return",
            "重新开放填报",
            (_R.CLOSED, _R.MERGED),
            _R.OPEN,
            reason=True,
            who=_OFFICERS,
        ),
        Move("returns.note_merged", "合并完成", (_R.CLOSED, _R.MERGED), _R.MERGED, who="系统"),
        Move("returns.send_up", "标记已上报", (_R.CLOSED, _R.MERGED), _R.SENT_UP, who=_OFFICERS),
        Move(
            "returns.take_back_up",
            "撤销上报",
            (_R.SENT_UP,),
            _R.MERGED,
            when=_is_merged,
            given="合并过的",
            reason=True,
            who=_OFFICERS,
        ),
        Move(
            "returns.take_back_up",
            "撤销上报",
            (_R.SENT_UP,),
            _R.CLOSED,
            given="没有合并的",
            reason=True,
            who=_OFFICERS,
        ),
    ),
)


def _became(state: str) -> Callable[[Any], bool]:
    return lambda sheet: sheet.approval is not None and sheet.approval.state == state


_STILL = "发起单位的疑问还没有办结的"


def _is_doubted(sheet: Any) -> bool:
    """What the office asked about is still open: it came once, and may come again though the return is closed."""
    return sheet.number > 0 and sheet.has_open_doubts


def _is_entered(sheet: Any) -> bool:
    return bool(sheet.is_entered)


def _answered_doubts(sheet: Any) -> bool:
    return bool(sheet.number > 1 and sheet.answered_doubts)


def _doubted(when: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda sheet: when(sheet) and _is_doubted(sheet)


def _ways(action: str, label: str, who: str) -> tuple[Move, ...]:
    passed, returned = _became(ApprovalState.PASSED), _became(ApprovalState.RETURNED)
    return (
        Move(action, label, (_S.CHECKING,), _S.SENT, passed, given="最后一个环节同意，随即送出", who=who),
        Move(
            action,
            label,
            (_S.CHECKING,),
            _S.DOUBTFUL,
            _doubted(returned),
            given=f"退给填表人，{_STILL}",
            who=who,
        ),
        Move(action, label, (_S.CHECKING,), _S.FILLING, returned, given="退给填表人", who=who),
        Move(action, label, (_S.CHECKING,), _S.CHECKING, given="转到别的环节", who=who),
    )


def _through_steps(sheet: Any) -> bool:
    return bool(sheet.asked_in.asks_steps)


_STEPS_FIRST = "要求校内审批的"
SHEET = Workflow(
    "return-sheet",
    "各单位的表",
    SheetState,
    (
        Move("returns.save_sheet", "保存", (_S.TODO, _S.FILLING), _S.FILLING, who=_FILLERS),
        Move("returns.save_sheet", "保存", (_S.DOUBTFUL,), _S.DOUBTFUL, given="退回后修改", who=_FILLERS),
        Move(
            "returns.send_sheet",
            "确认送出",
            WRITABLE,
            _S.CHECKING,
            _through_steps,
            given=_STEPS_FIRST,
            who=_FILLERS,
        ),
        Move("returns.send_sheet", "确认送出", WRITABLE, _S.SENT, given="不要求审批的", who=_FILLERS),
        *_ways("returns.pass_sheet", "同意", _HOLDER),
        *_ways("returns.return_sheet", "退回", _HOLDER)[1:],
        *_ways("returns.enter_sheet", "代录", _ENTERING),
        Move(
            "returns.recall_sheet",
            "撤回",
            (_S.CHECKING,),
            _S.DOUBTFUL,
            _is_doubted,
            given=f"审批还没有人办理，{_STILL}",
            who=_AUTHOR,
        ),
        Move(
            "returns.recall_sheet",
            "撤回",
            (_S.CHECKING,),
            _S.FILLING,
            given="审批还没有人办理",
            who=_AUTHOR,
        ),
        Move(
            "returns.recall_sheet",
            "撤回",
            (_S.SENT,),
            _S.DOUBTFUL,
            _answered_doubts,
            given="市局还没有收下，这次送出答复过的疑问恢复",
            who=_FILLERS,
        ),
        Move("returns.recall_sheet", "撤回", (_S.SENT,), _S.FILLING, given="市局还没有收下", who=_FILLERS),
        Move(
            "returns.enter_for_school",
            "代录",
            (_S.TODO,),
            _S.SENT,
            given="学校交来签字盖章的纸表，附在表上",
            who=_OFFICERS,
        ),
        Move(
            "returns.undo_entry",
            "撤回代录",
            (_S.SENT,),
            _S.FILLING,
            _is_entered,
            reason=True,
            given="代录的，还没有收下",
            who=_OFFICERS,
        ),
        Move("returns.receive_sheet", "收下", (_S.SENT,), _S.RECEIVED, who=_OFFICERS),
        Move("returns.unreceive_sheet", "撤销收下", (_S.RECEIVED,), _S.SENT, who=_OFFICERS),
        Move(
            "returns.doubt_sheet",
            "退回核实",
            (_S.SENT, _S.RECEIVED),
            _S.DOUBTFUL,
            who=_OFFICERS,
            given="写明哪一格、为什么",
        ),
        Move(
            "returns.drop_doubts",
            "撤销退回",
            (_S.DOUBTFUL,),
            _S.SENT,
            given="还没有重新送出",
            who=_OFFICERS,
        ),
    ),
)
WORKFLOWS = (RETURN, SHEET)
