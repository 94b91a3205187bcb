"""Forms that come with the product. An office takes one over and changes it like any of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class BuiltIn:
    key: str
    title: str
    purpose: str
    content: dict[str, Any]


def _choices(*labels: str) -> list[dict[str, str]]:
    return [{"key": f"c{number}", "label": label} for number, label in enumerate(labels, 1)]


def _number(key: str, label: str, unit: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": "integer", "label": label, "unit": unit, "low": 0, "find": True, **more}


_SPECIALTIES = [
    {"key": "name", "kind": "text", "label": "专业名称", "required": True, "length": 60},
    {"key": "code", "kind": "text", "label": "专业代码", "length": 10},
    _number("students", "在校生数", "人", sums=True),
    {"key": "since", "kind": "year", "label": "开办年份"},
    {"key": "key_one", "kind": "yes_no", "label": "重点特色专业"},
]
_MONEY = [
    {"key": "year", "kind": "year", "label": "年度", "required": True, "unique": True},
    {
        "key": "income",
        "kind": "money",
        "label": "经费总收入",
        "unit": "万元",
        "low": 0,
        "sums": True,
        "find": True,
    },
    {"key": "public", "kind": "money", "label": "其中财政拨款", "unit": "万元", "low": 0, "sums": True},
    {"key": "training", "kind": "money", "label": "其中实训设备投入", "unit": "万元", "low": 0, "sums": True},
]
PROFILE = BuiltIn(
    "organisation-profile",
    "单位概况",
    "学校基本情况只在这里填一次，别的表需要时自动带出，不再重复填。",
    {
        "fields": [
            {"key": "name", "kind": "text", "label": "学校全称", "required": True, "length": 80,
             "section": "基本情况", "prefill": "organisation.name"},
            {"key": "superior", "kind": "text", "label": "主管部门", "length": 80,
             "prefill": "organisation.superior"},
            {"key": "sort", "kind": "choice", "label": "学校类别", "required": True, "find": True,
             "choices": _choices("中等职业学校", "高等职业学校", "技工院校")},
            {"key": "owner", "kind": "choice", "label": "办学性质", "required": True, "find": True,
             "choices": _choices("公办", "民办")},
            {"key": "council", "kind": "text", "label": "理事会（董事会）名称",
             "shown_if": {"field": "owner", "op": "eq", "value": "c2"}},
            {"key": "since", "kind": "year", "label": "建校年份"},
            {"key": "address", "kind": "text", "label": "地址", "length": 120, "prefill": "organisation.territory"},
            {"key": "contact", "kind": "text", "label": "联系人", "required": True, "personal": True, "length": 40},
            {"key": "phone", "kind": "text", "label": "联系电话", "required": True,
             "personal": True, "length": 20,
             "help": "办公电话或联系人手机，只有本单位看得到全部数字。"},
            {"key": "land", "kind": "decimal", "label": "占地面积", "unit": "平方米", "low": "0",
             "section": "办学条件"},
            {"key": "building", "kind": "decimal", "label": "校舍建筑面积", "unit": "平方米", "low": "0"},
            _number("students", "全日制在校生数", "人", required=True, section="学生和教师",
                    help="按本学年学籍系统的人数填写。"),
            _number("teachers", "专任教师数", "人", required=True),
            _number("specialist", "其中专业课教师数", "人", required=True),
            _number("dual", "其中双师型教师数", "人", help="已认定的人数。"),
            {"key": "specialties", "kind": "table", "label": "开设专业", "columns": _SPECIALTIES, "most": 100,
             "section": "专业和经费"},
            {"key": "money", "kind": "table", "label": "经费", "columns": _MONEY, "most": 10},
            {"key": "licence", "kind": "evidence", "label": "办学证明", "most": 5, "section": "附件",
             "help": "法人证书、办学许可证的扫描件或照片。"},
        ],
        "checks": [
            {"must": {"field": "specialist", "op": "le", "than": "teachers"},
             "message": "专业课教师数不能超过专任教师数。"},
            {"must": {"field": "dual", "op": "le", "than": "specialist"},
             "message": "双师型教师数不能超过专业课教师数。"},
            {"must": {"field": "specialties.students", "op": "le", "than": "students"},
             "message": "各专业在校生合计不能超过全日制在校生数。"},
            {"table": "money", "must": {"field": "public", "op": "le", "than": "income"},
             "message": "财政拨款不能超过经费总收入。"},
        ],
    },
)  # fmt: skip
BUILT_IN = {each.key: each for each in (PROFILE,)}
