"""Numbers that are only part of a name or a fixed word: blanked before quantities are sought."""

from __future__ import annotations

import re

from .script import HIDDEN
from .units import UNIT

_HAN = "零一二两三四五六七八九十百千"
_N = rf"(?:\d{{1,9}}|[{_HAN}]{{1,9}})"  # bounded, so that a run of digits is read in linear time

_DOCUMENTS = (
    r"[〔\[(【](?:19|20)\d{2}[〕\])】]第?\d*号?",
    r"《[^》]*》",
    r"职教\d+条",
    r"(?<![\d.])\d+号(?!召)",
    rf"{_N}[章编](?:、?{_N}[节条款])*",
)
_ORDINALS = (
    rf"第{_N}(?:[条款项批届期名章节轮位次个所年阶册页类部周]|学期|学年|季度)?",
    rf"(?:前|后){_N}年",
    # 36.2 at the head of a line is a number of the table.
    rf"\A\d{{1,3}}(?:\.\d{{1,3}}){{1,3}}(?![\d.万亿]|{UNIT})",
)
_SLOGANS = (
    r"“[^”“\n]{1,14}”(?=行动|工程|计划|战略|机制|模式|体系|证书|制度|活动|专项|改革|教育|建设|项目|目标|格局)",
    rf"“[^”“\n%]{{0,4}}(?:\d{{1,9}}|[{_HAN}]+)(?:[^”“\n%以不]|不(?![少低超高])){{1,8}}”",
    rf"[{_HAN}]+个(?:意识|自信|维护|确立|全面|务必|坚持|一律|不准|服务|结合|转变|统一|面向|明确|大局|必由之路|融合|必须"
    r"|毫不动摇|倍增|代表|基本点|走在前列|课堂|注重|突出|文明|革命|引领|打造|聚焦|强化)",
    rf"[{_HAN}]位一体|百年大计|双高|1\+X|\d[+]\d*[A-Z]?|\d(?:\.\d)?\+\d(?:\.\d)?",
    r"十[一二三四五]五",
)
_PAIRED_ONES = (  # 一校一策, 一人一案
    r"最[高低大小]一[项次档个级]|[一1]个最[高低]分",
    r"(?:一|1)[人生校县班户园企村区镇师课专岗院](?:一|1|多)[^,;:。、]",
    r"(?:一|1)[^,;:。、\d]{1,3}[、,]?(?:一|1)[案策档图单表册书码卡库体]",
    r"一式[两二三四五六\d]+份",
    r"(?:同|统|唯|万|进|这|那|某|另|逐|任何|哪|(?<!分)之|为|的|单|划|近|任)一(?:个|名|所|项|门|家|次|位|支|种|套|类)?",
    r"一(?:次性|些|样|方面|站式|系列|张蓝图|盘棋|把手|股绳)",
)
_IDENTIFIERS = (
    r"(?:7[×xX*])?24小时(?!以?[上内])",
    r"\d{3,4}-\d{7,8}|1\d{10}|\d{16,18}[\dXx]",
    r"(?:[01]\d|2[0-3]):[0-5]\d",
    r"\d+(?:米|公里)(?:范围|半径)",
)
_STAGES_OF_LIFE = (
    rf"\d+[-—~]\d+(?:年级|岁|周岁)|{_N}(?:年级|年制|年一贯制|学年制)|(?<=\D)[一二三]孩|中考|高考",
    # The word itself stays: 过去 tells a state of affairs.
    rf"(?:(?<=近)|(?<=过去)|(?<=此前)|(?<=连续)|(?<=[前上去]))的?{_N}个?(?:年(?:来|内|间)?|学年|学期|[^,;:。、\d]{{0,3}}周期|月|届|批|轮)",
    rf"{_N}(?=年来)|后{_N}年|{_N}多年",
)
_HEADINGS = (
    rf"{_N}个?(?:方面|环节|层面|维度|阶段|步骤|层次|要素|部分|关键|重点任务|要点|类别|大类|步走|类)",
    rf"(?:由|等){_N}个?单位|{_N}个?(?:部门|处室|科室|股室)",
    rf"{_N}个基点|{_N}个?(?:年级|等次|等级|等第|档次|级别|类型|批次|梯队|梯次|条线)|[一二三四五六七八九]期(?=工程|项目|建设|计划|行动|规划|校区)",
    rf"{_N}(?:大|项重大|项重点)(?:工程|行动|任务|计划|举措|体系|支柱|专项|板块|领域|战略)",
)
_ALL = re.compile(
    "|".join((*_DOCUMENTS, *_ORDINALS, *_SLOGANS, *_PAIRED_ONES, *_IDENTIFIERS, *_STAGES_OF_LIFE, *_HEADINGS))
)


def hide_names(text: str) -> str:
    """The sentence with names and fixed words blanked; positions stay."""
    return _ALL.sub(lambda match: HIDDEN * len(match[0]), text)
