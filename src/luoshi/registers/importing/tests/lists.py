"""Messy lists of teachers of any length, all of it invented."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

from luoshi.core.lists.persons import check_sign

FAMILY, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "一二三四五六七八九十甲乙丙丁戊己"


def number_of(at: int) -> str:
    first = f"99000{at % 10}{1960 + at % 40}0{1 + at % 9}1{at % 9}{at % 1000:03d}"
    return first + check_sign(first)


def name_of(at: int) -> str:
    return f"{FAMILY[at % 16]}{GIVEN[at // 16 % 16]}{GIVEN[at // 256 % 16]}"


def messy(count: int, *, bad: bool = True, title: str = "讲师") -> bytes:
    """Title, two head rows, a subtotal, notes; with `bad` one lost number, one wrong one, one unknown title, a twin."""
    made = openpyxl.Workbook()
    sheet: Any = made.active
    sheet.title = "教师"
    for row in (
        ["教师情况统计表（2026年秋）"],
        ["填表人：办公室　填表日期：2026.9.30"],
        ["序号", "姓　名", "身份证号码", "专业技术职务", None, "是否双师", "备注"],
        [None, None, None, "名称", "取得时间", None, None],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:G1")
    sheet.merge_cells("D3:E3")
    for column in "ABCFG":
        sheet.merge_cells(f"{column}3:{column}4")
    for at in range(count):
        name, yes = name_of(at), ("√", "否", "Y", "—", "双师型")[at % 5]
        spaced = " ".join(name) if at % 7 == 0 else name
        sheet.append([at + 1, spaced, number_of(at), (title, "高级讲师")[at % 2], "2020.9", yes, None])
    if bad:
        sheet["C5"], sheet["C6"], sheet["D7"] = float(number_of(0)), number_of(1)[:-1] + "#", "教授级"
        sheet.append([count + 1, name_of(3), None, None, None, None, "重复，见上"])
    sheet.append(["合计", f"{count}人"])
    sheet.append(["说明：双师型教师以认定文件为准。"])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
