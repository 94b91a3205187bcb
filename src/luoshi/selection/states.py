"""A kind of selection, and a call from its draft to the publication."""

from __future__ import annotations

from django.db import models

from luoshi.common.moves import Move, Workflow


class Outcome(models.TextChoices):
    """How a selection of this kind ends."""

    RECOGNISE = "recognise", "认定"
    RECOMMEND = "recommend", "推荐上报"


class CallState(models.TextChoices):
    """A closed stage is a stored state: the clock stepped back opens nothing again (controls DN-02)."""

    DRAFT = "draft", "起草"
    OPEN = "open", "受理申报"
    CHECKING = "checking", "形式审查"
    DRAWING = "drawing", "组建评审组"
    REVIEWING = "reviewing", "评审"
    DECIDING = "deciding", "审定"
    NOTICED = "noticed", "公示"
    ENDED = "ended", "已公布"
    WITHDRAWN = "withdrawn", "已撤销"


UNDER_WAY = tuple(
    state for state in CallState if state not in (CallState.ENDED, CallState.WITHDRAWN)
)  # still somebody's to look after

_C = CallState
_OFFICERS = "组织单位的经办、科长"
CALL = Workflow(
    "call",
    "遴选",
    CallState,
    (
        Move(
            "applying.end_checks",
            "结束形式审查",
            (_C.CHECKING,),
            _C.DRAWING,
            given="申报都审查完了，至少受理了一份",
            who=_OFFICERS,
        ),
        Move(
            "panel.confirm_draw",
            "确认评审组",
            (_C.DRAWING,),
            _C.REVIEWING,
            given="抽取经监督员见证",
            who=_OFFICERS,
        ),
        Move(
            "review.close_review",
            "结束评审并计分",
            (_C.REVIEWING,),
            _C.DECIDING,
            given="各轮都已结束，名单看过",
            who=_OFFICERS,
        ),
        Move("review.reopen_review", "退回评审", (_C.DECIDING,), _C.REVIEWING, reason=True, who=_OFFICERS),
    ),
)
