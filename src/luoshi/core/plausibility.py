"""Can this figure be right? Hard rules refuse it, soft rules ask for a sentence. Pure; exact numbers, no float.

What is refused could not be true: no number, too many decimals, outside its range, a part larger than its whole. What
asks for a sentence may well be true: unlike the last period, unlike the peers, outside what is usual, falling where it
ought to rise. Missing is not zero: an empty cell is no figure, and asks for its reason elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from .fields import BadValue, Field, parse

NUMBERS = frozenset({"counted", "summed", "distinct", "typed"})
WHOLE = frozenset({"counted", "distinct"})
RATIO, YES_NO, TEXT = "ratio", "yes_no", "text"
KINDS = NUMBERS | {RATIO, YES_NO, TEXT}
RISE, FALL = "rise", "fall"
MOST_SCALE = 4
LONGEST = 500
LEAST_PEERS = 5  # with fewer there is no "usual" to be outside of
LEAST_JUMP = Decimal(5)  # one certificate more is no jump, though it doubles the two there were
NARROWEST = Fraction(1, 20)  # peers that are all alike: a twentieth of their median is still alike
HUNDRED = 100
_NUMBERS_SAID = ("low", "high", "usual_low", "usual_high", "jump", "peers")
_BLANK = frozenset({"", "-", "—", "——", "/", "无", "－", "空", "―", "缺"})

_LARGE = ("万", "亿")  # they multiply the unit itself

Number = Decimal | int | Fraction


class NoFigure(ValueError):
    """Not a figure of this indicator; the message says what to write."""


class BadRules(ValueError):
    """Rules that cannot be used; the message is Chinese."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a version of an indicator asks of its figures, in its own unit (a ratio's in percent).

    low, high     hard: outside, it cannot be true
    part_of       hard: the indicator (its key) of which this is a part
    usual_…       soft: outside, a sentence is due
    jump          soft: most change against the last period, in percent (of a ratio: in percentage points)
    peers         soft: how many median deviations from the median of the other schools are still alike
    direction     soft: `rise` or `fall`, the way it ought to go
    """

    kind: str
    scale: int = 0
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    part_of: str = ""
    usual_low: Decimal | None = None
    usual_high: Decimal | None = None
    jump: Decimal | None = None
    peers: Decimal | None = None
    direction: str = ""
    over: bool = False  # a ratio whose numerator may be larger than its denominator (students per teacher)


@dataclass(frozen=True, slots=True)
class Given:
    """One figure: a number, a ratio's two parts, yes or no, or words."""

    value: Decimal | bool | str | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A soft rule that the figure does not meet, and what is strange, in words."""

    rule: str
    words: str


def rules_from(
    data: Mapping[str, Any], *, kind: str, scale: int = 0, unit: str = "", over: bool = False
) -> Rules:
    """Rules from their JSON. Raises BadRules."""
    if kind not in KINDS:
        raise BadRules("指标的类型不认识。")
    if unknown := sorted(set(data) - {*_NUMBERS_SAID, "part_of", "direction"}):
        raise BadRules(f"核对规则里有不认识的内容“{str(unknown[0])[:40]}”。")
    numbers = {name: _said(name, data.get(name)) for name in _NUMBERS_SAID}
    _in_order(numbers["low"], numbers["high"], "允许的范围")
    _in_order(numbers["usual_low"], numbers["usual_high"], "通常的范围")
    if any(number is not None and number <= 0 for number in (numbers["jump"], numbers["peers"])):
        raise BadRules("“变动”和“离群”的界限要大于 0。")
    direction, part_of = data.get("direction") or "", data.get("part_of") or ""
    if direction not in ("", RISE, FALL):
        raise BadRules("变化方向只写 rise（应当上升）或 fall（应当下降）。")
    if not isinstance(part_of, str):
        raise BadRules("“不大于哪个指标”写指标的代号。")
    return Rules(kind, scale, unit, part_of=part_of, direction=direction, over=over, **numbers)


def _said(name: str, value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        read = parse(Field(name, "decimal", name, places=MOST_SCALE), str(value))
    except BadValue as bad:
        raise BadRules(f"核对规则的界限要写数字：{bad}") from bad
    return None if read is None else Decimal(read)


def _in_order(low: Decimal | None, high: Decimal | None, name: str) -> None:
    if low is not None and high is not None and low > high:
        raise BadRules(f"{name}写反了：下限 {_plain(low)} 大于上限 {_plain(high)}。")


def is_blank(text: str) -> bool:
    """Nothing typed, or one of the signs by which people say that there is nothing."""
    return text.strip(" \t\r\n\u3000\xa0") in _BLANK


def read_number(text: str, rules: Rules) -> Decimal | None:
    """A number as people type it (full-width, 1,234, 3万, the unit behind); None for an empty cell."""
    return _number(text, rules.scale, rules.unit)


def read_part(text: str, rules: Rules) -> Decimal | None:
    """Numerator or denominator of a ratio."""
    return _number(text, rules.scale, "")


def _number(text: str, scale: int, unit: str) -> Decimal | None:
    if is_blank(text):
        return None
    kind = "decimal" if scale else "integer"
    wanted = Field("value", "percent" if unit == "%" and scale else kind, "数值", unit=unit, places=scale)
    bare = text.strip().removesuffix("%").removesuffix("％") if unit == "%" else _in_large_unit(text, unit)
    try:
        read = parse(wanted, bare)
    except BadValue as bad:
        raise NoFigure(str(bad)) from bad
    return None if read is None else Decimal(read)


def _in_large_unit(text: str, unit: str) -> str:
    """In a box headed 万元 the 万 of "350万" is that of the unit; another large unit is refused."""
    if unit[:1] not in _LARGE:
        return text
    whole = "".join(text.split())
    bare = whole.removesuffix(unit) if whole.endswith(unit) else whole.removesuffix(unit[0])
    if any(sign in bare for sign in _LARGE):
        raise NoFigure(f"这里以{unit}为单位，请直接填换算成{unit}的数，例如 3.5。")
    return bare


def read_value(text: str, rules: Rules) -> Decimal | bool | str | None:
    """What stands in one cell of any kind but a ratio, whose two parts are read by `read_part`."""
    if rules.kind not in (YES_NO, TEXT):
        return read_number(text, rules)
    kind = "yes_no" if rules.kind == YES_NO else "text"
    if kind == "yes_no" and is_blank(text) and text.strip() != "无":
        return None
    try:
        read: bool | str | None = parse(Field("value", kind, "内容", length=LONGEST), text)
    except BadValue as bad:
        raise NoFigure(str(bad)) from bad
    return read


def refusals(
    given: Given, rules: Rules, wholes: Mapping[str, tuple[str, Decimal]] | None = None
) -> list[str]:
    """Why this figure cannot be true, in words; empty where it can. `wholes`: by key, title and figure of the same
    school and period."""
    if rules.kind == RATIO:
        return _ratio_refused(given, rules)
    if not isinstance(given.value, Decimal):
        return []
    if not given.value.is_finite():
        return ["要填数字。"]
    found = _shape_refused(given.value, rules)
    found += _range_refused(Fraction(given.value), rules)
    whole = (wholes or {}).get(rules.part_of)
    if whole is not None and given.value > whole[1]:
        found.append(
            f"{_with_unit(given.value, rules)}大于“{whole[0]}”的 {shown(whole[1])}，部分不能大于全部。"
        )
    return found


def _shape_refused(value: Decimal, rules: Rules) -> list[str]:
    if rules.kind in WHOLE and value != value.to_integral_value():
        return ["个数要填整数，不能有小数。"]
    if value != round(value, rules.scale):
        return [f"最多 {rules.scale} 位小数。" if rules.scale else "要填整数，不能有小数。"]
    if value < 0 and (rules.kind in WHOLE or rules.low is None):
        return ["不能是负数。"]
    return []


def _range_refused(value: Fraction, rules: Rules) -> list[str]:
    if rules.low is not None and value < Fraction(rules.low):
        return [f"不能小于 {_with_unit(rules.low, rules)}。"]
    if rules.high is not None and value > Fraction(rules.high):
        return [f"不能大于 {_with_unit(rules.high, rules)}。"]
    return []


def _ratio_refused(given: Given, rules: Rules) -> list[str]:
    top, bottom = given.numerator, given.denominator
    if top is None and bottom is None:
        return []
    if top is None or bottom is None:
        return ["比率要把分子和分母都填上。"]
    if not (top.is_finite() and bottom.is_finite()):
        return ["分子、分母要填数字。"]
    if top < 0 or bottom < 0:
        return ["分子、分母不能是负数。"]
    if bottom == 0 and top > 0:
        return ["分母是 0，分子不能大于 0。"]
    if top > bottom and not rules.over:
        return [f"分子 {shown(top)} 大于分母 {shown(bottom)}，部分不能大于全部。"]
    exact = exact_of(given, rules)
    return [] if exact is None else _range_refused(exact, rules)


def exact_of(given: Given, rules: Rules) -> Fraction | None:
    """The figure as an exact number, a ratio as Σ/Σ in its unit; None where there is none."""
    if rules.kind != RATIO:
        return Fraction(given.value) if isinstance(given.value, Decimal) and given.value.is_finite() else None
    if given.numerator is None or not given.denominator:
        return None
    return Fraction(given.numerator) / Fraction(given.denominator) * (HUNDRED if rules.unit == "%" else 1)


def doubts(
    given: Given, rules: Rules, last: Number | None = None, peers: Iterable[Number] = ()
) -> list[Doubt]:
    """What asks for a sentence. `last`: the same school's figure of the period before; `peers`: the other schools'
    of this period."""
    now = exact_of(given, rules)
    if now is None:
        return []
    found = [_unusual(now, rules)]
    if last is not None:
        found += [_jumped(now, Fraction(last), rules), _wrong_way(now, Fraction(last), rules)]
    found.append(_outlier(now, [Fraction(peer) for peer in peers], rules))
    return [doubt for doubt in found if doubt is not None]


def _unusual(now: Fraction, rules: Rules) -> Doubt | None:
    for bound, outside, words in (
        (rules.usual_low, -1, "低于"),
        (rules.usual_high, 1, "高于"),
    ):
        if bound is not None and (now - Fraction(bound)) * outside > 0:
            return Doubt("usual", f"{words}通常的 {_with_unit(bound, rules)}。")
    return None


def _jumped(now: Fraction, last: Fraction, rules: Rules) -> Doubt | None:
    if rules.jump is None:
        return None
    apart, limit = abs(now - last), Fraction(rules.jump)
    more = "多" if now > last else "少"
    if rules.unit == "%":
        if apart <= limit:
            return None
        return Doubt("jump", f"比上期{more} {_rounded(apart, 1)} 个百分点（上期 {_rounded(last, 1)}%）。")
    whole = rules.kind in NUMBERS and not rules.scale  # of students per teacher, or of 万元, one is no trifle
    if (whole and apart < Fraction(LEAST_JUMP)) or apart * HUNDRED <= abs(last) * limit:
        return None
    share = f"，变动 {_rounded(apart * HUNDRED / abs(last), 0)}%" if last else ""
    return Doubt(
        "jump", f"比上期{more} {_rounded(apart, rules.scale)}（上期 {_rounded(last, rules.scale)}{share}）。"
    )


def _wrong_way(now: Fraction, last: Fraction, rules: Rules) -> Doubt | None:
    if rules.direction == RISE and now < last:
        return Doubt("direction", f"应当上升，却比上期的 {_rounded(last, _places(rules))} 低。")
    if rules.direction == FALL and now > last:
        return Doubt("direction", f"应当下降，却比上期的 {_rounded(last, _places(rules))} 高。")
    return None


def _outlier(now: Fraction, peers: Sequence[Fraction], rules: Rules) -> Doubt | None:
    if rules.peers is None or len(peers) < LEAST_PEERS:
        return None
    middle = median(peers)
    deviation = median([abs(peer - middle) for peer in peers])
    width = Fraction(rules.peers) * max(deviation, abs(middle) * NARROWEST, Fraction(1, 10**rules.scale))
    if abs(now - middle) <= width:
        return None
    far = "高" if now > middle else "低"
    return Doubt(
        "peers", f"比其他 {len(peers)} 个单位{far}得多。"
    )  # the middle one may be one school's very own


def median(numbers: Sequence[Fraction]) -> Fraction:
    """The middle one, or half-way between the two middle ones. Raises ValueError for none."""
    if not numbers:
        raise ValueError("no numbers")
    ordered, half = sorted(numbers), len(numbers) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _places(rules: Rules) -> int:
    return max(rules.scale, 1) if rules.kind == RATIO else rules.scale


def _rounded(number: Fraction, places: int) -> str:
    step = Decimal(1).scaleb(-places)
    whole = (Decimal(number.numerator) / Decimal(number.denominator)).quantize(step, ROUND_HALF_UP)
    return shown(whole)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(number: Decimal) -> str:
    """1234.50 → 1,234.5."""
    whole, dot, rest = _plain(abs(number)).partition(".")
    return f"{'-' if number < 0 else ''}{int(whole):,}{dot}{rest}"


def _with_unit(number: Decimal, rules: Rules) -> str:
    return f"{shown(number)}%" if rules.unit == "%" else f"{shown(number)} {rules.unit}".rstrip()
