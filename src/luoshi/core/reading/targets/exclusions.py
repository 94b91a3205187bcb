"""Numbers that bind nobody: names, old values, conditions, subsidies, slogans, headings, states of affairs.

`hide_names` blanks what is only a name before numbers are sought; `why_not_a_target` judges a number in its sentence.
"""

from __future__ import annotations

import re

from .model import Comparator
from .quantities import Quantity
from .units import DURATIONS, MONEY, UNIT

HIDDEN = "\x00"
_HAN_NUMBER = r"[零一二两三四五六七八九十百千]+"

_NAMES = re.compile(
    "|".join(
        (
            r"[〔\[(【](?:19|20)\d{2}[〕\])】]第?\d*号?",  # document numbers
            r"第(?:\d+|[零一二三四五六七八九十百]+)(?:[条款项批届期名章节轮位次个所年阶次册页类部周]|学期|学年|季度)?",
            r"“[^”“\n]{1,14}”(?=行动|工程|计划|战略|机制|模式|体系|证书|制度|活动|专项|改革|教育|建设|项目|目标|格局)",
            rf"“[^”“\n%]{{0,4}}{_HAN_NUMBER}[^”“\n%以不]{{1,8}}”",  # “四个意识”
            rf"{_HAN_NUMBER}个(?:意识|自信|维护|确立|全面|务必|坚持|一律|不准|服务|结合|转变|统一|面向|明确|大局|必由之路|融合|"
            r"必须|毫不动摇|倍增|代表|基本点|走在前列|课堂|注重|突出|文明|革命|引领|打造|聚焦|强化)",
            rf"[{_HAN_NUMBER[1:-2]}]位一体|百年大计|十四五|十三五|十五五|十二五",
            r"职教\d+条|双高|\d[+]\d*[A-Z]?|1\+X|\d(?:\.\d)?\+\d(?:\.\d)?",
            r"(?:一|1)[人生校县班户园事企村区镇师课专岗院](?:一|1|多)[^,;:。、]",  # 一校一策
            r"(?:一|1)[^,;:。、\d]{1,3}[、,]?(?:一|1)(?:[案策档图单表册书码卡库体])",
            r"(?:7[×xX*])?24小时(?!以[上内])|\d{3,4}-\d{7,8}|1\d{10}|\d{16,18}[\dXx]|(?<![\d.])\d+号(?!召)",
            r"\d+[-—~]\d+(?:年级|岁|周岁)|[一二三四五六七八九两\d](?:年级|年制|年一贯制|学年制)|(?<=\D)[一二三]孩",
            r"(?:近|过去|最近|前|此前|上|去|连续)(?:的)?(?:\d+|[一二两三四五六七八九十]+)个?(?:年(?:来|内|间)?|学年|学期|周期|月)",
            r"(?:\d+|[一二两三四五六七八九十]+)年来|后(?:\d+|[一二两三四五])年",
            r"[一二三四五六七八九两\d]+(?:个)?(?:方面|环节|层面|维度|阶段|步骤|层次|要素|部分|关键|重点任务|要点|类别|大类|步走)",
            r"[一二三四五六七八九两十\d]+(?:大|项重大|项重点)(?:工程|行动|任务|计划|举措|体系|支柱|专项|板块|领域|战略)",
            r"(?:同|统|唯|万|进|这|那|某|另|逐|任何|哪|之|为|的|单|划)一(?:个|名|所|项|门|家|次|位|支|种|套|类)?|一(?:次性|体|流|线|般|定|起|并|律|致|贯|些|样|方面|站式|系列)",
            r"(?:[01]\d|2[0-3]):[0-5]\d",
            rf"\A\d{{1,3}}(?:\.\d{{1,3}}){{1,3}}(?![\d.万亿]|{UNIT})",  # 36.2 at the head is a number of the table
        )
    )
)

