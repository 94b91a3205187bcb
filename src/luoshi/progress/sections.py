"""The tabs of 进展. An app that belongs to it (money, meetings) adds its line here; the page exists with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from luoshi.common.actor import Actor

from .permissions import can_look_after, may_answer


@dataclass(frozen=True, slots=True)
class Section:
    """name: of the page the tab opens; may: for whom it is there."""

    label: str
    name: str
    may: Callable[[Actor], bool]


def _reads_money(actor: Actor) -> bool:
    return actor.may("read_money")


def _reads_meetings(actor: Actor) -> bool:
    return actor.may("read_meetings")


SECTIONS = (
    Section("我的里程碑", "my-milestones", may_answer),
    Section("逾期和受阻", "behind", can_look_after),
    Section("报告", "reports", can_look_after),
    Section("资金使用", "money", _reads_money),
    Section("调度会", "meetings", _reads_meetings),
    Section("需协调事项", "matters", _reads_meetings),
    Section("督办", "cases", _reads_meetings),
)


def tabs(actor: Actor, here: str) -> list[dict[str, Any]]:
    """For `{% tabs %}`; with one entry only there is nothing to choose."""
    rows = [section for section in SECTIONS if section.may(actor)]
    if len(rows) < 2:
        return []
    return [{"label": row.label, "url": reverse(row.name), "current": row.name == here} for row in rows]
