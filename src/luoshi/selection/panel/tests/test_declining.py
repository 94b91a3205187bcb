"""The second person may say no, with a reason: the proposal ends, nothing has happened, whoever made it is told."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from luoshi.accounts.actions import add_person
from luoshi.common.actor import system_actor
from luoshi.common.errors import RuleBroken
from luoshi.notices.models import Delivery
from luoshi.selection.applying.models import OfficerConflict
from luoshi.selection.panel import actions
from luoshi.selection.panel.desk import desk_items
from luoshi.selection.panel.models import Proposal
from luoshi.selection.panel.views.proposals import waiting_for

from .helping import do, drawn, seated

pytestmark = pytest.mark.django_db


def test_the_monitor_does_not_agree_that_a_draw_is_voided(there: Any, signed_in: Any) -> None:
    seated(there)
    draw = drawn(there)
    said = do(actions.propose_void, draw, there.officer, on="draw", reason="名单有误")
    with pytest.raises(PermissionDenied):
        do(actions.decline_proposal, said, there.officer, on="proposal", reason="不办了")
    with pytest.raises(RuleBroken, match="写明不同意的理由"):
        do(actions.decline_proposal, said, there.monitor, on="proposal", reason=" ")
    monitor, here = signed_in(there.monitor), reverse("panel-draw", args=[draw.public_id])
    decline = reverse("panel-decline-proposal", args=[said.public_id])
    said.refresh_from_db()
    assert f'action="{decline}"' in monitor.get(here).content.decode()
    assert f'action="{decline}"' not in signed_in(there.officer).get(here).content.decode()
    monitor.post(decline, {"_version": said.version, "_once": "a", "reason": "名单核过，没有错"})
    draw.refresh_from_db()
    said.refresh_from_db()
    assert (draw.state, said.declined_by, said.confirmed_at) == ("drawn", there.monitor, None)
    told = Delivery.objects.get(notice__title__startswith="不同意您的提请", membership=there.officer)
    assert "名单核过，没有错" in told.notice.body
    for reader in (monitor, signed_in(there.officer)):
        page = reader.get(here).content.decode()
        assert "名单核过，没有错" in re.sub(r"(?s)<details.*?</details>", "", page), "read with the notice"
        assert f'action="{decline}"' not in page
    assert not [item for item in desk_items(there.actor(there.monitor)) if "核对评审组提请" in item.title]


def test_what_was_declined_is_over_and_may_be_proposed_anew(there: Any) -> None:
    seated(there)
    draw = drawn(there)
    said = do(actions.propose_void, draw, there.officer, on="draw", reason="名单有误")
    do(actions.decline_proposal, said, there.monitor, on="proposal", reason="没有错")
    for act, who in ((actions.confirm_proposal, there.monitor), (actions.drop_proposal, there.officer)):
        with pytest.raises(RuleBroken, match="已经答复不同意"):
            do(act, said, who, on="proposal")
    with pytest.raises(RuleBroken, match="已经答复不同意"):
        do(actions.decline_proposal, said, there.monitor, on="proposal", reason="再说一次")
    do(actions.witness_draw, draw, there.monitor, on="draw")
    again = do(actions.propose_void, draw, there.officer, on="draw", reason="漏了一位专家")
    assert Proposal.objects.filter(draw=draw).count() == 2
    do(actions.confirm_proposal, again, there.monitor, on="proposal")
    draw.refresh_from_db()
    assert draw.state == "void"


def test_what_somebody_proposed_who_keeps_away_by_now_is_not_done(there: Any) -> None:
    """He gains or loses by it; why the other did not agree is nothing for him either (controls BL-08)."""
    seated(there)
    draw = drawn(there)
    said = do(actions.propose_void, draw, there.officer, on="draw", reason="名单有误")
    OfficerConflict.objects.create(
        application=there.applications[0], membership=there.officer, reason="亲属", said_by=there.monitor
    )
    with pytest.raises(RuleBroken, match="提请的人现在应当回避"):
        do(actions.confirm_proposal, said, there.monitor, on="proposal")
    do(actions.decline_proposal, said, there.monitor, on="proposal", reason="由别人提请")
    draw.refresh_from_db()
    assert draw.state == "drawn"
    assert not Delivery.objects.filter(notice__title__startswith="不同意您的提请").exists()


def test_a_monitor_who_is_an_expert_of_it_neither_voids_a_draw_nor_keeps_it(
    there: Any, signed_in: Any
) -> None:
    """Whom the draw gives applications to has no say in whether it holds, through whatever post (controls BL-09)."""

    def on_desk(post: Any) -> list[tuple[str, str]]:
        items = [each for each in desk_items(there.actor(post)) if "核对评审组提请" in each.title]
        return [(each.group, each.source) for each in items]

    seat = seated(there)[0]
    draw = drawn(there)
    said = do(actions.propose_void, draw, there.officer, on="draw", reason="名单有误")
    who = {"name": seat.expert.name, "mobile": seat.held_by.user.mobile, "organisation": there.bureau}
    judge = add_person(**who, role="monitor", by=system_actor())
    others = f"请监督员{there.monitor.user.name}答复。"
    for act, more in ((actions.confirm_proposal, {}), (actions.decline_proposal, {"reason": "没有错"})):
        with pytest.raises(RuleBroken, match=f"评审专家，不能答复作废抽取的提请。{others}"):
            do(act, said, judge, on="proposal", **more)
    assert on_desk(judge) == [("mine", f"您是评审专家，不能答复。{others}")]
    here = reverse("panel-draw", args=[draw.public_id])
    press = f'action="{reverse("panel-confirm-proposal", args=[said.public_id])}"'
    [row] = waiting_for(there.actor(judge), draw=draw)
    assert (row.may_confirm, row.others) == (False, others)
    assert press in signed_in(there.monitor).get(here).content.decode()
