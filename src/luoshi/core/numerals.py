"""Numbers as offices number their headings: 一, 十二, 一百零一."""

from __future__ import annotations

from collections.abc import Iterable

DIGITS = "零一二三四五六七八九"
MOST = 9_999


def in_chinese(number: int) -> str:
    """1 to 9,999; outside of it plain figures, so that a long paper is printed whatever its length."""
    if not 1 <= number <= MOST:
        return str(number)
    words, gap = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            words += ("零" if gap else "") + DIGITS[digit] + name
        gap = bool(words) and not digit
    return words[1:] if words.startswith("一十") else words


def in_runs(numbers: Iterable[int]) -> str:
    """1—3、5: neighbours as one run, from the smallest."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return "、".join(
        str(first) if first == last else f"{first}{'、' if last == first + 1 else '—'}{last}"
        for first, last in runs
    )
