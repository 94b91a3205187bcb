"""From version to version: every change is declared, nothing is lost without being named."""

import os
from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from luoshi.core.fields import (
    ROW,
    Choice,
    Field,
    Form,
    Step,
    changed,
    convert,
    parse,
    shown,
    typed,
    undeclared,
)
from luoshi.core.fields.model import MONEY_UNITS, NUMBERS
from luoshi.core.fields.parsing import cleaned

from .making import CHOICES, PEOPLE, TYPED, UNITS, VALUES, field


def form(*fields):
    return Form(tuple(fields))


OLD = form(field("integer", key="number", label="人数"), field("text", key="name", label="名称"))


def test_what_stays_needs_no_declaration():
    new = form(*OLD.fields, field("date", key="since", label="自"))
    assert changed(OLD, new) == []
    assert convert(OLD, new, (), {"number": 3, "name": "甲"}) == ({"number": 3, "name": "甲"}, [])


def test_a_field_that_goes_must_be_declared_renamed_or_dropped():
    new = form(field("integer", key="people", label="人员数"), OLD.fields[1])
    assert [each.path for each in undeclared(OLD, new, ())] == ["number"]
    assert undeclared(OLD, new, (Step("number", "rename", "people"),)) == []
    assert convert(OLD, new, (Step("number", "rename", "people"),), {"number": 3}) == ({"people": 3}, [])
    assert convert(OLD, new, (Step("number", "drop"),), {"number": 3}) == ({}, [])
    assert undeclared(OLD, new, (Step("number", "rename", "nothing"),)) != []


def test_a_text_becomes_a_number_where_it_can_and_is_named_where_it_cannot():
    new = form(OLD.fields[0], field("integer", key="name", label="名称"))
    steps = (Step("name", "convert", "name"),)
    assert undeclared(OLD, new, steps) == []
    assert convert(OLD, new, steps, {"name": "１２ "})[0] == {"name": 12}
    values, losses = convert(OLD, new, steps, {"name": "十二"})
    assert values == {}
    assert [(loss.label, loss.value) for loss in losses] == [("名称", "十二")]


def test_a_choice_that_is_gone_is_named():
    old = form(field("choice", key="a"))
    new = form(field("choice", key="a").__class__("a", "choice", "新", choices=CHOICES[:1]))
    assert convert(old, new, (), {"a": "a"}) == ({"a": "a"}, [])
    values, losses = convert(old, new, (), {"a": "b"})
    assert (values, losses[0].value) == ({}, "县属")


def test_money_in_another_unit_is_the_same_money():
    old, new = form(field("money", key="a", unit="元")), form(field("money", key="a", unit="万元"))
    assert convert(old, new, (), {"a": 123_456}) == ({"a": 123_456}, [])


def test_columns_are_declared_like_fields_and_rows_keep_their_ids():
    rows = [{"_row": "r1", "n": 3, "t": "甲"}]
    old = form(
        field(
            "table",
            key="x",
            columns=(field("integer", key="n", label="数"), field("text", key="t", label="字")),
        )
    )
    new = form(field("table", key="x", columns=(field("integer", key="m", label="量"),)))
    assert [each.path for each in changed(old, new)] == ["x.n", "x.t"]
    steps = (Step("x.n", "rename", "x.m"), Step("x.t", "drop"))
    assert convert(old, new, steps, {"x": rows}) == ({"x": [{"_row": "r1", "m": 3}]}, [])


def test_what_was_personal_is_opened_by_declaration_and_never_carried_into_the_open():
    secret = {"key": "a", "label": "电话", "personal": True}
    old = form(field("text", **secret), field("table", key="t", columns=(field("text", **secret),)))
    plain = field("text", key="a", label="电话")
    new = form(plain, field("table", key="t", columns=(plain,)))
    values = {"a": "13812345678", "t": [{"_row": "r", "a": "13812345678"}]}
    assert [(each.path, each.opens) for each in undeclared(old, new, ())] == [("a", True), ("t.a", True)]
    for how in ("keep", "convert", "rename", "drop"):
        wrong = (Step("a", how, "a"), Step("t.a", how, "t.a"))
        assert len(undeclared(old, new, wrong)) == 2
        assert "138" not in str(convert(old, new, wrong, values))
    steps = (Step("a", "open"), Step("t.a", "open"))
    assert undeclared(old, new, steps) == []
    assert convert(old, new, steps, values)[0] == {}
    again = form(field("text", key="b", label="号码"), field("table", key="u", columns=(plain,)))
    assert [each.to for each in changed(old, again)] == [(), ()]
    renamed = (Step("a", "rename", "b"), Step("t", "rename", "u"))
    assert len(undeclared(old, again, renamed)) == 2
    assert "138" not in str(convert(old, again, renamed, values))
    assert changed(new, old) == []


