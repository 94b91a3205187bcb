"""What each rule can be told, in the words of an officer: for pages on which checks are chosen and set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from luoshi.core.conditions import fields_of

from .facts import condition_of


@dataclass(frozen=True, slots=True)
class Param:
    """One thing a rule can be told.

    kind: field (of the form), fields, day (a field or column of dates), column, table, number, text, yes_no, register,
    stages.
    otherwise: what holds where nothing is said. needed: the rule says nothing without it.
    """

    key: str
    kind: str
    label: str
    otherwise: Any = None
    needed: bool = False
    help: str = ""


_TABLE = "记在哪个表格里"
PARAMETERS: Mapping[str, tuple[Param, ...]] = {
    "practice": (
        Param("table", "table", _TABLE, "practice", help="表格要有 starts、ends 两列日期。"),
        Param("months", "number", "至少几个月", 6),
        Param("years", "number", "看最近几年", 5),
        Param("each_year", "number", "每年至少几个月", 1),
        Param("each_year_since", "number", "每年的要求从哪一年起", 2019),
        Param("remind_from", "number", "当年不足的从几月起提醒", 9),
        Param("joined", "field", "从哪年起工作", "worked_since"),
        Param("stated", "field", "直接写累计月数的项目", "practice_stated"),
    ),
    "standard": (
        Param("field", "field", "认定的等级", "dual_level"),
        Param("version", "field", "认定标准的版本", "dual_standard"),
    ),
    "ages": (
        Param("number", "field", "证件号码", "id_number"),
        Param("birth", "field", "出生年月", "birth"),
        Param("since", "field", "从哪年起工作", "worked_since"),
        Param("years_least", "number", "参加工作时至少几岁", 16),
    ),
    "number": (Param("field", "field", "身份证号", "id_number"),),
    "namesakes": (
        Param("field", "field", "姓名", "name"),
        Param("number", "field", "身份证号", "id_number"),
    ),
    "elsewhere": (),
    "doubled": (),
    "apart": (
        Param("register", "register", "与哪个台账比", "teachers"),
        Param("by", "fields", "按哪些项目比", ("name",), help="两个台账都要有这些项目。"),
    ),
    "team": (
        Param("table", "table", f"成员{_TABLE}", "members"),
        Param("least", "number", "至少几人"),
        Param("most", "number", "最多几人"),
        Param("dual_over", "number", "双师型占比要超过（%）"),
        Param("senior_least", "number", "高级职称占比至少（%）"),
        Param("experts_least", "number", "企业专家至少几人"),
        Param("experts_years", "number", "企业专家从业至少几年"),
        Param("leader_senior", "yes_no", "负责人要有高级职称"),
        Param("leader_age_most", "number", "负责人年龄不超过"),
    ),
    "expired": (
        Param(
            "field",
            "day",
            "看哪个日期",
            "valid_until",
            help="不选就是最后一个建设阶段的有效期，或名为 valid_until 的项目。",
        ),
        Param("what", "text", "到期的是什么", "有效期", help="例如：合作协议。"),
        Param("soon", "number", "提前几天提醒", 90),
    ),
    "activity": (
        Param("table", "table", f"活动{_TABLE}", "activities"),
        Param("day", "column", "表格里哪一列是日期", "day"),
        Param("months", "number", "几个月没有就提示", 12),
        Param("begun", "day", "从哪个日期起算", "set_up"),
    ),
    "coverage": (
        Param("register", "register", "要覆盖哪个台账里的", "specialties"),
        Param("field", "field", "本台账写覆盖了哪些的项目", "specialties"),
        Param("what", "text", "没有覆盖时缺的是什么", "流动站"),
    ),
    "expected": (
        Param("field", "field", "写明是哪一种的项目", "kind"),
        Param("name", "field", "写名称的项目", "name"),
    ),
    "overdue": (
        Param("stages", "stages", "停在哪些阶段", ("set_up", "building")),
        Param("months", "number", "最长几个月", 36),
        Param("wanted", "text", "接下来该办什么", "验收"),
    ),
    "filled": (Param("field", "field", "哪个项目应当填", needed=True),),
}
ABOUT = {
    "practice": "五年累计和每年的企业实践时间不够的。",
    "standard": "已认定却没有写明认定标准，或所依据的标准已失效的。",
    "ages": "按证件号码或出生年月，参加工作时年纪太小的。",
    "number": "身份证号位数、生日或校验码不对的；护照等证件不查。",
    "namesakes": "本单位同名、号码不同的，可能是一个人登了两次；号码都对、生日不同的不查。",
    "elsewhere": "同一个人或同一件东西，别的单位也填报的。",
    "doubled": "本单位登记了两次的。",
    "apart": "同一人在另一个台账里也登记了的。",
    "team": "人数、占比、负责人不符合要求的。没有写的不查。",
    "expired": "已经到期和快到期的。",
    "activity": "很久没有活动的。",
    "coverage": "另一个台账里的主要专业等，这里没有一条覆盖到的。",
    "expected": "各校应有而没有的（“应有清单”里写的）。",
    "overdue": "在建设阶段停得太久的。",
    "filled": "该填没有填的。",
}
WITH_SEVERITY = frozenset({"elsewhere", "filled", "number", "namesakes"})  # how grave it is can be said
WITH_NEXT = frozenset({"expired", "activity", "filled"})  # what to do can be said


def set_anew(stored: Mapping[str, Any], rule: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """A check with what was said now: what stands empty or is as it would be anyway is left out, what the page does not
    ask (made in a pack) stays.
    """
    asked = {each.key: each for each in PARAMETERS[rule]}
    kept = {name: value for name, value in stored.items() if name not in said}
    for name, value in said.items():
        otherwise = asked[name].otherwise if name in asked else None
        plain = list(value) if isinstance(value, tuple) else value
        if plain is None or plain is False or plain in ("", []):
            continue
        if name in stored or plain != (list(otherwise) if isinstance(otherwise, tuple) else otherwise):
            kept[name] = plain
    return {**kept, "key": stored.get("key", ""), "rule": rule}


def looks_at(row: Mapping[str, Any]) -> set[str]:
    """The fields a check speaks of: parameters that name one, and its condition. What is only asked to be filled in is
    told without its value.
    """
    found: set[str] = set()
    for each in PARAMETERS.get(str(row.get("rule")), ()):
        said = row.get(each.key)
        if each.kind in ("field", "day", "fields") and row.get("rule") != "filled":
            found |= {said} if isinstance(said, str) else set(said or ())
    condition = condition_of(row)
    return found | (set(fields_of(condition)) if condition is not None else set())
