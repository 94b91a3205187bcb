"""A list of the school's finance with headings of its own: told once, remembered, checked in the grid, saved whole."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.common.errors import RuleBroken
from luoshi.progress.money import actions
from luoshi.progress.money.lines import Quarter
from luoshi.progress.money.models import FinanceWords

from .helping import fresh, started

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HEAD = ("序号", "预算项目", "指标文号", "资金性质", "本季度资金", None, "经办人")
BELOW = (None, None, None, None, "到账金额", "支付金额", None)


def a_list(first: str, second: str, *more: tuple) -> SimpleUploadedFile:
    """As a finance program puts it out: a merged title, the unit in a line, a head of two rows, sums between."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "明细"
    sheet.append(["示例学校专项资金收支明细表"])
    sheet.append(["单位：元"])
    sheet.append(HEAD)
    sheet.append(BELOW)
    rows = (
        (1, first, "宜财教〔2026〕5号", "中央财政专项", "350,000.00", "120,000.00", "甲"),
        (2, first, "宜财教〔2026〕9号", "中央财政专项", "50,000.00", 0, "甲"),
        (None, "小计", None, None, "400,000.00", "120,000.00", None),
        (3, second, None, "自筹", 25000, "一万二", "乙"),
        (4, "食堂改造", None, "自筹", "900,000.00", "900,000.00", "丙"),
        *more,
        (None, "合计", None, None, "1,325,000.00", "1,032,000.00", None),
    )
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("A1:G1")
    sheet.merge_cells("E3:F3")
    for column in "ABCDG":
        sheet.merge_cells(f"{column}3:{column}4")
    held = io.BytesIO()
    book.save(held)
    return SimpleUploadedFile("专项资金明细.xlsx", held.getvalue())


def upload(send, client, report, file):
    answer = send(client, f"/money/{report.public_id}/fill/", fresh(report), workbook=file, _upload="1")
    assert answer.status_code == 302
    assert answer.url == f"/money/{report.public_id}/fill/finance/"
    return answer.url


def boxes_of(page: str) -> dict[str, str]:
    """By the label of each list its name."""
    found = re.findall(r'<select name="([^"]+)"[^>]*aria-label="([^"]+)"', page)
    return {label.replace("“", "").replace("”", ""): name for name, label in found}


def proposed(page: str) -> dict[str, str]:
    """Each column with the field it is taken for."""
    return dict(re.findall(r'<select name="(c-0-\d)".*?<option value="(\w*)" selected', page, re.S))


def _number_of_the_document_stands(finance, report):
    """On the page of the quarter and in its workbook."""
    both = "宜财教〔2026〕5号；宜财教〔2026〕9号"
    assert f">{both}</td>" in finance.get(f"/money/{report.public_id}/").content.decode()
    out = b"".join(finance.get(f"/money/{report.public_id}/lines.xlsx"))
    assert both in [cell.value for cell in openpyxl.load_workbook(io.BytesIO(out))["资金使用"]["G"]]


