"""A list beside the one before it: what stays, changed, came, went."""

from __future__ import annotations

import random

from luoshi.core.checklists.difference import Known, difference


def lines(*texts: str) -> list[Known]:
    return [Known(f"k{at}", "", text) for at, text in enumerate(texts)]


def test_each_line_finds_the_most_alike_and_each_only_once() -> None:
    old = lines("党建工作会议制度", "教师花名册", "食堂经营许可证", "短")
    new = lines("党建会议制度记录", "双师型教师证书", "教师花名册表", "短")
    found = difference(old, new)
    assert found.pairs == ((0, "k0"), (2, "k1"), (3, "k3"))
    assert (found.came, found.gone) == ((1,), ("k2",))


def test_lines_of_one_text_are_told_apart_by_what_stands_above_them() -> None:
    old = [Known("a", "", "工作总结", "党建"), Known("b", "", "工作总结", "师资")]
    new = [Known("0", "", "工作总结", "师资"), Known("1", "", "工作总结", "党建")]
    assert difference(old, new).pairs == ((0, "b"), (1, "a"))


def test_a_large_list_changed_everywhere_is_paired_line_by_line() -> None:
    """1,200 lines, each with a word put in: comparing each with each would be 1.4 million comparisons."""
    chance = random.Random(7)
    words = [chr(0x4E00 + at) for at in range(900)]
    texts = ["".join(chance.choices(words, k=14)) for _ in range(1200)]
    new = [f"{text[:7]}新增{text[7:]}" for text in texts]
    order = list(range(1200))
    chance.shuffle(order)
    found = difference(lines(*texts), [Known(str(at), "", new[at]) for at in order])
    assert found.pairs == tuple((place, f"k{at}") for place, at in enumerate(order))
