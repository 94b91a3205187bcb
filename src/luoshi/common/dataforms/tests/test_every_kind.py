"""Each kind of field, alone and as a column, goes the whole way: page and back, workbook and back, paper."""

from __future__ import annotations

import io
from functools import partial
from html.parser import HTMLParser
from typing import Any

import openpyxl
import pytest
from django.http import QueryDict

from luoshi.common.dataforms import excel
from luoshi.common.dataforms.models import FormDefinition, FormVersion
from luoshi.common.dataforms.printing import paper_of
from luoshi.common.dataforms.web import make_form
from luoshi.common.stages import Pick, Stage, install, installed
from luoshi.core.fields import Picked, settle
from luoshi.core.fields.model import KINDS

from .conftest import SCHOOL, actor

CHOICES = [{"key": "a", "label": "甲类"}, {"key": "b", "label": "乙类"}, {"key": "c", "label": "丙类"}]
VALUES: dict[str, Any] = {
    "text": "一行“文字”",
    "long_text": "第一行\n第二行",
    "integer": 1200,
    "decimal": "3.25",
    "money": 125_000_000,
    "percent": "62.5",
    "date": "1985-09-01",
    "month": "2026-11",
    "year": "2026",
    "yes_no": False,
    "choice": "b",
    "choices": ["a", "c"],
    "organisation": {"id": "o1", "text": "示例一中专"},
    "person": {"id": "p1", "text": "示例林"},
    "entry": {"id": "e1", "text": "示例实训基地"},
}
OF_THEIR_OWN = {
    "evidence",
    "table",
}  # files have no cell of a workbook: test_attached; a table is of the others
PRINTED = {
    "text": "一行“文字”", "long_text": "第二行", "integer": "1,200", "decimal": "3.25", "money": "125 万元",
    "percent": "62.5%", "date": "1985", "month": "2026", "year": "2026", "yes_no": "否", "choice": "乙类",
    "choices": "丙类", "organisation": "示例一中专", "person": "示例林", "entry": "示例实训基地",
}  # fmt: skip


def declared(kind: str) -> dict[str, Any]:
    more: dict[str, Any] = {"money": {"unit": "万元"}}.get(kind, {})
    if kind in ("choice", "choices"):
        more = {"choices": CHOICES}
    if kind in ("organisation", "person", "entry"):
        more = {"pick": kind}
    return {"key": kind, "kind": kind, "label": f"示例{kind}", **more}


CONTENT = {
    "fields": [
        *map(declared, VALUES),
        {"key": "rows", "kind": "table", "label": "一张表", "columns": [*map(declared, VALUES)]},
    ]
}
VERSION = FormVersion(definition=FormDefinition(title="示例"), number=1, content=CONTENT)
ALL = {**VALUES, "rows": [{"_row": "r1", **VALUES}, {"_row": "r2", "integer": 7}]}


def offered(kind: str, by: Any) -> list[Picked]:
    return [Picked(f"{kind[0]}1", VALUES[kind]["text"]), Picked("x", "别的")]


@pytest.fixture(autouse=True)
def picks() -> Any:
    """A stage with a short list of each kind of thing to choose."""
    before = installed()
    lists = {kind: Pick(kind, kind, partial(offered, kind)) for kind in ("organisation", "person", "entry")}
    install([*before, Stage(name="sample", pick=lists)])
    yield
    install(before)


class Browser(HTMLParser):
    """What a browser would send of a page without touching it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.data, self.area, self.select = QueryDict(mutable=True), "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = dict(attrs)
        name, kind = given.get("name") or "", given.get("type", "text")
        if tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given:
            self.data.appendlist(self.select, given.get("value") or "")
        elif tag == "textarea":
            self.area = name
            self.data.appendlist(name, "")
        elif tag == "input" and name and (kind not in ("checkbox", "radio") or "checked" in given):
            self.data.appendlist(name, given.get("value", "on" if kind == "checkbox" else ""))

    def handle_data(self, text: str) -> None:
        if self.area:
            self.data[self.area] += text

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.data[self.area] = self.data[self.area].removeprefix("\n").removeprefix("\r\n")
            self.area = ""


def test_there_is_a_sample_of_every_kind() -> None:
    assert set(VALUES) | OF_THEIR_OWN == set(KINDS)
    assert set(PRINTED) == set(VALUES)


def test_a_page_sent_back_untouched_says_the_same() -> None:
    form = make_form(VERSION, actor=actor(SCHOOL), initial=ALL)
    again = make_form(VERSION, actor=actor(SCHOOL), data=Browser(str(form)).data)
    assert again.is_valid(), again.errors
    assert again.cleaned_data == settle(VERSION.form, ALL)


def issued(values: Any) -> bytes:
    return excel.issue(
        VERSION, organisation="o7", organisation_name="示例学校", values=values, actor=actor(SCHOOL)
    )


def test_what_a_workbook_shows_typed_into_an_empty_one_is_the_same() -> None:
    full, empty = (openpyxl.load_workbook(io.BytesIO(issued(values))) for values in (ALL, {}))
    for name in ("基本内容", "一张表"):
        for row in full[name].iter_rows(min_row=4):
            for cell in row:
                if cell.value is not None and not (name == "一张表" and cell.column == 1):
                    empty[name].cell(row=cell.row, column=cell.column).value = cell.value
    stream = io.BytesIO()
    empty.save(stream)
    found = excel.take_back(
        "表.xlsx", stream.getvalue(), VERSION, organisation="o7", now={}, actor=actor(SCHOOL)
    )
    assert found.problems == []
    rows = found.values.pop("rows")
    assert {**found.values} == settle(VERSION.form, VALUES)
    assert [{key: value for key, value in row.items() if key != "_row"} for row in rows] == [
        VALUES,
        {"integer": 7},
    ]


@pytest.mark.parametrize("kind", VALUES)
def test_on_paper_it_stands_in_words_alone_and_in_its_column(kind: str) -> None:
    paper = paper_of(VERSION, ALL, organisation_name="示例学校").as_data()
    framed = [field for block in paper["blocks"] if block["kind"] == "fields" for field in block["fields"]]
    [single] = [field["text"] for field in framed if field["label"] == f"示例{kind}"]
    [table] = [block for block in paper["blocks"] if block["kind"] == "table"]
    place = next(n for n, head in enumerate(table["head"]) if head.startswith(f"示例{kind}"))
    assert PRINTED[kind] in single
    cell = table["rows"][0][place]
    assert PRINTED[kind].removesuffix(" 万元").removesuffix("%") in cell, cell