_HEADING = re.compile(
    r"(?:以下|下列|如下|上述|这|该|其中的?|本|此|上列|前述|包括|分为|共分|涵盖|围绕|抓好|抓实|聚焦|突出|坚持|做好)(?:的)?(?:重点|主要)?\Z"
)
_HEADING_NOUN = re.compile(
    r"(?:重点|主要|具体|核心|基本|关键|政策|改革|工作|保障|支持|专项|重大|一级|二级|三级|监测|创新)*"
    r"(?:任务|措施|举措|工作|内容|要求|原则|指标|条件|工程|行动|制度|意见|清单|目标|机制|能力|标准|要点|事项|问题|计划|方案|办法|文件|政策)(?!.{0,4}(?:基地|学校|课程))"
)
_BASELINE = re.compile(r"(?:从|由)[^,;。]{0,24}\Z")
_GROWS_TO = re.compile(
    r"[^,;。]{0,10}?(?:提高|提升|增加|上升|增长|扩大|下降|降低|减少|压减|压缩|降|增|升|调整|发展|缩小|拓展|扩充|优化)(?:到|至|为)"
)
_OLD_YEAR_OF = re.compile(r"(?:比|较|与|同)[^,;。]{0,10}年?的?(?:[^,;。]{0,8})的\Z")
_STATUS = re.compile(
    r"已经?(?!.*再)|现有|目前|原有|现已|共有|现存|去年|上年|截至|截止|以来|近年来|过去|已累计|当前|总量已|位居|荣获|曾|实有"
)
_STATUS_DONE = re.compile(
    r"(?:建成|培养|完成|培训|新增|增加|认定|获得|实现|投入|达成|提高|引进|遴选|组织|开展|取得|创建|打造|增长|下降|建立|评选)(?:了)\Z"
)
_FORWARD = re.compile(
    r"力争|确保|争取|拟|今后|未来|计划|将(?!近)|目标|再|提高到|提高至|提升到|提升至|增加到|增至|达到?(?!了).{0,10}(?:以上)|到\x00|要|须|应"
)
_SUBSIDY = re.compile(
    r"(?:补助|补贴|奖励|资助|奖补|给予|发放|拨付|奖金|减免|支付|罚款|学费|收费|收取|报销|津贴|酬金|劳务费|评审费|按|按照|标准为|给|兑现|处以|每课时|核拨|定额)[^,;。]{0,14}\Z"
)
_SUBSIDY_AFTER = re.compile(
    r"(?:的)?(?:标准|奖励|补助|补贴|资助|奖补|经费补助|一次性|资金奖励|工作经费|奖金|学费|罚款|(?:给予|进行|予以))"
)
_SCORING = re.compile(
    r"(?:扣|得|计|加|减|赋|给|记|满分|权重|分值|每项|每处|每次|每人次|最多加|最多扣|不超过|最高|合计|共|总分|占|各|计为)\s*\Z"
)
_PER_STEP = re.compile(
    r"每(?:增加|减少|提高|降低|低于?|少|缺少?|高|多|超过?|下降|上升|有|出现|发现|缺|差|获得?|新增|完成|满|隔|达到|间隔)?\Z"
)
_WEIGHT = re.compile(r"(?:权重|占总分|分值占|占比重|占总成绩|占考核|成绩占|按|得分占)[^,;。]{0,6}\Z")
_PROPERTY = re.compile(
    r"(?:具有|具备|从事|满|拥有|设有|年龄|工龄|任教|从教|任职|累计|规模|人数|面积|达到|超过|得分|成绩|学制|办学|在校生|工作|担任|服务|连续|"
    r"持有|取得|获得|获|占地|毕业|注册资本|教龄|职龄|实践|经历|服役|不足|不到|未达|未满|低于|高于|少于|多于|不低于|不少于|不超过|大于|小于|有|经验|总额|价值|为期)[^,;。]{0,10}\Z"
)
_OF = re.compile(
    r"[^,;:。、\n]{0,22}?的(?!要求|标准|比例|目标|规定|原则|教学|培训|实践|服务|专项|公示|期限|时间|频次|频率|幅度|规模|速度)"
)
_BUILDS = re.compile(
    r"(?:建设|建成|建立|打造|遴选|培育|培养|培训|创建|组建|设立|开设|开发|开展|立项|认定|评选|选树|选派|推出|推荐|支持|扶持|新建|改扩?建|扩建|"
    r"增加|举办|引进|聘请|聘任|招聘|配备|配齐|安排|投入|完成|形成|编写|制定|推广|布局|共建|带动|争创|参加|提供|实施|设置|建好|办好|组织|新增|命名|出版|布点|"
    r"补充|重点建设|集聚|落实|保障|保证|建有|选拔|选聘|资助|帮扶|结对|交流|聘用|牵头|承担|接受|申报|获得|获|入选|评定|挂牌|启动|孵化|转化|招收|供给|有|设|配|聘|建|派|讲|听)"
)
_BUILT_DIRECTLY = re.compile(_BUILDS.pattern + r"(?:了|好|成|起)?\Z")
_ABSTRACT = re.compile(
    r"(?:[^,;。、]{0,14})(?:格局|体系|机制|局面|整体|重要|方面|环境|氛围|新|过程|平台(?!期)|模式|系统|阶段|台阶|原则|目标|问题|抓手|导向|前提|中心任务|闭环|名片|主线|关键|合力|突破口|标准|重点|高地|样板|目录|生态|良好|共同|窗口|缩影)"
)


def hide_names(text: str) -> str:
    """The sentence with names and fixed words blanked; positions stay."""
    return _NAMES.sub(lambda match: HIDDEN * len(match[0]), text)


