"""What asked somebody to do something waits at nobody's desk once it is done."""

from __future__ import annotations

import pytest

from luoshi.common import clock
from luoshi.common.actor import system_actor
from luoshi.notices.actions import tell
from luoshi.notices.models import Delivery
from luoshi.papers import actions
from luoshi.papers.reminding import reminders

from .conftest import days, decide, send_back


@pytest.mark.parametrize("decided", [decide, send_back])
def test_what_asked_for_a_step_is_settled_once_it_is_decided(town, paper, signed_in, decided):
    brief = paper()
    told = Delivery.objects.filter(membership=town.the("office"), notice__title__startswith="请办理：")
    assert told.filter(read_at=None).count() == 1
    decided(brief, town.actor("office"))
    assert told.filter(read_at=None).count() == 0
    assert "请办理：" not in signed_in(town.the("office")).get("/desk/?tab=read").content.decode()
    assert not Delivery.objects.exclude(membership=town.the("office")).filter(read_at__isnull=False).exists()


def test_a_call_to_hurry_is_settled_with_its_step_and_a_return_when_it_was_sent_again(town, paper):
    brief = paper()
    actions.urge_step(approval=brief.approval, by=town.actor("department_head"))
    waiting = Delivery.objects.filter(read_at=None).values_list("notice__title", flat=True)
    assert waiting.filter(notice__title__startswith="催办：").count() == 1
    send_back(brief, town.actor("office"), due=days(2))
    assert list(waiting.all()) == [f"退回修改：{brief.title}"]
    returned = next(each for each in reminders(clock.today()) if each.title.startswith("待修改报回"))
    tell(to=returned.to, title=returned.title, kind="reminder", key=f"{returned.key}|x", by=system_actor())
    tell(to=[town.the("school_head")], title="别的", kind="x", key=f"{returned.key}0", by=system_actor())
    assert waiting.all().count() == 3
    brief.refresh_from_db()
    actions.resubmit_brief(brief=brief, by=town.actor("department_head"), version=brief.version)
    assert set(waiting.all()) == {"别的", f"请办理：{brief.title}（项目办）"}
