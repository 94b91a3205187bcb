"""What a form asks: counted cell by cell, what is known already, what another form asks for too."""

from hypothesis import given
from hypothesis import strategies as st

from luoshi.core.fields import Field, Form, settle
from luoshi.core.fields.burden import Filled, as_before, burden_of, filled
from luoshi.core.fields.model import Choice

from .making import CLEAN

SOURCES = frozenset({"organisation.name"})
ROWS = (Choice("a", "中央"), Choice("b", "省"))
SINGLES = st.builds(
    Field,
    key=st.just("x"),
    kind=st.sampled_from(["text", "integer", "evidence", "yes_no"]),
    label=CLEAN,
    required=st.booleans(),
    prefill=st.sampled_from(["", "organisation.name", "nobody.knows"]),
)
TABLES = st.builds(
    lambda columns, rows, least: Field("x", "table", "表", columns=tuple(columns), rows=rows, least=least),
    st.lists(st.builds(Field, key=st.just("c"), kind=st.just("text"), label=CLEAN), min_size=1, max_size=4),
    st.sampled_from([(), ROWS]),
    st.integers(0, 3),
)


@st.composite
def forms(draw):
    from dataclasses import replace

    made = draw(st.lists(st.one_of(SINGLES, TABLES), max_size=6))
    fields = []
    for number, field in enumerate(made):
        columns = tuple(replace(column, key=f"c{n}") for n, column in enumerate(field.columns))
        fields.append(replace(field, key=f"f{number}", columns=columns))
    return Form(tuple(fields))


@given(forms())
def test_every_field_is_counted_once_and_what_is_brought_or_uploaded_is_not_typed(form):
    found = burden_of(form, [], SOURCES)
    single = [field for field in form.fields if field.kind != "table"]
    assert found.fields == len(list(form.walk())) - sum(field.kind == "table" for field in form.fields)
    assert found.prefilled == sum(field.prefill == "organisation.name" for field in single)
    boxes = sum(field.kind != "evidence" and field.prefill != "organisation.name" for field in single)
    rows = sum(max(len(t.rows), t.least, 1) * len(t.columns) for t in form.fields if t.columns)
    lowest = sum((len(t.rows) or max(t.least, 1)) * len(t.columns) for t in form.fields if t.columns)
    assert boxes <= found.cells == boxes + lowest <= boxes + rows
    assert found.repeats == ()


@given(forms())
def test_the_same_form_once_more_repeats_all_that_no_source_brings(form):
    found = burden_of(form, [("另一张表", form)], SOURCES)
    asked = {p for p, f in form.walk() if f.kind != "table" and f.prefill not in SOURCES}
    assert {each.path for each in found.repeats} == asked


def number(label, unit, **more):
    return Field("n", "integer", label, unit=unit, **more)


def test_the_same_is_the_same_name_and_unit_or_the_same_source():
    other = Form(
        (
            number("在校生数", "人"),
            Field("r", "text", "备注"),
            Field("t", "table", "专业", columns=(number("班级", "个"),)),
        )
    )

    def repeated(field):
        return [each.there for each in burden_of(Form((field,)), [("概况", other)], SOURCES).repeats]

    assert repeated(number("在校生数 ", "人")) == ["在校生数"]
    assert repeated(Field("n", "decimal", "在校生数", unit="人")) == ["在校生数"]
    assert repeated(number("在校生数", "万人")) == []
    assert repeated(Field("n", "text", "备注")) == [], "says nothing of what is asked"
    assert repeated(number("在校生数", "")) == ["在校生数"], "one form says no unit"
    assert repeated(Field("n", "text", "在校生数")) == []
    assert repeated(number("班级", "个")) == ["专业：班级"]
    assert repeated(number("在校生数", "人", prefill="organisation.name")) == []


def test_columns_of_a_table_that_may_stay_empty_must_not_be_filled_in():
    columns = (Field("a", "text", "甲", required=True), Field("b", "text", "乙"))

    def required(**table):
        name = Field("name", "text", "名称", required=True)
        return burden_of(
            Form((name, Field("t", "table", "表", columns=columns, **table))), [], SOURCES
        ).required

    assert (required(), required(least=1)) == (1, 2)


def test_what_was_filled_in_is_counted_by_where_it_came_from():
    name = Field("name", "text", "名称", prefill="organisation.name")
    table = Field("t", "table", "表", columns=(Field("a", "text", "甲"), Field("b", "text", "乙")))
    form = Form((name, Field("note", "text", "说明"), table, Field("files", "evidence", "材料")))
    values = {
        "name": "示例",
        "note": "说明",
        "t": [{"_row": "1", "a": "x"}, {"_row": "2", "a": "x", "b": "y"}],
        "files": [{"id": "1", "text": "a.pdf", "size": 1}],
    }
    assert filled(form, settle(form, values), {"name": "示例"}) == Filled(typed=4, brought=1, files=1)
    assert filled(form, settle(form, values), {"name": "旧名"}) == Filled(typed=5, files=1), "changed by hand"
    assert filled(form, settle(form, values), {}) == Filled(typed=5, files=1), "the source knew nothing"
    assert filled(form, {}, {"name": "示例"}) == Filled()


def test_what_stood_so_before_is_told_from_what_was_changed_since():
    table = Field("t", "table", "表", columns=(Field("c", "text", "丙"),))
    form = Form((Field("a", "text", "甲"), Field("b", "text", "乙"), table))
    before = {"a": "1", "b": "2", "t": [{"_row": "x", "c": "3"}, {"_row": "y", "c": "4"}]}
    now = {
        "a": "1",
        "b": "5",
        "t": [{"_row": "y", "c": "4"}, {"_row": "x", "c": "6"}, {"_row": "z", "c": "7"}],
    }
    assert as_before(form, now, before, {}) == 2
    assert as_before(form, now, before, {"a": "1"}) == 1, "brought by a source, counted there"
    assert as_before(form, now, {}, {}) == 0
