"""Sentences that tell how things stand or what was done, instead of what is to be done."""

from __future__ import annotations

import re
from functools import lru_cache

from .script import HIDDEN

# 要 that asks, not that of 主要 and 重要; 应 that asks, not that of 适应 and 相应; 将 that looks ahead, not 将…纳入
MUST = r"(?<![主重摘纪概简必])要(?!求|素|点|闻|件|害|道|义)"
OUGHT = r"(?<![相适反供响对呼感效占])应(?!届|用|急|对|考|征|聘|邀)"
_WILL = r"(?<![即现])将(?!近|军|[^,;。]{2,24}(?:纳入|列入|融入|作为|用于|用作))"


_STATE = re.compile(
    r"已经?(?!.*再)|实际(?:投入|完成|支出|到位|招生|培训|交付|使用)|原有|共有|位居|荣获|曾|实有|尚有|仍有|还有|在建(?!设)|未开工|[应实]到"
)
_LASTING_STATE = re.compile(
    r"下辖|现为(?!止)|现[设辖]|仅有|仅为|(?<!依托)(?<!利用)(?<!借助)(?<!凭借)(?<!立足)现有(?!资源|基础|条件|规模|政策|水平|设施|设备|平台|渠道|制度|机制|师资|体系|场地)|目前|现在(?:是|有|只有|才|为|的)|现已|现存|(?<![比较与于])去年|(?<![比较与于以])上年(?!度[^,;。]{0,14}(?:不[低少高]|(?:考核|评价|评估|绩效)[^,;。]{0,8}的))|上[一\x00个]{0,2}(?:五年|规划期|周期|轮(?=[(,]))|截至|截止(?!时间|日期)|年来|(?<!任现职)(?<!任职)以来(?![^,;。了已]{1,10}的(?!\d))|过去|当前|先后|偏[少低高]|缺口(?=[^,;。]{0,4}[\d大较仍还达为约近])|缺额(?!的)|短缺|空缺(?!岗)|(?<!升级)老化"
)
_GONE_BY = ("年来", "以来", "过去", "先后")
# 建成了12个: a goal never puts 了 between verb and number; 为了 and 除了 are no verbs.
_DONE_JUST_HERE = re.compile(rf"(?<![为除])了(?:近|约|超过|{HIDDEN})*\Z")
_AHEAD = re.compile(
    rf"逐步|逐年|力争|确保|(?<!已)争取|拟|今后|未来|计划|将(?!近)|目标|再|增至|{MUST}|须|{OUGHT}|达到?(?!了).{{0,10}}以上"
)
_GROWS = re.compile(
    r"(?:提高|提升|增加|降低?|下降|调整|压减|精简|整合|扩大|扩充|拓展|优化|发展|缩小)(?:到|至|为)"
)
_REQUIRED = re.compile(r"须|应当|应具|申报条件|必须")

_REPORT = re.compile(
    r"现予(?:以)?公[布示]|(?:审计|检查|督[查导]|巡[查视]|排查|调[查研]|抽查|核查)(?:发现|显示)|据(?:不完全)?(?:统计|调查|测算|监测|了解)|统计(?:数据)?显示|出席|列席|参会|同比|环比|喜获|创历史"
    r"|予以公[示布](?!期)|进行公示|现公示|名单(?:附后|如下|见附)|(?<!推荐)(?<!确定)入围(?!率|名单|数|资格|比例)|前[一二三]季度|前(?:\d{1,2}|[一-十]+)个月"
    r"|(?:普查|调查|监测|统计)结果|存在的?(?:主要|突出)?(?:问题|不足)|缺编"
    r"|(?:占|完成)[^,;。]{0,6}(?:任务|计划|目标)的[\d一-十]"
    r"|经[^。]{0,30}?(?:评审|审核|审查|研究|评选|评议|审定|核查)[^,。]{0,6},(?:共|拟|决定|确定|同意|现)"
)
# 取得了显著成效, 有效支撑了产业发展: aims are told without 了.
_DONE = re.compile(
    r"(?:收到|取得|起到)了?[^,;]{0,6}(?:效果|成效|反响)|[比较]上[\x00一]|%的[^,;。]{2,12}(?:认为|未|没有|反映)|与[^,;。\x00]{2,12}相比|(?:\A|[,;])有[\d一-十]+[个所家名项人](?!以上)|比上年(?:同期)?[增减提下上多少][^,;到至]{0,4}\d|共有[^,;。]{0,20}\d|平均(?:水平|值)[高低多少]\d|有[\d一两]+[家所个项名][^,;。]{0,6}入选|未(?:达标|完成|通过|整改|落实)\d"
    r"|(?<!稳)(?:居|列|排名|位)(?:全国|全省|全市|本省)?第[\d一-十]|[一-鿿]共\d+[^,;。]{0,3},其中|共(?:争取|完成|获|收到|发放|接待|评出|查处|受理)|[^为除好\x00,;]了(?!解|然|如)"
)
_INTENDED = re.compile(
    # 以上: nobody reports so
    r"\A(?:\d{1,2}[.、])?(?:深入|大力|积极|全面|继续|扎实|持续)?(?:实施|开展|推进|组织)"
    r"[^,;。了已]{1,20}(?:行动|工程|计划|活动|项目),(?=[^了已。]*\d[^,;。\d]{1,3}以上(?:[,;]|\Z))|"
    rf"力争|确保|力求|改进措施|提出|争取(?!到|上级|中央|省级|资金)|今后|未来|下一步|明年|今年(?:要|将|重点|计划|再)|(?:以下|下列|如下|重点)工作:|目标(?:是|为|:)|必须|{OUGHT}|每|不[少低超高]"
)

