"""A meeting from its call to its close; a resolution until it is done or dropped."""

from __future__ import annotations

from typing import Any

from django.db import models

from luoshi.common.moves import Move, Workflow


class MeetingState(models.TextChoices):
    DRAFT = "draft", "筹备"
    CALLED = "called", "已通知"
    HELD = "held", "已召开"
    CLOSED = "closed", "已办结"
    CANCELLED = "cancelled", "已取消"


class ResolutionState(models.TextChoices):
    OPEN = "open", "办理中"
    DONE = "done", "已落实"
    DROPPED = "dropped", "不再办理"


class MatterState(models.TextChoices):
    OPEN = "open", "办理中"
    SOLVED = "solved", "已解决"
    WITHDRAWN = "withdrawn", "已撤回"


class Level(models.TextChoices):
    SCHOOL = "school", "学校"
    COUNTY = "county", "县市教育局"
    CITY = "city", "市教育局"
    OUTSIDE = "outside", "外部单位"


class Said(models.TextChoices):
    """What a step of a matter was."""

    RAISE = "raise", "提出"
    ANSWER = "answer", "答复"
    PASS_UP = "pass_up", "报上一级"
    SEND_DOWN = "send_down", "转下一级"
    ASK = "ask", "发函"
    REPLY = "reply", "收到回复"
    TAKE_BACK = "take_back", "收回发函"
    SOLVE = "solve", "解决"
    UNSOLVE = "unsolve", "撤回“解决了”"
    WITHDRAW = "withdraw", "撤回"
    REOPEN = "reopen", "重新提出"


class ItemKind(models.TextChoices):
    UNDONE = "undone", "上次未落实"
    LATE = "late", "逾期"
    BLOCKED = "blocked", "受阻"
    RAISED = "raised", "需协调"
    FREE = "free", "其他"


TAKEN = {  # what an agenda can be made of, as whoever prepares it reads it
    ItemKind.UNDONE: "以前议定、还没落实的事项",
    ItemKind.RAISED: "等本单位答复的需协调事项",
    ItemKind.BLOCKED: "受阻的里程碑",
    ItemKind.LATE: "逾期的里程碑",
}


def all_kinds() -> list[str]:
    return [kind.value for kind in TAKEN]


TONES = {
    "draft": "", "called": "info", "held": "busy", "closed": "ok", "cancelled": "bad", "open": "busy", "done": "ok",
    "dropped": "",
    "issued": "busy", "replied": "info", "returned": "warn", "accepted": "ok", "solved": "ok", "withdrawn": "",
    "recalled": "",
}  # fmt: skip
_M, _R = MeetingState, ResolutionState
OPEN = (_M.DRAFT, _M.CALLED, _M.HELD)
ARRANGED = (_M.DRAFT, _M.CALLED)
_WHO, _OWNER = "召集单位的经办、科长、项目办、校领导", "责任人；召集单位代记"


def _no_minutes(meeting: Any) -> bool:
    return not meeting.files.filter(removed_at__isnull=True).exists()


MEETING = Workflow(
    "meeting",
    "调度会",
    MeetingState,
    (
        Move("meetings.call_meeting", "发通知", (_M.DRAFT,), _M.CALLED, who=_WHO),
        Move("meetings.hold_meeting", "记为已召开", (_M.CALLED,), _M.HELD, who=_WHO),
        Move(
            "meetings.unhold_meeting",
            "改回未召开",
            (_M.HELD,),
            _M.CALLED,
            _no_minutes,
            reason=True,
            given="没有会议纪要",
            who=_WHO,
        ),
        Move("meetings.close_meeting", "办结", (_M.HELD,), _M.CLOSED, given="已上传会议纪要", who=_WHO),
        Move("meetings.reopen_meeting", "重新打开", (_M.CLOSED,), _M.HELD, reason=True, who=_WHO),
        Move(
            "meetings.cancel_meeting", "取消会议", ARRANGED, _M.CANCELLED, reason=True, who=_WHO, danger=True
        ),
        Move("meetings.restore_meeting", "恢复筹备", (_M.CANCELLED,), _M.DRAFT, who=_WHO),
    ),
)
RESOLUTION = Workflow(
    "resolution",
    "议定事项",
    ResolutionState,
    (
        Move("meetings.finish_resolution", "报告落实", (_R.OPEN,), _R.DONE, who=_OWNER),
        Move(
            "meetings.take_back_done",
            "撤回报告",
            (_R.DONE,),
            _R.OPEN,
            reason=True,
            who="责任人，报告落实的人",
        ),
        Move("meetings.reopen_resolution", "重新办理", (_R.DONE, _R.DROPPED), _R.OPEN, reason=True, who=_WHO),
        Move(
            "meetings.drop_resolution", "不再办理", (_R.OPEN,), _R.DROPPED, reason=True, who=_WHO, danger=True
        ),
    ),
)
_S = MatterState
_TURN, _RAISER = "轮到的单位的经办、科长、项目办、校领导", "提出的学校的校领导、项目办"


def _below(matter: Any) -> bool:
    return bool(matter.level in (Level.COUNTY, Level.SCHOOL))


def _bureau(matter: Any) -> bool:
    return bool(matter.level in (Level.COUNTY, Level.CITY))


def _at_bureau(matter: Any) -> bool:
    return bool(matter.level != Level.SCHOOL)


def _outside(matter: Any) -> bool:
    return bool(matter.level == Level.OUTSIDE)


