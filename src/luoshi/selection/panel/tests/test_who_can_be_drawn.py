"""Whatever an officer changes of a candidate once he was asked counts when the pool is frozen: the monitor hears of it,
and what is frozen stays.
"""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.notices.models import Notice
from luoshi.selection.panel import actions

from .helping import do, drawn, seated

pytestmark = pytest.mark.django_db


def told(there: Any) -> list[str]:
    """What the monitor read of candidates and experts, the oldest first."""
    rows = Notice.objects.filter(deliveries__membership=there.monitor).order_by("pk")
    return [each.body for each in rows if "候选专家" in each.title or "评审专家资料" in each.title]


def test_the_monitor_hears_of_every_change_of_who_can_be_drawn(there: Any) -> None:
    seat, other = seated(there)[:2]
    there.call.__class__.objects.filter(pk=there.call.pk).update(opened_at=there.call.created_at)
    do(actions.set_most, seat, there.officer, on="seat", most=seat.most)
    assert told(there) == [], "nothing was changed"
    do(actions.set_most, seat, there.officer, on="seat", most=3)
    do(actions.leave_seat, seat, there.officer, on="seat", reason="出差")
    do(actions.return_seat, seat, there.officer, on="seat")
    do(actions.change_expert, other.expert, there.officer, on="expert", region="outside", load=2)
    do(actions.pause_expert, other.expert, there.officer, on="expert", reason="生病")
    do(actions.resume_expert, other.expert, there.officer, on="expert")
    said = told(there)
    for words, body in zip(
        ("由 10 件改为 3 件", "出差", "恢复了候选", "地区、一次最多评审件数", "生病", "恢复了这位专家"),
        said,
        strict=True,
    ):
        assert words in body
    assert all(seat.code in body for body in said[:3])


def test_what_was_frozen_stays_though_region_and_load_are_changed_since(there: Any) -> None:
    seat = seated(there)[0]
    do(actions.change_expert, seat.expert, there.officer, on="expert", region="outside")
    draw = drawn(there, mix=[{"group": "省外", "at_most": 3}])
    row = next(each for each in draw.problem["reviewers"] if each["id"] == seat.code)
    assert row["groups"] == ["类别1"], "as it stood when the pool was closed"
    do(actions.change_expert, seat.expert, there.officer, on="expert", region="here", load=1)
    before = draw.problem
    draw.refresh_from_db()
    assert draw.problem == before
    do(actions.witness_draw, draw, there.monitor, on="draw")
    do(actions.confirm_draw, draw, there.officer, on="draw")
    assert seat.assigned.count() == sum(code == seat.code for _, code, *_ in draw.result["pairs"])
