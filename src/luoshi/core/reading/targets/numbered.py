"""Drafts with a number: each quantity that binds, with its noun, level, scope and date."""

from __future__ import annotations

import re

from ..levels import find_level
from .cells import unit_of
from .chains import spread
from .drafts import Draft
from .exclusions import why_not_a_target
from .inheriting import complete
from .model import Comparator, TargetContext
from .quantities import Quantity, find_quantities
from .scopes import infer_scope
from .script import HIDDEN
from .setting import Setting
from .sharing import Sentence, date_of, recurrence_of, stated_scope
from .subjects import VERBS, Noun, noun_before, noun_behind, phrase_start
from .units import DURATIONS, MONEY

_JOINTS = "、和及并与"
# A measured value stands behind its noun: 占地40000平方米; a counted one before it: 12个基地.
_MEASURED = DURATIONS | {"%", "‰", "百分点", "倍", "生/师", "平方米", "亩", "元", "学时", "岁", "周岁"}
_PLACE_NOUN = re.compile(r"([^\x00,;:。、]{1,4}?)(?:" + "|".join(VERBS) + ")")
_EXPERIENCE = re.compile(r"[^,;:。、\d]{0,14}(?:经历|经验|教龄|工龄)")
_WITH = re.compile(r"与[^,;:。、\d]{2,16}的")  # 1—2个与产业对接的特色专业
_FUND = re.compile(r"[^,;:。、\d]{0,14}(?:经费|资金|预算|基金)")  # 安排200万元专项经费
_NAME = re.compile(r"[^\x00,;:\d]{2,20}")
_AND_SOME = re.compile("[余多]")
_COVERED = re.compile("全覆盖[、和及]")  # a target of its own
_BASE_WORD = re.compile(r"(?:从|由)(?=[^,;。]{0,8}[\d\x00一二三四五六七八九])")


def draft_numbers(sentence: Sentence, hidden: str, context: TargetContext) -> list[Draft]:
    """The numbers of a sentence that bind; `hidden` is its text with names, dates and cadences blanked."""
    found = find_quantities(hidden)
    settings = [_setting(quantity, found, sentence, hidden) for quantity in found]
    reasons = spread(settings, [_why_not(setting, sentence, context) for setting in settings])
    kept = [quantity for quantity, reason in zip(found, reasons, strict=True) if reason is None]
    drafts: list[Draft] = []
    for index, quantity in enumerate(kept):
        covered = [match.end() for match in _COVERED.finditer(hidden, 0, quantity.start)]
        left = max([0, *covered, *(draft.end for draft in drafts[-1:])])
        following = kept[index + 1].start if index + 1 < len(kept) else len(hidden)
        drafts.append(_draft(quantity, left, following, sentence, hidden, context))
    return complete(drafts, sentence, context)


def _why_not(setting: Setting, sentence: Sentence, context: TargetContext) -> str | None:
    quantity = setting.quantity
    if any(mark.start <= quantity.core_start < mark.end for mark in sentence.scopes):
        return "scope"
    date = date_of(sentence, quantity.start, quantity.core_start)
    if quantity.unit != "倍" and date is not None and date.kind == "past":
        return "state"
    if quantity.unit != "倍" and any(
        date.kind == "base" and date.end == quantity.start for date in sentence.dates
    ):
        return "baseline"  # 2021年的48% is what was
    reason = why_not_a_target(setting)
    # 12.5 under 受教育年限(年): the heading names the length of time as what is aimed at
    return None if reason == "duration" and unit_of(context.header) == quantity.unit else reason


def _setting(quantity: Quantity, found: list[Quantity], sentence: Sentence, hidden: str) -> Setting:
    part = sentence.part(quantity.core_start)
    others = [other for other in found if other is not quantity]
    date = date_of(sentence, quantity.start, quantity.core_start)
    dated = date is not None or recurrence_of(sentence, quantity.start, quantity.end) is not None
    return Setting(
        quantity,
        hidden,
        part.start,
        part.end,
        crowded=any(part.start <= other.start < part.end for other in others),
        dated=dated,
        reported=sentence.reported,
        report=sentence.report,
        planned=sentence.planned,
        deadline=date.start if date and date.kind == "due" and date.firm else -1,
        adjoining=any(other.end == quantity.core_start for other in others),
    )


