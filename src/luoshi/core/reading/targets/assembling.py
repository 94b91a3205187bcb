"""From a sentence to its targets: numbers, 一批, 全部 and mere dates, each with what the sentence shares."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .dates import DateMark, find_dates
from .exclusions import Setting, is_state_of_affairs, why_not_a_target
from .levels import find_level
from .model import Comparator, Measure, TargetContext
from .names import hide_names
from .quantities import Quantity, find_quantities
from .recurrence import find_recurrences
from .scopes import Basis, find_scopes, infer_scope
from .script import HIDDEN
from .sentences import Part, split_parts
from .sharing import Sentence, date_of, recurrence_of, stated_scope
from .subjects import VERBS, Noun, noun_before, noun_behind, phrase_start
from .units import DURATIONS
from .wholes import Whole, find_all, find_some, has_an_end

_JOINTS = "、和及并与"
# A measured value stands behind its noun: 占地40000平方米; a counted one before it: 12个基地.
_MEASURED = DURATIONS | {"%", "‰", "百分点", "倍", "生/师", "平方米", "亩", "元", "学时", "岁", "周岁"}
_PLACE_NOUN = re.compile(r"([^\x00,;:。、]{1,4}?)(?:" + "|".join(VERBS) + ")")
_BASE_WORD = re.compile(r"(?:从|由)(?=[\d\x00一二三四五六七八九])")
_LEVEL_ALONE = re.compile(r"(?:[校院县区市州省]|国家|省部)级\Z")


@dataclass(frozen=True, slots=True)
class Draft:
    """A target within its sentence, before it is placed in the text."""

    start: int
    end: int
    subject: str | None
    comparator: Comparator
    quantity: int | float | None = None
    upper: int | float | None = None
    unit: str | None = None
    level: str | None = None
    and_above: bool = False
    scope: str | None = None
    scope_basis: Basis = "inferred"
    date: DateMark | None = None
    recurrence: str | None = None
    measure: Measure = "level"
    ask: str | None = None


def read_sentence(text: str, context: TargetContext) -> list[Draft]:
    """All targets of one sentence in their order."""
    dates = [mark for mark in find_dates(text, context) if not _in_a_title(text, mark.start)]
    sentence = Sentence(text, split_parts(text), dates, find_recurrences(text), find_scopes(text))
    hidden = _hide_marks(hide_names(text), sentence)
    drafts = _numbers(sentence, hidden, context)
    drafts += _wholes(sentence, find_some(text, hidden), drafts, context)
    drafts += _wholes(sentence, find_all(text, hidden), drafts, context)
    drafts += _mere_dates(sentence, hidden, drafts, context)
    return sorted(drafts, key=lambda draft: (draft.start, draft.end))


def _in_a_title(text: str, place: int) -> bool:
    return text.count("《", 0, place) > text.count("》", 0, place)


def _hide_marks(hidden: str, sentence: Sentence) -> str:
    """Dates and cadences are no quantities."""
    signs = list(hidden)
    # 提高到2025年的65%: the 到 belongs to the verb as well, so it stays.
    spans = [(date.start + (hidden[date.start] in "到至由从"), date.end) for date in sentence.dates]
    spans += [(cadence.start, cadence.end) for cadence in sentence.recurrences]
    for start, end in spans:
        signs[start:end] = HIDDEN * (end - start)
    return "".join(signs)


def _numbers(sentence: Sentence, hidden: str, context: TargetContext) -> list[Draft]:
    found = find_quantities(hidden)
    kept = [quantity for quantity in found if _is_target(quantity, found, sentence, hidden)]
    drafts: list[Draft] = []
    for index, quantity in enumerate(kept):
        left = drafts[-1].end if drafts else 0
        following = kept[index + 1].start if index + 1 < len(kept) else len(hidden)
        drafts.append(_draft(quantity, left, following, sentence, hidden, context))
    return _share_subjects(_share_dates(_share_comparators(drafts, sentence.text), sentence), context)


def _is_target(quantity: Quantity, found: list[Quantity], sentence: Sentence, hidden: str) -> bool:
    part = sentence.part(quantity.core_start)
    if any(mark.start <= quantity.core_start < mark.end for mark in sentence.scopes):
        return False
    date = date_of(sentence, quantity.start, quantity.core_start)
    if date is not None and date.kind == "past" and quantity.unit != "倍":
        return False
    crowded = any(other is not quantity and part.start <= other.start < part.end for other in found)
    if quantity.unit != "倍" and any(
        date.kind == "base" and date.end == quantity.start for date in sentence.dates
    ):
        return False  # 2021年的48% is what was
    return why_not_a_target(Setting(quantity, hidden, part.start, part.end, crowded)) is None


def _draft(
    quantity: Quantity, left: int, following: int, sentence: Sentence, hidden: str, context: TargetContext
) -> Draft:
    part = sentence.part(quantity.core_start)
    left = max(part.start, left)
    behind = _noun_behind(quantity, min(part.end, following), following < part.end, sentence.text)
    before = None if behind else _noun_before(quantity, left, sentence, hidden)
    unit, subject = quantity.unit, (behind or before or Noun("", 0, 0)).text or None
    start = before.start if before else phrase_start(hidden, quantity.start, left)
    end = behind.end if behind else quantity.end
    if (behind and hidden[: start + 1].endswith("在")) or (
        behind and hidden[max(0, quantity.start - 1)] == "在"
    ):
        unit, subject = _place_unit(quantity.unit, behind.text, subject)
    level, above = find_level(sentence.text[start:end])
    stated = stated_scope(sentence, start, quantity.core_start)
    threshold = before is not None and quantity.comparator in (Comparator.AT_LEAST, Comparator.AT_MOST)
    scope = stated or infer_scope(subject or "", unit, context, threshold)
    return Draft(
        start,
        end,
        subject,
        quantity.comparator,
        quantity.value,
        quantity.upper,
        unit,
        level,
        above,
        scope,
        "stated" if stated else "inferred",
        date_of(sentence, start, quantity.core_start),
        recurrence_of(sentence, start, quantity.end),
        quantity.measure,
        _ask_whom(unit, stated, scope),
    )


def _ask_whom(unit: str | None, stated: str | None, scope: str | None) -> str | None:
    """A share that names nobody may bind the city or every school: a person decides."""
    if stated or scope != "each_school" or unit not in ("%", "‰"):
        return None
    return "没有写明由谁达到。建议按每所学校分别达到理解，请确认。"


def _noun_behind(quantity: Quantity, limit: int, more: bool, text: str) -> Noun | None:
    if text[quantity.end : quantity.end + 1] in _JOINTS + ",":
        return None
    attributive = text.startswith("的", quantity.end)
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


def _place_unit(unit: str, behind: str, subject: str | None) -> tuple[str, str | None]:
    """在5个领域布局…: what is counted is the place, 5 个领域."""
    place = _PLACE_NOUN.match(behind)
    return (unit + place[1], place[1]) if place else (unit, subject)


def _share_comparators(drafts: list[Draft], text: str) -> list[Draft]:
    """分别达到60%和65%: what stands before the first number holds for the second."""
    shared = drafts[:1]
    for draft in drafts[1:]:
        before = shared[-1]
        joined = text[before.end : draft.start] in ("和", "、", "与", "及") and before.unit == draft.unit
        bare = draft.comparator is Comparator.EXACT and not draft.subject
        shared.append(replace(draft, comparator=before.comparator) if joined and bare else draft)
    return shared


def _share_dates(drafts: list[Draft], sentence: Sentence) -> list[Draft]:
    """到2025年和2030年,分别达到60%和70%: one date for each number."""
    split = sentence.text.find("分别")
    dates = [mark for mark in sentence.dates if mark.kind == "due" and mark.start < split]
    behind = [draft for draft in drafts if draft.end > split]
    if split < 0 or len(dates) < 2 or len(dates) != len(behind):
        return drafts
    dated = {draft.start: mark for draft, mark in zip(behind, dates, strict=True)}
    return [_replace(draft, date=dated.get(draft.start, draft.date)) for draft in drafts]


def _share_subjects(drafts: list[Draft], context: TargetContext) -> list[Draft]:
    """1个国家级、3个省级基地: the noun said once serves both; 其中…1000门 is of what was just named."""
    shared = list(drafts)
    for index in range(len(shared) - 2, -1, -1):
        subject = shared[index].subject
        if subject and _LEVEL_ALONE.match(subject):
            shared[index] = _replace(shared[index], subject=shared[index + 1].subject)
    for index, draft in enumerate(shared):
        if draft.subject:
            continue
        earlier = shared[index - 1] if index else None
        if earlier and earlier.unit == draft.unit and earlier.subject:
            shared[index] = replace(
                draft,
                subject=earlier.subject,
                level=draft.level or earlier.level,
                and_above=earlier.and_above,
            )
        else:
            shared[index] = _replace(draft, ask=_ask_what(context))
    return shared


def _ask_what(context: TargetContext) -> str:
    if context.header:
        return f"没有写明对象。建议以栏目“{context.header}”为对象，请确认。"
    return "没有写明对象。建议以所在条款的标题为对象，请确认。"


def _wholes(
    sentence: Sentence, wholes: list[Whole], taken: list[Draft], context: TargetContext
) -> list[Draft]:
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
        if not past and not is_state_of_affairs(sentence.text, part.start, whole.start, whole.end):
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


def _mere_dates(sentence: Sentence, hidden: str, taken: list[Draft], context: TargetContext) -> list[Draft]:
    """A deadline that no other target bears is a target by itself: 6月底前完成备案."""
    drafts = []
    for mark in sentence.dates:
        home = sentence.part(mark.start)
        if mark.kind != "due" or _is_borne(mark, home, sentence, taken):
            continue
        if sentence.is_fronted(mark):
            home = next((part for part in sentence.parts if part.start >= mark.end), home)
        words = sentence.text[max(mark.end, home.start) : home.end]
        close = mark.firm or has_an_end(words[:4])
        if not close or not has_an_end(words):
            continue
        noun = noun_behind(sentence.text, max(mark.end, home.start), home.end)
        drafts.append(
            Draft(
                mark.start,
                home.end,
                noun.text if noun else None,
                Comparator.BY_DATE,
                date=mark,
                scope=infer_scope("", None, context, False),
            )
        )
    return drafts


def _is_borne(mark: DateMark, home: Part, sentence: Sentence, taken: list[Draft]) -> bool:
    """A fronted date is borne by any target, another one by a target of its part or before it."""
    bearers = [draft for draft in taken if draft.date == mark]
    return any(
        sentence.is_fronted(mark) or home.start <= draft.start < home.end or draft.start < mark.start
        for draft in bearers
    )


def _replace(
    draft: Draft, *, subject: str | None = None, date: DateMark | None = None, ask: str | None = None
) -> Draft:
    """The draft with what it shares."""
    return replace(draft, subject=subject or draft.subject, date=date or draft.date, ask=ask or draft.ask)
