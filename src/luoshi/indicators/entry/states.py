"""A filing of figures (指标填报): opened for a period, filled by schools, looked at by counties, approved above."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import models

from luoshi.common.moves import Move, Workflow
from luoshi.papers.states import ApprovalState


class FilingState(models.TextChoices):
    OPEN = "open", "填报中"
    CLOSED = "closed", "已截止"
    WITHDRAWN = "withdrawn", "已撤回"


class SheetState(models.TextChoices):
    TODO = "todo", "未填"
    FILLING = "filling", "填写中"
    CHECKING = "checking", "校内审批"
    SENT = "sent", "已报送"
    LOOKED = "looked", "县局已核"
    RETURNED = "returned", "退回修改"
    APPROVED = "approved", "已审定"


class LineState(models.TextChoices):
    WRITING = "writing", "填写中"
    WAITING = "waiting", "待审定"
    APPROVED = "approved", "已审定"
    RETURNED = "returned", "已退回"


_F, _S, _L = FilingState, SheetState, LineState
WRITABLE = (_S.TODO, _S.FILLING, _S.RETURNED)
ARRIVED = (_S.SENT, _S.LOOKED, _S.RETURNED, _S.APPROVED)  # those above read what was sent
REPORTED = (_S.SENT, _S.LOOKED, _S.APPROVED)
OPEN_LINES = (_L.WRITING, _L.RETURNED)  # the school may change them
TONES: dict[str, str] = {
    _S.FILLING: "busy",
    _S.CHECKING: "busy",
    _S.SENT: "info",
    _S.LOOKED: "info",
    _S.RETURNED: "warn",
    _S.APPROVED: "ok",
    _L.WRITING: "busy",
    _L.WAITING: "info",
    _F.OPEN: "busy",
    _F.WITHDRAWN: "bad",
}
OFFICERS = "发起单位的经办、科长"
FILLERS = "填报单位的项目办"
_HOLDER, _ENTERING = "本校当前环节的办理人或其代办人", "本校项目办"
COUNTY = "学校所属县局的经办"
FILING = Workflow(
    "filing",
    "指标填报",
    FilingState,
    (
        Move("indicator_entry.close_filing", "截止", (_F.OPEN,), _F.CLOSED, who=OFFICERS),
        Move("indicator_entry.reopen_filing", "重新开放", (_F.CLOSED,), _F.OPEN, reason=True, who=OFFICERS),
        Move(
            "indicator_entry.withdraw_filing", "撤回", (_F.OPEN,), _F.WITHDRAWN, reason=True, who=OFFICERS,
            when=lambda row: row.nobody_sent, given="还没有单位报送或送校内审批", danger=True,
        ),
        Move("indicator_entry.restore_filing", "恢复", (_F.WITHDRAWN,), _F.OPEN, reason=True, who=OFFICERS),
    ),
)  # fmt: skip


def _judged(action: str, label: str, who: str, sources: tuple[str, ...]) -> Iterator[Move]:
    """Where a sheet stands after some of its lines were judged."""
    yield Move(action, label, sources, _S.RETURNED, lambda row: row.has_returned, given="有退回的项", who=who)
    yield Move(
        action, label, sources, _S.APPROVED, lambda row: row.is_approved, given="每一项都审定了", who=who
    )
    yield Move(action, label, sources, _S.LOOKED, lambda row: row.looked_at, given="县局核对过的", who=who)
    yield Move(action, label, sources, _S.SENT, given="还有没审定的项", who=who)


def _asks_steps(row: Any) -> bool:
    return bool(row.filing.asks_steps)


def _became(state: str) -> Callable[[Any], bool]:
    return lambda row: row.approval is not None and row.approval.state == state


def _of_steps(action: str, label: str, who: str) -> tuple[Move, ...]:
    """Where a sheet stands after one of the school's own steps."""
    passed, returned = _became(ApprovalState.PASSED), _became(ApprovalState.RETURNED)
    return (
        Move(action, label, (_S.CHECKING,), _S.SENT, passed, given="最后一个环节同意，随即报送", who=who),
        Move(
            action, label, (_S.CHECKING,), _S.RETURNED, lambda row: returned(row) and row.has_returned,
            given="退给填报人，上级退回的项还没有报", who=who,
        ),
        Move(action, label, (_S.CHECKING,), _S.FILLING, returned, given="退给填报人", who=who),
        Move(action, label, (_S.CHECKING,), _S.CHECKING, given="转到别的环节", who=who),
    )  # fmt: skip


