"""The numbered notice with its list: what stands in it, and that a correction is another version with its reason."""

import io
from typing import Any

import docx
import pytest
from django.core.exceptions import PermissionDenied

from luoshi.accounts.queries import actor_for
from luoshi.common import clock, files
from luoshi.common.errors import RuleBroken
from luoshi.selection.models import Call
from luoshi.selection.outcome.models import Result
from luoshi.selection.recognition import actions
from luoshi.selection.recognition.models import Award
from luoshi.selection.recognition.printing import words_of
from luoshi.selection.recognition.queries import announcements_visible_to

from .helping import PAPER, announced, do, fresh, granted, issued

pytestmark = pytest.mark.django_db


def test_the_file_holds_number_words_and_the_list_in_its_order(there: Any) -> None:
    Result.objects.filter(pk=there.results[0].pk).update(order=9)
    made = announced(there)
    document = docx.Document(io.BytesIO(files.read(made.stored)))
    lines = [each.text for each in document.paragraphs]
    assert lines[:5] == [
        f"{there.call.organisation.name}文件",
        PAPER,
        "关于公布结果的通知",
        "各学校：",
        "　　现予公布。",
    ]
    assert "附件" in lines
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert [row[0] for row in rows] == ["序号", "1", "2"]
    assert rows[1] == ["1", "示例案例2", there.applications[1].organisation.name, "二等奖"]
    section = document.sections[0]
    assert (round(section.top_margin.mm), round(section.left_margin.mm)) == (37, 28)  # GB/T 9704


def test_a_correction_is_another_version_and_both_stay(there: Any) -> None:
    first = announced(there)
    with pytest.raises(RuleBroken, match="更正的理由"):
        announced(there)
    second = issued(there, reason="单位名称有误")
    assert (second.number, second.replaces, second.reason) == (2, first, "单位名称有误")
    seen = announcements_visible_to(actor_for(there.post("office", "yidu")))
    assert list(seen) == [first]  # the other one lies with the bureau until it is stamped
    assert list(announcements_visible_to(there.actor(there.officer)).order_by("number")) == [first, second]
    do(actions.note_stamped, there.actor(there.officer), announcement=second)
    assert list(seen.all().order_by("number")) == [first, second]  # every school below reads both
    with pytest.raises(RuleBroken, match="已经登记"):
        do(actions.note_stamped, there.actor(there.officer), announcement=second)
    assert fresh(first).digest == first.stored.digest


def test_whose_award_was_revoked_is_not_announced_once_more(there: Any, signed_in: Any) -> None:
    award = granted(there)[0]
    announced(there)
    Award.objects.filter(pk=award.pk).update(state="revoked")
    assert award.title not in annex_of(announced(there, reason="撤销一项"))
    page = signed_in(there.officer).get(f"/announcements/{there.call.public_id}/").content.decode()
    assert ("附件名单（1 项" in page, award.title in page) == (True, False)


def test_a_kind_for_individuals_names_them_on_the_annex_and_the_certificate(there: Any) -> None:
    Call.objects.filter(pk=there.call.pk).update(rules={**there.call.rules, "applicant": "person"})
    paper = there.results[0].application
    paper.people.all().delete()
    for role, name in (("member", "示例成员"), ("leader", "示例主持")):
        paper.people.create(role=role, name=name)
    cells = annex_of(announced(there))
    assert cells[:10] == [
        *("序号", "项目", "姓名", "单位", "等次", "1"),
        *(paper.title, "示例主持、示例成员", paper.organisation.name, "一等奖"),
    ]
    award = granted(there)[0]
    assert award.holder == f"示例主持、示例成员（{paper.organisation.name}）"
    assert words_of(award)["before"].startswith(f"“{paper.title}”")


def annex_of(made: Any) -> list[str]:
    [table] = docx.Document(io.BytesIO(files.read(made.stored))).tables
    return [cell.text for row in table.rows for cell in row.cells]


@pytest.mark.parametrize(
    ("other", "words"), [({"shown": "0"}, "名单有了变化"), ({"document_number": " "}, "文号")]
)
def test_what_is_not_issued(there: Any, other: dict[str, Any], words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        announced(there, **other)
    Call.objects.filter(pk=there.call.pk).update(state="noticed")
    with pytest.raises(RuleBroken, match="公布以后"):
        announced(there)
    assert not announcements_visible_to(there.actor("officer")).exists()


@pytest.mark.once
def test_it_begins_with_the_words_of_the_kind_or_those_shipped(there: Any, signed_in: Any) -> None:
    client, here = signed_in(there.officer), f"/announcements/{there.call.public_id}/"
    shipped = client.get(here).content.decode()
    assert f"关于公布{there.call.title}结果的通知" in shipped
    own = {"title": "关于表彰{{遴选}}的通报", "notice": "各校：\n{{遴选}}已经结束。"}
    Call.objects.filter(pk=there.call.pk).update(rules={**there.call.rules, "wording": own})
    page = client.get(here).content.decode()
    said = (f"关于表彰{there.call.title}的通报", f"{there.call.title}已经结束。")
    assert [each for each in said if each not in page] == []


def test_schools_read_and_only_officers_issue(there: Any, signed_in: Any) -> None:
    made = announced(there)
    with pytest.raises(PermissionDenied):
        actions.issue_announcement(
            call=there.call, issue=None, by=there.actor("school"), version=fresh(there.call).version
        )
    here = f"/announcements/{there.call.public_id}/"
    school = signed_in(there.school)
    page = school.get(here).content.decode()
    assert (made.title in page, "再出一版" in page) == (True, False)
    answer = school.get(f"/announcement-versions/{made.public_id}/file/")
    assert b"".join(answer.streaming_content) == files.read(made.stored)
    said = {
        "document_number": PAPER, "title": "更正", "words": "更正。", "on": clock.today().isoformat(), "reason": "有误",
        "printed_by": "示例办公室",
        "_version": fresh(there.call).version, "_once": "announce-1",
    }  # fmt: skip
    assert school.post(here, said).status_code == 403
    assert signed_in(there.officer).post(here, said).status_code == 302
    assert there.call.announcements.count() == 2
