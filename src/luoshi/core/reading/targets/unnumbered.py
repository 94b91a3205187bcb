"""Drafts without a number: 一批, 全部, and a deadline that stands alone."""

from __future__ import annotations

import re

from ..levels import find_level
from .dates import DEED, DateMark
from .drafts import Draft
from .model import Comparator, TargetContext
from .reports import is_reported, is_state_of_affairs
from .scopes import infer_scope
from .sentences import Part
from .sharing import Sentence, date_of, recurrence_of, stated_scope
from .subjects import noun_behind, phrase_start
from .wholes import Whole, has_an_end, names_a_deadline

_LABELS_A_STAGE = re.compile(r"\):")  # 第三阶段(2026年):全面提升
_BEGINS = re.compile(r":(?:全面)?(?:启动|推进|实施|开展|部署)")  # 2026年:启动建设
_IS_JUDGED = re.compile(r"(?:接受|通过)[^,;。]*(?:评估|验收|检查|评审|督导)")
_SERVES = re.compile(
    r"(?:打|奠)[^,;]{0,6}基础\Z|作出[^,;]{0,6}贡献\Z"
)  # 为2025年全面完成规划任务打下坚实基础
_FORBIDS = re.compile(
    r"[^,;]{0,4}(?:不得|不予|不再|不能|禁止|严禁)|(?:仍|尚)?未|(?:出生|毕业|入职|在职|参加工作|取得|就读)|[^,;]*的(?:[,;]|\Z)"
)  # nor do they ask for a deed who only tell whom a rule meets: 8月底前未报到的
# 到2035年,格局更加完善: a picture of what will be, no deed that somebody could answer for
_PICTURES = re.compile(r"更加|明显|进一步|格局|局面|氛围|面貌")
_BARE = re.compile(r"(?:必须|应当?|要|全部|全面|基本)*(?:完成|办结|做好|落实)(?:的(?:事项|任务|工作))?[:]?")
_CLOSES = re.compile(r"[前内底末止]\Z")
# a rhythm or what goes on anyway asks for nothing by that day: 11月底分别开展年度评估, 纳入本年度继续推进
_ROUTINE = re.compile(
    r"(?:分别|各)?(?:开展|组织|进行)(?:年度|中期|阶段性?|终期|期末)*(?:评估|考核|检查|总结|评价|督查)\Z"
    r"|继续(?:推进|实施|开展|落实)\Z"
)
_LISTED_DATES = re.compile(r"[底末前日月]、(?:19|20)\d{2}年\d{1,2}月")
_SHORTEST_DEED = 4


def draft_wholes(
    sentence: Sentence, wholes: list[Whole], taken: list[Draft], context: TargetContext
) -> list[Draft]:
    """一批 and 全部, unless a number already covers the place; members of a list share the level."""
    drafts: list[Draft] = []
    level: tuple[str | None, bool] = (None, False)
    previous_end = -1
    for whole in wholes:
        if any(whole.start < draft.end and draft.start < whole.end for draft in taken):
            continue
        start = phrase_start(sentence.text, whole.start, sentence.part(whole.start).start)
        listed = whole.start - previous_end <= 2
        own = find_level(sentence.text[whole.start : whole.end])
        level = level if listed and own[0] is None else own
        date = date_of(sentence, whole.start, whole.end)
        part = sentence.part(whole.start)
        past = date is not None and date.kind == "past"
        told = sentence.reported and date is None
        deadline = date.start if date and date.kind == "due" and date.firm else -1
        if not (
            past or told or is_state_of_affairs(sentence.text, part.start, whole.start, whole.end, deadline)
        ):
            drafts.append(_whole_draft(sentence, whole, start, level, date, context))
        previous_end = whole.end
    return drafts


def _whole_draft(
    sentence: Sentence,
    whole: Whole,
    start: int,
    level: tuple[str | None, bool],
    date: DateMark | None,
    context: TargetContext,
) -> Draft:
    stated = stated_scope(sentence, start, whole.end, shared=False)
    some = whole.comparator is Comparator.SOME
    return Draft(
        start,
        whole.end,
        whole.subject,
        whole.comparator,
        level=level[0],
        and_above=level[1],
        scope=stated or infer_scope("", None, context, False),
        scope_basis="stated" if stated else "inferred",
        date=date,
        recurrence=recurrence_of(sentence, start, whole.end),
        ask="没有写明数量。建议由主管部门定一个数。" if some else None,
    )


