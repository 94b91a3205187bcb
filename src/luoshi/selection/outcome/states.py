"""What happens after the review: a public notice, objections to it, reports of misconduct."""

from __future__ import annotations

from django.db import models

from luoshi.common.moves import Move, Workflow

_OFFICERS = "组织单位的经办、科长"
_CHECKER = "核查人"
_MONITOR = "组织单位的监督员"


class DecisionStage(models.TextChoices):
    """Before the public notice, after it, and on what goes up to the office above."""

    BEFORE = "before", "公示前审定"
    AFTER = "after", "公示后审定"
    UP = "up", "推荐审定"


class NoticeState(models.TextChoices):
    """OVER: its days have passed; STOPPED: taken away before; REPLACED: a corrected one stands in its place."""

    SHOWN = "shown", "公示中"
    OVER = "over", "公示期满"
    STOPPED = "stopped", "已中止"
    REPLACED = "replaced", "已更正"


_N = NoticeState
NOTICE = Workflow(
    "public-notice",
    "公示",
    NoticeState,
    (
        Move("outcome.end_notice", "公示期满", (_N.SHOWN,), _N.OVER, given="最后一天已过", who="系统"),
        Move("outcome.stop_notice", "中止公示", (_N.SHOWN,), _N.STOPPED, reason=True, who=_OFFICERS, danger=True),
        Move(
            "outcome.correct_notice", "更正公示", (_N.SHOWN, _N.OVER), _N.REPLACED, reason=True,
            given="名单经审定", who=_OFFICERS,
        ),
    ),
)  # fmt: skip


class Came(models.TextChoices):
    """How an objection came."""

    PAGE = "page", "网页提交"
    PAPER = "paper", "书面送达"
    LETTER = "letter", "邮件、信函"


class ObjectionState(models.TextChoices):
    RECEIVED = "received", "待审核"
    REFUSED = "refused", "不予受理"
    CHECKING = "checking", "核查中"
    UPHELD = "upheld", "异议成立"
    REJECTED = "rejected", "异议不成立"
    WITHDRAWN = "withdrawn", "已撤回"


class RefusedFor(models.TextChoices):
    """Why an objection is not looked into."""

    ANONYMOUS = "anonymous", "没有署真实姓名和联系方式"
    LATE = "late", "超过公示期限"
    UNRELATED = "unrelated", "与公示内容无关"


_O = ObjectionState
OPEN_OBJECTION = (_O.RECEIVED, _O.CHECKING)  # nothing is finalised while there is one
OBJECTION = Workflow(
    "notice-objection",
    "公示异议",
    ObjectionState,
    (
        Move(
            "outcome.refuse_objection", "不予受理", (_O.RECEIVED,), _O.REFUSED, reason=True,
            who=f"{_OFFICERS}；与公示内容无关的由{_MONITOR}",
        ),
        Move("outcome.take_objection", "受理核查", (_O.RECEIVED,), _O.CHECKING, who=_OFFICERS),
        Move(
            "outcome.take_objection", "另外指定核查人", (_O.CHECKING,), _O.CHECKING,
            given="原来的核查人不能再办理", who=_OFFICERS,
        ),
        Move("outcome.uphold_objection", "异议成立", (_O.CHECKING,), _O.UPHELD, who=_CHECKER, danger=True),
        Move("outcome.reject_objection", "异议不成立", (_O.CHECKING,), _O.REJECTED, who=_CHECKER),
        Move("outcome.withdraw_objection", "撤回异议", (_O.RECEIVED, _O.CHECKING), _O.WITHDRAWN, who="异议人"),
    ),
)  # fmt: skip


class MisconductState(models.TextChoices):
    RECEIVED = "received", "待核查"
    CHECKING = "checking", "核查中"
    FOUND = "found", "属实"
    UNFOUNDED = "unfounded", "不属实"


_M = MisconductState
OPEN_MISCONDUCT = (_M.RECEIVED, _M.CHECKING)
MISCONDUCT = Workflow(
    "misconduct-report",
    "举报",
    MisconductState,
    (
        Move("outcome.take_misconduct", "开始核查", (_M.RECEIVED,), _M.CHECKING, who=_MONITOR),
        Move("outcome.find_misconduct", "查实", (_M.CHECKING,), _M.FOUND, who=_MONITOR),
        Move("outcome.dismiss_misconduct", "查否", (_M.CHECKING,), _M.UNFOUNDED, who=_MONITOR),
    ),
)
WORKFLOWS = (NOTICE, OBJECTION, MISCONDUCT)
