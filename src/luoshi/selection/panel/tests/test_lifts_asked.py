"""An expert who declared by mistake: what he asks for stands on his page and the officer's till it is answered."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from luoshi.common.errors import RuleBroken
from luoshi.notices.models import Notice
from luoshi.selection.panel import actions
from luoshi.selection.panel.desk import desk_items
from luoshi.selection.panel.models import Assigned, Conflict, LiftAsked

from .helping import confirmed, do, seated, signed

pytestmark = pytest.mark.django_db


def declared(there: Any) -> tuple[Any, Conflict]:
    """A seat whose expert declared something, and what he declared."""
    seated(there)
    confirmed(there)
    task = Assigned.objects.select_related("seat__expert__membership", "application").order_by("id")[0]
    signed(there, task.seat)
    me = there.actor(task.seat.expert.membership)
    return task.seat, actions.declare_conflict(assigned=task, reason="师生", by=me)


def ask(there: Any, seat: Any, reason: str = "看错了单位") -> None:
    do(actions.ask_lift, seat, seat.expert.membership, on="seat", reason=reason)


def on_desk(there: Any, who: Any = None) -> list[str]:
    items = desk_items(there.actor(who or there.officer))
    return [each.title for each in items if "请求解除" in each.title]


def test_it_stands_on_both_pages_once_till_it_is_answered(there: Any, signed_in: Any) -> None:
    seat, _ = declared(there)
    ask(there, seat)
    with pytest.raises(RuleBroken, match="正在等组织单位核实答复"):
        ask(there, seat, "再说一次")
    expert, officer = signed_in(seat.expert.membership), signed_in(there.officer)
    own = reverse("own-panel", args=[seat.public_id])
    here = reverse("panel-conflicts", args=[there.call.public_id])
    again = f'action="{reverse("panel-ask-lift", args=[seat.public_id])}"'
    page = expert.get(own).content.decode()
    assert ("看错了单位" in page, "等组织单位办理" in page, again in page) == (True, True, False)
    assert "看错了单位" in officer.get(here).content.decode()
    assert on_desk(there) == [f"答复专家请求解除的回避：{there.call.title}"]
    with pytest.raises(PermissionDenied):
        do(actions.answer_lift, seat, there.monitor, on="seat", reason="不解除")
    seat.refresh_from_db()
    said = {"_version": seat.version, "_once": "a", "reason": "确为师生，照旧回避"}
    officer.post(reverse("panel-answer-lift", args=[seat.public_id]), said)
    page = expert.get(own).content.decode()
    assert ("确为师生，照旧回避" in page, again in page) == (True, True)
    assert on_desk(there) == []
    assert (
        "确为师生"
        in Notice.objects.get(deliveries__membership=seat.expert.membership, title__contains="没有解除").body
    )
    with pytest.raises(RuleBroken, match="没有等答复的请求"):
        do(actions.answer_lift, seat, there.officer, on="seat", reason="再答一次")


def test_lifting_what_he_declared_answers_it_and_lifting_another_does_not(there: Any, signed_in: Any) -> None:
    seat, conflict = declared(there)
    ask(there, seat)
    other = next(paper for paper in there.applications if paper.pk != conflict.application_id)
    mistake = do(actions.set_conflict, seat, there.officer, on="seat", application=other, reason="亲属")
    do(actions.lift_conflict, mistake, there.officer, on="conflict", reason="同名")
    assert LiftAsked.objects.filter(answered_at=None).exists()
    page = reverse("panel-conflicts", args=[there.call.public_id])
    press = reverse("panel-propose-lift", args=[conflict.public_id])
    assert press in signed_in(there.officer).get(page).content.decode()
    type(conflict).objects.filter(pk=conflict.pk).update(reason="师生。")
    said = do(actions.propose_lift, conflict, there.officer, on="conflict", reason="核实不是师生")
    shown = signed_in(there.officer).get(page).content.decode()
    assert (press in shown, "已提请解除，等另一个人同意" in shown, "（师生）" in shown) == (False, True, True)
    do(actions.confirm_proposal, said, there.monitor, on="proposal")
    asked = LiftAsked.objects.get()
    assert (asked.lifted, asked.answered_by, on_desk(there)) == (True, there.monitor, [])
    assert (
        "已解除"
        in signed_in(seat.expert.membership).get(reverse("own-panel", args=[seat.public_id])).content.decode()
    )


def test_it_comes_to_everybody_who_may_answer(there: Any) -> None:
    """Not only to the officer of the selection, who may be away or the one who asks."""
    seat, _ = declared(there)
    ask(there, seat)
    wanted = [f"答复专家请求解除的回避：{there.call.title}"]
    for who in (there.officer, there.post("section_head"), there.post("city_officer", "yichang")):
        assert on_desk(there, who) == wanted, who.role
    assert (on_desk(there, there.monitor), on_desk(there, seat.expert.membership)) == ([], [])
