"""What the reading of a template was not sure of, for its page: by kind, how many first, what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

ADD = "要它们填的，在原表里加上，再换这个文件；不要的，选填报单位时去掉。"
KINDS = {  # code: what there are so many of, what to do; in the order of their weight
    "nothing-to-fill": ("处没有认出要填的格子", ""),
    "sheet-differs": ("张工作表和第一个学校的排法不一样", "合并时不会写入，请改成一样的再上传。"),
    "schools-differ": ("张表里各学校的栏目不一样", "不能确定每个学校填哪几格，请改成一样的再上传。"),
    "school-without-row": ("张表缺学校的行", ADD),
    "school-without-sheet": ("处缺学校的工作表", ADD),
    "row-without-school": ("行印好的不知道是哪个学校", "在“没有认出是哪个单位”里指定；不是学校的空着。"),
    "shape-unsure": ("张表不能确定一行是不是一个学校", "在“这张表的行”里选。"),
    "arrangement-unsure": ("处不能确定各校的表怎样合到一起", "在“各校的表怎样合到一起”里选。"),
    "hidden-cells": ("张工作表有隐藏的行或列", "请核对其中有没有要填的内容。"),
    "table-of-the-office": ("张表不是按学校填的", "不问学校，合并以后由您在文件里填写。"),
    "hidden-sheet": ("张工作表是隐藏的", "没有当作要填的表，合并时原样保留。"),
    "protected-sheet": ("张工作表有保护", "合并时原样保留，学校在 Excel 里只能改允许改的格子。"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """All findings of one kind. A single one speaks for itself (`alone`)."""

    words: str
    todo: str
    each: tuple[str, ...]

    @property
    def alone(self) -> bool:
        return len(self.each) == 1


def questions_of(findings: Iterable[Mapping[str, Any]]) -> list[Question]:
    by_code: dict[str, list[str]] = {}
    for each in findings:
        reason = (each["proposal"] or {}).get("reason", "")
        by_code.setdefault(each["code"], []).append(f"{each['message']}{reason}")
    order = [*KINDS, *(code for code in by_code if code not in KINDS)]
    return [
        Question(f"{len(by_code[code])} {words}", todo, tuple(by_code[code]))
        for code in order
        if code in by_code
        for words, todo in [KINDS.get(code, ("处要看一下", ""))]
    ]