def test_its_columns_and_words_are_told_once_and_all_or_nothing_is_saved_from_the_grid(
    there, signed_in, send
):
    finance, report = signed_in(there.finance), started(there)
    title = re.sub(r"^\S+ ", "", Quarter(report).rows()[0].task)  # without its number, as a finance writes it
    url = upload(send, finance, report, a_list(title, "实训楼设备"))
    page = finance.get(url).content.decode()
    chosen = proposed(page)
    assert chosen == {
        "c-0-1": "", "c-0-2": "task", "c-0-3": "document", "c-0-4": "source", "c-0-5": "arrived",
        "c-0-6": "spent", "c-0-7": "",
    }  # fmt: skip
    assert ("350,000.00" in page, "表里的金额单位" in page) == (True, False)  # the line above says the unit
    assert send(finance, url, **{**chosen, "c-0-7": "task"}).status_code == 422
    assert send(finance, url, **chosen).url == url
    page = finance.get(url).content.decode()
    names = boxes_of(page)
    assert list(names) == ["来源中央财政专项", "任务实训楼设备", "来源自筹", "任务食堂改造"]
    work = Quarter(report).rows()[1].key.partition(":")[0]
    said = dict(zip(names.values(), ("central", work, "own", "-"), strict=True))
    assert send(finance, url, **{**said, next(iter(said)): ""}).status_code == 422
    grid = send(finance, url, **said)
    text = grid.content.decode()
    assert grid.status_code == 422
    assert ("F8" in text, "1 行并入前面的行" in text) == (True, True)
    for amount in ("40.00", "12.00", "2.50", "一万二"):
        assert f'value="{amount}"' in text
    assert "宜财教〔2026〕5号；宜财教〔2026〕9号" in text
    assert fresh(report).lines.count() == 0, "nothing is stored by an upload"
    return_to = dict(re.findall(r'<input[^>]* name="([a-z]+-\d+)" value="([^"]*)"', text))
    wrong = send(finance, f"/money/{report.public_id}/fill/", fresh(report), **return_to)
    assert (wrong.status_code, fresh(report).lines.count()) == (422, 0), "all or nothing"
    right = {name: "1.2" if value == "一万二" else value for name, value in return_to.items()}
    assert send(finance, f"/money/{report.public_id}/fill/", fresh(report), **right).status_code == 302
    lines = {(line.work.public_id, line.source): line for line in fresh(report).lines.select_related("work")}
    assert sorted((line.source, line.arrived, line.spent) for line in lines.values()) == [
        ("central", Decimal(40), Decimal(12)),
        ("own", Decimal("2.5"), Decimal("1.2")),
    ]
    _number_of_the_document_stands(finance, report)


def test_the_next_list_is_read_without_a_question_and_another_unit_is_asked(there, signed_in, send):
    finance, report = signed_in(there.finance), started(there)
    rows = Quarter(report).rows()
    title, work = re.sub(r"^\S+ ", "", rows[0].task), rows[1].key.partition(":")[0]
    url = upload(send, finance, report, a_list(title, "实训楼设备"))
    page = finance.get(url).content.decode()
    chosen = proposed(page)
    send(finance, url, **chosen)
    words = {
        "task": {"实训楼设备": work, "食堂改造": "-"},
        "source": {"中央财政专项": "central", "自筹": "own"},
    }
    actions.tell_finance(report=fresh(report), words=words, by=there.actor("finance"))
    with pytest.raises(RuleBroken, match="请刷新页面后重新选择"):
        actions.tell_finance(report=report, words={"task": {"甲": "nowhere"}}, by=there.actor("finance"))
    later = started(there, 2)
    more = (5, title, None, "自筹", 1000, "待定", "丁")
    url = upload(send, finance, later, a_list(title, "实训楼设备", more))
    page = finance.get(url).content.decode()
    assert "项目和来源都认得" in page
    assert "不是本计划的项目或来源" in page
    text = send(finance, url).content.decode()
    assert 'value="40.00"' in text
    assert "“本季支出”有 1 格“待定”按没有填写读入" in text, "not dropped without a word"
    assert "（不是本计划的项目或来源）：食堂改造" in text
    assert FinanceWords.objects.count() == 1
    rival = signed_in(there.rival)
    assert rival.get(url).status_code == 404


def test_a_sum_below_zero_is_told_at_its_cell_before_anything_is_saved(there, signed_in, send):
    finance, report = signed_in(there.finance), started(there)
    rows = Quarter(report).rows()
    title, work = re.sub(r"^\S+ ", "", rows[0].task), rows[1].key.partition(":")[0]
    back = (5, title, None, "中央财政专项", "-500,000.00", 0, "丁")
    url = upload(send, finance, report, a_list(title, "实训楼设备", back))
    send(finance, url, **proposed(finance.get(url).content.decode()))
    words = {
        "task": {"实训楼设备": work, "食堂改造": "-"},
        "source": {"中央财政专项": "central", "自筹": "own"},
    }
    actions.tell_finance(report=fresh(report), words=words, by=there.actor("finance"))
    text = send(finance, url).content.decode()
    assert 'value="-10.00"' in text
    assert "“本季到位（万元）”：不能是负数" in text
    assert text.count('aria-invalid="true"') == 2, "the sum below zero and 一万二"
