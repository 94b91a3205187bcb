"""A recommendation from its letter to the answer from above."""

from __future__ import annotations

from django.db import models

from luoshi.common.moves import Move, Workflow


class RecommendationState(models.TextChoices):
    """REPLACED: another version stands in its place."""

    DRAWN = "drawn", "已拟好"
    SENT = "sent", "已发出"
    RECALLED = "recalled", "已撤回"
    REPLACED = "replaced", "已换版"


_R = RecommendationState
STANDING = (_R.DRAWN, _R.SENT)
_OFFICERS = "组织单位的经办、科长"
RECOMMENDATION = Workflow(
    "recommendation",
    "推荐上报",
    RecommendationState,
    (
        Move(
            "recommendation.send",
            "登记发出",
            (_R.DRAWN,),
            _R.SENT,
            given="推荐函已盖章印发",
            who=_OFFICERS,
        ),
        Move(
            "recommendation.unsend",
            "撤销发出登记",
            (_R.SENT,),
            _R.DRAWN,
            reason=True,
            given="还没有登记上级结果",
            who=_OFFICERS,
        ),
        Move(
            "recommendation.recall",
            "撤回推荐",
            STANDING,
            _R.RECALLED,
            reason=True,
            given="还没有登记上级结果",
            who=_OFFICERS,
            danger=True,
        ),
        Move(
            "recommendation.restore",
            "恢复推荐",
            (_R.RECALLED,),
            _R.DRAWN,
            reason=True,
            given="没有另出的推荐，名单没有变",
            who=_OFFICERS,
        ),
        Move(
            "recommendation.renew",
            "换一版",
            STANDING,
            _R.REPLACED,
            reason=True,
            given="还没有登记上级结果",
            who=_OFFICERS,
        ),
    ),
)
WORKFLOWS = (RECOMMENDATION,)
TONES = {_R.DRAWN: "busy", _R.SENT: "ok", _R.RECALLED: "muted", _R.REPLACED: "muted"}
