"""What the words of a heading say: the unit, the kind, whether it is the school's name, a number, a total."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from .model import Kind

_UNITS = (
    "人次|人数|人|万元|千元|亿元|元|万人|平方米|㎡|m2|m²|万平方米|亩|公顷|台套|台|套|册|万册|个|所|项|门|次|场|家|件|名|班|间|张|篇|部|种|学时|课时"
    "|小时|天|周|月|年|公里|千米|米|吨|千瓦时|生/师|平方米/生|元/生|台/百人|%|百分比|分|万字|对|支|期|份|辆|块|座|幢|栋|床|位|组|处"
)
_UNIT = re.compile(rf"^(?:单位[:：])?(?P<unit>{_UNITS})$")
_BRACKETS = re.compile(r"[(（\[【〔](?P<in>[^()（）\[\]【】〔〕]*)[)）\]】〕]")
SCHOOL = re.compile(
    r"^(?:填报|申报|推荐|所在|参评|参赛|承办|牵头|承担|主办|办学|实施|项目|建设|使用|报送)?(?:学校|院校|单位|职业学校|中职学校|职校)(?:\(?单位\)?)?(?:全称|简称|名称)?$"
    r"|^(?:学校|单位)(?:\(.*\))?名称$|^(?:机构|办学机构)名称$|^校名$|^学校/单位$"
)
NUMBER = re.compile(r"^(?:序号?|编号|No\.?|行次|栏次|号)$", re.I)
TOTAL = re.compile(
    r"^(?:.{0,6}(?:合计|总计|小计|共计|累计|汇总)|合计.{0,8}|总计.{0,6}|全市|全县|全省|全区|平均|计|总数)(?:[(（].*)?$"
)
SAMPLE = re.compile(
    r"^(?:示例|样例|例|范例|举例|填写示例|填报示例|例如|例子|样表)(?:[:：\d一二三(（].*)?$|^[(（](?:示例|例|样例)[)）]|(?:[(（](?:示例|样例|例)[)）])$"
)
INSTRUCTIONS = re.compile(r"说明|须知|指标解释|填报要求|代码表?$|字典|参数|数据源|选项|下拉")
NOTE = re.compile(
    r"^(?:注|备注|说明|填表说明|填报说明|填写说明|注意事项|填报要求|指标解释|附注|审核关系|逻辑关系|要求)(?:\d+)?(?:[:：.、]|$)|^[*＊※](?!.{0,12}$)"
)
_PEOPLE = "学生|教师|在校生|毕业生|专任|兼职|职工|人员|师傅|导师|员工|干部|招生|获奖者|农民工|退役军人|工匠"
_INTEGER = re.compile(
    rf"(?:人数|数量|个数|次数|台数|套数|册数|总数|项数|班数|门数|所数|场次|人次|数|课时|学时)$|(?:{_PEOPLE})数"
)
_DECIMAL = re.compile(
    r"(?:金额|投资|资产|费用|经费|资金|投入|支出|收入|预算|决算|面积|产值|总值|成本|价格|单价|学费|补贴|到位|拨款|均值|平均)|(?:得分|分值|评分|分数|成绩)$"
)
_MONEY_NUMBER = re.compile(r"(?:预算|决算|执行|支出|收入|拨款|到位|投资)数$")
_PERCENT = re.compile(r"(?:率|比例|占比|百分比|比重|完成度|满意度)$")
_DATE = re.compile(r"(?:日期|年月日)$")  # 时间 and 年月 are often told in words (2026年6月底前)
_YES = re.compile(
    r"是否(?!.*(?:原因|情况|说明|理由))|(?:有无|与否)|[(（](?:是/否|有/无|填[“\"]?是[”\"]?或[“\"]?否[”\"]?|√)[)）]"
)
_NO_NUMBER = re.compile(
    r"(?:号|编号|号码|代码|电话|手机|情况|名称|姓名|内容|措施|说明|备注|地址|邮箱|职务|职称|来源|方式|类型|类别|性质|依据|单位"
    r"|原因|问题|建议|成果|学历|专业|证件|周期|期限|进度安排|对象|范围|级别|等级|层次)$"
)
_WORDS_ONLY = re.compile(
    r"(?:电话|手机|传真|联系方式|号码|(?:证件|身份证|学|工|账|帐|卡|文|书|编|座机|区)号|编码|代码|邮编|邮政编码|邮箱|网址|微信|姓名|地址)"
    r"(?:号码?)?$|^QQ号?$|身份证|联系人"
)
_NO_DAY = re.compile(
    r"(?:情况|名称|内容|措施|说明|备注|职务|职称|来源|方式|类型|类别|性质|依据|单位|学校|原因|问题|建议|成果|学历|专业|对象|范围"
    r"|级别|等级|层次|负责人|校长|人|部门|处室|民族|性别)$"
)
REMARK = re.compile(r"^(?:备注|说明|其他说明)$")
_VALUES = re.compile(
    r"^(?:数值|数据|数量|数|值|(?:本|上|当|去|前)[年期月季](?:度|末|底)?(?:数|值|实绩|累计|同期)?数?|上年同期数?|累计|实际数?"
    r"|计划数?|目标值|完成值|实际值|基期值|现状值|(?:19|20)\d\d年(?:度|底|末)?(?:数|值)?)$"
)

_MEASURED = frozenset(
    [
        "万元",
        "千元",
        "亿元",
        "元",
        "平方米",
        "㎡",
        "m2",
        "m²",
        "万平方米",
        "亩",
        "公顷",
        "公里",
        "千米",
        "米",
        "吨",
        "元/生",
    ]
)


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """A heading as it is compared: half-width, without blanks."""
    return re.sub(r"[\s\u3000\xa0]+", "", unicodedata.normalize("NFKC", text))


def bare(text: str) -> str:
    """Without blanks, brackets and what stands in them, stars, ordinal before it, colon behind it."""
    words = _BRACKETS.sub("", plain(text))
    words = re.sub(r"^(?:其中|其中之)[:：]?(?=.)", "", words)
    return re.sub(
        r"^[*★☆]+|[*★☆:：]+$|^[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[)）]?[.、．](?=\D)", "", words
    )


def unit_of(text: str) -> str:
    """The unit in the brackets of a heading (经费（万元）), or after a comma (数量，台)."""
    words = plain(text)
    for match in _BRACKETS.finditer(words):
        inner = re.sub(r"^(?:计量)?单位[:：]?", "", match["in"])
        if _UNIT.match(inner):
            return "%" if inner in ("百分比",) else inner
    tail = re.search(rf"[,、/](?P<unit>{_UNITS})$", words)
    return tail["unit"] if tail else ""


def is_unit(text: str) -> bool:
    """A heading that is nothing but a unit in brackets: （元）."""
    return bool(re.fullmatch(r"[(（\[【][^()（）]*[)）\]】]", plain(text))) and bool(unit_of(text))


def is_required(text: str) -> bool:
    words = plain(text)
    return bool(re.match(r"^[*★]", words) or re.search(r"[*★]$|[(（]必填[)）]", words))


def kind_of(path: tuple[str, ...], unit: str) -> Kind:
    """What a heading asks for, by its words and unit; text where they do not say."""
    words = bare(path[-1]) if path else ""
    whole = plain(path[-1]) if path else ""
    if _YES.search(whole) or _YES.search(words):
        return Kind.YES_NO
    if unit == "%" or _PERCENT.search(words):
        return Kind.PERCENT
    if _DATE.search(words) and unit not in ("天", "周", "月", "年", "小时"):
        return Kind.DATE
    if unit in _MEASURED:
        return Kind.DECIMAL
    if unit:
        return Kind.INTEGER
    if _NO_NUMBER.search(words):
        return Kind.TEXT
    if _MONEY_NUMBER.search(words):
        return Kind.DECIMAL
    above = bare(path[-2]) if len(path) > 1 else ""
    for said in (words, above):
        if _INTEGER.search(said):
            return Kind.INTEGER
        if _DECIMAL.search(said):
            return Kind.DECIMAL
    return Kind.TEXT


def kind_in(path: tuple[str, ...], unit: str, shown: Kind | None) -> Kind:
    """As the heading says or as the cells are formatted. Formats are drawn over whole sheets: no date where the heading
    asks for a number or words, no number where it asks for a telephone, a code, a name.
    """
    said, words = kind_of(path, unit), bare(path[-1]) if path else ""
    if shown is None or shown is Kind.TEXT:
        return said
    if _WORDS_ONLY.search(words):
        return Kind.TEXT
    if shown is Kind.DATE:
        return said if said is not Kind.TEXT or _NO_DAY.search(words) else Kind.DATE
    return said if said is Kind.DATE else shown


def may_be_number(path: tuple[str, ...]) -> bool:
    """Whether a heading without a word about its kind could head numbers (普通班 under a line 单位：人)."""
    words = bare(path[-1]) if path else ""
    return bool(words) and not (_NO_NUMBER.search(words) or SCHOOL.match(words) or NUMBER.match(words))


def speaks_of_values(label: str, by_row: bool) -> bool:
    """数值, 本年数 …: values of rows that may each be of another kind; with a unit in each row, counts too."""
    words = bare(label)
    return bool(_VALUES.match(words)) or (by_row and bool(_INTEGER.search(words)))


def are_people(path: tuple[str, ...]) -> bool:
    """专任教师, 在校生: under a line 单位：人 they are counted."""
    return bool(path) and bool(re.search(rf"(?:{_PEOPLE})$", bare(path[-1])))
