"""What still stands in the way of opening a call, and what is merely unwise about its deadline."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from luoshi.common import clock
from luoshi.core.selection import problems, read_rules

from .eligibility import lost_conditions
from .models import Call
from .queries import register_of

EVENING, SHORT = 18, 5  # o'clock; days


def missing_to_open(call: Call) -> list[str]:
    """In the order of the page; empty: it can go out."""
    return list(_missing(call))


def _missing(call: Call) -> Iterator[str]:
    if call.until is None:
        yield "还没有写截止时间。"
    elif call.until <= clock.now():
        yield "截止时间已经过了，请改到以后。"
    elif call.opens_at is not None and call.opens_at >= call.until:
        yield "开始受理的时间要早于截止时间。"
    if call.kind.withdrawn_at is not None:
        yield "这个类别已经停用，请先恢复类别，或撤销这次遴选。"
    if call.kind.definition.current is None:
        yield "申报表还没有发布，请先在类别里发布申报表。"
    rules = read_rules(call.rules)
    yield from problems(rules)
    yield from lost_conditions(rules, call)
    if rules.register and register_of(call) is None:
        yield "规则要求从台账申报，但这个台账没有启用；请在类别里改选台账。"


def warnings(call: Call) -> list[str]:
    """The deadline against what schools complain of: evenings, days off, too short."""
    if call.until is None:
        return []
    local, found = timezone.localtime(call.until), []
    if local.hour >= EVENING or (local.hour, local.minute) < (8, 0):
        found.append("截止时间在下班以后，学校出了问题找不到人；建议定在工作时间。")
    if local.weekday() >= 5:
        found.append("截止日是周末；建议定在工作日。")
    if (local.date() - clock.today()).days < SHORT:
        found.append(f"离截止不到 {SHORT} 天，学校来不及组织校内评选和公示。")
    return found
