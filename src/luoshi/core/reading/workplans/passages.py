"""The text of a plan by what it is about, and the aims said in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..structure import Paragraph
from ..targets import Comparator, FoundTarget, TargetContext, find_targets

KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("money", re.compile(r"经费|资金|预算|投入")),
    ("risks", re.compile(r"风险|困难|问题")),
    ("deliverables", re.compile(r"预期成果|标志性成果|成果形式|预期成效|预期效果")),
    ("goals", re.compile(r"目标|指标|绩效")),
    ("baseline", re.compile(r"基础|现状|背景|概况|基本情况|条件")),
    ("mechanism", re.compile(r"保障|组织|领导|机制|机构|制度|监督|考核")),
    ("timetable", re.compile(r"进度|步骤|时间|安排|路线|阶段|计划表|任务表|任务分解")),
    ("measures", re.compile(r"举措|措施|任务|内容|实施|路径|做法|推进")),
)


def kind_of(heading: str) -> str:
    """What a heading says its part is about."""
    return next((kind for kind, pattern in KINDS if pattern.search(heading)), "other")


def aims(paragraph: Paragraph, period: tuple[int, int] | None) -> Iterator[FoundTarget]:
    """The aims with a number in one paragraph of the part on aims."""
    context = TargetContext(
        plan_period=period, year=period[0] if period else None, issuer_level="school", planned=True
    )
    for target in find_targets(paragraph.text, context):
        if target.quantity is not None and target.comparator is not Comparator.BY_DATE:
            yield target