_ABOVE = f"{OFFICERS}；{COUNTY}（市局审定以前）"
SHEET = Workflow(
    "filing-sheet",
    "指标填报单",
    SheetState,
    (
        Move("indicator_entry.save_sheet", "保存", (_S.TODO, _S.FILLING), _S.FILLING, who=FILLERS),
        Move("indicator_entry.save_sheet", "保存", (_S.RETURNED,), _S.RETURNED, given="退回后修改", who=FILLERS),
        Move(
            "indicator_entry.send_sheet", "报送", WRITABLE, _S.CHECKING, _asks_steps, given="要求校内审批的",
            who=FILLERS,
        ),
        Move("indicator_entry.send_sheet", "报送", WRITABLE, _S.SENT, given="不要求校内审批的", who=FILLERS),
        *_of_steps("indicator_entry.pass_sheet", "同意", _HOLDER)[::3],
        *_of_steps("indicator_entry.return_sheet", "退回", _HOLDER)[1:],
        *_of_steps("indicator_entry.enter_sheet", "代录", _ENTERING),
        Move(
            "indicator_entry.recall_sheet", "撤回", (_S.CHECKING,), _S.RETURNED, lambda row: row.has_returned,
            given="校内还没有人办理，上级退回的项还没有报", who=FILLERS,
        ),
        Move(
            "indicator_entry.recall_sheet", "撤回", (_S.CHECKING,), _S.FILLING, given="校内还没有人办理", who=FILLERS,
        ),
        Move(
            "indicator_entry.recall_sheet", "撤回", (_S.SENT,), _S.FILLING, who=FILLERS,
            when=lambda row: row.is_untouched, given="上级还没有核对、审定任何一项",
        ),
        Move(
            "indicator_entry.look_at_sheet", "核对", (_S.SENT,), _S.LOOKED, who=COUNTY,
            when=lambda row: row.through_county, given="县属学校",
        ),
        Move(
            "indicator_entry.unlook_sheet", "撤销核对", (_S.LOOKED,), _S.SENT, who=COUNTY,
            when=lambda row: row.is_untouched, given="市局还没有审定任何一项",
        ),
        *_judged("indicator_entry.approve_lines", "审定", OFFICERS, (_S.SENT, _S.LOOKED, _S.RETURNED)),
        *_judged("indicator_entry.return_lines", "退回", _ABOVE, ARRIVED),
        *_judged("indicator_entry.reopen_lines", "撤销审定（退回）", _ABOVE, ARRIVED),
    ),
)  # fmt: skip
LINE = Workflow(
    "filing-line",
    "填报的一项指标",
    LineState,
    (
        Move(
            "indicator_entry.send_sheet",
            "报送",
            OPEN_LINES,
            _L.WAITING,
            given="不要求校内审批的",
            who=FILLERS,
        ),
        Move(
            "indicator_entry.pass_sheet",
            "同意",
            OPEN_LINES,
            _L.WAITING,
            given="最后一个环节同意",
            who=_HOLDER,
        ),
        Move(
            "indicator_entry.enter_sheet",
            "代录",
            OPEN_LINES,
            _L.WAITING,
            given="最后一个环节同意",
            who=_ENTERING,
        ),
        Move("indicator_entry.recall_sheet", "撤回", (_L.WAITING,), _L.WRITING, who=FILLERS),
        Move("indicator_entry.approve_lines", "审定", (_L.WAITING,), _L.APPROVED, who=OFFICERS),
        Move(
            "indicator_entry.return_lines",
            "退回",
            (_L.WAITING, _L.APPROVED),
            _L.RETURNED,
            reason=True,
            who=_ABOVE,
        ),
        Move(
            "indicator_entry.reopen_lines",
            "撤销审定（退回）",
            (_L.APPROVED, _L.RETURNED),
            _L.WAITING,
            who=_ABOVE,
        ),
    ),
)
WORKFLOWS = (FILING, SHEET, LINE)


def tone_of(state: Any) -> str:
    return TONES.get(state, "")