@given(TYPED, st.sampled_from(["text", "long_text"]))
def test_every_value_can_become_text(made, kind):
    each, value = made
    new = form(field(kind, key=each.key, label="新"))
    values, losses = convert(form(each), new, (Step(each.key, "convert", each.key),), {each.key: value})
    assert losses == [] or len(str(value)) > 100 or "\n" in str(value)
    assert values or losses


# ---- no answer lost, no silent change: random forms, random next versions, random declarations


KEYS = ("a", "b", "c", "d")
KINDS_HERE = sorted(VALUES)
SINGLE = st.tuples(st.sampled_from(KINDS_HERE), st.sampled_from(KEYS)).flatmap(
    lambda made: st.sampled_from(UNITS.get(made[0], ("",))).map(
        lambda unit: field(made[0], key=made[1], label=f"名称{made[1]}", unit=unit)
    )
)
ROW_NAMES = st.sampled_from([(), (Choice("r0", "中央"), Choice("r1", "省"))])
TABLE = st.builds(
    lambda key, columns, rows: Field(
        key, "table", f"表{key}", columns=tuple(once(columns)), rows=rows, most=9
    ),
    st.sampled_from(KEYS),
    st.lists(SINGLE, min_size=1, max_size=3),
    ROW_NAMES,
)
FORMS = st.lists(st.one_of(SINGLE, TABLE), min_size=1, max_size=4).map(lambda rows: Form(tuple(once(rows))))


def once(fields):
    return {each.key: each for each in fields}.values()


ALIKE = {
    kind: family
    for family in (
        ("integer", "decimal", "percent", "money"),
        ("date", "month", "year"),
        ("text", "long_text"),
        ("choice", "choices"),
    )
    for kind in family
}


def mutated(draw, each):
    """The field as the next version has it: kept, under another key, of another kind, with other rows or columns."""
    key = draw(st.sampled_from([each.key, each.key, f"n{each.key}"]))
    if each.kind == "table":
        columns = tuple(once(mutated(draw, column) for column in each.columns))
        rows = draw(st.sampled_from([each.rows, each.rows[:1]]))
        return replace(each, key=key, columns=columns, rows=rows)
    kinds = draw(st.sampled_from([(each.kind,), ALIKE.get(each.kind, (each.kind,)), tuple(KINDS_HERE)]))
    kind = draw(st.sampled_from(kinds))
    unit = draw(st.sampled_from(UNITS.get(kind, ("",))))
    return field(kind, key=key, label=each.label, unit=unit)


@st.composite
def answered(draw):
    """A form with values, a next version, and a declaration for each change as the publishing page offers it."""
    old = draw(FORMS)
    new = Form(tuple(once(mutated(draw, each) for each in old.fields)))
    values = {}
    for each in old.fields:
        if each.kind == "table":
            keys = [row.key for row in each.rows] or ["r0", "x1"]
            rows = [{ROW: key, **draw(cells(each.columns))} for key in keys]
            values[each.key] = [row for row in rows if len(row) > 1]
        else:
            values |= draw(cells((each,)))
    steps = []
    for change in changed(old, new):
        if change.opens:
            steps.append(Step(change.path, "open"))
            continue
        offered = [*change.to, *([] if change.reworded else [""])]
        to = draw(st.sampled_from(offered))
        how = "drop" if not to else "convert" if to == change.path else "rename"
        steps.append(Step(change.path, how, to))
    return old, new, tuple(steps), {key: value for key, value in values.items() if value not in ([], None)}


@st.composite
def cells(draw, fields):
    return {each.key: draw(VALUES[each.kind]) for each in fields if draw(st.booleans())}


