"""Duties that become one work: their money becomes one line. Nothing is lost and nothing counted twice."""

from __future__ import annotations

from luoshi.common import acts
from luoshi.common.actor import Actor
from luoshi.core.money import plus
from luoshi.undertakings.models import Work

from .models import MoneyEarlier, MoneyUse


def follow_joining(*, emptied: Work, work: Work, by: Actor) -> None:
    """Lines of the emptied work become lines of the common one; where there is one of the same quarter and source, the
    amounts add up, and both are kept as what stood before.
    """
    for line in MoneyUse.objects.filter(work=emptied).select_related("report").order_by("id"):
        other = MoneyUse.objects.filter(report=line.report_id, work=work, source=line.source).first()
        if other is None:
            acts.change(line, work=work)
            continue
        for each in (other, line):
            before = {name: getattr(each, name) for name in ("document", "arrived", "spent", "reason")}
            acts.create(
                MoneyEarlier,
                line=other,
                changed_by_id=by.membership_id,
                why="两项任务合并为同一工作",
                **before,
            )
        for old in line.earlier.order_by("id"):
            acts.change(old, line=other)
        acts.change(
            other,
            document=_both(other.document, line.document, 200, "、"),
            arrived=plus(other.arrived, line.arrived),
            spent=plus(other.spent, line.spent),
            reason=_both(other.reason, line.reason, 500, "；"),
        )
        acts.remove(line)


def _both(one: str, other: str, most: int, between: str) -> str:
    return between.join(dict.fromkeys(text for text in (one, other) if text))[:most]
