"""What kinds of figures there are, and how far one has come."""

from __future__ import annotations

from django.db import models

from luoshi.core import periods, rollup


class Kind(models.TextChoices):
    COUNTED = "counted", "计数"
    SUMMED = "summed", "求和"
    RATIO = "ratio", "比值"
    DISTINCT = "distinct", "去重计数"
    YES_NO = "yes_no", "是否"
    TYPED = "typed", "填报数"
    TEXT = "text", "文字"


class Nature(models.TextChoices):
    FLOW = rollup.FLOW, "时期数"  # of a longer time: added up
    STOCK = rollup.STOCK, "时点数"  # of a longer time: the latest stands


class Scope(models.TextChoices):
    ALL = "all", "全部"
    EDUCATION = "education", "教育口"
    LABOUR = "labour", "技工口"


PeriodType = models.TextChoices(
    "PeriodType", {kind.upper(): (kind, label) for kind, label in periods.KINDS.items()}
)


class Status(models.TextChoices):
    """filled: only its own organisation sees it, and it counts nowhere above."""

    FILLED = "filled", "已填"
    SUBMITTED = "submitted", "已报"
    APPROVED = "approved", "已审定"
    COMPUTED = "computed", "系统计算"


STANDS = (Status.SUBMITTED, Status.APPROVED, Status.COMPUTED)
APPROVED = (Status.APPROVED, Status.COMPUTED)


class Source(models.TextChoices):
    TYPED = "typed", "填报"
    COMPUTED = "computed", "由台账计算"
    IMPORTED = "imported", "导入"
