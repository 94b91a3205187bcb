"""What a heading or a sentence leaves to the sentences below it: a report goes on, a date holds for a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .dates import DateMark, find_dates
from .model import Report, TargetContext
from .recurrence import find_recurrences
from .reports import binds_somebody, commits, looks_ahead
from .script import to_half_width
from .sentences import split_parts, split_sentences

_TELLS = re.compile(
    r"工作[总小]结|(?:上半|去|上一?)年(?:度)?(?:主要|重点)?工作(?:情况|完成情况)?\Z|总结\Z|回顾|(?:主要|取得的?|工作|建设|显著)成[效就绩]\Z|现状|(?:发展|工作|现实|建设)基础\Z|基本情况|(?:学校|单位|园区|区域|项目)(?:概况|简介)\Z|(?:背景|形势|环境)分析\Z|(?:发展|工作|建设|现实|办学)?基础[与和及、]|成[效就绩][与和及、](?:经验|问题|不足)|优势[与和及、]不足|(?:困难|差距|不足)\Z|存在的?(?:主要|突出)?问题|问题[与和及、](?:不足|展望|对策|建议|挑战|措施)"
    r"|已(?:经)?(?:开展|做|采取|完成|落实)的?(?:主要|有关|相关)?(?:工作|举措|措施|做法|事项)\Z|办理(?:过程|经过)\Z"
    r"|征求意见(?:的?情况)?\Z|(?:起草|制定|编制|修订)(?:背景|过程|情况)\Z|主要做法|(?:完成|进展|落实|开展|推进|执行|使用|支出|收支|实施)情况\Z"
    r"|(?:\A|年|[月季]度?|份|期|主要|总体|重点)工作(?:的?情况|亮点)\Z|(?:面临|发展|现实)(?:形势|环境)\Z"
)
_FORETELLS = re.compile(
    r"(?:面临|当前|发展|国[内际]外?|外部|宏观|现实|的)*(?:形势|机遇|挑战|环境)"
    r"(?:[与和及、](?:面临的?|主要|发展)*(?:形势|机遇|挑战|环境|需求|困难))*(?:分析|研判)?"
)
# 夯实发展基础: a heading that asks, where 发展基础 alone tells
_LAYS_THE_GROUND = re.compile(
    r"(?:夯实|打牢|打好|筑牢|巩固|厚植|奠定|强化|加强|做实|做强|稳固|培厚|完善|优化|改善|提升)[^,;。]*基础\Z"
)
# 2021年度质量报告, but not 关于做好质量报告编制工作的通知
_TITLE_TELLS = re.compile(
    r"(?:报告|年报|总结|通报|公报|简报|汇报|统计)(?:\([^()]*\))?\Z|(?:简报|快报|动态|要情)第\d+期"
)
_PLANS = re.compile(r"目标|任务|计划|打算|下一步|要求|措施|安排|思路|重点|展望|改进|整改|举措|方向|行动\Z")
# 2025年，实现以下目标: — the sentence itself says nothing yet.
# what may stand beside the time in such a heading
_OF_A_TIME = re.compile(
    r"(?:第[一二三四]阶段|近期|中期|远期|年度|阶段性?|主要|重点|具体|总体|工作|建设|发展|目标|任务|计划|指标|要点|安排|[()\[\]:的年])*"
)
_CLOSING_NOTE = re.compile(
    r"(?:(?<=[。;])\((?P<note>[^()]{4,160})\)[。;]?|\((?P<note2>[^()]{4,160})\)(?:[。;]|\s|\Z|(?=\d{1,2}[.、]|[(一二三四五六七八九十])))"
)
_ANSWERS = re.compile(r"牵头|负责|配合|责任|落实单位|(?:完成|办结)(?:时限|时间)")
_LEADS_IN = re.compile(r"(?:(?:以下|下列|如下)[^,;:]{0,12}:?|:)\Z")
# 会议指出,园区规划用地860亩: minutes first tell, then 议定.
_OPENS_A_REPORT = re.compile(
    r"年来|以来(?![^,;。了已]{1,10}的(?!\d))|过去|近日|日前|据(?:不完全)?统计|会议(?:指出|认为|听取)"
)


@dataclass(frozen=True, slots=True)
class ClosingNote:
    """Where the brackets stand, and what they give to the targets before them; with a cadence no single date."""

    start: int
    end: int
    due: str | None = None
    period: str | None = None
    recurrence: str | None = None


def heading_reports(heading: str) -> bool | None:
    """Whether the text under a heading tells what was (工作总结, 发展基础); None if the heading does not say."""
    if _LAYS_THE_GROUND.search(heading):
        return False
    if _TELLS.search(heading):
        return True
    return False if _PLANS.search(heading) else None


def heading_foretells(heading: str) -> bool:
    """Whether the text under a heading tells what is coming anyway: 面临的形势, 机遇和挑战."""
    return _FORETELLS.fullmatch(heading.strip()) is not None


def report_by_title(title: str) -> Report:
    """Whether a document tells what was, by its title: a report, a summary, a newsletter, a circular on results."""
    found = _TITLE_TELLS.search(to_half_width(title.strip()))
    if not found:
        return ""
    return "mixed" if found[0].startswith(("通报", "公报")) else "told"


def announced_by_heading(heading: str, context: TargetContext) -> tuple[str | None, str | None] | None:
    """Due and period of all below a heading that names a time and nothing else: 2028年目标, 近期目标（到2027年）."""
    words = to_half_width(heading).strip()
    marks = find_dates(words, context)
    if len(marks) != 1 or marks[0].kind not in ("due", "period"):
        return None
    mark = marks[0]
    rest = words[: mark.start] + words[mark.end :]
    return (mark.due, mark.period) if _OF_A_TIME.fullmatch(rest) else None


def announced_by(text: str, context: TargetContext) -> tuple[str | None, str | None] | None:
    """Due and period that the end of a text announces for the list below it: 到2025年，实现以下目标：."""
    last = list(split_sentences(to_half_width(text).rstrip()))[-1:]
    return _announced(last[0][1], context) if last else None


def _announced(sentence: str, context: TargetContext) -> tuple[str | None, str | None] | None:
    if not _LEADS_IN.search(sentence):
        return None
    marks = [mark for mark in find_dates(sentence, context) if mark.kind in ("due", "period")]
    return (marks[-1].due, marks[-1].period) if marks else None


def closing_notes(text: str, context: TargetContext) -> Iterator[ClosingNote]:
    """The brackets that close an entry and say who answers for it and by when: (甲局牵头,2025年底前完成)."""
    for found in _CLOSING_NOTE.finditer(text):
        words = found["note"] or found["note2"]
        marks = [mark for mark in find_dates(words, context) if mark.kind in ("due", "period")]
        if not _ANSWERS.search(words) or not (marks or not re.search(r"\d", words)):
            continue
        cadences = find_recurrences(words)
        if cadences:
            yield ClosingNote(found.start(), found.end(), recurrence=cadences[-1].word)
        elif marks:
            yield ClosingNote(found.start(), found.end(), marks[-1].due, marks[-1].period)
        else:
            yield ClosingNote(found.start(), found.end(), *context.announced)


def context_at(sentence: str, before: TargetContext) -> TargetContext:
    """What is known when a sentence is read, given what was known at the sentence before it."""
    announced = _announced(sentence, before) or before.announced
    return replace(before, announced=announced, reported=_reported(sentence, before))


def is_lead_in(sentence: str, context: TargetContext) -> bool:
    """Whether a sentence only announces a list and its date."""
    return _announced(sentence, context) is not None


def _reported(sentence: str, before: TargetContext) -> bool:
    """“十三五”期间… opens a report; a date to come or 力争 ends it."""
    dates = find_dates(sentence, before)
    # a report as a whole tells of 每校 and 不低于 too: there only a word that commits ends it
    binds = before.report == "mixed" and binds_somebody(sentence)
    ends = (commits(sentence) or binds) if before.report else looks_ahead(sentence)
    if ends or any(mark.kind in ("due", "period") for mark in dates):
        return False
    return before.reported or _opens_a_report(sentence, dates)


def _opens_a_report(sentence: str, dates: list[DateMark]) -> bool:
    for opening in split_parts(sentence)[:1]:
        if sentence[opening.end : opening.end + 1] == ":" and heading_reports(
            sentence[: opening.end].strip()
        ):
            return True  # 项目概况:占地60亩,…
        past = any(mark.kind == "past" and mark.start < opening.end <= mark.end + 1 for mark in dates)
        return past or bool(_OPENS_A_REPORT.search(sentence, opening.start, opening.end))
    return False