def why_not_a_target(quantity: Quantity, text: str, segment: tuple[int, int], crowded: bool) -> str | None:
    """The reason a number is no target, or None. `segment` is its part of the sentence between commas;
    `crowded` says that the same part of the sentence holds another number it could qualify."""
    before, after = text[segment[0] : quantity.start], text[quantity.end : segment[1]]
    tests = (
        ("baseline", _is_baseline(quantity, before, after, text, segment)),
        ("status", _is_status(quantity, before, text, segment)),
        ("subsidy", _is_subsidy(quantity, before, after)),
        ("scoring", _is_scoring(quantity, before)),
        ("heading", _is_heading(quantity, before, after)),
        ("duration", _is_mere_duration(quantity, before, after)),
        ("age", _is_age_group(quantity, before, after)),
        ("condition", _is_condition(quantity, before, after, crowded)),
        ("one", _is_mere_one(quantity, before, after)),
        ("step", bool(_PER_STEP.search(before)) and quantity.comparator is not Comparator.AT_LEAST),
    )
    return next((name for name, holds in tests if holds), None)


def _is_baseline(quantity: Quantity, before: str, after: str, text: str, segment: tuple[int, int]) -> bool:
    following = text[quantity.end : segment[1] + 12].lstrip(",")
    grows = bool(_BASELINE.search(before)) and bool(_GROWS_TO.match(following))
    return (
        grows
        or bool(_OLD_YEAR_OF.search(before) and quantity.unit != "倍")
        or after.startswith(("的基础上", "基础上"))
    )


def _is_status(quantity: Quantity, before: str, text: str, segment: tuple[int, int]) -> bool:
    """A state of affairs lasts until a word that looks ahead; a fronted 目前, colours the whole sentence."""
    earlier = text[: quantity.start]
    marks = [match.end() for match in _STATUS.finditer(earlier)]
    if _STATUS_DONE.search(before):
        return True
    if not marks:
        return False
    if _FORWARD.search(text, marks[-1], quantity.end + 2):
        return False
    return marks[-1] >= segment[0] or ";" not in text[marks[-1] : quantity.start]


def _is_subsidy(quantity: Quantity, before: str, after: str) -> bool:
    if quantity.unit not in MONEY:
        return False
    if _SUBSIDY_AFTER.match(after):
        return True
    return bool(_SUBSIDY.search(before)) and not re.search(
        r"生均|不低于|不少于|安排|设立|投入", before + text_of(quantity)
    )


def text_of(quantity: Quantity) -> str:
    return "不低于" if quantity.comparator is Comparator.AT_LEAST else ""


def _is_scoring(quantity: Quantity, before: str) -> bool:
    if quantity.unit == "分":
        bound = quantity.comparator in (Comparator.AT_LEAST, Comparator.REACH, Comparator.MORE_THAN)
        return not bound or bool(_SCORING.search(before))
    return quantity.unit == "%" and bool(_WEIGHT.search(before))


def _is_heading(quantity: Quantity, before: str, after: str) -> bool:
    if quantity.unit not in ("个", "项", "条", "种", "件"):
        return False
    return bool(_HEADING.search(before)) or bool(_HEADING_NOUN.match(after))


def _is_mere_duration(quantity: Quantity, before: str, after: str) -> bool:
    """用三年时间, 学制五年: a length of time is a target only as a threshold, 不少于5年."""
    if quantity.unit not in DURATIONS and quantity.unit not in ("小时", "工作日", "自然日"):
        return False
    if quantity.comparator in (Comparator.AT_LEAST, Comparator.AT_MOST, Comparator.MORE_THAN):
        return bool(re.match(r"以来|来", after))
    if quantity.unit in ("年", "日", "自然日", "工作日"):
        return True
    return not re.search(r"每|至少|不|培训|实践|实习|锻炼|学习|劳动|完成|授课|安排", before)


def _is_age_group(quantity: Quantity, before: str, after: str) -> bool:
    if quantity.unit not in ("岁", "周岁"):
        return False
    threshold = re.search(r"年龄[^,;。]{0,8}\Z", before) and not after
    return not threshold


def _is_condition(quantity: Quantity, before: str, after: str, crowded: bool) -> bool:
    """达到80分以上的, 具有5年以上经验的: the number describes a thing, it is not asked for."""
    if not _OF.match(after) or not before.strip(HIDDEN):
        return False
    if not _PROPERTY.search(before) and not _own_comparator_is_property(quantity, before):
        return False
    if _BUILT_DIRECTLY.search(before):
        return False
    firm = quantity.comparator in (Comparator.AT_LEAST, Comparator.AT_MOST)
    return not (firm and _BUILDS.search(before) and not crowded and quantity.unit not in ("年", "岁", "周岁"))


def _own_comparator_is_property(quantity: Quantity, before: str) -> bool:
    """规模超过1000人的学校: the comparator itself stands between a subject and the number."""
    return quantity.start < quantity.core_start and bool(re.search(r"[^\x00]{2}\Z", before))


def _is_mere_one(quantity: Quantity, before: str, after: str) -> bool:
    """一个 is often only an article: it counts where something is built, or for each."""
    if (
        quantity.value != 1
        or quantity.upper is not None
        or quantity.signed
        or quantity.unit in ("%", "倍", "百分点")
    ):
        return False
    if re.search(r"[每各]|生均|人均|校均", before):
        return False
    built = _BUILT_DIRECTLY.search(before)
    return not built or bool(_ABSTRACT.match(after))
