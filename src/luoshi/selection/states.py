"""A kind of selection, and a call from its draft to the publication."""

from __future__ import annotations

from typing import Any

from django.db import models

from luoshi.common.moves import Move, Workflow


class Outcome(models.TextChoices):
    """How a selection of this kind ends."""

    RECOGNISE = "recognise", "认定"
    RECOMMEND = "recommend", "推荐上报"


class ProposalKind(models.TextChoices):
    """What one person says of a selection under way and another confirms."""

    WITHDRAW = "withdraw", "撤销遴选"
    QUOTAS = "quotas", "增加限额"


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


_S = CallState
BEFORE_REVIEW = (_S.OPEN, _S.CHECKING, _S.DRAWING)
JUDGED = (_S.REVIEWING, _S.DECIDING)  # nobody gives it up alone any more: he may know who would win
_OFFICERS = "组织单位的经办、科长"


def _was_open(row: Any) -> bool:
    return row.opened_at is not None


def _is_not_closed(row: Any) -> bool:
    return row.opened_at is not None and row.closed_at is None


CALL = Workflow(
    "call",
    "遴选",
    CallState,
    (
        Move("selection.open_call", "发出通知", (_S.DRAFT,), _S.OPEN, who=_OFFICERS),
        Move("selection.close_call", "截止受理", (_S.OPEN,), _S.CHECKING, who=f"{_OFFICERS}；到时由系统"),
        Move(
            "selection.confirm_extension",
            "确认延期",
            (_S.CHECKING,),
            _S.OPEN,
            given="截止以后才定的延期，对全体申报单位重新受理",
            who="组织单位的另一名经办、科长或分管领导",
        ),
        Move(
            "selection.withdraw_call",
            "撤销",
            (_S.DRAFT, *BEFORE_REVIEW),
            _S.WITHDRAWN,
            reason=True,
            who=_OFFICERS,
            danger=True,
        ),
        Move(
            "selection.confirm_withdrawal",
            "确认撤销",
            JUDGED,
            _S.WITHDRAWN,
            given="评审开始以后，一人写明理由提请",
            who="组织单位的另一名经办、科长或分管领导",
            danger=True,
        ),
        Move(
            "selection.restore_call",
            "恢复",
            (_S.WITHDRAWN,),
            _S.OPEN,
            when=_is_not_closed,
            given="发出过、没有截止的",
            reason=True,
            who=_OFFICERS,
        ),
        Move(
            "selection.restore_call",
            "恢复",
            (_S.WITHDRAWN,),
            _S.DRAFT,
            when=lambda row: not _was_open(row),
            given="没有发出过的",
            reason=True,
            who=_OFFICERS,
        ),
        Move(
            "applying.end_checks",
            "结束形式审查",
            (_S.CHECKING,),
            _S.DRAWING,
            given="申报都审查完了，至少受理了一份",
            who=_OFFICERS,
        ),
        Move(
            "panel.confirm_draw",
            "确认评审组",
            (_S.DRAWING,),
            _S.REVIEWING,
            given="抽取经监督员见证",
            who=_OFFICERS,
        ),
        Move(
            "review.close_review",
            "结束评审并计分",
            (_S.REVIEWING,),
            _S.DECIDING,
            given="各轮都已结束，名单看过",
            who=_OFFICERS,
        ),
        Move("review.reopen_review", "退回评审", (_S.DECIDING,), _S.REVIEWING, reason=True, who=_OFFICERS),
        Move("outcome.publish_notice", "公示", (_S.DECIDING,), _S.NOTICED, given="名单经审定", who=_OFFICERS),
        Move(
            "outcome.stop_notice",
            "中止公示",
            (_S.NOTICED,),
            _S.DECIDING,
            reason=True,
            who=_OFFICERS,
            danger=True,
        ),
        Move(
            "outcome.finish_call",
            "公布结果",
            (_S.NOTICED,),
            _S.ENDED,
            given="公示期满，异议办结，公示后审定过，监督员没有要求暂缓",
            who=_OFFICERS,
        ),
    ),
)
HOSTED = {
    "checks": "形式审查",
    "panel": "组建评审组",
    "review": "组织评审",
}  # what a host may run for the bureau; deciding, opening scores, publishing and the rules stay with the bureau
HOSTED_IN = (_S.OPEN, _S.CHECKING, _S.DRAWING, _S.REVIEWING)  # while a host may be asked
HOSTS_IN = (_S.CHECKING, _S.DRAWING, _S.REVIEWING)  # it begins when nobody can apply any more
TONES = {
    _S.DRAFT: "",
    _S.OPEN: "busy",
    _S.CHECKING: "info",
    _S.DRAWING: "info",
    _S.REVIEWING: "busy",
    _S.DECIDING: "info",
    _S.NOTICED: "busy",
    _S.ENDED: "ok",
    _S.WITHDRAWN: "muted",
}
LEVELS = {"school": "校级", "county": "县级", "city": "市级", "province": "省级", "nation": "国家级"}


def levels_of(kind: str) -> tuple[str, ...]:
    """Which levels a selection may have that an organisation of this kind opens, its own first."""
    own = {"school": ("school",), "county_bureau": ("county",)}
    return own.get(kind, ("city", "school", "county", "province", "nation"))
