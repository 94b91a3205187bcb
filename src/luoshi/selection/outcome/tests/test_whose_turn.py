"""What the officers' desk says after a review, step by step, and what the page asks for while a public notice runs."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from luoshi.common import clock
from luoshi.selection.outcome.actions import Standing, left_to_finish
from luoshi.selection.outcome.desk import desk_items
from luoshi.selection.outcome.models import Result
from luoshi.selection.outcome.sweeping import end_overdue

from .helping import act, actions, changed, days_on, drawn_up, facts, fresh, list_digest, meeting

pytestmark = pytest.mark.django_db
NOT_OVER = "公示还没有期满。期满以后按当时的名单再审定一次，才能公布。"
DECIDE = "公示以后还没有按现在的名单审定，请登记公示后的审定。"


def turn_of(there: Any, who: str = "officer", group: str = "todo") -> list[tuple[str, str]]:
    found = [each for each in desk_items(there.actor(who)) if each.title.endswith(there.call.title)]
    return [(each.title.partition("：")[0], each.source) for each in found if each.group == group]


def shown(there: Any) -> Any:
    call = fresh(there.call)
    return act(
        actions.publish_notice, there.actor("officer"), call=call, facts=facts(), shown=list_digest(call)
    )


def test_the_desk_says_after_each_step_what_comes_next(there: Any, settings: Any, tmp_path: Any) -> None:
    assert turn_of(there) == [("整理结果", "评审已结束")]
    drawn_up(there)
    assert turn_of(there) == [("审定、公示", "结果已整理")]
    meeting(there)
    assert turn_of(there) == [("审定、公示", "已登记审定，待公示")]
    notice = shown(there)
    assert turn_of(there) == []
    days_on(settings, tmp_path, (notice.until_on - clock.today()).days)
    assert turn_of(there) == []
    days_on(settings, tmp_path, (notice.until_on - clock.today()).days + 1)
    end_overdue()
    assert turn_of(there) == [("审定、公布", "公示期满")]
    meeting(there, "after")
    assert turn_of(there) == [("审定、公布", "已登记审定，待公布")]
    actions.finish_call(call=fresh(there.call), by=there.actor("officer"), version=fresh(there.call).version)
    assert turn_of(there) == []


def test_who_entered_the_decision_waits_for_another_one_while_it_is_about_the_list(
    there: Any, settings: Any, tmp_path: Any
) -> None:
    drawn_up(there)
    meeting(there)
    assert (turn_of(there, "head"), turn_of(there, "head", "mine")) == (
        [], [("等另一人发布公示", "审定是您登记的")],
    )  # fmt: skip
    changed(there, "0001", Standing(False, ""), "资格不符")
    assert turn_of(there, "head") == turn_of(there), (
        "the list is another one: somebody enters it anew, who is free"
    )
    meeting(there, number="纪要2号")
    notice = shown(there)
    days_on(settings, tmp_path, (notice.until_on - clock.today()).days + 1)
    end_overdue()
    meeting(there, "after")
    assert turn_of(there, "head", "mine") == [("等另一人公布", "审定是您登记的")]
    assert turn_of(there) == [("审定、公布", "已登记审定，待公布")]


def test_no_decision_is_asked_for_while_the_notice_runs(
    there: Any, settings: Any, tmp_path: Any, signed_in: Any
) -> None:
    drawn_up(there)
    meeting(there)
    notice = shown(there)
    here, form = (reverse(name, args=[there.call.public_id]) for name in ("outcome", "outcome-decide"))
    page = signed_in(there.officer).get(here).content.decode()
    assert list(left_to_finish(fresh(there.call))) == [NOT_OVER]
    assert NOT_OVER in page
    assert f'href="{form}"' not in page
    days_on(settings, tmp_path, (notice.until_on - clock.today()).days + 1)
    end_overdue()
    assert list(left_to_finish(fresh(there.call))) == [DECIDE]
    assert f'href="{form}"' in signed_in(there.officer).get(here).content.decode()


def test_what_nobody_scored_is_not_called_below_the_line(there: Any, signed_in: Any) -> None:
    drawn_up(there)
    here = reverse("outcome", args=[there.call.public_id])
    row = Result.objects.get(call=there.call, code="0005")
    Result.objects.filter(pk=row.pk).update(passed=False)
    page = signed_in(there.officer).get(here).content.decode()
    assert ("未达合格线" in page, "没有得分" in page) == (True, False)
    Result.objects.filter(pk=row.pk).update(score="")
    page = signed_in(there.officer).get(here).content.decode()
    assert ("未达合格线" in page, "没有得分" in page) == (False, True)
