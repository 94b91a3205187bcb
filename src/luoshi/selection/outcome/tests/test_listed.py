"""The list of results: narrowed by standing and words, in pages, and the whole of it as a workbook."""

from __future__ import annotations

import io
import re
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from luoshi.common.models import AuditEvent
from luoshi.selection.outcome.listing import rows_of
from luoshi.selection.outcome.results_listed import choices, in_words, narrowed
from luoshi.selection.outcome.views.listed import list_context

from .helping import drawn_up

pytestmark = pytest.mark.django_db


def row(title: str, **said: Any) -> Any:
    school = SimpleNamespace(name="示例职业学校", short="示例校")
    given = {
        "code": "0001", "excluded_at": None, "excluded_reason": "", "selected": False, "level": "", "vetoed": False,
        "passed": True, "score": "60", "application": SimpleNamespace(title=title, organisation=school), **said,
    }  # fmt: skip
    return SimpleNamespace(**given)


def test_each_standing_is_counted_and_found() -> None:
    rows = [
        row("甲", selected=True, level="a"),
        row("乙", selected=True, level="b"),
        row("丙", vetoed=True),
        row("丁", passed=False),
        row("戊", excluded_at="今天", excluded_reason="弄虚作假"),
    ]
    levels = {"a": "一等奖", "b": "二等奖", "c": "三等奖"}
    assert choices(rows, levels) == [
        ("in:a", "一等奖", 1), ("in:b", "二等奖", 1), ("out", "不入选", 2), ("excluded", "取消资格", 1),
    ]  # fmt: skip
    said = [in_words(each, levels) for each in rows]
    assert said == ["一等奖", "二等奖", "被否决", "未达合格线", "取消资格：弄虚作假"]
    assert in_words(row("己", passed=False, score=""), levels) == "没有得分"  # nobody handed a sheet in
    assert [each.application.title for each in narrowed(rows, "out", "")] == ["丙", "丁"]
    assert [each.application.title for each in narrowed(rows, "", "示例校")] == list("甲乙丙丁戊")
    assert [each.application.title for each in narrowed(rows, "out", "丁")] == ["丁"]


def test_the_page_is_narrowed_and_the_workbook_holds_all(there: Any) -> None:
    drawn_up(there)
    client, here = Client(), reverse("outcome", args=[there.call.public_id])
    client.force_login(there.officer.user)
    whole = [each.code for each in rows_of(there.call)]
    page = client.get(here, {"level": "out"}).content.decode()
    assert ("清除筛选" in page, "清除筛选" in client.get(here).content.decode()) == (True, False)
    out = [each.code for each in rows_of(there.call) if not each.selected]
    assert [code for code in whole if f">{code}</td>" in page] == sorted(out)
    assert "没有符合的" in client.get(here, {"q": "没有这所学校"}).content.decode()
    answer = client.post(reverse("outcome-results-xlsx", args=[there.call.public_id]))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert sorted(f"{each[1]:04d}" if isinstance(each[1], int) else each[1] for each in rows) == sorted(whole)
    assert AuditEvent.objects.filter(action="outcome.fetch_results").count() == 1


def test_page_and_workbook_number_those_selected_in_the_order_of_the_list_and_nobody_else(there: Any) -> None:
    drawn_up(there)
    numbers = {each.code: str(each.order or "") for each in rows_of(there.call)}
    assert sorted(filter(None, numbers.values())) == [str(each) for each in range(1, 4)]
    client, here = Client(), reverse("outcome", args=[there.call.public_id])
    client.force_login(there.officer.user)
    page = client.get(here).content.decode()
    told = re.findall(r'data-label="序号">(\d+|—)</td><td data-label="编号">(\d+)<', page)
    assert {code: number.strip("—") for number, code in told} == numbers
    answer = client.post(reverse("outcome-results-xlsx", args=[there.call.public_id]))
    rows = openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(min_row=3, values_only=True)
    assert {f"{int(each[1]):04d}": str(each[0] or "") for each in rows} == numbers


def test_fifty_stand_on_a_page(there: Any) -> None:
    drawn_up(there)
    rows = list(rows_of(there.call))
    many = rows * (120 // len(rows))
    found = list_context(RequestFactory().get("/", {"page": "2"}), there.call, many)
    assert (len(found["page_obj"]), found["page_obj"].paginator.num_pages) == (50, -(-len(many) // 50))