def draft_dates(sentence: Sentence, taken: list[Draft], context: TargetContext) -> list[Draft]:
    """A deadline that no other target bears is a target by itself: 6月底前完成备案."""
    drafts = []
    for mark in sentence.dates:
        home = sentence.part(mark.start)
        if sentence.text.startswith("已", mark.start - 1) or sentence.text.startswith(
            "已", mark.end
        ):  # 已于4月完成
            continue
        told = not mark.firm and is_reported(sentence.text, len(sentence.text), dated=True)
        told = told or any(label.match(sentence.text, mark.end) for label in (_LABELS_A_STAGE, _BEGINS))
        if mark.kind != "due" or told or _is_borne(mark, home, sentence, taken):
            continue
        if names_a_deadline(sentence.text, home.start, mark.start):
            drafts.append(
                _dated(
                    home.start,
                    mark.end,
                    sentence.text[home.start : mark.start].removesuffix("为"),
                    mark,
                    context,
                )
            )
            continue
        if sentence.is_fronted(mark):
            home = next((part for part in sentence.parts if part.start >= mark.end), home)
        words = sentence.text[max(mark.end, home.start) : home.end]
        if _FORBIDS.match(words) or _SERVES.search(words):  # 2年内不得申报
            continue
        if _ROUTINE.search(words) and (_LISTED_DATES.search(sentence.text) or "继续" in words):
            continue
        if _is_a_deed(words, mark, sentence.text[mark.start : mark.end]):
            noun = noun_behind(sentence.text, max(mark.end, home.start), home.end)
            end = _before_open_bracket(sentence.text, mark.start, home.end)
            drafts.append(_dated(mark.start, end, noun.text if noun else None, mark, context))
    return drafts


def draft_of_entry(sentence: str, context: TargetContext) -> Draft:
    """What an entry without any target asks for, where only its closing note has a date."""
    scope = infer_scope("", None, context, False)
    return Draft(0, len(sentence), None, Comparator.BY_DATE, scope=scope)


def _is_a_deed(words: str, mark: DateMark, printed: str) -> bool:
    """Whether the words beside a date ask for something: any behind 6月底前, those with an end behind 到2027年."""
    if _BARE.fullmatch(words):
        return False  # 四、年底前完成: a heading, what is to be done follows
    if mark.firm and _CLOSES.search(printed):
        return len(words) >= _SHORTEST_DEED or has_an_end(words)
    if _PICTURES.search(words):
        return False
    return (
        (mark.firm and has_an_end(words))
        or has_an_end(words[:4])
        or bool(_IS_JUDGED.match(words) or DEED.match(words))
    )


def _dated(start: int, end: int, subject: str | None, mark: DateMark, context: TargetContext) -> Draft:
    scope = infer_scope("", None, context, False)
    return Draft(start, end, subject, Comparator.BY_DATE, date=mark, scope=scope)


def _is_borne(mark: DateMark, home: Part, sentence: Sentence, taken: list[Draft]) -> bool:
    """A fronted date is borne by any target, another one by a target of its part or before it."""
    bearers = [
        draft for draft in taken if draft.date == mark and not _in_brackets(sentence.text, draft.start)
    ]
    return any(
        sentence.is_fronted(mark) or home.start <= draft.start < home.end or draft.start < mark.start
        for draft in bearers
    )


def _before_open_bracket(text: str, start: int, end: int) -> int:
    """将计划报送(电子版发至…: a phrase does not end within brackets that it opened."""
    opened = text.rfind("(", start, end)
    return opened if opened > text.rfind(")", start, end) and opened > start else end


def _in_brackets(text: str, place: int) -> bool:
    """将报告(不超过3000字)报送: what stands in brackets does not use the date up."""
    return text.count("(", 0, place) > text.count(")", 0, place)
