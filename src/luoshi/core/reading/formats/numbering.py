"""Word's automatic list numbers, rendered as Word prints them (ECMA-376 part 1, 17.9 Numbering)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from .word_styles import W, value_at

if TYPE_CHECKING:
    from lxml import etree

_DIGITS = "〇一二三四五六七八九"
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_PLACEHOLDER = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered."""

    start: int = 1
    number_format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    style: str | None = None
    all_decimal: bool = False
    restart_after: int | None = None  # 1-based level; 0 = never; None = any higher level


def chinese_number(number: int, digits: str = _DIGITS, units: str = "十百千") -> str:
    """一 … 九千九百九十九, as Word's chineseCountingThousand writes them; larger numbers as decimals."""
    if not 0 < number < 10000:
        return digits[0] if number == 0 else str(number)
    words, pending_zero = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit == 0:
            pending_zero = bool(words)
            continue
        words += ("零" if pending_zero else "") + digits[digit] + (units[power - 1] if power else "")
        pending_zero = False
    return words.removeprefix(digits[1]) if 10 <= number < 20 and digits == _DIGITS else words


def _counted(number: int) -> str:
    """chineseCounting: 一 … 九十九, then digit by digit (一〇〇)."""
    return chinese_number(number) if number < 100 else _digit_by_digit(number)


def _digit_by_digit(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _roman(number: int) -> str:
    pairs: tuple[tuple[int, str], ...] = (
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
    )
    pairs += ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    words = ""
    for value, letters in pairs:
        words += letters * (number // value)
        number %= value
    return words


def _letters(number: int) -> str:
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""


def _from(first: str, count: int) -> Callable[[int], str]:
    """Numbers that have characters of their own: ① … ⑳; beyond them decimals."""
    return lambda number: chr(ord(first) + number - 1) if 0 < number <= count else str(number)


def _circled(number: int) -> str:
    if 20 < number <= 35:
        return chr(0x3251 + number - 21)
    return _from("①", 20)(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: str(number).translate({48 + n: 0xFF10 + n for n in range(10)}),
    "decimalFullWidth2": lambda number: str(number).translate({48 + n: 0xFF10 + n for n in range(10)}),
    "decimalHalfWidth": str,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _from("⒈", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "ideographEnclosedCircle": _from("㊀", 10),
    "chineseCounting": _counted,
    "japaneseCounting": chinese_number,
    "taiwaneseCounting": _counted,
    "koreanCounting": _counted,
    "chineseCountingThousand": chinese_number,
    "taiwaneseCountingThousand": chinese_number,
    "ideographDigital": _digit_by_digit,
    "japaneseDigitalTenThousand": _digit_by_digit,
    "taiwaneseDigital": _digit_by_digit,
    "chineseLegalSimplified": lambda number: chinese_number(number, _LEGAL_DIGITS, "拾佰仟"),
    "ideographLegalTraditional": lambda number: chinese_number(number, _LEGAL_DIGITS, "拾佰仟"),
    "ideographTraditional": lambda number: _STEMS[(number - 1) % 10],
    "ideographZodiac": lambda number: _BRANCHES[(number - 1) % 12],
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "none": lambda number: "",
    "bullet": lambda number: "",
}


def render(number: int, number_format: str) -> str:
    """One number in one of Word's formats; an unknown format is shown as a decimal."""
    return _FORMATS.get(number_format, str)(number)


@dataclass(slots=True)
class Numbering:
    """The lists of one document and how far each has counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)  # by numId, then level
    abstract_of: dict[str, str] = field(default_factory=dict)  # numId -> the list it shares its count with
    restarted: dict[str, set[int]] = field(default_factory=dict)  # levels at which this numId begins anew
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def level_of_style(self, num_id: str, style: str) -> int:
        """The level that a paragraph style is tied to; 0 if none is."""
        tied = (at for at, level in self.levels.get(num_id, {}).items() if level.style == style)
        return next(tied, 0)

    def label(self, num_id: str, at: int) -> str:
        """Count one paragraph of this list at this level and give the number that Word prints before it."""
        levels = self.levels.get(num_id)
        if not levels or at not in levels:
            return ""
        counts = self._counts.setdefault(self.abstract_of[num_id], {})
        if at in self.restarted.get(num_id, set()) and (num_id, at) not in self._begun:
            counts.pop(at, None)
        self._begun.add((num_id, at))
        counts[at] = counts[at] + 1 if at in counts else levels[at].start
        for deeper in [level for level in counts if level > at]:
            if self._restarts(levels.get(deeper), at):
                del counts[deeper]
        return self._printed(levels, counts, at)

    @staticmethod
    def _restarts(level: Level | None, after: int) -> bool:
        if level is None or level.restart_after is None:
            return True
        return after < level.restart_after

    @staticmethod
    def _printed(levels: dict[int, Level], counts: dict[int, int], at: int) -> str:
        level = levels[at]
        if level.number_format == "bullet":
            return ""

        def number(match: re.Match[str]) -> str:
            shown = int(match[1]) - 1
            other = levels.get(shown, Level())
            as_decimal = level.all_decimal and shown != at
            return render(counts.get(shown, other.start), "decimal" if as_decimal else other.number_format)

        text = _PLACEHOLDER.sub(number, level.text)
        # "1.1" followed by "3个" must not become "1.13个".
        needs_space = level.suffix == "space" or (text[-1:].isascii() and text[-1:].isalnum())
        return text + " " if text and needs_space else text


def read_numbering(root: etree._Element, style_lists: dict[str, str]) -> Numbering:
    """The lists of numbering.xml. `style_lists` maps a list style to its numId (numStyleLink)."""
    abstracts = {element.get(f"{W}abstractNumId", ""): element for element in root.findall(f"{W}abstractNum")}
    nums = {element.get(f"{W}numId", ""): element for element in root.findall(f"{W}num")}
    numbering = Numbering()
    for num_id, element in nums.items():
        abstract_id = value_at(element, "abstractNumId") or ""
        linked = value_at(abstracts.get(abstract_id), "numStyleLink")
        if linked and (other := nums.get(style_lists.get(linked, ""))) is not None:
            abstract_id = value_at(other, "abstractNumId") or abstract_id
        if (abstract := abstracts.get(abstract_id)) is None:
            continue
        levels = dict(_read_level(level) for level in abstract.findall(f"{W}lvl"))
        numbering.restarted[num_id] = _override(element, levels)
        numbering.levels[num_id] = levels
        numbering.abstract_of[num_id] = abstract_id
    return numbering


def _override(num: etree._Element, levels: dict[int, Level]) -> set[int]:
    """Apply the w:lvlOverride of one list; the levels at which it begins anew."""
    anew = set()
    for override in num.findall(f"{W}lvlOverride"):
        at = int(override.get(f"{W}ilvl", "0"))
        if (level := override.find(f"{W}lvl")) is not None:
            levels[at] = _read_level(level)[1]
        if (start := value_at(override, "startOverride")) is not None:
            levels[at] = replace(levels.get(at, Level()), start=int(start))
            anew.add(at)
    return anew


def _read_level(element: etree._Element) -> tuple[int, Level]:
    at = int(element.get(f"{W}ilvl", "0"))
    restart = value_at(element, "lvlRestart")
    return at, Level(
        start=int(value_at(element, "start") or 1),
        number_format=value_at(element, "numFmt") or "decimal",
        text=value_at(element, "lvlText") or "",
        suffix=value_at(element, "suff") or "tab",
        style=value_at(element, "pStyle"),
        all_decimal=element.find(f"{W}isLgl") is not None,
        restart_after=int(restart) if restart is not None else None,
    )
