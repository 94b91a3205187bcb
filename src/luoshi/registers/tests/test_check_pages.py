"""The page of what the checks find, its workbook, and the same on an entry's page."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luoshi.common.actor import system_actor
from luoshi.registers import actions

from .test_findings import TEACHER, other, put, register

pytestmark = pytest.mark.django_db
FORMULA = {**TEACHER, "name": "=1+1", "id_number": "990101198001010033"}


@pytest.fixture
def page(there, signed_in):
    """`page("office", "teachers", school=…)` → the text of the page for that post."""

    def get(post, key, name="register-checks", **asked):
        answer = signed_in(there.posts[post]).get(reverse(name, args=[register(key).public_id]), asked)
        assert answer.status_code == 200
        return answer.content.decode()

    return get


def test_each_line_says_what_to_do_and_opens_its_entry_and_narrows(there, page):
    (mine, _) = put(
        "teachers", there.school, TEACHER, {**TEACHER, "name": "另一人", "id_number": "990101198001010022"}
    )
    put("teachers", other(), TEACHER)
    text = page("office", "teachers")
    assert reverse("register-entry", args=[mine.public_id]) in text
    assert "请安排本年度企业实践" in text
    assert "教师〔2016〕3号" in text
    assert "另有 1 个单位也填报" in text
    assert other().short not in text
    narrowed = page("office", "teachers", check="在别的单位也填报")
    assert "企业实践时间" not in narrowed[narrowed.index("<tbody") : narrowed.index("</tbody")]
    assert "这样筛选没有要办的" in page("office", "teachers", severity="error")
    to_city = page("city", "teachers")
    assert f"{other().name}也填报了" in to_city
    only = page("city", "teachers", school=other().public_id)
    assert reverse("register-entry", args=[mine.public_id]) not in only
    county = page("county", "teachers", school=other().public_id)
    assert (other().name in county, "另有 1 个单位也填报" in county) == (False, True)
    for nonsense in ("é" * 300, "１", "<script>"):
        assert "<script>" not in page(
            "office", "teachers", school=nonsense, check=nonsense, severity=nonsense
        )


def test_an_entry_and_its_list_say_it_too_and_other_people_are_refused(there, page, signed_in):
    (mine,) = put("teachers", there.school, TEACHER)
    entry = (
        signed_in(there.posts["office"])
        .get(reverse("register-entry", args=[mine.public_id]))
        .content.decode()
    )
    assert "没有填企业实践经历" in entry
    assert "<dt>算作专业课教师</dt><dd>是</dd>" in entry
    assert "核查 1 项" in page("office", "teachers", "register")
    where = reverse("register-checks", args=[register("teachers").public_id])
    assert signed_in(there.posts["teacher"]).get(where).status_code == 404
    assert "没有发现问题" in page("office", "international")


def test_the_workbook_has_the_same_lines_as_text(there, signed_in):
    put("teachers", there.school, TEACHER, FORMULA)
    where = reverse("register-checks-xlsx", args=[register("teachers").public_id])
    answer = signed_in(there.posts["county"]).get(where, {"check": "企业实践时间"})
    sheet = openpyxl.load_workbook(
        io.BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    ).active
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[1] for row in rows] == ["条目", TEACHER["name"], "=1+1"]
    assert sheet["B3"].data_type == "s"
    assert rows[1][0] == there.school.short
    assert TEACHER["id_number"] not in str(rows)


def test_thirty_lines_cost_as_many_queries_as_one_and_many_schools_are_chosen_from(there, page, monkeypatch):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            page("city", "teachers")
        return len(asked)

    put("teachers", there.school, TEACHER)
    one = cost()
    many = ({**TEACHER, "name": f"示例{n}", "id_number": f"99010119800101{n:04d}"} for n in range(100, 130))
    put("teachers", other(), *many)
    assert cost() <= one
    monkeypatch.setattr("luoshi.registers.views.checks.AT_ONCE", 2)
    assert "请先在上面选一所" in page("city", "teachers")
    assert "没有填企业实践经历" in page("city", "teachers", school=there.school.public_id)


def test_what_was_put_right_is_no_longer_said(there, page):
    (mine,) = put(
        "groups", there.school, {"name": "示例集团", "role": "member", "leader": "示例", "set_up": "2015-01"}
    )
    assert "没有填任何活动" in page("office", "groups")
    day = there.school.created_at.date().isoformat()
    values = {"activities": [{"_row": "1", "day": day, "title": "理事会"}]}
    actions.put_entries(
        register=register("groups"),
        organisation=there.school,
        rows=[actions.PutRow(mine, values)],
        by=system_actor(),
    )
    assert "没有发现问题" in page("office", "groups")
