"""Once the results are public the desk asks for what is left, until it is done or said not to be needed."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from luoshi.common import clock
from luoshi.common.errors import RuleBroken
from luoshi.selection.applying.models import OfficerConflict
from luoshi.selection.models import Call
from luoshi.selection.recognition import actions
from luoshi.selection.recognition.desk import desk_items
from luoshi.selection.recognition.models import Announcement, Award

from .helping import announced, do, fresh, granted, issued

pytestmark = pytest.mark.django_db


def asked(actor: Any) -> list[str]:
    return sorted(item.title.partition("：")[0] for item in desk_items(actor) if item.group == "todo")


def test_the_paper_of_the_results_is_asked_for_until_it_is_there(there: Any) -> None:
    officer, head = there.actor(there.officer), there.actor(there.post("section_head"))
    assert (asked(officer), asked(head)) == (["出公布文件", "登记认定"], ["出公布文件"])
    assert not asked(there.actor("school"))
    row = issued(there)
    assert (asked(officer), asked(head)) == (
        ["公布文件盖章印发以后登记", "登记认定"],
        ["公布文件盖章印发以后登记"],
    )
    do(actions.note_stamped, officer, announcement=row)
    assert (asked(officer), asked(head)) == (["登记认定"], [])


def test_a_paper_named_with_the_recognition_is_not_asked_for(there: Any) -> None:
    granted(there)
    assert "出公布文件" not in asked(there.actor(there.officer))


def test_what_goes_on_to_a_selection_above_needs_no_paper(there: Any) -> None:
    parent = Call.objects.exclude(pk=there.call.pk).first() or there.call
    Call.objects.filter(pk=there.call.pk).update(parent=parent)
    assert "出公布文件" in asked(there.actor(there.officer)), "it recognises all the same"
    type(there.call.kind).objects.filter(pk=there.call.kind_id).update(outcome="recommend")
    assert "出公布文件" not in asked(there.actor(there.officer))


def test_one_may_say_that_there_is_none_and_issue_it_all_the_same(there: Any, signed_in: Any) -> None:
    client, here = signed_in(there.officer), reverse("announcement", args=[there.call.public_id])
    none = reverse("announcement-none", args=[there.call.public_id])
    assert "不出公布文件" in client.get(here).content.decode()

    def say(reason: str) -> str:
        said = {"reason": reason, "_version": fresh(there.call).version, "_once": f"none-{reason}"}
        return client.post(none, said, follow=True).content.decode()

    assert "请写明理由" in say(" ")
    assert "出公布文件" in asked(there.actor(there.officer))
    page = say("由市政府行文公布")
    assert ("由市政府行文公布" in page, "还没有出公布文件" in page, none in page) == (True, False, False)
    assert ('<details class="panel no-print"><summary>出公布文件' in page, "什么也没有" in page) == (
        True,
        False,
    )
    own = client.get(reverse("call", args=[there.call.public_id])).content.decode()
    assert ("已登记不出公布文件" in own, "没有印发公布文件" in own) == (True, False)
    assert asked(there.actor(there.officer)) == ["登记认定"]
    assert "已经登记" in say("再说一次")
    assert signed_in(there.school).post(none, {"reason": "不"}).status_code == 403
    assert "由市政府行文公布" not in signed_in(there.school).get(here).content.decode()
    announced(there)
    with pytest.raises(RuleBroken, match="已经出过公布文件"):
        do(actions.do_without, there.actor(there.officer), call=fresh(there.call), reason="不用")
    assert Announcement.objects.filter(call=there.call).count() == 1


def test_where_its_officer_keeps_away_somebody_else_is_asked(there: Any) -> None:
    head = there.actor(there.post("section_head"))
    OfficerConflict.objects.create(
        application=there.applications[0],
        membership=there.officer,
        reason="亲属",
        said_by=there.post("section_head"),
    )
    assert (asked(there.actor(there.officer)), asked(head)) == ([], ["出公布文件", "登记认定"])


def test_what_is_cultivated_comes_up_when_its_time_is_nearly_over(there: Any) -> None:
    rules = {**there.call.rules, "build_months": 12}
    Call.objects.filter(pk=there.call.pk).update(rules=rules)
    there.call.refresh_from_db()
    rows, officer = granted(there), there.actor(there.officer)
    assert {row.state for row in rows} == {"cultivated"}
    assert asked(officer) == []
    since = clock.today() - dt.timedelta(days=280)
    Award.objects.filter(call=there.call).update(granted_on=since)
    [item] = desk_items(officer)
    until = since.replace(year=since.year + 1) - dt.timedelta(days=1)
    assert (item.title, item.due) == (f"建设期满验收：{there.call.title}", until)
    do(actions.accept_award, officer, award=rows[0], on=clock.today(), document_number="")
    assert sorted(asked(officer)) == ["建设期满验收", "验收通过，待认定"]
    do(actions.recognise_award, officer, award=fresh(rows[0]), on=clock.today(), document_number="认1号")
    assert asked(officer) == ["建设期满验收"]