MATTER = Workflow(
    "matter",
    "需协调事项",
    MatterState,
    (
        Move("meetings.answer_matter", "答复", (_S.OPEN,), _S.OPEN, who=_TURN),
        Move("meetings.solve_matter", "解决了", (_S.OPEN,), _S.SOLVED, who=_TURN),
        Move(
            "meetings.pass_up_matter",
            "报上一级",
            (_S.OPEN,),
            _S.OPEN,
            _below,
            given="在学校、县局时",
            who=_TURN,
        ),
        Move(
            "meetings.send_down_matter",
            "转下一级",
            (_S.OPEN,),
            _S.OPEN,
            _bureau,
            given="在县局、市局时",
            who=_TURN,
        ),
        Move(
            "meetings.ask_outside",
            "发函外部单位",
            (_S.OPEN,),
            _S.OPEN,
            _at_bureau,
            given="在县局、市局时；已发函的，可以更正",
            who=_TURN,
        ),
        Move("meetings.note_reply", "收到回复", (_S.OPEN,), _S.OPEN, _outside, given="已发函", who=_TURN),
        Move(
            "meetings.take_back_letter",
            "收回发函",
            (_S.OPEN,),
            _S.OPEN,
            _outside,
            reason=True,
            given="已发函",
            who=_TURN,
        ),
        Move("meetings.unsolve_matter", "改为未解决", (_S.SOLVED,), _S.OPEN, reason=True, who=_TURN),
        Move(
            "meetings.withdraw_matter",
            "撤回",
            (_S.OPEN,),
            _S.WITHDRAWN,
            reason=True,
            who=_RAISER,
            danger=True,
        ),
        Move(
            "meetings.reopen_matter", "重新提出", (_S.SOLVED, _S.WITHDRAWN), _S.OPEN, reason=True, who=_RAISER
        ),
    ),
)


class CaseState(models.TextChoices):
    DRAFT = "draft", "未发函"
    OPEN = "open", "督办中"
    CLOSED = "closed", "已办结"


class LetterState(models.TextChoices):
    DRAFT = "draft", "草拟"
    ISSUED = "issued", "待回复"
    REPLIED = "replied", "已回复"
    RETURNED = "returned", "退回重办"
    ACCEPTED = "accepted", "已认可"
    RECALLED = "recalled", "已撤回"


class Rung(models.TextChoices):
    LETTER = "letter", "督办函"
    TALK = "talk", "约谈"
    CIRCULAR = "circular", "通报"


_C, _L = CaseState, LetterState
_ISSUER, _ADDRESSED = "发函的教育局经办、科长", "收函学校的校领导、项目办"


def _issued(case: Any) -> bool:
    return bool(case.was_issued)


def _never_issued(case: Any) -> bool:
    return not case.was_issued


def _was_returned(letter: Any) -> bool:
    return bool(letter.reason)


CASE = Workflow(
    "case",
    "督办",
    CaseState,
    (
        Move("meetings.issue_letter", "印发", (_C.DRAFT, _C.OPEN), _C.OPEN, who=_ISSUER),
        Move(
            "meetings.recall_letter",
            "撤回督办函",
            (_C.OPEN,),
            _C.DRAFT,
            _never_issued,
            who=_ISSUER,
            given="没有别的督办函",
        ),
        Move("meetings.close_case", "办结", (_C.DRAFT, _C.OPEN), _C.CLOSED, reason=True, who=_ISSUER),
        Move(
            "meetings.reopen_case",
            "重新督办",
            (_C.CLOSED,),
            _C.OPEN,
            _issued,
            reason=True,
            who=_ISSUER,
            given="已印发过督办函",
        ),
        Move(
            "meetings.reopen_case",
            "重新督办",
            (_C.CLOSED,),
            _C.DRAFT,
            _never_issued,
            reason=True,
            who=_ISSUER,
            given="还没有印发督办函",
        ),
    ),
)
LETTER = Workflow(
    "letter",
    "督办函",
    LetterState,
    (
        Move("meetings.issue_letter", "印发", (_L.DRAFT,), _L.ISSUED, who=_ISSUER),
        Move("meetings.reply_letter", "回复", (_L.ISSUED, _L.RETURNED), _L.REPLIED, who=_ADDRESSED),
        Move(
            "meetings.recall_letter",
            "撤回",
            (_L.ISSUED,),
            _L.RECALLED,
            reason=True,
            given="学校还没有人签收",
            who=_ISSUER,
            danger=True,
        ),
        Move(
            "meetings.recall_reply",
            "撤回回复",
            (_L.REPLIED,),
            _L.RETURNED,
            _was_returned,
            reason=True,
            given="退回过的，还没有认可或再退回",
            who=_ADDRESSED,
        ),
        Move(
            "meetings.recall_reply",
            "撤回回复",
            (_L.REPLIED,),
            _L.ISSUED,
            reason=True,
            given="还没有认可或退回",
            who=_ADDRESSED,
        ),
        Move("meetings.accept_reply", "认可回复", (_L.REPLIED,), _L.ACCEPTED, who=_ISSUER),
        Move(
            "meetings.return_reply",
            "退回重办",
            (_L.REPLIED, _L.ACCEPTED),
            _L.RETURNED,
            reason=True,
            who=_ISSUER,
        ),
    ),
)
WORKFLOWS = (MEETING, RESOLUTION, MATTER, CASE, LETTER)
