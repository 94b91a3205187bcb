"""指标: each by level and by what of it is wanted; all of them, and all schools, as lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from luoshi.accounts.models import Organisation
from luoshi.common.errors import RuleBroken
from luoshi.core import periods
from luoshi.indicators.definitions import definition_for
from luoshi.indicators.entry.goals import measured
from luoshi.indicators.entry.periods import day_words
from luoshi.indicators.entry.wording import rounded, value_words
from luoshi.indicators.models import Indicator, Period
from luoshi.indicators.periods import find
from luoshi.indicators.queries import Shown
from luoshi.indicators.queries import figure as figure_of
from luoshi.indicators.states import Kind

from .facts import HERE, LEVELS, Facts
from .offers import Item, ListOffer, Offer, Value, in_table, missing, text

GROUP = "指标"
NOW, BEFORE, CHANGE, TARGET, MET, PERIOD, DAY, REPORTED, UNIT = (
    "本期", "上期", "变化", "目标", "是否达到", "统计期", "统计时点", "有数单位", "计量单位",
)  # fmt: skip
WHAT = {
    NOW: "这一期的数",
    BEFORE: "上一期的数",
    CHANGE: "本期比上期",
    TARGET: "备案方案的年度目标，或公布的标准",
    MET: "本期的数是否达到目标",
    PERIOD: "本期的数是哪一期的",
    DAY: "数是哪一天的，或哪一段时间的",
    REPORTED: "有数的单位和应有数的单位",
    UNIT: "",
}
TRIES = 3


def offers(facts: Facts) -> Iterator[Offer]:
    words = [HERE, *(word for word in LEVELS.values())]
    for indicator in facts.indicators:
        if "{" in indicator.title or "}" in indicator.title:
            continue
        for word in words:
            for what, tells in WHAT.items():
                name = f"{word} {indicator.title} {what}"
                yield Offer(name, GROUP, _giver(indicator, word, what), tells, hidden=word != HERE)


def _giver(indicator: Indicator, word: str, what: str) -> Callable[[Facts], Value]:
    def give(facts: Facts) -> Value:
        place = facts.chain.get(word)
        if place is None:
            return missing(f"（报告不在{word}范围内）")
        return value_of(facts, indicator, place, what)

    return give


def value_of(facts: Facts, indicator: Indicator, place: Organisation, what: str) -> Value:
    kept = facts.kept.value(indicator, place, what) if facts.kept is not None else None
    return kept or _value_of(facts, indicator, place, what)


def _value_of(facts: Facts, indicator: Indicator, place: Organisation, what: str) -> Value:
    now = figure_in(facts, indicator, place, facts.span, facts.period)
    if now is None:
        return missing()
    if what == NOW:
        return _said(now)
    if what in (BEFORE, CHANGE):
        before = _before(facts, indicator, place, now)
        if what == BEFORE:
            return _said(before) if before is not None else missing()
        return _change(now, before)
    return _about(facts, now, what)


def _about(facts: Facts, now: Shown, what: str) -> Value:
    if what in (TARGET, MET):
        held = measured(now, facts.actor)
        if not held:
            return missing("（没有目标）")
        return text(held[0].words if what == TARGET else held[0].said)
    if what == PERIOD:
        return text(now.period.label)
    if what == DAY:
        return text(day_words(now.definition, now.period, facts.today))
    if what == UNIT:
        return text(now.definition.unit)
    if not now.is_rolled_up:
        return missing("（单个单位的数）")
    return Value(f"{now.reported}/{now.expected} 个单位")


def _said(shown: Shown) -> Value:
    words = value_words(shown)
    return missing(shown=shown) if words == "—" else Value(words, shown=shown)


def _change(now: Shown, before: Shown | None) -> Value:
    """Only between figures of one unit that both are there; of the numbers as they are printed, so that it adds up."""
    same = before is not None and before.definition.shape == now.definition.shape
    if before is None or not same or now.exact is None or before.exact is None:
        return missing()
    scale = now.definition.scale
    by = as_printed(now.exact, scale) - as_printed(before.exact, scale)
    if by == 0:
        return text("持平")
    unit = "个百分点" if now.definition.unit == "%" else now.definition.unit
    more = "提高" if now.definition.kind == Kind.RATIO else "增加"
    less = "下降" if now.definition.kind == Kind.RATIO else "减少"
    return text(f"{more if by > 0 else less} {rounded(abs(by), scale)} {unit}".rstrip())


def as_printed(number: Fraction, scale: int) -> Fraction:
    """Rounded half up, as `wording.rounded` writes it."""
    whole = int(abs(number) * 10**scale + Fraction(1, 2))
    return Fraction(-whole if number < 0 else whole, 10**scale)


def figure_in(
    facts: Facts, indicator: Indicator, place: Organisation, span: periods.Period, row: Period | None
) -> Shown | None:
    """Of the span where it is one of the indicator's own periods or holds some of them; else of the latest before
    its end. None where the indicator has no definition, or there is no such period yet.
    """
    key = indicator.pk, place.pk, span.starts, span.ends
    if key not in facts.memo:
        facts.memo[key] = _figure_in(facts, indicator, place, span, row)
    return facts.memo[key]


def _figure_in(
    facts: Facts, indicator: Indicator, place: Organisation, span: periods.Period, row: Period | None
) -> Shown | None:
    of_span = row or Period(type=span.kind, starts=span.starts, ends=span.ends, label=span.label)
    try:
        kind = definition_for(indicator.pk, of_span).period_type
    except RuleBroken:
        return None
    if kind == span.kind:
        own = row or find(span)
        return figure_of(indicator, place, own, as_of=facts.at) if own is not None else None
    if periods.parts_of(span, kind):
        return figure_of(indicator, place, of_span, as_of=facts.at)
    latest = Period.objects.filter(type=kind, starts__lte=span.ends).order_by("-ends", "-starts")[:TRIES]
    found = [figure_of(indicator, place, each, as_of=facts.at) for each in latest]
    return next((each for each in found if each.numerator is not None), found[0] if found else None)


def _before(facts: Facts, indicator: Indicator, place: Organisation, now: Shown) -> Shown | None:
    if (now.period.starts, now.period.ends) == (facts.span.starts, facts.span.ends):
        return figure_in(facts, indicator, place, periods.period_before(facts.span), facts.before)
    earlier = Period.objects.filter(type=now.period.type, ends__lt=now.period.ends).order_by("-ends").first()
    return figure_of(indicator, place, earlier, as_of=facts.at) if earlier is not None else None


def lists() -> Iterator[ListOffer]:
    columns = ("指标", NOW, BEFORE, CHANGE, TARGET, MET, PERIOD, REPORTED)
    yield ListOffer("指标", GROUP, columns, _rows, "有数的指标，每项一行")


def _rows(facts: Facts, columns: Sequence[str]) -> list[Item]:
    """Those that have a figure here."""
    found = []
    for indicator in facts.measured:
        if len(found) == facts.most:
            break
        if not _has_line(facts, indicator):
            continue
        values = {
            column: text(indicator.title)
            if column == "指标"
            else in_table(value_of(facts, indicator, facts.place, column))
            for column in columns
        }
        found.append(Item(indicator.public_id, indicator.title, values))
    return found


def _has_line(facts: Facts, indicator: Indicator) -> bool:
    if facts.kept is not None and indicator.pk not in facts.kept.touched:
        return indicator.pk in facts.kept.rows
    now = figure_in(facts, indicator, facts.place, facts.span, facts.period)
    return now is not None and not _said(now).missing