def flat(form, values):
    """Path → (field, value) of everything that was answered."""
    for each in form.fields:
        if each.kind != "table":
            if each.key in values:
                yield (each.key,), each, values[each.key]
            continue
        for row in values.get(each.key, []):
            for column in each.columns:
                if column.key in row:
                    yield (each.key, row[ROW], column.key), column, row[column.key]


@settings(max_examples=2000 if os.environ.get("LUOSHI_PROVE") else 80, deadline=None)
@given(answered())
def test_every_answer_goes_on_unchanged_or_is_dropped_by_declaration_or_named(made):
    old, new, steps, values = made
    targets = [step.to for step in steps if step.to]
    assert bool(undeclared(old, new, steps)) == (len(set(targets)) < len(targets))
    assume(len(set(targets)) == len(targets))
    carried, losses = convert(old, new, steps, values)
    there = {path: (each, value) for path, each, value in flat(new, carried)}
    declared = {step.path: step for step in steps}
    named = [loss.label for loss in losses]
    reached = set()
    for path, each, value in flat(old, values):
        outer = declared.get(path[0])
        inner = declared.get(f"{path[0]}.{path[-1]}") if len(path) > 1 else None
        if "drop" in {step.how for step in (outer, inner) if step}:
            continue
        table = outer.to if outer and outer.to else path[0]
        column = inner.to.partition(".")[2] if inner and inner.to else path[-1]
        goes = (table, path[1], column) if len(path) > 1 else (table,)
        found = there.get(goes)
        reached.add(goes)
        if found is None:
            assert each.label in named or old.field(path[0]).label in named, (path, value, losses)
        elif not same_meaning(each, value, *found):
            assert each.label in named, (path, value, found[1], losses)
    assert set(there) <= reached, "nothing is invented"


def same_meaning(old, value, new, after):
    """Whether a person reads the same: the same number (in the same money), the same day, the same words."""
    if old.kind == new.kind and old.kind not in ("choice", "choices", "long_text"):
        return value == after
    if {old.kind, new.kind} <= NUMBERS:
        return worth(old, value) == worth(new, after)
    said, read = typed(old, value), typed(new, after)
    if new.kind in ("text", "long_text"):
        return cleaned(said) == cleaned(read) or cleaned(shown(old, value)) == cleaned(read)
    return parse(new, said, PEOPLE) == after


def worth(each, value):
    return Decimal(value) / MONEY_UNITS[each.unit or "元"] if each.kind == "money" else Decimal(value)


def test_a_unit_or_an_option_that_reads_differently_must_be_declared():
    people, pieces = field("integer", key="n", unit="人"), field("integer", key="n", unit="个")
    (change,) = changed(Form((people,)), Form((pieces,)))
    assert (change.to, change.reworded) == (("n",), True)
    assert "人" in change.why
    before = Field("c", "choice", "性质", choices=(Choice("a", "市属"), Choice("b", "民办")))
    after = Field("c", "choice", "性质", choices=(Choice("a", "县属"), Choice("b", "民办")))
    (change,) = changed(Form((before,)), Form((after,)))
    assert "“市属”改成了“县属”" in change.why
    assert changed(Form((before,)), Form((replace(after, choices=before.choices[:1]),))) == []


def test_rows_and_columns_that_have_no_place_any_more_are_named():
    column = Field("c", "text", "列")
    rows = (Choice("a", "中央"), Choice("b", "省"))
    old = Form((Field("t", "table", "经费", columns=(column, Field("d", "text", "旧列")), rows=rows),))
    new = Form((Field("u", "table", "经费", columns=(column,), rows=rows[:1]),))
    values = {"t": [{ROW: "a", "c": "甲", "d": "丢了"}, {ROW: "b", "c": "乙"}]}
    carried, losses = convert(old, new, (Step("t", "rename", "u"),), values)
    assert carried == {"u": [{ROW: "a", "c": "甲"}]}
    assert [(loss.label, loss.value) for loss in losses] == [("旧列", "丢了"), ("经费", "乙")]


def test_a_day_that_becomes_a_month_is_named():
    old, new = field("date", key="x"), field("month", key="x")
    carried, (loss,) = convert(Form((old,)), Form((new,)), (Step("x", "convert", "x"),), {"x": "2026-11-25"})
    assert carried == {"x": "2026-11"}
    assert loss.value == "2026年11月25日"
