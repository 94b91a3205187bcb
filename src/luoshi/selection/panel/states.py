"""An expert from being proposed to leaving the pool; a draw from its seed to the panel."""

from __future__ import annotations

from django.db import models


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
