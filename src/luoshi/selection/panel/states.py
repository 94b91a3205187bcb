"""An expert from being proposed to leaving the pool; a draw from its seed to the panel."""

from __future__ import annotations

from django.db import models

from luoshi.common.moves import Move, Workflow


class ExpertState(models.TextChoices):
    """PROPOSED: entered by an officer, not yet bound to an account."""

    PROPOSED = "proposed", "待开通"
    ACTIVE = "active", "在库"
    PAUSED = "paused", "暂停"
    REMOVED = "removed", "已出库"


class Sort(models.TextChoices):
    """Where an expert comes from; mix rules speak of these words, of fields and of regions."""

    SCHOOL = "school", "院校"
    RESEARCH = "research", "教研机构"
    ENTERPRISE = "enterprise", "行业企业"
    OFFICE = "office", "行政机关"
    OTHER = "other", "其他"


class Region(models.TextChoices):
    HERE = "here", "本市"
    PROVINCE = "province", "省内市外"
    OUTSIDE = "outside", "省外"


class ConflictKind(models.TextChoices):
    """COMPUTED: found in the registers while the expert held the application; kept because it took it away."""

    COMPUTED = "computed", "台账比对"
    DECLARED = "declared", "专家申明"
    SET = "set", "经办人设定"


class DrawState(models.TextChoices):
    """OPEN: the seed lies sealed, its digest is published, experts may still be added. CLOSED: the pool is frozen and
    the seed open. IMPOSSIBLE: it was worked out that nobody can be assigned like that.
    """

    OPEN = "open", "候选中"
    CLOSED = "closed", "名单已封存"
    IMPOSSIBLE = "impossible", "无法分配"
    DRAWN = "drawn", "已抽取"
    CONFIRMED = "confirmed", "已确认"
    VOID = "void", "已作废"


LIVE = (
    DrawState.OPEN,
    DrawState.CLOSED,
    DrawState.IMPOSSIBLE,
    DrawState.DRAWN,
)  # one of these a round at most
_E, _D = ExpertState, DrawState
_RUNS, _WATCHES = "组织单位的经办、科长", "组织单位的监督员"

EXPERT = Workflow(
    "expert",
    "评审专家",
    ExpertState,
    (
        Move("panel.bind_expert", "绑定账号", (_E.PROPOSED, _E.ACTIVE, _E.PAUSED), _E.ACTIVE, who=_RUNS),
        Move("panel.pause_expert", "暂停", (_E.ACTIVE,), _E.PAUSED, reason=True, who=_RUNS),
        Move("panel.resume_expert", "恢复", (_E.PAUSED,), _E.ACTIVE, who=_RUNS),
        Move(
            "panel.remove_expert",
            "移出专家库",
            (_E.PROPOSED, _E.ACTIVE, _E.PAUSED),
            _E.REMOVED,
            reason=True,
            who=_RUNS,
            danger=True,
        ),
        Move("panel.restore_expert", "恢复入库", (_E.REMOVED,), _E.PROPOSED, who=_RUNS),
    ),
)
DRAW = Workflow(
    "draw",
    "抽取",
    DrawState,
    (
        Move("panel.close_pool", "封存名单并抽取", (_D.OPEN,), _D.CLOSED, who=_RUNS),
        Move("panel.note_drawn", "抽取完成", (_D.CLOSED,), _D.DRAWN, who="系统"),
        Move("panel.note_impossible", "无法分配", (_D.CLOSED,), _D.IMPOSSIBLE, who="系统"),
        Move("panel.witness_draw", "见证", (_D.DRAWN,), _D.DRAWN, who=_WATCHES),
        Move("panel.confirm_draw", "确认分配", (_D.DRAWN,), _D.CONFIRMED, given="监督员已见证", who=_RUNS),
        Move(
            "panel.void_draw",
            "作废重来",
            (_D.OPEN, _D.IMPOSSIBLE),
            _D.VOID,
            reason=True,
            who=_RUNS,
            danger=True,
        ),
        Move(
            "panel.confirm_proposal",
            "同意作废重来",
            (_D.CLOSED, _D.DRAWN),
            _D.VOID,
            given="有人提请、写明理由的",
            who=_WATCHES,
            danger=True,
        ),
    ),
)
WORKFLOWS = (EXPERT, DRAW)
EXPERT_TONES = {"proposed": "warn", "active": "ok", "paused": "", "removed": "bad"}
DRAW_TONES = {
    "open": "info",
    "closed": "busy",
    "impossible": "bad",
    "drawn": "busy",
    "confirmed": "ok",
    "void": "",
}
