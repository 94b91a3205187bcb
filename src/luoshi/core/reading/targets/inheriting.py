"""What one number takes over from another: comparator, date, noun."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from .cells import name_of
from .dates import DateMark
from .drafts import Draft
from .model import Comparator, TargetContext
from .sharing import Sentence

_BOUNDS = (Comparator.AT_LEAST, Comparator.AT_MOST)
_BOUND_BEHIND = re.compile("以[上内下]|左右|封顶")
_ALSO_OF = re.compile(r"\A(?:和|、|及|与)[^,;:、\d]{2,10}的\d+%\Z")  # 不低于教师总数的20%和学生总数的10%
_LISTED_YEARS = re.compile(r"\d{4}年?(?:(?:、|和|及|以及)\d{4}年?)+")
_LIST_JOINT = re.compile("[、和与及]")
_LEVEL_ALONE = re.compile(r"(?:[校院县区市州省]|国家|省部)级\Z")


def complete(drafts: list[Draft], sentence: Sentence, context: TargetContext) -> list[Draft]:
    """The numbers of one sentence with what they leave to their neighbours to say."""
    with_comparators = _share_comparators(drafts, sentence.text)
    shared = _share_subjects(_share_dates(with_comparators, sentence), sentence.text, context)
    return _deal_out_subjects(shared, sentence.text)


def _share_comparators(drafts: list[Draft], text: str) -> list[Draft]:
    """分别达到60%和65%, 不少于10天、80学时: what stands before the first number holds for the second."""
    shared = drafts[:1]
    for draft in drafts[1:]:
        before = shared[-1]
        joined = text[before.end : draft.start] in ("和", "、", "与", "及", "(", "或", "或者", "")
        bare = joined and draft.comparator is Comparator.EXACT
        alike = before.comparator is Comparator.REACH and before.unit == draft.unit
        listed = before.comparator in _BOUNDS and not _BOUND_BEHIND.search(text, before.start, before.end)
        if bare and draft.subject and listed and text[draft.start].isdigit():
            shared.append(replace(draft, comparator=before.comparator))  # 限推荐2所学校、4个专业
        elif listed and _ALSO_OF.match(text[before.end : draft.end]) and draft.comparator is Comparator.EXACT:
            shared.append(replace(draft, comparator=before.comparator))
        elif bare and not draft.subject:
            measure = (
                before.measure if draft.measure == "level" and draft.unit == before.unit else draft.measure
            )
            same = replace(draft, comparator=before.comparator, subject=before.subject, measure=measure)
            shared.append(same)
        else:
            shared.append(replace(draft, comparator=Comparator.REACH) if bare and alike else draft)
    return shared


def _share_dates(drafts: list[Draft], sentence: Sentence) -> list[Draft]:
    """到2025年和2030年,分别达到60%和70%: one date for each number."""
    split = sentence.text.find("分别")
    if split < 0:
        return drafts
    part = sentence.part(split)
    marks = [mark for mark in sentence.dates if mark.start < split or part.start < mark.start < part.end]
    dates = [date for mark in marks for date in _each_date(mark, sentence.text)]
    behind = [draft for draft in drafts if draft.end > split]
    here = [draft for draft in behind if draft.end <= part.end]
    one_each = next((some for some in (behind, here) if len(some) == len(dates) > 1), [])
    dated = {draft.start: mark for draft, mark in zip(one_each, dates, strict=bool(one_each))}
    return [replace(draft, date=dated.get(draft.start, draft.date)) for draft in drafts]


def _each_date(mark: DateMark, text: str) -> list[DateMark]:
    """The years that are listed one by one, each a date of its own: 2026、2027、2028年."""
    if mark.kind == "due":
        return [mark]
    listed = mark.kind == "period" and _LISTED_YEARS.fullmatch(text, mark.start, mark.end)
    years = re.findall(r"(?:19|20)\d{2}", text[mark.start : mark.end]) if listed else []
    return [replace(mark, kind="due", due=year, period=None) for year in years]


def _share_subjects(drafts: list[Draft], text: str, context: TargetContext) -> list[Draft]:
    """1个国家级、3个省级基地: the noun said once serves both; 其中…1000门 is of what was just named."""
    shared = list(drafts)
    for index in range(len(shared) - 2, -1, -1):
        subject = shared[index].subject
        if subject and _LEVEL_ALONE.match(subject):
            shared[index] = replace(shared[index], subject=shared[index + 1].subject)
    shared = _name_levels(shared)
    for index, draft in enumerate(shared):
        if draft.subject:
            continue
        earlier = shared[index - 1] if index else None
        later = shared[index + 1] if index + 1 < len(shared) else None
        if later and later.subject and later.unit == draft.unit and _are_listed(draft, later, text):
            shared[index] = replace(draft, subject=later.subject, level=draft.level or later.level)
            continue
        if earlier and earlier.unit == draft.unit and earlier.subject:
            shared[index] = replace(
                draft,
                subject=earlier.subject,
                level=draft.level or earlier.level,
                and_above=earlier.and_above,
            )
        else:
            shared[index] = replace(draft, ask=_ask_what(context))
    return shared


def _name_levels(drafts: list[Draft]) -> list[Draft]:
    """联合体5个(其中国家级1个、省级2个): levels alone are of what was named before them."""
    named: list[Draft] = []
    for draft in drafts:
        before = named[-1] if named else None
        alone = draft.subject is not None and _LEVEL_ALONE.match(draft.subject) is not None
        if alone and before and before.unit == draft.unit:
            draft = replace(draft, subject=before.subject)
        named.append(draft)
    return named


def _deal_out_subjects(drafts: list[Draft], text: str) -> list[Draft]:
    """入园率、巩固率和入学率分别达到90%、99%和95%: one noun for each number."""
    dealt = list(drafts)
    for index, draft in enumerate(drafts):
        names = _LIST_JOINT.split(draft.subject or "")
        run = drafts[index : index + len(names)]
        joints = [text[left.end : right.start] for left, right in pairwise(run)]
        one_each = len(names) == len(run) > 1 and all(_LIST_JOINT.fullmatch(joint) for joint in joints)
        if one_each and "分别" in text[draft.start : draft.end]:
            dealt[index : index + len(names)] = [
                replace(each, subject=name) for each, name in zip(run, names, strict=True)
            ]
    return dealt


def _are_listed(draft: Draft, later: Draft, text: str) -> bool:
    """2022年完成2个、2023年完成3个示范基地: only a 、 and no other stop stands between."""
    between = text[draft.end : later.start]
    return "、" in between and not any(stop in between for stop in ",;:")


def _ask_what(context: TargetContext) -> str | None:
    """A column heading that names the thing answers the question; 数量 or 2023年 does not."""
    if name_of(context.header):
        return None
    if context.header:
        return "没有写明对象。建议以本行的任务为对象，请确认。"
    return "没有写明对象。建议以所在条款的标题为对象，请确认。"
