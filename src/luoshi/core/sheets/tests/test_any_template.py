"""Whatever the template and the answers: what was filled in is read back, nothing else has changed."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import docx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshi.core.sheets import Kind, SchoolAnswer, SchoolName, fill, merge, read_filled, read_template

from .books import plain_book
from .documents import table
from .made import answer_for, elements, packed_parts, parts

HEADS = {
    Kind.TEXT: "工作说明",
    Kind.INTEGER: "学生数（人）",
    Kind.DECIMAL: "投入经费（万元）",
    Kind.PERCENT: "就业率",
    Kind.DATE: "检查日期",
    Kind.YES_NO: "是否达标",
}
_TEXTS = st.one_of(
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp")),
        min_size=1,
        max_size=40,
    ),
    st.sampled_from(
        ["=1+1", "+1", "-2+3", "@SUM(A1)", "_x000D_", "<b>&amp;", "甲\n乙", "007", "1e5", '"引号"', "]]>"]
    ),
)


def _plain(places: int) -> st.SearchStrategy[str]:
    return st.integers(-(10**9), 10**9).map(lambda n: _decimal(n, places))


def _decimal(number: int, places: int) -> str:
    text = format(Decimal(number) / 10**places, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.TEXT: _TEXTS.map(lambda text: text.strip(" \t\n\u3000\xa0")).filter(bool),
    Kind.INTEGER: st.integers(-(10**14), 10**14),
    Kind.DECIMAL: _plain(4),
    Kind.PERCENT: _plain(2),
    Kind.DATE: st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)).map(dt.date.isoformat),
    Kind.YES_NO: st.booleans(),
}


@dataclass(frozen=True)
class Case:
    data: bytes
    kinds: tuple[Kind, ...]
    answers: tuple[SchoolAnswer, ...]


@st.composite
def cases(draw: st.DrawFn, listed: bool = False) -> Case:
    kinds = tuple(draw(st.lists(st.sampled_from(list(HEADS)), min_size=2, max_size=6)))
    schools = [
        SchoolName(f"第{number}职业学校", (f"{number}职",)) for number in range(draw(st.integers(1, 4)))
    ]
    printed = draw(st.booleans()) and not listed
    heads = ["序号", "学校名称", *(["项目名称"] if listed else []), *[f"{HEADS[k]}" for k in kinds]]
    names = [draw(st.sampled_from([s.name, *s.aliases])) if printed else None for s in schools]
    total = draw(st.booleans())
    rows: list[list[Any]] = [[number, name] for number, name in enumerate(names, 1)]
    data = plain_book(heads, [*rows, *([["合计"]] if total else [])])
    first = 3 + listed

    def row() -> dict[str, Any]:
        return {
            f"t1_c{first + at}": draw(VALUES[kind]) for at, kind in enumerate(kinds) if draw(st.booleans())
        }

    if listed:
        made = [
            SchoolAnswer(s, {}, {"t1": [{"t1_c3": "项目", **row()} for _ in range(draw(st.integers(1, 4)))]})
            for s in schools
        ]
    else:
        made = [SchoolAnswer(s, row()) for s in schools]
    return Case(data, kinds, tuple(answer for answer in made if answer.values or answer.rows))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(cases(), cases(listed=True)))
def test_what_was_filled_in_is_read_back_and_nothing_else_has_changed(case: Case) -> None:
    schools = [answer.school for answer in case.answers]
    template = read_template(
        "表.xlsx", case.data, [SchoolName(f"第{n}职业学校", (f"{n}职",)) for n in range(4)]
    )
    merged = merge(template, case.data, case.answers)
    assert not [check for check in merged.checks if check.code in ("not-written", "school-without-row")]
    back = read_filled(template, merged.data, schools)
    assert (back.answers, back.faults) == (case.answers, ())
    before, after = packed_parts(case.data), packed_parts(merged.data)
    assert {part for part in before if before[part] != after[part]} <= set(merged.changed)
    if not any(len(rows) for answer in case.answers for rows in answer.rows.values()):
        for part in merged.changed:
            assert elements(parts(case.data)[part]) == elements(parts(merged.data)[part])
    for part in merged.changed:
        assert b"<f" not in parts(merged.data)[part]  # no text became a formula


@st.composite
def word_cases(draw: st.DrawFn) -> tuple[bytes, list[SchoolName]]:
    """A row per school, given rows, or labels and cells by turns, in a Word table."""
    schools = [
        SchoolName(f"第{number}职业学校", (f"{number}职",)) for number in range(draw(st.integers(1, 3)))
    ]
    heads = draw(st.lists(st.sampled_from(list(HEADS.values())), min_size=2, max_size=4, unique=True))
    document = docx.Document()
    if draw(st.booleans()):
        document.add_paragraph("填表人：______    联系电话：          ")
    match draw(st.sampled_from(["schools", "given", "pairs"])):
        case "schools":
            names = [draw(st.sampled_from([school.name, *school.aliases])) for school in schools]
            table(
                document, [["序号", "学校名称", *heads], *[[str(n), name] for n, name in enumerate(names, 1)]]
            )
        case "given":
            table(document, [["指标名称", *heads], ["校本部"], ["分校区"]])
        case _:
            table(
                document,
                [[head, None] for head in heads],
            )
    document.add_paragraph("")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue(), schools


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(word_cases())
def test_a_word_template_gives_back_what_was_filled_in_too(case: tuple[bytes, list[SchoolName]]) -> None:
    data, schools = case
    template = read_template("表.docx", data, schools)
    for number, school in enumerate(schools):
        answer = answer_for(template, school, number)
        out = fill(template, data, answer)
        back = read_filled(template, out, [school])
        assert (back.answers, back.faults) == ((answer,), ())
        before, after = packed_parts(data), packed_parts(out)
        assert [part for part in before if before[part] != after[part]] == ["word/document.xml"]
