"""The words by which headings, totals and notes of a table are known."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from .grid import plain


class Role(StrEnum):
    """What a column is for, going by its heading."""

    NUMBER = "number"
    TASK = "task"
    COUNT = "count"
    TOTAL = "total"
    OTHER = "other"
    UNITS = "units"  # 承接学校: stands over or before the units, is none itself
    NONE = "none"  # empty heading
    NAME = "name"  # anything else: perhaps a unit


NUMBER_WORDS = re.compile(r"(任务|项目|条目|工作)?(序号|编号|号|序)|(N|n)(O|o)\.?")
COUNT_WORDS = re.compile(
    r"(拟|已)?(承接|承担|参与|参加|实施)?(学校|单位|院校|校|省份|地区|县市|企业|任务|项目|事项|项)?(数量|总数|个数|数)(\(.*\))?"
)
TOTAL_WORDS = re.compile(
    r"(各校|各单位|全市)?(承接|承担)?(任务|项目|数量)?(合计|总计|小计|共计|总数|汇总|计|总和)(数|数量)?(\(.*\))?"
)
TASK_WORDS = re.compile(
    r".{0,6}(任务|项目|工作内容|建设内容|重点工作|工作事项|事项)(名称|内容|清单|要点|\(.{1,8}\)){0,2}"
    r"|.{0,4}任务[/\\|、及]?(承接)?(学校|单位|院校)|(承接)?(学校|单位|院校)[/\\|、]?.{0,2}任务"
)
UNITS_WORDS = re.compile(
    r"(拟|各)?(承接|承担|参与|实施|建设|项目)?(中职|职业|试点)?(学校|单位|院校|校|主体|省份|地区|县市区?|企业)(名称|名单|简称)?(及.*|\(.*\))?|承接情况|学校承接情况"
)
OTHER_WORDS = re.compile(
    r"(备注|说明|注|依据|来源|条款|层级|级别|.{0,4}类别|类型|.{0,4}领域|板块|性质|属性|单位|计量单位|进度|时间|时限|期限|标准|要求|目标|指标|措施|举措|内容|成果)"
    r"|.*(责任|牵头|配合|主管|归口|协作|分管|联系)(单位|部门|处室|科室|股室|人|领导|电话).*"
    r"|.*(完成|截止|起止|实施)(时间|时限|期限|年度|年限|情况|进度|日期)"
    r"|.*(国家级|省级|市级|校级|县级|年度|季度|学期|学年|目标值?|完成值|现状值?|基数|任务目标|分值|得分|权重|经费|资金|预算|金额|万元).*"
    r"|(19|20)\d\d.*|\d{1,2}月|.*(必备|选备|是否).*|.*(姓名|性别|电话|职务|职称|证号|年龄|学历).*"
)
TOTAL_ROW = re.compile(
    r"(各校|各单位|全市)?(拟)?(承接|承担)?(学校|单位)?(任务|项目)?(合计|总计|小计|共计|总数|汇总|总和)(数|数量)?(\(.*\))?[:：]?"
    r"|(各校|各单位)?(承接|承担)(任务|项目|学校|单位|事项|项)?(数|数量|总数|个数)|数量|个数"
)
SUBTOTAL = re.compile(r".*小计.*")
NOTE_START = re.compile(
    r"(注|备注|说明|附注|填表说明|填报说明)\d?[:：.、]|[※*＊]|(填表|填报|审核|制表|联系)(人|单位|日期|时间)"
)
NUMBERED = re.compile(
    r"(第|任务|项目)?[(（\[【]?[A-Za-z]{0,4}[-.]?([0-9]{1,4}|[一二三四五六七八九十百]{1,4})([.．\-—–][0-9]{1,3}){0,3}[)）\]】]?[.．、]?(项|条)?"
)
LEADING_NUMBER = re.compile(r"(\d{1,3}(?:[.．]\d{1,3}){1,3})(?:[.．、]\s*|\s+|(?=[^\d\s.．、]))(.+)")
LEADING_ORDINAL = re.compile(r"(?:(\d{1,3})(?:、|[.．](?!\d))|[(（](\d{1,3})[)）])\s*(.+)")
MEASURED = re.compile(r"\s?(%|倍|万|亿|个百分点|元|米|公里|吨|亩|平方|年|版)")


@lru_cache(maxsize=4096)
def role_of(heading: str) -> Role:
    """The role of a heading text, by words alone."""
    word = plain(heading)
    if not word:
        return Role.NONE
    for role, pattern in (
        (Role.NUMBER, NUMBER_WORDS),
        (Role.TOTAL, TOTAL_WORDS),
        (Role.COUNT, COUNT_WORDS),
        (Role.UNITS, UNITS_WORDS),
        (Role.TASK, TASK_WORDS),
        (Role.OTHER, OTHER_WORDS),
    ):
        if len(word) <= 16 and pattern.fullmatch(word):
            return role
    return Role.NAME


def is_number(text: str) -> bool:
    """Whether a cell holds nothing but the number of a task: 4, 4.1, （一）, RW-1, 第三项."""
    return bool(NUMBERED.fullmatch(plain(text)))


def bare_number(text: str) -> str:
    """The number without brackets and closing dots: `（一）` → `一`, `4.1、` → `4.1`."""
    word = plain(text).replace("．", ".")
    word = re.sub(r"^(第|任务|项目)|(项|条)$", "", word)
    return word.strip("()[]【】.、")


def is_total(text: str) -> bool:
    return bool(TOTAL_ROW.fullmatch(plain(text)))


def is_subtotal(text: str) -> bool:
    return bool(SUBTOTAL.fullmatch(plain(text)))


def is_note(text: str) -> bool:
    return bool(NOTE_START.match(plain(text)))


def split_number(title: str, under: str | None, numbered_column: bool) -> tuple[str | None, str]:
    """Number printed inside the task text, and the rest: `36.1 实施…` → (`36.1`, `实施…`).

    A dotted number that touches the text must belong to `under`, the number the line stands under, and no measure
    may follow it, so that `1.5倍` is never taken for a number. `1.` and `（1）` count
    only where the table has no number column.
    """
    dotted = LEADING_NUMBER.fullmatch(title)
    if dotted and not MEASURED.match(title[dotted.end(1) :]):
        number = dotted[1].replace("．", ".")
        apart = title[dotted.end(1)] in " .．、"
        if apart or not under or not under[:1].isdigit() or number.startswith(under.split(".")[0] + "."):
            return number, dotted[2].strip()
    ordinal = LEADING_ORDINAL.fullmatch(title)
    if ordinal and not numbered_column:
        return ordinal[1] or ordinal[2], ordinal[3].strip()
    return None, title
