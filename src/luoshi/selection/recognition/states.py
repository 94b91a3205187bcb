"""What becomes of what was selected: cultivated, accepted, recognised, ended, revoked."""

from __future__ import annotations

from django.db import models

from luoshi.common.moves import Move, Workflow
from luoshi.registers.states import StageKind


class AwardState(models.TextChoices):
    CULTIVATED = "cultivated", "培育建设"
    ACCEPTED = "accepted", "验收通过"
    RECOGNISED = "recognised", "已认定"
    ENDED = "ended", "已终止"
    REVOKED = "revoked", "已撤销"


_A = AwardState
_OFFICERS = "组织单位的经办、科长"
REVOCABLE = (_A.CULTIVATED, _A.ACCEPTED, _A.RECOGNISED)
AWARD = Workflow(
    "award",
    "认定",
    AwardState,
    (
        Move("recognition.accept_award", "验收通过", (_A.CULTIVATED,), _A.ACCEPTED, who=_OFFICERS),
        Move("recognition.recognise_award", "认定", (_A.ACCEPTED,), _A.RECOGNISED, who=_OFFICERS),
        Move(
            "recognition.end_award",
            "终止培育",
            (_A.CULTIVATED, _A.ACCEPTED),
            _A.ENDED,
            reason=True,
            who=_OFFICERS,
            danger=True,
        ),
        Move("recognition.resume_award", "恢复培育", (_A.ENDED,), _A.CULTIVATED, reason=True, who=_OFFICERS),
        Move(
            "recognition.confirm_revocation",
            "确认撤销",
            REVOCABLE,
            _A.REVOKED,
            given="另一人提出的撤销",
            who="组织单位的另一名经办、科长或分管领导",
            danger=True,
        ),
    ),
)
WORKFLOWS = (AWARD,)
TONES = {
    _A.CULTIVATED: "busy",
    _A.ACCEPTED: "info",
    _A.RECOGNISED: "ok",
    _A.ENDED: "muted",
    _A.REVOKED: "bad",
}
STEPS = tuple(
    (kind.value, kind.label)
    for kind in (
        StageKind.SET_UP,
        StageKind.MID_TERM,
        StageKind.ACCEPTED,
        StageKind.RECOGNISED,
        StageKind.REVIEWED,
        StageKind.REVOKED,
    )
)