def _draft(
    quantity: Quantity, left: int, following: int, sentence: Sentence, hidden: str, context: TargetContext
) -> Draft:
    part = sentence.part(quantity.core_start)
    left = max(part.start, left)
    behind = _noun_behind(quantity, min(part.end, following), following < part.end, sentence.text)
    before = None if behind else _noun_before(quantity, left, sentence, hidden)
    before = before or (None if behind else _label(part.start, quantity, sentence, hidden))
    before = before or (None if behind else _quoted(left, quantity, sentence, hidden))
    unit, subject = quantity.unit, (behind or before or Noun("", 0, 0)).text or None
    start = before.start if before else phrase_start(hidden, quantity.start, left)
    if hidden.count("(", start, quantity.start) > hidden.count(")", start, quantity.start):
        start = quantity.start  # 报告(不超过3000字)
    end = behind.end if behind else quantity.end
    if behind and hidden[: quantity.start].endswith("在"):
        unit, subject = _place_unit(quantity.unit, behind.text, subject)
    level, above = find_level(sentence.text[start:end])
    stated = stated_scope(sentence, start, quantity.core_start)
    threshold = before is not None and quantity.comparator in (Comparator.AT_LEAST, Comparator.AT_MOST)
    scope = stated or infer_scope(subject or "", unit, context, threshold)
    return Draft(
        start,
        end,
        subject,
        _as_printed(quantity, sentence.text),
        quantity.value,
        quantity.upper,
        unit or None,
        level,
        above,
        scope,
        "stated" if stated else "inferred",
        date_of(sentence, start, quantity.core_start),
        recurrence_of(sentence, start, quantity.end),
        quantity.measure,
        _ask_whom(unit, stated, scope),
    )


def _as_printed(quantity: Quantity, text: str) -> Comparator:
    """3000余名 and 20多万人 are more than that; while the rules ask, they are as good as a bare number."""
    over = _AND_SOME.search(text, quantity.core_start, quantity.core_end)
    return Comparator.MORE_THAN if over and quantity.comparator is Comparator.ABOUT else quantity.comparator


def _ask_whom(unit: str | None, stated: str | None, scope: str | None) -> str | None:
    """A share that names nobody may bind the city or every school: a person decides."""
    if stated or scope != "each_school" or unit not in ("%", "‰"):
        return None
    return "没有写明由谁达到。建议按每所学校分别达到理解，请确认。"


def _noun_behind(quantity: Quantity, limit: int, more: bool, text: str) -> Noun | None:
    joined = text[quantity.end : quantity.end + 1] in _JOINTS + ","
    if joined and not _WITH.match(text, quantity.end):
        return None
    attributive = text.startswith("的", quantity.end) or (
        quantity.unit in MONEY and _FUND.match(text, quantity.end) is not None
    )
    attributive |= quantity.unit == "年" and _EXPERIENCE.match(text, quantity.end) is not None
    if quantity.unit in _MEASURED and not attributive:
        return None
    if more:
        joints = [place for place in range(quantity.end, limit) if text[place] in "、和及"]
        limit = joints[-1] if joints else limit
    return noun_behind(text, quantity.end, limit)


def _noun_before(quantity: Quantity, left: int, sentence: Sentence, hidden: str) -> Noun | None:
    base = _BASE_WORD.search(hidden, left, quantity.start)
    # 每校限报3项: whom it counts for is not what is counted.
    for scope in sentence.scopes:
        hidden = hidden[: scope.start] + HIDDEN * (scope.end - scope.start) + hidden[scope.end :]
    return noun_before(hidden, left, base.start() if base else quantity.start, sentence.text)


def _label(start: int, quantity: Quantity, sentence: Sentence, hidden: str) -> Noun | None:
    """在校生规模:5万人: a short name before a colon, and the number alone behind it."""
    if hidden[start : quantity.start].strip(HIDDEN) or hidden[start - 1 : start] != ":":
        return None
    name = next((part for part in sentence.parts if part.end == start - 1), None)
    if name is None or not _NAME.fullmatch(hidden, name.start, name.end):
        return None
    return noun_before(hidden, name.start, name.end, sentence.text)


def _quoted(left: int, quantity: Quantity, sentence: Sentence, hidden: str) -> Noun | None:
    """建设“五好食堂”9个: a quoted word is hidden for its number, yet it is what is counted."""
    opening = sentence.text.rfind("“", left, quantity.start)
    word = sentence.text[opening : quantity.start]
    if opening < 0 or not word.endswith("”") or hidden[opening : quantity.start].strip(HIDDEN):
        return None
    return Noun(word.strip("“”"), opening, quantity.start)


def _place_unit(unit: str, behind: str, subject: str | None) -> tuple[str, str | None]:
    """在5个领域布局…: what is counted is the place, 5 个领域."""
    place = _PLACE_NOUN.match(behind)
    return (unit + place[1], place[1]) if place else (unit, subject)
