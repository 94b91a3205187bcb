"""Whom a number counts for: every school, every specialty, the city, the nation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from .model import TargetContext
from .numerals import NUMBER

Basis = Literal["stated", "inferred"]

# The noun behind 每 or 各; the longer first, "专业教师" is a person and not a specialty.
_NOUNS: tuple[tuple[str, str], ...] = (
    (
        "each_teacher",
        r"(?:专任|专业课?|公共课|青年|思政课|骨干|“双师型”|双师型|新入职|新任)?(?:教师|老师|导师|辅导员|班主任|校长|教研员)",
    ),
    ("each_student", r"(?:学生|学员|毕业生|幼儿|儿童|生(?!产|态|活|源))"),
    (
        "each_specialty",
        r"(?:(?:重点|特色|骨干|主干|优势|优质|示范|试点|涉农|新建|品牌|招生|高水平|重点特色|骨干特色|省级|市级|校级|国家级)*专业群?)(?!教师|课)",
    ),
    ("each_kindergarten", r"(?:公办|民办|普惠性|中心)*(?:幼儿园|园(?!区|长))"),
    (
        "each_school",
        r"(?:中等|高等|职业|中职|高职|技工|公办|民办|承接|项目|试点|建设|参与|申报|牵头|义务教育|乡镇|村级|县级|普通|高中|小学|初中|完全|乡村|寄宿制|农村|县域)*"
        r"(?:学校|院校|高校|中学|小学|学院|校|中小学|高中|职校|中心校)(?!企|长|园|外|内|级|区|本)",
    ),
    ("each_township", r"(?:乡镇|镇街|街道|乡|镇)(?:\(街道\)|街道)?"),
    ("each_village", r"(?:行政村|社区|村)"),
    (
        "each_county",
        r"(?:县\(市、区\)|县\(区\)|县\(市\)|区\(县\)|县市区|县区|区县|县级市|县市|县(?!域|级|城)|区\(市\)县|县域)",
    ),
    ("each_city", r"(?:市州|地市|设区市|市\(州\)|地级市|市(?!场|级|域|属))"),
    ("each_province", r"(?:省份|省\(区、市\)|省(?!级|属))"),
    ("each_class", r"(?:教学班|班级|班(?!主任|子))"),
    ("each_course", r"(?:门课程|课程|门课|课(?!堂|时))"),
    ("each_team", r"(?:团队|工作室|小组)"),
    ("each_base", r"(?:基地|中心(?![城校园镇])|实训室)"),
    ("each_enterprise", r"(?:企业|家企业)"),
    ("each_group", r"(?:集团|联盟|集团校)"),
    ("each_project", r"(?:项目|课题)"),
    ("each_unit", r"(?:单位|部门|机构|片区|学区)"),
    ("each_person", r"(?:人(?!才|员))"),
)
_NOUN = "|".join(f"(?P<{name}>{words})" for name, words in _NOUNS)
_MEASURE = r"(?:一|1)?(?:个|所|名|位|家|门|支|项|间|班)?"
_EACH = re.compile(rf"(?:每|各)(?!年|学期|学年|月|周|季|级各类|类|项|方面|环节|种)(?:{_MEASURE})(?:{_NOUN})")
_EACH_BEHIND = re.compile(rf"(?:{_NOUN})各(?=[\d一二两三四五六七八九十])")
_BARE = re.compile(r"(?:每)(?:一)?(?P<unit>所|名|位|家|门|支|项|间|生|人|班|个)(?=[^年月学周])")
_BARE_SCOPE = {
    "所": "each_school",
    "名": "each_person",
    "位": "each_person",
    "生": "each_student",
    "人": "each_person",
    "班": "each_class",
    "门": "each_course",
    "家": "each_enterprise",
    "支": "each_team",
}
_PER_MANY = re.compile(
    rf"每(?:{NUMBER}[-—~至到])?(?P<n>{NUMBER}|百|千|万)(?!年|个?月|学|周|天)(?:名|位|个|人(?!口)|所|户)?(?:在校)?(?:学生|常住人口|人口|幼儿|教师|师生|老年人|人)?"
)
_PER_MANY_SCOPE = {"百": "each_hundred", "千": "each_thousand", "万": "each_ten_thousand"}
_ALL_OF = re.compile(rf"(?:所有|全部|凡)(?:的)?(?:{_NOUN})")
_WHOLE = re.compile(
    r"(?<![在对向])(?P<national>全国|面向全国)(?!性|示范|优秀|重点|一流|先进|领先|前列|统一|教|赛|比赛|职业院校|技能|人大|劳|文明|青|大学生|五一)|(?P<province>全省|全自治区|全区域?内?省)|(?P<city>全市)|(?P<county>全县|全区)|(?P<school>全校|学校)(?=.{0,4})"
)
# Facts that every school answers for by itself, though the sentence names none.
_INSIDE_SCHOOL = re.compile(
    r"双师|专业教师|专业课教师|专任教师|教师中|师生比|生师比|生均|学时|课时|班额|图书|校舍|校园|占地|工位|实训设备|仪器设备|教学班"
    r"|聘期|兼职教师|平均班额|教师占比|思政课教师"
)


@dataclass(frozen=True, slots=True)
class ScopeMark:
    start: int
    end: int
    scope: str
    each: bool


def find_scopes(text: str) -> list[ScopeMark]:
    """Every scope a sentence names, in order; inner ones come behind outer ones (各校每个专业)."""
    marks = [
        ScopeMark(*match.span(), _PER_MANY_SCOPE.get(match["n"][-1], "each_group_of_people"), True)
        for match in _PER_MANY.finditer(text)
        if match["n"] not in "一1"
    ]
    for pattern in (_EACH, _EACH_BEHIND, _ALL_OF):
        marks += [
            ScopeMark(*match.span(), match.lastgroup or "each_unit", True) for match in pattern.finditer(text)
        ]
    taken = [(mark.start, mark.end) for mark in marks]
    for match in _BARE.finditer(text):
        if not any(start <= match.start() < end for start, end in taken):
            marks.append(ScopeMark(*match.span(), _BARE_SCOPE.get(match["unit"], "each_unit"), True))
    return sorted(marks, key=lambda mark: mark.start)


def whole_scope(text: str) -> str | None:
    """全国, 全省, 全市, 全县 said in the sentence; None if it says none."""
    found = _WHOLE.search(text)
    return found.lastgroup if found and found.lastgroup != "school" else None


def infer_scope(subject: str, unit: str | None, context: TargetContext, threshold: bool) -> str | None:
    """Scope of a number whose sentence names none: inside a school, the issuer's territory, or unknown.

    A share or a threshold about teachers, rooms, lessons is every school's own; a total is the issuer's.
    """
    own_affair = unit == "生/师" or bool(_INSIDE_SCHOOL.search(subject))
    if own_affair and (threshold or unit in ("%", "‰", "生/师")):
        return "each_school"
    return "national" if context.national else context.issuer_level
