"""Values without a site: a change adds up, a column is told from ours, two reports and two templates are compared."""

from __future__ import annotations

from fractions import Fraction

from luoshi.core.upward import Changed
from luoshi.reports.differing import Line, compare, compare_texts
from luoshi.reports.values.figures import as_printed
from luoshi.reports.values.registers import named


def test_a_change_is_the_difference_of_what_is_printed() -> None:
    assert [as_printed(Fraction(n, 183), 1) for n in (8700, -8700)] == [Fraction("47.5"), Fraction("-47.5")]
    assert as_printed(Fraction(2550, 50), 1) - as_printed(Fraction(8700, 183), 1) == Fraction("3.5")


def test_a_column_called_like_one_of_ours_is_told_from_it() -> None:
    assert [named(label) for label in ("姓名", "单位", "序号")] == [
        "姓名",
        "单位（登记的）",
        "序号（登记的）",
    ]


def content(singles: dict[str, str], columns: list[str], rows: dict[str, list[str]]) -> dict[str, object]:
    lines = [{"key": key, "name": key, "cells": [[cell, ""] for cell in row]} for key, row in rows.items()]
    return {
        "singles": [{"name": name, "text": text} for name, text in singles.items()],
        "lists": [{"name": "各校", "columns": columns, "rows": lines}],
    }


def test_reports_differ_in_what_both_have_and_in_lines_that_came_or_went() -> None:
    before = content(
        {"任务": "1 项", "数据截至": "昨天", "旧": "1"},
        ["序号", "单位", "预警"],
        {"甲": ["1", "甲", "2"], "乙": ["2", "乙", "0"]},
    )
    after = content(
        {"任务": "2 项", "数据截至": "今天", "新": "2"},
        ["单位", "预警"],
        {"乙": ["乙", "3"], "丙": ["丙", "—"]},
    )
    found = compare(before, after, ("数据截至",))
    assert found.singles == (Changed("任务", "", "1 项", "2 项"),)
    [(name, listed)] = found.lists
    assert (name, listed.added, listed.removed) == ("各校", ("丙",), ("甲",))
    assert listed.changed == (Changed("乙", "预警", "0", "3"),)
    assert found.count == 4
    assert compare(after, after).count == 0


def test_versions_of_a_template_differ_line_by_line_with_their_places() -> None:
    before = [["第1段", "通报"], ["第2段", "请整改"], ["第3段", "完"]]
    after = [["第1段", "通报"], ["第2段", "请限期整改"], ["第3段", "完"]]
    assert compare_texts(before, after) == [
        Line("removed", "第2段", "请整改"),
        Line("added", "第2段", "请限期整改"),
    ]
    assert compare_texts(after, after) == []