# What ends a report even where its title tells it is one; 每 and 不低于 may stand in a report as well.
_COMMITS = re.compile(
    rf"力争|确保|力求|争取(?!到|上级|中央|省级|资金)|今后|未来|下一步|下一年|明年|今年(?:要|重点|计划|再)|{_WILL}|拟(?!声|真)|{MUST}|{OUGHT}|须|不得"
    r"|(?<![高类培人项])计划(?![”》]|生育|招生|数|指标|的|任务|完成|项目|单位|院校|立项|建设)|目标(?:是|为|:)"
)
_BOUND = re.compile(r"(?:不[少低]于|不超过|不得)[^,;。的]{1,10}(?:[,;。]|\Z)")  # but 满意度不低于95%的专业


def commits(text: str, end: int | None = None) -> bool:
    """Whether a word up to `end` commits somebody: 将, 力争, 计划, 应."""
    return _COMMITS.search(text, 0, len(text) if end is None else end) is not None


def binds_somebody(text: str) -> bool:
    """Whether a part of the sentence ends in a bound: 听课不少于2节."""
    return _BOUND.search(text) is not None


def is_state_of_affairs(text: str, part_start: int, start: int, end: int, deadline: int = -1) -> bool:
    """目前, 截至 tell how things stand, until a word that looks ahead; 已 does so up to the next comma."""
    if _DONE_JUST_HERE.search(text, part_start, start):
        return True
    marks = list(_LASTING_STATE.finditer(text, 0, start))
    if not _REQUIRED.search(text, 0, part_start):  # 须成立满2年,已与2所学校合作: asked for, not reported
        marks += _STATE.finditer(text, part_start, start)
    if not marks:
        return False
    last = max(marks, key=lambda match: match.end())
    if _AHEAD.search(text, last.end(), end + 2) or last.end() <= deadline:  # 已下达资金6月底前支付
        return False
    if last[0] not in _GONE_BY and _GROWS.search(text, last.end(), end + 2):
        return False  # 现有3所增加到5所 looks ahead, 过去五年增加到5所 does not
    return last.end() >= part_start or ";" not in text[last.end() : start]


def is_reported(text: str, start: int, dated: bool) -> bool:
    """Whether a number told without a binding word stands in a report: 据统计, 予以公示, 完成计划的103%."""
    report, intended, done = _first_marks(text)
    if intended <= start:
        return False
    return report <= len(text) or (not dated and done <= len(text))


def looks_ahead(text: str, end: int | None = None) -> bool:
    """Whether a word up to `end` says that something is to come: 力争, 下一步, 每."""
    return _first_marks(text)[1] <= (len(text) if end is None else end)


@lru_cache(maxsize=64)
def _first_marks(text: str) -> tuple[int, ...]:
    """Where the first word of a report, of an intention and of a thing done ends; else behind the text.

    Kept, because every number of one sentence asks for it.
    """
    first = [pattern.search(text) for pattern in (_REPORT, _INTENDED, _DONE)]
    return tuple(match.end() if match else len(text) + 1 for match in first)
